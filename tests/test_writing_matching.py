"""Coverage: what a sentence shares with a question, in the question's own weight."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi_rag.writing.asking.matching import Matcher, segments

TEXTS = [
    "全镇设调解小组9个，调解人员11名，成功调处社会矛盾30余次。",
    "组织行政执法培训4场，执法人员全部持证上岗。",
    "普法宣传进校园8次，发放宣传资料2000余份。",
    "严格落实行政执法三项制度，规范行政执法程序。",
]


@pytest.mark.parametrize(
    ("question", "kept"),
    [
        ("是如何开展矛盾纠纷调解的？", ("矛盾纠纷调解",)),
        ("有多少人持行政执法证？", ("持行政执法证",)),
        ("法治建设经费投入多少？", ("法治建设经费投入",)),
        ("合法性审查了哪些事项、各多少件？", ("合法性审查",)),
        ("是多少？", ()),
    ],
)
def test_function_words_are_cut_away(question: str, kept: tuple[str, ...]) -> None:
    assert segments(question)[: len(kept)] == kept


def test_the_sentence_about_it_covers_most() -> None:
    matcher = Matcher("调解人员有几名", TEXTS)
    scored = [matcher.coverage(text) for text in TEXTS]
    assert scored.index(max(scored)) == 0
    assert scored[0] > 0.9


def test_what_no_text_says_lowers_the_coverage() -> None:
    """行政执法 stands in two texts; 经费 in none, and weighs most."""
    matcher = Matcher("行政执法经费", TEXTS)
    assert max(map(matcher.coverage, TEXTS)) < 0.6


def test_a_question_without_content_covers_nothing() -> None:
    assert Matcher("多少？", TEXTS).coverage(TEXTS[0]) == 0.0


@given(st.text(max_size=40), st.lists(st.text(max_size=60), max_size=5))
def test_coverage_is_a_share(question: str, texts: list[str]) -> None:
    matcher = Matcher(question, texts)
    assert all(0.0 <= matcher.coverage(text) <= 1.0 + 1e-9 for text in texts)
