"""The word tables of the synthetic townships, read once; our own words, see eval/BIAS.md."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

FIRST_RESPONSIBLE, PROBLEMS, NEXT_PLAN = "first_responsible", "problems", "next_plan"


@dataclass(frozen=True, slots=True)
class Indicator:
    """One figure a report may state: how it is counted, how large it is, how it is put and asked for."""

    id: str
    units: tuple[str, ...]
    low: int
    high: int
    """Of the value, or of its percentage of `share_of`."""
    clauses: tuple[str, ...]
    """With {n} where number and measure word stand."""
    asks: tuple[str, ...]
    approx: bool = False
    zero: tuple[str, ...] = ()
    share_of: str = ""
    rate: str = ""
    scale: int = 1
    """10000 for what is printed in 万."""
    per: str | None = None


@dataclass(frozen=True, slots=True)
class TopicWords:
    """How one topic is headed, talked about and counted."""

    id: str
    name: str
    marks: tuple[str, ...]
    """Words that stand in no report that is silent on the topic."""
    headings: tuple[str, ...]
    prose: tuple[str, ...]
    indicators: tuple[Indicator, ...]

    @property
    def roots(self) -> tuple[Indicator, ...]:
        """The indicators that are no share of another."""
        return tuple(one for one in self.indicators if not one.share_of)


@cache
def topic_words() -> tuple[TopicWords, ...]:
    """Return the 25 content topics that a report may be silent on."""
    return tuple(_topic(row) for row in _table("topics"))


@cache
def frame() -> dict[str, Any]:
    """Return titles, openings, headings, periods, problems and plans."""
    table: dict[str, Any] = _table("frame")
    return table


@cache
def first_responsible() -> TopicWords:
    """Return the words of the part on the first responsible persons, which every report has."""
    rows = frame()
    indicators = tuple(_indicator(row) for row in rows["first_indicators"])
    return TopicWords(
        FIRST_RESPONSIBLE, "第一责任人履职", ("第一责任人",), (), tuple(rows["first_prose"]), indicators
    )


@cache
def provinces() -> tuple[dict[str, Any], ...]:
    """Return the provinces with the stems of their invented prefectures, counties and townships."""
    return tuple(_table("places"))


def _topic(row: dict[str, Any]) -> TopicWords:
    words = {key: tuple(row[key]) for key in ("marks", "headings", "prose")}
    indicators = tuple(_indicator(one) for one in row["indicators"])
    return TopicWords(id=row["id"], name=row["name"], indicators=indicators, **words)


def _indicator(row: dict[str, Any]) -> Indicator:
    values: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in row.items()
    }
    return Indicator(**values)


def _table(name: str) -> Any:
    place = files("fazhi_rag.evaluation").joinpath("data", f"synthetic_{name}.json")
    return json.loads(place.read_text(encoding="utf-8"))
