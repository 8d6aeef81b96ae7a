"""Find two numbers of one sentence that were exchanged."""

from __future__ import annotations

from dataclasses import replace

from fazhi_rag.numbers.context import Context
from fazhi_rag.numbers.measures import match_units
from fazhi_rag.types import Status

from .case import Draft, Place, Verdict, Wording
from .messages import explain

_SWAP_GAIN = 0.10
"""Least likeness that two numbers gain together by being exchanged."""
_SWAP_REACH = 5
"""How far apart, in numbers of one sentence, two swapped ones are looked for."""


def find_swaps(pairs: list[tuple[Draft, Verdict]]) -> list[tuple[Draft, Verdict]]:
    """Flag two numbers of one sentence, both found somewhere in a source, that fit better exchanged."""
    found = list(pairs)
    near = (
        (one, other)
        for one in range(len(pairs))
        for other in range(one + 1, min(one + 1 + _SWAP_REACH, len(pairs)))
    )
    for one, other in near:
        (left, here), (right, there) = pairs[one], pairs[other]
        for mine, theirs, at in ((here, there, other), (there, here, one)):
            # The subject of one is the place of the other: then the other's subject has lost its number.
            if mine.rival and theirs.place and mine.same_value and mine.rival.context is theirs.place.context:
                found[at] = (pairs[at][0], _exchanged(theirs, mine.same_value))
        mine_at, theirs_at = here.place or here.same_value, there.place or there.same_value
        if here.settled or there.settled or mine_at is None or theirs_at is None:
            continue
        if not _count_alike(left, theirs_at) or not _count_alike(right, mine_at):
            continue
        if left.context.mention.value == right.context.mention.value:
            continue
        if _told_of_its_year(left, mine_at) or _told_of_its_year(right, theirs_at):
            continue
        places = (mine_at.context, theirs_at.context)
        drafts = (left.context, right.context)
        if _both_gain((left.wording, right.wording), places) or _names_exchanged(drafts, places):
            found[one] = (left, _exchanged(here, theirs_at))
            found[other] = (right, _exchanged(there, mine_at))
    return found


def _told_of_its_year(draft: Draft, place: Place) -> bool:
    """Whether both say that a number is last year's: 比去年同期的31次 of 与去年搜救31次相比."""
    mine, theirs = draft.context.year, place.context.year
    return bool(mine and theirs and mine.shift and mine.shift == theirs.shift)


def _count_alike(draft: Draft, place: Place) -> bool:
    """Whether a number could be told in the other's place at all: 36个 of 墓葬36座、灰坑118个."""
    mine, theirs = draft.context, place.context
    if mine.unit_class == theirs.unit_class:
        return True
    return match_units(mine.mention.unit, theirs.mention.unit, nouns=mine.own + theirs.own).ok


def _names_exchanged(drafts: tuple[Context, Context], places: tuple[Context, Context]) -> bool:
    """Whether what tells two numbers of a draft apart stands with the other one's number in the source.

    A head that a list has once (缴获手机卡4600张、银行卡712张) is in neither name.
    """
    mine, theirs = _told_apart(*drafts), _told_apart(*places)
    return all(
        len(mine[at] & theirs[1 - at]) > len(mine[at] & theirs[at])
        and any(map(_is_pair, mine[at] & theirs[1 - at]))
        for at in (0, 1)
    )


def _told_apart(one: Context, other: Context) -> tuple[frozenset[str], frozenset[str]]:
    return one.own_features - other.own_features, other.own_features - one.own_features


def _is_pair(feature: str) -> bool:
    return len(feature) > 1


def _exchanged(verdict: Verdict, rival: Place) -> Verdict:
    return replace(verdict, status=Status.MISATTRIBUTED, message=explain(rival), place=None, rival=rival)


def _both_gain(pair: tuple[Wording, Wording], places: tuple[Context, Context]) -> bool:
    """Whether two numbers of one sentence both fit better exchanged: the two errors confirm each other."""
    one, other = pair
    here, there = places
    gains = (
        one.similarity(there) - one.similarity(here),
        other.similarity(here) - other.similarity(there),
    )
    return min(gains) > 0 and sum(gains) > _SWAP_GAIN
