"""Noun phrases beside a number: trim the words around them and find their head noun."""

from __future__ import annotations

import re

from fazhi_rag.numbers.classes import fits, noun_end
from fazhi_rag.numbers.verbs import ending, opening, pattern, words_of
from fazhi_rag.numbers.words import (
    ADVERB,
    BOTH,
    COVERB,
    NOUN,
    PARTICLE,
    UNKNOWN,
    VERB,
    Token,
    first_verb,
    is_both,
    last_verb,
    words_in,
)

_EDGE = ' \t　、“”"‘’《》〈〉（(）)：:'
_BEGIN = frozenset("共已均并且也和与及另还又再就")
"""One-character openers; longer ones stand in `data/verbs.txt`."""
_NOT_OPENERS = re.compile(
    r"共[享同青建产和富治]|已[婚故]|均[衡匀]|并[网购]|和[谐平睦解]|与会|及[时格]|另[行类]|就[业医诊近]|再[生就次保]"
)
_END = frozenset("达为共有约各均至到了已是由从近超在于按以仅只就也才都皆")
_NOT_ENDS = re.compile(
    r"(?:[人户年日月村平]均|公约|合约|条约|表达|所有|国有|机[关构]|终了|为了|得到|处于|关于|对于|基于|行为|作为"
    r"|[应实签报]到|处以|拥有|首都|成就|人才)\Z"
)
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
_MOVES = re.compile(r"(?<=..)[大微小猛暴飙激骤略续再连净齐狂急]?[涨跌升降增减]\Z")
"""Verbs of change at the end of a zone are a productive class: 大涨, 微降, 净增."""
_RESULT = re.compile(
    r"(?!支出|演出|输出|产出|进出|出入|突出|杰出|收入|投入|介入|行为|作为|人为|心得|所得|获得感|距离|分离|关于|由于|报到)"
    r"[\u4e00-\u9fff][出到至得为入向离掉]"
)
"""A verb with its result (驶离, 评为) ends a noun phrase even where no list knows it."""
_ATTRIBUTE = re.compile(
    r"(?:[国省市县区镇乡村州部局厅]家?|[A-Z0-9]+)?级(?:及?以[上下])?\Z|(?:\A|(?<=、))[男女]性?\Z"
)
_RATED = re.compile(r"占|达到|达")
_CUT = re.compile(
    r"[均都已被并(（，,；;。：:“《]|(?<![现存])在|(?<![自理])由|(?<![行作认成])为(?!民)|对(?![象策口方接讲])"
    r"|(?<![公])共(?![享同建产青用])|将(?![军士官])|[向是]|[一二三](?!手|线|代|产)|两(?![委新类])|[中里](?=有|，|\Z)"
    r"|各(?![地类界族部村级])|分别|全部|全都|其中|以及|超(?![市级声额])|[仅只也就又才却则且](?![业医])"
)
_ASPECT = re.compile(r"(?<=.)[^的了]了")
_QUOTED = re.compile(r"[“\"《‘]([^”\"》’]{1,20})")
_BRACKETED = re.compile(r"[（(][^）)]{1,6}[）)]")
_RELATIVE = frozenset("拥有有具备从参符")


def trim(zone: str) -> str:
    """Drop openers, periods, connectives, quotes and counting adverbs from both ends of a zone."""
    while zone:
        before = zone
        zone = zone.strip(_EDGE)
        if (word := opening(zone, "openers")) and len(word) > 1:
            zone = zone[len(word) :]
        elif found := _PERIOD.match(zone):
            zone = zone[found.end() :]
        elif zone[:1] in _BEGIN and not _NOT_OPENERS.match(zone):
            zone = zone[1:]
        if (word := ending(zone, "openers")) and (len(word) > 1):
            zone = zone[: -len(word)]
        elif zone[-1:] in _END and not _NOT_ENDS.search(zone):
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


def opens_predicate(tail: str) -> bool:
    """Whether what follows a number says what it did and not what it counts: 担任…, 即将…, 作了…."""
    if opens_clause(tail):
        return True
    verb = first_verb(tail)
    return len(verb) > 1 and not is_both(verb) and "的" not in tail


def opens_clause(tail: str) -> bool:
    """Whether a closed-class word or a verb with its aspect or result opens `tail`: no noun stands there."""
    return bool(opening(tail, "adverbs") or _LEADING_ASPECT.match(tail) or _RESULT.match(tail))


_LEADING_ASPECT = re.compile(r"[\u4e00-\u9fff]{1,2}(?<!为|除)[了过](?!程|错|敏|失|渡|户|滤)")


def without_actor(zone: str) -> str:
    """Drop the actor that begins a zone: 分管领导开展 → 开展."""
    word = opening(zone, "actors")
    return zone[len(word) :] if word else zone


def head_on_left(zone: str, *, rated: bool = False, event: bool = False) -> str | None:
    """Return the head noun of a zone left of its number: 成功调处社会矛盾 → 社会矛盾; None if it has none.

    `rated` is for percentages, whose head stands before 占 or 达到 and not after it; `event` for 次 and 场,
    which count what 开展 governs even where that is a verb (开展矛盾纠纷排查10次).
    """
    if event and (head := _event(zone)):
        return head
    if rated and (found := _RATED.search(zone)) and found.start() > 1:
        zone = zone[: found.start()]
    whole = zone
    zone = _without_predicate(zone, rated=rated) if not event or _ends_bare(zone) else _COMPARED.sub("", zone)
    if zone != whole and not event and zone in words_of("soft"):
        return None
    zone = _after_last(zone, "的")
    if not rated:
        zone = _after_verbs(zone)
    zone = zone.strip(_EDGE)
    if not zone or _is_no_noun(zone):
        return None
    if zone in words_of("strong") and last_verb(zone) and not (event and zone in words_of("soft")):
        return None
    return _last_of_list(zone)


def _is_no_noun(zone: str) -> bool:
    return any(zone in words_of(section) for section in ("actors", "openers", "adverbs", "comparisons"))


_TAIL = re.compile(r"(?:(?<=..)(?<![初高集其途])[之当]?中有?|[共已均仅只也各]|(?<!目)的)+\Z")


def _without_predicate(zone: str, *, rated: bool) -> str:
    """Drop what stands between a noun and its number: 利润同比下降, 示范村市级, 涨幅比上月扩大."""
    zone = _COMPARED.sub("", zone)
    while True:
        before = zone
        zone = _LAST_PERIOD.sub("", _TAIL.sub("", zone))
        verb = last_verb(zone)
        if len(verb) == 1 and rated and (found := _MOVES.search(zone)):
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


_PLACED = frozenset(["在", "从", "向", "于", "给", "通过", "利用", "由", "以", "沿着", "按照", "根据"])


def _without_place(zone: str) -> str:
    """Drop what a preposition brings in between a noun and its verb: 游客|在景区|停留."""
    for token in reversed(words_in(zone)):
        if token.text in _PLACED:
            return zone[: token.start] or zone
        if token.tag in (VERB, ADVERB):
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
    return (after if found and len(after) > 1 else last).strip(_EDGE) or zone


def phrase_on_right(tail: str, *, unit: str | None = None) -> tuple[str, str | None]:
    """Return the noun phrase right of a number and its head: 拥有…经验的村干部 → (…, 村干部).

    Behind 名 and 位 what stands before 的 describes the persons. `unit` says where its nouns end.
    """
    tail = tail.lstrip(" ")
    if tail.startswith("的"):
        tail = tail[1:]
    if tail[:1] in '“"《‘' and tail[:1]:
        inside = _QUOTED.match(tail)
        if inside:
            return inside[1], inside[1]
    tail = tail.rstrip("和与及")
    relative, found, noun = tail.partition("的")
    people = unit in ("名", "位")
    if found and noun and (people or opening(relative, "strong") or relative[0] in _RELATIVE):
        return tail, _until_cut(noun, unit)
    phrase = _until_cut(relative, unit)
    verb = opening(phrase, "strong")
    if len(verb) > 1 and verb not in words_of("soft") and len(phrase) - len(verb) > 1:
        return phrase, _until_cut(phrase[len(verb) :], unit) or None
    return phrase, phrase or None


def _until_cut(tail: str, unit: str | None) -> str:
    """Return the noun that begins `tail`, up to the first function word or verb, or the last noun ending."""
    tokens = words_in(tail)
    end, begun = len(tail), False
    for token in tokens:
        if begun and token.start and _stops(token, tail):
            end = token.start
            break
        if token.tag is UNKNOWN and (found := _CUT.search(tail, max(token.start, 1), token.end)):
            end = found.start()
            break
        begun = begun or token.tag in (NOUN, BOTH, UNKNOWN) or tokens[0].tag not in (VERB, ADVERB)
    unlisted = [token for token in tokens if token.tag is UNKNOWN]
    for token in unlisted:
        for cut in (_ASPECT, _RESULT):
            if found := cut.search(tail, max(token.start, 1), token.end + 1):
                end = min(end, found.start())
    if end < len(tail) and tail[end - 1 : end + 1] in words_of("strong"):
        end -= 1  # the aspect mark of a verb of two characters: 考取了
    if tail[end : end + 1] in "（(" and (close := _BRACKETED.match(tail, end)):
        end = close.end()
    stop = noun_end(unit, tail[:end])
    if 1 < stop < end - 1:
        end = stop
    return tail[:end].strip(_EDGE.replace("（", "").replace("）", "").replace("(", "").replace(")", ""))


_PARTING = frozenset("从把被于以给让使跟比却则同")


def _stops(token: Token, tail: str) -> bool:
    """Whether a noun phrase cannot run through this word."""
    if token.tag in (ADVERB, COVERB) or token.text in _PARTING:
        return True
    if token.tag is PARTICLE and _CUT.match(tail, token.start):
        return True
    if token.tag is not VERB or len(token.text) < 2:
        return False
    return not opening(tail[token.end :], "nominal")
