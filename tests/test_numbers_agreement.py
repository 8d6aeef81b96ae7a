"""Bounds, periods, slots, subjects and zones: what two numbers must share to be one claim."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi_rag.numbers import clause_spans, find_mentions, sentence_spans
from fazhi_rag.numbers.bounds import Amount, Precision, compare_precision
from fazhi_rag.numbers.contexts import read_contexts
from fazhi_rag.numbers.periods import Period, find_periods, same_period
from fazhi_rag.numbers.slots import read_outcome
from fazhi_rag.numbers.synonyms import canonicalise
from fazhi_rag.types import FACT_KINDS


def amount(text):
    return Amount.of(next(m for m in find_mentions("开展活动" + text) if m.kind in FACT_KINDS))


def contexts(text):
    mentions = find_mentions(text)
    return read_contexts(text, mentions, sentences=sentence_spans(text), clauses=clause_spans(text))


@pytest.mark.parametrize(
    ("draft", "source", "expected"),
    [
        ("120余次", "一百二十多次", Precision.SAME),
        ("超过120次", "120余次", Precision.SAME),
        ("120余次", "123次", Precision.LOOSER),
        ("近130次", "128次", Precision.LOOSER),
        ("约120次", "120次", Precision.LOOSER),
        ("约120次", "120余次", Precision.LOOSER),
        ("超过600次", "630次", Precision.LOOSER),
        # A bound dropped, added, turned round, invented or rounded away.
        ("120次", "120余次", Precision.TIGHTER),
        ("148余次", "148次", Precision.TIGHTER),
        ("近120次", "120余次", Precision.TIGHTER),
        ("123次", "120余次", Precision.TIGHTER),
        ("700余次", "630余次", Precision.TIGHTER),
        ("超79次", "超80次", Precision.TIGHTER),
        ("178次", "179次", Precision.OTHER),
        ("500次", "50次", Precision.OTHER),
    ],
)
def test_compare_precision(draft, source, expected):
    assert compare_precision(amount(draft), amount(source)) is expected


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("截至11月底", Period(1, 11)),
        ("截止至十月", Period(1, 10)),
        ("1—10月", Period(1, 10)),
        ("上半年", Period(1, 6)),
        ("第三季度", Period(7, 9)),
        ("前三季度", Period(1, 9)),
        ("全年", Period(1, 12, whole=True)),
    ],
)
def test_find_periods(text, period):
    assert [found for _, found in find_periods(text)] == [period]


@pytest.mark.parametrize("text", ["每季度", "3月15日", "本年度", "三个月内"])
def test_find_periods_leaves_alone(text):
    assert find_periods(text) == [] or text == "每季度"


def test_a_period_must_be_the_sources():
    until = Period(1, 11)
    assert same_period(None, until)
    assert same_period(Period(1, 12, whole=True), None)
    assert not same_period(Period(1, 12, whole=True), until)
    assert not same_period(Period(1, 6), until)
    assert not same_period(Period(1, 6), None)
    assert same_period(Period(1, 6), None, strict=False)


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("共调解各类纠纷", "tried"),
        ("受理信访件", "tried"),
        ("调解成功", "done"),
        ("化解矛盾纠纷", "done"),
        ("调解员", None),
        ("排查化解纠纷", None),
    ],
)
def test_read_outcome(text, outcome):
    assert read_outcome(text) == outcome


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("成功调处社会矛盾", "化解矛盾纠纷", True),
        ("法治宣传", "普法宣传", True),
        ("合法性审核", "合法性审查", True),
        ("调解纠纷", "化解纠纷", False),
        ("参考率", "合格率", False),
    ],
)
def test_subjects_in_one_wording(one, other, same):
    assert (canonicalise(one) == canonicalise(other)) is same


def test_canonicalise_keeps_what_tells_apart():
    assert canonicalise("主要领导") != canonicalise("分管领导")
    assert canonicalise("我镇共发放各类宣传材料").split() == ["发放", "资料"]


@pytest.mark.parametrize(
    ("text", "zones"),
    [
        ("在村（社区）建立工作站9个、调解点63个。", ["在村（社区）建立工作站", "调解点"]),
        ("组建队伍4支28人。", ["组建队伍", ""]),
        ("配备6部执法仪、2台录音笔。", ["配备执法仪", "录音笔"]),
    ],
)
def test_own_zones(text, zones):
    assert [context.own for context in contexts(text)] == zones


def test_slots_of_a_sentence():
    whole, part = contexts("公开信息76条，其中惠农信息19条。")
    assert part.slots.part and part.whole == whole.index
    before, after = contexts("办公室由3间扩建到9间。")
    assert (before.slots.role, after.slots.role) == ("before", "after")
    assert contexts("每季度组织学习1次。")[-1].slots.per == "季度"


@given(st.text(alphabet="一二三1230万余%件次年月，。、由到其中含每《》（）调解成功", max_size=80))
def test_contexts_never_fail(text):
    found = contexts(text)
    assert [c.index for c in found] == sorted(c.index for c in found)
