"""Cleaning: what goes, what stays, and that every character left knows where it came from."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fazhi_rag.errors import InputError
from fazhi_rag.reading import document_from_text
from fazhi_rag.reading.cleaning import FOLDS, clean
from fazhi_rag.reading.traced import Traced
from fazhi_rag.types import OffsetMap, Span

CASES = [
    # artefacts of Word conversion
    ("[bookmark: _GoBack]根据要求", "根据要求"),
    ("（二）强化治理[image: ]，营造环境", "（二）强化治理，营造环境"),
    ("[image: ]（三）强化执行", "（三）强化执行"),
    ("正文。\nimage1.png\n", "正文。"),
    ("见image1.png。", "见image1.png。"),
    ("[附件: 一]", "[附件: 一]"),
    ("共12[image: ]34件", "共12[image: ]34件"),  # dropping it would make another number
    # spaces
    ("　　2021年，我镇", "2021年，我镇"),
    ("\xa0\xa0正文\u200b。\ufeff", "正文。"),
    ("（1） 深入学习     \n", "（1）深入学习"),
    ("演练 16 场，达 100 %", "演练16场，达100%"),
    ("20 24年、2 0 2 3 年", "2024年、2023年"),
    ("发放20 2024年", "发放20 2024年"),
    ("编号 12 34 56", "编号12 34 56"),
    ("中共云雾镇委员会   云雾镇人民政府", "中共云雾镇委员会 云雾镇人民政府"),
    ("张三 李四", "张三 李四"),
    ("LED 屏 Word 文档", "LED 屏 Word 文档"),
    ("(一) 聚焦", "(一)聚焦"),
    ("1 、优化", "1、优化"),
    # brackets, digits, punctuation
    ("（一)学习 (二）执法 (三)普法", "（一）学习（二）执法(三)普法"),
    ("１２件，ＡＢ％，“引号”【括号】", "12件，ＡＢ％，“引号”【括号】"),
    # lines
    ("\n\n一\n\n\n二\r\n三\r四\u2028五\n\n", "一\n二\n三\n四\n五"),
    ("一\n \u3000\n二", "一\n二"),
    ("很长的一段" * 50 + "。　　第二段" + "很长" * 110, "很长的一段" * 50 + "。\n第二段" + "很长" * 110),
    ("短行。　　还是同一行", "短行。还是同一行"),
]


@pytest.mark.parametrize(("raw", "expected"), CASES)
def test_clean(raw: str, expected: str) -> None:
    assert clean(Traced.whole(raw)).text == expected


def test_raw_span_covers_what_was_dropped_inside_and_nothing_outside() -> None:
    raw = "[bookmark: _GoBack]强化治理[image: ]，营造环境"
    cleaned = clean(Traced.whole(raw))
    at = cleaned.text.index("治理，营造")
    assert cleaned.offsets.raw_span(Span(at, at + 5)).of(raw) == "治理[image: ]，营造"
    assert cleaned.offsets.raw_span(Span(0, 2)).of(raw) == "强化"


PIECES = st.sampled_from(
    [
        *("[bookmark: _GoBack]", "[image: ]", "image1.png", "\n", "\r\n", " ", "\u3000", "\xa0", "\u200b"),
        *("（", ")", "(", "）", "》", "《", "〔", "。", "；", "：", "，", "#", "## ", "**", "- ", "---\n"),
        *("一、", "（一）", "(2)", "3.", "一是", "二是", "三", "首先", "其次", "第一条 "),
        *("20 24年", "１２", "12件", "2023年", "渠", "镇", "云雾镇", "X镇", "报告"),
    ]
)
TEXTS = st.one_of(st.lists(PIECES, max_size=60).map("".join), st.text(max_size=200))


def home(raw: str) -> str:
    """What one character of the file may have become."""
    return raw.translate(FOLDS).replace("\u3000", " ").translate({ord("("): "（", ord(")"): "）"})


def check_offsets(text: str, offsets: OffsetMap, raw: str) -> None:
    for at, character in enumerate(text):
        span = offsets.raw_span(Span(at, at + 1))
        assert len(span) == 1
        origin = span.of(raw)
        assert character in {origin, origin.translate(FOLDS), home(origin)} or (character, origin) == (
            "\n",
            "\u3000",
        )
    starts = [offsets.raw_span(Span(at, at + 1)).start for at in range(len(text))]
    assert starts == sorted(set(starts))


@given(TEXTS)
@settings(max_examples=400, deadline=None)
def test_every_character_of_any_document_leads_back_to_the_file(raw: str) -> None:
    try:
        document = document_from_text(raw, name="x.txt")
    except InputError:
        return
    check_offsets(document.text, document.offsets, raw)
    for section in document.sections:
        assert Span(0, len(document.text)).contains(section.span)
        assert section.span.contains(section.heading_span)
        assert section.parent is None or document.sections[section.parent].span.contains(section.span)
        assert section.parent is None or section.parent < section.index
        assert section.number in section.heading_span.of(document.text)
        assert len(section.topics) <= 3
    siblings = [(section.span.start, -section.span.end) for section in document.sections]
    assert siblings == sorted(siblings)


def test_the_name_of_a_picture_goes_whatever_stood_beside_it() -> None:
    assert clean(Traced.whole("正文。\n[image: ]image1.png\n末段。")).text == "正文。\n末段。"


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_cleaning_twice_changes_nothing(raw: str) -> None:
    once = clean(Traced.whole(raw)).text
    assert clean(Traced.whole(once)).text == once


@given(
    st.text(alphabet="abcde", max_size=30),
    st.lists(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 5))), max_size=4),
)
def test_drops_compose(raw: str, rounds: list[list[tuple[int, int]]]) -> None:
    traced = Traced.whole(raw)
    for drops in rounds:
        length = len(traced.text)
        spans = [Span(min(start, length), min(start + size, length)) for start, size in drops]
        kept = "".join(c for at, c in enumerate(traced.text) if not any(s.start <= at < s.end for s in spans))
        traced = traced.drop(spans)
        assert traced.text == kept
    assert all(traced.offsets.raw_span(Span(at, at + 1)).of(raw) == c for at, c in enumerate(traced.text))
    assert all(
        traced.locate(traced.offsets.raw_span(Span(at, at + 1)).start) == at for at in range(len(traced.text))
    )
