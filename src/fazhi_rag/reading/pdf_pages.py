"""What stands on the pages of a PDF: printed lines and rows, with their positions. Runs in the worker."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

from fazhi_rag.errors import InputError, UnsupportedFormat

_BASELINE = 0.35
"""Of the type size: how far apart two baselines of one line may lie (Chinese and Latin fonts mixed)."""
_REAL_SPACE = 0.12
"""Of the type size: a space character narrower than this was put in by the writer of the PDF."""
_GAP = {True: 0.9, False: 0.25}
"""Of the type size: an empty gap that stands for a space, beside a Chinese character, between two others."""
_CELLS = 4
"""A frame with fewer cells is drawn around text; it is no table."""
_PICTURE = 0.5
"""Of the page: an image that covers more is a scan."""
_CJK = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]")
_PRIVATE = re.compile(r"\(cid:\d+\)|[\ue000-\uf8ff\ufffd]")
_SPACED_OUT = re.compile(r"[\u4e00-\u9fff](?: [\u4e00-\u9fff]){2,}")

Char = dict[str, Any]


def read_pages(data: bytes, most_pages: int) -> list[dict[str, Any]]:
    """Return for each page its `lines` (text, left, right, baseline, size, is_row) and counts of what is odd.

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
        return [_read_page(page) for page in pdf.pages]


def _read_page(page: Any) -> dict[str, Any]:
    chars = page.dedupe_chars().chars
    upright = [char for char in chars if not _is_turned(char)]
    tables = _find_tables(page)
    boxes = [table.bbox for table in tables]
    lines = list(_lines([char for char in upright if not _inside(char, boxes)], page.height))
    lines += [row for table in tables for row in _rows(table)]
    lines.sort(key=lambda line: line["baseline"])
    result = {
        "lines": lines,
        "width": float(page.width),
        "turned": len(chars) - len(upright),
        "unreadable": sum(_PRIVATE.fullmatch(char["text"]) is not None for char in upright),
        "characters": len(upright),
        "scanned": any(_covers(image, page) for image in page.images),
    }
    page.close()
    return result


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


def _rows(table: Any) -> Iterator[dict[str, Any]]:
    """Yield the rows of a table, cells in order; a merged cell stands in its first row only."""
    for row, texts in zip(table.rows, table.extract(), strict=True):
        cells = [re.sub(r"\s*\n\s*", "", text).strip() for text in texts if text]
        left, _, right, bottom = row.bbox
        if any(cells):
            text = "\t".join(cell for cell in cells if cell)
            yield _line(text, left, right, bottom, 0.0, is_row=True)


def _lines(chars: list[Char], height: float) -> Iterator[dict[str, Any]]:
    """Yield the printed lines: characters on one baseline, from left to right."""
    group: list[Char] = []
    first = 0.0
    for char in sorted(chars, key=lambda char: _baseline(char, height)):
        at = _baseline(char, height)
        if group and at - first > _BASELINE * max(char["size"], group[0]["size"]):
            yield from _printed(group, first)
            group = []
        if not group:
            first = at
        group.append(char)
    yield from _printed(group, first)


def _baseline(char: Char, height: float) -> float:
    return height - float(char["matrix"][5])


def _printed(group: list[Char], baseline: float) -> Iterator[dict[str, Any]]:
    inked = sorted((char for char in group if not char["text"].isspace()), key=lambda char: char["x0"])
    if not inked:
        return
    spaces = [char for char in group if char["text"].isspace()]
    pieces = [inked[0]["text"]]
    for before, after in pairwise(inked):
        pieces += [_space(before, after, spaces), after["text"]]
    text = _SPACED_OUT.sub(lambda found: found[0].replace(" ", ""), "".join(pieces))
    sizes = sorted(char["size"] for char in inked)
    yield _line(text, inked[0]["x0"], max(char["x1"] for char in inked), baseline, sizes[len(sizes) // 2])


def _space(before: Char, after: Char, spaces: list[Char]) -> str:
    """Return what stands between two neighbours: a space where one was typed, or where the gap is wide."""
    gap = after["x0"] - before["x1"]
    size = max(before["size"], after["size"])
    if gap <= _REAL_SPACE * size:
        return ""
    middle = (before["x1"] + after["x0"]) / 2
    typed = any(space["x0"] - 1 <= middle <= space["x1"] + 1 for space in spaces)
    chinese = bool(_CJK.match(before["text"]) or _CJK.match(after["text"]))
    return " " if typed or gap > _GAP[chinese] * size else ""


def _line(
    text: str, left: float, right: float, baseline: float, size: float, *, is_row: bool = False
) -> dict[str, Any]:
    return {
        "text": text,
        "left": round(left, 1),
        "right": round(right, 1),
        "baseline": round(baseline, 1),
        "size": round(size, 1),
        "is_row": is_row,
    }
