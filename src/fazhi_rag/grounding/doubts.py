"""Doubt a number whose value stands in the source: is it told of this, in this stretch, of all of it?

Each check answers with the place that explains the error, or with nothing. Structure only: which words were
kept, changed or left out beside the draft's number, and what the source ties its own to.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from fazhi_rag.numbers.context import Context
from fazhi_rag.numbers.contrasts import is_told, read_kinds
from fazhi_rag.numbers.slots import without_words

from .aligned import Counterpart
from .case import Draft, Place, Sources
from .contrast import cover, named
from .lookup import judge_pair
from .scope import lies_in
from .slot_conflicts import slot_conflict

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
_NUMERALS = frozenset("零一二两三四五六七八九十百千万余多几")
_SORTS = re.compile("各类|各种|各项|各式")
_MODIFIED = re.compile("(?:各类|各种|各项|各式)[^\\W\\d]{2}")
_NAMED = 0.8
"""Least credit of a word that names what is counted: its own, or the subject's it goes on from."""
_LOST = 2
"""Character pairs of a source's subject that a wider claim leaves out: a modifier of two characters."""
_REACHED = re.compile("总数|总量|总计|共|达到?|增至|增加到|升至|降至|减至|[到至为]|了")
_NAME = 2
"""Least number of character pairs that make a name."""
_LEFT_OUT = 3
"""A name is left out where at most a third of what tells it apart is said."""
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
    if any(other.whole == chosen.context.index for other in chosen.source.contexts_after(chosen.context, 3)):
        return None
    lost = {item for item in chosen.context.own_features - draft.context.own_features if len(item) > 1}
    around, several = chosen.context.credit, _is_one_of_several(chosen)
    least = _RELATED if several else _NAMED
    kept = {item for item in draft.context.own_features if len(item) > 1 and around.get(item, 0) >= least}
    said = {item for item in lost if draft.context.says(item)}
    return chosen if kept and len(lost - said) >= (1 if several else _LOST) else None


def _is_one_of_several(chosen: Place) -> bool:
    """Whether a larger number of the same unit stands beside a place: what all sorts come to."""
    mine = chosen.context
    return any(
        (other.sentence, other.unit_class) == (mine.sentence, mine.unit_class)
        and (other.value or 0) > (mine.value or 0)
        for other in chosen.source.around(mine, 8)
    )


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
            said = any(chosen.context.says(word) for word in words)
            place = Place(chosen.source, other)
            close = fit - draft.wording.similarity(other) < _TOLD_APART
            if words and row not in here and not said and close and not slot_conflict(draft.context, place):
                return place
    return None


def bearer_of_name(draft: Draft, chosen: Place, rivals: Sequence[Place]) -> Place | None:
    """Return the rival whose whole name the draft's number bears, where the chosen number's name is left out.

    新开航线168条 of 新开航线19条，航线总数达168条: the own words decide, whatever stands around.
    """
    mine, theirs = _names(draft.context), _names(chosen.context)
    for place in rivals:
        name = _names(place.context)
        telling, lost = name - theirs, theirs - name
        if place.source is not chosen.source or len(name) < _NAME or not telling:
            continue
        if lost and not lost & mine and 2 * len(telling & mine) >= len(telling) and name & mine - telling:
            return place
        if not name <= mine:
            continue
        if _LEFT_OUT * len(lost & mine) <= len(lost):
            return place
    return None


def _names(context: Context) -> frozenset[str]:
    return frozenset(item for item in context.own_features if len(item) > 1)


def in_company(draft: Draft, chosen: Place) -> bool:
    """Whether other numbers of the draft's sentence stand in the chosen place's sentence too."""
    there = {other.value for other in chosen.source.around(chosen.context, 8) if other is not chosen.context}
    shared = {other.value for other in draft.others} & there - {None}
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
    if any(other.value == whole.value for other in draft.others):
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
