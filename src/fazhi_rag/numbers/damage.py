"""Damaged digits: what HTML conversion does to dates when it drops characters (20212025年, 自202411日起).

Such digits are reported, with `usable` False, and are never evidence.
Source: DOMAIN notes on artefacts of township web pages, §2.5.
"""

from __future__ import annotations

import re

from fazhi_rag.numbers.found import Found
from fazhi_rag.numbers.numerals import LONGEST
from fazhi_rag.types import Kind

_TWO_YEARS = re.compile(r"(?:19|20)[0-9]{2}(?:19|20)[0-9]{2}(?:年度?|(?![0-9.%‰万亿元]))")
_YEAR_AND_DAY = re.compile(r"(?:19|20)[0-9]{2}[0-9]{1,4}日")
_YEAR_AND_NUMBER = re.compile(r"(?:〔|\[|［)?(?:19|20)[0-9]{2}[0-9]{1,4}号")
_MONTH_AND_DAY = re.compile(r"[0-9]{3,4}日(?![元圆])")
_RUN = re.compile(r"[0-9]++|[〇零一二三四五六七八九十百千万亿]++")
_STAMP = re.compile(r"(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])(?![0-9日号])")


def read_damaged(text: str, start: int) -> Found | None:
    """Read digits at `start` that no one can have written so."""
    run = _RUN.match(text, start)
    if run is None:
        return None
    if len(run[0]) > LONGEST:
        return Found(start, run.end(), Kind.OTHER, None, usable=False)
    if not "0" <= text[start] <= "9" or len(run[0]) < 3:
        return None
    if _STAMP.match(text, start):
        return Found(start, start + 8, Kind.DATE, f"{run[0][:4]}-{run[0][4:6]}-{run[0][6:8]}")
    for pattern, kind in (
        (_YEAR_AND_DAY, Kind.DATE),
        (_MONTH_AND_DAY, Kind.DATE),
        (_TWO_YEARS, Kind.YEAR_RANGE),
        (_YEAR_AND_NUMBER, Kind.DOC_NUMBER),
    ):
        if found := pattern.match(text, start):
            return Found(start, found.end(), kind, None, usable=False)
    return None
