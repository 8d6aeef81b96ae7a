"""一 as an article counts nothing; as a numeral it counts one."""

import pytest

from fazhi_rag.numbers import find_mentions


@pytest.mark.parametrize(
    "text",
    [
        "这是法治建设的一项基础性工程。",  # behind 的
        "作为全镇的一项重点任务来抓。",
        "普法是一个长期的过程。",  # behind a copula
        "他是一名党员。",
        "网格已成为一个前哨。",
        "一名群众说，办事方便了。",  # a person who speaks
        "基层治理迈上一个新台阶。",  # an abstract noun
    ],
)
def test_an_article_is_no_count(text: str) -> None:
    assert not [mention for mention in find_mentions(text) if mention.is_fact]


@pytest.mark.parametrize(
    "text",
    [
        "聘请一名律师。",
        "新建一处阵地。",
        "每村配备一名调解员。",
        "全年召开一次会议。",
        "有一位老人走失。",
        "败诉的是一件。",  # nothing follows to be introduced
        "一名群众受伤。",
        "解决一个问题。",
    ],
)
def test_one_is_a_count(text: str) -> None:
    assert [mention.value for mention in find_mentions(text) if mention.is_fact] == [1]
