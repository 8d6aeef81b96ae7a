"""House style of a draft: full-width punctuation, no controls."""

from __future__ import annotations

import re
import unicodedata

_HALF = str.maketrans(",;:?!()", "，；：？！（）")
_CHINESE = "\u3400-\u9fff“”《》【】（）"
_BETWEEN = re.compile(
    rf"(?<=[{_CHINESE}])\s*[,;:?!()]\s*(?=[{_CHINESE}\d\n]|$)|[()](?=[{_CHINESE}])"
    rf"|(?<=\d)[,;]\s*(?=[{_CHINESE}])"
)
_SPACE = re.compile(r"(?<=[\u3400-\u9fff，。；：、”》）])[ \t\u3000]+(?=[\u3400-\u9fff“《（【])")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_DIGITS = re.compile(
    r"[^\W\D0-9０-９]|[²³¹⁰-⁹₀-₉\u2160-\u2188]+|[\u2460-\u249b\u24ea-\u24ff\u2776-\u2793\u3220-\u3229\u3280-\u3289]{2,}"
)
"""Digits of other scripts, raised and lowered ones, runs of ring digits (one alone numbers an item): whatever
prints as a number has to be read as one."""


def to_house_style(text: str) -> str:
    """Return `text` with full-width punctuation after Chinese, plain digits, no stray spaces or controls."""
    bare = _DIGITS.sub(_plain_digits, _CONTROL.sub("", text.replace("\r\n", "\n")))
    return _SPACE.sub("", full_width(bare))


def full_width(text: str) -> str:
    """Return `text` with full-width punctuation after Chinese."""
    return _BETWEEN.sub(lambda m: m.group().strip().translate(_HALF), text)


def _plain_digits(match: re.Match[str]) -> str:
    """The digits as 0 to 9; what has no digit as its compatibility form."""
    return "".join(_plain(char) for char in match.group())


def _plain(char: str) -> str:
    digit = unicodedata.digit(char, None)
    return unicodedata.normalize("NFKC", char) if digit is None else str(digit)
