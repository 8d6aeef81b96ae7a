"""Marks of numbered headings: 一、 （一） (1) 1. 第一章, wherever on a line a heading can begin."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum

from fazhi_rag.reading.numerals import parse_ordinal


class Style(Enum):
    """How a heading is numbered, with the level it usually stands on (GB/T 9704: 一、 （一） 1. （1）)."""

    CHAPTER = ("chapter", 1)
    CHINESE = ("chinese", 1)
    CHINESE_BRACKET = ("chinese_bracket", 2)
    ARTICLE = ("article", 3)
    ARABIC = ("arabic", 3)
    ARABIC_BRACKET = ("arabic_bracket", 4)
    UNNUMBERED = ("unnumbered", 1)
    """A Markdown heading without a number."""

    @property
    def level(self) -> int:
        """The level the style usually stands on."""
        return self.value[1]


@dataclass(frozen=True, slots=True)
class Mark:
    """The number of a possible heading."""

    start: int
    end: int
    """After the number and its punctuation."""
    style: Style
    ordinal: int
    opens_line: bool
    certain: bool = True
    """False for a mark that has lost a bracket or its dot: it counts only where it continues a series."""
    depth: int = 0
    """The depth of a Markdown heading, 0 for any other."""


_N = "[一二三四五六七八九十]{1,3}"
_MARK = re.compile(
    # Most characters open no mark: this tells before nine alternatives are tried.
    r"(?=[第（(一二三四五六七八九十\d])(?:"
    rf"(?P<chapter>(?<![^\n])第(?:{_N}|\d{{1,2}})(?:章|部分)(?=[ :：\n]|\Z))"
    rf"|(?P<article>(?<![^\n])第(?:[一二三四五六七八九十]{{1,4}}|\d{{1,2}})条(?=[ :：\n]|\Z))"
    rf"|(?P<chinese>(?<![一二三四五六七八九十第〇百\d]){_N} ?[、．.]"
    rf"(?!{_N}[、是]|[二三四五六七八九十](?:季度|级|月|届|类|楼)))"
    rf"|(?P<chinese_bracket>(?<!第)[（(]{_N} ?[）)])"
    rf"|(?P<chinese_bare>(?<![^\n]){_N}(?:[，,]| (?=[\u4e00-\u9fff]{{2}})))"
    rf"|(?P<chinese_half>(?<![^\n])(?:{_N}[）)]|[（(]{_N}(?=[^一二三四五六七八九十）)是、])))"
    r"|(?P<arabic>(?<![\d.,，．第])\d{1,2} ?(?:[.．、](?!\d)))"
    r"|(?P<arabic_bracket>(?<!第)[（(]\d{1,2} ?[）)])"
    r"|(?P<arabic_half>(?<![^\n])(?:\d{1,2}[）)]|\d{1,2}(?=[\u4e00-\u9fff])"
    r"(?![年月日号个次项件名人场期户家条份处支台部块所万千百亿余多级区组村镇社时分秒届类批位元米公岁周天层]"
    r"|[座辆套篇幅宗起例本册轮种方])"
    r")))"
)
_STYLES = {
    "chapter": Style.CHAPTER,
    "article": Style.ARTICLE,
    "chinese": Style.CHINESE,
    "chinese_bracket": Style.CHINESE_BRACKET,
    "chinese_bare": Style.CHINESE,
    "chinese_half": Style.CHINESE_BRACKET,
    "arabic": Style.ARABIC,
    "arabic_bracket": Style.ARABIC_BRACKET,
    "arabic_half": Style.ARABIC,
}
_ORDINAL = re.compile(r"[一二三四五六七八九十]+|\d+")


def find_marks(text: str) -> Iterator[Mark]:
    """Yield every possible heading mark of `text` in order; most of those inside a line are none."""
    for found in _MARK.finditer(text):
        group = str(found.lastgroup)
        number = _ORDINAL.search(found[0])
        try:
            ordinal = parse_ordinal(number[0]) if number else 0
        except ValueError:
            continue
        style = Style.ARABIC_BRACKET if group == "arabic_half" and found[0][-1] in "）)" else _STYLES[group]
        opens_line = found.start() == 0 or text[found.start() - 1] == "\n"
        certain = not group.endswith(("_half", "_bare"))
        yield Mark(found.start(), found.end(), style, ordinal, opens_line, certain)


def confirm_series(marks: Iterable[Mark]) -> list[Mark]:
    """Return `marks`; those that lost a bracket are certain where they open lines as 1, 2: 一)甲 二)乙."""
    found = list(marks)
    following: dict[Style, Mark] = {}
    for index in range(len(found) - 1, -1, -1):
        mark, follower = found[index], following.get(found[index].style)
        if not mark.opens_line:
            continue
        if not mark.certain and mark.ordinal == 1 and follower and follower.ordinal == 2:
            found[index] = replace(mark, certain=True)
        following[mark.style] = mark
    return found


def add_unnumbered(marks: Iterable[Mark], depths: Mapping[int, int]) -> list[Mark]:
    """Return `marks` with those headings of a Markdown text that carry no number.

    `depths` maps the offset of each heading to its level in the document, 1 for the outermost.
    """
    numbered = list(marks)
    taken = {mark.start for mark in numbered}
    bare = [
        Mark(start, start, Style.UNNUMBERED, 0, opens_line=True, depth=depth)
        for start, depth in depths.items()
        if start not in taken
    ]
    return sorted(numbered + bare, key=lambda mark: mark.start)
