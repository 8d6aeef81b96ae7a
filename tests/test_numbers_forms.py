"""Written forms of dates, ratios, ranges, scores and codes, with what only looks like them."""

from decimal import Decimal

import pytest

from fazhi_rag.numbers import find_mentions
from fazhi_rag.types import Approx, Kind, Number

D = Decimal
FACTS: list[tuple[str, Number, str | None]] = [
    ("六成五的受访者", D(65), "%"),
    ("七成二", D(72), "%"),
    ("三成半", D(35), "%"),
    ("3.5亿元人民币", D(350000000), "元"),
    ("折合500万美元", D(5000000), "美元"),
    ("选派5至8名", (D(5), D(8)), "名"),
    ("下降30%—40%", (D(30), D(40)), "%"),
    ("同比−3.2%", D("-3.2"), "%"),
    ("气温零下5℃", D(-5), "摄氏度"),
    ("发生率万分之三", D("0.0003"), None),
    ("产值增长1.5倍", D("1.5"), "倍"),
    ("收入翻了两番", D(4), "倍"),
    ("年仅8岁", D(8), "岁"),
    ("收到１，２３４件", D(1234), "件"),
    ("增幅１２．５％", D("12.5"), "%"),
    ("锦旗两面", D(2), "面"),
]


@pytest.mark.parametrize(("text", "value", "unit"), FACTS)
def test_facts(text: str, value: Number, unit: str | None) -> None:
    (mention,) = [m for m in find_mentions(text) if m.is_fact]
    assert (mention.value, mention.unit) == (value, unit)


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("上午9时30分", Kind.OTHER, "9时30分"),
        ("晚上8点", Kind.OTHER, "8点"),
        ("正月十五", Kind.DATE, None),
        ("腊月廿三", Kind.DATE, None),
        ("大年三十", Kind.DATE, None),
        ("’21年", Kind.YEAR, D(2021)),
        ("’98年", Kind.YEAR, D(1998)),
        ("2021/22赛季", Kind.YEAR_RANGE, (D(2021), D(2022))),
        ("上世纪80年代", Kind.OTHER, "80年代"),
        ("以3比1获胜", Kind.OTHER, "3:1"),
        ("以7—5拿下首盘", Kind.OTHER, "7:5"),
        ("乘坐CA1234航班", Kind.OTHER, "CA1234"),
        ("歼-20战机", Kind.OTHER, "歼-20"),
        ("电话0555-8888888", Kind.PHONE, "0555-8888888"),
        ("第十一届", Kind.ORDINAL, D(11)),
        ("第3期", Kind.ORDINAL, D(3)),
        ("第三十四届", Kind.ORDINAL, D(34)),
    ],
)
def test_what_is_no_fact(text: str, kind: Kind, value: Number | str | None) -> None:
    (mention,) = find_mentions(text)
    assert (mention.kind, mention.value) == (kind, value)


@pytest.mark.parametrize(
    ("text", "approx"),
    [
        ("以118分多8分", [Approx.EXACT, Approx.EXACT]),  # a comparison
        ("530间多80间", [Approx.EXACT, Approx.EXACT]),
        ("历时三年多", [Approx.MORE_THAN]),
        ("共80多间", [Approx.MORE_THAN]),
        ("下降1.5%多", [Approx.MORE_THAN]),
    ],
)
def test_more_is_an_approximator_only_where_no_number_follows(text: str, approx: list[Approx]) -> None:
    assert [mention.approx for mention in find_mentions(text)] == approx


@pytest.mark.parametrize("text", ["下一年", "下一步推进", "下一阶段", "下一年度计划"])
def test_next_is_no_number(text: str) -> None:
    assert not [mention for mention in find_mentions(text) if mention.is_fact]


def test_ranges_that_change_have_two_roles() -> None:
    before, after = find_mentions("由12%上升至15%")
    assert (before.role, after.role) == ("before", "after")


def test_two_ordinals_of_one_measure_word() -> None:
    assert [mention.kind for mention in find_mentions("第二、第三季度")] == [Kind.ORDINAL, Kind.ORDINAL]
