"""What the caches must still do, kept in the catalogue until they have done it.

The transaction that changes documents also writes here; after it the caches follow and the rows are
cleared. Killed in between, the next open finds the rows and finishes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, func, insert, select

from fazhi_rag.knowledge.schema import pending

STORES = ("lexical", "vectors")

# Work is done a few documents at a time, so that memory stays small after a kill in a large ingest.
DOCUMENTS_AT_ONCE = 64


@dataclass(frozen=True, slots=True)
class Work:
    """Documents a cache must drop and take up, and the rows that say so."""

    rows: tuple[int, ...]
    removed: tuple[int, ...]
    added: tuple[int, ...]


def enqueue(connection: Connection, *, removed: Sequence[int] = (), added: Sequence[int] = ()) -> None:
    """Note, in the caller's transaction, what both caches must do."""
    found = [
        {"store": store, "action": action, "document_id": document_id}
        for store in STORES
        for action, ids in (("remove", removed), ("add", added))
        for document_id in ids
    ]
    if found:
        connection.execute(insert(pending), found)


def next_work(connection: Connection, store: str) -> Work | None:
    """Return the oldest work of a cache, or None. A document added and removed again is only removed."""
    query = select(pending).where(pending.c.store == store).order_by(pending.c.id).limit(DOCUMENTS_AT_ONCE)
    found = connection.execute(query).all()
    if not found:
        return None
    removed = {row.document_id for row in found if row.action == "remove"}
    added = {row.document_id for row in found if row.action == "add"} - removed
    return Work(tuple(row.id for row in found), tuple(sorted(removed)), tuple(sorted(added)))


def clear(connection: Connection, work: Work) -> None:
    """Forget work that is done."""
    connection.execute(delete(pending).where(pending.c.id.in_(work.rows)))


def count_pending(connection: Connection) -> int:
    """Count the rows not yet done, over both caches."""
    return connection.execute(select(func.count()).select_from(pending)).scalar_one()


def clear_all(connection: Connection) -> None:
    """Forget all work: the indexes were rebuilt."""
    connection.execute(delete(pending))
