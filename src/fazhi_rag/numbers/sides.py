"""The two sides of a number that may say what it counts: its own zone and its tail."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fazhi_rag.numbers.found import Found
from fazhi_rag.numbers.frame import Frame, end_of, start_of
from fazhi_rag.numbers.nouns import trim
from fazhi_rag.numbers.words import has_noun, has_verb, names_or_does, stands_alone
from fazhi_rag.types import Kind

REACH_LEFT, _REACH_RIGHT = 80, 48
"""How far a subject is looked for, in characters: keeps the work per number constant."""
_NOISE = " \t\r\n,，;；:|/.。、"
INNER = frozenset({Kind.NAMED_TERM, Kind.ORDINAL, Kind.ARTICLE, Kind.DOC_NUMBER})
"""Kinds that are part of a noun phrase: a zone runs through them."""
_PART = re.compile(r"[，；、。\s]?(?:其中|包括|包含|含)")
FROM = re.compile(r"(?:由|从|自(?=[今去前上本]|\Z))[^，。；0-9]{0,8}\Z")
_ATTRIBUTE = re.compile(
    r"(?:全|总|单|年)?(?:长|宽|高|深|重|厚|价|价值|价格|面积|占地|占地面积|直径|投资|造价|时长|容量|规模|产能|库容|历时|为期)(?:[达约近为超逾]|达到|超过)*\Z"
)
"""What a second number measures of the thing counted: 一根长达135米的冰芯."""
_GOVERNING = (
    "了",
    "过",
    "着",
    "以",
    "用",
    "按",
    "为",
    "对",
    "向",
    "给",
    "把",
    "将",
    "从",
    "在",
    "被",
    "由",
    "让",
    "使",
    "到",
)
"""Aspects and prepositions: what they govern stands behind the number (为20名选手颁奖)."""
_EACH = re.compile(r"每[\u4e00-\u9fff]{1,2}\Z")
"""What a rate is counted per: no part of what stands before it (以每股8.6元的价格)."""


@dataclass(slots=True)
class Zones:
    """The text around one number that may say what it counts."""

    clause: int
    left: str
    tail: str
    part: bool
    """Whether 其中 or 含 opens the zone."""
    acted: bool
    """Whether an aspect or a preposition ends the zone: 卖了5万斤苹果, 以11秒的成绩."""
    last: bool
    """Whether the tail runs to the end of the clause, no number behind it."""
    joined: bool
    """Whether nothing stands between this amount and the one before (3支18人)."""


def zones_of(text: str, item: Found, before: Found | None, following: Found | None, *, frame: Frame) -> Zones:
    """Return the two sides of a number, between the numbers beside it in its clause."""
    clause = max(start_of(frame.clauses, item.start), item.start - REACH_LEFT)
    begin = clause
    if before is not None and before.end > clause and not _is_total(before):
        begin = before.end
    end = min(end_of(frame.clauses, item.end, len(text)), item.end + _REACH_RIGHT)
    if (
        following is not None
        and _ATTRIBUTE.fullmatch(text, item.end, following.start)
        and text[following.end : following.end + 1] == "的"
    ):
        own = text[begin : item.start]
        return Zones(clause, trim(own), text[following.end + 1 : end], False, True, False, False)
    last = following is None or following.kind in INNER or following.start >= end
    if not last and following is not None:
        end = following.start
    own, tail = text[begin : item.start], text[item.end : end]
    if not tail.startswith(("“", "《", "‘")):
        tail = tail.partition("、")[0]
    if own.rstrip().endswith(("、", "和", "与", "及")) and (begin != clause or has_noun(tail[:8])):
        own = ""
    if (origin := FROM.search(own)) and _is_origin(own, origin):
        own = own[: origin.start()]
    if before is not None and before.end == begin and _ATTRIBUTE.fullmatch(own) and tail.startswith("的"):
        own = ""
    own = _EACH.sub("", own)
    joined = before is not None and before.is_fact and not text[before.end : item.start].strip()
    if not own.strip(_NOISE):
        own = ""
    if not tail.strip(_NOISE):
        tail = ""
    acted = own.rstrip(" 共约近逾超").rstrip().endswith(_GOVERNING)
    left = trim(own) if own else ""
    if left and not names_or_does(left):
        left = ""
    return Zones(clause, left, tail, _PART.match(own) is not None, acted, last, joined)


def _is_origin(own: str, found: re.Match[str]) -> bool:
    """Whether a range starts here: not 自查自改, nor 从其住处搜出, which says what was done."""
    return stands_alone(own, found.start()) and not has_verb(own[found.start() + 1 :])


def _is_total(item: Found) -> bool:
    """均, 全部, 去年 and vague amounts (多种) stand inside a subject; 每季度 and dates part it."""
    if item.kind is Kind.YEAR:
        return item.value is None
    return item.kind is Kind.OTHER and (item.unit == "%" or item.value is None)
