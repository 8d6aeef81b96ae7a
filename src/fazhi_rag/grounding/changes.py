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
from fazhi_rag.types import Kind

from .case import Draft, Place, Sources, Wording
from .operands import earlier, is_known, named_pairs, siblings, source_changes, source_pairs
from .scope import lies_in

_DOWN = re.compile(r"下降|减少|降低|降幅|回落|下滑|降")
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
    """Return a number's value as it stands in an expression."""
    value = context.value
    return f"{value.normalize():f}" if value is not None else context.mention.text


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
        high, low = sorted((one.value or Decimal(0), other.value or Decimal(0)), reverse=True)
        yield Trial(high - low, f"{high.normalize():f}% - {low.normalize():f}%", place)


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
        if (
            one is not None
            and other is not None
            and more.unit_class == less.unit_class == draft.context.unit_class
        ):
            high, low = (more, less) if one >= other else (less, more)
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
