"""Reciprocal rank fusion of rankings whose scores cannot be compared."""

from __future__ import annotations

from collections.abc import Iterable

from fazhi_rag.knowledge.records import Ranking

DAMPING = 60
"""Source: Cormack, Clarke and Büttcher, SIGIR 2009."""


def fuse_rankings(rankings: Iterable[Ranking]) -> Ranking:
    """Rank ids by the sum of 1 / (60 + rank) over the rankings they stand in; ties by id."""
    scores: dict[int, float] = {}
    for ranking in rankings:
        for rank, (chunk_id, _) in enumerate(ranking, start=1):
            scores[chunk_id] = scores.get(chunk_id, 0.0) + 1 / (DAMPING + rank)
    return sorted(scores.items(), key=lambda item: (-item[1], item[0]))
