"""The townships a question names, among those the library holds: in full, or by their stem (渠马)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from fazhi_rag.knowledge import DocumentRecord
from fazhi_rag.types import Span
from fazhi_rag.writing.asking.content import MARK, known_spans

SUFFIX = re.compile(r"街道办事处|街道|民族乡|苏木|镇(?!长)|乡(?![村镇土亲贤里长])")
"""What a township's name ends in."""
_PLACE_END = re.compile(r"[省市县区州旗盟]$")
_YEAR_END = re.compile(r"(?<=\d)年")
"""Begins no word with what follows: 2021年青羊 is not 年青."""
_NO_PLACE_END = re.compile(r"(?:[该本全各我]|社|地|小|园|辖)[省市县区州旗盟]$")

Held = dict[str, list[DocumentRecord]]
"""Reports by a name: of a township, or the stem of several."""


def by_township(records: Iterable[DocumentRecord]) -> Held:
    """Return the records by the name of their township."""
    held: Held = defaultdict(list)
    for record in records:
        if record.identity.township:
            held[record.identity.township].append(record)
    return held


def match_held(question: str, held: Held) -> tuple[Held, Held, str]:
    """Find held names, in full before stems, longest first.

    Returns the records by name, those of each stem that several townships share (青羊镇, 青羊街道),
    and the question without the names.
    """
    matched, unclear, rest = Held(), Held(), question
    for name in sorted(held, key=len, reverse=True):
        if name in rest:
            full, rest = _match_full(name, held[name], rest)
            matched |= full
            rest = _without_stem(rest, stem_of(name)) if full else rest
    for stem in sorted(set(map(stem_of, held)) - set(held), key=len, reverse=True):
        at = next(bare_places(stem, rest), -1)
        if at >= 0 and (fitting := _fitting(rest[:at], [held[n] for n in held if stem_of(n) == stem])):
            before = min((before for before, _ in fitting), key=len)
            found = [record for left, records in fitting if left == before for record in records]
            names = {str(record.identity.township) for record in found}
            (matched if len(names) == 1 else unclear)[names.pop() if len(names) == 1 else stem] = found
            rest = _without_stem(before + MARK + rest[at + len(stem) :], stem)
    return matched, unclear, rest


def _match_full(name: str, records: list[DocumentRecord], rest: str) -> tuple[Held, str]:
    """Find each place a township's name stands at, with the county written there: 东山县太平镇和西川区太平镇.

    Where it is written without one too, that is the one named elsewhere.
    """
    placed, bare, start = Held(), Held(), 0
    while (at := rest.find(name, start)) >= 0:
        before, found = _take_place(rest[:at], records)
        start = at + len(name)
        if found:
            place = rest[len(before) : at]
            (placed if place else bare)[place + name] = found
            rest, start = before + MARK + rest[start:], len(before) + len(MARK)
    return placed or bare, rest


def _fitting(before: str, groups: Iterable[list[DocumentRecord]]) -> list[tuple[str, list[DocumentRecord]]]:
    """What is left of the text before a stem, with the records that the place names there fit."""
    return [(left, found) for left, found in (_take_place(before, group) for group in groups) if found]


def bare_places(stem: str, text: str) -> Iterator[int]:
    """Where a stem stands for a township: no other suffix behind it, no part of a longer word (平安建设)."""
    known = tuple(known_spans(_YEAR_END.sub(MARK, text))) if stem in text else ()
    for match in re.finditer(rf"{re.escape(stem)}(?!{SUFFIX.pattern}|[县区市州旗])", text):
        span = Span(*match.span())
        if not any(word.overlaps(span) and not span.contains(word) for word in known):
            yield span.start


def _without_stem(text: str, stem: str) -> str:
    for at in reversed(list(bare_places(stem, text))):
        text = text[:at] + MARK + text[at + len(stem) :]
    return text


def stem_of(name: str) -> str:
    """Return a township's name without what it ends in; the whole of a name of one character."""
    stem = SUFFIX.sub("", name)
    return stem if len(stem) >= 2 else name


def _take_place(before: str, found: list[DocumentRecord]) -> tuple[str, list[DocumentRecord]]:
    """Read the place names that stand right before a township's name, and keep the records they fit."""
    if before.endswith("的") and _PLACE_END.search(before[:-1]):
        before = before[:-1]  # 璧平县的三教街道
    named = [(len(place), record) for record in found if (place := _place_before(before, record))]
    if named:
        longest = max(length for length, _ in named)
        return before[:-longest], [record for length, record in named if length == longest]
    if _PLACE_END.search(before) and not _NO_PLACE_END.search(before):
        return before, []
    return before, found


def _place_before(before: str, record: DocumentRecord) -> str:
    """The record's own county, prefecture and province names (or their stems) at the end of `before`."""
    identity, rest = record.identity, before
    for name in (identity.county, identity.prefecture, identity.province):
        if name and rest.endswith(name):
            rest = rest[: -len(name)]
        elif name and len(name) > 2 and rest.endswith(name[:-1]):
            rest = rest[: 1 - len(name)]
    return before[len(rest) :]
