"""What a proof-read found."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from fazhi_rag.types.documents import Unit
from fazhi_rag.types.grounding import Evidence
from fazhi_rag.types.values import Span, Value


class Severity(StrEnum):
    """How sure a review finding is to be wrong. A note is for the reader to know, not to mend."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


FAMILIES = {"N": "figures", "P": "parts", "C": "copying", "F": "form", "L": "law"}
"""What the letter of a code stands for."""


@dataclass(frozen=True, slots=True)
class ReviewFinding(Value):
    """One thing to look at in a finished report."""

    _shown: ClassVar[tuple[str, ...]] = ("family",)

    code: str
    severity: Severity
    text: str
    """The place, quoted; empty for something that is missing."""
    span: Span
    message: str
    """Chinese, for the reader."""
    fix: str | None = None
    """What to write in the place of `text`, where one thing is right."""
    related: tuple[Evidence, ...] = ()
    """Other places: the other number, the sentence copied from, further slips of the same kind."""
    place: int | None = None
    """Number, from 1, of the line, paragraph or page of the file; see `Review.unit`."""

    @property
    def family(self) -> str:
        """What the rule is about: figures, parts, copying, form or law."""
        return FAMILIES[self.code[0]]


@dataclass(frozen=True, slots=True)
class Review(Value):
    """What a proof-read of one report found, in text order."""

    _shown: ClassVar[tuple[str, ...]] = ("ok", "counts")

    text: str
    findings: tuple[ReviewFinding, ...]
    name: str = ""
    """The report's file, as given."""
    unit: Unit = Unit.LINE
    """What `ReviewFinding.place` counts."""

    @property
    def ok(self) -> bool:
        """True when nothing but notes was found."""
        return all(finding.severity is Severity.NOTE for finding in self.findings)

    @property
    def counts(self) -> dict[str, int]:
        """Number of findings by severity, every severity present."""
        seen = Counter(finding.severity for finding in self.findings)
        return {severity.value: seen[severity] for severity in Severity}
