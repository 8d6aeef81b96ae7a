"""P1xx: the parts a report must have, the days it is due, the county's checklist."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from fazhi_rag.numbers import sentence_spans
from fazhi_rag.numbers.zones import features
from fazhi_rag.reviewing.report import Check, Report
from fazhi_rag.types import Part, ReviewFinding, Section, Span

_REQUIRED = {
    Part.ACHIEVEMENTS: "举措和成效",
    Part.PROBLEMS: "不足和原因",
    Part.FIRST_RESPONSIBLE: "党政主要负责人履行第一责任人职责情况",
    Part.NEXT_PLAN: "下一年度主要安排",
}
"""Source: 《法治政府建设与责任落实督察工作规定》, the contents of the annual report."""
_TOLD_IN_PROSE = {
    Part.PROBLEMS: re.compile(r"存在(?:的|着|一些|以下|不少)*(?:薄弱环节|不足|问题|短板|差距)"),
    Part.FIRST_RESPONSIBLE: re.compile(r"第一责任人"),
    Part.NEXT_PLAN: re.compile(r"下一步，|下一年度?，|20\d\d年，?(?:我[镇乡]|我街道)?将"),
}
"""What stands for a part in a report without headings."""
_CAUSE = re.compile(
    r"原因|由于|因为|源于|在于|归因|根源|成因|导致|致使|造成|受限于|受制于|受[^，。；]{1,14}(?:影响|制约|限制)|因[^此而，。；]{2,20}[，所而]"
)
_SHORT = 12
"""Characters; a part with less has a heading and nothing under it."""
_COVERED = 0.5
"""Least share of an item's character pairs in one sentence. A prior: half of its words."""


def _missing(report: Report) -> Iterator[ReviewFinding]:
    sections = report.document.sections
    present = {section.part for section in sections}
    for part, name in _REQUIRED.items():
        if part in present or (not sections and _in_prose(part, report.text)):
            continue
        message = f"没有找到“{name}”部分（督察工作规定要求写明）"
        yield report.finding("P101", Span(0, 0), message)


def _in_prose(part: Part, text: str) -> bool:
    pattern = _TOLD_IN_PROSE.get(part)
    return pattern is None or pattern.search(text) is not None


def _roots(report: Report, part: Part) -> list[Section]:
    """Return the outermost sections of a part."""
    sections = report.document.sections
    return [
        one
        for one in sections
        if one.part is part and (one.parent is None or sections[one.parent].part is not part)
    ]


def _no_cause(report: Report) -> Iterator[ReviewFinding]:
    problems = _roots(report, Part.PROBLEMS)
    bodies = [Span(one.heading_span.end, one.span.end).of(report.text) for one in problems]
    if problems and not any(_CAUSE.search(body) for body in bodies):
        message = "写了不足，没有写原因（督察工作规定要求“不足和原因”）"
        yield report.finding("P102", problems[0].heading_span, message)


def _empty(report: Report) -> Iterator[ReviewFinding]:
    for part, name in _REQUIRED.items():
        roots = _roots(report, part)
        told = sum(len(Span(one.heading_span.end, one.span.end).of(report.text).strip()) for one in roots)
        own_title = any(len(one.heading) > 2 * _SHORT for one in roots)
        if roots and told < _SHORT and not own_title:
            yield report.finding("P103", roots[0].heading_span, f"“{name}”部分只有标题，没有内容")


def _late(report: Report) -> Iterator[ReviewFinding]:
    year, signed = report.year, report.document.identity.issue_date
    if year is None or signed is None:
        return
    for (month, day), code, what in (
        (report.settings.report_up, "P104", "报送"),
        (report.settings.publish, "P105", "公开"),
    ):
        if signed >= date(year + 1, month, day):
            message = (
                f"落款日期{signed.year}年{signed.month}月{signed.day}日，"
                f"{what}年度报告应在{year + 1}年{month}月{day}日前"
            )
            yield report.finding(code, Span(0, 0), message)


def _unticked(report: Report) -> Iterator[ReviewFinding]:
    if not report.settings.checklist:
        return
    sentences = [_pairs(span.of(report.text)) for span in sentence_spans(report.text)]
    for item in report.settings.checklist:
        wanted = _pairs(item)
        if wanted and not any(len(wanted & told) >= _COVERED * len(wanted) for told in sentences):
            yield report.finding("P106", Span(0, 0), f"工作要点没有写到：{item}")


def _pairs(text: str) -> frozenset[str]:
    return frozenset(item for item in features(text) if len(item) > 1)


CHECKS = (
    Check(("P101",), _missing),
    Check(("P102",), _no_cause),
    Check(("P103",), _empty),
    Check(("P104", "P105"), _late),
    Check(("P106",), _unticked),
)
