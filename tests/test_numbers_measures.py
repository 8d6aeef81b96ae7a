"""Which measure words may stand for one another, and which never."""

from decimal import Decimal

import pytest

from fazhi_rag.numbers.measures import UnitMatch, match_units, normalise_unit, scale_unit, unit_class


@pytest.mark.parametrize(
    ("draft", "source", "nouns", "expected"),
    [
        ("名", "人", "", UnitMatch.COMPATIBLE),
        ("位", "名", "法律顾问", UnitMatch.COMPATIBLE),
        ("起", "宗", "", UnitMatch.COMPATIBLE),
        ("个", "件", "矛盾纠纷", UnitMatch.COMPATIBLE),
        ("场", "次", "法治宣传活动", UnitMatch.COMPATIBLE),
        ("册", "份", "", UnitMatch.COMPATIBLE),
        ("台", "部", "执法记录仪", UnitMatch.COMPATIBLE),
        ("幅", "条", "横幅", UnitMatch.COMPATIBLE),
        ("个", "家", "企业", UnitMatch.COMPATIBLE),
        ("㎡", "平", "", UnitMatch.SAME),
        ("公里", "米", "", UnitMatch.SAME),
        ("件", "件", "", UnitMatch.SAME),
        (None, "件", "", UnitMatch.UNSTATED),
        # What is counted differs.
        ("人", "人次", "", UnitMatch.APART),
        ("场", "人次", "培训", UnitMatch.APART),
        ("次", "人次", "", UnitMatch.APART),
        ("户", "人", "", UnitMatch.APART),
        ("件", "人", "", UnitMatch.APART),
        ("%", "百分点", "", UnitMatch.APART),
        ("个", "家", "汽车", UnitMatch.APART),
        # A source without a unit supports none; an unknown unit is only itself.
        ("件", None, "", UnitMatch.APART),
        ("毫米", "摄氏度", "", UnitMatch.APART),
    ],
)
def test_match_units(draft, source, nouns, expected):
    assert match_units(draft, source, nouns=nouns) is expected


def test_spellings_and_scales():
    assert normalise_unit("平米") == "平方米"
    assert normalise_unit("") is None
    assert scale_unit("公里") == ("毫米", Decimal(1_000_000))
    assert scale_unit(None) == (None, Decimal(1))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("名", "人", True),
        ("场", "次", True),
        ("个", "家", False),
        ("人", "人次", False),
        ("元", "美元", False),
    ],
)
def test_unit_class_tells_which_numbers_compete(one, other, same):
    assert (unit_class(one) == unit_class(other)) is same
