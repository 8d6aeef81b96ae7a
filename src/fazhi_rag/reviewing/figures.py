"""N1xx: figures of one report that cannot all be right."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import partial
from itertools import groupby, permutations, takewhile

from fazhi_rag.grounding.conflicts import conflicts_of
from fazhi_rag.numbers.context import Context
from fazhi_rag.numbers.zones import features
from fazhi_rag.reviewing.report import Check, Report
from fazhi_rag.types import Approx, Conflict, ConflictKind, Evidence, Kind, Part, ReviewFinding, Span

_CODES = {
    ConflictKind.TWO_VALUES: "N101",
    ConflictKind.PART_OVER_WHOLE: "N103",
    ConflictKind.WRONG_SHARE: "N104",
    ConflictKind.ALL_OF_NONE: "N105",
    ConflictKind.WRONG_YEAR: "N107",
    ConflictKind.TWO_PERIODS: "N110",
    ConflictKind.IMPLAUSIBLE: "N112",
    ConflictKind.REPEATED: "N113",
}
_TOTAL = re.compile(r"^[，,；;、\s]*(?:以上)?(?:各项|各类|两项|三项)?(?:合计|共计|总计|累计共|合共)")
_BOUNDED = re.compile(
    r"(?:成功|化解|整改|采纳|办结|参考|合格|覆盖|满意|出庭|应诉|持证|办复|答复|及格|参会|到课|结案)率|占比|满意度"
)
_DONE = re.compile(r"已|完成|建成|落实到位|实现")
"""Behind a plan's number: what was planned is done."""
_WHOLE_YEAR = re.compile(r"全年|年度|累计|共")
_MONTHS = 12
_MOST_PARTS = 12
_MOST_EQUAL = 40
"""Equal numbers that are compared, which keeps a hostile text within bounds."""
_SAME = 0.8
"""Least share of characters and pairs that two subjects have in common."""
_LEAST_FEATURES = 6
_EVENTS = frozenset({"件", "回"})
_HUNDRED = Decimal(100)


def _conflicts(report: Report) -> Iterator[ReviewFinding]:
    for conflict, (first, *others) in _gathered(conflicts_of(report.prepared)):
        yield report.finding(_CODES[conflict.kind], first.span, conflict.message, related=others)


def _gathered(conflicts: Iterable[Conflict]) -> list[tuple[Conflict, list[Evidence]]]:
    """Put together what says the same and shares a place: what stands six times conflicts fifteen times."""
    groups: list[tuple[Conflict, list[Evidence]]] = []
    at: dict[tuple[ConflictKind, str, Span], list[Evidence]] = {}
    for conflict in conflicts:
        keys = [(conflict.kind, conflict.message, place.span) for place in conflict.places]
        places = next((at[key] for key in keys if key in at), None)
        if places is None:
            places = []
            groups.append((conflict, places))
        for key, place in zip(keys, conflict.places, strict=True):
            if key not in at:
                at[key] = places
                places.append(place)
    return groups


def _damaged(report: Report) -> Iterator[ReviewFinding]:
    for mention in report.prepared.mentions:
        if not mention.usable:
            message = f"数字“{mention.text}”疑似有缺损，请核对原文"
            yield report.finding("N102", mention.span, message)


def _sums(report: Report) -> Iterator[ReviewFinding]:
    """Yield totals (合计…) that the numbers before them do not add up to."""
    for _, group in groupby(report.prepared.contexts, key=lambda context: context.sentence):
        told = list(group)
        for at, total in enumerate(told):
            if _TOTAL.search(total.own) and _is_exact(total):
                terms = _terms(told[:at], total)
                added = sum((term.value or Decimal(0) for term in terms), Decimal(0))
                if len(terms) > 1 and added != total.value:
                    shown = " + ".join(f"{term.value:f}" for term in terms)
                    message = f"分项之和与合计不符：{shown} = {added:f}，不是{total.mention.text}"
                    related = [report.prepared.evidence(term.mention) for term in terms]
                    yield report.finding("N106", total.mention.span, message, related=related)


def _terms(before: list[Context], total: Context) -> list[Context]:
    """Return the numbers that a total may sum up; none where one of them leaves that in doubt."""
    terms = [context for context in before if context.unit_class == total.unit_class]
    outcomes = {term.slots.outcome for term in terms}
    plain = all(_is_exact(term) and not term.slots.part and term.whole is None for term in terms)
    return terms if plain and len(outcomes) == 1 else []


def _is_exact(context: Context) -> bool:
    mention = context.mention
    return (
        mention.kind is Kind.QUANTITY
        and mention.approx is Approx.EXACT
        and mention.usable
        and context.value is not None
        and not isinstance(mention.value, tuple)
        and not context.slots.pers
    )


def _parts_sum(report: Report) -> Iterator[ReviewFinding]:
    """Yield wholes that are less than the parts listed with 其中; only events, which have one sort each."""
    contexts = report.prepared.contexts
    for at, first in enumerate(contexts):
        whole = next((one for one in contexts[max(at - 3, 0) : at] if one.index == first.whole), None)
        if whole is None or whole.value is None or whole.unit_class not in _EVENTS or not _is_exact(whole):
            continue
        parts = list(takewhile(partial(_is_part, first), contexts[at : at + _MOST_PARTS]))
        added = sum((part.value or Decimal(0) for part in parts), Decimal(0))
        if len(parts) > 1 and added > whole.value and all((part.value or 0) <= whole.value for part in parts):
            message = f"各部分之和大于总数：{added:f} > {whole.mention.text}"
            related = [report.prepared.evidence(part.mention) for part in parts]
            yield report.finding("N114", whole.mention.span, message, related=related)


def _is_part(first: Context, other: Context) -> bool:
    """Whether a number goes on with the parts that `first` begins: 其中来信20件，来访18件."""
    return (
        other.sentence == first.sentence
        and other.unit_class == first.unit_class
        and other.slots.outcome == first.slots.outcome
        and _is_exact(other)
        and not _TOTAL.search(other.own)
    )


def _two_periods(report: Report) -> Iterator[ReviewFinding]:
    """Yield numbers until some month that are told of the whole year as well."""
    told: dict[tuple[Decimal, str | None], list[Context]] = {}
    for context in report.prepared.contexts:
        if context.period and context.value is not None:
            told.setdefault((context.value, context.unit_class), []).append(context)
    for same in told.values():
        for part, whole in permutations(same[:_MOST_EQUAL], 2):
            if _is_until(part) and whole.period and whole.period.whole and _same_subject(part, whole):
                message = f"截至年中的数又作了全年的数：{part.mention.text}"
                related = [report.prepared.evidence(whole.mention)]
                yield report.finding("N110", part.mention.span, message, related=related)


def _is_until(context: Context) -> bool:
    """Whether a number is told of January to some month before December."""
    period = context.period
    return period is not None and period.first == 1 and period.last < _MONTHS and not period.window


def _same_subject(one: Context, other: Context) -> bool:
    mine, theirs = (features(_WHOLE_YEAR.sub("", context.own)) for context in (one, other))
    return len(mine) >= _LEAST_FEATURES and len(mine & theirs) >= _SAME * max(len(mine), len(theirs))


def _over_hundred(report: Report) -> Iterator[ReviewFinding]:
    for context in report.prepared.contexts:
        mention = context.mention
        over = mention.kind is Kind.PERCENT and (context.value or 0) > _HUNDRED
        if over and mention.unit != "百分点" and _BOUNDED.search(context.own):
            yield report.finding("N112", mention.span, f"比率不可能超过100%：{mention.text}")


def _plans(report: Report) -> Iterator[ReviewFinding]:
    """Yield figures of a plan told among the results of the year."""
    for context in report.prepared.contexts:
        mention, slots = context.mention, context.slots
        if report.part_at(mention.span.start) is not Part.ACHIEVEMENTS or not mention.is_fact:
            continue
        behind = Span(mention.span.end, report.prepared.sentence_of(mention.span.start).end).of(report.text)
        if slots.plan and not slots.done and not slots.result and not _DONE.search(behind):
            message = f"成效部分写的是计划数：{mention.text}，请核实是否已经完成"
            yield report.finding("N109", mention.span, message)


CHECKS = (
    Check(tuple(_CODES.values()), _conflicts),
    Check(("N102",), _damaged),
    Check(("N106",), _sums),
    Check(("N114",), _parts_sum),
    Check(("N110",), _two_periods),
    Check(("N112",), _over_hundred),
    Check(("N109",), _plans),
)
