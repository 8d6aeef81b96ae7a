"""N108, N110, N115: days that no calendar has, times after the report's own, two periods at once."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date

from fazhi_rag.numbers.slots import has_words
from fazhi_rag.numbers.verbs import pattern as verbs
from fazhi_rag.reviewing.report import Check, Report
from fazhi_rag.types import Part, ReviewFinding, Span

_DAY = re.compile(r"(?:(?<!\d)(?P<year>20\d\d)年)?(?<!\d)(?P<month>\d{1,2})月(?P<day>\d{1,2})[日号]")
_MONTH = re.compile(r"(?<!\d)(?P<year>20\d\d)年(?P<month>\d{1,2})月")
_AHEAD = re.compile(
    r"(?<![\d—–~～至-])(?P<year>20\d\d)年(?!度?(?:计划|工作|安排|目标|打算|预算|任务|—|-|至))"
)
_GOAL = re.compile(
    r"到|至|前|底|末|目标|规划|有效期|合同|期限|纲要|五年|八五|九五|十四五|十五五|届|任期|—|-|～|~"
)
_LEAP = 2024
_UNTIL = re.compile(
    r"截[至止][至到]?(?:20\d\d年|今年|本年度?)?(?P<month>\d{1,2}|十一|十)月(?:份|底|末|初)?[，,](?:我[镇乡]|全[镇乡])?全年(?P<total>共|累计|合计|总共|一共)?(?=[^，。；]{0,30}\d)"
)


def _impossible(report: Report) -> Iterator[ReviewFinding]:
    for found in _DAY.finditer(report.text):
        month, day = int(found["month"]), int(found["day"])
        if not 1 <= month <= 12 or not 1 <= day <= monthrange(int(found["year"] or _LEAP), month)[1]:
            yield report.finding("N108", Span(*found.span()), f"没有{found[0]}这一天")
    for found in _MONTH.finditer(report.text):
        if not 1 <= int(found["month"]) <= 12 and not _DAY.match(report.text, found.start()):
            yield report.finding("N108", Span(*found.span()), f"没有{found[0]}这个月")


def _after_signing(report: Report) -> Iterator[ReviewFinding]:
    """Yield days told in the results that lie after the day the report is signed."""
    signed = report.document.identity.issue_date
    for found in _DAY.finditer(report.text) if signed else ():
        if not found["year"] or report.part_at(found.start()) is not Part.ACHIEVEMENTS:
            continue
        try:
            told = date(int(found["year"]), int(found["month"]), int(found["day"]))
        except ValueError:
            continue
        if signed and told > signed:
            message = f"成效部分写到{found[0]}，晚于落款日期{signed.year}年{signed.month}月{signed.day}日"
            yield report.finding("N115", Span(*found.span()), message)


def _ahead(report: Report) -> Iterator[ReviewFinding]:
    """Yield years after the report's that open a clause of the results without a word of planning."""
    if report.year is None:
        return
    for found in _AHEAD.finditer(report.text):
        if int(found["year"]) <= report.year or report.part_at(found.start()) is not Part.ACHIEVEMENTS:
            continue
        sentence = report.prepared.sentence_of(found.start()).of(report.text)
        heading = any(one.heading_span.contains(Span(*found.span())) for one in report.document.sections)
        before = report.text[max(found.start() - 1, 0) : found.start()]
        if heading or before not in "，。；\n" or has_words("plan", sentence) or _GOAL.search(sentence):
            continue
        message = f"{report.year}年度报告的成效部分写到{found[0]}，请核实年份"
        yield report.finding("N115", Span(*found.span()), message)


def _until_and_whole(report: Report) -> Iterator[ReviewFinding]:
    for found in _UNTIL.finditer(report.text):
        # A total of the year is claimed by what was done in it: 全年窗口办件 may be the name of a figure.
        done = found["total"] or verbs("strong").match(report.text, found.end())
        if found["month"] != "12" and done:
            message = f"“{found[0]}”：截至年中某月的数不能写成全年的数"
            yield report.finding("N110", Span(*found.span()), message)


CHECKS = (
    Check(("N108",), _impossible),
    Check(("N115",), _after_signing),
    Check(("N115",), _ahead),
    Check(("N110",), _until_and_whole),
)
