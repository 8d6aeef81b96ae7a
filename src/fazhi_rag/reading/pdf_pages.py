"""What stands on the pages of a PDF: printed lines and rows, with their positions. Runs in the worker."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any

from fazhi_rag.errors import InputError, UnsupportedFormat
from fazhi_rag.reading.pdf_columns import Columns, Piece, arrange

_BASELINE = 0.35
"""Of the type size: how far apart two baselines of one line may lie (Chinese and Latin fonts mixed)."""
_REAL_SPACE = 0.12
"""Of the type size: a space character narrower than this was put in by the writer of the PDF."""
_GAP = {True: 0.9, False: 0.25}
"""Of the type size: an empty gap that stands for a space, beside a Chinese character, between two others."""
_GUTTER = 1.0
"""Of the type size: an empty gap at which a line may belong to two columns."""
_CELLS = 4
"""A frame with fewer cells is drawn around text; it is no table."""
_PICTURE = 0.5
"""Of the page: an image that covers more is a scan."""
_CJK = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]")
_PRIVATE = re.compile(r"\(cid:\d+\)|[\ue000-\uf8ff\ufffd]")
_SPACED_OUT = re.compile(r"[\u4e00-\u9fff](?: [\u4e00-\u9fff]){2,}")

Char = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Print:
    """The characters of a piece, and the spaces typed on its baseline."""

    inked: tuple[Char, ...]
    spaces: tuple[Char, ...]


def read_pages(data: bytes, most_pages: int) -> list[dict[str, Any]]:
    """Return for each page its `lines` (as `pdf_layout.Line`) in reading order and counts of what is odd.

    Raises:
        UnsupportedFormat: for a PDF that asks for a password.
        InputError: for a PDF without pages or with more than `most_pages`.
    """
    import pdfplumber
    from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
    from pdfplumber.utils.exceptions import PdfminerException

    try:
        pdf = pdfplumber.open(io.BytesIO(data))
    except PdfminerException as error:
        if isinstance(error.args[0] if error.args else None, PDFEncryptionError | PDFPasswordIncorrect):
            message = "is encrypted with a password; open it, save it without one (or as docx) and read that"
            raise UnsupportedFormat(message) from error
        raise
    with pdf:
        count = len(pdf.pages)
        if not count:
            raise InputError("holds no pages: it is damaged or empty; export it again")
        if count > most_pages:
            raise InputError(f"has {count} pages; at most {most_pages} are read: take out the report")
        pages = []
        columns = None
        for page in pdf.pages:
            found, columns = _read_page(page, columns)
            pages.append(found)
        return pages


def _read_page(page: Any, columns: Columns | None) -> tuple[dict[str, Any], Columns | None]:
    """Read a page; `columns` are those of the page before."""
    chars = page.dedupe_chars().chars
    upright = [char for char in chars if not _is_turned(char)]
    tables = _find_tables(page)
    boxes = [table.bbox for table in tables]
    pieces = list(_pieces([char for char in upright if not _inside(char, boxes)], page.height))
    pieces += [row for table in tables for row in _rows(table)]
    arranged, columns = arrange(pieces, width=float(page.width), known=columns)
    result = {
        "lines": list(_lines(arranged)),
        "width": float(page.width),
        "turned": len(chars) - len(upright),
        "unreadable": sum(_PRIVATE.fullmatch(char["text"]) is not None for char in upright),
        "characters": len(upright),
        "scanned": any(_covers(image, page) for image in page.images),
    }
    page.close()
    return result, columns


def _is_turned(char: Char) -> bool:
    """Whether its line does not run to the right; a slanted (italic) letter is not turned."""
    along, across = char["matrix"][:2]
    return bool(along <= 0 or abs(across) > 0.1 * along)


def _covers(image: dict[str, Any], page: Any) -> bool:
    area = abs((image["x1"] - image["x0"]) * (image["bottom"] - image["top"]))
    return bool(area > _PICTURE * page.width * page.height)


def _find_tables(page: Any) -> list[Any]:
    found = page.find_tables() if page.edges else []
    return [table for table in found if len(table.cells) >= _CELLS and len(table.columns) > 1]


def _inside(char: Char, boxes: Iterable[tuple[float, float, float, float]]) -> bool:
    x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
    return any(x0 <= x <= x1 and top <= y <= bottom for x0, top, x1, bottom in boxes)


def _rows(table: Any) -> Iterator[Piece]:
    """Yield the rows of a table, cells in order; a merged cell stands in its first row only."""
    for row, texts in zip(table.rows, table.extract(), strict=True):
        cells = [re.sub(r"\s*\n\s*", "", text).strip() for text in texts if text]
        left, _, right, bottom = row.bbox
        if any(cells):
            text = "\t".join(cell for cell in cells if cell)
            yield Piece(left, right, bottom, 0.0, text, is_row=True)


def _lines(arranged: Iterable[tuple[int, Piece]]) -> Iterator[dict[str, Any]]:
    """Yield the lines: rows of tables, and pieces of one column on one baseline put together again."""
    for (column, is_row, baseline), group in groupby(
        arranged, key=lambda found: (found[0], found[1].is_row, found[1].baseline)
    ):
        pieces = [piece for _, piece in group]
        if is_row:
            yield from (_line(piece.print, [piece], baseline, column) for piece in pieces)
        else:
            yield _line(_text([piece.print for piece in pieces]), pieces, baseline, column)


def _line(text: str, pieces: list[Piece], baseline: float, column: int) -> dict[str, Any]:
    sizes = sorted(char["size"] for piece in pieces if not piece.is_row for char in piece.print.inked)
    return {
        "text": text,
        "left": round(min(piece.left for piece in pieces), 1),
        "right": round(max(piece.right for piece in pieces), 1),
        "baseline": round(baseline, 1),
        "size": round(sizes[len(sizes) // 2], 1) if sizes else 0.0,
        "is_row": not sizes,
        "column": column,
    }


def _pieces(chars: list[Char], height: float) -> Iterator[Piece]:
    """Yield what stands on one baseline, from left to right, parted where a gutter may run."""
    group: list[Char] = []
    first = 0.0
    for char in sorted(chars, key=lambda char: _baseline(char, height)):
        at = _baseline(char, height)
        if group and at - first > _BASELINE * max(char["size"], group[0]["size"]):
            yield from _parted(group, first)
            group = []
        if not group:
            first = at
        group.append(char)
    yield from _parted(group, first)


def _baseline(char: Char, height: float) -> float:
    return height - float(char["matrix"][5])


def _parted(group: list[Char], baseline: float) -> Iterator[Piece]:
    inked = sorted((char for char in group if not char["text"].isspace()), key=lambda char: char["x0"])
    spaces = tuple(char for char in group if char["text"].isspace())
    start = 0
    for at in range(1, len(inked) + 1):
        if at < len(inked):
            gap = inked[at]["x0"] - inked[at - 1]["x1"]
            if gap < _GUTTER * max(inked[at]["size"], inked[at - 1]["size"]):
                continue
        part = inked[start:at]
        right, size = max(char["x1"] for char in part), max(char["size"] for char in part)
        yield Piece(part[0]["x0"], right, baseline, size, _Print(tuple(part), spaces))
        start = at


def _text(prints: list[_Print]) -> str:
    """Return what a line says: its characters with the spaces that were typed or that its gaps stand for."""
    inked = [char for one in prints for char in one.inked]
    pieces = [inked[0]["text"]]
    for before, after in pairwise(inked):
        pieces += [_space(before, after, prints[0].spaces), after["text"]]
    return _SPACED_OUT.sub(lambda found: found[0].replace(" ", ""), "".join(pieces))


def _space(before: Char, after: Char, spaces: tuple[Char, ...]) -> str:
    """Return what stands between two neighbours: a space where one was typed, or where the gap is wide."""
    gap = after["x0"] - before["x1"]
    size = max(before["size"], after["size"])
    if gap <= _REAL_SPACE * size:
        return ""
    middle = (before["x1"] + after["x0"]) / 2
    typed = any(space["x0"] - 1 <= middle <= space["x1"] + 1 for space in spaces)
    chinese = bool(_CJK.match(before["text"]) or _CJK.match(after["text"]))
    return " " if typed or gap > _GAP[chinese] * size else ""
