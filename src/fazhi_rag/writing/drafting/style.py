"""House style of a draft: full-width punctuation, and how much of it is formula without a fact."""

from __future__ import annotations

import json
import re
import unicodedata
from functools import cache
from importlib.resources import files

from fazhi_rag.numbers import find_mentions, sentence_spans

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
_FIRST_PERSON = re.compile(r"我们|咱们|(?<![自忘])我(?![镇乡街市县区国省党局所院])")


def to_house_style(text: str) -> str:
    """Return `text` with full-width punctuation after Chinese, plain digits, no stray spaces or controls."""
    bare = _DIGITS.sub(_plain_digits, _CONTROL.sub("", text.replace("\r\n", "\n")))
    return _SPACE.sub("", full_width(bare))


def full_width(text: str) -> str:
    """Return `text` with full-width punctuation after Chinese."""
    return _BETWEEN.sub(lambda m: m.group().strip().translate(_HALF), text)


def formula_share(text: str) -> float:
    """Return the share of characters in sentences that are formula: a stock phrase and no fact, name or term.

    Source: DOMAIN §5, the 套话 ratio that reviewers ask for; the phrases stand in data/formulas.json.
    """
    told = formula = 0
    for span in sentence_spans(text):
        sentence = span.of(text).strip()
        told += len(sentence)
        if is_formula(sentence):
            formula += len(sentence)
    return formula / told if told else 0.0


def is_formula(sentence: str) -> bool:
    """Whether a sentence holds a stock phrase and nothing that could be checked."""
    if not _phrases().search(sentence) or any(mark in sentence for mark in "《“【"):
        return False
    return not any(mention.is_fact for mention in find_mentions(sentence))


def first_person(text: str) -> list[str]:
    """Return the words of `text` that speak in the first person (我镇 is no slip)."""
    return [match.group() for match in _FIRST_PERSON.finditer(text)]


def _plain_digits(match: re.Match[str]) -> str:
    """The digits as 0 to 9; what has no digit as its compatibility form."""
    return "".join(_plain(char) for char in match.group())


def _plain(char: str) -> str:
    digit = unicodedata.digit(char, None)
    return unicodedata.normalize("NFKC", char) if digit is None else str(digit)


@cache
def _phrases() -> re.Pattern[str]:
    table = json.loads(files("fazhi_rag.writing.drafting").joinpath("data/formulas.json").read_text("utf-8"))
    return re.compile("|".join(map(re.escape, table["phrases"])))
