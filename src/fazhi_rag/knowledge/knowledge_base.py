"""A folder that holds documents and answers searches: the room's one public class."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, Self

from sqlalchemy import Connection

from fazhi_rag.errors import InputError
from fazhi_rag.knowledge import catalogue, ledger, outbox
from fazhi_rag.knowledge.caches import Caches
from fazhi_rag.knowledge.database import Database, get_meta
from fazhi_rag.knowledge.folder import open_catalogue
from fazhi_rag.knowledge.ingest import Progress
from fazhi_rag.knowledge.orders import Order
from fazhi_rag.knowledge.records import DocumentRecord, Scope, Whereabouts, resolve_township
from fazhi_rag.knowledge.schema import SCHEMA_VERSION
from fazhi_rag.knowledge.searching import Rank, rank_dense, rank_fused, rank_lexical, search_ranked
from fazhi_rag.knowledge.writer import Writer
from fazhi_rag.reading import configured_gazetteer
from fazhi_rag.types import Chunk, Document, DocumentKind, Figure, Hit, Identity, IngestReport, Part

if TYPE_CHECKING:
    from fazhi_rag.knowledge.embedding import Embed

Ranking = Literal["lexical", "dense", "fused"]

_REPORTS = DocumentKind.ANNUAL_REPORT


class KnowledgeBase:
    """Documents, their passages and their figures, in one folder. Use `KnowledgeBase.open`."""

    def __init__(self, folder: Path, database: Database, embed: Embed | None) -> None:
        self.path = folder
        self._database = database
        self._caches = Caches(folder, database)
        self._writer = Writer(folder, database, caches=self._caches, embed=embed)

    @classmethod
    def open(cls, path: str | Path, *, create: bool = True, embed: Embed | None = None) -> Self:
        """Open the knowledge base in a folder, finishing what a killed ingest left.

        Without `embed`, vectors come from the endpoint in FAZHI_EMBEDDING_MODEL, or from hashed n-grams. They
        are kept in the folder, or on the Chroma server at FAZHI_CHROMA_URL; a search by words needs neither.

        Raises: KnowledgeBaseError where there is none and `create` is false, or where it is damaged or newer.
        """
        folder = Path(path)
        database = open_catalogue(folder, create=create)
        try:
            base = cls(folder, database, embed)
            base._writer.recover()
        except BaseException:
            database.close()
            raise
        return base

    def close(self) -> None:
        """Let go of the folder."""
        self._caches.close()
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # --- writing -----------------------------------------------------------------------------------------

    def ingest(
        self,
        paths: str | Path | Iterable[str | Path],
        *,
        progress: Progress | None = None,
        identity: Identity | None = None,
        glob: str | None = None,
        jobs: int | None = 1,
    ) -> IngestReport:
        """Store the documents in files and folders; what is held already costs nothing.

        `identity` states what the files do not say themselves, as does a manifest.csv in a folder; `glob`
        limits folders to files whose name or path matches. A file that cannot be read is reported, and the
        others go on. With more than one of `jobs` (None: as many as are worth it) other processes read, and
        one that dies fails its file only. Documents are stored 32 files at a time, wholly or not at all.

        Raises: InputError for an unusable manifest; KnowledgeBaseLocked, KnowledgeBaseError; ModelError where
        the embedding endpoint fails.
        """
        if jobs is not None and jobs < 1:
            raise InputError(f"jobs is at least 1, got {jobs}")
        given = [paths] if isinstance(paths, str | Path) else paths
        order = Order(tuple(Path(path) for path in given), glob=glob, identity=identity, jobs=jobs)
        return self._writer.ingest(order, progress)

    def remove(self, name: str) -> None:
        """Remove a document, by its name, path or file name, from every store.

        Raises: InputError where none or several are meant; KnowledgeBaseLocked.
        """
        with self._database.read() as connection:
            document_id = self._find(connection, name)
        self._writer.remove(document_id)

    def reindex(self, *, progress: Progress | None = None) -> None:
        """Rebuild Chroma and tantivy from the catalogue, with the embedder configured now.

        Raises: KnowledgeBaseLocked, KnowledgeBaseError, ModelError; the old indexes then stay as they were.
        """
        self._writer.reindex(progress)

    # --- reading -----------------------------------------------------------------------------------------

    def search(
        self,
        query: str,
        *,
        township: str | None = None,
        county: str | None = None,
        year: int | None = None,
        kind: DocumentKind | str | None = _REPORTS,
        topic: str | None = None,
        part: Part | str | None = None,
        k: int = 5,
        ranking: Ranking = "lexical",
    ) -> list[Hit]:
        """Return the `k` passages that fit the query best, within strict limits.

        A limit that nothing meets gives no hits. `kind=None` searches reports and policies alike.

        Raises: InputError for an unknown kind, part or ranking or a `k` below 1; KnowledgeBaseError where an
        index is damaged.
        """
        if k < 1 or ranking not in ("lexical", "dense", "fused"):
            raise InputError(
                f"cannot search with k={k}, ranking={ranking!r}: k is at least 1, "
                "ranking is lexical, dense or fused"
            )
        scope = self._scope(township=township, county=county, year=year, kind=kind, topic=topic, part=part)
        if scope is None or not query.strip() or not self._caches.begun:
            return []
        return search_ranked(self._database, query, self._rank(query, scope, ranking), k)

    def documents(
        self,
        *,
        kind: DocumentKind | str | None = None,
        township: str | None = None,
        county: str | None = None,
        year: int | None = None,
    ) -> list[DocumentRecord]:
        """Return what is held, by county, township, year and name."""
        scope = self._scope(township=township, county=county, year=year, kind=kind)
        with self._database.read() as connection:
            return catalogue.list_documents(connection, scope) if scope else []

    def townships(self) -> list[tuple[str | None, str, tuple[int, ...]]]:
        """Return (county, township, years) of every township a document is held of."""
        with self._database.read() as connection:
            return [(*pair, years) for pair, years in catalogue.list_townships(connection)]

    def locate(self, name: str, *, county: str | None = None) -> Whereabouts:
        """Say whether a township is held here, or exists at all by the gazetteer (FAZHI_GAZETTEER).

        Raises: InputError for an unusable gazetteer.
        """
        with self._database.read() as connection:
            held = resolve_township(name, county, catalogue.townships_ending(connection, name))
        gazetteer = configured_gazetteer()
        exist = gazetteer.find(name, county=county) if gazetteer else ()
        return Whereabouts(held is not None, exist, gazetteer is not None)

    def load(self, document: str | int) -> Document:
        """Return a document as it was read, by name, path, file name or id.

        Raises: InputError where none or several are meant.
        """
        with self._database.read() as connection:
            return catalogue.load_document(connection, self._find(connection, document))

    def chunks(self, document: str | int) -> tuple[Chunk, ...]:
        """Return the passages of a document, in order.

        Raises: InputError where no or several documents are meant.
        """
        with self._database.read() as connection:
            held = catalogue.load_chunks(connection, [self._find(connection, document)])
        return tuple(chunk for _, _, chunk in held)

    def figures(
        self,
        *,
        township: str | None = None,
        county: str | None = None,
        year: int | None = None,
        topic: str | None = None,
        unit: str | None = None,
        kind: DocumentKind | str | None = _REPORTS,
        document: str | int | None = None,
    ) -> list[Figure]:
        """Return the ledger rows within strict limits, by township, year and place: all, not the best.

        Raises: InputError where `document` names none or several.
        """
        scope = self._scope(township=township, county=county, year=year, kind=kind, topic=topic)
        with self._database.read() as connection:
            document_id = None if document is None else self._find(connection, document)
            return ledger.list_figures(connection, scope, unit=unit, document_id=document_id) if scope else []

    def status(self) -> dict[str, Any]:
        """Return what is held, what is still to be done, the embedder and the sizes on disk in bytes."""
        with self._database.read() as connection:
            counts = catalogue.count_rows(connection)
            return {
                "path": str(self.path),
                "schema_version": SCHEMA_VERSION,
                "documents": {kind.value: counts.get(f"documents/{kind}", 0) for kind in DocumentKind},
                "chunks": counts["chunks"],
                "figures": counts["figures"],
                "pending": outbox.count_pending(connection),
                "embedder": get_meta(connection, "embedder"),
                "bytes": self._caches.sizes(),
            }

    # --- inside ------------------------------------------------------------------------------------------

    def _rank(self, query: str, scope: Scope, ranking: Ranking) -> Rank:
        if ranking == "lexical":
            return rank_lexical(self._caches, query, scope)
        self._writer.check_embedder()
        vector = self._writer.embedder.vectors([query])[0]
        dense = rank_dense(self._caches, self._database, scope, vector)
        return dense if ranking == "dense" else rank_fused([rank_lexical(self._caches, query, scope), dense])

    def _scope(
        self,
        *,
        township: str | None,
        county: str | None,
        year: int | None,
        kind: DocumentKind | str | None,
        topic: str | None = None,
        part: Part | str | None = None,
    ) -> Scope | None:
        if township is not None:
            with self._database.read() as connection:
                held = catalogue.townships_ending(connection, township)
            resolved = resolve_township(township, county, held)
            if resolved is None:
                return None
            county, township = resolved
        try:
            return Scope(
                DocumentKind(kind) if kind else None,
                township,
                county,
                year,
                topic,
                Part(part) if part else None,
            )
        except ValueError as error:
            raise InputError(
                f"{error}: kinds are {[*map(str, DocumentKind)]}, parts {[*map(str, Part)]}"
            ) from None

    def _find(self, connection: Connection, document: str | int) -> int:
        column = "id" if isinstance(document, int) else "name"
        held = catalogue.find_held(connection, column, document)
        if held is None and isinstance(document, str):
            held = catalogue.find_held(connection, "path", str(Path(document).resolve()))
        found = [held] if held else []
        if not found and isinstance(document, str):
            found = catalogue.find_by_file_name(connection, document)
        if len(found) != 1:
            named = f"several documents ({', '.join(one.name for one in found)})" if found else "no document"
            raise InputError(f"{document!r} names {named} in {self.path}: see `fazhi status` for their names")
        return found[0].id
