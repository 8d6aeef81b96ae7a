"""Whether a page of a PDF is set in two columns, and its reading order then. Runs in the worker."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

_MIDDLE = (0.3, 0.7)
"""Of the page: where the gutter between two columns may lie."""
_STEPS = 600
"""Of the page's width: about a point on A4; on a hostile page a mile wide no more."""
_CROSSED = 0.5
"""Of the pieces of a page: so many may run across the gutter (titles, tables, single-column parts)."""
_LEAST_LINES = 4
_NARROWEST = 8.0
"""Type sizes; columns of a table without rules are narrower as a rule."""
_ALIKE = 0.75
"""The narrower column's width in shares of the wider one's."""
_WIDEST_GUTTER = 6.0
"""Type sizes; cells of a table stand farther apart."""
_FULL, _FLUSH = 1.6, 0.7
"""Type sizes: how near the column's edges a line ends that goes on in the next one, which stands not in."""
_WRAPPED = 0.2
"""Of the lines of a column: so many go on in the next one, where paragraphs are short and headings many."""
_PIECES = 1.25
"""Pieces a line of a column may have on average: those of a table without rules have more."""
_OVERLAP = 0.5
"""Of the shorter column: how much of it must stand beside the other."""
_ALIGNED = 1.0
"""Type sizes by which columns of one document may move from page to page."""
_APART = 2.2
"""Times the distance of two lines: a single line farther than this from its column is a page number."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of print without a wide gap, or a row of a table; positions as in `pdf_layout.Line`."""

    left: float
    right: float
    baseline: float
    size: float
    print: Any
    """What it consists of; of no interest here."""
    is_row: bool = False


@dataclass(frozen=True, slots=True)
class Columns:
    """Where two columns stand: their left edges and the middle of the gutter."""

    first: float
    gutter: float
    second: float


def arrange(
    pieces: Sequence[Piece], *, width: float, known: Columns | None
) -> tuple[list[tuple[int, Piece]], Columns | None]:
    """Return the pieces in reading order, each with its column (1, 2; 0: neither), and the columns if any.

    `known` are the columns of the page before: where they go on, a page may end in a few lines.
    """
    ordered = sorted(pieces, key=lambda piece: (piece.baseline, piece.left))
    gutter = _find_gutter(ordered, width)
    for middle in ([gutter] if gutter else []) + ([known.gutter] if known else []):
        arranged: list[tuple[int, Piece]] = []
        found = None
        for zone in _zones(ordered, middle):
            columns = _columns(zone, middle, known)
            found = found or columns
            arranged += _in_columns(zone, middle) if columns else [(0, piece) for piece in zone]
        if found:
            return arranged, found
    return [(0, piece) for piece in ordered], None


def _find_gutter(pieces: Sequence[Piece], width: float) -> float | None:
    """Return the middle of the widest strip of the page that the fewest pieces cross; None if many do."""
    first, last = (int(width * share) for share in _MIDDLE)
    step = max(int(width / _STEPS), 1)
    places = range(first, last, step)
    crossed = [sum(piece.left < at < piece.right for piece in pieces) for at in places]
    least = min(crossed, default=0)
    if not pieces or least > _CROSSED * len(pieces):
        return None
    runs: list[tuple[int, int]] = []
    for at, count in zip(places, crossed, strict=True):
        if count == least:
            start = runs.pop()[0] if runs and runs[-1][1] == at - step else at
            runs.append((start, at))
    start, end = max(runs, key=lambda run: run[1] - run[0])
    return (start + end) / 2


def _zones(pieces: Iterable[Piece], gutter: float) -> Iterator[list[Piece]]:
    """Yield runs of pieces that cross the gutter, and runs that do not, from the top."""
    zone: list[Piece] = []
    for piece in pieces:
        if zone and _crosses(zone[-1], gutter) is not _crosses(piece, gutter):
            yield from _trimmed(zone, gutter)
            zone = []
        zone.append(piece)
    yield from _trimmed(zone, gutter)


def _crosses(piece: Piece, gutter: float) -> bool:
    return piece.left < gutter < piece.right


def _trimmed(zone: list[Piece], gutter: float) -> Iterator[list[Piece]]:
    """Yield a zone, a line that stands far above or below it (a page number at the margin) apart."""
    distances = sorted(_distances(zone))
    usual = distances[len(distances) // 2] if distances else 0.0
    if len(zone) > _LEAST_LINES and not _crosses(zone[0], gutter) and usual:
        top = 1 if zone[1].baseline - zone[0].baseline > _APART * usual else 0
        foot = len(zone) - (1 if zone[-1].baseline - zone[-2].baseline > _APART * usual else 0)
        yield from (part for part in (zone[:top], zone[top:foot], zone[foot:]) if part)
    elif zone:
        yield zone


def _distances(zone: Sequence[Piece]) -> Iterator[float]:
    """Yield the distances of the lines of the zone; lines side by side count as one."""
    at = zone[0].baseline if zone else 0.0
    for piece in zone:
        if piece.baseline - at > 0.5 * piece.size:
            yield piece.baseline - at
            at = piece.baseline


def _columns(zone: Sequence[Piece], gutter: float, known: Columns | None) -> Columns | None:
    """Return the columns of a zone; None where it is no text in two columns."""
    sides = [[piece for piece in zone if (piece.left > gutter) is second] for second in (False, True)]
    if any(_crosses(piece, gutter) for piece in zone):
        return None
    if known and all(
        _goes_on(side, left) for side, left in zip(sides, (known.first, known.second), strict=True)
    ):
        return known
    if all(sides) and all(_is_prose(side) for side in sides) and _side_by_side(*sides):
        return Columns(min(piece.left for piece in sides[0]), gutter, min(piece.left for piece in sides[1]))
    return None


def _goes_on(side: Sequence[Piece], left: float) -> bool:
    """Whether a column begins where that of the page before did; one that stays empty does."""
    return not side or abs(min(piece.left for piece in side) - left) <= _ALIGNED * _usual_size(side)


def _is_prose(side: Sequence[Piece]) -> bool:
    """Whether a column has the lines of running text: some, in one piece, that go on in the next one."""
    lines = len(list(_distances(side))) + 1
    left, right = _edges(side)
    size = _usual_size(side)
    wrapped = sum(
        right - one.right <= _FULL * size and two.left - left <= _FLUSH * size for one, two in pairwise(side)
    )
    return (
        lines >= _LEAST_LINES
        and right - left >= _NARROWEST * size
        and len(side) <= _PIECES * lines
        and wrapped >= max(2, _WRAPPED * lines)
        and not any(piece.is_row for piece in side)
    )


def _edges(side: Sequence[Piece]) -> tuple[float, float]:
    return min(piece.left for piece in side), max(piece.right for piece in side)


def _usual_size(side: Sequence[Piece]) -> float:
    return sorted(piece.size for piece in side)[len(side) // 2]


def _side_by_side(first: Sequence[Piece], second: Sequence[Piece]) -> bool:
    """Whether two columns are about as wide as each other, near each other and at one height."""
    (left, inner), (outer, right) = _edges(first), _edges(second)
    narrow, wide = sorted((inner - left, right - outer))
    if narrow < _ALIKE * wide or outer - inner > _WIDEST_GUTTER * _usual_size(first):
        return False
    tops, feet = zip(*((side[0].baseline, side[-1].baseline) for side in (first, second)), strict=True)
    shorter = min(foot - top for top, foot in zip(tops, feet, strict=True))
    return bool(min(feet) - max(tops) >= _OVERLAP * shorter)


def _in_columns(zone: Sequence[Piece], gutter: float) -> list[tuple[int, Piece]]:
    first = [(1, piece) for piece in zone if piece.left < gutter]
    return first + [(2, piece) for piece in zone if piece.left > gutter]
