"""N1xx: figures of one report that cannot all be right."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby

from fazhi_rag.grounding.conflicts import conflicts_of
from fazhi_rag.numbers.context import Context
from fazhi_rag.reviewing.report import Check, Report
from fazhi_rag.types import Approx, Kind, Part, ReviewFinding

_KINDS_OF_CONFLICT = {
    "同一事项有两个数": "N101",
    "部分大于整体": "N103",
    "没有发生": "N105",
    "标题写": "N107",
    "同一个数用在两个时段": "N110",
    "比例不合常理": "N112",
    "同一说法出现两处": "N113",
}
"""How a conflict's message begins; one that begins otherwise is a share that its parts do not give."""
_TOTAL = re.compile(r"^[，,；;、\s]*(?:以上)?(?:各项|各类|两项|三项)?(?:合计|共计|总计|累计共|合共)")
_BOUNDED = re.compile(
    r"(?:成功|办结|参考|合格|覆盖|满意|出庭|应诉|持证|办复|答复|及格|参会|到课|结案)率|占比|满意度"
)
_EVENTS = frozenset({"件", "回"})
_HUNDRED = Decimal(100)


def _conflicts(report: Report) -> Iterator[ReviewFinding]:
    for conflict in conflicts_of(report.prepared):
        begins = (code for start, code in _KINDS_OF_CONFLICT.items() if conflict.message.startswith(start))
        first, *others = conflict.places
        yield report.finding(next(begins, "N104"), first.span, conflict.message, related=others)


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
    by_index = {context.index: context for context in report.prepared.contexts}
    parts: dict[int, list[Context]] = {}
    for context in report.prepared.contexts:
        if context.whole is not None and context.unit_class in _EVENTS and _is_exact(context):
            parts.setdefault(context.whole, []).append(context)
    for index, listed in parts.items():
        whole = by_index[index]
        added = sum((part.value or Decimal(0) for part in listed), Decimal(0))
        limit = whole.value if _is_exact(whole) else None
        if limit is None or len(listed) < 2 or added <= limit:
            continue
        if all((part.value or 0) <= limit for part in listed):
            message = f"各部分之和大于总数：{added:f} > {whole.mention.text}"
            related = [report.prepared.evidence(part.mention) for part in listed]
            yield report.finding("N114", whole.mention.span, message, related=related)


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
        if slots.plan and not slots.done and not slots.result:
            message = f"成效部分写的是计划数：{mention.text}，请核实是否已经完成"
            yield report.finding("N109", mention.span, message)


CHECKS = (
    Check(("N101", "N103", "N104", "N105", "N107", "N110", "N112", "N113"), _conflicts),
    Check(("N102",), _damaged),
    Check(("N106",), _sums),
    Check(("N114",), _parts_sum),
    Check(("N112",), _over_hundred),
    Check(("N109",), _plans),
)
