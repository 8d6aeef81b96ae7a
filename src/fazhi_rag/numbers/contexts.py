"""Give each number of a text its context: what it counts, in which slots, in which stated scope."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from fazhi_rag.types import Mention, Span

from .bounds import Amount
from .context import Context
from .links import join_changes, link_parts, whole_of
from .measures import unit_class
from .periods import Period, find_periods, period_again, period_told
from .pers import goes_on, is_each, is_mean, is_total, pers_behind
from .slots import (
    Slots,
    has_words,
    read_direction,
    read_exclusive,
    read_outcome,
    read_role,
    slot_words,
    wants_head,
    without_words,
)
from .years import StatedYear, find_stated_years, year_before
from .zones import BLOCKING, Piece, cut_pieces, features

# What a word counts for by where it stands from the number, and less where it is another number's own.
# Source: measured for AGREEMENT §3.1 of the design notes; flat optimum.
_OWN, _INHERITED, _SAME_CLAUSE, _LEFT, _RIGHT, _PREVIOUS = 1.0, 0.8, 0.8, 0.65, 0.3, 0.3
_OWNED_LEFT, _OWNED_RIGHT = 0.35, 0.1
_REACH_LEFT, _REACH_RIGHT = 8, 4
_TOPICAL = ("就", "围绕", "针对", "关于", "对于")
"""A clause that opens so says what the next one is about: 就法治建设，年内8次召开会议."""
_OWN_YEAR = re.compile(r"20\d\d年(?!来)|[前后][两三四五]年|(?<![较比同与和由从])去年")
"""Ends the reach of a period that an earlier clause states: 2021至2023年…，其中2023年…."""
_BASE_PERIOD = re.compile(r"(?:[高低快慢多少大小优好]于|超过|较|比)[^，。；]{0,10}的")
"""高于第二季度的0.2%: a base of comparison holds for its own number."""
_AGAIN = re.compile("[当该这]个?(?:季度?|月)(?!均)")
"""Points back to the quarter or month named last."""
_LOOKED_BACK = 300
"""Characters before a clause in which that one is looked for."""
_CHANGED = re.compile("(?:[到至为]|达)了?$")
_NO_SUBJECT = re.compile(
    "其中|同比|环比|分别|增长|增加|下降|减少|提高|[比较](?:上年|去年|同期|上月|上季)|同期|约?占|，|、"
)
"""What a number goes on with, which is nobody's subject."""
_OF_PLANNED = re.compile("[中里](?=[仅只已有实])")
"""3400趟计划列车中仅开行1190趟: what was planned was not all done."""
_TERSE = re.compile(r"^[死亡伤](?![^\W\d])")
"""2死11伤: what headlines count people by."""
_DONE = re.compile("已|实际(?=[完办到支举开收投])|最终|(?:申请|争取|[拿得])到")
_OF_THE_LAST = re.compile("[比较于同与][^，。；]{0,4}(?:[上往去前]一?[年届次轮期]|上年度)的?$")
"""比上届的9.6万人多出三成: what a plan is compared with is no plan."""
_ONE = re.compile(r"一(?:季度|月)$")

_PLAN_HEADING = re.compile(r"(?m)^[ \t　\[\]\w:.]{0,12}?([一二三四五六七八九十]{1,3})、(.{0,60})")


@dataclass(frozen=True, slots=True)
class _Reading:
    """One text's pieces, indexed for the assembly of contexts."""

    text: str
    mentions: Sequence[Mention]
    sentences: Sequence[Span]
    clauses: Sequence[Span]
    pieces: list[Piece]
    of_mention: dict[int, list[int]]
    first_in_clause: list[int]
    """Index of the first piece at or after each clause."""
    plan_from: list[tuple[int, bool]]

    def clause_of(self, span: Span) -> int:
        return max(bisect_right(self.clauses, span.start, key=lambda clause: clause.start) - 1, 0)

    def sentence_of(self, span: Span) -> int:
        return max(bisect_right(self.sentences, span.start, key=lambda one: one.start) - 1, 0)

    def under_plan(self, offset: int) -> bool:
        at = bisect_right(self.plan_from, offset, key=lambda entry: entry[0]) - 1
        return at >= 0 and self.plan_from[at][1]


def read_contexts(
    text: str, mentions: Sequence[Mention], *, sentences: Sequence[Span], clauses: Sequence[Span]
) -> list[Context]:
    """Return the context of every mention that states an amount (fact, zero, total, vague), in order.

    Exclusions: years, dates, names and enumerators have no subject of their own.
    """
    pieces = cut_pieces(text, mentions, sentences=sentences, clauses=clauses)
    of_mention: dict[int, list[int]] = {}
    for position, piece in enumerate(pieces):
        for owner in piece.owners:
            of_mention.setdefault(owner, []).append(position)
    first, at = [], 0
    for number in range(len(clauses)):
        while at < len(pieces) and pieces[at].clause < number:
            at += 1
        first.append(at)
    plan_from = [
        (found.start(), has_words("plan_heading", found[2])) for found in _PLAN_HEADING.finditer(text)
    ]
    reading = _Reading(text, mentions, sentences, clauses, pieces, of_mention, first, plan_from)
    years = find_stated_years(text, mentions, sentences)
    found: list[Context] = []
    for index, mention in enumerate(mentions):
        if mention.kind in BLOCKING:
            found.append(_read_one(reading, index, found, years=years))
    return link_parts(join_changes(found))


def _read_one(
    reading: _Reading, index: int, before: list[Context], *, years: list[list[tuple[int, StatedYear]]]
) -> Context:
    mention = reading.mentions[index]
    clause, sentence = reading.clause_of(mention.span), reading.sentence_of(mention.span)
    mine = [reading.pieces[at] for at in reading.of_mention.get(index, [])]
    own_left = "".join(piece.text for piece in mine if piece.left)
    own = own_left + _TERSE.sub(_spell_out, "".join(piece.text for piece in mine if not piece.left))
    place = (sentence, clause)
    slots, whole = _read_slots(reading, mention, place, zone=(own_left, own), before=before)
    return Context(
        mention,
        Amount.of(mention),
        unit_class(mention.unit),
        index,
        sentence,
        clause,
        own,
        features(own),
        _read_credit(reading, index, place, elided=wants_head(own_left, own)),
        slots,
        _read_period(reading, mention, place, reach=2),
        _read_period(reading, mention, place, reach=8),
        year_before(years[sentence] if years else [], mention.span.start, reading.clauses[clause].start),
        whole,
    )


def _spell_out(found: re.Match[str]) -> str:
    return "受伤" if found[0] == "伤" else "死亡"


def _read_credit(reading: _Reading, index: int, place: tuple[int, int], *, elided: bool) -> dict[str, float]:
    sentence, clause = place
    pieces, mine = reading.pieces, reading.of_mention.get(index, [])
    at = mine[0] if mine else reading.first_in_clause[clause] if clause < len(reading.clauses) else 0
    end = mine[-1] + 1 if mine else at
    heard = [(_OWN, pieces[position]) for position in mine]
    heir = elided
    for position in range(at - 1, max(at - 1 - _REACH_LEFT, -1), -1):
        piece = pieces[position]
        if piece.sentence != sentence:
            near = sentence - piece.sentence == 1 and not piece.owners
            heard.append((_PREVIOUS if near else _OWNED_RIGHT, piece))
        elif heir and len(_NO_SUBJECT.sub("", piece.text).strip()) > 1:
            heard.append((_INHERITED, piece))
            heir = False
        elif index not in piece.owners:
            topical = piece.clause == clause - 1 and piece.text.strip().startswith(_TOPICAL)
            free = _SAME_CLAUSE if piece.clause == clause or topical else _LEFT
            heard.append((_OWNED_LEFT if piece.owners else free, piece))
    for position in range(end, min(end + _REACH_RIGHT, len(pieces))):
        piece = pieces[position]
        if piece.sentence == sentence and index not in piece.owners:
            heard.append((_OWNED_RIGHT if piece.owners else _RIGHT, piece))
    credit: dict[str, float] = {}
    for value, piece in sorted(heard, key=lambda entry: entry[0]):
        credit.update(dict.fromkeys(features(piece.text), value))
    return credit


def _read_slots(
    reading: _Reading,
    mention: Mention,
    place: tuple[int, int],
    *,
    zone: tuple[str, str],
    before: Sequence[Context],
) -> tuple[Slots, int | None]:
    sentence, clause = place
    own_left, own = zone
    previous = before[-1] if before and before[-1].sentence == sentence else None
    span = reading.clauses[clause] if reading.clauses else mention.span
    left = reading.text[max(span.start, mention.span.start - 60) : mention.span.start]
    right = reading.text[mention.span.end : min(span.end, mention.span.end + 24)]
    start = reading.sentences[sentence].start if reading.sentences else 0
    earlier = reading.text[max(start, span.start - 60) : span.start]
    bare = own_left.strip(" ，、：:“”（）()")
    starts_part = any(bare.startswith(word) for word in slot_words()["part"]) and not has_words(
        "part_not", bare[:4]
    )
    follows_part = bool(
        previous and previous.slots.part and previous.clause == clause and "、" in left[-len(own_left) - 3 :]
    )
    part = mention.role == "part" or starts_part or follows_part
    whole = None
    if part and previous is not None:
        whole = previous.whole if previous.slots.part else whole_of(mention, before, sentence)
    around = earlier[-24:] + left
    last = (previous.mention, previous.slots.pers) if previous and previous.clause == clause else None
    # A clause with a stretch of its own (首周…, 近五年累计…) is not under the plan of the one before it.
    own_time = any(period.window or period.whole for _, period in find_periods(left)) or "累计" in left
    ahead = _OF_PLANNED.split(left)[-1]
    return Slots(
        pers=pers_behind(mention, left, last),
        shared=any(mark in left + right for mark in "每均各")
        or bool(previous and goes_on(bare, previous.slots.pers))
        or _carries_per(mention, left, previous),
        each=is_each(left),
        total=is_total(left),
        mean=is_mean(left),
        direction=read_direction(left, own),
        outcome=read_outcome(own),
        role=read_role(mention.role, left=left, right=right),
        part=part,
        plan=not _OF_THE_LAST.search(left)
        and (
            has_words("plan", without_words("plan_not", ("" if own_time else earlier) + ahead + right))
            or has_words("plan_heading", earlier)
        ),
        under_plan=reading.under_plan(mention.span.start),
        done=bool(_DONE.search(left)) and not has_words("plan", without_words("plan_not", left)),
        result=has_words("result", without_words("result_not", around)),
        everywhere=has_words("everywhere", own),
        exclusive=read_exclusive((own, left, earlier)),
    ), whole


def _carries_per(mention: Mention, left: str, previous: Context | None) -> bool:
    """Whether a number that another led up to may be counted per the same: 日均120列，…增至134列."""
    return (
        previous is not None
        and previous.slots.shared
        and previous.unit_class == unit_class(mention.unit)
        and bool(_CHANGED.search(left))
    )


def _read_period(reading: _Reading, mention: Mention, place: tuple[int, int], *, reach: int) -> Period | None:
    """Return the last period stated before the number in its sentence, up to `reach` clauses back."""
    sentence, clause = place
    if not reading.clauses:
        return None
    start = reading.sentences[sentence].start
    for number in range(clause, clause - reach - 1, -1):
        if number < 0 or reading.clauses[number].end <= start:
            break
        before = reading.text[max(start, reading.clauses[number].start) : mention.span.start][:120]
        if number < clause:
            before = _BASE_PERIOD.sub("", before)
        period = period_told(_ONE.sub("", before) if mention.unit in ("次", "场", "期") else before)
        end = reading.clauses[number].end
        gap = Span(end, max(end, reading.clauses[clause].start))
        if period and not _ended(reading.text, period, gap, start):
            return period
        if period is None and (again := _AGAIN.search(before)):
            begin = reading.clauses[number].start
            return period_again(reading.text[max(begin - _LOOKED_BACK, 0) : begin], again[0])
        if number == clause and _OWN_YEAR.search(before):
            return None
    return None


def _ended(text: str, period: Period, gap: Span, start: int) -> bool:
    """Whether a semicolon in the gap to a number's clause ends the reach of a period stated before it.

    That of a named window it does, and that of one of several told since `start`: 上半年5件，下半年9件；.
    """
    if not re.search("[；;]", text[gap.start : gap.end]):
        return False
    return period.window or any(other != period for _, other in find_periods(text[start : gap.start]))
