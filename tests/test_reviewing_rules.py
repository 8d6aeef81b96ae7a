"""Every rule on planted errors and on their harmless neighbours: data/review_cases.jsonl."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fazhi_rag.knowledge import KnowledgeBase
from fazhi_rag.reading import document_from_text, read_document
from fazhi_rag.reviewing import ReviewSettings, law, review, rules
from fazhi_rag.types import Review
from tests.review_texts import CLEAN, LAST_YEAR, NEIGHBOUR, insert

ROWS: list[dict[str, Any]] = [
    json.loads(line)
    for line in (Path(__file__).parent / "data" / "review_cases.jsonl").read_text("utf-8").splitlines()
]
_ELSEWHERE = {"P100", "P106", "F114"}
"""Rules with tests of their own below: they need another text or a setting."""


@pytest.fixture(scope="module")
def kb(tmp_path_factory: pytest.TempPathFactory, own_corpus: Path) -> Iterator[KnowledgeBase]:
    folder = tmp_path_factory.mktemp("review")
    (folder / "清溪镇_2022.txt").write_text(LAST_YEAR, encoding="utf-8")
    (folder / "白石乡_2023.txt").write_text(NEIGHBOUR, encoding="utf-8")
    with KnowledgeBase.open(folder / "kb") as base:
        names = [folder / "清溪镇_2022.txt", folder / "白石乡_2023.txt", own_corpus / "policies"]
        assert base.ingest(names).ok
        yield base


def case_text(row: dict[str, Any]) -> str:
    if "old" in row:
        assert row["old"] in CLEAN
        return CLEAN.replace(row["old"], row["new"])
    return insert(row["text"], row["where"])


def proofread(text: str, kb: KnowledgeBase | None = None, settings: ReviewSettings | None = None) -> Review:
    return review(document_from_text(text, name="清溪镇.txt"), kb=kb, settings=settings)


@pytest.mark.parametrize("row", ROWS, ids=[f"{row['code']}-{number}" for number, row in enumerate(ROWS)])
def test_planted_errors_are_found_and_their_neighbours_left_alone(
    row: dict[str, Any], kb: KnowledgeBase
) -> None:
    found = proofread(case_text(row), kb if row.get("kb") else None)
    of_rule = [finding for finding in found.findings if finding.code == row["code"]]
    if not row["find"]:
        assert of_rule == []
        assert [f for f in found.findings if f.code != "L106"] == []
        return
    assert of_rule
    if "quote" in row:
        assert row["quote"] in [finding.text for finding in of_rule]
    if "fix" in row:
        assert row["fix"] in [finding.fix for finding in of_rule]
    assert all(finding.span.of(found.text) == finding.text for finding in found.findings)


def test_every_rule_has_planted_errors() -> None:
    positive = {row["code"] for row in ROWS if row["find"]}
    assert positive | _ELSEWHERE == set(rules())
    assert len(ROWS) >= 120


def test_a_clean_report_has_no_finding(kb: KnowledgeBase) -> None:
    assert proofread(CLEAN).findings == ()
    assert proofread(CLEAN, kb).findings == ()


OTHERS = [
    ("清溪镇2023年政府信息公开工作年度报告\n一、总体情况\n2023年主动公开信息98条。\n", "信息公开"),
    ("东山县2023年预算执行情况的报告\n2023年一般公共预算收入1200万元。\n", "预决算"),
    ("清溪镇关于开展秋季防火工作的通知\n各村：\n请做好防火工作。\n", "通知"),
    ("床前明月光，疑是地上霜。\n举头望明月，低头思故乡。\n", "别的文体"),
]


@pytest.mark.parametrize(("text", "genre"), OTHERS, ids=[genre for _, genre in OTHERS])
def test_another_genre_is_said_to_be_one(text: str, genre: str) -> None:
    found = proofread(text)
    assert [finding.code for finding in found.findings] == ["P100"]
    assert genre in found.findings[0].message


def test_another_genre_is_still_checked_for_its_form() -> None:
    found = proofread(OTHERS[0][0].replace("公开信息98条", "公开信息“98条"))
    assert [finding.code for finding in found.findings] == ["P100", "F104"]


def test_the_checklist_is_ticked_off() -> None:
    settings = ReviewSettings(checklist=("受理矛盾纠纷，提高调解成功率", "办理行政复议案件答复工作"))
    found = proofread(CLEAN, settings=settings)
    assert [(f.code, f.message) for f in found.findings] == [
        ("P106", "工作要点没有写到：办理行政复议案件答复工作")
    ]


def test_a_report_of_formula_is_told_so() -> None:
    formula = "高度重视法治建设，切实加强组织领导，扎实推进各项工作，不断提升能力水平。" * 20
    found = [f for f in proofread(insert(formula, "a")).findings if f.code == "F114"]
    assert len(found) == 1
    assert found[0].related


PIECES = st.sampled_from(
    (
        "一是",
        "三是",
        "（二）",
        "2、",
        "12件",
        "其中",
        "合计",
        "100%",
        "未发生",
        "“",
        "”",
        "《",
        "》",
        "（",
        ")",
        "，",
        "。",
    )
)


@settings(max_examples=60, deadline=None)
@given(st.lists(PIECES, max_size=40))
def test_any_text_is_reviewed_and_findings_stand_in_it(pieces: list[str]) -> None:
    found = proofread(CLEAN.replace("我镇", "".join(pieces)))
    for finding in found.findings:
        assert finding.span.of(found.text) == finding.text
        assert finding.code in rules()
    assert list(found.findings) == sorted(found.findings, key=lambda f: (f.span, f.code))


def test_what_stands_several_times_is_one_finding() -> None:
    told = "提供法律咨询40余人次。"
    found = proofread(insert(told * 4, "a"))
    [finding] = [one for one in found.findings if one.code == "N113"]
    assert len(finding.related) == 3
    assert len({place.span for place in finding.related} | {finding.span}) == 4


def test_the_table_of_instruments_agrees_with_the_sample_policies(own_corpus: Path) -> None:
    listed, compared = law._listed(), 0
    for path in sorted((own_corpus / "policies").glob("*.md")):
        held = read_document(path).identity
        one = listed.get(law._bare(held.title or ""))
        if one is None:
            continue
        compared += 1
        if held.doc_number and one.number:
            assert law._same_number(held.doc_number, one.number), held.title
        if held.effective_from and one.begins:
            assert held.effective_from.year == one.begins.year, held.title
        assert held.effective_to == one.ends, held.title
    assert compared >= 15
