"""The tables of the catalogue. The catalogue is the truth; Chroma and tantivy are rebuilt from it."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Index, Integer, MetaData, Table, Text

SCHEMA_VERSION = 2

metadata = MetaData()

meta = Table("meta", metadata, Column("key", Text, primary_key=True), Column("value", Text, nullable=False))

# Ids are never reused (AUTOINCREMENT): a cache that still holds the id of a removed document or chunk can
# then never point at another one.
documents = Table(
    "documents",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("path", Text, nullable=False, unique=True),
    Column("sha256", Text, nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("township", Text),
    Column("county", Text),
    Column("year", Integer),
    Column("key", Text, nullable=False, index=True),
    Column("identity", JSON, nullable=False),
    Column("given", JSON),
    Column("encoding", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("offsets", JSON, nullable=False),
    Column("warnings", JSON, nullable=False),
    Column("unit", Text, nullable=False),
    Column("starts", JSON, nullable=False),
    Column("damaged", JSON, nullable=False),
    Column("reader", Integer, nullable=False),
    Index("documents_scope", "township", "year", "kind"),
    sqlite_autoincrement=True,
)


def _document_id() -> Column[int]:
    owner = ForeignKey("documents.id", ondelete="CASCADE")
    return Column("document_id", Integer, owner, nullable=False, index=True)


sections = Table(
    "sections",
    metadata,
    _document_id(),
    Column("index", Integer, nullable=False),
    Column("parent", Integer),
    Column("level", Integer, nullable=False),
    Column("number", Text, nullable=False),
    Column("heading", Text, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("heading_start", Integer, nullable=False),
    Column("heading_end", Integer, nullable=False),
    Column("path", JSON, nullable=False),
    Column("part", Text),
    Column("topics", Text, nullable=False),
)

chunks = Table(
    "chunks",
    metadata,
    Column("id", Integer, primary_key=True),
    _document_id(),
    Column("index", Integer, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("section", Integer),
    Column("path", JSON, nullable=False),
    Column("topics", Text, nullable=False),
    Column("part", Text),
    Column("usable", Boolean, nullable=False),
    sqlite_autoincrement=True,
)

# What copies share: runs of figures, or bands of words where there are few figures.
bands = Table(
    "bands",
    metadata,
    _document_id(),
    Column("band", Integer, nullable=False, index=True),
)

figures = Table(
    "figures",
    metadata,
    Column("id", Integer, primary_key=True),
    _document_id(),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("value", Text),
    Column("value_to", Text),
    Column("unit", Text),
    Column("approx", Text, nullable=False),
    Column("per", Text),
    Column("subject", Text),
    Column("head", Text),
    Column("role", Text),
    Column("actor", Text),
    Column("period", Text),
    Column("stated_year", Integer),
    Column("section", Text, nullable=False),
    Column("sentence", Text, nullable=False),
    Column("sentence_start", Integer, nullable=False),
    Column("sentence_end", Integer, nullable=False),
    Column("topics", Text, nullable=False),
)

# What the caches must still do: written in the transaction that changed the documents, cleared once the
# cache has it.
pending = Table(
    "pending",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("store", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("document_id", Integer, nullable=False),
    sqlite_autoincrement=True,
)
