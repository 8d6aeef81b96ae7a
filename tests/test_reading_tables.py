"""Sheets of figures: csv, tsv and workbooks, each cell as the clerk sees it."""

from __future__ import annotations

import io
from datetime import date, datetime, time
from pathlib import Path

import pytest
from openpyxl import Workbook

from fazhi_rag.errors import InputError, UnsupportedFormat
from fazhi_rag.reading import read_document, read_table
from fazhi_rag.reading.cells import print_cell
from tests.word_files import docx, p, packed

CELLS = [
    (None, "General", ""),
    ("调解", "General", "调解"),
    (" 12件 ", "@", " 12件 "),
    (True, "General", "TRUE"),
    (155, "General", "155"),
    (155.0, "General", "155"),
    (0.1 + 0.2, "General", "0.3"),
    (1e20, "General", "100000000000000000000"),
    (0.994, "0.0%", "99.4%"),
    (0.994, "0%", "99%"),
    (0.995, "0%", "100%"),
    (0.5, "0.##%", "50%"),
    (12345.6, "#,##0", "12,346"),
    (12345.6, "#,##0.00", "12,345.60"),
    (12345.6, "#,##0.00_);[Red](#,##0.00)", "12,345.60"),
    (-3.5, "0.0", "-3.5"),
    (-0.2, "0", "0"),
    (2.5, "0", "3"),
    (12.0, "0.0#", "12.0"),
    (12, '0"件"', "12件"),
    (12, '"约"0"件"', "约12件"),
    (12, "0\\件", "12件"),
    (1234.5, '_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ ', "1,234.50"),
    (12.5, "# ?/?", "12.5"),
    (1200, "0.00E+00", "1200"),
    (1200, "#,##0,", "1200"),
    (float("inf"), "0", "inf"),
    (10**40, "0.00", "1" + "0" * 40),
    (date(2023, 12, 31), "yyyy-mm-dd", "2023-12-31"),
    (datetime(2023, 12, 31), "mm-dd-yy", "2023-12-31"),
    (datetime(2023, 12, 5), 'yyyy"年"m"月"d"日"', "2023年12月5日"),
    (datetime(2023, 12, 1), 'yyyy"年"m"月"', "2023年12月"),
    (datetime(2023, 12, 1), 'm"月"d"日"', "12月1日"),
    (datetime(2023, 12, 1), "yyyy-mm", "2023-12"),
    (datetime(2023, 12, 1, 9, 5), "yyyy-mm-dd h:mm", "2023-12-01 09:05"),
    (time(9, 5), "h:mm", "09:05"),
    ("#DIV/0!", "0", "#DIV/0!"),
]


@pytest.mark.parametrize(("value", "number_format", "expected"), CELLS)
def test_cells_are_printed_as_shown(value: object, number_format: str, expected: str) -> None:
    assert print_cell(value, number_format) == expected


def workbook(path: Path, *rows: tuple[object, ...], formats: dict[str, str] | None = None) -> Path:
    book = Workbook()
    book.active.title = "空"  # type: ignore[union-attr]
    hidden = book.create_sheet("藏")
    hidden.append(["不要"])
    hidden.sheet_state = "hidden"
    sheet = book.create_sheet("指标")
    for row in rows:
        sheet.append(row)
    for cell, number_format in (formats or {}).items():
        sheet[cell].number_format = number_format
    book.save(path)
    return path


def test_the_first_visible_sheet_with_content_is_read(tmp_path: Path) -> None:
    rows = (("指标", "数值", "单位"), ("调解", 155.0, "件"), (), ("办结率", 0.994, None), (None, None, None))
    path = workbook(tmp_path / "a.xlsx", *rows, formats={"B4": "0.0%"})
    assert read_table(path) == (("指标", "数值", "单位"), ("调解", "155", "件"), (), ("办结率", "99.4%"))
    with pytest.raises(UnsupportedFormat, match="facts sheet"):
        read_document(path)


TEXTS = [
    ("指标,数值\n调解,155\n\n“甲,乙”,2\n", "utf-8"),
    ("指标,数值\n调解,155\n\n“甲,乙”,2\n", "gb18030"),
    ("指标,数值\r\n调解,155\r\n,\r\n“甲,乙”,2", "utf-8-sig"),
    ("指标\t数值\n调解\t155\n\n“甲\t乙”\t2\n\n", "utf-16"),
]


@pytest.mark.parametrize(("text", "encoding"), TEXTS)
def test_text_sheets_keep_their_rows(tmp_path: Path, text: str, encoding: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(text.encode(encoding))
    assert read_table(path) == (("指标", "数值"), ("调解", "155"), (), ("“甲", "乙”", "2"))


def sheet(xml: str) -> bytes:
    """A small workbook with one part written over."""
    buffer = io.BytesIO()
    book = Workbook()
    book.active.append(["a"])  # type: ignore[union-attr]
    book.save(buffer)
    from zipfile import ZipFile

    with ZipFile(buffer) as package:
        files: dict[str, str | bytes] = {name: package.read(name) for name in package.namelist()}
    return packed({**files, "xl/worksheets/sheet1.xml": xml})


MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
FAR = "".join(f'<row r="{at}"><c r="A{at}"><v>1</v></c></row>' for at in (1, 1_048_576))
REFUSED = [
    (docx(p("甲")), "Word"),
    (b"%PDF-1.7", "PDF"),
    (b"", "empty"),
    (b"a,b\n" * 10_001, "10,001 rows"),
    (b'"a' + b"x" * 200_000, "field larger"),
    (sheet("<a"), "damaged"),
    (sheet('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), "document type"),
    (sheet(f"<worksheet {MAIN}><sheetData>{FAR}</sheetData></worksheet>"), "10,000 rows"),
    (sheet(f'<worksheet {MAIN}><sheetData><row r="x"><c/></row></sheetData></worksheet>'), "damaged"),
    (packed({"[Content_Types].xml": "", "xl/workbook.xml": "<a/>"}), "damaged"),
]


@pytest.mark.parametrize(("data", "words"), REFUSED)
def test_what_is_no_sheet_is_refused(tmp_path: Path, data: bytes, words: str) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(data)
    with pytest.raises(InputError, match=words) as error:
        read_table(path)
    assert "a.xlsx" in str(error.value)
