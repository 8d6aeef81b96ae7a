"""The folder of a knowledge base: made where it may be, refused where it is something else."""

from __future__ import annotations

from pathlib import Path

from fazhi_rag.errors import KnowledgeBaseError
from fazhi_rag.knowledge.database import Database
from fazhi_rag.knowledge.walking import CATALOGUE_NAME
from fazhi_rag.knowledge.writer import LOCK_NAME, write_lock


def open_catalogue(folder: Path, *, create: bool) -> Database:
    """Open the catalogue in a folder, making both where there is none yet and `create` is true.

    Raises: KnowledgeBaseError where there is none, or where the folder or the catalogue is something else.
    """
    _prepare(folder, create)
    database = Database(folder / CATALOGUE_NAME)
    try:
        if database.is_empty():
            _fill(folder, database, create)
        database.check()
    except BaseException:
        database.close()
        raise
    return database


def _prepare(folder: Path, create: bool) -> None:
    if (folder / CATALOGUE_NAME).is_file():
        return
    if not create:
        raise KnowledgeBaseError(
            f"{folder}: no knowledge base here: run `fazhi ingest FILES --kb {folder}` first"
        )
    if folder.exists() and (
        not folder.is_dir() or any(entry.name != LOCK_NAME for entry in folder.iterdir())
    ):
        raise KnowledgeBaseError(
            f"{folder}: not a knowledge base, and not an empty folder: name a new folder"
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise KnowledgeBaseError(f"{folder}: cannot be made: {error.strerror or error}") from error


def _fill(folder: Path, database: Database, create: bool) -> None:
    if not create:
        raise KnowledgeBaseError(
            f"{folder}: no knowledge base here: run `fazhi ingest FILES --kb {folder}` first"
        )
    if any(folder.glob("lexical-*")):
        # A killed creation leaves an empty catalogue but never an index beside it.
        raise KnowledgeBaseError(
            f"{folder / CATALOGUE_NAME}: empty, but the indexes beside it are not: restore it from a backup, "
            "or ingest the files again into a new folder (nothing was deleted)"
        )
    with write_lock(folder):
        if database.is_empty():
            database.create()
