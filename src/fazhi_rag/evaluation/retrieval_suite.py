"""Run the retrieval suite: search for every question as a user would, and look where the evidence is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from fazhi_rag.evaluation.results import CaseScore, Miss, Row, SuiteResult, crashed, digest_of, measure_each
from fazhi_rag.evaluation.retrieval_cases import RetrievalCase
from fazhi_rag.evaluation.retrieval_scorers import (
    DEPTH,
    Ranked,
    RetrievalScore,
    all_parts_at,
    hit_at,
    ndcg_at,
    recall_at,
    reciprocal_rank,
    score_retrieval,
)
from fazhi_rag.evaluation.statistics import Metric, averaged, pooled
from fazhi_rag.evaluation.suites import Manifest

Search = Callable[..., Ranked]
"""From a question, the `docs` and `parts` that count as relevant, and filters by name, to what was found."""
Scored = tuple[RetrievalCase, RetrievalScore, RetrievalScore]
"""A case, its score with the filters a user would set, and without any."""
MEASURES: dict[str, Callable[[RetrievalScore], float]] = {
    "ndcg@10": lambda one: ndcg_at(one.ranks, one.relevant, 10),
    "mrr": lambda one: reciprocal_rank(one.ranks),
    "hit@1": lambda one: hit_at(one.parts, 1),
    "hit@5": lambda one: hit_at(one.parts, 5),
    "recall@5": lambda one: recall_at(one.parts, 5),
    "recall@10": lambda one: recall_at(one.parts, 10),
    "all_parts@10": lambda one: all_parts_at(one.parts, 10),
}
_NOTHING = "no question was scored"


def run_retrieval(
    manifest: Manifest, cases: Iterable[RetrievalCase], *, half: str, search: Search
) -> SuiteResult:
    """Search for every question, with its filters and without, and score the rankings."""

    def measure(case: RetrievalCase) -> Scored:
        given = {"docs": case.docs, "parts": case.parts}
        filtered = search(case.question, **given, **case.filters)
        free = search(case.question, **given, kind=case.sought)
        return case, score_retrieval(case, filtered), score_retrieval(case, free)

    scored, errors = measure_each(cases, measure)
    return SuiteResult(
        name=manifest.name,
        version=manifest.version,
        half=half,
        n=len(scored),
        metrics=_metrics([score for _, score, _ in scored]),
        rows=(*_kind_rows(scored), *_free_rows([score for *_, score in scored])),
        failures=tuple(_failures(scored)),
        errors=tuple(errors),
        scores=tuple(_case_scores(scored, errors)),
    )


def _metrics(scores: Sequence[RetrievalScore]) -> dict[str, Metric]:
    measured = {name: _mean(scores, measure) for name, measure in MEASURES.items()}
    outside = pooled([(len(one.outside), one.returned) for one in scores], nothing="no passage was returned")
    return {**measured, "scope_violations": outside}


def _mean(scores: Iterable[RetrievalScore], measure: Callable[[RetrievalScore], float]) -> Metric:
    return averaged([measure(one) for one in scores], nothing=_NOTHING)


def _kind_rows(scored: Sequence[Scored]) -> Iterator[Row]:
    for kind in sorted({case.kind for case, *_ in scored}):
        own = [score for case, score, _ in scored if case.kind == kind]
        yield Row("kind", kind, _mean(own, MEASURES["ndcg@10"]), "nDCG@10")


def _free_rows(scores: Sequence[RetrievalScore]) -> Iterator[Row]:
    """Yield what the same questions score when nobody sets a filter."""
    for name, measure in MEASURES.items():
        yield Row("without filters", name, _mean(scores, measure))


def _failures(scored: Sequence[Scored]) -> Iterator[Miss]:
    for case, score, _ in scored:
        missing = [part for part, rank in zip(case.parts, score.parts, strict=True) if rank is None]
        if missing:
            yield Miss(case.id, f"{case.question} — not among {DEPTH} passages: {'；'.join(missing)}")
        if score.outside:
            yield Miss(case.id, f"{case.question} — out of scope: {', '.join(score.outside)}")


def _case_scores(scored: Sequence[Scored], errors: Sequence[Miss]) -> Iterator[CaseScore]:
    for case, score, _ in scored:
        digest = digest_of(case.question, case.filters, case.parts)
        yield CaseScore(case.id, MEASURES["ndcg@10"](score), "ndcg@10", digest, case.id)
    yield from (crashed(miss, "ndcg@10") for miss in errors)
