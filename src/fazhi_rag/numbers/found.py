"""A mention while it is being read: mutable, positions only. `scan` turns it into a `Mention`."""

from __future__ import annotations

from dataclasses import dataclass

from fazhi_rag.types import FACT_KINDS, Approx, Kind, Mention, Number, Span


@dataclass(slots=True)
class Found:
    """One numeric expression and what later steps learn about it."""

    start: int
    end: int
    kind: Kind
    value: Number | str | None = None
    unit: str | None = None
    approx: Approx = Approx.EXACT
    per: str | None = None
    subject: str | None = None
    head: str | None = None
    role: str | None = None
    actor: str | None = None
    period: str | None = None
    year: int | None = None
    usable: bool = True

    @property
    def is_fact(self) -> bool:
        """Whether it states an amount."""
        return self.kind in FACT_KINDS

    def as_mention(self, text: str) -> Mention:
        """Freeze it into the public value."""
        return Mention(
            text[self.start : self.end],
            Span(self.start, self.end),
            self.kind,
            self.value,
            self.unit,
            self.approx,
            self.per,
            self.subject,
            self.head,
            self.role,
            self.actor,
            self.period,
            self.year,
            self.usable,
        )
