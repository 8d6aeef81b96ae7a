"""The verb and function-word lists that part a counted noun from the words around it."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

_LONGEST = 10


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


def ending(text: str, section: str) -> str:
    """Return the longest word of the section that ends `text`, or an empty string."""
    words = words_of(section)
    return next(
        (text[-size:] for size in range(min(_LONGEST, len(text)), 0, -1) if text[-size:] in words), ""
    )


def opening(text: str, section: str) -> str:
    """Return the longest word of the section that begins `text`, or an empty string."""
    words = words_of(section)
    return next((text[:size] for size in range(min(_LONGEST, len(text)), 0, -1) if text[:size] in words), "")
