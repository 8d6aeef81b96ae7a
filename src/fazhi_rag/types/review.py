"""What a proof-read found."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from fazhi_rag.types.values import Span, Value


class Severity(StrEnum):
    """How sure a review finding is to be wrong."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class ReviewFinding(Value):
    """One thing to look at in a finished report."""

    code: str
    severity: Severity
    text: str
    """The place, quoted; empty for something that is missing."""
    span: Span
    message: str
    """Chinese, for the reader."""


@dataclass(frozen=True, slots=True)
class Review(Value):
    """What a proof-read of one report found, in text order."""

    _shown: ClassVar[tuple[str, ...]] = ("ok",)

    text: str
    findings: tuple[ReviewFinding, ...]

    @property
    def ok(self) -> bool:
        """True when nothing was found."""
        return not self.findings
