"""Lay a draft's sentence beside the source sentence it was made from, number by number.

Where most words around a number are kept, the number in the same position of the source is its counterpart:
the claim it was made from, whatever value either has. Restated sentences have no counterpart.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from fazhi_rag.numbers.synonyms import canonicalise
from fazhi_rag.types import FACT_KINDS, Kind, Mention

from .prepared import PreparedSource
from .scope import split_township

_AMOUNT, _TIME, _BREAK = "\ue000", "\ue001", "\ue002"
_NO_WORD = frozenset((_AMOUNT, _TIME, _BREAK))
_CLAUSE_END = re.compile(r"[，,；;：:。！？、]+")
_TIMES = frozenset({Kind.DATE, Kind.YEAR, Kind.YEAR_RANGE})
_LEFT, _RIGHT = 20, 12
"""Characters of words around a number that are compared."""
_LONGEST = 400
_WINDOW = 48
_CANDIDATES = 3
_SHARED = 0.35
"""Least share of a sentence's character pairs that a source sentence must have to be laid beside it."""
_KEPT = 0.7
"""Least share of the words around a number that must be kept for the two to be counterparts."""
_REST_KEPT = 0.9
"""The same for the rest of the sentence, where what the number counts is changed."""
_STRAY = 2
"""Characters that may differ besides: particles the thesaurus does not drop."""
_TELLING = 4
"""Least number of other words kept that make it the same sentence."""
_SHORTER = 0.8
_MARGIN = 3
_LEAST = 5
"""Least number of characters kept."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A sentence in the thesaurus's words, each of its numbers one private character."""

    text: str
    numbers: tuple[tuple[int, int], ...]
    """Position in the text, and index among the mentions, of each number."""
    words: int
    """Characters that are words."""


@dataclass(frozen=True, slots=True)
class Counterpart:
    """The number of a source that stands where a draft's number stands."""

    source: PreparedSource
    index: int
    """Among the source's mentions."""
    kept: float
    """Share of the words around it that are the draft's."""
    anchored: bool
    """Whether the words next to it, which say what it counts, are kept whole."""
    rest_kept: float
    """Share of the two sentences' other words that both have."""
    dropped: str
    added: str
    """The words next to it that are the source's alone, and the draft's alone."""

    @property
    def mention(self) -> Mention:
        """The mention itself."""
        return self.source.mentions[self.index]


def frame_of(text: PreparedSource, sentence: int) -> Frame:
    """Return the frame of a text's sentence; at most 400 characters of it are read."""
    span = text.sentences[sentence]
    stop = min(span.end, span.start + _LONGEST)
    parts: list[str] = []
    numbers: list[tuple[int, int]] = []
    at, length = span.start, 0
    own = split_township(text.source.township)
    first = bisect_left(text.mentions, span.start, key=lambda mention: mention.span.start)
    for index in range(first, len(text.mentions)):
        mention = text.mentions[index]
        if mention.span.start >= stop:
            break
        counted = mention.kind in FACT_KINDS or mention.kind is Kind.OTHER
        if not counted and mention.kind not in _TIMES and mention.kind is not Kind.ENUMERATOR:
            continue
        gap = _words(text.source.text[at : mention.span.start], own)
        parts.append(gap)
        length += len(gap)
        if mention.kind is not Kind.ENUMERATOR:
            numbers.append((length, index))
            parts.append(_AMOUNT if counted else _TIME)
            length += 1
        at = mention.span.end
    whole = "".join([*parts, _words(text.source.text[at:stop], own)])
    return Frame(whole, tuple(numbers), sum(1 for char in whole if char not in _NO_WORD))


def _words(text: str, township: str | None) -> str:
    """Return the words of a text, clause ends kept; the text's own township says nothing."""
    if township:
        text = text.replace(township, "")
    clauses = [canonicalise(part).replace(" ", "") for part in _CLAUSE_END.split(text)]
    return _BREAK.join(clauses)


@lru_cache(maxsize=128)
def _frames_of(source: PreparedSource) -> tuple[dict[int, Frame], dict[str, list[int]]]:
    """Return a source's sentences that have numbers, and where each character pair stands among them."""
    frames: dict[int, Frame] = {}
    postings: dict[str, list[int]] = {}
    for sentence in range(len(source.sentences)):
        frame = frame_of(source, sentence)
        if frame.numbers:
            frames[sentence] = frame
            for pair in _pairs(frame.text):
                postings.setdefault(pair, []).append(sentence)
    return frames, postings


def _pairs(text: str) -> set[str]:
    return {one + other for one, other in pairwise(text) if not {one, other} & _NO_WORD}


def find_counterparts(
    text: PreparedSource, sources: Sequence[PreparedSource]
) -> dict[int, list[Counterpart]]:
    """Return the counterparts of each number of a draft that has any, by mention index, best kept first."""
    found: dict[int, list[Counterpart]] = {}
    for sentence in range(len(text.sentences)):
        frame = frame_of(text, sentence)
        if not frame.numbers:
            continue
        pairs = _pairs(frame.text)
        for source in sources:
            frames, postings = _frames_of(source)
            votes: Counter[int] = Counter()
            for pair in pairs:
                votes.update(postings.get(pair, ())[:_WINDOW])
            for number, shared in votes.most_common(_CANDIDATES):
                if shared >= _SHARED * min(len(pairs), len(frames[number].text)):
                    for index, other in _lay_beside(frame, frames[number], source):
                        found.setdefault(index, []).append(other)
    for entries in found.values():
        entries.sort(key=lambda one: -one.kept)
    return found


def _lay_beside(frame: Frame, other: Frame, source: PreparedSource) -> Iterator[tuple[int, Counterpart]]:
    """Yield the draft's numbers with those of one source sentence that stand in their places."""
    partner = _partners(frame.text, other.text)
    theirs = dict(other.numbers)
    used = set(partner.values())
    held = sum(1 for at in partner if frame.text[at] not in _NO_WORD)
    if held < _LEAST:
        return
    for position, index in frame.numbers:
        there = partner.get(position)
        if there is None or there not in theirs:
            continue
        window = range(max(position - _LEFT, 0), min(position + _RIGHT + 1, len(frame.text)))
        words = [at for at in window if frame.text[at] not in _NO_WORD]
        kept = sum(1 for at in words if at in partner)
        mine, its = _around(frame.text, position), _around(other.text, there)
        rest = max(frame.words - len(mine), other.words - len(its))
        rest_held = held - sum(1 for at in mine if at in partner)
        rest_kept = max(rest_held, min(rest, rest_held + _STRAY)) / rest if rest_held >= _TELLING else 0.0
        if max(kept, rest_held) < _LEAST or (kept < _KEPT * len(words) and rest_kept < _REST_KEPT):
            continue
        yield (
            index,
            Counterpart(
                source,
                theirs[there],
                kept / len(words) if words else 0.0,
                _beside(frame.text, position) == _beside(other.text, there),
                rest_kept,
                "".join(other.text[at] for at in its if at not in used),
                "".join(frame.text[at] for at in mine if at not in partner),
            ),
        )


def _partners(text: str, other: str) -> dict[int, int]:
    """Return the position in the other text of each character of a text that is kept.

    A draft of one clause is laid beside the stretch most like it, not spread over the whole sentence.
    """
    whole = _equal(text, other, 0)
    if len(text) >= _SHORTER * len(other):
        return whole
    best = fuzz.partial_ratio_alignment(text, other)
    if best is None:
        return whole
    start = max(best.dest_start - _MARGIN, 0)
    near = _equal(text, other[start : best.dest_end + _MARGIN], start)
    return near if len(near) + _MARGIN >= len(whole) else whole


def _equal(text: str, other: str, offset: int) -> dict[int, int]:
    partner: dict[int, int] = {}
    for edit in Levenshtein.opcodes(text, other):
        if edit.tag == "equal":
            shift = edit.dest_start - edit.src_start + offset
            partner.update((at, at + shift) for at in range(edit.src_start, edit.src_end))
    return partner


def _own(text: str, position: int) -> range:
    """Return the positions of the words that say what a number counts: before it, or else behind it.

    They reach to the next number or clause end, and back over an end where nothing else stands.
    """
    before, behind = _run_before(text, position), range(position + 1, _next_number(text, position + 1))
    if before or behind:
        return before or behind
    stop = position
    while stop and text[stop - 1] == _BREAK:
        stop -= 1
    return _run_before(text, stop)


def _run_before(text: str, stop: int) -> range:
    start = stop
    while start and text[start - 1] not in _NO_WORD:
        start -= 1
    return range(start, stop)


def _around(text: str, position: int) -> list[int]:
    """Return the positions of the words before a number and of those behind it that no other number has."""
    own = list(_own(text, position))
    end = _next_number(text, position + 1)
    if own and own[0] < position and (end == len(text) or text[end] == _BREAK):
        own += range(position + 1, end)
    return own


def _beside(text: str, position: int) -> str:
    """Return the words that say what a number counts, those behind it too where few stand before it."""
    own = _own(text, position)
    before = text[own.start : own.stop] if own.start < position else ""
    if len(before) > 1:
        return before
    return before + _AMOUNT + text[position + 1 : _next_number(text, position + 1)]


def _next_number(text: str, start: int) -> int:
    return next((at for at in range(start, len(text)) if text[at] in _NO_WORD), len(text))
