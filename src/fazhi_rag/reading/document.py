"""The pipeline of the room: file → bytes → text → clean text → sections, identity, topics → Document."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

from fazhi_rag.errors import InputError
from fazhi_rag.reading.cleaning import clean
from fazhi_rag.reading.damage import damaged_sentences, find_damage
from fazhi_rag.reading.extracts import Extract
from fazhi_rag.reading.files import check_size, read_bytes
from fazhi_rag.reading.formats import extract
from fazhi_rag.reading.frame import read_head, read_tail
from fazhi_rag.reading.gazetteer import configured_gazetteer
from fazhi_rag.reading.identity import find_clashes, find_identity, prefer
from fazhi_rag.reading.parts import assign_parts
from fazhi_rag.reading.plain import extract_text
from fazhi_rag.reading.sections import build_sections
from fazhi_rag.reading.suspicions import find_suspicions
from fazhi_rag.reading.topics import TopicIndex
from fazhi_rag.types import Document, DocumentKind, Identity, Section

READER_VERSION = 3
"""Raise by one with every change after which a file reads differently: `fazhi ingest` then reads it again."""


def read_document(path: Path, *, identity: Identity | None = None) -> Document:
    """Read a report or policy from a file.

    `identity` holds what the user knows: its values win over the file's.

    Raises:
        UnsupportedFormat: for a format that is not read; names it.
        InputError: for a file that is missing, empty, too large, binary, wrongly encoded or cut off.
    """
    return document_from_bytes(read_bytes(path), name=str(path), identity=identity)


def document_from_bytes(data: bytes, *, name: str, identity: Identity | None = None) -> Document:
    """Read a report or policy from the bytes of a file (a member of an archive); `name` stands for its path.

    Raises:
        UnsupportedFormat: for a format that is not read; names it.
        InputError: for bytes that are empty, too many, binary, wrongly encoded or cut off.
    """
    check_size(len(data), place=name)
    return _build(extract(data, place=name), name, hashlib.sha256(data).hexdigest(), identity)


def document_from_text(text: str, *, name: str, identity: Identity | None = None) -> Document:
    """Read a report or policy from a string; `name` stands for the file's path.

    Raises:
        InputError: for text that is empty, too large or holds characters no file can hold.
    """
    try:
        data = text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise InputError(f"the text holds half a character at offset {error.start}", place=name) from error
    if "\0" in text:
        raise InputError("the text holds NUL characters: it is binary", place=name)
    check_size(len(data), place=name)
    return _build(extract_text(text, "utf-8", place=name), name, hashlib.sha256(data).hexdigest(), identity)


def _build(extracted: Extract, name: str, sha256: str, hints: Identity | None) -> Document:
    cleaned = clean(extracted.text)
    text = cleaned.text
    if not text.strip():
        raise InputError("the file holds no text", place=name)
    depths = {cleaned.locate(start): depth for start, depth in extracted.headings.items()}
    tail = read_tail(text)
    sections = build_sections(text, end=tail.start, depths=_levels(depths))
    head = read_head(text, end=sections[0].span.start if sections else tail.start)
    known = prefer(hints or Identity(), extracted.identity)
    stated = find_identity(text, head=head, tail=tail, name=name, hints=extracted.hints)
    found = prefer(prefer(known, stated), extracted.hints)
    if gazetteer := configured_gazetteer():
        found = gazetteer.complete(found)
    if found.kind is DocumentKind.POLICY:
        found = _as_policy(known, found)
    else:
        sections = assign_parts(sections, year=found.year)
    damage = find_damage(text)
    return Document(
        name=name,
        sha256=sha256,
        encoding=extracted.encoding,
        identity=found,
        text=text,
        sections=_with_topics(text, sections),
        offsets=cleaned.offsets,
        warnings=(
            *extracted.warnings,
            *find_clashes(head, stated, hints or Identity()),
            *find_suspicions(text, found, sections, damage),
        ),
        unit=extracted.unit,
        starts=extracted.starts,
        damaged=damaged_sentences(text, damage),
    )


def _levels(depths: dict[int, int]) -> dict[int, int]:
    """Take the first heading, if it is the outermost, for the title; number the levels below it from 1."""
    if not depths:
        return {}
    first = min(depths)
    top = min(depths.values())
    has_title = depths[first] == top and list(depths.values()).count(top) == 1 and len(depths) > 1
    base = top if has_title else top - 1
    return {start: depth - base for start, depth in depths.items() if depth > base}


def _as_policy(known: Identity, found: Identity) -> Identity:
    """A policy names townships, counties and years it is not about: only what its keeper says counts."""
    stated = ("township", "county", "prefecture", "province", "year")
    return replace(found, **{name: getattr(known, name) for name in stated})


def _with_topics(text: str, sections: tuple[Section, ...]) -> tuple[Section, ...]:
    index = TopicIndex(text)
    return tuple(replace(section, topics=index.topics_of(section, sections)) for section in sections)
