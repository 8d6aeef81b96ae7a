"""Numerals: values of written forms, and the way back."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi_rag.errors import InputError
from fazhi_rag.numbers import parse_number, render_chinese
from fazhi_rag.numbers.numerals import plain_forms

WRITTEN = {
    "0": ["0", "零", "〇", "０"],
    "2": ["2", "两", "二", "贰", "２"],
    "10": ["十", "一十", "拾", "10"],
    "23": ["二十三", "廿三", "23", "贰拾叁"],
    "31": ["三十一", "卅一"],
    "105": ["一百零五", "105", "一〇五"],
    "120": ["一百二十", "一百二", "一百二十余", "约一百二十", "120多", "壹佰贰拾"],
    "2005": ["两千零五", "二〇〇五", "2005", "2,005", "２００５"],
    "2024": ["二〇二四", "二零二四", "两千零二十四"],
    "3500": ["三千五", "3千5百", "3500", "三千五百"],
    "12000": ["一万二", "1.2万", "1万2千", "一万二千", "1万2", "壹万贰仟", "壹萬貳仟", "12,000"],
    "10203": ["一万零二百零三"],
    "200000": ["20余万", "二十万", "20万"],
    "42500000": ["四千二百五十万", "4250万"],
    "120000000": ["1亿2000万", "一亿二", "1.2亿", "一亿两千万"],
    "5000000000000": ["五万亿", "5万亿"],
    "10000000000000000": ["一亿亿"],
    "1.5": ["一点五", "1.5", "一个半", "1．5"],
    "15000": ["一点五万", "1.5万"],
    "0.5": ["半", "二分之一", "1/2", "零点五"],
    "2.5": ["二又二分之一", "两个半"],
    "0.75": ["四分之三", "3/4"],
    "30": ["三成", "30%", "百分之三十", "３０％"],
    "35": ["三成半"],
    "98.5": ["百分之九十八点五", "98.5%"],
    "-3": ["-3", "负三", "−3"],
}


@pytest.mark.parametrize(("value", "text"), [(v, t) for v, texts in WRITTEN.items() for t in texts])
def test_written_forms_of_one_value(value: str, text: str) -> None:
    assert parse_number(text) == Decimal(value)


@pytest.mark.parametrize(
    "text",
    ["", " ", "件", "十几", "三五", "统一", "1.2.3", "十点", "点五", "abc", "三分之", "1/0", "9" * 100],
)
def test_what_is_not_one_number_says_so(text: str) -> None:
    if text == "三五":
        assert parse_number(text) == 35  # digit by digit, as in a telephone number
        return
    with pytest.raises(InputError):
        parse_number(text)


@pytest.mark.parametrize(
    "text", ["十十", "一一百", "百百", "一百千", "两两", "三万五万", "一二十三四", "点", "百点五点"]
)
def test_a_malformed_run_is_no_number(text: str) -> None:
    with pytest.raises(InputError):
        parse_number(text)


@pytest.mark.parametrize(("text", "value"), [("一一", 11), ("二〇二三", 2023), ("一二三", 123), ("〇七", 7)])
def test_plain_digits_are_read_digit_by_digit(text: str, value: int) -> None:
    assert parse_number(text) == value


def test_digits_are_exact_beyond_the_default_precision() -> None:
    assert parse_number("9" * 40) == Decimal("9" * 40)
    assert parse_number("0." + "1" * 40) == Decimal("0." + "1" * 40)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "零"),
        (10, "十"),
        (14, "十四"),
        (110, "一百一十"),
        (1005, "一千零五"),
        (100010, "十万零一十"),
        (-7, "负七"),
    ],
)
def test_rendering(number: int, text: str) -> None:
    assert render_chinese(number) == text


@given(st.integers(min_value=-(10**16), max_value=10**16))
def test_what_is_rendered_reads_back(number: int) -> None:
    assert parse_number(render_chinese(number)) == number


@given(st.text(max_size=40))
def test_any_text_is_a_number_or_an_input_error(text: str) -> None:
    with suppress(InputError):
        assert isinstance(parse_number(text), Decimal)


@pytest.mark.parametrize("word", ["队伍", "大陆", "拾金不昧", "参加", "伍家岗", "陆续"])
def test_words_with_a_bankers_numeral_stay(word: str) -> None:
    assert plain_forms(word) == word


@given(st.text())
def test_plain_forms_keep_every_offset(text: str) -> None:
    assert len(plain_forms(text)) == len(text)
