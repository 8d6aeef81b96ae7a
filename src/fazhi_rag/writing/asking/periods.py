"""The years a question is about, written out: 去年 as the year meant, a mere occasion without one."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date

from fazhi_rag.numbers import find_mentions, parse_number
from fazhi_rag.numbers.words import UNKNOWN, words_in
from fazhi_rag.types import Kind, Span
from fazhi_rag.writing.asking.content import MARK

_SHIFTS = {
    "大前年": -3,
    "前年": -2,
    "去年": -1,
    "昨年": -1,
    "上一年": -1,
    "上一个年": -1,
    "上个年": -1,
    "上年": -1,
    "头一年": -1,
    "今年": 0,
    "本年": 0,
}
_NAMED = "|".join(_SHIFTS)
_COMPARED = r"(?<![比较同跟与])"
_RELATIVE = re.compile(rf"{_COMPARED}({_NAMED})度?(?!以来|初|底|同期)")
_YEAR = r"20\d\d年度?"
_GLOSS = re.compile(
    rf"(?:{_NAMED})度?(?:[（(]|，?(?:即|也?就是说?|是指|指的是))*\s*({_YEAR})"
    rf"|({_YEAR})(?:[（(]|，?(?:即|也?就是说?|是指))+(?:{_NAMED})度?"
)
"""One year said twice: 去年（2023年）, 2023年，也就是去年."""
_NEIGHBOUR = re.compile(
    r"(20\d\d)年度?(?:的|之|过)*(?:"
    r"(?:再?[往向])?(?P<before>[上前头])(?:推|数|退|倒)?(?:一年|(?<=[上头])年)|(?P<earlier>[一两二三1-3])年(?:之|以)?前"
    r"|(?:再?[往向])?(?P<behind>[下后])(?:推|数|延)?一年|(?P<next>[次翌转隔]|第二)年|(?P<later>[一两二三1-3])年(?:之|以)?后"
    r")度?(?![来间])"
)
"""A year told by its neighbour: 2023年的前一年, 2024年的两年前, 2022年之后一年."""
_OTHER = re.compile(
    rf"{_COMPARED}(?:(前一)|(下一|后一|[次翌转隔]|(?<=[，。；、到])第二))年度?(?!的?(?:工作)?[打计规思安])"
)
"""The year beside the one that is named elsewhere: 2022年几场，次年呢."""
_AGO = re.compile(r"(?<![\d.第])([一两二三四五1-5])年(?:之|以)?前(?!后)")
_OCCASION = re.compile(
    r"(?:写|撰|起草|拟|准备|整理|编|填|赶|校)[^，。？！；\d]{0,6}(20\d\d)年度?[^，。？！；多少几]{0,8}"
    r"(?:材料|报告|总结|稿|年报|汇报|述职)|(?:现在|今天|眼下|目前|今年|当前)(?:已经|已|都)?(?:是|到了|为)?(20\d\d)年"
)
"""What the asker is about, and when: 正在写2024年材料, 现在是2024年."""
_RECENT = re.compile(
    r"(?:最近|近|过去|这|前后)([两二三四五六七八九十]|\d{1,2})年"
    r"|(?<![第后])([两二三四五六七八九十])年(?=一共|总共|合计|累计|来|间|加起来)"
)
_LATEST = re.compile(
    r"最(?:新|近|晚)(?:的|这|那|一|期|份|个|年度?|报告|年报|材料)*(?:年度?|报告|年报|材料|[期份])|最近一?年|过去一年"
)
_EARLIEST = re.compile(
    r"最(?:早|先)(?:的|这|那|一|期|份|个|年度?|报告|年报|材料)*(?:年度?|报告|年报|材料|[期份])"
)
_OF_TWO = (
    (re.compile(r"(?:[较更]早|早)(?:的|些|点|一)*(?:那|这)?一?[份期]|[前头]一?[份期]"), min),
    (re.compile(r"(?:[较更][晚新]|[晚新])(?:的|些|点|一)*(?:那|这)?一?[份期]|后一?[份期]"), max),
)
"""Of two reports: 早的那份, 后一份."""
_OPEN = re.compile(
    r"(20\d\d)年度?(及其?|和|或)?(?:(?:之|以)?(?P<before>前)(?!\w?[半后]|[两二三四五六七八九十几\d])"
    r"|(?:之|以)?(?P<behind>后)|(?P<since>以来|至今|到现在|起|往后|开始))"
)
"""All years on one side of the one named: 2023年以前, 2022年以来."""
_BESIDE = re.compile(r"(?:[比较跟同与和]|对比|相比)(?:上一?年|上年度|上一年度|前一年|头一年|去年)度?")
_IN_DATE = re.compile(r"(?<!\d)(20\d\d)年(?!\d+月\d+日)")
"""A year within a longer expression: 2023年底; not that of a day, which may be the day of issue."""


def settle_years(text: str, today: date) -> str:
    """Write every year that is asked for with its number.

    A year that only tells what the asker is writing, or when, is blanked where another is asked for; 去年
    then counts from it, else from `today`. 今年 and 去年 beside a named year stay: they may be the report's.
    """
    text = _GLOSS.sub(lambda m: m[1] or m[2], text)
    text = _NEIGHBOUR.sub(_neighbour, text)
    text, base = _without_occasion(text)
    named = {year for years in year_spans(text).values() for year in years}
    if len(named) == 1:
        text = _OTHER.sub(lambda m: f"{min(named) + (-1 if m[1] else 1)}年", text)
    if base is None and named:
        return text
    counted = base or today.year
    if base is not None and named:
        text = text.replace("今年", "　").replace("本年", "　")
    text = _AGO.sub(lambda m: f"{counted - int(parse_number(m[1]))}年", text)
    return _RELATIVE.sub(lambda m: f"{counted + _SHIFTS[m[1]]}年", text)


def _neighbour(match: re.Match[str]) -> str:
    back = match["earlier"] or (match["before"] and "1")
    ahead = match["later"] or ((match["behind"] or match["next"]) and "1")
    return f"{int(match[1]) - int(parse_number(back or '0')) + int(parse_number(ahead or '0'))}年"


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


def asked_years(text: str, held: Collection[int]) -> tuple[tuple[int, ...], str]:
    """Return the report years asked for (ascending) and the text without them.

    近三年 counts back from the last year of `held`; 从2021年到2022年 gives both; 2023年…比上年 both too.
    2022年以来 and 最早的报告 are of the years held, or the one nearest to them that is not.
    """
    years = set[int]()
    for match in reversed(list(open_years(text))):
        years.update(_on_one_side(match, held))
        text = text[: match.start()] + MARK + text[match.end() :]
    years.update(year for named in year_spans(text).values() for year in named)
    text = without_years(text)
    if recent := _RECENT.search(text):
        count = int(parse_number(recent[1] or recent[2]))
        if recent[0].startswith("前后") and count not in (len(years), len(held)):
            return tuple(sorted(years)), text
        latest = max(held, default=0)
        years.update([] if len(years) == count else range(latest - count + 1, latest + 1))
        text = _RECENT.sub(MARK, text)
    ends = ((_LATEST, max), (_EARLIEST, min), *(_OF_TWO if len(set(held)) == 2 else ()))
    for pattern, end in ends:
        if held and pattern.search(text):
            years.add(end(held))
            text = pattern.sub(MARK, text)
    if len(years) == 1 and _BESIDE.search(text):
        return (min(years) - 1, *years), _BESIDE.sub(MARK, text)
    return tuple(sorted(years)), text


def open_years(text: str) -> list[re.Match[str]]:
    """Find where all years before or after one are asked for; 后 and 起 begin no word there (2023年起诉)."""
    return [match for match in _OPEN.finditer(text) if _stands_alone(text, match)]


def _stands_alone(text: str, match: re.Match[str]) -> bool:
    side = next(filter(None, match.groupdict().values()))
    first = words_in(text[match.end() - len(side) : match.end() + 6])[0]
    return first.tag is UNKNOWN or len(first.text) <= len(side)


def _on_one_side(match: re.Match[str], held: Collection[int]) -> set[int]:
    year, itself = int(match[1]), bool(match[2] or match["since"])
    if match["before"]:
        return {one for one in held if one < year or (itself and one == year)} or {year - (not itself)}
    return {one for one in held if one > year or (itself and one == year)} or {year + (not itself)}
