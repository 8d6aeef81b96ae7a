"""What the two index libraries raise over a damaged folder, as one error that says what to do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from fazhi_rag.errors import KnowledgeBaseError

ADVICE = "run `fazhi reindex` to rebuild it from the catalogue (nothing was deleted)"


@contextmanager
def explained(place: object, advice: str = ADVICE) -> Iterator[None]:
    """Turn whatever an index raises into a KnowledgeBaseError; an interrupt stays what it is."""
    try:
        yield
    except KnowledgeBaseError:
        raise
    except BaseException as error:
        # Both libraries are Rust: a panic arrives as pyo3's PanicException, which is no Exception and cannot
        # be imported. The others are ValueError, OSError, InternalError, AttributeError and more.
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        raise KnowledgeBaseError(f"{place}: the index cannot be used ({error}): {advice}") from error
