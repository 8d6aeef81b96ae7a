"""Read stated periods as month intervals: 截至11月底 is 1–11, 上半年 is 1–6, 第三季度 is 7–9."""

from __future__ import annotations

import re
from dataclasses import dataclass

_DIGITS = {word: number for number, word in enumerate("一二三四五六七八九十", 1)}
_DIGITS |= {"十一": 11, "十二": 12}
_MONTH = r"(1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_QUARTER = r"([一二三四1-4])"

_PATTERN = re.compile(
    "|".join(
        f"(?P<{name}>{pattern})"
        for name, pattern in (
            (
                "until",
                rf"(?:截至|截止|截止至|截止到|至)(?:目前的)?(?:20\d\d年|今年|本年度?)?{_MONTH}月(?:份|底|末|初)?",
            ),
            ("close", rf"{_MONTH}月份?[底末]"),
            ("range", rf"{_MONTH}月?(?:份)?\s*[-—–~～至到]{{1,2}}\s*{_MONTH}月(?:份)?"),
            ("first_quarters", rf"前{_QUARTER}(?:个)?季度"),
            ("quarter", rf"第?{_QUARTER}季度"),
            ("first_half", r"上半年|前半年"),
            ("second_half", r"下半年|后半年"),
            ("whole", r"全年度?|一整年|整年"),
            ("first_months", rf"前{_MONTH}个月"),
            ("month", rf"{_MONTH}月(?!\d{{1,2}}[日号])(?:份|底|末|初|[上中下]旬|期间)?"),
        )
    )
)
_NAMED = frozenset(_PATTERN.groupindex.values())
_MARKED = re.compile(r"月|季度|半年|全年|整年")


@dataclass(frozen=True, slots=True)
class Period:
    """Months `first` to `last` of a year, both included. `whole` means the text says 全年."""

    first: int
    last: int
    whole: bool = False


def _number(word: str) -> int:
    return _DIGITS.get(word) or int(word)


def _numbers(found: re.Match[str]) -> list[int]:
    return [_number(word) for index, word in enumerate(found.groups(), 1) if index not in _NAMED and word]


def _build(name: str, numbers: list[int]) -> Period:
    match name:
        case "until" | "close" | "first_months":
            return Period(1, numbers[0])
        case "range":
            return Period(min(numbers), max(numbers))
        case "first_quarters":
            return Period(1, 3 * numbers[0])
        case "quarter":
            return Period(3 * numbers[0] - 2, 3 * numbers[0])
        case "first_half":
            return Period(1, 6)
        case "second_half":
            return Period(7, 12)
        case "whole":
            return Period(1, 12, whole=True)
        case _:
            return Period(numbers[0], numbers[0])


def find_periods(text: str) -> list[tuple[int, Period]]:
    """Return the periods stated in `text` with the offset where each ends, from left to right."""
    if not _MARKED.search(text):
        return []
    return [
        (found.end(), _build(found.lastgroup or "", _numbers(found))) for found in _PATTERN.finditer(text)
    ]


def same_period(draft: Period | None, source: Period | None, *, strict: bool = True) -> bool:
    """Whether a number of the source's period may be told of the draft's.

    A draft that names no period is lenient; one that names part of the year needs a source that does too,
    unless not `strict`; 全年 needs a source that is not bounded to part of the year.
    """
    if draft is None or draft == source:
        return True
    if source is None:
        return draft.whole or not strict
    return (draft.first, draft.last) == (source.first, source.last)
