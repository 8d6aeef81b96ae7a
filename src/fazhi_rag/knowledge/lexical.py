"""The only door to tantivy: BM25 over character unigrams and bigrams, with strict filters.

Each kind of document has a text field of its own, so that a search for reports neither sees policies nor
weighs words by them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import tantivy
from tantivy import Occur, Query

from fazhi_rag.errors import KnowledgeBaseError
from fazhi_rag.knowledge.doors import ADVICE, explained
from fazhi_rag.knowledge.records import Entry, Ranking, Scope
from fazhi_rag.knowledge.tokens import search_tokens
from fazhi_rag.types import DocumentKind

WRITER_BYTES = 50_000_000

TIES = 10
"""Hits looked at beyond the last one wanted."""

MOST_TERMS = 512
"""Of a query; a pasted page must not cost more than a paragraph."""

COMMIT_FILE = "meta.json"
"""Where tantivy writes what its last commit holds."""

_FILTERS = ("township", "county", "year", "topic", "part")


class LexicalIndex:
    """One tantivy folder. Only `apply` writes; everything it is given is committed together."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._writer: tantivy.IndexWriter | None = None
        with explained(folder):
            if not tantivy.Index.exists(str(folder)):
                raise KnowledgeBaseError(f"{folder}: the search index is missing or damaged: {ADVICE}")
            self._index = tantivy.Index.open(str(folder))
        self._schema = self._index.schema
        self._commit: tuple[int, int, int] | None = None

    @classmethod
    def create(cls, folder: Path) -> LexicalIndex:
        """Make an empty index; one that is there already is kept."""
        folder.mkdir(parents=True, exist_ok=True)
        with explained(folder):
            tantivy.Index(_schema(), path=str(folder))
        return cls(folder)

    def search(self, query: str, *, scope: Scope, limit: int) -> Ranking:
        """Rank the chunks in a scope by BM25; a chunk that shares no token with the query is not ranked."""
        terms = list(dict.fromkeys(search_tokens(query)))[:MOST_TERMS]
        if not terms:
            return []
        with explained(self.folder):
            self._follow_commits()
            searcher = self._index.searcher()
            found = _best(searcher, self._query(terms, scope), limit)
            ids = _chunk_ids(searcher, found)
        ranking = [(chunk_id, _rounded(score)) for chunk_id, (score, _) in zip(ids, found, strict=True)]
        return sorted(ranking, key=lambda item: (-item[1], item[0]))[:limit]

    def apply(self, *, removed: Iterable[int], added: Sequence[Entry]) -> None:
        """Drop the chunks of the documents `removed` and take up `added`, all in one commit.

        A document taken up before (by a process killed before it could say so) is not taken up again.
        """
        with explained(self.folder):
            self._index.reload()
            fresh = self._not_held({entry.document_id for entry in added})
            writer = self._writer = self._writer or self._index.writer(WRITER_BYTES, num_threads=1)
            try:
                for document_id in removed:
                    # Deleting by term silently misses unsigned fields (tantivy 0.27).
                    writer.delete_documents_by_query(self._document_query(document_id))
                for entry in added:
                    if entry.document_id in fresh:
                        writer.add_document(_tantivy_document(entry))
                writer.commit()
            except BaseException:  # an interrupt as well: half a batch must not ride on the next commit
                writer.rollback()
                raise

    def chunk_ids(self) -> set[int]:
        """Return the id of every chunk held."""
        with explained(self.folder):
            self._index.reload()
            searcher = self._index.searcher()
            if not searcher.num_docs:
                return set()
            found = searcher.search(Query.all_query(), searcher.num_docs, count=False).hits
            return set(_chunk_ids(searcher, found))

    def release(self) -> None:
        """Let other processes write; searching goes on."""
        if self._writer is not None:
            writer, self._writer = self._writer, None
            writer.wait_merging_threads()

    def _not_held(self, document_ids: set[int]) -> set[int]:
        searcher = self._index.searcher()
        queries = {number: self._document_query(number) for number in document_ids}
        return {number for number, query in queries.items() if not searcher.search(query, 1).hits}

    def _document_query(self, document_id: int) -> Query:
        return Query.term_query(self._schema, "document", document_id)

    def _follow_commits(self) -> None:
        """Take up what was committed since, by whichever process; every commit replaces one small file."""
        file = (self.folder / COMMIT_FILE).stat()
        commit = (file.st_mtime_ns, file.st_ino, file.st_size)
        if commit != self._commit:
            self._index.reload()
            self._commit = commit

    def _query(self, terms: list[str], scope: Scope) -> Query:
        """Return a query of any of the terms within the scope.

        All stand side by side: tantivy then walks the few chunks of a township and looks the terms up there,
        three times as fast as it intersects them with a query of the terms. Chunks without any term come
        with a score of 0.
        """
        kinds = [scope.kind] if scope.kind else list(DocumentKind)
        words = [
            (Occur.Should, Query.term_query(self._schema, kind.value, term, "freq"))
            for kind in kinds
            for term in terms
        ]
        limits = [(name, getattr(scope, name)) for name in _FILTERS]
        filters = [
            # A filter decides only whether a chunk is ranked, never how high.
            (Occur.Must, Query.const_score_query(self._filter(name, str(value)), 0.0))
            for name, value in limits
            if value is not None
        ]
        return Query.boolean_query([*words, *filters])

    def _filter(self, name: str, value: str) -> Query:
        return Query.term_query(self._schema, name, value, "basic")


def _best(searcher: tantivy.Searcher, query: Query, limit: int) -> list[tuple[Any, tantivy.DocAddress]]:
    """Return the best hits with a score and all that tie with the last: copied reports often do.

    tantivy breaks ties by where a chunk happens to be stored; the caller breaks them by chunk.
    """
    wanted = limit + TIES
    while True:
        found: list[tuple[Any, tantivy.DocAddress]] = searcher.search(query, wanted, count=False).hits
        last = _rounded(found[-1][0]) if found else 0.0
        if len(found) < wanted or not last or last < _rounded(found[limit - 1][0]):
            return [hit for hit in found if hit[0] > 0]
        wanted *= 2


def _rounded(score: float) -> float:
    # The same sum in another order differs in the last digits.
    return round(score, 4)


def _chunk_ids(searcher: tantivy.Searcher, found: list[tuple[Any, tantivy.DocAddress]]) -> list[int]:
    # Every entry has the field; only the library's own signature allows for none.
    values = searcher.fast_field_values("chunk", [address for _, address in found])
    return [int(value) for value in values if value is not None]


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("chunk", fast=True)
    builder.add_unsigned_field("document", indexed=True)
    for kind in DocumentKind:
        builder.add_text_field(kind.value, tokenizer_name="whitespace", index_option="freq")
    for name in _FILTERS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    return builder.build()


def _tantivy_document(entry: Entry) -> tantivy.Document:
    identity, chunk = entry.identity, entry.chunk
    document = tantivy.Document()
    document.add_unsigned("chunk", entry.chunk_id)
    document.add_unsigned("document", entry.document_id)
    document.add_text(identity.kind.value, " ".join(search_tokens(entry.search_text)))
    values = [("township", identity.township), ("county", identity.county), ("year", identity.year)]
    values += [("part", chunk.part), *(("topic", topic) for topic in chunk.topics)]
    for name, value in values:
        if value is not None:
            document.add_text(name, str(value))
    return document
