"""Where the vectors stand: in the folder, or on the Chroma server that FAZHI_CHROMA_URL names."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urlsplit

from fazhi_rag.errors import KnowledgeBaseError
from fazhi_rag.knowledge.doors import ADVICE

VARIABLE = "FAZHI_CHROMA_URL"

TIMEOUT_SECONDS = 10
"""For the first answer of a server; Chroma's own client would wait for ever."""


@dataclass(frozen=True, slots=True)
class FolderPlace:
    """A folder of the knowledge base, opened by this process."""

    folder: Path

    collection: ClassVar[str] = "chunks"
    advice: ClassVar[str] = ADVICE
    largest_batch: ClassVar[int] = 5_000
    """Chroma refuses more than 5,461 records in one call."""

    def __str__(self) -> str:
        return str(self.folder)

    def connect(self, *, create: bool) -> Any:
        """Return the Chroma client."""
        if not create and not self.folder.is_dir():
            raise KnowledgeBaseError(f"{self}: the vectors are missing: {ADVICE}")
        import chromadb

        return chromadb.PersistentClient(path=str(self.folder), settings=_quiet())


@dataclass(frozen=True, slots=True)
class ServerPlace:
    """A collection on a server, named after one build of one knowledge base."""

    address: str
    collection: str

    advice: ClassVar[str] = (
        f"start the server (`chroma run`) or correct {VARIABLE}, and run `fazhi reindex` where it no longer "
        f"holds the vectors; to keep them in the folder, unset {VARIABLE} and run `fazhi reindex` "
        "(nothing was deleted)"
    )
    largest_batch: ClassVar[int] = 1_000
    """`chroma run` 1.5 refused 2,500 vectors of 4,096 numbers as too large a request, and took 1,000."""

    def __str__(self) -> str:
        return f"{self.address} ({VARIABLE}), collection {self.collection}"

    def connect(self, *, create: bool) -> Any:
        """Return the Chroma client; what a killed build left under this name is dropped before a new one."""
        import chromadb
        import httpx2
        from chromadb.errors import NotFoundError

        # Without TLS there is nothing to verify, and reading the trust store takes longer than the calls.
        tls = urlsplit(self.address).scheme == "https"
        url = f"{self.address}/api/v2/heartbeat"
        httpx2.get(url, timeout=TIMEOUT_SECONDS, verify=tls).raise_for_status()
        settings = _quiet(verify=tls)
        client: Any = chromadb.HttpClient(host=self.address, ssl=tls, settings=settings)
        if create:
            with suppress(NotFoundError):
                client.delete_collection(self.collection)
        return client


Place = FolderPlace | ServerPlace


def server_address() -> str | None:
    """Return the address of the configured server, without a slash at its end; None where none is set.

    Raises: KnowledgeBaseError where it is no plain address.
    """
    given = os.environ.get(VARIABLE, "").strip()
    if not given:
        return None
    try:
        parts = urlsplit(given)
        plain = parts.port != 0 and parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        plain = False
    if not plain or "@" in given or parts.path.strip("/") or parts.query or parts.fragment:
        # The value is not repeated: it may hold a password.
        raise KnowledgeBaseError(
            f"{VARIABLE}: not of the form http://HOST:PORT (no user, path or query): correct it, "
            "or unset it to keep the vectors in the folder"
        )
    return given.rstrip("/")


def place_of(folder: Path, generation: str, mark: str) -> Place:
    """Return where a build of the vectors stands; `mark` is what names it on a server, empty for a folder.

    Raises: KnowledgeBaseError where the configuration asks for another place than they were built in.
    """
    address = server_address()
    if address is None and mark:
        raise KnowledgeBaseError(
            f"{folder}: its vectors are on a Chroma server: set {VARIABLE} to its address, "
            "or run `fazhi reindex` to build them anew in the folder"
        )
    if address is not None and not mark:
        raise KnowledgeBaseError(
            f"{folder}: its vectors are in the folder, but {VARIABLE} names {address}: "
            f"run `fazhi reindex` to build them anew on the server, or unset {VARIABLE}"
        )
    if address is None:
        return FolderPlace(folder / f"vectors-{generation}")
    # The path is part of the name, so that a copy of the folder does not write into the original's vectors.
    name = hashlib.sha256(f"{mark}\n{folder.resolve()}".encode()).hexdigest()[:24]
    return ServerPlace(address, f"fazhi-{name}-{generation}")


def _quiet(*, verify: bool | None = None) -> Any:
    from chromadb.config import Settings

    return Settings(anonymized_telemetry=False, chroma_server_ssl_verify=verify)
