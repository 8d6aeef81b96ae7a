"""What a question names: frames and words that ask count for nothing, the thing asked for counts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi_rag.writing.asking.content import asked_measures, blank_asking, name_words, read_aspects
from fazhi_rag.writing.asking.matching import Matcher

REPORT = [
    "一年来，办理法律援助6宗，建成村级法律服务站14间。",
    "全年登记信访事项75件，其中办结66件。",
    "人民调解员队伍有60人，设调解室31个。",
    "查出隐患181个，其中整改到位141个。",
    "举办普法活动47场，悬挂横幅20条。",
]


@pytest.mark.parametrize(
    ("question", "best"),
    [
        ("　搞了几场普法活动？", 4),
        ("我是记者，写稿子要用：　普法活动到底搞过多少回", 4),
        ("领导催着要数，　登记的信访件数是多少啊", 1),
        ("　给困难群众办的法律援助有多少宗", 0),
        ("帮我看看　有多少个调解室", 2),
        ("　查出来多少安全隐患，改了多少", 3),
    ],
)
def test_what_is_said_around_the_question_costs_nothing(question: str, best: int) -> None:
    scored = [Matcher(question, REPORT).coverage(text) for text in REPORT]
    assert scored.index(max(scored)) == best
    assert scored[best] >= 0.55


@pytest.mark.parametrize(
    "question",
    [
        "　无人机巡查飞了多少架次",
        "　充电桩建了几个",
        "　开展了几次禁毒宣传",
        "听说　买了好几艘执法船，到底几艘",
        "　应急演练搞了几场",
        "　全镇有多少人口",
    ],
)
def test_a_thing_that_no_text_names_is_missed(question: str) -> None:
    assert max(Matcher(question, REPORT).coverage(text) for text in REPORT) < 0.55


@pytest.mark.parametrize(
    ("question", "kept"),
    [
        ("依申请公开收到几件", "依申请"),
        ("规范性文件出台了几件", "规范性文件"),
        ("履职对象有多少", "对象"),
    ],
)
def test_known_words_are_not_cut_by_words_that_ask(question: str, kept: str) -> None:
    assert kept in blank_asking(question)


@pytest.mark.parametrize(
    ("question", "measure"),
    [("办了几件", "件"), ("多少人口", ""), ("多少个网格", "个"), ("多少学时", "学时"), ("有多少案件", "")],
)
def test_the_measure_asked_for(question: str, measure: str) -> None:
    assert [found for _, found in asked_measures(question)] == [measure]


def test_names_are_each_given_once() -> None:
    assert name_words("哪些镇写到法律援助，法律援助办了几件") == ("法律援助",)


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_question_can_be_read(question: str, whole: str) -> None:
    bare = blank_asking(question)
    assert len(bare) == len(question)
    for aspect in read_aspects(bare, whole):
        for run in aspect:
            assert all(
                run.text[w.start : w.start + len(w.text)] == w.text and 0 <= w.missed <= w.said <= 1
                for w in run.words
            )
