"""Values to catalogue rows and back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from fazhi_rag.reading import READER_VERSION
from fazhi_rag.types import (
    Approx,
    Chunk,
    Document,
    DocumentKind,
    Figure,
    Hit,
    Identity,
    Kind,
    Mention,
    OffsetMap,
    Part,
    Place,
    Section,
    Span,
    Unit,
)

Row = Mapping[Any, Any]

PATH_SEPARATOR = " › "

_DATES = ("issue_date", "effective_from", "effective_to")


def join_topics(topics: tuple[str, ...]) -> str:
    """Write topics with a blank on both sides of each, so that `LIKE '% id %'` finds one exactly."""
    return f" {' '.join(topics)} " if topics else ""


def identity_of(stored: Row) -> Identity:
    """Read an identity from its JSON."""
    dates = {name: date.fromisoformat(stored[name]) for name in _DATES if stored[name]}
    kind = DocumentKind(stored["kind"])
    return Identity(**{**stored, **dates, "kind": kind, "issuers": tuple(stored["issuers"])})


def document_row(document: Document) -> dict[str, Any]:
    """Write a document; its sections are rows of their own."""
    identity = document.identity
    offsets = document.offsets
    return {
        "name": document.name,
        "sha256": document.sha256,
        "kind": identity.kind.value,
        "township": identity.township,
        "county": identity.county,
        "year": identity.year,
        "key": identity.key,
        "identity": identity.to_dict(),
        "encoding": document.encoding,
        "text": document.text,
        "offsets": [offsets.clean, offsets.raw, offsets.length],
        "warnings": document.warnings,
        "unit": document.unit.value,
        "starts": document.starts,
        "damaged": [(span.start, span.end) for span in document.damaged],
        "reader": READER_VERSION,
    }


def document_of(row: Row, sections: tuple[Section, ...]) -> Document:
    """Read a document."""
    return Document(
        name=row["name"],
        sha256=row["sha256"],
        encoding=row["encoding"],
        identity=identity_of(row["identity"]),
        text=row["text"],
        sections=sections,
        offsets=OffsetMap(*(tuple(column) for column in row["offsets"])),
        warnings=tuple(row["warnings"]),
        unit=Unit(row["unit"]),
        starts=tuple(row["starts"]),
        damaged=tuple(Span(*ends) for ends in row["damaged"]),
    )


def section_row(section: Section, document_id: int) -> dict[str, Any]:
    """Write a section."""
    return {
        "document_id": document_id,
        "index": section.index,
        "parent": section.parent,
        "level": section.level,
        "number": section.number,
        "heading": section.heading,
        "start": section.span.start,
        "end": section.span.end,
        "heading_start": section.heading_span.start,
        "heading_end": section.heading_span.end,
        "path": section.path,
        "part": section.part,
        "topics": join_topics(section.topics),
    }


def section_of(row: Row) -> Section:
    """Read a section."""
    return Section(
        index=row["index"],
        parent=row["parent"],
        level=row["level"],
        number=row["number"],
        heading=row["heading"],
        span=Span(row["start"], row["end"]),
        heading_span=Span(row["heading_start"], row["heading_end"]),
        path=tuple(row["path"]),
        part=_part(row),
        topics=_topics(row),
    )


def chunk_row(chunk: Chunk, document_id: int) -> dict[str, Any]:
    """Write a chunk."""
    return {
        "document_id": document_id,
        "index": chunk.index,
        "start": chunk.span.start,
        "end": chunk.span.end,
        "text": chunk.text,
        "section": chunk.section,
        "path": chunk.path,
        "topics": join_topics(chunk.topics),
        "part": chunk.part,
        "usable": chunk.usable,
    }


def chunk_of(row: Row) -> Chunk:
    """Read a chunk."""
    return Chunk(
        index=row["index"],
        span=Span(row["start"], row["end"]),
        text=row["text"],
        section=row["section"],
        path=tuple(row["path"]),
        topics=_topics(row),
        part=_part(row),
        usable=row["usable"],
    )


def hit_of(row: Row, score: float) -> Hit:
    """Read a chunk joined with its document as a search result."""
    return Hit(
        text=row["text"],
        score=score,
        township=row["township"],
        county=row["county"],
        year=row["year"],
        section=PATH_SEPARATOR.join(row["path"]),
        document=row["name"],
        span=Span(row["start"], row["end"]),
        topics=_topics(row),
        part=_part(row),
    )


def figure_row(figure: Figure, document_id: int) -> dict[str, Any]:
    """Write a figure; its document gives the place."""
    mention = figure.mention
    low, high = mention.value if isinstance(mention.value, tuple) else (mention.value, None)
    return {
        "document_id": document_id,
        "start": mention.span.start,
        "end": mention.span.end,
        "text": mention.text,
        "kind": mention.kind.value,
        "value": None if low is None else str(low),
        "value_to": None if high is None else str(high),
        "unit": mention.unit,
        "approx": mention.approx.value,
        "per": mention.per,
        "subject": mention.subject,
        "head": mention.head,
        "role": mention.role,
        "actor": mention.actor,
        "period": mention.period,
        "stated_year": mention.year,
        "section": figure.place.section,
        "sentence": figure.sentence,
        "sentence_start": figure.sentence_span.start,
        "sentence_end": figure.sentence_span.end,
        "topics": join_topics(figure.topics),
    }


def figure_of(row: Row) -> Figure:
    """Read a figure joined with its document."""
    span = Span(row["start"], row["end"])
    place = Place(row["name"], row["township"], row["county"], row["year"], row["section"], span)
    sentence_span = Span(row["sentence_start"], row["sentence_end"])
    return Figure(_mention_of(row, span), place, row["sentence"], sentence_span, _topics(row))


def _mention_of(row: Row, span: Span) -> Mention:
    low = None if row["value"] is None else Decimal(row["value"])
    pair = None if low is None or row["value_to"] is None else (low, Decimal(row["value_to"]))
    return Mention(
        text=row["text"],
        span=span,
        kind=Kind(row["kind"]),
        value=pair or low,
        unit=row["unit"],
        approx=Approx(row["approx"]),
        per=row["per"],
        subject=row["subject"],
        head=row["head"],
        role=row["role"],
        actor=row["actor"],
        period=row["period"],
        year=row["stated_year"],
    )


def _topics(row: Row) -> tuple[str, ...]:
    return tuple(row["topics"].split())


def _part(row: Row) -> Part | None:
    return Part(row["part"]) if row["part"] else None
