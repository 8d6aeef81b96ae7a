"""Run-in items: 一是…二是…, 一要…, 首先…其次…最后, 一方面…另一方面, 第一，…, ①."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from fazhi_rag.reading.numerals import parse_ordinal
from fazhi_rag.types import Span

_N = "[一二三四五六七八九十]{1,2}"
_ITEM = re.compile(
    # Most characters open no item: this tells before nine alternatives are tried.
    r"(?=[一二三四五六七八九十是第其首再然最另①-⑳])(?:"
    rf"(?P<shi>{_N})是"
    r"|(?P<lost>是)(?=[\u4e00-\u9fff])"
    rf"|(?P<yao>{_N})要"
    rf"|第(?P<di>{_N})(?=[，,、：:是])"
    rf"|其(?P<qi>{_N})(?=[，,、：:是])"
    r"|(?P<order>首先|其次|再次|然后|最后)"
    r"|(?P<side>一方面|另一方面)"
    r"|(?P<circle>[①-⑳])"
    r"|(?P<bare>[三四五六七八九十])(?=[\u4e00-\u9fff])"
    r"(?![一二三四五六七八九十百千万余多几年月日个项次大级会农位中届类批种方条名人支期]"
    r"|[场户家份件处来者重区权严实公元分化镇乡村]))"
)
_STRONG = frozenset("。；;：:！？\n")
_WEAK = frozenset("，,”）)")
_ORDER = {"首先": 1, "其次": 2, "再次": 3, "然后": 3, "最后": 4, "一方面": 1, "另一方面": 2}
_LOOK_AHEAD = 2000
"""Characters within which a bare 三 must not be followed by a proper 三是; longer than any real section."""


@dataclass(frozen=True, slots=True)
class Item:
    """One item: `span` to its end, `number` the mark in front."""

    span: Span
    number: Span


@dataclass(frozen=True, slots=True)
class _Mark:
    span: Span
    family: str
    ordinal: int


def find_items(text: str, region: Span) -> list[Item]:
    """Return the items in `region` of `text`, in order.

    A lone 一是 is no item, nor is an item inside an item; 一是…二是… goes before every other series.
    """
    series = list(_series(text, region))
    items = _disjoint(text, [marks for marks in series if marks[0].family == "shi"], region, [])
    others = [marks for marks in series if marks[0].family != "shi"]
    return sorted(items + _disjoint(text, others, region, items), key=lambda item: item.span)


def _disjoint(text: str, series: list[list[_Mark]], region: Span, taken: list[Item]) -> list[Item]:
    """Return the items of those series, from the left, that touch neither each other nor a `taken` item."""
    items: list[Item] = []
    reach = region.start
    for marks in sorted(series, key=lambda marks: marks[0].span.start):
        start = marks[0].span.start
        follows = bisect_right(taken, start, key=lambda item: item.span.start)
        if start < reach or (follows and taken[follows - 1].span.end > start):
            continue
        spread = _spread(text, marks, region)
        if follows == len(taken) or spread[-1].span.end <= taken[follows].span.start:
            items += spread
            reach = spread[-1].span.end
    return items


def _series(text: str, region: Span) -> Iterator[list[_Mark]]:
    """Yield the runs of at least two marks of one family whose ordinals follow each other."""
    families: dict[str, list[_Mark]] = {}
    for mark in _marks(text, region):
        family = "shi" if mark.family in ("bare", "lost") else mark.family
        current = families.setdefault(family, [])
        if mark.family == "lost" and current:
            continue
        if mark.family == "bare" and not _stands_for_lost(text, mark, current, region):
            continue
        if current and _continues(current[-1], mark):
            current.append(mark)
        elif mark.ordinal == 1:
            yield from _complete(current)
            families[family] = [mark]
    for current in families.values():
        yield from _complete(current)


def _complete(marks: list[_Mark]) -> Iterator[list[_Mark]]:
    if len(marks) > 1:
        yield marks


def _marks(text: str, region: Span) -> Iterator[_Mark]:
    for found in _ITEM.finditer(text, region.start, region.end):
        before = text[found.start() - 1] if found.start() > region.start else "\n"
        family = str(found.lastgroup)
        if family == "lost" and before not in "。\n":
            continue
        if before in _STRONG or (before in _WEAK and family != "bare"):
            yield _Mark(Span(*found.span()), family, _ordinal(family, found[family]))


def _ordinal(family: str, number: str) -> int:
    if family == "lost":
        return 1
    if family == "circle":
        return ord(number) - ord("①") + 1
    try:
        return _ORDER.get(number) or parse_ordinal(number)
    except ValueError:
        return 0


def _continues(last: _Mark, mark: _Mark) -> bool:
    if mark.family == "order":
        return mark.ordinal > last.ordinal or mark.ordinal == last.ordinal == 3
    return mark.ordinal == last.ordinal + 1


def _stands_for_lost(text: str, mark: _Mark, series: list[_Mark], region: Span) -> bool:
    """Whether a bare 三 continues 一是…二是… because its 是 was lost."""
    if len(series) < 2 or mark.ordinal != series[-1].ordinal + 1:
        return False
    proper = text[mark.span.start : mark.span.end] + "是"
    return text.find(proper, mark.span.end, min(region.end, mark.span.end + _LOOK_AHEAD)) < 0


def _spread(text: str, series: list[_Mark], region: Span) -> list[Item]:
    """Give each mark its text: up to the next mark, the last one up to the end of its paragraph.

    Where the others hold several paragraphs, so does the last.
    """
    starts = [mark.span.start for mark in series]
    spans = [Span(start, _trimmed(text, start, end)) for start, end in pairwise(starts)]
    end = text.find("\n", starts[-1], region.end)
    if end < 0 or any("\n" in span.of(text) for span in spans):
        end = region.end
    spans.append(Span(starts[-1], _trimmed(text, starts[-1], end)))
    return [Item(span, mark.span) for span, mark in zip(spans, series, strict=True)]


def _trimmed(text: str, start: int, end: int) -> int:
    return start + len(text[start:end].rstrip())
