"""Part Chinese text into words by list: which words are verbs, adverbs, nouns, and which no list knows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from fazhi_rag.numbers.verbs import ending
from fazhi_rag.numbers.vocabulary import (
    ADVERB,
    BOTH,
    COVERB,
    LONGEST,
    NOUN,
    PAIRED_COST,
    PARTICLE,
    PARTICLES,
    PHRASE,
    QUALITY,
    RESULTS,
    UNKNOWN,
    UNLISTED_COST,
    VERB,
    general_words,
    long_words,
    tag_of,
    vocabulary,
)

__all__ = [
    "ADVERB",
    "BOTH",
    "COVERB",
    "NOUN",
    "PARTICLE",
    "PHRASE",
    "QUALITY",
    "UNKNOWN",
    "VERB",
    "Token",
    "describes",
    "ends_in_noun",
    "first_verb",
    "general_words",
    "has_noun",
    "has_verb",
    "is_both",
    "is_deed",
    "is_noun",
    "last_verb",
    "names_or_does",
    "parts_at",
    "stands_alone",
    "words_in",
]

_TAILS = frozenset(
    "员者师率费机站点室所区村镇乡县市省班校院馆店厂社园场厅部局处科办案件书册表单卡证仪器车船牌栏屏楼房路桥河渠网岗户带道坝闸坡墙桩民商会课款金"
    "额值量价数法队组团家库棚亭台柜箱袋池井泵杆灯线图片章印令状函票券品物料剂药液油电热能板架床桌椅具币赛奖杯"
)
"""One-character nouns that make a noun of the verb before them: 检查站, 参考率, 投资额."""


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a text and where it stands."""

    text: str
    tag: str
    start: int

    @property
    def end(self) -> int:
        """Where it stops, half-open."""
        return self.start + len(self.text)


def is_both(word: str) -> bool:
    """Whether the word is a verb that names or describes as well: 调解."""
    return tag_of(word) is BOTH


def last_verb(text: str) -> str:
    """Return the verb that ends `text`, with its result (分离出), or an empty string."""
    tokens = words_in(text)
    if not tokens:
        return ""
    last = tokens[-1]
    if last.tag in (VERB, BOTH):
        return last.text
    if last.text in general_words("single"):
        return last.text
    verb = ending(last.text, "strong") if last.tag in (UNKNOWN, PARTICLE) else ""
    return "" if len(verb) == 1 and len(last.text) == _SHORTEST_WORD else verb  # 渔获, 联审


_SHORTEST_WORD = 2


def first_verb(text: str) -> str:
    """Return the verb that begins `text`, or an empty string."""
    tokens = words_in(text)
    return tokens[0].text if tokens and tokens[0].tag in (VERB, BOTH) else ""


def is_deed(text: str) -> bool:
    """Whether `text` says only what is done: no noun in it, and a verb that is no noun either."""
    tags = {token.tag for token in words_in(text)}
    return VERB in tags and NOUN not in tags and UNKNOWN not in tags


def is_noun(word: str | None) -> bool:
    """Whether the lists know the word as a noun."""
    return word is not None and tag_of(word) is NOUN


def describes(text: str) -> bool:
    """Whether `text` only says how things are: 非常满意."""
    tags = {token.tag for token in words_in(text)}
    return QUALITY in tags and tags <= {QUALITY, ADVERB}


def names_or_does(text: str) -> bool:
    """Whether `text` has a noun or a verb, and not only adverbs and particles."""
    return any(token.tag not in (ADVERB, PARTICLE) for token in words_in(text))


def ends_in_noun(text: str) -> bool:
    """Whether the last word is a noun, or unknown to the lists."""
    return any(token.tag in (NOUN, UNKNOWN, PHRASE) for token in words_in(text)[-1:])


def has_verb(text: str) -> bool:
    """Whether some word of `text` is a verb and no noun as well."""
    return any(token.tag is VERB for token in words_in(text))


def has_noun(text: str) -> bool:
    """Whether some word of `text` is a noun or unknown to the lists."""
    return any(token.tag in (NOUN, UNKNOWN, PHRASE) for token in words_in(text))


@lru_cache(maxsize=2048)
def words_in(text: str) -> tuple[Token, ...]:
    """Part `text` into words, the likeliest of the lists; characters of no word stand together."""
    return _joined(text, _parting(text))


def parts_at(text: str, at: int) -> bool:
    """Whether no word runs over the place `at`."""
    step, begin = _parting(text), 0
    while begin < at:
        begin += step[begin]
    return begin == at


def stands_alone(text: str, at: int) -> bool:
    """Whether the character at `at` is part of no longer word."""
    step, begin = _parting(text), 0
    while begin + step[begin] <= at:
        begin += step[begin]
    return step[begin] == 1


@lru_cache(maxsize=2048)
def _parting(text: str) -> tuple[int, ...]:
    """Return how long the word is that begins at each character of the cheapest parting."""
    size = len(text)
    listed, longer = vocabulary(), long_words()
    cost = [0] * (size + 1)
    step = [1] * (size + 1)
    for at in range(size - 1, -1, -1):
        word = listed.get(text[at])
        best, length = cost[at + 1] + (word[1] if word else UNLISTED_COST), 1
        ends = range(2, min(LONGEST, size - at) + 1)
        for reach in (*ends, *longer.get(text[at : at + LONGEST], ())):
            if (word := listed.get(text[at : at + reach])) and at + reach <= size:
                price = cost[at + reach] + word[1]
                if price < best:
                    best, length = price, reach
        if _is_paired(text, at) and cost[at + 4] + PAIRED_COST < best:
            best, length = cost[at + 4] + PAIRED_COST, 4
        cost[at], step[at] = best, length
    return tuple(step)


def _is_paired(text: str, at: int) -> bool:
    """Whether a phrase of two pairs begins here: 自查自改, 乱堆乱放."""
    first = text[at]
    return (
        text[at + 2 : at + 3] == first > "一"
        and first not in PARTICLES
        and len(text) > at + 3
        and first not in text[at + 1] + text[at + 3]
        and min(text[at + 1], text[at + 3]) > "一"
    )


def _ends_here(text: str, at: int, step: tuple[int, ...]) -> bool:
    """Whether a listed word, or nothing, follows: 聘请|法治… does not make 聘请法."""
    return at == len(text) or step[at] > 1 or (tag_of(text[at]) is not None and text[at] not in RESULTS)


def _joined(text: str, step: tuple[int, ...]) -> tuple[Token, ...]:
    tokens: list[Token] = []
    at, listed = 0, vocabulary()
    while at < len(text):
        word = text[at : at + step[at]]
        known = listed.get(word)
        tag = known[0] if known else PHRASE if len(word) > 1 else UNKNOWN
        before = tokens[-1] if tokens else None
        if (
            before
            and word in RESULTS
            and (before.tag in (VERB, BOTH) or before.text in general_words("single"))
        ):
            tokens[-1] = Token(before.text + word, VERB, before.start)
        elif (
            before
            and tag is UNKNOWN
            and word in _TAILS
            and before.tag in (VERB, BOTH, NOUN, QUALITY)
            and _ends_here(text, at + 1, step)
        ):
            tokens[-1] = Token(before.text + word, NOUN, before.start)
        elif before and tag is UNKNOWN and before.tag is UNKNOWN:
            tokens[-1] = Token(before.text + word, UNKNOWN, before.start)
        else:
            tokens.append(Token(word, tag, at))
        at += len(word)
    return tuple(tokens)
