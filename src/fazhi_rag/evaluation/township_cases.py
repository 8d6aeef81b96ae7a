"""A question of the townships suite and what its answer is to hold."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from fazhi_rag.evaluation.suites import SuiteCase
from fazhi_rag.types import Abstention

SUITE = "townships"
SEED = 2026
REPORTS = 200
"""Synthetic reports beside the bundled corpus."""

TownshipKind = Literal[
    "describe",
    "figure",
    "compare",
    "list",
    "count",
    "sum",
    "trend",
    "document",
    "policy",
    "wrong_premise",
    "not_mentioned",
    "not_held",
    "ambiguous",
    "elsewhere",
    "out_of_genre",
    "hostile",
    "colloquial",
    "traditional",
    "typos",
]


class Wanted(BaseModel):
    """A figure in an answer. `said` is another way to put it: 未发生行政诉讼案件 for 0件."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    value: Decimal
    unit: str | None = None
    """None where any measure word will do."""
    said: str = ""
    computed: bool = False
    """Stands in no report, so no citation can hold it."""


class TownshipCase(SuiteCase):
    """A question, whether it can be answered, and what the answer must hold, must not hold and may cite.

    `either` is for a name in two counties: asking back and answering for both are right, mixing them is not.
    """

    kind: TownshipKind
    question: str = Field(min_length=1)
    status: Literal["answered", "abstained", "either"] = "answered"
    reasons: tuple[Abstention, ...] = ()
    """Of an abstention; empty where any will do."""
    figures: tuple[Wanted, ...] = ()
    words: tuple[str, ...] = ()
    must_not: tuple[Wanted, ...] = ()
    """Figures of siblings and of other years, and sums of unlike things."""
    docs: tuple[str, ...] = ()
    """Names of the files in scope; a citation of any other is a scope violation."""

    @model_validator(mode="after")
    def _check(self) -> TownshipCase:
        if self.status == "answered" and not (self.docs and (self.figures or self.words)):
            raise ValueError("a question that can be answered needs facts and documents")
        if self.status == "abstained" and (self.figures or self.words):
            raise ValueError("an abstention holds no facts")
        return self
