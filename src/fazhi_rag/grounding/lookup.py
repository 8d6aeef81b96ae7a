"""Find the numbers of the sources that have a draft number's value, in whatever unit and scope."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from fazhi_rag.numbers.bounds import Amount, Precision, compare_precision
from fazhi_rag.numbers.context import Context
from fazhi_rag.numbers.measures import UnitMatch, match_units
from fazhi_rag.types import Kind, Mention

from .case import Draft, Place
from .prepared import PreparedSource

_NEAR_LOW, _NEAR_HIGH = Decimal("0.7"), Decimal("1.45")
_LOOSE_LIMIT = Decimal("1.5")
"""超过600 is a fair reading of 630, not of 3000."""
_SHARES = frozenset({Kind.PERCENT, Kind.FRACTION})


@dataclass(frozen=True, slots=True)
class Hit:
    """A source's number that a draft's number may have come from."""

    place: Place
    precision: Precision
    unit: UnitMatch
    in_scope: bool


def same_sort(draft: Mention, source: Mention) -> bool:
    """Whether two mentions can state one amount: shares with shares, amounts with amounts."""
    if Kind.OTHER in (draft.kind, source.kind) and not draft.value == source.value == 0:
        return False
    if (draft.kind in _SHARES) != (source.kind in _SHARES):
        return False
    return (draft.kind is Kind.MULTIPLE) == (source.kind is Kind.MULTIPLE)


def near_values(context: Context, source: PreparedSource) -> list[Context]:
    """Return a source's numbers whose value the draft's may be a form of, exact ones first."""
    value = context.value
    if value is None or context.amount.interval is None:
        return []
    exact = list(source.ladder.between(value, value))
    interval = context.amount.interval
    low, high = sorted((value * _NEAR_LOW, value * _NEAR_HIGH))
    low = min(low, interval.low) if interval.low.is_finite() else low
    high = max(high, interval.high) if interval.high.is_finite() else high
    ladder = source.approximate if context.amount.plain else source.ladder
    return exact + [other for other in ladder.between(low, high) if other.value != value]


def judge_pair(draft: Context, source: Context) -> tuple[Precision, UnitMatch] | None:
    """Return how value and unit of two numbers stand to each other; None where the value is another."""
    mine, theirs = draft.mention, source.mention
    if not same_sort(mine, theirs):
        return None
    precision = compare_precision(draft.amount, source.amount)
    if precision is Precision.OTHER:
        return None
    if precision is Precision.LOOSER and not _bounded(draft.amount) and not _fair(draft.value, source.value):
        return None
    return precision, match_units(mine.unit, theirs.unit, nouns=draft.own + source.own)


def states(draft: Draft, source: Context) -> bool:
    """Whether another number of the draft's sentence states a source's value, be it rounded (近六成)."""
    return any(
        one.unit_class == source.unit_class
        and (pair := judge_pair(one, source)) is not None
        and pair[0] is not Precision.TIGHTER
        for one in draft.others
    )


def _bounded(amount: Amount) -> bool:
    """Whether the number is bounded on both sides: 120余 is, 超过120 is not."""
    interval = amount.interval
    return interval is not None and interval.low.is_finite() and interval.high.is_finite()


def _fair(draft: Decimal | None, source: Decimal | None) -> bool:
    if not draft or not source:
        return draft == source
    return max(draft, source) / min(draft, source) <= _LOOSE_LIMIT
