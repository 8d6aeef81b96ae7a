"""The only door to chromadb, which is imported only when vectors are written or searched."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from fazhi_rag.errors import KnowledgeBaseError
from fazhi_rag.knowledge.doors import ADVICE, explained
from fazhi_rag.knowledge.records import Entry, Ranking, Scope

COLLECTION = "chunks"

LARGEST_BATCH = 5_000
"""Chroma refuses more than 5,461 records in one call."""

_METADATA = ("kind", "township", "county", "year")


class VectorStore:
    """One Chroma folder: a vector for each chunk id. One process writes; that is the caller's lock."""

    def __init__(self, folder: Path, *, create: bool = False) -> None:
        self.folder = folder
        if not create and not folder.is_dir():
            raise KnowledgeBaseError(f"{folder}: the vectors are missing: {ADVICE}")
        with explained(folder):
            import chromadb
            from chromadb.config import Settings

            settings = Settings(anonymized_telemetry=False)
            # Typed as the abstract client, which lacks close().
            self._client: Any = chromadb.PersistentClient(path=str(folder), settings=settings)
            if create:
                space: Any = {"hnsw": {"space": "cosine"}}
                # Chroma's default embedding function would try to download a model.
                self._collection = self._client.get_or_create_collection(
                    COLLECTION, embedding_function=None, configuration=space
                )
            else:
                self._collection = self._client.get_collection(COLLECTION, embedding_function=None)

    def add(self, entries: Sequence[Entry], vectors: Sequence[Sequence[float]]) -> None:
        """Store a vector for each chunk; one stored before is written over."""
        with explained(self.folder):
            for start in range(0, len(entries), LARGEST_BATCH):
                batch = entries[start : start + LARGEST_BATCH]
                self._collection.upsert(
                    ids=[str(entry.chunk_id) for entry in batch],
                    embeddings=list(vectors[start : start + LARGEST_BATCH]),
                    metadatas=[_metadata(entry) for entry in batch],
                )

    def remove(self, document_ids: Sequence[int]) -> None:
        """Drop the vectors of documents."""
        if document_ids:
            chosen: Any = {"document": {"$in": list(document_ids)}}
            with explained(self.folder):
                self._collection.delete(where=chosen)

    def nearest(self, vector: Sequence[float], *, scope: Scope, limit: int) -> Ranking:
        """Rank chunks of a scope by cosine similarity, approximately."""
        queries: Any = [list(vector)]
        with explained(self.folder):
            found = self._collection.query(
                query_embeddings=queries, n_results=limit, where=_where(scope), include=["distances"]
            )
        distances = (found["distances"] or [[]])[0]
        pairs = zip(found["ids"][0], distances, strict=True)
        return sorted(((int(chunk), 1.0 - distance) for chunk, distance in pairs), key=_best_first)

    def score(self, vector: Sequence[float], chunk_ids: Sequence[int]) -> Ranking:
        """Rank these chunks by cosine similarity, exactly."""
        import numpy as np

        ranking: Ranking = []
        with explained(self.folder):
            for start in range(0, len(chunk_ids), LARGEST_BATCH):
                ids = [str(chunk_id) for chunk_id in chunk_ids[start : start + LARGEST_BATCH]]
                found = self._collection.get(ids=ids, include=["embeddings"])
                if found["ids"]:
                    matrix = np.asarray(found["embeddings"], dtype=np.float64)
                    lengths = np.linalg.norm(matrix, axis=1) * np.linalg.norm(vector)
                    cosines = (matrix @ np.asarray(vector)) / np.where(lengths == 0, 1.0, lengths)
                    ranking += zip(map(int, found["ids"]), cosines.tolist(), strict=True)
        return sorted(ranking, key=_best_first)

    def chunk_ids(self) -> set[int]:
        """Return the id of every chunk held."""
        with explained(self.folder):
            return set(map(int, self._collection.get(include=[])["ids"]))

    def close(self) -> None:
        """Let go of the folder."""
        self._client.close()


def _best_first(item: tuple[int, float]) -> tuple[float, int]:
    return -item[1], item[0]


def _metadata(entry: Entry) -> dict[str, str | int | bool]:
    values = {name: getattr(entry.identity, name) for name in _METADATA} | {"part": entry.chunk.part}
    stated = {
        name: value if isinstance(value, int) else str(value) for name, value in values.items() if value
    }
    # One key a topic: Chroma filters by equality, and a chunk has several.
    return {"document": entry.document_id, **stated, **{_topic(topic): True for topic in entry.chunk.topics}}


def _where(scope: Scope) -> Any:
    values = {name: getattr(scope, name) for name in (*_METADATA, "part")}
    limits: list[dict[str, Any]] = [
        {name: value if isinstance(value, int) else str(value)}
        for name, value in values.items()
        if value is not None
    ]
    limits += [{_topic(scope.topic): True}] if scope.topic is not None else []
    return {"$and": limits} if len(limits) > 1 else (limits[0] if limits else None)


def _topic(topic: str) -> str:
    return f"topic:{topic}"
