"""A cell of a workbook as the clerk sees it: its value in the number format of the cell."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal

_LITERAL = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[[^\]]*\]')
"""Literal text, escaped characters; padding (_x), fill (*x), colours and locales, which print nothing."""
_NUMBER = re.compile(r"(?P<whole>[#0?,]*[#0?])(?:\.(?P<decimals>[#0?]+))?(?P<percent>%?)")
_PRECISION = 15
"""Significant digits Excel keeps: 0.1 + 0.2 is shown as 0.3."""
_TOO_LARGE = Decimal(10) ** _PRECISION


def print_cell(value: object, number_format: str) -> str:
    """Return the text of a cell; a number in a format that is not understood is printed in full."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return _print_number(value, number_format)
    if isinstance(value, datetime | date | time):
        return _print_date(value, number_format)
    return str(value)


def _print_number(value: float, number_format: str) -> str:
    number = Decimal(value) if isinstance(value, int) else Decimal(format(value, f".{_PRECISION}g"))
    if not number.is_finite():
        return str(value)
    before, body, after = _parts(number_format.partition(";")[0])
    shown = _NUMBER.fullmatch(body)
    if shown is None or abs(number) >= _TOO_LARGE:
        return _plain(number)
    if shown["percent"]:
        number *= 100
    decimals = shown["decimals"] or ""
    number = number.quantize(Decimal(1).scaleb(-len(decimals)), ROUND_HALF_UP) + 0  # never -0
    text = format(number, ",f" if "," in shown["whole"] else "f")
    return before + _cut(text, decimals) + shown["percent"] + after


def _parts(section: str) -> tuple[str, str, str]:
    """Return the literal text before, the digit places, and the literal text after them."""
    marked = _LITERAL.sub(lambda found: f"\0{found[1] or found[2] or ''}\0", section)
    pieces = marked.split("\0")
    places = [index for index in range(0, len(pieces), 2) if pieces[index].strip()]
    if len(places) != 1:
        return "", "", ""
    at = places[0]
    return "".join(pieces[1:at:2]), pieces[at].strip(), "".join(pieces[at + 1 :: 2])


def _cut(text: str, decimals: str) -> str:
    """Drop the zeros at the end that the format shows only where needed (#)."""
    for place in reversed(decimals):
        if place == "0" or not text.endswith("0"):
            break
        text = text[:-1]
    return text.rstrip(".")


def _plain(number: Decimal) -> str:
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _print_date(value: date | time, number_format: str) -> str:
    """Print a date in Chinese where its format is, else with hyphens; the day and time only where shown."""
    shown = _LITERAL.sub(lambda found: found[1] or found[2] or "", number_format).lower()
    if isinstance(value, time):
        return f"{value:%H:%M}"
    clock = f" {value:%H:%M}" if isinstance(value, datetime) and "h" in shown else ""
    if "年" in shown or "月" in shown:
        day = f"{value.day}日" if "d" in shown else ""
        month = f"{value.month}月{day}" if "m" in shown else ""
        return (f"{value.year}年" if "y" in shown else "") + month + clock
    return (f"{value:%Y-%m-%d}" if "d" in shown or "m" not in shown else f"{value:%Y-%m}") + clock
