"""What a rule is given: the report read for checking, the settings, the knowledge base where there is one."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from fazhi_rag.grounding.prepared import PreparedSource, read_source
from fazhi_rag.reviewing.holdings import Holdings
from fazhi_rag.reviewing.registry import rules
from fazhi_rag.reviewing.settings import ReviewSettings
from fazhi_rag.types import Document, Evidence, Part, ReviewFinding, Source, Span

_MOST_RELATED = 10
"""Further places listed with a slip that runs through a whole report."""
_AROUND = 12
"""Characters quoted on both sides of such a place."""


@dataclass(frozen=True)
class Report:
    """A report under review."""

    document: Document
    settings: ReviewSettings
    holdings: Holdings | None = None

    @property
    def text(self) -> str:
        """The text under review."""
        return self.document.text

    @property
    def year(self) -> int | None:
        """The year reported on."""
        return self.document.identity.year

    @cached_property
    def prepared(self) -> PreparedSource:
        """The text with its numbers and their contexts."""
        return read_source(Source(self.text, name=self.document.name))

    @cached_property
    def told_in(self) -> tuple[tuple[Span, Part | None], ...]:
        """The level-one sections and what each is for."""
        return tuple((one.span, one.part) for one in self.document.sections if one.parent is None)

    def part_at(self, offset: int) -> Part | None:
        """Return the required part that the level-one section at `offset` is, if any."""
        at = bisect_right(self.told_in, offset, key=lambda told: told[0].start) - 1
        return self.told_in[at][1] if at >= 0 and offset < self.told_in[at][0].end else None

    def finding(
        self,
        code: str,
        span: Span,
        message: str,
        *,
        fix: str | None = None,
        related: Iterable[Evidence] = (),
    ) -> ReviewFinding:
        """Return a finding of the rule `code` at `span`."""
        place = self.document.place_of(span) if len(span) else None
        severity = rules()[code].severity
        return ReviewFinding(code, severity, span.of(self.text), span, message, fix, tuple(related), place)

    def gathered(
        self, code: str, spans: list[Span], message: str, *, fix: str | None = None
    ) -> Iterator[ReviewFinding]:
        """Yield one finding for a slip that recurs: its first place, the others related; none for none."""
        if spans:
            count = f"（全文{len(spans)}处）" if len(spans) > 1 else ""
            related = map(self._nearby, spans[1 : _MOST_RELATED + 1])
            yield self.finding(code, spans[0], message + count, fix=fix, related=related)

    def _nearby(self, span: Span) -> Evidence:
        """Return a place with the few words around it: a mark may stand in its sentence many times."""
        before = self.text[max(span.start - _AROUND, 0) : span.start].rpartition("\n")[2]
        after = self.text[span.end : span.end + _AROUND].partition("\n")[0]
        text = span.of(self.text)
        return Evidence(text, f"{before}{text}{after}", span, self.document.name)


@dataclass(frozen=True, slots=True)
class Check:
    """A function that looks for the findings of some rules."""

    codes: tuple[str, ...]
    run: Callable[[Report], Iterator[ReviewFinding]]
