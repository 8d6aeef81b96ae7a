"""Question → `Plan`: whose reports, which topics, what kind of answer. Deterministic, and printable."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from fazhi_rag.knowledge import DocumentRecord
from fazhi_rag.reading import match_topics
from fazhi_rag.types import DocumentKind, Part, Value
from fazhi_rag.writing.matching import segments
from fazhi_rag.writing.scope import Scope, resolve_scope

MAX_QUESTION = 500
"""Characters of a question that are read; what follows is ignored."""


class Intent(StrEnum):
    """What kind of answer a question asks for."""

    DESCRIBE = "describe"
    FIGURE = "figure"
    COMPARE = "compare"
    MENTIONS = "mentions"
    """Which reports mention a quoted term."""
    TREND = "trend"
    HOLDINGS = "holdings"
    """Which reports there are."""
    DOCUMENT = "document"
    """文号, 印发日期, 主送 of a report itself."""
    SAME_PLACE = "same_place"
    COPYING = "copying"
    POLICY = "policy"


_AMOUNT = re.compile(r"多少|几(?!乎|点)|比例|占比|数量|率(?=是|为|多|怎|如|$|？)")
_INTENTS: tuple[tuple[Intent, re.Pattern[str]], ...] = (
    (Intent.SAME_PLACE, re.compile(r"(一个|同一个?)(地方|镇|乡|街道|地)吗|是不是同一")),
    (
        Intent.HOLDINGS,
        re.compile(
            r"(资料库|知识库|库里|库中).*(哪个|哪些|哪几|几份|几个|多少份)|分别是哪[个些].*(镇|乡|年)|(有|收录)(哪些|哪几份|几份|多少份)报告"
        ),
    ),
    (Intent.COPYING, re.compile(r"抄|照搬|雷同|从别处|套用")),
    (
        Intent.DOCUMENT,
        re.compile(
            r"文号|发文字号|(什么时候|何时|哪天|几月几日|哪一天)(印发|发布|公开|成文|落款|签发)|(印发|发布|成文|落款)(日期|时间)|主送|报送给谁|谁发的文"
        ),
    ),
    (
        Intent.MENTIONS,
        re.compile(r"哪(些|几个|个)(镇|乡|街道|报告|地方)[^，。？]{0,8}(提到|提及|出现|写到|写了|说到|用了)"),
    ),
    (
        Intent.TREND,
        re.compile(
            r"增长|增加了|减少了|下降|趋势|逐年|同比|(较|比)(上年|去年|上一年)|近.{1,2}年.*(变化|情况)|变化(趋势|情况)?"
        ),
    ),
    (
        Intent.COMPARE,
        re.compile(
            r"比较|对比|相比|不同|区别|差异|各(镇|乡|街道|地|乡镇)|哪(些|个|几个)(镇|乡|街道)|(几|两|二|三|四|五|六|七|八|九|十|\d+)份报告|所有(镇|报告)|分别"
        ),
    ),
    (Intent.FIGURE, _AMOUNT),
)
_POLICY = re.compile(
    r"条例|规定|办法|纲要|意见|法律|政策|依据|号令|第[一二三四五六七八九十百\d]+条|法(?=[第的要有对中]|怎么|规定)|(什么时候|何时|几月).*(公开|公布|报送|上报)|要写哪些|应当写|期限|生效|施行|适用"
)
_PARTS: tuple[tuple[Part, re.Pattern[str]], ...] = (
    (
        Part.NEXT_PLAN,
        re.compile(r"打算|下一步|工作计划|工作安排|工作思路|明年|今后|(?:年)(?:的)?(?:计划|安排|打算)"),
    ),
    (Part.PROBLEMS, re.compile(r"不足|存在.{0,3}问题|短板|薄弱|差距|困难")),
    (
        Part.FIRST_RESPONSIBLE,
        re.compile(r"第一责任人.{0,6}(履|职责|情况)|党政主要负责人.{0,6}(履|职责|情况)"),
    ),
)
_QUOTED = re.compile(r"[“\"「『‘]([^”\"」』’]{2,20})[”\"」』’]")
_UNIT = re.compile(
    r"(?:几|多少)(?:个)?(人次|场次|户次|件次|[件起宗例个人名位次场份条部台家处户间项期卷张册天元平])"
)
_NAMES = re.compile(r"名字|名称|叫什么")
_MOST_BESIDE = 0.35
"""Share of a question's content that a topic's own words may leave over."""
_MONEY = re.compile(r"(经费|资金|投入|金额|罚款|费用|款项?)[^，。？]{0,6}(多少|几)")


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
    amounts: bool = False
    """Whether figures are asked for: 多少, 几起, 数量."""
    unit: str | None = None
    """The measure word asked for: 起 in 几起."""


def plan_question(question: str, records: Sequence[DocumentRecord], home: str | None = None) -> Plan:
    """Understand `question` against what the library holds. `home` is what 我镇 means."""
    question = " ".join(question.split())[:MAX_QUESTION]
    reports = [record for record in records if record.identity.kind is not DocumentKind.POLICY]
    scope = resolve_scope(question, reports, home)
    intent = _intent(question, scope)
    part = next((part for part, pattern in _PARTS if pattern.search(question)), None)
    focus = scope.stripped or question
    if part:
        focus = dict(_PARTS)[part].sub("　", focus)
    topics = match_topics(focus)
    return Plan(
        question=question,
        intent=intent,
        scope=scope,
        focus=focus,
        topics=tuple(match.id for match in topics),
        part=part,
        quoted=tuple(_QUOTED.findall(question)),
        topical=bool(topics) and _names_only(focus, topics[0].words),
        amounts=bool(_AMOUNT.search(question)) and not _NAMES.search(question),
        unit=_asked_unit(question),
    )


def _intent(question: str, scope: Scope) -> Intent:
    found = next((intent for intent, pattern in _INTENTS if pattern.search(question)), Intent.DESCRIBE)
    about_reports = scope.named or found in (Intent.COMPARE, Intent.MENTIONS, Intent.HOLDINGS, Intent.COPYING)
    if not about_reports and _POLICY.search(question):
        return Intent.POLICY
    several = len({(r.identity.county, r.identity.township) for r in scope.records}) > 1
    if found in (Intent.DESCRIBE, Intent.FIGURE) and several:
        return Intent.COMPARE
    return found


def _names_only(focus: str, words: Sequence[str]) -> bool:
    """Whether the topic's words make up most of what the question says."""
    left = said = segments(focus)
    for word in (*sorted(words, key=len, reverse=True), "工作"):
        left = tuple(part.replace(word, "") for part in left)
    return sum(map(len, left)) <= _MOST_BESIDE * sum(map(len, said))


def _asked_unit(question: str) -> str | None:
    if _NAMES.search(question):
        return None
    if _MONEY.search(question):
        return "元"
    match = _UNIT.search(question)
    return match[1] if match else None
