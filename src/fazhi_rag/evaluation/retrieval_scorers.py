"""Ranked passages against labelled evidence: recall, hit, all parts, reciprocal rank, nDCG, scope.

A passage is relevant when it is of a document in scope and holds at least one part. Relevance is binary.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log2
from pathlib import PurePath

from fazhi_rag.evaluation.retrieval_cases import RetrievalCase
from fazhi_rag.evaluation.scorers import fold
from fazhi_rag.types import Hit, Value

DEPTH = 10
"""Passages asked for: twice what a search gives by default."""


@dataclass(frozen=True, slots=True)
class Ranked(Value):
    """What a search gave, and how many passages of the library are relevant at all."""

    hits: tuple[Hit, ...]
    relevant: int


@dataclass(frozen=True, slots=True)
class RetrievalScore(Value):
    """Where the parts and the relevant passages of one question stand in the ranking; ranks count from 1."""

    parts: tuple[int | None, ...]
    """The rank of the first relevant passage that holds each part; None where none does."""
    ranks: tuple[int, ...]
    """Of the relevant passages."""
    relevant: int
    """Relevant passages in the library; at least as many as were found."""
    outside: tuple[str, ...]
    """Documents of the passages that do not meet the filters."""
    returned: int


def score_retrieval(case: RetrievalCase, ranked: Ranked) -> RetrievalScore:
    """Score one ranking. A document repeated in it counts by passage, the same passage twice only once."""
    hits = list({(hit.document, hit.span): hit for hit in ranked.hits}.values())
    held = [_parts_held(case.docs, case.parts, (hit.document, hit.text)) for hit in hits]
    ranks = tuple(rank for rank, parts in enumerate(held, start=1) if parts)
    return RetrievalScore(
        parts=tuple(
            next((rank for rank, parts in enumerate(held, start=1) if part in parts), None)
            for part in case.parts
        ),
        ranks=ranks,
        relevant=max(ranked.relevant, len(ranks)),
        outside=tuple(PurePath(hit.document).name for hit in hits if _outside(case, hit)),
        returned=len(hits),
    )


def count_relevant(docs: Sequence[str], parts: Sequence[str], passages: Iterable[tuple[str, str]]) -> int:
    """Return how many of these passages, each a document and a text, are of `docs` and hold a part."""
    return sum(bool(_parts_held(docs, parts, passage)) for passage in passages)


def _parts_held(docs: Sequence[str], parts: Sequence[str], passage: tuple[str, str]) -> frozenset[str]:
    document, text = passage
    if PurePath(document).name not in docs:
        return frozenset()
    folded = fold(text)
    return frozenset(part for part in parts if fold(part) in folded)


def _outside(case: RetrievalCase, hit: Hit) -> bool:
    return any(
        wanted is not None and wanted != found
        for wanted, found in (
            (case.township, hit.township), (case.county, hit.county), (case.year, hit.year),
        )
    )  # fmt: skip


def recall_at(parts: Sequence[int | None], k: int) -> float:
    """Return the share of the parts found among the first `k` passages."""
    return sum(rank is not None and rank <= k for rank in parts) / len(parts)


def hit_at(parts: Sequence[int | None], k: int) -> float:
    """Return 1 where a part was found among the first `k` passages, else 0."""
    return float(recall_at(parts, k) > 0)


def all_parts_at(parts: Sequence[int | None], k: int) -> float:
    """Return 1 where every part was found among the first `k` passages, else 0."""
    return float(recall_at(parts, k) == 1)


def reciprocal_rank(ranks: Sequence[int]) -> float:
    """Return 1 / rank of the first relevant passage, 0 where there is none.

    Source: E. M. Voorhees, The TREC-8 question answering track report (1999).
    """
    return 1 / min(ranks) if ranks else 0.0


def ndcg_at(ranks: Sequence[int], relevant: int, k: int) -> float:
    """Return the discounted gain of the relevant passages' ranks by that of the best ranking there could be.

    0 where the library has no relevant passage: evidence that no passage holds whole cannot be found.
    Source: K. Järvelin and J. Kekäläinen, TOIS 20 (2002); binary gains, and the discount log2(rank + 1) of
    C. Burges et al., ICML 2005.
    """
    best = sum(_gain(rank) for rank in range(1, min(relevant, k) + 1))
    return sum(_gain(rank) for rank in ranks if rank <= k) / best if best else 0.0


def _gain(rank: int) -> float:
    return 1 / log2(rank + 1)
