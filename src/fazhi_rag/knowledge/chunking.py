"""Cut a document into passages that are searched and quoted.

A passage is a section's own text, several short run-in items (一是…二是…) of one section together, or a part
of a long one. Boundaries stand between sections or after sentences, never inside a numeric mention and never
between an enumerator and what it enumerates.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from fazhi_rag.knowledge.ledger import nearest_topics
from fazhi_rag.types import Chunk, Document, DocumentKind, Kind, Mention, Section, Span

SHORTEST = 80
TARGET = 250
LONGEST = 400
"""Characters. Shorter passages say too little to be ranked, longer ones are slow to read as a quotation."""

RUN_IN_LEVEL = 9
MOST_TOPICS = 3

# Where a text may be cut, best first: after a sentence, after a clause, anywhere.
_CUTS = tuple(map(re.compile, (r"[。！？!?][”’」』）)]*|\n", r"[；;][”’」』）)]*", r"[，,、：:]", r".")))

_SENTENCE_END = re.compile(r"[。！？!?][”’」』）)]*$")

_BLANK_OR_PUNCTUATION = re.compile(r"[\s，,、：:．.]*")


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch that is not cut further, and the section it stands in."""

    span: Span
    section: Section | None
    usable: bool = True


def chunk_document(document: Document, mentions: Iterable[Mention]) -> tuple[Chunk, ...]:
    """Return the passages of a document in order, about 80 to 400 characters each.

    `document.text[chunk.span] == chunk.text`; together they hold every character that is not white space,
    and no two overlap. A policy is cut line by line, an article (with its list) a chunk.
    """
    forbidden = _forbidden(document.text, mentions)
    by_line = document.identity.kind is DocumentKind.POLICY
    pieces = [
        part
        for piece in _pieces(document, forbidden, by_line)
        for part in _cut(piece, document.text, forbidden)
    ]
    groups = _merge_tails(_group(pieces, document, by_line), document, by_line)
    return tuple(_chunk(index, group, document) for index, group in enumerate(groups))


def _forbidden(text: str, mentions: Iterable[Mention]) -> frozenset[int]:
    """Offsets where no boundary may fall."""
    offsets: set[int] = set()
    for mention in mentions:
        end = mention.span.end
        if mention.kind is Kind.ENUMERATOR:
            blank = _BLANK_OR_PUNCTUATION.match(text, end)
            end = blank.end() + 1 if blank else end + 1
        offsets.update(range(mention.span.start + 1, end))
    return frozenset(offsets)


def _pieces(document: Document, forbidden: frozenset[int], by_line: bool) -> Iterator[_Piece]:
    """Yield the text between one edge of a section (or, in a policy, line) and the next, blanks trimmed."""
    text = document.text
    starts = {0, *(edge for one in document.sections for edge in (one.span.start, one.span.end))}
    starts |= {edge for one in document.damaged for edge in (one.start, one.end)}
    if by_line:
        starts |= {match.end() for match in re.finditer(r"\n", text)}
    bounds = [*sorted(start for start in starts if start not in forbidden), len(text)]
    for start, end in pairwise(bounds):
        span = _trim(text, Span(start, end))
        if span:
            usable = not any(span.overlaps(one) for one in document.damaged)
            yield _Piece(span, document.section_at(span.start), usable)


def _trim(text: str, span: Span) -> Span | None:
    stretch = span.of(text)
    start = span.start + len(stretch) - len(stretch.lstrip())
    end = start + len(stretch.strip())
    return Span(start, end) if end > start else None


def _cut(piece: _Piece, text: str, forbidden: frozenset[int]) -> Iterator[_Piece]:
    """Yield a piece whole, or a long one in parts of about equal length, cut after sentences if possible."""
    start, end = piece.span.start, piece.span.end
    while end - start > LONGEST:
        parts = -(-(end - start) // TARGET)
        wanted = start + (end - start) // parts
        offset = _best_cut(text, Span(start, end), wanted, forbidden)
        if offset is None:
            break
        yield from _piece_at(piece, text, start, offset)
        start = offset
    yield from _piece_at(piece, text, start, end)


def _piece_at(piece: _Piece, text: str, start: int, end: int) -> Iterator[_Piece]:
    span = _trim(text, Span(start, end))
    if span:
        yield replace(piece, span=span)


def _best_cut(text: str, span: Span, wanted: int, forbidden: frozenset[int]) -> int | None:
    """Return the best kind of cut that keeps both parts a fair size, the nearest to `wanted` of its kind."""
    low, high = span.start + SHORTEST, min(span.start + LONGEST, span.end - SHORTEST)
    for pattern in _CUTS:
        ends = (match.end() for match in pattern.finditer(text, span.start, high))
        allowed = [offset for offset in ends if offset >= low and offset not in forbidden]
        if allowed:
            return min(allowed, key=lambda offset: abs(offset - wanted))
    return None


def _group(pieces: list[_Piece], document: Document, by_line: bool) -> list[list[_Piece]]:
    """Put pieces together that belong together and fit."""
    groups: list[list[_Piece]] = []
    for piece in pieces:
        if groups and _belongs(groups[-1], piece, document, by_line):
            groups[-1].append(piece)
        else:
            groups.append([piece])
    return groups


def _belongs(group: list[_Piece], piece: _Piece, document: Document, by_line: bool) -> bool:
    length = piece.span.end - group[0].span.start
    if piece.usable is not group[-1].usable:
        return False
    if all(_is_heading(member, document.text) for member in group):
        return length <= LONGEST + SHORTEST
    if length > LONGEST:
        return False
    if by_line:
        # A title, or an article that goes on in a list: 有下列情形之一的： （一）…；
        return not _SENTENCE_END.search(group[-1].span.of(document.text))
    size = group[-1].span.end - group[0].span.start
    if _headed(group[-1].section, document) == _headed(piece.section, document):
        return length <= TARGET or size < SHORTEST
    # A stub may lean on its next sibling, never on another chapter.
    return size < SHORTEST and length <= TARGET and _siblings(group[-1].section, piece.section, document)


def _merge_tails(groups: list[list[_Piece]], document: Document, by_line: bool) -> list[list[_Piece]]:
    """Give a short rest at the end of a section back to the passage before it."""
    merged: list[list[_Piece]] = []
    for group in groups:
        size = group[-1].span.end - group[0].span.start
        before = merged[-1] if merged else None
        if (
            before
            and not by_line
            and before[-1].usable is group[0].usable
            and size < SHORTEST
            and group[-1].span.end - before[0].span.start <= LONGEST
            and _headed(before[-1].section, document) == _headed(group[0].section, document)
        ):
            before.extend(group)
        else:
            merged.append(group)
    return merged


def _is_heading(piece: _Piece, text: str) -> bool:
    """Whether a piece is only its section's heading."""
    section = piece.section
    return section is not None and piece.span.of(text) == section.heading_span.of(text).strip()


def _headed(section: Section | None, document: Document) -> int | None:
    """Index of the numbered section a run-in item stands in; a numbered section's own."""
    while section and section.level >= RUN_IN_LEVEL and section.parent is not None:
        section = document.sections[section.parent]
    return section.index if section else None


def _siblings(one: Section | None, other: Section | None, document: Document) -> bool:
    first, second = _headed(one, document), _headed(other, document)
    if first is None or second is None:
        return False
    parents = document.sections[first].parent, document.sections[second].parent
    return parents[0] is not None and (parents[0] == parents[1] or parents[1] == first)


def _chunk(index: int, group: list[_Piece], document: Document) -> Chunk:
    span = Span(group[0].span.start, group[-1].span.end)
    # A heading that only leads to the next one goes with the passage but does not say where it stands.
    own = next((piece for piece in group if not _is_heading(piece, document.text)), group[0])
    told = Span(own.span.start, span.end)
    holding = [one for one in document.sections if one.span.contains(told)]
    section = holding[-1] if holding else None
    return Chunk(
        index=index,
        span=span,
        text=span.of(document.text),
        section=section.index if section else None,
        path=section.path if section else (),
        topics=_topics(group, document),
        part=section.part if section else None,
        usable=group[0].usable,
    )


def _topics(group: list[_Piece], document: Document) -> tuple[str, ...]:
    """Return up to three topics of the sections in a passage, those of the longest stretches first."""
    weights: dict[str, int] = {}
    for piece in group:
        for topic in nearest_topics(document, piece.section):
            weights[topic] = weights.get(topic, 0) + len(piece.span)
    return tuple(sorted(weights, key=lambda topic: -weights[topic])[:MOST_TOPICS])
