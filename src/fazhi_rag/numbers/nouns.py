"""Noun phrases beside a number: trim the words around them and find their head noun."""

from __future__ import annotations

import re

from fazhi_rag.numbers.verbs import ending, opening, pattern, words_of

_EDGE = ' \t　、“”"‘’《》〈〉（(）)：:'
_BEGIN = frozenset("共已均并且也和与及另还又再就")
"""One-character openers; longer ones stand in `data/verbs.txt`."""
_NOT_OPENERS = re.compile(
    r"共[享同青建产和富治]|已[婚故]|均[衡匀]|并[网购]|和[谐平睦解]|与会|及[时格]|另[行类]|就[业医诊近]|再[生就次保]"
)
_END = frozenset("达为共有约各均至到了已是由从近超在于按以")
_NOT_ENDS = re.compile(
    r"(?:[人户年日月村]均|公约|合约|条约|表达|所有|国有|机[关构]|终了|为了|得到|处于|关于|对于|基于|行为|作为)\Z"
)
_RATED = re.compile(r"占|达到|达")
_CUT = re.compile(r"[均都已被由为在对将并共向是一二三两（(，,；;。：:]|分别|全部|全都|其中|以及")
_QUOTED = re.compile(r"[“\"《‘]([^”\"》’]{1,20})")
_BRACKETED = re.compile(r"[（(][^）)]{1,6}[）)]")
_RELATIVE = frozenset("拥有有具备从参符")


def trim(zone: str) -> str:
    """Drop openers, connectives, quotes and counting adverbs from both ends of a zone."""
    while True:
        before = zone
        zone = zone.strip(_EDGE)
        if (word := opening(zone, "openers")) and len(word) > 1:
            zone = zone[len(word) :]
        elif zone[:1] in _BEGIN and not _NOT_OPENERS.match(zone):
            zone = zone[1:]
        if (word := ending(zone, "openers")) and (len(word) > 1):
            zone = zone[: -len(word)]
        elif zone[-1:] in _END and not _NOT_ENDS.search(zone):
            zone = zone[:-1]
        if zone == before:
            return _balance(zone)


def _balance(zone: str) -> str:
    """Give back a closing bracket that trimming took: 村（居."""
    for opened, closed in ("（）", "()"):
        if zone.count(opened) > zone.count(closed) and not zone.endswith(opened):
            return zone + closed
    return zone


def ends_in_verb(zone: str) -> bool:
    """Whether the last word of the zone is a verb that wants an object: 我镇聘请, 共开展."""
    word = ending(zone, "strong")
    return bool(word) and (word not in words_of("soft") or zone == word)


def without_actor(zone: str) -> str:
    """Drop the actor that begins a zone: 分管领导开展 → 开展."""
    word = opening(zone, "actors")
    return zone[len(word) :] if word else zone


def head_on_left(zone: str, *, rated: bool = False, event: bool = False) -> str | None:
    """Return the head noun of a zone left of its number: 成功调处社会矛盾 → 社会矛盾; None if it has none.

    `rated` is for percentages, whose head stands before 占 or 达到 and not after it; `event` for 次 and 场,
    which count what 开展 governs even where that is a verb (开展矛盾纠纷排查10次).
    """
    if event and (head := _governed(zone)):
        return head
    if rated and (found := _RATED.search(zone)) and found.start() > 1:
        zone = zone[: found.start()]
    whole = zone
    while (verb := ending(zone, "strong")) and verb not in words_of("soft") and len(verb) > 1:
        zone = zone[: -len(verb)].rstrip("共已均")
    if zone != whole and not event and zone in words_of("soft"):
        return None
    zone = _after_last(zone, "的")
    if not rated:
        zone = _after_verbs(zone)
    zone = zone.strip(_EDGE)
    if not zone or zone in words_of("actors") or zone in words_of("openers"):
        return None
    if zone in words_of("strong") and not (event and zone in words_of("soft")):
        return None
    return _last_of_list(zone)


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


def phrase_on_right(tail: str, *, people: bool = False) -> tuple[str, str | None]:
    """Return the noun phrase right of a number and its head: 拥有…经验的村干部 → (…, 村干部).

    `people` is for 名 and 位, which count persons: what stands before 的 describes them.
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
    if found and noun and (people or opening(relative, "strong") or relative[0] in _RELATIVE):
        return tail, _until_cut(noun)
    phrase = _until_cut(relative)
    verb = opening(phrase, "strong")
    if len(verb) > 1 and verb not in words_of("soft") and len(phrase) - len(verb) > 1:
        return phrase, _until_cut(phrase[len(verb) :]) or None
    return phrase, phrase or None


def _until_cut(tail: str) -> str:
    """Return the noun that begins `tail`, up to the first function word or verb."""
    end = len(tail)
    if found := _CUT.search(tail, 1):
        end = found.start()
    if tail[end : end + 1] in "（(" and (close := _BRACKETED.match(tail, end)):
        end = close.end()
    for verb in pattern("strong").finditer(tail, 2, end):
        if verb[0] not in words_of("soft") and not opening(tail[verb.end() : end], "nominal"):
            end = verb.start()
            break
    return tail[:end].strip(_EDGE.replace("（", "").replace("）", "").replace("(", "").replace(")", ""))
