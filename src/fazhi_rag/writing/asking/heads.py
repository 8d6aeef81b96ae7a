"""The noun a question counts, and whether a figure counts it or another it is part of: 网格, 网格员."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from fazhi_rag.numbers.words import BOTH, NOUN, Token, words_in
from fazhi_rag.types import Mention
from fazhi_rag.writing.asking.content import asked_measures, field_words
from fazhi_rag.writing.asking.everyday import fold_names
from fazhi_rag.writing.asking.matching import own_words
from fazhi_rag.writing.asking.wording import question_pattern, question_patterns, question_words

_STOP = re.compile(r"[，。；：！？,;:!?、\s　]")
_HELD = frozenset("开办召举做搞")
"""Verbs that part the noun from what was held for it: 重大决策|开听证会."""
_TAILS = frozenset("员站室点所队组库栏仪证率费")
"""One-character nouns that make another noun of the word before them, where no list has the whole."""


def asked_noun(question: str) -> str:
    """Return the noun right behind the amount asked for, else the last one before it; empty where none is."""
    for span, _ in asked_measures(question):
        behind = _STOP.split(question[span.end :])[0]
        if chain := _leading_nouns(field_words(behind)):
            return chain
        before = _STOP.split(question[: span.start])[-1]
        nouns = [token for token in field_words(before) if token.tag is NOUN and len(token.text) > 1]
        noun = _with_tail(nouns[-1], before) if nouns else ""
        return noun[:-1] if len(noun) > 2 and noun[-1] in "量数" else noun  # 信访量 counts 信访
    return ""


def counts_other(asked: str, mention: Mention) -> bool:
    """Whether a figure counts another thing than `asked`: one whose name goes on behind it.

    Where 个 is asked for and the figure has a measure of its own, it must count the same noun.
    """
    noun, head = own_words(asked), own_words(mention.head or "")
    if not noun or noun not in head or noun in question_words("vague"):
        return False
    rest = head[head.rindex(noun) + len(noun) :].strip()
    if not rest or rest in question_words("vague"):
        return False
    words = words_in(rest)
    return rest in _TAILS or (words[-1].tag is NOUN and rest[0] not in _HELD)


def tells_other(asked: str, mention: Mention, sentence: str) -> bool:
    """Whether a figure's clause tells another kind of a thing than `asked`: 清理 or 废止 for 制定.

    Kinds whose names begin alike are of one group; a clause that tells the kind asked for too fits.
    """
    at = max(sentence.find(mention.text), 0)
    clause = _STOP.split(sentence[:at])[-1] + _STOP.split(sentence[at:])[0]
    wanted, told = _kinds(asked), _kinds(fold_names(clause))
    unlike = any(not wanted[group] & kinds for group, kinds in told.items() if wanted.get(group))
    marked = question_pattern("marked")
    return unlike or bool(marked.search(clause) and not marked.search(asked))


def _kinds(text: str) -> dict[str, set[str]]:
    """The kinds that a text names, by their group."""
    found = defaultdict[str, set[str]](set)
    for kind, wording in question_patterns("kinds").items():
        if wording.search(text):
            found[kind.split("_")[0]].add(kind)
    return found


def is_loose_one(asked: str, mention: Mention) -> bool:
    """Whether a written one stands in a tale and counts nothing that is asked for: 一份承诺书."""
    return mention.text.startswith("一") and len(mention.text) == 2 and not counts_same(asked, mention)


def counts_same(asked: str, mention: Mention) -> bool:
    """Whether what a figure counts ends like the noun asked for: 市县级称号 for 称号."""
    noun = own_words(asked)
    if len(noun) < 2 or noun in question_words("vague"):
        return False
    return noun[-2:] in own_words(f"{mention.subject or ''} {mention.head or ''}")


def _leading_nouns(tokens: Iterable[Token]) -> str:
    chain = ""
    for token in tokens:
        if token.tag not in (NOUN, BOTH) or len(token.text) < 2:
            break
        chain += token.text
    return chain


def _with_tail(token: Token, text: str) -> str:
    tail = text[token.end : token.end + 1]
    return token.text + tail if tail in _TAILS else token.text
