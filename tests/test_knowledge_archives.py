"""Zip archives of reports: each member is a document of its own, and a bad one fails alone."""

import zipfile
from pathlib import Path

import pytest

from fazhi_rag.knowledge import KnowledgeBase
from tests.knowledge_reports import TOWNSHIPS, report_text


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "全县.zip"
    with zipfile.ZipFile(path, "w") as packed:
        for number, township in enumerate(TOWNSHIPS[:3]):
            text = report_text(township, 2022, disputes=30 + 7 * number)
            packed.writestr(f"2022/{township}.txt", text.encode("gb18030" if number else "utf-8"))
        packed.writestr("2022/坏.txt", b"\xff\x00\xfe\x01")
        packed.writestr("__MACOSX/2022/._x.txt", "x")
    return path


def test_members_are_documents(archive: Path, tmp_path: Path) -> None:
    with KnowledgeBase.open(tmp_path / "kb") as kb:
        report = kb.ingest([archive])
        assert sorted(report.added) == sorted(f"{archive}!/2022/{name}.txt" for name in TOWNSHIPS[:3])
        (failure,) = report.failed
        assert failure.name == f"{archive}!/2022/坏.txt"
        assert {record.identity.township for record in kb.documents()} == set(TOWNSHIPS[:3])
        again = kb.ingest([archive])
        assert (again.added, len(again.unchanged), len(again.failed)) == ((), 3, 1)


def test_a_member_that_is_also_a_file_is_held_once(archive: Path, tmp_path: Path) -> None:
    loose = tmp_path / "loose.txt"
    loose.write_text(report_text(TOWNSHIPS[0], 2022, disputes=99), encoding="utf-8")
    with KnowledgeBase.open(tmp_path / "kb") as kb:
        kb.ingest([archive])
        report = kb.ingest([loose])
        assert [failure.cause.value for failure in report.failed] == ["duplicate"]
        archive.unlink()
        assert kb.ingest([loose]).replaced == (str(loose),)


def test_a_damaged_archive_fails_by_itself(tmp_path: Path) -> None:
    bad, good = tmp_path / "a.zip", tmp_path / "b.txt"
    bad.write_bytes(b"PK\x03\x04" + b"\x00" * 40)
    good.write_text(report_text(TOWNSHIPS[0], 2022), encoding="utf-8")
    with KnowledgeBase.open(tmp_path / "kb") as kb:
        report = kb.ingest([bad, good])
        assert report.added == (str(good),)
        assert [failure.name for failure in report.failed] == [str(bad)]
