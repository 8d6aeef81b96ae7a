"""Rates: what a number is counted per (每季度1次, 人均40小时, 4次/月, 23个村均配备一名)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest

from fazhi_rag.numbers.found import Found
from fazhi_rag.numbers.verbs import words_of
from fazhi_rag.numbers.words import (
    BOTH,
    NOUN,
    QUALITY,
    UNKNOWN,
    VERB,
    Token,
    has_noun,
    has_verb,
    stands_alone,
    words_in,
)
from fazhi_rag.types import Approx, Kind

_EVERY = re.compile(
    r"(?:平均)?每(?:一)?(半年|半个?月|季度|季|个月|月|旬|秒|年度|年|周|日|天|小时|分钟|学期|学年|村民小组|村（居）|村\(居\)"
    r"|村（社区）|村\(社区\)|村|镇|乡|社区|校|班|组|队|店|股|顿|餐|晚"
    r"|[百千万]?(?:户|人次|人|名|家|所|亩|公顷|吨|平方公里|公里|平方米|立方米|毫升|升|公斤|斤|千克|克|千瓦时|度|元)"
    r"|航次|车次|次|场|期|件|批|台|辆|份|间|栋|张|袋|瓶|套|轮|届|条|项|宗|起|盒|单|车|天|季|箱|桶|头|只|棵|株|座|处|节|笔)"
    r"(?!一次|个)"
)
_NAMED = re.compile(r"每(?:一)?(?:个(?![月周旬])|[名位家所支逢])")
_BARE = re.compile(r"每(?![一个名位家所支逢])")
"""What opens a per that is named: 每个工作日, 每位包村干部."""
_AVERAGE = re.compile(r"([人户年月日周村校班店亩]|(?:^|(?<=[，。、；：\s]))[车件场])均(?!衡|等|匀)")
_SCENE = re.compile(r"(?<=[^，。、；：\s])([场件次])均(?!衡|等|匀|[已为未])")
_ALL_OF = re.compile(
    r"各(?![类种级项界])([^\d，。；、]{1,8}?)(?<![人户月年日季周])(?:均|都)(?=[^\d，。；、]{1,6}\Z)"
)
"""What each of all has: 各村（社区）均设立1个."""
_SINGLE = re.compile(
    r"(?<![订名简菜清工])单([件人次户车])(?:平均|(?=[^\d，。；]{1,6}\Z))|(?<![增加缺添派新])(人)手(?=各?\Z)"
)
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
    clause = _clause_said(text, found, before, clause)
    per = _each(text, clause, found.start) or carried or _shared(text, before, found, clause)
    if per:
        found.per, found.kind = per, Kind.RATE


def _clause_said(text: str, found: Found, before: Found | None, clause: int) -> int:
    """Return where the clause begins that says the per: the one before, of 每季度开展检查，不少于2次."""
    bounded = found.approx in (Approx.AT_LEAST, Approx.AT_MOST) and clause == found.start
    if not bounded or text[clause - 1 : clause] != "，":
        return clause
    begin = max(text.rfind(mark, max(0, clause - _FAR), clause - 1) for mark in "，。；\n") + 1
    counted = before is not None and before.is_fact and before.end > begin
    return clause if counted else max(begin, clause - _FAR)


_FAR = 40
"""How far left of a bound that stands alone its per is looked for."""


def _each(text: str, clause: int, start: int) -> str | None:
    """Return the per said last before the number: of 每名网格员每月 it is the month."""
    said: list[tuple[int, str]] = []
    if text.rfind("每", clause, start) >= 0:
        said += [(match.end(), match[1]) for match in _EVERY.finditer(text, clause, start)]
        said += list(_named(text, clause, start))
    near = max(clause, start - _NEAR)
    if _MEANS.search(text, near, start):
        said += [(match.end(), match[1]) for match in _AVERAGE.finditer(text, near, start)]
        said += [(match.end(), match[1] or match[2]) for match in _SINGLE.finditer(text, near, start)]
        said += [(match.end(), match[1]) for match in _ALL_OF.finditer(text, near, start)]
        for match in _SCENE.finditer(text, near, start):
            if stands_alone(text[near:start], match.start() - near):
                said.append((match.end(), match[1]))
    if not said:
        return None
    end, per = max(said)
    return None if _TOTAL.search(text, end, start) else per


_MEANS = re.compile(r"[均手单都]")
_NEAR = 20
"""How far left of a number a mean is said (人均学习40小时)."""


def _named(text: str, clause: int, start: int) -> Iterator[tuple[int, str]]:
    """Yield what 每个 or 每位 names: the noun phrase behind it, up to its first verb."""
    for match in _NAMED.finditer(text, clause, start):
        following = text.find("每", match.end(), start)
        end = min(start, match.end() + _NEAR) if following < 0 else following
        noun = _noun_that_opens(words_in(text[match.end() : end]))
        if noun:
            yield match.end() + len(noun), noun
    for match in _BARE.finditer(text, clause, start):
        first = words_in(text[match.end() : min(start, match.end() + _NEAR)])[:1]
        if first and first[0].tag is NOUN and not _EVERY.match(text, match.start()):
            yield match.end() + len(first[0].text), first[0].text


def _noun_that_opens(tokens: tuple[Token, ...]) -> str:
    """Return the noun phrase up to its first verb; a verb may open it (包村|干部)."""
    noun = ""
    for token, following in zip_longest(tokens, tokens[1:]):
        attribute = not noun and following is not None and following.tag is NOUN
        if token.tag not in (NOUN, UNKNOWN, QUALITY) and not (token.tag in (VERB, BOTH) and attribute):
            break
        if noun and token.text in words_of("strong"):
            break
        noun += token.text
    return noun


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
    if found.value == 1 and found.unit in _SPACED_UNITS and text.endswith("平均", 0, found.start):
        return found.unit  # 平均一天卖出300份
    if _PER_STRETCH.search(text, max(0, found.start - 5), found.start) and found.unit:
        return text[found.start : found.end]
    if following is not None and _is_turn(text, found, following):
        return found.unit if found.value == 1 else text[found.start : found.end]
    adjacent = following is not None and following.start == found.end
    if not (adjacent and following and following.unit in _EVENTS):
        return None
    if text[found.start : found.end] in _HALVES:
        return text[found.start : found.end]
    return found.unit if found.unit in _SPACED_UNITS and found.value == 1 else None


_PER_STRETCH = re.compile(r"每(?:隔|满|行驶|增加|新增|生产|投入|消费)\Z")
"""每 before a verb and an amount: 每行驶100公里, 每隔500米."""


def _is_turn(text: str, found: Found, following: Found) -> bool:
    """Whether a stretch of time opens a clause and says how often something is done once: 半年开展一次."""
    between = text[found.end : following.start]
    return (
        found.unit in _SPACED_UNITS | _HALVES
        and following.unit in _EVENTS
        and following.value == 1
        and 0 < len(between) <= _SHORT
        and not _PAST.search(text, max(0, found.start - 2), found.start)
        and not has_noun(between)
        and not has_verb(re.split("[，。；\n]", text[max(0, found.start - _NEAR) : found.start])[-1])
    )


_SHORT = 4
_PAST = re.compile(r"(?:近|过去|最近|用时|历时)\Z")
