"""Composite durations: 2小时8分 is one amount of 128 分钟, 三年六个月 one of 42 个月."""

from __future__ import annotations

from decimal import Decimal

from fazhi_rag.numbers.found import Found
from fazhi_rag.numbers.numerals import tidy
from fazhi_rag.types import Approx, Kind

_IN_NEXT = {
    ("年", "个月"): (12, "个月"),
    ("天", "小时"): (24, "小时"),
    ("小时", "分"): (60, "分钟"),
    ("小时", "分钟"): (60, "分钟"),
    ("分", "秒"): (60, "秒"),
    ("分钟", "秒"): (60, "秒"),
    ("分", "秒钟"): (60, "秒"),
    ("元", "角"): (10, "角"),
    ("元", "分"): (100, "分"),
}
"""How many of the smaller unit make one of the larger. Years and days, months and days have none.

Money stays in 元: 3元8角5分 is 3.85 元.
"""


def join_durations(text: str, found: list[Found]) -> list[Found]:
    """Join adjacent exact amounts of time whose units follow on each other, in the smaller unit.

    They must touch, or be parted by 零 or 又 alone.
    """
    joined: list[Found] = []
    for item in found:
        before = joined[-1] if joined else None
        if before is None or not _joins(text, before, item):
            joined.append(item)
    return joined


def _joins(text: str, before: Found, item: Found) -> bool:
    """Add `item` to `before` if the two are one duration."""
    step = _IN_NEXT.get((before.unit or "", item.unit or ""))
    if step is None or not isinstance(before.value, Decimal) or not isinstance(item.value, Decimal):
        return False
    if not _touch(text, before, item):
        return False
    before.value = before.value * step[0] + item.value
    if before.unit == "元":
        before.value, step = tidy(before.value / step[0]), (1, before.unit or "")
    before.unit, before.end, before.approx = step[1], item.end, item.approx
    return True


def _touch(text: str, before: Found, item: Found) -> bool:
    return (
        before.kind is item.kind is Kind.QUANTITY
        and before.approx in (Approx.EXACT, item.approx)
        and item.start - before.end < 2
        and text[before.end : item.start] in ("", "零", "又")
    )
