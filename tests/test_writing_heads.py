"""What a question counts, and which figures count another thing whose name begins alike."""

import pytest

from fazhi_rag.numbers import find_mentions
from fazhi_rag.writing.asking.heads import asked_noun, counts_other, counts_same

NOUNS = [
    ("白石镇有多少个网格？", "网格"),
    ("白石镇的网格有多少个？", "网格"),
    ("白石镇配备了几名网格员？", "网格员"),
    ("公共法律服务站建了几个", "公共法律服务站"),
    ("法律顾问聘了几位", "法律顾问"),
    ("办理了多少件法律援助？", "法律援助"),
    ("白石镇的普法情况", ""),
]


@pytest.mark.parametrize(("question", "noun"), NOUNS)
def test_the_noun_counted_is_found(question: str, noun: str) -> None:
    assert asked_noun(question) == noun


OTHER = [
    # asked, what a report says, whether its figure counts another thing
    ("网格", "配齐网格员48名", True),
    ("网格", "划定网格48个", False),
    ("调解", "选聘调解员6名", True),
    ("法律", "聘请法律顾问2名", True),
    ("执法", "配备执法记录仪8部", True),
    ("行政诉讼", "办理行政诉讼案件3件", False),
    ("信访", "登记信访事项17件", False),
    ("法律援助", "受理法律援助申请9件", False),
    ("称号", "获得市县级称号3项", False),
]


@pytest.mark.parametrize(("asked", "said", "other"), OTHER)
def test_a_noun_that_goes_on_is_another_thing(asked: str, said: str, other: bool) -> None:
    [figure] = [mention for mention in find_mentions(said) if mention.is_fact]
    assert counts_other(asked, figure) is other


@pytest.mark.parametrize(
    ("asked", "said", "same"),
    [
        ("称号", "获得市县级称号3项", True),
        ("公共法律服务站", "建成村级法律服务站4个", True),
        ("公共法律服务站", "办理法律援助5件", False),
    ],
)
def test_what_is_counted_ends_like_the_noun_asked_for(asked: str, said: str, same: bool) -> None:
    [figure] = [mention for mention in find_mentions(said) if mention.is_fact]
    assert counts_same(asked, figure) is same
