"""Find the operands of a computed figure: those its sentence names, and those a source ties together."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from itertools import islice

from fazhi_rag.numbers.context import Context
from fazhi_rag.types import Kind

from .case import Draft, Place, Sources, Wording
from .lookup import judge_pair, near_values
from .prepared import PreparedSource
from .scope import lies_in

_LISTED = 0.2
"""Least fit of a source's list to the draft's sentence, to add it up."""
_LOOKED_AT, _ROW = 12, 12
_NAMED = 0.6
"""Least share of a source number's subject that the draft must have, to add it up."""


def siblings(draft: Draft, sources: Sources) -> list[Context]:
    """Return the other amounts of the draft's sentence, this unit class apart, that stand in the sources."""
    return [
        other
        for other in draft.siblings
        if other.index != draft.context.index
        and other.mention.kind is Kind.QUANTITY
        and isinstance(other.mention.value, Decimal)
        and (other.index in draft.known or is_known(other, draft, sources))
    ]


def is_known(context: Context, draft: Draft, sources: Sources) -> bool:
    """Whether a number of the draft stands in the sources, in whatever claim."""
    return next(_origins(context, draft, sources), None) is not None


def _origins(context: Context, draft: Draft, sources: Sources) -> Iterator[Place]:
    """Yield the source numbers a number of the draft may have come from."""
    for source in sources.prepared:
        for other in near_values(context, source):
            pair = judge_pair(context, other)
            if pair and pair[1].ok and lies_in(draft.claim, other, source.source):
                yield Place(source, other)


def counted_twice(terms: list[Context], draft: Draft, sources: Sources) -> bool:
    """Whether a source tells one of the draft's terms as a part of another."""
    origins = [
        (place.source, place.context) for term in terms for place in islice(_origins(term, draft, sources), 8)
    ]
    wholes = {(id(source), context.index) for source, context in origins}
    return any(
        context.whole is not None and (id(source), context.whole) in wholes for source, context in origins
    )


def related(one: Context, other: Context) -> bool:
    """Whether two amounts are a whole and its part, or what was tried and what of it was done."""
    if one.unit_class != other.unit_class or one.unit_class is None:
        return False
    if other.whole == one.index:
        return True
    return one.slots.outcome != "done" and other.slots.outcome == "done"


def source_pairs(draft: Draft, sources: Sources) -> Iterator[tuple[Place, Context]]:
    """Yield (part, whole) pairs of the sources that share words with the draft's sentence."""
    for source in sources.prepared:
        for one, other in source.pairs_sharing(draft.words):
            if (
                related(one, other)
                and other.mention.kind is Kind.QUANTITY
                and lies_in(draft.claim, other, source.source)
                and draft.wording.similarity(other) >= 0.2
            ):
                yield Place(source, other), one


def source_changes(draft: Draft, sources: Sources) -> Iterator[tuple[Place, Context]]:
    """Yield (after, before) numbers of a change told in a source (由2间扩建到5间)."""
    for source in sources.prepared:
        for one, other in source.pairs_sharing(draft.words):
            if (
                (one.slots.role, other.slots.role) == ("before", "after")
                and lies_in(draft.claim, other, source.source)
                and draft.wording.similarity(other) >= 0.3
            ):
                yield Place(source, other), one


def earlier(draft: Draft, new: Context, wording: Wording, sources: Sources) -> list[Place]:
    """Return the number of the year before that counts what `new` counts: the best fit, if it is one."""
    best: tuple[float, Place] | None = None
    wanted = [item for item in new.credit if len(item) > 1 and new.credit[item] >= 0.6]
    for source in sources.prepared:
        for context in source.sharing(wanted):
            year = context.year.resolve(source.source.year) if context.year else source.source.year
            if year is None or context.unit_class != new.unit_class or year + 1 not in draft.claim.years:
                continue
            fit = wording.similarity(context)
            if fit >= 0.4 and (best is None or fit > best[0]):
                best = (fit, Place(source, context))
    return [best[1]] if best else []


def named_pairs(draft: Draft, sources: Sources) -> Iterator[tuple[Place, Context]]:
    """Yield two numbers of one source sentence whose telling characters the draft names both."""
    named = {item for item, credit in draft.context.credit.items() if credit >= 0.6}
    for source in sources.prepared:
        for one, other in source.pairs_sharing(draft.words):
            if not one.unit_class == other.unit_class == draft.context.unit_class:
                continue
            if not lies_in(draft.claim, one, source.source) or draft.wording.similarity(other) < 0.2:
                continue
            telling = [
                {item for item in mine.own_features - theirs.own_features if len(item) == 1}
                for mine, theirs in ((one, other), (other, one))
            ]
            if all(len(marks & named) >= min(2, (len(marks) + 1) // 2) and marks for marks in telling):
                yield Place(source, one), other


def listed_terms(draft: Draft, sources: Sources) -> Iterator[tuple[Place, list[Context]]]:
    """Yield the numbers of one unit that a source sentence lists one after another, all of them.

    Where some share words of the draft's own zone, those alone (受理39起，签约27起；又受理13起).
    A list that tells a part with its whole is left out.
    """
    wanted = {item for item in draft.context.own_features if len(item) > 1}
    for source in sources.prepared:
        seen: set[int] = set()
        for context in source.sharing(draft.words)[:_LOOKED_AT]:
            if context.sentence in seen or draft.wording.similarity(context) < _LISTED:
                continue
            seen.add(context.sentence)
            row = [
                other
                for other in source.around(context, _ROW)
                if other.unit_class == draft.context.unit_class
                and other.mention.kind is Kind.QUANTITY
                and lies_in(draft.claim, other, source.source)
            ]
            sharing = [other for other in row if other.own_features & wanted]
            terms = sharing if len(sharing) > 1 else row
            inside = {term.index for term in terms}
            if len(terms) > 1 and not any(term.whole in inside for term in terms) and not overlap(terms):
                yield Place(source, terms[0]), terms


def half_years(draft: Draft, sources: Sources) -> Iterator[tuple[Place, Context]]:
    """Yield two numbers of one source sentence that tell the two stretches of one year."""
    for source in filter(_tells_halves, sources.prepared):
        for one, other in source.pairs_sharing(draft.words):
            if (
                one.unit_class == other.unit_class == draft.context.unit_class
                and lies_in(draft.claim, one, source.source)
                and _whole_year(draft.context, one, other)
            ):
                yield Place(source, one), other


@lru_cache(maxsize=128)
def _tells_halves(source: PreparedSource) -> bool:
    return any(context.period and context.period.first > 1 for context in source.contexts)


def _whole_year(draft: Context, one: Context, other: Context) -> bool:
    if one.period is None or other.period is None or (draft.period and not draft.period.whole):
        return False
    return one.period.last + 1 == other.period.first and (one.period.first, other.period.last) == (1, 12)


def overlap(terms: list[Context]) -> bool:
    """Whether two of the terms count the same things twice: a whole with its part, tried with done."""
    return any(
        one is not other and one.sentence == other.sentence and related(one, other)
        for one in terms
        for other in terms
    )


def named_terms(draft: Draft, sources: Sources) -> list[Place]:
    """Return the source numbers whose whole subject the draft's figure names, best named first."""
    wanted = {item for item, credit in draft.context.credit.items() if credit >= 0.6}
    found: list[tuple[float, Place]] = []
    for source in sources.prepared:
        for context in source.sharing(item for item in wanted if len(item) > 1):
            pairs = [item for item in context.own_features if len(item) > 1]
            if (
                context.unit_class != draft.context.unit_class
                or context.mention.kind is not Kind.QUANTITY
                or context.slots.part
                or not lies_in(draft.claim, context, source.source)
                or len(pairs) < 2
            ):
                continue
            named = sum(1 for item in pairs if item in wanted) / len(pairs)
            if named >= _NAMED:
                found.append((named, Place(source, context)))
    found.sort(key=lambda entry: -entry[0])
    return [place for _, place in found]
