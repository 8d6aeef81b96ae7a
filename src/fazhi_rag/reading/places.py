"""Townships and the units above them, as they stand in titles, signatures, 《…》 and running text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

PROVINCES = (
    *("北京市", "天津市", "上海市", "重庆市", "河北省", "山西省", "辽宁省", "吉林省", "黑龙江省", "江苏省"),
    *("浙江省", "安徽省", "福建省", "江西省", "山东省", "河南省", "湖北省", "湖南省", "广东省", "海南省"),
    *("四川省", "贵州省", "云南省", "陕西省", "甘肃省", "青海省", "台湾省", "内蒙古自治区", "广西壮族自治区"),
    *("西藏自治区", "宁夏回族自治区", "新疆维吾尔自治区", "香港特别行政区", "澳门特别行政区"),
)
_HAN = "[\u4e00-\u9fff]"
_SUFFIX = "(?:镇|街道|乡|苏木)"
_ANY_PROVINCE = "|".join(PROVINCES)
_PROVINCE = re.compile(_ANY_PROVINCE)
_PREFECTURE = re.compile(rf"(?P<name>{_HAN}{{1,10}}?(?:自治州|地区|市|盟))(?={_HAN}{{1,10}}[县区市旗])")
_UNIT = re.compile(rf"(?P<county>{_HAN}{{1,12}}[县区市旗])?(?P<township>{_HAN}{{1,10}}{_SUFFIX})")
_BEFORE_OFFICE = re.compile(
    rf"{_SUFFIX}(?=人民政府|人民代表大会|人大|党委|党工委|委员会|工作委员会|办事处|街道办|政府"
    r"|20\d\d|二[〇零○]|关于|法治|依法|年度|[（(《\s_—-]|$)",
    re.MULTILINE,
)
_OPENS_CLAUSE = re.compile(rf"(?<!{_HAN}){_HAN}{{2,8}}?{_SUFFIX}(?![镇乡街村场区域长化居])")
_LOCAL = re.compile(rf"《(?:中共)?(?P<name>{_HAN}{{2,15}}?[县区旗])(?=[^《》]{{1,60}}》)")
_PROVINCIAL = re.compile(rf"《(?P<name>{_ANY_PROVINCE})")
_COUNTY_OFFICE = re.compile(
    rf"(?:^|中共|[、，,；;和及 ])(?P<name>{_HAN}{{1,15}}?[县区旗])(?=委|人民政府|政府)"
)
_NAMED_COUNTY = re.compile(rf"(?P<name>{_HAN}{{1,9}}?[县区旗])(?![\u4e00-\u9fff])")
_NAMED_PREFECTURE = re.compile(rf"{_HAN}{{2,9}}(?:自治州|地区|市|盟)")
_RUN = re.compile(rf"{_HAN}{{0,30}}\Z")
_LONGEST_RUN = 30
_LEFT = re.compile(
    r".*(?:中共|关于|现将|印发|人民政府|党委|年度|位于|隶属于?|地处)"
    rf"|(?<=\d)年|.*[零一二三四五六七八九]{{2,4}}年|在(?={_HAN}+[县区市旗]{_HAN})"
)
_COMMON = re.compile(
    r"\A(?:某|每|两|一|几|多|城|村|集|小|场|重|强|古|名|市|县|建制|新型|特色|全国|基层|中心|在场|周边|其他|兄弟|相邻)"
    rf"{_SUFFIX}+\Z|(?:\A|.)[我本全各该乡]{_SUFFIX}\Z"
)
_NO_COUNTY = re.compile(
    r"\A[各全本我该市区州郡]县\Z"
    r"|(?:社|小|校|园|景|辖|片|灾|库|市|地|示范|开发|保护|行政|自治|名胜|功能|所在)区\Z|所在县\Z"
)
_LONGEST_COUNTY = 4
"""Characters, autonomous counties apart; what is longer has caught a verb in front (推进丰都县)."""


@dataclass(frozen=True, slots=True)
class Place:
    """A township with the units above it, as far as they are written in front of it."""

    township: str
    county: str | None = None
    prefecture: str | None = None
    province: str | None = None


def parse_place(run: str) -> Place | None:
    """Split 重庆市云阳县渠马镇 into its units; None where no township ends it."""
    rest, province = _split_province(run)
    prefecture = _PREFECTURE.match(rest)
    below = _UNIT.fullmatch(rest, prefecture.end()) if prefecture else None
    unit = below or _UNIT.fullmatch(rest)
    if unit is None:
        return None
    return Place(
        unit["township"], unit["county"], prefecture["name"] if prefecture and below else None, province
    )


def find_before_office(text: str) -> Iterator[Place]:
    """Yield townships before an office, a year or the end of a line: 渠马镇人民政府, 松源镇2021年.

    Meant for titles, issuers and file names: in running text the words in front belong to the sentence.
    """
    for found in _BEFORE_OFFICE.finditer(text):
        place = parse_place(_run_before(text, found.end()))
        if place and is_name(place.township):
            yield place


def find_opening(text: str) -> Iterator[str]:
    """Yield townships that open a clause: ，高家镇认真开展…"""
    return (found[0] for found in _OPENS_CLAUSE.finditer(text) if is_name(found[0]))


def is_name(township: str) -> bool:
    """Whether it is a name, not 我镇, 各乡镇 or 城镇."""
    return _COMMON.search(township) is None


def find_units_above(township: str, text: str, *, addressee: str) -> Place:
    """Return the township with the county, prefecture and province that `text` gives it.

    Best is what stands directly before the township; else a county or province in the title of a local
    document cited in 《》, or in the addressee, where all of them agree on one.
    """
    before = Counter(_directly_before(township, text))
    if before:
        return max(before, key=lambda place: (before[place], bool(place.province), bool(place.prefecture)))
    named = [found["name"] for found in _LOCAL.finditer(text)]
    named += [found["name"] for found in _COUNTY_OFFICE.finditer(addressee)]
    counties = {county for county in map(_below_prefecture, named) if _is_county(county)}
    provinces = {found["name"] for found in _PROVINCIAL.finditer(text)}
    return Place(township, _only(counties), None, _only(provinces))


def find_units_named(names: Iterable[str]) -> Place:
    """Return the units above a township that stand alone as names, outermost first: the folders of a file.

    Of two cities the inner one is a county's equal (县级市); one alone is taken for a prefecture.
    """
    county = prefecture = province = None
    for name in names:
        rest, found = _split_province(name)
        if name in PROVINCES:
            rest, found = "", name
        province = found or province
        unit = _PREFECTURE.match(rest)
        prefecture = unit["name"] if unit else prefecture
        below = _NAMED_COUNTY.match(rest, unit.end() if unit else 0)
        if below and _is_county(below["name"]):
            county = below["name"]
        elif _NAMED_PREFECTURE.fullmatch(rest):
            if prefecture and rest.endswith("市"):
                county = rest
            else:
                prefecture = rest
    return Place("", county, prefecture, province)


def _directly_before(township: str, text: str) -> Iterator[Place]:
    for found in re.finditer(re.escape(township), text):
        place = parse_place(_run_before(text, found.end()))
        if place and place.township == township and place.county and _is_county(place.county):
            yield place


def _run_before(text: str, end: int) -> str:
    """Return the Chinese characters that end at `end`, without the words that lead up to a name."""
    found = _RUN.search(text, max(end - _LONGEST_RUN, 0), end)
    start = found.start() if found else end
    lead = _LEFT.match(text, start, end)
    return text[lead.end() if lead else start : end]


def _below_prefecture(name: str) -> str:
    rest, _ = _split_province(name)
    prefecture = _PREFECTURE.match(rest)
    return rest[prefecture.end() :] if prefecture else rest


def _is_county(name: str) -> bool:
    """Whether it is a county's name: two to four characters, or autonomous; not 社区, 辖区, 全县."""
    if _NO_COUNTY.search(name) or (len(name) == 2 and not name.endswith("县")):
        return False
    return 2 <= len(name) <= _LONGEST_COUNTY or name.endswith(("自治县", "自治旗"))


def _split_province(run: str) -> tuple[str, str | None]:
    province = _PROVINCE.match(run)
    return (run[province.end() :], province[0]) if province and province.end() < len(run) else (run, None)


def _only(names: set[str]) -> str | None:
    return next(iter(names)) if len(names) == 1 else None
