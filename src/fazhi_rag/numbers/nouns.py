"""Noun phrases beside a number: trim the words around them and find their head noun."""

from __future__ import annotations

import re

from fazhi_rag.numbers.classes import fits, looks_nominal
from fazhi_rag.numbers.verbs import ending, opening, pattern, words_of
from fazhi_rag.numbers.words import (
    ADVERB,
    NOUN,
    PARTICLE,
    UNKNOWN,
    VERB,
    is_both,
    last_verb,
    parts_at,
    stands_alone,
    words_in,
)

EDGE = ' \t　、“”"‘’《》〈〉（(）)：:'
_BEGIN = frozenset("共已均并且也和与及另还又再就")
"""One-character openers; longer ones stand in `data/verbs.txt`."""
_END = frozenset("达为共有约各均至到了已是由从近超在于按以仅只就也才都皆")
_EMPTY = frozenset(["多", "少", "的", "零", "又", "-", "/", "比", "'"])
_PERIOD = re.compile(
    r"(?:第?[一二三四1-4]个?季度|[上下]半年|(?:[0-9]{1,2}|[一二三四五六七八九十]{1,2})月份?)"
)
_LAST_PERIOD = re.compile(
    r"(?<=..)(?:[第前]?[一二三四1-4]个?季度|[上下]半年|全年|(?<![0-9])[0-9]{1,2}月份?)\Z"
)
_COMPARED = re.compile(
    r"(?:比|较|与|同)(?:(?:上|去|前|往|同|今|年)[年月期周季度一底初末]{1,4}|第?[一二三四1-4]季度|[上下]半年|[0-9]{1,2}月份?"
    r"|全[国省市县](?:平均)?|平均水平|计划|目标|预期)(?:同期)?(?:相比)?|(?<=..)(?:较|(?<![对占环同])比(?![赛例分重率值较武])).*"
)
_MOVES = re.compile(r"(?:(?<=..)|\A)[大微小猛暴飙激骤略续再连净齐狂急]?[涨跌升降增减]\Z")
"""Verbs of change at the end of a zone are a productive class: 大涨, 微降, 净增."""
_ATTRIBUTE = re.compile(
    r"(?:[国省市县区镇乡村州部局厅]家?|[A-Z0-9]+)?级(?:及?以[上下])?\Z|(?:\A|(?<=、))[男女]性?\Z"
)
_AVERAGED = re.compile(r"\A(?:[人户年月日周村]均|平均)(?=..)")
_RATED = re.compile(r"占(?![比有用地])|达到|达")


def trim(zone: str) -> str:
    """Drop openers, periods, connectives, quotes and counting adverbs from both ends of a zone."""
    while zone:
        before = zone
        zone = zone.strip(EDGE)
        if (word := opening(zone, "openers")) and len(word) > 1 and parts_at(zone, len(word)):
            zone = zone[len(word) :]
        elif found := _PERIOD.match(zone):
            zone = zone[found.end() :]
        elif zone[:1] in _BEGIN and stands_alone(zone, 0):
            zone = zone[1:]
        if (word := ending(zone, "openers")) and (len(word) > 1):
            zone = zone[: -len(word)]
        elif zone[-1:] in _END and stands_alone(zone, len(zone) - 1):
            zone = zone[:-1]
        if zone == before:
            return "" if zone in _EMPTY else _balance(zone)
    return zone


def _balance(zone: str) -> str:
    """Give back a closing bracket that trimming took: 村（居."""
    for opened, closed in ("（）", "()"):
        if zone.count(opened) > zone.count(closed) and not zone.endswith(opened):
            return zone + closed
    return zone


def ends_in_verb(zone: str) -> bool:
    """Whether the last word of the zone is a verb that wants an object: 我镇聘请, 共开展."""
    word = last_verb(zone)
    return bool(word) and (not is_both(word) or zone == word)


def without_actor(zone: str) -> str:
    """Drop the actor that begins a zone: 分管领导开展 → 开展."""
    word = opening(zone, "actors")
    return zone[len(word) :] if word else zone


def head_on_left(zone: str, *, rated: bool = False, event: bool = False) -> str | None:
    """Return the head noun of a zone left of its number: 成功调处社会矛盾 → 社会矛盾; None if it has none.

    `rated` is for percentages, whose head stands before 占 or 达到 and not after it; `event` for 次 and 场,
    which count what 开展 governs even where that is a verb (开展矛盾纠纷排查10次).
    """
    zone = _without_per(_AVERAGED.sub("", zone))
    if event and (head := _event(zone)):
        return head
    if rated and (found := _RATED.search(zone)) and found.start() > 1:
        zone = zone[: found.start()]
    whole = zone
    zone = _without_predicate(zone, rated=rated) if not event or _ends_bare(zone) else _COMPARED.sub("", zone)
    if zone != whole and not event and zone in words_of("soft") and not looks_nominal(zone):
        return None
    zone = _after_last(zone, "的")
    if not rated:
        zone = _after_verbs(zone)
    zone = zone.strip(EDGE)
    if not zone or _is_no_noun(zone):
        return None
    only_done = zone in words_of("strong") and last_verb(zone) and not is_both(zone)
    if only_done and not (event and zone in words_of("soft")):
        return None
    return _last_of_list(zone)


def _without_per(zone: str) -> str:
    """Drop what a rate is counted per, and the deed behind it: 油价|每升|下调."""
    before, found, after = zone.partition("每")
    deed = any(token.tag is NOUN for token in words_in(after)[1:])
    return before if found and before and not deed else zone


def _is_no_noun(zone: str) -> bool:
    return any(zone in words_of(section) for section in ("actors", "openers", "adverbs", "comparisons"))


_TAIL = re.compile(r"(?:(?<=..)(?<![初高集其途盘])[之当]?中有?|[共已均仅只也各]|(?<!目)的)+\Z")


def _without_predicate(zone: str, *, rated: bool) -> str:
    """Drop what stands between a noun and its number: 利润同比下降, 示范村市级, 涨幅比上月扩大."""
    zone = _COMPARED.sub("", zone)
    while True:
        before = zone
        zone = _LAST_PERIOD.sub("", _TAIL.sub("", zone))
        verb = last_verb(zone)
        if len(verb) < 2 and rated and (found := _MOVES.search(zone)):
            zone = zone[: found.start()]
        elif verb and zone != verb and (not is_both(verb) or (rated and verb in _CHANGES)):
            zone = _without_place(zone[: -len(verb)])
        elif word := _last_function_word(zone):
            zone = zone[: -len(word)]
        elif zone.lstrip("是为") in words_of("comparisons"):
            return ""
        elif (found := _ATTRIBUTE.search(zone)) and (zone[: found.start()] or zone == found[0]):
            zone = zone[: found.start()]
        if zone == before or not zone:
            return zone


def noun_of(unit: str | None, zone: str) -> str | None:
    """Return the last noun of `zone` that `unit` counts, whatever is done: 督导企业开展自查 → 企业."""
    nouns = [token.text for token in words_in(zone) if token.tag in (NOUN, UNKNOWN)]
    return next((noun for noun in reversed(nouns) if fits(unit, noun)), None)


def _last_function_word(zone: str) -> str:
    tokens = words_in(zone)
    last = tokens[-1] if tokens else None
    return last.text if last and last.tag in (ADVERB, PARTICLE) and last.text not in _JOINING else ""


_JOINING = frozenset("的和与及等得地")


_PLACED = frozenset(
    ["在", "从", "向", "于", "给", "通过", "利用", "由", "以", "被", "因", "由于", "沿着", "按照", "根据"]
)


def _without_place(zone: str) -> str:
    """Drop what a preposition brings in between a noun and its verb: 游客|在景区|停留."""
    for token in reversed(words_in(zone)):
        if token.text in _PLACED:
            return zone[: token.start] or ("" if token.text == "被" else zone)
        if token.tag is VERB:
            break
    return zone


_CHANGES = frozenset(["增长", "下降", "减少", "增加", "提高", "提升", "上升"])


def _event(zone: str) -> str | None:
    """Return the event that 次 and 场 count: what a light verb governs, or the verb of a passive."""
    if head := _governed(zone):
        return head
    verb = ending(zone, "strong")
    if "被" in zone and len(verb) > 1:
        return verb
    return zone if len(zone) > 2 and _only_verbs(zone) else None


def _ends_bare(zone: str) -> bool:
    return ending(zone, "strong") in _BARE or _only_verbs(zone)


def is_action(zone: str) -> bool:
    """Whether a zone is an adverb and a verb and has no noun: 动态调整, 依法处理."""
    manner = opening(zone, "adverbs")
    return bool(manner) and zone != manner and _only_verbs(zone[len(manner) :])


def _only_verbs(zone: str) -> bool:
    verb = opening(zone, "strong") or opening(zone, "soft")
    return not zone or (len(verb) > 1 and verb not in _BARE and _only_verbs(zone[len(verb) :]))


_BARE = frozenset(
    ["开展", "进行", "参加", "接受", "组织", "举行", "举办", "实施", "召开", "完成", "成功", "受理", "主动"]
)
_LIGHT = re.compile(r".*(?:开展|进行|参加|接受|组织|举行|举办|实施)", re.DOTALL)


def _governed(zone: str) -> str | None:
    found = _LIGHT.match(zone)
    rest = zone[found.end() :] if found else ""
    return _last_of_list(_after_last(rest, "的")) if len(rest) > 1 else None


def _after_last(zone: str, mark: str) -> str:
    before, found, after = zone.rpartition(mark)
    return after if found and len(after) > 1 else before + found + after


def _after_verbs(zone: str) -> str:
    """Drop everything up to the last strong verb, then leading soft verbs that have an object."""
    cut = 0
    for match in pattern("strong").finditer(zone):
        rest = zone[match.end() :]
        if (
            len(rest) > 1
            and match[0] not in words_of("soft")
            and (match.start() == cut or not opening(rest, "nominal"))
        ):
            cut = match.end()
    zone = zone[cut:]
    verb = opening(zone, "strong")
    if verb in ("含", "有", "占", "涉") and len(zone) > 2:
        zone = zone[1:]
    while (
        (verb := opening(zone, "soft"))
        and len(zone) - len(verb) > 1
        and not opening(zone[len(verb) :], "nominal")
    ):
        zone = zone[len(verb) :]
    return zone


def _last_of_list(zone: str) -> str:
    """Of 重要决策、政策咨询等事项 the head is 事项; of 参考率、合格率 both."""
    items = zone.split("、")
    if len(items) > 1 and all(item.endswith(items[-1][-1]) for item in items):
        return zone
    last = items[-1]
    _, found, after = last.rpartition("等")
    return (after if found and len(after) > 1 else last).strip(EDGE) or zone
