"""The two indexes beside the catalogue: where they stand, and keeping them in step with it."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from fazhi_rag.errors import KnowledgeBaseError
from fazhi_rag.knowledge import catalogue, outbox
from fazhi_rag.knowledge.database import Database, get_meta, set_meta
from fazhi_rag.knowledge.ingest import Progress
from fazhi_rag.knowledge.lexical import LexicalIndex
from fazhi_rag.knowledge.places import FolderPlace, place_of, server_address
from fazhi_rag.knowledge.records import Entry
from fazhi_rag.knowledge.vectors import VectorStore

if TYPE_CHECKING:
    from fazhi_rag.knowledge.embedding import Embedder

Vectors = Mapping[int, Sequence[float]]
"""By chunk id."""

_FOLLOWED = "vectors_followed"
"""The last work the vectors have done: changes whenever they do."""

_MARK = "vectors_mark"
"""What names the vectors on a Chroma server; empty where they are in the folder."""


class Caches:
    """Both indexes of a knowledge base. They live in numbered folders; a rebuild makes the next number.

    With a Chroma server configured the vectors live there instead, in a numbered collection.

    A process that reads keeps its old folder until the catalogue names the new one.
    """

    def __init__(self, folder: Path, database: Database) -> None:
        self._folder = folder
        self._database = database
        self._lexical: LexicalIndex | None = None
        self._vectors: VectorStore | None = None
        self._vectors_state: str | None = None

    @property
    def lexical(self) -> LexicalIndex:
        """The current tantivy index. A rebuild elsewhere deletes the folder once the next one is in place."""
        if self._lexical is None or not self._lexical.folder.is_dir():
            self._lexical = LexicalIndex(self._path("lexical"))
        return self._lexical

    @property
    def vectors(self) -> VectorStore:
        """The current Chroma store, opened anew where another process has written to it since."""
        with self._database.read() as connection:
            state = get_meta(connection, _FOLLOWED)
            generation, mark = get_meta(connection, "generation"), get_meta(connection, _MARK)
        place = place_of(self._folder, generation or "0", mark or "")
        if self._vectors is None or self._vectors.place != place or self._vectors_state != state:
            self._close_vectors()
            self._vectors = VectorStore(place)
            self._vectors_state = state
        return self._vectors

    @property
    def begun(self) -> bool:
        """Whether there are indexes; an empty knowledge base has none yet."""
        return self._lexical is not None or self._generation() is not None

    def begin(self) -> None:
        """Make the first indexes, where there are none yet. The caller holds the lock."""
        if not self.begun:
            mark = self._mark()
            lexical, vectors = self._create("1", mark)
            with self._database.write() as connection:
                set_meta(connection, "generation", "1")
                set_meta(connection, _MARK, mark)
            vectors.close()
            self._lexical = lexical

    def follow(
        self, embed: Callable[[Sequence[Entry]], Vectors], fresh: Sequence[Entry] | None = None
    ) -> None:
        """Do what the catalogue says is still to be done. The caller holds the lock.

        `fresh` are the chunks of everything to be taken up, where the caller has them at hand.
        """
        for work, entries in self._work("lexical", fresh):
            self.lexical.apply(removed=work.removed, added=entries)
            with self._database.write() as connection:
                outbox.clear(connection, work)
        for work, entries in self._work("vectors", fresh):
            vectors = self.vectors
            vectors.remove(work.removed)
            _add_vectors(vectors, entries, embed(entries))
            self._vectors_state = str(work.rows[-1])
            with self._database.write() as connection:
                outbox.clear(connection, work)
                set_meta(connection, _FOLLOWED, self._vectors_state)

    def rebuild(self, embedder: Embedder, progress: Progress | None) -> None:
        """Build both indexes anew from the catalogue, then switch to them in one transaction.

        Killed before the switch, the old indexes stand; after it, the new ones. The caller holds the lock.
        """
        self.close()
        former = self._generation() or "0"
        generation, mark = str(int(former) + 1), self._mark()
        with self._database.read() as connection:
            document_ids = catalogue.document_ids(connection)
        lexical, vectors = self._create(generation, mark)
        dimension, done = None, 0
        for batch in catalogue.batched(document_ids, outbox.DOCUMENTS_AT_ONCE):
            with self._database.read() as connection:
                entries = entries_of(connection, batch)
            found = embed_entries(embedder, entries)
            dimension = dimension or next((len(vector) for vector in found.values()), None)
            lexical.apply(removed=(), added=entries)
            _add_vectors(vectors, entries, found)
            done += len(batch)
            if progress:
                progress(done, len(document_ids), str(lexical.folder.parent))
        lexical.release()
        vectors.close()
        with self._database.write() as connection:
            set_meta(connection, "generation", generation)
            set_meta(connection, _MARK, mark)
            set_meta(connection, "embedder", embedder.name)
            set_meta(connection, "dimension", str(dimension or ""))
            outbox.clear_all(connection)
        self._discard_others(generation)
        self._drop_from_server(former, mark)

    def tidy(self) -> None:
        """Delete what a killed rebuild left. The caller holds the lock."""
        self._discard_others(self._generation() or "0")

    def sizes(self) -> dict[str, int]:
        """Return the bytes on disk of the catalogue and of each index."""
        catalogue_files = self._folder.glob(f"{self._database.path.name}*")
        sizes = {"catalogue": sum(file.stat().st_size for file in catalogue_files)}
        for store in outbox.STORES:
            folder = self._path(store)
            sizes[store] = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
        return sizes

    def release(self) -> None:
        """Let another process write. Chroma is closed: two clients that both write break it silently."""
        if self._lexical is not None:
            self._lexical.release()
        self._close_vectors()

    def close(self) -> None:
        """Let go of both indexes."""
        self.release()
        self._lexical = None

    def _close_vectors(self) -> None:
        if self._vectors is not None:
            vectors, self._vectors = self._vectors, None
            vectors.close()

    def _generation(self) -> str | None:
        with self._database.read() as connection:
            return get_meta(connection, "generation")

    def _path(self, store: str) -> Path:
        return self._folder / f"{store}-{self._generation() or 0}"

    def _mark(self) -> str:
        """Return the mark for a new build: the former one, a new one, or none where no server is set."""
        if server_address() is None:
            return ""
        with self._database.read() as connection:
            return get_meta(connection, _MARK) or uuid.uuid4().hex

    def _create(self, generation: str, mark: str) -> tuple[LexicalIndex, VectorStore]:
        # The vectors first: the server may not answer.
        vectors = VectorStore(place_of(self._folder, generation, mark), create=True)
        return LexicalIndex.create(self._folder / f"lexical-{generation}"), vectors

    def _work(
        self, store: str, fresh: Sequence[Entry] | None
    ) -> Iterable[tuple[outbox.Work, Sequence[Entry]]]:
        while True:
            with self._database.read() as connection:
                work = outbox.next_work(connection, store)
                if work is None:
                    return
                if fresh is None:
                    entries: Sequence[Entry] = entries_of(connection, work.added)
                else:
                    entries = [entry for entry in fresh if entry.document_id in work.added]
            yield work, entries

    def _drop_from_server(self, generation: str, mark: str) -> None:
        """Delete the collection of an earlier build, if the server holds one and answers."""
        place = place_of(self._folder, generation, mark)
        if not isinstance(place, FolderPlace):
            with suppress(KnowledgeBaseError):
                vectors = VectorStore(place)
                vectors.drop()
                vectors.close()

    def _discard_others(self, generation: str) -> None:
        """Delete index folders of any other generation: left by a rebuild, finished or killed."""
        for store in outbox.STORES:
            for folder in self._folder.glob(f"{store}-*"):
                if folder.name != f"{store}-{generation}":
                    shutil.rmtree(folder, ignore_errors=True)


def entries_of(connection: Connection, document_ids: Sequence[int]) -> list[Entry]:
    """Return the usable chunks of documents as the indexes take them up; none where no longer held."""
    identities = catalogue.load_identities(connection, document_ids)
    held = catalogue.load_chunks(connection, document_ids, usable_only=True)
    return [
        Entry(chunk_id, document_id, identities[document_id], chunk) for chunk_id, document_id, chunk in held
    ]


def embed_entries(embedder: Embedder, entries: Sequence[Entry]) -> dict[int, list[float]]:
    """Return a vector for each chunk id."""
    vectors = embedder.vectors([entry.search_text for entry in entries]) if entries else []
    return {entry.chunk_id: vector for entry, vector in zip(entries, vectors, strict=True)}


def _add_vectors(store: VectorStore, entries: Sequence[Entry], vectors: Vectors) -> None:
    """Store the vectors of these chunks."""
    store.add(entries, [vectors[entry.chunk_id] for entry in entries])
