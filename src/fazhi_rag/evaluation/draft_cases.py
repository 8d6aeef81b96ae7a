"""Drafting cases: a township's next report, with the facts of that year as a clerk would hand them in.

They follow from the synthetic townships that report two years in a row: the first report is held, the second
one's figures are the facts. Run as a module, this prints the cases frozen in eval/suites/drafting, and a test
holds them to each other.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import cycle
from typing import Any, Literal

from pydantic import Field, model_validator

from fazhi_rag.evaluation.suites import HALVES, SuiteCase
from fazhi_rag.evaluation.synthetic import SyntheticReport, synthesise
from fazhi_rag.evaluation.synthetic_figures import SyntheticFact
from fazhi_rag.evaluation.synthetic_tables import topic_words
from fazhi_rag.evaluation.township_cases import REPORTS, SEED
from fazhi_rag.evaluation.township_places import Library

TOWNSHIPS = 36
"""Synthetic townships drafted for: a section of each, and the whole report of every third."""
OWN = (("渠马镇", 2022), ("松源镇", 2021), ("静海镇", 2024), ("高家镇", 2024), ("黄垓镇", 2023))
"""The bundled reports: the prose of real ones. No fact of the next year is known, so all is to be blank."""
_MARKS = ("约", "近", "余", "多", "超")


class DraftCase(SuiteCase):
    """A section (`topic`) or a whole report to draft, and the sheet of facts."""

    kind: Literal["section", "report"]
    township: str = Field(min_length=1)
    """With its county where the name alone is not enough."""
    year: int
    topic: str = ""
    facts: tuple[Mapping[str, str], ...] = ()

    @model_validator(mode="after")
    def _check(self) -> DraftCase:
        if (self.kind == "section") != bool(self.topic):
            raise ValueError("a section has a topic, a report has none")
        return self


def draft_rows() -> list[dict[str, Any]]:
    """Return every case as JSON types, halves alternating by township."""
    halves = cycle(HALVES)
    library = Library(tuple(synthesise(REPORTS, seed=SEED)))
    rows: list[dict[str, Any]] = []
    for number, (last, report) in enumerate(_pairs(), start=1):
        shared = {"half": next(halves), "township": library.place(report), "year": report.year}
        topic = max(_topics(last) & _topics(report), key=lambda one: (len(_facts(report, one)), one))
        sheet = _sheet(_facts(report, topic), library)
        rows.append(
            {"id": f"section-{number:02}", "kind": "section", **shared, "topic": topic, "facts": sheet}
        )
        if number % 3 == 1:
            every = [fact for one in sorted(_topics(report)) for fact in _facts(report, one)]
            whole = _sheet(every, library)
            rows.append({"id": f"report-{number:02}", "kind": "report", **shared, "facts": whole})
    for township, year in OWN:
        shared = {"half": next(halves), "township": township, "year": year + 1}
        rows.append({"id": f"report-{township}", "kind": "report", **shared})
    return rows


def last_reports() -> list[SyntheticReport]:
    """Return the reports that the drafts go on from."""
    return [last for last, _ in _pairs()]


@cache
def _pairs() -> tuple[tuple[SyntheticReport, SyntheticReport], ...]:
    """The first two reports of townships that report two years in a row."""
    library = Library(tuple(synthesise(REPORTS, seed=SEED)))
    found = []
    for report in library.reports:
        years = library.years(report)
        if len(years) > 1 and years[0] is report and years[1].year == report.year + 1:
            found.append((years[0], years[1]))
    return tuple(found[:TOWNSHIPS])


def _topics(report: SyntheticReport) -> set[str]:
    return {topic.id for topic in topic_words() if len(_facts(report, topic.id)) > 1}


def _facts(report: SyntheticReport, topic: str) -> list[SyntheticFact]:
    """The figures a clerk would count: no rates, which follow from them, no zeros and no plans."""
    return [
        fact
        for fact in report.facts
        if fact.topic == topic and fact.value and not fact.planned and not fact.indicator.endswith("_rate")
    ]


def _sheet(facts: list[SyntheticFact], library: Library) -> list[dict[str, str]]:
    return [dict(_sheet_row(fact, library)) for fact in facts]


def _sheet_row(fact: SyntheticFact, library: Library) -> Iterator[tuple[str, str]]:
    yield "指标", library.asks(fact)[1]
    yield "数值", f"{fact.value.normalize():f}"
    yield "单位", fact.unit
    yield "主题", fact.topic
    if mark := next((mark for mark in _MARKS if mark in fact.printed), None):
        yield "限定", mark


if __name__ == "__main__":
    for row in draft_rows():
        sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
