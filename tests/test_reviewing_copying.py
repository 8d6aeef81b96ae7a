"""Copied stretches are found with their place; formula phrases alone raise nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi_rag.evaluation.synthetic import SyntheticReport, synthesise
from fazhi_rag.knowledge import KnowledgeBase
from fazhi_rag.reading import document_from_text
from fazhi_rag.reviewing import ReviewSettings, review
from fazhi_rag.reviewing.shingles import GUARANTEED, ShingleIndex, own_wording
from fazhi_rag.reviewing.similarity import FILE_NAME
from tests.review_texts import CLEAN, insert

COPIED = (
    "石拱桥头的茶馆把二楼腾出来作了评理堂，墙上挂着一面铜锣，谁家有了疙瘩就敲三下。"
    "评理的人由双方各请一位、茶馆掌柜再请一位，三人坐在靠窗的方桌边听完来龙去脉，"
    "先把争的是哪一垄地、哪一堵墙在图上描清楚，再翻出从前的字据逐条念。"
    "念完之后大家沉默一炷香的工夫，各自掂量，多半就有人先开口退让半步。"
    "退让的写进薄册，按上手印，掌柜免掉当日的茶钱；不肯退让的也不勉强，"
    "第二天由驻村律师陪着去法庭，路上把利害慢慢说透。"
)
FORMULA = (
    "以习近平新时代中国特色社会主义思想为指导，深刻领悟“两个确立”的决定性意义，深入学习贯彻习近平法治思想，"
    "增强“四个意识”、坚定“四个自信”、做到“两个维护”，切实抓好《法治政府建设实施纲要（2021—2025年）》。"
)
REPORTS = 100


@pytest.fixture(scope="module")
def reports() -> list[SyntheticReport]:
    return list(synthesise(REPORTS, seed=11))


@pytest.fixture(scope="module")
def kb(tmp_path_factory: pytest.TempPathFactory, reports: list[SyntheticReport]) -> Iterator[KnowledgeBase]:
    folder = tmp_path_factory.mktemp("copying")
    for number, report in enumerate(reports):
        told = report.text.replace("\n二、", f"\n{FORMULA}{COPIED if number == 40 else ''}\n二、", 1)
        (folder / report.name).write_text(told, encoding="utf-8")
    with KnowledgeBase.open(folder / "kb") as base:
        assert base.ingest([folder / report.name for report in reports]).ok
        yield base


def test_two_hundred_copied_characters_are_found_with_place(
    kb: KnowledgeBase, reports: list[SyntheticReport]
) -> None:
    assert len(COPIED) >= 200
    document = document_from_text(insert(COPIED, "a"), name="清溪镇.txt")
    [finding] = [f for f in review(document, kb=kb).findings if f.code == "C103"]
    [source] = finding.related
    assert (source.township, source.year) == (reports[40].township, reports[40].year)
    assert source.span.of(kb.load(source.source or "").text) == source.text
    assert finding.text.startswith(COPIED[:20])
    assert len(finding.text) >= 195
    assert (kb.path / FILE_NAME).is_file()


def test_figures_and_own_names_do_not_hide_a_copy(kb: KnowledgeBase) -> None:
    changed = COPIED.replace("三下", "3下").replace("石拱桥头", "清溪镇石拱桥头")
    found = review(document_from_text(insert(changed, "a"), name="清溪镇.txt"), kb=kb)
    assert [f.code for f in found.findings] == ["C103"]


def test_formula_phrases_alone_raise_nothing(kb: KnowledgeBase) -> None:
    found = review(document_from_text(insert(FORMULA, "a"), name="清溪镇.txt"), kb=kb)
    assert [f.code for f in found.findings if f.code.startswith("C")] == []


def test_a_damaged_index_is_made_again(kb: KnowledgeBase) -> None:
    from fazhi_rag.reviewing import similarity

    similarity._load_or_make.cache_clear()
    (kb.path / FILE_NAME).write_bytes(b"PK\x03\x04 cut off")
    document = document_from_text(insert(COPIED, "a"), name="清溪镇.txt")
    assert "C103" in [f.code for f in review(document, kb=kb).findings]
    similarity._load_or_make.cache_clear()
    assert "C103" in [f.code for f in review(document, kb=kb).findings]


def test_clean_synthetic_reports_have_no_finding(reports: list[SyntheticReport]) -> None:
    settings = ReviewSettings(report_up=(4, 1))  # they are signed in any of the first three months
    for report in reports[:30]:
        found = review(document_from_text(report.text, name=report.name), settings=settings)
        assert found.findings == (), report.name


def test_a_report_is_not_a_copy_of_itself(tmp_path: Path) -> None:
    (tmp_path / "清溪镇_2023.txt").write_text(CLEAN, encoding="utf-8")
    with KnowledgeBase.open(tmp_path / "kb") as base:
        assert base.ingest(tmp_path / "清溪镇_2023.txt").ok
        found = review(document_from_text(CLEAN.replace("64件", "65件"), name="清溪镇.txt"), kb=base)
    assert found.findings == ()


def test_a_copy_stays_where_a_longer_one_begins_over_its_end() -> None:
    one, other = COPIED[:120], COPIED[100:]
    index = ShingleIndex.of([own_wording(one), own_wording(other)])
    found = index.shared_with(own_wording(COPIED), least=24)
    assert [shared.text for shared in found] == [0, 1]
    assert found[0].here[1] == found[1].here[0]
    assert sum(shared.length for shared in found) == len(own_wording(COPIED).codes)


def test_what_a_township_wrote_itself_two_years_ago_is_no_copy_of_another(tmp_path: Path) -> None:
    older = insert(COPIED, "a").replace("2023", "2021").replace("2024", "2022")
    (tmp_path / "清溪镇_2021.txt").write_text(older, encoding="utf-8")
    with KnowledgeBase.open(tmp_path / "kb") as base:
        assert base.ingest(tmp_path / "清溪镇_2021.txt").ok
        found = review(document_from_text(insert(COPIED, "a"), name="清溪镇.txt"), kb=base)
    assert [f.code for f in found.findings if f.code.startswith("C")] == []


HAN = st.text(alphabet=st.characters(min_codepoint=0x6000, max_codepoint=0x6040), max_size=80)


@given(
    before=HAN,
    after=HAN,
    left=HAN,
    right=HAN,
    copied=st.text(
        alphabet=st.characters(min_codepoint=0x5000, max_codepoint=0x5800), min_size=GUARANTEED, max_size=60
    ),
)
def test_every_shared_stretch_of_the_guaranteed_length_is_found(
    before: str, after: str, left: str, right: str, copied: str
) -> None:
    index = ShingleIndex.of([own_wording("无关"), own_wording(before + copied + after)])
    here = own_wording(left + copied + right)
    found = index.shared_with(here, least=GUARANTEED)
    start = len(own_wording(left).codes)
    end = start + len(own_wording(copied).codes)
    if end - start == len(copied) >= GUARANTEED:
        assert any(shared.here[0] <= start and end <= shared.here[1] for shared in found)
    for shared in found:
        there = int(index.starts[shared.text]) + shared.there
        assert (
            here.codes[shared.here[0] : shared.here[1]].tolist()
            == index.codes[there : there + shared.length].tolist()
        )


def test_own_wording_leads_back_to_the_text() -> None:
    text = "深入学习贯彻习近平法治思想，开展宣讲12场《行政处罚法》到田头。"
    own = own_wording(text, names=["田头"])
    assert "".join(map(chr, own.codes)) == "开展宣讲场到"
    assert own.span(0, 4).of(text) == "开展宣讲"
    assert len(own_wording("").codes) == 0
