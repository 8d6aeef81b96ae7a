"""The verb and function-word lists that part a counted noun from the words around it."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files


@cache
def words_of(section: str) -> frozenset[str]:
    """Return the words of one section of `data/verbs.txt`."""
    text = (files("fazhi_rag.numbers") / "data" / "verbs.txt").read_text("utf-8")
    words: set[str] = set()
    here = False
    for line in text.splitlines():
        if line.startswith("## "):
            here = line[3:].strip() == section
        elif here and not line.startswith("#"):
            words.update(line.split())
    return frozenset(words)


@cache
def pattern(section: str) -> re.Pattern[str]:
    """Return the pattern of the section's words of two characters and more, longest first."""
    words = (word for word in words_of(section) if len(word) > 1)
    return re.compile("|".join(sorted(map(re.escape, words), key=len, reverse=True)))


@cache
def _by_edge(section: str, edge: int) -> dict[str, list[str]]:
    """Return the section's words by their first (edge 0) or last (edge -1) character, longest first."""
    table: dict[str, list[str]] = {}
    for word in sorted(words_of(section), key=len, reverse=True):
        table.setdefault(word[edge], []).append(word)
    return table


def ending(text: str, section: str) -> str:
    """Return the longest word of the section that ends `text`, or an empty string."""
    for word in _by_edge(section, -1).get(text[-1:], ()):
        if text.endswith(word):
            return word
    return ""


def opening(text: str, section: str) -> str:
    """Return the longest word of the section that begins `text`, or an empty string."""
    for word in _by_edge(section, 0).get(text[:1], ()):
        if text.startswith(word):
            return word
    return ""
