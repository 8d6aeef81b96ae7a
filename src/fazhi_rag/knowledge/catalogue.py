"""Documents, sections and chunks in the catalogue: what is held, and adding and removing it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Select, bindparam, delete, func, insert, select

from fazhi_rag.knowledge import rows
from fazhi_rag.knowledge.database import insert_rows
from fazhi_rag.knowledge.records import DocumentRecord, Pair, Scope
from fazhi_rag.knowledge.schema import bands, chunks, documents, figures, sections
from fazhi_rag.types import Chunk, Document, Figure, Hit, Identity

Item = TypeVar("Item")

QUERY_BATCH = 900
"""Below SQLite's oldest limit of bound variables (999)."""


@dataclass(frozen=True, slots=True)
class Held:
    """A document in the catalogue, as ingest needs to know it."""

    id: int
    name: str
    path: str
    sha256: str
    given: dict[str, Any] | None
    reader: int


@dataclass(frozen=True, slots=True)
class Reading:
    """A document with everything found in it."""

    document: Document
    chunks: tuple[Chunk, ...]
    figures: tuple[Figure, ...]
    runs: tuple[int, ...] = ()
    """The runs of figures under which copies find it."""
    bands: tuple[int, ...] = ()
    """The same for a report of few figures: the bands of its words."""


def add_document(connection: Connection, reading: Reading, *, path: str, given: Identity | None) -> int:
    """Store a document with its sections, chunks and figures; return its id."""
    stated = None if given is None else given.to_dict()
    row = {**rows.document_row(reading.document), "path": path, "given": stated}
    document_id: int = connection.execute(insert(documents).returning(documents.c.id), row).scalar_one()
    for table, found in (
        (sections, [rows.section_row(section, document_id) for section in reading.document.sections]),
        (chunks, [rows.chunk_row(chunk, document_id) for chunk in reading.chunks]),
        (bands, [{"document_id": document_id, "band": band} for band in (*reading.runs, *reading.bands)]),
        (figures, [rows.figure_row(figure, document_id) for figure in reading.figures]),
    ):
        insert_rows(connection, table, found)
    return document_id


def remove_document(connection: Connection, document_id: int) -> None:
    """Remove a document; its sections, chunks and figures go with it."""
    connection.execute(delete(documents).where(documents.c.id == document_id))


def find_held(connection: Connection, column: str, value: object) -> Held | None:
    """Return the document whose `column` (id, name, path, sha256 or key) is `value`."""
    row = connection.execute(_held_by(column), {"value": value}).first()
    return Held(*row) if row else None


@cache
def _held_by(column: str) -> Select[Any]:
    # Asked several times a file: building the statement costs more than running it.
    wanted = [documents.c[name] for name in Held.__slots__]
    return select(*wanted).where(documents.c[column] == bindparam("value")).limit(1)


def find_by_file_name(connection: Connection, name: str) -> list[Held]:
    """Return the documents read from files of this name, in whatever folder."""
    wanted = [documents.c[column] for column in Held.__slots__]
    ends = documents.c.path.endswith(f"/{name}", autoescape=True)
    return [Held(*row) for row in connection.execute(select(*wanted).where(ends))]


def load_identities(connection: Connection, document_ids: Sequence[int]) -> dict[int, Identity]:
    """Return whose each document is, by id; a document no longer held is left out."""
    query = select(documents.c.id, documents.c.identity).where(documents.c.id.in_(document_ids))
    return {row.id: rows.identity_of(row.identity) for row in connection.execute(query)}


def load_document(connection: Connection, document_id: int) -> Document:
    """Return a document as it was read."""
    row = connection.execute(select(documents).where(documents.c.id == document_id)).mappings().one()
    tree = connection.execute(
        select(sections).where(sections.c.document_id == document_id).order_by(sections.c.index)
    ).mappings()
    return rows.document_of(row, tuple(rows.section_of(section) for section in tree))


def load_chunks(
    connection: Connection, document_ids: Sequence[int], *, usable_only: bool = False
) -> list[tuple[int, int, Chunk]]:
    """Return (chunk id, document id, chunk) for the chunks of documents, in order."""
    query = select(chunks).where(chunks.c.document_id.in_(document_ids)).order_by(chunks.c.id)
    if usable_only:
        query = query.where(chunks.c.usable)
    found = connection.execute(query).mappings()
    return [(row["id"], row["document_id"], rows.chunk_of(row)) for row in found]


def list_documents(connection: Connection, scope: Scope) -> list[DocumentRecord]:
    """Return the documents in a scope, ordered by county, township, year and name."""
    counts = [
        select(func.count()).where(table.c.document_id == documents.c.id).scalar_subquery()
        for table in (sections, chunks, figures)
    ]
    columns = (documents.c.id, documents.c.name, documents.c.identity, documents.c.sha256, *counts)
    order = (documents.c.county, documents.c.township, documents.c.year, documents.c.name)
    found = connection.execute(select(*columns).where(*document_limits(scope)).order_by(*order))
    return [DocumentRecord(row[0], row[1], rows.identity_of(row[2]), *row[3:]) for row in found]


def list_townships(connection: Connection) -> list[tuple[Pair, tuple[int, ...]]]:
    """Return each (county, township) that has a document, with the years held, in order."""
    columns = (documents.c.county, documents.c.township, documents.c.year)
    found = connection.execute(
        select(*columns).where(documents.c.township.is_not(None)).distinct().order_by(*columns)
    )
    years: dict[Pair, list[int]] = {}
    for county, township, year in found:
        held = years.setdefault((county, township), [])
        if year is not None:
            held.append(year)
    return [(pair, tuple(held)) for pair, held in years.items()]


def townships_ending(connection: Connection, name: str) -> list[Pair]:
    """Return the (county, township) pairs whose township is `name` or its end."""
    ends = [name[start:] for start in range(len(name))][-QUERY_BATCH:]
    columns = (documents.c.county, documents.c.township)
    found = connection.execute(select(*columns).where(documents.c.township.in_(ends)).distinct())
    return [(county, township) for county, township in found]


def document_ids(connection: Connection) -> list[int]:
    """Return the id of every document, oldest first."""
    return list(connection.execute(select(documents.c.id).order_by(documents.c.id)).scalars())


def chunk_ids(connection: Connection, scope: Scope, *, limit: int | None = None) -> list[int]:
    """Return the ids of the chunks in a scope, at most `limit` of them."""
    query = select(chunks.c.id).join(documents).where(*document_limits(scope), *chunk_limits(scope))
    return list(connection.execute(query.order_by(chunks.c.id).limit(limit)).scalars())


def hits_of(connection: Connection, ranked: Sequence[tuple[int, float]]) -> list[Hit]:
    """Return the chunks of a ranking as hits, in its order; chunks no longer held are left out."""
    columns = [chunks.c[name] for name in ("id", "text", "path", "start", "end", "topics", "part")]
    place = [documents.c[name] for name in ("name", "township", "county", "year")]
    found: dict[int, rows.Row] = {}
    for ids in batched([chunk_id for chunk_id, _ in ranked], QUERY_BATCH):
        query = select(*columns, *place).join(documents).where(chunks.c.id.in_(ids))
        found |= {row["id"]: row for row in connection.execute(query).mappings()}
    return [rows.hit_of(found[chunk_id], score) for chunk_id, score in ranked if chunk_id in found]


def count_rows(connection: Connection) -> dict[str, int]:
    """Count chunks and figures, and documents by kind."""
    by_kind = connection.execute(select(documents.c.kind, func.count()).group_by(documents.c.kind))
    totals = {
        table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
        for table in (chunks, figures)
    }
    return totals | {f"documents/{kind}": count for kind, count in by_kind}


def document_limits(scope: Scope) -> list[ColumnElement[bool]]:
    """Return the conditions on `documents` that a scope states."""
    stated = {"kind": scope.kind, "township": scope.township, "county": scope.county, "year": scope.year}
    return [documents.c[name] == value for name, value in stated.items() if value is not None]


def chunk_limits(scope: Scope) -> list[ColumnElement[bool]]:
    """Return the conditions on `chunks` that a scope states."""
    limits: list[ColumnElement[bool]] = []
    if scope.topic is not None:
        limits.append(chunks.c.topics.contains(f" {scope.topic} ", autoescape=True))
    if scope.part is not None:
        limits.append(chunks.c.part == scope.part)
    return limits


def batched(items: Sequence[Item], size: int) -> Iterable[Sequence[Item]]:
    """Cut a sequence into runs of at most `size`."""
    return (items[start : start + size] for start in range(0, len(items), size))
