"""Which year a number is told of: calendar years and 去年, 今年, read left to right."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from fazhi_rag.types import Kind, Mention, Span

_TITLE = re.compile(r"《[^《》\n]{1,80}》")
_YEAR_WORD = re.compile(
    r"(?<![较比同与和于由从])(去年|上一?年度?|前年|今年|本年度?|当年|明年|下一年度?|来年)"
)
_BASE_YEAR = re.compile(r"(?<=[较比由从])(去年|上一?年度?)(?=(?:同期)?(?:[^\W\d]{0,3}的)?[0-9０-９])")
"""较上年的62件, 从上年的62件增至70件: the number that follows, and it alone, is last year's."""
_BASE_IN_FRONT = re.compile(
    r"(?<=[与同和])(去年|上一?年度?)(?=(?:同期|[上下]半年)?[^\W\d]{0,4}[0-9０-９]+[^\W\d]{1,3}(?:相比|比较))"
)
"""与上年立案52起相比."""
_BASE_REACH = 4
_COMPARED = re.compile("[较比由从]$")
_BASE_NUMBER = re.compile(r"年?度?(?:同期|底|末)?(?:[^\W\d]{0,3}的)[0-9０-９]")
_SOME_YEARS = re.compile("[前后][两三四五]年|次年|其余年份")
"""后两年分别为…: years of a range that the numbers alone do not tell."""
_YEAR_SHIFT = {"去": -1, "上": -1, "前": -2, "今": 0, "本": 0, "当": 0, "明": 1, "下": 1, "来": 1}


@dataclass(frozen=True, slots=True)
class StatedYear:
    """A year the text states for a number: a calendar year, or a shift (去年: -1) from the report's year."""

    year: int | None = None
    shift: int | None = None
    near: bool = True
    """Stated in the number's own clause; else earlier in the sentence, where it may belong to others."""
    base: bool = False
    """The year of a comparison's base, which holds for the next number only."""
    alone: bool = True
    """Whether its sentence states no other year, which might as well be the number's."""

    def resolve(self, report_year: int | None) -> int | None:
        """Return the calendar year, given the year of the report it stands in."""
        if self.year is not None:
            return self.year
        return report_year + self.shift if report_year is not None and self.shift is not None else None


def find_stated_years(
    text: str, mentions: Sequence[Mention], sentences: Sequence[Span]
) -> list[list[tuple[int, StatedYear]]]:
    """Return the years each sentence states, with the offset where each ends.

    Years inside 《titles》 and in comparisons (较上年) are no one's scope.
    """
    stated: list[list[tuple[int, StatedYear]]] = [[] for _ in sentences]
    if not stated:
        return []

    def sentence_at(offset: int) -> int:
        return max(bisect_right(sentences, offset, key=lambda one: one.start) - 1, 0)

    titles = [(found.start(), found.end()) for found in _TITLE.finditer(text)]
    for mention in mentions:
        year = _calendar_year(mention)
        if year is None or _inside(titles, mention.span.start):
            continue
        compared = _COMPARED.search(text, max(mention.span.start - 1, 0), mention.span.start)
        base = bool(compared and _BASE_NUMBER.match(text, mention.span.end - 1))
        if base or not (compared and compared[0] in "较比"):
            stated[sentence_at(mention.span.start)].append((mention.span.end, StatedYear(year, base=base)))
    for found in _SOME_YEARS.finditer(text):
        stated[sentence_at(found.start())].append((found.end(), StatedYear()))
    for found in _YEAR_WORD.finditer(text):
        stated[sentence_at(found.start())].append((found.end(), StatedYear(None, _YEAR_SHIFT[found[1][0]])))
    for found in (*_BASE_YEAR.finditer(text), *_BASE_IN_FRONT.finditer(text)):
        entry = (found.end(), StatedYear(None, _YEAR_SHIFT[found[1][0]], base=True))
        stated[sentence_at(found.start())].append(entry)
    for entries in stated:
        entries.sort(key=lambda entry: entry[0])
        if len({(year.year, year.shift) for _, year in entries}) > 1:
            entries[:] = [(end, replace(year, alone=False)) for end, year in entries]
    return stated


def _inside(ranges: list[tuple[int, int]], offset: int) -> bool:
    at = bisect_right(ranges, offset, key=lambda one: one[0]) - 1
    return at >= 0 and offset < ranges[at][1]


def _calendar_year(mention: Mention) -> int | None:
    if mention.kind is Kind.YEAR and isinstance(mention.value, Decimal) and 1900 <= mention.value <= 2100:
        return int(mention.value)
    if (
        mention.kind is Kind.DATE
        and isinstance(mention.value, str)
        and mention.text[:2] in ("19", "20", "二〇", "二○")
    ):
        head = mention.value[:4]
        return int(head) if head.isdigit() else None
    return None


def year_before(entries: list[tuple[int, StatedYear]], offset: int, clause_start: int) -> StatedYear | None:
    """Return the last year stated before `offset`; not `near` if it stands before the number's clause."""
    at = bisect_right(entries, offset, key=lambda entry: entry[0]) - 1
    while at >= 0 and entries[at][1].base and offset - entries[at][0] > _BASE_REACH:
        at -= 1
    if at < 0:
        return None
    end, year = entries[at]
    # A clause that is hardly more than the year itself (2021年，…) is an adverbial of the next one.
    return year if end >= clause_start - 3 else replace(year, near=False)
