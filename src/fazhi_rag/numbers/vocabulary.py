"""The words that text is parted into: what each is, and how rare.

Our own lists (`data/general.txt`, `data/verbs.txt`, `data/classes.txt`) win over `data/dictionary.txt`, a
selection from a public dictionary whose tags do not always hold in reports and news.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from fazhi_rag.numbers.classes import endings
from fazhi_rag.numbers.verbs import words_of

VERB, BOTH, NOUN, ADVERB, COVERB, PARTICLE, QUALITY, PHRASE, UNKNOWN = "vbndpfaix"
"""What a word is. BOTH are verbs that name or describe as well (调解人员); PHRASE is a set one (走村入户)."""

PARTICLES = frozenset(
    "是有在被把将从向对于以由与和及了过着的地得等均都也就还又已未不则却只仅再才并且而或给让使跟比经这那因"
)
RESULTS = frozenset("出到至入下成起给掉回走完")
"""What a verb came to: 分离出, 减少到. It stays with its verb."""
UNLISTED_COST, PAIRED_COST = 12, 15
"""What a character of no word costs a parting, and a phrase of two pairs (自查自改)."""
_LISTED, _PARTICLE, _RESULT, _RAREST = 11, 8, 10, 15
"""A word of the dictionary costs the more the rarer it is, as its probability's logarithm does."""
LONGEST = 4
"""Words of the dictionary have two to four characters; longer ones are of our own lists."""
_SECTIONS = {
    "verb": VERB,
    "both": BOTH,
    "noun": NOUN,
    "place": NOUN,
    "adverb": ADVERB,
    "quality": QUALITY,
    "phrase": PHRASE,
}
_GENERAL = (("adverb", ADVERB), ("verb", VERB), ("both", BOTH), ("noun", NOUN), ("quality", QUALITY))

Word = tuple[str, int]
"""What a word is, and what it costs a parting."""


@cache
def vocabulary() -> dict[str, Word]:
    """Return every word of the lists, with what it is and what it costs."""
    words = _dictionary()
    words.update((char, (UNKNOWN, _RESULT)) for char in RESULTS)
    for word, tag in _own().items():
        cost = min(words.get(word, (tag, _LISTED))[1], _LISTED) if len(word) > 1 else _PARTICLE
        words[word] = tag, cost
    return words


@cache
def long_words() -> dict[str, tuple[int, ...]]:
    """Return the lengths of the words of more than four characters, by their first four."""
    lengths: dict[str, set[int]] = {}
    for word in _own():
        if len(word) > LONGEST:
            lengths.setdefault(word[:LONGEST], set()).add(len(word))
    return {key: tuple(sizes) for key, sizes in lengths.items()}


def tag_of(word: str) -> str | None:
    """Return what the word is; None where no list knows it."""
    found = vocabulary().get(word)
    return found[0] if found else None


@cache
def general_words(section: str) -> frozenset[str]:
    """Return the words of one section of `data/general.txt`."""
    text = (files("fazhi_rag.numbers") / "data" / "general.txt").read_text("utf-8")
    _, _, after = text.partition(f"## {section}\n")
    lines = after.partition("\n## ")[0].splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def _own() -> dict[str, str]:
    """Return what the words of our own lists are; a later list wins."""
    table: dict[str, str] = {}
    for section, tag in (("strong", VERB), ("coverbs", COVERB), ("adverbs", ADVERB)):
        table.update((word, tag) for word in words_of(section) if len(word) > 1)
    table.update((word, NOUN) for word in (*words_of("nominal"), *endings("any")) if len(word) > 1)
    for section, tag in (*_GENERAL, ("phrase", PHRASE)):
        table.update((word, tag) for word in general_words(section))
    for section, tag in (("soft", BOTH), ("nouns", NOUN), ("actors", NOUN)):
        table.update((word, tag) for word in words_of(section) if len(word) > 1)
    table.update((char, PARTICLE) for char in PARTICLES)
    return table


def _dictionary() -> dict[str, Word]:
    text = (files("fazhi_rag.numbers") / "data" / "dictionary.txt").read_text("utf-8")
    table: dict[str, Word] = {}
    for part in text.split("\n## ")[1:]:
        name, _, words = part.partition("\n")
        section, level = name.split()
        table.update(dict.fromkeys(words.split(), (_SECTIONS[section], _RAREST - int(level))))
    return table
