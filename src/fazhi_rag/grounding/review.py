"""Proof-read one finished report: figures that fight, parts that are missing, foreign words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from fazhi_rag.grounding.conflicts import find_conflicts
from fazhi_rag.grounding.foreign import find_foreign_words
from fazhi_rag.numbers import find_mentions
from fazhi_rag.reading import read_document
from fazhi_rag.types import Document, Part, Review, ReviewFinding, Severity, Span

_REQUIRED = {
    Part.PROBLEMS: "不足和原因",
    Part.FIRST_RESPONSIBLE: "党政主要负责人履行第一责任人职责情况",
    Part.NEXT_PLAN: "下一年度主要安排",
}
"""Source: 《法治政府建设与责任落实督察工作规定》. 举措和成效 is whatever else a report holds."""


def review(report: str | Path | Document) -> Review:
    """Proof-read a report: a file, or a document that was read already.

    Codes: N101 figures that contradict each other, N102 damaged digits, P101 a required part not found,
    C101 a word of another kind of unit.

    Raises:
        InputError: the file cannot be read.

    """
    document = report if isinstance(report, Document) else read_document(Path(report))
    findings = [*_conflicts(document), *_damaged(document), *_missing(document), *_foreign(document)]
    return Review(document.text, tuple(sorted(findings, key=lambda f: (f.span, f.code))))


def _conflicts(document: Document) -> Iterator[ReviewFinding]:
    for conflict in find_conflicts(document.text):
        place = conflict.places[0]
        yield ReviewFinding("N101", Severity.ERROR, place.text, place.span, conflict.message)


def _damaged(document: Document) -> Iterator[ReviewFinding]:
    for mention in find_mentions(document.text):
        if not mention.usable:
            message = f"数字“{mention.text}”疑似有缺损，请核对原文"
            yield ReviewFinding("N102", Severity.ERROR, mention.text, mention.span, message)


def _missing(document: Document) -> Iterator[ReviewFinding]:
    present = {section.part for section in document.sections}
    for part, name in _REQUIRED.items():
        if part not in present:
            message = f"没有找到“{name}”部分（督察工作规定要求写明）"
            yield ReviewFinding("P101", Severity.WARNING, "", Span(0, 0), message)


def _foreign(document: Document) -> Iterator[ReviewFinding]:
    for word, span in find_foreign_words(document.text, document.identity.township):
        message = f"“{word}”与{document.identity.township}的建制不符，请核实是否沿用了其他文本"
        yield ReviewFinding("C101", Severity.WARNING, word, span, message)
