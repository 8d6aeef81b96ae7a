"""XML parts of untrusted packages: no document types, no entities, no network, a bounded tree."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

from fazhi_rag.errors import InputError
from fazhi_rag.reading.packages import DEFAULT_LIMITS, Limits

if TYPE_CHECKING:
    from lxml.etree import _Element

_STRICT = tuple(
    (f"http://purl.oclc.org/ooxml/{strict}".encode(), f"http://schemas.openxmlformats.org/{usual}".encode())
    for strict, usual in (
        ("wordprocessingml/main", "wordprocessingml/2006/main"),
        ("spreadsheetml/main", "spreadsheetml/2006/main"),
        ("drawingml/main", "drawingml/2006/main"),
        ("officeDocument/math", "officeDocument/2006/math"),
        ("officeDocument/relationships", "officeDocument/2006/relationships"),
    )
)
"""The strict form of Office files differs in the names of its namespaces only."""
_FORBIDDEN = (b"<!DOCTYPE", b"<!ENTITY")


def parse_xml(data: bytes, *, part: str, place: str, limits: Limits = DEFAULT_LIMITS) -> _Element:
    """Return the root of an XML part in UTF-8 or UTF-16; Office namespaces are the transitional ones.

    Raises:
        InputError: for a part with a document type, too many nodes, or that is no well-formed XML.
    """
    from lxml import etree

    data = check_xml(data, part=part, place=place, limits=limits)
    for strict, usual in _STRICT:
        data = data.replace(strict, usual)
    # The encoding is forced: one the part declares (UTF-7, EBCDIC) could hide a document type from us.
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        message = f"part {part} is damaged: no well-formed XML ({error}); open and save the file again"
        raise InputError(message, place=place) from error


def check_xml(data: bytes, *, part: str, place: str, limits: Limits = DEFAULT_LIMITS) -> bytes:
    """Return an XML part in UTF-8 that is safe to parse.

    Raises:
        InputError: for a part with a document type or too many nodes, or that is no text.
    """
    data = _as_utf8(data, part, place)
    if any(mark in data for mark in _FORBIDDEN):
        raise InputError(f"part {part} declares a document type or entities: refused as unsafe", place=place)
    if data.count(b"<") + data.count(b"=") > limits.nodes:
        raise InputError(f"part {part} has more than {limits.nodes:,} XML nodes", place=place)
    return data


def _as_utf8(data: bytes, part: str, place: str) -> bytes:
    utf16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if not utf16 and b"\0" not in data[:4]:
        return data
    encoding = "utf-16" if utf16 else "utf-16-be" if data.startswith(b"\0") else "utf-16-le"
    try:
        return data.decode(encoding).encode("utf-8")
    except UnicodeError as error:
        raise InputError(f"part {part} is damaged: no UTF-16 text", place=place) from error
