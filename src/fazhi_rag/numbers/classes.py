"""Noun classes: which nouns a measure word counts, told by how they end, and where such a noun stops."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files


@cache
def _endings() -> dict[str, tuple[str, ...]]:
    text = (files("fazhi_rag.numbers") / "data" / "classes.txt").read_text("utf-8")
    table: dict[str, tuple[str, ...]] = {}
    for line in text.splitlines():
        units, found, nouns = line.partition(":")
        if found and not line.startswith("#"):
            for unit in units.split():
                table[unit] = table.get(unit, ()) + tuple(nouns.split())
    return table


def endings(unit: str) -> tuple[str, ...]:
    """Return what the nouns of `unit` end in; "any" for those of no unit in particular."""
    return _endings().get(unit, ())


@cache
def _last_ending(unit: str) -> re.Pattern[str]:
    words = sorted(_endings()[unit], key=len, reverse=True)
    return re.compile(f".*(?:{'|'.join(map(re.escape, words))})(?:[（(][^）)]{{1,6}}[）)])?", re.DOTALL)


def is_classed(unit: str | None) -> bool:
    """Whether the unit says what kind of noun it counts: 名 does, 个 does not."""
    return unit is not None and unit in _endings()


def fits(unit: str | None, noun: str | None) -> bool:
    """Whether `noun` ends as a noun that `unit` counts does: 家 and 镇属企业, not 家 and 合规体检."""
    return bool(noun) and is_classed(unit) and (noun or "").rstrip("）)").endswith(_endings()[unit or ""])


def looks_nominal(word: str) -> bool:
    """Whether the word ends as nouns do, whatever counts it."""
    return word.endswith(_endings()["any"])


def noun_end(unit: str | None, phrase: str) -> int:
    """Return where the last noun of the unit's class stops in `phrase` (出版商|参展); 0 where none stands."""
    found = _last_ending(unit or "").match(phrase) if is_classed(unit) else None
    return found.end() if found else 0
