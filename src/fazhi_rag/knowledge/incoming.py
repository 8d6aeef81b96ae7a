"""A file on its way in: what is known of it before it is read, and reading it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from fazhi_rag.errors import FazhiError, InputError, UnsupportedFormat
from fazhi_rag.knowledge.catalogue import Reading
from fazhi_rag.knowledge.chunking import chunk_document
from fazhi_rag.knowledge.ledger import collect_figures
from fazhi_rag.knowledge.likeness import bands_of, compared_text, runs_of
from fazhi_rag.numbers import find_mentions
from fazhi_rag.reading import document_from_bytes, read_document
from fazhi_rag.types import Cause, DocumentKind, Failure, Identity


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file to ingest."""

    name: str
    """As the user gave it, or found under a folder; a member of an archive is ARCHIVE!/MEMBER."""
    path: str
    """The same, resolved: what the catalogue knows it by."""
    sha256: str
    given: Identity | None = None
    """What the user states about it."""
    data: bytes | None = None
    """The bytes of a member of an archive; any other file is read from disk."""


def read_incoming(one: Incoming) -> Reading | Failure:
    """Read a file and everything in it, or say why it cannot be read."""
    try:
        return _read(one)
    except UnsupportedFormat as error:
        return _failure(one, error, Cause.UNSUPPORTED)
    except InputError as error:
        return _failure(one, error, Cause.UNREADABLE)
    except (FazhiError, OSError) as error:
        return Failure(one.name, str(error))
    except MemoryError:
        return Failure(one.name, "needs more memory than a file may: split it", Cause.LIMIT)
    except Exception as error:  # a file that trips the reader must not stop the batch
        return Failure(one.name, f"could not be read ({type(error).__name__}: {error})", Cause.CRASHED)


def _read(one: Incoming) -> Reading:
    if one.data is None:
        document = read_document(Path(one.name), identity=one.given)
    else:
        document = document_from_bytes(one.data, name=one.name, identity=one.given)
    mentions = find_mentions(document.text)
    chunks, figures = chunk_document(document, mentions), collect_figures(document, mentions)
    if document.identity.kind is DocumentKind.POLICY:
        return Reading(document, chunks, figures)
    if runs := runs_of(figures):
        return Reading(document, chunks, figures, runs=runs)
    bands = bands_of(compared_text(document.text, document.identity))
    return Reading(document, chunks, figures, bands=bands)


def _failure(one: Incoming, error: InputError, cause: Cause) -> Failure:
    return Failure(one.name, str(error).removeprefix(f"{error.place}: "), cause)
