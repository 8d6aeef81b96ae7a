"""The text of a Word file in reading order: paragraphs, table rows, text boxes and notes, one a line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fazhi_rag.reading.numbering import Counters, ListDefinitions, WordList
from fazhi_rag.reading.wordparts import W, WordParts, child, child_value, is_on, number_of
from fazhi_rag.reading.wordruns import Box, Note, Piece, RunReader, chosen, is_placeholder
from fazhi_rag.reading.wordstyles import BODY_LEVEL, Styles

if TYPE_CHECKING:
    from lxml.etree import _Element

_NOTE = "注："
_GONE = ("del", "moveFrom")
_SKIPPED = frozenset(W + tag for tag in (*_GONE, "sdtPr", "sdtEndPr", "sectPr", "tcPr"))


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph or table row; `depth` is a heading's depth from 1, 0 for the title, None for body text."""

    text: str
    depth: int | None = None


@dataclass(slots=True)
class _Paragraph:
    """What is known of a paragraph while it is put together; `numbered` is its number as text."""

    pieces: list[Piece] = field(default_factory=list)
    number: str | None = None
    depth: int | None = None


def read_lines(parts: WordParts) -> list[Line]:
    """Return the text of the body, with its text boxes and notes.

    Raises:
        RecursionError: for tables or text boxes that are nested too deeply.
    """
    return _Story(_Word.of(parts), Counters()).lines(child(parts.document, "body"))


@dataclass(frozen=True, slots=True)
class _Word:
    """What the paragraphs of a file refer to."""

    styles: Styles
    lists: ListDefinitions
    contents: frozenset[_Element]
    """Paragraphs of a table of contents."""
    notes: dict[Note, _Element]

    @classmethod
    def of(cls, parts: WordParts) -> _Word:
        styles = Styles(parts.styles)
        notes = {
            Note(kind, note.get(f"{W}id", "")): note
            for kind, root in (("footnote", parts.footnotes), ("endnote", parts.endnotes))
            for note in (root.iter(f"{W}{kind}") if root is not None else ())
        }
        contents = frozenset(_contents(parts.document))
        return cls(styles, ListDefinitions(parts.numbering, styles), contents, notes)


class _Story:
    """A text that runs by itself: the body, a text box, a note."""

    def __init__(self, word: _Word, counters: Counters) -> None:
        self._word, self._counters = word, counters
        self._runs = RunReader(word.styles)

    def lines(self, container: _Element | None) -> list[Line]:
        """Return the paragraphs and table rows of a body, cell, text box or note in reading order."""
        lines: list[Line] = []
        carried = _Paragraph()
        for block in _blocks(container) if container is not None else ():
            is_table = block.tag == f"{W}tbl"
            if is_table or self._read(block, carried):
                lines += self._finish(carried)
                carried = _Paragraph()
            lines += self._table(block) if is_table else ()
        return lines + self._finish(carried)

    def _read(self, element: _Element, paragraph: _Paragraph) -> bool:
        """Add a paragraph to what was carried over, and return whether it ends here.

        One whose mark is deleted or hidden runs on into the next. It takes its number from the next one if
        deleted, keeps its own if hidden (Word's style separator), and does not count if nothing is left.
        """
        properties = child(element, "pPr")
        style = child_value(properties, "pStyle") or self._word.styles.default
        if element in self._word.contents or self._word.styles.name(style).startswith("toc "):
            return False
        pieces = self._runs.read(element, style=style)
        mark = child(properties, "rPr")
        deleted = mark is not None and any(child(mark, tag) is not None for tag in _GONE)
        hidden = not deleted and self._mark_is_hidden(mark, style)
        if (deleted or hidden) and not any(pieces):
            return False
        if paragraph.number is None and not deleted:
            paragraph.number = self._number(properties, style)
            paragraph.depth = self._depth(properties, style)
        paragraph.pieces += pieces
        return not (deleted or hidden)

    def _mark_is_hidden(self, mark: _Element | None, style: str | None) -> bool:
        direct = is_on(child(mark, "vanish"))
        return self._word.styles.hidden(style) if direct is None else direct

    def _number(self, properties: _Element | None, style: str | None) -> str:
        list_, level = self._list(properties, style)
        return self._counters.number(list_, level) if list_ else ""

    def _list(self, properties: _Element | None, style: str | None) -> tuple[WordList | None, int]:
        """Return the list and level of a paragraph: its own, else its style's."""
        direct = child(properties, "numPr")
        own, level = child_value(direct, "numId"), number_of(child_value(direct, "ilvl"))
        if own is not None:
            return self._word.lists.find(own), level or 0
        number, styled, styles = self._word.styles.number_properties(style)
        list_ = self._word.lists.find(number)
        if list_ is None or level is not None:
            return list_, level or 0
        linked = (at for ident in styles for at, row in list_.levels.items() if row.style == ident)
        return list_, next(linked, styled or 0)

    def _depth(self, properties: _Element | None, style: str | None) -> int | None:
        level = number_of(child_value(properties, "outlineLvl"))
        if level is None:
            level = self._word.styles.outline(style)
        if level is not None:
            return level + 1 if level < BODY_LEVEL else None
        return 0 if self._word.styles.name(style) == "title" else None

    def _finish(self, paragraph: _Paragraph) -> list[Line]:
        """Return the paragraph between the text boxes anchored before and after its text, then its notes."""
        text = "".join(piece for piece in paragraph.pieces if isinstance(piece, str))
        before: list[Line] = []
        after: list[Line] = []
        notes: list[Line] = []
        told = False
        for piece in paragraph.pieces:
            if isinstance(piece, str):
                told = told or bool(piece.strip())
            elif isinstance(piece, Box):
                (after if told else before).extend(_Story(self._word, Counters()).lines(piece.content))
            else:
                notes += self._note(piece)
        line = Line(((paragraph.number or "") + text).strip("\n"), paragraph.depth if text.strip() else None)
        return [*before, *([line] if line.text.strip() else []), *after, *notes]

    def _note(self, note: Note) -> list[Line]:
        """Return a note where it is referred to first; notes refer to no notes."""
        element = self._word.notes.pop(note, None)
        if element is None:
            return []
        told = " ".join(line.text.strip() for line in _Story(self._word, Counters()).lines(element))
        return [Line(_NOTE + told)] if told else []

    def _table(self, table: _Element) -> Iterator[Line]:
        """Yield each row as a line of its cells; where only one says anything, as that cell's own lines."""
        for row in _within(table, f"{W}tr"):
            if child(row, "trPr", "del") is not None:
                continue
            cells = [self.lines(cell) for cell in _within(row, f"{W}tc") if not _is_dropped(cell)]
            filled = [lines for lines in cells if lines]
            if len(filled) > 1:
                yield Line(
                    "\t".join(" ".join(" ".join(line.text.split()) for line in lines) for lines in cells)
                )
            else:
                yield from (filled[0] if filled else ())


def _blocks(container: _Element) -> Iterator[_Element]:
    """Yield the paragraphs and tables of a container, whatever is wrapped around them."""
    for element in chosen(container):
        if element.tag in (f"{W}p", f"{W}tbl"):
            yield element
        elif element.tag not in _SKIPPED and not is_placeholder(element):
            yield from _blocks(element)


def _within(parent: _Element, tag: str) -> Iterator[_Element]:
    """Yield the rows of a table or cells of a row, whatever is wrapped around them."""
    for element in parent:
        if element.tag == tag:
            yield element
        elif element.tag not in _SKIPPED and element.tag not in (f"{W}tr", f"{W}tc", f"{W}p"):
            yield from _within(element, tag)


def _is_dropped(cell: _Element) -> bool:
    """Whether a cell was deleted, or continues the one above it."""
    properties = child(cell, "tcPr")
    merged = child(properties, "vMerge")
    continues = merged is not None and merged.get(f"{W}val", "continue") == "continue"
    return continues or child(properties, "cellDel") is not None


def _contents(document: _Element) -> Iterator[_Element]:
    """Yield the paragraphs of tables of contents made by a field; one without an end is not believed."""
    fields: list[tuple[list[str], int]] = []
    passed: list[_Element] = []
    for element in document.iter(f"{W}p", f"{W}fldChar", f"{W}instrText"):
        kind = element.get(f"{W}fldCharType")
        if element.tag == f"{W}p":
            passed.append(element)
        elif element.tag == f"{W}instrText" and fields:
            fields[-1][0].append(element.text or "")
        elif kind == "begin":
            fields.append(([], max(len(passed) - 1, 0)))
        elif kind == "end" and fields:
            code, start = fields.pop()
            if "".join(code).split()[:1] == ["TOC"]:
                # The field ends in the paragraph after the last entry, which may be one of the text.
                yield from passed[start : max(len(passed) - 1, start + 1)]
