"""Everyday names of what reports count, from `data/everyday.json`: people ask in their own words."""

from __future__ import annotations

import json
import re
from functools import cache, partial
from importlib.resources import files
from typing import Any


@cache
def _table() -> dict[str, Any]:
    text = files("fazhi_rag.writing.asking").joinpath("data/everyday.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


@cache
def _alike() -> tuple[re.Pattern[str], dict[str, str]]:
    first = {word: row[0] for row in _table()["alike"] for word in row}
    return re.compile("|".join(map(re.escape, sorted(first, key=len, reverse=True)))), first


@cache
def _spoken() -> tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]:
    return tuple((re.compile(said), tuple(words)) for said, *words in _table()["spoken"])


def fold_names(text: str) -> str:
    """Bring everyday names to one wording, for comparing only: offsets do not survive."""
    pattern, first = _alike()
    return pattern.sub(lambda found: first[found.group()], text)


def say_plainly(question: str, whole: str) -> str:
    """Rewrite what `whole` does not say in words it does: 过法律关 → 合法性审查."""
    for pattern, words in _spoken():
        question = pattern.sub(partial(_in_words_of, whole, words), question)
    return question


def _in_words_of(whole: str, words: tuple[str, ...], said: re.Match[str]) -> str:
    return next((word for word in (said.group(), *words) if word in whole), said.group())
