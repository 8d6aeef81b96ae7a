"""The words and rows every renderer shares: names of verdicts, places, the summary, the findings table."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import PurePosixPath, PureWindowsPath

from fazhi_rag.rendering.page import Page
from fazhi_rag.types import Evidence, Finding, Place, Severity, Status, Unit, count_statuses

COLUMNS = ("数字", "判定", "依据", "说明")
"""Headings of `findings_table`."""

_NAMES = {
    Status.SUPPORTED: "有据",
    Status.DERIVED: "推算",
    Status.CONTRADICTED: "与来源矛盾",
    Status.MISATTRIBUTED: "张冠李戴（归属不符）",
    Status.WRONG_UNIT: "单位不符",
    Status.WRONG_SCOPE: "范围不符",
    Status.WRONG_PRECISION: "精度不符",
    Status.UNSUPPORTED: "无据",
    Status.UNCHECKED: "未核",
}
_MEANINGS = {
    Status.SUPPORTED: "来源中有同样的说法",
    Status.DERIVED: "由有据的数字算出，算式成立",
    Status.CONTRADICTED: "来源说的是同一件事，数值不同",
    Status.MISATTRIBUTED: "来源有这个数，说的是另一对象、主体、角色或时段",
    Status.WRONG_UNIT: "来源有这个数，单位不能互换",
    Status.WRONG_SCOPE: "这是别的乡镇或别的年份的数",
    Status.WRONG_PRECISION: "“余”“约”“以上”等被删去、添上或改反，或精度是编出来的",
    Status.UNSUPPORTED: "来源中没有这样的数",
    Status.UNCHECKED: "无法判断（文字残缺或指代不明），不算有据",
}
_SEVERITIES = {Severity.ERROR: "错误", Severity.WARNING: "提醒", Severity.NOTE: "提示"}
_UNITS = {Unit.LINE: "行", Unit.PARAGRAPH: "段", Unit.PAGE: "页"}
_DIGIT = r"\d.,，．一二三四五六七八九十百千万亿零〇两"
_CLIP = 200
"""Characters of a source sentence shown on each side of the number."""
# What XML 1.0 forbids, and the invisible marks that make a reader see characters in another order.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff"
    "\xad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)


def status_name(status: Status) -> str:
    """Return the Chinese name of a verdict: 有据, 推算, 与来源矛盾…"""
    return _NAMES[status]


def severity_name(severity: Severity) -> str:
    """Return the Chinese name of a severity: 错误, 提醒, 提示."""
    return _SEVERITIES[severity]


def place_in_file(number: int, unit: Unit) -> str:
    """Name a place of a file: 第12行, 第3页."""
    return f"第{number}{_UNITS[unit]}"


def status_meaning(status: Status) -> str:
    """Return what a verdict says, for a legend."""
    return _MEANINGS[status]


def printable(text: str) -> str:
    """Drop control, zero-width and direction characters: they can hide a number or turn it round."""
    return _UNPRINTABLE.sub("", text)


def _short_name(name: str) -> str:
    """Return the file's name of an absolute path, so that a page handed on does not tell a user's folders."""
    windows = PureWindowsPath(name)
    return windows.name if windows.drive or PurePosixPath(name).is_absolute() else name


def place_name(place: Evidence | Place) -> str:
    """Say whose text it is: 云阳县渠马镇 2022年 · a.md · 一、 › （二）; 来源 where nothing is known."""
    name = place.source if isinstance(place, Evidence) else place.document
    owner = f"{place.county or ''}{place.township or ''}"
    year = f"{place.year}年" if place.year else ""
    section = place.section if isinstance(place, Place) else ""
    parts = (f"{owner} {year}".strip(), _short_name(name or ""), section)
    return " · ".join(part for part in parts if part) or "来源"


def excerpt(evidence: Evidence) -> tuple[str, str, str]:
    """Cut the source sentence into what stands before the number, the number, and what follows.

    The number is sought as a whole token (4次 is not found in 14次). Where it does not stand in the
    sentence, all of it comes first. Each side is clipped to 200 characters.
    """
    number, sentence = evidence.text, evidence.sentence
    token = re.search(rf"(?<![{_DIGIT}]){re.escape(number)}(?![\d%％])", sentence) if number else None
    start, end = token.span() if token else (len(sentence), len(sentence))
    before, after = sentence[:start], sentence[end:]
    if not token:
        return (before if len(before) <= 2 * _CLIP else before[: 2 * _CLIP] + "…"), "", ""
    return (
        before if len(before) <= _CLIP else "…" + before[-_CLIP:],
        sentence[start:end],
        after if len(after) <= _CLIP else after[:_CLIP] + "…",
    )


def quote(evidence: Evidence) -> str:
    """Return place and sentence of an evidence in one line."""
    return f"{place_name(evidence)}：「{''.join(excerpt(evidence))}」"


def findings_table(findings: Iterable[Finding]) -> list[tuple[str, str, str, str]]:
    """Return a row of plain text for each finding, in the order of `COLUMNS`."""
    return [
        (
            finding.text,
            status_name(finding.status),
            "；".join(dict.fromkeys(quote(evidence) for evidence in finding.evidence)),
            finding.message,
        )
        for finding in findings
    ]


def summarize(page: Page) -> str:
    """Count the verdicts, blanks and conflicts of a page in one sentence. No numbers is said, not passed."""
    counts = count_statuses(page.findings)
    found = "、".join(f"{_NAMES[status]} {counts[status]}" for status in Status if counts[status])
    parts = [f"共 {len(page.findings)} 个数字：{found}"] if found else []
    if page.remarks:
        told = Counter(remark.severity for remark in page.remarks)
        counted = "、".join(f"{severity_name(each)} {told[each]}" for each in Severity if told[each])
        parts.append(f"审读发现 {len(page.remarks)} 处：{counted}")
    parts = parts or ["正文没有核对到数字"]
    if page.blanks:
        parts.append(f"待补 {len(page.blanks)} 处")
    if page.conflicts:
        parts.append(f"来源自相矛盾 {len(page.conflicts)} 处")
    return "；".join(parts) + "。"


def page_notes(page: Page) -> tuple[str, ...]:
    """Return the notes of a page, with one on characters that were not printed, where there are any."""
    dropped = len(page.text) - len(printable(page.text))
    hidden = (f"正文含 {dropped} 个不可见的控制字符或方向标记，显示时已略去。",) if dropped else ()
    return page.notes + hidden
