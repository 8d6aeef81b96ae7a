"""Sheets of figures (csv, tsv, xlsx) as rows of text, each cell printed as the clerk sees it."""

from __future__ import annotations

import csv
import io
import warnings
from collections.abc import Iterator
from pathlib import Path

from fazhi_rag.errors import InputError
from fazhi_rag.reading.cells import print_cell
from fazhi_rag.reading.decoding import decode
from fazhi_rag.reading.files import read_bytes
from fazhi_rag.reading.formats import refuse_other_formats
from fazhi_rag.reading.packages import DEFAULT_LIMITS, Limits, open_package
from fazhi_rag.reading.recognition import recognise
from fazhi_rag.reading.xmlparts import check_xml

Rows = tuple[tuple[str, ...], ...]
_MOST_ROWS, _MOST_COLUMNS = 10_000, 200
"""A facts sheet has a hundred rows; a file that claims a million is no facts sheet."""
_XML = (".xml", ".rels", ".vml")


def read_table(path: Path, *, limits: Limits = DEFAULT_LIMITS) -> Rows:
    """Return the rows of a csv or tsv file, or of the first sheet of a workbook that holds anything.

    Row i stands in row i + 1 of the sheet; empty rows and cells at the end are left out. Cells are printed as
    shown: 155, 99.4%, 1,234.50, 2023年12月31日; a formula by the value Excel last gave it.

    Raises:
        UnsupportedFormat: for any other format; names it.
        InputError: for a file that cannot be read, is damaged, hostile or too large.
    """
    data, place = read_bytes(path), str(path)
    if recognise(data, name=place) == "xlsx":
        rows = _read_workbook(data, place, limits)
    else:
        refuse_other_formats(data, place=place)
        rows = _read_text(decode(data, place=place)[0], place)
    trimmed = [_trimmed(row) for row in rows]
    while trimmed and not trimmed[-1]:
        trimmed.pop()
    return tuple(trimmed)


def _trimmed(row: tuple[str, ...]) -> tuple[str, ...]:
    end = len(row)
    while end and not row[end - 1].strip():
        end -= 1
    return row[:end]


def _read_text(text: str, place: str) -> list[tuple[str, ...]]:
    """Split at tabs where the first line holds one, else at commas."""
    first = text.lstrip("\n").partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter="\t" if "\t" in first else ",")
    try:
        rows = [tuple(row) for row in reader]
    except csv.Error as error:
        raise InputError(f"line {reader.line_num}: {error}", place=place) from error
    if len(rows) > _MOST_ROWS:
        raise InputError(f"holds {len(rows):,} rows; at most {_MOST_ROWS:,} are read", place=place)
    return rows


def _read_workbook(data: bytes, place: str, limits: Limits) -> list[tuple[str, ...]]:
    package = open_package(data, place=place, limits=limits)
    for name in package.names:
        if name.lower().endswith(_XML):
            check_xml(package.read(name), part=name, place=place, limits=limits)
    try:
        return list(_cells(data, place))
    except InputError:
        raise
    except Exception as error:  # what openpyxl raises on a damaged workbook is of every kind
        message = f"the workbook is damaged ({type(error).__name__}: {error}); open and save it again"
        raise InputError(message, place=place) from error


def _cells(data: bytes, place: str) -> Iterator[tuple[str, ...]]:
    """Yield the rows of the first visible sheet that holds anything."""
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of drawings and validations it does not read
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        for sheet in book.worksheets:
            if sheet.sheet_state != "visible":
                continue
            # The size a sheet states is often wrong; what lies beyond the limits is not even built.
            sheet.reset_dimensions()
            rows = []
            for cells in sheet.iter_rows(max_row=_MOST_ROWS + 1, max_col=_MOST_COLUMNS):
                rows.append(tuple(print_cell(cell.value, cell.number_format) for cell in cells))
            if len(rows) > _MOST_ROWS:
                raise InputError(f"holds more than {_MOST_ROWS:,} rows", place=place)
            if any(map(any, rows)):
                yield from rows
                return
