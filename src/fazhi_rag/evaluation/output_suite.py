"""Score stored outputs: what share of their numbers is grounded, and all that belongs beside that share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from fazhi_rag.evaluation.output_scorers import OutputScore, Reference, Verify, score_output
from fazhi_rag.evaluation.outputs import OutputRow, choose_sources
from fazhi_rag.evaluation.results import (
    CaseScore,
    Miss,
    Progress,
    Row,
    SuiteResult,
    crashed,
    digest_of,
    measure_each,
    watched,
)
from fazhi_rag.evaluation.statistics import Metric, averaged, pooled, share
from fazhi_rag.types import Source, Status

SUITE = "outputs"
VERSION = 1
Scored = tuple[OutputRow, OutputScore]


def run_outputs(
    rows: Sequence[OutputRow],
    sources: Sequence[Source],
    *,
    exemplars: Sequence[Source] = (),
    verify: Verify,
    progress: Progress | None = None,
) -> SuiteResult:
    """Score every row against the sources.

    A row whose text has no number that could be checked is not scored (`scores` says why) and counts in no
    rate of grounding. Raises: EvaluationError where a row names a source that is not there.
    """
    chosen = {row.id: choose_sources(row, sources) for row in rows}
    whole = Reference.of(exemplars, sources)
    scored, errors = measure_each(
        watched(rows, progress),
        lambda row: (row, score_output(row, chosen[row.id], reference=whole, verify=verify)),
    )
    return SuiteResult(
        name=SUITE,
        version=VERSION,
        half="all",
        n=len(rows),
        metrics=_metrics(scored),
        rows=tuple(_status_rows(scored)),
        failures=tuple(_failures(scored)),
        errors=tuple(errors),
        scores=tuple(_case_scores(scored, errors)),
        notes=tuple(_notes(rows, sources)),
    )


def _metrics(scored: Sequence[Scored]) -> dict[str, Metric]:
    scores = [score for _, score in scored]
    cited = [score.citations for score in scores if score.citations]
    gold = [one for row, one in scored if row.gold_facts is not None]
    leaks = [(len(one.leaks), one.numbers) for one in scores if one.leaks is not None]
    nothing, uncited = "no number was checked", "no row gives citations"
    return {
        "number_grounded": pooled([(one.grounded, one.checked) for one in scores], nothing=nothing),
        "number_grounded_macro": averaged(
            [one.grounded / one.checked for one in scores if one.checked], nothing=nothing
        ),
        "unchecked": pooled(
            [(len(one.findings) - one.checked, len(one.findings)) for one in scores],
            nothing="no number was found",
        ),
        "clean_outputs": share(
            sum(one.grounded == one.checked for one in scores if one.checked),
            sum(bool(one.checked) for one in scores),
            nothing=nothing,
        ),
        "figures_passed_over": pooled(
            [(len(one.unread), one.numbers) for one in scores], nothing="no number stands in the outputs"
        ),
        "citation_recall": pooled([(one.recalled, one.statements) for one in cited], nothing=uncited),
        "citation_precision": pooled([(one.precise, one.pointed) for one in cited], nothing=uncited),
        "citation_found": pooled([(one.found, one.quoted) for one in cited], nothing=uncited),
        "fact_coverage": pooled(
            [(len(one.facts_found), len(one.facts_found) + len(one.facts_missing)) for one in gold],
            nothing="no row gives gold_facts",
        ),
        "exemplar_leakage": pooled(leaks, nothing="no exemplars were given"),
        "boilerplate": pooled([one.copied for one in scores], nothing="no text"),
    }


def _status_rows(scored: Sequence[Scored]) -> Iterator[Row]:
    counts = [Counter(one.status for one in score.findings) for _, score in scored]
    totals = [sum(count.values()) for count in counts]
    for status in Status:
        pairs = [(count[status], total) for count, total in zip(counts, totals, strict=True)]
        yield Row(
            "verdict", status, pooled(pairs, nothing="no number was found"), f"{sum(p[0] for p in pairs)}"
        )


def _failures(scored: Sequence[Scored]) -> Iterator[Miss]:
    for row, score in scored:
        for one in score.findings:
            if not one.ok:
                place = next(iter(one.evidence), None)
                beside = f" | {place.source or '来源'}：{place.sentence.strip()}" if place else ""
                yield Miss(row.id, f"{one.text} ({one.status}) {one.message}{beside}")
        yield from (
            Miss(row.id, f"{figure} (no verdict: the verifier passed it over)") for figure in score.unread
        )
        yield from (Miss(row.id, f"does not state: {fact}") for fact in score.facts_missing)
        yield from (Miss(row.id, f"{figure} leaked from an exemplar") for figure in score.leaks or ())


def _case_scores(scored: Sequence[Scored], errors: Sequence[Miss]) -> Iterator[CaseScore]:
    for row, score in scored:
        value = score.grounded / score.checked if score.checked else None
        reason = "" if score.checked else "no number to check"
        # Another text for the same question is what a comparison is about: the text is no part of the digest.
        digest = digest_of(row.question, row.township, row.county, row.year)
        yield CaseScore(row.id, value, "grounded", digest, row.id, reason)
    yield from (crashed(miss, "grounded") for miss in errors)


def _notes(rows: Sequence[OutputRow], sources: Sequence[Source]) -> Iterator[str]:
    """Yield what makes a row score lower than it may deserve."""
    for row in rows:
        if row.township and not any(source.township == row.township for source in sources):
            held = "、".join(sorted({source.township for source in sources if source.township})) or "none"
            yield f"row {row.id!r}: no source is of {row.township}; the sources are of {held}"
        elif (
            row.township
            and row.year
            and not any((source.township, source.year) == (row.township, row.year) for source in sources)
        ):
            yield f"row {row.id!r}: no source is of {row.township} in {row.year}"
