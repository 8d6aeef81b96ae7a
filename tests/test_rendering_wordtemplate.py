"""A user's template: its styles and page are used, its text is not; hostile and unfit ones are refused."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm

from fazhi_rag.errors import InputError
from fazhi_rag.rendering import Letterhead, Page, WordSettings, export_docx

PAGE = Page("云水镇报告", "一、举措\n（一）调解。全年调解纠纷12件。\n1.培训\n组织2次。", ())


def template(tmp_path: Path, *styles: tuple[str, str], drop: str = "") -> Path:
    """A template with the given styles, each a copy of a built-in one with a font of its own."""
    document = Document()
    document.add_paragraph("此处填写正文")
    document.sections[0].header.paragraphs[0].text = "云水镇"
    document.sections[0].left_margin = Mm(31)
    for name, font in styles:
        made = document.styles.add_style(name, 1)
        made.font.name = font
        made.element.rPr.rFonts.set(qn("w:eastAsia"), font)
    if drop:
        document.styles[drop].delete()
    path = tmp_path / "template.docx"
    document.save(str(path))
    return path


def used(tmp_path: Path, path: Path) -> object:
    out = tmp_path / "out.docx"
    export_docx(PAGE, out, WordSettings(Letterhead(), template=path))
    return Document(str(out))


def test_own_styles_come_before_the_built_in_ones(tmp_path: Path) -> None:
    made = template(tmp_path, ("公文标题", "华文中宋"), ("一级标题", "华文细黑"), ("二级标题", "华文楷体"))
    document = used(tmp_path, made)
    paragraphs = document.paragraphs  # type: ignore[attr-defined]
    assert [each.style.name for each in paragraphs if each.text] == [
        "公文标题",
        "一级标题",
        "Normal",
        "Heading 3",
        "Normal",
    ]
    assert "此处填写正文" not in "".join(each.text for each in paragraphs)
    section = document.sections[0]  # type: ignore[attr-defined]
    assert section.header.paragraphs[0].text == "云水镇"
    assert abs(section.left_margin - Mm(31)) < 1000
    run_in = next(each for each in paragraphs if each.text.startswith("（一）"))
    assert run_in.runs[0]._r.rPr.rFonts.get(qn("w:eastAsia")) == "华文楷体"


def test_a_missing_style_is_named_with_those_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"template\.docx.*三级标题 or 标题 3 or heading 3.*Heading 1"):
        used(tmp_path, template(tmp_path, drop="Heading 3"))
    assert not (tmp_path / "out.docx").exists()


def changed(path: Path, parts: dict[str, bytes]) -> Path:
    """The same package with parts added or replaced."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, data in parts.items():
            new.writestr(name, data)
    path.write_bytes(buffer.getvalue())
    return path


RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
ATTACHED = (
    f'<Relationships xmlns="{RELS}"><Relationship Id="r1" TargetMode="External" '
    'Type="http://x/relationships/attachedTemplate" Target="http://example.com/a.dotm"/></Relationships>'
)


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ({"word/vbaProject.bin": b"x"}, "macros"),
        ({"word/_rels/settings.xml.rels": ATTACHED.encode()}, "outside itself.*attachedTemplate"),
        ({"word/styles.xml": b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"}, "unsafe"),
        ({"word/header9.xml": b"<a>" + b" " * 70_000_000 + b"</a>"}, "bytes|ratio|times"),
        ({"word/styles.xml": b"<w:styles"}, "damaged"),
        ({"word/document.xml": b"<a/>"}, "template"),
    ],
    ids=["macro", "remote template", "entity", "bomb", "damaged", "no document"],
)
def test_hostile_and_damaged_templates(tmp_path: Path, parts: dict[str, bytes], reason: str) -> None:
    with pytest.raises(InputError, match=rf"(?s)template\.docx.*({reason})"):
        used(tmp_path, changed(template(tmp_path), parts))


@pytest.mark.parametrize(
    "data", [b"", b"no zip", b"PK\x05\x06" + b"\0" * 18], ids=["empty", "text", "no parts"]
)
def test_what_is_no_word_file(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "template.docx"
    path.write_bytes(data)
    with pytest.raises(InputError, match=r"template\.docx"):
        used(tmp_path, path)
