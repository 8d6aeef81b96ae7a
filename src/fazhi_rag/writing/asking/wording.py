"""The wording of questions, from `data/questions.json`, as compiled patterns."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def _table() -> dict[str, Any]:
    text = files("fazhi_rag.writing.asking").joinpath("data/questions.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


@cache
def question_pattern(name: str) -> re.Pattern[str]:
    """Return the pattern of one list of wordings."""
    return _compile(_table()[name])


@cache
def question_patterns(name: str) -> dict[str, re.Pattern[str]]:
    """Return the patterns of a table of lists, in the table's order."""
    return {key: _compile(wordings) for key, wordings in _table()[name].items()}


@cache
def question_words(name: str) -> frozenset[str]:
    """Return a list of words that are no patterns."""
    return frozenset(_table()[name])


def _compile(wordings: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{wording})" for wording in wordings))
