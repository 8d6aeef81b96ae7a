from __future__ import annotations

import os
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from fazhi_rag.errors import InputError
from fazhi_rag.knowledge import KnowledgeBase, chunk_document, collect_figures
from fazhi_rag.knowledge.walking import walk_files
from fazhi_rag.numbers import find_mentions
from fazhi_rag.reading import read_document
from fazhi_rag.types import FACT_KINDS, DocumentKind, Identity
from tests.knowledge_reports import assert_in_step, report_text, stored_ids, write_reports


@pytest.fixture
def kb(tmp_path: Path):  # type: ignore[no-untyped-def]
    with KnowledgeBase.open(tmp_path / "kb") as base:
        yield base


def put(path: Path, township: str = "云溪镇", year: int = 2022, **other: object) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(report_text(township, year, **other), "utf-8")  # type: ignore[arg-type]
    return path


def found(kb: KnowledgeBase, words: str) -> bool:
    """Whether any store still finds these words."""
    return any(
        words in hit.text
        for ranking in ("lexical", "dense")
        for hit in kb.search(words, k=50, ranking=ranking, kind=None)
    )


def test_a_document_comes_back_as_it_was_read(kb: KnowledgeBase, own_corpus: Path) -> None:
    files = sorted(own_corpus.glob("reports/*.md")) + sorted(own_corpus.glob("policies/*.md"))[:3]
    kb.ingest(files)
    for file in files:
        document = read_document(file)
        mentions = find_mentions(document.text)
        assert kb.load(str(file)) == document
        assert kb.chunks(str(file)) == chunk_document(document, mentions)
        assert tuple(kb.figures(document=str(file), kind=None)) == collect_figures(document, mentions)


def test_ingesting_again_does_nothing(kb: KnowledgeBase, tmp_path: Path) -> None:
    reports = write_reports(tmp_path / "in", 3)
    first = kb.ingest(reports)
    before = kb.status(), stored_ids(kb), kb.documents()
    second = kb.ingest(reports)
    assert (len(first.added), second.added, second.replaced) == (3, (), ())
    assert second.unchanged == first.added
    assert (kb.status(), stored_ids(kb), kb.documents()) == before


def test_a_changed_file_replaces_what_it_held_in_every_store(kb: KnowledgeBase, tmp_path: Path) -> None:
    file = put(tmp_path / "a.txt", disputes=37)
    kb.ingest(file)
    put(file, disputes=58)
    report = kb.ingest(file)
    assert report.replaced == (str(file),)
    assert found(kb, "邻里纠纷58件")
    assert not found(kb, "邻里纠纷37件")
    assert {figure.mention.value for figure in kb.figures(unit="件")} >= {Decimal(58)}
    assert Decimal(37) not in {figure.mention.value for figure in kb.figures()}
    assert len(kb.documents()) == 1
    assert_in_step(kb)


def test_the_same_bytes_elsewhere_change_nothing(kb: KnowledgeBase, tmp_path: Path) -> None:
    kb.ingest(put(tmp_path / "a.txt"))
    assert kb.ingest(put(tmp_path / "b.txt")).unchanged == (str(tmp_path / "b.txt"),)
    assert [record.name for record in kb.documents()] == [str(tmp_path / "a.txt")]


def test_a_second_file_of_one_identity_is_refused_while_the_first_stands(
    kb: KnowledgeBase, tmp_path: Path
) -> None:
    first = put(tmp_path / "a.txt", disputes=37)
    kb.ingest(first)
    (failure,) = kb.ingest(put(tmp_path / "b.txt", disputes=58)).failed
    assert failure.name == str(tmp_path / "b.txt")
    assert str(first) in failure.reason
    assert not failure.reason.startswith(failure.name)
    assert_in_step(kb)


@pytest.mark.parametrize("fate", ["gone", "changed"])
def test_a_second_file_replaces_a_first_that_is_gone_or_changed(
    kb: KnowledgeBase, tmp_path: Path, fate: str
) -> None:
    first = put(tmp_path / "a.txt", disputes=37)
    kb.ingest(first)
    first.unlink() if fate == "gone" else first.write_text("另有用途。", "utf-8")
    report = kb.ingest(put(tmp_path / "b.txt", disputes=58))
    assert report.replaced == (str(tmp_path / "b.txt"),)
    assert [record.name for record in kb.documents()] == [str(tmp_path / "b.txt")]
    assert not found(kb, "邻里纠纷37件")
    assert_in_step(kb)


def test_a_file_that_becomes_a_copy_of_another_leaves_nothing_behind(
    kb: KnowledgeBase, tmp_path: Path
) -> None:
    first, second = put(tmp_path / "a.txt", "云溪镇"), put(tmp_path / "b.txt", "白石镇")
    kb.ingest([first, second])
    second.write_bytes(first.read_bytes())
    assert kb.ingest([first, second]).replaced == (str(second),)
    assert [record.identity.township for record in kb.documents()] == ["云溪镇"]
    assert_in_step(kb)


def test_same_names_in_two_counties_are_two_townships(kb: KnowledgeBase, tmp_path: Path) -> None:
    kb.ingest([put(tmp_path / "a.txt", county="青川县"), put(tmp_path / "b.txt", county="丰南县")])
    assert kb.townships() == [("丰南县", "云溪镇", (2022,)), ("青川县", "云溪镇", (2022,))]


def test_two_files_of_one_relative_name_get_two_names(
    kb: KnowledgeBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder, township in (("one", "云溪镇"), ("two", "白石镇")):
        put(tmp_path / folder / "a.txt", township)
        monkeypatch.chdir(tmp_path / folder)
        kb.ingest("a.txt")
    assert {record.name for record in kb.documents()} == {"a.txt", str(tmp_path / "two" / "a.txt")}
    with pytest.raises(InputError, match=r"nothing\.txt"):
        kb.load("nothing.txt")


def test_identity_given_by_the_user_wins_and_can_be_changed(kb: KnowledgeBase, tmp_path: Path) -> None:
    file = put(tmp_path / "a.txt")
    kb.ingest(file)
    given = Identity(kind=DocumentKind.ANNUAL_REPORT, township="云溪镇", county="丰南县", year=2022)
    assert kb.ingest(file, identity=given).replaced == (str(file),)
    assert kb.documents()[0].identity.county == "丰南县"
    assert kb.ingest(file, identity=given).unchanged == kb.ingest(file).unchanged == (str(file),)
    assert_in_step(kb)


def test_bad_files_are_reported_and_the_others_go_in(kb: KnowledgeBase, tmp_path: Path) -> None:
    folder = write_reports(tmp_path / "in", 2)
    (folder / "empty.txt").write_bytes(b"")
    (folder / "binary.txt").write_bytes(bytes(range(256)) * 40)
    (folder / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    (folder / "archive.zip").write_bytes(b"PK\x03\x04" + bytes(64))
    os.mkfifo(folder / "pipe.txt")
    report = kb.ingest([folder, tmp_path / "missing.txt"])
    assert len(report.added) == 2
    failed = {Path(failure.name).name: failure.reason for failure in report.failed}
    assert set(failed) == {"empty.txt", "binary.txt", "picture.png", "archive.zip", "missing.txt"}
    assert all(failed.values())
    assert not report.ok
    assert_in_step(kb)


def test_a_file_name_that_is_not_utf8_is_a_failure(kb: KnowledgeBase, tmp_path: Path) -> None:
    name = os.fsdecode(os.fsencode(tmp_path) + b"/\xff\xfe.txt")
    Path(name).write_text(report_text("云溪镇", 2022), "utf-8")
    (failure,) = kb.ingest(name).failed
    assert "rename" in failure.reason
    failure.name.encode()


def test_a_reader_that_trips_does_not_stop_the_batch(
    kb: KnowledgeBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def trip(path: Path, *, identity: Identity | None = None) -> object:
        if path.name.startswith("000"):
            raise RecursionError("too deep")
        return read_document(path, identity=identity)

    monkeypatch.setattr("fazhi_rag.knowledge.incoming.read_document", trip)
    report = kb.ingest(write_reports(tmp_path / "in", 2))
    assert len(report.added) == 1
    assert "RecursionError" in report.failed[0].reason


def test_a_folder_without_documents_is_said_so(kb: KnowledgeBase, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    report = kb.ingest(tmp_path / "in")
    assert report.ok
    assert "no files" in report.warnings[0]


def test_removing_leaves_nothing_behind(kb: KnowledgeBase, tmp_path: Path) -> None:
    kb.ingest(
        [put(tmp_path / "a.txt", "云溪镇", disputes=37), put(tmp_path / "b.txt", "白石镇", disputes=58)]
    )
    kb.remove("a.txt")
    assert [record.identity.township for record in kb.documents()] == ["白石镇"]
    assert not found(kb, "邻里纠纷37件")
    assert {figure.place.township for figure in kb.figures()} == {"白石镇"}
    assert kb.search("纠纷", township="云溪镇") == []
    assert_in_step(kb)
    with pytest.raises(InputError, match=r"a\.txt"):
        kb.remove("a.txt")


def test_reindexing_gives_the_same_hits(kb: KnowledgeBase, tmp_path: Path) -> None:
    kb.ingest(write_reports(tmp_path / "in", 5))
    kb.remove("004_南坪镇_2015.txt")
    before = [kb.search("化解邻里纠纷", k=20, ranking=ranking) for ranking in ("lexical", "dense")]
    calls: list[tuple[int, int, str]] = []
    kb.reindex(progress=lambda *call: calls.append(call))
    after = [kb.search("化解邻里纠纷", k=20, ranking=ranking) for ranking in ("lexical", "dense")]
    assert [[replace(hit, score=0) for hit in hits] for hits in after] == [
        [replace(hit, score=0) for hit in hits] for hits in before
    ]
    assert calls[-1][:2] == (4, 4)
    assert_in_step(kb)
    assert len(list(kb.path.glob("lexical-*"))) == len(list(kb.path.glob("vectors-*"))) == 1


def test_a_reader_sees_what_another_process_ingests_and_reindexes(tmp_path: Path) -> None:
    reports = write_reports(tmp_path / "in", 2)
    with KnowledgeBase.open(tmp_path / "kb") as reader:
        assert reader.search("纠纷") == []
        with KnowledgeBase.open(tmp_path / "kb") as writer:
            writer.ingest(reports)
            assert reader.search("纠纷") == writer.search("纠纷") != []
            assert reader.search("纠纷", ranking="dense") == writer.search("纠纷", ranking="dense") != []
            writer.reindex()
            writer.ingest(write_reports(tmp_path / "in", 4))
            for ranking in ("lexical", "dense"):
                hits = reader.search("化解邻里纠纷", k=50, ranking=ranking)
                assert len({hit.document for hit in hits}) == 4


def test_progress_counts_every_file(kb: KnowledgeBase, tmp_path: Path) -> None:
    calls: list[tuple[int, int, str]] = []
    folder = write_reports(tmp_path / "in", 3)
    (folder / "empty.txt").touch()
    kb.ingest(folder, progress=lambda *call: calls.append(call))
    assert [call[:2] for call in calls] == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert calls[0][2].endswith("000_云溪镇_2015.txt")


def test_the_ledger_holds_amounts_only_and_keeps_policies_apart(own_kb: KnowledgeBase) -> None:
    figures = own_kb.figures()
    assert figures
    assert {figure.mention.kind for figure in figures} <= FACT_KINDS
    names = {record.name for record in own_kb.documents(kind=DocumentKind.ANNUAL_REPORT)}
    assert {figure.place.document for figure in figures} <= names
    policies = own_kb.figures(kind="policy")
    assert policies
    assert all(figure.place.township is None for figure in policies)
    assert len(own_kb.figures(kind=None)) == len(figures) + len(policies)


def test_every_figure_leads_to_its_sentence_and_document(own_kb: KnowledgeBase) -> None:
    for figure in own_kb.figures(kind=None):
        text = own_kb.load(figure.place.document).text
        assert figure.place.span == figure.mention.span
        assert figure.mention.span.of(text) == figure.mention.text
        assert figure.sentence_span.of(text) == figure.sentence
        assert figure.sentence_span.contains(figure.mention.span)


def test_figures_are_limited_strictly(own_kb: KnowledgeBase) -> None:
    of_one = own_kb.figures(township="渠马镇", year=2022, unit="场")
    assert of_one
    assert {(figure.place.township, figure.place.year, figure.mention.unit) for figure in of_one} == {
        ("渠马镇", 2022, "场")
    }
    by_topic = own_kb.figures(topic="dispute_resolution")
    assert by_topic
    assert all("dispute_resolution" in figure.topics for figure in by_topic)
    assert own_kb.figures(township="渠马镇", year=2021) == []
    assert own_kb.figures(township="无此镇") == []
    assert own_kb.figures(topic="dispute") == []


WALK = {
    "b.txt": True,
    "a.md": True,
    "sub/c.txt": True,
    "sub/data.xyz": True,
    "README.md": False,
    "manifest.jsonl": False,
    "sub/README.md": False,
    ".hidden.txt": False,
    ".git/config": False,
    "~$draft.docx": False,
    "draft.txt~": False,
    "x.tmp": False,
    "kb/catalogue.sqlite": False,
    "kb/lexical-1/meta.json": False,
}


def test_folders_are_walked_in_order_without_hidden_and_temporary_files(tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    outside.touch()
    root = tmp_path / "in"
    for name in WALK:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).touch()
    (root / "leads-out.txt").symlink_to(outside)
    (root / "loop").symlink_to(root)
    names = [file.relative_to(root).as_posix() for file in walk_files([root])]
    assert names == sorted(name for name, taken in WALK.items() if taken)


def test_a_file_named_outright_is_taken_whatever_its_name(tmp_path: Path) -> None:
    assert list(walk_files([tmp_path / "README.md"])) == [tmp_path / "README.md"]


def test_the_bundled_corpus_is_taken_whole_and_its_facts_sheet_is_no_report(tmp_path: Path) -> None:
    with KnowledgeBase.open(tmp_path / "kb") as kb:
        report = kb.ingest(Path(__file__).parent.parent / "corpus")
        assert report.ok
        assert len(report.added) == 26
        assert {r.identity.year for r in kb.documents(township="渠马镇")} == {2022}
