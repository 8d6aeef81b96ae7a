"""Run the townships suite: ask every question, and count what matters by kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from fazhi_rag.evaluation.results import CaseScore, Miss, Row, SuiteResult, crashed, digest_of, measure_each
from fazhi_rag.evaluation.statistics import Metric, share
from fazhi_rag.evaluation.suites import Manifest
from fazhi_rag.evaluation.township_cases import TownshipCase
from fazhi_rag.evaluation.township_scorers import TownshipScore, score_township
from fazhi_rag.types import Answer

Scored = tuple[TownshipCase, TownshipScore]


def run_townships(
    manifest: Manifest, cases: Iterable[TownshipCase], *, half: str, ask: Callable[[str], Answer]
) -> SuiteResult:
    """Ask every question and score the answers. `half` only names what `cases` are."""
    scored, errors = measure_each(cases, lambda case: (case, score_township(case, ask(case.question))))
    return SuiteResult(
        name=manifest.name,
        version=manifest.version,
        half=half,
        n=len(scored),
        metrics=_metrics([score for _, score in scored], scored),
        rows=tuple(_kind_rows(scored)),
        failures=tuple(
            Miss(case.id, f"{case.question} — {score.why}") for case, score in scored if not score.passed
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


def _metrics(scores: Sequence[TownshipScore], scored: Sequence[Scored]) -> dict[str, Metric]:
    must_abstain = [score for case, score in scored if case.status == "abstained"]
    must_answer = [score for case, score in scored if case.status == "answered"]
    refused = [(case, score) for case, score in scored if score.abstained]
    return {
        "passed": share(sum(score.passed for score in scores), len(scores)),
        "scope_violations": share(sum(bool(score.violations) for score in scores), len(scores)),
        "abstention_recall": share(sum(score.abstained for score in must_abstain), len(must_abstain)),
        "abstention_precision": share(sum(case.status != "answered" for case, _ in refused), len(refused)),
        "over_refusal": share(sum(score.abstained for score in must_answer), len(must_answer)),
        "fact_recall": _summed(must_answer, "facts_found", "facts_wanted"),
        "citation_precision": _summed(scores, "citations_right", "citations"),
        "citation_recall": _summed(must_answer, "facts_cited", "facts_citable"),
    }


def _summed(scores: Sequence[TownshipScore], part: str, whole: str) -> Metric:
    return share(sum(getattr(one, part) for one in scores), sum(getattr(one, whole) for one in scores))


def _kind_rows(scored: Sequence[Scored]) -> Iterator[Row]:
    for kind in sorted({case.kind for case, _ in scored}):
        scores = [score for case, score in scored if case.kind == kind]
        out = sum(bool(score.violations) for score in scores)
        note = f"{out} out of scope" if out else ""
        yield Row("kind", kind, share(sum(score.passed for score in scores), len(scores)), note)
