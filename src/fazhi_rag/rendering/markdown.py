"""A page as Markdown: text, citations, findings table, conflicts, notes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fazhi_rag.rendering.page import Line, Page, Piece, cut_lines
from fazhi_rag.rendering.wording import (
    COLUMNS,
    findings_table,
    page_notes,
    place_name,
    printable,
    quote,
    status_name,
    summarize,
)
from fazhi_rag.types import Status

# [1] stays as it is: without a link behind it Markdown prints it unchanged.
_ACTIVE = re.compile(r"[\\`*_<>~|&]|\[(?!\d+\](?![(:\[]))")
_BREAK = re.compile(r"\s*[\n\r\v\f\x85\u2028\u2029]\s*")
_BLOCK = re.compile(r"^([#+=-]|\d+(?=[.)](?:\s|$)))")


def _inline(text: str) -> str:
    """Return text for one line of Markdown: nothing in it is taken for markup."""
    return _ACTIVE.sub(r"\\\g<0>", _BREAK.sub(" ", printable(text)))


def _piece(piece: Piece, page: Page) -> str:
    text = _inline(piece.text)
    if piece.finding is None or (finding := page.findings[piece.finding]).ok:
        return text
    sign = "？" if finding.status is Status.UNCHECKED else "✗"
    # Emphasis does not open before punctuation that follows a letter (CommonMark §6.2).
    bold = f"**{text}**" if text[:1].isalnum() else text
    return f"{bold}〔{sign} {status_name(finding.status)}〕"


def _line(line: Line, page: Page) -> str:
    text = "".join(_piece(piece, page) for piece in line.heading + line.body)
    return _BLOCK.sub(lambda found: f"{found[0]}\\" if found[0].isdigit() else f"\\{found[0]}", text)


def _table(page: Page) -> str:
    rows = [COLUMNS, ("---",) * len(COLUMNS), *findings_table(page.findings)]
    head, rule, *body = rows
    cells = [head, rule, *(tuple(_inline(cell) for cell in row) for row in body)]
    return "\n".join(f"| {' | '.join(row)} |" for row in cells)


def _citations(page: Page) -> str:
    return "\n".join(
        f"- [{citation.key}] {_inline(place_name(citation.place))}：「{_inline(citation.text)}」"
        for citation in page.citations
    )


def _conflicts(page: Page) -> str:
    return "\n".join(
        f"- {_inline(conflict.subject)}：{_inline(conflict.message)}"
        + "".join(f"\n  - {_inline(quote(place))}" for place in conflict.places)
        for conflict in page.conflicts
    )


def _blocks(page: Page) -> Iterator[str]:
    if page.title:
        yield f"# {_inline(page.title)}"
    for line in cut_lines(page):
        yield _line(line, page)
    if page.citations:
        yield "## 引用"
        yield _citations(page)
    yield "## 数字核对"
    yield summarize(page)
    if page.findings:
        yield _table(page)
    if page.conflicts:
        yield "## 来源自相矛盾"
        yield _conflicts(page)
    if notes := page_notes(page):
        yield "## 说明"
        yield "\n".join(f"- {_inline(note)}" for note in notes)


def render_markdown(page: Page) -> str:
    """Return the page as Markdown.

    Numbers that are not ok are marked **178个**〔✗ 与来源矛盾〕; blanks stay as they stand in the text.
    Nothing in the text or the evidence is taken for Markdown or HTML.
    """
    return "\n\n".join(_blocks(page)) + "\n"
