"""Find the source sentence a computed figure was made from: the row of numbers its operands stand in.

A row is one sentence of one source, with the sentence before it where it goes on with 其中. It is chosen by
the draft's words and by the other numbers of the draft's sentence that stand in it, never by what comes out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from fazhi_rag.numbers.context import Context
from fazhi_rag.numbers.zones import features
from fazhi_rag.types import Kind

from .case import Draft, Sources
from .prepared import PreparedSource
from .scope import Claim, lies_in

_REACH = 14
"""Most numbers of a row to either side of the one that led to it."""
_ROWS = 2
"""Rows that are read for one figure."""
_LOOKED_AT, _READ = 8, 6
"""Numbers of a source that may lead to a row, and rows that are read in all."""
_LEAST_FIT = 0.15
"""Least likeness of a row's best number to the draft's: with less, the sentence is about something else."""
_COMPANY = 0.35
"""What one number of the draft's sentence in the row counts beside likeness."""
_LEAD = 16
_BREAKS = re.compile(r"[，。；、,;\n]")
_GOES_ON = re.compile(r"[\s　]*(?:其中|包括|包含|[从按][^\W\d]{1,4}[看分]|分[^\W\d]{1,4}看)")
_NUMERIC = frozenset({Kind.QUANTITY, Kind.PERCENT, Kind.RATE, Kind.FRACTION})


@dataclass(frozen=True, slots=True)
class Row:
    """The numbers of one source sentence, in order, with how well each fits the draft's words."""

    source: PreparedSource
    contexts: tuple[Context, ...]
    fits: dict[int, float]
    """By mention index."""
    fit: float
    """How well the row fits as a whole: its best number's likeness, and the company it gives."""

    def alike(self, unit: str | None) -> list[Context]:
        """Return the amounts of a unit class, in order."""
        return [one for one in self.contexts if one.unit_class == unit and one.mention.kind is Kind.QUANTITY]

    def percents(self) -> list[Context]:
        """Return the percentages, in order."""
        return [one for one in self.contexts if one.mention.kind is Kind.PERCENT and one.mention.unit == "%"]

    @property
    def text(self) -> str:
        """The source's text from the row's first number to the end of its last sentence."""
        last = self.contexts[-1].mention.span
        return self.source.source.text[
            self.contexts[0].mention.span.start : self.source.sentence_of(last.start).end
        ]

    def lead_of(self, context: Context) -> str:
        """Return the few words of the source before one of its numbers, whatever zone they are of."""
        start = context.mention.span.start
        return _BREAKS.split(self.source.source.text[max(start - _LEAD, 0) : start])[-1]

    def fit_of(self, context: Context) -> float:
        """Return how well one number's surroundings fit the draft's words, 0 to 1."""
        return self.fits.get(context.index, 0.0)


def rows_of(draft: Draft, sources: Sources, *, earlier: bool = False) -> list[Row]:
    """Return the rows a figure may be made from, best first, at most two.

    `earlier` looks for the numbers of the year after the claim's too: what the year before was is told there.
    """
    claim = _widened(draft.claim, years=1 if earlier else 0)
    leads: dict[tuple[int, int], tuple[float, PreparedSource, Context]] = {}
    for source in sources.prepared:
        near = ((0.0, context) for context in source.sharing(draft.words)[:_LOOKED_AT])
        for met, context in [*near, *((_COMPANY, context) for context in _company(draft, source))]:
            if lies_in(claim, context, source.source):
                fit, key = draft.wording.similarity(context) + met, (id(source), context.sentence)
                if key not in leads or leads[key][0] < fit:
                    leads[key] = (fit, source, context)
    best = sorted(leads.values(), key=lambda lead: -lead[0])[:_READ]
    met_in = {(id(source), context.sentence) for fit, source, context in best if fit >= _COMPANY}
    rows = [_read(draft, source, context, claim, met_in) for _, source, context in best]
    fitting = sorted((row for row in rows if row.fit >= _LEAST_FIT), key=lambda row: -row.fit)
    distinct = {(id(row.source), row.contexts[0].index): row for row in reversed(fitting)}
    return sorted(distinct.values(), key=lambda row: -row.fit)[:_ROWS]


def _widened(claim: Claim, *, years: int) -> Claim:
    """Return a claim that what its sentence compares with lies in too: other years that it states itself."""
    later = {year + years for year in claim.years}
    return replace(claim, years=claim.years | later, explicit=False, stated=None)


def _company(draft: Draft, source: PreparedSource) -> Iterator[Context]:
    """Yield the source's numbers that have the value and unit of another number of the draft's sentence."""
    for other in draft.siblings:
        if other.index != draft.context.index and other.value:
            same = source.ladder.between(other.value, other.value)
            yield from (one for one in same[:4] if one.unit_class == other.unit_class)


def _read(
    draft: Draft, source: PreparedSource, lead: Context, claim: Claim, met_in: set[tuple[int, int]]
) -> Row:
    """Read the row of a number, with the sentence beside it where the draft's sentence has a number of it."""
    beside = {lead.sentence - 1, lead.sentence + 1}
    sentences = {lead.sentence, *(one for one in beside if (id(source), one) in met_in)}
    for sentence in (lead.sentence, lead.sentence + 1):
        if sentence < len(source.sentences) and _GOES_ON.match(
            source.sentences[sentence].of(source.source.text)[:8]
        ):
            sentences |= {sentence - 1, sentence}
    at = source.position(lead.index)
    contexts = tuple(
        one
        for one in source.contexts[max(at - _REACH, 0) : at + _REACH + 1]
        if one.sentence in sentences
        and one.mention.kind in _NUMERIC
        and one.mention.usable
        and lies_in(claim, one, source.source)
    )
    fits = {one.index: draft.wording.similarity(one) for one in contexts}
    values = {(one.value, one.unit_class) for one in contexts}
    met = {
        (other.value, other.unit_class)
        for other in draft.siblings
        if other.index != draft.context.index and other.value
    } & values
    best = max((fits[one.index] for one in contexts), default=0.0)
    return Row(source, contexts, fits, best + _COMPANY * min(len(met), 2))


def named_in(text: str, context: Context, others: Sequence[Context]) -> float:
    """Return the share of the words that tell a number from the others of its row that `text` has, 0 to 1."""
    own = context.own_features
    shared = frozenset.intersection(*(other.own_features for other in others)) if others else frozenset()
    telling = own - shared
    if not telling:
        return 0.0
    said = features(text)
    return len(telling & said) / len(telling)
