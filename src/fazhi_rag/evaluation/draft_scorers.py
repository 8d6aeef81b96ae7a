"""From a draft and the facts it was given to a score: what it states, what it made up, what it leaked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from fazhi_rag.evaluation.containment import figures_of
from fazhi_rag.evaluation.draft_cases import DraftCase
from fazhi_rag.evaluation.scorers import same_unit
from fazhi_rag.numbers import find_mentions
from fazhi_rag.reading import document_from_text
from fazhi_rag.types import Finding, Mention, Part, Status, Value
from fazhi_rag.writing import Fact, load_facts
from fazhi_rag.writing.drafting.roll_forward import find_blanks, mask_blanks

_CONFIRM = re.compile(r"【待核：[^【】]*】")
_RUN = re.compile(r"\d{4,}")


@dataclass(frozen=True, slots=True)
class Drafted(Value):
    """What a drafter gave, and what it cost where a model wrote."""

    text: str
    findings: tuple[Finding, ...] = ()
    unused: tuple[str, ...] = ()
    """Facts it says it did not use, as sentences."""
    model: str | None = None
    requests: int | None = None
    tokens: int | None = None
    cost: Decimal | None = None
    """None where no price is set."""


@dataclass(frozen=True, slots=True)
class DraftScore(Value):
    """What one draft got right. `parts` is None for a section."""

    figures: int
    """Amounts, shares and multiples in the text, blanks apart."""
    ungrounded: tuple[str, ...]
    """Those that are no fact of the sheet and not computed from any, or that no ok finding covers."""
    leaks: tuple[str, ...]
    """Figures of other reports, wherever they stand, and of the township's own last one outside 【待核】."""
    stated: int
    lost: tuple[str, ...]
    """Facts that neither stand in the text nor are said to be unused."""
    facts: int
    blanks: int
    parts: tuple[Part, ...] | None
    """Of the required ones, those the text has."""

    @property
    def sound(self) -> float:
        """The share of the facts stated; 0 for a draft with a figure that is made up or leaked."""
        if self.ungrounded or self.leaks:
            return 0.0
        return self.stated / self.facts if self.facts else 1.0


def score_draft(case: DraftCase, drafted: Drafted, *, canaries: Mapping[int, str]) -> DraftScore:
    """Score a draft. Verdicts are believed only for figures that the facts bear out.

    `canaries` are the figures of the reports it was written from, each with the name of its report.
    """
    facts = [fact for fact in load_facts(case.facts) if fact.value is not None]
    figures = figures_of(mask_blanks(drafted.text))
    return DraftScore(
        figures=len(figures),
        ungrounded=tuple(one.text for one in figures if not _grounded(one, facts, drafted.findings)),
        leaks=tuple(map(str, _leaks(drafted.text, case, facts, canaries=canaries))),
        stated=sum(_stands(fact, figures) for fact in facts),
        lost=tuple(
            fact.sentence
            for fact in facts
            if not _stands(fact, figures) and fact.sentence not in drafted.unused
        ),
        facts=len(facts),
        blanks=len(find_blanks(drafted.text)),
        parts=_parts(drafted.text) if case.kind == "report" else None,
    )


def _grounded(figure: Mention, facts: Sequence[Fact], findings: Iterable[Finding]) -> bool:
    over = [finding for finding in findings if finding.span.overlaps(figure.span)]
    if not over or not all(finding.ok for finding in over):
        return False
    return any(_same(figure, fact) for fact in facts) or any(_computed(one, facts) for one in over)


def _computed(finding: Finding, facts: Sequence[Fact]) -> bool:
    """Whether a figure was computed from facts that were given."""
    given = {fact.sentence for fact in facts}
    return (
        finding.status is Status.DERIVED
        and bool(finding.evidence)
        and all(place.sentence in given for place in finding.evidence)
    )


def _stands(fact: Fact, figures: Iterable[Mention]) -> bool:
    return any(_same(figure, fact) for figure in figures)


def _same(figure: Mention, fact: Fact) -> bool:
    """Whether a figure is the fact's: value, class of measure words, and how exactly it is put."""
    printed = next(iter(figures_of(fact.figure)), None)
    if printed is None:
        return figure.value == fact.value and same_unit(figure.unit, fact.unit)
    same = figure.value == printed.value and same_unit(figure.unit, printed.unit)
    return same and figure.approx is printed.approx


def _leaks(
    text: str, case: DraftCase, facts: Iterable[Fact], *, canaries: Mapping[int, str]
) -> Iterator[Decimal]:
    """Yield what leaked. A clerk is asked to confirm how the own township is built: 【待核：两级】."""
    given = {fact.value for fact in facts}
    foreign = {Decimal(one) for one, name in canaries.items() if not name.startswith(case.township)}
    yield from sorted((_numbers_in(text) & foreign) - given)
    yield from sorted((_numbers_in(_CONFIRM.sub("", text)) & ({*map(Decimal, canaries)} - foreign)) - given)


def _numbers_in(text: str) -> set[Decimal]:
    """Every whole number of a text: runs of digits in any script, and what the reader of numbers finds."""
    runs = {Decimal(run) for run in _RUN.findall(unicodedata.normalize("NFKC", text))}
    return runs | {one.value for one in find_mentions(text) if isinstance(one.value, Decimal)}


def _parts(text: str) -> tuple[Part, ...]:
    held = {section.part for section in document_from_text(text, name="draft").sections}
    return tuple(part for part in Part if part in held)
