"""Doubt what is told as done: of all that was tried, of the number beside, or of one value told twice."""

from __future__ import annotations

import re
from dataclasses import replace

from fazhi_rag.numbers.context import Context
from fazhi_rag.numbers.slots import without_words
from fazhi_rag.numbers.zones import features
from fazhi_rag.types import Status

from .case import Draft, Place, Verdict
from .messages import explain

_PARTICLES = re.compile(r"[\s，、。；：已被了共就才便均全获]|其中|年[底末]|最终|实际")
_DEED = re.compile(r"[^\W\d]{2,4}")
_OF_ALL = re.compile(r"[^\W\d]{0,12}?(?:全部|均|都|悉数|皆|全数|一律)已?(?P<deed>[^\W\d]{2,8})")
_ALL = re.compile("全部|均|都|悉数|皆|全数|全覆盖|无一|100%|百分之百|各")
_SAME = re.compile("(?:[这该此]|上述|以上|前述|其)$")
_BESIDE = 3
"""Numbers to either side of a place that may tell what was done with it."""


def deed_beside(draft: Draft, chosen: Place) -> Place | None:
    """Return the number beside the chosen one of which the draft's deed is told: 上报396条，整改381条.

    Its own words must be the deed alone, so that what was counted before is counted again.
    """
    said = draft.context.own + (draft.tail if _OF_ALL.match(draft.tail) else "")
    for other in chosen.source.around(chosen.context, _BESIDE):
        if not _is_rest_of(other, chosen.context) or _states(draft, other):
            continue
        deed = _PARTICLES.sub("", other.own)
        if _DEED.fullmatch(deed) and deed in said and deed not in chosen.context.own:
            return Place(chosen.source, other)
    return None


def not_all_done(draft: Draft, chosen: Place) -> Place | None:
    """Return the number done with fewer where the draft says all: 206条均被采纳 of 采纳193条."""
    said = _OF_ALL.match(draft.tail)
    wanted = (
        {item for item in features(without_words("light", said["deed"])) if len(item) > 1} if said else set()
    )
    if not wanted:
        return None
    told = [
        other
        for other in chosen.source.around(chosen.context, _BESIDE)
        if other.unit_class == chosen.context.unit_class and wanted & other.own_features
    ]
    if any(other.value == chosen.context.value for other in told):
        return None
    return next((Place(chosen.source, other) for other in told if _is_rest_of(other, chosen.context)), None)


def find_doubles(pairs: list[tuple[Draft, Verdict]]) -> list[tuple[Draft, Verdict]]:
    """Flag a value told twice in a sentence, of two things, where the sources tell it of one."""
    found = list(pairs)
    for at, (draft, verdict) in enumerate(pairs):
        for before in range(at):
            other, its = pairs[before]
            place = verdict.place
            if place is None or its.place is None or place.context is not its.place.context:
                continue
            if verdict.status is not Status.SUPPORTED or its.status is not Status.SUPPORTED:
                continue
            if draft.context.value != other.context.value or _told_of_all(draft, place):
                continue
            worse = max((at, before), key=lambda one: len(_foreign(pairs[one][0], place)))
            if _foreign(pairs[worse][0], place):
                doubt = replace(
                    found[worse][1],
                    status=Status.MISATTRIBUTED,
                    message=explain(place),
                    place=None,
                    rival=place,
                )
                found[worse] = (pairs[worse][0], doubt)
    return found


def _foreign(draft: Draft, place: Place) -> set[str]:
    """Return the character pairs of what the draft counts that stand nowhere around the place."""
    return {
        item
        for item in features(without_words("light", draft.context.own))
        if len(item) > 1 and place.context.credit.get(item, 0.0) < 0.6
    }


def _told_of_all(draft: Draft, place: Place) -> bool:
    """Whether draft or source says all, or the draft points back (这12件): then one value is two's."""
    start = place.context.mention.span.start
    there = place.source.sentence_of(start).of(place.source.source.text)
    return bool(_ALL.search(there) or _ALL.search(draft.sentence) or _SAME.search(draft.lead))


def _is_rest_of(other: Context, whole: Context) -> bool:
    """Whether a number can be what is left of the one before it: the same sentence and unit, and fewer."""
    if (other.sentence, other.unit_class) != (whole.sentence, whole.unit_class) or other.index < whole.index:
        return False
    return other.value is not None and whole.value is not None and 0 < other.value < whole.value


def _states(draft: Draft, other: Context) -> bool:
    return any(one.value == other.value for one in draft.others)
