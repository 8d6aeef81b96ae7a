from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi_rag.knowledge import chunk_document
from fazhi_rag.knowledge.chunking import LONGEST, SHORTEST
from fazhi_rag.numbers import find_mentions
from fazhi_rag.reading import document_from_text, read_document
from fazhi_rag.types import Chunk, Document, DocumentKind, Identity, Kind, Mention, Span
from tests.knowledge_reports import report_text


def chunked(text: str, kind: DocumentKind = DocumentKind.ANNUAL_REPORT) -> tuple[Document, tuple[Chunk, ...]]:
    document = document_from_text(text, name="t.txt", identity=Identity(kind=kind))
    return document, chunk_document(document, find_mentions(document.text))


def assert_invariants(document: Document, chunks: tuple[Chunk, ...]) -> None:
    covered: set[int] = set()
    for index, chunk in enumerate(chunks):
        assert chunk.index == index
        assert document.text[chunk.span.start : chunk.span.end] == chunk.text
        assert chunk.text == chunk.text.strip() != ""
        assert covered.isdisjoint(range(chunk.span.start, chunk.span.end))
        covered |= set(range(chunk.span.start, chunk.span.end))
    assert not [
        offset
        for offset, character in enumerate(document.text)
        if not character.isspace() and offset not in covered
    ]
    edges = {edge for chunk in chunks for edge in (chunk.span.start, chunk.span.end)}
    for mention in find_mentions(document.text):
        assert not [edge for edge in edges if mention.span.start < edge < mention.span.end], mention
        if mention.kind is Kind.ENUMERATOR and document.text[mention.span.end :].strip():
            assert mention.span.end not in edges, mention


def test_own_reports_and_policies_keep_every_invariant(own_corpus: Path) -> None:
    files = sorted(own_corpus.glob("reports/*.md")) + sorted(own_corpus.glob("policies/*.md"))
    assert files
    for file in files:
        document = read_document(file)
        assert_invariants(document, chunk_document(document, find_mentions(document.text)))


def test_real_reports_keep_every_invariant(real_corpus: Path) -> None:
    for file in sorted((real_corpus / "corpus").glob("*.txt")):
        document = read_document(file)
        assert_invariants(document, chunk_document(document, find_mentions(document.text)))


def test_report_passages_are_of_readable_length(own_corpus: Path) -> None:
    lengths = []
    for file in sorted(own_corpus.glob("reports/*.md")):
        document = read_document(file)
        lengths += [len(chunk.text) for chunk in chunk_document(document, find_mentions(document.text))]
    assert max(lengths) <= LONGEST + SHORTEST
    assert sum(length < SHORTEST for length in lengths) <= len(lengths) * 0.15


def test_short_items_of_one_section_share_a_passage_with_their_heading() -> None:
    _, chunks = chunked(report_text("云溪镇", 2022))
    (passage,) = [chunk for chunk in chunks if "邻里纠纷37件" in chunk.text]
    assert "（一）抓好纠纷化解" in passage.text
    assert "一是摸排在前" in passage.text
    assert passage.path[-1] == "（一）抓好纠纷化解"


def test_sections_of_one_level_do_not_share_a_passage() -> None:
    _, chunks = chunked(report_text("云溪镇", 2022))
    assert not [chunk for chunk in chunks if "邻里纠纷" in chunk.text and "发放折页" in chunk.text]


def test_text_before_the_first_heading_and_after_the_last_section_is_kept() -> None:
    _, chunks = chunked(report_text("云溪镇", 2022))
    assert "关于2022年法治政府建设情况的报告" in chunks[0].text
    assert "2023年1月15日" in chunks[-1].text


def test_a_long_paragraph_without_headings_is_cut_after_sentences() -> None:
    sentence = "镇里组织干部到各村听取意见，逐条登记并限期答复，年底再回访一遍。"
    document, chunks = chunked(sentence * 40)
    assert_invariants(document, chunks)
    assert len(chunks) > 3
    assert all(chunk.text.endswith("。") and len(chunk.text) <= LONGEST for chunk in chunks)


def test_a_text_without_punctuation_is_cut_all_the_same_but_not_in_a_number() -> None:
    text = "村里修路" * 70 + "共投入资金1234567元" + "村里修路" * 70
    document, chunks = chunked(text)
    assert_invariants(document, chunks)
    assert len(chunks) > 1
    assert any("1234567元" in chunk.text for chunk in chunks)


def test_a_boundary_keeps_off_a_long_mention() -> None:
    document = document_from_text("甲" * 600, name="t.txt", identity=Identity())
    mention = Mention("甲" * 300, Span(100, 400), Kind.NAMED_TERM, None)
    edges = [chunk.span.end for chunk in chunk_document(document, [mention])]
    assert not [edge for edge in edges if 100 < edge < 400]


def test_a_policy_is_cut_by_article() -> None:
    text = (
        "某某办法\n\n第一条　为规范工作制定本办法。\n\n第二条　有下列情形之一的，应当公开：\n"
        "（一）涉及收费的；\n（二）涉及安全的。\n\n第三条　自2020年5月1日起施行。\n"
    )
    document, chunks = chunked(text, DocumentKind.POLICY)
    assert_invariants(document, chunks)
    assert [chunk.text.count("第") for chunk in chunks] == [1, 1, 1]
    assert "涉及安全" in chunks[1].text


@pytest.mark.parametrize(
    "text", ["一", "一、\n", "一、工作\n（一）法治\n1.普法\n", "\n\n 甲 \n\n", "一是。二是。三是。"]
)
def test_tiny_texts(text: str) -> None:
    assert_invariants(*chunked(text))


@given(
    st.text(alphabet="一二三、（）是年2024件12名。；，\n 法治政府建设", min_size=1, max_size=900).filter(
        str.strip
    )
)
def test_any_text_keeps_every_invariant(text: str) -> None:
    assert_invariants(*chunked(text))
