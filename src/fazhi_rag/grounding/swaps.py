"""Find two numbers of one sentence that were exchanged."""

from __future__ import annotations

from dataclasses import replace

from fazhi_rag.types import Status

from .case import Draft, Place, Verdict
from .contrast import swapped
from .messages import explain

_SWAP_REACH = 5
"""How far apart, in numbers of one sentence, two swapped ones are looked for."""


def find_swaps(pairs: list[tuple[Draft, Verdict]]) -> list[tuple[Draft, Verdict]]:
    """Flag two supported numbers of one sentence that fit better exchanged."""
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
        if left.context.unit_class != right.context.unit_class:
            continue
        if left.context.mention.value == right.context.mention.value:
            continue
        if swapped((left.wording, right.wording), (mine_at.context, theirs_at.context)):
            found[one] = (left, _exchanged(here, theirs_at))
            found[other] = (right, _exchanged(there, mine_at))
    return found


def _exchanged(verdict: Verdict, rival: Place) -> Verdict:
    return replace(verdict, status=Status.MISATTRIBUTED, message=explain(rival), place=None, rival=rival)
