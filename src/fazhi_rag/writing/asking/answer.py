"""Question → `Answer`: quote the sentences that answer, each cited and verified, or abstain with a reason."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from fazhi_rag.grounding import verify
from fazhi_rag.knowledge import KnowledgeBase
from fazhi_rag.types import Abstention, Answer, Citation, Finding, Source
from fazhi_rag.writing.asking.composing import Line, Reply, abstain
from fazhi_rag.writing.asking.documents import answer_document, answer_holdings
from fazhi_rag.writing.asking.plan import Intent, Plan, plan_question
from fazhi_rag.writing.asking.policy import answer_policy
from fazhi_rag.writing.asking.quoting import (
    answer_compare,
    answer_conflicts,
    answer_copying,
    answer_mentions,
    answer_single,
)
from fazhi_rag.writing.asking.tallies import answer_amounts, answer_trend
from fazhi_rag.writing.model import open_model, prompt_budget
from fazhi_rag.writing.prompts import fill_prompt
from fazhi_rag.writing.tokens import take_within

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

_KEY = re.compile(r"\[\d+\]")
_COMPOSERS: dict[Intent, Callable[[Plan, KnowledgeBase], Reply]] = {
    Intent.DESCRIBE: answer_single,
    Intent.FIGURE: answer_single,
    Intent.COMPARE: answer_compare,
    Intent.COUNT: answer_compare,
    Intent.SUM: answer_amounts,
    Intent.RANK: answer_amounts,
    Intent.MENTIONS: answer_mentions,
    Intent.TREND: answer_trend,
    Intent.HOLDINGS: answer_holdings,
    Intent.DOCUMENT: answer_document,
    Intent.COPYING: answer_copying,
    Intent.CONFLICTS: answer_conflicts,
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
    elif not any(char.isalnum() for char in question):
        reply = abstain(
            Abstention.NOT_MENTIONED, "没有读到问题：请写出镇名和要查的事项，如“渠马镇调解了多少次？”。"
        )
    elif plan.scope.abstention and plan.intent is not Intent.POLICY:
        reply = abstain(plan.scope.abstention, plan.scope.message)
    else:
        reply = _compose(plan, kb)
    if model is not None and reply.reason is None:
        reply = _phrase(plan, reply, model)
    return Answer(
        text=reply.text,
        status="abstained" if reply.reason else "answered",
        reason=reply.reason,
        citations=reply.citations,
        findings=tuple(_verify(reply, kb)),
        question=question,
        rows=reply.rows,
    )


def _compose(plan: Plan, kb: KnowledgeBase) -> Reply:
    if plan.amounts and plan.intent in (Intent.COMPARE, Intent.COUNT):
        return answer_amounts(plan, kb)
    return _COMPOSERS[plan.intent](plan, kb)


def _phrase(plan: Plan, reply: Reply, model: str | BaseChatModel) -> Reply:
    """Let the model phrase the quoted sentences; keep the quotation where a number of it does not verify."""
    quoted = (f"[{c.key}]（{c.place.township or ''}{c.place.year or ''}）{c.text}" for c in reply.citations)
    evidence = "\n".join(take_within(quoted, prompt_budget()))
    phrased = open_model(model).complete(fill_prompt("ask", question=plan.question, evidence=evidence))
    checked = verify(phrased, [_quotation(citation) for citation in reply.citations])
    if checked.ok:
        return replace(reply, lines=(Line(phrased, findings=checked.findings),))
    wrong = "、".join(finding.text for finding in checked.findings if not finding.ok)
    note = Line(f"模型的回答中 {wrong} 在资料中核对不上，以下改为直接引用原文。")
    return replace(reply, lines=(note, *reply.lines))


def _quotation(citation: Citation) -> Source:
    place = citation.place
    return Source(citation.text, place.township, place.county, place.year, place.document)


def _verify(reply: Reply, kb: KnowledgeBase) -> Iterator[Finding]:
    """Verify each quoted line against the whole document it comes from, in that document's scope."""
    at = 0
    for line in reply.lines:
        for finding in line.findings or _verify_line(line, kb):
            yield replace(finding, span=finding.span.shift(at))
        at += len(line.text) + 1


def _verify_line(line: Line, kb: KnowledgeBase) -> tuple[Finding, ...]:
    if line.record is None:
        return ()
    who = line.record.identity
    scope = {"township": who.township, "county": who.county}
    source = Source(kb.load(line.record.name).text, **scope, year=who.year, name=line.record.name)
    return verify(_hide_keys(line.text), [source], **scope, year=who.year).findings


def _hide_keys(text: str) -> str:
    """Citation keys are no numbers of the text; offsets stay."""
    return _KEY.sub(lambda match: "　" * len(match.group()), text)
