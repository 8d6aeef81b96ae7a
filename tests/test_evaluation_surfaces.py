"""Printed numerals: found in a mention, read, and printed anew."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi_rag.evaluation.surfaces import arabic_like, chinese_numeral, chinese_value, numeral_of


@pytest.mark.parametrize(
    ("text", "digits", "scale"),
    [
        ("178个", "178", ""),
        ("1.2万条", "1.2", "万"),
        ("3千余人", "3", "千"),
        ("超6000条", "6000", ""),
        ("9,876件", "9,876", ""),
        ("一百五十余条", "一百五十", ""),
        ("百分之九十六", "九十六", ""),
    ],
)
def test_the_one_numeral_of_a_mention(text: str, digits: str, scale: str) -> None:
    numeral = numeral_of(text)
    assert numeral is not None
    assert (numeral.digits, numeral.scale) == (digits, scale)
    assert numeral.printed(digits) == text


@pytest.mark.parametrize("text", ["50～80毫米", "5至8人", "多次", "全覆盖"])
def test_a_range_or_no_numeral_is_none(text: str) -> None:
    assert numeral_of(text) is None


@pytest.mark.parametrize(
    ("number", "printed"),
    [(0, "零"), (10, "十"), (12, "十二"), (102, "一百零二"), (120, "一百二十"), (1005, "一千零五"),
     (10005, "一万零五"), (12000, "一万二千"), (300200, "三十万零二百"), (110, "一百一十")],
)  # fmt: skip
def test_chinese_numerals(number: int, printed: str) -> None:
    assert chinese_numeral(number) == printed


@given(st.integers(0, 10**8 - 1))
def test_chinese_numerals_read_back(number: int) -> None:
    assert chinese_value(chinese_numeral(number)) == number


@pytest.mark.parametrize(("text", "value"), [("两千零五", 2005), ("二〇二四", 2024), ("一万二千", 12000)])
def test_chinese_values(text: str, value: int) -> None:
    assert chinese_value(text) == value


def test_what_is_no_numeral_is_refused() -> None:
    with pytest.raises(ValueError, match="not a Chinese numeral"):
        chinese_value("十个")


def test_digits_are_printed_like_their_model() -> None:
    assert arabic_like("98.5", Decimal("97")) == "97.0"
    assert arabic_like("1,042", Decimal(1043)) == "1,043"
