"""N2xx: this year's figures beside last year's own report."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fazhi_rag.grounding.prepared import PreparedSource, prepare
from fazhi_rag.numbers.context import Context
from fazhi_rag.numbers.zones import features
from fazhi_rag.reviewing.report import Check, Report
from fazhi_rag.types import Kind, Part, ReviewFinding, Source

_FLOWS = frozenset(
    {"件", "起", "宗", "例", "次", "场", "场次", "期", "份", "册", "条", "人次", "元", "批", "笔", "起次"}
)
"""What is counted anew each year; stocks (villages, mediators, rooms) may well stay the same."""
_LEAST = 10
"""Smaller numbers recur and jump by chance."""
_SAME_CLAIM = 0.8
"""Least share of characters and pairs that two subjects have in common."""
_LEAST_FEATURES = 4
_COMPARED = re.compile(r"较|比|同比|上年|去年|增长|下降|上升")


def _beside_last_year(report: Report) -> Iterator[ReviewFinding]:
    last = report.holdings.last_year if report.holdings else None
    if last is None:
        return
    source = Source(last.text, name=last.name, year=last.identity.year)
    held = prepare(source)
    for context in report.prepared.contexts:
        if _is_flow(report, context):
            for other in _same_claims(context, held):
                yield from _compare(report, context, held, other)
                break


def _is_flow(report: Report, context: Context) -> bool:
    mention = context.mention
    told = report.part_at(mention.span.start)
    return (
        mention.usable
        and mention.kind is Kind.QUANTITY
        and mention.unit in _FLOWS
        and (context.value or 0) >= _LEAST
        and told is not Part.NEXT_PLAN
        and not context.slots.plan
        and not _COMPARED.search(context.own)
    )


def _same_claims(context: Context, held: PreparedSource) -> Iterator[Context]:
    """Yield last year's numbers of the same subject and unit, the best first."""
    mine = features(context.own)
    ranked: list[tuple[float, Context]] = []
    for other in held.sharing(item for item in mine if len(item) > 1):
        theirs = features(other.own)
        same = other.unit_class == context.unit_class and other.mention.kind is Kind.QUANTITY
        share = len(mine & theirs) / max(len(mine | theirs), 1)
        if same and share >= _SAME_CLAIM and other.slots.outcome == context.slots.outcome:
            ranked.append((share, other))
    if len(mine) >= _LEAST_FEATURES:
        yield from (other for _, other in sorted(ranked, key=lambda pair: (-pair[0], pair[1].index)))


def _compare(
    report: Report, context: Context, held: PreparedSource, other: Context
) -> Iterator[ReviewFinding]:
    now, then = context.value, other.value
    if now is None or then is None or context.period != other.period:
        return
    related, mention = [held.evidence(other.mention)], context.mention
    if now == then and mention.approx is other.mention.approx:
        message = f"与上年报告的数字完全相同：{other.mention.text}，请核实是否更新"
        yield report.finding("N202", mention.span, message, related=related)
    elif min(now, then) > 0 and max(now / then, then / now) >= report.settings.jump:
        message = f"与上年相比变化异常：上年{other.mention.text}，本年{mention.text}，请核实"
        yield report.finding("N201", mention.span, message, related=related)


CHECKS = (Check(("N201", "N202"), _beside_last_year),)
