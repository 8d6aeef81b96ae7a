"""Whose number is it, and of which year: the scope of a draft's claim and of a source's number."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from fazhi_rag.numbers.context import Context
from fazhi_rag.types import Source

_NOT_A_NAME = "我本全各该村乡城场集建每通由经向对在将使让为从与和同按据依到入驻个"
_NAMED_AT_START = re.compile(
    rf"(?:[县区市]|(?:^|[，。；：\n])(?=(?!\w全)[\u4e00-\u9fff]{{2,3}}[镇乡](?:20\d\d|人民政府|[全共主累公调化开发])))"
    rf"((?![{_NOT_A_NAME}])[\u4e00-\u9fff]{{2,3}}[镇乡])(?![\u4e00-\u9fff]*?[》”])"
)


_OPENING = 8


@dataclass(frozen=True, slots=True)
class Scope:
    """The township, county and year a text is about; None where it does not say."""

    township: str | None = None
    county: str | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """The scopes one number of a draft may lie in."""

    townships: frozenset[str]
    county: str | None
    years: frozenset[int]
    explicit: bool
    """Whether the text itself states the year, beside the number."""
    stated: int | None = None
    """The year the sentence states before the number, beside it or not."""
    changed_from: int | None = None
    """The year before, where the number is what a change starts from: what that year itself ended with."""


@lru_cache(maxsize=1024)
def split_township(name: str | None) -> str | None:
    """Return the bare name of a township: 云阳县渠马镇 gives 渠马镇."""
    if not name:
        return None
    return re.split(r"[县区市](?=[\u4e00-\u9fff]{2,})", name)[-1].removesuffix("人民政府") or name


@lru_cache(maxsize=256)
def _names_pattern(names: frozenset[str]) -> re.Pattern[str] | None:
    ordered = sorted(names, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, ordered))) if ordered else None


@dataclass(frozen=True, slots=True)
class TownshipReader:
    """Finds the townships a draft names, to tell whose number is meant where it speaks of another one."""

    text: str
    named: tuple[tuple[int, str], ...]
    """End offset and bare name, in order."""

    @classmethod
    def read(cls, text: str, sources: Iterable[Source], own: Scope) -> TownshipReader:
        """Find the sources' townships, and any other written out in full where a clause starts."""
        names = {split_township(source.township) for source in sources} | {split_township(own.township)}
        known = frozenset(name for name in names if name)
        pattern = _names_pattern(known)
        if pattern is None:
            return cls(text, ())
        found = {match.end(): match[0] for match in pattern.finditer(text)}
        for match in _NAMED_AT_START.finditer(text):
            found.setdefault(match.end(1), match[1])
        return cls(text, tuple(sorted(found.items())))

    def before(self, offset: int, start: int) -> tuple[int, str] | None:
        """Return the last name that ends between `start` and `offset`."""
        at = bisect_right(self.named, offset, key=lambda entry: entry[0]) - 1
        return self.named[at] if at >= 0 and self.named[at][0] > start else None

    def leads(self, end: int, sentence: int) -> bool:
        """Whether the name opens its sentence and is set off (静海镇：…), so that it governs all of it."""
        return end - sentence <= _OPENING and self.text[end : end + 1] in ("：", ":", "，", ",")


def claim_of(context: Context, own: Scope, reader: TownshipReader, *, bounds: tuple[int, int]) -> Claim:
    """Return the scopes a draft's number may lie in. `bounds`: start of its sentence and of its clause.

    What stands in the number's own clause decides; what stands earlier in the sentence only adds a reading,
    because merged sentences leave it there for other numbers.
    """
    sentence, clause = bounds
    mine = split_township(own.township)
    townships = {mine} if mine else set()
    county = own.county
    named = reader.before(context.mention.span.start, sentence)
    if named and named[1] != mine:
        leads = reader.leads(named[0], sentence)
        townships = {named[1]} if named[0] > clause or leads or not mine else townships | {named[1]}
        county = None
    stated = context.year.resolve(own.year) if context.year else None
    years = {own.year} if own.year is not None else set()
    near = bool(context.year and context.year.near)
    if stated is not None:
        years = {stated} if near else years | {stated}
    if context.slots.role == "before" and not (stated is not None and near and not context.slots.plan):
        # 从318次降到204次: what a change starts from may be the year before's.
        earlier = years | {year - 1 for year in years}
        last = None if context.slots.plan else min(earlier, default=None)
        return Claim(frozenset(townships), county, frozenset(earlier), explicit=False, changed_from=last)
    return Claim(frozenset(townships), county, frozenset(years), stated is not None and near, stated)


def covers(claim: Claim, source: Source) -> bool:
    """Whether a source is of the claim's township, county and year, as far as both say."""
    return _same_place(claim, source) and (
        not claim.years or source.year is None or source.year in claim.years
    )


def _same_place(claim: Claim, source: Source) -> bool:
    theirs = split_township(source.township)
    if claim.townships and theirs and theirs not in claim.townships:
        return False
    return not (claim.county and source.county and claim.county != source.county)


def lies_in(claim: Claim, context: Context, source: Source) -> bool:
    """Whether a source's number may stand for a claim: its township and year are the claim's, or unstated."""
    if not _same_place(claim, source):
        return False
    if context.slots.role == "before" and source.year is not None and source.year == claim.changed_from:
        return False
    stated = context.year.resolve(source.year) if context.year else None
    near = bool(context.year and context.year.near)
    if stated is None and source.year is not None and (context.slots.plan or context.slots.under_plan):
        stated = source.year + 1  # a report's plan is the next year's; whether it says so is another question
        return not claim.years or bool(claim.years & {source.year, stated})
    if stated is not None and claim.stated is not None and stated != claim.stated:
        return False
    alone = bool(context.year and context.year.alone)
    if source.year is None and not (claim.explicit and near and alone and stated is not None):
        return True
    years = {source.year} if source.year is not None else set()
    if stated is not None:
        years = {stated} if near else years | {stated}
    return not claim.years or not years or bool(claim.years & years)
