"""From printed lines to paragraphs: what repeats on each page goes, what the margin broke is joined again."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

_DASH = r"[-\u2010-\u2015\u2212\u2500－·•~～]*"
_PAGE_NUMBER = re.compile(
    rf"{_DASH}(?P<bare>\d{{1,4}}){_DASH}"
    r"|第\d{1,4}页[,，/]?(?:共\d{1,4}页)?|共\d{1,4}页[,，/]?第\d{1,4}页"
    r"|(?P<of>\d{1,4})/\d{1,4}|[Pp](?:age|AGE)?\.?\d{1,4}(?:of\d{1,4})?"
    r"|https?://\S+?\d{1,3}/\d{1,3}"
)
_FIGURE = re.compile(r"[\d\W_]*")
_EDGE = 2
"""Lines at the top and at the bottom of a page among which furniture is looked for."""
_SAME_HEIGHT = 4.0
"""Points by which a running head may move from page to page."""
_HEADING = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}[、．.]|[（(](?:[一二三四五六七八九十]{1,3}|\d{1,2})[）)]"
    r"|\d{1,2}[.．、](?!\d)|第[一二三四五六七八九十]{1,3}(?:章|部分))"
)
_SENTENCE_END = tuple("。！？；：:;!?")
_INDENT = 1.2
"""Type sizes by which the first line of a paragraph stands in; two are usual."""
_UNBROKEN = re.compile(r"[“‘（《〈(]*(?:[\x21-\x7e]+|.)(?:[，。；：！？、）》〉”’％)]|(?<=[”’]).)*")
"""What no program tears apart at a margin: words, numbers, marks with their neighbours."""
_SLACK = 0.7
"""Type sizes by which a full line may stay short of what the next line opens with."""
_RAGGED = {True: 6.0, False: 2.2}
"""Type sizes by which a full line may stay short: where paragraphs stand in, where only this tells them."""
_NARROWEST = 0.6
"""Of the page: where no line reaches further, all of them end where their writer ended them."""
_LEADING = 1.45
"""Times the usual distance of two lines: more is the space between two paragraphs."""
_RESIZED = 1.5
"""Points by which the type of two paragraphs differs."""


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line, or a row of a table; positions in points from the left and the top of its page."""

    text: str
    left: float
    right: float
    baseline: float
    size: float
    is_row: bool = False
    column: int = 0
    """1 or 2 on a page in two columns; 0 for what stands in neither."""


@dataclass(frozen=True, slots=True)
class Page:
    """The lines of a page, as they are read, and counts of its characters."""

    lines: tuple[Line, ...]
    width: float = 0.0
    characters: int = 0
    turned: int = 0
    unreadable: int = 0
    scanned: bool = False

    @classmethod
    def from_json(cls, reply: Mapping[str, Any]) -> Page:
        """Build a page from what the worker sent.

        Raises:
            TypeError, ValueError, KeyError: where it is not what `pdf_pages` sends.
        """
        counts = {name: int(reply[name]) for name in ("characters", "turned", "unreadable")}
        lines = tuple(_line(line) for line in reply["lines"])
        return cls(lines, float(reply["width"]), **counts, scanned=bool(reply["scanned"]))


def _line(reply: Mapping[str, Any]) -> Line:
    left, right, baseline, size = (float(reply[name]) for name in ("left", "right", "baseline", "size"))
    text = re.sub(r"[\r\n]", " ", str(reply["text"]))
    return Line(text, left, right, baseline, size, is_row=bool(reply["is_row"]), column=int(reply["column"]))


def find_furniture(pages: list[Page]) -> set[int]:
    """Return the indexes, over all lines of all pages, of page numbers and running heads and feet."""
    edges = list(_edges(pages))
    return {index for _, index, _ in _page_numbers(edges)} | _running(edges, len(pages))


def _edges(pages: list[Page]) -> Iterator[tuple[int, int, Line]]:
    """Yield page, index and line of the outermost lines of each page; rows of tables are none."""
    offset = 0
    for number, page in enumerate(pages):
        plain = [at for at, line in enumerate(page.lines) if not line.is_row]
        for at in sorted({*plain[:_EDGE], *plain[-_EDGE:]}):
            yield number, offset + at, page.lines[at]
        offset += len(page.lines)


def _page_numbers(edges: list[tuple[int, int, Line]]) -> Iterator[tuple[int, int, Line]]:
    """Yield the page numbers. A number with nothing around it must count the pages."""
    bare: dict[int, list[tuple[int, int, Line]]] = defaultdict(list)
    for number, index, line in edges:
        text = line.text.replace(" ", "")
        found = _PAGE_NUMBER.fullmatch(text)
        if found and found["bare"] == text:
            bare[int(text) - number].append((number, index, line))
        elif found:
            yield number, index, line
    first = max(bare, key=lambda shift: (len(bare[shift]), shift == 1), default=0)
    if first == 1 or len(bare.get(first, ())) > 1:
        yield from bare[first]


def _running(edges: list[tuple[int, int, Line]], pages: int) -> set[int]:
    """Return the lines that stand, figures apart, at the same height of at least a third of the pages."""
    alike: dict[str, list[tuple[int, int, Line]]] = defaultdict(list)
    for number, index, line in edges:
        if not _FIGURE.fullmatch(line.text):
            alike[re.sub(r"\d+", "#", line.text.replace(" ", ""))].append((number, index, line))
    running: set[int] = set()
    for lines in alike.values():
        for _, _, model in lines[:_EDGE]:
            near = [entry for entry in lines if abs(entry[2].baseline - model.baseline) <= _SAME_HEIGHT]
            if len({number for number, _, _ in near}) >= max(2, pages / 3):
                running |= {index for _, index, _ in near}
    return running


def find_joins(lines: list[tuple[int, Line]], *, width: float) -> list[bool]:
    """Return for each line but the last whether the next one continues its paragraph.

    `lines` holds page and line. Margins are those of odd and of even pages, because bound pages mirror them,
    and of each column.
    """
    sides: dict[tuple[int, int], list[Line]] = defaultdict(list)
    for page, line in lines:
        sides[page % 2, line.column].append(line)
    margins = {side: _margins(found, 0.0 if side[1] else width) for side, found in sides.items()}
    placed = [_Placed(page, line, *margins[page % 2, line.column]) for page, line in lines]
    leading = _usual_leading(placed)
    indented = any(_opens_paragraph(one, two) for one, two in pairwise(placed))
    return [_continues(one, two, leading, indented) for one, two in pairwise(placed)]


@dataclass(frozen=True, slots=True)
class _Placed:
    """A line with the margins of its page."""

    page: int
    line: Line
    left: float
    right: float


def _margins(lines: list[Line], width: float) -> tuple[float, float]:
    """Return the left and right margin: the outermost edges, a tenth of the lines apart, which stick out."""
    prose = [line for line in lines if not line.is_row]
    if not prose:
        return 0.0, 0.0
    lefts = sorted(line.left for line in prose)
    rights = sorted((line.right for line in prose), reverse=True)
    apart = len(prose) // 10
    return lefts[apart], max(rights[apart], width * _NARROWEST)


def _usual_leading(placed: list[_Placed]) -> float:
    """Return the most frequent distance of two neighbouring lines of a page, in whole points."""
    distances = Counter(
        round(two.line.baseline - one.line.baseline)
        for one, two in pairwise(placed)
        if one.page == two.page and not (one.line.is_row or two.line.is_row)
    )
    return float(max(distances, key=lambda distance: distances[distance], default=0))


def _opens_paragraph(one: _Placed, two: _Placed) -> bool:
    """Whether a line stands in and the next one, for which it left no room, does not."""
    return _stands_in(one) and not _stands_in(two) and _is_full(one, two, ragged=_RAGGED[False])


def _is_full(one: _Placed, two: _Placed, *, ragged: float) -> bool:
    """Whether what opens the next line would not have fitted on this one, or nearly so."""
    found = _UNBROKEN.match(two.line.text)
    opening = sum(0.55 if character.isascii() else 1.0 for character in (found[0] if found else ""))
    return one.right - one.line.right <= max(opening + _SLACK, ragged) * one.line.size


def _stands_in(placed: _Placed) -> bool:
    return placed.line.left >= placed.left + _INDENT * placed.line.size


def _continues(one: _Placed, two: _Placed, leading: float, indented: bool) -> bool:
    if one.line.is_row or two.line.is_row or abs(one.line.size - two.line.size) > _RESIZED:
        return False
    if not _is_full(one, two, ragged=_RAGGED[indented]) or _stands_in(two):
        return False
    distance = two.line.baseline - one.line.baseline
    if one.page == two.page and leading and distance > _LEADING * leading:
        return False
    return indented or not (one.line.text.endswith(_SENTENCE_END) and _HEADING.match(two.line.text))
