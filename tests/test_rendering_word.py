"""The Word file read back: same text, the form of GB/T 9704-2012, red and highlighted runs."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from docx import Document
from docx.enum.text import WD_COLOR_INDEX
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from lxml import etree

from fazhi_rag.errors import InputError
from fazhi_rag.numbers import find_mentions
from fazhi_rag.reading import read_document
from fazhi_rag.rendering import Attachment, Letterhead, Page, WordSettings, export_docx
from fazhi_rag.types import Evidence, Finding, Kind, Span, Status

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


HEAD = Letterhead(
    "青云府文〔2024〕1号",
    "张三",
    "县委、县政府",
    ("青川县云水镇人民政府",),
    date(2024, 1, 31),
    attachments=(Attachment("数据表", "一、数据\n12件"), Attachment("说明")),
    copied_to=("县人大常委会办公室", "县司法局"),
    printed_by="漷县镇党政办公室",
    printed_on=date(2024, 2, 1),
)


def written(path: Path, page: Page, **settings: Any) -> Any:
    export_docx(page, path, WordSettings(**settings))
    return Document(str(path))


def paragraph(document: Any, text: str) -> Any:
    return next(each for each in document.paragraphs if each.text == text)


def test_red_head(tmp_path: Path) -> None:
    document = written(tmp_path / "a.docx", Page("云水镇报告", TEXT, ()), letterhead=HEAD)
    mark = document.paragraphs[0]
    assert mark.text == "青川县云水镇人民政府文件"
    assert {run.font.color.rgb for run in mark.runs} == {RGBColor(255, 0, 0)}
    assert fonts(mark.runs[0]) == {"方正小标宋简体"}
    assert abs(mark.paragraph_format.space_before - Mm(35)) < 12700
    number = paragraph(document, "青云府文〔2024〕1号\t签发人：张三")
    assert [fonts(run) for run in number.runs] == [{"仿宋_GB2312"}, {"仿宋_GB2312"}, {"楷体_GB2312"}]
    line = document.element.xpath("//w:pPr/w:pBdr/w:top/@w:color")
    assert line == ["FF0000"]
    assert paragraph(document, "县委、县政府：")._p.pPr.ind.get(qn("w:firstLineChars")) == "0"


def test_a_signature_stays_with_the_end_of_the_body(tmp_path: Path) -> None:
    document = written(tmp_path / "a.docx", Page("云水镇报告", TEXT, ()), letterhead=HEAD)
    kept = [each.text for each in document.paragraphs if each.paragraph_format.keep_with_next]
    headings = [each.text for each in document.paragraphs if each.style.name.startswith("Heading")]
    assert [text for text in kept if text not in headings] == [
        "组织2次。",
        "",
        "附件：1. 数据表",
        "2. 说明",
        "",
        "青川县云水镇人民政府",
    ]


def test_the_imprint_is_a_table_at_the_foot_of_the_last_page(tmp_path: Path) -> None:
    document = written(tmp_path / "a.docx", Page("云水镇报告", TEXT, ()), letterhead=HEAD)
    [table] = document.tables
    [place] = table._tbl.tblPr.iterchildren(qn("w:tblpPr"))
    assert [place.get(qn(f"w:{name}")) for name in ("vertAnchor", "tblpYSpec")] == ["margin", "bottom"]
    [width] = table._tbl.xpath("./w:tblPr/w:tblW/@w:w")
    assert abs(int(width) - Mm(156).twips) <= 1
    rules = {rule.tag.split("}")[1]: rule.get(qn("w:sz")) for rule in table._tbl.xpath(".//w:tblBorders/*")}
    assert rules == {"top": "8", "bottom": "8", "insideH": "6"}
    copied, printed = table.rows
    assert [cell.text for cell in copied.cells[:1]] == ["抄送：县人大常委会办公室，县司法局。"]
    assert [cell.text for cell in printed.cells] == ["漷县镇党政办公室", "2024年2月1日印发"]
    runs = [run for cell in printed.cells for run in cell.paragraphs[0].runs]
    assert {run.font.size for run in runs} == {Pt(14)}
    # 漷 is no character of GB 2312.
    assert [fonts(run) for run in runs] == [{"仿宋"}, {"仿宋_GB2312"}, {"仿宋_GB2312"}]
    assert document.paragraphs[-1].text == ""
    assert read_document(tmp_path / "a.docx").text.endswith("漷县镇党政办公室2024年2月1日印发")


def test_without_a_document_number_there_is_no_head(tmp_path: Path) -> None:
    document = written(
        tmp_path / "a.docx", Page("云水镇报告", TEXT, ()), letterhead=replace(HEAD, doc_number=None)
    )
    assert document.paragraphs[0].text == "云水镇报告"
    assert "签发人" not in "".join(each.text for each in document.paragraphs)


@pytest.mark.parametrize(
    ("sealed", "issuer", "issued", "expected"),
    [
        # In characters from the right edge: the dates are 6.5 and 7 wide (digits count half).
        (False, "青川县云水镇人民政府", date(2024, 1, 31), (2, 3.5)),
        (False, "云水镇", date(2024, 12, 31), (8, 2)),
        (True, "青川县云水镇人民政府", date(2024, 1, 31), (2.25, 4)),
        (True, "青川县云水镇人民政府综合行政执法办公室", date(2024, 1, 31), (0, 6.25)),
    ],
)
def test_signature(
    tmp_path: Path, sealed: bool, issuer: str, issued: date, expected: tuple[float, float]
) -> None:
    head = Letterhead(issuers=(issuer,), date=issued, sealed=sealed)
    document = written(tmp_path / "a.docx", Page("", TEXT, ()), letterhead=head)
    found = [each.paragraph_format.right_indent.pt / 16 for each in document.paragraphs[-2:]]
    assert found == pytest.approx(expected, abs=0.1)


def test_attachments(tmp_path: Path) -> None:
    document = written(tmp_path / "a.docx", Page("", TEXT, ()), letterhead=HEAD)
    assert paragraph(document, "附件1").paragraph_format.page_break_before
    assert fonts(paragraph(document, "附件1").runs[0]) == {"黑体"}
    first = paragraph(document, "附件：1. 数据表")._p.pPr.ind
    second = paragraph(document, "2. 说明")._p.pPr.ind
    starts = [
        int(each.get(qn("w:leftChars"))) - int(each.get(qn("w:hangingChars"))) for each in (first, second)
    ]
    assert starts == [200, 500]


def test_comments_name_verdict_sentence_and_place(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    source = Evidence("13件", "全年受理纠纷13件。", Span(0, 1), "a.md", "云水镇", "青川县", 2022)
    wrong = replace(finding("12件", Status.CONTRADICTED), evidence=(source,), message="来源为13件")
    year = Finding("“大小”", Span(0, 2), Kind.YEAR, None, None, Status.SUPPORTED)
    page = Page("报告", TEXT, (wrong, finding("3场", Status.UNSUPPORTED), year))
    plain = written(path, page)
    assert len(list(plain.comments)) == 0
    document = written(path, page, annotated=True)
    told = ["\n".join(each.text for each in comment.paragraphs) for comment in document.comments]
    assert told == [
        "【与来源矛盾】来源为13件\n青川县云水镇 2022年 · a.md：「全年受理纠纷13件。」",
        "【无据】\n没有找到依据",
    ]
    starts = document.element.xpath("//w:commentRangeStart/following-sibling::w:r[1]")
    assert [run.text for run in starts] == ["12件", "3场"]
    assert {each.style.name for comment in document.comments for each in comment.paragraphs} == {
        "annotation text"
    }


def test_characters_beyond_gb2312_get_a_font_that_holds_them(tmp_path: Path) -> None:
    page = Page("漷县镇报告", "漷县镇垓下与𠮷村共12户。\n（一）响嘡街道。好。", ())
    document = written(tmp_path / "a.docx", page)
    runs = {run.text: fonts(run) for each in document.paragraphs for run in each.runs}
    assert runs["漷"] == {"仿宋"}
    assert runs["县镇垓下与"] == {"仿宋_GB2312"}
    assert runs["𠮷"] == {"SimSun-ExtB"}
    assert runs["嘡"] == {"楷体"}


def test_every_font_has_stand_ins(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    document = written(path, Page("漷县镇报告", TEXT, ()), letterhead=HEAD)
    table = etree.fromstring(ZipFile(path).read("word/fontTable.xml"))
    held = {
        font.get(qn("w:name")): font.find(qn("w:altName")).get(qn("w:val"))
        for font in table.iter(qn("w:font"))
    }
    used = {
        fonts.get(qn("w:eastAsia"))
        for root in (document.element, document.styles.element)
        for fonts in root.iter(qn("w:rFonts"))
        if fonts.get(qn("w:eastAsia"))
    }
    assert used <= held.keys()
    assert all(held.values())


def test_no_style_takes_a_theme_font(file: Any) -> None:
    names = {name for fonts in file.styles.element.iter(qn("w:rFonts")) for name in fonts.attrib}
    assert not [name for name in names if name.endswith("Theme")]


def test_headings_have_outline_levels(file: Any) -> None:
    for level in range(1, 5):
        outline = file.styles[f"Heading {level}"].element.pPr.find(qn("w:outlineLvl"))
        assert outline.get(qn("w:val")) == str(level - 1)


@given(
    st.text(
        alphabet="云水镇调解12，。、；：（）〔〕“”《》—…%.\u3000\t ab一是\n【待补】①㎡漷𠮷\u200b\x07~*#|`<&",
        max_size=200,
    )
)
@hypothesis_settings(max_examples=30, deadline=None)
def test_any_text_reads_back(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    # export_docx compares; what it cannot write faithfully it refuses.
    export_docx(Page("报告", text, ()), tmp_path_factory.mktemp("any") / "a.docx")


def test_a_report_of_sixty_pages_reads_back(tmp_path: Path) -> None:
    path = tmp_path / "long.docx"
    section = "".join(
        f"（{number}）做法。全年调解纠纷{at}{number}件，培训{at + 3}场，覆盖率{at}.5%。"
        + "继续压实责任，" * 30
        for at, number in enumerate("一二三四五六", 1)
    )
    text = "\n".join(f"一、举措{at}\n{section}\n甲\t乙{at}\t丙" for at in range(50))
    found = tuple(
        Finding(m.text, m.span, m.kind, m.value, m.unit, Status.SUPPORTED)
        for m in find_mentions(text)
        if m.is_fact
    )
    assert len(text) > 60 * 22 * 28
    written(path, Page("云水镇报告", text, found), annotated=True)
    document = read_document(path)
    assert sorted(m.text for m in find_mentions(document.text) if m.is_fact) == sorted(f.text for f in found)


def test_a_file_that_reads_back_differently_is_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from fazhi_rag.rendering import word

    monkeypatch.setattr(word, "split_by_font", lambda text, font: [(text.replace("12", "21"), font)])
    with pytest.raises(InputError, match=r"a\.docx.*differently.*21件.*12件"):
        export_docx(Page("", TEXT, ()), tmp_path / "a.docx")
    assert not (tmp_path / "a.docx").exists()


def test_a_draft_reads_back(tmp_path: Path) -> None:
    document = read_document(
        write(tmp_path / "t.docx", Page("云水镇2023年法治政府建设年度报告", "一、举措\n全年12件。", ()))
    )
    assert document.identity.title == "云水镇2023年法治政府建设年度报告"
    assert [section.heading for section in document.sections] == ["举措"]


def write(path: Path, page: Page) -> Path:
    export_docx(page, path)
    return path


def printed(folder: Path) -> Any:
    """The pages that LibreOffice prints of a.docx."""
    import pypdfium2

    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run([*command, str(folder / "a.docx")], check=True, capture_output=True, timeout=180)
    return pypdfium2.PdfDocument(folder / "a.pdf")


@pytest.mark.skipif(not shutil.which("soffice"), reason="needs LibreOffice (soffice)")
def test_libreoffice_prints_the_imprint_on_the_lower_edge(tmp_path: Path) -> None:
    head = Letterhead(copied_to=("县司法局",), printed_by="云水镇党政办公室", printed_on=date(2024, 2, 1))
    export_docx(Page("云水镇报告", TEXT, ()), tmp_path / "a.docx", WordSettings(head))
    [page] = printed(tmp_path)
    text = page.get_textpage()
    index, _ = text.search("印发").get_next()
    _, bottom, _, _ = text.get_charbox(index)
    # The type area ends 35 mm above the edge of the paper; the line is 26 points high.
    assert Mm(35).pt <= bottom <= Mm(35).pt + 26


@pytest.mark.skipif(not shutil.which("soffice"), reason="needs LibreOffice (soffice)")
def test_libreoffice_prints_twenty_two_lines_a_page(tmp_path: Path) -> None:
    text = "\n".join(["云" * 26] * 22 * 3)
    export_docx(Page("", text, ()), tmp_path / "a.docx")
    pdf = printed(tmp_path)
    pages = [page.get_textpage().get_text_range() for page in pdf]
    assert len(pages) == 3
    for at, page in enumerate(pages, 1):
        assert page.count("云" * 26) == 22
        assert f"— {at} —" in page
