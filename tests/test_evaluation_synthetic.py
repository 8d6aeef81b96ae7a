"""The synthetic townships: the same for a seed, true to their own facts, silent where they say so."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import islice
from pathlib import Path

import pytest

from fazhi_rag.evaluation.synthetic import YEARS, SyntheticReport, synthesise
from fazhi_rag.evaluation.synthetic_tables import (
    FIRST_RESPONSIBLE,
    NEXT_PLAN,
    first_responsible,
    frame,
    topic_words,
)
from fazhi_rag.evaluation.synthetic_text import chinese
from fazhi_rag.reading import read_document
from fazhi_rag.reading.topics import load_topics
from fazhi_rag.types import Approx, DocumentKind

REPORTS = tuple(synthesise(300, seed=3))
BY_PLACE: dict[tuple[str, str], list[SyntheticReport]] = defaultdict(list)
for _report in REPORTS:
    BY_PLACE[_report.county, _report.township].append(_report)


def test_the_same_seed_gives_the_same_reports_and_another_seed_others() -> None:
    assert tuple(synthesise(300, seed=3)) == REPORTS
    assert tuple(islice(synthesise(10**9, seed=3), 40)) == REPORTS[:40]
    assert next(synthesise(1, seed=4)) != REPORTS[0]


def test_no_two_reports_have_one_place_and_year() -> None:
    assert len({report.name for report in REPORTS}) == len(REPORTS)


def test_a_long_run_does_not_run_out_of_places() -> None:
    names = [report.name for report in synthesise(1_000, seed=1)]
    assert len(set(names)) == len(names) == 1_000


def test_sizes_are_those_of_short_published_reports() -> None:
    lengths = [len(report.text) for report in REPORTS]
    assert min(lengths) >= 2_500
    assert max(lengths) <= 4_000


def test_every_fact_stands_in_its_text_as_it_is_printed() -> None:
    for report in REPORTS:
        for fact in report.facts:
            assert fact.clause in report.text
            assert fact.printed in fact.clause
            assert (fact.period or "") in report.text
            hedged = any(mark in fact.printed for mark in "约近余多超")
            assert hedged == (fact.approx is not Approx.EXACT)


def test_no_indicator_is_stated_twice_in_a_report() -> None:
    for report in REPORTS:
        stated = Counter(fact.indicator for fact in report.facts)
        assert max(stated.values()) == 1


def test_a_silent_topic_has_no_fact_and_none_of_its_words() -> None:
    marks = {topic.id: topic.marks for topic in topic_words()}
    for report in REPORTS:
        told = {fact.topic for fact in report.facts}
        assert 4 <= len(report.silent_topics) <= 10
        for topic in report.silent_topics:
            assert topic not in told
            assert not [mark for mark in marks[topic] if mark in report.text]


def test_shares_are_no_larger_than_their_whole() -> None:
    wholes = {one.id: one.share_of for topic in topic_words() for one in topic.indicators if one.share_of}
    for report in REPORTS:
        values = {fact.indicator: fact.value for fact in report.facts}
        for part, whole in wholes.items():
            assert part not in values or values[part] <= values[whole]


def test_the_confusable_kinds_all_occur() -> None:
    names = Counter(township for _, township in BY_PLACE)
    stems = Counter((county, town.removesuffix("街道").rstrip("镇乡")) for county, town in BY_PLACE)
    assert max(names.values()) > 1, "one name in two counties"
    assert max(stems.values()) > 1, "one stem with two suffixes in a county"
    assert {1, 2, 3} == {len(held) for held in BY_PLACE.values()}, "one, two and three years"
    assert {report.year for report in REPORTS} == set(YEARS)
    assert any(fact.value == 0 for report in REPORTS for fact in report.facts), "zeros said in words"
    assert {fact.per for report in REPORTS for fact in report.facts} == {None, "季度", "人均"}


def test_some_neighbours_share_their_wording_and_differ_in_figures() -> None:
    def prose(report: SyntheticReport) -> str:
        return "".join(char for char in report.text if not char.isascii() and char not in report.name)

    shared = [
        (one, other)
        for one in REPORTS[:80]
        for other in REPORTS[:80]
        if one.county == other.county
        and one.township < other.township
        and set(one.silent_topics) == set(other.silent_topics)
    ]
    assert shared
    one, other = shared[0]
    common = set(prose(one).split("。")) & set(prose(other).split("。"))
    assert len(common) > 20
    assert one.facts != other.facts


def test_plans_are_no_results() -> None:
    planned = [fact for report in REPORTS for fact in report.facts if fact.planned]
    assert planned
    assert {fact.topic for fact in planned} == {NEXT_PLAN}


def test_the_tables_cover_the_taxonomy() -> None:
    ids = {topic.id for topic in topic_words()} | {FIRST_RESPONSIBLE, "problems", NEXT_PLAN}
    assert ids == {topic.id for topic in load_topics()}
    indicators = [one.id for topic in (*topic_words(), first_responsible()) for one in topic.indicators]
    assert len(set(indicators)) == len(indicators)
    for topic in topic_words():
        for one in topic.indicators:
            assert len(one.asks) >= 2
            assert all(clause.count("{n}") == 1 for clause in one.clauses)
    assert set(frame()["plan_items"]) == set(frame()["plan_units"]) <= ids


@pytest.mark.parametrize(
    ("number", "said"), [(1, "一"), (9, "九"), (10, "十"), (11, "十一"), (20, "二十"), (25, "二十五")]
)
def test_numbers_of_headings(number: int, said: str) -> None:
    assert chinese(number) == said


def test_the_reader_finds_place_year_number_and_date(tmp_path: Path) -> None:
    for report in REPORTS[:60]:
        file = tmp_path / report.name
        file.write_text(report.text, encoding="utf-8")
        found = read_document(file).identity
        assert found.kind is DocumentKind.ANNUAL_REPORT
        assert (found.county, found.township, found.year) == (report.county, report.township, report.year)
        assert (found.doc_number, found.issue_date) == (report.doc_number, report.issue_date)
