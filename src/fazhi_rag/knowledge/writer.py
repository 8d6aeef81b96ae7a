"""Everything that changes a knowledge base, under one lock, in transactions the indexes follow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout
from sqlalchemy import Connection

from fazhi_rag.errors import KnowledgeBaseError, KnowledgeBaseLocked, ModelError
from fazhi_rag.knowledge import catalogue, outbox
from fazhi_rag.knowledge.caches import Caches, Vectors, embed_entries, entries_of
from fazhi_rag.knowledge.database import Database, get_meta, set_meta
from fazhi_rag.knowledge.ingest import (
    FILES_PER_TRANSACTION,
    Progress,
    Stored,
    Tally,
    Task,
    begin_file,
    finish_file,
)
from fazhi_rag.knowledge.orders import Files, Order, find_files
from fazhi_rag.knowledge.readers import Submit, choose_jobs, open_readers
from fazhi_rag.knowledge.records import Entry
from fazhi_rag.types import IngestReport

if TYPE_CHECKING:
    from fazhi_rag.knowledge.embedding import Embed, Embedder

LOCK_NAME = "write.lock"


class Writer:
    """The writing side of a knowledge base. Each public method that writes holds the lock while it runs."""

    def __init__(self, folder: Path, database: Database, *, caches: Caches, embed: Embed | None) -> None:
        self._folder = folder
        self._database = database
        self._caches = caches
        self._embed = embed

    @cached_property
    def embedder(self) -> Embedder:
        """The embedder given or configured."""
        from fazhi_rag.knowledge.embedding import choose_embedder

        return choose_embedder(self._embed)

    def ingest(self, order: Order, progress: Progress | None) -> IngestReport:
        """Store files, some to a transaction; the indexes follow each."""
        with self._locked():
            self._caches.begin()
            self.check_embedder()
            self._caches.follow(self._embed_entries)
            files = find_files(order)
            tally = Tally(len(files.paths), progress, failed=list(files.refused), warnings=list(files.notes))
            with open_readers(order.jobs or choose_jobs(len(files.paths))) as submit:
                for batch in self._read_ahead(files, submit):
                    entries, vectors = self._store(batch, tally)
                    self._caches.follow(partial(_known, vectors), entries)
        if not files.paths:
            tally.warnings.append(f"{', '.join(map(str, order.paths))}: no files to ingest")
        return tally.report()

    def _read_ahead(self, files: Files, submit: Submit) -> Iterator[list[Task]]:
        """Yield the files in batches; while one is stored, the next is being read."""
        ahead: list[Task] | None = None
        for batch in catalogue.batched(files.paths, FILES_PER_TRANSACTION):
            with self._database.read() as connection:
                tasks = [
                    task
                    for path in batch
                    for task in begin_file(connection, path, files.identity_of(path), submit)
                ]
            if ahead is not None:
                yield ahead
            ahead = tasks
        if ahead is not None:
            yield ahead

    def remove(self, document_id: int) -> None:
        """Remove a document from every store."""
        with self._locked():
            with self._database.write() as connection:
                catalogue.remove_document(connection, document_id)
                outbox.enqueue(connection, removed=[document_id])
            self._caches.follow(self._embed_entries)

    def reindex(self, progress: Progress | None) -> None:
        """Rebuild both indexes from the catalogue."""
        with self._locked():
            self._caches.rebuild(self.embedder, progress)

    def recover(self) -> None:
        """Finish what a killed process left, if anything and if this one can."""
        with self._database.read() as connection:
            unfinished = outbox.count_pending(connection)
        if not unfinished:
            return
        try:
            with self._locked():
                self._caches.follow(self._embed_checked)
        except (KnowledgeBaseError, ModelError):
            # Another process is at it, or an index or the endpoint is broken. Opening must still work, if
            # only to reindex; whatever needs the broken part says so itself.
            return

    def check_embedder(self) -> None:
        """Refuse to mix the vectors of two embedders.

        Raises: KnowledgeBaseError.
        """
        with self._database.read() as connection:
            stored = get_meta(connection, "embedder")
        if stored is None:
            return
        if stored != self.embedder.name:
            raise KnowledgeBaseError(
                f"{self._folder}: its vectors are from {stored!r}, but the embedder is now "
                f"{self.embedder.name!r}: run `fazhi reindex` to embed everything anew, or configure the "
                "former one again"
            )

    def _store(self, tasks: Sequence[Task], tally: Tally) -> tuple[list[Entry], Vectors]:
        """Store a batch of files whole or not at all; return its chunks and their vectors.

        They are embedded before the commit, so that a failing endpoint leaves nothing behind.
        """
        added: list[int] = []
        with self._database.write() as connection:
            for task in tasks:
                stored = finish_file(connection, task)
                tally.note(task.name, stored)
                if isinstance(stored, Stored):
                    added += stored.added
            entries = entries_of(connection, added)
            vectors = self._embed_entries(entries)
            if vectors:
                self._check_vectors(connection, len(next(iter(vectors.values()))))
        return entries, vectors

    def _check_vectors(self, connection: Connection, dimension: int) -> None:
        stored = get_meta(connection, "dimension")
        if not stored:
            set_meta(connection, "embedder", self.embedder.name)
            set_meta(connection, "dimension", str(dimension))
        elif int(stored) != dimension:
            raise KnowledgeBaseError(
                f"{self._folder}: its vectors have {stored} dimensions, those of {self.embedder.name!r} now "
                f"have {dimension}: run `fazhi reindex`"
            )

    def _embed_checked(self, entries: Sequence[Entry]) -> Vectors:
        self.check_embedder()
        return self._embed_entries(entries)

    def _embed_entries(self, entries: Sequence[Entry]) -> Vectors:
        return embed_entries(self.embedder, entries)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with write_lock(self._folder):
            try:
                self._caches.tidy()
                yield
            finally:
                self._caches.release()


def _known(vectors: Vectors, _entries: Sequence[Entry]) -> Vectors:
    return vectors


@contextmanager
def write_lock(folder: Path) -> Iterator[None]:
    """Hold the only right to write to a knowledge base.

    Raises: KnowledgeBaseLocked where another process holds it; KnowledgeBaseError for a read-only folder.
    """
    lock = FileLock(folder / LOCK_NAME, timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise KnowledgeBaseLocked(
            f"{folder}: another process is writing to this knowledge base: wait until it is done, "
            "then try again"
        ) from None
    except OSError as error:
        raise KnowledgeBaseError(f"{folder}: cannot be written to: {error.strerror or error}") from error
    try:
        yield
    finally:
        lock.release()
