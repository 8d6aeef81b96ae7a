"""Run the mentions suite: is every number found, with its value, unit, approximator and head noun?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from fazhi_rag.evaluation.results import CaseScore, Miss, Row, SuiteResult, crashed, digest_of, measure_each
from fazhi_rag.evaluation.scorers import MentionScore, score_mentions
from fazhi_rag.evaluation.statistics import Metric, bootstrap, f1, share
from fazhi_rag.evaluation.suites import Manifest, MentionCase
from fazhi_rag.types import Mention

Scored = tuple[MentionCase, MentionScore]
_NO_FACTS = "no fact was found"


def run_mentions(
    manifest: Manifest, cases: Iterable[MentionCase], *, half: str, find: Callable[[str], Sequence[Mention]]
) -> SuiteResult:
    """Find the mentions of every case and score them. `half` only names what `cases` are."""
    scored, errors = measure_each(cases, lambda case: (case, score_mentions(find(case.text), case.expect)))
    scores = [score for _, score in scored]
    return SuiteResult(
        name=manifest.name,
        version=manifest.version,
        half=half,
        n=len(scored),
        metrics=_metrics(scores),
        rows=(*_kind_rows(scores), *_style_rows(scored)),
        failures=tuple(
            Miss(case.id, f"{'；'.join(s.faults)} | {_short(case.text)}") for case, s in scored if s.faults
        ),
        errors=tuple(errors),
        scores=tuple(_case_scores(scored, errors)),
    )


def _case_scores(scored: Sequence[Scored], errors: Sequence[Miss]) -> Iterator[CaseScore]:
    """Yield the F1 of each text; a text without facts in which none is found is right."""
    for case, score in scored:
        value = f1(score.found, score.false, score.missed)
        yield CaseScore(case.id, 1.0 if value is None else value, "f1", digest_of(case.text), case.id)
    yield from (crashed(miss, "f1") for miss in errors)


def _short(text: str) -> str:
    return text if len(text) <= 120 else f"（{len(text)} 字）"


def _metrics(scores: Sequence[MentionScore]) -> dict[str, Metric]:
    found, false, missed = _sum(scores, "found"), _sum(scores, "false"), _sum(scores, "missed")
    heads = _sum(scores, "head_wanted")
    return {
        "precision": share(found, found + false, nothing=_NO_FACTS),
        "recall": share(found, found + missed),
        "f1": fact_f1(scores),
        "unit": share(_sum(scores, "unit_right"), found, nothing=_NO_FACTS),
        "approx": share(_sum(scores, "approx_right"), found, nothing=_NO_FACTS),
        "head": share(_sum(scores, "head_right"), heads, nothing="no found fact has a labelled head"),
    }


def fact_f1(scores: Sequence[MentionScore]) -> Metric:
    """Return the F1 of facts with its bootstrap interval over texts."""
    value = _f1(scores)
    if value is None:
        return Metric(None, 0, reason="no fact expected and none found")
    low, high = bootstrap(scores, _f1) or (None, None)
    return Metric(value, _sum(scores, "found") + _sum(scores, "missed"), low, high)


def _f1(scores: Sequence[MentionScore]) -> float | None:
    return f1(_sum(scores, "found"), _sum(scores, "false"), _sum(scores, "missed"))


def _sum(scores: Sequence[MentionScore], name: str) -> int:
    return sum(getattr(score, name) for score in scores)


def _kind_rows(scores: Sequence[MentionScore]) -> Iterator[Row]:
    hits = defaultdict[str, list[bool]](list)
    for score in scores:
        for hit in score.kinds:
            hits[hit.kind].append(hit.found)
    for kind in sorted(hits):
        yield Row("kind", kind, share(sum(hits[kind]), len(hits[kind])), "recall")


def _style_rows(scored: Sequence[Scored]) -> Iterator[Row]:
    for style in sorted({case.style for case, _ in scored}):
        yield Row(
            "style", style, fact_f1([score for case, score in scored if case.style == style]), "F1 of facts"
        )
