"""Word files (docx): every paragraph as it reads on the page, with the numbers Word would print before it.

Tracked insertions are kept, deletions dropped; headers, footers, comments, hidden text, field codes and
tables of contents are left out. Notes follow the paragraph that refers to them, after 注：.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from fazhi_rag.errors import InputError
from fazhi_rag.reading.extracts import Extract
from fazhi_rag.reading.packages import DEFAULT_LIMITS, Limits, open_package
from fazhi_rag.reading.traced import Traced
from fazhi_rag.reading.wordparts import W, read_parts
from fazhi_rag.reading.wordstory import Line, read_lines
from fazhi_rag.types import Identity, Unit

if TYPE_CHECKING:
    from lxml.etree import _Element

_LONGEST_TEXT = 7_000_000
"""Code points: as much as a text file of 20 MB holds in Chinese."""
_LONGEST_HEADING = 120
_DEEPEST_HEADING = 6
_TITLE = re.compile(r"[\u4e00-\u9fff].*(?:报告|总结|情况)")
_CORE_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_PICTURES = (
    "{http://schemas.openxmlformats.org/drawingml/2006/main}blip",
    "{urn:schemas-microsoft-com:vml}imagedata",
)
_LITTLE_TEXT = 300


def extract(data: bytes, *, place: str, limits: Limits = DEFAULT_LIMITS) -> Extract:
    """Read a Word file.

    Raises:
        InputError: for a file that is damaged, hostile, protected or holds no text; names the part.
    """
    parts = read_parts(open_package(data, place=place, limits=limits))
    try:
        lines = read_lines(parts)
    except RecursionError as error:
        raise InputError("text boxes or tables are nested too deeply", place=place) from error
    length = sum(len(line.text) + 1 for line in lines)
    if length > _LONGEST_TEXT:
        raise InputError(f"holds {length:,} characters; at most {_LONGEST_TEXT:,} are read", place=place)
    pictures = any(True for _ in parts.document.iter(*_PICTURES))
    if not lines and pictures:
        raise InputError(
            "holds pictures and no text: have their text recognised, and save that as .docx or .txt",
            place=place,
        )
    starts, text = _joined(lines)
    return Extract(
        Traced.whole(text),
        "docx",
        _headings(lines, starts),
        hints=_hints(parts.core),
        unit=Unit.PARAGRAPH,
        starts=starts,
        warnings=tuple(_warnings(parts.document, pictures=pictures and length < _LITTLE_TEXT)),
    )


def _joined(lines: Iterable[Line]) -> tuple[tuple[int, ...], str]:
    starts: list[int] = []
    at = 0
    for line in lines:
        starts.append(at)
        at += len(line.text) + 1
    return tuple(starts), "\n".join(line.text for line in lines)


def _headings(lines: list[Line], starts: tuple[int, ...]) -> dict[int, int]:
    """Return the headings by offset, the title one above the others.

    Text set in a heading's style is none where it holds a sentence. The first headings, where they follow
    each other on one depth, are the lines of the title: the first stands for all. A title alone is none.
    """
    depths = [line.depth if _may_be_heading(line.text) else None for line in lines]
    shift = 1 if 0 in depths else 0
    title = next((index for index, depth in enumerate(depths) if depth is not None), 0)
    end = next((index for index in range(title, len(depths)) if depths[index] != depths[title]), len(depths))
    found = {
        start: min(depth + shift, _DEEPEST_HEADING)
        for index, (start, depth) in enumerate(zip(starts, depths, strict=True))
        if depth is not None and not title < index < end
    }
    return {} if list(found) == [0] else found


def _may_be_heading(text: str) -> bool:
    return len(text) <= _LONGEST_HEADING and "。" not in text.rstrip("。 ")


def _hints(core: _Element | None) -> Identity:
    """Take the title from the properties where it reads like one; the dates there are of the file only."""
    title = (core.findtext(_CORE_TITLE) or "").strip() if core is not None else ""
    return Identity(title=title) if _TITLE.search(title) else Identity()


def _warnings(document: _Element, *, pictures: bool) -> Iterator[str]:
    if any(True for _ in document.iter(*(f"{W}{tag}" for tag in ("ins", "del", "moveFrom", "moveTo")))):
        yield "文件留有修订痕迹：按接受全部修订读取，删除的文字未读"
    if any(True for _ in document.iter(f"{W}altChunk", f"{W}subDoc")):
        yield "文件嵌有另一份文件，其中的文字未读：请在 Word 中打开并另存后重试"
    if any(True for _ in document.iter(f"{W}object")):
        yield "文件嵌有对象（如 Excel 表格），其中的文字未读"
    if pictures:
        yield "文件文字很少而有图片：图片中的文字未读"
