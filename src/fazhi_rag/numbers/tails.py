"""Noun phrases right of a number: where its tail stops being what the number counts."""

from __future__ import annotations

import re

from fazhi_rag.numbers.classes import fits, is_classed, noun_end
from fazhi_rag.numbers.nouns import EDGE
from fazhi_rag.numbers.verbs import opening, words_of
from fazhi_rag.numbers.words import (
    ADVERB,
    BOTH,
    COVERB,
    NOUN,
    PARTICLE,
    PHRASE,
    UNKNOWN,
    VERB,
    Token,
    first_verb,
    is_both,
    words_in,
)

_RESULT = re.compile(
    r"(?!支出|演出|输出|产出|进出|出入|突出|杰出|收入|投入|介入|行为|作为|人为|心得|所得|获得感|距离|分离|关于|由于|报到)"
    r"[\u4e00-\u9fff][出到至得为入向离掉]"
)
"""A verb with its result (驶离, 评为) ends a noun phrase even where no list knows it."""
_CUT = re.compile(
    r"[均都已被并(（，,；;。：:“《]|(?<![现存])在|(?<![自理])由|(?<![行作认成])为(?!民)|对(?![象策口方接讲])"
    r"|(?<![公])共(?![享同建产青用])|将(?![军士官])|[向是]|[一二三](?!手|线|代|产)|两(?![委新类])|[中里](?=有|，|\Z)"
    r"|各(?![地类界族部村级])|分别|全部|全都|其中|以及|超(?![市级声额])|[仅只也就又才却则且](?![业医])"
)
_ASPECT = re.compile(r"(?<=.)[^的了]了")
_QUOTED = re.compile(r"[“\"《‘]([^”\"》’]{1,20})")
_BRACKETED = re.compile(r"[（(][^）)]{1,6}[）)]")
_MARKS = frozenset("，。；、,;:：！？!?）) ")
_RELATIVE = frozenset("拥有有具备从参符")


def opens_predicate(tail: str) -> bool:
    """Whether what follows a number says what it did and not what it counts: 担任…, 即将…, 作了…."""
    if opens_clause(tail) or any(token.tag is PHRASE for token in words_in(tail)[:1]):
        return True
    verb = first_verb(tail)
    return len(verb) > 1 and not is_both(verb) and "的" not in tail


def names_what(tail: str, unit: str | None) -> bool:
    """Whether a noun of the unit follows its attribute: 被困|船员, 获奖|选手, 自动化|生产线."""
    tokens = words_in(tail)
    at = 1 if tokens and tokens[0].text == "被" else 0
    return (
        len(tokens) > at + 1
        and tokens[at].tag not in (ADVERB, COVERB, PARTICLE)
        and tokens[at].text not in words_of("strong")
        and tokens[at + 1].tag in (NOUN, UNKNOWN)
        and (not is_classed(unit) or fits(unit, tokens[at + 1].text))
    )


_FUNCTION = frozenset("是在前后来间里中由并及和与被将已均都向对以等至到比且则而占增同为因从把")


def opens_function(tail: str) -> bool:
    """Whether a function word or a mark opens `tail`, or nothing is left of it."""
    tail = tail.removeprefix("的")
    if not tail or tail[0] in _MARKS:
        return True
    first = words_in(tail[:8])[0].text
    return first in _FUNCTION or first.startswith(("左右", "全部", "全都"))


_LEADING_ASPECT = re.compile(r"[\u4e00-\u9fff]{1,2}(?<!为|除)[了过](?!程|错|敏|失|渡|户|滤)")


def opens_clause(tail: str) -> bool:
    """Whether a closed-class word or a verb with its aspect or result opens `tail`: no noun stands there."""
    first, following = (*words_in(tail)[:2], None, None)[:2]
    described = (
        first and first.tag is ADVERB and len(first.text) > 1 and following and following.tag is NOUN
    )  # 紧急物资
    return bool(
        (first and not described and (first.tag in (ADVERB, COVERB) or first.text in words_of("adverbs")))
        or _LEADING_ASPECT.match(tail)
        or _RESULT.match(tail)
    )


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
    if found and noun and (people or opening(relative, "strong") or relative[:1] in _RELATIVE):
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
    for index, token in enumerate(tokens):
        following = tokens[index + 1] if index + 1 < len(tokens) else None
        if begun and token.start and _stops(token, following, tail):
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
    end = _class_end(tail[:end], tokens, unit) or end
    return tail[:end].strip(EDGE.replace("（", "").replace("）", "").replace("(", "").replace(")", ""))


def _class_end(phrase: str, tokens: tuple[Token, ...], unit: str | None) -> int:
    """Return where the unit's last noun stops in `phrase`, no word cut in two: 辅警|驻村工作."""
    stop = noun_end(unit, phrase)
    while stop > 1 and not _may_part(tokens, stop):
        stop = noun_end(unit, phrase[: stop - 1])
    return stop if stop > 1 else 0


def _may_part(tokens: tuple[Token, ...], at: int) -> bool:
    """Whether no listed word holds the place."""
    return all(token.tag is UNKNOWN or at <= token.start or token.end <= at for token in tokens)


_PARTING = frozenset("从把被于以给让使跟比却则同与经有因未不没")
_BEYOND = frozenset(["以上", "以下", "以外"])
"""What bounds a rank inside a noun phrase: 副科级以上干部."""
_INSIDE = frozenset("中里内上下")


def _stops(token: Token, following: Token | None, tail: str) -> bool:
    """Whether a noun phrase cannot run through this word, `following` behind it."""
    if token.text in _BEYOND and following is not None and following.tag is NOUN:
        return False
    if token.tag in (ADVERB, COVERB, PHRASE) or token.text in _PARTING:
        return True
    if token.tag is PARTICLE and _CUT.match(tail, token.start):
        return True
    if token.text in _INSIDE:
        return following is None or following.tag not in (NOUN, UNKNOWN)
    if token.tag is BOTH:
        return following is not None and (
            following.tag in (VERB, ADVERB, COVERB) or following.text in _ASPECTS
        )
    if token.tag is not VERB or len(token.text) < 2:
        return False
    return not opening(tail[token.end :], "nominal")


_ASPECTS = frozenset("了过着")
