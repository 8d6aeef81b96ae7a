"""Word's automatic numbering as text: lists, levels, restarts and the counters behind 一、（一）1.

Source: ECMA-376 part 1 §17.9. Lists that share one abstract list share its counters; a start that a list sets
itself counts from its first paragraph on. A level passed over counts as begun, as in LibreOffice.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fazhi_rag.reading.numberformats import format_number
from fazhi_rag.reading.wordparts import MC, W, child, child_value, is_on, number_of
from fazhi_rag.reading.wordstyles import Styles

if TYPE_CHECKING:
    from lxml.etree import _Element

_PLACE = re.compile(r"%([1-9])")
_DEEPEST = 8
_SUFFIXES = {"tab": "\t", "space": " ", "nothing": ""}


@dataclass(frozen=True, slots=True)
class Level:
    """A level of a list; `text` holds %1 … %9 for the numbers of the levels."""

    start: int = 0
    format_: str = "decimal"
    text: str = ""
    suffix: str = "\t"
    legal: bool = False
    """All numbers are printed in Arabic digits."""
    restart: int | None = None
    """From 1: the deepest level that restarts this one; 0 for none, None for any above it."""
    style: str | None = None
    """The paragraph style that stands for this level."""
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class WordList:
    """What a numId refers to."""

    ident: str
    abstract: str
    """The abstract list whose counters it shares."""
    levels: dict[int, Level]
    starts: dict[int, int] = field(default_factory=dict)
    """Starts this list sets itself (startOverride)."""


class ListDefinitions:
    """The lists of a Word file."""

    def __init__(self, root: _Element | None, styles: Styles) -> None:
        self._styles = styles
        self._abstracts: dict[str, _Element] = {}
        self._nums: dict[str, _Element] = {}
        if root is not None:
            for abstract in root.iter(f"{W}abstractNum"):
                self._abstracts.setdefault(abstract.get(f"{W}abstractNumId", ""), abstract)
            for num in root.iter(f"{W}num"):
                self._nums.setdefault(num.get(f"{W}numId", ""), num)
        self._lists: dict[str, WordList | None] = {}

    def find(self, num_id: str | None) -> WordList | None:
        """Return the list of a numId; None for 0, which takes numbers away, and for one that is not there."""
        if num_id is None or num_id == "0":
            return None
        if num_id not in self._lists:
            self._lists[num_id] = self._read(num_id)
        return self._lists[num_id]

    def _read(self, num_id: str) -> WordList | None:
        num = self._nums.get(num_id)
        abstract = self._resolve(child_value(num, "abstractNumId"))
        if num is None or abstract is None:
            return None
        levels, starts = _levels(abstract), {}
        for override in num.iterfind(f"{W}lvlOverride"):
            at = number_of(override.get(f"{W}ilvl"))
            if at is None:
                continue
            levels |= _levels(override)
            start = number_of(child_value(override, "startOverride"))
            if start is not None:
                starts[at] = start
        return WordList(num_id, abstract.get(f"{W}abstractNumId", ""), levels, starts)

    def _resolve(self, ident: str | None) -> _Element | None:
        """Return the abstract list that holds the levels: numStyleLink leads to it through a list style."""
        seen: set[str] = set()
        while ident is not None and ident not in seen:
            seen.add(ident)
            abstract = self._abstracts.get(ident)
            link = child_value(abstract, "numStyleLink")
            if abstract is None or link is None:
                return abstract
            num_id, _, _ = self._styles.number_properties(link)
            ident = child_value(self._nums.get(num_id or ""), "abstractNumId")
        return None


class Counters:
    """The numbers reached so far. Text boxes and notes count for themselves."""

    def __init__(self) -> None:
        self._values: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()

    def number(self, list_: WordList, at: int) -> str:
        """Count a paragraph on level `at` (from 0) and return its number with what separates the text."""
        at = min(at, _DEEPEST)
        level = list_.levels.get(at)
        if level is None:
            return ""
        values = self._values.setdefault(list_.abstract, {})
        self._advance(list_, at, values)
        if level.hidden or level.format_ == "bullet":
            return ""
        text = _PLACE.sub(lambda found: _printed(list_, level, int(found[1]) - 1, at, values), level.text)
        return text + level.suffix if text else ""

    def _advance(self, list_: WordList, at: int, values: dict[int, int]) -> None:
        for above in range(at):
            if above in list_.levels:
                values.setdefault(above, _start(list_, above))
        begins = at in list_.starts and (list_.ident, at) not in self._begun
        self._begun.add((list_.ident, at))
        values[at] = _start(list_, at) if begins or at not in values else values[at] + 1
        for deeper in [deeper for deeper in values if deeper > at]:
            restart = list_.levels[deeper].restart if deeper in list_.levels else None
            if restart is None or restart > deeper or at < restart:
                del values[deeper]


def _start(list_: WordList, at: int) -> int:
    return list_.starts.get(at, list_.levels[at].start if at in list_.levels else 1)


def _printed(list_: WordList, level: Level, wanted: int, at: int, values: dict[int, int]) -> str:
    """Print the number of level `wanted` in the text of level `at`; the levels below it have none."""
    if wanted > at or wanted not in list_.levels:
        return ""
    format_ = list_.levels[wanted].format_
    if level.legal and format_ not in ("bullet", "none"):
        format_ = "decimal"
    return format_number(values[wanted], format_)


def _levels(holder: _Element) -> dict[int, Level]:
    levels: dict[int, Level] = {}
    for element in holder.iterfind(f"{W}lvl"):
        at = number_of(element.get(f"{W}ilvl"))
        if at is not None and at <= _DEEPEST:
            levels[at] = _level(element)
    return levels


def _level(element: _Element) -> Level:
    return Level(
        start=number_of(child_value(element, "start")) or 0,
        format_=_format(element),
        text=child_value(element, "lvlText") or "",
        suffix=_SUFFIXES.get(child_value(element, "suff") or "tab", "\t"),
        legal=bool(is_on(child(element, "isLgl"))),
        restart=number_of(child_value(element, "lvlRestart")),
        style=child_value(element, "pStyle"),
        hidden=bool(is_on(child(element, "rPr", "vanish"))),
    )


def _format(element: _Element) -> str:
    """Return the number format; a custom one stands in an alternative, behind it one every reader knows."""
    own = child_value(element, "numFmt")
    other = element.find(f"{MC}AlternateContent/{MC}Fallback/{W}numFmt")
    return own or (other.get(f"{W}val") if other is not None else None) or "decimal"
