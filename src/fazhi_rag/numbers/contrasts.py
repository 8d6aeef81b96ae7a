"""Read which of several kinds a number is told of: 门诊 and 急诊, 拦网 and 扣球 never share one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

Kinds = dict[int, dict[str, str]]
"""Of each row that a text names: its values, with the word that names them."""


@dataclass(frozen=True, slots=True)
class _Lexicon:
    pattern: re.Pattern[str]
    places: dict[str, tuple[tuple[int, str], ...]]
    """Row and value of each word; one word may stand in several rows."""
    told: frozenset[int]
    """Rows whose words are always said of the number they belong to."""


@cache
def _lexicon() -> _Lexicon:
    text = (files("fazhi_rag.numbers") / "data" / "contrasts.txt").read_text("utf-8")
    places: dict[str, tuple[tuple[int, str], ...]] = {}
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    for row, line in enumerate(lines):
        for value in line.removeprefix("+").split("|"):
            spellings = [word.strip() for word in value.split("/")]
            for word in spellings:
                places[word] = (*places.get(word, ()), (row, spellings[0]))
    words = sorted(places, key=len, reverse=True)
    told = frozenset(row for row, line in enumerate(lines) if line.startswith("+"))
    return _Lexicon(re.compile("|".join(map(re.escape, words))), places, told)


def is_told(row: int) -> bool:
    """Whether a number that lacks the words of a row, beside one that has one, is not told of it (环比)."""
    return row in _lexicon().told


@lru_cache(maxsize=8192)
def _read(text: str) -> tuple[tuple[int, str, str], ...]:
    lexicon = _lexicon()
    return tuple(
        (row, value, found[0])
        for found in lexicon.pattern.finditer(text)
        for row, value in lexicon.places[found[0]]
    )


def read_kinds(text: str) -> Kinds:
    """Return the kinds that a text names, by row of data/contrasts.txt."""
    kinds: Kinds = {}
    for row, value, word in _read(text):
        kinds.setdefault(row, {})[value] = word
    return kinds


def other_kind(draft: str, source: str) -> tuple[str, str] | None:
    """Return the two words by which the subjects of two numbers are of different kinds, if they are."""
    theirs = read_kinds(source)
    for row, values in read_kinds(draft).items() if theirs else ():
        if row in theirs and not values.keys() & theirs[row].keys():
            return next(iter(values.values())), next(iter(theirs[row].values()))
    return None
