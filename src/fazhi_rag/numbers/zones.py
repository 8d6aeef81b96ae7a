"""Cut a text into pieces, and give each piece to the number whose subject it can be.

A piece is a run of a clause without numbers. Between two numbers of one clause the text up to the first
、 和 及 belongs to the left one, the rest to the right one (调解点178个、工作站11个).
Source: the zones of docs/numbers.md §2, measured on public and township text.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from fazhi_rag.types import FACT_KINDS, Kind, Mention, Span

from .synonyms import canonicalise

BLOCKING = FACT_KINDS | {Kind.OTHER}
"""Kinds whose numbers part a clause into zones."""
_BLANK = frozenset(
    {Kind.YEAR, Kind.YEAR_RANGE, Kind.DATE, Kind.ENUMERATOR, Kind.PHONE, Kind.DOC_NUMBER, Kind.ARTICLE}
)
_JOINT = re.compile(r"[、；;/]|以及|和|及|（(?=[^（）]{1,6}$)")
_AMONG = re.compile(r"(?<=[^其年期程集])(?:当中|之中|里面|中|里)(?=\D)")
"""Ends what a number at the front of its clause counts: 19件行政处罚中轻微免罚7件."""
_TERSE = frozenset({"死", "亡", "伤"})
"""2死11伤: what headlines count people by stands right behind its number."""
_PIECE_LIMIT = 60


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text without numbers, and the mentions it belongs to (none: open to the whole clause)."""

    text: str
    sentence: int
    clause: int
    owners: tuple[int, ...]
    left: bool
    """Whether it stands left of its owner."""


@lru_cache(maxsize=16384)
def features(text: str) -> frozenset[str]:
    """Return the characters and character pairs of a text after the thesaurus, digits left out."""
    found: set[str] = set()
    for run in canonicalise(text).split():
        found.update(run)
        found.update(map("".join, itertools.pairwise(run)))
    return frozenset(item for item in found if not any(char.isdigit() for char in item))


def cut_pieces(
    text: str, mentions: Sequence[Mention], *, sentences: Sequence[Span], clauses: Sequence[Span]
) -> list[Piece]:
    """Return the pieces of a text in order. Dates, years and enumerators are blanked out of them."""
    blank = [m.span for m in mentions if m.kind in _BLANK or _is_every(m)]
    blocks = [(index, m.span) for index, m in enumerate(mentions) if m.kind in BLOCKING and not _is_every(m)]
    starts = [span.start for span in sentences]
    pieces: list[Piece] = []
    at_block = at_blank = 0
    for number, clause in enumerate(clauses):
        here: list[tuple[int, Span]] = []
        while at_block < len(blocks) and blocks[at_block][1].start < clause.end:
            if blocks[at_block][1].end > clause.start:
                here.append(blocks[at_block])
            at_block += 1
        holes: list[Span] = []
        while at_blank < len(blank) and blank[at_blank].start < clause.end:
            if blank[at_blank].end > clause.start:
                holes.append(blank[at_blank])
            at_blank += 1
        where = (max(bisect_right(starts, clause.start) - 1, 0), number)
        pieces += _cut_clause(_blanked(text, clause, holes), clause.start, here, where)
    return pieces


def _is_every(mention: Mention) -> bool:
    """Whether it is what another number is counted per (每月), and counts nothing itself."""
    return mention.kind is Kind.OTHER and mention.text.startswith("每")


def _blanked(text: str, clause: Span, holes: list[Span]) -> str:
    if not holes:
        return clause.of(text)
    parts, at = [], clause.start
    for hole in holes:
        start, end = max(hole.start, clause.start), min(hole.end, clause.end)
        parts += [text[at:start], " " * (end - start)]
        at = end
    return "".join([*parts, text[at : clause.end]])


def _cut_clause(
    clause: str, offset: int, here: list[tuple[int, Span]], where: tuple[int, int]
) -> list[Piece]:
    def piece(text: str, owners: tuple[int, ...], *, left: bool) -> list[Piece]:
        clipped = text[-_PIECE_LIMIT:] if left else text[:_PIECE_LIMIT]
        return [Piece(clipped, *where, owners, left)] if clipped.strip() else []

    if not here:
        return piece(clause, (), left=True)
    found: list[Piece] = []
    owned: set[int] = set()
    at, before = 0, None
    for position, (index, span) in enumerate(here):
        gap = clause[max(at, 0) : max(span.start - offset, 0)]
        if before is None:
            found += piece(gap, (index,), left=True)
        else:
            bare = before not in owned
            last = position == len(here) - 1 and not clause[span.end - offset :].strip()
            for text, owners, left in _share_gap(gap, (before, index), bare=bare, last=last):
                found += piece(text, owners, left=left)
        owned.update(owner for made in found[-2:] if features(made.text) for owner in made.owners)
        at, before = span.end - offset, index
    tail = clause[at:]
    bare = before not in owned
    joint = _JOINT.search(tail)
    end = joint.start() if joint and not bare else len(tail)
    if tail[:1] in _TERSE and not tail[1:2].isalpha():
        end = 1
    owners = (before,) if before is not None else ()
    return found + piece(tail[:end], owners, left=False) + piece(tail[end:], (), left=False)


def _share_gap(
    gap: str, between: tuple[int, int], *, bare: bool, last: bool
) -> list[tuple[str, tuple[int, ...], bool]]:
    """Split the text between two numbers: to the left number (False) and to the right one (True).

    `bare`: nothing stands before the left number; `last`: nothing follows the right one.
    """
    one, other = between
    if gap.strip() in _TERSE:
        return [(gap, (one,), False)]
    joint = _JOINT.search(gap) or (_AMONG.search(gap) if bare else None)
    if joint:
        return [(gap[: joint.start()], (one,), False), (gap[joint.end() :], (other,), True)]
    if bare and last:
        return [(gap, (one, other), True)]
    if bare:
        return [(gap, (one,), False)]
    # 23个村均配备1名顾问: what stands between counts for both, unless nothing is left to count by the right.
    return [(gap, (other,), True)] if last else [(gap, (one, other), True)]
