"""Sentence and clause boundaries."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi_rag.numbers import clause_spans, sentence_spans


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("培训3次。调解5件！", ["培训3次。", "调解5件！"]),
        ("支出1.5万元，共3,200份。", ["支出1.5万元，共3,200份。"]),
        ("标题\n正文。", ["标题", "正文。"]),
        ("他说：“办了12件。”随后离开。", ["他说：“办了12件。”", "随后离开。"]),
        ("half width. 见附件", ["half width.", "见附件"]),
        ("", []),
        ("  \n ", []),
    ],
)
def test_sentences(text: str, sentences: list[str]) -> None:
    assert [span.of(text) for span in sentence_spans(text)] == sentences


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("受理9件,办结8件;满意率98.5%", ["受理9件", "办结8件", "满意率98.5%"]),
        ("受理9件，办结8件；其中邻里、婚姻5件。", ["受理9件", "办结8件", "其中邻里、婚姻5件"]),
        ("发放1,234份，14:30结束", ["发放1,234份", "14:30结束"]),
        ("目标:完成3项", ["目标", "完成3项"]),
    ],
)
def test_clauses(text: str, clauses: list[str]) -> None:
    assert [span.of(text) for span in clause_spans(text)] == clauses


@given(st.text(alphabet="办结3件，。；,.:;、！\n“”1 ", max_size=60))
def test_spans_are_ordered_and_cover_every_word(text: str) -> None:
    for spans in (sentence_spans(text), clause_spans(text)):
        assert all(a.end <= b.start for a, b in pairwise(spans))
        assert all(0 <= span.start < span.end <= len(text) for span in spans)
        left = {i for i, c in enumerate(text) if c in "办结件31"} - {
            i for s in spans for i in range(s.start, s.end)
        }
        assert not left
