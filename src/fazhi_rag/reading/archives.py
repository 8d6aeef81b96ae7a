"""Zip archives of documents: each member is read by itself, under the limits of the whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from stat import S_ISLNK

from fazhi_rag.errors import InputError, UnsupportedFormat
from fazhi_rag.reading.files import MOST_BYTES, read_bytes
from fazhi_rag.reading.formats import ARCHIVES, DATA_SUFFIXES, FORMATS
from fazhi_rag.reading.packages import DEFAULT_LIMITS, Limits, Package
from fazhi_rag.reading.recognition import ZIP_STARTS, recognise

MOST_ARCHIVE_BYTES = 100_000_000
SEPARATOR = "!/"
"""Between the archive and the member, in the name of a document: archive.zip!/folder/报告.docx."""
_FOREIGN = "__MACOSX"
_TEMPORARY_STARTS = (".", "~$")
_TEMPORARY_ENDS = ("~", ".tmp", ".swp", ".part", ".crdownload")
_NOT_DOCUMENTS = frozenset({"README.md", "Thumbs.db", "desktop.ini"})


@dataclass(frozen=True, slots=True)
class Member:
    """A document in an archive."""

    name: str
    """archive.zip!/folder/报告.docx"""
    _part: str
    _package: Package

    def read(self) -> bytes:
        """Return the bytes of the document.

        Raises:
            InputError: for a member that is damaged, encrypted, too large, a link or an archive; names it.
        """
        if S_ISLNK(self._package.mode(self._part)):
            raise InputError("is a link, no document", place=self.name)
        data = self._package.read(self._part)
        format_ = recognise(data, name=self.name)
        if format_ in ARCHIVES:
            message = f"is a {FORMATS[format_].name} inside an archive: unpack it, and read it by itself"
            raise UnsupportedFormat(message, place=self.name)
        return data


def is_archive(path: Path) -> bool:
    """Whether a file is a zip archive of documents, and no document that is packed itself (docx, xlsx, ofd).

    Raises:
        InputError: for a file that cannot be read.
    """
    try:
        with path.open("rb") as file:
            if not file.read(4).startswith(ZIP_STARTS):
                return False
    except (OSError, ValueError) as error:
        raise InputError(f"cannot be read: {error}", place=str(path)) from error
    return recognise(read_bytes(path, most=MOST_ARCHIVE_BYTES), name=str(path)) == "zip"


def archive_members(path: Path, *, limits: Limits = DEFAULT_LIMITS) -> Iterator[Member]:
    """Yield the documents of an archive, sorted by name; hidden, temporary and data files are left out.

    What is wrong with one member alone, its `read` raises.

    Raises:
        InputError: for an archive that is damaged, hostile or beyond the limits.
    """
    data = read_bytes(path, most=MOST_ARCHIVE_BYTES)
    limits = replace(limits, part_bytes=min(limits.part_bytes, MOST_BYTES))
    package = Package(data, place=str(path), limits=limits)
    for part in sorted(package.names):
        if not _is_left_out(PurePosixPath(part)):
            yield Member(f"{path}{SEPARATOR}{part.lstrip('/')}", part, package)


def _is_left_out(path: PurePosixPath) -> bool:
    """Whether a member is hidden, temporary or plainly no document, or lies in a folder that is."""
    folders = [part for part in path.parts if part != ".."]
    hidden = any(part == _FOREIGN or part.startswith(_TEMPORARY_STARTS) for part in folders)
    no_document = path.name in _NOT_DOCUMENTS or path.suffix.lower() in DATA_SUFFIXES
    return hidden or no_document or path.name.endswith(_TEMPORARY_ENDS)
