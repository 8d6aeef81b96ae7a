"""Injected errors: the same for a seed, at the stated place, nowhere else, and never true."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from fazhi_rag.evaluation.operators import OPERATORS
from fazhi_rag.evaluation.perturb import EXPECTED, perturb
from fazhi_rag.evaluation.suites import GroundingCase, Label, load_cases
from fazhi_rag.types import Approx, Kind, Span

CASES = load_cases("grounding", GroundingCase)


def _case(text: str, *labels: dict[str, Any], **more: Any) -> GroundingCase:
    mentions, at = [], 0
    for label in labels:
        start = text.index(label["text"], at)
        at = start + len(label["text"])
        mentions.append(Label(**({"start": start, "end": at, "kind": Kind.QUANTITY} | label)))
    return GroundingCase(id="t", half="dev", text=text, mentions=tuple(mentions), **more)


@pytest.mark.parametrize("op", OPERATORS)
def test_an_operator_changes_the_text_at_its_span_and_nowhere_else(op: str) -> None:
    applied = 0
    for case in CASES:
        for label in case.mentions:
            edit = OPERATORS[op](case, label, Random(case.id))
            if edit is None:
                continue
            applied += 1
            text = edit.apply(case.text)
            assert text != case.text
            assert text[: edit.span.start] == case.text[: edit.span.start]
            assert text[edit.span.start + len(edit.new) :] == case.text[edit.span.end :]
            assert edit.span.start <= edit.wrong.start < edit.wrong.end <= edit.span.start + len(edit.new)
    assert applied >= 3


EXAMPLES = [
    # operator, text, label, every result that may come out
    ("V1", "设178个", {"text": "178个"}, {"设179个", "设177个"}),
    ("V1", "办0件", {"text": "0件"}, {"办1件"}),
    ("V1", "走访120余次", {"text": "120余次", "approx": Approx.MORE_THAN}, {"走访130余次"}),
    ("V1", "15天内办", {"text": "15天内", "approx": Approx.AT_MOST}, {"14天内办"}),
    ("V1", "达100%", {"text": "100%", "kind": Kind.PERCENT}, {"达99%"}),
    ("V2", "发5000份", {"text": "5000份"}, {"发500份", "发50000份"}),
    ("V2", "发5000余份", {"text": "5000余份", "approx": Approx.MORE_THAN}, {"发50000余份"}),
    ("V3", "调156宗", {"text": "156宗"}, {"调165宗", "调516宗"}),
    ("V4", "争取80万元", {"text": "80万元"}, {"争取80元"}),
    ("V4", "罚200元", {"text": "200元", "unit": "元"}, {"罚200万元"}),
    ("V5", "调120宗", {"text": "120宗"}, {"调一百零二宗", "调二百一十宗"}),
    ("U1", "来200余人次", {"text": "200余人次", "unit": "人次"}, {"来200余场"}),
    ("U2", "来187人次", {"text": "187人次", "unit": "人次"}, {"来187人"}),
    ("A1", "走120余次", {"text": "120余次", "approx": Approx.MORE_THAN}, {"走120次"}),
    ("A1", "超80学时", {"text": "超80学时", "approx": Approx.MORE_THAN}, {"80学时"}),
    ("A2", "设148条", {"text": "148条"}, {"设148余条", "设超148条"}),
    ("A2", "走120余次", {"text": "120余次", "approx": Approx.MORE_THAN}, {"走不足120次"}),
    ("A3", "走120余次", {"text": "120余次", "approx": Approx.MORE_THAN},
     {f"走12{i}次" for i in range(1, 10)}),
    ("A4", "答630余条", {"text": "630余条", "approx": Approx.MORE_THAN}, {"答700余条"}),
    ("A4", "设148条", {"text": "148条"}, {"设150余条"}),
    ("D2", "2021—2025年", {"text": "2021—2025年", "kind": Kind.YEAR_RANGE},
     {"2020—2025年", "2022—2025年", "2021—2024年", "2021—2026年"}),
    ("N1", "厅字〔2019〕28号", {"text": "厅字〔2019〕28号", "kind": Kind.DOC_NUMBER},
     {"厅字〔2020〕28号", "厅字〔2018〕28号", "厅字〔2019〕29号", "厅字〔2019〕27号", "厅字〔2019〕82号"}),
    ("N2", "三会一课", {"text": "三会一课", "kind": Kind.NAMED_TERM}, {"四会一课", "三会两课"}),
    ("Q1", "多次提醒", {"text": "多次", "kind": Kind.OTHER}, {f"{i}次提醒" for i in range(2, 10)}),
]  # fmt: skip


@pytest.mark.parametrize(("op", "text", "label", "results"), EXAMPLES)
def test_what_an_operator_writes(op: str, text: str, label: dict[str, Any], results: set[str]) -> None:
    case = _case(text, label)
    edits = [OPERATORS[op](case, case.mentions[0], Random(seed)) for seed in range(60)]
    assert {edit.apply(text) for edit in edits if edit is not None} == results


@pytest.mark.parametrize(
    ("op", "label"),
    [
        ("V2", {"text": "1件", "approx": Approx.AT_MOST}),  # ten times at most would be... looser, and true
        ("V4", {"text": "1万余份", "approx": Approx.MORE_THAN}),  # fewer than that is true
        ("A1", {"text": "12件"}),
        ("A4", {"text": "700余条", "approx": Approx.MORE_THAN}),  # already round
        ("V3", {"text": "11件"}),
        ("D1", {"text": "12件"}),
        ("U1", {"text": "0件", "unit": "件"}),
        ("N2", {"text": "12件"}),
        ("Q1", {"text": "全覆盖", "kind": Kind.OTHER}),
    ],
)
def test_where_an_operator_does_not_apply_it_says_so(op: str, label: dict[str, Any]) -> None:
    case = _case(f"有{label['text']}", label)
    assert OPERATORS[op](case, case.mentions[0], Random(1)) is None


def test_a_pair_changes_places() -> None:
    case = _case(
        "站11个，点178个", {"text": "11个", "unit": "个", "value": "11", "subject": "站"},
        {"text": "178个", "unit": "个", "value": "178", "subject": "点"},
    )  # fmt: skip
    edit = OPERATORS["S2"](case, case.mentions[0], Random(1))
    assert edit is not None
    assert edit.apply(case.text) == "站178个，点11个"
    assert edit.wrong == Span(1, 5)


def test_the_same_seed_gives_the_same_probes_and_another_does_not() -> None:
    first, again, other = (
        [probe for case in CASES[:30] for probe in perturb(case, peers=CASES, seed=seed)]
        for seed in (1, 1, 2)
    )
    assert first == again
    assert first != other


def test_probes_have_unique_ids_a_place_and_an_expected_verdict() -> None:
    probes = [probe for case in CASES for probe in perturb(case, peers=CASES)]
    assert len({probe.id for probe in probes}) == len(probes)
    for probe in probes:
        assert probe.wrong is not None
        assert len(probe.wrong) > 0
        assert probe.wrong.end <= len(probe.text)
        assert probe.label[0] in EXPECTED


def test_every_class_has_enough_probes_in_each_half() -> None:
    for half in ("dev", "report"):
        probes = [p.label[0] for case in CASES if case.half == half for p in perturb(case, peers=CASES)]
        assert set(probes) == set(EXPECTED)
        assert min(probes.count(letter) for letter in EXPECTED) >= 15


def test_a_text_told_of_another_place_or_year_keeps_its_number() -> None:
    label = {"text": "148条", "unit": "条", "value": "148"}
    here = _case("静水镇公开信息148条", label, township="静水镇", county="甲县", year=2023)
    there = here.model_copy(
        update={"id": "u", "township": "黄坡街道镇", "year": 2022, "text": "无", "mentions": ()}
    )
    moved = {p.label: p for p in perturb(here, peers=[here, there]) if p.label in ("J1", "Y1")}
    assert moved["J1"].text == "黄坡街道镇公开信息148条"
    assert (moved["J1"].township, moved["J1"].year) == ("黄坡街道镇", 2022)
    assert (moved["Y1"].text, moved["Y1"].year) == ("2024年，静水镇公开信息148条", 2024)
    assert all(probe.wrong is not None and probe.wrong.of(probe.text) == "148条" for probe in moved.values())


def test_a_number_the_report_prints_elsewhere_is_not_injected() -> None:
    case = _case("办12件", {"text": "12件"}, township="甲镇", county="乙县", year=2023)
    peers = [
        case,
        *(_case(f"办{n}件", {"text": f"{n}件"}, township="甲镇", county="乙县", year=2023) for n in (11, 13)),
    ]
    assert not [probe for probe in perturb(case, peers=peers) if probe.label == "V1"]
