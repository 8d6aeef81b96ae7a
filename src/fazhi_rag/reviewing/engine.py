"""Run the rules over a report."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

from fazhi_rag.knowledge import KnowledgeBase
from fazhi_rag.reading import read_document
from fazhi_rag.reviewing import (
    compared,
    copying,
    dates,
    figures,
    form,
    genre,
    law,
    parts,
    punctuation,
    units,
    wording,
)
from fazhi_rag.reviewing.holdings import Holdings
from fazhi_rag.reviewing.report import Check, Report
from fazhi_rag.reviewing.settings import ReviewSettings
from fazhi_rag.types import Document, Review, ReviewFinding

CHECKS: tuple[Check, ...] = (
    *figures.CHECKS,
    *dates.CHECKS,
    *units.CHECKS,
    *compared.CHECKS,
    *parts.CHECKS,
    *copying.CHECKS,
    *form.CHECKS,
    *punctuation.CHECKS,
    *wording.CHECKS,
    *law.CHECKS,
)
_MOST = 500
"""Findings of one check; a text with more is no report."""
_OF_ANY_TEXT = (*form.CHECKS, *punctuation.CHECKS, *wording.CHECKS)


def review(
    report: str | Path | Document, *, kb: KnowledgeBase | None = None, settings: ReviewSettings | None = None
) -> Review:
    """Proof-read a report: a file, or a document that was read already.

    With a knowledge base it is also held against the township's last report, other reports and the policies.
    Findings stand in text order; `explain(code)` says what a code means. A text of another genre gets P100
    and is checked for its form alone.

    Raises:
        InputError: the file cannot be read.

    """
    document = report if isinstance(report, Document) else read_document(Path(report))
    holdings = Holdings(kb, document.identity, document.sha256) if kb else None
    read = Report(document, settings or ReviewSettings(), holdings)
    other = tuple(genre.CHECK.run(read))
    findings = [*other, *_run(read, _OF_ANY_TEXT if other else CHECKS)]
    kept = (f for f in findings if read.settings.wants(f.code) and not read.settings.allows(f.code, f.text))
    ordered = tuple(sorted(kept, key=lambda finding: (finding.span, finding.code)))
    return Review(document.text, ordered, document.name, document.unit)


def _run(report: Report, checks: tuple[Check, ...]) -> list[ReviewFinding]:
    return [
        finding
        for check in checks
        if any(map(report.settings.wants, check.codes))
        for finding in islice(check.run(report), _MOST)
    ]
