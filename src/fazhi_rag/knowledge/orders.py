"""What an ingest is asked to take, and which files that comes to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

from fazhi_rag.errors import InputError
from fazhi_rag.knowledge.manifest import MANIFEST_NAME, load_manifest
from fazhi_rag.knowledge.walking import walk_files
from fazhi_rag.reading import prefer
from fazhi_rag.types import Cause, Failure, Identity


@dataclass(frozen=True, slots=True)
class Order:
    """Files and folders to ingest."""

    paths: tuple[Path, ...]
    glob: str | None = None
    """Of the files in folders, only those whose name or path below the folder matches."""
    identity: Identity | None = None
    """What the user states; its township and year are those of one file."""
    jobs: int | None = None
    """How many processes read; None: as many as are worth it, 1: none beside this one."""


@dataclass(frozen=True, slots=True)
class Files:
    """The files of an order."""

    paths: tuple[Path, ...]
    refused: tuple[Failure, ...] = ()
    notes: tuple[str, ...] = ()
    stated: Identity | None = None
    rows: Mapping[Path, Identity] = field(default_factory=dict)
    """What manifests state, by file."""

    def identity_of(self, path: Path) -> Identity | None:
        """Return what is stated about a file; what the user says with the order goes before the manifest."""
        row = self.rows.get(path)
        return prefer(self.stated, row) if self.stated and row else self.stated or row


def find_files(order: Order) -> Files:
    """Return the files an order comes to, with what their manifests state.

    Raises:
        InputError: for a manifest that cannot be used, or a township or year stated for several files.
    """
    refused: list[Path] = []
    files = [path for path in walk_files(order.paths, refused=refused) if _wanted(path, order)]
    stated = order.identity
    if stated and (stated.township or stated.year) and len(files) > 1:
        raise InputError(
            f"a township or year is stated for one file, but {len(files)} are given: name one file, or put a "
            f"{MANIFEST_NAME} (columns file, township, county, year …) beside them"
        )
    rows, notes = _manifests(order, files)
    failures = [
        Failure(
            str(path), "the link leads out of the folder: copy the file, or name it outright", Cause.REFUSED
        )
        for path in refused
    ]
    return Files(tuple(files), tuple(failures), tuple(notes), stated, rows)


def _wanted(path: Path, order: Order) -> bool:
    if order.glob is None or path in order.paths:
        return True
    below = next(path.relative_to(folder) for folder in order.paths if path.is_relative_to(folder))
    return fnmatchcase(below.as_posix(), order.glob) or fnmatchcase(path.name, order.glob)


def _manifests(order: Order, files: Sequence[Path]) -> tuple[dict[Path, Identity], list[str]]:
    """Read the manifest of every folder that holds a file, of those above it up to the folder named."""
    named = {path for path in order.paths if path.is_dir()}
    folders = {path.parent for path in files}
    for path in files:
        root = next((root for root in named if path.is_relative_to(root)), path.parent)
        folders |= {above for above in path.parents if above.is_relative_to(root)}
    rows: dict[Path, Identity] = {}
    notes = []
    # The nearest manifest counts: deeper folders are read later.
    for folder in sorted(folders, key=lambda folder: len(folder.parts)):
        manifest = folder / MANIFEST_NAME
        if not manifest.is_file():
            continue
        stated = {folder / file: identity for file, identity in load_manifest(manifest).items()}
        missing = [str(path.relative_to(folder)) for path in stated if not path.exists()]
        if missing:
            notes.append(
                f"{manifest}: 没有这些文件：{'、'.join(missing[:5])}{'……' if len(missing) > 5 else ''}"
            )
        rows |= stated
    return rows, notes
