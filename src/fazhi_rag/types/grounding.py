"""Sources, and the verdicts on the numbers of a text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from fazhi_rag.types.mentions import Kind, Number
from fazhi_rag.types.values import Span, Value


@dataclass(frozen=True, slots=True)
class Source(Value):
    """A text that may support numbers, and whose it is (all of it optional)."""

    text: str
    township: str | None = None
    county: str | None = None
    year: int | None = None
    name: str | None = None


class Status(StrEnum):
    """The verdict on one number (docs/numbers.md §3)."""

    SUPPORTED = "supported"
    DERIVED = "derived"
    CONTRADICTED = "contradicted"
    MISATTRIBUTED = "misattributed"
    WRONG_UNIT = "wrong_unit"
    WRONG_SCOPE = "wrong_scope"
    WRONG_PRECISION = "wrong_precision"
    UNSUPPORTED = "unsupported"
    UNCHECKED = "unchecked"


@dataclass(frozen=True, slots=True)
class Evidence(Value):
    """A place in a source that supports or refutes a number."""

    text: str
    """The number there, as printed."""
    sentence: str
    """The sentence it stands in."""
    span: Span
    """Of the number, in the source's text."""
    source: str | None = None
    """Name of the source."""
    township: str | None = None
    county: str | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Finding(Value):
    """The verdict on one number of a text."""

    _shown: ClassVar[tuple[str, ...]] = ("ok",)

    text: str
    span: Span
    kind: Kind
    value: Number | str | None
    unit: str | None
    status: Status
    evidence: tuple[Evidence, ...] = ()
    message: str = ""
    """Chinese, for the reader: what was found instead, or the expression of a derived number."""

    @property
    def ok(self) -> bool:
        """True for supported and derived alone."""
        return self.status in (Status.SUPPORTED, Status.DERIVED)


class ConflictKind(StrEnum):
    """What is wrong between two places of one text, or in one that cannot be right."""

    TWO_VALUES = "two_values"
    TWO_PERIODS = "two_periods"
    """One number is told of two periods."""
    REPEATED = "repeated"
    """The same approximate number of the same thing stands twice."""
    PART_OVER_WHOLE = "part_over_whole"
    WRONG_SHARE = "wrong_share"
    """A rate is not what the two numbers before it give."""
    ALL_OF_NONE = "all_of_none"
    WRONG_YEAR = "wrong_year"
    """A heading's year is neither the report's nor the next."""
    IMPLAUSIBLE = "implausible"


@dataclass(frozen=True, slots=True)
class Conflict(Value):
    """Two places of one source (or one text) that give different values for one claim."""

    subject: str
    places: tuple[Evidence, ...]
    message: str
    kind: ConflictKind


@dataclass(frozen=True, slots=True)
class Grounding(Value):
    """The verdicts on every number of a text. An empty check is not a pass: see `counts`."""

    _shown: ClassVar[tuple[str, ...]] = ("ok", "counts")

    findings: tuple[Finding, ...]
    conflicts: tuple[Conflict, ...] = ()

    @property
    def ok(self) -> bool:
        """True when every finding is ok. Unchecked numbers are not."""
        return all(finding.ok for finding in self.findings)

    @property
    def counts(self) -> dict[str, int]:
        """Number of findings by status, every status present."""
        return count_statuses(self.findings)


def count_statuses(findings: Iterable[Finding]) -> dict[str, int]:
    """Count findings by status, every status present."""
    seen = Counter(finding.status for finding in findings)
    return {status.value: seen[status] for status in Status}
