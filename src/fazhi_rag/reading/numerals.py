"""Chinese numerals as headings, years and dates use them: 十二, 二〇二三."""

from __future__ import annotations

import re
from datetime import date

CHINESE = "一二三四五六七八九十"
_DIGITS = {character: value for value, character in enumerate("〇一二三四五六七八九")} | {
    "零": 0,
    "○": 0,
    "Ｏ": 0,
}
_DATE = re.compile(
    r"(?P<year>20\d\d|二[〇零○Ｏ][〇零○Ｏ一二三四五六七八九]{2})年"
    r"(?P<month>\d{1,2}|[一二三四五六七八九十]{1,2})月"
    r"(?P<day>\d{1,2}|[一二三四五六七八九十]{1,3})日"
)


def parse_ordinal(text: str) -> int:
    """Return the value of 1–99 written as 7, 十二 or 二十一.

    Raises:
        ValueError: for anything else.
    """
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return _digit(text)
    return 10 * (_digit(tens) if tens else 1) + (_digit(ones) if ones else 0)


def parse_year(text: str) -> int:
    """Return the year written as 2023 or 二〇二三."""
    return int("".join(str(_DIGITS.get(character, character)) for character in text))


def find_date(text: str) -> tuple[date, int, int] | None:
    """Return the first full date in `text` with its start and end; None where there is none."""
    for found in _DATE.finditer(text):
        try:
            month, day = parse_ordinal(found["month"]), parse_ordinal(found["day"])
            return date(parse_year(found["year"]), month, day), found.start(), found.end()
        except ValueError:
            continue
    return None


def _digit(text: str) -> int:
    if len(text) != 1 or text not in _DIGITS:
        raise ValueError(text)
    return _DIGITS[text]
