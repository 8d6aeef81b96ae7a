"""The one door for file formats: recognised by their content, one module a format behind it."""

from __future__ import annotations

import re
from pathlib import PurePath

from fazhi_rag.errors import UnsupportedFormat
from fazhi_rag.reading.decoding import decode
from fazhi_rag.reading.extracts import Extract
from fazhi_rag.reading.frontmatter import split_front_matter
from fazhi_rag.reading.markdown import find_marks, is_markdown
from fazhi_rag.reading.traced import Traced

SUPPORTED_SUFFIXES = (".txt", ".md", ".markdown")
_MAGIC = (
    (b"%PDF-", "PDF"),
    (b"{\\rtf", "RTF"),
    (b"7z\xbc\xaf\x27\x1c", "7-Zip archive"),
    (b"Rar!\x1a\x07", "RAR archive"),
    (b"\x1f\x8b", "gzip archive"),
    (b"\x89PNG\r\n", "PNG image"),
    (b"\xff\xd8\xff", "JPEG image"),
    (b"II*\x00", "TIFF image"),
    (b"MM\x00*", "TIFF image"),
)
_ZIPPED = (
    (b"word/document.xml", "Word (docx)"),
    (b"xl/workbook.xml", "Excel (xlsx)"),
    (b"ppt/presentation.xml", "PowerPoint (pptx)"),
    (b"OFD.xml", "OFD"),
    (b"content.xml", "OpenDocument"),
)
_OLE = {
    ".wps": "WPS document (wps)",
    ".et": "WPS spreadsheet (et)",
    ".xls": "Excel 97 (xls)",
    ".ppt": "PowerPoint 97 (ppt)",
}
DATA_SUFFIXES = (".csv", ".tsv", ".json", ".jsonl", ".yaml", ".yml", ".toml", ".py")
"""Plain text that is no document: its content alone would pass for one."""
_HTML = (b"<!doctype html", b"<html", b"<head", b"<body")
_ADVICE = "save it as plain text or Markdown (.txt, .md) in UTF-8 and read that"


def extract(data: bytes, *, place: str) -> Extract:
    """Read the text of a file from its bytes.

    Raises:
        UnsupportedFormat: for a format that is not read; names it.
        InputError: for input that cannot be decoded, or bad front matter.
    """
    refuse_other_formats(data, place=place)
    if PurePath(place).suffix.lower() in DATA_SUFFIXES:
        raise UnsupportedFormat(
            "a table of data or a program is no document; a facts sheet goes to `fazhi draft --facts`",
            place=place,
        )
    text, encoding = decode(data, place=place)
    return extract_text(text, encoding, place=place)


def extract_text(text: str, encoding: str, *, place: str) -> Extract:
    """Read plain text or Markdown that is already decoded.

    Raises:
        InputError: for bad front matter.
    """
    front, identity = split_front_matter(text, place=place)
    body = text[front.end :]
    if not (len(front) or is_markdown(body, name=place)):
        return Extract(Traced.whole(text), encoding, identity=identity, starts=_lines(text))
    marks, headings = find_marks(body)
    traced = Traced.whole(text).drop([front, *(mark.shift(front.end) for mark in marks)])
    depths = {start + front.end: depth for start, depth in headings.items()}
    return Extract(traced, encoding, depths, identity, starts=_lines(text))


def _lines(text: str) -> tuple[int, ...]:
    return (0, *(match.end() for match in re.finditer("\n", text)))


def refuse_other_formats(data: bytes, *, place: str) -> None:
    """Do nothing for plain text.

    Raises:
        UnsupportedFormat: for any format known by its first bytes; names it.
    """
    other = recognise(data, name=place)
    if other:
        raise UnsupportedFormat(f"{other} is not read yet; {_ADVICE}", place=place)


def recognise(data: bytes, *, name: str) -> str | None:
    """Return the name of the format where the content is not plain text, by its first bytes."""
    if data.startswith(b"PK\x03\x04"):
        return next((format_ for mark, format_ in _ZIPPED if mark in data), "ZIP archive")
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _OLE.get(PurePath(name).suffix.lower(), "Word 97 (doc)")
    opening = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if opening.startswith(b"<?xml") or opening.startswith(_HTML):
        return "HTML" if any(mark in opening for mark in _HTML) else "XML"
    return next((format_ for magic, format_ in _MAGIC if data.startswith(magic)), None)
