"""Say whether two measure words can count the same thing: 名 and 人 for people, never 人 and 人次."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from functools import cache, lru_cache
from importlib.resources import files

TIME_CLASSES = frozenset({"秒", "月"})
"""The classes (see `unit_class`) of units of time."""


class UnitMatch(Enum):
    """How a draft's measure word stands to a source's."""

    SAME = "same"
    """One unit, in one spelling or another."""
    COMPATIBLE = "compatible"
    """Two measure words of one noun."""
    UNSTATED = "unstated"
    """The draft gives no unit where the source has one."""
    APART = "apart"
    """Units of different things, or a unit the source does not give."""

    @property
    def ok(self) -> bool:
        """Whether a number with the one unit may stand for a number with the other."""
        return self is not UnitMatch.APART


@dataclass(frozen=True, slots=True)
class _Group:
    words: frozenset[str]
    loose: frozenset[str]
    nouns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Table:
    same: dict[str, str]
    scales: dict[str, tuple[str, Decimal]]
    groups: tuple[_Group, ...]
    apart: frozenset[frozenset[str]]


@cache
def _table() -> _Table:
    raw = json.loads((files("fazhi_rag.numbers") / "data" / "measures.json").read_text("utf-8"))
    same = {word: row[0] for row in raw["same"] for word in row}
    return _Table(
        same,
        {unit: (smaller, Decimal(factor)) for unit, (smaller, factor) in raw["scales"].items()},
        tuple(_Group(frozenset(g["words"]), frozenset(g["loose"]), tuple(g["nouns"])) for g in raw["groups"]),
        frozenset(frozenset(same.get(word, word) for word in pair) for pair in raw["apart"]),
    )


@lru_cache(4096)
def normalise_unit(unit: str | None) -> str | None:
    """Return the one spelling of a unit that stands for all: 平 and ㎡ give 平方米; unknown units stay."""
    if not unit:
        return None
    return _table().same.get(unit, unit)


@lru_cache(4096)
def scale_unit(unit: str | None) -> tuple[str | None, Decimal]:
    """Return the smallest unit that `unit` is a multiple of, and the factor: 公里 gives (毫米, 1000000)."""
    name, factor = normalise_unit(unit), Decimal(1)
    scales = _table().scales
    while name in scales:
        name, step = scales[name]
        factor *= step
    return name, factor


def match_units(draft: str | None, source: str | None, *, nouns: str = "") -> UnitMatch:
    """Compare a draft's measure word with a source's, for a number counting one of `nouns`.

    `nouns` is the text around either number. A draft without a unit is lenient; a source without one never
    supports a draft that has one. 个 counts what bears its own measure word in its name: 6个手术间.
    """
    match, counted = _match(draft, source)
    if match is None:
        match = UnitMatch.COMPATIBLE if any(noun in nouns for noun in counted) else UnitMatch.APART
    if match is UnitMatch.APART and "个" in (draft, source):
        other = (source if draft == "个" else draft) or "个"
        match = UnitMatch.COMPATIBLE if re.search(rf"[^\W\d]{re.escape(other)}", nouns) else match
    return match


@lru_cache(4096)
def _match(draft: str | None, source: str | None) -> tuple[UnitMatch | None, tuple[str, ...]]:
    """Return the match of two units; None with the nouns it depends on, where it depends on the noun."""
    one, other = scale_unit(draft)[0], scale_unit(source)[0]
    if one == other:
        return UnitMatch.SAME, ()
    if one is None:
        return UnitMatch.UNSTATED, ()
    if other is None or frozenset((one, other)) in _table().apart:
        return UnitMatch.APART, ()
    groups = _table().groups
    if any(one in group.words and other in group.words for group in groups):
        return UnitMatch.COMPATIBLE, ()
    nouns = [noun for group in groups if {one, other} <= group.words | group.loose for noun in group.nouns]
    return (None, tuple(nouns)) if nouns else (UnitMatch.APART, ())


@lru_cache(4096)
def unit_class(unit: str | None) -> str | None:
    """Return the class whose numbers compete for one claim: the first word of the unit's own group.

    Wildcards such as 个 are a class of their own.
    """
    name = scale_unit(unit)[0]
    for group in _table().groups:
        if name in group.words:
            return min(group.words)
    return name
