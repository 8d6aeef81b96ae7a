"""Percentages, 成, fractions, multiples, 百分点 and per mille."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from fazhi_rag.numbers import approx as bounds
from fazhi_rag.numbers.amounts import Reading, read_number
from fazhi_rag.numbers.found import Found
from fazhi_rag.numbers.numerals import EXACT, LONGEST, NUMERAL, divide, evaluate, tidy
from fazhi_rag.types import Approx, Kind, Number

_DASH = r" ?(?:[—–\-~]{1,2}|至|到) ?"
_MARK = re.compile(r" ?([%‰])")
_OF_HUNDRED = re.compile(r"([百千万])分之(?=[0-9〇零一二三四五六七八九十百两几])")
_MARKS = {"百": "%", "千": "‰"}
_TENTHS = re.compile(
    rf"([一二两三四五六七八九十]|[0-9]{{1,2}}(?:\.[0-9])?)(?:{_DASH}|、)?([一二三四五六七八九十]?)(多)?成(半|[一二三四五六七八九](?![成十百千万]))?(?![员立年人功都熟语就本长绩效份分套批为交品天千百灾果])"
)
_FRACTION = re.compile(rf"(?:({NUMERAL.pattern})又)?({NUMERAL.pattern})分之({NUMERAL.pattern})")
_LARGE = re.compile("万分之")
_SLASH = re.compile(r"([0-9]{1,3})/([0-9]{1,3})(?![0-9/])")
_TIMES = re.compile(r"([余多来]?)倍")
_DOUBLED = re.compile(r"(?:(?<=翻)|(?<=翻了))([一二两三四五]|[0-9])番(半?)")
_POINTS = re.compile(r"([余多]?) ?(个百分点|百分点|个基点)")
_TO = re.compile(_DASH)
_TO_PERCENT = re.compile(rf"{_DASH}(?:百分之)?")
_NEAR = 28
"""A ratio's mark stands within this many characters of its first numeral."""


_MARKED = frozenset("%‰倍百基")


def read_ratio(text: str, start: int) -> Found | None:
    """Read the percentage, fraction or multiple at `start`, with its hedges, as a range where it is one."""
    near = text[start : start + _NEAR]
    found = None
    if "分" in near or "/" in near or "又" in near:
        found = _of_hundred(text, start) or _fraction(text, start)
    if found is None and "成" in near:
        found = _tenths(text, start)
    if found is None and "番" in near:
        found = _doubled(text, start)
    if found is None and not _MARKED.isdisjoint(near):
        found = _marked(text, start)
    if found is None:
        return None
    begin, bound = bounds.before(text, start)
    if found.start == start and bound is not Approx.EXACT and not bounds.needs_round(text, start, found.end):
        found.start, found.approx = begin, bound
    end, after = bounds.after(text, found.end, None)
    if after is not Approx.EXACT:
        found.end = end
        found.approx = after if found.approx is Approx.EXACT else found.approx
    return found


def _of_hundred(text: str, start: int) -> Found | None:
    """Read 百分之九十八点五 and 百分之二十至三十; 万分之 is a fraction."""
    lead = _OF_HUNDRED.match(text, start)
    number = read_number(text, lead.end()) if lead else None
    if lead is None or number is None or number.value is None:
        return None
    if lead[1] == "万":
        low = number.value if isinstance(number.value, Decimal) else number.value[0]
        return Found(
            start, number.end, Kind.FRACTION, tidy(divide(low, Decimal(10000), text[start : number.end]))
        )
    mark = _MARKS[lead[1]]
    joint = _TO_PERCENT.match(text, number.end)
    second = read_number(text, joint.end()) if joint else None
    if (
        second
        and isinstance(number.value, Decimal)
        and isinstance(second.value, Decimal)
        and number.value < second.value
    ):
        return Found(start, second.end, Kind.PERCENT, (number.value, second.value), mark)
    return Found(start, number.end, Kind.PERCENT, number.value, mark, number.approx)


def _tenths(text: str, start: int) -> Found | None:
    found = _TENTHS.match(text, start)
    if found is None:
        return None
    half = Decimal(0) if not found[4] else Decimal(5) if found[4] == "半" else evaluate(found[4])
    tens = EXACT.multiply(evaluate(found[1]), Decimal(10)) + half
    value: Number = (tens, evaluate(found[2]) * 10 + half) if found[2] else tens
    return Found(start, found.end(), Kind.PERCENT, value, "%", Approx.MORE_THAN if found[3] else Approx.EXACT)


def _fraction(text: str, start: int) -> Found | None:
    if (slash := _SLASH.match(text, start)) and text[start - 1 : start] not in tuple("/-"):
        above, below = Decimal(slash[1]), Decimal(slash[2])
        if above < below:
            return Found(start, slash.end(), Kind.FRACTION, divide(above, below, slash[0]))
    head = NUMERAL.match(text, start)
    if head and (large := _LARGE.match(text, head.end())) and (part := NUMERAL.match(text, large.end())):
        if len(head[0]) > LONGEST or len(part[0]) > LONGEST or not evaluate(head[0]):
            return None
        below = EXACT.multiply(evaluate(head[0]), Decimal(10000))
        value = divide(evaluate(part[0]), below, text[start : part.end()])
        return Found(start, part.end(), Kind.FRACTION, value)
    if head is None or len(head[0]) > LONGEST or not text.startswith(("分之", "又"), head.end()):
        return None
    found = _FRACTION.match(text, start)
    if found is None or len(found[0]) > LONGEST or not evaluate(found[2]):
        return None
    value = divide(evaluate(found[3]), evaluate(found[2]), found[0]) + (evaluate(found[1]) if found[1] else 0)
    return Found(start, found.end(), Kind.FRACTION, value)


def _doubled(text: str, start: int) -> Found | None:
    """Read 翻一番 as twice and 翻两番 as four times."""
    found = _DOUBLED.match(text, start)
    if found is None:
        return None
    begin = start - (2 if text[start - 1] == "了" else 1)
    return Found(begin, found.end(), Kind.MULTIPLE, Decimal(2) ** int(evaluate(found[1])), "倍")


@dataclass(frozen=True, slots=True)
class _Mark:
    """What makes a number a ratio: %, 百分点, 倍."""

    end: int
    kind: Kind
    unit: str
    hedge: str = ""


def _marked(text: str, start: int) -> Found | None:
    """Read 98.5%, 10%—20%, 3.2倍, 3.5个百分点."""
    number = read_number(text, start)
    if number is None or number.value is None:
        return None
    mark = _mark(text, number.end)
    far = _second(text, mark.end if mark else number.end, number)
    if far is not None and (mark is None or mark.unit == far[1].unit):
        pair, last, bound = far
        return Found(start, last.end, last.kind, pair, last.unit, bound)
    if mark is None:
        return None
    bound = Approx.MORE_THAN if mark.hedge in ("余", "多") else number.approx
    return _with_sign(text, Found(start, mark.end, mark.kind, number.value, mark.unit, bound))


def _mark(text: str, end: int) -> _Mark | None:
    if mark := _MARK.match(text, end):
        return _Mark(mark.end(), Kind.PERCENT, mark[1])
    if points := _POINTS.match(text, end):
        return _Mark(points.end(), Kind.PERCENT, "百分点" if "百" in points[2] else "基点", points[1])
    if times := _TIMES.match(text, end):
        return _Mark(times.end(), Kind.MULTIPLE, "倍", times[1])
    return None


def _second(text: str, end: int, first: Reading) -> tuple[tuple[Decimal, Decimal], _Mark, Approx] | None:
    """Read the other end of a range, —20% after 10% or 10."""
    joint = _TO.match(text, end)
    second = read_number(text, joint.end()) if joint else None
    mark = _mark(text, second.end) if second else None
    if second is None or mark is None:
        return None
    low, high = first.value, second.value
    if not isinstance(low, Decimal) or not isinstance(high, Decimal) or low >= high:
        return None
    return (low, high), mark, second.approx


_MINUS = re.compile(r"(?:负|(?<![0-9A-Za-z%）)])[-−])\Z")


def _with_sign(text: str, found: Found) -> Found:
    sign = _MINUS.search(text, max(0, found.start - 1), found.start)
    if sign and isinstance(found.value, Decimal):
        found.start, found.value = sign.start(), found.value.copy_negate()
    return found
