"""A user's own Word template: checked like any untrusted file, its styles found by name."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from docx import Document
from docx.oxml.ns import qn

from fazhi_rag.errors import InputError
from fazhi_rag.reading.files import check_size, read_bytes
from fazhi_rag.reading.packages import Package, open_package
from fazhi_rag.reading.wordparts import child, read_parts
from fazhi_rag.reading.xmlparts import parse_xml
from fazhi_rag.rendering.wordsheet import Sheet

STYLE_NAMES = {
    "title": ("公文标题", "Title", "标题"),
    "body": ("公文正文", "正文", "Normal"),
    "1": ("一级标题", "标题 1", "heading 1"),
    "2": ("二级标题", "标题 2", "heading 2"),
    "3": ("三级标题", "标题 3", "heading 3"),
    "4": ("四级标题", "标题 4", "heading 4"),
}
"""The styles a template is asked for, a document office's own names before Word's built-in ones."""
_ACTIVE = ("vbaproject", "activex", "embeddings/", "oleobject")
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


def open_template(path: Path) -> Sheet:
    """Return the template emptied of its text; page, styles, headers and footers stay.

    Raises:
        InputError: it cannot be read, is damaged or hostile, holds macros or objects, refers to files outside
            itself, or lacks a style; says which.
    """
    place = str(path)
    data = read_bytes(path)
    check_size(len(data), place=place)
    package = open_package(data, place=place)
    _check_parts(package)
    if child(read_parts(package).document, "body") is None:
        raise InputError("is no Word template: its main part has no body", place=place)
    try:
        document: Any = Document(io.BytesIO(data))
    except (KeyError, ValueError, AttributeError, LookupError) as error:
        message = (
            f"is no Word template this library can use ({error}); save it as .docx in Word and try again"
        )
        raise InputError(message, place=place) from error
    _empty(document)
    styles = _find_styles(document, place)
    fonts = {role: _font_of(document.styles[name]) for role, name in styles.items()}
    return Sheet(document, styles, fonts)


def _check_parts(package: Package) -> None:
    """Read every part, so that none is beyond the limits, and refuse what acts or leads outside."""
    for name in package.names:
        if any(mark in name.casefold() for mark in _ACTIVE):
            raise InputError(
                f"template holds macros or objects ({name}): save it without", place=package.place
            )
        data = package.read(name)
        if not name.casefold().endswith((".xml", ".rels")):
            continue
        root = parse_xml(data, part=name, place=package.place, limits=package.limits)
        for relation in root.iter(_RELATION):
            kind = relation.get("Type", "").rpartition("/")[2]
            if relation.get("TargetMode") == "External" and kind != "hyperlink":
                message = f"template refers to a file outside itself ({kind} in {name}): remove the link"
                raise InputError(message, place=package.place)


def _empty(document: Any) -> None:
    """Drop the text of the body; the last section's page setup, headers and footers stay."""
    body = document.element.body
    for element in list(body):
        if element.tag != qn("w:sectPr"):
            body.remove(element)


def _find_styles(document: Any, place: str) -> dict[str, str]:
    held = {style.name.casefold(): style.name for style in document.styles if style.type == 1 and style.name}
    found: dict[str, str] = {}
    for role, names in STYLE_NAMES.items():
        known = next((held[name.casefold()] for name in names if name.casefold() in held), None)
        if known is None:
            message = (
                f"template has no paragraph style {' or '.join(names)}; it has "
                f"{'、'.join(sorted(held.values())[:20]) or 'none'}. Rename or add one"
            )
            raise InputError(message, place=place)
        found[role] = known
    return found


def _font_of(style: Any) -> str | None:
    """Return the East Asian font a style or the one it is based on names."""
    while style is not None:
        fonts = style.element.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
        if fonts is not None and (name := fonts.get(qn("w:eastAsia"))):
            return str(name)
        style = style.base_style
    return None
