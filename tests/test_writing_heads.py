"""What a question counts, and which figures count another thing whose name begins alike."""

import pytest

from fazhi_rag.numbers import find_mentions
from fazhi_rag.writing.asking.heads import asked_noun, counts_other, counts_same, is_loose_one, tells_other

NOUNS = [
    ("白石镇有多少个网格？", "网格"),
    ("白石镇的网格有多少个？", "网格"),
    ("白石镇配备了几名网格员？", "网格员"),
    ("公共法律服务站建了几个", "公共法律服务站"),
    ("法律顾问聘了几位", "法律顾问"),
    ("办理了多少件法律援助？", "法律援助"),
    ("白石镇的普法情况", ""),
    ("普法宣传办了多少次", "普法宣传"),
    ("法律明白人带出来几个", "法律明白人"),
    ("听证会开了几场", "听证会"),
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
    ("重大决策", "就重大决策开听证会4场", False),
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


KINDS = [
    # asked, the report's sentence, its figure, whether it is another kind
    ("制定规范性文件几件", "清理规范性文件31件，其中废止7件", "31件", True),
    ("清理规范性文件几件", "清理规范性文件31件，其中废止7件", "31件", False),
    ("清理规范性文件几件", "清理规范性文件31件，其中废止7件", "7件", True),
    ("规范性文件几件", "清理规范性文件31件", "31件", False),
    ("社区矫正的几人", "安置帮教对象44人，社区矫正对象12人", "44人", True),
    ("社区矫正的几人", "安置帮教对象44人，社区矫正对象12人", "12人", False),
    ("行政复议几件", "应诉行政诉讼案件3件", "3件", True),
    ("信访几件", "化解信访积案5件", "5件", True),
    ("信访老案清了几件", "化解信访积案5件", "5件", False),
    ("走访企业几家", "为企业做法治体检6场", "6场", True),
]


@pytest.mark.parametrize(("asked", "said", "figure", "other"), KINDS)
def test_a_figure_of_another_kind_is_no_answer(asked: str, said: str, figure: str, other: bool) -> None:
    [told] = [mention for mention in find_mentions(said) if mention.text == figure]
    assert tells_other(asked, told, said) is other


def test_a_written_one_in_a_tale_counts_nothing() -> None:
    for said, loose in (("签一份承诺书就放行", True), ("聘请法律顾问一名", False), ("签承诺书16份", False)):
        [figure] = [mention for mention in find_mentions(said) if mention.is_fact]
        assert is_loose_one("法律顾问", figure) is loose
