"""The county's 工作要点, item by item: which of them a draft speaks to."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from fazhi_rag.numbers import sentence_spans
from fazhi_rag.reading import decode_file
from fazhi_rag.types import Value
from fazhi_rag.writing.asking.matching import Matcher

_COVERED = 0.6
"""Least coverage of an item's words by one sentence. A prior, not tuned: more than half."""
_NUMBER = re.compile(r"^\s*(?:[-*•]|[(（]?[一二三四五六七八九十\d]{1,3}[)）、.．])\s*")


@dataclass(frozen=True, slots=True)
class Ticked(Value):
    """An item of the checklist and the sentence that speaks to it; None where none does."""

    item: str
    sentence: str | None


def load_checklist(path: str | Path) -> tuple[str, ...]:
    """Return the items of a text file, one a line, without their numbers.

    Raises: InputError where the file cannot be read.
    """
    text, _ = decode_file(Path(path))
    return tuple(item for line in text.splitlines() if (item := _NUMBER.sub("", line).strip()))


def tick_off(items: Iterable[str], text: str) -> tuple[Ticked, ...]:
    """Find, for each item, the sentence of `text` that covers most of its words, if it covers enough."""
    sentences = [span.of(text).strip() for span in sentence_spans(text)]
    return tuple(Ticked(item, _best(item, sentences)) for item in items)


def _best(item: str, sentences: list[str]) -> str | None:
    matcher = Matcher(item, sentences)
    scored = [(matcher.coverage(sentence), sentence) for sentence in sentences]
    value, sentence = max(scored, default=(0.0, ""))
    return sentence if value >= _COVERED else None
