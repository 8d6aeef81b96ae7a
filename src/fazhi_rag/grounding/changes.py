"""Compute what a draft tells as a change: differences, growth, points between shares, multiples.

Operands are two numbers the sentence itself compares (由…到…, 较上年的62件), the draft's number and its
counterpart of last year, or two a source ties together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from fazhi_rag.numbers.context import Context
from fazhi_rag.numbers.measures import scale_unit
from fazhi_rag.types import Kind

from .case import Draft, Place, Sources, Wording
from .operands import earlier, is_known, named_pairs, siblings, source_changes, source_pairs
from .scope import lies_in

_DOWN = re.compile(r"下降|减少|降低|降幅|回落|下滑|降")
EARLIER = re.compile(r"[去上前]年|上[届季月周期]|前一[周月年]|同期|此前|原|年初")
"""Words by which a number is of a time before."""
_COMPARED = re.compile(r"[较比]|与|同(?!比)")
_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Trial:
    """One computation a figure may claim, with its result."""

    value: Decimal
    expression: str
    place: Place | None = None
    explicit: bool = False
    """Whether the draft itself sets out the operands, so that a wrong result is an error."""


def printed(context: Context) -> str:
    """Return a number's value, in its own unit, as it stands in an expression."""
    value, unit = context.value, scale_unit(context.mention.unit)[1]
    return f"{(value / unit).normalize():f}" if value is not None else context.mention.text


def runs_against(draft: Draft, high: Context, low: Context) -> bool:
    """Whether the draft says up where the higher number is of the time before, or down where the lower is."""
    earlier = [one for one, other in ((high, low), (low, high)) if _is_before(one, other)]
    way = draft.context.slots.direction
    return way is not None and len(earlier) == 1 and (way == "up") == (earlier[0] is high)


def _is_before(one: Context, other: Context) -> bool:
    if one.slots.role == "before" or EARLIER.search(one.own):
        return True
    mine, theirs = one.year, other.year
    if mine is None or not mine.near or mine.year is None:
        return bool(mine and mine.near and mine.shift and mine.shift < 0)
    return theirs is None or not theirs.near or theirs.year is None or mine.year < theirs.year


def multiples(draft: Draft, sources: Sources) -> Iterator[Trial]:
    """Yield how many times one number is another: 由60扩建到240，是原来的4倍; one less for 增长3倍."""
    grown = 1 if re.search("增长|增加|扩大了|提高了|多", draft.context.own) else 0
    for new, old, place in changes(draft, sources):
        if new.value is not None and old.value:
            shown = f"{printed(new)} / {printed(old)}" + (" - 1" if grown else "")
            yield Trial(new.value / old.value - grown, shown, place, explicit=False)


def points(draft: Draft, sources: Sources) -> Iterator[Trial]:
    """Yield the difference of two shares, told in points: the draft's own two, or a source's neighbours."""
    own = [other for other in draft.siblings if other.mention.kind is Kind.PERCENT]
    own = [other for other in own if other.mention.unit == "%" and is_known(other, draft, sources)]
    pairs: list[tuple[Context, Context, Place | None]] = [(one, other, None) for one, other in pairwise(own)]
    for source in sources.prepared:
        for one, other in source.pairs_sharing(draft.words):
            if one.mention.unit == other.mention.unit == "%" and lies_in(draft.claim, one, source.source):
                pairs.append((one, other, Place(source, one)))
    for one, other, place in pairs:
        high, low = sorted((one, other), key=lambda context: context.value or Decimal(0), reverse=True)
        if not runs_against(draft, high, low):
            gap = (high.value or Decimal(0)) - (low.value or Decimal(0))
            yield Trial(gap, f"{printed(high)}% - {printed(low)}%", place)


def growth(draft: Draft, sources: Sources, around: str) -> Iterator[Trial]:
    """Yield the growth, in percent, of each change the draft may speak of; `around` tells its direction."""
    sign = -1 if _DOWN.search(around) else 1
    for new, old, place in changes(draft, sources):
        latest, base = new.value, old.value
        if latest is not None and base:
            growth = (latest - base) / base * _HUNDRED * sign
            shown = f"({printed(new)} - {printed(old)}) / {printed(old)}"
            explicit = place is None
            yield Trial(
                growth,
                shown if sign > 0 else f"({printed(old)} - {printed(new)}) / {printed(old)}",
                place,
                explicit,
            )


def changes(draft: Draft, sources: Sources) -> Iterator[tuple[Context, Context, Place | None]]:
    """Yield (new, old) operands of a change: from the draft's own 由…到…, or from last year's source."""
    around = siblings(draft, sources)
    for one, other in pairwise(around):
        if (one.slots.role, other.slots.role) == ("before", "after"):
            yield other, one, None
    compared = [other for other in around if other.index < draft.context.index][-2:]
    if (
        len(compared) == 2
        and compared[0].unit_class == compared[1].unit_class
        and _COMPARED.match(compared[1].own.strip("，, 、"))
    ):
        yield compared[0], compared[1], None
    for place, old in source_changes(draft, sources):
        yield place.context, old, place
    before = [other for other in around if other.index < draft.context.index]
    if not before and draft.context.mention.kind is Kind.PERCENT:
        return
    if not before:
        return
    new = before[-1]
    wording = Wording.of(new, sources.rarity)
    for place in earlier(draft, new, wording, sources):
        yield new, place.context, place


def differences(draft: Draft, sources: Sources) -> Iterator[Trial]:
    """Yield the differences of two numbers of one unit: of a change, neighbours, whole and part."""

    def trial(more: Context, less: Context, place: Place | None) -> Iterator[Trial]:
        one, other = more.value, less.value
        alike = more.unit_class == less.unit_class == draft.context.unit_class
        if one is None or other is None or not alike:
            return
        high, low = (more, less) if one >= other else (less, more)
        if not runs_against(draft, high, low):
            yield Trial(abs(one - other), f"{printed(high)} - {printed(low)}", place)

    for new, old, place in changes(draft, sources):
        yield from trial(new, old, place)
    before = [other for other in siblings(draft, sources) if other.unit_class == draft.context.unit_class]
    for one, other in pairwise(before[:4]):
        yield from trial(one, other, None)
    for place, whole in source_pairs(draft, sources):
        yield from trial(whole, place.context, place)
    for place, other in named_pairs(draft, sources):
        yield from trial(place.context, other, place)
