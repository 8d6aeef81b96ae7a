"""Say whether a computed value is what a figure prints, by the precision it is printed with."""

from __future__ import annotations

import re
from decimal import Decimal

from fazhi_rag.numbers.bounds import Interval
from fazhi_rag.numbers.context import Context
from fazhi_rag.numbers.measures import scale_unit
from fazhi_rag.types import Approx, Kind

_PRINTED = re.compile(r"(?P<whole>\d[\d,，]*)(?:[.．](?P<rest>\d+))?\s*(?P<scale>万亿|[百千万亿]?)")
_SCALES = {"": 0, "百": 2, "千": 3, "万": 4, "亿": 8, "万亿": 12}
_TENTHS = Decimal(3)
"""Half of what 六成 leaves open, in points: 57 to 63."""
_ABOUT = Decimal("0.01")
"""What 约 leaves open beside the printed digits, as a share."""
_FAIR = Decimal("1.2")
"""超六成 is a fair reading of 68%, not of 95%."""
_FAIR_AMOUNT = Decimal("1.05")
"""The same for amounts, which are printed with more digits."""
_PART = Decimal("0.02")
"""What 三分之二 leaves open."""


def step_of(context: Context, *, rounded: bool = False) -> Decimal:
    """Return one unit of the last printed digit, in the smallest unit; the last but zeros if `rounded`."""
    mention = context.mention
    found = _PRINTED.search(mention.text)
    factor = scale_unit(mention.unit)[1]
    if found is None:
        value = context.value
        exponent = value.normalize().as_tuple().exponent if value is not None else 0
        return Decimal(1).scaleb(exponent if rounded and isinstance(exponent, int) else 0)
    digits = found["rest"] or ""
    whole = found["whole"]
    zeros = len(whole) - len(whole.rstrip("0")) if rounded and not digits else 0
    return Decimal(1).scaleb(_SCALES[found["scale"]] + zeros - len(digits)) * factor


def comes_out(context: Context, value: Decimal) -> bool:
    """Whether a figure states a computed value, by the precision it is printed with.

    A bound must hold and be near: 超六成 is a fair reading of 68%, 28万多斤 of 280800斤.
    """
    printed, interval = context.value, context.amount.interval
    if printed is None or interval is None:
        return False
    mark = context.amount.mark
    if mark in (Approx.EXACT, Approx.ABOUT):
        return abs(value - printed) <= _open(context, rounded=mark is Approx.ABOUT)
    fair = _FAIR if context.mention.kind in (Kind.PERCENT, Kind.FRACTION, Kind.OTHER) else _FAIR_AMOUNT
    low, high = sorted((value, printed))
    return value > 0 and value != printed and Interval(value, value).within(interval) and low * fair >= high


def _open(context: Context, *, rounded: bool) -> Decimal:
    """Return how far off a computed value may be for the printed one to be its rounding."""
    mention = context.mention
    if mention.kind is Kind.FRACTION:
        return _PART
    if mention.kind is Kind.OTHER or (mention.kind is Kind.PERCENT and "成" in mention.text):
        return _TENTHS
    half = step_of(context, rounded=rounded) / 2
    return max(half, abs(context.value or Decimal(0)) * _ABOUT) if rounded else half
