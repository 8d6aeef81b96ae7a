"""The printed form of a number: find its numeral, and print another value in its place.

Kept apart from `fazhi_rag.numbers` on purpose: a benchmark must not share a parser with what it measures.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from fazhi_rag.types import Value

DIGITS = "零一二三四五六七八九"
_VALUES = {char: index for index, char in enumerate(DIGITS)} | {"〇": 0, "两": 2}
_PLACES = {"十": 10, "百": 100, "千": 1000}
SCALES = {"百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_ARABIC = re.compile(r"\d[\d,]*(?:\.\d+)?")
_CHINESE = re.compile(r"[〇零一二两三四五六七八九十百千万亿]+")


@dataclass(frozen=True, slots=True)
class Numeral(Value):
    """The digits of a mention: where they stand in its text, and what stands around them."""

    before: str
    digits: str
    after: str
    arabic: bool

    @property
    def value(self) -> Decimal:
        """The digits' own value, without a scale character that follows 余 or Arabic digits."""
        return Decimal(self.digits.replace(",", "")) if self.arabic else Decimal(chinese_value(self.digits))

    @property
    def scale(self) -> str:
        """The scale characters after the digits: 千 in 3千余元, 万 in 80万元."""
        match = re.match(r"[余多来几]?([百千万亿]*)", self.after)
        return match.group(1) if match else ""

    def printed(self, digits: str) -> str:
        """Return the whole text with other digits."""
        return f"{self.before}{digits}{self.after}"


def numeral_of(text: str) -> Numeral | None:
    """Return the one numeral in a mention's text, or None where there is none or several (a range)."""
    arabic = list(_ARABIC.finditer(text))
    found = arabic or list(_CHINESE.finditer(text.removeprefix("百分之")))
    if len(found) != 1:
        return None
    shift = 0 if arabic else len(text) - len(text.removeprefix("百分之"))
    start, end = found[0].start() + shift, found[0].end() + shift
    return Numeral(text[:start], text[start:end], text[end:], bool(arabic))


def chinese_value(digits: str) -> int:
    """Read a Chinese integer: 一百二十 → 120, 两千零五 → 2005, 二〇二四 → 2024.

    Raises: ValueError where a character is no numeral.
    """
    if len(digits) > 1 and all(char in _VALUES for char in digits):
        return int("".join(str(_VALUES[char]) for char in digits))
    total = section = digit = 0
    for char in digits:
        if char in _VALUES:
            digit = _VALUES[char]
        elif char in _PLACES:
            section += (digit or 1) * _PLACES[char]
            digit = 0
        elif char in SCALES:
            total = (total + section + digit) * SCALES[char]
            section = digit = 0
        else:
            raise ValueError(f"not a Chinese numeral: {digits!r}")
    return total + section + digit


def chinese_numeral(number: int) -> str:
    """Print 0 ≤ number < 10^8 in Chinese: 120 → 一百二十, 102 → 一百零二, 12 → 十二, 10005 → 一万零五."""
    if number >= 10**4:
        high, low = divmod(number, 10**4)
        gap = "零" if 0 < low < 1000 else ""
        return chinese_numeral(high) + "万" + (gap + _below(low) if low else "")
    text = _below(number) if number else "零"
    return text[1:] if text.startswith("一十") else text


def _below(number: int) -> str:
    text, gap = "", False
    for place, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, place)
        if digit:
            text += ("零" if gap and text else "") + DIGITS[digit] + name
            gap = False
        else:
            gap = True
    return text


def arabic_like(model: str, value: Decimal) -> str:
    """Print a value with as many decimals as `model` has, and with its thousands separators."""
    decimals = len(model.partition(".")[2])
    return f"{value:,.{decimals}f}" if "," in model else f"{value:.{decimals}f}"
