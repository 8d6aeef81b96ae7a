"""The synthetic reports of the suite as a library: who is held, who states what, who is easily confused."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from decimal import Decimal
from random import Random
from typing import Any

from fazhi_rag.evaluation.synthetic import SyntheticReport
from fazhi_rag.evaluation.synthetic_figures import SyntheticFact
from fazhi_rag.evaluation.synthetic_tables import Indicator, first_responsible, topic_words

Short = list[Any]
"""[value, unit, other wording] of a figure."""


def ground(fact: SyntheticFact) -> Short:
    """Return a fact as a wanted figure; a zero may be said in the report's own words."""
    return [f"{fact.value.normalize():f}", fact.unit, "" if fact.value else fact.clause]


class Library:
    """The reports, by place, county and figure."""

    def __init__(self, reports: tuple[SyntheticReport, ...]) -> None:
        self.reports = reports
        self._by_place = _grouped(reports, self.place)
        self._by_county = _grouped(reports, lambda report: report.county)
        self._names = Counter(held[0].township for held in self._by_place.values())
        self._indicators: dict[str, Indicator] = {
            one.id: one for topic in (*topic_words(), first_responsible()) for one in topic.indicators
        }

    @staticmethod
    def place(report: SyntheticReport) -> str:
        """Return county and township."""
        return report.county + report.township

    def slots(self, report: SyntheticReport) -> dict[str, Any]:
        """Return what a question says of a report: with its county, unless its name stands alone here."""
        alone = self._names[report.township] == 1
        return {"place": report.township if alone else self.place(report), "year": report.year}

    def asks(self, fact: SyntheticFact) -> tuple[str, str]:
        """Return how to ask for a figure: as a question, as a noun phrase."""
        ask, noun = self._indicators[fact.indicator].asks[:2]
        return ask, noun

    def facts(
        self, draw: Random, indicators: Collection[str] = (), *, years: int | None = None
    ) -> Iterator[tuple[SyntheticReport, SyntheticFact]]:
        """Yield reports in a drawn order, each with a drawn figure that can be asked for by itself.

        `years` takes townships with so many years only.
        """
        for report in draw.sample(self.reports, len(self.reports)):
            if years is not None and len(self.years(report)) != years:
                continue
            able = [
                fact
                for fact in report.facts
                if _plain(fact) and (not indicators or fact.indicator in indicators)
            ]
            if able:
                yield report, draw.choice(able)

    def years(self, report: SyntheticReport) -> list[SyntheticReport]:
        """Return the reports of a report's township, by year."""
        return sorted(self._by_place[self.place(report)], key=lambda one: one.year)

    def holds(self, report: SyntheticReport, year: int) -> bool:
        """Whether the township's report for a year is held."""
        return any(one.year == year for one in self.years(report))

    def counties(self) -> dict[str, list[SyntheticReport]]:
        """Return the reports by county."""
        return dict(self._by_county)

    @staticmethod
    def same(report: SyntheticReport, fact: SyntheticFact) -> SyntheticFact | None:
        """Return a report's figure of the same indicator, if it states one."""
        return next((one for one in report.facts if one.indicator == fact.indicator), None)

    def all_years(self, report: SyntheticReport, fact: SyntheticFact) -> list[SyntheticFact]:
        """Return the township's figures of one indicator over all years."""
        return [same for one in self.years(report) if (same := self.same(one, fact))]

    def row(self, kind: str, question: str, report: SyntheticReport, fact: SyntheticFact) -> dict[str, Any]:
        """Return a case about one figure of one report."""
        foreign = self.elsewhere(report, fact.indicator)
        return {
            "kind": kind,
            "question": question,
            "figures": [ground(fact)],
            "must_not": foreign,
            "docs": [report.name],
        }

    def elsewhere(self, report: SyntheticReport, indicator: str) -> list[Short]:
        """Return the figures of one indicator in other years and neighbours that this report never prints."""
        near = [*self.years(report), *self._by_county[report.county]]
        found = [
            ground(fact)
            for other in near
            if other is not report
            for fact in other.facts
            if fact.indicator == indicator and fact.value and f"{fact.value:f}" not in report.text
        ]
        return [one for index, one in enumerate(found) if one not in found[:index]]

    def strangers(self, draw: Random, count: int) -> list[tuple[str, tuple[SyntheticReport, ...]]]:
        """Return places that are not held but look like one: another county, another suffix, a slip."""
        found: list[tuple[str, tuple[SyntheticReport, ...]]] = []
        counties = sorted(self._by_county)
        for report in draw.sample(self.reports, len(self.reports)):
            stem = report.township.removesuffix("街道").rstrip("镇乡")
            suffix = draw.choice([one for one in ("镇", "乡", "街道") if stem + one != report.township])
            county = report.county if len(found) % 2 else draw.choice(counties)
            name = county + (stem + suffix if county == report.county else report.township)
            if name not in self._by_place and len(found) < count:
                found.append((name, tuple(self.years(report))))
        return found

    def homonyms(
        self,
    ) -> Iterator[tuple[SyntheticReport, SyntheticReport, SyntheticFact, SyntheticFact]]:
        """Yield two reports of one name and year in two counties, with a figure both state."""
        for held in _grouped(self.reports, lambda report: f"{report.township}{report.year}").values():
            if len(held) != 2:
                continue
            report, other = held
            able = [fact for fact in report.facts if _plain(fact)]
            both = [(fact, twin) for fact in able if (twin := self.same(other, fact))]
            if both:
                yield report, other, *both[len(report.text) % len(both)]


def _plain(fact: SyntheticFact) -> bool:
    return not fact.planned and not fact.indicator.endswith("_rate")


def _grouped(reports: tuple[SyntheticReport, ...], key: Any) -> dict[str, list[SyntheticReport]]:
    groups: dict[str, list[SyntheticReport]] = defaultdict(list)
    for report in reports:
        groups[key(report)].append(report)
    return groups


def total(facts: list[SyntheticFact]) -> Decimal:
    """Return the sum of exact figures."""
    return sum((fact.value for fact in facts), Decimal(0))
