"""A page as a Word file in the form of GB/T 9704-2012, read back before it is handed over."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_COLOR_INDEX, WD_TAB_ALIGNMENT
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from fazhi_rag.errors import InputError
from fazhi_rag.rendering.layout import Block, Role, lay_out
from fazhi_rag.rendering.letterhead import WordSettings
from fazhi_rag.rendering.page import Page, Piece
from fazhi_rag.rendering.titles import width_of
from fazhi_rag.rendering.wordcheck import check_word_file
from fazhi_rag.rendering.wordfonts import BODY, HEI, KAI, TITLE, set_font, split_by_font
from fazhi_rag.rendering.wordimprint import IMPRINT_SIZE, write_imprint
from fazhi_rag.rendering.wording import printable, quote, severity_name, status_name
from fazhi_rag.rendering.wordsheet import SIZE, Sheet, off_grid, set_first_line, standard_sheet
from fazhi_rag.types import FACT_KINDS, Finding, ReviewFinding, Span

_RED = RGBColor(0xFF, 0, 0)
_TYPE_AREA = Mm(156)
_MARK_SIZE = 48
"""Points at most; the standard leaves the size of the mark open, it must fit on its line."""
_MARK_DROP = Mm(35)
"""From the top of the type area to the mark (§7.2.4)."""
_MOST_EVIDENCE = 3
_LONGEST_COMMENT = 600


def export_docx(page: Page, path: Path, settings: WordSettings | None = None) -> None:
    """Write the page to a Word file to hand in: numbers that are not ok are red, blanks highlighted.

    Citations, findings and notes are printed as comments, and only where the settings ask for them. The file
    is read back first: it says what the page says, with the same figures, or is not written.

    Raises:
        InputError: the file or template cannot be used, or the file reads back differently.
    """
    chosen = settings or WordSettings()
    if chosen.template:
        from fazhi_rag.rendering.wordtemplate import open_template

        sheet = open_template(chosen.template)
    else:
        sheet = standard_sheet()
    blocks = lay_out(page, chosen.letterhead)
    _Writer(sheet, page, chosen).write(blocks)
    data = _saved(sheet, page)
    if expected := "\n".join(block.text for block in blocks if block.text.strip()):
        check_word_file(data, expected, place=str(path))
    try:
        path.write_bytes(data)
    except OSError as error:
        raise InputError(f"cannot write the Word file: {error.strerror}", place=str(path)) from error


def _saved(sheet: Sheet, page: Page) -> bytes:
    properties = sheet.document.core_properties
    properties.title, properties.author, properties.comments = printable(page.title)[:255], "", ""
    buffer = io.BytesIO()
    sheet.document.save(buffer)
    return buffer.getvalue()


class _Writer:
    """Writes blocks into a sheet, one paragraph each."""

    def __init__(self, sheet: Sheet, page: Page, settings: WordSettings) -> None:
        self._sheet, self._page, self._settings = sheet, page, settings
        self._commented: set[int] = set()
        self._remarked: set[int] = set()
        self._date_width = 0.0
        self._issuer_width = 0.0

    def write(self, blocks: tuple[Block, ...]) -> None:
        """Write all blocks."""
        widths = {
            role: max((width_of(b.text) for b in blocks if b.role is role), default=0.0) for role in Role
        }
        self._issuer_width, self._date_width = widths[Role.ISSUER], widths[Role.DATE]
        forms: dict[Role, Callable[[Block], None]] = {
            Role.MARK: self._mark,
            Role.REFERENCE: self._reference,
            Role.TITLE: self._title,
            Role.UNDER_TITLE: self._under_title,
            Role.ADDRESSEE: self._addressee,
            Role.ATTACHMENTS: self._attachments,
            Role.ISSUER: self._issuer,
            Role.DATE: self._date,
            Role.ATTACHMENT_LABEL: self._attachment_label,
            Role.TABLE_ROW: self._table_row,
        }
        kept = _kept_together(blocks)
        for at, block in enumerate(blocks):
            if block.role is not Role.IMPRINT:
                forms.get(block.role, self._body)(block)
            if at in kept:
                self._sheet.document.paragraphs[-1].paragraph_format.keep_with_next = True
        if written := [run for paragraph in self._sheet.document.paragraphs for run in paragraph.runs]:
            self._mark_remarks(written[:1], Span(0, 0))
        if imprint := [block.text.split("\t") for block in blocks if block.role is Role.IMPRINT]:
            write_imprint(self._sheet.document, imprint, self._add_small)

    def _body(self, block: Block) -> None:
        """A heading alone gets a heading style, one with text after it only its font."""
        line = block.line
        alone = line.level and not line.body
        paragraph = self._paragraph(str(line.level) if alone else "body")
        lead = str(line.level) if line.level else "body"
        self._pieces(paragraph, line.heading, self._sheet.fonts[lead])
        self._pieces(paragraph, line.body, self._sheet.fonts["body"])

    def _title(self, block: Block) -> None:
        self._pieces(self._paragraph("title"), block.line.body, self._sheet.fonts["title"])

    def _flat(self, block: Block, font: str | None = None) -> Paragraph:
        """A paragraph of the body without first-line indent."""
        paragraph = self._paragraph("body")
        set_first_line(paragraph._p.get_or_add_pPr(), 0)
        self._pieces(paragraph, block.line.heading + block.line.body, font or self._sheet.fonts["body"])
        return paragraph

    def _mark(self, block: Block) -> None:
        paragraph = self._flat(block, TITLE)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        first = len(self._sheet.document.paragraphs) == 1
        form = paragraph.paragraph_format
        form.space_before = _MARK_DROP if first else Pt(0)
        form.line_spacing = 1.0
        off_grid(paragraph._p.pPr)
        size = min(_MARK_SIZE, int(_TYPE_AREA.pt / max(width_of(block.text), 1)))
        for run in paragraph.runs:
            run.font.size, run.font.color.rgb = Pt(size), _RED

    def _reference(self, block: Block) -> None:
        """文号 over the red line: centred, or one character in with the signer right (§7.2.5–7.2.7)."""
        number, _, signer = block.text.partition("\t")
        paragraph = self._paragraph("body")
        set_first_line(paragraph._p.get_or_add_pPr(), 0)
        self._add(paragraph, number, BODY)
        if signer:
            label, _, name = signer.partition("：")
            form = paragraph.paragraph_format
            form.left_indent = form.right_indent = Pt(SIZE)
            form.tab_stops.add_tab_stop(_TYPE_AREA - Pt(SIZE), WD_TAB_ALIGNMENT.RIGHT)
            self._add(paragraph, f"\t{label}：", BODY)
            self._add(paragraph, name, KAI)
            paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT
        else:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        self._red_line(self._paragraph("body"))

    def _red_line(self, paragraph: Paragraph) -> None:
        """A rule over the type area, 4 mm below the number: an empty paragraph with a red upper edge."""
        form = paragraph.paragraph_format
        form.space_before, form.line_spacing = Mm(4), Pt(2)
        borders, line = OxmlElement("w:pBdr"), OxmlElement("w:top")
        for name, value in (("val", "single"), ("sz", "12"), ("space", "0"), ("color", "FF0000")):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
        properties: Any = paragraph._p.pPr
        properties.find(qn("w:spacing")).addprevious(borders)

    def _under_title(self, block: Block) -> None:
        self._flat(block, KAI if "（" in block.text else None).alignment = WD_ALIGN_PARAGRAPH.CENTER

    def _addressee(self, block: Block) -> None:
        self._flat(block)

    def _attachments(self, block: Block) -> None:
        """附件：1. …, the titles one under the other (§7.3.4)."""
        paragraph = self._flat(block)
        lead = 2 if block.text.startswith("附件：") else 5
        hang = width_of("附件：1. ") if lead == 2 else width_of("1. ")
        form = paragraph.paragraph_format
        form.left_indent = Pt(SIZE * (lead + hang))
        indent: Any = paragraph._p.get_or_add_pPr().get_or_add_ind()
        for name in ("firstLine", "firstLineChars"):
            indent.attrib.pop(qn(f"w:{name}"), None)
        # A style's indent in characters outweighs one in twips.
        indent.set(qn("w:hangingChars"), str(int(hang * 100)))
        indent.set(qn("w:leftChars"), str(int((lead + hang) * 100)))
        indent.set(qn("w:hanging"), str(int(hang * SIZE * 20)))

    def _issuer(self, block: Block) -> None:
        """Without a seal two characters from the edge, with one centred over the date (§7.3.5)."""
        width, date = self._issuer_width, self._date_width
        if self._settings.letterhead.sealed:
            edge = max(4 + (date - width) / 2, 0)
        else:
            edge = 2 if width >= date + 2 or not date else 4 + date - width
        # Issuers that stand under each other are centred on the longest.
        self._right(block, edge + (width - width_of(block.text)) / 2)

    def _date(self, block: Block) -> None:
        """Without a seal the date begins two characters right of the issuer; with one, four from the edge."""
        ahead = self._issuer_width - self._date_width
        self._right(block, max(4, ahead / 2) if self._settings.letterhead.sealed else max(2, ahead))

    def _right(self, block: Block, characters: float) -> None:
        paragraph = self._flat(block)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        paragraph.paragraph_format.right_indent = Pt(SIZE * characters)
        paragraph.paragraph_format.keep_together = True

    def _attachment_label(self, block: Block) -> None:
        paragraph = self._flat(block, HEI)
        paragraph.paragraph_format.page_break_before = True

    def _table_row(self, block: Block) -> None:
        self._flat(block)

    def _paragraph(self, role: str) -> Paragraph:
        return self._sheet.document.add_paragraph(style=self._sheet.styles[role])

    def _pieces(self, paragraph: Paragraph, pieces: tuple[Piece, ...], font: str | None) -> None:
        for piece in pieces:
            runs = self._add(paragraph, printable(piece.text), font)
            if piece.blank:
                for run in runs:
                    run.font.highlight_color = WD_COLOR_INDEX.YELLOW
            elif piece.finding is not None:
                self._mark_finding(runs, piece.finding)
            elif piece.remark is not None:
                self._mark_remarks(runs, self._page.remarks[piece.remark].span)

    def _add(self, paragraph: Paragraph, text: str, font: str | None) -> list[Run]:
        runs = []
        for part, needed in split_by_font(text, font or ""):
            run = paragraph.add_run(part)
            if needed:
                set_font(run._r.get_or_add_rPr(), needed)
            runs.append(run)
        return runs

    def _add_small(self, paragraph: Paragraph, text: str) -> None:
        for run in self._add(paragraph, text, BODY):
            run.font.size = Pt(IMPRINT_SIZE)

    def _mark_finding(self, runs: list[Run], index: int) -> None:
        finding = self._page.findings[index]
        if not finding.ok:
            for run in runs:
                run.font.color.rgb = _RED
        told = finding.kind in FACT_KINDS or not finding.ok
        if self._settings.annotated and told and runs and index not in self._commented:
            self._commented.add(index)
            self._comment(runs, comment_text(finding))

    def _mark_remarks(self, runs: list[Run], span: Span) -> None:
        """Comment what was remarked on a place, each remark once; an empty span stands for the whole text."""
        for index, remark in enumerate(self._page.remarks if self._settings.annotated and runs else ()):
            here = remark.span.overlaps(span) if len(span) else not len(remark.span)
            if here and index not in self._remarked:
                self._remarked.add(index)
                self._comment(runs, remark_text(remark))

    def _comment(self, runs: list[Run], text: str) -> None:
        document: Any = self._sheet.document
        document.add_comment(runs, printable(text)[:_LONGEST_COMMENT], author="fazhi", initials="核")


def _kept_together(blocks: tuple[Block, ...]) -> range:
    """Return the positions that stay with the next one: no page holds a signature alone (§7.3.5.5)."""
    signed = [at for at, block in enumerate(blocks) if block.role in (Role.ISSUER, Role.DATE)]
    if not signed:
        return range(0)
    told = (at for at in range(signed[0], -1, -1) if blocks[at].role in (Role.BODY, Role.TABLE_ROW))
    return range(next(told, signed[0]), signed[-1])


def remark_text(remark: ReviewFinding) -> str:
    """Return what a comment says of a review finding: severity, code, reason, fix, then the other places."""
    fix = [f"改为：{remark.fix}"] if remark.fix else []
    quotes = list(dict.fromkeys(map(quote, remark.related)))[:_MOST_EVIDENCE]
    return "\n".join([f"【{severity_name(remark.severity)} {remark.code}】{remark.message}", *fix, *quotes])


def comment_text(finding: Finding) -> str:
    """Return what a comment says of a figure: verdict, reason, then each source sentence with its place."""
    quotes = list(dict.fromkeys(quote(evidence) for evidence in finding.evidence))[:_MOST_EVIDENCE]
    lines = [f"【{status_name(finding.status)}】{finding.message}", *(quotes or ["没有找到依据"])]
    return "\n".join(lines)
