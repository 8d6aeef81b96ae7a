"""What a number is counted per, and which kind it is told of."""

import pytest

from fazhi_rag.numbers.contrasts import is_told, other_kind, read_kinds
from fazhi_rag.numbers.periods import Period, find_periods, same_period
from fazhi_rag.numbers.pers import goes_on, is_each, is_total, read_pers


@pytest.mark.parametrize(
    ("left", "pers"),
    [
        ("每季度组织学习", {"季度"}),
        ("每村每年开展", {"村", "年"}),
        ("平均每宗劳资纠纷追回工资约", {"宗"}),
        ("每千人拥有医师", {"千人"}),
        ("每百户家庭有汽车", {"百户"}),
        ("每10股派现", {"10股"}),
        ("村均开展宣讲", {"村"}),
        ("每个村民小组至少有", {"村民小组"}),
        ("安全检查一月", {"月"}),
        ("一周值班", {"周"}),
        ("平台月服务用户", {"月"}),
        # negatives
        ("一季度宣讲", set()),
        ("一年来接待", set()),
        ("每季度召开会议，全年共", set()),
        ("村均已建成", set()),
        ("本月接待", set()),
    ],
)
def test_read_pers(left, pers):
    assert read_pers(None, left) == pers


def test_each_total_and_what_goes_on():
    assert is_each("其他班子成员各领办") and not is_each("各类纠纷")
    assert is_total("三年来共受理") and not is_total("共建共享")
    assert goes_on("还有", frozenset({"村"})) and not goes_on("还有", frozenset())
    assert not goes_on("全镇聘请", frozenset({"村"}))


@pytest.mark.parametrize(
    ("draft", "source", "differ"),
    [
        ("急诊量增长", "门诊量增长", True),
        ("采纳意见", "征集意见", True),
        ("聘请会计师事务所", "聘请律师事务所", True),
        ("聘请驻村律师", "聘请法律顾问", False),
        ("派出所排查", "派出所联合司法所排查", False),
        ("排查纠纷", "调解纠纷", False),
    ],
)
def test_other_kind(draft, source, differ):
    assert bool(other_kind(draft, source)) is differ


def test_some_rows_are_told_of_the_number_they_stand_with():
    assert [is_told(row) for row in read_kinds("环比")] == [True]
    assert [is_told(row) for row in read_kinds("急诊")] == [False]


@pytest.mark.parametrize(
    ("draft", "source", "same"),
    [
        ("国庆期间", "国庆假期", True),
        ("元旦假期", "国庆假期", False),
        ("国庆首日", "国庆假期", False),
        ("整个国庆假期", "国庆假期前三天", False),
        ("上半年", "9月1日至10月20日", False),
        ("今年以来", "截至10月底", True),
        ("今年以来", "8月", False),
    ],
)
def test_same_period(draft, source, same):
    one, other = find_periods(draft)[-1][1], find_periods(source)[-1][1]
    assert same_period(one, other) is same


def test_a_range_of_days_has_the_months_it_lies_in():
    found = find_periods("9月1日至10月20日")[-1][1]
    assert found == Period(9, 10, window=True)
