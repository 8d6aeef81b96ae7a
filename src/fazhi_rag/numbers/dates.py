"""Dates, years, year ranges, periods and clock times."""

from __future__ import annotations

import re
from decimal import Decimal

from fazhi_rag.numbers.found import Found
from fazhi_rag.numbers.lexicon import unit_at
from fazhi_rag.numbers.numerals import evaluate
from fazhi_rag.types import Approx, Kind

_CN = "[〇○零一二三四五六七八九]"
_Y4 = rf"(?:[12][0-9]{{3}}|[一二]{_CN}{{3}})"
_DASH = r" ?(?:[—–\-~]{1,2}|至|到) ?"
_MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_DAY = r"(?:3[01]|[12][0-9]|0?[1-9]|三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])"
_PART = re.compile(r"年?初|年?[底末]|年中|年内|[上中下]旬|[上下]半月|中|份")

_YEAR_RANGE = re.compile(rf"({_Y4}) ?(?:年度?|学年)?{_DASH}({_Y4}|[0-9]{{2}}) ?(?:年度?|学年)?")
_FULL = re.compile(
    rf"({_Y4}) ?年(?:度)? ?({_MONTH})(?: ?(月) ?(?:({_DAY})[日号]?(?![0-9]))?|{_DASH}{_MONTH} ?月)"
)
_YEAR_PART = re.compile(rf"({_Y4}) ?年(?:年?[初底末](?![级始])|(?:春|秋|夏|冬)季?(?!季))")
_YEAR = re.compile(rf"({_Y4}) ?(?:年(?:度)?|学年|财年)(?![级龄轮])")
_SEASON = re.compile(r"((?:19|20)[0-9]{2})[/-]([0-9]{2})(?=(?:赛季|学年|财年|雪季|榨季|年度))")
_SHORT_YEAR = re.compile(r"([0-9]{2})年(?![级龄轮])")
_BARE_YEAR = re.compile(r"(?:19[5-9][0-9]|20[0-4][0-9])(?=[\u4e00-\u9fff])(?![余多至到万亿千百])")
_ISO = re.compile(
    r"((?:19|20)[0-9]{2})([-./])(1[0-2]|0?[1-9])(?:\2(3[01]|[12][0-9]|0?[1-9]))?(?![0-9.%])(?!\2)"
)
_MONTH_RANGE = re.compile(rf"({_MONTH})(?:月份?)?{_DASH}({_MONTH})月份?(?!{_DAY}[日号])")
_MONTH_DAY = re.compile(rf"({_MONTH}) ?月份? ?({_DAY})(?:{_DASH}(?:{_MONTH}月)?{_DAY})?[日号]")
_DAY_RANGE = re.compile(rf"({_DAY})[日号]?(?:{_DASH}|、)({_DAY})[日号](?!线|楼)")
_BARE_MONTH = re.compile(rf"({_MONTH}) ?月(?:份)?(?:[底末初中]|[上中下]旬)?(?![票饼球亮子经老嫂薪租费])")
_BARE_DAY = re.compile(rf"({_DAY})(日)(?![内以之元期间后志程韩报均夜子常本语化圆游]|起至|志)")
_BARE_DAY_HAO = re.compile(rf"({_DAY})号(?=[，。、上下晚早中凌当起前晨夜])")
_DOT_DAY = re.compile(r"(1[0-2]|[1-9])[·.•](3[01]|[12][0-9]|[1-9])(?![0-9])")
_TIME = re.compile(r"(?:[01]?[0-9]|2[0-4]):[0-5][0-9](?::[0-5][0-9])?(?![0-9:])")
_HOUR = re.compile(
    r"(?:[01]?[0-9]|2[0-4]|[一二两三四五六七八九十]{1,3})(?:[时](?![代间候尚期常速段]|许?多)|点(?![的名位心子数击赞评燃缀滴球火出])钟?)"
    r"(?:(?:[0-5]?[0-9]|[零一二三四五六七八九十]{1,3})分?|半|整|许|一刻|三刻)?"
)
_HALF_DAY = re.compile(
    r"(?:上午|下午|凌晨|晚上|早上|中午|傍晚|清晨|晚间|深夜|当晚|今晚|早晨|昨晚|[日号]晚|[日号]早|[日号]) ?\Z"
)
_QUARTER = re.compile(r"(?:前?[一二三四1-4]|[一二三四1-4]至[一二三四1-4])个?季度(?![一二两三四1-9]?次)")
_WEEKDAY = re.compile(r"(?:周|星期|礼拜)([一二三四五六日天])(?![日岁刊年边边]|体)")
_ERA = re.compile(
    r"(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})世纪(?:[0-9]0年代|[二三四五六七八九]十年代)?(?:[初末]|中[期叶])?|[0-9]0年代|[一二三四五六七八九]十年代|[0-9]0后|[七八九]零后|零零后|00后"
)
_LUNAR = re.compile(
    r"[一二三四五六七八九十]{1,2}月(?:初[一二三四五六七八九十]|十[一二三四五六七八九](?![日号个])|廿[一二三四五六七八九])"
)


_LUNAR_LEAD = re.compile(r"(?:闰?[正腊冬]月|大年)初?\Z")
_LUNAR_DAY = re.compile(
    r"(?:[一二三四五六七八九]|(?:二?十|廿)[一二三四五六七八九]?|三十)(?![一二三四五六七八九十百千万个名件次])"
)


def read_lunar(text: str, start: int) -> Found | None:
    """Read 正月十五, 腊月廿三, 大年三十 whose day stands at `start`: a date without a value."""
    if text[start - 1 : start] not in tuple("月初年"):
        return None
    lead = _LUNAR_LEAD.search(text, max(0, start - 4), start)
    day = _LUNAR_DAY.match(text, start) if lead else None
    return _date(lead.start(), day.end(), None) if lead and day else None


def _short_year(text: str, start: int) -> Found | None:
    """Read ’21年 as 2021 and ’98年 as 1998."""
    found = _SHORT_YEAR.match(text, start) if text[start - 1 : start] in tuple("'’‘") else None
    if found is None:
        return None
    year = int(found[1])
    return Found(start - 1, found.end(), Kind.YEAR, Decimal(year + (2000 if year < 50 else 1900)))


def _number(text: str) -> int:
    return int(evaluate(text))


def iso_date(year: str | None, month: str | None, day: str | None) -> str:
    """Return the date with what is stated: 2023-01-31, 2021-11, --12-04, --11, ---06."""
    if month is None:
        return f"---{_number(day):02d}" if day else f"{_number(year or '0'):04d}"
    head = f"{_number(year):04d}" if year else "-"
    tail = f"-{_number(day):02d}" if day else ""
    return f"{head}-{_number(month):02d}{tail}"


def _date(start: int, end: int, value: str | None) -> Found:
    return Found(start, end, Kind.DATE, value)


_ARABIC_RUN = re.compile(r"[0-9]++")
_AFTER_DATE_NUMBER = frozenset("年月日号季学财-./·•:至到—–~、时点世后个 ")
"""What may follow the first number of a date, season or clock time."""


def read_date(text: str, start: int) -> Found | None:
    """Read the date, year, year range, period or clock time whose first numeral stands at `start`."""
    run = _ARABIC_RUN.match(text, start)
    if run and len(run[0]) != 4 and text[run.end() : run.end() + 1] not in _AFTER_DATE_NUMBER:
        return None
    for read in (_short_year, _with_year, _without_year, _clock):
        if found := read(text, start):
            return found
    return None


def _with_year(text: str, start: int) -> Found | None:
    if text[start] not in "12一二":
        return None
    if found := _FULL.match(text, start):
        end = _extend_part(text, found.end()) if found[3] and not found[4] else found.end()
        return _date(start, _extend_range(text, end), iso_date(found[1], found[2], found[4]))
    if (season := _SEASON.match(text, start)) and (pair := _year_pair(season, text)):
        return Found(start, season.end(), Kind.YEAR_RANGE, pair)
    if (found := _YEAR_RANGE.match(text, start)) and (pair := _year_pair(found, text)):
        return Found(start, found.end(), Kind.YEAR_RANGE, pair)
    if found := _YEAR_PART.match(text, start):
        return _date(start, found.end(), iso_date(found[1], None, None))
    if (found := _YEAR.match(text, start)) and 1000 <= _number(found[1]) <= 2999:
        return Found(start, found.end(), Kind.YEAR, Decimal(_number(found[1])))
    if (
        (found := _BARE_YEAR.match(text, start))
        and text[start - 1 : start] not in tuple("约超近")
        and not unit_at(text, found.end())
    ):
        return Found(start, found.end(), Kind.YEAR, Decimal(found[0]))
    if (found := _ISO.match(text, start)) and (
        found[4]
        or (found[2] == "-" and len(found[3]) == 2)
        or text[found.end() : found.end() + 1] in "）)，。"
    ):
        return _date(start, found.end(), iso_date(found[1], found[3], found[4]))
    return None


def _extend_part(text: str, end: int) -> int:
    part = _PART.match(text, end)
    return part.end() if part else end


_RANGE_TAIL = re.compile(rf"{_DASH}(?:(?:{_Y4}年)?{_MONTH}月)?{_DAY}[日号]|{_DASH}{_MONTH}月(?:份)?")


def _extend_range(text: str, end: int) -> int:
    """Take 至7日 or 至9月 into the span of the date before it."""
    tail = _RANGE_TAIL.match(text, end)
    return tail.end() if tail else end


def _year_pair(found: re.Match[str], text: str) -> tuple[Decimal, Decimal] | None:
    first, second = _number(found[1]), _number(found[2])
    if second < 100:
        if "年" not in found[0] and found.re is not _SEASON:
            return None
        second += first // 100 * 100
    stated = (
        "年" in found[0]
        or found.re is _SEASON
        or text[found.end() : found.end() + 1] in tuple("）)〉》")
        or 1900 <= first < 2100
    )
    return (Decimal(first), Decimal(second)) if first < second < first + 200 and stated else None


def _without_year(text: str, start: int) -> Found | None:
    """Read 11月底, 3月5日, 1—11月, 5至7日, 12·4, 三季度."""
    if found := _MONTH_DAY.match(text, start):
        return _date(start, _extend_range(text, found.end()), iso_date(None, found[1], found[2]))
    if (found := _MONTH_RANGE.match(text, start)) and _number(found[1]) < _number(found[2]):
        return _date(start, found.end(), iso_date(None, found[1], None))
    if found := _LUNAR.match(text, start):
        return _date(start, found.end(), None)
    if found := _BARE_MONTH.match(text, start):
        return _date(start, found.end(), iso_date(None, found[1], None))
    if (found := _DAY_RANGE.match(text, start)) and _number(found[1]) < _number(found[2]):
        return _date(start, found.end(), iso_date(None, None, found[1]))
    if found := _BARE_DAY.match(text, start) or _BARE_DAY_HAO.match(text, start):
        return (
            None if _is_duration(text, start) else _date(start, found.end(), iso_date(None, None, found[1]))
        )
    if (found := _DOT_DAY.match(text, start)) and (
        found[0][-len(found[2]) - 1] in "·•" or _is_named_day(text, start, found.end())
    ):
        return _date(start, found.end(), iso_date(None, found[1], found[2]))
    if found := _QUARTER.match(text, start):
        return (
            None if text[start - 1 : start] == "每" else Found(start, found.end(), Kind.OTHER, None, "季度")
        )
    return None


_DAY_NAME = re.compile(r"[”\"’]|[\u4e00-\u9fff]{0,8}[日节周][”\"’]")
_LASTS = re.compile(r"(?:为期|连续|历时|满|每|近|提前|期限|共|达|超过|持续|试用|耗时|拘留|过|隔)\Z")


def _is_duration(text: str, start: int) -> bool:
    return _LASTS.search(text, max(0, start - 3), start) is not None


def _is_named_day(text: str, start: int, end: int) -> bool:
    """12.4 is a date only in quotes or brackets of its own, before 国家宪法日 and the like."""
    quoted = text[start - 1 : start] in tuple('“"‘')
    return quoted and _DAY_NAME.match(text, end) is not None


def _clock(text: str, start: int) -> Found | None:
    if found := _ERA.match(text, start):
        return Found(start, found.end(), Kind.OTHER, found[0])
    if (found := _TIME.match(text, start)) and _looks_like_time(found[0]):
        return Found(start, found.end(), Kind.OTHER, found[0], "时")
    if (found := _HOUR.match(text, start)) and (
        _HALF_DAY.search(text, max(0, start - 4), start)
        or ("时" in found[0] and "小" not in found[0] and found[0][0].isdigit())
    ):
        return Found(start, found.end(), Kind.OTHER, found[0], "时")
    return None


def _looks_like_time(written: str) -> bool:
    """14:30 and 8:05 are times; 3:2 and 1:10 are scores or proportions unless the minutes have two digits."""
    return len(written.rsplit(":", 1)[1]) == 2


def read_weekday(text: str, start: int) -> Found | None:
    """Read 周五 or 星期三 whose numeral stands at `start`."""
    for lead in (1, 2):
        if (
            text[start - lead - 1 : start - lead] != "每"
            and start >= lead
            and (found := _WEEKDAY.match(text, start - lead))
            and found.start(1) == start
        ):
            return Found(found.start(), found.end(), Kind.OTHER, found[0], None, Approx.EXACT)
    return None
