"""Files into the catalogue: what is new, what replaces what, what must not become evidence."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Literal

from sqlalchemy import Connection

from fazhi_rag.errors import InputError
from fazhi_rag.knowledge import catalogue, outbox
from fazhi_rag.knowledge.catalogue import Held, Reading
from fazhi_rag.knowledge.copies import judge_copy
from fazhi_rag.knowledge.incoming import Incoming, read_incoming
from fazhi_rag.knowledge.readers import Outcome, Submit
from fazhi_rag.knowledge.walking import hash_file
from fazhi_rag.reading import ARCHIVE_SEPARATOR, READER_VERSION, archive_members, is_archive, is_template
from fazhi_rag.types import Cause, Failure, Identity, IngestReport

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

    def note(self, name: str, stored: Stored | Failure) -> None:
        """Take up one outcome and tell the caller."""
        if isinstance(stored, Failure):
            self.failed.append(stored)
        else:
            self.names[stored.outcome].append(name)
            self.warnings += [f"{name}: {warning}" for warning in stored.warnings]
        if self.progress:
            done = len(self.failed) + sum(map(len, self.names.values()))
            self.progress(done, max(self.total, done), name)

    def report(self) -> IngestReport:
        """Return what was done so far."""
        names = {outcome: tuple(found) for outcome, found in self.names.items()}
        return IngestReport(**names, failed=tuple(self.failed), warnings=tuple(self.warnings))


@dataclass(frozen=True, slots=True)
class Task:
    """A file of an ingest: what is known of it, and how to wait for its reading."""

    name: str
    one: Incoming | Failure
    read: Outcome | None = None


def begin_file(connection: Connection, path: Path, given: Identity | None, submit: Submit) -> Iterator[Task]:
    """Look at a file, or at each member of an archive, and have read what is not held yet."""
    name = str(path)
    try:
        name.encode()
        found = _members(path, given) if is_archive(path) else [_on_disk(path, given)]
        for one in found:
            read = None if isinstance(one, Failure) or is_held(connection, one) else submit(one)
            yield Task(one.name, one, read)
    except UnicodeEncodeError:
        shown = name.encode(errors="backslashreplace").decode()
        yield Task(shown, Failure(shown, "the file name is not UTF-8: rename it"))
    except InputError as error:
        yield Task(name, Failure(name, str(error).removeprefix(f"{error.place}: "), Cause.UNREADABLE))
    except OSError as error:
        yield Task(name, Failure(name, f"cannot be read: {error.strerror or error}"))


def _on_disk(path: Path, given: Identity | None) -> Incoming:
    return Incoming(str(path), str(path.resolve()), hash_file(path), given)


def _members(path: Path, given: Identity | None) -> Iterator[Incoming | Failure]:
    """Each document of an archive; what is wrong with one is its own failure.

    Raises: InputError for an archive that cannot be opened.
    """
    resolved = str(path.resolve())
    for member in archive_members(path):
        try:
            data = member.read()
        except InputError as error:
            reason = str(error).removeprefix(f"{error.place}: ")
            yield Failure(member.name, reason, Cause.UNREADABLE)
        else:
            where = resolved + member.name.removeprefix(str(path))
            yield Incoming(member.name, where, hashlib.sha256(data).hexdigest(), given, data)


def finish_file(connection: Connection, task: Task) -> Stored | Failure:
    """Store a file that was begun, in the caller's transaction."""
    if isinstance(task.one, Failure):
        return task.one
    # What was held when it was begun may have gone since: then it is read after all.
    return store_file(connection, task.one, task.read or partial(read_incoming, task.one))


def is_held(connection: Connection, one: Incoming) -> bool:
    """Whether a file changes nothing: its bytes are held, read by this reader, from here or elsewhere."""
    return _changes_nothing(connection, one, catalogue.find_held(connection, "path", one.path))


def _changes_nothing(connection: Connection, one: Incoming, held: Held | None) -> bool:
    if held and held.sha256 == one.sha256:
        return held.reader == READER_VERSION and _same_identity(held, one.given)
    return held is None and _twin(connection, one) is not None


def store_file(connection: Connection, one: Incoming, read: Outcome) -> Stored | Failure:
    """Store one file in the caller's transaction, or say why it cannot be.

    A file is known by its bytes and by the identity it states: the same path and bytes, or the same bytes
    elsewhere, change nothing; other bytes replace what the path held; a report already held from another file
    is replaced only where that file is gone or has changed.
    """
    held = catalogue.find_held(connection, "path", one.path)
    if _changes_nothing(connection, one, held):
        return Stored("unchanged")
    if held and held.sha256 != one.sha256 and _twin(connection, one):
        return _drop(connection, held)
    reading = read()
    if isinstance(reading, Failure):
        return reading
    document = reading.document
    if is_template(document.text, document.identity.title):
        return Failure(
            one.name,
            "a template to fill in, no report: whose, which year or how many is blank",
            Cause.TEMPLATE,
        )
    rival = _rival(connection, reading, held)
    if isinstance(rival, Failure):
        return rival
    replaced = [old for old in (held, rival) if old]
    verdict = judge_copy(connection, reading, given=one.given, replaced=[old.id for old in replaced])
    if verdict.failure:
        return verdict.failure
    if verdict.warning:
        warnings = (*document.warnings, verdict.warning)
        reading = replace(reading, document=replace(document, warnings=warnings))
    return _replace(connection, reading, one=one, replaced=replaced)


def _twin(connection: Connection, one: Incoming) -> Held | None:
    """Return the document of the same bytes from another file."""
    twin = catalogue.find_held(connection, "sha256", one.sha256)
    return twin if twin and twin.path != one.path else None


def _same_identity(held: Held, given: Identity | None) -> bool:
    return given is None or held.given == given.to_dict()


def _rival(connection: Connection, reading: Reading, held: Held | None) -> Held | Failure | None:
    """Return the document of the same identity that this one replaces; a failure where both files exist."""
    document = reading.document
    key = document.identity.key
    rival = catalogue.find_held(connection, "key", key) if key else None
    if rival is None or (held and rival.id == held.id):
        return None
    if _still_there(rival):
        reason = (
            f"the same document ({key}) is already held from {rival.path}: remove one of the two files, "
            "or change the held file to replace it"
        )
        return Failure(document.name, reason, Cause.DUPLICATE)
    return rival


def _still_there(held: Held) -> bool:
    archive, inside, _ = held.path.partition(ARCHIVE_SEPARATOR)
    try:
        if not inside:
            return hash_file(Path(held.path)) == held.sha256
        members = (member for member in archive_members(Path(archive)) if member.name == held.path)
        return any(hashlib.sha256(member.read()).hexdigest() == held.sha256 for member in members)
    except (OSError, InputError):
        return False


def _drop(connection: Connection, held: Held) -> Stored:
    """Drop what a path held: its new bytes are already held from another file."""
    catalogue.remove_document(connection, held.id)
    outbox.enqueue(connection, removed=[held.id])
    return Stored("replaced", removed=(held.id,))


def _replace(connection: Connection, reading: Reading, *, one: Incoming, replaced: Sequence[Held]) -> Stored:
    for held in replaced:
        catalogue.remove_document(connection, held.id)
    if catalogue.find_held(connection, "name", reading.document.name):
        reading = replace(reading, document=replace(reading.document, name=one.path))
    added = catalogue.add_document(connection, reading, path=one.path, given=one.given)
    removed = tuple(held.id for held in replaced)
    outbox.enqueue(connection, removed=removed, added=[added])
    outcome: Literal["added", "replaced"] = "replaced" if replaced else "added"
    return Stored(outcome, removed, (added,), reading.document.warnings)
