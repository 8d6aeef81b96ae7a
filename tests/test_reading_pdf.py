"""PDF: paragraphs from printed lines, furniture, tables, pages, and every file that must be refused."""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fazhi_rag.errors import InputError, UnsupportedFormat
from fazhi_rag.numbers import find_mentions
from fazhi_rag.reading import document_from_text, read_document
from fazhi_rag.reading.extracts import Extract
from fazhi_rag.reading.formats import extract
from fazhi_rag.reading.pdf import lay_out
from fazhi_rag.reading.pdf_layout import Line, Page, find_furniture
from fazhi_rag.types import Document, Span, Unit
from tests.office_files import convert, needs_office, write_docx
from tests.pdf_files import (
    LEADING,
    LEFT,
    SIZE,
    TOP,
    Sheet,
    advance,
    break_lines,
    build_bomb,
    build_pdf,
    typeset,
)
from tests.township_report import PARAGRAPHS, TEXT

REAL = Path(os.environ.get("FAZHI_REAL_CORPUS", Path(__file__).parents[2] / "shared")) / "corpus"
LONG = "坚持依法行政，推进各项工作落实到位，" * 6 + "取得新的成效。"
FILLER = [LONG] * 30


def read(*sheets: Sheet, **options: bool) -> Extract:
    return extract(build_pdf(sheets, **options), place="r.pdf")


def lines(extracted: Extract) -> list[str]:
    return extracted.text.text.split("\n")


def lines_at(*texts: str, left: float = LEFT) -> Sheet:
    sheet = Sheet()
    for number, text in enumerate(texts):
        sheet.write(text, left, TOP + LEADING * number)
    return sheet


def outline(document: Document) -> list[tuple[int, str, str]]:
    return [(section.level, section.number, section.heading) for section in document.sections]


def mentions(document: Document) -> list[tuple[str, str]]:
    return [(mention.text, str(mention.kind)) for mention in find_mentions(document.text)]


def test_the_same_report_as_text_and_as_pdf(tmp_path: Path) -> None:
    path = tmp_path / "r.pdf"
    path.write_bytes(build_pdf(typeset(PARAGRAPHS)))
    document, plain = read_document(path), document_from_text(TEXT, name="r.txt")
    assert document.text == plain.text
    assert outline(document) == outline(plain)
    assert mentions(document) == mentions(plain)
    assert document.identity == plain.identity
    assert (document.unit, document.encoding, len(document.starts)) == (Unit.PAGE, "pdf", 2)
    assert document.warnings == plain.warnings


def test_each_passage_leads_back_to_its_page() -> None:
    sheets = typeset(PARAGRAPHS)
    extracted = read(*sheets)
    for number, sheet in enumerate(sheets):
        start = extracted.starts[number]
        end = (*extracted.starts, 10**9)[number + 1]
        for character in set("".join(PARAGRAPHS)) - sheet.used:
            at = [extracted.text.offsets.raw_span(Span(i, i + 1)).start for i in _all(extracted, character)]
            assert not any(start <= offset < end for offset in at)


def _all(extracted: Extract, character: str) -> list[int]:
    return [index for index, found in enumerate(extracted.text.text) if found == character]


@pytest.mark.parametrize(
    ("number", "running"),
    [
        ("— {} —", ""),
        ("- {} -", ""),
        ("–{}–", ""),
        ("{}", ""),
        ("第{}页 共3页", ""),
        ("第 {} 页", ""),
        ("{} / 3", ""),
        ("Page {} of 3", ""),
        ("", "清溪镇人民政府文件"),
        ("· {} ·", "2023年法治政府建设年度报告"),
        ("{}", "打印时间 2024/1/20 10:1{}"),
    ],
)
def test_page_furniture_is_dropped_and_paragraphs_run_on_over_it(number: str, running: str) -> None:
    text = ["标题", *FILLER]
    assert lines(read(*typeset(text, number=number, running=running))) == text


def test_a_number_that_counts_no_pages_stays() -> None:
    # (page lines…): a bare number at the edge of a page that is a figure, not a page number
    assert lines(read(lines_at("全年办结案件", "合计", "37"))) == ["全年办结案件", "合计", "37"]
    twice = [lines_at("第一部分内容", "37"), lines_at("第二部分内容", "59")]
    assert lines(read(*twice)) == ["第一部分内容", "37", "第二部分内容", "59"]


def test_a_line_said_on_two_pages_at_different_heights_stays() -> None:
    first = Sheet().write("持续推进。", LEFT, 200).write("第一件事。", LEFT, 260)
    second = Sheet().write("持续推进。", LEFT, 400).write("第二件事。", LEFT, 460)
    assert lines(read(first, second)) == ["持续推进。", "第一件事。", "持续推进。", "第二件事。"]


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        # (text, left) of one printed line → what it says once cleaned
        ([("办结案件", 0), ("12", 70), ("件", 92)], "办结案件12件"),  # a gap beside a figure
        ([("办结案件 12 件", 0)], "办结案件12件"),
        ([("法 治 政 府 建 设", 0)], "法治政府建设"),
        ([("报", 0), ("告", 60)], "报 告"),  # two words for all we know
        ([("中共清溪镇委员会", 0), ("清溪镇人民政府", 180)], "中共清溪镇委员会 清溪镇人民政府"),
        ([("2023", 0), ("156", 60)], "2023 156"),  # never one number
        ([("全年", 0), ("20", 32), ("23", 48), ("年", 64)], "全年2023年"),  # touching: one number
    ],
)
def test_spaces_of_a_printed_line(pieces: list[tuple[str, float]], expected: str) -> None:
    sheet = Sheet()
    for text, left in pieces:
        sheet.write(text, LEFT + left, 200)
    path_text = extract(build_pdf([sheet]), place="r.pdf").text
    assert _cleaned(path_text.text) == expected


def _cleaned(text: str) -> str:
    from fazhi_rag.reading.cleaning import clean
    from fazhi_rag.reading.traced import Traced

    return clean(Traced.whole(text)).text


def test_type_of_two_fonts_on_one_baseline_is_one_line() -> None:
    sheet = Sheet().write("办结", LEFT, 200, 16).write("12", LEFT + 32, 200, 12).write("件", LEFT + 44, 200)
    assert lines(read(sheet)) == ["办结12件"]


def test_bold_by_printing_twice_is_read_once() -> None:
    sheet = Sheet().write("一、主要举措", LEFT, 200).write("一、主要举措", LEFT + 0.3, 200)
    assert lines(read(sheet)) == ["一、主要举措"]


FULL = "全镇上下持续推进依法行政各项工作任务落地见效并取得成果"


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        # (text, indent in characters, extra space above) → paragraphs
        ([(FULL, 2, 0), ("办结12件。", 0, 0)], [FULL + "办结12件。"]),
        (
            [(FULL[:25] + "。", 2, 0), ("二是规范执法。", 2, 0), (FULL[:26], 2, 0), ("完。", 0, 0)],
            [FULL[:25] + "。", "二是规范执法。", FULL[:26] + "完。"],
        ),
        ([(FULL, 0, 0), (FULL, 0, 0), ("一、主要举措", 0, 0)], [FULL + FULL + "一、主要举措"]),
        (
            [(FULL, 0, 0), (FULL[:27] + "。", 0, 0), ("一、主要举措", 0, 0)],
            [FULL + FULL[:27] + "。", "一、主要举措"],
        ),
        (
            [(FULL, 0, 0), (FULL, 0, 0), (FULL, 0, 20), ("完。", 0, 0)],
            [FULL * 2, FULL + "完。"],
        ),  # a blank line
        (
            [("一、主要举措", 2, 0), (FULL[:26], 2, 0), ("见效。", 0, 0)],
            ["一、主要举措", FULL[:26] + "见效。"],
        ),
    ],
)
def test_paragraphs(printed: list[tuple[str, int, float]], expected: list[str]) -> None:
    sheet, down = Sheet(), TOP
    for text, indent, above in printed:
        sheet.write(text, LEFT + indent * SIZE, down + above)
        down += LEADING + above
    assert lines(read(sheet)) == expected


def test_a_number_torn_by_the_margin_is_joined_and_said() -> None:
    torn = "全镇上下持续推进依法行政各项工作任务落地见效发放资料1"
    extracted = read(lines_at(torn, "5件，" + FULL[:10]))
    assert lines(extracted) == [torn + "5件，" + FULL[:10]]
    assert extracted.warnings == (f"第1页有数字跨行，已接为一个数，请核对：{torn[-6:]}5件，{FULL[:3]}",)


def test_latin_words_keep_the_space_between_two_lines() -> None:
    first = "依托一体化平台推进服务事项网上办理全部接入Open"
    assert lines(read(lines_at(FULL, first + "Data", "Hub平台。"))) == [FULL + first + "Data Hub平台。"]


def test_tables_are_read_row_by_row_and_once() -> None:
    sheet = Sheet().write("工作情况见下表：", LEFT, 100)
    sheet.table([["项目", "数量", "单位"], ["调解纠纷", "213", "件"], ["接待来访", "86", "批"]], 130)
    sheet.write("以上数据截至12月31日。", LEFT, 300)
    assert lines(read(sheet)) == [
        "工作情况见下表：",
        "项目\t数量\t单位",
        "调解纠纷\t213\t件",
        "接待来访\t86\t批",
        "以上数据截至12月31日。",
    ]


def test_a_frame_around_text_is_no_table() -> None:
    sheet = lines_at(FULL, "各项任务完成。")
    for y0, y1 in ((TOP - 30, TOP - 30), (TOP + 60, TOP + 60)):
        sheet.rule(LEFT - 5, y0, LEFT + 455, y1)
    for x in (LEFT - 5, LEFT + 455):
        sheet.rule(x, TOP - 30, x, TOP + 60)
    assert lines(read(sheet)) == [FULL + "各项任务完成。"]


def test_a_turned_watermark_is_left_out_and_said() -> None:
    sheet = lines_at("一、主要举措", "办结12件。")
    sheet.write("内部资料", 200, 400, matrix="0.7 0.7 -0.7 0.7")
    extracted = read(sheet)
    assert lines(extracted) == ["一、主要举措", "办结12件。"]
    assert extracted.warnings == ("第1页有4个旋转或竖排的字未读入（多为水印）",)


def test_a_scanned_page_among_others_is_said() -> None:
    extracted = read(lines_at(FULL, "各项任务完成。"), Sheet().picture(), lines_at("附：" + FULL))
    assert extracted.warnings == ("第2页是扫描图片，没有文字层，未读入",)
    assert len(extracted.starts) == 3


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: build_pdf([Sheet().picture()]), "扫描件.*OCR"),
        (lambda: build_pdf([Sheet().picture().write("— 1 —", 280, 800)] * 3), "扫描件.*OCR"),
        (lambda: build_pdf([Sheet()]), "holds no text"),
        (lambda: build_pdf([]), "no pages|damaged"),
        (lambda: build_pdf([lines_at(FULL)], mapped=False), "乱码"),
        (lambda: build_pdf([Sheet().write(FULL, 300, 300, matrix="0 1 -1 0")]), "turned or vertical"),
        (lambda: build_pdf([lines_at(FULL)], encrypt=True), "password"),
        (lambda: b"%PDF-1.7\nrubbish", "damaged"),
        (lambda: build_pdf([lines_at(FULL)])[:300], "damaged|no text|no pages"),
        (lambda: build_pdf([Sheet()] * 301), "301 pages; at most 300"),
    ],
)
def test_what_cannot_be_read_is_refused_and_says_what_to_do(make: Callable[[], bytes], message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        extract(make(), place="报告.pdf")
    assert str(caught.value).startswith("报告.pdf: ")


def test_an_encrypted_file_is_an_unsupported_format() -> None:
    with pytest.raises(UnsupportedFormat):
        extract(build_pdf([lines_at(FULL)], encrypt=True), place="r.pdf")


@pytest.mark.skipif(sys.platform == "win32", reason="memory and CPU limits are Unix's")
@pytest.mark.parametrize(
    ("kind", "message"),
    [
        ("self-parent", "no pages"),
        ("nested", "no pages|damaged|memory_mb"),
        ("blank", "memory_mb = 400"),
        ("states", "cpu_seconds = 1"),
    ],
)
def test_a_pdf_that_loops_or_eats_memory_is_refused(
    kind: str, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAZHI_PARSER_CPU_SECONDS", "1" if kind == "states" else "60")
    monkeypatch.setenv("FAZHI_PARSER_MEMORY_MB", "400")
    with pytest.raises(InputError, match=f"^b.pdf: .*(?:{message})"):
        extract(build_bomb(kind), place="b.pdf")
    assert lines(read(lines_at(FULL, "办结12件。"))) == [FULL + "办结12件。"]


@pytest.mark.parametrize("seed", range(300))
def test_damaged_bytes_never_crash(seed: int) -> None:
    data = bytearray(
        build_pdf([lines_at(FULL, "办结12件。").table([["项目", "数量"], ["调解", "213"]], 300)])
    )
    chance = random.Random(seed)
    for _ in range(chance.choice((1, 3, 10, 40))):
        data[chance.randrange(5, len(data))] = chance.randrange(256)
    if seed % 5 == 0:
        del data[chance.randrange(5, len(data)) :]
    try:
        extracted = extract(bytes(data), place="r.pdf")
    except InputError as error:
        assert str(error).startswith("r.pdf: ")
    else:
        assert extracted.text.text


placed = st.builds(
    Line,
    st.text("法治12a。— ", min_size=1, max_size=30).map(lambda text: text + "x"),
    st.floats(0, 300),
    st.floats(300, 600),
    st.floats(0, 800),
    st.floats(0, 40),
    st.booleans(),
)


@given(st.lists(st.lists(placed, max_size=8).map(tuple).map(Page), min_size=1, max_size=4))
@settings(max_examples=150, deadline=None)
def test_layout_keeps_every_character_of_the_body_in_order(pages: list[Page]) -> None:
    extracted = lay_out(pages)
    furniture = find_furniture(pages)
    every = [line for page in pages for line in page.lines]
    body = "".join(line.text for index, line in enumerate(every) if index not in furniture)
    assert extracted.text.text.replace("\n", "").replace(" ", "") == body.replace(" ", "")
    raw = "".join(line.text + "\n" for line in every)
    for at, character in enumerate(extracted.text.text):
        origin = raw[extracted.text.offsets.raw_span(Span(at, at + 1)).start]
        assert origin == character or (origin, character) == ("\n", " ")
    assert len(extracted.starts) == len(pages)
    assert list(extracted.starts) == sorted(extracted.starts)


def test_breaking_lines_loses_nothing() -> None:
    assert "".join(break_lines(LONG)) == LONG
    assert all(advance(line) <= 30 * SIZE for line in break_lines(LONG))


SOURCES = ("own", *sorted(path.stem for path in REAL.glob("*.txt")))


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Document, Path]]:
    """Our own report and the real ones, as read from text and as printed by LibreOffice."""
    folder = tmp_path_factory.mktemp("printed")
    plain = {source: read_document(REAL / f"{source}.txt") for source in SOURCES[1:]}
    plain |= {"own": document_from_text(TEXT, name="own.txt")}
    written = [
        write_docx(folder / f"{source}.docx", document.text.split("\n"), titles=_titles(document))
        for source, document in plain.items()
    ]
    return {path.stem: (plain[path.stem], path) for path in convert("pdf", *written)}


def _titles(document: Document) -> int:
    title = document.identity.title or ""
    return next(n for n in range(1, 9) if len("".join(document.text.split("\n")[:n])) >= len(title))


@needs_office
@pytest.mark.parametrize("source", SOURCES)
def test_reports_printed_by_libreoffice(source: str, printed: dict[str, tuple[Document, Path]]) -> None:
    plain, path = printed[source]
    document = read_document(path)
    assert document.identity == plain.identity
    assert outline(document) == outline(plain)
    assert mentions(document) == mentions(plain)
    _check_pages(document, path)


def _check_pages(document: Document, path: Path) -> None:
    """Each mention stands on the page it leads to."""
    import pdfplumber

    with pdfplumber.open(path) as pdf:
        shown = ["".join(page.extract_text().split()) for page in pdf.pages]
    for mention in find_mentions(document.text):
        place = document.place_of(mention.span)
        assert place
        around = shown[place - 1] + "".join(shown[place : place + 1])
        assert "".join(mention.text.split()) in around


@needs_office
def test_tables_printed_by_libreoffice(tmp_path: Path) -> None:
    from docx import Document as Word

    word = Word()
    word.add_paragraph("工作情况见下表：")
    table = word.add_table(3, 3, style="Table Grid")
    for number, cells in enumerate(
        (("项目", "数量", "单位"), ("调解纠纷", "213", "件"), ("来访", "86", "批"))
    ):
        for column, cell in enumerate(cells):
            table.cell(number, column).text = cell
    word.save(str(tmp_path / "t.docx"))
    extracted = extract(convert("pdf", tmp_path / "t.docx")[0].read_bytes(), place="t.pdf")
    assert lines(extracted) == ["工作情况见下表：", "项目\t数量\t单位", "调解纠纷\t213\t件", "来访\t86\t批"]
