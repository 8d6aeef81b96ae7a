"""Each township with its own year: 石门镇2022年和白沙乡2023年 is two reports, not four."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby

from fazhi_rag.writing.asking.names import SUFFIX
from fazhi_rag.writing.asking.periods import year_spans

_JOINED = re.compile(r"[、和与及至到以年度\s]{0,3}")
_Said = tuple[int, str, tuple[int, ...]]
"""Where in the question, the township named there (or empty), the years named there (or none)."""


def pair_years(question: str, names: Iterable[str]) -> dict[str, frozenset[int]]:
    """Return the years of each township where each is named with its own; else nothing: all share them.

    Every township has its years right behind it, or every one right before it, or they alternate by twos.
    """
    said = sorted(
        [
            *((at, "", years) for at, years in _year_groups(question)),
            *((at, name, ()) for name in names for at in _places(name, question)),
        ]
    )
    if len({name for _, name, _ in said if name}) < 2 or len({years for *_, years in said if years}) < 2:
        return {}
    return _alternating(said) or _following(said) or _following(said[::-1])


def _year_groups(question: str) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Where years are named, those of one list together: 2022年、2023年."""
    start, end, group = 0, -1, tuple[int, ...]()
    for span, years in sorted(year_spans(question).items()):
        if group and _JOINED.fullmatch(question[end : span.start]):
            group += years
        else:
            if group:
                yield start, group
            start, group = span.start, years
        end = span.end
    if group:
        yield start, group


def _places(name: str, question: str) -> Iterator[int]:
    """Where a township is named, in full or by its stem."""
    wording = name if name in question else SUFFIX.sub("", name)
    return (match.start() for match in re.finditer(re.escape(wording), question))


def _alternating(said: list[_Said]) -> dict[str, frozenset[int]]:
    """2022年石门镇…，白沙乡2023年: two by two, one township and one year each."""
    paired = defaultdict[str, set[int]](set)
    for one, other in zip(said[::2], said[1::2], strict=False):
        if bool(one[1]) == bool(other[1]):
            return {}
        paired[one[1] or other[1]].update(one[2] or other[2])
    return {} if len(said) % 2 else {name: frozenset(years) for name, years in paired.items()}


def _following(said: list[_Said]) -> dict[str, frozenset[int]]:
    """石门镇2022年、2023年和白沙乡2023年: each township, then its years."""
    runs = [(named, list(run)) for named, run in groupby(said, key=lambda one: bool(one[1]))]
    kinds = [named for named, _ in runs]
    if len(kinds) % 2 or not kinds[0] or any(named and len(run) > 1 for named, run in runs):
        return {}
    paired = defaultdict[str, set[int]](set)
    for (_, towns), (_, times) in zip(runs[::2], runs[1::2], strict=True):
        for *_, years in times:
            paired[towns[0][1]].update(years)
    return {name: frozenset(years) for name, years in paired.items()}
