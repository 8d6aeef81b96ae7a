"""Numbers by reference: what is printed, computed, refused."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi_rag.writing import load_facts
from fazhi_rag.writing.drafting.references import fill_references

FACTS = {
    fact.id: fact
    for fact in load_facts(
        [
            {"指标": "调解纠纷", "数值": "156", "单位": "件"},
            {"指标": "调解成功", "数值": "155", "单位": "件"},
            {"指标": "发放资料", "数值": "1.2", "单位": "万份", "限定": "余"},
            {"指标": "接访", "数值": "", "单位": "次"},
            {"指标": "办结信访", "数值": "44", "单位": "起"},
            {"指标": "满意率", "数值": "98.5%"},
            {"指标": "积案", "数值": "0", "单位": "件"},
        ]
    )
}

PRINTED = [
    ("调解纠纷{f1}，成功{f2}。", "调解纠纷156件，成功155件。"),
    ("成功率{f2/f1:percent}", "成功率99.4%"),
    ("成功率{f2/f1:percent2}", "成功率99.36%"),
    ("成功率{f2/f1:percent0}", "成功率99%"),
    ("未成功{f1-f2}", "未成功1件"),
    ("共{f1+f5}", "共200件"),
    ("月均{f1/12}", "月均13件"),
    ("是信访的{f1/f5:times}", "是信访的3.5倍"),
    ("发放{f3}", "发放1.2万余份"),
    ("满意率{f6}", "满意率98.5%"),
    ("{ f1 + f5 / 4 }", "167件"),
    ("没有引用", "没有引用"),
]


@pytest.mark.parametrize(("written", "printed"), PRINTED)
def test_references_are_printed(written: str, printed: str) -> None:
    filled = fill_references(written, FACTS)
    assert (filled.text, filled.faults) == (printed, ())
    for one in filled.printed:
        shown = one.span.of(filled.text)
        assert shown
        assert not one.expression or one.expression.endswith(f" = {shown}")


REFUSED = [
    ("{f9}", "没有编号f9的事实"),
    ("{f4}", "还没有数字"),
    ("{f1+f3}", "不是准确数"),
    ("{f3/f1:percent}", "不是准确数"),
    ("{f1+f6}", "不能相加减"),
    ("{f1*f2}", "只能写"),
    ("{f1*2}", "只能写"),
    ("{f1+844}", "不能写数字"),
    ("{f1/3}", "不能写数字"),
    ("{999/f1}", "不能写数字"),
    ("{f1+f1}", "只能用一次"),
    ("{f1/f2}", "写明形式"),
    ("{f1:percent}", "不能写成百分比"),
    ("{f2/f1:x}", "形式只有"),
    ("{f1/f7:percent}", "不能除以零"),
    ("{1+2}", "没有事实编号"),
    ("{f1+}", "算式不完整"),
    ("{__import__('os')}", "只能写"),
    ("{f1.__class__}", "只能写"),
    ("{156件}", "只能写"),
]


@pytest.mark.parametrize(("written", "says"), REFUSED)
def test_what_cannot_be_printed_is_a_blank_with_a_reason(written: str, says: str) -> None:
    filled = fill_references(f"共{written}。", FACTS)
    assert filled.printed == ()
    assert filled.text.startswith("共【待")
    (fault,) = filled.faults
    assert says in fault


@given(st.text(alphabet="{}f123+-*/:percent. 件", max_size=40))
def test_any_text_comes_out_and_every_span_holds(text: str) -> None:
    filled = fill_references(text, FACTS)
    for one in filled.printed:
        assert one.span.of(filled.text).strip("余件份次起倍%个万") or one.value == 0


@given(st.integers(1, 10**9), st.integers(1, 10**9))
def test_shares_are_rounded_half_up_once(part: int, whole: int) -> None:
    facts = {
        f.id: f
        for f in load_facts(
            [
                {"指标": "甲", "数值": str(whole), "单位": "件"},
                {"指标": "乙", "数值": str(part), "单位": "件"},
            ]
        )
    }
    (one,) = fill_references("{f2/f1:percent}", facts).printed
    assert abs(one.value - Decimal(part) / Decimal(whole) * 100) <= Decimal("0.05")
