"""Bind each amount to what it counts: subject, head noun, rate, role, actor, period and year.

A number's *own zone* is the text between the number before it in the clause and itself; its *tail* runs to
the next number or break. A number that ends its clause is counted by its own zone (调处社会矛盾20余次); one
whose zone is empty or ends in a verb is counted by its tail (配备8部执法记录仪). A zone without a noun
(成功155宗) takes the head of the amount before it, and juxtaposed amounts (3支18人) share one subject.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from fazhi_rag.numbers.found import Found
from fazhi_rag.numbers.frame import Frame, end_of, frame_of, start_of
from fazhi_rag.numbers.nouns import ends_in_verb, head_on_left, phrase_on_right, trim, without_actor
from fazhi_rag.numbers.rates import denominator, set_rate
from fazhi_rag.numbers.verbs import opening, words_of
from fazhi_rag.types import Kind

_LEFT, _RIGHT = 80, 48
"""How far a subject is looked for, in characters: keeps the work per number constant."""
_EVENTS = frozenset(["次", "场", "场次", "回", "遍", "期", "人次", "轮", "趟", "批次"])
_CLASSIFIERS = frozenset(
    [
        "个",
        "名",
        "位",
        "家",
        "所",
        "部",
        "台",
        "辆",
        "座",
        "间",
        "件",
        "份",
        "条",
        "项",
        "户",
        "支",
        "级",
        "种",
        "类",
        "批",
        "处",
        "起",
        "宗",
        "张",
        "套",
        "块",
        "只",
        "头",
        "艘",
        "架",
        "幅",
        "册",
        "本",
        "栋",
        "幢",
        "艘",
        "枚",
    ]
)
"""Measure words that a counted noun often follows even where another noun stands before (全县12个乡镇)."""
_INNER = frozenset({Kind.NAMED_TERM, Kind.ORDINAL, Kind.ARTICLE, Kind.DOC_NUMBER})
"""Kinds that are part of a noun phrase: a zone runs through them."""
_PART = re.compile(r"[，；、。\s]?(?:其中|包括|包含|含)")
_FROM = re.compile(r"(?:由|从|自)[^，。；0-9]{0,8}\Z")
_TO = re.compile(r"(?:到|至|为|成)[^，。；0-9]{0,6}\Z")
_NO_NOUN = re.compile(
    r"[，。；、,;:：！？!?）)\s]|[的]?(?:是|在|[前后来间里中]|由|并|及|和|与|被|将|已|均|全[部都]|都|向|对|以|等|至|到|比|且|则|而|左右|占|增|同|为(?!民))|\Z"
)


@dataclass(slots=True)
class Zones:
    """The text around one number that may say what it counts."""

    clause: int
    left: str
    tail: str
    part: bool
    """Whether 其中 or 含 opens the zone."""
    joined: bool
    """Whether nothing stands between this amount and the one before (3支18人)."""


def bind(text: str, found: list[Found]) -> None:
    """Fill in what every fact of `found` counts, and how."""
    frame = frame_of(text)
    fact: Found | None = None
    before: Found | None = None
    per: str | None = None
    for index, item in enumerate(found):
        if frame.advance(item):
            fact = before = per = None
        clause = max(start_of(frame.clauses, item.start), item.start - _LEFT)
        if before is None or before.start < clause:
            per = None
        following = found[index + 1] if index + 1 < len(found) else None
        if carried := denominator(text, item, following):
            item.kind, per = Kind.OTHER, carried
        if item.is_fact:
            set_rate(text, item, before, clause=clause, carried=per)
            zones = _zones(text, item, before, following, frame=frame)
            _set_role(text, item, fact, zones)
            _set_subject(text, item, fact, zones, frame=frame, before=before)
            item.year, item.period, item.actor = frame.year, frame.period, frame.actor
            fact = item
        elif item.kind is Kind.OTHER and item.value is not None:
            item.subject = (
                trim(text[clause : item.start]) or phrase_on_right(text[item.end : item.end + 16])[0] or None
            )
        if item.kind is Kind.YEAR and isinstance(item.value, Decimal):
            frame.year = int(item.value)
        if item.kind not in _INNER:
            before = item


def _zones(text: str, item: Found, before: Found | None, following: Found | None, *, frame: Frame) -> Zones:
    clause = max(start_of(frame.clauses, item.start), item.start - _LEFT)
    begin = clause
    if before is not None and before.end > clause and not _is_total(before):
        begin = before.end
    end = min(end_of(frame.clauses, item.end, len(text)), item.end + _RIGHT)
    if following is not None and following.kind not in _INNER and following.start < end:
        end = following.start
    own, tail = text[begin : item.start], text[item.end : end]
    if not tail.startswith(("“", "《", "‘")):
        tail = tail.partition("、")[0]
    if own.rstrip().endswith(("、", "和", "与", "及")) and before is not None and begin == before.end:
        own = ""
    if origin := _FROM.search(own):
        own = own[: origin.start()]
    joined = before is not None and before.is_fact and not text[before.end : item.start].strip()
    return Zones(clause, trim(own), tail, _PART.match(own) is not None, joined)


def _is_total(item: Found) -> bool:
    """均, 全部 and vague amounts (多种) stand inside a subject; 每季度 and dates part it."""
    return item.kind is Kind.OTHER and (item.unit == "%" or item.value is None)


def _set_role(text: str, item: Found, fact: Found | None, zones: Zones) -> None:
    if fact is None:
        return
    between = text[fact.end : item.start]
    if (
        len(between) < 24
        and "，" not in between
        and _TO.search(between)
        and _FROM.search(text, max(0, fact.start - 10), fact.start)
    ):
        fact.role, item.role = "before", "after"
    elif zones.part and fact.role != "part":
        item.role, fact.role = "part", fact.role or "whole"
    elif zones.part:
        item.role = "part"


def _set_subject(
    text: str, item: Found, fact: Found | None, zones: Zones, *, frame: Frame, before: Found | None
) -> None:
    if zones.joined and fact is not None and fact.subject:
        item.subject, item.head = fact.subject, fact.head
        return
    if _counts_right(item, zones):
        phrase, item.head = phrase_on_right(zones.tail, people=item.unit in ("名", "位"))
        item.subject = (zones.left + phrase) or None
    elif zones.left:
        item.subject = zones.left
        item.head = _left_head(item, zones.left)
    elif before is None or before.end < zones.clause:
        _take_clause_before(text, item, before, frame=frame)
    if item.head is None or item.role == "part":
        _inherit(item, fact, zones)
    item.head = (
        item.head or without_actor(zones.left) or (zones.left if item.unit not in _EVENTS else None) or None
    )
    if item.role == "after" and fact is not None:
        item.head = item.head or fact.head
        fact.head, fact.subject = fact.head or item.head, fact.subject or item.subject


def _left_head(item: Found, zone: str) -> str | None:
    return head_on_left(without_actor(zone), rated=item.kind is Kind.PERCENT, event=item.unit in _EVENTS)


def _counts_right(item: Found, zones: Zones) -> bool:
    """Whether the counted noun stands right of the number."""
    if _NO_NOUN.match(zones.tail) or len(zones.tail.strip()) < 1:
        return (
            zones.tail.startswith("的")
            and item.unit is not None
            and (not zones.left or ends_in_verb(zones.left))
        )
    verb = opening(zones.tail.lstrip(), "strong")
    acts = len(verb) > 1 and verb not in words_of("soft") and "的" not in zones.tail
    if not zones.left:
        return True
    if acts and item.unit not in _EVENTS:
        return False
    if ends_in_verb(zones.left) or not without_actor(zones.left) or zones.left[-1] in "的把将对在":
        return True
    return item.unit in _CLASSIFIERS and len(phrase_on_right(zones.tail)[0]) > 1


def _take_clause_before(text: str, item: Found, before: Found | None, *, frame: Frame) -> None:
    """Read 组织应急演练，全年共12次: the subject stands in the clause before."""
    end = start_of(frame.clauses, item.start) - 1
    begin = max(start_of(frame.clauses, end), end - _LEFT) if end > frame.sentence else end
    if end <= begin or (before is not None and before.end > begin):
        return
    zone = trim(text[begin:end])
    item.subject = zone or None
    item.head = _left_head(item, zone) if zone else None


def _inherit(item: Found, fact: Found | None, zones: Zones) -> None:
    """Take the head of the amount before: 受理156宗，成功155宗; 其中邻里9件."""
    if (
        fact is None
        or not fact.head
        or (item.unit != fact.unit and not zones.joined and item.kind is not Kind.PERCENT)
    ):
        return
    if (
        item.role == "part"
        and item.head
        and (item.unit != fact.unit or item.head[-2:] == fact.head[-2:] or len(item.head) > 4)
    ):
        return
    item.subject = (item.subject or zones.left) + fact.head
    item.head = fact.head
