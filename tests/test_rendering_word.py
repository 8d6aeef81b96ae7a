"""The Word file read back: same text, the form of GB/T 9704-2012, red and highlighted runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from docx import Document
from docx.enum.text import WD_COLOR_INDEX
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from fazhi_rag.errors import InputError
from fazhi_rag.rendering import Page, export_docx
from fazhi_rag.types import Finding, Kind, Span, Status

TEXT = (
    "一、主要举措\n（一）化解纠纷。全年调解“大小”纠纷12件，查处【待补：件数】件，宣传3场。\n"
    "（二）规范执法\n1.加强培训\n　　组织2次。"
)


def finding(number: str, status: Status) -> Finding:
    at = TEXT.index(number)
    return Finding(number, Span(at, at + len(number)), Kind.QUANTITY, None, None, status)


@pytest.fixture
def file(tmp_path: Path) -> Any:
    path = tmp_path / "a.docx"
    blank = Span(TEXT.index("【"), TEXT.index("】") + 1)
    found = (finding("12件", Status.CONTRADICTED), finding("3场", Status.SUPPORTED))
    export_docx(Page("云水镇报告", TEXT, found, blanks=(blank,)), path)
    return Document(str(path))


def fonts(run: Any) -> set[str]:
    held = run._r.rPr.rFonts
    return {held.get(qn(f"w:{name}")) for name in ("ascii", "hAnsi", "eastAsia", "cs")}


def test_text_is_the_same(file: Any) -> None:
    expected = [line.strip() for line in TEXT.split("\n")]
    assert [paragraph.text for paragraph in file.paragraphs] == ["云水镇报告", "", *expected]


def test_page_form(file: Any) -> None:
    section = file.sections[0]
    sizes = (section.page_width, section.page_height)
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    twip = 635
    for value, millimetres in zip(sizes + margins, (210, 297, 37, 35, 28, 26), strict=True):
        assert abs(value - Mm(millimetres)) <= twip
    grid = section._sectPr.find(qn("w:docGrid"))
    assert (grid.get(qn("w:type")), grid.get(qn("w:linePitch"))) == ("lines", "579")


def test_body_style(file: Any) -> None:
    style = file.styles["Normal"]
    assert style.font.size == Pt(16)
    assert style.paragraph_format.line_spacing == Pt(28.95)
    assert style.element.rPr.rFonts.get(qn("w:eastAsia")) == "仿宋_GB2312"
    assert style.element.pPr.ind.get(qn("w:firstLineChars")) == "200"
    title = file.styles["Title"]
    assert title.font.size == Pt(22)
    assert title.element.pPr.find(qn("w:pBdr")) is None
    assert title.element.pPr.ind.get(qn("w:firstLineChars")) == "0"


def test_no_used_style_takes_a_theme_font(file: Any) -> None:
    held = [paragraph.style.element.rPr.rFonts for paragraph in file.paragraphs]
    held.append(file.styles.element.xpath("w:docDefaults//w:rFonts")[0])
    assert not [name for each in held for name in each.attrib if name.endswith("Theme")]


@pytest.mark.parametrize(
    ("paragraph", "run", "text", "font"),
    [
        (0, 0, "云水镇报告", "方正小标宋简体"),
        (2, 0, "一、主要举措", "黑体"),
        (3, 0, "（一）化解纠纷。", "楷体_GB2312"),
        (3, 1, "全年调解“大小”纠纷", "仿宋_GB2312"),
        (4, 0, "（二）规范执法", "楷体_GB2312"),
        (5, 0, "1.加强培训", "仿宋_GB2312"),
        (6, 0, "组织2次。", "仿宋_GB2312"),
    ],
)
def test_fonts(file: Any, paragraph: int, run: int, text: str, font: str) -> None:
    found = file.paragraphs[paragraph].runs[run]
    assert (found.text, fonts(found)) == (text, {font})
    assert found._r.rPr.rFonts.get(qn("w:hint")) == "eastAsia"


def test_headings_alone_have_heading_styles(file: Any) -> None:
    names = [paragraph.style.name for paragraph in file.paragraphs]
    assert names == ["Title", "Normal", "Heading 1", "Normal", "Heading 2", "Heading 3", "Normal"]


def test_what_is_not_ok_is_red_and_blanks_are_highlighted(file: Any) -> None:
    runs = [run for paragraph in file.paragraphs for run in paragraph.runs]
    assert [run.text for run in runs if run.font.color.rgb == RGBColor(255, 0, 0)] == ["12件"]
    highlighted = [run.text for run in runs if run.font.highlight_color == WD_COLOR_INDEX.YELLOW]
    assert highlighted == ["【待补：件数】"]


def test_page_numbers(file: Any) -> None:
    section = file.sections[0]
    assert file.settings.odd_and_even_pages_header_footer
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        (paragraph,) = footer.paragraphs
        assert paragraph.text == "— 1 —"
        assert paragraph._p.pPr.jc.get(qn("w:val")) == side
        assert paragraph._p.xpath("string(.//w:instrText)").strip() == "PAGE"
        kinds = [node.get(qn("w:fldCharType")) for node in paragraph._p.iter(qn("w:fldChar"))]
        assert kinds == ["begin", "separate", "end"]
        assert {run.font.size for run in paragraph.runs} == {Pt(14)}


def test_characters_xml_forbids_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    export_docx(Page("标\x00题", "调解\x0b\x1b12件\ufffe，<b>&\u202e", ()), path)
    assert [paragraph.text for paragraph in Document(str(path)).paragraphs][2:] == ["调解", "12件，<b>&"]


def test_empty_page(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    export_docx(Page("", "", ()), path)
    assert [paragraph.text for paragraph in Document(str(path)).paragraphs] == []


def test_elements_stand_in_the_order_word_demands(file: Any, tmp_path: Path) -> None:
    # Word refuses or repairs a file whose rPr or sectPr children are out of order.
    run_order = [
        "rFonts",
        "b",
        "bCs",
        "i",
        "iCs",
        "color",
        "spacing",
        "kern",
        "sz",
        "szCs",
        "highlight",
        "lang",
    ]
    with ZipFile(tmp_path / "a.docx") as archive:
        assert archive.testzip() is None
    for root in (file.element, file.styles.element):
        for properties in root.iter(qn("w:rPr")):
            names = [child.tag.split("}")[1] for child in properties]
            known = [run_order.index(name) for name in names if name in run_order]
            assert known == sorted(known), names
    names = [child.tag.split("}")[1] for child in file.sections[0]._sectPr]
    assert names[-1] == "docGrid"


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"a\.docx.*cannot write"):
        export_docx(Page("", "文", ()), tmp_path / "missing" / "a.docx")
