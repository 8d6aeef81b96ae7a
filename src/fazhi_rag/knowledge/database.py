"""The only door to SQLite: opens the catalogue file, checks its version, hands out transactions."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from operator import itemgetter
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Dialect, Engine, Table, create_engine, event, inspect, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import QueuePool

from fazhi_rag.errors import KnowledgeBaseError
from fazhi_rag.knowledge.schema import SCHEMA_VERSION, meta, metadata

WAIT_SECONDS = 30


class Database:
    """One catalogue file. Several processes may read it while one writes (write-ahead log)."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._engine = _engine(path)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a consistent view for reading.

        Raises: KnowledgeBaseError where the file is damaged or cannot be read.
        """
        with self._explained(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Give a transaction: everything in it is stored, or nothing.

        Raises: KnowledgeBaseError where the file is damaged or cannot be written.
        """
        with self._explained(), self._engine.begin() as connection:
            yield connection

    def create(self) -> None:
        """Make the tables of an empty file, all in one transaction."""
        with self.write() as connection:
            metadata.create_all(connection)
            set_meta(connection, "schema_version", str(SCHEMA_VERSION))

    def is_empty(self) -> bool:
        """Whether the file holds no table yet (a creation that was killed leaves such a file)."""
        with self.read() as connection:
            return not inspect(connection).get_table_names()

    def check(self) -> None:
        """Refuse a file that is no catalogue of ours, or a newer one.

        Raises: KnowledgeBaseError.
        """
        with self.read() as connection:
            held = set(inspect(connection).get_table_names())
            missing = sorted(set(metadata.tables) - held)
            version = get_meta(connection, "schema_version") if "meta" in held else None
        if version is not None and version.isdecimal() and int(version) > SCHEMA_VERSION:
            raise KnowledgeBaseError(
                f"{self.path}: written by a newer fazhi_rag (schema {version}, this one reads "
                f"{SCHEMA_VERSION}): upgrade fazhi-rag, or ingest into another folder"
            )
        if version != str(SCHEMA_VERSION) or missing:
            what = f"tables missing: {', '.join(missing)}" if missing else f"schema version {version!r}"
            raise KnowledgeBaseError(f"{self.path}: not a catalogue of fazhi_rag ({what}): {_WHAT_TO_DO}")

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except DatabaseError as error:
            raise KnowledgeBaseError(f"{self.path}: {error.orig}: {_advice(error.orig)}") from error


_WHAT_TO_DO = (
    "the catalogue cannot be rebuilt from the indexes; restore it from a backup, "
    "or ingest the files again into a new folder (nothing was deleted)"
)


def _advice(error: object) -> str:
    if isinstance(error, sqlite3.OperationalError) and "malformed" not in str(error):
        return "check that the folder can be read and written and that the disk is not full, then try again"
    return _WHAT_TO_DO


def _engine(path: Path) -> Engine:
    engine = create_engine(
        f"sqlite:///{path}",
        poolclass=QueuePool,
        connect_args={"timeout": WAIT_SECONDS, "check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def _configure(connection: sqlite3.Connection, _record: Any) -> None:
        # The driver's own implicit BEGIN would leave CREATE TABLE outside the transaction.
        connection.isolation_level = None
        # FULL: a power cut must not undo a commit that the caches already followed.
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN")

    return engine


def insert_rows(connection: Connection, table: Table, found: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows, all with the same keys, past SQLAlchemy: its work for a row costs more than SQLite's."""
    if found:
        statement, take, encoders = _insertion(table, tuple(found[0]), connection.dialect)
        taken = [list(take(row)) for row in found]
        for row in taken:
            for at, encode in encoders:
                row[at] = encode(row[at])
        connection.exec_driver_sql(statement, [tuple(row) for row in taken])


@cache
def _insertion(
    table: Table, names: tuple[str, ...], dialect: Dialect
) -> tuple[str, Any, list[tuple[int, Any]]]:
    """Return the statement, how to take its values from a row, and which of them need writing."""
    compiled = insert(table).compile(dialect=dialect, column_keys=list(names))
    order = compiled.positiontup or []
    processors = [table.c[name].type.dialect_impl(dialect).bind_processor(dialect) for name in order]
    encoders = [(at, encode) for at, encode in enumerate(processors) if encode]
    return str(compiled), itemgetter(*order), encoders


def get_meta(connection: Connection, key: str) -> str | None:
    """Read one value of the catalogue's own notes."""
    return connection.execute(select(meta.c.value).where(meta.c.key == key)).scalar_one_or_none()


def set_meta(connection: Connection, key: str, value: str) -> None:
    """Write one value of the catalogue's own notes."""
    statement = insert(meta).values(key=key, value=value)
    connection.execute(statement.on_conflict_do_update(index_elements=["key"], set_={"value": value}))
