"""Answers and reviews as pages."""

from __future__ import annotations

from fazhi_rag.rendering.charts import chart_rows
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


def review_page(review: Review, title: str = "审读结果") -> Page:
    """Return a review as a page: the report's text with each finding at its place."""
    return Page(title, review.text, (), remarks=review.findings)


def render_answer(answer: Answer) -> str:
    """Return an answer as one self-contained HTML page."""
    from fazhi_rag.rendering.evidence import render_html

    return render_html(answer_page(answer))


def render_review(review: Review, title: str = "审读结果") -> str:
    """Return a review as one self-contained HTML page."""
    from fazhi_rag.rendering.evidence import render_html

    return render_html(review_page(review, title))
