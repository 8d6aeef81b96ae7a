"""What the figures of several reports come to: computed, marked as computed, with its expression."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

from fazhi_rag.knowledge import DocumentRecord
from fazhi_rag.types import Approx, Evidence, Figure, Finding, Kind, Span, Status
from fazhi_rag.writing.asking.composing import Line, name_report
from fazhi_rag.writing.asking.ledger import Claim
from fazhi_rag.writing.asking.plan import Intent, Plan
from fazhi_rag.writing.drafting.facts import print_figure

_CENTS = Decimal("0.01")
_LOWER = frozenset({Approx.EXACT, Approx.MORE_THAN, Approx.AT_LEAST})


@dataclass(frozen=True, slots=True)
class Told:
    """A report with the figures that answer, best first."""

    record: DocumentRecord
    figures: tuple[Figure, ...]

    @property
    def figure(self) -> Figure:
        """The one that answers best."""
        return self.figures[0]

    @property
    def value(self) -> Decimal | None:
        """Its value, None for a range."""
        value = self.figure.mention.value
        return value if isinstance(value, Decimal) else None

    @property
    def evidence(self) -> Evidence:
        """Where it stands."""
        figure, place = self.figure, self.figure.place
        return Evidence(
            figure.mention.text,
            figure.sentence,
            figure.mention.span,
            place.document,
            place.township,
            place.county,
            place.year,
        )


def with_figures(text: str, one: Told) -> Line:
    """A line of the library's own that prints a report's figures, each with its place as evidence."""
    at = len(name_report(one.record))
    findings = []
    for figure in one.figures:
        mention = figure.mention
        at = text.index(mention.text, at)
        span = Span(at, at + len(mention.text))
        evidence = (Told(one.record, (figure,)).evidence,)
        findings.append(
            Finding(mention.text, span, mention.kind, mention.value, mention.unit, Status.SUPPORTED, evidence)
        )
        at = span.end
    return Line(text, findings=tuple(findings))


def conclude(plan: Plan, told: Sequence[Told], claim: Claim) -> list[Line]:
    """What the figures of one claim come to: their sum, mean, extreme, number, difference or change."""
    match plan.intent:
        case Intent.SUM | Intent.MEAN:
            return _total(told, claim, mean=plan.intent is Intent.MEAN)
        case Intent.COMPARE:
            return _gap(told, claim)
        case Intent.RANK if plan.limit is None and told:
            return [_extreme(plan, told)]
        case Intent.COUNT:
            return [_count(told)]
        case Intent.TREND:
            return _changes(told, claim)
        case _:
            return []


def _total(told: Sequence[Told], claim: Claim, *, mean: bool) -> list[Line]:
    if claim.unit == "%":
        return [Line("比率不能相加，未作合计或平均。")]
    added = [one for one in told if one.value is not None]
    if len(added) < 2:
        return []
    total = sum((one.value or Decimal(0) for one in added), Decimal(0))
    marks = {one.figure.mention.approx for one in added}
    bound = "" if marks == {Approx.EXACT} else "不少于" if marks <= _LOWER else "约"
    expression = " + ".join(one.figure.mention.text for one in added)
    if mean:
        average = (total / len(added)).quantize(_CENTS, ROUND_HALF_UP).normalize()
        expression = f"({expression}) / {len(added)}"
        return [_computed(f"平均{bound}", average, claim.unit, expression, told=added)]
    return [_computed(f"合计{bound}", total, claim.unit, expression, told=added)]


def _gap(told: Sequence[Told], claim: Claim) -> list[Line]:
    """How far two townships are apart in one year; only between exact figures of one measure."""
    if len(told) != 2 or len({one.record.identity.year for one in told}) > 1:
        return []
    more, less = sorted(told, key=lambda one: one.value or Decimal(0), reverse=True)
    exact = all(one.figure.mention.approx is Approx.EXACT and one.value is not None for one in told)
    alike = Claim.of(less.figure) == Claim.of(more.figure)
    if not (exact and alike) or more.value is None or less.value is None:
        return []
    if more.value == less.value:
        return [Line(f"{name_report(more.record)}与{name_report(less.record)}相同。")]
    unit = "个百分点" if claim.unit == "%" else claim.unit
    expression = f"{more.figure.mention.text} - {less.figure.mention.text}"
    label = f"{name_report(more.record)}比{name_report(less.record)}多"
    return [_computed(label, more.value - less.value, unit, expression, told=told)]


def _extreme(plan: Plan, told: Sequence[Told]) -> Line:
    best = [one for one in told if one.value == told[0].value]
    label = "最少" if plan.order == "least" else "最多"
    names = "、".join(name_report(one.record) for one in best)
    return with_figures(
        f"{names}{label}，为{best[0].figure.mention.text}。", Told(best[-1].record, best[0].figures[:1])
    )


def _count(told: Sequence[Told]) -> Line:
    townships = {(one.record.identity.county, one.record.identity.township) for one in told}
    return _computed("符合的乡镇共", Decimal(len(townships)), "个", "逐份报告点数", told=told)


def _changes(told: Sequence[Told], claim: Claim) -> list[Line]:
    """From year to year, for each township; only between exact figures."""
    lines = list[Line]()
    series: dict[tuple[str | None, str | None], list[Told]] = defaultdict(list)
    for one in told:
        series[one.record.identity.county, one.record.identity.township].append(one)
    for years in series.values():
        ordered = sorted(years, key=lambda one: one.record.identity.year or 0)
        for before, after in pairwise(ordered):
            lines.append(_change(before, after, claim))
    return lines


def _change(before: Told, after: Told, claim: Claim) -> Line:
    label = f"{name_report(after.record)}比{before.record.identity.year}年度"
    exact = all(one.figure.mention.approx is Approx.EXACT for one in (before, after))
    if not exact or before.value is None or after.value is None:
        return Line(f"{label}：有一年是约数或区间，不计算差额。")
    difference = after.value - before.value
    if not difference:
        return Line(f"{label}持平。")
    unit = "个百分点" if claim.unit == "%" else claim.unit
    word = "增加" if difference > 0 else "减少"
    larger, smaller = (after, before) if difference > 0 else (before, after)
    expression = f"{larger.figure.mention.text} - {smaller.figure.mention.text}"
    return _computed(f"{label}{word}", abs(difference), unit, expression, told=(before, after))


def _computed(label: str, value: Decimal, unit: str | None, expression: str, *, told: Sequence[Told]) -> Line:
    """A figure the library computed: its expression is printed, its operands are its evidence."""
    printed = print_figure(value, unit or "")
    span = Span(len(label), len(label) + len(printed))
    evidence = tuple(one.evidence for one in told)
    finding = Finding(printed, span, Kind.QUANTITY, value, unit, Status.DERIVED, evidence, expression)
    return Line(f"{label}{printed}（计算所得：{expression}）。", findings=(finding,))
