"""Find stretches that texts share: winnowed character n-grams in an inverted index.

Numerals, punctuation, formula phrases, 《titles》 and the township's own names are set aside before, so that
only wording that is somebody's own is compared. Any shared stretch of `GUARANTEED` characters is found.
Source: winnowing, Schleimer, Wilkerson, Aiken (2003).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from fazhi_rag.reviewing.formulas import shared_phrases
from fazhi_rag.types import Span

_LENGTH = 10
"""Characters of an n-gram."""
_WINDOW = 8
GUARANTEED = _LENGTH + _WINDOW - 1
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_FIRST_HAN, _LAST_HAN = 0x3400, 0x9FFF
_NUMERALS = np.array([ord(numeral) for numeral in "〇零一二三四五六七八九十百千万亿两"], np.uint32)
_TITLE = re.compile(r"《[^《》\n]{2,80}》")
_COMMON_AT_LEAST, _COMMON_SHARE = 20, 0.02
"""An n-gram that stands in more texts than both is everybody's: formula that no table lists."""
_MOST_PLACES = 50_000
"""Places of one text's n-grams that are looked at, which keeps a hostile text within bounds."""
_MOST_STRETCHES = 60
"""Copied stretches that are told of."""

Codes = NDArray[np.uint16]
Offsets = NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Own:
    """What of a text is its own wording: the characters, and where each stands."""

    codes: Codes
    offsets: Offsets

    def span(self, start: int, end: int) -> Span:
        """Return the stretch of the text that the own characters `start` to `end` come from."""
        return Span(int(self.offsets[start]), int(self.offsets[end - 1]) + 1)


@dataclass(frozen=True, slots=True)
class Shared:
    """A stretch of own characters that a text shares with an indexed one."""

    text: int
    """Position of the indexed text."""
    here: tuple[int, int]
    there: int
    """First character there, counted like `here`."""

    @property
    def length(self) -> int:
        """Own characters shared."""
        return self.here[1] - self.here[0]


def own_wording(text: str, *, names: Iterable[str | None] = (), aside: Iterable[Span] = ()) -> Own:
    """Return the Chinese characters of `text` without formula, titles, `names` and `aside`."""
    raw = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32)
    keep = (raw >= _FIRST_HAN) & (raw <= _LAST_HAN)
    keep &= ~np.isin(raw, _NUMERALS)
    patterns = [_TITLE, shared_phrases()]
    known = sorted({name for name in names if name and len(name) > 1}, key=len, reverse=True)
    if known:
        patterns.append(re.compile("|".join(map(re.escape, known))))
    for pattern in patterns:
        for found in pattern.finditer(text):
            keep[found.start() : found.end()] = False
    for span in aside:
        keep[span.start : span.end] = False
    offsets = np.flatnonzero(keep)
    return Own(raw[offsets].astype(np.uint16), offsets.astype(np.int32))


def _fingerprints(codes: Codes) -> tuple[NDArray[np.uint64], Offsets]:
    """Return the winnowed hashes of the n-grams and where each begins."""
    count = len(codes) - _LENGTH + 1
    if count < 1:
        return np.empty(0, np.uint64), np.empty(0, np.int32)
    hashes = np.zeros(count, np.uint64)
    wide = codes.astype(np.uint64)
    for at in range(_LENGTH):
        hashes = hashes * _MULTIPLIER + wide[at : at + count]
    hashes ^= hashes >> np.uint64(29)
    hashes *= _MULTIPLIER
    width = min(_WINDOW, count)
    windows = sliding_window_view(hashes, width)
    chosen = np.unique(windows.argmin(axis=1) + np.arange(len(windows)))
    return hashes[chosen], chosen.astype(np.int32)


@dataclass(frozen=True, slots=True, eq=False)
class ShingleIndex:
    """Own wording of many texts, to be looked up. `starts` has one more entry than there are texts."""

    hashes: NDArray[np.uint64]
    """Sorted."""
    places: NDArray[np.int64]
    """Positions in `codes`."""
    codes: Codes
    starts: NDArray[np.int64]

    @classmethod
    def of(cls, texts: Iterable[Own]) -> ShingleIndex:
        """Index texts in their order."""
        hashes, places, codes, starts = [], [], [], [0]
        for own in texts:
            found, at = _fingerprints(own.codes)
            hashes.append(found)
            places.append(at.astype(np.int64) + starts[-1])
            codes.append(own.codes)
            starts.append(starts[-1] + len(own.codes))
        if not hashes:
            return cls(
                np.empty(0, np.uint64), np.empty(0, np.int64), np.empty(0, np.uint16), np.zeros(1, np.int64)
            )
        joined = np.concatenate(hashes)
        order = np.argsort(joined, kind="stable")
        return cls(
            joined[order], np.concatenate(places)[order], np.concatenate(codes), np.array(starts, np.int64)
        )

    def shared_with(self, own: Own, *, least: int, leave_out: Collection[int] = ()) -> list[Shared]:
        """Return the longest stretches of at least `least` characters, each place of `own` at most once.

        They stand in order of the text; where there are more than a reader can use, the longest are kept.
        """
        found: list[Shared] = []
        left_out = frozenset(leave_out)
        reached: dict[tuple[int, int], int] = {}
        for here, place in self._places(own):
            text = int(np.searchsorted(self.starts, place, side="right")) - 1
            diagonal = (text, place - here)
            if text in left_out or reached.get(diagonal, -1) >= here:
                continue
            shared = self._extend(own.codes, here, place, text)
            reached[diagonal] = shared.here[1]
            if shared.length >= least:
                found.append(shared)
        return _apart(found, least)

    def _places(self, own: Own) -> Iterator[tuple[int, int]]:
        """Yield (offset here, place in `codes`) of the n-grams that are not everybody's."""
        wanted, offsets = _fingerprints(own.codes)
        low = np.searchsorted(self.hashes, wanted, side="left")
        high = np.searchsorted(self.hashes, wanted, side="right")
        common = max(_COMMON_AT_LEAST, _COMMON_SHARE * (len(self.starts) - 1))
        seen = 0
        for at, start, end in zip(offsets.tolist(), low.tolist(), high.tolist(), strict=True):
            if start < end <= start + common:
                for place in self.places[start:end].tolist():
                    yield at, place
                seen += end - start
                if seen > _MOST_PLACES:
                    return

    def _extend(self, codes: Codes, here: int, place: int, text: int) -> Shared:
        first, last = int(self.starts[text]), int(self.starts[text + 1])
        forward = _agreeing(codes[here:], self.codes[place:last])
        back = _agreeing(codes[:here][::-1], self.codes[first:place][::-1])
        return Shared(text, (here - back, here + forward), place - back - first)


def _agreeing(one: Codes, other: Codes) -> int:
    """Return how many characters the two have in common at their beginning."""
    size, step = min(len(one), len(other)), 64
    done = 0
    while done < size:
        end = min(done + step, size)
        differ = np.flatnonzero(one[done:end] != other[done:end])
        if len(differ):
            return done + int(differ[0])
        done, step = end, step * 2
    return size


def _apart(found: list[Shared], least: int) -> list[Shared]:
    """Give each place to the longest stretch over it; of the others stays what is long enough without it."""
    kept: list[Shared] = []
    for one in sorted(found, key=lambda shared: (-shared.length, shared.here, shared.text)):
        left = _uncovered(one, [other.here for other in kept])
        if left.length >= least:
            kept.append(left)
        if len(kept) == _MOST_STRETCHES:
            break
    return sorted(kept, key=lambda shared: shared.here)


def _uncovered(one: Shared, taken: list[tuple[int, int]]) -> Shared:
    """Return the longest part of a stretch that none of the places `taken` covers."""
    at, best = one.here[0], (one.here[0], one.here[0])
    for start, end in [*sorted(taken), (one.here[1], one.here[1])]:
        free = (at, min(max(start, at), one.here[1]))
        best = max(best, free, key=lambda part: part[1] - part[0])
        at = max(at, end)
    return Shared(one.text, best, one.there + best[0] - one.here[0])
