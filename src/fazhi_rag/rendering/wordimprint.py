"""The 版记 at the foot of the last page: a table on the lower edge of the type area."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from docx.document import Document as WordFile
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import nsdecls
from docx.oxml.parser import parse_xml
from docx.section import Section
from docx.shared import Emu, Length, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from fazhi_rag.rendering.wordsheet import off_grid, set_first_line

# Source: GB/T 9704-2012 §7.4: 4号仿宋, one character in on both sides, outer rules .35 mm, inner ones .25 mm.
IMPRINT_SIZE = 14
"""Points: 4号."""
_OUTER_RULE, _INNER_RULE = 8, 6
"""Eighths of a point."""
_LINE = Pt(26)
_LABEL = "抄送："


def write_imprint(
    document: WordFile, rows: Sequence[Sequence[str]], write: Callable[[Paragraph, str], None]
) -> None:
    """Add the 版记, a row for each of `rows` of one or two cells; `write` puts a text into a paragraph."""
    table = document.add_table(len(rows), 2)
    _set_table(table, document.sections[-1])
    for cells, row in zip(rows, table.rows, strict=True):
        if len(cells) == 1:
            _fill(row.cells[0].merge(row.cells[1]), cells[0], write)
        else:
            _fill(row.cells[0], cells[0], write)
            _fill(row.cells[1], cells[1], write)
    # The table stands on the page of the paragraph behind it, which must not begin another one.
    anchor = document.add_paragraph()
    anchor.paragraph_format.line_spacing = Pt(1)
    off_grid(anchor._p.get_or_add_pPr())


def _fill(cell: _Cell, text: str, write: Callable[[Paragraph, str], None]) -> None:
    """Write into a cell, 印发 to the right; a second line stands under the first character after 抄送：."""
    paragraph: Paragraph = cell.paragraphs[0]
    properties: Any = paragraph._p.get_or_add_pPr()
    set_first_line(properties, 0)
    hang = len(_LABEL) if text.startswith(_LABEL) else 0
    form = paragraph.paragraph_format
    form.left_indent, form.right_indent = Pt(IMPRINT_SIZE * (1 + hang)), Pt(IMPRINT_SIZE)
    form.first_line_indent = Pt(-IMPRINT_SIZE * hang)
    form.alignment = WD_ALIGN_PARAGRAPH.RIGHT if text.endswith("印发") else WD_ALIGN_PARAGRAPH.LEFT
    form.line_spacing = _LINE
    off_grid(properties)
    write(paragraph, text)


def _set_table(table: Table, section: Section) -> None:
    """Set the table on the lower edge of the type area and as wide, rules around and between its rows."""
    left = section.left_margin or Emu(0)
    width: Length = Emu((section.page_width or 0) - left - (section.right_margin or 0))
    rules = "".join(
        f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="000000"/>'
        for side, size in (("top", _OUTER_RULE), ("bottom", _OUTER_RULE), ("insideH", _INNER_RULE))
    )
    # LibreOffice lets a table as wide as the text float only where it is placed by the page.
    place = f'w:vertAnchor="margin" w:horzAnchor="page" w:tblpX="{left.twips}" w:tblpYSpec="bottom"'
    properties = parse_xml(
        f'<w:tblPr {nsdecls("w")}><w:tblpPr {place}/><w:tblOverlap w:val="never"/>'
        f'<w:tblW w:w="{width.twips}" w:type="dxa"/><w:tblBorders>{rules}</w:tblBorders>'
        '<w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr>'
    )
    held: Any = table._tbl
    held.replace(held.tblPr, properties)
    for column in table.columns:
        column.width = Emu(width // 2)
