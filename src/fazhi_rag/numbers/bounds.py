"""Read an approximated number as the interval of true values it allows, and compare two of them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from fazhi_rag.types import Approx, Mention

from .measures import scale_unit

_OPEN = Decimal("Infinity")
_ABOUT = Decimal("0.05")
_NEAR = Decimal("0.9")
_CLOSE_BELOW = "近"
_UPWARD = frozenset({Approx.MORE_THAN, Approx.AT_LEAST})
_DOWNWARD = frozenset({Approx.LESS_THAN, Approx.AT_MOST})
_ROUND_TAIL = ("余", "多", "几", "来")


class Precision(Enum):
    """How a draft's value stands to a source's."""

    SAME = "same"
    LOOSER = "looser"
    """True whenever the source is: 123 → 120余."""
    TIGHTER = "tighter"
    """Near the source's value but saying more than it, or turned round: 120余 → 120."""
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Interval:
    """The true values a number allows. `low_open` and `high_open` exclude the ends."""

    low: Decimal
    high: Decimal
    low_open: bool = False
    high_open: bool = False

    def within(self, other: Interval) -> bool:
        """Whether every value of this interval lies in the other."""
        low_ok = self.low > other.low or (self.low == other.low and (self.low_open or not other.low_open))
        high_ok = self.high < other.high or (
            self.high == other.high and (self.high_open or not other.high_open)
        )
        return low_ok and high_ok

    def meets(self, other: Interval) -> bool:
        """Whether some value lies in both."""
        return max(self.low, other.low) <= min(self.high, other.high)


def value_of(mention: Mention) -> Decimal | None:
    """Return the printed value in the smallest unit of its scale; the lower end of a range; None if vague."""
    value = mention.value[0] if isinstance(mention.value, tuple) else mention.value
    if not isinstance(value, Decimal):
        return None
    return value * scale_unit(mention.unit)[1]


def interval_of(mention: Mention) -> Interval | None:
    """Return the interval of true values the mention allows, in its smallest unit; None if vague."""
    value, factor = value_of(mention), scale_unit(mention.unit)[1]
    if value is None or not value.is_finite():
        return None
    if isinstance(mention.value, tuple):
        other = mention.value[1] * scale_unit(mention.unit)[1]
        return Interval(min(value, other), max(value, other))
    match mark_of(mention):
        case Approx.MORE_THAN if any(mark in mention.text for mark in _ROUND_TAIL):
            return Interval(value, value + _last_step(value / factor) * factor, low_open=True, high_open=True)
        case Approx.MORE_THAN:
            return Interval(value, _OPEN, low_open=True)
        case Approx.AT_LEAST:
            return Interval(value, _OPEN)
        case Approx.LESS_THAN if _CLOSE_BELOW in mention.text:
            return Interval(value * _NEAR, value, high_open=True)
        case Approx.LESS_THAN:
            return Interval(-_OPEN, value, high_open=True)
        case Approx.AT_MOST:
            return Interval(-_OPEN, value)
        case Approx.ABOUT:
            spread = abs(value) * _ABOUT
            return Interval(value - spread, value + spread)
        case _:
            return Interval(value, value)


def mark_of(mention: Mention) -> Approx:
    """Return the bound a mention states; 近 and 将近 bound from above even where they are read as 约."""
    return (
        Approx.LESS_THAN
        if mention.approx is Approx.ABOUT and _CLOSE_BELOW in mention.text
        else mention.approx
    )


def _last_step(value: Decimal) -> Decimal:
    """Return one unit of the last digit that is not zero, as printed: 120 → 10, 5000 → 1000."""
    exponent = value.normalize().as_tuple().exponent
    return Decimal(1).scaleb(exponent) if isinstance(exponent, int) else Decimal(1)


@dataclass(frozen=True, slots=True)
class Amount:
    """A mention's value, bound and interval, read once; value and interval are None if it is vague."""

    mention: Mention
    value: Decimal | None
    mark: Approx
    interval: Interval | None
    digits: int
    """Digits of the printed value that count: 1 for 600, 2 for 630."""
    ranged: bool
    """Whether it is a range of values (30至50人)."""
    plain: bool
    """Whether it is one value, exactly."""

    @classmethod
    def of(cls, mention: Mention) -> Amount:
        """Read a mention."""
        value = value_of(mention)
        printed = value / scale_unit(mention.unit)[1] if value is not None and value.is_finite() else None
        digits = len(printed.normalize().as_tuple().digits) if printed is not None else 0
        mark, ranged = mark_of(mention), isinstance(mention.value, tuple)
        plain = mark is Approx.EXACT and not ranged
        return cls(mention, value, mark, interval_of(mention), digits, ranged, plain)


def compare_precision(draft: Amount, source: Amount) -> Precision:
    """Say whether a draft's value follows from a source's: the same, looser but true, tighter, or another.

    120余, 120多 and 超120 are one claim; 约120 is a fair reading of any of them, 近120 is the reverse.
    """
    mine, theirs = draft.interval, source.interval
    if mine is None or theirs is None:
        same_text = draft.mention.value == source.mention.value and draft.mention.text == source.mention.text
        return Precision.SAME if same_text else Precision.OTHER
    if draft.value == source.value and draft.ranged == source.ranged:
        return _compare_marks(draft, source, (mine, theirs))
    if draft.plain and source.plain:
        return Precision.OTHER
    stated = theirs
    if source.mark is Approx.ABOUT and not source.ranged and source.value is not None:
        stated = Interval(source.value, source.value)  # 将近80 of 约78: hedges are not added up
    if stated.within(mine) and (draft.ranged or draft.digits < source.digits):
        return Precision.LOOSER
    if mine.meets(theirs) or _close(draft, source):
        return Precision.TIGHTER
    return Precision.OTHER


def _compare_marks(draft: Amount, source: Amount, spans: tuple[Interval, Interval]) -> Precision:
    marks = {draft.mark, source.mark}
    if len(marks) == 1:
        return Precision.SAME if not draft.ranged or spans[0] == spans[1] else Precision.OTHER
    if marks <= _UPWARD or marks <= _DOWNWARD:
        return Precision.SAME
    if draft.mark is Approx.ABOUT:
        return Precision.LOOSER
    return Precision.LOOSER if spans[1].within(spans[0]) else Precision.TIGHTER


def _close(draft: Amount, source: Amount) -> bool:
    """Whether one value is a rounding of the other: within a quarter (630余 and 700余)."""
    one, other = draft.value, source.value
    if one is None or other is None or one * other <= 0:
        return False
    return min(one, other) / max(one, other) >= Decimal("0.75")
