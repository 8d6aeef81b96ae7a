"""Files into the catalogue: what is new, what replaces what, what cannot be read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from sqlalchemy import Connection

from fazhi_rag.errors import FazhiError, InputError
from fazhi_rag.knowledge import catalogue, outbox
from fazhi_rag.knowledge.catalogue import Held, Reading
from fazhi_rag.knowledge.chunking import chunk_document
from fazhi_rag.knowledge.ledger import collect_figures
from fazhi_rag.knowledge.walking import hash_file
from fazhi_rag.numbers import find_mentions
from fazhi_rag.reading import read_document
from fazhi_rag.types import Document, Failure, Identity, IngestReport

FILES_PER_TRANSACTION = 32


@dataclass(frozen=True, slots=True)
class Stored:
    """What storing one file did: the documents that left, the one that came."""

    outcome: Literal["added", "replaced", "unchanged"]
    removed: tuple[int, ...] = ()
    added: tuple[int, ...] = ()
    warnings: tuple[str, ...] = ()


Progress = Callable[[int, int, str], None]
"""Called with how many are done, of how many, and the name of the last."""


@dataclass(slots=True)
class Tally:
    """The outcomes of an ingest, file by file."""

    total: int
    progress: Progress | None
    names: dict[str, list[str]] = field(
        default_factory=lambda: {"added": [], "replaced": [], "unchanged": []}
    )
    failed: list[Failure] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def note(self, path: Path, stored: Stored | Failure) -> None:
        """Take up one outcome and tell the caller."""
        if isinstance(stored, Failure):
            self.failed.append(stored)
        else:
            self.names[stored.outcome].append(str(path))
            self.warnings += [f"{path}: {warning}" for warning in stored.warnings]
        if self.progress:
            done = len(self.failed) + sum(map(len, self.names.values()))
            self.progress(done, self.total, str(path))

    def report(self) -> IngestReport:
        """Return what was done so far."""
        names = {outcome: tuple(found) for outcome, found in self.names.items()}
        return IngestReport(**names, failed=tuple(self.failed), warnings=tuple(self.warnings))


def store_file(connection: Connection, path: Path, given: Identity | None) -> Stored | Failure:
    """Store one file in the caller's transaction, or say why it cannot be.

    A file is known by its bytes and by the identity it states: the same path and bytes, or the same bytes
    elsewhere, change nothing; other bytes replace what the path held; a report already held from another file
    is replaced only where that file is gone or has changed.
    """
    name = str(path)
    try:
        name.encode()
        where, digest = str(path.resolve()), hash_file(path)
        held = catalogue.find_held(connection, "path", where)
        twin = catalogue.find_held(connection, "sha256", digest)
        if held and held.sha256 == digest and _same_identity(held, given):
            return Stored("unchanged")
        if twin and twin.path != where:
            return _drop(connection, held) if held else Stored("unchanged")
        reading = read_file(path, given)
        rival = _rival(connection, reading.document, held)
    except UnicodeEncodeError:
        return Failure(
            name.encode(errors="backslashreplace").decode(), "the file name is not UTF-8: rename it"
        )
    except OSError as error:
        return Failure(name, f"cannot be read: {error.strerror or error}")
    except InputError as error:
        return Failure(name, str(error).removeprefix(f"{error.place}: "))
    return _replace(
        connection, reading, path=where, given=given, replaced=[one for one in (held, rival) if one]
    )


def read_file(path: Path, given: Identity | None) -> Reading:
    """Read a file and everything in it.

    Raises: InputError, whatever is wrong with the file.
    """
    try:
        document = read_document(path, identity=given)
        mentions = find_mentions(document.text)
        return Reading(document, chunk_document(document, mentions), collect_figures(document, mentions))
    except (FazhiError, OSError):
        raise
    except Exception as error:  # a file that trips the reader must not stop the batch
        raise InputError(f"could not be read ({type(error).__name__}: {error})", place=str(path)) from error


def _same_identity(held: Held, given: Identity | None) -> bool:
    return given is None or held.given == given.to_dict()


def _rival(connection: Connection, document: Document, held: Held | None) -> Held | None:
    """Return the document of the same identity that this one replaces.

    Raises: InputError where both files exist side by side.
    """
    key = document.identity.key
    rival = catalogue.find_held(connection, "key", key) if key else None
    if rival is None or (held and rival.id == held.id):
        return None
    if _still_there(rival):
        raise InputError(
            f"the same document ({key}) is already held from {rival.path}: remove one of the two files, "
            "or change the held file to replace it",
            place=document.name,
        )
    return rival


def _still_there(held: Held) -> bool:
    try:
        return hash_file(Path(held.path)) == held.sha256
    except OSError:
        return False


def _drop(connection: Connection, held: Held) -> Stored:
    """Drop what a path held: its new bytes are already held from another file."""
    catalogue.remove_document(connection, held.id)
    outbox.enqueue(connection, removed=[held.id])
    return Stored("replaced", removed=(held.id,))


def _replace(
    connection: Connection, reading: Reading, *, path: str, given: Identity | None, replaced: Sequence[Held]
) -> Stored:
    for held in replaced:
        catalogue.remove_document(connection, held.id)
    if catalogue.find_held(connection, "name", reading.document.name):
        reading = replace(reading, document=replace(reading.document, name=path))
    added = catalogue.add_document(connection, reading, path=path, given=given)
    removed = tuple(held.id for held in replaced)
    outbox.enqueue(connection, removed=removed, added=[added])
    outcome: Literal["added", "replaced"] = "replaced" if replaced else "added"
    return Stored(outcome, removed, (added,), reading.document.warnings)
