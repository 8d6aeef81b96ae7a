"""Synthetic township reports with their ground truth: seeded, endless, in our own words.

Townships come by county, as they do in life: siblings that share one template and differ in the figures, one
stem with two suffixes (开平镇, 开平街道), one name in two counties, two or three years in a row.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any, TypeVar

from fazhi_rag.evaluation.synthetic_figures import Digits, Figures, SyntheticFact
from fazhi_rag.evaluation.synthetic_tables import provinces
from fazhi_rag.evaluation.synthetic_text import Words, compose
from fazhi_rag.types import Value

Item = TypeVar("Item")

YEARS = (2021, 2022, 2023, 2024)


@dataclass(frozen=True, slots=True)
class SyntheticReport(Value):
    """A report and everything it says in figures."""

    text: str
    township: str
    county: str
    prefecture: str | None
    province: str
    year: int
    facts: tuple[SyntheticFact, ...]
    silent_topics: tuple[str, ...]
    """Topics that no word of the text touches."""
    doc_number: str | None
    issue_date: date

    @property
    def name(self) -> str:
        """The name of its file."""
        return f"{self.county}{self.township}_{self.year}.txt"


@dataclass(frozen=True, slots=True)
class _County:
    name: str
    prefecture: str | None
    province: str
    case: str
    """The measure word for cases: 宗 in 广东, 起 in 浙江."""
    stems: tuple[str, ...]


def synthesise(count: int, *, seed: int) -> Iterator[SyntheticReport]:
    """Yield `count` reports, the same for the same seed; the first n of a longer run are those of a run of n.

    No two have one county, township and year.
    """
    names = Random(f"{seed} places")  # noqa: S311 - reproducible, not secret
    made = 0
    for number, county in enumerate(_counties(names)):
        shared = names.random() < 0.5
        for town in _townships(county, names):
            wording = f"{seed} {number}" if shared else f"{seed} {number} {town}"
            for year in _years(names):
                if made == count:
                    return
                yield _report(county, town, year, words=Random(wording), seed=seed)  # noqa: S311
                made += 1


def _report(county: _County, town: str, year: int, *, words: Random, seed: int) -> SyntheticReport:
    place = f"{county.name}{town}"
    digits = Random(f"{seed} {place} {year}")  # noqa: S311
    doc_number = _doc_number(town, year, digits) if digits.random() < 0.4 else None
    issue_date = date(year + 1, digits.randint(1, 3), digits.randint(3, 28))
    slots = {
        "county": county.name,
        "prefecture": county.prefecture or "",
        "province": county.province,
        "town": town,
        "s": "街道" if town.endswith("街道") else town[-1],
        "office": "办事处" if town.endswith("街道") else "人民政府",
        "year": str(year),
        "next": str(year + 1),
        "number": doc_number or "",
        "date": f"{issue_date.year}年{issue_date.month}月{issue_date.day}日",
    }
    figures = Figures(Digits(digits, county.case))
    composed = compose(Words(words, slots), figures)
    return SyntheticReport(
        text=composed.text,
        township=town,
        county=county.name,
        prefecture=county.prefecture,
        province=county.province,
        year=year,
        facts=figures.facts(),
        silent_topics=composed.silent,
        doc_number=doc_number,
        issue_date=issue_date,
    )


def _doc_number(town: str, year: int, digits: Random) -> str:
    stem = town.removesuffix("街道").rstrip("镇乡")
    return f"{stem}{'办' if town.endswith('街道') else '府'}〔{year + 1}〕{digits.randint(1, 29)}号"


def _counties(names: Random) -> Iterator[_County]:
    used: set[str] = set()
    while True:
        province: dict[str, Any] = pick(names, provinces())
        first = int(names.random() * len(province["first"]))
        name = province["first"][first] + pick(names, province["second"])
        # Only once two characters and a kind run out do counties get a third character.
        if len(used) > len(provinces()) * 40:
            name = province["first"][first] + pick(names, "".join(province["towns"])) + name[1]
        name += pick(names, province["kinds"])
        if name in used:
            continue
        used.add(name)
        prefectures = province["prefectures"]
        prefecture = prefectures[first % len(prefectures)] if prefectures else None
        yield _County(name, prefecture, province["province"], province["case"], tuple(province["towns"]))


def _townships(county: _County, names: Random) -> list[str]:
    """Draw two to five townships; neighbours of one stem differ in the suffix."""
    found: list[str] = []
    wanted = names.randint(2, 5)
    while len(found) < wanted:
        stem = found[-1].removesuffix("街道").rstrip("镇乡") if found and names.random() < 0.2 else None
        town = (stem or pick(names, county.stems)) + names.choices(("镇", "街道", "乡"), (62, 20, 18))[0]
        if town not in found:
            found.append(town)
    return found


def _years(names: Random) -> tuple[int, ...]:
    length = names.choices((1, 2, 3), (50, 35, 15))[0]
    start = names.randint(0, len(YEARS) - length)
    return YEARS[start : start + length]


def pick(random: Random, items: Any) -> Any:
    """Draw one item; several times as fast as `random.choice`."""
    return items[int(random.random() * len(items))]
