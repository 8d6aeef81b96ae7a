"""What an OLE file (old Word, Excel, PowerPoint, WPS) holds, by the names of its streams."""

from __future__ import annotations

from pathlib import PurePath

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENTRY = 128
"""Bytes of a directory entry; it begins with the name of its stream. Source: MS-CFB 2.6."""
_STREAMS = (
    ("WordDocument", "doc"),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("PowerPoint Document", "ppt"),
    ("MatOST", "wps"),
)
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_OF_WPS = {("doc", ".wps"): "wps", ("xls", ".et"): "et"}
"""WPS writes the formats of Word and Excel under suffixes of its own."""
_BY_SUFFIX = {".wps": "wps", ".et": "et", ".xls": "xls", ".ppt": "ppt"}


def recognise_ole(data: bytes, *, name: str) -> str:
    """Return the format (a key of `formats.FORMATS`): by its streams, else by its suffix, else doc."""
    if _LOCKED in data:
        return "locked"
    suffix = PurePath(name).suffix.lower()
    found = next((format_ for stream, format_ in _STREAMS if _holds(data, stream)), None)
    if found is None:
        return _BY_SUFFIX.get(suffix, "doc")
    return _OF_WPS.get((found, suffix), found)


def holds_document(data: bytes) -> bool:
    """Whether it has the main stream of Word, WPS or Works."""
    return _holds(data, "WordDocument") or _holds(data, "MatOST")


def _holds(data: bytes, stream: str) -> bool:
    """Whether a directory entry bears the name: it stands in UTF-16 at the start of an entry."""
    name = (stream + "\0").encode("utf-16-le")
    at = data.find(name)
    while at >= 0:
        if at % _ENTRY == 0:
            return True
        at = data.find(name, at + 1)
    return False
