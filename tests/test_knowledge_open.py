from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from fazhi_rag.errors import KnowledgeBaseError, KnowledgeBaseLocked
from fazhi_rag.knowledge import KnowledgeBase
from fazhi_rag.knowledge.schema import SCHEMA_VERSION
from tests.knowledge_reports import assert_in_step, write_reports

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("template")
    with KnowledgeBase.open(folder / "kb") as kb:
        kb.ingest(write_reports(folder / "in", 2))
    return folder / "kb"


@pytest.fixture
def copy(template: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(template, tmp_path / "kb"))


def files_of(folder: Path) -> set[Path]:
    return {
        file
        for file in folder.rglob("*")
        if file.is_file() and not file.name.endswith((".lock", "-wal", "-shm"))
    }


def test_an_absent_folder_is_not_made_for_reading(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeBaseError, match=r"no knowledge base here.*fazhi ingest"):
        KnowledgeBase.open(tmp_path / "kb", create=False)
    assert not (tmp_path / "kb").exists()


def test_an_empty_folder_is_no_knowledge_base_for_reading(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeBaseError, match="fazhi ingest"):
        KnowledgeBase.open(tmp_path, create=False)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_other_files_is_not_made_into_a_knowledge_base(tmp_path: Path) -> None:
    (tmp_path / "report.txt").write_text("报告。", "utf-8")
    with pytest.raises(KnowledgeBaseError, match="name a new folder"):
        KnowledgeBase.open(tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["report.txt"]


def test_a_file_is_no_knowledge_base(tmp_path: Path) -> None:
    file = tmp_path / "kb"
    file.write_text("报告。", "utf-8")
    for create in (True, False):
        with pytest.raises(KnowledgeBaseError):
            KnowledgeBase.open(file, create=create)
    assert file.read_text("utf-8") == "报告。"


def test_a_knowledge_base_is_opened_again(copy: Path) -> None:
    for create in (True, False):
        with KnowledgeBase.open(copy, create=create) as kb:
            assert len(kb.documents()) == 2
            assert kb.search("邻里纠纷")


def overwrite(offset: int, junk: bytes) -> Callable[[Path], None]:
    def damage(file: Path) -> None:
        data = bytearray(file.read_bytes())
        data[offset : offset + len(junk)] = junk
        file.write_bytes(bytes(data))

    return damage


CATALOGUE_DAMAGE: dict[str, Callable[[Path], object]] = {
    "text": lambda file: file.write_text("不是数据库。" * 500, "utf-8"),
    "header": overwrite(0, b"garbage!" * 12),
    "pages": overwrite(100, os.urandom(200) * 40),
    "truncated": lambda file: file.write_bytes(file.read_bytes()[: file.stat().st_size // 3]),
    "emptied": lambda file: file.write_bytes(b""),
    "another database": lambda file: (file.unlink(), sqlite3.connect(file).execute("create table t (x)")),
}


@pytest.mark.parametrize("damage", CATALOGUE_DAMAGE)
def test_a_damaged_catalogue_says_so_and_nothing_is_deleted(copy: Path, damage: str) -> None:
    CATALOGUE_DAMAGE[damage](copy / "catalogue.sqlite")
    before = files_of(copy)
    with (
        pytest.raises(KnowledgeBaseError, match=r"catalogue\.sqlite.*(backup|ingest)"),
        KnowledgeBase.open(copy) as kb,
    ):
        for record in kb.documents():
            kb.load(record.id)
        kb.search("邻里纠纷", k=50)
    assert files_of(copy) == before


def test_a_newer_version_is_refused(copy: Path) -> None:
    with sqlite3.connect(copy / "catalogue.sqlite") as connection:
        connection.execute(
            "update meta set value = ? where key = 'schema_version'", [str(SCHEMA_VERSION + 1)]
        )
    connection.close()
    with pytest.raises(KnowledgeBaseError, match=rf"newer.*schema {SCHEMA_VERSION + 1}.*upgrade"):
        KnowledgeBase.open(copy)


LEXICAL_DAMAGE: dict[str, Callable[[Path], object]] = {
    "gone": shutil.rmtree,
    "meta gone": lambda folder: (folder / "meta.json").unlink(),
    "meta garbage": lambda folder: (folder / "meta.json").write_text("{", "utf-8"),
    "segments gone": lambda folder: [
        file.unlink() for file in folder.iterdir() if file.suffix in (".term", ".store")
    ],
    "segments cut": lambda folder: [
        file.write_bytes(file.read_bytes()[:7])
        for file in folder.iterdir()
        if file.suffix in (".term", ".idx", ".fast")
    ],
    "segments garbage": lambda folder: [
        file.write_bytes(os.urandom(file.stat().st_size))
        for file in folder.iterdir()
        if file.suffix in (".term", ".idx")
    ],
}


@pytest.mark.parametrize("damage", LEXICAL_DAMAGE)
def test_a_damaged_lexical_index_says_reindex_and_reindex_mends_it(copy: Path, damage: str) -> None:
    LEXICAL_DAMAGE[damage](copy / "lexical-1")
    with KnowledgeBase.open(copy) as kb:
        with pytest.raises(KnowledgeBaseError, match=r"lexical-1.*fazhi reindex"):
            kb.search("邻里纠纷")
        assert len(kb.documents()) == 2
        kb.reindex()
        assert kb.search("邻里纠纷")
        assert_in_step(kb)


VECTOR_DAMAGE: dict[str, Callable[[Path], object]] = {
    "gone": shutil.rmtree,
    "empty": lambda folder: (shutil.rmtree(folder), folder.mkdir()),
    "database garbage": lambda folder: overwrite(0, b"garbage!" * 500)(folder / "chroma.sqlite3"),
    "database cut": lambda folder: (folder / "chroma.sqlite3").write_bytes(
        (folder / "chroma.sqlite3").read_bytes()[:5000]
    ),
}


@pytest.mark.parametrize("damage", VECTOR_DAMAGE)
def test_damaged_vectors_say_reindex_and_words_still_find(copy: Path, damage: str) -> None:
    VECTOR_DAMAGE[damage](copy / "vectors-1")
    with KnowledgeBase.open(copy) as kb:
        assert kb.search("邻里纠纷")
        with pytest.raises(KnowledgeBaseError, match=r"vectors-1.*fazhi reindex"):
            kb.search("邻里纠纷", ranking="dense")
        kb.reindex()
        assert kb.search("邻里纠纷", ranking="dense")
        assert_in_step(kb)


def test_ingesting_into_damaged_vectors_loses_nothing(copy: Path, tmp_path: Path) -> None:
    shutil.rmtree(copy / "vectors-1")
    reports = write_reports(tmp_path / "more", 4)
    with KnowledgeBase.open(copy) as kb, pytest.raises(KnowledgeBaseError, match="fazhi reindex"):
        kb.ingest(reports)
    with KnowledgeBase.open(copy) as kb:
        kb.reindex()
        kb.ingest(reports)
        assert len(kb.documents()) == 4
        assert_in_step(kb)


def test_a_folder_that_cannot_be_written_says_so(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise PermissionError(13, "Permission denied")

    with KnowledgeBase.open(copy) as kb:
        monkeypatch.setattr("filelock.FileLock.acquire", refuse)
        with pytest.raises(KnowledgeBaseError, match=r"cannot be written to: Permission denied") as raised:
            kb.remove(kb.documents()[0].name)
        assert not isinstance(raised.value, KnowledgeBaseLocked)
        assert kb.search("邻里纠纷")


def test_reading_loads_neither_chroma_nor_a_model_library(copy: Path) -> None:
    code = (
        "import sys\n"
        "from fazhi_rag.knowledge import KnowledgeBase\n"
        "with KnowledgeBase.open(sys.argv[1], create=False) as kb:\n"
        "    assert kb.search('邻里纠纷') and kb.figures() and kb.documents() and kb.status()\n"
        "heavy = {'chromadb', 'langchain_core', 'langchain_openai', 'openai', 'numpy'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, str(copy)], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert run.stdout.strip() == "[]"
