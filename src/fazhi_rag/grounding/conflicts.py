"""Find what contradicts itself inside one text: no source is needed to doubt it.

Two values for one claim; a percentage its own parts do not give; a part greater than its whole; 100% of
none; one figure told of two periods; a heading's year that does not fit the report's; shares no township
can have. Only claims whose subjects agree both ways are compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache, lru_cache
from itertools import pairwise

from fazhi_rag.numbers.bounds import Precision, compare_precision
from fazhi_rag.numbers.context import Context
from fazhi_rag.numbers.slots import conflicting_slot, slot_words
from fazhi_rag.numbers.zones import features
from fazhi_rag.types import FACT_KINDS, Approx, Conflict, ConflictKind, Kind, Source

from .messages import describe
from .prepared import PreparedSource, read_source

_SAME_CLAIM = 0.65
"""Least share of the longer subject's characters that the shorter one has, for one claim."""
_SAME_WORDS = 0.8
"""The same where the two are counted in different units (798件 and 195次)."""
_LEAST_CHARACTERS = 4
_EVENTS = frozenset({"件", "回"})
"""Unit classes in which one event is counted now this way, now that way."""
_HUNDRED = Decimal(100)
_FEW_PERCENT = 5
_OWN_RATE = re.compile(r"占|(?:成功|化解|办结|调处|整改|完成|办复|答复|采纳)的?率")
_TOTAL = re.compile(r"合|共|总|累计")
_TITLE_YEAR = re.compile(r"(20\d\d)\s*年度?[^\n。]{0,12}法治政府")
_MATTERS = ("信访", "投诉", "纠纷", "建议", "提案", "复议", "隐患", "积案", "考试", "培训")
_VILLAGE = re.compile(r"\w{1,3}(?:村|社区)(?=[^民级居（规])")
_HEADING_YEAR = re.compile(r"(?m)^\s*[一二三四五六七八九十]{1,3}、\s*(20\d\d)年[^\n。]{0,40}")


def find_conflicts(text: str) -> tuple[Conflict, ...]:
    """Return the contradictions of a text with itself, in order of the text.

    A conflict has two places, or one where a single statement cannot be right.
    """
    return conflicts_of(read_source(Source(text)))


@lru_cache(maxsize=128)
def conflicts_of(source: PreparedSource) -> tuple[Conflict, ...]:
    """Return the contradictions inside a source."""
    found = [
        *_two_values(source),
        *_parts_and_shares(source),
        *_all_of_none(source),
        *_wrong_years(source),
        *_implausible(source),
    ]
    return tuple(sorted(found, key=lambda conflict: conflict.places[0].span))


def _two_values(source: PreparedSource) -> Iterator[Conflict]:
    readings = {one.index: _readings(one) for one in source.contexts if _comparable(source, one)}
    for one in source.contexts:
        mine = readings.get(one.index)
        if mine is None or len(mine[0]) < _LEAST_CHARACTERS:
            continue
        for other in source.sharing(item for item in one.credit if len(item) > 1 and one.credit[item] >= 0.8):
            theirs = readings.get(other.index)
            if theirs and other.index > one.index and other.sentence != one.sentence:
                told = _disagreement(one, other, _agreement(mine, theirs))
                if told:
                    places = (source.evidence(one.mention), source.evidence(other.mention))
                    yield Conflict(describe(one), places, told[1], told[0])


def _comparable(source: PreparedSource, context: Context) -> bool:
    mention = context.mention
    return (
        mention.usable
        and mention.kind in FACT_KINDS
        and not context.slots.under_plan
        and not context.slots.part
        # A part (化解其中310宗) takes its subject over from a whole: it is not told of the same thing.
        and "其中" not in source.clauses[context.clause].of(source.source.text)
    )


@cache
def _generic() -> frozenset[str]:
    return features("、".join(slot_words()["generic"]))


def _subject(context: Context) -> frozenset[str]:
    """Return the characters of what is counted, own and inherited, less generic words."""
    told = (item for item, credit in context.credit.items() if credit >= 0.8 and len(item) == 1)
    return frozenset(told) - _generic()


def _readings(context: Context) -> list[frozenset[str]]:
    """Return the subject, and the subject without what is joined to it last (排查纠纷、不稳定因素)."""
    subject = _subject(context)
    joined = re.split(r"[、和及与]|以及", context.own)
    if len(joined) < 2 or len(joined[0]) < _LEAST_CHARACTERS:
        return [subject]
    first = subject & features(joined[0])
    return [subject, first] if len(first) >= _LEAST_CHARACTERS else [subject]


def _agreement(ones: list[frozenset[str]], others: list[frozenset[str]]) -> float:
    return max(len(one & other) / max(len(one), len(other), 1) for one in ones for other in others)


def _disagreement(one: Context, other: Context, agreement: float) -> tuple[ConflictKind, str] | None:
    """Return what is wrong between two numbers whose subjects agree that far; None if nothing."""
    same_units = one.unit_class == other.unit_class and one.mention.kind is other.mention.kind
    if agreement < (_SAME_CLAIM if same_units else _SAME_WORDS) or conflicting_slot(one.slots, other.slots):
        return None
    if one.slots.plan != other.slots.plan or _year(one) != _year(other) or _places(one) != _places(other):
        return None
    if not same_units and not {one.unit_class, other.unit_class} <= _EVENTS:
        return None
    texts = f"{one.mention.text}和{other.mention.text}"
    verdicts = {compare_precision(one.amount, other.amount), compare_precision(other.amount, one.amount)}
    if verdicts == {Precision.OTHER}:
        same_months = _months(one) == _months(other)
        return (ConflictKind.TWO_VALUES, f"同一事项有两个数：{texts}") if same_months else None
    if one.period and other.period and _months(one) != _months(other):
        return ConflictKind.TWO_PERIODS, f"同一个数用在两个时段：{texts}"
    if same_units and one.mention.approx is other.mention.approx is not Approx.EXACT:
        return ConflictKind.REPEATED, f"同一说法出现两处，请核对是否重复：{texts}"
    return None


def _year(context: Context) -> int | None:
    """Return the year a number is told of: a calendar year, or a shift from the report's, 0 if unstated."""
    return (context.year.year or context.year.shift) if context.year else 0


def _months(context: Context) -> tuple[int, int]:
    return (context.period.first, context.period.last) if context.period else (1, 12)


def _places(context: Context) -> frozenset[str]:
    """Return the villages and communities a number is told of."""
    return frozenset(_VILLAGE.findall(context.own)) - {"全村", "各村", "每村"}


def _parts_and_shares(source: PreparedSource) -> Iterator[Conflict]:
    for one, other in pairwise(source.contexts):
        if one.sentence != other.sentence or one.unit_class != other.unit_class:
            continue
        done = (one.slots.outcome, other.slots.outcome) == ("tried", "done") and not _TOTAL.search(other.own)
        related = other.whole == one.index or done
        if not related or one.value is None or other.value is None or one.mention.kind is not Kind.QUANTITY:
            continue
        if other.value > one.value:
            message = f"部分大于整体：{other.mention.text} > {one.mention.text}"
            places = (source.evidence(one.mention), source.evidence(other.mention))
            yield Conflict(describe(one), places, message, ConflictKind.PART_OVER_WHOLE)
        yield from _share_of(source, one, other)


def _share_of(source: PreparedSource, whole: Context, part: Context) -> Iterator[Conflict]:
    """Yield the conflict of a rate (…率) right after its own two numbers that they do not give."""
    for context in source.contexts_after(part, 2):
        mention = context.mention
        if (
            mention.kind is not Kind.PERCENT
            or context.sentence != part.sentence
            or not _OWN_RATE.search(context.own)
        ):
            continue
        if whole.value and part.value is not None and context.value is not None:
            share = part.value / whole.value * _HUNDRED
            exponent = context.value.as_tuple().exponent
            step = Decimal(1).scaleb(exponent) if isinstance(exponent, int) else Decimal(1)
            if mention.approx is Approx.EXACT and abs(share - context.value) > step:
                given = share.quantize(Decimal("0.1"))
                shown = f"{part.value:f} / {whole.value:f} = {given:f}%，不是{mention.text}"
                places = (source.evidence(part.mention), source.evidence(mention))
                yield Conflict(describe(context), places, shown, ConflictKind.WRONG_SHARE)
        return


def _all_of_none(source: PreparedSource) -> Iterator[Conflict]:
    bases: dict[str, list[str]] = slot_words()["rate_of"]
    for at, zero in enumerate(source.contexts):
        if zero.value != 0 or zero.mention.kind not in (Kind.OTHER, Kind.QUANTITY):
            continue
        for context in source.contexts[at + 1 : at + 4]:
            if (
                context.mention.kind is not Kind.PERCENT
                or context.value != _HUNDRED
                or context.sentence > zero.sentence + 1
            ):
                continue
            based = any(
                rate in context.own and any(base in zero.own for base in named)
                for rate, named in bases.items()
            )
            if based and _same_matter(source.clauses[zero.clause].of(source.source.text), describe(context)):
                message = f"没有发生，却有{context.mention.text}：{describe(context)}"
                places = (source.evidence(zero.mention), source.evidence(context.mention))
                yield Conflict(describe(zero), places, message, ConflictKind.ALL_OF_NONE)


def _same_matter(none: str, rate: str) -> bool:
    """Whether a rate is of what there was none of: no lawsuit tells nothing about petitions."""
    named = [matter for matter in _MATTERS if matter in rate]
    return not named or any(matter in none for matter in named)


def _wrong_years(source: PreparedSource) -> Iterator[Conflict]:
    title = _TITLE_YEAR.search(source.source.text[:300])
    if not title:
        return
    year = int(title[1])
    for heading in _HEADING_YEAR.finditer(source.source.text):
        planned = any(word in heading[0] for word in [*slot_words()["plan_heading"], "计划", "打算"])
        fitting = {year + 1} if planned else {year, year + 1}
        if int(heading[1]) not in fitting:
            for mention in source.of_kind(Kind.YEAR):
                if mention.span.start == heading.start(1):
                    message = f"标题写{heading[1]}年，报告是{year}年的"
                    places = (source.evidence(mention),)
                    yield Conflict(heading[0].strip(), places, message, ConflictKind.WRONG_YEAR)


def _implausible(source: PreparedSource) -> Iterator[Conflict]:
    """Yield shares of the population that no trade can have: legal advisers for 10% of the people."""
    words = slot_words()["few_among_people"]
    for context in source.contexts:
        if context.mention.kind is not Kind.PERCENT or context.value is None or context.value < _FEW_PERCENT:
            continue
        if all(any(word in context.own for word in words[side]) for side in ("few", "people")):
            message = f"比例不合常理：{describe(context)}{context.mention.text}"
            places = (source.evidence(context.mention),)
            yield Conflict(describe(context), places, message, ConflictKind.IMPLAUSIBLE)
