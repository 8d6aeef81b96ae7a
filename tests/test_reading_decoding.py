"""Encodings and front matter: what is read, and what is refused with which words."""

from __future__ import annotations

import codecs
import contextlib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fazhi_rag.errors import FazhiError, InputError, UnsupportedFormat
from fazhi_rag.reading import decode_file, document_from_text, read_document
from fazhi_rag.reading.files import MOST_BYTES
from fazhi_rag.types import DocumentKind

TEXT = "云雾镇2023年法治政府建设情况报告\n一、主要举措\n（一）加强学习，全年集中学习3次，参加人员59名。\n"
MOJIBAKE = TEXT.encode().decode("gb18030", errors="ignore").encode()


ENCODED = [
    ("utf-8", TEXT.encode()),
    ("utf-8-sig", TEXT.encode("utf-8-sig")),
    ("utf-16", codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le")),
    ("utf-16", codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be")),
    ("utf-32", codecs.BOM_UTF32_LE + TEXT.encode("utf-32-le")),
    ("gb18030", TEXT.encode("gb18030")),
    ("gb18030", TEXT.encode("gbk")),
    ("utf-8", b"2023 report, 3 items\n"),
]


@pytest.mark.parametrize(("encoding", "data"), ENCODED)
def test_encodings_are_read(tmp_path: Path, encoding: str, data: bytes) -> None:
    path = tmp_path / "x.txt"
    path.write_bytes(data)
    document = read_document(path)
    assert document.encoding == encoding
    assert not document.text.startswith("\ufeff")
    assert decode_file(path)[1] == encoding
    if TEXT[:5] in decode_file(path)[0]:
        assert document.identity.township == "云雾镇"


REFUSED = [
    (b"", "empty"),
    (b"\xef\xbb\xbf", "empty|no text"),
    (b" \n\t \n", "no text"),
    (b"[image: ]\n", "no text"),
    (b"a\0b" * 20, "NUL"),
    (TEXT.encode("utf-16-le"), "NUL"),
    (TEXT.encode()[:-2], "middle of a character"),
    ((codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"))[:-1], "middle of a character"),
    (TEXT.encode("gb18030") + b"\xff\xff", "neither UTF-8 nor GB 18030"),
    (MOJIBAKE, "mojibake"),
    ("法治政府建設年度報告與調解糾紛情況說明".encode("big5") * 3, "mojibake|neither"),
    (TEXT.encode().decode("latin-1").encode(), "mojibake"),
    (("\ufffd法" * 20).encode(), "mojibake"),
    (bytes(range(1, 256)) * 4, "neither|mojibake"),
]


@pytest.mark.parametrize(("data", "words"), REFUSED)
def test_unreadable_bytes_are_refused(tmp_path: Path, data: bytes, words: str) -> None:
    path = tmp_path / "report.txt"
    path.write_bytes(data)
    with pytest.raises(InputError, match=words) as error:
        read_document(path)
    assert "report.txt" in str(error.value)


FORMATS = [
    (b"%PDF-1.7\n...", "a.txt", "PDF"),
    (b"PK\x03\x04....xl/workbook.xml....", "a.xlsx", "xlsx"),
    (b"PK\x03\x04....OFD.xml....", "a.ofd", "OFD"),
    (b"PK\x03\x04....", "a.zip", "ZIP"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....", "a.doc", "doc"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....", "a.wps", "wps"),
    (b"{\\rtf1\\ansi", "a.doc", "RTF"),
    (b"\n<!DOCTYPE html><html>", "a.txt", "HTML"),
    ("\ufeff<html><body>正文".encode(), "a.htm", "HTML"),
    (b"<?xml version='1.0'?><a/>", "a.xml", "XML"),
    (b"\x89PNG\r\n\x1a\n", "a.txt", "PNG"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "a.docx", "password"),
]


@pytest.mark.parametrize(("data", "name", "format_"), FORMATS)
def test_other_formats_are_named(tmp_path: Path, data: bytes, name: str, format_: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(UnsupportedFormat, match=format_) as error:
        decode_file(path)
    assert ".txt" in str(error.value)
    with pytest.raises(InputError):
        read_document(path)


def test_missing_directory_and_oversize_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read_document(tmp_path / "none.txt")
    with pytest.raises(InputError, match="regular file"):
        read_document(tmp_path)
    with pytest.raises(InputError, match="cannot be read"):
        read_document(tmp_path / ("x" * 5000))
    big = tmp_path / "big.txt"
    with big.open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    with pytest.raises(InputError, match="20,000,000"):
        read_document(big)


@pytest.mark.parametrize("text", ["", "  \n", "a\0b", "\ud800"])
def test_unusable_strings_are_refused(text: str) -> None:
    with pytest.raises(InputError, match=r"x\.txt"):
        document_from_text(text, name="x.txt")


FRONT = """---
kind: annual_report
title: 云雾镇报告
township: 云雾镇
county: 云阳县
report_year: 2023
issue_date: 2024-01-09
doc_number: 云雾委文〔2024〕1号
issuers:
  - 中共云雾镇委员会
  - 云雾镇人民政府
note: 别的键不管
---
"""


def test_front_matter_is_identity_and_leaves_the_text() -> None:
    raw = "\n" + FRONT + "一、举措\n正文3次。\n"
    document = document_from_text(raw, name="x.md")
    found = document.identity
    assert document.text == "一、举措\n正文3次。"
    assert (found.kind, found.title, found.year) == (DocumentKind.ANNUAL_REPORT, "云雾镇报告", 2023)
    assert (found.issue_date, found.issuers) == (date(2024, 1, 9), ("中共云雾镇委员会", "云雾镇人民政府"))
    assert document.offsets.raw_span(document.sections[0].span).of(raw) == "一、举措\n正文3次。"


BAD_FRONT = [
    ("---\nkind: annual_report\nreport_year: 二三年\n---\n正文\n", "line 3, report_year"),
    ("---\nkind: novel\n---\n正文\n", "line 2, kind"),
    ("---\nissue_date: 2023-13-45\n---\n正文\n", "line 2|month"),
    ("---\ntitle: [一, 二]\n---\n正文\n", "line 2, title"),
    ("---\ntitle: a: b: c\n---\n正文\n", "line 2"),
    ("---\ntitle:- a\n---\n正文\n", "key: value"),
    ("---\ntitle: 未关闭\n正文\n", "not closed"),
    ("---\na: " + "[" * 3000 + "\n---\n正文\n", "too many brackets"),
    ("---\na: !!python/object:os.system x\n---\n正文\n", "line 2"),
]


@pytest.mark.parametrize(("text", "words"), BAD_FRONT)
def test_bad_front_matter_names_line_and_key(text: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        document_from_text(text, name="x.md")


def test_a_rule_is_not_front_matter() -> None:
    assert document_from_text("---\n正文。\n---\n正文。\n", name="x.txt").text == "---\n正文。\n---\n正文。"


@given(st.binary(max_size=400))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_read_or_refused_with_our_error(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "fuzz.txt"
    path.write_bytes(data)
    try:
        assert read_document(path).text
    except FazhiError as error:
        assert "fuzz.txt" in str(error)


@given(st.integers(0, len(FRONT.encode()) - 1), st.integers(0, 255))
@settings(max_examples=200, deadline=None)
def test_any_damaged_front_matter_is_read_or_refused(at: int, byte: int) -> None:
    damaged = bytearray((FRONT + TEXT).encode())
    damaged[at] = byte
    with contextlib.suppress(FazhiError):
        document_from_text(damaged.decode(errors="replace"), name="x.md")
