"""What a question sets aside, each township's own year, and years told by another."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi_rag.knowledge import DocumentRecord
from fazhi_rag.types import Abstention, DocumentKind, Identity
from fazhi_rag.writing.asking.names import by_township
from fazhi_rag.writing.asking.pairs import pair_years
from fazhi_rag.writing.asking.periods import settle_years
from fazhi_rag.writing.asking.scope import Scope, resolve_scope

TODAY = date(2026, 3, 1)
HELD = {
    "东山县": {"清溪镇": (2022, 2023, 2024), "清溪乡": (2022,), "白石镇": (2022, 2023), "太平镇": (2023,)},
    "西川区": {"太平镇": (2022, 2023), "柳林街道": (2023, 2025), "双桥乡": (2022, 2023)},
}
RECORDS = [
    DocumentRecord(
        0,
        f"{county}{town}_{year}",
        Identity(DocumentKind.ANNUAL_REPORT, "报告", town, county, None, None, year, date(year + 1, 1, 9)),
        "",
        0,
        0,
        0,
    )
    for county, towns in HELD.items()
    for town, years in towns.items()
    for year in years
]


def _read(question: str) -> Scope:
    return resolve_scope(question, RECORDS, today=TODAY)


SCOPES = {
    "each township has its own year": [
        ("清溪镇2022年和白石镇2023年谁办的多？", "清溪镇2022 白石镇2023"),
        ("2024年的清溪镇、2022年的双桥乡，普法各几场", "清溪镇2024 双桥乡2022"),
        ("2024年清溪镇办了几件，双桥乡2022年呢", "清溪镇2024 双桥乡2022"),
        ("白石镇2022年、2023年和清溪镇2024年的件数", "白石镇2022 白石镇2023 清溪镇2024"),
        ("东山县太平镇2023年与西川区太平镇2022年比", "太平镇2023 太平镇2022"),
        ("清溪乡2022年几位顾问，清溪镇2024年又是几位", "清溪乡2022 清溪镇2024"),
        ("清溪镇和白石镇2022年、2023年的件数", "清溪镇2022 清溪镇2023 白石镇2022 白石镇2023"),
        ("2023年清溪镇和白石镇的件数", "清溪镇2023 白石镇2023"),
        ("清溪镇2022年和2023年的件数", "清溪镇2022 清溪镇2023"),
    ],
    "what the asker tells of himself is not asked for": [
        ("我在双桥乡上班，想问清溪镇2023年普法几场", "清溪镇2023"),
        ("我们白石镇的材料写完了，清溪镇2024年培训多少人", "清溪镇2024"),
        ("听说双桥乡办了9场，白石镇2023年办了多少场", "白石镇2023"),
        ("我刚从双桥乡过来，清溪镇2024年有多少名调解员？", "清溪镇2024"),
        ("2022年的先不管，白石镇2023年调解多少件", "白石镇2023"),
        ("我手里有白石镇2022年的，还缺清溪镇2024年的培训人数", "清溪镇2024"),
        ("我们白石镇和双桥乡2023年各办了几场", "白石镇2023 双桥乡2023"),
        ("我是双桥乡的，跟白石镇比，2023年谁办得多", "双桥乡2023 白石镇2023"),
        ("我想知道双桥乡2023年办了几场，白石镇2023年办了几场", "双桥乡2023 白石镇2023"),
    ],
    "a report is told by the day it bears": [
        ("清溪镇成文日期为2024年1月9日的报告，普法办了几场", "清溪镇2023"),
        ("白石镇落款是2023年1月9日的那份报告里，调解多少件", "白石镇2022"),
        ("柳林街道印发时间为2026年1月9日的报告，有几名顾问", "柳林街道2025"),
    ],
    "what is denied is not asked for": [
        ("清溪镇2022年几件（不是清溪乡）", "清溪镇2022"),
        ("清溪镇的件数，要2023年的，不要2022年的", "清溪镇2023"),
        ("白石镇2023年几件？别拿双桥乡的来充数", "白石镇2023"),
        ("清溪镇2024年几件，别跟2023年的弄混", "清溪镇2024"),
        ("西川区太平镇2023年的普法，而不是东山县太平镇", "太平镇2023"),
        ("除了双桥乡以外，西川区2023年的普法", "太平镇2023 柳林街道2023"),
        ("西川区2022年不含太平镇一共几件", "双桥乡2022"),
        ("清溪镇2023年不是建了两个调解室吗？", "清溪镇2023"),
        ("清溪镇是不是2023年才有法律顾问", "清溪镇2023"),
        ("清溪乡2022年几件，清溪镇的我有了", "清溪乡2022"),
        ("白石镇2023年几件？双桥乡那份不用列", "白石镇2023"),
        ("西川区2023年各家几件，双桥乡除外", "太平镇2023 柳林街道2023"),
        ("除了双桥乡，西川区2023年其他几家各几件", "太平镇2023 柳林街道2023"),
        ("清溪镇2022年的已经看过了，2023年几件", "清溪镇2023"),
        ("清溪镇2022年的不要，2023年呢", "清溪镇2023"),
        ("东山县（不含西川区）2022年各几件", "清溪镇2022 清溪乡2022 白石镇2022"),
        ("东山县——不是西川区——2022年各几件", "清溪镇2022 清溪乡2022 白石镇2022"),
        ("我说的是西川区的太平镇，不是东山县那个：2022年几件", "太平镇2022"),
        ("清溪镇2023年不用跑腿的事项几项", "清溪镇2023"),
        ("清溪镇2023年就有了的法律顾问几名", "清溪镇2023"),
        ("除了调解以外，清溪镇2023年还做了什么", "清溪镇2023"),
    ],
    "an earlier question is replaced": [
        ("刚才问的是清溪镇2022年的普法，2023年呢？", "清溪镇2023"),
        ("上一个问题问的是清溪镇2023年的普法，白石镇呢？", "白石镇2023"),
        ("清溪镇2022年普法几场，换成2024年的又是多少", "清溪镇2024"),
        ("白石镇2022年普法几场，说错了，是2023年", "白石镇2023"),
        ("不是问双桥乡，我问的是白石镇2022年的普法", "白石镇2022"),
        ("之前查的清溪镇2022年的普法，跟2023年比多了几场", "清溪镇2022 清溪镇2023"),
        ("清溪镇2022年把法律顾问换成谁了", "清溪镇2022"),
    ],
    "of two reports one is told by its order": [
        ("白石镇有前后两份，早的那份写了几件", "白石镇2022"),
        ("白石镇两份里较新的一份写了几件", "白石镇2023"),
        ("白石镇后一份报告写了几件", "白石镇2023"),
        ("白石镇最早的报告写了几件", "白石镇2022"),
        ("清溪镇最新那份写了几件", "清溪镇2024"),
    ],
    "a year is told by another": [
        ("现在是2024年，清溪镇去年普法几场", "清溪镇2023"),
        ("今年是2024年，清溪镇前年普法几场", "清溪镇2022"),
        ("我正在写2024年的总结，想引清溪镇去年（2023年）的件数", "清溪镇2023"),
        ("起草2023年度的材料，白石镇上一年普法几场", "白石镇2022"),
        ("白石镇2023年，也就是去年，普法几场", "白石镇2023"),
        ("清溪镇2023年的前一年普法几场", "清溪镇2022"),
        ("清溪镇2023年的次年普法几场", "清溪镇2024"),
        ("柳林街道去年普法几场", "柳林街道2025"),
        ("清溪镇前年普法几场", "清溪镇2024"),
        ("清溪镇大前年普法几场", "清溪镇2023"),
        ("清溪镇2023年底在册几人", "清溪镇2023"),
        ("清溪镇2023年的件数较上年多了几件", "清溪镇2022 清溪镇2023"),
        ("白石镇2023年的报告写了什么", "白石镇2023"),
    ],
}


@pytest.mark.parametrize(
    ("question", "expected"), [pytest.param(*row, id=row[0]) for rows in SCOPES.values() for row in rows]
)
def test_a_question_reads_what_it_asks_for(question: str, expected: str) -> None:
    scope = _read(question)
    found = sorted(f"{r.identity.township}{r.identity.year}" for r in scope.records)
    assert found == sorted(expected.split()), scope.message


NOTHING = [
    ("清溪乡2023年几件（不是清溪镇）", Abstention.NO_SUCH_YEAR, "2023年"),
    ("清溪乡2023年和双桥乡2021年的件数", Abstention.NO_SUCH_YEAR, "清溪乡2023年、双桥乡2021年"),
    ("白石镇2024年的报告里写了调解几件？", Abstention.NO_SUCH_YEAR, "2024年印发的是2023年度的报告"),
    ("白石镇2024年完成普法目标任务几场", Abstention.NO_SUCH_YEAR, "2024年"),
    ("白石镇去年普法几场", Abstention.NO_SUCH_YEAR, "2025年"),
    ("清溪镇2023年普法几场，去年几场", Abstention.AMBIGUOUS_NAME, "“去年”指哪一年"),
    ("清溪镇2023年普法几场（西岭县）", Abstention.NO_SUCH_TOWNSHIP, "西岭县"),
    ("北岭县清溪镇2023年普法几场", Abstention.NO_SUCH_TOWNSHIP, "清溪镇"),
    ("清溪镇2023年和石桥乡2022年的普法", Abstention.NO_SUCH_TOWNSHIP, "石桥乡"),
    ("太平镇2023年普法几场", Abstention.AMBIGUOUS_NAME, "东山县太平镇"),
    ("清溪镇早的那份写了几件", Abstention.AMBIGUOUS_NAME, "早的那份"),
    ("清溪镇另一份写了几件", Abstention.AMBIGUOUS_NAME, "另一份"),
]


@pytest.mark.parametrize(("question", "reason", "told"), NOTHING)
def test_what_is_not_held_or_not_clear_is_never_widened(question: str, reason: Abstention, told: str) -> None:
    scope = _read(question)
    assert (scope.abstention, scope.records) == (reason, ())
    assert told in scope.message


def test_a_pair_that_is_not_held_is_told() -> None:
    scope = _read("清溪镇2023年和清溪乡2024年的件数")
    assert [r.name for r in scope.records] == ["东山县清溪镇_2023"]
    assert scope.notes == ("资料库没有清溪乡2024年的报告。",)


@pytest.mark.parametrize(
    "question",
    ["清溪镇2023年的法律援助在全县排第几", "清溪镇2023年示范区建设", "清溪镇2023年的帮扶，涉及县直部门"],
)
def test_an_area_is_no_county_beside_the_name(question: str) -> None:
    assert [r.name for r in _read(question).records] == ["东山县清溪镇_2023"]


@pytest.mark.parametrize(
    ("text", "settled"),
    [
        ("去年（2023年）的件数", "2023年）的件数"),
        ("去年和前年", "2025年和2024年"),
        ("调解比去年多", "调解比去年多"),
        ("2023年今年以来", "2023年今年以来"),
        ("写2024年总结用什么依据", "写2024年总结用什么依据"),
    ],
)
def test_years_are_written_out(text: str, settled: str) -> None:
    assert settle_years(text, TODAY) == settled


def test_townships_without_years_of_their_own_share_them() -> None:
    assert pair_years("清溪镇2022年、2023年和白石镇的件数", ["清溪镇", "白石镇"]) == {}
    assert pair_years("清溪镇的件数", ["清溪镇"]) == {}


PIECES = [
    "清溪镇",
    "白石镇",
    "太平镇",
    "东山县",
    "2022年",
    "2023年",
    "去年",
    "不是",
    "除了",
    "以外",
    "，",
    "和",
    "（",
    "换成",
]


@given(st.lists(st.sampled_from(PIECES), max_size=9).map("".join))
def test_no_question_reaches_a_township_or_year_it_does_not_name(question: str) -> None:
    scope = _read(question)
    named = {town for town in by_township(RECORDS) if town in question}
    if named and not scope.abstention:
        assert {r.identity.township for r in scope.records} <= set(by_township(RECORDS))
        assert not scope.years or {r.identity.year for r in scope.records} <= set(scope.years)
