"""The suites run: a checker that approves or flags everything is seen through; what did not run says so."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from fazhi_rag.errors import EvaluationError
from fazhi_rag.evaluation import Plan, format_result, real, run_plan
from fazhi_rag.evaluation.grounding_suite import Material, run_grounding, sources_by_case
from fazhi_rag.evaluation.mention_suite import run_mentions
from fazhi_rag.evaluation.operators import CLAIMS
from fazhi_rag.evaluation.question_suite import run_questions
from fazhi_rag.evaluation.results import SuiteResult
from fazhi_rag.evaluation.suites import GroundingCase, MentionCase, QuestionCase, load_cases, load_manifest
from fazhi_rag.types import Answer, Finding, Grounding, Kind, Source, Span, Status

GROUNDING = load_cases("grounding", GroundingCase)


@pytest.fixture(autouse=True)
def _no_real_reports(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("FAZHI_REAL_CORPUS", str(tmp_path / "nowhere"))


def _run(status: Status | None) -> SuiteResult:
    """Run the first cases with a checker that gives every text one finding of one status, or crashes."""

    def verify(text: str, sources: Sequence[Source], **scope: Any) -> Grounding:
        if status is None:
            raise RuntimeError("down")
        return Grounding((Finding(text, Span(0, len(text)), Kind.QUANTITY, None, None, status),))

    material = Material(GROUNDING, sources_by_case(GROUNDING))
    return run_grounding(
        load_manifest("grounding"), GROUNDING[:8], material=material, half="dev", verify=verify
    )


def test_a_checker_that_approves_everything_catches_nothing() -> None:
    metrics = _run(Status.SUPPORTED).metrics
    assert (metrics["recall"].value, metrics["false_alarms"].value) == (0.0, 0.0)
    assert metrics["right_status"].value is None
    assert metrics["right_status"].reason


def test_a_checker_that_flags_everything_has_only_false_alarms() -> None:
    metrics = _run(Status.UNSUPPORTED).metrics
    assert (metrics["recall"].value, metrics["false_alarms"].value) == (1.0, 1.0)
    assert metrics["rewrites_with_alarm"].value == 1.0


def test_a_checker_that_crashes_is_an_error_a_case_and_no_score() -> None:
    result = _run(None)
    assert len(result.errors) == 8
    assert "RuntimeError: down" in result.errors[0].what
    assert result.metrics["recall"].value is None


def test_a_text_is_verified_against_every_report_and_a_general_one_against_the_general_ones() -> None:
    sources = sources_by_case(GROUNDING)
    scoped = next(case for case in GROUNDING if case.township)
    general = next(case for case in GROUNDING if not case.township)
    assert {(s.township, s.year) for s in sources[scoped.id]} == {
        (c.township, c.year) for c in GROUNDING if c.township
    }
    assert any(scoped.text in s.text and s.township == scoped.township for s in sources[scoped.id])
    assert all(source.township is None for source in sources[general.id])


def test_no_mention_found_is_undefined_precision_and_no_recall() -> None:
    cases = load_cases("mentions", MentionCase)
    result = run_mentions(load_manifest("mentions"), cases, half="dev", find=lambda text: ())
    assert result.metrics["precision"].value is None
    assert (result.metrics["recall"].value, result.metrics["f1"].value) == (0.0, 0.0)


def test_a_library_that_always_abstains_passes_only_what_cannot_be_answered() -> None:
    cases = load_cases("questions", QuestionCase)
    result = run_questions(
        load_manifest("questions"),
        cases,
        half="dev",
        ask=lambda q: Answer("未提及", "abstained", None, (), ()),
    )
    assert result.metrics["answerable_passed"].value == 0.0
    assert result.metrics["abstention_recall"].value == 1.0
    assert (result.metrics["abstention_precision"].value or 0) < 0.5


def test_the_real_reports_say_that_they_did_not_run() -> None:
    part = run_plan("mentions", Plan(half="dev")).parts[0]
    assert part.not_run
    assert "FAZHI_REAL_CORPUS" in part.not_run
    assert (part.n, dict(part.metrics)) == (0, {})
    assert "NOT RUN" in format_result(part)


def test_what_a_real_report_says_elsewhere_is_no_silence(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "gold").mkdir()
    text = "举办讲座12场。行政复议与国家赔偿工作有序。"
    (tmp_path / "corpus" / "静水镇_2023.txt").write_text(text, encoding="utf-8")
    label = {"start": 4, "end": 7, "text": "12场", "kind": "quantity", "value": "12", "unit": "场"}
    row = label | {"doc": "静水镇_2023.txt", "jurisdiction": "静水镇", "year": "2023"}
    (tmp_path / "gold" / "mentions.jsonl").write_text(json.dumps(row, ensure_ascii=False), encoding="utf-8")
    cases = real.grounding_cases(tmp_path)
    assert [real.states_fact(case) for case in cases] == [True, False]
    claims = set(CLAIMS["Z1"](cases[0], cases))
    assert claims
    assert not [claim for claim in claims if "复议" in claim or "赔偿" in claim]


def test_a_result_prints_as_text_and_json() -> None:
    result = run_plan("mentions", Plan(half="report", limit=10))
    assert (result.n, result.parts) == (10, ())
    assert "f1" in format_result(result)
    assert json.loads(json.dumps(result.to_dict()))["metrics"]["f1"]["n"] > 0


def test_grounding_runs_on_the_library_itself() -> None:
    result = run_plan("grounding", Plan(half="report", limit=3))
    assert not result.errors
    by_whom = {f"{what}, by {made}" for what in ("class", "operator") for made in ("program", "hand")}
    assert {row.group for row in result.rows} == {"class", "operator", "rewrite", *by_whom}
    assert result.metrics["recall"].n > 30


def test_a_quick_run_draws_of_a_case_by_hand_and_by_program() -> None:
    result = run_plan("grounding", Plan(half="dev", match="G00*", quick=True))
    counted = {(row.group, row.name): row.metric.n for row in result.rows}
    made = [
        sum(n for (group, _), n in counted.items() if group == f"class, by {who}")
        for who in ("hand", "program")
    ]
    assert result.metrics["recall"].n == sum(made) == 9 * 4
    assert min(made) >= 9
    assert sum(n for (group, name), n in counted.items() if group == "operator" and name in CLAIMS) >= 9


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"name": "drafts"}, "no suite 'drafts'"),
        ({"name": "mentions", "half": "all"}, "no half 'all'; there are: dev, report"),
        ({"name": "mentions", "limit": 0}, "a limit of 0 cases measures nothing"),
    ],
)
def test_what_cannot_run_is_refused(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(EvaluationError, match=message):
        run_plan(arguments.pop("name"), Plan(**arguments))
