"""The noun a question counts, and whether a figure counts it or another it is part of: 网格, 网格员."""

from __future__ import annotations

import re
from collections.abc import Iterable

from fazhi_rag.numbers.words import BOTH, NOUN, Token, words_in
from fazhi_rag.types import Mention
from fazhi_rag.writing.asking.content import asked_measures, field_words
from fazhi_rag.writing.asking.matching import own_words
from fazhi_rag.writing.asking.wording import question_words

_STOP = re.compile(r"[，。；：！？,;:!?、\s　]")
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
    return rest in _TAILS or words_in(rest)[-1].tag is NOUN


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
