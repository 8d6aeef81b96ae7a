"""Scores computed by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from fazhi_rag.evaluation.perturb import Probe
from fazhi_rag.evaluation.scorers import (
    fold,
    same_head,
    same_unit,
    same_value,
    score_answer,
    score_mentions,
    score_probe,
)
from fazhi_rag.evaluation.suites import Label, QuestionCase
from fazhi_rag.types import Abstention, Answer, Approx, Citation, Finding, Kind, Mention, Place, Span, Status

TEXT = "第一，调解纠纷156宗，发放资料1万余份，多次走访"
#       0    3       7     12       17


def _label(text: str, kind: Kind = Kind.QUANTITY, **more: Any) -> Label:
    start = TEXT.index(text)
    return Label(start=start, end=start + len(text), text=text, kind=kind, **more)


def _mention(text: str, value: object, **more: Any) -> Mention:
    start = TEXT.index(text)
    return Mention(text, Span(start, start + len(text)), more.pop("kind", Kind.QUANTITY), value, **more)  # type: ignore[arg-type]


GOLD = (
    _label("第一", Kind.ENUMERATOR),
    _label("156宗", value="156", unit="宗", head="纠纷"),
    _label("1万余份", value="10000", unit="份", approx=Approx.MORE_THAN, head="资料"),
    _label("多次", Kind.OTHER, optional=True),
)


def test_all_found_is_all_right() -> None:
    found = [
        _mention("第一", None, kind=Kind.ENUMERATOR),
        _mention("156宗", Decimal("156.0"), unit="件", head="民事纠纷"),
        _mention("1万余份", Decimal(10000), unit="份", approx=Approx.MORE_THAN, head="资料"),
        _mention("多次", Decimal(9), unit="次"),  # on an optional label: neither found nor false
    ]
    score = score_mentions(found, GOLD)
    assert (score.found, score.false, score.missed) == (2, 0, 0)
    assert (score.unit_right, score.approx_right, score.head_right, score.head_wanted) == (2, 2, 2, 2)
    assert [(hit.kind, hit.found) for hit in score.kinds] == [
        ("enumerator", True),
        ("quantity", True),
        ("quantity", True),
    ]
    assert score.faults == ()


def test_a_wrong_value_is_both_missed_and_false() -> None:
    score = score_mentions([_mention("156宗", Decimal(56), unit="宗")], GOLD)
    assert (score.found, score.false, score.missed) == (0, 1, 2)


def test_an_enumerator_reported_as_a_fact_is_false() -> None:
    score = score_mentions([_mention("第一", Decimal(1))], GOLD)
    assert (score.found, score.false, score.missed) == (0, 1, 2)


def test_a_lost_approximator_is_found_with_a_fault() -> None:
    score = score_mentions([_mention("1万余份", Decimal(10000), unit="份")], GOLD)
    assert (score.found, score.unit_right, score.approx_right, score.head_right) == (1, 1, 0, 0)
    assert any("限定" in fault for fault in score.faults)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("名", "人", True), ("宗", "件", True), ("人", "人次", False), ("%", None, True), ("场", "人次", False),
     (None, None, True)],
)  # fmt: skip
def test_units(one: str | None, other: str | None, same: bool) -> None:
    assert same_unit(one, other) is same


def test_values_and_heads() -> None:
    assert same_value((Decimal(5), Decimal(8)), ("5", "8"))
    assert not same_value(Decimal(5), ("5", "8"))
    assert same_value(None, None)
    assert same_head("民事纠纷", "纠纷")
    assert same_head("以案释法”基地", "以案释法基地")
    assert not same_head(None, "纠纷")


DRAFT = "调解13件，发放5份"


def _finding(text: str, status: Status) -> Finding:
    start = DRAFT.index(text)
    return Finding(text, Span(start, start + len(text)), Kind.QUANTITY, Decimal(1), None, status)


def _probe(**more: Any) -> Probe:
    fields: dict[str, Any] = {"wrong": Span(2, 5), "single": True}
    return Probe("p", "c", "dev", "V1", DRAFT, township=None, county=None, year=None, **(fields | more))


@pytest.mark.parametrize(
    ("statuses", "caught", "seen", "right"),
    [
        ({"13件": Status.CONTRADICTED}, True, True, True),
        ({"13件": Status.UNSUPPORTED}, True, True, False),
        ({"13件": Status.UNCHECKED}, True, True, False),
        ({"13件": Status.SUPPORTED}, False, True, False),
        ({"5份": Status.CONTRADICTED}, False, False, False),
        ({}, False, False, False),
    ],
)
def test_a_wrong_number_is_caught_where_it_stands(
    statuses: dict[str, Status], caught: bool, seen: bool, right: bool
) -> None:
    score = score_probe(_probe(), [_finding(text, status) for text, status in statuses.items()])
    assert (score.caught, score.seen, score.right_status) == (caught, seen, right)


def test_an_alarm_elsewhere_is_collateral_only_for_single_errors() -> None:
    findings = [_finding("13件", Status.CONTRADICTED), _finding("5份", Status.UNSUPPORTED)]
    assert (score_probe(_probe(), findings).collateral, score_probe(_probe(), findings).others) == (1, 1)
    assert score_probe(_probe(single=False), findings).others == 0


def test_a_text_without_a_wrong_number_is_no_probe() -> None:
    with pytest.raises(ValueError, match="no wrong number"):
        score_probe(_probe(wrong=None), [])


def test_folding_drops_width_marks_and_space() -> None:
    assert fold("“１２”件， 全部（A）") == "12件全部A"


def _question(**more: Any) -> QuestionCase:
    fields: dict[str, Any] = {
        "id": "q",
        "half": "dev",
        "question": "几件？",
        "kind": "single",
        "answerable": True,
    }
    return QuestionCase(**(fields | {"evidence": ("12件",)} | more))


def _answer(text: str, *, cited: bool = True, abstained: bool = False) -> Answer:
    citations = (Citation(1, text, Place("d")),) if cited else ()
    reason = Abstention.NOT_MENTIONED if abstained else None
    return Answer(text, "abstained" if abstained else "answered", reason, citations, ())


@pytest.mark.parametrize(
    ("case", "answer", "passed"),
    [
        (_question(), _answer("调解１２件。"), True),
        (_question(), _answer("调解12件。", cited=False), False),
        (_question(), _answer("调解12件。" + "长" * 600), False),
        (_question(kind="compare"), _answer("调解12件。" + "长" * 600), True),
        (_question(must_not=("13件",)), _answer("12件，不是13件"), False),
        (_question(), _answer("未提及", abstained=True), False),
        (_question(evidence=("1件", "2件", "3件", "4件")), _answer("1件、2件、3件"), True),  # 3 of 4
        (_question(evidence=("1件", "2件", "3件")), _answer("1件、2件"), False),  # 2 of 3
        (_question(answerable=False, evidence=()), _answer("未提及", abstained=True), True),
        (_question(answerable=False, evidence=()), _answer("12件"), False),
        (_question(answerable=False, evidence=(), must_not=("0件",)), _answer("0件", abstained=True), False),
    ],
)
def test_answers(case: QuestionCase, answer: Answer, passed: bool) -> None:
    assert score_answer(case, answer).passed is passed
