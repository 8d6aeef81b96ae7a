"""Stock phrases of official prose: sentences that are formula, and how much of a text is."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files

from fazhi_rag.numbers import find_mentions, sentence_spans


def formula_share(text: str) -> float:
    """Return the share of characters in sentences that are formula: a stock phrase and no fact, name or term.

    Source: DOMAIN §5, the 套话 ratio that reviewers ask for; the phrases stand in data/formulas.json.
    """
    told = formula = 0
    for span in sentence_spans(text):
        sentence = span.of(text).strip()
        told += len(sentence)
        if is_formula(sentence):
            formula += len(sentence)
    return formula / told if told else 0.0


def is_formula(sentence: str) -> bool:
    """Whether a sentence holds a stock phrase and nothing that could be checked."""
    if not stock_phrases().search(sentence) or any(mark in sentence for mark in "《“【"):
        return False
    return not any(mention.is_fact for mention in find_mentions(sentence))


@cache
def stock_phrases() -> re.Pattern[str]:
    """Return what matches a stock phrase."""
    return _any_of("phrases")


@cache
def shared_phrases() -> re.Pattern[str]:
    """Return what matches a wording that every report shares: stock phrases, slogans, names of bodies."""
    return _any_of("phrases", "shared")


def _any_of(*names: str) -> re.Pattern[str]:
    table = json.loads(files("fazhi_rag.reviewing").joinpath("data/formulas.json").read_text("utf-8"))
    phrases = sorted((phrase for name in names for phrase in table[name]), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, phrases)))
