"""Read stated periods: 截至11月底 is months 1–11, 上半年 1–6, 第三季度 7–9; 暑假期间 is a window."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

_DIGITS = {word: number for number, word in enumerate("一二三四五六七八九十", 1)}
_DIGITS |= {"两": 2, "十一": 11, "十二": 12}
_MONTH = r"(1[0-2]|0?[1-9]|十[一二]?|[一二两三四五六七八九])"
_QUARTER = r"([一二两三四1-4])"
_PART = r"(?:份|[初末底]|[上中下]旬)?"

_SEVERAL = r"(?:[两二三四五六七八九十]|\d{1,2})"
_WINDOWS = "|".join(
    (
        r"(?<=[^\W\d])(?:期间|期内)",
        r"(?<=[日节月周天”])(?:当天|当日|前后)",
        r"“[^“”，。]{1,10}(?:[日周月节]”|”前后)",
        rf"(?:首|第一)个?[日天周月]|前{_SEVERAL}[天日]|整个(?=[^\W\d]{{2,4}}(?:假期|期间))",
        r"(?:宣传|教育|生产|活动|服务|助残|环境|宪法|禁毒|志愿者|安全|权益)(?:日|周|月)(?![0-9])",
        r"寒假|暑假|暑期|汛期|春节|国庆节?|清明|端午|中秋|元旦|节日|假期|农忙时节|去冬今春|今冬明春|赶场天|赶集日|圩日",
        rf"{_SEVERAL}个?(?:年|月|天|周|星期)来",
        r"20\d\d年?(?:度)?\s*[-—–~～至到]{1,2}\s*20\d\d年",
        r"自20\d\d年[^，。；]{0,8}以来|20\d\d年至今",
        r"\d{1,2}月\d{1,2}日\s*[-—–~～至到]{1,2}\s*(?:\d{1,2}月)?\d{1,2}日",
    )
)
"""Stretches told by name or day, of which no month tells the ends."""
_PATTERN = re.compile(
    "|".join(
        f"(?P<{name}>{pattern})"
        for name, pattern in (
            (
                "until",
                rf"(?:截至|截止|截止至|截止到|至)(?:目前的)?(?:20\d\d年|今年|本年度?)?{_MONTH}月(?:份|底|末|初)?",
            ),
            ("until_quarter", rf"(?:截至|截止|截止到|到|至)(?:20\d\d年|今年)?第?{_QUARTER}季度[末底]"),
            ("year_end", r"(?:截至|截止|截止到|到)(?:20\d\d年|今年)?年[末底]"),
            ("close", rf"{_MONTH}月份?[底末]"),
            ("range", rf"{_MONTH}月?{_PART}(?:开展|持续|一直)?\s*[-—–~～至到]{{1,2}}\s*{_MONTH}月{_PART}"),
            ("to_end", rf"{_MONTH}月{_PART}[^\W\d]{{0,4}}，?(?:截至|直到|[至到])年[末底]"),
            ("first_quarters", rf"[前头]{_QUARTER}(?:个)?季度"),
            ("quarter", rf"第?{_QUARTER}季度(?![一两二三四五六1-9]次)"),
            ("first_half", r"上半年|前半年"),
            ("second_half", r"下半年|后半年"),
            ("since", r"(?:今年|年初|开年)以来"),
            ("whole", r"全年度?|一整年|整年|一年(?:来|下来|间|里|中|到头)|(?:过去|这|新的)一年|年内"),
            ("window", _WINDOWS),
            ("first_months", rf"[前头]{_MONTH}个月"),
            ("month", rf"{_MONTH}月(?!\d{{1,2}}[日号])(?:份|底|末|初|[上中下]旬|期间)?"),
        )
    )
)
_NAME = 6
_HOLIDAY = re.compile(
    "春节|春运|国庆|元旦|清明|端午|中秋|五一|劳动节|寒假|暑假|暑期|暑运|汛期|黄金周|宪法|禁毒|秋收|农忙|两会"
)
_CUT = re.compile(rf"(?P<first>首|第一个?)(?P<span>[日天周月])|前(?P<count>{_SEVERAL})[天日]|(?P<all>整个)")
_DAYS = re.compile(r"(\d{1,2})月\d{1,2}日\s*[-—–~～至到]{1,2}\s*(?:(\d{1,2})月)?\d{1,2}日")
_NAMED = frozenset(_PATTERN.groupindex.values())
_MARKED = re.compile(
    r"月|季度|半年|全年|整年|[年天周]来|年[下里间中内末底]|期|[日节天周]|汛|假|清明|端午|中秋|元旦|去冬|今冬|20\d\d|以来|前后"
)


@dataclass(frozen=True, slots=True)
class Period:
    """Months `first` to `last` of a year, both included. `whole` means the text says 全年."""

    first: int
    last: int
    whole: bool = False
    window: bool = False
    """A named stretch or one of days (暑假期间, 宪法日当天, 三年来), which is not the year."""
    name: str | None = None
    """Which holiday or season a window is; 多年 for more years than one."""
    cut: str | None = None
    """What of it: 首日, 前3天, or 整个 for all."""
    since: bool = False
    """今年以来: from January to an open end."""


def _number(word: str) -> int:
    return _DIGITS.get(word) or int(word)


def _numbers(found: re.Match[str]) -> list[int]:
    return [_number(word) for index, word in enumerate(found.groups(), 1) if index not in _NAMED and word]


def _build(name: str, numbers: list[int]) -> Period:
    match name:
        case "until" | "close" | "first_months":
            return Period(1, numbers[0])
        case "range":
            return Period(min(numbers), max(numbers))
        case "to_end":
            return Period(numbers[0], 12)
        case "year_end":
            return Period(1, 12, whole=True)
        case "since":
            return Period(1, 12, since=True)
        case "until_quarter" | "first_quarters":
            return Period(1, 3 * numbers[0])
        case "quarter":
            return Period(3 * numbers[0] - 2, 3 * numbers[0])
        case "first_half":
            return Period(1, 6)
        case "second_half":
            return Period(7, 12)
        case "whole":
            return Period(1, 12, whole=True)
        case _:
            return Period(numbers[0], numbers[0])


def _window(text: str, found: str) -> Period:
    """Return a window by its words, `found`, and those just before it."""
    named, cut, days = _HOLIDAY.findall(text), _CUT.search(found), _DAYS.search(found)
    first, last = 1, 12
    if days:
        first, last = sorted((int(days[1]), int(days[2] or days[1])))
    several = found.startswith(("20", "自20")) or found.endswith("年来")
    return Period(
        first,
        last,
        window=True,
        name="多年" if several else named[-1] if named else None,
        cut=_cut_of(cut) if cut else None,
    )


def _cut_of(found: re.Match[str]) -> str:
    if found["all"]:
        return found["all"]
    if found["first"]:
        return "首" + found["span"].replace("天", "日")
    count = found["count"].replace("两", "二")
    return f"前{_DIGITS.get(count, count)}日"


_LAST_STRETCH = re.compile("上一?个?(?:季度?|月|周|期|半年)(?:同期|末|底)?的?$")
"""三季度…由上季的0.2%加快到0.4%: the stretch before the one that is named."""
_COMPARED = re.compile(r"(?<!同)[比较]$")
"""比一季度加快1.1个百分点 is not told of the first quarter; 比上半年的530间 is of the half."""


_MEANS = re.compile(r"(?:利用|借助|依托|借着?|结合|趁着?|抓住)[^，。；]{0,16}\Z")
"""利用“盘王节”等节庆 says by what means, not in which stretch."""


def find_periods(text: str) -> list[tuple[int, Period]]:
    """Return the periods stated in `text` with the offset where each ends, from left to right."""
    if not _MARKED.search(text):
        return []
    periods: list[tuple[int, Period]] = []
    for found in _PATTERN.finditer(text):
        compared = _COMPARED.search(text, max(found.start() - 2, 0), found.start())
        if compared and not text.startswith("的", found.end()):
            continue
        if _MEANS.search(text, 0, found.start()):
            continue
        if found.lastgroup != "window":
            periods.append((found.end(), _build(found.lastgroup or "", _numbers(found))))
            continue
        period = _window(text[max(found.start() - _NAME, 0) : found.end()], found[0])
        if periods and found.start() - periods[-1][0] <= _NAME:
            # 6月禁毒宣传月, 国庆假期前三天: what stands before tells which window it is.
            near = periods[-1][1]
            period = replace(
                period,
                first=near.first,
                last=near.last,
                name=period.name or near.name,
                cut=period.cut or near.cut,
            )
        periods.append((found.end(), period))
    return periods


_HALVES = re.compile("上、?下(?=半年)")
_EACH = re.compile("分别|依次")
_JOINT = re.compile("[、和与及]")


def period_told(before: str) -> Period | None:
    """Return the period that a number is told of, of those stated in its clause before it.

    Behind 分别 each number of a list has its own: 上、下半年分别84条和112条.
    """
    before = _HALVES.sub("上半年、下", before)
    found = find_periods(before)
    if not found:
        return None
    end, period = found[-1]
    each = _EACH.search(before, end)
    if each and len(found) > 1 and _JOINT.search(before, found[-2][0], end):
        dealt = len(_JOINT.findall(before, each.end()))
        period = found[min(dealt, len(found) - 1)][1]
    return one_before(period) if _LAST_STRETCH.search(before, end) else period


def period_again(text: str, anaphor: str) -> Period | None:
    """Return the last quarter or month that `text` names, which 当季 or 该月 points back to."""
    months = 3 if "季" in anaphor else 1
    periods = (period for _, period in reversed(find_periods(text)))
    return next((period for period in periods if period.last - period.first + 1 == months), None)


def one_before(period: Period) -> Period | None:
    """Return the quarter or month before one of this year's, if there is one."""
    length = period.last - period.first + 1
    if length not in (1, 3) or period.first <= length or period.window or period.since:
        return None
    return Period(period.first - length, period.last - length)


def same_period(draft: Period | None, source: Period | None, *, strict: bool = True) -> bool:
    """Whether a number of the source's period may be told of the draft's.

    A draft that names no period is lenient; one that names part of the year needs a source that does too,
    unless not `strict`; 全年 needs a source that is not bounded to part of the year. Two windows are compared
    by the holiday and the part of it that they name.
    """
    if draft is None or draft == source:
        return True
    if source is None:
        return draft.whole or draft.window or draft.since or not strict
    if draft.since:
        return source.first == 1 and not source.window
    if draft.window and source.window:
        return _same_window(draft, source)
    if draft.name == "多年":
        return source.whole or source.since
    if source.window and (source.first, source.last) == (1, 12):
        return not draft.whole and (draft.first, draft.last) != (1, 12)
    if draft.window and (draft.first, draft.last) == (1, 12):
        return True
    return source.since or (draft.first, draft.last) == (source.first, source.last)


def _same_window(draft: Period, source: Period) -> bool:
    """Whether two windows may be one: neither another holiday, nor another part of it."""
    if draft.name and source.name and draft.name != source.name:
        return False
    if "整个" in (draft.cut, source.cut):
        return None in (draft.cut, source.cut)
    if draft.name and draft.name == source.name and draft.cut and not source.cut:
        return False
    return not (draft.cut and source.cut) or draft.cut == source.cut
