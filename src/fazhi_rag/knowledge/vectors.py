"""The vectors in Chroma. With `places.py` the only door to chromadb, imported when they are used."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any

from fazhi_rag.knowledge.doors import explained
from fazhi_rag.knowledge.places import Place
from fazhi_rag.knowledge.records import Entry, Ranking, Scope

_METADATA = ("kind", "township", "county", "year")


class VectorStore:
    """A vector for each chunk id, in one place. One process writes; that is the caller's lock."""

    def __init__(self, place: Place, *, create: bool = False) -> None:
        self.place = place
        with self._explained():
            # Typed as the abstract client, which lacks close().
            self._client: Any = place.connect(create=create)
            if create:
                space: Any = {"hnsw": {"space": "cosine"}}
                # Chroma's default embedding function would try to download a model.
                self._collection = self._client.get_or_create_collection(
                    place.collection, embedding_function=None, configuration=space
                )
            else:
                self._collection = self._client.get_collection(place.collection, embedding_function=None)

    def add(self, entries: Sequence[Entry], vectors: Sequence[Sequence[float]]) -> None:
        """Store a vector for each chunk; one stored before is written over."""
        with self._explained():
            for start in range(0, len(entries), self.place.largest_batch):
                batch = entries[start : start + self.place.largest_batch]
                self._collection.upsert(
                    ids=[str(entry.chunk_id) for entry in batch],
                    embeddings=list(vectors[start : start + self.place.largest_batch]),
                    metadatas=[_metadata(entry) for entry in batch],
                )

    def remove(self, document_ids: Sequence[int]) -> None:
        """Drop the vectors of documents."""
        if document_ids:
            chosen: Any = {"document": {"$in": list(document_ids)}}
            with self._explained():
                self._collection.delete(where=chosen)

    def nearest(self, vector: Sequence[float], *, scope: Scope, limit: int) -> Ranking:
        """Rank chunks of a scope by cosine similarity, approximately."""
        queries: Any = [list(vector)]
        with self._explained():
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
        with self._explained():
            for start in range(0, len(chunk_ids), self.place.largest_batch):
                ids = [str(chunk_id) for chunk_id in chunk_ids[start : start + self.place.largest_batch]]
                found = self._collection.get(ids=ids, include=["embeddings"])
                if found["ids"]:
                    matrix = np.asarray(found["embeddings"], dtype=np.float64)
                    lengths = np.linalg.norm(matrix, axis=1) * np.linalg.norm(vector)
                    cosines = (matrix @ np.asarray(vector)) / np.where(lengths == 0, 1.0, lengths)
                    ranking += zip(map(int, found["ids"]), cosines.tolist(), strict=True)
        return sorted(ranking, key=_best_first)

    def chunk_ids(self) -> set[int]:
        """Return the id of every chunk held."""
        with self._explained():
            return set(map(int, self._collection.get(include=[])["ids"]))

    def drop(self) -> None:
        """Delete everything held, on a server too."""
        with self._explained():
            self._client.delete_collection(self.place.collection)

    def close(self) -> None:
        """Let go of the place."""
        self._client.close()

    def _explained(self) -> AbstractContextManager[None]:
        return explained(self.place, self.place.advice)


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
