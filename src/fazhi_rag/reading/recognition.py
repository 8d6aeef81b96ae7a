"""What a file is, by its content: the first bytes, for zip packages the names of their parts."""

from __future__ import annotations

import io
import re
from zipfile import ZipFile

from fazhi_rag.errors import InputError
from fazhi_rag.reading.ole import SIGNATURE, recognise_ole
from fazhi_rag.reading.packages import DAMAGE, check_directory

_MAGIC = (
    (b"%PDF-", "pdf"),
    (b"{\\rtf", "rtf"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!\x1a\x07", "rar"),
    (b"\x1f\x8b", "gzip"),
    (b"\x89PNG\r\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
)
_HTML = (b"<!doctype html", b"<html", b"<head", b"<body")
_COMMENTS = re.compile(rb"\A(?:\s*<!--.*?-->)+\s*", re.DOTALL)
"""A browser writes where it saved a page from in front of it."""
ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06")
_PARTS = (
    ("word/", "docx"),
    ("xl/", "xlsx"),
    ("ppt/", "pptx"),
    ("OFD.xml", "ofd"),
    ("content.xml", "odf"),
)
"""What a package holds at its top, in the order asked; an archive of documents holds none of these."""


def recognise(data: bytes, *, name: str) -> str | None:
    """Return the format (a key of `formats.FORMATS`) where the content is not plain text."""
    if data.startswith(ZIP_STARTS):
        return _recognise_zip(data, name)
    if data.startswith(SIGNATURE):
        return recognise_ole(data, name=name)
    opening = _opening(data)
    if opening.startswith(b"<?xml") or opening.startswith(_HTML):
        return "html" if any(mark in opening for mark in _HTML) else "xml"
    return next((format_ for magic, format_ in _MAGIC if data.startswith(magic)), None)


def _opening(data: bytes) -> bytes:
    """Return the first tags or words in lower case, without byte-order mark and leading comments."""
    head = data[:4096]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.decode("utf-16", "ignore").encode()
    return _COMMENTS.sub(b"", head.lstrip(b"\xef\xbb\xbf \t\r\n").lower())


def _recognise_zip(data: bytes, name: str) -> str:
    """Tell a package from an archive; where the directory is damaged, by what the bytes still show."""
    try:
        check_directory(data, place=name)
        with ZipFile(io.BytesIO(data)) as package:
            names = package.namelist()
    except (InputError, *DAMAGE):
        return next((format_ for part, format_ in _PARTS if part.encode() in data), "zip")
    if "[Content_Types].xml" in names:
        prefixed = (format_ for part, format_ in _PARTS if any(held.startswith(part) for held in names))
        return next(prefixed, "zip")
    return next((format_ for part, format_ in _PARTS[3:] if part in names), "zip")
