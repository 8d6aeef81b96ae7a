"""Doubt what is told as done: of all that was tried, of the number beside, or of one value told twice."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from fazhi_rag.numbers.context import Context
from fazhi_rag.numbers.slots import without_words
from fazhi_rag.numbers.zones import features
from fazhi_rag.types import Status

from .case import Draft, Place, Verdict
from .lookup import states
from .messages import explain

_SPACED = re.compile(r"[\s，、。；：]|其中|年[底末]|最终|实际")
_EDGES = re.compile("^[已被了共就才便均全]+|[已被了共就才便]+$")
_DEED = re.compile(r"[^\W\d]{2,4}")
_BREAK = re.compile(r"[，。；,;]")
_ORDERED = re.compile("督促|要求|责令|限期|需|应|将|待|供|拟")
"""A deed that is asked for is not done."""
_OF_ALL = re.compile(
    r"(?P<noun>[^\W\d]{0,12}?)(?:全部|均|都|悉数|皆|全数|一律|已)(?:已|经)?(?P<deed>[^\W\d]{2,8})"
)
_ALL = re.compile("全部|均[已为被经获]|都[已是被]|悉数|皆|全数|全覆盖|无一|100%|百分之百")
_SAME = re.compile("(?:[这该此]|上述|以上|前述|其)$")
_GROUP = 6
"""Most numbers of one sentence that are compared for one value told twice."""
_HALF = 0.5
"""Least share of what a number counts that must be strange to its place, for it to be told of another."""
_HEARD = 0.6
"""Least credit of a word that stands around a place."""
_LONGEST = 400
"""Characters of a sentence that are searched for a word of all."""
_BESIDE = 3
"""Numbers to either side of a place that may tell what was done with it."""


def deed_beside(draft: Draft, chosen: Place) -> Place | None:
    """Return the number beside the chosen one of which the draft's deed is told: 上报396条，整改381条.

    Its own words must be the deed alone, so that what was counted before is counted again.
    """
    before = _BREAK.split(draft.lead)[-1]
    said = "" if _ORDERED.search(before) else before
    behind = _OF_ALL.match(draft.tail)
    said += behind[0] if behind and not _ORDERED.search(behind["deed"]) else ""
    for other in chosen.source.around(chosen.context, _BESIDE):
        if not _is_rest_of(other, chosen.context) or states(draft, other):
            continue
        deed = _EDGES.sub("", _SPACED.sub("", other.own))
        if _DEED.fullmatch(deed) and deed in said and deed not in chosen.context.own:
            return Place(chosen.source, other)
    return None


def not_all_done(draft: Draft, chosen: Place) -> Place | None:
    """Return the number done with fewer where the draft says all: 206条均被采纳 of 采纳193条."""
    said = _OF_ALL.match(draft.tail)
    if said is None or _ORDERED.search(said["deed"]):
        return None
    wanted = {item for item in features(without_words("light", said["deed"])) if len(item) > 1}
    told = [
        other
        for other in chosen.source.around(chosen.context, _BESIDE)
        if other.unit_class == chosen.context.unit_class and wanted & other.own_features
    ]
    if any(other.value == chosen.context.value for other in told):
        return None
    for other in told:
        told_apart = other.slots.part or other.whole == chosen.context.index or states(draft, other)
        if _is_rest_of(other, chosen.context) and not told_apart and not _all_between(chosen, other):
            return Place(chosen.source, other)
    return None


def _all_between(chosen: Place, other: Context) -> bool:
    """Whether the source says all between the two: 受理50件，全部办结，速裁20件."""
    between = chosen.source.source.text[chosen.context.mention.span.end : other.mention.span.start]
    return bool(_ALL.search(between))


def find_doubles(pairs: list[tuple[Draft, Verdict]]) -> list[tuple[Draft, Verdict]]:
    """Flag a value told twice in a sentence, of two things, where the sources tell it of one.

    Only where the number ends its clause: 12场讲座吸引了1500人次 goes on about the 12场 told before.
    """
    found = list(pairs)
    groups: dict[tuple[int, Decimal | None], list[int]] = {}
    for at, (draft, verdict) in enumerate(pairs):
        if verdict.place is not None and verdict.status is Status.SUPPORTED:
            groups.setdefault((id(verdict.place.context), draft.context.value), []).append(at)
    for group in groups.values():
        place = pairs[group[0]][1].place
        if place is None or len(group) == 1 or _told_of_all(pairs[group[0]][0], place):
            continue
        worse = max(group[:_GROUP], key=lambda at: _foreign(pairs[at][0], place))
        if any(_are_parallel(pairs[one][0], pairs[other][0]) for one, other in pairwise(group[:_GROUP])):
            worse = min(group[:_GROUP], key=lambda at: pairs[at][0].wording.similarity(place.context))
            if not _names(pairs[worse][0]).isdisjoint(place.context.own_features):
                continue
        elif _foreign(pairs[worse][0], place) < _HALF:
            continue
        draft, verdict = pairs[worse]
        if not draft.tail.strip() and not _SAME.search(draft.lead):
            doubt = replace(
                verdict, status=Status.MISATTRIBUTED, message=explain(place), place=None, rival=place
            )
            found[worse] = (draft, doubt)
    return found


def _are_parallel(one: Draft, other: Draft) -> bool:
    """Whether two numbers that follow on each other end their clauses and count wholly other things."""
    mine, theirs = _names(one), _names(other)
    beside = other.context.index - one.context.index == 1 and not (one.tail.strip() or other.tail.strip())
    return beside and bool(mine) and bool(theirs) and not mine & theirs


def _names(draft: Draft) -> frozenset[str]:
    return features(without_words("light", draft.context.own))


def _foreign(draft: Draft, place: Place) -> float:
    """Return the share of what the draft counts, in character pairs, that stands nowhere around the place."""
    said = {item for item in features(without_words("light", draft.context.own)) if len(item) > 1}
    strange = [item for item in said if place.context.credit.get(item, 0.0) < _HEARD]
    return len(strange) / len(said) if said else 0.0


def _told_of_all(draft: Draft, place: Place) -> bool:
    """Whether draft or source says all: then one value is two's."""
    start = place.context.mention.span.start
    there = place.source.sentence_of(start).of(place.source.source.text)
    return bool(_ALL.search(there[:_LONGEST]) or _ALL.search(draft.sentence[:_LONGEST]))


def _is_rest_of(other: Context, whole: Context) -> bool:
    """Whether a number can be what is left of the one before it: the same sentence and unit, and fewer."""
    if (other.sentence, other.unit_class) != (whole.sentence, whole.unit_class) or other.index < whole.index:
        return False
    return other.value is not None and whole.value is not None and 0 < other.value < whole.value
