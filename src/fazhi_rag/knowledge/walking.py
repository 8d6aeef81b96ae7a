"""Which files an ingest takes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from fazhi_rag.reading import DATA_SUFFIXES

CATALOGUE_NAME = "catalogue.sqlite"

_NOT_DOCUMENTS = frozenset({"README.md"})
_TEMPORARY_STARTS = (".", "~$", ".~lock")
_TEMPORARY_ENDS = ("~", ".tmp", ".swp", ".part", ".crdownload")


def walk_files(paths: Iterable[Path], *, refused: list[Path] | None = None) -> Iterator[Path]:
    """Yield the files named and, sorted, every regular file under the folders named.

    In folders, hidden and temporary files, README.md, data files (facts sheets), knowledge bases and
    links that lead out of the folder are left out; such links are put into `refused`.
    """
    links = refused if refused is not None else []
    for path in paths:
        if path.is_dir():
            yield from _walk_folder(path, path.resolve(), links)
        else:
            yield path


def _walk_folder(folder: Path, root: Path, refused: list[Path]) -> Iterator[Path]:
    entries = sorted(folder.iterdir())
    if any(entry.name == CATALOGUE_NAME for entry in entries):
        return
    for entry in entries:
        if _is_temporary(entry.name):
            continue
        if not entry.resolve().is_relative_to(root):
            refused.append(entry)
            continue
        if entry.is_dir():
            # A linked folder could lead back to one above it; the folder itself is walked anyway.
            if not entry.is_symlink():
                yield from _walk_folder(entry, root, refused)
        elif entry.is_file() and not _is_data(entry):
            yield entry


def _is_data(path: Path) -> bool:
    """Whether a file is plainly no document: the folder's own notes, a table, a program."""
    return path.name in _NOT_DOCUMENTS or path.suffix.lower() in DATA_SUFFIXES


def _is_temporary(name: str) -> bool:
    return name.startswith(_TEMPORARY_STARTS) or name.endswith(_TEMPORARY_ENDS)


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a file's bytes.

    Raises: OSError.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
