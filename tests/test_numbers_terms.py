"""Named terms and enumerators: names are compared, never counted."""

from decimal import Decimal

import pytest

from fazhi_rag.numbers import find_mentions
from fazhi_rag.numbers.lexicon import Lexicon, Word
from fazhi_rag.types import Kind

TERMS = """
三会一课 双随机、一公开 四议两公开 一带二点三区六园 两微一端 一村一法律顾问 一户一策 三重一大 一岗双责
二十大 二十届三中全会 一网通办 一窗受理 第一责任人 第一要务 五星级 15分钟法律服务圈 1+3+N 三项制度
五清三建 两镇三园
"""


@pytest.mark.parametrize("text", TERMS.split())
def test_named_terms(text: str) -> None:
    (mention,) = find_mentions(f"深入落实{text}")
    assert (mention.kind, mention.text) == (Kind.NAMED_TERM, text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("制定三项制度", 3),
        ("建立四项机制", 4),
        ("出台两项办法", 2),
        ("八大行政办公室", 8),
        ("召开三次会议", 3),
    ],
)
def test_counts_that_look_like_terms(text: str, value: int) -> None:
    (mention,) = find_mentions(text)
    assert (mention.kind, mention.value) == (Kind.QUANTITY, Decimal(value))


@pytest.mark.parametrize("text", ["“三到五处理”", "“四零一提升”", "“三访三促”"])
def test_a_short_quoted_name_is_a_term(text: str) -> None:
    (mention,) = find_mentions(f"推行{text}工作法")
    assert (mention.kind, mention.text) == (Kind.NAMED_TERM, text[1:-1])


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("一是抓学。二是抓用。", [1, 2]),
        ("一、总体情况\n二、不足", [1, 2]),
        ("（一）加强领导\n（二）压实责任", [1, 2]),
        ("(1)清单\n(2)台账", [1, 2]),
        ("1.学习\n2.检查", [1, 2]),
        ("①走访②建档", [1, 2]),
        ("第一，摸底。第二，建档。", [1, 2]),
        ("一要严。二要实。三要细。", [1, 2, 3]),
        ("一是抓学。二是抓用。三深化改革。", [1, 2, 3]),  # 是 lost in conversion
        ("一方面加强，另一方面规范。", [None, None]),
    ],
)
def test_enumerators(text: str, numbers: list[int | None]) -> None:
    found = find_mentions(text)
    assert [mention.kind for mention in found] == [Kind.ENUMERATOR] * len(numbers)
    assert [mention.value for mention in found] == [None if n is None else Decimal(n) for n in numbers]


def test_a_lexicon_takes_the_longest_word_and_minds_what_must_not_follow() -> None:
    lexicon = Lexicon(
        [Word("一窗", 0, None), Word("一窗受理", 0, Kind.NAMED_TERM), Word("十分", 0, None, "钟")]
    )
    found = lexicon.at("推行一窗受理", 2)
    assert found is not None and found.text == "一窗受理"
    assert lexicon.at("十分钟", 0) is None
    assert lexicon.at("十分", 0) is not None
