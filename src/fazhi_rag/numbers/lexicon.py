"""The word lists behind recognition: measure words, idioms and named terms, all loaded from `data/`."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from fazhi_rag.errors import InputError
from fazhi_rag.numbers.numerals import plain_forms
from fazhi_rag.types import Kind

STARTERS = frozenset("0123456789零〇○一二三四五六七八九十百千万亿兆两俩仨廿卅卌半几数")
"""Characters that can open a numeral, in plain forms."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A measure word: its canonical name and how readily it counts."""

    name: str
    loose: bool
    """Not counted by a lone 一: 一时, 一面 are words, 两面 is a count."""


@dataclass(frozen=True, slots=True)
class Word:
    """An idiom or named term, anchored at its first numeral character."""

    text: str
    offset: int
    """Of the first numeral character."""
    kind: Kind | None
    """NAMED_TERM, or None for a word that is no mention at all."""
    barred: str = ""
    """Characters that must not follow."""
    countable: bool = False
    """A counting verb before it (制定三项制度) makes it a quantity."""


def _lines(name: str) -> Iterator[str]:
    text = (files("fazhi_rag.numbers") / "data" / name).read_text("utf-8")
    return (line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#"))


@cache
def units() -> dict[str, Unit]:
    """Return every spelling of every unit."""
    table = {}
    for line in _lines("units.txt"):
        first, *others = line.split()
        name = first.rstrip("~^")
        for word in (first, *others):
            table[word.rstrip("~^")] = Unit(name, word[-1] in "~^")
    return table


@cache
def _spellings() -> dict[str, list[str]]:
    """Return the spellings of all units by their first character, longest first."""
    table: dict[str, list[str]] = {}
    for word in sorted(units(), key=len, reverse=True):
        table.setdefault(word[0], []).append(word)
    return table


def unit_at(text: str, start: int) -> tuple[str, Unit] | None:
    """Return the longest measure word that starts at `start`, as written and as a `Unit`."""
    table = units()
    for word in _spellings().get(text[start : start + 1], ()):
        if text.startswith(word, start):
            return word, table[word]
    return None


class Lexicon:
    """Idioms and named terms, found by the two characters around their first numeral."""

    def __init__(self, words: Iterable[Word]) -> None:
        self._by_next: dict[str, list[Word]] = {}
        for word in words:
            key = word.text[word.offset : word.offset + 2]
            if len(key) == 1:
                key = "<" + word.text[word.offset - 1 :]
            self._by_next.setdefault(key, []).append(word)
        for group in self._by_next.values():
            group.sort(key=lambda word: len(word.text), reverse=True)

    def at(self, text: str, start: int) -> Word | None:
        """Return the longest word whose first numeral stands at `start`."""
        best: Word | None = None
        for key in (text[start : start + 2], "<" + text[max(start - 1, 0) : start + 1]):
            for word in self._by_next.get(key, ()):
                if best is not None and len(word.text) <= len(best.text):
                    break
                begin = start - word.offset
                end = begin + len(word.text)
                if (
                    begin >= 0
                    and text.startswith(word.text, begin)
                    and not _barred(word, text[end : end + 1])
                ):
                    best = word
                    break
        return best


def _barred(word: Word, following: str) -> bool:
    return bool(following) and following in word.barred


def _entries(name: str, kind: Kind | None) -> Iterator[Word]:
    for line in _lines(name):
        yield from _words(line, kind)


def _words(line: str, kind: Kind | None) -> Iterator[Word]:
    parts = line.split()
    for part, after in zip(parts, [*parts[1:], ""], strict=True):
        if part.startswith("!"):
            continue
        text = part.rstrip("+")
        offset = next((i for i, c in enumerate(text) if c in STARTERS), None)
        if offset is not None:
            yield Word(text, offset, kind, after[1:] if after.startswith("!") else "", part.endswith("+"))


TERMS_VARIABLE = "FAZHI_TERMS"
"""Environment variable: a file of the user's own named terms, in the format of `data/terms.txt`."""


def current_lexicon() -> Lexicon:
    """Return the shipped lexicon together with the terms of the file that FAZHI_TERMS names, if any.

    The file is read once for each path; a shipped entry of the same length gives way to the user's.

    Raises:
        InputError: the file cannot be read, or a line of it is no list of terms.
    """
    return _lexicon(os.environ.get(TERMS_VARIABLE, ""))


@cache
def _lexicon(extra: str) -> Lexicon:
    own = read_terms(Path(extra)) if extra else []
    return Lexicon([*own, *_entries("terms.txt", Kind.NAMED_TERM), *_entries("words.txt", None)])


def read_terms(path: Path) -> list[Word]:
    """Read a file of named terms in the format of `data/terms.txt`.

    Raises:
        InputError: the file cannot be read as UTF-8, or a line holds a term without a numeral, a "!" with
            nothing before or behind it, or a term of more than 40 characters; file and line are named.
    """
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"cannot be read as UTF-8 text ({error}): see {TERMS_VARIABLE}", place=str(path)
        ) from error
    words: list[Word] = []
    for number, line in enumerate(lines, 1):
        if line.strip() and not line.lstrip().startswith("#"):
            words += _checked(line, f"{path}, line {number}")
    return words


_LONGEST_TERM = 40


def _checked(line: str, place: str) -> list[Word]:
    barred = True
    for part in line.split():
        if part.startswith("!"):
            if barred or len(part) == 1:
                raise InputError(
                    '"!" bars the characters behind it after a term: write 十分 !钟', place=place
                )
        elif len(part) > _LONGEST_TERM:
            raise InputError(f"{part[:12]}…: a term has at most {_LONGEST_TERM} characters", place=place)
        elif STARTERS.isdisjoint(plain_forms(part)):
            raise InputError(
                f"{part}: a named term holds a numeral; leave words without one out", place=place
            )
        barred = part.startswith("!")
    return list(_words(plain_forms(line), Kind.NAMED_TERM))
