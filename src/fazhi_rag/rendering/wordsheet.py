"""The empty Word file in the form of GB/T 9704-2012: page, grid, styles, fonts, page numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from docx import Document
from docx.document import Document as WordFile
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from fazhi_rag.rendering.wordfonts import BODY, HEI, KAI, SONG, TITLE, set_font, write_font_table

# Source: GB/T 9704-2012 §5.2, §7.3; the names of fonts are habit, the standard says 小标宋, 仿宋, 黑体, 楷体.
SIZE, _TITLE_SIZE, _PAGE_NUMBER_SIZE = 16, 22, 14
"""Points: 3号, 2号, 4号."""
LINE_PITCH = 28.95
"""Points, exact: 22 lines on 225 mm (637.8 points); 29 points hold only 21."""
_TITLE_PITCH = 34
_TIGHTEN = -5
"""Twentieths of a point a character: 28 characters of 16 points on 156 mm (442.2 points)."""
_FONTS = {
    "Normal": BODY,
    "Title": TITLE,
    "Heading 1": HEI,
    "Heading 2": KAI,
    "Heading 3": BODY,
    "Heading 4": BODY,
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A Word file to write in.

    `styles` are names of styles for title, body and 1 to 4, the levels of headings.
    """

    document: WordFile
    styles: Mapping[str, str]
    fonts: Mapping[str, str | None]
    """The font each of them prints in; None leaves it to the style."""


def standard_sheet() -> Sheet:
    """Return an empty file whose page and styles are those of the standard."""
    document = Document()
    _set_page(document)
    _set_styles(document)
    _set_footers(document)
    write_font_table(document)
    styles = {"title": "Title", "body": "Normal", **{str(n): f"Heading {n}" for n in range(1, 5)}}
    return Sheet(document, styles, {role: _FONTS[name] for role, name in styles.items()})


def set_first_line(properties: Any, characters: int) -> None:
    """Indent the first line by whole characters; twips are for readers that know no characters."""
    indent = properties.get_or_add_ind()
    indent.set(qn("w:firstLineChars"), str(characters * 100))
    indent.set(qn("w:firstLine"), str(characters * SIZE * 20))


def off_grid(properties: Any) -> None:
    """Take a paragraph off the grid: LibreOffice would give each of its lines two of the grid's."""
    snap = OxmlElement("w:snapToGrid")
    snap.set(qn("w:val"), "0")
    properties.find(qn("w:spacing")).addprevious(snap)


def _set_page(document: WordFile) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    # The number stands 7 mm below the type area (§7.5).
    section.header_distance, section.footer_distance = Mm(15), Mm(23)
    for grid in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(grid)
    # linesAndChars would also set the characters; LibreOffice 7.4 breaks lines wrongly with it.
    grid = OxmlElement("w:docGrid")
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), str(Pt(LINE_PITCH).twips))
    section._sectPr.append(grid)


def _set_styles(document: WordFile) -> None:
    defaults = document.styles.element.xpath("w:docDefaults/w:rPrDefault/w:rPr")[0]
    set_font(defaults, BODY)
    for language in defaults.xpath("w:lang"):
        language.set(qn("w:eastAsia"), "zh-CN")
    for style in document.styles.element.xpath("//w:rPr[w:rFonts]"):
        set_font(style, BODY)
    for name, font in _FONTS.items():
        _set_style(document, name, font)
    _set_comment_style(document)


def _set_style(document: WordFile, name: str, font: str) -> None:
    style: Any = document.styles[name]
    properties, text = style.element.get_or_add_pPr(), style.element.get_or_add_rPr()
    # The built-in title of python-docx's template has a rule under it and tight letters.
    for tag in ("w:pBdr", "w:contextualSpacing"):
        for found in properties.findall(qn(tag)):
            properties.remove(found)
    for tag in ("w:spacing", "w:kern"):
        for found in text.findall(qn(tag)):
            text.remove(found)
    set_font(text, font)
    is_title = name == "Title"
    style.font.size = Pt(_TITLE_SIZE if is_title else SIZE)
    style.font.bold = style.font.italic = False
    style.font.color.rgb = RGBColor(0, 0, 0)
    if name == "Normal":
        _tighten(text)
    form = style.paragraph_format
    form.space_before = form.space_after = Pt(0)
    form.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    form.line_spacing = Pt(_TITLE_PITCH if is_title else LINE_PITCH)
    if is_title:
        off_grid(properties)
    form.widow_control = False
    form.alignment = WD_ALIGN_PARAGRAPH.CENTER if is_title else WD_ALIGN_PARAGRAPH.JUSTIFY
    set_first_line(properties, 0 if is_title else 2)


def _tighten(properties: Any) -> None:
    spacing = OxmlElement("w:spacing")
    spacing.set(qn("w:val"), str(_TIGHTEN))
    properties.find(qn("w:sz")).addprevious(spacing)


def _set_comment_style(document: WordFile) -> None:
    """Comments are read in a narrow column: small, no indent, no grid."""
    style: Any = document.styles.add_style("CommentText", 1)
    style.element.find(qn("w:name")).set(qn("w:val"), "annotation text")
    style.base_style = document.styles["Normal"]
    style.font.size = Pt(10.5)
    style.paragraph_format.line_spacing = 1.2
    style.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.LEFT
    set_first_line(style.element.get_or_add_pPr(), 0)


def _set_footers(document: WordFile) -> None:
    """Number the pages: odd ones right, even ones left, one character in from the edge."""
    document.settings.odd_and_even_pages_header_footer = True
    section = document.sections[0]
    for footer, side in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
    ):
        paragraph = footer.paragraphs[0]
        paragraph.alignment = side
        form = paragraph.paragraph_format
        form.left_indent = form.right_indent = Pt(_PAGE_NUMBER_SIZE)
        set_first_line(paragraph._p.get_or_add_pPr(), 0)
        _add_page_number(paragraph)


def _add_page_number(paragraph: Paragraph) -> None:
    """Write — 1 — with a PAGE field that any reader counts."""

    def part(tag: str, text: str = "", **attributes: str) -> None:
        run = paragraph.add_run()
        set_font(run._r.get_or_add_rPr(), SONG)
        run.font.size = Pt(_PAGE_NUMBER_SIZE)
        child = OxmlElement(f"w:{tag}")
        if text:
            child.text = text
            child.set(qn("xml:space"), "preserve")
        for name, value in attributes.items():
            child.set(qn(f"w:{name}"), value)
        run._r.append(child)

    part("t", "— ")
    part("fldChar", fldCharType="begin")
    part("instrText", " PAGE ")
    part("fldChar", fldCharType="separate")
    part("t", "1")
    part("fldChar", fldCharType="end")
    part("t", " —")
