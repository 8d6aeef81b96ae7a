"""Numbers that only point (一张账单, 两市, 一年接访119批): they claim nothing to be checked."""

from __future__ import annotations

import re

from fazhi_rag.numbers.measures import TIME_CLASSES
from fazhi_rag.types import Status

from .case import Draft, Verdict

_COUNTED = frozenset({"件", "人", "次", "例", "场", "户", "批"})
"""Classes of units that count cases, people and events: one of them is a fact."""
_PAIRED = frozenset({"队", "市", "县", "省", "国", "方", "地", "类", "种", "者", "级"})
"""Units by which 两 points to two things named before."""
_NOUN_BEHIND = re.compile(r"[^\W\d]{2}")
_OK = frozenset({Status.SUPPORTED, Status.DERIVED})
_NOT_ONE = re.compile("(?:没有?|未有|无)$")
"""没有一起反弹 denies, and counts nothing."""
_UTMOST = re.compile(r"最[^\W\d]{1,3}$")
"""最强一次余震 is an article."""
_COUNTING = re.compile("(?:[了有共达至为升降增减到]|发生|出现|建成|新增|完成)$")
"""Words that count what follows."""


def is_article(draft: Draft, verdict: Verdict) -> bool:
    """Whether 一 or 两 only points (一张账单, 两市, 一年接访119批), and no source speaks for or against it.

    So it does in 没有一起, 最强一次, 一人一台. What counts is no pointing: one of cases, people or events, or
    what a verb of counting goes before.
    """
    mention, unit = draft.context.mention, draft.context.unit_class
    if mention.is_fact and mention.value == 1 and mention.text[0] == "一":
        each = any(one.mention.span.start == mention.span.end for one in draft.others)
        if _NOT_ONE.search(draft.lead):
            return True
        if verdict.status not in _OK and (each or _UTMOST.search(draft.lead)):
            return True
    pointing = mention.value == 1 if mention.text[0] == "一" else mention.text[0] == "两" and unit in _PAIRED
    if not mention.is_fact or not pointing or unit in _COUNTED or _COUNTING.search(draft.lead):
        return False
    if unit in TIME_CLASSES:
        return verdict.status in (Status.UNSUPPORTED, Status.WRONG_SCOPE)
    return verdict.status is Status.UNSUPPORTED and bool(_NOUN_BEHIND.match(draft.tail))
