"""Replies of the model that are already paid for: an SQLite file, safe to share between threads."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import threading
from collections.abc import Mapping
from pathlib import Path

from fazhi_rag.errors import InputError

_TABLE = "CREATE TABLE IF NOT EXISTS replies (key TEXT PRIMARY KEY, reply TEXT NOT NULL)"


class ReplyCache:
    """Keeps replies by everything that decided them. Text alone is stored, never code or keys."""

    def __init__(self, path: Path) -> None:
        """Open or create the file.

        Raises: InputError where it cannot be used.
        """
        self._lock = threading.Lock()
        try:
            self._connection = sqlite3.connect(path, check_same_thread=False, timeout=30)
            with self._lock, self._connection:
                self._connection.execute(_TABLE)
        except sqlite3.Error as error:
            message = f"not usable as a cache of replies ({error}): delete it or name another file"
            raise InputError(message, place=str(path)) from error

    def get(self, asked: Mapping[str, object]) -> str | None:
        """Return the reply to a request, or None."""
        with self._lock:
            row = self._connection.execute(
                "SELECT reply FROM replies WHERE key = ?", (_key(asked),)
            ).fetchone()
        return None if row is None else str(row[0])

    def put(self, asked: Mapping[str, object], reply: str) -> None:
        """Keep a reply."""
        with self._lock, self._connection:
            self._connection.execute("INSERT OR REPLACE INTO replies VALUES (?, ?)", (_key(asked), reply))

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()


def _key(asked: Mapping[str, object]) -> str:
    return hashlib.sha256(json.dumps(asked, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
