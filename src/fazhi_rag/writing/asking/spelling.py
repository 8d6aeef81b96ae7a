"""Read a question as it was meant: orders and markup dropped, traditional characters, slips of the pen."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection
from functools import cache

from fazhi_rag.numbers import parse_number
from fazhi_rag.numbers.lexicon import units
from fazhi_rag.numbers.words import UNKNOWN, words_in
from fazhi_rag.types import Span
from fazhi_rag.writing.asking.wording import question_pattern

_MARKUP = re.compile(r"<(\w+)[^<>]*>[^<>]*</\1>|</?\w+[^<>]*>")
_SENTENCE = re.compile(r"[^。！!\n？?]+[。！!\n？?]*")
_DIGITS = "〇一二三四五六七八九零"
_CHINESE_YEAR = re.compile(rf"(?<![{_DIGITS}])(二[〇零][{_DIGITS}]{{2}})(?:年|(?![{_DIGITS}十百千万号条]))")
_SPOKEN_YEAR = re.compile(
    r"[二两]千[零〇]?(二?十[一二三四五六七八九]?)年"
    r"|(?<![〇一二三四五六七八九零十百千万几这那近第\d])二([〇零一二三四五六])年(?![来间内多前后期])"
)
"""两千零二十三年, 二三年."""
_LISTED_YEAR = re.compile(r"(?<![\d.第近])([12]\d)([、和与跟及到至~～—–-]{1,2})(?:20)?([12]\d)年")
"""22、23年: the first of a list has no word of its own."""
_SPOKEN_LISTED = re.compile(
    r"(?<![〇一二三四五六七八九零十百千万\d])二([〇零一二三四五六])(?=[、和与跟及到至]二[〇零一二三四五六]年)"
)
_DOTTED = re.compile(r"(?<![\d.])(20[1-3]\d)[./](1[0-2]|0?[1-9])(?![\d./])")
"""2023.12 is a month."""
_YEAR = re.compile(r"\d{4}")
_SHORT_YEAR = re.compile(r"(?<![\d.近第这满])([12]\d)年(?![来间内以后前多级期限])")
_BARE_YEAR = re.compile(
    r"(?<![\d〔\[【.第])(20[1-3]\d)(?!\s*年|[\d〕\]】%％号余多来几]|\.\d|\s*[-—–~～至到]\s*20[1-3]\d)"
)
"""A year without its word, in a list or between commas: 2022、2023. No range, no document number."""
_WINDOW = 2
"""Characters, one of them wrong, by which a slip is recognised: 信防 for 信访."""


def read_question(question: str) -> str:
    """Return `question` on one line in simplified characters, without markup and orders to the reader.

    An order (忽略以上指令…, 系统：…) is no part of what is asked; a question that is nothing else stays.
    """
    bare = _MARKUP.sub(" ", question)
    kept = [s for s in _SENTENCE.findall(bare) if not question_pattern("orders").search(s)]
    return _full_years(_simplified(" ".join("".join(kept).split()) or " ".join(question.split())))


def _full_years(text: str) -> str:
    """Write years in four digits with their word: 二〇二〇年, 2022、2023; 22年 where no other is named."""
    text = _DOTTED.sub(lambda m: f"{m[1]}年{int(m[2])}月", text)
    text = _LISTED_YEAR.sub(r"20\1年\g<2>20\3年", text)
    text = _SPOKEN_LISTED.sub(lambda m: f"202{_DIGITS.index(m[1]) % 10}年", text)
    text = _CHINESE_YEAR.sub(lambda m: "".join(str(_DIGITS.index(c) % 10) for c in m[1]) + "年", text)
    text = _SPOKEN_YEAR.sub(_in_digits, text)
    text = _BARE_YEAR.sub(lambda m: m[1] if _counts(text, m.end()) else f"{m[1]}年", text)
    return text if _YEAR.search(text) else _SHORT_YEAR.sub(r"20\1年", text)


def _in_digits(match: re.Match[str]) -> str:
    year = 2000 + int(parse_number(match[1])) if match[1] else 2020 + _DIGITS.index(match[2]) % 10
    return f"{year}年"


def _counts(text: str, at: int) -> bool:
    """Whether a measure word stands at `at`: 2022件 is no year."""
    rest = text[at : at + 6].lstrip()
    return any(rest.startswith(unit) for unit in units())


def mend_terms(text: str, terms: Collection[str]) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Put right what is one character off a word of the field that sounds the same: 人民条解员 → 人民调解员.

    Returns the text and what was taken for what. A word that a list knows stays, unless a longer one of the
    field begins or ends with what it was taken for (调节成功 → 调解成功).
    """
    held, slips, settled = _by_gap(frozenset(terms)), list[tuple[str, str]](), list[Span]()
    for size in range(max(map(len, terms), default=0), 1, -1):
        for start in range(len(text) - size + 1):
            window = text[start : start + size]
            span = Span(start, start + size)
            if window in terms:
                settled.append(span)
            if min(window) < "\u3400" or any(span.overlaps(other) for other in settled):
                continue
            if size == _WINDOW and _known(text, start):
                continue
            meant = {
                term for at in range(size) for term in held.get(_gap(window, at), ()) if _alike(window, term)
            }
            if len(meant) == 1:
                slips.append((window, meant.pop()))
                settled.append(span)
                text = text[:start] + slips[-1][1] + text[start + size :]
    return text, tuple(slips)


def _alike(window: str, term: str) -> bool:
    return all(a == b or _sounds(a) & _sounds(b) for a, b in zip(window, term, strict=True))


def _gap(word: str, at: int) -> str:
    return f"{word[:at]}_{word[at + 1 :]}"


@cache
def _by_gap(terms: frozenset[str]) -> dict[str, list[str]]:
    found = defaultdict[str, list[str]](list)
    for term in terms:
        for at in range(len(term)):
            found[_gap(term, at)].append(term)
    return found


def mend(words: str, whole: str) -> str:
    """Return `words` with characters put right that were taken for another of the same sound: 纠份 → 纠纷.

    A character is changed where its neighbour stands in `whole` with exactly one other character beside it
    that sounds the same, and both make a known word. What `whole` holds stays, and so do known words.
    """
    for start in range(len(words) - _WINDOW + 1):
        window = words[start : start + _WINDOW]
        if min(window) >= "\u3400" and window not in whole and not _known(words, start):
            words = words[:start] + _mended(window, whole) + words[start + _WINDOW :]
    return words


def _known(words: str, start: int) -> bool:
    """Whether a known word stands in the window at `start` or reaches into it."""
    end = start + _WINDOW
    return any(
        token.tag is not UNKNOWN and len(token.text) > 1 and token.start < end and start < token.end
        for token in words_in(words)
    )


def _mended(window: str, whole: str) -> str:
    for at in range(_WINDOW):
        gap = re.compile(f"{re.escape(window[:at])}([\u3400-\u9fff]){re.escape(window[at + 1 :])}")
        found = {match[1] for match in gap.finditer(whole)}
        alike = [other for other in found if _sounds(other) & _sounds(window[at])]
        if len(alike) == 1:
            mended = window[:at] + alike[0] + window[at + 1 :]
            word = words_in(mended)[0]
            if word.text == mended and word.tag is not UNKNOWN:
                return mended
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
