"""Faithful rewrites, the controls of the benchmark: every number stays true, so every alarm is a false one.

Each takes a case and a source of chance and returns the rewritten text, or None where it does not apply.
What needs understanding (sums, shares, restatements) is written by hand in the cases (`restated`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

from fazhi_rag.evaluation import number_rewrites as number
from fazhi_rag.evaluation import wording_rewrites as wording
from fazhi_rag.evaluation.suites import GroundingCase

Rewrite = Callable[[GroundingCase, Random], str | None]

REWRITES: dict[str, Rewrite] = {
    function.__name__: function
    for function in (
        wording.copy,
        wording.synonym,
        wording.merged,
        wording.split_sentences,
        wording.lone_clause,
        wording.shuffled,
        wording.dropped_words,
        wording.named,
        wording.pronoun,
        wording.dated,
        wording.this_year,
        wording.quotation_marks,
        wording.half_width_marks,
        number.chinese_numerals,
        number.arabic_numerals,
        number.full_width,
        number.rescaled,
        number.thousands,
        number.number_first,
        number.measure_word,
        number.yu_duo,
        number.looser_bound,
        number.percent_words,
        number.date_dashes,
        number.bare_subject,
    )
}


def rewrite(case: GroundingCase, *, seed: int) -> Iterator[tuple[str, str]]:
    """Yield (name, text) of every faithful rewrite of a case, by program and by hand."""
    for name, function in REWRITES.items():
        text = function(case, Random(f"{seed}:{case.id}:{name}"))  # noqa: S311 - a reproducible draw
        if text is not None:
            yield name, text
    for restated in case.restated:
        yield f"hand:{restated.rewrite}", restated.text
