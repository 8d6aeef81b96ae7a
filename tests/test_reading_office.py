"""doc, wps, rtf, odt through LibreOffice, told apart by content; what to do where it is missing."""

from __future__ import annotations

import io
import os
import struct
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from fazhi_rag.errors import InputError, UnsupportedFormat
from fazhi_rag.reading import document_from_text, read_document
from fazhi_rag.reading.formats import FORMATS, extract
from fazhi_rag.reading.ole import SIGNATURE, recognise_ole
from fazhi_rag.reading.recognition import recognise
from tests.office_files import convert, needs_office, write_docx
from tests.township_report import PARAGRAPHS, TEXT

needs_posix = pytest.mark.skipif(os.name != "posix", reason="the stand-in is a shell script")


def ole(*streams: str, offset: int = 512) -> bytes:
    """Return the start of an OLE file whose directory names these streams."""
    data = bytearray(SIGNATURE + bytes(offset - len(SIGNATURE)))
    for stream in ("Root Entry", *streams):
        name = stream.encode("utf-16-le") + b"\0\0"
        data += name + bytes(64 - len(name)) + struct.pack("<H", len(name)) + bytes(62)
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "name", "found"),
    [
        (ole("WordDocument"), "a.doc", "doc"),
        (ole("WordDocument"), "a.docx", "doc"),  # the suffix lies
        (ole("WordDocument"), "a.wps", "wps"),
        (ole("Workbook"), "a.doc", "xls"),
        (ole("Book"), "a", "xls"),
        (ole("Workbook"), "a.et", "et"),
        (ole("PowerPoint Document"), "a.doc", "ppt"),
        (ole("EncryptionInfo", "EncryptedPackage"), "a.docx", "locked"),
        (ole("MatOST"), "a.doc", "wps"),
        (ole(), "a.wps", "wps"),
        (ole(), "a", "doc"),
        (ole("WordDocument", "ObjectPool", "Workbook"), "a.doc", "doc"),  # a sheet inside a document
    ],
)
def test_ole_files_are_told_apart_by_their_streams(data: bytes, name: str, found: str) -> None:
    assert recognise_ole(data, name=name) == found
    assert recognise(data, name=name) == found
    assert found in FORMATS


def test_a_stream_named_in_running_text_is_none() -> None:
    data = ole() + b"\0" * 6 + "Workbook\0".encode("utf-16-le")
    assert recognise_ole(data, name="a.doc") == "doc"


def ofd() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("OFD.xml", "<ofd:OFD/>")
        package.writestr("Doc_0/Document.xml", "<x/>")
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "message"),
    [
        (ofd(), "报告.ofd", "OFD is not read.*PDF, docx"),
        (ofd(), "报告.pdf", "OFD is not read.*PDF, docx"),
        (ole("EncryptedPackage"), "报告.docx", "password"),
        (ole("Workbook"), "报告.xls", "is a table"),
    ],
)
def test_other_formats_are_named_with_advice(data: bytes, name: str, message: str) -> None:
    with pytest.raises(UnsupportedFormat, match=f"^{name}: .*{message}"):
        extract(data, place=name)


@pytest.mark.parametrize("data", [ole("WordDocument"), b"{\\rtf1 x}"])
def test_without_libreoffice_the_error_says_how_to_convert(
    data: bytes, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UnsupportedFormat, match=r"^a: .*LibreOffice.*not installed.*另存为 \.docx"):
        extract(data, place="a")


def stand_in(folder: Path, monkeypatch: pytest.MonkeyPatch, body: str) -> None:
    """Put a program in the place of LibreOffice."""
    program = folder / "bin" / "soffice"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\n{body}\n", "utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")


@needs_posix
def test_a_conversion_that_hangs_is_ended_with_all_it_started(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    mark = tmp_path / "child"
    stand_in(tmp_path, monkeypatch, f"sleep 600 & echo $! > {mark}\nwait")
    monkeypatch.setenv("FAZHI_PARSER_SECONDS", "1")
    with pytest.raises(InputError, match=r"more than seconds = 1.*FAZHI_PARSER_SECONDS"):
        extract(ole("WordDocument"), place="a.doc")
    assert _ends(int(mark.read_text()))


def _ends(pid: int) -> bool:
    for _ in range(100):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        if Path(f"/proc/{pid}/stat").is_file() and " Z " in Path(f"/proc/{pid}/stat").read_text():
            return True
        time.sleep(0.05)
    return False


@needs_posix
@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("exit 0", "LibreOffice cannot read it"),
        ("exit 1", "LibreOffice cannot read it"),
        (": > input.docx", "LibreOffice cannot read it"),
        ("head -c 21000000 /dev/zero > input.docx", "LibreOffice cannot read it"),
        ("echo rubbish > input.docx", "a.doc: "),
    ],
)
def test_a_conversion_that_fails_says_what_to_do(
    body: str, message: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    stand_in(tmp_path, monkeypatch, body)
    with pytest.raises(InputError, match=message):
        extract(ole("WordDocument"), place="a.doc")


@needs_posix
def test_libreoffice_sees_a_home_of_its_own_and_no_network(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    seen = tmp_path / "seen"
    stand_in(tmp_path, monkeypatch, f'env > {seen}; echo "$@" >> {seen}; cat profile/user/*.xcu >> {seen}')
    monkeypatch.setenv("SECRET_TOKEN", "s3cret")
    with pytest.raises(InputError):
        extract(ole("WordDocument"), place="a.doc")
    text = seen.read_text("utf-8")
    assert "s3cret" not in text
    assert "https_proxy=http://127.0.0.1:9" in text
    assert "DisableMacrosExecution" in text
    assert "--headless" in text
    home = next(line.partition("=")[2] for line in text.splitlines() if line.startswith("HOME="))
    assert home != os.environ.get("HOME")
    assert not Path(home).exists()


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    folder = tmp_path_factory.mktemp("office")
    source = write_docx(folder / "r.docx", PARAGRAPHS)

    return lambda suffix: convert(suffix, source)[0]


@needs_office
@pytest.mark.parametrize("suffix", ["doc", "odt"])
def test_old_formats_give_the_same_report(suffix: str, written: Callable[[str], Path]) -> None:
    document, plain = read_document(written(suffix)), document_from_text(TEXT, name="r.txt")
    assert document.text == plain.text
    assert document.identity == plain.identity
    assert [section.path for section in document.sections] == [section.path for section in plain.sections]


@needs_office
@pytest.mark.parametrize("data", [ole("WordDocument") * 50])
def test_damaged_old_files_are_refused(data: bytes) -> None:
    with pytest.raises(InputError, match=r"^a\.doc: "):
        extract(data, place="a.doc")


def test_formats_are_loaded_on_use_only() -> None:
    import subprocess

    script = (
        "import fazhi_rag.reading, sys; print([m for m in ('pdfplumber', 'selectolax') if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
