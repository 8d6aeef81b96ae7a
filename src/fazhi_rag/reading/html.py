"""Saved web pages: the main text; what the page says of it serves as hints, because pages err."""

from __future__ import annotations

import codecs
import re
from itertools import accumulate
from typing import Any

from fazhi_rag.errors import InputError
from fazhi_rag.reading.decoding import decode, looks_garbled
from fazhi_rag.reading.extracts import Extract
from fazhi_rag.reading.isolation import ParserLimits, run_isolated
from fazhi_rag.reading.numerals import find_date
from fazhi_rag.reading.places import find_before_office
from fazhi_rag.reading.traced import Traced
from fazhi_rag.types import Identity, Unit

_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_-]{3,20})""", re.IGNORECASE)
_HEAD = 4096
_ISO_DATE = re.compile(r"(20\d\d)[-/.年](\d{1,2})[-/.月](\d{1,2})")
_DOC_NUMBER = re.compile(r"[\u4e00-\u9fffA-Za-z]{2,15}[〔\[（(【]20\d\d[〕\]）)】] ?第?\d{1,5}号")
_TITLE_LINES = 6


def extract(data: bytes, *, place: str) -> Extract:
    """Read a page as saved from a site: one paragraph a line, without what stands around the report.

    Raises:
        InputError: for a page without main text, frames, an unknown encoding, or a limit it met.
    """
    source, encoding = decode_page(data, place=place)
    reply = run_isolated(
        "fazhi_rag.reading.html_page:read_page",
        source.encode("utf-8", "replace"),
        place=place,
        limits=ParserLimits.from_environment(),
    )
    try:
        lines = [(str(text), int(depth)) for text, depth in reply["lines"]]
        labels = {str(key): str(value) for key, value in reply["labels"].items()}
        title = str(reply["title"])
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        raise InputError("came back from the parser in no known form", place=place) from error
    return lay_out(lines, title=title, labels=labels, encoding=encoding)


def lay_out(lines: list[tuple[str, int]], *, title: str, labels: dict[str, str], encoding: str) -> Extract:
    """Turn the lines of a page (text, depth of heading) into an extract; a title outside them goes first."""
    opening = "".join("".join(text.split()) for text, _ in lines[:_TITLE_LINES])
    if title and "".join(title.split()) not in opening:
        lines = [(title, 0), *lines]
    text = "\n".join(line for line, _ in lines)
    starts = tuple(accumulate((len(line) + 1 for line, _ in lines[:-1]), initial=0))
    placed = zip(starts, lines, strict=True)
    return Extract(
        Traced.whole(text),
        encoding,
        headings={start: depth for start, (line, depth) in placed if depth and line != title},
        hints=_hints(labels, title, text),
        unit=Unit.PARAGRAPH,
        starts=starts,
    )


def decode_page(data: bytes, *, place: str) -> tuple[str, str]:
    """Return the text of a page and its encoding: UTF-8 where it is valid, else what the page declares.

    Raises:
        InputError: where no encoding gives readable text.
    """
    try:
        return decode(data, place=place)
    except InputError:
        declared = _declared(data[:_HEAD])
        text = data.decode(declared, "replace")
        if "\0" in text or looks_garbled(text):
            raise
        return text, declared


def _declared(head: bytes) -> str:
    found = _CHARSET.search(head)
    name = found[1].decode("ascii") if found else "gb18030"
    if name.lower() in ("gb2312", "gbk", "x-gbk"):
        return "gb18030"
    try:
        return codecs.lookup(name).name
    except LookupError:
        return "gb18030"


def _hints(labels: dict[str, str], title: str, text: str) -> Identity:
    """Return what the page says of the report.

    The publisher is often the county's office: its township counts only where the report names it too.
    """
    number = _DOC_NUMBER.search(labels.get("doc_number", ""))
    publisher = next(iter(find_before_office(labels.get("publisher", ""))), None)
    named = publisher if publisher and publisher.township in title + text else None
    return Identity(
        title=title or None,
        doc_number=number[0] if number else None,
        issue_date=_date(labels.get("written", "")) or _date(labels.get("published", "")),
        township=named.township if named else None,
        county=named.county if named else None,
        prefecture=named.prefecture if named else None,
        province=named.province if named else None,
    )


def _date(text: str) -> Any:
    found = _ISO_DATE.search(text)
    when = find_date(f"{found[1]}年{int(found[2])}月{int(found[3])}日") if found else None
    return when[0] if when else None
