"""The years a question is about, written out: 去年 as the year meant, a mere occasion without one."""

from __future__ import annotations

import re
from datetime import date

from fazhi_rag.numbers import find_mentions, parse_number
from fazhi_rag.types import Kind, Span
from fazhi_rag.writing.asking.content import MARK

_SHIFTS = {
    "大前年": -3,
    "前年": -2,
    "去年": -1,
    "上一年": -1,
    "上年": -1,
    "头一年": -1,
    "今年": 0,
    "本年": 0,
}
_NAMED = "|".join(_SHIFTS)
_RELATIVE = re.compile(rf"(?<![比较同跟与])({_NAMED})度?(?!以来|初|底|同期)")
_UNCLEAR = re.compile(r"(?<![比较同跟与和对])(?:大前年|前年|去年|上一年|上年)(?!相?比|同期|同比|以来)")
"""Beside a named year and nothing to count from, these may mean the year before it or before today's."""
_YEAR = r"20\d\d年度?"
_GLOSS = re.compile(
    rf"(?:{_NAMED})度?(?:[（(]|，?(?:即|也?就是说?|是指|指的是))*\s*({_YEAR})"
    rf"|({_YEAR})(?:[（(]|，?(?:即|也?就是说?|是指))+(?:{_NAMED})度?"
)
"""One year said twice: 去年（2023年）, 2023年，也就是去年."""
_NEIGHBOUR = re.compile(r"(20\d\d)年度?的(?:([上前头])一?年|([下后]一|次|第二)年)度?")
"""A year told by its neighbour: 2023年的前一年."""
_OCCASION = re.compile(
    r"(?:写|撰|起草|拟|准备|整理|编|填|赶|校)[^，。？！；\d]{0,6}(20\d\d)年度?[^，。？！；多少几]{0,8}"
    r"(?:材料|报告|总结|稿|年报|汇报|述职)|(?:现在|今天|眼下|目前|今年|当前)(?:已经|已|都)?(?:是|到了|为)?(20\d\d)年"
)
"""What the asker is about, and when: 正在写2024年材料, 现在是2024年."""
_RECENT = re.compile(
    r"近([两二三四五六七八九十]|\d{1,2})年|(?<!第)([两二三四五六七八九十])年(?=一共|总共|合计|累计|来|间|加起来)"
)
_BESIDE = re.compile(r"(?:[比较跟同与和]|对比|相比)(?:上一?年|上年度|上一年度|前一年|头一年|去年)度?")
_IN_DATE = re.compile(r"(?<!\d)(20\d\d)年(?!\d+月\d+日)")
"""A year within a longer expression: 2023年底; not that of a day, which may be the day of issue."""
_LEFT = re.compile(
    r"(?<!\d)(?:19|20)\d\d年(?!\d+月\d+日)|[二两]千[〇零一二三四五六七八九十]{2,4}年|[这那]二[一二三四五六]年"
)
"""A year of a form that is not read."""


def settle_years(text: str, today: date) -> tuple[str, str]:
    """Write every year that is asked for with its number; return with the words whose year is not clear.

    A year that only tells what the asker is writing, or when, is blanked where another is asked for; 去年
    then counts from it, else from `today`. 今年 beside a named year stays: it may be the report's.
    """
    text = _GLOSS.sub(lambda m: m[1] or m[2], text)
    text = _NEIGHBOUR.sub(lambda m: f"{int(m[1]) + (-1 if m[2] else 1)}年", text)
    text, base = _without_occasion(text)
    if base is None and year_spans(text):
        return text, "、".join(dict.fromkeys(m.group() for m in _UNCLEAR.finditer(text)))
    counted = base or today.year
    if base is not None and year_spans(text):
        text = text.replace("今年", "　").replace("本年", "　")
    return _RELATIVE.sub(lambda m: f"{counted + _SHIFTS[m[1]]}年", text), ""


def _without_occasion(text: str) -> tuple[str, int | None]:
    """Blank the year of an occasion; where no other is asked for it stays, for it may be the one."""
    match = _OCCASION.search(text)
    if match is None:
        return text, None
    group = 1 if match[1] else 2
    start = match.start(1) if match[1] else match.start()
    outside = text[:start] + MARK + text[match.end(group) :].removeprefix("年")
    if year_spans(outside) or _RELATIVE.search(outside):
        return outside, int(match[group])
    return text, None


def year_spans(text: str) -> dict[Span, tuple[int, ...]]:
    """Return where `text` names years, each with the years named: 从2021年到2023年 names three."""
    found: dict[Span, tuple[int, ...]] = {}
    for mention in find_mentions(text):
        if mention.kind is Kind.YEAR and mention.value is not None:
            found[mention.span] = (int(str(mention.value)),)
        elif mention.kind is Kind.YEAR_RANGE and isinstance(mention.value, tuple):
            first, last = (int(value) for value in mention.value)
            found[mention.span] = tuple(range(first, min(last, first + 10) + 1))
    for match in _IN_DATE.finditer(text):
        span = Span(*match.span())
        if not any(span.overlaps(other) for other in found):
            found[span] = (int(match[1]),)
    return found


def without_years(text: str) -> str:
    """Return `text` with a blank for every year it names."""
    for span in sorted(year_spans(text), reverse=True):
        text = text[: span.start] + MARK + text[span.end :]
    return text


def asked_years(text: str, latest: int) -> tuple[tuple[int, ...], str]:
    """Return the report years asked for (ascending) and the text without them.

    近三年 counts back from `latest`, the last year held; 从2021年到2022年 gives both; 2023年…比上年 both too.
    """
    years = {year for named in year_spans(text).values() for year in named}
    if recent := _RECENT.search(text):
        count = int(parse_number(recent[1] or recent[2]))
        years.update(range(latest - count + 1, latest + 1))
    text = _RECENT.sub(MARK, without_years(text))
    if len(years) == 1 and _BESIDE.search(text):
        return (min(years) - 1, *years), _BESIDE.sub(MARK, text)
    return tuple(sorted(years)), text


def unread_years(rest: str) -> str:
    """Return what looks like a year in the text that is left once the years read are taken out."""
    return "、".join(match.group() for match in _LEFT.finditer(rest))
