"""Question → `Answer`: quote the sentences that answer, each cited and verified, or abstain with a reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from fazhi_rag.grounding import verify
from fazhi_rag.knowledge import KnowledgeBase
from fazhi_rag.types import Abstention, Answer, Citation, DocumentKind, Finding, Source
from fazhi_rag.writing.composing import Reply, abstain
from fazhi_rag.writing.documents import answer_document, answer_holdings
from fazhi_rag.writing.model import open_model
from fazhi_rag.writing.plan import Intent, Plan, plan_question
from fazhi_rag.writing.policy import answer_policy
from fazhi_rag.writing.prompts import fill_prompt
from fazhi_rag.writing.quoting import (
    answer_compare,
    answer_copying,
    answer_mentions,
    answer_single,
    answer_trend,
)

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

_COMPOSERS: dict[Intent, Callable[[Plan, KnowledgeBase], Reply]] = {
    Intent.DESCRIBE: answer_single,
    Intent.FIGURE: answer_single,
    Intent.COMPARE: answer_compare,
    Intent.MENTIONS: answer_mentions,
    Intent.TREND: answer_trend,
    Intent.HOLDINGS: answer_holdings,
    Intent.DOCUMENT: answer_document,
    Intent.COPYING: answer_copying,
    Intent.POLICY: answer_policy,
    Intent.SAME_PLACE: answer_single,
}


def ask(
    question: str,
    *,
    kb: KnowledgeBase,
    home: str | None = None,
    model: str | BaseChatModel | None = None,
) -> Answer:
    """Answer `question` from the knowledge base, or abstain.

    `home` is the township that 我镇 means. With a model, it phrases an answer from the quoted sentences
    alone; where its numbers do not verify against them, the quotation is served instead.

    Raises:
        ModelError: the model failed.

    """
    records = kb.documents()
    plan = plan_question(question, records, home)
    if not records:
        reply = abstain(Abstention.NO_DOCUMENTS, "资料库是空的，请先用 fazhi ingest 入库。")
    elif plan.scope.abstention and plan.intent is not Intent.POLICY:
        reply = abstain(plan.scope.abstention, plan.scope.message)
    else:
        reply = _COMPOSERS[plan.intent](plan, kb)
    if model is not None and reply.reason is None:
        reply = _phrase(plan, reply, model)
    return Answer(
        text=reply.text,
        status="abstained" if reply.reason else "answered",
        reason=reply.reason,
        citations=reply.citations,
        findings=_verify(reply, kb),
        question=question,
    )


def _phrase(plan: Plan, reply: Reply, model: str | BaseChatModel) -> Reply:
    """Let the model phrase the quoted sentences; keep the quotation where a number of it does not verify."""
    evidence = "\n".join(
        f"[{c.key}]（{c.place.township or ''}{c.place.year or ''}）{c.text}" for c in reply.citations
    )
    phrased = open_model(model)(fill_prompt("ask", question=plan.question, evidence=evidence))
    checked = verify(phrased, [_source(citation) for citation in reply.citations])
    if not checked.ok:
        wrong = "、".join(finding.text for finding in checked.findings if not finding.ok)
        return reply.with_note(f"模型的回答中 {wrong} 在资料中核对不上，以下改为直接引用原文。")
    return Reply(phrased, reply.citations, notes=reply.notes)


def _source(citation: Citation) -> Source:
    place = citation.place
    return Source(citation.text, place.township, place.county, place.year, place.document)


def _verify(reply: Reply, kb: KnowledgeBase) -> tuple[Finding, ...]:
    """Verify the answer's text against the full text of the documents it cites."""
    if reply.reason or not reply.citations:
        return ()
    names = dict.fromkeys(citation.place.document for citation in reply.citations)
    documents = [kb.load(name) for name in names]
    sources = [
        Source(d.text, d.identity.township, d.identity.county, d.identity.year, d.name) for d in documents
    ]
    identities = {(d.identity.township, d.identity.county, d.identity.year) for d in documents}
    reports = all(d.identity.kind is not DocumentKind.POLICY for d in documents)
    township, county, year = identities.pop() if reports and len(identities) == 1 else (None, None, None)
    return verify(reply.text, sources, township=township, county=county, year=year).findings
