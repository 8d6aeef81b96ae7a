"""Retrieval: measures against values worked out by hand, labels that stand in the library, bad rankings."""

from __future__ import annotations

import json
from dataclasses import replace
from math import log2
from pathlib import Path
from typing import Any

import pytest

from fazhi_rag.evaluation import Plan, SuiteResult, judge, rules_of, run_plan
from fazhi_rag.evaluation.retrieval_cases import RetrievalCase, retrieval_rows
from fazhi_rag.evaluation.retrieval_scorers import (
    Ranked,
    all_parts_at,
    count_relevant,
    hit_at,
    ndcg_at,
    recall_at,
    reciprocal_rank,
    score_retrieval,
)
from fazhi_rag.evaluation.retrieval_suite import run_retrieval
from fazhi_rag.evaluation.suites import load_cases, load_manifest, read_suite_file
from fazhi_rag.knowledge import KnowledgeBase
from fazhi_rag.types import Hit, Span

CASES = load_cases("retrieval", RetrievalCase)
LOG3 = log2(3)


def test_the_frozen_cases_are_those_derived_from_the_other_suites() -> None:
    frozen = [json.loads(line) for line in read_suite_file("retrieval", "cases.jsonl").splitlines()]
    assert frozen == retrieval_rows()


def test_both_halves_are_large_and_a_question_is_asked_once() -> None:
    for half in ("dev", "report"):
        assert sum(case.half == half for case in CASES) >= 80
    assert len({case.question for case in CASES}) == len(CASES)


def test_filters_leave_only_documents_in_scope() -> None:
    """Where township and year are set, one document is in scope; a policy question sets neither."""
    for case in CASES:
        if case.township and case.year:
            assert len(case.docs) == 1
            assert case.township in case.docs[0]
            assert str(case.year) in case.docs[0]
        if case.sought == "policy":
            assert (case.township, case.year) == (None, None)


@pytest.mark.parametrize(
    ("ranks", "relevant", "k", "value"),
    [
        ([1], 1, 10, 1.0),
        ([2], 1, 10, 1 / LOG3),
        ([3], 1, 10, 0.5),
        ([1, 2], 2, 10, 1.0),
        ([1, 3], 2, 10, (1 + 0.5) / (1 + 1 / LOG3)),
        ([2, 3], 3, 10, (1 / LOG3 + 0.5) / (1 + 1 / LOG3 + 0.5)),
        ([7], 1, 10, 1 / 3),
        ([11], 1, 10, 0.0),
        ([1], 5, 1, 1.0),
        ([], 3, 10, 0.0),
        ([], 0, 10, 0.0),
    ],
)
def test_ndcg_by_hand(ranks: list[int], relevant: int, k: int, value: float) -> None:
    assert ndcg_at(ranks, relevant, k) == pytest.approx(value, abs=1e-12)


@pytest.mark.parametrize(("ranks", "value"), [([1], 1.0), ([2, 5], 0.5), ([10], 0.1), ([], 0.0)])
def test_reciprocal_rank_by_hand(ranks: list[int], value: float) -> None:
    assert reciprocal_rank(ranks) == pytest.approx(value)


@pytest.mark.parametrize(
    ("parts", "k", "recall", "hit", "whole"),
    [
        ((1,), 1, 1.0, 1.0, 1.0),
        ((2,), 1, 0.0, 0.0, 0.0),
        ((1, 6), 5, 0.5, 1.0, 0.0),
        ((1, 6), 10, 1.0, 1.0, 1.0),
        ((3, None, 4), 10, 2 / 3, 1.0, 0.0),
        ((None, None), 10, 0.0, 0.0, 0.0),
    ],
)
def test_parts_by_hand(
    parts: tuple[int | None, ...], k: int, recall: float, hit: float, whole: float
) -> None:
    assert recall_at(parts, k) == pytest.approx(recall)
    assert (hit_at(parts, k), all_parts_at(parts, k)) == (hit, whole)


CASE = RetrievalCase(
    id="x",
    half="dev",
    kind="compare",
    question="？",
    township="甲镇",
    year=2023,
    docs=("甲镇_2023.txt",),
    parts=("调解纠纷12件", "普法3场"),
)


def _hit(text: str, at: int, **whose: Any) -> Hit:
    fields = {"township": "甲镇", "county": "东县", "year": 2023, "document": "kb/甲镇_2023.txt", **whose}
    return Hit(text=text, score=1.0, section="", span=Span(at, at + len(text)), **fields)


def test_a_ranking_is_read_by_passage_part_and_scope() -> None:
    hits = (
        _hit("没有数字。", 0),
        _hit("全年调解 纠纷１２件。", 10),
        _hit("全年调解纠纷12件。", 0, township="乙镇", document="kb/乙镇_2023.txt"),
        _hit("普法3场，调解纠纷12件。", 50),
    )
    score = score_retrieval(CASE, Ranked(hits, relevant=2))
    assert (score.parts, score.ranks) == ((2, 4), (2, 4))
    assert (score.relevant, score.outside, score.returned) == (2, ("乙镇_2023.txt",), 4)


def test_a_passage_given_twice_counts_once() -> None:
    score = score_retrieval(CASE, Ranked((_hit("普法3场", 5), _hit("普法3场", 5)), relevant=1))
    assert (score.ranks, score.returned) == ((1,), 1)
    assert ndcg_at(score.ranks, score.relevant, 10) == 1.0


@pytest.mark.parametrize(
    ("whose", "outside"),
    [
        ({}, False),
        ({"year": 2022}, True),
        ({"township": "乙镇"}, True),
        ({"county": "西县"}, False),
        ({"township": None}, True),
    ],
)
def test_a_passage_out_of_a_filter_is_a_violation(whose: dict[str, Any], outside: bool) -> None:
    score = score_retrieval(CASE, Ranked((_hit("普法3场", 5, **whose),), relevant=1))
    assert bool(score.outside) is outside


def test_only_passages_of_the_documents_in_scope_are_relevant() -> None:
    passages = [("甲镇_2023.txt", "普法3场"), ("乙镇_2023.txt", "普法3场"), ("甲镇_2023.txt", "普法30场")]
    assert count_relevant(CASE.docs, CASE.parts, passages) == 1


def test_a_search_that_finds_nothing_scores_zero_and_no_scope_share() -> None:
    result = run_retrieval(
        load_manifest("retrieval"), CASES[:5], half="dev", search=lambda *a, **k: Ranked((), 1)
    )
    assert {result.metrics[name].value for name in ("ndcg@10", "mrr", "hit@1", "recall@10")} == {0.0}
    assert result.metrics["scope_violations"].reason == "no passage was returned"
    assert len(result.failures) == 5


def test_the_question_is_put_with_the_filters_and_without() -> None:
    asked: list[dict[str, Any]] = []

    def search(question: str, **given: Any) -> Ranked:
        asked.append(given)
        return Ranked((), 1)

    run_retrieval(load_manifest("retrieval"), [CASE], half="dev", search=search)
    shared = {"docs": CASE.docs, "parts": CASE.parts, "kind": "annual_report"}
    assert asked == [{**shared, "township": "甲镇", "county": None, "year": 2023}, shared]


@pytest.fixture
def plan(own_kb: KnowledgeBase, tmp_path: Path) -> Plan:
    """The questions over the bundled corpus, put to a knowledge base of it."""
    return Plan(half="dev", match="q-*", kb=own_kb.path, outputs=tmp_path)


def _verdict(result: SuiteResult) -> tuple[int, list[str]]:
    rules = {f"{result.name}/{result.half}": rules_of(load_manifest("retrieval"))}
    verdict = judge([result], rules)
    return verdict.status, [check.message for check in verdict.failed]


def test_the_librarys_own_search_passes_and_scores_again_from_its_outputs(plan: Plan) -> None:
    first = run_plan("retrieval", plan)
    assert _verdict(first) == (0, [])
    assert first.n >= 15
    assert run_plan("retrieval", replace(plan, replay=True)) == first


def test_the_librarys_search_without_its_filter_fails_the_gate(
    plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    search = KnowledgeBase.search
    monkeypatch.setattr(
        KnowledgeBase, "search", lambda kb, query, **given: search(kb, query, **{**given, "township": None})
    )
    status, messages = _verdict(run_plan("retrieval", plan))
    assert status == 1
    assert any(message.startswith("scope_violations is") for message in messages)
