"""PDF: pages read by the worker, furniture dropped, printed lines joined into paragraphs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import accumulate, pairwise
from typing import Any

from fazhi_rag.errors import InputError
from fazhi_rag.reading.decoding import looks_garbled
from fazhi_rag.reading.extracts import Extract
from fazhi_rag.reading.isolation import ParserLimits, run_isolated
from fazhi_rag.reading.pdf_layout import Page, find_furniture, find_joins
from fazhi_rag.reading.traced import Traced
from fazhi_rag.types import Span, Unit

_MOST_PAGES = 300
_LEAST_CHARACTERS = 20
"""A page under a picture with fewer characters (a page number, a stamp) has no text layer."""
_UNREADABLE = 0.2
"""Share of glyphs without a known character at which the text layer is of no use."""
_SCAN = (
    "is a scan (扫描件) without a text layer: have its text recognised (OCR, 文字识别), check the figures, "
    "and save it as docx or txt"
)


def extract(data: bytes, *, place: str) -> Extract:
    """Read a PDF: one paragraph a line, page numbers and running heads dropped, tables row by row.

    Raises:
        UnsupportedFormat: where it asks for a password.
        InputError: for a damaged or empty PDF, a scan, unreadable glyphs, or a limit it met.
    """
    reply = run_isolated(
        "fazhi_rag.reading.pdf_pages:read_pages",
        data,
        place=place,
        arguments={"most_pages": _MOST_PAGES},
        limits=ParserLimits.from_environment(),
    )
    pages = _parse(reply, place)
    _refuse_unreadable(pages, place)
    return lay_out(pages)


def lay_out(pages: list[Page]) -> Extract:
    """Turn pages into an extract. Its file text holds every printed line, furniture too, one a line."""
    lines = [line for page in pages for line in page.lines]
    raw = "".join(line.text + "\n" for line in lines)
    starts = list(accumulate((len(line.text) + 1 for line in lines), initial=0))
    numbers = [number for number, page in enumerate(pages) for _ in page.lines]
    furniture = find_furniture(pages)
    kept = [index for index in range(len(lines)) if index not in furniture]
    width = max((page.width for page in pages), default=0.0)
    joins = find_joins([(numbers[index], lines[index]) for index in kept], width=width)
    spans = [Span(starts[index], starts[index] + len(lines[index].text)) for index in kept]
    drops, swaps, split = _close_gaps(raw, spans, joins)
    edges = [Span(0, spans[0].start), Span(spans[-1].end, len(raw))] if spans else [Span(0, len(raw))]
    first_lines = accumulate((len(page.lines) for page in pages[:-1]), initial=0)
    return Extract(
        Traced.whole(raw).swap(swaps).drop([*edges, *drops]),
        "pdf",
        unit=Unit.PAGE,
        starts=tuple(starts[index] for index in first_lines),
        warnings=(*_page_warnings(pages), *_split_warnings(split, raw, starts, numbers)),
    )


def _close_gaps(
    raw: str, spans: list[Span], joins: list[bool]
) -> tuple[list[Span], dict[int, str], list[int]]:
    """Return what to drop and swap between the kept lines, and where a number was torn apart."""
    drops, swaps, split = [], {}, []
    for (line, following), join in zip(pairwise(spans), joins, strict=True):
        before, after = raw[line.end - 1], raw[following.start]
        if join and before.isdecimal() and after.isdecimal():
            split.append(line.end)
        words = before.isascii() and after.isascii() and before.isalpha() and after.isalnum()
        if join and not words:
            drops.append(Span(line.end, following.start))
            continue
        if join:
            swaps[line.end] = " "
        drops.append(Span(line.end + 1, following.start))
    return drops, swaps, split


def _parse(reply: Any, place: str) -> list[Page]:
    try:
        return [Page.from_json(page) for page in reply]
    except (TypeError, ValueError, KeyError) as error:
        raise InputError("its pages came back from the parser in no known form", place=place) from error


def _refuse_unreadable(pages: list[Page], place: str) -> None:
    characters = sum(page.characters for page in pages)
    unreadable = sum(page.unreadable for page in pages)
    text = "".join(line.text for page in pages for line in page.lines)
    if characters < _LEAST_CHARACTERS * len(pages) and any(page.scanned for page in pages):
        raise InputError(_SCAN, place=place)
    if not text.strip() and any(page.turned for page in pages):
        raise InputError("holds only turned or vertical text; save it upright, as docx or txt", place=place)
    if not text.strip():
        raise InputError("holds no text; if it shows any, that is drawn: " + _SCAN, place=place)
    if unreadable > _UNREADABLE * characters or looks_garbled(text):
        message = "its fonts do not say which characters they show (乱码); save the original as docx or txt"
        raise InputError(message, place=place)


def _page_warnings(pages: Iterable[Page]) -> Iterator[str]:
    for number, page in enumerate(pages, 1):
        if page.scanned and page.characters < _LEAST_CHARACTERS:
            yield f"第{number}页是扫描图片，没有文字层，未读入"
        if page.turned:
            yield f"第{number}页有{page.turned}个旋转或竖排的字未读入（多为水印）"
        if page.unreadable:
            yield f"第{number}页有{page.unreadable}个字形无对应文字，请核对"


def _split_warnings(split: list[int], raw: str, starts: list[int], numbers: list[int]) -> Iterator[str]:
    for at in split:
        page = numbers[starts.index(at + 1) - 1] + 1
        around = raw[max(at - 6, 0) : at + 7].replace("\n", "")
        yield f"第{page}页有数字跨行，已接为一个数，请核对：{around}"
