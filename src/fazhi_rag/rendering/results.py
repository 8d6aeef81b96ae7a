"""Answers and reviews as pages."""

from __future__ import annotations

from pathlib import Path, PurePath

from fazhi_rag.rendering.charts import chart_rows
from fazhi_rag.rendering.letterhead import WordSettings
from fazhi_rag.rendering.page import Page
from fazhi_rag.types import Answer, Review


def answer_page(answer: Answer) -> Page:
    """Return an answer as a page: question, text, figures with their verdicts, charts of its rows."""
    return Page(
        answer.question or "答复",
        answer.text,
        answer.findings,
        answer.citations,
        charts=chart_rows(answer.rows),
    )


def render_answer(answer: Answer) -> str:
    """Return an answer as one self-contained HTML page."""
    from fazhi_rag.rendering.evidence import render_html

    return render_html(answer_page(answer))


def render_review(review: Review) -> str:
    """Return a review as one self-contained HTML page: the report's text with each finding at its place."""
    from fazhi_rag.rendering.evidence import render_html

    title = f"审读意见：{PurePath(review.name).name}" if review.name else "审读意见"
    return render_html(Page(title, review.text, (), remarks=review.findings, unit=review.unit))


def export_review(review: Review, path: Path) -> None:
    """Write the report to a Word file with a comment on each finding, what is missing on its first line.

    Raises:
        InputError: the file cannot be written, or reads back differently.

    """
    from fazhi_rag.rendering.word import export_docx

    page = Page("", review.text, (), remarks=review.findings)
    export_docx(page, path, WordSettings(annotated=True))
