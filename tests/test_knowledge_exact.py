"""A scoped search finds exactly what ranking everything and then cutting down to the scope finds."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from fazhi_rag.evaluation.synthetic import synthesise
from fazhi_rag.knowledge import KnowledgeBase
from fazhi_rag.knowledge.embedding import hashed_embed
from fazhi_rag.knowledge.records import Entry
from fazhi_rag.types import Hit

QUERIES = ("调解了多少件矛盾纠纷", "普法资料的发放份数", "行政诉讼案件的件数", "下一年有什么打算")
K = 10


@pytest.fixture(scope="module")
def kb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    folder = tmp_path_factory.mktemp("synthetic")
    for report in synthesise(14, seed=8):
        (folder / report.name).write_text(report.text, encoding="utf-8")
    with KnowledgeBase.open(tmp_path_factory.mktemp("kb") / "kb") as kb:
        assert kb.ingest(folder).ok
        yield kb


def _places(hits: list[Hit]) -> list[tuple[str, int]]:
    return [(hit.document, hit.span.start) for hit in hits]


@pytest.mark.parametrize("query", QUERIES)
def test_lexical_recall_at_10_is_that_of_exact_search(kb: KnowledgeBase, query: str) -> None:
    ranked = kb.search(query, k=10_000)
    for county, township, years in kb.townships():
        for year in (None, *years):
            limits = {"county": county, "township": township, "year": year}
            inside = [
                hit
                for hit in ranked
                if (hit.county, hit.township) == (county, township) and year in (None, hit.year)
            ]
            assert _places(kb.search(query, k=K, **limits)) == _places(inside)[:K]  # type: ignore[arg-type]


@pytest.mark.parametrize("query", QUERIES)
def test_dense_recall_at_10_is_that_of_exact_search(kb: KnowledgeBase, query: str) -> None:
    vector = np.asarray(hashed_embed([query])[0])
    for county, township, _ in kb.townships()[:4]:
        entries = [
            (record.name, Entry(0, record.id, record.identity, chunk))
            for record in kb.documents(county=county, township=township)
            for chunk in kb.chunks(record.id)
        ]
        scores = np.asarray(hashed_embed([entry.search_text for _, entry in entries])) @ vector
        tenth = sorted(scores, reverse=True)[K - 1]
        exact = {
            (name, entry.chunk.span.start)
            for (name, entry), score in zip(entries, scores, strict=True)
            if score >= tenth - 1e-6
        }
        hits = kb.search(query, county=county, township=township, k=K, ranking="dense")
        assert len(hits) == K
        assert set(_places(hits)) <= exact
