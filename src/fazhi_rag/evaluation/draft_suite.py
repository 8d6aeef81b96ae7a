"""Run the drafting suite: draft every section and report, and count what must not be in it and what must."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from fazhi_rag.evaluation.draft_cases import DraftCase
from fazhi_rag.evaluation.draft_scorers import Drafted, DraftScore, score_draft
from fazhi_rag.evaluation.results import CaseScore, Miss, Row, SuiteResult, crashed, digest_of, measure_each
from fazhi_rag.evaluation.statistics import Metric, averaged, pooled, share
from fazhi_rag.evaluation.suites import Manifest
from fazhi_rag.types import Part

Scored = tuple[DraftCase, DraftScore, Drafted]
_NO_MODEL = "no model wrote (--model)"


def run_drafting(
    manifest: Manifest,
    cases: Iterable[DraftCase],
    *,
    half: str,
    draft: Callable[..., Drafted],
    canaries: Mapping[int, str],
) -> SuiteResult:
    """Draft every case and score the drafts.

    `draft` is given the topic (empty for a whole report), and by name the township, the year and the facts.
    `canaries` are the figures of the reports drafted from, each with the name of its report.
    """

    def measure(case: DraftCase) -> Scored:
        drafted = draft(case.topic, township=case.township, year=case.year, facts=case.facts)
        return case, score_draft(case, drafted, canaries=canaries), drafted

    scored, errors = measure_each(cases, measure)
    return SuiteResult(
        name=manifest.name,
        version=manifest.version,
        half=half,
        n=len(scored),
        metrics=_metrics([score for _, score, _ in scored], bool(canaries)) | _costs(scored),
        rows=tuple(_kind_rows(scored)),
        failures=tuple(_failures(scored)),
        errors=tuple(errors),
        scores=tuple(_case_scores(scored, errors)),
    )


def _metrics(scores: Sequence[DraftScore], canaries: bool) -> dict[str, Metric]:
    wanted = [(len(one.parts), len(Part)) for one in scores if one.parts is not None]
    leaking = share(sum(bool(one.leaks) for one in scores), len(scores), nothing="no draft was scored")
    return {
        "ungrounded_figures": pooled(
            [(len(one.ungrounded), one.figures) for one in scores], nothing="no figure stands in the drafts"
        ),
        "canary_leaks": leaking if canaries else Metric(None, 0, reason="the library holds no canaries"),
        "fact_coverage": _of_facts([(one.stated, one.facts) for one in scores]),
        "facts_lost": _of_facts([(len(one.lost), one.facts) for one in scores]),
        "required_parts": pooled(wanted, nothing="no whole report was drafted"),
        "blanks": averaged([one.blanks for one in scores], nothing="no draft was scored"),
    }


def _of_facts(counts: Sequence[tuple[int, int]]) -> Metric:
    return pooled(counts, nothing="no case gives facts")


def _costs(scored: Sequence[Scored]) -> dict[str, Metric]:
    """Return what the drafts cost that a model wrote; undefined where none did."""
    written = [(case, drafted) for case, _, drafted in scored if drafted.model]
    rounds = [
        max(drafted.requests - 1, 0)
        for case, drafted in written
        if case.kind == "section" and drafted.requests is not None
    ]
    tokens = [drafted.tokens for _, drafted in written if drafted.tokens is not None]
    costs = [float(drafted.cost) for _, drafted in written if drafted.cost is not None]
    unpriced = "no price is set (FAZHI_PROMPT_PRICE, FAZHI_REPLY_PRICE)"
    return {
        "repair_rounds": averaged(rounds, nothing="no model wrote a section" if written else _NO_MODEL),
        "tokens": averaged(tokens, nothing="the drafter told no tokens" if written else _NO_MODEL),
        "cost": averaged(costs, nothing=unpriced if written else _NO_MODEL),
    }


def _kind_rows(scored: Sequence[Scored]) -> Iterator[Row]:
    for kind in sorted({case.kind for case, *_ in scored}):
        own = [score for case, score, _ in scored if case.kind == kind]
        blanks, figures = sum(one.blanks for one in own), sum(one.figures for one in own)
        note = f"{len(own)} drafts, {figures} figures, {blanks} blanks"
        yield Row("kind", kind, _of_facts([(one.stated, one.facts) for one in own]), note)


def _failures(scored: Sequence[Scored]) -> Iterator[Miss]:
    for case, score, _ in scored:
        yield from (
            Miss(case.id, f"{figure} stands in the draft and in no fact") for figure in score.ungrounded
        )
        yield from (Miss(case.id, f"{figure} leaked from a report") for figure in score.leaks)
        yield from (Miss(case.id, f"lost: {fact}") for fact in score.lost)
        if score.parts is not None and len(score.parts) < len(Part):
            yield Miss(case.id, f"lacks {', '.join(part for part in Part if part not in score.parts)}")


def _case_scores(scored: Sequence[Scored], errors: Sequence[Miss]) -> Iterator[CaseScore]:
    for case, score, _ in scored:
        digest = digest_of(case.township, case.year, case.topic, case.facts)
        yield CaseScore(case.id, score.sound, "sound", digest, case.township)
    yield from (crashed(miss, "sound") for miss in errors)
