"""Say in which slot a draft's number and a source's differ: per, period, plan, actor, direction."""

from __future__ import annotations

import re

from fazhi_rag.numbers.context import Context
from fazhi_rag.numbers.contrasts import other_kind
from fazhi_rag.numbers.periods import Period, same_period
from fazhi_rag.numbers.slots import conflicting_slot, has_words, unlike_stretches, without_words

from .case import Place
from .prepared import PreparedSource

_WHOLE_YEAR = Period(1, 12, whole=True)
"""What 2023年共… claims."""
_SAID_BEFORE = 120
"""Characters of the source before a number that may say what it is per, as a list of prices does once."""
_BESIDE = 4
"""Numbers to either side among which the planned one is looked for."""
_SAME_PER = {"日": ("日", "天"), "人": ("人", "名", "位", "生"), "名": ("人", "名", "位")}


def slot_conflict(draft: Context, place: Place, lead: str = "") -> str | None:
    """Return the slot in which a draft's number and a source's differ, if any.

    `lead` is the text left of the draft's number, which may say what it is per for another number.
    """
    in_report = place.source.source.year is not None
    period = draft.period
    theirs = place.context.period
    bounded = theirs is not None and theirs.window
    dated = draft.year is not None and draft.year.near
    if period is None and draft.year and dated and (draft.slots.result or (bounded and draft.year.year)):
        period = _WHOLE_YEAR
    stated = {place.context.period, place.context.far_period}
    if not stated - {None} and period is not None:
        # The sentence may state it behind this number; a restatement puts it in front.
        behind = {other.period for other in place.source.around(place.context, 4)}
        stated = {one for one in behind if not (one and one.window and period.whole)}
    if not any(same_period(period, theirs, strict=in_report) for theirs in stated - {None} or {None}):
        return "period"
    if _other_year(draft, place) or _unlike_yearly(draft, place):
        return "period"
    conflict = conflicting_slot(draft.slots, place.context.slots)
    # Reports tell like numbers per village and per group side by side: there the words beside decide nothing.
    told_otherwise = in_report or unlike_stretches(draft.slots, place.context.slots)
    if conflict == "per" and not told_otherwise and _says_per(draft, place, lead):
        conflict = None
    # News tells of plans in the words of plans or not; only what is told as done belies one.
    if conflict == "plan" and not in_report and not draft.slots.plan:
        conflict = None if _beside_plan(place) or not _told_as_done(draft) else conflict
    return conflict or _other_kind(draft, place.context)


def _beside_plan(place: Place) -> bool:
    """Whether a number is told beside the planned one of its kind: 计划招生4200人，录取4187人."""
    mine = place.context
    return not _says_plan(place.source, mine.clause) and any(
        (other.sentence, other.unit_class) == (mine.sentence, mine.unit_class)
        and other.clause < mine.clause
        and _says_plan(place.source, other.clause)
        for other in place.source.around(mine, _BESIDE)
    )


def _says_plan(source: PreparedSource, clause: int) -> bool:
    text = source.clauses[clause].of(source.source.text)[:_SAID_BEFORE]
    return has_words("plan", without_words("plan_not", text))


def _told_as_done(draft: Context) -> bool:
    return draft.slots.done or draft.slots.result or "了" in draft.own


def _other_kind(draft: Context, source: Context) -> str | None:
    """Whether the draft names another kind (门诊) than the source (急诊), which lacks the draft's."""
    words = other_kind(draft.own, source.own)
    return "exclusive" if words and not source.says(words[0]) else None


def _other_year(draft: Context, place: Place) -> bool:
    """Whether a relative year is another where no calendar year is known, or several years are one's."""
    mine, theirs = draft.year, place.context.year
    if not theirs or not theirs.near or theirs.base:
        return False
    if draft.period and draft.period.name == "多年" and place.context.period is None:
        return draft.period.window
    if not mine or not mine.near or mine.base or place.source.source.year is not None:
        return False
    return None not in (mine.shift, theirs.shift) and mine.shift != theirs.shift


def _unlike_yearly(draft: Context, place: Place) -> bool:
    """Whether 每年 is said of a number that news tells of no year at all."""
    theirs = place.context
    if place.source.source.year is not None or "年" not in draft.slots.pers - theirs.slots.pers:
        return False
    return not (theirs.slots.shared or theirs.year or (theirs.period and theirs.period.whole))


def _says_per(draft: Context, place: Place, lead: str) -> bool:
    """Whether what either is counted per is said before the other too (每亩每年780元)."""
    start = place.context.mention.span.start
    sentence = place.source.sentence_of(start)
    there = place.source.source.text[max(start - _SAID_BEFORE, sentence.start) : start]
    mine, theirs = draft.slots.per, place.context.slots.per
    return bool(mine and _per_in(mine, there)) or bool(theirs and _per_in(theirs, lead))


def _per_in(per: str, text: str) -> bool:
    words = _SAME_PER.get(per, (per,))
    return any(
        re.search(rf"[每单][个名位]?{re.escape(word)}|{re.escape(word)}[均产]", text) for word in words
    )
