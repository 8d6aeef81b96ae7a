"""分别: deal out coordinated subjects to the amounts or dates that follow (甲、乙分别为3件和5件)."""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import pairwise

from fazhi_rag.numbers.found import Found
from fazhi_rag.numbers.frame import end_of, start_of
from fazhi_rag.numbers.nouns import head_on_left, trim
from fazhi_rag.types import FACT_KINDS, Kind

_EACH = re.compile("分别")
_JOINT = re.compile(r"[、和与及]|以及")
_BETWEEN = re.compile(r"[、和与及，]|以及")
_FARTHEST = 80
_DEALT = FACT_KINDS | {Kind.DATE}


def distribute(text: str, found: list[Found], clauses: list[int]) -> None:
    """Give each of n coordinated subjects before 分别 its own of the n numbers behind it.

    The numbers must be of one kind and follow on each other with nothing but 、 和 or a comma between them;
    where their count is not that of the subjects, nothing is dealt out.
    """
    starts = [item.start for item in found]
    for each in _EACH.finditer(text):
        begin = max(start_of(clauses, each.start()), each.start() - _FARTHEST)
        owners = [trim(part) for part in _JOINT.split(text[begin : each.start()])]
        first = bisect_left(starts, each.end())
        group = found[first : first + len(owners)]
        if len(owners) < 2 or not all(owners) or len(group) < len(owners):
            continue
        if group[0].start > end_of(clauses, each.end(), len(text)) or not _are_alike(text, group):
            continue
        owners = _shared_noun(owners)
        shared = trim(text[each.end() : group[0].start])
        head = head_on_left(shared) if shared else None
        for owner, item in zip(owners, group, strict=True):
            item.subject = owner + shared
            item.head = head or head_on_left(owner) or owner


_YEAR_ONLY = re.compile(r"(.*?)((?:19|20)[0-9]{2}年?)")


def _shared_noun(owners: list[str]) -> list[str]:
    """Give the noun that closes a list of years to each of them: 2021、2022年营收."""
    years = [_YEAR_ONLY.match(owner) for owner in owners]
    if not all(years) or years[-1] is None:
        return owners
    noun = trim(owners[-1][years[-1].end() :])
    return [found[2] + noun for found in years if found] if noun else owners


def _are_alike(text: str, group: list[Found]) -> bool:
    kind = group[0].kind
    return kind in _DEALT and all(
        after.kind is kind and _BETWEEN.fullmatch(text[before.end : after.start].strip())
        for before, after in pairwise(group)
    )
