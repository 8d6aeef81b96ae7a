"""What an ingest did."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from fazhi_rag.types.values import Value


@dataclass(frozen=True, slots=True)
class Failure(Value):
    """A file that could not be ingested, and why."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class IngestReport(Value):
    """What an ingest did, by file name."""

    _shown: ClassVar[tuple[str, ...]] = ("ok",)

    added: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    failed: tuple[Failure, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """True when no file failed."""
        return not self.failed
