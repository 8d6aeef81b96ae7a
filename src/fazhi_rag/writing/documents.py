"""Answers about the documents themselves: what is held, a report's number, date and addressee."""

from __future__ import annotations

from fazhi_rag.knowledge import DocumentRecord, KnowledgeBase
from fazhi_rag.types import Abstention, Document, Place, Span
from fazhi_rag.writing.composing import Quoter, Reply, abstain, name_report
from fazhi_rag.writing.plan import Plan


def answer_holdings(plan: Plan, kb: KnowledgeBase) -> Reply:
    """List the reports in scope, each cited to the place that names its year."""
    quoter = Quoter()
    records = sorted(plan.scope.records, key=lambda r: (r.identity.year or 0, r.name))
    lines = [
        quoter.quote(name_report(record), _title_place(record, kb.load(record.name))) for record in records
    ]
    return Reply("\n".join(["资料库收录的报告：", *lines]), quoter.citations)


def answer_document(plan: Plan, kb: KnowledgeBase) -> Reply:
    """Answer 文号, 日期 and 主送 from the report's own head and foot."""
    quoter = Quoter()
    lines = []
    for record in plan.scope.records:
        document = kb.load(record.name)
        facts = _head_facts(document)
        if facts:
            lines.append(
                quoter.quote(f"{name_report(record)}：{'；'.join(facts)}。", _title_place(record, document))
            )
    if not lines:
        names = "、".join(map(name_report, plan.scope.records))
        return abstain(Abstention.NOT_MENTIONED, f"{names}的报告没有写明文号、成文日期或主送机关。")
    return Reply("\n".join(lines), quoter.citations)


def _head_facts(document: Document) -> list[str]:
    who = document.identity
    date = who.issue_date and f"{who.issue_date.year}年{who.issue_date.month}月{who.issue_date.day}日"
    named = {
        "文号": who.doc_number,
        "成文日期": date,
        "主送": who.addressee,
        "发文机关": "、".join(who.issuers),
    }
    return [f"{label}{value}" for label, value in named.items() if value]


def _title_place(record: DocumentRecord, document: Document) -> Place:
    """The first place that states the report's year, else the start of the text."""
    at = max(document.text.find(str(document.identity.year)), 0)
    span = Span(at, min(at + 4, len(document.text)))
    return Place(
        record.name, record.identity.township, record.identity.county, record.identity.year, "标题", span
    )
