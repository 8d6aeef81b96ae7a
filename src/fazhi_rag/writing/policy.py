"""Answers about the rules: from the policy documents alone, with article and validity."""

from __future__ import annotations

from collections import defaultdict

from fazhi_rag.knowledge import DocumentRecord, KnowledgeBase
from fazhi_rag.types import Abstention, DocumentKind
from fazhi_rag.writing.candidates import Candidate, list_candidates
from fazhi_rag.writing.composing import Quoter, Reply, abstain
from fazhi_rag.writing.matching import Matcher
from fazhi_rag.writing.plan import Plan

_LEAST = 0.4
"""Least coverage for a policy line; its document's title is read with it."""
_DOCUMENTS = 2
_LINES = 4


def answer_policy(plan: Plan, kb: KnowledgeBase) -> Reply:
    """Quote the lines of the policy documents that answer, best documents first."""
    records = {record.name: record for record in kb.documents(kind=DocumentKind.POLICY)}
    if not records:
        return abstain(
            Abstention.NO_DOCUMENTS, "资料库没有政策法规文件，无法回答制度依据问题；请先入库政策文件。"
        )
    near = dict.fromkeys(hit.document for hit in kb.search(plan.question, kind=DocumentKind.POLICY, k=30))
    pool = [c for name in near for c in list_candidates(kb.load(name), records[name])]
    matcher = Matcher(plan.question, [c.text for c in pool])
    scored = [(matcher.coverage(f"{_title(c.record)} {c.text}"), c) for c in pool if not _is_title(c)]
    best = max((value for value, _ in scored), default=0.0)
    if best < _LEAST:
        return abstain(Abstention.NOT_MENTIONED, "资料库的政策法规文件里没有查到相应规定。")
    chosen: dict[str, list[tuple[float, Candidate]]] = defaultdict(list)
    for value, c in sorted(scored, key=lambda row: -row[0]):
        if value >= 0.6 * best and (c.record.name in chosen or len(chosen) < _DOCUMENTS):
            chosen[c.record.name].append((value, c))
    quoter = Quoter()
    blocks = []
    for name, rows in chosen.items():
        kept = sorted((c for _, c in rows[:_LINES]), key=lambda c: c.span)
        blocks.append(f"{_cite(records[name])}：\n{quoter.lines(kept)}")
    return Reply("\n".join(blocks), quoter.citations)


def _title(record: DocumentRecord) -> str:
    return record.identity.title or record.name


def _is_title(candidate: Candidate) -> bool:
    return candidate.text.strip() == _title(candidate.record)


def _cite(record: DocumentRecord) -> str:
    who = record.identity
    number = f"（{who.doc_number}）" if who.doc_number else ""
    ended = f"，有效期至{who.effective_to:%Y年%m月%d日}" if who.effective_to else ""
    return f"《{_title(record)}》{number}{ended}"
