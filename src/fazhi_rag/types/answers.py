"""A cited answer, or an abstention."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from fazhi_rag.types.documents import Place
from fazhi_rag.types.grounding import Finding
from fazhi_rag.types.mentions import Approx, Number
from fazhi_rag.types.values import Value


@dataclass(frozen=True, slots=True)
class Citation(Value):
    """A sentence of an answer and the place it was quoted from. `key` is printed in the answer: [1]."""

    key: int
    text: str
    place: Place


class Abstention(StrEnum):
    """Why a question was not answered."""

    NO_SUCH_TOWNSHIP = "no_such_township"
    NO_SUCH_YEAR = "no_such_year"
    NOT_MENTIONED = "not_mentioned"
    AMBIGUOUS_NAME = "ambiguous_name"
    NO_DOCUMENTS = "no_documents"


@dataclass(frozen=True, slots=True)
class AnswerRow(Value):
    """What one report says to a question about amounts; `figure` is None where it says nothing (未提及)."""

    township: str | None
    county: str | None
    year: int | None
    figure: str | None
    """As printed: 20余次."""
    value: Number | None = None
    unit: str | None = None
    approx: Approx = Approx.EXACT
    subject: str | None = None
    period: str | None = None
    """As printed, where narrower than the year: 截至11月底."""
    key: int | None = None
    """Of the citation it stands in."""


@dataclass(frozen=True, slots=True)
class Answer(Value):
    """A cited answer, or an abstention with its reason. Cannot exist without its findings."""

    COLUMNS: ClassVar[tuple[str, ...]] = (
        "县区",
        "乡镇",
        "年度",
        "数字",
        "数值",
        "单位",
        "指标",
        "时段",
        "出处",
    )

    text: str
    status: str
    """answered | abstained"""
    reason: Abstention | None
    citations: tuple[Citation, ...]
    findings: tuple[Finding, ...]
    question: str = ""
    rows: tuple[AnswerRow, ...] = ()
    """One row a report, for questions that set amounts side by side."""

    def to_table(self) -> tuple[tuple[str, ...], ...]:
        """Return the rows as printed, under `COLUMNS`."""
        return (self.COLUMNS, *(self._printed(row) for row in self.rows))

    def _printed(self, row: AnswerRow) -> tuple[str, ...]:
        cited = next((c for c in self.citations if c.key == row.key), None)
        value = "—".join(map(str, row.value)) if isinstance(row.value, tuple) else row.value
        cells = (
            row.county,
            row.township,
            row.year,
            row.figure or "未提及",
            value,
            row.unit,
            row.subject,
            row.period,
        )
        place = f"{cited.place.document} {cited.place.section}" if cited else ""
        return (*("" if cell is None else str(cell) for cell in cells), place)
