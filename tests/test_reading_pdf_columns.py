"""Pages in two columns are read column by column; tables, lists and signatures are no columns."""

from __future__ import annotations

import pytest

from fazhi_rag.reading import document_from_bytes, document_from_text
from fazhi_rag.reading.extracts import Extract
from fazhi_rag.reading.formats import extract
from tests.pdf_files import LEFT, TOP, WIDTH, Sheet, advance, build_pdf
from tests.township_report import PARAGRAPHS, TEXT

SIZE, LEADING, COLUMNS = 10.0, 16.0, 20
RIGHT = LEFT + COLUMNS * SIZE + 24


def read(*sheets: Sheet) -> Extract:
    return extract(build_pdf(sheets), place="r.pdf")


def lines(extracted: Extract) -> list[str]:
    return extracted.text.text.split("\n")


def wrapped(paragraph: str, columns: int = COLUMNS) -> list[str]:
    """Break a paragraph, first line indented; a mark or a number is not torn."""
    found, line, room = [], "", (columns - 2) * SIZE
    for character in paragraph:
        torn = character in "，。；：、）》”" or (character.isascii() and line[-1:].isascii())
        if advance(line + character, SIZE) > room and not torn:
            found.append(line)
            line, room = "", columns * SIZE
        line += character
    return [*found, line]


def two_columns(paragraphs: list[str], *, rows: int, shift: float = 0.0) -> list[Sheet]:
    """Set paragraphs in two columns of `rows` lines; the second stands `shift` points lower."""
    sheets: list[Sheet] = []
    at = 0
    for paragraph in paragraphs:
        for number, line in enumerate(wrapped(paragraph)):
            page, rest = divmod(at, 2 * rows)
            column, row = divmod(rest, rows)
            if page == len(sheets):
                sheets.append(Sheet().write(f"— {page + 1} —", 285, 800, SIZE))
            left = (LEFT, RIGHT)[column] + (2 * SIZE if number == 0 else 0)
            sheets[page].write(line, left, TOP + 40 + LEADING * row + shift * column, SIZE)
            at += 1
    return sheets


def centred(sheet: Sheet, text: str, down: float, size: float = 18) -> Sheet:
    return sheet.write(text, (WIDTH - advance(text, size)) / 2, down, size)


@pytest.mark.parametrize("rows", [12, 24])
@pytest.mark.parametrize("shift", [0.0, 5.0])
def test_a_report_in_two_columns_reads_like_the_text(rows: int, shift: float) -> None:
    title, *body = PARAGRAPHS
    sheets = two_columns(body, rows=rows, shift=shift)
    centred(sheets[0], title, TOP)
    document = document_from_bytes(build_pdf(sheets), name="r.pdf")
    plain = document_from_text(TEXT, name="r.txt")
    assert document.text == plain.text
    assert [s.path for s in document.sections] == [s.path for s in plain.sections]


def test_a_part_in_one_column_stands_between_parts_in_two() -> None:
    one, two = "这是第一段分栏的文字，讲的是学法用法。" * 12, "这是第二段分栏的文字，讲的是调解工作。" * 12
    sheet = Sheet()
    for text, top in ((one, TOP), (two, TOP + 300)):
        found = wrapped(text)
        half = (len(found) + 1) // 2
        for number, line in enumerate(found):
            column, row = divmod(number, half)
            left = (LEFT, RIGHT)[column] + (2 * SIZE if number == 0 else 0)
            sheet.write(line, left, top + LEADING * row, SIZE)
    centred(sheet, "二、矛盾纠纷排查化解和普法依法治理", TOP + 260, 14)
    assert lines(read(sheet)) == [one, "二、矛盾纠纷排查化解和普法依法治理", two]


def test_a_last_page_with_a_few_lines_goes_on_in_columns() -> None:
    text = ["".join(f"第{n}个网格排查隐患{n * 3}处，已全部整改到位。" for n in range(10, 49))]
    sheets = two_columns(text, rows=18)
    assert len(sheets) == 2 and 36 < len(wrapped(text[0])) < 54
    assert lines(read(*sheets)) == text


SENTENCES = [f"第{n}项工作已经完成，全年共办理{n + 3}件" for n in range(1, 9)]

NOT_COLUMNS: dict[str, tuple[Sheet, list[str]]] = {}


def not_columns(name: str, sheet: Sheet, expected: list[str]) -> None:
    NOT_COLUMNS[name] = (sheet, expected)


PROSE = "现将本年度各项工作的完成情况列示如下，供县司法局和社会各界监督，如有疑问可以向党政办公室查询。" * 4


def placed(*rows: tuple[tuple[str, float], ...]) -> Sheet:
    """A page with a paragraph over its whole width and, below it, rows of (text, left)."""
    sheet = Sheet()
    found = wrapped(PROSE, 43)
    for number, line in enumerate(found):
        sheet.write(line, LEFT + (0 if number else 2 * SIZE), TOP + LEADING * number, SIZE)
    for number, row in enumerate(rows, len(found) + 1):
        for text, left in row:
            sheet.write(text, left, TOP + LEADING * number, SIZE)
    return sheet


not_columns(
    "table without rules",
    placed(*[((f"第{n}类事项", LEFT), (f"{n * 7}件", 340)) for n in range(1, 9)]),
    [f"第{n}类事项 {n * 7}件" for n in range(1, 9)],
)
not_columns(
    "table without rules, long first cells",
    placed(
        *[
            ((f"指标名称之{'甲乙丙丁戊己庚辛'[n] * n}数量合计", LEFT), (f"完成{n * 7}件次", 340))
            for n in range(8)
        ]
    ),
    [f"指标名称之{'甲乙丙丁戊己庚辛'[n] * n}数量合计 完成{n * 7}件次" for n in range(8)],
)
not_columns(
    "indented list",
    placed(
        (("全年重点工作有以下几项，均已按期完成，并向社会公布：", LEFT),),
        *[((text, LEFT + 240),) for text in SENTENCES],
    ),
    ["全年重点工作有以下几项，均已按期完成，并向社会公布：", *SENTENCES],
)
not_columns(
    "two signatures",
    placed(
        (("中共清溪镇委员会", LEFT), ("清溪镇人民政府", 340)), (("2024年1月5日", LEFT), ("2024年1月6日", 340))
    ),
    ["中共清溪镇委员会 清溪镇人民政府", "2024年1月5日 2024年1月6日"],
)
not_columns(
    "three columns of cells",
    placed(
        *[
            ((f"村名{n}甲乙丙丁", LEFT), (f"调解{n}件次数", 220), (f"满意率达百分之{n}十", 330))
            for n in range(1, 9)
        ]
    ),
    [f"村名{n}甲乙丙丁 调解{n}件次数 满意率达百分之{n}十" for n in range(1, 9)],
)


@pytest.mark.parametrize("name", NOT_COLUMNS)
def test_what_only_looks_like_columns_is_read_across(name: str) -> None:
    sheet, expected = NOT_COLUMNS[name]
    assert lines(read(sheet)) == [PROSE, *expected]
