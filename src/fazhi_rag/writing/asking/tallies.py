"""Amounts over many reports, from the ledger: set side by side, added, ranked, counted, followed over years.

One row a report, 未提及 where a report says nothing. Only figures of one claim are added or ranked; the
others are shown with the reason. Whatever is computed is marked as computed, with its expression.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from fazhi_rag.knowledge import DocumentRecord, KnowledgeBase
from fazhi_rag.numbers.bounds import interval_of
from fazhi_rag.types import (
    Abstention,
    AnswerRow,
    Figure,
    Place,
)
from fazhi_rag.writing.asking.composing import Line, Quoter, Reply, abstain, name_report, name_reports
from fazhi_rag.writing.asking.conclusions import Told, conclude, with_figures
from fazhi_rag.writing.asking.ledger import Claim, find_rows
from fazhi_rag.writing.asking.plan import Intent, Plan
from fazhi_rag.writing.asking.rates import find_parts
from fazhi_rag.writing.asking.scope import describe_holdings

_QUOTED_UP_TO = 8
"""Reports whose sentences are quoted; where there are more, one line a report."""


def answer_amounts(plan: Plan, kb: KnowledgeBase) -> Reply:
    """Set the figures of all reports in scope side by side; add, rank or count them where asked."""
    found = find_rows(plan, kb)
    records = sorted(plan.scope.records, key=_by_place)
    told = [Told(record, found[record.name]) for record in records if record.name in found]
    silent = [record for record in records if record.name not in found]
    rates = list(find_parts(plan, kb, silent)) if plan.unit == "%" else []
    silent = [record for record in silent if record not in [rate.record for rate in rates]]
    if not told and not rates:
        return abstain(Abstention.NOT_MENTIONED, f"已查{name_reports(silent)}，均未提及所问数字。")
    claim = _shared_claim(told) if told else Claim("%", None, None, frozenset())
    alike = [one for one in told if not Claim.of(one.figure).differs(claim)]
    shown = _ordered(plan, [one for one in alike if _within(plan, one)])
    spoken = [*(one.record for one in told), *(rate.record for rate in rates)]
    quoter = Quoter(plan.scope.records)
    lines = _rows(shown, quoter)
    lines += [line for rate in rates for line in rate.lines(quoter)]
    if plan.limit and not shown:
        lines.append(Line("没有报告符合这一条件。"))
    lines += conclude(plan, shown, claim)
    lines += _unlike([one for one in told if one not in alike], claim, quoter)
    if silent:
        lines.append(Line(f"未提及：{name_reports(silent)}。"))
    if plan.intent is not Intent.TREND and len({r.identity.year for r in spoken}) > 1:
        lines.append(Line("以上报告年度不同，数字口径可能不同，不宜直接相减或排名。"))
    lines += map(Line, plan.scope.notes)
    rows = [_row(one, quoter) for one in told] + [rate.row(quoter) for rate in rates]
    rows += [_silent_row(record) for record in silent]
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


def _shared_claim(told: Sequence[Told]) -> Claim:
    """What most of the figures say beside their value; of a tie, one that is no rate, then the first."""
    counts = Counter(Claim.of(one.figure) for one in told)
    return max(counts, key=lambda claim: (counts[claim], claim.per is None))


def _within(plan: Plan, one: Told) -> bool:
    """Whether a figure surely lies within the question's limit; without one, always."""
    if plan.limit is None:
        return True
    asked, held = interval_of(plan.limit), interval_of(one.figure.mention)
    return bool(asked and held and held.within(asked))


def _ordered(plan: Plan, told: list[Told]) -> list[Told]:
    if plan.intent is not Intent.RANK:
        return told
    return sorted(told, key=lambda one: one.value or Decimal(0), reverse=plan.order != "least")


def _rows(told: Sequence[Told], quoter: Quoter) -> list[Line]:
    lines = list[Line]()
    for one in told:
        figures = "、".join(figure.mention.text for figure in one.figures)
        if len(told) > _QUOTED_UP_TO:
            key = _cite(one, quoter)
            lines.append(with_figures(f"{name_report(one.record)}：{figures}[{key}]", one))
        else:
            lines.append(with_figures(f"【{name_report(one.record)}】{figures}", one))
            sentences = {figure.sentence_span: figure for figure in one.figures}
            lines += [quoter.quote(one.record, f.sentence, _sentence_place(f)) for f in sentences.values()]
    return lines


def _cite(one: Told, quoter: Quoter) -> int:
    return quoter.cite(one.figure.sentence, _sentence_place(one.figure))


def _sentence_place(figure: Figure) -> Place:
    return replace(figure.place, span=figure.sentence_span)


def _unlike(told: Sequence[Told], claim: Claim, quoter: Quoter) -> list[Line]:
    return [
        with_figures(
            f"{name_report(one.record)}：{one.figure.mention.text}，{Claim.of(one.figure).differs(claim)}，"
            f"口径不同，未一并比较或合计[{_cite(one, quoter)}]",
            Told(one.record, one.figures[:1]),
        )
        for one in told
    ]


def _row(one: Told, quoter: Quoter) -> AnswerRow:
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
