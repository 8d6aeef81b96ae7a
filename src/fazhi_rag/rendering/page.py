"""What a renderer prints: the page, and its text cut into lines and pieces."""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections.abc import Iterator
from dataclasses import dataclass, replace

from fazhi_rag.rendering.charts import Chart
from fazhi_rag.types import Citation, Conflict, Finding, ReviewFinding, Span, Unit, Value

_LINE = re.compile(r"[^\n\r\v\f\x85\u2028\u2029]+")
_CITATION = re.compile(r"\[(\d{1,4})\]")
_NUMERAL = "一二三四五六七八九十百"
# Levels of GB/T 9704-2012 §7.3.3: 一、 （一） 1. （1）. Not a date (2023.3.15), not 3.5万元.
_LEVELS = (
    re.compile(rf"[{_NUMERAL}]{{1,3}}、"),
    re.compile(rf"[（(][{_NUMERAL}]{{1,3}}[）)]"),
    re.compile(r"\d{1,2}(?:[.．](?!\d)|、)"),
    re.compile(r"[（(]\d{1,2}[）)]"),
)
_LONGEST_HEADING = 50
"""Characters. The longest in five published reports has 33; a longer first sentence is text, not a title."""


@dataclass(frozen=True, slots=True)
class Page(Value):
    """A text with its verdicts. Spans are offsets into `text`; citations stand in it as [1]."""

    title: str
    text: str
    findings: tuple[Finding, ...]
    citations: tuple[Citation, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    blanks: tuple[Span, ...] = ()
    notes: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()
    """Facts that were given and do not stand in the text, as sentences."""
    remarks: tuple[ReviewFinding, ...] = ()
    """What a proof-read found; one without a span (something missing) is listed only."""
    charts: tuple[Chart, ...] = ()
    unit: Unit = Unit.LINE
    """What the places of the remarks count."""


@dataclass(frozen=True, slots=True)
class Piece(Value):
    """A stretch of one line: plain, or one of a number, a blank to fill in, a remark, a citation key."""

    text: str
    finding: int | None = None
    """Position in `Page.findings`."""
    blank: bool = False
    citation: int | None = None
    """Key of the citation."""
    remark: int | None = None
    """Position in `Page.remarks`."""


@dataclass(frozen=True, slots=True)
class Line(Value):
    """A paragraph without its indent. `heading` holds its number and title, `body` what follows."""

    level: int
    """1 for 一、, 2 for （一）, 3 for 1., 4 for （1）; 0 where the line has no heading."""
    heading: tuple[Piece, ...]
    body: tuple[Piece, ...]


def _wanted_marks(page: Page) -> Iterator[tuple[Span, Piece]]:
    """Yield what is to be marked, the most important first: it wins where two overlap."""
    for span in page.blanks:
        yield span, Piece("", blank=True)
    order = sorted(range(len(page.findings)), key=lambda i: page.findings[i].ok)
    for index in order:
        yield page.findings[index].span, Piece("", finding=index)
    for index, remark in enumerate(page.remarks):
        yield remark.span, Piece("", remark=index)
    keys = {citation.key for citation in page.citations}
    for match in _CITATION.finditer(page.text):
        if (key := int(match[1])) in keys:
            yield Span(*match.span()), Piece("", citation=key)


def _marks(page: Page) -> list[tuple[Span, Piece]]:
    """Return the marks that fit in the text, in order, none overlapping another."""
    spans: list[Span] = []
    pieces: dict[Span, Piece] = {}
    for span, piece in _wanted_marks(page):
        if not 0 <= span.start < span.end <= len(page.text):
            continue
        at = bisect_left(spans, span)
        if not any(other.overlaps(span) for other in spans[max(at - 1, 0) : at + 1]):
            insort(spans, span)
            pieces[span] = piece
    return [(span, pieces[span]) for span in spans]


def _cut(text: str, window: Span, marks: list[tuple[Span, Piece]]) -> tuple[Piece, ...]:
    """Cut `window` of the text at the marks, which may stick out of it."""
    pieces: list[Piece] = []
    at = window.start
    for span, piece in marks:
        start, end = max(span.start, window.start), min(span.end, window.end)
        if start >= end:
            continue
        pieces += [Piece(text[at:start]), replace(piece, text=text[start:end])]
        at = end
    pieces.append(Piece(text[at : window.end]))
    return tuple(piece for piece in pieces if piece.text)


def _heading(line: str) -> tuple[int, int]:
    """Return the level of a line and the length of its heading; (0, 0) where it has none."""
    for level, pattern in enumerate(_LEVELS, 1):
        if pattern.match(line):
            stop = re.search(r"[。：；]", line)
            end = stop.end() if stop else len(line)
            return (level, end) if end <= _LONGEST_HEADING else (0, 0)
    return 0, 0


def cut_lines(page: Page) -> tuple[Line, ...]:
    """Cut the text into lines of pieces; empty lines and indents are left out.

    Spans that are empty, out of range or overlap a more important one are passed over; a span that
    runs over a line break gives a piece on each line.
    """
    marks = _marks(page)
    ends = [span.end for span, _ in marks]
    starts = [span.start for span, _ in marks]
    lines = []
    for match in _LINE.finditer(page.text):
        text = match[0].strip()
        if not text:
            continue
        start = match.start() + match[0].index(text[0])
        end = start + len(text)
        inside = marks[bisect_left(ends, start + 1) : bisect_left(starts, end)]
        level, length = _heading(text)
        middle = start + length
        lines.append(
            Line(
                level,
                _cut(page.text, Span(start, middle), inside),
                _cut(page.text, Span(middle, end), inside),
            )
        )
    return tuple(lines)
