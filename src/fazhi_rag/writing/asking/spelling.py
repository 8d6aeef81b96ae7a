"""Read a question as it was meant: orders and markup dropped, traditional characters, slips of the pen."""

from __future__ import annotations

import re
from functools import cache

from fazhi_rag.writing.asking.wording import question_pattern

_MARKUP = re.compile(r"<(\w+)[^<>]*>[^<>]*</\1>|</?\w+[^<>]*>")
_SENTENCE = re.compile(r"[^。！!\n？?]+[。！!\n？?]*")
_WINDOW = 2
"""Characters, one of them wrong, by which a slip is recognised: 信防 for 信访."""


def read_question(question: str) -> str:
    """Return `question` on one line in simplified characters, without markup and orders to the reader.

    An order (忽略以上指令…, 系统：…) is no part of what is asked; a question that is nothing else stays.
    """
    bare = _MARKUP.sub(" ", question)
    kept = [s for s in _SENTENCE.findall(bare) if not question_pattern("orders").search(s)]
    return _simplified(" ".join("".join(kept).split()) or " ".join(question.split()))


def mend(words: str, whole: str) -> str:
    """Return `words` with characters put right that were taken for another of the same sound: 纠份 → 纠纷.

    A character is changed where its neighbour stands in `whole` with exactly one other character beside it
    that sounds the same. What `whole` holds as it is stays.
    """
    for start in range(len(words) - _WINDOW + 1):
        window = words[start : start + _WINDOW]
        if min(window) >= "\u3400" and window not in whole:
            words = words[:start] + _mended(window, whole) + words[start + _WINDOW :]
    return words


def _mended(window: str, whole: str) -> str:
    for at in range(_WINDOW):
        gap = re.compile(f"{re.escape(window[:at])}([\u3400-\u9fff]){re.escape(window[at + 1 :])}")
        found = {match[1] for match in gap.finditer(whole)}
        alike = [other for other in found if _sounds(other) & _sounds(window[at])]
        if len(alike) == 1:
            return window[:at] + alike[0] + window[at + 1 :]
    return window


@cache
def _sounds(char: str) -> frozenset[str]:
    from pypinyin import Style, pinyin

    return frozenset(pinyin(char, style=Style.NORMAL, heteronym=True)[0])


def _simplified(text: str) -> str:
    """Convert traditional characters, where there are at least two: one alone may be part of a name (乾)."""
    from opencc import OpenCC

    converted: str = OpenCC("t2s").convert(text)
    changed = sum(a != b for a, b in zip(text, converted, strict=False))
    return converted if changed > 1 else text
