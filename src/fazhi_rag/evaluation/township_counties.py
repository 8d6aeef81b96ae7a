"""Questions over the townships of one county: compare, list, count and sum."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle, islice
from random import Random
from typing import Any

from fazhi_rag.evaluation.scorers import same_unit
from fazhi_rag.evaluation.synthetic import SyntheticReport
from fazhi_rag.evaluation.synthetic_figures import SyntheticFact
from fazhi_rag.evaluation.synthetic_tables import topic_words
from fazhi_rag.evaluation.township_places import Library, ground, total
from fazhi_rag.types import Approx

PER_KIND = 12
Rows = Iterator[dict[str, Any]]
Made = Iterator[tuple[dict[str, Any], dict[str, Any]]]
"""The slots of a question and the rest of its case."""
CountyYear = tuple[str, int, list[SyntheticReport]]


def county_rows(library: Library, draw: Random, phrasings: Any) -> Rows:
    """Yield the cases of these four kinds."""
    groups = _groups(library)
    for kind, make in (("compare", _compared), ("list", _listed), ("sum", _summed)):
        forms = cycle(phrasings[kind])
        draw.shuffle(groups)
        made = (row for group in groups for row in islice(make(library, group, draw), 1))
        for slots, row in islice(made, PER_KIND):
            yield {"kind": kind, "question": next(forms).format(**slots)} | row
    draw.shuffle(groups)
    yield from _counted(groups, draw, cycle(phrasings["count"]))


def _groups(library: Library) -> list[CountyYear]:
    """Return the reports of each county and year that has at least two."""
    found = []
    for county, reports in library.counties().items():
        for year in sorted({report.year for report in reports}):
            same = [report for report in reports if report.year == year]
            if len(same) > 1:
                found.append((county, year, same))
    return found


def _shared(library: Library, group: CountyYear, draw: Random) -> list[list[SyntheticFact | None]]:
    """Return the figures of each indicator that at least two reports of a group state, in a drawn order."""
    first = [fact for report in group[2] for fact in report.facts if _plain(fact)]
    draw.shuffle(first)
    rows = [[library.same(report, fact) for report in group[2]] for fact in first]
    return [row for row in rows if sum(one is not None for one in row) > 1]


def _plain(fact: SyntheticFact) -> bool:
    return not fact.planned and not fact.indicator.endswith("_rate") and fact.unit != "%" and fact.per is None


def _compared(library: Library, group: CountyYear, draw: Random) -> Made:
    for row in _shared(library, group, draw):
        pairs = [(report, fact) for report, fact in zip(group[2], row, strict=True) if fact][:2]
        (one, first), (other, second) = pairs
        slots = {"a": library.slots(one)["place"], "b": library.slots(other)["place"], "year": group[1]}
        yield (
            slots | {"noun": library.asks(first)[1]},
            {"figures": [ground(first), ground(second)], "docs": [one.name, other.name]},
        )


def _listed(library: Library, group: CountyYear, draw: Random) -> Made:
    county, year, reports = group
    for row in _shared(library, group, draw):
        stated = [fact for fact in row if fact]
        silent = ["未提及"] if len(stated) < len(reports) else []
        yield (
            {"county": county, "year": year, "noun": library.asks(stated[0])[1]},
            {
                "figures": [ground(fact) for fact in stated],
                "words": [*(report.township for report in reports), *silent],
                "docs": [report.name for report in reports],
            },
        )


def _summed(library: Library, group: CountyYear, draw: Random) -> Made:
    """Yield sums of figures that are alike: exact, of one class of unit and over the whole year."""
    county, year, reports = group
    for row in _shared(library, group, draw):
        stated = [fact for fact in row if fact]
        alike = all(
            fact.approx is Approx.EXACT and fact.period is None and same_unit(fact.unit, stated[0].unit)
            for fact in stated
        )
        if alike:
            yield (
                {"county": county, "year": year, "noun": library.asks(stated[0])[1]},
                {
                    "figures": [
                        [f"{total(stated):f}", stated[0].unit, "", True],
                        *(ground(fact) for fact in stated),
                    ],
                    "docs": [report.name for report in reports],
                },
            )


def _counted(groups: list[CountyYear], draw: Random, forms: Iterator[str]) -> Rows:
    for county, year, reports in groups[:PER_KIND]:
        topic = draw.choice(topic_words())
        telling = [report for report in reports if topic.id not in report.silent_topics]
        yield {
            "kind": "count",
            "question": next(forms).format(county=county, year=year, topic=topic.name),
            "figures": [[str(len(telling)), None, "", True]],
            "words": [report.township for report in telling],
            "docs": [report.name for report in reports],
        }
