"""From one stored output to its score: verdicts, citations, gold facts, leaks, boilerplate."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from fazhi_rag.evaluation.containment import MARKS, CitationScore, figures_of, same_claim, score_citations
from fazhi_rag.evaluation.outputs import OutputRow
from fazhi_rag.evaluation.scorers import fold
from fazhi_rag.types import Finding, Grounding, Kind, Mention, Source, Status, Value

Verify = Callable[..., Grounding]
GRAM = 8
"""Characters in a row that count as copied: short enough for a clause, longer than most terms."""
_DIGITS = re.compile(r"[0-9０-９〇零一二三四五六七八九十百千万亿.．%％]+")


@dataclass(frozen=True, slots=True)
class OutputScore(Value):
    """What one output got right. A count of 0 trials means not scored, never a score of 0."""

    findings: tuple[Finding, ...]
    unread: tuple[str, ...]
    """Figures in the text that no finding covers: the verifier passed over them."""
    citations: CitationScore | None
    facts_found: tuple[str, ...]
    facts_missing: tuple[str, ...]
    leaks: tuple[str, ...] | None
    """Figures that stand in the exemplars and in no source; None where there are no exemplars."""
    copied: tuple[int, int]
    """Runs of `GRAM` characters (figures masked) that stand in the reference, of all."""

    @property
    def numbers(self) -> int:
        """What there was to check: findings, and figures without one."""
        return len(self.findings) + len(self.unread)

    @property
    def checked(self) -> int:
        """Findings with a verdict: all but the unchecked."""
        return sum(finding.status is not Status.UNCHECKED for finding in self.findings)

    @property
    def grounded(self) -> int:
        """Findings that are supported or derived."""
        return sum(finding.ok for finding in self.findings)


@dataclass(frozen=True, slots=True)
class Reference(Value):
    """What leaks and boilerplate are looked for in: the exemplars, or, for boilerplate alone, the sources."""

    figures: tuple[Mention, ...]
    grams: frozenset[str]
    exemplars: bool

    @classmethod
    def of(cls, exemplars: Sequence[Source], sources: Sequence[Source]) -> Reference:
        """Read the exemplars; without any, the sources are what text may be copied from."""
        texts = [one.text for one in exemplars or sources]
        grams = {gram for text in texts for gram in grams_of(text)}
        figures = [figure for text in texts for figure in figures_of(text)] if exemplars else []
        return cls(tuple(figures), frozenset(grams), bool(exemplars))


def score_output(
    row: OutputRow, sources: Sequence[Source], *, reference: Reference, verify: Verify
) -> OutputScore:
    """Score one output. Marks of citations ([1]) are no numbers of the text."""
    text = MARKS.sub(lambda mark: " " * len(mark[0]), row.text)
    found = verify(text, sources, township=row.township, county=row.county, year=row.year).findings
    figures = figures_of(text)
    unread = [one.text for one in figures if not any(f.span.overlaps(one.span) for f in found)]
    covered = [
        (wordings[0], any(_states(text, one, row, verify) for one in wordings))
        for wordings in row.gold_facts or ()
    ]
    grams = list(grams_of(text))
    return OutputScore(
        findings=tuple(found),
        unread=tuple(unread),
        citations=score_citations(row, sources),
        facts_found=tuple(fact for fact, there in covered if there),
        facts_missing=tuple(fact for fact, there in covered if not there),
        leaks=_leaks(figures, found, sources, reference) if reference.exemplars else None,
        copied=(sum(gram in reference.grams for gram in grams), len(grams)),
    )


def grams_of(text: str) -> list[str]:
    """Return every run of `GRAM` characters of a text, folded, with its figures masked."""
    masked = fold(_DIGITS.sub("#", text).replace("#", "数"))
    return [masked[at : at + GRAM] for at in range(len(masked) - GRAM + 1)]


def _states(text: str, fact: str, row: OutputRow, verify: Verify) -> bool:
    """Whether a text states a gold fact: it stands there in these words, or its numbers verify against it."""
    if _stands(fold(fact), fold(text)):
        return True
    source = Source(text, row.township, row.county, row.year)
    found = verify(fact, [source], township=row.township, county=row.county, year=row.year).findings
    return any(one.kind is not Kind.NAMED_TERM for one in found) and all(one.ok for one in found)


def _stands(words: str, text: str) -> bool:
    """Whether words stand in a text, a number of theirs at either end not inside a longer one."""
    before = r"(?<![\d.])" if words[:1].isdigit() else ""
    after = r"(?![\d.])" if words[-1:].isdigit() else ""
    return bool(words) and re.search(before + re.escape(words) + after, text) is not None


def _leaks(
    figures: Sequence[Mention], found: Sequence[Finding], sources: Sequence[Source], reference: Reference
) -> tuple[str, ...]:
    """Return the figures that do not verify, stand in no source at all, and stand in an exemplar."""
    held = [figure for source in sources for figure in figures_of(source.text)]
    bad = [one for one in figures if any(not f.ok and f.span.overlaps(one.span) for f in found)]
    return tuple(
        one.text
        for one in bad
        if any(same_claim(one, other) for other in reference.figures)
        and not any(same_claim(one, other) for other in held)
    )
