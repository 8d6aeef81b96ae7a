"""Parting text into words: the lists, their costs, and what no list knows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi_rag.numbers.vocabulary import LONGEST, tag_of, vocabulary
from fazhi_rag.numbers.words import BOTH, NOUN, PHRASE, VERB, last_verb, parts_at, stands_alone, words_in


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("实验室筛选出样本", ["实验室", "筛选出", "样本"]),  # a verb keeps its result
        ("选手角逐", ["选手", "角逐"]),
        ("网民支持延长产假", ["网民", "支持", "延长", "产假"]),
        ("群众自查自改", ["群众", "自查自改"]),  # two pairs
        ("整改率", ["整改率"]),  # a noun of a verb and its last character
        ("修订村规民约", ["修订", "村规民约"]),
    ],
)
def test_text_is_parted(text: str, words: list[str]) -> None:
    assert [token.text for token in words_in(text)] == words


@given(st.text(alphabet="的在自查改群众村规民约出到率办件年乱堆放一", max_size=24))
def test_tokens_cover_the_text_in_order(text: str) -> None:
    tokens = words_in(text)
    assert "".join(token.text for token in tokens) == text
    assert [token.start for token in tokens] == [
        sum(len(t.text) for t in tokens[:i]) for i in range(len(tokens))
    ]


@pytest.mark.parametrize(
    ("text", "at", "alone"),
    [
        ("村规民约", 3, False),
        ("办结率达", 3, True),
        ("自查自改", 0, False),
        ("自今年", 0, True),
    ],
)
def test_a_character_alone(text: str, at: int, alone: bool) -> None:
    assert stands_alone(text, at) is alone


def test_a_place_between_words() -> None:
    assert parts_at("联合开展", 2)
    assert not parts_at("联合国", 2)


@pytest.mark.parametrize(
    ("word", "tag"),
    [
        ("手续", NOUN),  # a verb in the dictionary: our own list wins
        ("反对", VERB),  # an adverb there
        ("调解", BOTH),
        ("走村入户", PHRASE),
        ("这个词没有", None),
    ],
)
def test_what_a_word_is(word: str, tag: str | None) -> None:
    assert tag_of(word) == tag


def test_the_rarer_word_costs_more() -> None:
    words = vocabulary()
    assert words["角逐"][1] > words["中国"][1]
    assert all(cost > 0 for _, cost in words.values())
    assert all(len(word) <= LONGEST for word, (_, cost) in words.items() if cost > words["调解"][1])


@pytest.mark.parametrize(
    ("text", "verb"),
    [("货船沉没", "沉没"), ("放生渔获", ""), ("资格联审", "联审"), ("示范村评", "评")],
)
def test_the_verb_that_ends_a_zone(text: str, verb: str) -> None:
    assert last_verb(text) == verb
