"""Bring subjects to one wording: 法治宣传 and 普法宣传 become the same words before they are compared."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import Any

_MARKS = re.compile(r"[^\w]+")


@cache
def _raw() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(
        (files("fazhi_rag.numbers") / "data" / "synonyms.json").read_text("utf-8")
    )
    return loaded


@cache
def _rewriting() -> tuple[re.Pattern[str], dict[str, str]]:
    table = {word: row[0] for rows in _raw()["rows"].values() for row in rows for word in row}
    table.update(dict.fromkeys(_raw()["dropped"], " "))
    for word in _raw()["kept"]:
        table.setdefault(word, word)
    return re.compile(_any_word(sorted(table))), table


@cache
def _spoken() -> dict[str, list[str]]:
    """Return the words of a report for each word of speech, best first."""
    return {row[0]: row[1:] for row in _raw()["spoken"]}


@cache
def _spoken_words() -> re.Pattern[str]:
    return re.compile(_any_word(sorted(_spoken())))


def say_as_written(text: str, whole: str) -> str:
    """Rewrite words of speech that `whole` does not hold in words it does hold: 官司 → 行政诉讼.

    For questions only: a word of speech may stand for several things that a report counts apart.
    """
    return _spoken_words().sub(lambda found: _as_written(found.group(), whole), text)


def _as_written(said: str, whole: str) -> str:
    return next((word for word in (said, *_spoken()[said]) if word in whole), said)


def _any_word(words: list[str]) -> str:
    """Return a pattern for the longest of `words` (sorted), as a tree: each character is tried once."""
    branches = []
    for first, group in groupby((word for word in words if word), key=lambda word: word[0]):
        rests = [word[1:] for word in group]
        tail = _any_word([rest for rest in rests if rest])
        optional = "?" if "" in rests else ""
        branches.append(re.escape(first) + (f"(?:{tail}){optional}" if tail else ""))
    return "|".join(branches)


def canonicalise(text: str) -> str:
    """Rewrite `text` with the thesaurus's words; words that name nothing, and punctuation, become a space.

    The result is for comparing only: offsets do not survive.
    """
    pattern, table = _rewriting()
    return _MARKS.sub(" ", pattern.sub(lambda found: table[found[0]], text)).strip()
