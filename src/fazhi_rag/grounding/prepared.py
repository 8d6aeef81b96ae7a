"""Read a text once for checking: its mentions, their contexts, and the indexes the checks look them up in."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from math import log

from fazhi_rag.numbers import clause_spans, find_mentions, sentence_spans
from fazhi_rag.numbers.context import Context
from fazhi_rag.numbers.contexts import read_contexts
from fazhi_rag.numbers.zones import features
from fazhi_rag.types import Evidence, Kind, Mention, Source, Span

_WINDOW = 48
"""Most numbers looked at in one lookup: what keeps a hostile text of equal numbers linear."""
_REMEMBERED = 100_000
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Ladder:
    """Numbers in order of their values."""

    values: tuple[Decimal, ...]
    contexts: tuple[Context, ...]

    @classmethod
    def of(cls, contexts: Iterable[Context]) -> Ladder:
        """Order the contexts that are usable as evidence and have a value."""
        ranked = sorted(
            (context.value, context.index, context)
            for context in contexts
            if context.mention.usable and context.value is not None and context.value.is_finite()
        )
        return cls(tuple(entry[0] for entry in ranked), tuple(entry[2] for entry in ranked))

    def between(self, low: Decimal, high: Decimal) -> tuple[Context, ...]:
        """Return up to a window of contexts whose value lies between `low` and `high`."""
        start = bisect_left(self.values, low)
        return self.contexts[start : min(bisect_right(self.values, high), start + _WINDOW)]


@dataclass(frozen=True, slots=True, eq=False)
class PreparedSource:
    """A source with everything that is read from it once."""

    source: Source
    mentions: tuple[Mention, ...]
    sentences: tuple[Span, ...]
    contexts: tuple[Context, ...]
    ladder: Ladder
    """All usable contexts by value."""
    approximate: Ladder
    """Those that are not one exact value."""
    postings: dict[str, list[int]]
    """Positions of the contexts that have a character pair in their own or inherited zone."""
    frequency: Counter[str]
    """Number of clauses each feature stands in."""
    clauses: tuple[Span, ...]
    kinds: dict[Kind, list[Mention]]
    squeezed: str
    """The text without white space, for literal lookups."""

    def sentence_of(self, offset: int) -> Span:
        """Return the sentence that holds `offset`."""
        at = bisect_right(self.sentences, offset, key=lambda one: one.start) - 1
        return self.sentences[max(at, 0)] if self.sentences else Span(0, len(self.source.text))

    def sharing(self, wanted: Iterable[str]) -> list[Context]:
        """Return contexts whose zone has a `wanted` feature, those of the rarest first, up to a window."""
        lists = sorted((self.postings[item] for item in wanted if item in self.postings), key=len)
        found: dict[int, None] = {}
        for positions in lists:
            for position in positions[:_WINDOW]:
                found[position] = None
            if len(found) >= 2 * _WINDOW:
                break
        return [self.contexts[at] for at in found]

    def pairs_sharing(self, wanted: Iterable[str]) -> list[tuple[Context, Context]]:
        """Return neighbouring numbers of one sentence of which one has a `wanted` feature, in order."""
        found: dict[int, tuple[Context, Context]] = {}
        for context in self.sharing(wanted):
            at = self.position(context.index)
            for first in (at - 1, at):
                if 0 <= first < len(self.contexts) - 1:
                    one, other = self.contexts[first : first + 2]
                    if one.sentence == other.sentence:
                        found[first] = (one, other)
        return [found[first] for first in sorted(found)]

    def of_kind(self, *kinds: Kind) -> list[Mention]:
        """Return the mentions of the given kinds, kind by kind."""
        return [mention for kind in kinds for mention in self.kinds.get(kind, ())]

    def position(self, index: int) -> int:
        """Return the position in `contexts` of the mention with this index."""
        return bisect_left(self.contexts, index, key=lambda one: one.index)

    def contexts_after(self, context: Context, count: int) -> tuple[Context, ...]:
        """Return up to `count` contexts that follow one."""
        at = self.position(context.index) + 1
        return self.contexts[at : at + count]

    def around(self, context: Context, reach: int) -> list[Context]:
        """Return the numbers of a context's sentence, itself among them, up to `reach` to either side."""
        at = self.position(context.index)
        near = self.contexts[max(at - reach, 0) : at + reach + 1]
        return [other for other in near if other.sentence == context.sentence]

    def evidence(self, mention: Mention) -> Evidence:
        """Return the place of a mention as evidence."""
        return self.quote(mention.span)

    def quote(self, span: Span) -> Evidence:
        """Return a place of the source as evidence."""
        return Evidence(
            span.of(self.source.text),
            self.sentence_of(span.start).of(self.source.text),
            span,
            self.source.name,
            self.source.township,
            self.source.county,
            self.source.year,
        )


@lru_cache(maxsize=128)
def prepare(source: Source) -> PreparedSource:
    """Read a source for checking; the last 128 sources are kept."""
    return read_source(source)


def read_source(source: Source, *, indexed: bool = True) -> PreparedSource:
    """Read a text for checking, without keeping it. What is only checked itself needs no index."""
    text = source.text
    mentions = tuple(find_mentions(text))
    sentences, clauses = tuple(sentence_spans(text)), tuple(clause_spans(text))
    contexts = tuple(read_contexts(text, mentions, sentences=sentences, clauses=clauses))
    postings: dict[str, list[int]] = {}
    for at, context in enumerate(contexts if indexed else ()):
        if context.mention.usable:
            for feature, credit in context.credit.items():
                if credit >= 0.5 and len(feature) > 1:
                    postings.setdefault(feature, []).append(at)
    kinds: dict[Kind, list[Mention]] = {}
    for mention in mentions:
        kinds.setdefault(mention.kind, []).append(mention)
    frequency: Counter[str] = Counter()
    for clause in clauses if indexed else ():
        frequency.update(features(clause.of(text)[:200]))
    return PreparedSource(
        source,
        mentions,
        sentences,
        contexts,
        Ladder.of(contexts),
        Ladder.of(context for context in contexts if not context.amount.plain),
        postings,
        frequency,
        clauses,
        kinds,
        _SPACE.sub("", text),
    )


class Rarity:
    """How much a feature tells, over a set of sources: log of clauses by clauses that have it."""

    __slots__ = ("_frequencies", "_known", "_total")

    def __init__(self, sources: Iterable[PreparedSource]) -> None:
        known = list(sources)
        self._frequencies = [source.frequency for source in known]
        self._total = 2 + sum(len(source.clauses) for source in known)
        self._known: dict[str, float] = {}

    @property
    def unit(self) -> float:
        """The rarity of a word that stands in one clause."""
        return log(self._total)

    def of(self, feature: str) -> float:
        """Return the weight of a feature; a single character weighs half of a pair as rare."""
        weight = self._known.get(feature)
        if weight is None:
            seen = sum([frequency.get(feature, 0) for frequency in self._frequencies])
            weight = log(self._total / (1 + seen)) * (0.5 if len(feature) == 1 else 1.0)
            if len(self._known) < _REMEMBERED:
                self._known[feature] = weight
        return weight


@lru_cache(maxsize=32)
def rarity_in(sources: tuple[PreparedSource, ...]) -> Rarity:
    """Return the rarity of words over these sources; kept, so that it is counted once for many drafts."""
    return Rarity(sources)
