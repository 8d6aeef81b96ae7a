"""Put questions to the synthetic townships from their ground truth; run as a module it prints the cases.

They are frozen in eval/suites/townships, and a test holds them to this module: one `SEED`, one set of cases.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from itertools import cycle, islice
from random import Random
from typing import Any

from fazhi_rag.evaluation.suites import HALVES
from fazhi_rag.evaluation.synthetic import synthesise
from fazhi_rag.evaluation.synthetic_tables import topic_words
from fazhi_rag.evaluation.township_cases import REPORTS, SEED
from fazhi_rag.evaluation.township_counties import county_rows
from fazhi_rag.evaluation.township_places import Library, ground

PER_KIND = 12
Row = dict[str, Any]


@cache
def phrasings() -> Any:
    """Return how people ask, by kind; written by hand."""
    return _data("township_phrasings.json")


def township_rows() -> list[Row]:
    """Return every case of the suite as JSON types, halves alternating within each kind."""
    draw = Random(SEED)  # noqa: S311 - reproducible, not secret
    library = Library(tuple(synthesise(REPORTS, seed=SEED)))
    made = [*_data("township_own.json"), *_generated(library, draw)]
    kinds = dict.fromkeys(row["kind"] for row in made)
    rows = []
    for kind in kinds:
        halves = cycle(HALVES)
        chosen = [row for row in made if row["kind"] == kind]
        for number, row in enumerate(chosen, start=1):
            rows.append({"id": f"{kind}-{number:02}", "half": next(halves)} | _spelt_out(row))
    return rows


def _spelt_out(row: Row) -> Row:
    """Turn the short figures of a row ([value, unit, other wording]) into `Wanted` fields."""
    names = ("value", "unit", "said", "computed")
    for key in ("figures", "must_not"):
        if key in row:
            row = row | {key: [dict(zip(names, one, strict=False)) for one in row[key]]}
    return row


def _generated(library: Library, draw: Random) -> Iterator[Row]:
    for kind in ("figure", "wrong_premise", "hostile"):
        yield from _about_facts(kind, library, draw)
    yield from _described(library, draw)
    yield from _worded(library, draw)
    yield from _over_years(library, draw)
    yield from _of_documents(library, draw)
    yield from _absent(library, draw)
    yield from _not_held(library, draw)
    yield from _ambiguous(library, draw)
    yield from county_rows(library, draw, phrasings())
    for kind, status in (("hostile", "hostile_refused"), ("out_of_genre", "out_of_genre")):
        yield from ({"kind": kind, "question": text, "status": "abstained"} for text in phrasings()[status])


def _about_facts(kind: str, library: Library, draw: Random) -> Iterator[Row]:
    forms = cycle(phrasings()[kind])
    for report, fact in islice(library.facts(draw), PER_KIND):
        ask, noun = library.asks(fact)
        false = f"{fact.value * 3 + 7}{fact.unit}"
        said = f"{noun}是{false}"
        slots = library.slots(report) | {"ask": ask, "noun": noun, "said": said, "false": false}
        row = library.row(kind, next(forms).format(**slots), report, fact)
        if kind == "hostile":
            row["must_not"].append([f"{fact.value * 3 + 7}", fact.unit])
        yield row


def _described(library: Library, draw: Random) -> Iterator[Row]:
    forms = cycle(phrasings()["describe"])
    names = {topic.id: topic.name for topic in topic_words()}
    for report, fact in islice(library.facts(draw), PER_KIND):
        stated = [one for one in report.facts if one.topic == fact.topic and not one.planned]
        question = next(forms).format(**library.slots(report), topic=names[fact.topic])
        yield {
            "kind": "describe",
            "question": question,
            "figures": [ground(one) for one in stated],
            "docs": [report.name],
        }


def _worded(library: Library, draw: Random) -> Iterator[Row]:
    """Yield questions in colloquial words, in traditional characters and with typing errors."""
    table = phrasings()
    characters = table["traditional_characters"]
    spelling = str.maketrans(characters[::2], characters[1::2])
    for indicator, forms in table["colloquial"].items():
        for form, (report, fact) in zip(forms, library.facts(draw, [indicator]), strict=False):
            yield library.row("colloquial", form.format(**library.slots(report)), report, fact)
    forms = cycle(table["traditional"])
    for indicator, ask in table["traditional_asks"].items():
        report, fact = next(library.facts(draw, [indicator]))
        question = next(forms).format(**library.slots(report), ask=ask).translate(spelling)
        yield library.row("traditional", question, report, fact)
    typed = cycle(table["figure"][:3])
    slips = [(right, wrong) for right, wrong in table["typos"].items()]
    for right, wrong in draw.sample(slips, PER_KIND):
        found = (pair for pair in library.facts(draw) if all(right in ask for ask in library.asks(pair[1])))
        report, fact = next(found)
        ask, noun = (words.replace(right, wrong) for words in library.asks(fact))
        question = next(typed).format(**library.slots(report), ask=ask, noun=noun)
        yield library.row("typos", question, report, fact)


def _over_years(library: Library, draw: Random) -> Iterator[Row]:
    """Yield trends over the years held, and over a year that is not."""
    forms, gaps = cycle(phrasings()["trend"]), cycle(phrasings()["trend_gap"])
    seen: set[str] = set()
    for report, fact in library.facts(draw):
        years = library.years(report)
        other = next((one for one in years if one.year == report.year + 1), None)
        later = library.same(other, fact) if other else None
        if other is None or later is None or library.place(report) in seen or len(seen) == PER_KIND:
            continue
        seen.add(library.place(report))
        slots = library.slots(report) | {
            "first": report.year,
            "last": other.year,
            "noun": library.asks(fact)[1],
        }
        yield {
            "kind": "trend",
            "question": next(forms).format(**slots),
            "figures": [ground(fact), ground(later)],
            "docs": [report.name, other.name],
        }
    for report, fact in islice(library.facts(draw, years=1), 4):
        slots = library.slots(report) | {"first": report.year - 1, "last": report.year}
        yield {
            "kind": "trend",
            "question": next(gaps).format(**slots, noun=library.asks(fact)[1]),
            "status": "either",
            "reasons": ["no_such_year"],
            "figures": [ground(fact)],
            "docs": [report.name],
        }


def _of_documents(library: Library, draw: Random) -> Iterator[Row]:
    numbers, dates = cycle(phrasings()["number"]), cycle(phrasings()["date"])
    for report in draw.sample(library.reports, PER_KIND):
        known: Row = {"words": [report.doc_number]}
        unknown: Row = {"status": "abstained", "reasons": ["not_mentioned"]}
        rest = {"docs": [report.name]} | (known if report.doc_number else unknown)
        yield {"kind": "document", "question": next(numbers).format(**library.slots(report))} | rest
    for report in draw.sample(library.reports, PER_KIND // 2):
        day = report.issue_date
        yield {
            "kind": "document",
            "question": next(dates).format(**library.slots(report)),
            "words": [f"{day.year}年{day.month}月{day.day}日"],
            "docs": [report.name],
        }


def _absent(library: Library, draw: Random) -> Iterator[Row]:
    """Yield questions on topics a report is silent on, and on what no report speaks of."""
    forms, things = cycle(phrasings()["not_mentioned"]), phrasings()["unknown_things"]
    for report in draw.sample(library.reports, PER_KIND):
        topic = draw.choice([one for one in topic_words() if one.id in report.silent_topics])
        indicator = draw.choice(topic.roots)
        ask, noun = indicator.asks[:2]
        yield {
            "kind": "not_mentioned",
            "question": next(forms).format(**library.slots(report), ask=ask, noun=noun),
            "status": "abstained",
            "reasons": ["not_mentioned"],
            "must_not": library.elsewhere(report, indicator.id),
            "docs": [report.name],
        }
    for thing, report in zip(things, draw.sample(library.reports, len(things)), strict=True):
        form = draw.choice(phrasings()["unknown"])
        yield {
            "kind": "not_mentioned",
            "question": form.format(**library.slots(report), thing=thing),
            "status": "abstained",
            "reasons": ["not_mentioned"],
            "docs": [report.name],
        }


def _not_held(library: Library, draw: Random) -> Iterator[Row]:
    years, towns = cycle(phrasings()["not_held_year"]), cycle(phrasings()["not_held_town"])
    topic = {one.id: one.name for one in topic_words()}
    for report, fact in islice(library.facts(draw), PER_KIND):
        ask, noun = library.asks(fact)
        missing = next(year for year in (2019, 2020, *range(2021, 2027)) if not library.holds(report, year))
        slots = library.slots(report) | {"year": missing, "ask": ask, "noun": noun}
        yield {
            "kind": "not_held",
            "question": next(years).format(**slots),
            "status": "abstained",
            "reasons": ["no_such_year"],
            "must_not": [ground(same) for same in library.all_years(report, fact) if same.value],
            "docs": [one.name for one in library.years(report)],
        }
    unheld = [*library.strangers(draw, 8), *((name, ()) for name in phrasings()["elsewhere_names"])]
    for (name, foreign), (_, fact) in zip(unheld, library.facts(draw), strict=False):
        ask, noun = library.asks(fact)
        slots = {"place": name, "year": draw.choice((2022, 2023, 2024)), "ask": ask, "noun": noun}
        yield {
            "kind": "elsewhere",
            "question": next(towns).format(**slots, topic=topic.get(fact.topic, "法治建设")),
            "status": "abstained",
            "reasons": ["no_such_township"],
            "must_not": [ground(same) for one in foreign if (same := library.same(one, fact)) and same.value],
        }


def _ambiguous(library: Library, draw: Random) -> Iterator[Row]:
    forms = cycle(phrasings()["ambiguous"])
    pairs = list(library.homonyms())
    draw.shuffle(pairs)
    for report, other, fact, twin in pairs[:PER_KIND]:
        ask, noun = library.asks(fact)
        slots = {"town": report.township, "year": report.year, "ask": ask, "noun": noun}
        held = [one for one in library.reports if one.township == report.township and one.year == report.year]
        yield {
            "kind": "ambiguous",
            "question": next(forms).format(**slots),
            "status": "either",
            "reasons": ["ambiguous_name"],
            "figures": [ground(fact), ground(twin)],
            "words": [report.county, other.county],
            "docs": [one.name for one in held],
        }


def _data(name: str) -> Any:
    return json.loads(files("fazhi_rag.evaluation").joinpath("data", name).read_text(encoding="utf-8"))


if __name__ == "__main__":
    for one in township_rows():
        sys.stdout.write(json.dumps(one, ensure_ascii=False) + "\n")
