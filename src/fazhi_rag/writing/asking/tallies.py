"""Amounts over many reports, from the ledger: set side by side, added, ranked, counted, followed over years.

One row a report, 未提及 where a report says nothing. Only figures of one claim are added or ranked; the
others are shown with the reason. Whatever is computed is marked as computed, with its expression.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from fazhi_rag.knowledge import DocumentRecord, KnowledgeBase
from fazhi_rag.numbers.bounds import interval_of
from fazhi_rag.types import (
    Abstention,
    AnswerRow,
    Approx,
    Evidence,
    Figure,
    Finding,
    Kind,
    Place,
    Span,
    Status,
)
from fazhi_rag.writing.asking.composing import Line, Quoter, Reply, abstain, name_report, name_reports
from fazhi_rag.writing.asking.ledger import Claim, find_rows
from fazhi_rag.writing.asking.plan import Intent, Plan
from fazhi_rag.writing.asking.scope import describe_holdings
from fazhi_rag.writing.drafting.facts import print_figure

_QUOTED_UP_TO = 8
"""Reports whose sentences are quoted; where there are more, one line a report."""
_LOWER = frozenset({Approx.EXACT, Approx.MORE_THAN, Approx.AT_LEAST})


@dataclass(frozen=True, slots=True)
class _Told:
    """A report with the figures that answer, best first."""

    record: DocumentRecord
    figures: tuple[Figure, ...]

    @property
    def figure(self) -> Figure:
        return self.figures[0]

    @property
    def value(self) -> Decimal | None:
        value = self.figure.mention.value
        return value if isinstance(value, Decimal) else None

    @property
    def evidence(self) -> Evidence:
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


def answer_amounts(plan: Plan, kb: KnowledgeBase) -> Reply:
    """Set the figures of all reports in scope side by side; add, rank or count them where asked."""
    found = find_rows(plan, kb)
    records = sorted(plan.scope.records, key=_by_place)
    told = [_Told(record, found[record.name]) for record in records if record.name in found]
    silent = [record for record in records if record.name not in found]
    if not told:
        return abstain(Abstention.NOT_MENTIONED, f"已查{name_reports(silent)}，均未提及所问数字。")
    claim = _shared_claim(told)
    alike = [one for one in told if not Claim.of(one.figure).differs(claim)]
    shown = _ordered(plan, [one for one in alike if _within(plan, one)])
    quoter = Quoter()
    lines = _rows(shown, quoter)
    if plan.limit and not shown:
        lines.append(Line("没有报告符合这一条件。"))
    lines += _conclusions(plan, shown, claim)
    lines += _unlike([one for one in told if one not in alike], claim, quoter)
    if silent:
        lines.append(Line(f"未提及：{name_reports(silent)}。"))
    if plan.intent is not Intent.TREND and len({one.record.identity.year for one in told}) > 1:
        lines.append(Line("以上报告年度不同，数字口径可能不同，不宜直接相减或排名。"))
    lines += map(Line, plan.scope.notes)
    rows = [_row(one, quoter) for one in told] + [_silent_row(record) for record in silent]
    return Reply(tuple(lines), quoter.citations, rows=tuple(rows))


def answer_trend(plan: Plan, kb: KnowledgeBase) -> Reply:
    """Set the years side by side; a trend needs at least two of them."""
    years = {r.identity.year for r in plan.scope.records if r.identity.year}
    if len(years) < 2:
        held = describe_holdings(plan.scope.records)
        message = f"资料库只有{held}的报告，缺少可比的另一年度，无法计算变化。"
        return abstain(Abstention.NO_SUCH_YEAR, message)
    return answer_amounts(plan, kb)


def _by_place(record: DocumentRecord) -> tuple[str, str, int, str]:
    who = record.identity
    return (who.county or "", who.township or "", who.year or 0, record.name)


def _shared_claim(told: Sequence[_Told]) -> Claim:
    """What most of the figures say beside their value; of a tie, one that is no rate, then the first."""
    counts = Counter(Claim.of(one.figure) for one in told)
    return max(counts, key=lambda claim: (counts[claim], claim.per is None))


def _within(plan: Plan, one: _Told) -> bool:
    """Whether a figure surely lies within the question's limit; without one, always."""
    if plan.limit is None:
        return True
    asked, held = interval_of(plan.limit), interval_of(one.figure.mention)
    return bool(asked and held and held.within(asked))


def _ordered(plan: Plan, told: list[_Told]) -> list[_Told]:
    if plan.intent is not Intent.RANK:
        return told
    return sorted(told, key=lambda one: one.value or Decimal(0), reverse=plan.order != "least")


def _rows(told: Sequence[_Told], quoter: Quoter) -> list[Line]:
    lines = list[Line]()
    for one in told:
        figures = "、".join(figure.mention.text for figure in one.figures)
        if len(told) > _QUOTED_UP_TO:
            key = _cite(one, quoter)
            lines.append(_with_figures(f"{name_report(one.record)}：{figures}[{key}]", one))
        else:
            lines.append(_with_figures(f"【{name_report(one.record)}】{figures}", one))
            sentences = {figure.sentence_span: figure for figure in one.figures}
            lines += [quoter.quote(one.record, f.sentence, _sentence_place(f)) for f in sentences.values()]
    return lines


def _cite(one: _Told, quoter: Quoter) -> int:
    return quoter.cite(one.figure.sentence, _sentence_place(one.figure))


def _sentence_place(figure: Figure) -> Place:
    return replace(figure.place, span=figure.sentence_span)


def _with_figures(text: str, one: _Told) -> Line:
    """A line of the library's own that prints a report's figures, each with its place as evidence."""
    at = len(name_report(one.record))
    findings = []
    for figure in one.figures:
        mention = figure.mention
        at = text.index(mention.text, at)
        span = Span(at, at + len(mention.text))
        evidence = (_Told(one.record, (figure,)).evidence,)
        findings.append(
            Finding(mention.text, span, mention.kind, mention.value, mention.unit, Status.SUPPORTED, evidence)
        )
        at = span.end
    return Line(text, findings=tuple(findings))


def _conclusions(plan: Plan, told: Sequence[_Told], claim: Claim) -> list[Line]:
    match plan.intent:
        case Intent.SUM:
            return _total(told, claim)
        case Intent.RANK if plan.limit is None and told:
            return [_extreme(plan, told)]
        case Intent.COUNT:
            return [_count(told)]
        case Intent.TREND:
            return _changes(told, claim)
        case _:
            return []


def _total(told: Sequence[_Told], claim: Claim) -> list[Line]:
    if claim.unit == "%":
        return [Line("比率不能相加，未作合计。")]
    added = [one for one in told if one.value is not None]
    if len(added) < 2:
        return []
    total = sum((one.value or Decimal(0) for one in added), Decimal(0))
    marks = {one.figure.mention.approx for one in added}
    bound = "" if marks == {Approx.EXACT} else "不少于" if marks <= _LOWER else "约"
    expression = " + ".join(one.figure.mention.text for one in added)
    return [_computed(f"合计{bound}", total, claim.unit, expression, told=added)]


def _extreme(plan: Plan, told: Sequence[_Told]) -> Line:
    best = [one for one in told if one.value == told[0].value]
    label = "最少" if plan.order == "least" else "最多"
    names = "、".join(name_report(one.record) for one in best)
    return _with_figures(
        f"{names}{label}，为{best[0].figure.mention.text}。", _Told(best[-1].record, best[0].figures[:1])
    )


def _count(told: Sequence[_Told]) -> Line:
    townships = {(one.record.identity.county, one.record.identity.township) for one in told}
    return _computed("符合的乡镇共", Decimal(len(townships)), "个", "逐份报告点数", told=told)


def _changes(told: Sequence[_Told], claim: Claim) -> list[Line]:
    """From year to year, for each township; only between exact figures."""
    lines = list[Line]()
    series: dict[tuple[str | None, str | None], list[_Told]] = defaultdict(list)
    for one in told:
        series[one.record.identity.county, one.record.identity.township].append(one)
    for years in series.values():
        ordered = sorted(years, key=lambda one: one.record.identity.year or 0)
        for before, after in pairwise(ordered):
            lines.append(_change(before, after, claim))
    return lines


def _change(before: _Told, after: _Told, claim: Claim) -> Line:
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


def _computed(
    label: str, value: Decimal, unit: str | None, expression: str, *, told: Sequence[_Told]
) -> Line:
    """A figure the library computed: its expression is printed, its operands are its evidence."""
    printed = print_figure(value, unit or "")
    span = Span(len(label), len(label) + len(printed))
    evidence = tuple(one.evidence for one in told)
    finding = Finding(printed, span, Kind.QUANTITY, value, unit, Status.DERIVED, evidence, expression)
    return Line(f"{label}{printed}（计算所得：{expression}）。", findings=(finding,))


def _unlike(told: Sequence[_Told], claim: Claim, quoter: Quoter) -> list[Line]:
    return [
        _with_figures(
            f"{name_report(one.record)}：{one.figure.mention.text}，{Claim.of(one.figure).differs(claim)}，"
            f"口径不同，未一并比较或合计[{_cite(one, quoter)}]",
            _Told(one.record, one.figures[:1]),
        )
        for one in told
    ]


def _row(one: _Told, quoter: Quoter) -> AnswerRow:
    who, mention = one.record.identity, one.figure.mention
    return AnswerRow(
        who.township,
        who.county,
        who.year,
        mention.text,
        mention.value if not isinstance(mention.value, str) else None,
        mention.unit,
        mention.approx,
        mention.subject,
        mention.period,
        _cite(one, quoter),
    )


def _silent_row(record: DocumentRecord) -> AnswerRow:
    who = record.identity
    return AnswerRow(who.township, who.county, who.year, None)
