"""Whose reports a question is about: a table over a library with a shared name."""

from datetime import date

import pytest

from fazhi_rag.knowledge import DocumentRecord
from fazhi_rag.types import Abstention, DocumentKind, Identity
from fazhi_rag.writing.asking.scope import resolve_scope

HELD = [
    ("清溪镇", "东山县", "福宁省", 2022, date(2023, 1, 20)),
    ("清溪镇", "东山县", "福宁省", 2023, None),
    ("白石镇", "东山县", "福宁省", 2023, None),
    ("太平镇", "东山县", "福宁省", 2023, None),
    ("太平镇", "西川区", "福宁省", 2023, None),
    ("望江街道", None, None, 2024, None),
    ("平安镇", "东山县", "福宁省", 2023, None),
    ("青龙镇", "东山县", "福宁省", 2023, None),
    ("青龙街道", "东山县", "福宁省", 2023, None),
    ("青龙乡", "西川区", "福宁省", 2023, None),
]
RECORDS = [
    DocumentRecord(
        i,
        f"{town}_{year}.txt",
        Identity(DocumentKind.ANNUAL_REPORT, f"{town}报告", town, county, None, province, year, issued),
        "",
        0,
        0,
        0,
    )
    for i, (town, county, province, year, issued) in enumerate(HELD)
]

FOUND = [
    # question, (township, year) of each report in scope
    ("清溪镇2022年调解了多少件纠纷？", [("清溪镇", 2022)]),
    ("东山县清溪镇2022年调解了多少件纠纷？", [("清溪镇", 2022)]),
    ("清溪2022年调解了多少件纠纷？", [("清溪镇", 2022)]),
    ("清溪镇二〇二三年的普法情况", [("清溪镇", 2023)]),
    ("清溪镇的普法情况", [("清溪镇", 2022), ("清溪镇", 2023)]),
    ("清溪镇和白石镇2023年的普法有什么不同？", [("清溪镇", 2023), ("白石镇", 2023)]),
    ("东山县太平镇的普法情况", [("太平镇", 2023)]),
    ("西川太平镇的普法情况", [("太平镇", 2023)]),
    ("望江街道持证人数是多少？", [("望江街道", 2024)]),
    ("各镇2024年的出庭应诉情况", [("望江街道", 2024)]),
    ("乡镇要怎么开展普法？", [(t, y) for t, _, _, y, _ in HELD]),
    ("白石镇2024年有什么打算？", [("白石镇", 2023)]),
    ("请问清溪镇2022年的报告里讲了什么", [("清溪镇", 2022)]),
    ("清溪镇2023年的调解比上年多了几件", [("清溪镇", 2022), ("清溪镇", 2023)]),
    ("清溪镇2023年的调解情况", [("清溪镇", 2023)]),
    ("东山县的白石镇普法情况", [("白石镇", 2023)]),
    ("青龙镇2023年的调解，青龙办了几件", [("青龙镇", 2023)]),
    ("西川区青龙2023年的普法", [("青龙乡", 2023)]),
    ("平安镇2023年平安建设情况", [("平安镇", 2023)]),
    ("2024年平安建设情况", [("望江街道", 2024)]),
    ("平安2023年的普法", [("平安镇", 2023)]),
]


@pytest.mark.parametrize(("question", "expected"), FOUND)
def test_a_scope_is_found(question: str, expected: list[tuple[str, int]]) -> None:
    scope = resolve_scope(question, RECORDS)
    assert scope.abstention is None, scope.message
    assert sorted((r.identity.township, r.identity.year) for r in scope.records) == sorted(expected)


ABSTAINED = [
    ("长丰镇的普法情况怎么样？", Abstention.NO_SUCH_TOWNSHIP, "长丰镇"),
    ("清溪街道的普法情况怎么样？", Abstention.NO_SUCH_TOWNSHIP, "清溪街道"),
    ("北海市清溪镇的普法情况怎么样？", Abstention.NO_SUCH_TOWNSHIP, "清溪镇"),
    ("清溪镇和大河乡哪个调解多？", Abstention.NO_SUCH_TOWNSHIP, "大河乡"),
    ("清溪镇2019年调解了多少件？", Abstention.NO_SUCH_YEAR, "2019年"),
    ("太平镇的普法情况", Abstention.AMBIGUOUS_NAME, "西川区太平镇"),
    ("青龙2023年的普法情况", Abstention.AMBIGUOUS_NAME, "东山县青龙街道、东山县青龙镇、西川区青龙乡"),
    ("东山县青龙的普法情况", Abstention.AMBIGUOUS_NAME, "东山县青龙街道、东山县青龙镇"),
    ("北海市的清溪镇普法情况", Abstention.NO_SUCH_TOWNSHIP, "清溪镇"),
    ("我镇调解了多少件？", Abstention.AMBIGUOUS_NAME, "我镇"),
]


@pytest.mark.parametrize(("question", "reason", "named"), ABSTAINED)
def test_what_is_not_held_is_said(question: str, reason: Abstention, named: str) -> None:
    scope = resolve_scope(question, RECORDS)
    assert scope.abstention is reason
    assert scope.records == ()
    assert named in scope.message


def test_a_township_without_a_report_of_that_year_is_said() -> None:
    scope = resolve_scope("清溪镇和白石镇2022年的普法有什么不同？", RECORDS)
    assert [(r.identity.township, r.identity.year) for r in scope.records] == [("清溪镇", 2022)]
    assert scope.notes == ("资料库没有白石镇2022年的报告。",)


def test_our_township_is_the_one_given() -> None:
    scope = resolve_scope("我镇2023年调解了多少件？", RECORDS, home="白石镇")
    assert [r.identity.township for r in scope.records] == ["白石镇"]


def test_our_township_is_clear_where_one_is_held() -> None:
    scope = resolve_scope("我镇2023年调解了多少件？", RECORDS[:2])
    assert [(r.identity.township, r.identity.year) for r in scope.records] == [("清溪镇", 2023)]


def test_the_years_of_a_trend_are_counted_back_from_the_last_one_held() -> None:
    scope = resolve_scope("清溪镇近三年的调解趋势", RECORDS)
    assert scope.years == (2021, 2022, 2023)
