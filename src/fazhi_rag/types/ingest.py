"""What an ingest did."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from fazhi_rag.types.values import Value


class Cause(StrEnum):
    """Why a file was not ingested, in groups a user can act on."""

    UNREADABLE = "unreadable"
    """Missing, empty, cut off, wrongly encoded, damaged."""
    UNSUPPORTED = "unsupported"
    """A format that is not read."""
    TEMPLATE = "template"
    """A form to fill in, no report."""
    DUPLICATE = "duplicate"
    """Held already from another file."""
    RELABELLED = "relabelled"
    """Another year's report of the township, with only the years changed."""
    REFUSED = "refused"
    """Not looked at for safety: a link that leads out of its folder."""
    LIMIT = "limit"
    """Took more time or memory than a file may."""
    CRASHED = "crashed"
    """Tripped the reader."""


@dataclass(frozen=True, slots=True)
class Failure(Value):
    """A file that could not be ingested, and why."""

    name: str
    reason: str
    cause: Cause = Cause.UNREADABLE


@dataclass(frozen=True, slots=True)
class IngestReport(Value):
    """What an ingest did, by file name."""

    _shown: ClassVar[tuple[str, ...]] = ("ok", "failed_by_cause")

    added: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    failed: tuple[Failure, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """True when no file failed."""
        return not self.failed

    @property
    def failed_by_cause(self) -> dict[str, tuple[str, ...]]:
        """The names of the files that failed, by cause; the cause with most files first."""
        groups: dict[str, list[str]] = {}
        for failure in self.failed:
            groups.setdefault(failure.cause.value, []).append(failure.name)
        return {
            cause: tuple(groups[cause]) for cause in sorted(groups, key=lambda cause: -len(groups[cause]))
        }
