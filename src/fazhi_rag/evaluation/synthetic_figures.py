"""The figures of a synthetic report: drawn, printed in a clause, and kept as ground truth."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from fazhi_rag.evaluation.synthetic_tables import NEXT_PLAN, Indicator
from fazhi_rag.types import Approx, Value

CASE_UNITS = ("件", "起", "宗")
ROUND_FROM = 40
"""Smaller numbers are stated exactly; 约12件 is rare in reports."""
TEN_THOUSAND = 10_000


@dataclass(frozen=True, slots=True)
class SyntheticFact(Value):
    """One figure of a report. Text and clause hold `printed` as it stands."""

    topic: str
    indicator: str
    value: Decimal
    unit: str
    approx: Approx
    period: str | None
    """As printed: 截至11月底. None is the report's year."""
    per: str | None
    printed: str
    clause: str
    planned: bool = False
    """A target for the next year, never a result."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A value before it stands in a clause."""

    value: int
    unit: str
    approx: Approx
    printed: str


class Digits:
    """Draws values, measure words and approximators from one source of chance."""

    def __init__(self, random: Random, case_unit: str) -> None:
        self.random = random
        self._case_unit = case_unit

    def unit(self, indicator: Indicator) -> str:
        """Return a measure word: for cases mostly the province's."""
        units = indicator.units
        if self._case_unit in units and units[0] in CASE_UNITS and self.random.random() < 0.7:
            return self._case_unit
        return units[int(self.random.random() * len(units))]

    def draw(self, indicator: Indicator) -> Drawn:
        """Return a value within the indicator's bounds, sometimes rounded and hedged."""
        unit = self.unit(indicator)
        value = self.random.randint(indicator.low, indicator.high)
        if indicator.scale > 1:
            tenths = value * 10 + self.random.randint(0, 9)
            shown = f"{Decimal(tenths) / 10:f}".removesuffix(".0")
            return Drawn(tenths * indicator.scale // 10, unit, Approx.EXACT, f"{shown}万{unit}")
        if indicator.approx and value >= ROUND_FROM and self.random.random() < 0.3:
            return self._hedged(value, unit)
        return Drawn(value, unit, Approx.EXACT, f"{value}{unit}")

    def part(self, indicator: Indicator, whole: Drawn) -> Drawn:
        """Return a share of `whole`, counted as it is where both are counted alike."""
        share = self.random.randint(indicator.low, indicator.high)
        value = max(whole.value * share // 100, 1)
        unit = whole.unit if whole.unit in indicator.units else self.unit(indicator)
        return Drawn(value, unit, Approx.EXACT, f"{value}{unit}")

    def _hedged(self, value: int, unit: str) -> Drawn:
        step = 10 if value < 1000 else 100 if value < TEN_THOUSAND else 1000
        value -= value % step
        shown = f"{value}"
        if value >= TEN_THOUSAND:
            shown = f"{Decimal(value) / TEN_THOUSAND:f}".removesuffix(".0") + "万"
        form, approx = self.random.choice(_HEDGES)
        return Drawn(value, unit, approx, form.format(n=shown, u=unit))


_HEDGES = (
    ("约{n}{u}", Approx.ABOUT),
    ("近{n}{u}", Approx.ABOUT),
    ("{n}余{u}", Approx.MORE_THAN),
    ("{n}多{u}", Approx.MORE_THAN),
    ("超{n}{u}", Approx.MORE_THAN),
)


class Figures:
    """Prints clauses with figures and remembers what they say."""

    def __init__(self, digits: Digits) -> None:
        self._digits = digits
        self._facts: list[SyntheticFact] = []

    def facts(self) -> tuple[SyntheticFact, ...]:
        """Return what was printed so far."""
        return tuple(self._facts)

    def root(self, topic: str, indicator: Indicator, clause: str, *, period: str | None) -> Drawn | None:
        """Draw an indicator for `clause`; None where it came out as zero."""
        if indicator.zero and self._digits.random.random() < 0.35:
            return None
        drawn = self._digits.draw(indicator)
        self._keep(topic, indicator, drawn, clause=clause, period=period)
        return drawn

    def zero(self, topic: str, indicator: Indicator, said: str, *, period: str | None) -> str:
        """Remember a zero said in words and return the words."""
        drawn = Drawn(0, indicator.units[0], Approx.EXACT, said)
        self._keep(topic, indicator, drawn, clause=said, period=period)
        return said

    def part(
        self, topic: str, indicator: Indicator, clause: str, *, whole: Drawn, period: str | None
    ) -> Drawn:
        """Draw a share of a whole for `clause`."""
        drawn = self._digits.part(indicator, whole)
        self._keep(topic, indicator, drawn, clause=clause, period=period)
        return drawn

    def rate(self, topic: str, indicator: Indicator, *, part: Drawn, whole: Drawn, period: str | None) -> str:
        """Return the clause of a rate that its parts give, to one decimal."""
        value = (Decimal(part.value * 100) / whole.value).quantize(Decimal("0.1"))
        shown = f"{value:f}".removesuffix(".0") + "%"
        clause = indicator.rate.format(n=shown)
        self._facts.append(
            SyntheticFact(
                topic, f"{indicator.id}_rate", value, "%", Approx.EXACT, period, None, shown, clause
            )
        )
        return clause

    def plan(self, topic: str, clause: str, unit: str) -> str:
        """Return a clause with a target of the next year."""
        value = self._digits.random.randint(1, 12)
        printed = f"{value}{unit}"
        said = clause.format(n=printed)
        self._facts.append(
            SyntheticFact(
                NEXT_PLAN,
                f"plan_{topic}",
                Decimal(value),
                unit,
                Approx.EXACT,
                None,
                None,
                printed,
                said,
                True,
            )
        )
        return said

    def _keep(
        self, topic: str, indicator: Indicator, drawn: Drawn, *, clause: str, period: str | None
    ) -> None:
        said = clause.replace("{n}", drawn.printed)
        self._facts.append(
            SyntheticFact(
                topic,
                indicator.id,
                Decimal(drawn.value),
                drawn.unit,
                drawn.approx,
                period,
                indicator.per,
                drawn.printed,
                said,
            )
        )


def parts_of(indicators: tuple[Indicator, ...], whole: str) -> Iterator[Indicator]:
    """Yield the indicators that are shares of another."""
    return (one for one in indicators if one.share_of == whole)
