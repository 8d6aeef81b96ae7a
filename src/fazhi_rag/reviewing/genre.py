"""P100: the text is no annual report on rule-of-law government."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fazhi_rag.reviewing.report import Check, Report
from fazhi_rag.types import DocumentKind, ReviewFinding, Span

_GENRES = {
    "政府信息公开工作年度报告": r"(?:政府)?信息公开(?:工作)?(?:情况)?(?:的)?(?:年度报告|年报|报告)",
    "政府工作报告": r"政府工作报告",
    "述职报告": r"述职(?:述廉|述法)*(?:工作)?报告",
    "预决算报告": r"(?:预算|决算)(?:执行)?(?:情况)?(?:的)?(?:报告|公开|说明)",
    "工作要点、方案或通知": r"(?:工作要点|实施方案|工作方案|的通知|的通报|的意见|的批复|的请示|的函)$",
    "统计公报": r"统计公报",
    "其他工作的总结": (
        r"(?:平安建设|综治|安全生产|党建|乡村振兴|环境保护|信访|河长制)(?:工作)?(?:情况)?(?:的)?(?:总结|报告|汇报)"
    ),
}
_OWN = re.compile(r"法治|依法行政|依法治[镇乡]")
_HEAD = 60
"""Characters in which a text without a title names itself."""
_FEW = 3
"""A report on 法治 says the word more often than this."""


def _other_genre(report: Report) -> Iterator[ReviewFinding]:
    identity = report.document.identity
    if identity.kind is DocumentKind.ANNUAL_REPORT:
        return
    said = (identity.title or report.text[:_HEAD].strip()).replace("\n", "")
    span = Span(0, len(report.text[:_HEAD].partition("\n")[0]))
    if identity.kind is DocumentKind.POLICY:
        yield _finding(report, span, "政策文件")
        return
    for genre, pattern in _GENRES.items():
        if re.search(pattern, said) and not re.search("法治(?:政府)?建设.{0,12}报告", said):
            yield _finding(report, span, genre)
            return
    if len(_OWN.findall(report.text)) <= _FEW:
        yield _finding(report, span, "别的文体（几乎没有写到法治政府建设）")


def _finding(report: Report, span: Span, genre: str) -> ReviewFinding:
    message = f"这份材料像是{genre}，不是法治政府建设年度报告，只检查了文字格式"
    return report.finding("P100", span, message)


CHECK = Check(("P100",), _other_genre)
