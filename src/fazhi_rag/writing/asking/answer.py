"""Question → `Answer`: quote the sentences that answer, each cited and verified, or abstain with a reason."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Literal, overload

from fazhi_rag.grounding import verify
from fazhi_rag.knowledge import KnowledgeBase
from fazhi_rag.types import Abstention, Answer, Finding, Source
from fazhi_rag.writing.asking.composing import Line, Reply, abstain, name_reports
from fazhi_rag.writing.asking.documents import answer_document, answer_holdings
from fazhi_rag.writing.asking.phrasing import AnswerStream, Evidence, phrase, settle_words, stream_words
from fazhi_rag.writing.asking.plan import OVER_REPORTS, Intent, Plan, plan_question
from fazhi_rag.writing.asking.policy import answer_policy
from fazhi_rag.writing.asking.quoting import (
    answer_compare,
    answer_conflicts,
    answer_copying,
    answer_mentions,
    answer_single,
)
from fazhi_rag.writing.asking.tallies import answer_amounts, answer_trend
from fazhi_rag.writing.model import open_model

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

_CHINESE = re.compile("[\u3400-\u9fff]")
_HOW_TO_ASK = "请写出镇名和要查的事项，如“渠马镇调解了多少次？”。"
_KEY = re.compile(r"\[\d+\]")
_COMPOSERS: dict[Intent, Callable[[Plan, KnowledgeBase], Reply]] = {
    Intent.DESCRIBE: answer_single,
    Intent.FIGURE: answer_single,
    Intent.COMPARE: answer_compare,
    Intent.COUNT: answer_compare,
    Intent.SUM: answer_amounts,
    Intent.MEAN: answer_amounts,
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

_BY_SENTENCE = OVER_REPORTS | {Intent.DESCRIBE, Intent.FIGURE}
"""Intents answered by sentences, which must say the village or quarter asked about."""


@overload
def ask(
    question: str,
    *,
    kb: KnowledgeBase,
    home: str | None = None,
    model: str | BaseChatModel | None = None,
    stream: Literal[False] = False,
) -> Answer: ...


@overload
def ask(
    question: str,
    *,
    kb: KnowledgeBase,
    home: str | None = None,
    model: str | BaseChatModel | None = None,
    stream: Literal[True],
) -> AnswerStream: ...


def ask(
    question: str,
    *,
    kb: KnowledgeBase,
    home: str | None = None,
    model: str | BaseChatModel | None = None,
    stream: bool = False,
) -> Answer | AnswerStream:
    """Answer `question` from the knowledge base, or abstain.

    `home` is the township that 我镇 means. With a model, it words an answer from the quoted sentences alone;
    where its numbers do not verify against what it cites, the quotation is served instead. With `stream`,
    returns the text in pieces as it comes, and the answer with its verdicts at the end.

    Raises:
        ModelError: the model failed.

    """
    records = kb.documents()
    plan = plan_question(question, records, home)
    if not records:
        reply = abstain(Abstention.NO_DOCUMENTS, "资料库是空的，请先用 fazhi ingest 入库。")
    elif not any(char.isalnum() for char in question):
        reply = abstain(Abstention.NOT_MENTIONED, f"没有读到问题：{_HOW_TO_ASK}")
    elif not _CHINESE.search(question):
        reply = abstain(
            Abstention.NOT_MENTIONED, "请用中文提问：写出镇名和要查的事项，如“渠马镇调解了多少次？”。"
        )
    elif plan.scope.abstention and plan.intent is not Intent.POLICY:
        reply = abstain(plan.scope.abstention, plan.scope.message)
    else:
        reply = _compose(plan, kb)
    townships = tuple(sorted({r.identity.township for r in records if r.identity.township}))
    evidence = Evidence(plan.question, reply, townships)
    if model is None or reply.reason is not None:
        answer = _answer(reply, question, kb)
        return (
            AnswerStream(iter(answer.text.splitlines(keepends=True)), lambda _: answer) if stream else answer
        )
    door = open_model(model)
    if stream:
        words = stream_words(evidence, door)
        return AnswerStream(words, lambda text: _answer(settle_words(evidence, text), question, kb))
    return _answer(phrase(evidence, door), question, kb)


def _answer(reply: Reply, question: str, kb: KnowledgeBase) -> Answer:
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
    if plan.scope.within and plan.intent in _BY_SENTENCE:
        untold = _untold(plan, kb)
        if untold:
            return untold
        plan = replace(plan, quoted=(*plan.quoted, *plan.scope.within))
    if plan.unplaced:
        rules = answer_policy(plan, kb)
        if rules.reason is None:
            return rules
        if not plan.topics:
            return abstain(Abstention.NOT_MENTIONED, "问题没有写明乡镇或年度，也不是报告或政策文件里的事项。")
    if plan.amounts and plan.intent in (Intent.COMPARE, Intent.COUNT):
        return answer_amounts(plan, kb)
    return _COMPOSERS[plan.intent](plan, kb)


def _untold(plan: Plan, kb: KnowledgeBase) -> Reply | None:
    """Abstain where no report in scope says of which village or quarter the question is."""
    records = plan.scope.records
    for term in plan.scope.within:
        if not any(term in kb.load(record.name).text for record in records):
            return abstain(
                Abstention.NOT_MENTIONED, f"已查{name_reports(list(records))}，没有“{term}”的内容。"
            )
    return None


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
