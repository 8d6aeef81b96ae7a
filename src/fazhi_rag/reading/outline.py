"""Which marks are headings, on which level and under which parent: the series of numbers decide."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fazhi_rag.reading.headings import Mark, Style

_BRACKETS = {Style.CHINESE_BRACKET, Style.ARABIC_BRACKET}
_CHINESE = {Style.CHINESE, Style.CHINESE_BRACKET, Style.CHAPTER, Style.ARTICLE}
_HOLDERS = (Style.CHAPTER, Style.ARTICLE)
_LONGEST_HEADING = 80
_GAP = 2
"""How many numbers a series of 1. 2. 3. may skip."""


@dataclass(frozen=True, slots=True)
class Heading:
    """An accepted mark with its place in the tree; `parent` is an index into the accepted headings."""

    mark: Mark
    level: int
    parent: int | None


@dataclass(frozen=True, slots=True)
class _Open:
    index: int
    mark: Mark
    level: int
    nested: bool = False


class _Outline:
    """The open headings, outermost first, while the marks pass by in order."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._stack: list[_Open] = []
        self._closed: dict[Style, int] = {}
        self.headings: list[Heading] = []

    def offer(self, mark: Mark) -> None:
        """Add `mark` to the tree if it can be a heading."""
        if mark.style is Style.UNNUMBERED:
            self._open_under(self._below(mark.depth), mark, mark.depth)
        elif not self._may_stand(mark):
            return
        elif (sibling := self._continued(mark)) is not None:
            self._open_beside(sibling, mark)
        elif mark.certain and mark.ordinal == 1:
            self._begin(mark)
        elif mark.certain and mark.opens_line:
            self._resume(mark)

    def _may_stand(self, mark: Mark) -> bool:
        """A heading begins a line, or follows a sentence, or a heading that has no sentence after it yet."""
        if mark.opens_line:
            return True
        before = self._text[mark.start - 1]
        if before in "。！？；：;:" or (before in "”）)" and self._text[mark.start - 2] == "。"):
            return mark.style in _CHINESE or before in "。！？"
        return mark.style is Style.CHINESE_BRACKET and self._in_heading(mark)

    def _in_heading(self, mark: Mark) -> bool:
        if not self._stack:
            return False
        start = self._stack[-1].mark.end
        if mark.start - start > _LONGEST_HEADING:
            return False
        return not any(end in self._text[start : mark.start] for end in "。；\n")

    def _continued(self, mark: Mark) -> int | None:
        """Return the stack position of the heading that `mark` is the next sibling of.

        Word loses the style of a number in mid-series: （9） is followed by （十）, （1） by （二）.
        """
        last = range(len(self._stack) - 1, -1, -1)
        follows = [at for at in last if self._stack[at].mark.ordinal + 1 == mark.ordinal]
        same = next((at for at in follows if self._stack[at].mark.style is mark.style), None)
        if same is not None or mark.style not in _BRACKETS:
            return same
        return next((at for at in follows if self._stack[at].mark.style in _BRACKETS), None)

    def _begin(self, mark: Mark) -> None:
        """Open a series: below what is open, or again where its predecessor's series was left."""
        again = self._innermost(mark.style)
        if again is None:
            self._open_under(self._kept_above(mark), mark, self._usual_level(mark))
        elif self._is_nested(again, mark):
            self._open_under(len(self._stack), mark, self._stack[-1].level + 1, nested=True)
        elif mark.opens_line:
            self._open_beside(again, mark)

    def _resume(self, mark: Mark) -> None:
        """Take up a series whose numbers skip or repeat, or whose beginning was lost."""
        again = self._innermost(mark.style)
        if mark.style in _CHINESE:
            if again is not None:
                self._open_beside(again, mark)
            else:
                self._open_under(self._kept_above(mark), mark, self._usual_level(mark))
        elif again is not None and 0 <= mark.ordinal - self._stack[again].mark.ordinal <= _GAP:
            self._open_beside(again, mark)
        elif again is None and mark.ordinal == self._closed.get(mark.style, -1) + 1:
            self._open_under(self._below(mark.style.level), mark, self._usual_level(mark))

    def _is_nested(self, again: int, mark: Mark) -> bool:
        """Whether 一、 stands right under another 一、 heading and opens a series of its children."""
        parent = self._stack[-1]
        if again != len(self._stack) - 1 or parent.nested or not mark.opens_line:
            return False
        if mark.start - parent.mark.end > _LONGEST_HEADING:
            return False
        between = self._text[parent.mark.end : mark.start]
        return "\n" not in between.strip() and not between.rstrip().endswith("。")

    def _innermost(self, style: Style) -> int | None:
        return next(
            (at for at in range(len(self._stack) - 1, -1, -1) if self._stack[at].mark.style is style), None
        )

    def _below(self, level: int) -> int:
        """Return how much of the stack stays open above a heading of `level`."""
        return next((at for at, open_ in enumerate(self._stack) if open_.level >= level), len(self._stack))

    def _kept_above(self, mark: Mark) -> int:
        """Return how much of the stack stays open above a series that `mark` begins.

        What stands in a chapter or an article belongs to it, whatever its level would be elsewhere.
        """
        holders = [] if mark.style in _HOLDERS else [self._innermost(style) for style in _HOLDERS]
        return max([self._below(mark.style.level), *(at + 1 for at in holders if at is not None)])

    def _usual_level(self, mark: Mark) -> int:
        """Return the level of the style; （1） right under 一、 stands where （一） would."""
        if mark.style is Style.ARABIC_BRACKET and self._below(mark.style.level) == self._below(2):
            return 2
        return mark.style.level

    def _open_beside(self, sibling: int, mark: Mark) -> None:
        self._open_under(sibling, mark, self._stack[sibling].level, nested=self._stack[sibling].nested)

    def _open_under(self, keep: int, mark: Mark, level: int, *, nested: bool = False) -> None:
        for closed in self._stack[keep:]:
            self._closed[closed.mark.style] = closed.mark.ordinal
        del self._stack[keep:]
        parent = self._stack[-1] if self._stack else None
        level = max(level, parent.level + 1 if parent else 1)
        self._stack.append(_Open(len(self.headings), mark, level, nested))
        self.headings.append(Heading(mark, level, parent.index if parent else None))


def build_outline(text: str, marks: Iterable[Mark]) -> list[Heading]:
    """Return the headings among `marks` (in order of offset) as a tree, parents before children."""
    outline = _Outline(text)
    for mark in marks:
        outline.offer(mark)
    return outline.headings
