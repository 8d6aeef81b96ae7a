"""Damaged Office files and archives: whatever happens to their bytes or XML, an answer or an InputError."""

from __future__ import annotations

import io
import os
import random
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from fazhi_rag.errors import InputError
from fazhi_rag.reading import archive_members, document_from_bytes, read_table
from tests.office_files import convert, needs_office, write_docx
from tests.word_files import abstract, docx, level, num, p, packed, r, style, table

MUTATIONS = int(os.environ.get("FAZHI_FUZZ", "300"))
OLD_MUTATIONS = int(os.environ.get("FAZHI_OFFICE_FUZZ", "1"))
"""Of each format that LibreOffice reads; each costs seconds."""
TEXT = "云雾镇2023年法治政府建设情况报告"


def word() -> bytes:
    body = p(TEXT, style="T") + p("主要举措", number=(1, 0)) + p("学习", number=(1, 1), runs=r("3次。"))
    note = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    field = '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>TOC</w:instrText></w:r>'
    box = f"<w:r><w:pict><w:txbxContent>{p('框', number=(1, 0))}</w:txbxContent></w:pict></w:r>"
    body += table((p("事项"), p("12件")), (p("甲") + table((p("子"),)),)) + p("乙", runs=note + field + box)
    body += p("删", pr="<w:rPr><w:del/></w:rPr>", runs=f"<w:ins>{r('插')}</w:ins><w:del>{r('去')}</w:del>")
    return docx(
        body,
        core="<dc:title>报告</dc:title>",
        styles=style("T", '<w:outlineLvl w:val="0"/>', based="U") + style("U", based="T", run="<w:vanish/>"),
        numbering=abstract(0, level(0, "%1、", "chineseCounting"), level(1, "（%2）")) + num(1, 0),
        footnotes=f'<w:footnote w:id="2">{p("注")}</w:footnote>',
    )


def sheet() -> bytes:
    book, buffer = Workbook(), io.BytesIO()
    book.active.append(["指标", 12.5, 0.99])  # type: ignore[union-attr]
    book.save(buffer)
    return buffer.getvalue()


def read_word(data: bytes, _: Path) -> None:
    document_from_bytes(data, name="x.docx")


def read_sheet(data: bytes, folder: Path) -> None:
    path = folder / "x.xlsx"
    path.write_bytes(data)
    read_table(path)


def read_archive(data: bytes, folder: Path) -> None:
    path = folder / "x.zip"
    path.write_bytes(data)
    for member in archive_members(path):
        document_from_bytes(member.read(), name=member.name)


READERS = [
    (word(), read_word),
    (sheet(), read_sheet),
    (packed({"乡镇/a.docx": word(), "b.txt": TEXT}), read_archive),
]


def broken(data: bytes, chance: random.Random) -> bytes:
    """Flip, cut out, double or zero a stretch of the bytes."""
    at = chance.randrange(max(len(data), 1))
    end = at + chance.choice((1, 1, 2, 4, 40))
    middle = chance.choice(
        (b"", data[at:end] * 2, bytes(end - at), chance.randbytes(end - at), b"\xff" * (end - at))
    )
    return data[:at] + middle + data[end:]


def broken_inside(data: bytes, chance: random.Random) -> bytes:
    """The same done to the XML of one part, in a package that is whole: attributes, tags, numbers."""
    with ZipFile(io.BytesIO(data)) as package:
        files: dict[str, str | bytes] = {name: package.read(name) for name in package.namelist()}
    name = chance.choice(sorted(files))
    text = files[name]
    assert isinstance(text, bytes)
    words = (
        b'"0"',
        b'"-1"',
        b'"99999999999"',
        b'"x"',
        b'""',
        b"w:p>",
        b"w:tbl>",
        b"w:sdt>",
        b"w:r>",
        b"<w:t/>",
    )
    old = chance.choice(
        [word for word in (b'"0"', b'"1"', b'"2"', b"w:p>", b"w:r>", b"w:val", b"<") if word in text]
    )
    files[name] = text.replace(old, chance.choice(words), chance.choice((1, 2, 1000)))
    return packed(files)


@pytest.mark.parametrize("at", range(len(READERS)), ids=["docx", "xlsx", "zip"])
@pytest.mark.parametrize("damage", [broken, broken_inside])
def test_damage_ends_in_an_answer_or_an_input_error(
    damage: Callable[[bytes, random.Random], bytes], at: int, tmp_path: Path
) -> None:
    data, read = READERS[at]
    chance = random.Random(f"{damage.__name__} {at}")
    refused = 0
    for _ in range(MUTATIONS // 6):
        hurt = data
        for _ in range(chance.randint(1, 3)):
            try:
                hurt = damage(hurt, chance)
            except (IndexError, KeyError):  # nothing left to hurt
                break
        try:
            read(hurt, tmp_path)
        except InputError as error:
            refused += 1
            assert "x." in str(error)
    assert refused


@settings(max_examples=60, deadline=None)
@given(
    st.binary(max_size=200),
    st.sampled_from(["[Content_Types].xml", "word/document.xml", "xl/workbook.xml", "a"]),
)
def test_any_bytes_in_a_package(content: bytes, name: str) -> None:
    files: dict[str, str | bytes] = {"[Content_Types].xml": "", name: content}
    try:
        document_from_bytes(packed(files), name="x.docx")
    except InputError as error:
        assert str(error).startswith("x.docx: ")


def broken_part(data: bytes, chance: random.Random) -> bytes:
    """Break the bytes of the text of an OpenDocument package that is whole."""
    with ZipFile(io.BytesIO(data)) as package:
        files: dict[str, str | bytes] = {name: package.read(name) for name in package.namelist()}
    name = chance.choice(("content.xml", "styles.xml"))
    text = files[name]
    assert isinstance(text, bytes)
    return packed({**files, name: broken(text, chance)})


def old_files(folder: Path) -> dict[str, bytes]:
    """The same report as doc, rtf and odt, written by LibreOffice."""
    source = write_docx(folder / "a.docx", [TEXT, *("全年组织学法12次，调解纠纷37件。",) * 20])
    return {suffix: convert(suffix, source)[0].read_bytes() for suffix in ("doc", "rtf", "odt")}


def damage_old(data: bytes, chance: random.Random, *, package: bool) -> bytes:
    damage = broken_part if package and chance.random() < 0.5 else broken
    for _ in range(chance.randint(1, 8)):
        data = damage(data, chance)
    return data


@needs_office
def test_damaged_old_files_end_in_an_answer_or_an_input_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAZHI_PARSER_SECONDS", "60")
    for suffix, data in old_files(tmp_path).items():
        chance = random.Random(suffix)
        for _ in range(OLD_MUTATIONS):
            hurt = damage_old(data, chance, package=suffix == "odt")
            try:
                document = document_from_bytes(hurt, name=f"x.{suffix}")
            except InputError as error:
                assert str(error).startswith(f"x.{suffix}: ")
            else:
                assert document.text
