"""Part Chinese text into words by list: which words are verbs, adverbs, nouns, and which no list knows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from fazhi_rag.numbers.classes import endings
from fazhi_rag.numbers.verbs import ending, words_of

VERB, BOTH, NOUN, ADVERB, COVERB, PARTICLE, QUALITY, PHRASE, UNKNOWN = "vbndpfaix"
"""What a word is; BOTH are verbs that name or describe as well (调解人员), a PHRASE is a set one (走村入户)."""

_PARTICLES = frozenset(
    "是有在被把将从向对于以由与和及了过着的地得等均都也就还又已未不则却只仅再才并且而或给让使跟比"
)
_TAILS = frozenset(
    "员者师率费机站点室所区村镇乡县市省班校院馆店厂社园场厅部局处科办案件书册表单卡证仪器车船牌栏屏楼房路桥河渠网岗户带道坝闸坡墙桩民商会课款金"
    "额值量价数法队组团家库棚亭台柜箱袋池井泵杆灯线图片章印令状函票券品物料剂药液油电热能板架床桌椅具币赛奖杯"
)
"""One-character nouns that make a noun of the verb before them: 检查站, 参考率, 投资额."""
_RESULTS = frozenset("出到至入下成起给掉回走完")
"""What a verb came to: 分离出, 减少到. It stays with its verb."""
_LISTED, _PARTICLE, _RESULT, _UNKNOWN_CHAR, _PAIRED = 11, 8, 10, 12, 15
"""What a word costs a parting; one of the dictionary costs the more the rarer it is."""
_RAREST = 15
_SECTIONS = {"verb": VERB, "both": BOTH, "noun": NOUN, "place": NOUN, "adverb": ADVERB, "quality": QUALITY, "phrase": PHRASE}


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


@cache
def _tags() -> dict[str, str]:
    return {word: tag for word, (tag, _) in dictionary().items()} | _by_hand()


@cache
def _by_hand() -> dict[str, str]:
    """Return what the words of our own lists are; they win over the dictionary."""
    table: dict[str, str] = {}
    for section, tag in (("strong", VERB), ("coverbs", COVERB), ("adverbs", ADVERB)):
        table.update((word, tag) for word in words_of(section) if len(word) > 1)
    table.update((word, NOUN) for word in (*words_of("nominal"), *endings("any")) if len(word) > 1)
    for section, tag in (("adverb", ADVERB), ("verb", VERB), ("both", BOTH), ("noun", NOUN), ("quality", QUALITY), ("phrase", PHRASE)):
        table.update((word, tag) for word in general_words(section))
    for section, tag in (("soft", BOTH), ("nouns", NOUN), ("actors", NOUN)):
        table.update((word, tag) for word in words_of(section) if len(word) > 1)
    table.update((char, PARTICLE) for char in _PARTICLES)
    return table


def is_both(word: str) -> bool:
    """Whether the word is a verb that names or describes as well: 调解."""
    return _tags().get(word) is BOTH


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
    return ending(last.text, "strong") if last.tag in (UNKNOWN, PARTICLE) else ""


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
    return word is not None and _tags().get(word) is NOUN


def describes(text: str) -> bool:
    """Whether `text` only says how things are: 非常满意."""
    tags = {token.tag for token in words_in(text)}
    return QUALITY in tags and tags <= {QUALITY, ADVERB}


def names_or_does(text: str) -> bool:
    """Whether `text` has a noun or a verb, and not only adverbs and particles."""
    return any(token.tag not in (ADVERB, PARTICLE) for token in words_in(text))


def has_verb(text: str) -> bool:
    """Whether some word of `text` is a verb and no noun as well."""
    return any(token.tag is VERB for token in words_in(text))


def has_noun(text: str) -> bool:
    """Whether some word of `text` is a noun or unknown to the lists."""
    return any(token.tag in (NOUN, UNKNOWN, PHRASE) for token in words_in(text))


@cache
def general_words(section: str) -> frozenset[str]:
    """Return the words of one section of `data/general.txt`."""
    text = (files("fazhi_rag.numbers") / "data" / "general.txt").read_text("utf-8")
    _, _, after = text.partition(f"## {section}\n")
    lines = after.partition("\n## ")[0].splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


@cache
def dictionary() -> dict[str, tuple[str, int]]:
    """Return what each word of `data/dictionary.txt` is, and what it costs a parting."""
    text = (files("fazhi_rag.numbers") / "data" / "dictionary.txt").read_text("utf-8")
    table: dict[str, tuple[str, int]] = {}
    for part in text.split("\n## ")[1:]:
        name, _, words = part.partition("\n")
        section, level = name.split()
        table.update(dict.fromkeys(words.split(), (_SECTIONS[section], _RAREST - int(level))))
    return table


@cache
def _costs() -> dict[str, int]:
    """Return what each word costs a parting of the text."""
    costs = {word: cost for word, (_, cost) in dictionary().items()}
    costs.update((char, _RESULT) for char in _RESULTS)
    for word in _by_hand():
        costs[word] = min(costs.get(word, _LISTED), _LISTED) if len(word) > 1 else _PARTICLE
    return costs


@cache
def _by_opening() -> dict[str, tuple[int, ...]]:
    """Return the lengths, longest first, of the words that open with two given characters."""
    lengths: dict[str, set[int]] = {}
    for word in _tags():
        if len(word) > 1:
            lengths.setdefault(word[:2], set()).add(len(word))
    return {key: tuple(sorted(sizes, reverse=True)) for key, sizes in lengths.items()}


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
    openings, costs = _by_opening(), _costs()
    cost = [0] * (size + 1)
    step = [1] * (size + 1)
    for at in range(size - 1, -1, -1):
        best, length = cost[at + 1] + costs.get(text[at], _UNKNOWN_CHAR), 1
        for longer in openings.get(text[at : at + 2], ()):
            if at + longer <= size and (word := text[at : at + longer]) in costs:
                price = cost[at + longer] + costs[word]
                if price < best:
                    best, length = price, longer
        if _is_paired(text, at) and cost[at + 4] + _PAIRED < best:
            best, length = cost[at + 4] + _PAIRED, 4
        cost[at], step[at] = best, length
    return tuple(step)


def _is_paired(text: str, at: int) -> bool:
    """Whether a phrase of two pairs begins here: 自查自改, 乱堆乱放."""
    first = text[at]
    return (
        text[at + 2 : at + 3] == first > "一" and first not in _PARTICLES and len(text) > at + 3
        and first not in text[at + 1] + text[at + 3] and min(text[at + 1], text[at + 3]) > "一"
    )


def _ends_here(text: str, at: int, step: tuple[int, ...]) -> bool:
    """Whether a listed word, or nothing, follows: 聘请|法治… does not make 聘请法."""
    return at == len(text) or step[at] > 1 or text[at] in _tags()


def _joined(text: str, step: tuple[int, ...]) -> tuple[Token, ...]:
    tokens: list[Token] = []
    at, tags = 0, _tags()
    while at < len(text):
        word = text[at : at + step[at]]
        tag = tags.get(word, PHRASE if len(word) > 1 else UNKNOWN)
        before = tokens[-1] if tokens else None
        if before and word in _RESULTS and (before.tag in (VERB, BOTH) or before.text in general_words("single")):
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
