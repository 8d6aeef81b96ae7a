"""Claims that there was none of a thing (没有遗留积案, 未发生…, 零上访): an answer, never silence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from fazhi_rag.knowledge import DocumentRecord, KnowledgeBase
from fazhi_rag.numbers import clause_spans, find_mentions
from fazhi_rag.types import Figure, Kind, Mention, Part, Span
from fazhi_rag.writing.asking.candidates import Candidate, list_candidates
from fazhi_rag.writing.asking.matching import Matcher

ENOUGH = 0.55
"""Least coverage of the question by the clause that denies: what it denies is what is asked."""
_OF_THING = 0.2
"""Least coverage by the very thing denied: 复议未发生败诉 denies 败诉."""
_NONE = re.compile(
    r"没有(?!的)|从未|(?<![从尚])未(?!经|雨|来|必|成年)(?![^，。；]*的)|尚[未无]|暂无|均无|不存在"
    r"|无一[例人起宗件案名次户]?|(?<![全毫])无(?=行政|新增|重大|发生|涉)"
    r"|(?<![\d〇一二三四五六七八九十])零(?![星散售距容工件钱])|[清为归]零"
)
_RULE = re.compile(r"一律|不得|不能|不准|必须|应当|就|方可|例外")
"""What makes a rule of a denial (没过审查的不得上会), or denies something else."""
_HAPPENED = re.compile(r"新增|发生|出现|产生|收到|接到|受理|办理|[过的一了\W]")
_PLANNED = (Part.PROBLEMS, Part.NEXT_PLAN)


def zero_clauses(text: str) -> Iterator[Span]:
    """Yield the clauses of a sentence that deny a thing without a number: 没有遗留的信访积案."""
    for clause in clause_spans(text):
        said = clause.of(text)
        if _NONE.search(said) and not _RULE.search(said) and not any(m.is_fact for m in find_mentions(said)):
            yield clause


def denied(matcher: Matcher, text: str) -> Span | None:
    """Return the clause of `text` that says there was none of what is asked, if one does."""
    for clause in zero_clauses(text):
        said = clause.of(text)
        if matcher.coverage(said) >= ENOUGH and matcher.coverage(_thing(said)) >= _OF_THING:
            return clause
    return None


def _thing(clause: str) -> str:
    """What a clause denies: what stands behind the denial, or before it where only a verb does."""
    word = _NONE.search(clause)
    if word is None:
        return clause
    behind = clause[word.end() :]
    return behind if len(_HAPPENED.sub("", behind)) > 1 else clause[: word.start()]


def find_zeros(
    matcher: Matcher, records: Sequence[DocumentRecord], kb: KnowledgeBase, *, unit: str
) -> dict[str, tuple[Figure, ...]]:
    """Return, by document name, a ledger-like row of value 0 for each report that denies what is asked."""
    found: dict[str, tuple[Figure, ...]] = {}
    for record in records:
        for candidate in list_candidates(kb.load(record.name), record):
            if candidate.part not in _PLANNED and (clause := denied(matcher, candidate.text)):
                found[record.name] = (_row(candidate, clause, unit),)
                break
    return found


def _row(candidate: Candidate, clause: Span, unit: str) -> Figure:
    span = clause.shift(candidate.span.start)
    subject = _NONE.sub("", clause.of(candidate.text)).strip()
    mention = Mention(f"0{unit}", span, Kind.QUANTITY, Decimal(0), unit, subject=subject)
    return Figure(mention, candidate.place, candidate.text, candidate.span, candidate.topics)
