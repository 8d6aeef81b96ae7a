"""Archives of documents: names in every encoding, what is left out, one bad member among good ones."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pytest

from fazhi_rag.errors import InputError, UnsupportedFormat
from fazhi_rag.reading import archive_members, document_from_bytes, is_archive, read_document
from fazhi_rag.reading.packages import Limits
from tests.word_files import docx, p, packed

TEXT = "云雾镇2023年法治政府建设情况报告\n一、主要举措\n全年集中学习3次。\n".encode()
LINK = 0o120777 << 16


class RawName(ZipInfo):
    """An entry whose name is stored as it is, without saying in which encoding."""

    raw = b""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:
        return self.raw, self.flag_bits


def archive(path: Path, members: dict[str, bytes], *, encoding: str = "") -> Path:
    """A zip file; with an `encoding`, its names are in that encoding and not marked as UTF-8."""
    with ZipFile(path, "w", ZIP_DEFLATED) as package:
        for name, content in members.items():
            info = RawName(name) if encoding else ZipInfo(name)
            if isinstance(info, RawName):
                info.raw = name.encode(encoding)
            info.external_attr = LINK if name.endswith("link.txt") else 0
            package.writestr(info, content, ZIP_DEFLATED)
    return path


@pytest.mark.parametrize("encoding", ["", "gb18030", "utf-8"])
def test_members_are_named_after_their_archive(tmp_path: Path, encoding: str) -> None:
    path = archive(
        tmp_path / "报告.zip", {"乡镇/云雾镇2023年.txt": TEXT, "a.docx": docx(p("甲"))}, encoding=encoding
    )
    assert is_archive(path)
    members = list(archive_members(path))
    assert [member.name for member in members] == [f"{path}!/a.docx", f"{path}!/乡镇/云雾镇2023年.txt"]
    word, plain = (document_from_bytes(member.read(), name=member.name) for member in members)
    assert word.text == "甲"
    assert (plain.identity.township, plain.identity.year) == ("云雾镇", 2023)
    assert plain.name == f"{path}!/乡镇/云雾镇2023年.txt"


def test_hidden_temporary_and_data_members_are_left_out(tmp_path: Path) -> None:
    left_out = (
        "__MACOSX/._a.txt",
        ".hidden.txt",
        ".git/a.txt",
        "~$a.docx",
        "a.txt~",
        "a.tmp",
        "facts.csv",
        "README.md",
    )
    path = archive(tmp_path / "x.zip", dict.fromkeys(("b/a.txt", *left_out), TEXT))
    assert [member.name for member in archive_members(path)] == [f"{path}!/b/a.txt"]


BAD = [
    ("inner.zip", packed({"a.txt": "x"}), UnsupportedFormat, "ZIP archive inside an archive"),
    ("inner.txt", b"Rar!\x1a\x07\0\0", UnsupportedFormat, "RAR archive inside an archive"),
    ("../up.txt", TEXT, InputError, "leads out"),
    ("link.txt", b"/etc/passwd", InputError, "is a link"),
    ("bomb.txt", b"\0" * 10_000_000, InputError, "zip bomb"),
    ("large.txt", b"\0" * 20_000_001, InputError, "20,000,000 bytes"),
]


@pytest.mark.parametrize(("name", "data", "error", "words"), BAD)
def test_a_bad_member_fails_alone(
    tmp_path: Path, name: str, data: bytes, error: type[InputError], words: str
) -> None:
    path = archive(tmp_path / "x.zip", {"good.txt": TEXT, name: data})
    good, bad = sorted(archive_members(path), key=lambda member: not member.name.endswith("good.txt"))
    with pytest.raises(error, match=words) as found:
        bad.read()
    assert "x.zip" in str(found.value)
    assert good.read() == TEXT


def test_what_is_no_archive(tmp_path: Path) -> None:
    files = {"a.txt": TEXT, "a.docx": docx(p("甲")), "empty.zip": b"", "cut.zip": packed({"a.txt": "x"})[:40]}
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    assert [name for name in files if is_archive(tmp_path / name)] == ["cut.zip"]
    for name in ("a.txt", "cut.zip"):
        with pytest.raises(InputError, match=name):
            list(archive_members(tmp_path / name))
    for ask in (is_archive, lambda path: list(archive_members(path))):
        with pytest.raises(InputError, match=r"none\.zip"):
            ask(tmp_path / "none.zip")


def test_an_archive_is_no_document_and_has_limits(tmp_path: Path) -> None:
    path = archive(tmp_path / "x.zip", {"a.txt": TEXT, "b.txt": TEXT})
    with pytest.raises(UnsupportedFormat, match="several documents"):
        read_document(path)
    with pytest.raises(InputError, match="at most 1 are read"):
        list(archive_members(path, limits=Limits(parts=1)))
