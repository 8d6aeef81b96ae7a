"""Nothing outside a question's scope is cited: one gate, and the scope of every question that may be read."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import date
from pathlib import Path, PurePath

import pytest

import fazhi_rag.writing.asking
from fazhi_rag.evaluation.libraries import township_library
from fazhi_rag.evaluation.suites import load_cases
from fazhi_rag.evaluation.township_cases import TownshipCase
from fazhi_rag.knowledge import DocumentRecord, KnowledgeBase
from fazhi_rag.types import DocumentKind, Identity, Place, Span
from fazhi_rag.writing import Intent, ask, plan_question
from fazhi_rag.writing.asking.composing import Quoter

CASES = [
    case
    for suite in ("townships", "wordings")
    for case in load_cases(suite, TownshipCase)
    if case.half == "dev"
]
SPAN = Span(0, 2)


def _record(township: str, year: int) -> DocumentRecord:
    who = Identity(DocumentKind.ANNUAL_REPORT, "报告", township, "东山县", None, None, year, date(year, 1, 2))
    return DocumentRecord(1, f"{township}_{year}.txt", who, "", 0, 0, 0)


@pytest.mark.parametrize(
    "place",
    [
        Place("白石镇_2023.txt", "白石镇", "东山县", 2023, "", SPAN),
        Place("清溪镇_2022.txt", "清溪镇", "东山县", 2022, "", SPAN),
        Place("清溪镇_2023.txt", "清溪镇", "西川县", 2023, "", SPAN),
        Place("清溪镇_2023.txt", "清溪镇", "东山县", 2022, "", SPAN),
    ],
)
def test_the_gate_lets_nothing_else_through(place: Place) -> None:
    with pytest.raises(ValueError, match="out of the question's scope"):
        Quoter([_record("清溪镇", 2023)]).cite("原文", place)


def test_the_gate_lets_the_scope_through_and_keeps_its_numbers() -> None:
    quoter = Quoter([_record("清溪镇", 2023)])
    place = Place("清溪镇_2023.txt", "清溪镇", "东山县", 2023, "", SPAN)
    assert [quoter.cite("原文", place), quoter.cite("原文", place)] == [1, 1]
    assert [citation.key for citation in quoter.citations] == [1]


def test_citations_are_made_at_the_gate_alone() -> None:
    makers = [
        path.name
        for path in Path(fazhi_rag.writing.asking.__path__[0]).glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Citation"
    ]
    assert makers == ["composing.py"]


@pytest.fixture(scope="module")
def kb() -> Iterator[KnowledgeBase]:
    with KnowledgeBase.open(township_library(), embed=lambda texts: [[1.0]] * len(texts)) as base:
        yield base


def test_no_question_of_the_suites_reads_a_report_beside_its_scope(kb: KnowledgeBase) -> None:
    records, beside = kb.documents(), {}
    for case in CASES:
        plan = plan_question(case.question, records)
        named = {PurePath(record.name).name for record in plan.scope.records}
        of_reports = plan.intent is not Intent.POLICY and not plan.unplaced
        if of_reports and case.status != "abstained" and not named <= set(case.docs):
            beside[case.id] = sorted(named - set(case.docs))
    assert len(CASES) > 300
    assert beside == {}


def test_no_answer_cites_what_the_question_is_not_about(kb: KnowledgeBase) -> None:
    """Every twentieth question, through to its citations."""
    for case in CASES[::20]:
        cited = {PurePath(one.place.document).name for one in ask(case.question, kb=kb).citations}
        assert cited <= set(case.docs), case.id
