"""Markdown: its marks are dropped from the text, its headings are remembered."""

from __future__ import annotations

import re

from fazhi_rag.types import Span

_HEADING = re.compile(r"^[ \t\u3000]{0,3}(?P<marks>#{1,6})[ \t\u3000]+(?=\S)", re.MULTILINE)
_MARKS = re.compile(
    r"^[ \t]{0,3}(?:>[ \t]?)+"  # quotation
    r"|^[ \t]{0,8}[-*+][ \t]+(?=\S)"  # bullet
    r"|^[ \t]{0,3}(?:-{3,}|\*{3,}|_{3,})[ \t]*$"  # rule
    r"|<!--[^<>]{0,1000}-->"
    r"|\*\*+",
    re.MULTILINE,
)


def is_markdown(text: str, *, name: str) -> bool:
    """Whether to read `text` as Markdown: by its suffix, or by a heading line."""
    return name.lower().endswith((".md", ".markdown")) or _HEADING.search(text) is not None


def find_marks(text: str) -> tuple[list[Span], dict[int, int]]:
    """Return the ranges to drop, and each heading's offset (of its first character) with its depth (1–6)."""
    headings = {found.end(): len(found["marks"]) for found in _HEADING.finditer(text)}
    drops = [Span(found.start(), found.end()) for found in _HEADING.finditer(text)]
    drops += [Span(*found.span()) for found in _MARKS.finditer(text) if not _joins_numbers(text, found)]
    return drops, headings


def _joins_numbers(text: str, found: re.Match[str]) -> bool:
    return (
        text[found.start() - 1 : found.start()].isdecimal()
        and text[found.end() : found.end() + 1].isdecimal()
    )
