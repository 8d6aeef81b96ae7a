"""F101, F102, F105, F106, F112, F117: how heading and document numbers, dates and years are written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from fazhi_rag.numbers import parse_number
from fazhi_rag.reading import ITEM_LEVEL
from fazhi_rag.reviewing.report import Check, Report
from fazhi_rag.types import ReviewFinding, Section, Span

_NUMBER = re.compile(
    r"(?P<open>[（(第]?)(?P<digits>\d{1,2}|[一二三四五六七八九十]{1,3})(?P<close>[）)、.．]?)"
)
_DIGITS = "一二三四五六七八九十"
_ITEM = re.compile(
    r"(?<=[。；：;:\n，])(?P<digit>[一二三四五六七八九十])(?:(?P<is>是)(?![否非])|(?=深化|加强|强化|推进|完善|健全|规范|提升"
    r"|提高|优化|开展|抓好|落实|建立|持续|坚持|着力|创新|严格|积极|全面|突出|聚焦|严明|严肃|扩大|打造|改进))"
)
_DOC_NUMBER = re.compile(
    r"(?P<issuer>[\u4e00-\u9fff]{2,12}(?:发|字|文|函|办|委|府|政|通|令))"
    r"(?P<open>[〔\[［（(【﹝])(?P<year>20\d\d)(?P<close>[〕\]］）)】﹞])(?P<word>第?)(?P<number>\d{1,4})号"
)
_PADDED = re.compile(
    r"(?<!\d)20\d\d年(?:0\d月(?:\d{1,2}[日号])?|\d{1,2}月0\d[日号])|(?<![\d年])0\d月\d{1,2}[日号]"
)
_ZERO = re.compile(r"(?<=\D)0(?=\d[月日号])")
_AFTER_BRACKET = re.compile(r"(?m)^[ \u3000]*[（(](?:[一二三四五六七八九十]{1,3}|\d{1,2})[）)][、，,.．]")
_ARABIC_PAUSE = re.compile(r"(?m)^[ \u3000]*\d{1,2}、(?=[\u4e00-\u9fff“《])")
_FIRST_PAUSE = re.compile(r"(?:(?<=[。；：\n])|\A)第[一二三四五六七八九十]、(?![一二三四五六七八九十])")
_SPELT_YEAR = re.compile(
    r"[二一](?=[零〇○oO0][一二三四]|九)[零〇○oO0九][零〇○oO一二三四五六七八九][零〇○oO一二三四五六七八九]年"
)
_SHORT_YEAR = re.compile(r"(?<![\d\u4e00-\u9fff.．-])['’]?[12]\d年(?=度|以来|全年|[我全本][镇乡]|[，,])")


@dataclass(frozen=True, slots=True)
class _Numbered:
    section: Section
    value: int
    style: str
    """How the number is written: 一、 （一） 1. （1）, brackets of one width."""


def _read(section: Section) -> _Numbered | None:
    found = _NUMBER.fullmatch(section.number.strip())
    value = parse_number(found["digits"]) if found else None
    if found is None or not isinstance(value, Decimal):
        return None
    digits = "1" if found["digits"].isdigit() else "一"
    opening = found["open"].replace("(", "（")
    return _Numbered(
        section, int(value), f"{opening}{digits}{found['close'].replace(')', '）').replace('．', '.')}"
    )


def _series(report: Report) -> Iterator[list[_Numbered]]:
    """Yield the numbered headings of each list; a list begins anew at 1."""
    groups: dict[tuple[int | None, int], list[_Numbered]] = {}
    for section in report.document.sections:
        numbered = _read(section) if section.level < ITEM_LEVEL else None
        if numbered:
            groups.setdefault((section.parent, section.level), []).append(numbered)
    for group in groups.values():
        series: list[_Numbered] = []
        for one in group:
            if one.value == 1 and series:
                yield series
                series = []
            series.append(one)
        yield series


def _items(report: Report) -> Iterator[tuple[int, Span, bool]]:
    """Yield (value, place, whether 是 follows) of run-in numbers (一是…); without 是 only in its turn."""
    before = 0
    for found in _ITEM.finditer(report.text):
        value = _DIGITS.index(found["digit"]) + 1
        told = found["is"] is not None
        if told or value == before + 1 >= 2:
            yield value, Span(*found.span()), told
            before = value


def _item_gaps(report: Report) -> Iterator[ReviewFinding]:
    before = 0
    for value, span, told in _items(report):
        written = span.of(report.text)
        if not told:
            yield report.finding(
                "F102",
                span,
                f"“{written}”与前面的“{_DIGITS[before - 1]}是”不一致，疑漏“是”",
                fix=f"{written}是",
            )
        elif value > before + 1 and before:
            yield report.finding("F101", span, f"序号不连续：“{_DIGITS[before - 1]}是”之后是“{written}”")
        elif value == before and value > 1:
            yield report.finding("F101", span, f"序号重复：“{written}”出现了两次")
        before = value


def _headings(report: Report) -> Iterator[ReviewFinding]:
    for series in _series(report):
        yield from _gaps(report, series)
        yield from _styles(report, series)


def _gaps(report: Report, series: list[_Numbered]) -> Iterator[ReviewFinding]:
    before = 0
    for one in series:
        told = _number_span(one.section)
        if one.value == before:
            yield report.finding("F101", told, f"序号重复：“{one.section.number}”出现了两次")
        elif one.value != before + 1 and before:
            yield report.finding("F101", told, f"序号不连续：第{before}项之后是“{one.section.number}”")
        elif one.value != 1 and not before and len(series) > 1:
            yield report.finding("F101", told, f"序号不是从一开始：“{one.section.number}”")
        before = one.value


def _styles(report: Report, series: list[_Numbered]) -> Iterator[ReviewFinding]:
    styles = Counter(one.style for one in series)
    usual = styles.most_common(1)[0][0]
    other = [one for one in series if one.style != usual]
    places = [_number_span(one.section) for one in other]
    shown = f"同级序号的样式不一致：“{other[0].section.number}”与其他的“{usual}”" if other else ""
    yield from report.gathered("F102", places, shown)


def _number_span(section: Section) -> Span:
    start = section.span.start
    return Span(start, start + len(section.number))


def _doc_numbers(report: Report) -> Iterator[ReviewFinding]:
    for found in _DOC_NUMBER.finditer(report.text):
        right = f"{found['issuer']}〔{found['year']}〕{int(found['number'])}号"
        if found[0] != right:
            message = "发文字号的年份用六角括号〔〕，序号不编虚位、不加“第”（GB/T 9704）"
            yield report.finding("F105", Span(*found.span()), message, fix=right)


def _padded(report: Report) -> Iterator[ReviewFinding]:
    for found in _PADDED.finditer(report.text):
        message = "成文日期的月、日不编虚位（GB/T 9704）"
        yield report.finding("F106", Span(*found.span()), message, fix=_ZERO.sub("", "年" + found[0])[1:])


def _pauses(report: Report) -> Iterator[ReviewFinding]:
    for pattern, message in (
        (_AFTER_BRACKET, "带括号的序号后面不加标点（GB/T 15834）"),
        (_ARABIC_PAUSE, "阿拉伯数字序号后用下脚点，不用顿号（GB/T 15834）"),
        (_FIRST_PAUSE, "“第一”“第二”后面用逗号，不用顿号（GB/T 15834）"),
    ):
        yield from report.gathered(
            "F112", [Span(*found.span()) for found in pattern.finditer(report.text)], message
        )


def _years(report: Report) -> Iterator[ReviewFinding]:
    spelt = [
        Span(*found.span()) for found in _SPELT_YEAR.finditer(report.text) if re.search("[零○oO0]", found[0])
    ]
    fix = re.sub("[零○oO0]", "〇", spelt[0].of(report.text)) if spelt else None
    yield from report.gathered("F117", spelt, "汉字年份中的“0”写作“〇”（GB/T 15835）", fix=fix)
    short = [Span(*found.span()) for found in _SHORT_YEAR.finditer(report.text)]
    fix = "20" + short[0].of(report.text).lstrip("'’") if short else None
    yield from report.gathered("F117", short, "年份写四位数字，不简写（GB/T 15835）", fix=fix)


CHECKS = (
    Check(("F101", "F102"), _item_gaps),
    Check(("F101", "F102"), _headings),
    Check(("F105",), _doc_numbers),
    Check(("F106",), _padded),
    Check(("F112",), _pauses),
    Check(("F117",), _years),
)
