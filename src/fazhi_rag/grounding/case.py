"""What the checks of one number hand to one another: its wording, its scope, the sources, the verdict."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fazhi_rag.numbers.context import Context
from fazhi_rag.types import Status

from .aligned import Counterpart
from .prepared import PreparedSource, Rarity
from .scope import Claim

_LEAST_WEIGHT = 0.08
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Place:
    """A number of a source."""

    source: PreparedSource
    context: Context


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of a draft number's surroundings with their weights: rarity times nearness."""

    weights: dict[str, float]
    total: float

    @classmethod
    def of(cls, context: Context, rarity: Rarity) -> Wording:
        """Weigh the surroundings of a draft's number; far words count by the square of their nearness."""
        weights = {
            feature: credit * credit * rarity.of(feature)
            for feature, credit in context.credit.items()
            if credit * credit > _LEAST_WEIGHT
        }
        return cls(weights, sum(weights.values()))

    def explained(self, context: Context) -> float:
        """Return the weight of the draft's words that a source's number has around it."""
        weights, credit = self.weights, context.credit
        return sum([weights[item] * credit[item] for item in weights.keys() & credit.keys()])

    def similarity(self, context: Context) -> float:
        """Return the share of the weighted words that a source's number has around it, 0 to 1."""
        return self.explained(context) / self.total if self.total else 0.0

    def lost(self, rival: Context, own: Context) -> float:
        """Return the weight of the words that one number explains better than its rival."""
        weights, mine, theirs = self.weights, own.credit, rival.credit
        return sum(
            [
                weights[item] * (mine[item] - theirs.get(item, 0.0))
                for item in weights.keys() & mine.keys()
                if mine[item] > theirs.get(item, 0.0)
            ]
        )


@dataclass(frozen=True, slots=True)
class Sources:
    """The sources of one check, with the rarity of their words."""

    prepared: tuple[PreparedSource, ...]
    rarity: Rarity


@dataclass(frozen=True, slots=True)
class Draft:
    """One number of the draft, ready to be judged."""

    context: Context
    claim: Claim
    wording: Wording
    sentence: str
    siblings: tuple[Context, ...]
    """The numbers around it in the same sentence, in order, this one among them."""
    beside: tuple[Counterpart, ...] = ()
    """The numbers of source sentences that stand in its place, best kept first."""
    lead: str = ""
    """The text left of it in its sentence."""
    tail: str = ""
    """The text right of it in its clause."""
    near: str = ""
    """The text of its clause between the numbers beside it."""
    known: frozenset[int] = frozenset()
    """The siblings that were found to be supported or derived, by mention index."""

    @property
    def opening(self) -> str:
        """The text that opens its sentence, as far as its first number."""
        return _DIGIT.split(self.sentence, maxsplit=1)[0] if _DIGIT.search(self.sentence) else ""

    @property
    def words(self) -> list[str]:
        """The character pairs of its surroundings that can lead to its place in a source."""
        return [item for item, credit in self.context.credit.items() if credit >= 0.3 and len(item) > 1]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found about one number, and where."""

    status: Status
    message: str = ""
    place: Place | None = None
    """Where it is supported."""
    rival: Place | None = None
    """What explains the error."""
    same_value: Place | None = None
    """Where the value of a number told of something else stands."""
    settled: bool = False
    """Whether the place was found by position in a kept sentence, not by likeness."""
