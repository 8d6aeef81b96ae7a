"""A file as read, and what the knowledge base makes of it."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from fazhi_rag.types.mentions import Mention
from fazhi_rag.types.values import Span, Value

_TOWNSHIP_TYPE = re.compile(r"(?P<people>族(?=[乡苏]))?(?P<kind>镇|街道|乡|苏木)\Z")


class DocumentKind(StrEnum):
    """What a document is. Policies never support a township's claim."""

    ANNUAL_REPORT = "annual_report"
    POLICY = "policy"
    DISCLOSURE_REPORT = "disclosure_report"
    """The 政府信息公开工作年度报告 of the same township and year: another genre with figures of its own."""
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Identity(Value):
    """Who wrote a document, about which year. Anything the file does not say is None."""

    kind: DocumentKind = DocumentKind.OTHER
    title: str | None = None
    township: str | None = None
    """With its suffix: 渠马镇."""
    county: str | None = None
    prefecture: str | None = None
    province: str | None = None
    year: int | None = None
    """The year reported on, never the year of issue."""
    issue_date: date | None = None
    doc_number: str | None = None
    addressee: str | None = None
    issuers: tuple[str, ...] = ()
    effective_from: date | None = None
    """Policies only."""
    effective_to: date | None = None

    @property
    def key(self) -> str:
        """The identity two versions of one document share; empty where the file does not tell enough."""
        if self.kind is DocumentKind.POLICY:
            return f"policy/{self.title}" if self.title else ""
        if self.township and self.year:
            return f"{self.kind}/{self.county or ''}/{self.township}/{self.year}"
        return ""

    @property
    def township_type(self) -> str | None:
        """镇, 乡, 民族乡, 街道, 苏木 or 民族苏木, by the name's ending; None without a township."""
        found = _TOWNSHIP_TYPE.search(self.township or "")
        if not found:
            return None
        return found["kind"] if not found["people"] else f"民族{found['kind']}"


class Part(StrEnum):
    """The parts a report must have (督察工作规定: 举措成效, 不足和原因, 第一责任人, 下一年安排)."""

    ACHIEVEMENTS = "achievements"
    PROBLEMS = "problems"
    FIRST_RESPONSIBLE = "first_responsible"
    NEXT_PLAN = "next_plan"


@dataclass(frozen=True, slots=True)
class Section(Value):
    """A heading with everything under it, or a run-in item (一是…).

    `span` runs from the first character of the number to the end of the section's own subtree.
    """

    index: int
    parent: int | None
    level: int
    """1 for 一、, 2 for （一）, 3 for 1. and deeper numbers, 9 for a run-in item 一是."""
    number: str
    """As printed: 一、 （7） 一是; empty for the preamble."""
    heading: str
    """The title after the number, or the lead sentence of a run-in heading or item."""
    span: Span
    heading_span: Span
    """Number and heading together."""
    path: tuple[str, ...]
    """Number + heading of each ancestor and of itself."""
    part: Part | None = None
    topics: tuple[str, ...] = ()
    """Up to three topic ids, best first."""


@dataclass(frozen=True, slots=True)
class OffsetMap(Value):
    """From offsets of the cleaned text back to code points of the decoded file.

    Piecewise: the cleaned range from `clean[i]` on came from the file at `raw[i]`; the two run in step for
    `length[i]` characters. Text that was dropped lies between two pieces.
    """

    clean: tuple[int, ...]
    raw: tuple[int, ...]
    length: tuple[int, ...]

    def raw_span(self, span: Span) -> Span:
        """Return the range of the file that `span` of the cleaned text came from.

        An empty span maps to an empty span.
        """
        start = self._raw(span.start)
        return Span(start, self._raw(span.end - 1) + 1 if len(span) else start)

    def _raw(self, offset: int) -> int:
        if not self.clean:
            return 0
        piece = max(bisect_right(self.clean, offset) - 1, 0)
        return self.raw[piece] + min(offset - self.clean[piece], max(self.length[piece], 1) - 1)


class Unit(StrEnum):
    """What a place in a file is counted in."""

    LINE = "line"
    PARAGRAPH = "paragraph"
    PAGE = "page"


@dataclass(frozen=True, slots=True)
class Document(Value):
    """A file as read: cleaned text, identity, section tree and the way back to the file."""

    name: str
    """The path it was read from, as given."""
    sha256: str
    """Of the file's bytes."""
    encoding: str
    identity: Identity
    text: str
    sections: tuple[Section, ...]
    """In document order; parents before children."""
    offsets: OffsetMap = field(repr=False)
    warnings: tuple[str, ...] = ()
    unit: Unit = Unit.LINE
    starts: tuple[int, ...] = field(default=(), repr=False)
    """Offset in the file at which each unit starts; what `place_of` counts."""
    damaged: tuple[Span, ...] = ()
    """Sentences whose digits lost characters or whose words an advert covers: stored, never evidence."""

    def place_of(self, span: Span) -> int | None:
        """Return the number, from 1, of the `unit` of the file in which `span` of the text starts."""
        if not self.starts:
            return None
        return max(bisect_right(self.starts, self.offsets.raw_span(span).start), 1)

    def section_at(self, offset: int) -> Section | None:
        """Return the deepest section that holds `offset`."""
        found = None
        for section in self.sections:
            if section.span.start <= offset < section.span.end:
                found = section
        return found


@dataclass(frozen=True, slots=True)
class Chunk(Value):
    """A passage that is searched and quoted: `document.text[chunk.span] == chunk.text`, always."""

    index: int
    """Position in its document."""
    span: Span
    text: str
    section: int | None
    """Index of the deepest section that holds the whole chunk."""
    path: tuple[str, ...]
    topics: tuple[str, ...]
    part: Part | None = None
    usable: bool = True
    """False where the file is damaged there: kept, but neither searched nor quoted."""


NOWHERE = Span(0, 0)
"""The span of a place that is a whole document."""


@dataclass(frozen=True, slots=True)
class Place(Value):
    """Where a text stands: which document, whose, about which year, in which section."""

    document: str
    """Name of the file, as ingested."""
    township: str | None = None
    county: str | None = None
    year: int | None = None
    section: str = ""
    """Heading path, joined by ' › '."""
    span: Span = NOWHERE
    """In the document's text."""


@dataclass(frozen=True, slots=True)
class Figure(Value):
    """One row of the ledger: a fact mention with the place it stands in."""

    mention: Mention
    place: Place
    sentence: str
    sentence_span: Span
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit(Value):
    """One search result."""

    text: str
    score: float
    township: str | None
    county: str | None
    year: int | None
    section: str
    document: str
    span: Span
    topics: tuple[str, ...] = ()
    part: Part | None = None
