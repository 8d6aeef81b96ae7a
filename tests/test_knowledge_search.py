from __future__ import annotations

from pathlib import Path

import pytest

from fazhi_rag.errors import InputError
from fazhi_rag.knowledge import KnowledgeBase
from fazhi_rag.types import DocumentKind

RANKINGS = ("lexical", "dense", "fused")


@pytest.mark.parametrize("ranking", RANKINGS)
def test_hits_carry_their_place_and_come_best_first(own_kb: KnowledgeBase, ranking: str) -> None:
    hits = own_kb.search("化解矛盾纠纷", k=7, ranking=ranking)  # type: ignore[arg-type]
    assert len(hits) == 7
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    for hit in hits:
        document = own_kb.load(hit.document)
        assert hit.span.of(document.text) == hit.text
        assert (hit.township, hit.county, hit.year) == (
            document.identity.township,
            document.identity.county,
            document.identity.year,
        )
        assert document.identity.kind is DocumentKind.ANNUAL_REPORT


@pytest.mark.parametrize("ranking", RANKINGS)
@pytest.mark.parametrize(
    "limits",
    [
        {"township": "渠马镇"},
        {"township": "云阳县渠马镇"},
        {"township": "重庆市云阳县渠马镇", "year": 2022},
        {"year": 2024},
        {"county": "丰都县"},
        {"kind": "policy"},
        {"topic": "dispute_resolution"},
        {"part": "problems"},
    ],
    ids=str,
)
def test_limits_are_strict(own_kb: KnowledgeBase, ranking: str, limits: dict[str, object]) -> None:
    hits = own_kb.search("群众 工作 调解", k=200, ranking=ranking, **limits)  # type: ignore[arg-type]
    assert hits
    for hit in hits:
        identity = own_kb.load(hit.document).identity
        assert identity.kind == limits.get("kind", "annual_report")
        assert "township" not in limits or hit.township == "渠马镇"
        assert hit.year == limits.get("year", hit.year)
        assert hit.county == limits.get("county", hit.county)
        assert "topic" not in limits or limits["topic"] in hit.topics
        assert hit.part == limits.get("part", hit.part)


@pytest.mark.parametrize("ranking", RANKINGS)
@pytest.mark.parametrize(
    "limits",
    [
        {"township": "无此镇"},
        {"township": "梅县渠马镇"},
        {"township": "渠马镇", "year": 2021},
        {"township": "渠马镇", "county": "丰都县"},
        {"township": "渠马镇", "kind": "policy"},
        {"county": "无此县"},
        {"topic": "no_such_topic"},
        {"year": 1999},
    ],
    ids=str,
)
def test_a_limit_that_nothing_meets_is_never_widened(
    own_kb: KnowledgeBase, ranking: str, limits: dict[str, object]
) -> None:
    assert own_kb.search("调解纠纷", ranking=ranking, **limits) == []  # type: ignore[arg-type]


def test_policies_are_found_only_where_asked_for(own_kb: KnowledgeBase) -> None:
    query = "重大行政决策程序"
    everything = own_kb.search(query, kind=None, k=50)
    kinds = {own_kb.load(hit.document).identity.kind for hit in everything}
    assert kinds == {DocumentKind.ANNUAL_REPORT, DocumentKind.POLICY}
    policies = own_kb.search(query, kind="policy", k=50)
    assert {own_kb.load(hit.document).identity.kind for hit in policies} == {DocumentKind.POLICY}


@pytest.mark.parametrize("query", ["", "  \n", "？！。", "\x00", "🙂", "*:* OR (", '"', "zzzzqqqq"])
def test_queries_without_a_known_word_find_nothing(own_kb: KnowledgeBase, query: str) -> None:
    assert own_kb.search(query) == []


def test_a_very_long_query_is_answered(own_kb: KnowledgeBase) -> None:
    assert own_kb.search("调解矛盾纠纷，" * 1500, k=3)


@pytest.mark.parametrize(
    "wrong", [{"k": 0}, {"ranking": "best"}, {"kind": "novel"}, {"part": "middle"}], ids=str
)
def test_wrong_arguments_say_what_is_right(own_kb: KnowledgeBase, wrong: dict[str, object]) -> None:
    with pytest.raises(InputError):
        own_kb.search("调解", **wrong)  # type: ignore[arg-type]


def test_an_empty_knowledge_base_finds_nothing(tmp_path: Path) -> None:
    with KnowledgeBase.open(tmp_path / "kb") as kb:
        assert kb.search("调解") == kb.documents() == kb.figures() == kb.townships() == []
        assert kb.status()["chunks"] == 0


def test_documents_are_listed_within_limits(own_kb: KnowledgeBase) -> None:
    assert len(own_kb.documents(kind=DocumentKind.ANNUAL_REPORT)) == 5
    (record,) = own_kb.documents(township="云阳县渠马镇", year=2022)
    assert record.identity.township == "渠马镇"
    assert (record.chunks, record.sections) == (
        len(own_kb.chunks(record.id)),
        len(own_kb.load(record.id).sections),
    )
    assert record.figures == len(own_kb.figures(document=record.name))
    assert own_kb.documents(township="渠马镇", year=2000) == []


def test_status_counts_what_is_held(own_kb: KnowledgeBase) -> None:
    status = own_kb.status()
    records = own_kb.documents()
    assert sum(status["documents"].values()) == len(records)
    assert status["chunks"] == sum(record.chunks for record in records)
    assert status["figures"] == sum(record.figures for record in records)
    assert status["pending"] == 0
    assert all(size > 0 for size in status["bytes"].values())


def test_the_large_scope_path_of_dense_search_agrees_with_the_exact_one(
    own_kb: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits = {"year": 2024, "topic": "dispute_resolution", "k": 3, "ranking": "dense"}
    exact = own_kb.search("调解纠纷", **limits)  # type: ignore[arg-type]
    monkeypatch.setattr("fazhi_rag.knowledge.searching.EXACT_UP_TO", 0)
    indexed = own_kb.search("调解纠纷", **limits)  # type: ignore[arg-type]
    assert [hit.span for hit in indexed] == [hit.span for hit in exact]
    assert [hit.score for hit in indexed] == pytest.approx([hit.score for hit in exact], abs=1e-5)
