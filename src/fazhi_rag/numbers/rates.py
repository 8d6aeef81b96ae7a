"""Rates: what a number is counted per (每季度1次, 人均40小时, 4次/月, 23个村均配备一名)."""

from __future__ import annotations

import re

from fazhi_rag.numbers.found import Found
from fazhi_rag.types import Kind

_EVERY = re.compile(
    r"(?:平均)?每(?:一)?(?:(半年|季度|季|个月|月|年度|年|周|日|天|小时|分钟|学期|学年|村民小组|村（居）|村\(居\)"
    r"|村（社区）|村\(社区\)|村|镇|乡|社区|校|班|组|队|店|股|顿|餐|晚"
    r"|[百千万]?(?:户|人次|人|名|家|所|亩|公顷|吨|平方公里|公里|平方米|立方米|毫升|升|公斤|斤|千克|克|千瓦时|度|元)"
    r"|航次|次|场|期|件|批|台|辆|份|间|栋|张|袋|瓶|套|轮|届|条|项|宗|起)|个([\u4e00-\u9fff]{1,5}?)"
    r"(?=至少|要|都|均|配|设|有|开|建|的|派|安|不|达|每|培|选|，|、|[0-9一二两三四五六七八九十]))(?!一次|个)"
)
_AVERAGE = re.compile(r"([人户年月日周村校班店亩车件场])均(?!衡|等|匀)")
_SLASH = re.compile(
    r" ?/ ?(人次?|月|年|天|日|周|次|户|村|季度|学期|学年|小时|亩|公顷|吨|毫升|升|公斤|千克|斤|克|立方米"
    r"|平方米|平方公里|公里|千瓦时|度|股|套|台|辆|间|班|张|份|件|场|分钟|秒)"
    r"(?![0-9])"
)
_TOTAL = re.compile(r"共|累计|合计|总计|全年(?!每)|总")
_SHARED = re.compile(r"(?:均|都|各)(?:[\u4e00-\u9fff]{0,6})\Z")
_SPACED_UNITS = frozenset(["年", "月", "个月", "周", "天", "日", "季度", "半年", "个季度", "小时"])
_EVENTS = frozenset(["次", "场", "期", "回", "遍", "场次", "轮", "趟", "班"])
_HALVES = frozenset(["半年", "半个月"])
_BODIES = frozenset(
    ["个", "家", "所", "户", "村", "镇", "社区", "名", "人", "位", "处", "支", "乡", "区", "县", "市"]
)


def slash_rate(text: str, found: Found) -> None:
    """Read /月 after 4次 into the mention."""
    if match := _SLASH.match(text, found.end):
        found.end, found.per, found.kind = match.end(), match[1], Kind.RATE


def set_rate(text: str, found: Found, before: Found | None, *, clause: int, carried: str | None) -> None:
    """Find what `found` is counted per, left of it in its clause; `carried` is the per of an earlier 每N."""
    if found.kind is not Kind.QUANTITY:
        return
    per = _every(text, clause, found.start) or carried or _average(text, clause, found.start)
    per = per or _shared(text, before, found, clause)
    if per:
        found.per, found.kind = per, Kind.RATE


def _every(text: str, clause: int, start: int) -> str | None:
    if text.rfind("每", clause, start) < 0:
        return None
    last = None
    for match in _EVERY.finditer(text, clause, start):
        last = match
    if last is None or _TOTAL.search(text, last.end(), start):
        return None
    return last[1] or last[2]


def _average(text: str, clause: int, start: int) -> str | None:
    if text.rfind("均", max(clause, start - 20), start) < 0:
        return None
    last = None
    for match in _AVERAGE.finditer(text, max(clause, start - 20), start):
        last = match
    return last[1] if last else None


def _shared(text: str, before: Found | None, found: Found, clause: int) -> str | None:
    """Read the bodies of 23个村（居）均配备一名 as what the number is counted per."""
    if (
        before is None
        or before.start < clause
        or before.kind is not Kind.QUANTITY
        or before.unit not in _BODIES
    ):
        return None
    between = text[before.end : found.start]
    match = _SHARED.search(between)
    if match is None or match.start() < 1 or len(between) > 16:
        return None
    return between[: match.start()]


def denominator(text: str, found: Found, following: Found | None) -> str | None:
    """Return what 每两个月, 每10万人 or the 一年 of 一年两次 counts per; such a number is no amount."""
    if found.kind is not Kind.QUANTITY:
        return None
    if text[found.start - 1 : found.start] == "每" and found.unit:
        return text[found.start : found.end]
    adjacent = following is not None and following.start == found.end
    if not (adjacent and following and following.unit in _EVENTS):
        return None
    if text[found.start : found.end] in _HALVES:
        return text[found.start : found.end]
    return found.unit if found.unit in _SPACED_UNITS and found.value == 1 else None
