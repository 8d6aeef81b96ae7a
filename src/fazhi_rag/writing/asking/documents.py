"""Answers about the documents themselves: what is held, a report's number, date and addressee."""

from __future__ import annotations

import re

from fazhi_rag.knowledge import DocumentRecord, KnowledgeBase
from fazhi_rag.types import Abstention, Document, Identity, Place, Span
from fazhi_rag.writing.asking.composing import Line, Quoter, Reply, abstain, name_report
from fazhi_rag.writing.asking.plan import Plan


def answer_holdings(plan: Plan, kb: KnowledgeBase) -> Reply:
    """List the reports in scope, each cited to the place that names its year."""
    quoter = Quoter(plan.scope.records)
    records = sorted(plan.scope.records, key=lambda r: (r.identity.year or 0, r.name))
    rows = [_own_words(quoter, record, kb, name_report(record)) for record in records]
    return Reply((Line("资料库收录的报告："), *rows), quoter.citations)


def answer_document(plan: Plan, kb: KnowledgeBase) -> Reply:
    """Answer 文号, 日期 and 主送 from the report's own head and foot."""
    quoter = Quoter(plan.scope.records)
    rows = []
    for record in plan.scope.records:
        if facts := _head_facts(record.identity, plan.question):
            rows.append(_own_words(quoter, record, kb, f"{name_report(record)}：{'；'.join(facts)}。"))
    if not rows:
        names = "、".join(map(name_report, plan.scope.records))
        return abstain(Abstention.NOT_MENTIONED, f"{names}的报告没有写明文号、成文日期或主送机关。")
    return Reply(tuple(rows), quoter.citations)


def _own_words(quoter: Quoter, record: DocumentRecord, kb: KnowledgeBase, text: str) -> Line:
    """What the library knows of a report, cited to the place that states its year."""
    line = quoter.quote(record, text, _title_place(record, kb.load(record.name)))
    return Line(line.text)


_TITLE = re.compile("标题|题目|题名|叫什么")
_ASKED = {
    "文号": re.compile("文号|[字编]号|号码|文件[^，。？]{0,6}(?:几|多少)号"),
    "主送": re.compile("主送|报送|送给|报给"),
    "成文日期": re.compile("落款[^，。？]{0,4}(?:日|时|几|哪天)|(?:印发|成文|发布|签发)(?:日期|时间)"),
    "发文机关": re.compile("署名|(?:单位|机关|哪家|谁)[^，。？]{0,4}(?:落款|发的?文|印发)"),
}
"""What is asked for outright: a report that does not say it answers nothing."""


def _head_facts(who: Identity, question: str) -> list[str]:
    """What the report's head and foot say; nothing where just what is asked for is not there."""
    date = who.issue_date and f"{who.issue_date.year}年{who.issue_date.month}月{who.issue_date.day}日"
    issuers = "、".join(who.issuers)
    named = {"文号": who.doc_number, "成文日期": date, "主送": who.addressee, "发文机关": issuers}
    if _TITLE.search(question):
        named = {"标题": who.title and f"《{who.title}》", **named}
    if any(wording.search(question) and not named[label] for label, wording in _ASKED.items()):
        return []
    return [f"{label}{value}" for label, value in named.items() if value]


def _title_place(record: DocumentRecord, document: Document) -> Place:
    """The first place that states the report's year, else the start of the text."""
    who = record.identity
    at = max(document.text.find(str(who.year)), 0)
    span = Span(at, min(at + 4, len(document.text)))
    return Place(record.name, who.township, who.county, who.year, "标题", span)
