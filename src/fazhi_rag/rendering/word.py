"""A page as a Word file in the form of GB/T 9704-2012: page, fonts, headings, page numbers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docx import Document
from docx.document import Document as WordFile
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_COLOR_INDEX, WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from fazhi_rag.errors import InputError
from fazhi_rag.rendering.page import Line, Page, Piece, cut_lines
from fazhi_rag.rendering.wording import printable

# Source: GB/T 9704-2012 §5.2, §7.3; the names of fonts are habit, the standard says 小标宋, 仿宋, 黑体, 楷体.
_TITLE, _BODY = "方正小标宋简体", "仿宋_GB2312"
_FONTS = {1: "黑体", 2: "楷体_GB2312", 3: _BODY, 4: _BODY}
_PAGE_NUMBER = "宋体"
_SIZE, _TITLE_SIZE, _PAGE_NUMBER_SIZE = 16, 22, 14
"""Points: 3号, 2号, 4号."""
_LINE_PITCH = 29
"""Points, exact: 22 lines on a page of 225 mm."""
_THEMED = ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme")


def _set_font(properties: Any, font: str) -> None:
    """Write the font for every script into `w:rPr`, and remove the theme's."""
    fonts = properties.get_or_add_rFonts()
    for attribute in _THEMED:
        fonts.attrib.pop(qn(f"w:{attribute}"), None)
    for attribute in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{attribute}"), font)
    # Without the hint Word takes “ ” and … from the Latin font.
    fonts.set(qn("w:hint"), "eastAsia")


def _set_page(document: WordFile) -> None:

    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.header_distance, section.footer_distance = Mm(15), Mm(23)
    for grid in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(grid)
    grid = OxmlElement("w:docGrid")
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), str(Pt(_LINE_PITCH).twips))
    section._sectPr.append(grid)


def _set_indent(properties: Any, characters: int) -> None:
    """Indent the first line by whole characters; twips are for readers that know no characters."""
    indent = properties.get_or_add_ind()
    indent.set(qn("w:firstLineChars"), str(characters * 100))
    indent.set(qn("w:firstLine"), str(characters * _SIZE * 20))


def _set_style(document: WordFile, name: str, *, font: str, size: int, indent: int) -> Any:

    style: Any = document.styles[name]
    _set_font(style.element.get_or_add_rPr(), font)
    style.font.size, style.font.bold, style.font.italic = Pt(size), False, False
    style.font.color.rgb = RGBColor(0, 0, 0)
    form = style.paragraph_format
    form.space_before = form.space_after = Pt(0)
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(_LINE_PITCH)
    form.widow_control = False
    properties = style.element.get_or_add_pPr()
    # The built-in title of python-docx's template has a rule under it and tight letters.
    for tag in ("w:pBdr", "w:contextualSpacing"):
        for found in properties.findall(qn(tag)):
            properties.remove(found)
    for tag in ("w:spacing", "w:kern"):
        for found in style.element.rPr.findall(qn(tag)):
            style.element.rPr.remove(found)
    _set_indent(properties, indent)
    return style


def _set_styles(document: WordFile) -> None:

    defaults = document.styles.element.xpath("w:docDefaults/w:rPrDefault/w:rPr")[0]
    _set_font(defaults, _BODY)
    for language in defaults.xpath("w:lang"):
        language.set(qn("w:eastAsia"), "zh-CN")
    body = _set_style(document, "Normal", font=_BODY, size=_SIZE, indent=2)
    body.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    title = _set_style(document, "Title", font=_TITLE, size=_TITLE_SIZE, indent=0)
    title.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for level, font in _FONTS.items():
        _set_style(document, f"Heading {level}", font=font, size=_SIZE, indent=2)


def _add_page_number(paragraph: Paragraph) -> None:
    """Write — 1 — with a PAGE field that any reader counts."""

    def part(tag: str, text: str = "", **attributes: str) -> None:
        run = paragraph.add_run()
        _set_font(run._r.get_or_add_rPr(), _PAGE_NUMBER)
        run.font.size = Pt(_PAGE_NUMBER_SIZE)
        child = OxmlElement(f"w:{tag}")
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
        _set_indent(paragraph._p.get_or_add_pPr(), 0)
        _add_page_number(paragraph)


def _add_pieces(paragraph: Paragraph, pieces: tuple[Piece, ...], *, page: Page, font: str) -> None:

    for piece in pieces:
        run = paragraph.add_run(printable(piece.text))
        _set_font(run._r.get_or_add_rPr(), font)
        if piece.blank:
            run.font.highlight_color = WD_COLOR_INDEX.YELLOW
        elif piece.finding is not None and not page.findings[piece.finding].ok:
            run.font.color.rgb = RGBColor(0xFF, 0, 0)


def _add_line(document: WordFile, line: Line, page: Page) -> None:
    """Add a paragraph: a heading alone gets a heading style, one with text after it only its font."""
    alone = line.level and not line.body
    paragraph = document.add_paragraph(style=f"Heading {line.level}" if alone else None)
    _add_pieces(paragraph, line.heading, page=page, font=_FONTS.get(line.level, _BODY))
    _add_pieces(paragraph, line.body, page=page, font=_BODY)


def render_docx(page: Page, path: Path) -> None:
    """Write the page's title and text to a Word file; numbers that are not ok are red, blanks highlighted.

    Citations, findings and notes are not printed: this is the document to hand in.

    Raises:
        InputError: the file cannot be written.

    """
    document = Document()
    _set_page(document)
    _set_styles(document)
    _set_footers(document)
    title = printable(page.title)
    document.core_properties.title, document.core_properties.author = title[:255], ""
    document.core_properties.comments = ""
    if title:
        _add_pieces(document.add_paragraph(style="Title"), (Piece(title),), page=page, font=_TITLE)
        document.add_paragraph()
    for line in cut_lines(page):
        _add_line(document, line, page)
    try:
        document.save(str(path))
    except OSError as error:
        raise InputError(f"cannot write the Word file: {error.strerror}", place=str(path)) from error
