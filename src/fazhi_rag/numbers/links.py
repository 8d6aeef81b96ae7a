"""Tie the numbers of a sentence to one another: parts to their whole, before to after."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

from fazhi_rag.types import Mention

from .context import Context
from .measures import unit_class

_PARTS = 12
"""Most numbers of a sentence that are tried for a whole and its parts."""


def whole_of(mention: Mention, before: Sequence[Context], sentence: int) -> int:
    """Return the number that one behind 其中 is a part of: the last of its unit.

    What a number grew by is none, unless the sentence opens with it (新增56件，其中…).
    """
    near = [one for one in before[-_PARTS:] if one.sentence == sentence]
    alike = [
        one
        for one in near
        if one.unit_class == unit_class(mention.unit) and (one.slots.direction is None or one is near[0])
    ]
    return (alike or near)[-1].index


def link_parts(contexts: list[Context]) -> list[Context]:
    """Link numbers to the one before them that they add up to (梳理15件：废止3件、修改4件、有效8件)."""
    linked = list(contexts)
    for _, group in itertools.groupby(range(len(contexts)), key=lambda at: contexts[at].sentence):
        row = list(group)[:_PARTS]
        for start, at in enumerate(row):
            whole = contexts[at]
            same = [
                other
                for other in row[start + 1 :]
                if contexts[other].mention.unit == whole.mention.unit and contexts[other].value
            ]
            totals = list(itertools.accumulate(contexts[other].value or 0 for other in same))
            for first in range(min(len(same), 3)):
                gone = totals[first - 1] if first else 0
                ends = [end for end in range(first + 1, len(same)) if totals[end] - gone == whole.value]
                for other in same[first : ends[0] + 1] if ends else []:
                    linked[other] = replace(linked[other], whole=whole.index)
    return linked


def join_changes(contexts: list[Context]) -> list[Context]:
    """Let the two numbers of a change (由4间提升到14间) share their subject words."""
    joined = list(contexts)
    for at, (one, other) in enumerate(itertools.pairwise(contexts)):
        if (one.slots.role, other.slots.role) == ("before", "after") and one.sentence == other.sentence:
            both = one.own_features | other.own_features
            for position in (at, at + 1):
                own = joined[position]
                joined[position] = replace(
                    own, own_features=both, credit=own.credit | dict.fromkeys(both, 1.0)
                )
    return joined
