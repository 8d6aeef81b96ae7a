"""An edit of a labelled text at a known place, and what operators share to make one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any

from fazhi_rag.evaluation.suites import GroundingCase, Label, read_suite_table
from fazhi_rag.evaluation.surfaces import Numeral, numeral_of
from fazhi_rag.types import FACT_KINDS, Span, Value


@dataclass(frozen=True, slots=True)
class Edit(Value):
    """Replace `span` of the text by `new`; the wrong number is `wrong` in the edited text."""

    span: Span
    new: str
    wrong: Span

    def apply(self, text: str) -> str:
        """Return the edited text."""
        return text[: self.span.start] + self.new + text[self.span.end :]


Operator = Callable[[GroundingCase, Label, Random], Edit | None]


@cache
def word_tables() -> dict[str, Any]:
    """Return the word tables of the grounding suite: measure words, synonyms, fabricated claims."""
    return dict(read_suite_table("grounding", "words.json"))


def swap_in(label: Label, new: str) -> Edit | None:
    """Return the edit that prints `new` for a label; None where that changes nothing."""
    return Edit(label.span, new, Span(label.start, label.start + len(new))) if new != label.text else None


def fact_numeral(label: Label) -> Numeral | None:
    """Return the numeral of a label that states a fact; None for any other label."""
    return numeral_of(label.text) if label.kind in FACT_KINDS and not label.optional else None


OPEN, CLOSE = "\ue000", "\ue001"


def mark(number: str) -> str:
    """Mark a number as the wrong one, for `marked_edit`."""
    return f"{OPEN}{number}{CLOSE}"


def marked_edit(case: GroundingCase, told: str) -> Edit | None:
    """Return the edit that tells a case's text anew, its one wrong number marked; None without a change."""
    start, end = told.index(OPEN), told.index(CLOSE) - 1
    text = told.replace(OPEN, "").replace(CLOSE, "")
    return Edit(Span(0, len(case.text)), text, Span(start, end)) if text != case.text else None
