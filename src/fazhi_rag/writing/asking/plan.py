"""Question → `Plan`: whose reports, which topics, what kind of answer. Deterministic, and printable."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Literal

from fazhi_rag.knowledge import DocumentRecord
from fazhi_rag.numbers import find_mentions
from fazhi_rag.reading import match_topics
from fazhi_rag.types import Approx, DocumentKind, Mention, Part, Value
from fazhi_rag.writing.asking.content import asked_measures, field_terms, name_words, names_thing
from fazhi_rag.writing.asking.heads import asked_noun
from fazhi_rag.writing.asking.laws import asks_of_law, asks_of_rule, named_laws
from fazhi_rag.writing.asking.matching import segments
from fazhi_rag.writing.asking.scope import Scope, resolve_scope
from fazhi_rag.writing.asking.spelling import mend_terms, read_question
from fazhi_rag.writing.asking.wording import question_pattern, question_patterns

MAX_QUESTION = 500
"""Characters of a question that are read; what follows is ignored."""


class Intent(StrEnum):
    """What kind of answer a question asks for."""

    DESCRIBE = "describe"
    FIGURE = "figure"
    COMPARE = "compare"
    MENTIONS = "mentions"
    """Which reports mention a quoted term."""
    COUNT = "count"
    """How many townships or reports."""
    SUM = "sum"
    MEAN = "mean"
    RANK = "rank"
    """Which is most or least, or beyond a limit."""
    TREND = "trend"
    HOLDINGS = "holdings"
    """Which reports there are."""
    DOCUMENT = "document"
    """文号, 印发日期, 主送 of a report itself."""
    SAME_PLACE = "same_place"
    COPYING = "copying"
    CONFLICTS = "conflicts"
    """Whether a report's own figures agree with each other."""
    POLICY = "policy"


OVER_REPORTS = frozenset({Intent.COMPARE, Intent.COUNT, Intent.SUM, Intent.MEAN, Intent.RANK, Intent.TREND})
"""Intents that read every report in scope, not the best passages."""
_OVER_SEVERAL = frozenset({Intent.SUM, Intent.MEAN, Intent.COUNT, Intent.RANK})
_OF_REPORTS = OVER_REPORTS - {Intent.TREND} | {
    Intent.MENTIONS,
    Intent.HOLDINGS,
    Intent.COPYING,
    Intent.CONFLICTS,
}
_QUOTED = re.compile(r"[“\"「『‘]([^”\"」』’]{2,20})[”\"」』’]")
_UNIT = re.compile(
    r"([场次件人户家条份个宗起处项名批期册篇])次?数(?![据字])"
    r"|的(人次|场次|户次|件次)(?=$|[，。？、有是和与])"
)
TIMES = frozenset("趟回遍遭")
"""Measure words of speech for what reports count as 次."""
_LOOSE = TIMES | {"场", "次"}
"""Measure words of speech that stand for the noun's own: 几场官司."""
_OF_ANSWER = re.compile("报告|材料|小数|个?(?:乡镇|镇|乡|街道)")
"""What follows an amount that says how to answer or of how many reports, not what is asked about."""
_OF_SPEECH = re.compile("一[份栏块道样]|[一两二三四五][家地者](?![企公])")
"""Amounts that count the answer or the townships asked about, not a thing: 一份清单, 两家."""
_CLAUSES = re.compile(r"[，；。？！]|、(?=[^，；。？！]*(?:几|多少))")
_MOST_BESIDE = 0.35
"""Share of a question's content that a topic's own words may leave over."""


@dataclass(frozen=True, slots=True)
class Plan(Value):
    """How a question was understood."""

    question: str
    intent: Intent
    scope: Scope
    focus: str
    """The question without names and years: what is looked for."""
    topics: tuple[str, ...] = ()
    part: Part | None = None
    quoted: tuple[str, ...] = ()
    """Terms in quotation marks; the answer must hold them."""
    topical: bool = False
    """Whether the question names a topic and nothing beside it: 如何开展矛盾纠纷调解."""
    unplaced: bool = False
    """Whether it names neither place nor year nor reports: it may ask about the rules, or nothing held."""
    amounts: bool = False
    """Whether figures are asked for: 多少, 几起, 数量."""
    stated: tuple[str, ...] = ()
    """Amounts the question takes for granted, as written: 3宗."""
    whether: bool = False
    """Whether it asks if there was any: 有没有, 是否."""
    unit: str | None = None
    """The measure word asked for: 起 in 几起."""
    noun: str = ""
    """The noun counted: 网格 in 多少个网格."""
    limit: Mention | None = None
    """The bound a question sets: 超过100件."""
    order: Literal["most", "least"] | None = None


def plan_question(
    question: str, records: Sequence[DocumentRecord], home: str | None = None, *, today: date | None = None
) -> Plan:
    """Understand `question` against what the library holds.

    `home` is what 我镇 means; 去年 counts from `today`, by default the machine's date.
    """
    cut = len(question) > MAX_QUESTION
    question = question_pattern("any_figures").sub("", read_question(question[:MAX_QUESTION]))
    reports = [record for record in records if record.identity.kind is not DocumentKind.POLICY]
    scope = resolve_scope(question, reports, home, today=today)
    if cut:
        scope = replace(scope, notes=(*scope.notes, f"问题超过{MAX_QUESTION}字，只读了前{MAX_QUESTION}字。"))
    focus, slips = mend_terms(scope.stripped or question, field_terms())
    for typed, meant in slips:
        question = question.replace(typed, meant)
    told_slips = tuple(f"按“{meant}”理解“{typed}”。" for typed, meant in slips)
    scope = replace(scope, notes=(*scope.notes, *told_slips))
    apart = not scope.named or asks_of_rule(question)
    of_law = apart and asks_of_law(question, named_laws(question, records))
    intent = Intent.POLICY if of_law else _intent(question, scope)
    part = _first("parts", question)
    limit = _limit(focus) if intent in (Intent.RANK, Intent.COUNT) else None
    for told in _figures(focus):
        focus = focus.replace(told.text, " ")
    if part:
        focus = question_patterns("parts")[part].sub(" ", focus)
    topics = match_topics(focus)
    return Plan(
        question=question,
        intent=intent,
        scope=scope,
        focus=focus,
        topics=tuple(match.id for match in topics),
        part=Part(part) if part else None,
        quoted=tuple(_QUOTED.findall(question)),
        topical=bool(topics) and _names_only(focus, topics[0].words),
        unplaced=intent is Intent.COMPARE and not _of_reports(question, scope),
        amounts=limit is not None or (intent is not Intent.COUNT and _asks_amounts(question)),
        stated=tuple(told.text for told in _figures(question) if told.value and limit is None),
        whether=_says("whether", question),
        unit=_unit(question, limit),
        noun=asked_noun(focus),
        limit=limit,
        order=next((side for side in ("most", "least") if _says(side, question)), None),
    )


def ask_apart(plan: Plan) -> tuple[Plan, ...]:
    """Part a question that asks for several things into one plan each: 谈话几次，受处分的有几人.

    What stands before them and asks nothing belongs to each.
    """
    named = [part for part, wording in question_patterns("parts").items() if wording.search(plan.question)]
    if len(named) > 1:
        bare = question_pattern("any_part").sub(" ", plan.focus)
        return tuple(replace(plan, part=Part(part), focus=bare) for part in named)
    lead, asking = list[str](), list[str]()
    for clause in filter(None, _CLAUSES.split(plan.focus)):
        if not (any(asked_measures(clause)) or _says("whether", clause)):
            lead.append(clause)
        elif names_thing(clause) or not asking:
            asking.append(clause)
        else:  # 罚了多少钱: of what was asked before
            asking.append(f"{' '.join(name_words(asking[-1]))}，{clause}")
    if len(asking) < 2:
        return (plan,)
    return tuple(_part(plan, "，".join((*lead, clause))) for clause in asking)


def _part(plan: Plan, focus: str) -> Plan:
    topics = match_topics(focus)
    return replace(
        plan,
        focus=focus,
        topics=tuple(match.id for match in topics),
        topical=bool(topics) and _names_only(focus, topics[0].words),
        amounts=_asks_amounts(focus),
        whether=_says("whether", focus),
        unit=_asked_unit(focus),
        noun=asked_noun(focus),
    )


def _intent(question: str, scope: Scope) -> Intent:
    found = Intent(_first("intents", question) or Intent.DESCRIBE)
    if found is Intent.DOCUMENT:  # 落款日期为1月7日的报告，调解多少件: the day told which report
        found = Intent(_first("intents", scope.stripped) or found)
    about_reports = scope.named or found in _OF_REPORTS
    if not about_reports and _says("policy", question):
        return Intent.POLICY
    townships = {(r.identity.county, r.identity.township) for r in scope.records}
    if found is Intent.SUM and _says("names", question):
        found = Intent.COMPARE
    if found in _OVER_SEVERAL and len(townships) < 2 and len(scope.years) < 2:
        found = Intent.FIGURE
    if found in (Intent.DESCRIBE, Intent.FIGURE) and len(townships) > 1:
        return Intent.COMPARE
    if found is Intent.TREND and len(townships) > 1 and len(scope.years) < 2:
        return Intent.COMPARE
    if found in (Intent.FIGURE, Intent.COMPARE) and len(townships) == 1 and len(scope.years) > 1:
        return Intent.TREND
    return found


def _of_reports(question: str, scope: Scope) -> bool:
    """Whether it asks of reports: names a place, a year or reports, or sets something side by side."""
    asked = _first("intents", question)
    set_beside = bool(asked) and Intent(asked or Intent.DESCRIBE) is not Intent.FIGURE
    return scope.named or bool(scope.years) or _says("reports", question) or set_beside


def _figures(text: str) -> list[Mention]:
    """The amounts a question states itself: a bound, or what it takes for granted. They name no subject."""
    facts = (mention for mention in find_mentions(text) if mention.is_fact and mention.unit != "年")
    said = [mention for mention in facts if not _OF_SPEECH.match(text, mention.span.start)]
    return [mention for mention in said if not _OF_ANSWER.match(text, mention.span.end)]


def _unit(question: str, limit: Mention | None) -> str | None:
    """The measure word of the bound, else the one asked for, else that of the amount taken for granted."""
    if limit:
        return limit.unit
    stated = _figures(question)
    return _asked_unit(question) or (stated[0].unit if len(stated) == 1 else None)


def _limit(focus: str) -> Mention | None:
    """The bound a question sets for an amount: 超过100件, 10次以上."""
    found = (m for m in find_mentions(focus) if m.is_fact and m.approx not in (Approx.EXACT, Approx.ABOUT))
    return next(found, None)


def _first(table: str, question: str) -> str | None:
    """The first row of a table whose wording stands in the question."""
    rows = question_patterns(table).items()
    return next((name for name, wording in rows if wording.search(question)), None)


def _asks_amounts(question: str) -> bool:
    return _says("amounts", question) and not _says("names", question)


def _says(wording: str, question: str) -> bool:
    return bool(question_pattern(wording).search(question))


def _names_only(focus: str, words: Sequence[str]) -> bool:
    """Whether the topic's words make up most of what the question says."""
    left = said = segments(focus)
    for word in (*sorted(words, key=len, reverse=True), "工作"):
        left = tuple(part.replace(word, "") for part in left)
    return sum(map(len, left)) <= _MOST_BESIDE * sum(map(len, said))


def _asked_unit(question: str) -> str | None:
    if _says("names", question):
        return None
    if named := _first("units", question):
        return named
    measure = next((measure for _, measure in asked_measures(question) if measure), None)
    of_noun = _first("counted_in", question)
    if measure and not (of_noun and measure in _LOOSE):
        return measure
    match = _UNIT.search(question)
    return of_noun or (next(filter(None, match.groups()), None) if match else None)
