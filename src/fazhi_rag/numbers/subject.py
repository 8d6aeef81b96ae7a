"""Bind each amount to what it counts: subject, head noun, rate, role, actor, period and year.

A number's *own zone* is the text between the number before it in the clause and itself; its *tail* runs to
the next number or break. A number that ends its clause is counted by its own zone (调处社会矛盾20余次); one
whose zone is empty or ends in a verb is counted by its tail (配备8部执法记录仪). A zone without a noun
(成功155宗) takes the head of the amount before it, and juxtaposed amounts (3支18人) share one subject.
"""

from __future__ import annotations

import re
from decimal import Decimal

from fazhi_rag.numbers.classes import fits, is_classed, looks_nominal
from fazhi_rag.numbers.distribute import distribute
from fazhi_rag.numbers.found import Found
from fazhi_rag.numbers.frame import Frame, frame_of, start_of
from fazhi_rag.numbers.nouns import (
    ends_in_verb,
    head_on_left,
    is_action,
    noun_of,
    trim,
    without_actor,
)
from fazhi_rag.numbers.rates import denominator, set_rate
from fazhi_rag.numbers.sides import FROM, INNER, REACH_LEFT, Zones, zones_of
from fazhi_rag.numbers.tails import (
    names_what,
    opens_clause,
    opens_function,
    opens_predicate,
    phrase_on_right,
)
from fazhi_rag.numbers.verbs import opening, words_of
from fazhi_rag.numbers.words import describes, ends_in_noun, has_noun, has_verb, is_deed, is_noun
from fazhi_rag.types import Kind

_EVENTS = frozenset(["次", "场", "场次", "回", "遍", "期", "人次", "轮", "趟", "批次"])
_CLASSIFIERS = frozenset("个名位家所部台辆座间件份条项户支级种类批处起宗张套块只头艘架幅册本栋幢枚")
"""Measure words that a counted noun often follows even where another noun stands before (全县12个乡镇)."""
_TO = re.compile(r"(?:到|至|为|成)[^，。；0-9]{0,6}\Z")


def bind(text: str, found: list[Found]) -> None:
    """Fill in what every fact of `found` counts, and how."""
    frame = frame_of(text)
    fact: Found | None = None
    before: Found | None = None
    per: str | None = None
    for index, item in enumerate(found):
        if frame.advance(item):
            fact = before = per = None
        if item.unit is None and _is_cell(text, item):
            fact = before = item
            continue
        clause = max(start_of(frame.clauses, item.start), item.start - REACH_LEFT)
        if before is None or before.start < clause:
            per = None
        following = found[index + 1] if index + 1 < len(found) else None
        if carried := denominator(text, item, following):
            item.kind, per = Kind.OTHER, carried
        if item.is_fact:
            set_rate(text, item, before, clause=clause, carried=per)
            zones = zones_of(text, item, before, following, frame=frame)
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
        if item.kind not in INNER:
            before = item
    distribute(text, found, frame.clauses)


_CELL_MARKS = frozenset(",\t|")


def _is_cell(text: str, item: Found) -> bool:
    """Whether a bare number stands between the marks of a table row: nothing there says what it counts."""
    return (
        item.is_fact and text[item.end : item.end + 1] in _CELL_MARKS and text[item.start - 1] in _CELL_MARKS
    )


def _set_role(text: str, item: Found, fact: Found | None, zones: Zones) -> None:
    if fact is None:
        return
    between = text[fact.end : item.start]
    if (
        len(between) < 24
        and "，" not in between
        and _TO.search(between)
        and FROM.search(text, max(0, fact.start - 10), fact.start)
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
    if _counts_right(item, fact, zones):
        phrase, item.head = phrase_on_right(zones.tail, unit=item.unit)
        item.subject = (zones.left + phrase) or None
        if item.unit in _NOUN_UNITS and not has_noun(phrase):
            item.head = item.unit  # 造成2人失踪: the measure word is the noun
    elif zones.left:
        item.subject = zones.left
        item.head = _left_head(item, zones.left)
        if _is_elided(item, fact, zones.left):
            item.head = None
    elif before is None or before.end < zones.clause:
        _take_clause_before(text, item, before, frame=frame)
    if item.role == "after" and fact is not None and is_deed(item.head or zones.left):
        item.head = fact.head
    if item.head is None or item.role == "part":
        _inherit(item, fact, zones)
    if (
        item.head is None
        and zones.tail
        and not zones.left
        and (item.unit in _NOUN_UNITS or is_noun(item.unit))
    ):
        item.head = item.unit  # 2人因体力不支送医, 17个部门对96个事项
    if item.unit in _NOUN_UNITS and zones.left + zones.tail and is_deed(item.head or zones.left):
        item.head = item.unit
    item.head = item.head or _own_words(item, fact, zones)
    if item.role == "after" and fact is not None:
        item.head = item.head or fact.head
        fact.head, fact.subject = fact.head or item.head, fact.subject or item.subject


_NOUN_UNITS = frozenset(["人", "户", "村", "球", "票"])
"""Measure words that are nouns themselves: 造成2人失踪, 连进两球."""
_TIMES = frozenset(["年", "个月", "天", "日", "小时", "分钟", "周", "个小时", "秒"])
"""Stretches of time: behind a verb they say how long (上映5天)."""
_BODIES = frozenset(["名", "位", "人", "口", "户", "家", "所", "辆", "艘", "台"])
"""Measure words of persons, bodies and machines: they never count an action."""


def _left_head(item: Found, zone: str) -> str | None:
    head = head_on_left(
        without_actor(zone),
        rated=item.kind in (Kind.PERCENT, Kind.MULTIPLE),
        event=item.unit in _EVENTS and item.unit != "期",
    )
    if item.unit in _BODIES and not ends_in_noun(head or ""):
        return noun_of(item.unit, zone) or head
    return head


def _is_elided(item: Found, fact: Found | None, zone: str) -> bool:
    """Whether a short zone says what was done with the things counted before, or which of them: 败诉0件."""
    if fact is None or not fact.head or fact.unit != item.unit or item.head is None:
        return False
    if opening(zone, "giving") and has_noun(fact.head):
        return True
    if item.unit in _EVENTS and item.unit != "批次":
        return False
    if is_action(item.head) or describes(item.head):
        return True
    if is_deed(item.head) and has_noun(fact.head) and not fits(item.unit, item.head):
        return True
    if len(item.head) > 2 and not ends_in_verb(zone):
        return False
    if is_classed(item.unit):
        return fits(item.unit, fact.head) and not fits(item.unit, item.head)
    return not looks_nominal(item.head) and looks_nominal(fact.head)


def _own_words(item: Found, fact: Found | None, zones: Zones) -> str | None:
    """Return the last resort: the zone as it stands, or the head of the amount before."""
    words = without_actor(zones.left)
    if words in words_of("strong") and (item.kind is Kind.PERCENT or _are_attendants(item, fact)):
        return fact.head if fact else None
    verb = opening(words, "strong")
    if (item.unit not in _EVENTS or item.unit == "期") and words[len(verb) :] in words_of("strong"):
        return words[len(verb) :]  # a verb behind a verb is its object: 形成决议
    return words or (zones.left if item.unit not in _EVENTS else None) or (fact.head if fact else None)


def _are_attendants(item: Found, fact: Found | None) -> bool:
    """Whether persons are counted behind an event: 讲座3场，到场820人."""
    return item.unit in ("人", "人次") and fact is not None and fact.unit in _EVENTS


def _counts_right(item: Found, fact: Found | None, zones: Zones) -> bool:
    """Whether the counted noun stands right of the number."""
    tail = zones.tail.lstrip()
    governed = zones.acted or ends_in_verb(zones.left)
    if opens_function(tail) and not (tail.startswith("被") and names_what(tail, item.unit)):
        return (
            zones.tail.startswith("的")
            and item.unit is not None
            and (not zones.left or ends_in_verb(zones.left))
        )
    if item.unit in _NOUN_UNITS and governed:
        return True
    if zones.acted:
        return True
    phrase, head = phrase_on_right(zones.tail, unit=item.unit)
    if item.unit in _TIMES and ends_in_verb(zones.left) and not (zones.last and phrase == tail):
        return False  # 上映5天票房突破
    if item.unit in _NOUN_UNITS and not zones.left and has_verb(tail) and not fits(item.unit, head):
        return False  # 13人不同程度受伤
    bare = not zones.left and item.unit not in _NOUN_UNITS
    if (governed or bare) and names_what(tail, item.unit) and not opens_clause(tail):
        return True
    # 3条出口通道: a verb may also open a noun phrase, where no other noun is there to be counted.
    elsewhere = (
        zones.left
        or _same_unit(item, fact)
        or item.kind is Kind.PERCENT
        or item.unit in _NOUN_UNITS
        or opens_clause(tail)
    )
    if item.unit not in _EVENTS and elsewhere and opens_predicate(tail):
        return False
    if not zones.left:
        return True
    if ends_in_verb(zones.left) or not without_actor(zones.left) or zones.left[-1] in "的把将对在":
        return True
    if is_classed(item.unit) and fits(item.unit, zones.left) != fits(item.unit, head):
        return fits(item.unit, head)
    if zones.last and phrase == tail and len(phrase) > 1 and has_noun(phrase) and item.unit not in _TIMES:
        return True
    return item.unit in _CLASSIFIERS and (len(phrase) > 1 or looks_nominal(phrase))


def _same_unit(item: Found, fact: Found | None) -> bool:
    return fact is not None and fact.unit == item.unit and fact.head is not None


def _take_clause_before(text: str, item: Found, before: Found | None, *, frame: Frame) -> None:
    """Read 组织应急演练，全年共12次: the subject stands in the clause before."""
    end = start_of(frame.clauses, item.start) - 1
    begin = max(start_of(frame.clauses, end), end - REACH_LEFT) if end > frame.sentence else end
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
        or (item.unit != fact.unit and not zones.joined and item.kind not in (Kind.PERCENT, Kind.MULTIPLE))
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
