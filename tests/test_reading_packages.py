"""The guard around zip packages: bombs, lies, links out, encryption, overlaps; safe XML."""

from __future__ import annotations

import io
import tracemalloc
import zipfile
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import pytest

from fazhi_rag.errors import InputError
from fazhi_rag.reading import document_from_bytes
from fazhi_rag.reading.packages import Limits, Package, open_package
from fazhi_rag.reading.xmlparts import parse_xml
from tests.word_files import XML, docx, p, packed

MAIN = "word/document.xml"


def with_entry(name: str, content: bytes = b"x", *, method: int = ZIP_DEFLATED, flags: int = 0) -> bytes:
    """A Word file with one more entry; `flags` are set in both of its headers."""
    buffer = io.BytesIO(docx(p("甲")))
    with ZipFile(buffer, "a", method) as package:
        package.writestr(ZipInfo(name), content, method)
    data = bytearray(buffer.getvalue())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.rfind(mark) + offset] |= flags
    return bytes(data)


def patched(data: bytes, mark: bytes, offset: int, value: int, *, size: int = 4) -> bytes:
    """`data` with a number written `offset` bytes after the last `mark`."""
    at = data.rfind(mark) + offset
    return data[:at] + value.to_bytes(size, "little") + data[at + size :]


def bomb(size: int) -> bytes:
    """A Word file whose main part inflates to `size` bytes and says so."""
    return packed({"[Content_Types].xml": "", MAIN: XML.encode() + b"<a>" + b" " * size + b"</a>"})


def quilt() -> bytes:
    """Two entries of one content: the bomb without nesting."""
    data = packed({"a.xml": b"\0" * 1000, "b.xml": b"\0" * 1000})
    at = data.find(b"PK\x01\x02")
    return data[:at] + patched(data[at:], b"PK\x01\x02", 42, 0)


END = b"PK\x05\x06"
REFUSED = [
    # data, what the message says
    (bomb(70_000_000), rf"x\.docx: part {MAIN} inflates beyond 64,000,000 bytes"),
    (bomb(40_000_000), rf"x\.docx: part {MAIN} inflates more than 200 times: a zip bomb"),
    (packed({f"{at}.xml": b"\0" * 60_000_000 for at in range(4)}), r"x\.docx: inflates beyond 200,000,000"),
    (packed({f"{at}": "" for at in range(2001)}), "holds 2,001 parts; at most 2,000"),
    (packed({f"{at:0200}": "" for at in range(5000)}), "holds more than 2,000 parts"),
    (with_entry("../../etc/passwd"), r"part \.\./\.\./etc/passwd has a path that leads out"),
    (with_entry("/etc/passwd"), "leads out"),
    (with_entry("word\\..\\..\\x"), "leads out"),
    (with_entry("C:\\x"), "leads out"),
    (with_entry("word/x.xml", flags=0x1), r"part word/x\.xml is encrypted"),
    (with_entry("word/x.xml", method=ZIP_BZIP2), "packed with method 12"),
    (with_entry("WORD/Document.xml"), "part WORD/Document.xml is there twice"),
    (quilt(), "overlaps another"),
    (patched(docx(p("甲")), b"PK\x01\x02", 42, 3), "damaged"),
    (patched(docx(p("甲")), END, 12, 0xFFFFFFFF), "zip64"),
    (patched(docx(p("甲")), END, 16, 0xFFFFFFF), "damaged"),
    (b"PK\x03\x04" + b"\0" * 100, "cut off"),
    (docx(p("甲"))[:-30], "cut off"),
]


@pytest.mark.parametrize(("data", "words"), REFUSED)
def test_hostile_packages_are_refused(data: bytes, words: str) -> None:
    with pytest.raises(InputError, match=words):
        open_package(data, place="x.docx")


def test_a_part_that_lies_about_its_size_inflates_no_further_than_the_limit() -> None:
    data = patched(bomb(50_000_000), b"PK\x01\x02", 24, 900)
    package = open_package(data, place="x.docx", limits=Limits(part_bytes=1000))
    tracemalloc.start()
    with pytest.raises(InputError, match=f"part {MAIN} is damaged"):
        package.read(MAIN)
    assert tracemalloc.get_traced_memory()[1] < 5_000_000
    tracemalloc.stop()


def test_what_is_read_counts_together() -> None:
    package = Package(
        packed({"a": b"x" * 600, "b": b"y" * 600}), place="x.zip", limits=Limits(total_bytes=1200)
    )
    assert package.read("a") == package.read("A") == b"x" * 600
    with pytest.raises(InputError, match="inflates beyond 1,200 bytes in all"):
        package.read("b")


def test_honest_repetition_is_read() -> None:
    data = docx("".join(p("同一句话。") for _ in range(5000)))
    assert document_from_bytes(data, name="x.docx").text.count("同一句话。") == 5000
    limits = Limits(part_bytes=1000)
    with pytest.raises(InputError, match="1,000 bytes"):
        open_package(data, place="x.docx", limits=limits)


def test_a_damaged_part_is_named() -> None:
    data = packed({"a": b"x" * 5000})
    with pytest.raises(InputError, match=r"x\.zip: part a is damaged"):
        Package(patched(data, b"PK\x01\x02", 16, 7), place="x.zip").read("a")
    with pytest.raises(InputError, match=r"x\.zip: part b is missing"):
        Package(data, place="x.zip").read("b")


BOMB = '<!DOCTYPE a [<!ENTITY b "bbbbbbbb"><!ENTITY c "&b;&b;&b;&b;">]>'
EXTERNAL = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
UNSAFE = [
    (f"{XML}{BOMB}<a>&c;</a>".encode(), "document type or entities"),
    (f"{XML}{EXTERNAL}<a>&x;</a>".encode(), "document type or entities"),
    (f"{BOMB}<a>&c;</a>".encode("utf-16"), "document type or entities"),
    (f"{BOMB}<a>&c;</a>".encode("utf-16-le"), "document type or entities"),
    (f"{BOMB}<a>&c;</a>".encode("utf-16-be"), "document type or entities"),
    (
        '<?xml version="1.0" encoding="utf-7"?>+ADwAIQ-DOCTYPE a+AD4-<a/>'.encode("ascii"),
        "no well-formed XML",
    ),
    (XML.encode() + b"<a>" * 300 + b"</a>" * 300, "no well-formed XML"),
    (b"<a>&undefined;</a>", "no well-formed XML"),
    (b"<a>\xff</a>", "no well-formed XML"),
    (b"", "no well-formed XML"),
    (b"<a>" + b"<b/>" * 200 + b"</a>", "more than 100 XML nodes"),
    (b"<a" + b"".join(b" b%d='1'" % at for at in range(200)) + b"/>", "more than 100 XML nodes"),
]


@pytest.mark.parametrize(("data", "words"), UNSAFE)
def test_unsafe_xml_is_refused(data: bytes, words: str) -> None:
    limits = Limits(nodes=100) if "nodes" in words else Limits()
    with pytest.raises(InputError, match=rf"x\.docx: part p\.xml .*{words}"):
        parse_xml(data, part="p.xml", place="x.docx", limits=limits)


def test_an_empty_zip_and_an_unlisted_one() -> None:
    assert Package(packed({}), place="x.zip").names == ()
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", ZIP_STORED) as package:
        package.mkdir("folder") if hasattr(package, "mkdir") else package.writestr("folder/", b"")
        package.writestr(zipfile.ZipInfo("folder/甲.txt"), "x")
    assert Package(buffer.getvalue(), place="x.zip").names == ("folder/甲.txt",)
