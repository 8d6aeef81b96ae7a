"""The parts of a Word file that hold text, found by the relations between them."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fazhi_rag.errors import InputError
from fazhi_rag.reading.packages import Package
from fazhi_rag.reading.xmlparts import parse_xml

if TYPE_CHECKING:
    from lxml.etree import _Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_OFF = frozenset({"0", "false", "off", "none"})


@dataclass(frozen=True, slots=True)
class WordParts:
    """The roots of the parts; None for those the file does without."""

    document: _Element
    styles: _Element | None = None
    numbering: _Element | None = None
    footnotes: _Element | None = None
    endnotes: _Element | None = None
    core: _Element | None = None


def read_parts(package: Package) -> WordParts:
    """Find and parse the parts of a Word file, whatever they are named.

    Raises:
        InputError: for a package without a main part, or a part that is damaged or unsafe.
    """
    top = _relations(package, "")
    main = top.get("officeDocument", "word/document.xml")
    if not package.holds(main):
        raise InputError("is no Word file: its main part is missing", place=package.place)
    beside = _relations(package, main)
    found = {
        name: _parse(package, beside.get(name)) for name in ("styles", "numbering", "footnotes", "endnotes")
    }
    return WordParts(
        parse_xml(package.read(main), part=main, place=package.place, limits=package.limits),
        core=_parse(package, top.get("core-properties")),
        **found,
    )


def child_value(element: _Element | None, *path: str) -> str | None:
    """Return the `w:val` of the descendant reached by the tags of `path`, None where there is none."""
    found = child(element, *path)
    return None if found is None else found.get(f"{W}val")


def child(element: _Element | None, *path: str) -> _Element | None:
    """Return the first child of the first child … by the tags of `path`, without the namespace."""
    for tag in path:
        element = None if element is None else next(element.iterchildren(W + tag), None)
    return element


def is_on(element: _Element | None) -> bool | None:
    """Whether an on/off property is on; None where it is not there."""
    return None if element is None else element.get(f"{W}val", "1") not in _OFF


def number_of(value: str | None) -> int | None:
    """Return a small whole number as Word writes it, None for anything else."""
    text = (value or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else None


def _parse(package: Package, part: str | None) -> _Element | None:
    if part is None or not package.holds(part):
        return None
    return parse_xml(package.read(part), part=part, place=package.place, limits=package.limits)


def _relations(package: Package, part: str) -> dict[str, str]:
    """Return the last word of each relation's type with the part it leads to."""
    folder, name = posixpath.split(part)
    rels = posixpath.join(folder, "_rels", f"{name}.rels")
    root = _parse(package, rels)
    if root is None:
        return {}
    found: dict[str, str] = {}
    for relation in root.iter(_RELATION):
        if relation.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, relation.get("Target", "")))
            found.setdefault(relation.get("Type", "").rpartition("/")[2], target.lstrip("/"))
    return found
