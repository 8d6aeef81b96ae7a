"""Composite durations are one amount in the smaller unit; other neighbours stay apart."""

from decimal import Decimal

import pytest

from fazhi_rag.numbers import find_mentions


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("用时2小时8分", "128", "分钟"),
        ("有期徒刑三年六个月", "42", "个月"),
        ("历时1年零3个月", "15", "个月"),
        ("时长5分30秒", "330", "秒"),
        ("持续1小时20分10秒", "4810", "秒"),
        ("为期一个半月", "1.5", "个月"),
    ],
)
def test_one_duration(text: str, value: str, unit: str) -> None:
    (mention,) = [m for m in find_mentions(text) if m.is_fact]
    assert (mention.value, mention.unit) == (Decimal(value), unit)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("行程3天2夜", 2),
        ("满1年、6个月", 2),
        ("第1场2小时，第2场8分钟", 2),
        ("3年2天", 2),
        ("2小时或8分钟", 2),
    ],
)
def test_what_is_not_one_duration(text: str, count: int) -> None:
    assert len([m for m in find_mentions(text) if m.is_fact]) == count


def test_a_clock_time_is_no_duration() -> None:
    (mention,) = find_mentions("上午9时30分开会")
    assert not mention.is_fact
