"""The one door for file formats: recognised by their content, one module a format behind it."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from pathlib import PurePath
from typing import cast

from fazhi_rag.errors import UnsupportedFormat
from fazhi_rag.reading import plain
from fazhi_rag.reading.extracts import Extract
from fazhi_rag.reading.recognition import recognise

_SAVE_AS = "is not read; save it as Word (.docx), plain text or Markdown (.txt, .md) and read that"
_SHEET = "is a table, no document; give it as facts sheet (`fazhi draft --facts`), or save its text as .txt"
_UNPACK = "is not read; unpack it, or pack it as .zip, or save its documents as .docx or .txt"
_INGEST = "holds several documents: ingest it, or unpack it and read one (.docx, .txt)"
_UNLOCK = "is not read: open it, remove its password, and save it as .docx or .txt"
_SCAN = "is a picture: have its text recognised, and save that as .docx or .txt"
_EXPORT = "is not read; open it in the program it came from or a viewer, export it as PDF, docx or .txt"


@dataclass(frozen=True, slots=True)
class Format:
    """A format known by its content; `module` of this room reads it, where there is one."""

    name: str
    module: str = ""
    """Has `extract(data, *, place) -> Extract`; imported when the first file of the format comes."""
    suffixes: tuple[str, ...] = ()
    refusal: str = _SAVE_AS


FORMATS = {
    "docx": Format("Word (docx)", "word", (".docx",)),
    "locked": Format("Office file under a password", refusal=_UNLOCK),
    "pdf": Format("PDF", "pdf", (".pdf",)),
    "html": Format("HTML", "html", (".html", ".htm", ".shtml")),
    "doc": Format("Word 97 (doc)", "office", (".doc",)),
    "wps": Format("WPS document (wps)", "office", (".wps",)),
    "ofd": Format("OFD", refusal=_EXPORT),
    "odf": Format("OpenDocument", "office", (".odt",)),
    "rtf": Format("RTF", "office", (".rtf",)),
    "xml": Format("XML"),
    "xlsx": Format("Excel (xlsx)", refusal=_SHEET),
    "xls": Format("Excel 97 (xls)", refusal=_SHEET),
    "et": Format("WPS spreadsheet (et)", refusal=_SHEET),
    "pptx": Format("PowerPoint (pptx)"),
    "ppt": Format("PowerPoint 97 (ppt)"),
    "zip": Format("ZIP archive", refusal=_INGEST),
    "7z": Format("7-Zip archive", refusal=_UNPACK),
    "rar": Format("RAR archive", refusal=_UNPACK),
    "gzip": Format("gzip archive", refusal=_UNPACK),
    "png": Format("PNG image", refusal=_SCAN),
    "jpeg": Format("JPEG image", refusal=_SCAN),
    "tiff": Format("TIFF image", refusal=_SCAN),
}
ARCHIVES = frozenset({"zip", "7z", "rar", "gzip"})
SUPPORTED_SUFFIXES = (".txt", ".md", ".markdown", *(s for row in FORMATS.values() for s in row.suffixes))
DATA_SUFFIXES = (".csv", ".tsv", ".json", ".jsonl", ".yaml", ".yml", ".toml", ".py")
"""Plain text that is no document: its content alone would pass for one."""


def extract(data: bytes, *, place: str) -> Extract:
    """Read the text of a file from its bytes.

    Raises:
        UnsupportedFormat: for a format that is not read; names it.
        InputError: for input that cannot be decoded, is damaged or hostile, or bad front matter.
    """
    format_ = FORMATS.get(recognise(data, name=place) or "")
    if format_ and format_.module:
        module = import_module(f"fazhi_rag.reading.{format_.module}")
        return cast(Extract, module.extract(data, place=place))
    refuse_other_formats(data, place=place)
    if PurePath(place).suffix.lower() in DATA_SUFFIXES:
        raise UnsupportedFormat(
            "a table of data or a program is no document; a facts sheet goes to `fazhi draft --facts`",
            place=place,
        )
    return plain.extract(data, place=place)


def refuse_other_formats(data: bytes, *, place: str) -> None:
    """Do nothing for plain text.

    Raises:
        UnsupportedFormat: for any format known by its content; names it.
    """
    known = recognise(data, name=place)
    if known:
        row = FORMATS[known]
        raise UnsupportedFormat(f"{row.name} {row.refusal}", place=place)
