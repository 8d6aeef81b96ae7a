"""The townships suite: its cases are those its seed makes, and its scores see through bad answers."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from importlib.resources import files

import pytest
from pydantic import ValidationError

from fazhi_rag.evaluation.suites import load_cases, load_manifest, read_suite_file
from fazhi_rag.evaluation.synthetic import synthesise
from fazhi_rag.evaluation.township_cases import REPORTS, SEED, TownshipCase, Wanted
from fazhi_rag.evaluation.township_questions import phrasings, township_rows
from fazhi_rag.evaluation.township_scorers import score_township
from fazhi_rag.evaluation.township_suite import run_townships
from fazhi_rag.numbers import find_mentions
from fazhi_rag.types import Abstention, Answer, Citation, Place

CASES = load_cases("townships", TownshipCase)
WORDINGS = load_cases("wordings", TownshipCase)
MANIFEST = load_manifest("townships")


def test_the_frozen_cases_are_those_of_the_seed() -> None:
    frozen = [json.loads(line) for line in read_suite_file("townships", "cases.jsonl").splitlines()]
    assert frozen == township_rows()


def test_every_kind_has_enough_cases_in_both_halves() -> None:
    counts = Counter((case.kind, case.half) for case in CASES)
    assert len(CASES) >= 150
    assert len({case.kind for case in CASES}) == 19
    assert min(counts.values()) >= 4
    assert len({case.question for case in CASES}) == len(CASES)


def test_questions_are_put_in_at_least_six_ways_a_kind() -> None:
    table = phrasings()
    for kind in (
        "figure",
        "describe",
        "compare",
        "list",
        "count",
        "sum",
        "trend",
        "wrong_premise",
        "hostile",
    ):
        assert len(set(table[kind])) >= 6


def test_documents_in_scope_and_figures_are_those_of_the_reports() -> None:
    texts = {report.name: report.text for report in synthesise(REPORTS, seed=SEED)}
    for case in CASES:
        held = [texts[doc] for doc in case.docs if doc in texts]
        if not held:
            continue
        for one in case.figures:
            plain, wan = f"{one.value}", f"{one.value / 10_000}".rstrip("0").rstrip(".")
            shown = (plain, wan + "万", one.said or plain)
            assert one.computed or any(text in report for report in held for text in shown), case.id


def test_a_half_of_the_wordings_is_the_work_of_its_own_authors() -> None:
    """Whoever tunes on dev has read nothing of the hands that wrote report; see eval/BIAS.md."""
    halves = {("b-", "dev"), ("c-", "report"), ("e-", "report"), ("f-", "report")}
    assert {(case.id[:2], case.half) for case in WORDINGS} == halves
    counts = Counter(case.kind for case in WORDINGS if case.id.startswith("c-"))
    assert counts.total() >= 170
    assert len(counts) == 19
    whose_and_when = Counter(case.status for case in WORDINGS if case.id.startswith("e-"))
    assert whose_and_when["answered"] >= 60
    assert whose_and_when["abstained"] + whose_and_when["either"] >= 20
    plain = Counter(case.status for case in WORDINGS if case.id.startswith("f-"))
    assert plain["answered"] >= 95
    assert plain["abstained"] + plain["either"] >= 20


def test_no_wording_forbids_what_it_wants() -> None:
    for case in WORDINGS:
        wanted = {(one.value, one.unit) for one in case.figures}
        assert not wanted & {(one.value, one.unit) for one in case.must_not}, case.id


def test_no_question_of_the_two_suites_is_put_twice() -> None:
    questions = [case.question for case in (*CASES, *WORDINGS)]
    assert len(set(questions)) == len(questions)


def test_the_words_and_figures_of_the_wordings_stand_in_the_documents_in_scope() -> None:
    texts = {report.name: report.text for report in synthesise(REPORTS, seed=SEED)}
    for folder in ("reports", "policies"):
        for entry in files("fazhi_rag.corpus").joinpath(folder).iterdir():
            texts[entry.name] = entry.read_text(encoding="utf-8")
    for case in WORDINGS:
        held = "\n".join(texts[doc] for doc in case.docs)
        values = {mention.value for mention in find_mentions(held)}
        assert all(word in held for word in case.words), case.id
        for one in case.figures:
            assert one.computed or one.value in values or (one.said and one.said in held), case.id


@pytest.mark.parametrize(
    "row",
    [
        {"status": "answered", "docs": ["a.txt"]},
        {"status": "answered", "words": ["x"]},
        {"status": "abstained", "words": ["x"]},
        {"status": "abstained", "reasons": ["no_idea"]},
        {"status": "perhaps"},
    ],
    ids=str,
)
def test_malformed_cases_are_refused(row: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        TownshipCase.model_validate({"id": "x", "half": "dev", "kind": "figure", "question": "？"} | row)


CASE = TownshipCase(
    id="x",
    half="dev",
    kind="figure",
    question="甲镇2023年调解了多少件纠纷？",
    figures=(Wanted(value="156", unit="件"),),
    must_not=(Wanted(value="97", unit="件"),),
    docs=("甲镇_2023.txt",),
)
ABSENT = CASE.model_copy(
    update={"figures": (), "status": "abstained", "reasons": (Abstention.NOT_MENTIONED,)}
)


def _answer(text: str, *documents: str, reason: Abstention | None = None, quoted: str = "") -> Answer:
    citations = tuple(Citation(1, quoted or text, Place(f"kb/{one}")) for one in documents)
    return Answer(text, "abstained" if reason else "answered", reason, citations, ())


@pytest.mark.parametrize(
    ("text", "documents", "passed"),
    [
        ("全年调解纠纷156件。[1]", ["甲镇_2023.txt"], True),
        ("全年调解纠纷156起。[1]", ["甲镇_2023.txt"], True),
        ("全年调解纠纷一百五十六件。[1]", ["甲镇_2023.txt"], True),
        ("全年调解纠纷1156件。[1]", ["甲镇_2023.txt"], False),
        ("全年调解纠纷156人次。[1]", ["甲镇_2023.txt"], False),
        ("全年调解纠纷156件。", [], False),
        ("全年调解纠纷156件。[1]", ["乙镇_2023.txt"], False),
        ("全年调解纠纷156件，上年97件。[1]", ["甲镇_2023.txt"], False),
        ("", [], False),
    ],
)
def test_an_answer_passes_only_with_the_figure_from_the_right_report(
    text: str, documents: list[str], passed: bool
) -> None:
    score = score_township(CASE, _answer(text, *documents))
    assert score.passed is passed, score.why


def test_a_zero_may_be_said_in_words() -> None:
    zero = Wanted(value="0", unit="件", said="未发生行政诉讼案件")
    case = CASE.model_copy(update={"figures": (zero,)})
    assert score_township(case, _answer("全年未发生行政诉讼案件。", "甲镇_2023.txt")).passed
    assert not score_township(case, _answer("报告没有提到。", "甲镇_2023.txt")).passed


def test_an_abstention_needs_the_right_reason_and_no_foreign_figure() -> None:
    right = _answer("甲镇的报告未提及。", reason=Abstention.NOT_MENTIONED)
    assert score_township(ABSENT, right).passed
    assert not score_township(ABSENT, _answer("没有。", reason=Abstention.NO_SUCH_YEAR)).passed
    assert not score_township(ABSENT, replace(right, text="未提及；邻镇为97件。")).passed
    assert not score_township(ABSENT, _answer("156件。", "甲镇_2023.txt")).passed
    assert not score_township(CASE, right).passed


def test_a_name_in_two_counties_may_be_asked_back_or_answered_for_both() -> None:
    case = CASE.model_copy(
        update={"status": "either", "reasons": (Abstention.AMBIGUOUS_NAME,), "words": ("东县", "西县")}
    )
    assert score_township(case, _answer("哪个县的？", reason=Abstention.AMBIGUOUS_NAME)).passed
    assert score_township(case, _answer("东县156件，西县未提及。", "甲镇_2023.txt")).passed
    assert not score_township(case, _answer("156件。", "甲镇_2023.txt")).passed


def test_citations_are_counted_by_document_and_number() -> None:
    score = score_township(CASE, _answer("调解156件。", "甲镇_2023.txt", "乙镇_2023.txt"))
    assert (score.citations_right, score.citations, score.facts_cited, score.facts_citable) == (1, 2, 1, 1)
    score = score_township(CASE, _answer("调解156件。", "甲镇_2023.txt", quoted="发放资料300份。"))
    assert (score.citations_right, score.citations, score.facts_cited) == (0, 1, 0)


def test_refusing_everything_is_seen_as_over_refusal() -> None:
    result = run_townships(
        MANIFEST, CASES, half="all", ask=lambda _: _answer("无。", reason=Abstention.NOT_MENTIONED)
    )
    assert result.metrics["over_refusal"].value == 1.0
    assert result.metrics["abstention_recall"].value == 1.0
    assert result.metrics["abstention_precision"].value is not None
    assert result.metrics["abstention_precision"].value < 0.5
    assert result.metrics["fact_recall"].value == 0.0
    assert result.metrics["citation_precision"].value is None
    rows = {row.name: row.metric for row in result.rows}
    assert rows["figure"].value == 0.0
    assert rows["not_mentioned"].value == 1.0
    assert rows["figure"].low is not None


def test_answering_everything_from_one_report_violates_scope() -> None:
    result = run_townships(MANIFEST, CASES, half="all", ask=lambda _: _answer("100件。", "别处镇_2020.txt"))
    assert result.metrics["scope_violations"].value == 1.0
    assert result.metrics["passed"].value == 0.0


def test_a_crash_is_an_error_and_no_score() -> None:
    def crash(_: str) -> Answer:
        raise RuntimeError("down")

    result = run_townships(MANIFEST, CASES[:3], half="all", ask=crash)
    assert (result.n, len(result.errors)) == (0, 3)
