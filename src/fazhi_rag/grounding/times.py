"""Check dates slot by slot, years, and year ranges."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from itertools import product

from fazhi_rag.numbers.periods import Period, find_periods
from fazhi_rag.types import Kind, Mention, Status

from .aligned import Counterpart
from .names import Judged
from .prepared import PreparedSource
from .scope import Scope, split_township

_TO = re.compile(r"[-—–~～至到]{1,2}(?=\D*\d)(?![^至到—–~～]*-)")
_END = re.compile(r"(?:(\d{4})年)?(?:(\d{1,2})月份?)?(?:(\d{1,2})[日号])?")
_HALF_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")
_SLOT_NAMES = ("年", "月", "日")


@dataclass(frozen=True, slots=True)
class DateSlots:
    """A date as far as it is stated."""

    year: int | None
    month: int | None
    day: int | None

    @classmethod
    def read(cls, value: str) -> DateSlots | None:
        """Read 2023-01-31, 2021-11, 2022 or --12-04; None for anything else."""
        parts = (["", *value[2:].split("-")] if value.startswith("--") else value.split("-"))[:3]
        if any(part and not part.isdigit() for part in parts):
            return None
        numbers = [int(part) if part else None for part in parts] + [None, None]
        return cls(numbers[0], numbers[1], numbers[2])

    def slots(self) -> tuple[int | None, int | None, int | None]:
        """Return year, month and day."""
        return self.year, self.month, self.day


def judge_date(
    mention: Mention,
    sources: Sequence[PreparedSource],
    own: Scope,
    *,
    before: str = "",
    beside: Sequence[Counterpart] = (),
) -> Judged:
    """Return the verdict on a date: each slot it states must be the source's, or follow from its year.

    A stretch of months (截至11月底, 1—10月) is compared as such; `before` is the text that may open it. Where
    a source has the sentence, the date that stands in this place there (`beside`) decides.
    """
    ends = read_ends(mention)
    changed = _changed(mention, ends, sources, own, beside=beside)
    if changed:
        return Status.CONTRADICTED, (changed[0].evidence(changed[1]),), f"来源写的是{changed[1].text}"
    stretch = find_periods(before + mention.text)
    if stretch and _bounded(stretch[-1][1]) and has_period(stretch[-1][1], sources):
        return Status.SUPPORTED, (), ""
    best: tuple[int, PreparedSource, Mention, DateSlots] | None = None
    for source in sources:
        month: int | None = None
        for other in source.of_kind(Kind.DATE):
            if even(other.text) == even(mention.text):
                return Status.SUPPORTED, (source.evidence(other),), ""
            theirs = read_ends(other) if other.usable else ()
            if theirs and source.source.text[other.span.start - 2 : other.span.start] != "每月":
                theirs = _in_month(theirs, month)
                month = theirs[-1].month
            if ends and _all_stated(ends, theirs, own.year, source.source.year):
                return Status.SUPPORTED, (source.evidence(other),), ""
            for one, two in product(ends, theirs):
                same = sum(1 for a, b in zip(one.slots(), two.slots(), strict=True) if a and a == b)
                if same and (best is None or same > best[0]):
                    best = (same, source, other, two)
    if best:
        pairs = zip(_SLOT_NAMES, ends[0].slots(), best[3].slots(), strict=True)
        wrong = "、".join(name for name, one, two in pairs if one and two and one != two)
        note = f"来源写的是{best[2].text}" + (f"（{wrong}不符）" if wrong else "")
        return Status.CONTRADICTED, (best[1].evidence(best[2]),), note
    return Status.UNSUPPORTED, (), "来源中没有这个日期"


def _in_month(ends: tuple[DateSlots, ...], month: int | None) -> tuple[DateSlots, ...]:
    """Return dates with the month of the date before them where they tell a day alone (7月16日…，15日…)."""
    return tuple(replace(one, month=month) if one.month is None and one.day else one for one in ends)


def _bounded(period: Period) -> bool:
    return period.first < period.last and not period.window and not period.whole


def read_ends(mention: Mention) -> tuple[DateSlots, ...]:
    """Return the dates a mention states: one, or both ends of 4月26日至5月20日, in one year."""
    first = DateSlots.read(mention.value) if isinstance(mention.value, str) else None
    if first is None:
        return ()
    parts = _TO.split(mention.text)
    if len(parts) != 2:
        return (first,)
    found = _END.fullmatch(parts[1].strip().translate(_HALF_WIDTH))
    if not found or not any(found.groups()):
        return (first,)
    year, month, day = (int(part) if part else None for part in found.groups())
    return first, DateSlots(year or first.year, month or first.month, day)


def _all_stated(
    ends: Sequence[DateSlots], theirs: Sequence[DateSlots], draft_year: int | None, source_year: int | None
) -> bool:
    """Whether a source's date states every end of a draft's."""
    return all(any(_agree(one, two, draft_year, source_year) for two in theirs) for one in ends)


def _changed(
    mention: Mention,
    ends: Sequence[DateSlots],
    sources: Sequence[PreparedSource],
    own: Scope,
    *,
    beside: Sequence[Counterpart],
) -> tuple[PreparedSource, Mention] | None:
    """Return the date that stands in this one's place in a source, where it is another."""
    rival: tuple[PreparedSource, Mention] | None = None
    for other in beside:
        if other.source not in sources or other.mention.kind is not mention.kind or not other.mention.usable:
            continue
        theirs = read_ends(other.mention)
        if not theirs or len(theirs) != len(ends):
            return None
        if all(
            _agree(one, two, own.year, other.source.source.year)
            for one, two in zip(ends, theirs, strict=True)
        ):
            return None
        rival = rival or (other.source, other.mention)
    return rival


def has_period(period: Period, sources: Iterable[PreparedSource]) -> bool:
    """Whether a number of the sources is told of this very stretch of months."""
    return any((period.first, period.last) in _periods_of(source) for source in sources)


@lru_cache(maxsize=128)
def _periods_of(source: PreparedSource) -> frozenset[tuple[int, int]]:
    periods = (context.period for context in source.contexts)
    return frozenset((period.first, period.last) for period in periods if period and not period.whole)


def even(text: str) -> str:
    """Return a date's text without white space."""
    return "".join(text.split())


def _agree(draft: DateSlots, source: DateSlots, draft_year: int | None, source_year: int | None) -> bool:
    for mine, theirs, fallback in zip(draft.slots(), source.slots(), (source_year, None, None), strict=True):
        if mine is None:
            continue
        if theirs is None and fallback is None:
            # A source without the year leaves it open; one without the month or day does not state it.
            if fallback is None and mine == draft.year:
                continue
            return False
        if mine != (theirs if theirs is not None else fallback):
            return False
    year_differs = draft.year is None and source.year is not None and draft_year is not None
    return not (
        year_differs and source.year not in (draft_year, draft_year and draft_year + 1) and draft.day is None
    )


def judge_year(
    mention: Mention,
    sources: Sequence[PreparedSource],
    own: Scope,
    *,
    beside: Sequence[Counterpart] = (),
    planned: bool = False,
) -> Judged:
    """Return the verdict on a year: the report's own, or one that a source of its township states.

    The next one too where the sentence speaks of plans (`planned`): 四、2026年工作计划 in the report of 2025.

    Wrong all the same where a source has the sentence with another year in its place (`beside`).
    """
    year = int(mention.value) if isinstance(mention.value, Decimal) else None
    if year is None:
        return Status.SUPPORTED, (), ""
    ahead = planned and own.year is not None and year == own.year + 1
    other = None if ahead else _other_year(mention, own, beside)
    if other:
        return Status.CONTRADICTED, (other.source.evidence(other.mention),), f"来源写的是{other.mention.text}"
    if year == own.year or ahead:
        return Status.SUPPORTED, (), ""
    elsewhere: tuple[PreparedSource, Mention | None] | None = None
    for source in sources:
        place = _states(source, year)
        mine = _same_township(source, own)
        if mine and place:
            return Status.SUPPORTED, (source.evidence(place),), ""
        if mine and source.source.year == year:
            return Status.SUPPORTED, (), ""
        if not mine and (place or source.source.year == year):
            elsewhere = (source, place)
    if elsewhere:
        place = elsewhere[1]
        owner = elsewhere[0].source.township or "另一来源"
        return (
            Status.WRONG_SCOPE,
            (elsewhere[0].evidence(place),) if place else (),
            f"{year}年只见于{owner}的来源",
        )
    return Status.UNSUPPORTED, (), "来源中没有这一年"


def _other_year(mention: Mention, own: Scope, beside: Sequence[Counterpart]) -> Counterpart | None:
    """Return the year that sources of the township have in this place, if none has the draft's."""
    years = [
        other
        for other in beside
        if other.mention.kind is Kind.YEAR
        and isinstance(other.mention.value, Decimal)
        and _same_township(other.source, own)
        and other.source.source.year in (own.year, None)
    ]
    if not years or any(other.mention.value == mention.value for other in years):
        return None
    return years[0]


def _same_township(source: PreparedSource, own: Scope) -> bool:
    mine, theirs = split_township(own.township), split_township(source.source.township)
    return not mine or not theirs or mine == theirs


def _states(source: PreparedSource, year: int) -> Mention | None:
    for mention in source.of_kind(Kind.YEAR, Kind.DATE, Kind.YEAR_RANGE):
        if not mention.usable:
            continue
        if isinstance(mention.value, str) and mention.value[:4] == str(year):
            return mention
        values = mention.value if isinstance(mention.value, tuple) else (mention.value,)
        if year in values and (mention.kind is Kind.YEAR or source.source.year is None):
            return mention
    return None


def judge_year_range(
    mention: Mention, sources: Iterable[PreparedSource], beside: Sequence[Counterpart] = ()
) -> Judged:
    """Return the verdict on a range of years: both ends must be one source's range, or the one `beside`."""
    for place in beside:
        stands = place.mention
        changed = stands.kind is Kind.YEAR_RANGE and stands.value != mention.value
        if place.anchored and stands.usable and changed:
            return Status.CONTRADICTED, (place.source.evidence(stands),), f"来源写的是{stands.text}"
    near: tuple[PreparedSource, Mention] | None = None
    for source in sources:
        for other in source.of_kind(Kind.YEAR_RANGE):
            if other.value == mention.value:
                return Status.SUPPORTED, (source.evidence(other),), ""
            if isinstance(other.value, tuple) and isinstance(mention.value, tuple) and other.usable:
                near = (source, other) if set(other.value) & set(mention.value) or not near else near
    if near:
        return Status.CONTRADICTED, (near[0].evidence(near[1]),), f"来源写的是{near[1].text}"
    return Status.UNSUPPORTED, (), "来源中没有这个起止年份"
