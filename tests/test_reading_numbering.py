"""Word's automatic numbering: formats, levels, restarts, overrides, links, styles."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi_rag.reading.numberformats import format_number
from fazhi_rag.reading.numerals import parse_ordinal
from fazhi_rag.reading.word import extract
from tests.word_files import abstract, docx, level, num, override, p, r, style

FORMATS = [
    ("decimal", {0: "0", 1: "1", 12: "12"}),
    ("decimalZero", {1: "01", 10: "10", 100: "100"}),
    ("decimalFullWidth", {12: "１２"}),
    ("decimalEnclosedCircle", {1: "①", 20: "⑳", 21: "㉑", 50: "㊿", 51: "51", 0: "0"}),
    ("decimalEnclosedFullstop", {1: "⒈", 20: "⒛"}),
    ("decimalEnclosedParen", {1: "⑴", 20: "⒇", 21: "21"}),
    ("numberInDash", {3: "- 3 -"}),
    ("lowerLetter", {1: "a", 26: "z", 27: "aa", 53: "aaa", 0: "0", 9999: "9999"}),
    ("upperLetter", {2: "B"}),
    ("lowerRoman", {4: "iv", 9: "ix", 1994: "mcmxciv", 0: "0"}),
    ("upperRoman", {14: "XIV"}),
    (
        "chineseCounting",
        {0: "〇", 1: "一", 10: "十", 11: "十一", 20: "二十", 21: "二十一", 30: "三十", 99: "九十九"},
    ),
    (
        "chineseCountingThousand",
        {100: "一百", 101: "一百零一", 110: "一百一十", 1005: "一千零五", 1050: "一千零五十"},
    ),
    ("japaneseCounting", {15: "十五", 12_345: "一万二千三百四十五"}),
    ("taiwaneseCountingThousand", {10: "十"}),
    ("ideographDigital", {10: "一〇", 21: "二一"}),
    ("chineseLegalSimplified", {0: "零", 3: "叁", 10: "壹拾", 105: "壹佰零伍"}),
    ("ideographLegalTraditional", {6: "陸"}),
    ("ideographEnclosedCircle", {1: "㊀", 10: "㊉"}),
    ("ideographTraditional", {1: "甲", 10: "癸", 11: "11"}),
    ("ideographZodiac", {12: "亥"}),
    ("none", {1: ""}),
    ("bullet", {1: ""}),
    ("hebrew1", {7: "7"}),
    ("chineseCounting", {40_000: "40000", -1: "-1"}),
]


@pytest.mark.parametrize(("format_", "expected"), FORMATS)
def test_number_formats(format_: str, expected: dict[int, str]) -> None:
    assert {value: format_number(value, format_) for value in expected} == expected


@given(st.integers(1, 99))
def test_counted_numbers_are_read_back(value: int) -> None:
    for format_ in ("chineseCounting", "chineseCountingThousand", "taiwaneseCounting", "decimal"):
        assert parse_ordinal(format_number(value, format_)) == value


BASE = abstract(
    0,
    level(0, "%1、", "chineseCounting"),
    level(1, "（%2）", "chineseCounting"),
    level(2, "%3."),
    level(3, "（%4）"),
)
OTHERS = (
    abstract(
        1, level(0, "第%1章", "chineseCounting"), level(1, "%1.%2", more="<w:isLgl/>"), level(2, "%1-%3")
    )
    + abstract(2, level(0, "%1)"), level(1, "%2)"), level(2, "%3.", more='<w:lvlRestart w:val="0"/>'))
    + abstract(3, level(0, "%1)"), level(1, "%2)"), level(2, "%3.", more='<w:lvlRestart w:val="1"/>'))
    + abstract(4, level(0, "●", "bullet"), level(1, "%1%2."), level(2, "附件：", "none"))
    + abstract(5, level(0, "%1", start=0), level(1, "%2.", start=5), level(2, "%4%3"))
    + abstract(6, level(0, "%1、", more="<w:rPr><w:vanish/></w:rPr>"))
    + abstract(7, level(0, "%1.", "upperLetter"), more='<w:styleLink w:val="ListStyle"/>')
    + abstract(8, more='<w:numStyleLink w:val="ListStyle"/>')
    + abstract(9, more='<w:numStyleLink w:val="Loop"/>')
    + "".join(num(ident, ident - 11) for ident in range(12, 21))
)
NUMS = num(1, 0) + num(2, 0, override(0, 1)) + num(3, 0) + num(4, 0, override(1, 7)) + num(10, 99)
REDEFINED = num(5, 0, f'<w:lvlOverride w:ilvl="0">{level(0, "%1)", start=4)}</w:lvlOverride>')
NUMBERING = BASE + OTHERS + NUMS + REDEFINED
SEQUENCES = [
    # (numId, level) of each paragraph → what is printed before it
    ([(1, 0), (1, 1), (1, 1), (1, 2), (1, 2), (1, 0), (1, 1)], "一、 （一） （二） 1. 2. 二、 （一）"),
    ([(1, 0), (1, 2), (1, 3), (1, 1), (1, 2)], "一、 1. （1） （二） 1."),
    ([(1, 0), (3, 0), (2, 0), (2, 0), (1, 0)], "一、 二、 一、 二、 三、"),
    ([(1, 0), (1, 1), (4, 1), (4, 1), (1, 1)], "一、 （一） （七） （八） （九）"),
    ([(1, 0), (5, 0), (1, 0)], "一、 2) 三、"),
    ([(5, 0), (5, 0)], "4) 5)"),
    ([(0, 0), (1, 0), (10, 0), (77, 0), (1, 0)], "- 一、 - - 二、"),
    ([(1, 0), (1, 5), (1, 0)], "一、 - 二、"),
    ([(12, 0), (12, 1), (12, 1), (12, 2)], "第一章 1.1 1.2 一-1"),
    ([(12, 1), (12, 0)], "1.1 第二章"),
    ([(13, 0), (13, 1), (13, 2), (13, 0), (13, 1), (13, 2)], "1) 1) 1. 2) 1) 2."),
    ([(14, 0), (14, 1), (14, 2), (14, 1), (14, 2), (14, 0), (14, 1), (14, 2)], "1) 1) 1. 2) 2. 2) 1) 1."),
    ([(15, 0), (15, 1), (15, 1), (15, 2)], "- 1. 2. 附件："),
    ([(16, 0), (16, 0), (16, 1), (16, 1), (16, 2)], "0 1 5. 6. 1"),
    ([(17, 0), (17, 0)], "- -"),
    ([(18, 0), (19, 0), (18, 0)], "A. B. C."),
    ([(1, 0)] * 12, "一、 二、 三、 四、 五、 六、 七、 八、 九、 十、 十一、 十二、"),
]
LIST_STYLES = "".join(
    style(name, f'<w:numPr><w:numId w:val="{ident}"/></w:numPr>')
    for name, ident in (("ListStyle", 18), ("Loop", 20))
)


def printed(body: str, *, styles: str = "", numbering: str = NUMBERING) -> str:
    """What stands before the word 文 in each paragraph; a hyphen for nothing."""
    text = extract(docx(body, styles=LIST_STYLES + styles, numbering=numbering), place="x.docx").text.text
    return " ".join(line.partition("文")[0] or "-" for line in text.split("\n"))


@pytest.mark.parametrize(("sequence", "expected"), SEQUENCES)
def test_lists_count_like_word(sequence: list[tuple[int, int]], expected: str) -> None:
    assert printed("".join(p("文", number=number) for number in sequence)) == expected


def test_a_link_in_a_loop_ends() -> None:
    numbering = abstract(9, more='<w:numStyleLink w:val="Loop"/>') + num(20, 9)
    assert printed(p("文", number=(20, 0)), numbering=numbering) == "-"


NUMBERED = "<w:numPr>{}<w:numId w:val='{}'/></w:numPr>"
STYLES = (
    style("Base", NUMBERED.format("", 30))
    + style("Derived", based="Base")
    + style("Second", NUMBERED.format('<w:ilvl w:val="1"/>', 30))
    + style("LevelOnly", '<w:numPr><w:ilvl w:val="1"/></w:numPr>', based="Base")
    + style("Linked", NUMBERED.format("", 30))
    + style("Off", NUMBERED.format("", 0), based="Base")
    + style("Gone", NUMBERED.format("", 30), run="<w:vanish/>")
)
STYLED_LISTS = abstract(
    30,
    level(0, "%1、", "chineseCounting"),
    level(1, "（%2）", "chineseCounting"),
    level(2, "%3.", more='<w:pStyle w:val="Linked"/>'),
) + num(30, 30)
DELETED = "<w:rPr><w:del/></w:rPr>"
STYLED = [
    ([p("文", style="Base"), p("文", style="Derived")], "一、 二、"),
    ([p("文", style="Base"), p("文", style="Second"), p("文", style="LevelOnly")], "一、 （一） （二）"),
    ([p("文", style="Base"), p("文", style="Linked")], "一、 1."),
    ([p("文", style="Base"), p("文", style="Off"), p("文", style="Base", number=(0, 0))], "一、 - -"),
    ([p("文", style="Base", pr="<w:numPr><w:ilvl w:val='1'/></w:numPr>")], "（一）"),
    ([p("文", style="Base"), p("文", style="Gone"), p("文", style="Base")], "一、 二、"),
    # deleted paragraphs do not count, empty ones do
    (
        [
            p("文", style="Base"),
            p(runs=f"<w:del>{r('文')}</w:del>", style="Base", pr=DELETED),
            p("文", style="Base"),
        ],
        "一、 二、",
    ),
    ([p("文", style="Base"), p("", style="Base"), p("文", style="Base")], "一、 二、 三、"),
    ([p("甲", pr=DELETED, style="Base"), p("文", style="Base"), p("文", style="Base")], "一、甲 二、"),
    ([p("文", pr="<w:pPrChange><w:pPr><w:numPr><w:numId w:val='30'/></w:numPr></w:pPr></w:pPrChange>")], "-"),
]


@pytest.mark.parametrize(("paragraphs", "expected"), STYLED)
def test_styles_number_paragraphs(paragraphs: list[str], expected: str) -> None:
    assert printed("".join(paragraphs), styles=STYLES, numbering=STYLED_LISTS) == expected


@pytest.mark.parametrize(
    ("suffix", "expected"),
    [("nothing", "第一条文"), ("space", "第一条 文"), ("tab", "第一条\t文"), ("", "第一条\t文")],
)
def test_the_suffix_separates_number_and_text(suffix: str, expected: str) -> None:
    lists = abstract(0, level(0, "第%1条", "chineseCounting")) + num(1, 0)
    lists = lists.replace('<w:suff w:val="nothing"/>', f'<w:suff w:val="{suffix}"/>' if suffix else "")
    assert extract(docx(p("文", number=(1, 0)), numbering=lists), place="x").text.text == expected


def test_a_custom_format_falls_back_on_the_one_beside_it() -> None:
    custom = (
        '<mc:AlternateContent><mc:Choice Requires="w14"><w:numFmt w:val="custom" w:format="001"/></mc:Choice>'
        '<mc:Fallback><w:numFmt w:val="decimalZero"/></mc:Fallback></mc:AlternateContent>'
    )
    lists = abstract(0, level(0, "%1.")) + num(1, 0)
    lists = lists.replace('<w:numFmt w:val="decimal"/>', custom)
    assert printed(p("文", number=(1, 0)), numbering=lists) == "01."


@given(st.lists(st.tuples(st.sampled_from([1, 2, 3, 4, 12, 13, 16]), st.integers(0, 9)), max_size=30))
def test_every_paragraph_survives_its_number(sequence: list[tuple[int, int]]) -> None:
    body = "".join(p(f"文{at}。", number=number) for at, number in enumerate(sequence)) + p("完")
    text = extract(docx(body, numbering=NUMBERING), place="x.docx").text.text
    assert [line.partition("文")[2] for line in text.split("\n")][:-1] == [
        f"{at}。" for at in range(len(sequence))
    ]
