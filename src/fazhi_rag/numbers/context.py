"""A number with all that fixes its claim: what it counts, in which slots, in which stated scope."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from fazhi_rag.types import Mention

from .bounds import Amount
from .periods import Period
from .slots import (
    Slots,
)
from .years import StatedYear

_SAID = 0.5
"""Least credit of a word that stands in a number's own clause, and is no other number's own."""


@dataclass(frozen=True, slots=True)
class Context:
    """A number with all that fixes its claim."""

    mention: Mention
    amount: Amount
    unit_class: str | None
    """The class of units whose numbers compete with this one."""
    index: int
    """Position among the text's mentions."""
    sentence: int
    clause: int
    own: str
    """The text that is this number's own subject, left then right of it."""
    own_features: frozenset[str]
    credit: dict[str, float]
    """Features of the surroundings, own ones at 1, and lower the less they are this number's."""
    slots: Slots
    period: Period | None = None
    """Stated in the number's clause or one of the two before."""
    far_period: Period | None = None
    """Stated earlier in the sentence, where it may have ended since."""
    year: StatedYear | None = None
    whole: int | None = None
    """Index of the mention this one is a part of (98条，含…21条)."""

    @property
    def value(self) -> Decimal | None:
        """The printed value in the smallest unit of its scale; None where it is vague."""
        return self.amount.value

    def says(self, word: str) -> bool:
        """Whether a word stands in the number's own clause, and is no other number's own."""
        return all(self.credit.get(pair, 0.0) >= _SAID for pair in map("".join, pairwise(word)))
