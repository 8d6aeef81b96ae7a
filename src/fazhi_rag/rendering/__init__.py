"""Print a page: Markdown, one self-contained HTML file, Word. jinja2 and docx load on first use."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from fazhi_rag.rendering.charts import Bar, Chart, chart_figures, chart_rows
from fazhi_rag.rendering.letterhead import Attachment, Letterhead, WordSettings, load_letterhead
from fazhi_rag.rendering.markdown import render_markdown
from fazhi_rag.rendering.page import Page
from fazhi_rag.rendering.results import answer_page, export_review, render_answer, render_review
from fazhi_rag.rendering.wording import COLUMNS, findings_table, severity_name, status_name, summarize

if TYPE_CHECKING:
    from fazhi_rag.rendering.evidence import render_html
    from fazhi_rag.rendering.opening import open_page
    from fazhi_rag.rendering.word import export_docx

__all__ = [
    "COLUMNS",
    "Attachment",
    "Bar",
    "Chart",
    "Letterhead",
    "Page",
    "WordSettings",
    "answer_page",
    "chart_figures",
    "chart_rows",
    "export_docx",
    "export_review",
    "findings_table",
    "load_letterhead",
    "open_page",
    "render_answer",
    "render_html",
    "render_markdown",
    "render_review",
    "severity_name",
    "status_name",
    "summarize",
]

_LAZY = {"export_docx": "word", "open_page": "opening", "render_html": "evidence"}


def __getattr__(name: str) -> Any:
    if name in _LAZY:
        return getattr(import_module(f"{__name__}.{_LAZY[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
