"""Everyday names: one wording a thing, and no row that joins two."""

import json
import re
from collections import Counter
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi_rag.writing.asking.everyday import fold_names, say_plainly

TABLE = json.loads(
    files("fazhi_rag.writing.asking").joinpath("data/everyday.json").read_text(encoding="utf-8")
)
TOLD = "负责人出庭2次；学法测试5人；县级部门收回9项；社区矫正2人；主动公开3条；行政复议2件；帮代办员6名。"
REPORT = "开展合法性审查12件，征求意见3次；积案化解2件；线上答疑60条；任期三年；组织联合执法4场。"


def test_a_word_stands_in_one_row() -> None:
    counts = Counter(word for row in TABLE["alike"] for word in row)
    assert [word for word, count in counts.items() if count > 1] == []
    assert all(len(row) > 1 for row in TABLE["alike"])


def test_folding_twice_changes_nothing_more() -> None:
    for row in TABLE["alike"]:
        assert {fold_names(word) for word in row} == {row[0]}


def test_every_spoken_row_has_a_pattern_and_a_word_of_reports() -> None:
    for said, *words in TABLE["spoken"]:
        assert not re.compile(said).search("")
        assert words
        assert all(words)


@pytest.mark.parametrize(
    ("asked", "plain"),
    [
        ("签字前过了法律关的合同", "签字前过了合法性审查的合同"),
        ("老大难化解几件", "积案化解几件"),
        ("委员多久一换届", "委员任期"),
        ("和公安联手上街查了几次", "和公安联合执法了几次"),
        ("法律关系复杂的有几件", "法律关系复杂的有几件"),
        ("败诉几件", "败诉几件"),
    ],
)
def test_a_question_is_put_in_the_words_of_reports(asked: str, plain: str) -> None:
    assert say_plainly(asked, REPORT) == plain


@pytest.mark.parametrize(
    ("asked", "plain"),
    [
        ("一把手坐上被告席几次", "负责人负责人出庭几次"),
        ("考法律知识的几人", "学法测试的几人"),
        ("上面的部门收走几项", "县级部门收走几项"),
        ("在矫对象几名", "社区矫正几名"),
        ("对外公布信息几条", "主动公开信息几条"),
        ("被人申请复议几件", "行政复议几件"),
        ("替群众跑腿的人员几名", "帮代办员几名"),
        ("复议案卷几本", "复议案卷几本"),
    ],
)
def test_everyday_words_for_what_is_counted(asked: str, plain: str) -> None:
    assert say_plainly(asked, TOLD) == plain


def test_what_the_report_says_itself_stays() -> None:
    assert say_plainly("职责有几项", "明确职责9项") == "职责有几项"
    assert say_plainly("职责有几项", "认领履职事项9项") == "履职事项有几项"


@given(st.text(max_size=80))
def test_no_text_breaks_the_folding(text: str) -> None:
    assert fold_names(fold_names(text)) == fold_names(text)
    assert isinstance(say_plainly(text, REPORT), str)
