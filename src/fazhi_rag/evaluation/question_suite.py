"""Run the questions suite: ask each question of a knowledge base and score the answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from fazhi_rag.evaluation.results import CaseScore, Miss, Row, SuiteResult, crashed, digest_of, measure_each
from fazhi_rag.evaluation.scorers import QuestionScore, score_answer
from fazhi_rag.evaluation.statistics import Metric, averaged, share
from fazhi_rag.evaluation.suites import Manifest, QuestionCase
from fazhi_rag.types import Answer

Scored = tuple[QuestionCase, QuestionScore, Answer]


def run_questions(
    manifest: Manifest, cases: Iterable[QuestionCase], *, half: str, ask: Callable[[str], Answer]
) -> SuiteResult:
    """Ask every question and score the answers. `half` only names what `cases` are."""

    def measure(case: QuestionCase) -> Scored:
        answer = ask(case.question)
        return case, score_answer(case, answer), answer

    scored, errors = measure_each(cases, measure)
    return SuiteResult(
        name=manifest.name,
        version=manifest.version,
        half=half,
        n=len(scored),
        metrics=_metrics(scored),
        rows=tuple(_kind_rows(scored)),
        failures=tuple(
            Miss(case.id, f"{case.kind} {case.question} — {score.why}")
            for case, score, _ in scored
            if not score.passed
        ),
        errors=tuple(errors),
        scores=(
            *(
                CaseScore(row[0].id, float(row[1].passed), "passed", digest_of(row[0].question), row[0].id)
                for row in scored
            ),
            *(crashed(miss, "passed") for miss in errors),
        ),
    )


def _metrics(scored: Sequence[Scored]) -> dict[str, Metric]:
    can = [row for row in scored if row[0].answerable]
    cannot = [row for row in scored if not row[0].answerable]
    abstained = [row for row in scored if row[2].status == "abstained"]
    shares = [row[1].share for row in can if row[1].share is not None]
    return {
        "passed": share(sum(row[1].passed for row in scored), len(scored)),
        "answerable_passed": share(sum(row[1].passed for row in can), len(can)),
        "evidence_share": _mean(shares),
        "abstention_recall": share(sum(row[2].status == "abstained" for row in cannot), len(cannot)),
        "abstention_precision": share(sum(not row[0].answerable for row in abstained), len(abstained)),
    }


def _mean(values: Sequence[float]) -> Metric:
    return averaged(values, nothing="no answerable question was scored")


def _kind_rows(scored: Sequence[Scored]) -> Iterator[Row]:
    by_kind = defaultdict[str, list[QuestionScore]](list)
    for case, score, _ in scored:
        by_kind[case.kind].append(score)
    for kind in sorted(by_kind):
        yield Row("kind", kind, share(sum(s.passed for s in by_kind[kind]), len(by_kind[kind])))
