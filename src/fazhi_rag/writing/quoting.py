"""Answers that quote reports: one report, several side by side, years in a row, who mentions what."""

from __future__ import annotations

from collections.abc import Sequence

from fazhi_rag.grounding import find_conflicts, find_foreign_words, verify
from fazhi_rag.knowledge import DocumentRecord, KnowledgeBase
from fazhi_rag.types import Abstention, Document, Source, Status
from fazhi_rag.writing.arithmetic import compute_rate
from fazhi_rag.writing.candidates import Candidate, list_candidates
from fazhi_rag.writing.composing import Quoter, Reply, abstain, name_report
from fazhi_rag.writing.matching import Matcher
from fazhi_rag.writing.plan import Intent, Plan
from fazhi_rag.writing.scope import describe_holdings
from fazhi_rag.writing.selection import select

_SINGLE = 420
"""Characters quoted for one report: what a person reads in half a minute."""
_SEVERAL = 1500
"""Characters quoted in all where several reports are set side by side."""
_MOST_REPORTS = 40


def answer_single(plan: Plan, kb: KnowledgeBase) -> Reply:
    """Quote what the report says; where the scope holds several years, the latest that says something."""
    records = sorted(plan.scope.records, key=lambda r: -(r.identity.year or 0))
    for record in records[:_MOST_REPORTS]:
        document = kb.load(record.name)
        chosen = _choose(plan, document, record, budget=_SINGLE)
        if chosen:
            return _quote_one(plan, document, record, chosen)
    names = "、".join(map(name_report, records[:_MOST_REPORTS]))
    return abstain(Abstention.NOT_MENTIONED, f"已查{names}的报告，未提及所问内容。")


def answer_compare(plan: Plan, kb: KnowledgeBase) -> Reply:
    """Quote each report in scope under its own name; 未提及 where it says nothing."""
    records = _near(plan, kb)
    quoter, blocks, silent = Quoter(), [], []
    for record in records:
        document = kb.load(record.name)
        chosen = _choose(plan, document, record, budget=_SEVERAL // max(len(records), 1))
        if chosen:
            blocks.append(f"【{name_report(record)}】\n{quoter.lines(chosen)}")
        else:
            silent.append(name_report(record))
    if not blocks:
        return abstain(Abstention.NOT_MENTIONED, f"已查{'、'.join(silent)}的报告，均未提及所问内容。")
    if silent:
        blocks.append(f"未提及：{'、'.join(silent)}。")
    if len({r.identity.year for r in records if name_report(r) not in silent}) > 1:
        blocks.append("以上报告年度不同，数字口径可能不同，不宜直接相减或排名。")
    return Reply("\n".join(blocks), quoter.citations)


def answer_mentions(plan: Plan, kb: KnowledgeBase) -> Reply:
    """List the reports that hold the quoted term, each with the sentence, and those that do not."""
    terms = plan.quoted or (plan.focus,)
    quoter, blocks, without = Quoter(), [], []
    for record in sorted(plan.scope.records, key=lambda r: r.name):
        found = [c for c in list_candidates(kb.load(record.name), record) if all(t in c.text for t in terms)]
        if found:
            blocks.append(f"【{name_report(record)}】{quoter.lines(found[:1])}")
        else:
            without.append(name_report(record))
    if not blocks:
        return abstain(Abstention.NOT_MENTIONED, f"已查{len(without)}份报告，均未见“{'”“'.join(terms)}”。")
    closing = [f"未见该词：{'、'.join(without)}。"] if without else []
    return Reply("\n".join([*blocks, *closing]), quoter.citations)


def answer_trend(plan: Plan, kb: KnowledgeBase) -> Reply:
    """Set the years side by side; a trend needs at least two of them."""
    years = sorted({r.identity.year for r in plan.scope.records if r.identity.year})
    if len(years) < 2:
        held = describe_holdings(plan.scope.records)
        return abstain(Abstention.NO_SUCH_YEAR, f"资料库只有{held}的报告，缺少可比的另一年度，无法计算变化。")
    return answer_compare(plan, kb)


def answer_copying(plan: Plan, kb: KnowledgeBase) -> Reply:
    """Point out words of another kind of unit; whether it was copied is not for a program to say."""
    quoter, blocks = Quoter(), []
    for record in plan.scope.records:
        document = kb.load(record.name)
        for word, span in find_foreign_words(document.text, record.identity.township):
            sentence = next((c for c in list_candidates(document, record) if c.span.contains(span)), None)
            if sentence:
                hint = f"{name_report(record)}的报告出现“{word}”，与{record.identity.township}的建制不符，"
                blocks.append(f"{hint}疑似沿用其他文本，请核实：\n{quoter.lines([sentence])}")
    if not blocks:
        return abstain(
            Abstention.NOT_MENTIONED, "没有发现与本单位建制不符的用语；是否借用他处文字，程序不能断定。"
        )
    return Reply("\n".join([*blocks, "以上仅为提示，不能据此断言抄袭。"]), quoter.citations)


def _choose(plan: Plan, document: Document, record: DocumentRecord, *, budget: int) -> list[Candidate]:
    candidates = list_candidates(document, record)
    matcher = Matcher(plan.focus, [c.text for c in candidates])
    return select(plan, matcher, candidates, budget=budget)


def _near(plan: Plan, kb: KnowledgeBase) -> list[DocumentRecord]:
    """The reports to set side by side: all in scope, or those the search ranks first where they are many."""
    records = {record.name: record for record in plan.scope.records}
    if len(records) > _MOST_REPORTS:
        names = dict.fromkeys(hit.document for hit in kb.search(plan.focus, k=_MOST_REPORTS * 3))
        records = {name: records[name] for name in names if name in records}
    return sorted(records.values(), key=lambda r: (r.identity.township or "", r.identity.year or 0))[
        :_MOST_REPORTS
    ]


def _quote_one(plan: Plan, document: Document, record: DocumentRecord, chosen: Sequence[Candidate]) -> Reply:
    quoter = Quoter()
    lines = [f"{name_report(record)}：", quoter.lines(chosen)]
    lines += [_computed(plan, chosen), _corrected(plan, document, record)]
    lines += _conflicts(document, record, chosen, quoter)
    lines += plan.scope.notes
    return Reply("\n".join(line for line in lines if line), quoter.citations)


def _computed(plan: Plan, chosen: Sequence[Candidate]) -> str:
    """A rate the question asks for and the report gives only the parts of."""
    expression = (
        compute_rate(plan.question, [c.text for c in chosen]) if plan.intent is Intent.FIGURE else None
    )
    return f"（计算所得，原文未写：{expression}）" if expression else ""


def _corrected(plan: Plan, document: Document, record: DocumentRecord) -> str:
    """What the question takes for granted and the report contradicts."""
    who = record.identity
    source = Source(document.text, who.township, who.county, who.year, document.name)
    checked = verify(plan.question, [source], township=who.township, county=who.county, year=who.year)
    wrong = [
        f
        for f in checked.findings
        if f.status in (Status.CONTRADICTED, Status.MISATTRIBUTED, Status.WRONG_UNIT)
    ]
    return "；".join(f"问题中的“{f.text}”与报告不符" for f in wrong) + "，以原文为准。" if wrong else ""


def _conflicts(
    document: Document, record: DocumentRecord, chosen: Sequence[Candidate], quoter: Quoter
) -> list[str]:
    """Both places of a contradiction inside the report that the quoted sentences are part of."""
    lines = []
    quoted = [c.span for c in chosen]
    everything = list_candidates(document, record)
    for conflict in find_conflicts(document.text):
        if any(span.contains(place.span) for place in conflict.places for span in quoted):
            places = [c for c in everything if any(c.span.contains(p.span) for p in conflict.places)]
            others = [c for c in places if c.span not in quoted]
            lines.append("\n".join(["注意：报告内数字不一致，请核实。", quoter.lines(others)]).strip())
            quoted += [c.span for c in others]
    return lines
