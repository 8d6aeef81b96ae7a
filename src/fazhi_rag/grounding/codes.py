"""Judge codes that name one thing of many: PM2.5, 10号线, H3N2, the score 87:79."""

from __future__ import annotations

import re
from functools import lru_cache

from fazhi_rag.numbers.context import Context
from fazhi_rag.types import Status

from .case import Draft, Place, Sources, Verdict
from .doubts import places_beside
from .messages import explain
from .prepared import PreparedSource
from .scope import lies_in

_CODE = re.compile("[A-Za-z]|号$")
"""What names one thing of many; hours and scores are told in other ways."""
_NAME = re.compile("[A-Za-z]|号.|[0-9]:[0-9]")
"""A code that is written one way only: PM2.5, H3N2, 10号线, the score 87:79; 12号 may be a day."""
_FEW = 32
"""Places of one code that are kept of a source."""


def judge_code(draft: Draft, sources: Sources) -> Verdict | None:
    """Return the verdict on a code; None for what is none, or told in several ways (9点, 周五)."""
    if changed := _changed_code(draft):
        return Verdict(Status.CONTRADICTED, explain(changed), None, changed)
    code = draft.context.mention.value
    return _judge_name(code, draft, sources) if isinstance(code, str) and _NAME.search(code) else None


def _changed_code(draft: Draft) -> Place | None:
    """Return the code that stands in the place of the draft's in a kept sentence: H3N2 of H3N3."""
    code = draft.context.mention.value
    for place in places_beside(draft) if isinstance(code, str) and _CODE.search(code) else ():
        other = place.context.mention.value
        if isinstance(other, str):
            start = place.context.mention.span.start
            there = place.source.sentence_of(start).of(place.source.source.text)
            return place if other != code and f"{code}" not in there else None
    return None


def _judge_name(code: str, draft: Draft, sources: Sources) -> Verdict:
    """Return the verdict on a code, which a source has as it is written or not at all.

    A score may be told from the other side.
    """
    wanted = code.casefold()
    for source in sources.prepared:
        for spelling in (wanted, ":".join(reversed(wanted.split(":")))):
            for context in _codes_of(source).get(spelling, ()):
                if lies_in(draft.claim, context, source.source):
                    return Verdict(Status.SUPPORTED, "", Place(source, context))
    if any(wanted in _folded(source) for source in sources.prepared):
        return Verdict(Status.SUPPORTED)
    return Verdict(Status.UNSUPPORTED, "来源中没有这个名称或编号")


@lru_cache(maxsize=128)
def _codes_of(source: PreparedSource) -> dict[str, list[Context]]:
    """Return a source's codes and scores by their spelling in small letters; few of each."""
    found: dict[str, list[Context]] = {}
    for context in source.contexts:
        if isinstance(context.mention.value, str):
            same = found.setdefault(context.mention.value.casefold(), [])
            if len(same) < _FEW:
                same.append(context)
    return found


@lru_cache(maxsize=128)
def _folded(source: PreparedSource) -> str:
    return source.squeezed.casefold()
