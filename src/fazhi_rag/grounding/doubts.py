"""Doubt a number whose value stands in the source: is it told of this, in this stretch, of all of it?

Each check answers with the place that explains the error, or with nothing. Structure only: which words were
kept, changed or left out beside the draft's number, and what the source ties its own to.
"""

from __future__ import annotations

import re
from itertools import pairwise

from fazhi_rag.numbers.context import Context
from fazhi_rag.numbers.contrasts import is_told, other_kind, read_kinds
from fazhi_rag.numbers.periods import Period, same_period
from fazhi_rag.numbers.slots import conflicting_slot, without_words

from .aligned import Counterpart
from .case import Draft, Place, Sources
from .contrast import cover, named
from .lookup import judge_pair
from .scope import lies_in

_WHOLE_YEAR = Period(1, 12, whole=True)
"""What 2023年共… claims."""
_ANCHORED = 0.75
"""Least share of the words around a number to be kept, for its counterpart to be the claim it is."""
_REST_SAME = 1.0
"""The same where a word was only added: no other word may differ."""
_REST_KEPT = 0.9
"""Least share of a sentence's other words to be kept, for a changed word to be a change of the claim."""
_OWN_WORDS = 0.6
"""Share of a sentence's words that makes a place the draft's own, whoever else has the sentence too."""
_TOLD_APART = 0.1
"""Difference in fit that tells two numbers apart without a word for it."""
_SAID_BEFORE = 120
"""Characters of a source's sentence before a number that may say what it is per, as a list of prices does once."""
_CLAUSE_END = re.compile(r"[，。；、,;]")
_SAME_PER = {"日": ("日", "天"), "人": ("人", "名", "位", "生"), "名": ("人", "名", "位")}
_NUMERALS = frozenset("零一二两三四五六七八九十百千万余多几")
_SAID = 0.5
"""Least credit of a word that stands in a number's own clause, and is no other number's own."""
_SORTS = re.compile("各类|各种|各项|各式")
_MODIFIED = re.compile("(?:各类|各种|各项|各式)[^\\W\\d]{2}")
_LOST = 2
"""Character pairs of a source's subject that a wider claim leaves out: a modifier of two characters."""
_REACHED = re.compile("总数|总量|总计|共|达到?|增至|增加到|升至|降至|减至|[到至为]|了")
_COMMON = 30
_FOREIGN = 0.12
"""Least share of the own words of a common value that must stand around it in the source."""
_ALIEN = 0.04
"""The same for a rare value: as good as none of them."""
_RELATED = 0.3
"""Least share of all the words around a number that speaks for a place, whatever the own ones say."""


def places_beside(draft: Draft) -> list[Place]:
    """Return the in-scope numbers that stand where the draft's stands, the words next to them kept."""
    places = []
    for other in draft.beside:
        if other.anchored and other.kept >= _ANCHORED:
            context = other.source.contexts[other.source.position(other.index)]
            if lies_in(draft.claim, context, other.source.source):
                places.append(Place(other.source, context))
    return places


def slot_conflict(draft: Context, place: Place, lead: str = "") -> str | None:
    """Return the slot in which a draft's number and a source's differ, if any.

    `lead` is the text left of the draft's number, which may say what it is per for another number.
    """
    in_report = place.source.source.year is not None
    period = draft.period
    theirs = place.context.period
    bounded = theirs is not None and theirs.window
    if period is None and draft.year and draft.year.near and (draft.slots.result or bounded):
        period = _WHOLE_YEAR
    stated = {place.context.period, place.context.far_period}
    if not stated - {None} and period is not None:
        # The sentence may state it behind this number; a restatement puts it in front.
        stated = {other.period for other in place.source.around(place.context, 4)}
    if not any(same_period(period, theirs, strict=in_report) for theirs in stated - {None} or {None}):
        return "period"
    if _other_year(draft, place) or _unlike_yearly(draft, place):
        return "period"
    conflict = conflicting_slot(draft.slots, place.context.slots)
    # Reports tell like numbers per village and per group side by side: there the words beside decide nothing.
    if conflict == "per" and not in_report and _says_per(draft, place, lead):
        conflict = None
    # News tells of plans in the words of plans or not; only what is told as done belies one.
    if conflict == "plan" and not in_report and not draft.slots.plan and not _told_as_done(draft):
        conflict = None
    return conflict or _other_kind(draft, place.context)


def _told_as_done(draft: Context) -> bool:
    return draft.slots.done or draft.slots.result or "了" in draft.own


def _other_kind(draft: Context, source: Context) -> str | None:
    """Whether the draft names another kind (门诊) than the source (急诊), which lacks the draft's."""
    words = other_kind(draft.own, source.own)
    return "exclusive" if words and not _said(words[0], source) else None


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
    return bool(mine and _per_in(mine, there)) or bool(
        theirs and _per_in(theirs, _CLAUSE_END.split(lead)[-1])
    )


def _per_in(per: str, text: str) -> bool:
    words = _SAME_PER.get(per, (per,))
    return any(
        re.search(rf"[每单][个名位]?{re.escape(word)}|{re.escape(word)}[均产]", text) for word in words
    )


def is_replaced(draft: Draft, chosen: Place) -> bool:
    """Whether a sentence is kept but for what is counted (整改隐患 → 整改违建, 专利 → 发明专利).

    News is shortened freely: there nothing else may differ.
    """
    least = _REST_SAME if chosen.source.source.year is None else _REST_KEPT
    for other in draft.beside:
        if other.source is not chosen.source or other.index != chosen.context.index:
            continue
        moved = other.added in chosen.context.own or set(other.added) <= set(other.dropped) | _NUMERALS
        if other.rest_kept < least or moved or _only_verbs(other):
            return False
        return bool(other.dropped) or (len(other.added) > 1 and other.rest_kept >= _REST_SAME)
    return False


def _only_verbs(other: Counterpart) -> bool:
    """Whether only light verbs and particles differ: 建立 → 组建 is another wording, not another thing."""
    return not any(without_words("light", words) for words in (other.added, other.dropped))


def of_another(draft: Draft, chosen: Place) -> Place | None:
    """Return the place where another township or year has this very sentence with this number.

    Only where the draft's own sources merely have the value: no sentence like it, and few of its words.
    """
    fit = max(draft.wording.similarity(chosen.context), named(draft.context, chosen.context))
    if fit >= _OWN_WORDS or places_beside(draft):
        return None
    for other in draft.beside:
        context = other.source.contexts[other.source.position(other.index)]
        pair = judge_pair(draft.context, context)
        if other.anchored and other.kept >= _ANCHORED and pair and pair[1].ok:
            return Place(other.source, context)
    return None


def unsaid(draft: Draft, chosen: Place) -> Place | None:
    """Return the number told apart from the chosen one by a word the draft leaves out (市级5个、省级1个)."""
    said = {row for row, _ in draft.context.slots.exclusive}
    fit = draft.wording.similarity(chosen.context)
    source, at = chosen.source, chosen.source.position(chosen.context.index)
    for row, value in chosen.context.slots.exclusive:
        if row in said or set(value) & draft.context.own_features:
            continue
        for other in source.contexts[max(at - 2, 0) : at + 3]:
            apart = dict(other.slots.exclusive).get(row, value) != value
            if fit - draft.wording.similarity(other) > _TOLD_APART:
                continue
            if apart and (other.sentence, other.unit_class) == (
                chosen.context.sentence,
                chosen.context.unit_class,
            ):
                return Place(source, other)
    return None


def widened(draft: Draft, chosen: Place) -> Place | None:
    """Return the chosen number where the draft tells of all sorts (各类) what is told of one sort."""
    mine, theirs = draft.context.own, chosen.context.own
    if not _SORTS.search(mine) or _SORTS.search(theirs) or not _MODIFIED.search(mine) or "等" in theirs:
        return None
    lost = {item for item in chosen.context.own_features - draft.context.own_features if len(item) > 1}
    kept = {item for item in chosen.context.own_features & draft.context.own_features if len(item) > 1}
    said = {item for item in lost if draft.context.credit.get(item, 0.0) >= _SAID}
    return chosen if kept and len(lost - said) >= _LOST else None


def said_of_another(draft: Draft, chosen: Place) -> Place | None:
    """Return the number beside the chosen one that the draft's kind is said of (同比4%，环比2%: 环比4%)."""
    mine = {row: values for row, values in read_kinds(draft.context.own).items() if is_told(row)}
    if not mine:
        return None
    here, fit = read_kinds(chosen.context.own), draft.wording.similarity(chosen.context)
    for other in chosen.source.around(chosen.context, 3):
        if (
            other is chosen.context
            or other.unit_class != chosen.context.unit_class
            or other.value == chosen.context.value
        ):
            continue
        theirs = read_kinds(other.own)
        for row, values in mine.items():
            words = [word for value, word in values.items() if value in theirs.get(row, ())]
            said = any(_said(word, chosen.context) for word in words)
            if words and row not in here and not said and fit - draft.wording.similarity(other) < _TOLD_APART:
                return Place(chosen.source, other)
    return None


def _said(word: str, context: Context) -> bool:
    """Whether a word stands in a number's own clause, and is no other number's own."""
    return all(context.credit.get(pair, 0.0) >= _SAID for pair in map("".join, pairwise(word)))


def in_company(draft: Draft, chosen: Place) -> bool:
    """Whether other numbers of the draft's sentence stand in the chosen place's sentence too."""
    there = {other.value for other in chosen.source.around(chosen.context, 8) if other is not chosen.context}
    shared = {other.value for other in draft.siblings if other is not draft.context} & there - {None}
    return len(shared) > 1 or (bool(shared) and (chosen.context.value or 0) > _COMMON)


def is_coincidence(draft: Draft, chosen: Place, sources: Sources) -> bool:
    """Whether a report merely has this value somewhere, for a subject with none of the draft's words.

    A rare value is evidence by itself, however it is restated; a common one is not. Reports only: they share
    words, while news restates 死亡 as 遇难.
    """
    value = chosen.context.value
    if chosen.source.source.year is None or value is None or len(draft.context.own_features) <= 2:
        return False
    least = _FOREIGN if value <= _COMMON or value == 100 else _ALIEN
    if draft.wording.similarity(chosen.context) >= _RELATED or in_company(draft, chosen):
        return False
    if not _REACHED.sub("", draft.context.own).strip(" ，、"):
        return False  # 总数达到19名: what is counted was said before
    return cover(draft.context, chosen.context, sources.rarity) < least


def whole_taken_for_part(draft: Draft, chosen: Place) -> Place | None:
    """Return the whole where the chosen number is a part and the draft drops what makes it one."""
    context = chosen.context
    if context.whole is None or draft.context.slots.part:
        return None
    whole = chosen.source.contexts[chosen.source.position(context.whole)]
    if whole.unit_class != context.unit_class:
        return None
    if any(other.amount.value == whole.value for other in draft.siblings if other is not draft.context):
        return None
    words = [item for item in draft.context.own_features if len(item) > 1]
    if 2 * sum(1 for item in words if item in whole.own_features) < len(words):
        return None
    telling = {item for item in context.own_features - whole.own_features if len(item) > 1}
    named = sum(1 for item in telling if draft.context.credit.get(item, 0.0) >= 0.3)
    return Place(chosen.source, whole) if telling and named * 3 <= len(telling) else None


def part_taken_for_whole(draft: Draft, chosen: Place) -> Place | None:
    """Return the part whose own words the draft's number has, where the chosen number is the whole."""
    for part in chosen.source.contexts_after(chosen.context, 3):
        if part.whole != chosen.context.index or part.unit_class != chosen.context.unit_class:
            continue
        telling = {item for item in part.own_features - chosen.context.own_features if len(item) > 1}
        if telling and telling <= draft.context.own_features:
            return Place(chosen.source, part)
    return None
