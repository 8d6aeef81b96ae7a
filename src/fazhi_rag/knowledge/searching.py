"""Rank the chunks of a scope: by words, by vectors, or by both."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from fazhi_rag.knowledge import catalogue
from fazhi_rag.knowledge.caches import Caches
from fazhi_rag.knowledge.database import Database
from fazhi_rag.knowledge.fusion import fuse_rankings
from fazhi_rag.knowledge.records import Ranking, Scope
from fazhi_rag.knowledge.reranking import DEPTH, rerank, rerank_settings
from fazhi_rag.types import Hit

EXACT_UP_TO = 2_000
"""Chunks whose vectors are scored one by one; Chroma's own filtered search took 81–290 ms at 100,000."""

FUSED_DEPTH = 50

EmbedQuery = Callable[[str], Sequence[float]]

Rank = Callable[[int], Ranking]
"""From how many are wanted to a ranking of at most, or of at least where it is fused, so many."""


def rank_lexical(caches: Caches, query: str, scope: Scope) -> Rank:
    """Rank by BM25."""
    return lambda limit: caches.lexical.search(query, scope=scope, limit=limit)


def rank_dense(caches: Caches, database: Database, scope: Scope, vector: Sequence[float]) -> Rank:
    """Rank by cosine similarity: exactly in a small scope, by Chroma's index in a large one."""

    def rank(limit: int) -> Ranking:
        with database.read() as connection:
            ids = catalogue.chunk_ids(connection, scope, limit=EXACT_UP_TO + 1)
        if len(ids) > EXACT_UP_TO:
            return caches.vectors.nearest(vector, scope=scope, limit=limit)
        return caches.vectors.score(vector, ids)[:limit]

    return rank


def rank_fused(ranks: Sequence[Rank]) -> Rank:
    """Rank by the fusion of several rankings."""
    return lambda limit: fuse_rankings(rank(max(limit, FUSED_DEPTH)) for rank in ranks)


def search_ranked(database: Database, query: str, rank: Rank, k: int) -> list[Hit]:
    """Return the `k` best chunks of a ranking, in the order of the rerank endpoint where one is set."""
    settings = rerank_settings()
    if settings is None:
        return collect_hits(database, rank, k)
    return rerank(query, collect_hits(database, rank, max(k, DEPTH)), settings)[:k]


def collect_hits(database: Database, rank: Rank, k: int) -> list[Hit]:
    """Return the `k` best chunks that the catalogue holds, fewer where there are no more.

    An index may for a moment still rank chunks that are no longer held; they are passed over.
    """
    limit = k
    while True:
        ranking = rank(limit)
        with database.read() as connection:
            hits = catalogue.hits_of(connection, ranking)
        if len(hits) >= k or len(ranking) < limit:
            return hits[:k]
        limit *= 2
