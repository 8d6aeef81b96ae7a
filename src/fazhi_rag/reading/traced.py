"""A text that remembers where each of its characters stood in the file."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from fazhi_rag.types import OffsetMap, Span

Piece = tuple[int, int, int]
"""(offset in the text, offset in the file, length): the two run in step."""


@dataclass(frozen=True, slots=True)
class Traced:
    """A text under cleaning. It only ever loses characters or swaps one for one, so every one has a home."""

    text: str
    offsets: OffsetMap

    @classmethod
    def whole(cls, text: str) -> Traced:
        """Return `text` as it stands in the file."""
        return cls(text, OffsetMap((0,), (0,), (len(text),)))

    def drop(self, spans: Iterable[Span]) -> Traced:
        """Return the text without the characters in `spans` (any order, may overlap)."""
        kept = list(_kept(spans, len(self.text)))
        pieces = _cut(zip(self.offsets.clean, self.offsets.raw, self.offsets.length, strict=True), kept)
        clean, raw, length = zip(*pieces, strict=True) if pieces else ((), (), ())
        return Traced("".join(keep.of(self.text) for keep in kept), OffsetMap(clean, raw, length))

    def locate(self, raw: int) -> int:
        """Return the first offset of the text that stands at or after offset `raw` of the file."""
        piece = bisect_right(self.offsets.raw, raw) - 1
        if piece < 0:
            return 0
        return self.offsets.clean[piece] + min(raw - self.offsets.raw[piece], self.offsets.length[piece])

    def swap(self, changes: Mapping[int, str]) -> Traced:
        """Return the text with single characters replaced, by offset."""
        if not changes:
            return self
        characters = list(self.text)
        for offset, character in changes.items():
            characters[offset] = character
        return Traced("".join(characters), self.offsets)


def _kept(spans: Iterable[Span], length: int) -> Iterator[Span]:
    """Yield what lies between the spans, in order."""
    at = 0
    for span in sorted(spans):
        if span.start > at:
            yield Span(at, span.start)
        at = max(at, span.end)
    if at < length:
        yield Span(at, length)


def _cut(pieces: Iterable[Piece], kept: list[Span]) -> list[Piece]:
    """Intersect the pieces with the kept spans and number them anew."""
    cut: list[Piece] = []
    source = iter(pieces)
    clean, raw, length = next(source, (0, 0, 0))
    at = 0
    for keep in kept:
        start = keep.start
        while start < keep.end:
            while clean + length <= start:
                clean, raw, length = next(source)
            end = min(keep.end, clean + length)
            cut.append((at, raw + start - clean, end - start))
            at += end - start
            start = end
    return cut
