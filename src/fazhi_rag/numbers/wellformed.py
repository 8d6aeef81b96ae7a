"""Which runs of numeral characters are numerals: 一百二十 is, 十十 and 一一百 are not."""

from __future__ import annotations

import re

_PLAIN_DIGITS = re.compile(r"[零〇○一二三四五六七八九]+")
_ARABIC = re.compile(r"[0-9,]+(?:\.[0-9]+)?")
_TOKEN = re.compile(r"[0-9,.]+|.")
_SMALL = {"十": 1, "百": 2, "千": 3}
_LARGE = {"万": 4, "亿": 8, "兆": 12}
_ZEROS = frozenset("零〇○")


def is_well_formed(numeral: str) -> bool:
    """Whether a run of numeral characters, in plain forms, states one number.

    Scales fall within a section and take one digit each; two digits meet only where all of the run is plain
    digits (二〇二三, 一一), which is read digit by digit.
    """
    if _PLAIN_DIGITS.fullmatch(numeral) or _ARABIC.fullmatch(numeral):
        return True
    whole, point, tail = numeral.partition("点")
    if point and not _PLAIN_DIGITS.fullmatch(tail.rstrip("十百千万亿兆")):
        return False
    return _falls(whole.replace("廿", "二十").replace("卅", "三十").replace("卌", "四十"))


def _falls(numeral: str) -> bool:
    small = large = 99
    digit = False
    for token in _TOKEN.findall(numeral):
        if token in _ZEROS:
            if digit:
                return False
        elif token in _SMALL:
            if _SMALL[token] >= small:
                return False
            small, digit = _SMALL[token], False
        elif token in _LARGE:
            if _LARGE[token] == large == 4:
                return False
            small, large, digit = 99, _LARGE[token], False
        elif digit:
            return False
        else:
            digit = True
    return True
