"""Every value that crosses a room: frozen, slotted, and printable with `to_dict()`.

Reading order: `Span` → `Mention` → `Document` (`Identity`, `Section`, `OffsetMap`) → `Chunk`, `Figure`, `Hit`
→ `Source`, `Evidence`, `Finding`, `Grounding` → `Answer`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from enum import Enum, StrEnum
from typing import Any, ClassVar


def as_json(value: object) -> Any:
    """Turn a value into what `json.dumps` takes: Decimals as strings, tuples as lists, values as dicts."""
    match value:
        case Value():
            return value.to_dict()
        case Enum() | Decimal():
            return str(value)
        case date():
            return value.isoformat()
        case Mapping():
            return {str(key): as_json(item) for key, item in value.items()}
        case tuple() | list() | frozenset():
            return [as_json(item) for item in value]
        case _:
            return value


class Value:
    """A value with `to_dict()`: its fields, then the properties named in `_shown`."""

    __slots__ = ()
    _shown: ClassVar[tuple[str, ...]] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the value as plain JSON types."""
        names = [f.name for f in fields(self) if f.repr] + list(self._shown)  # type: ignore[arg-type]
        return {name: as_json(getattr(self, name)) for name in names}


@dataclass(frozen=True, slots=True, order=True)
class Span(Value):
    """A half-open range of code points: `text[span.start:span.end]`."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        """Return the characters of `text` in this span."""
        return text[self.start : self.end]

    def shift(self, by: int) -> Span:
        """Return the span moved by `by` code points."""
        return Span(self.start + by, self.end + by)

    def contains(self, other: Span) -> bool:
        """Whether `other` lies in this span."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Whether the two spans share at least one code point."""
        return self.start < other.end and other.start < self.end


# --- numbers ---------------------------------------------------------------------------------------------


class Kind(StrEnum):
    """What a numeric mention is (NUMBERS: §1 of docs/numbers.md)."""

    QUANTITY = "quantity"
    PERCENT = "percent"
    RATE = "rate"
    FRACTION = "fraction"
    MULTIPLE = "multiple"
    DATE = "date"
    YEAR = "year"
    YEAR_RANGE = "year_range"
    DOC_NUMBER = "doc_number"
    ARTICLE = "article"
    ORDINAL = "ordinal"
    ENUMERATOR = "enumerator"
    NAMED_TERM = "named_term"
    PHONE = "phone"
    OTHER = "other"


FACT_KINDS = frozenset({Kind.QUANTITY, Kind.PERCENT, Kind.RATE, Kind.FRACTION, Kind.MULTIPLE})
"""Kinds that state how much or how many; only these enter the ledger and drafts."""


class Approx(StrEnum):
    """How the printed value bounds the real one: 120余 → more_than, 10%以上 → at_least, 15天内 → at_most."""

    EXACT = "exact"
    ABOUT = "about"
    MORE_THAN = "more_than"
    AT_LEAST = "at_least"
    LESS_THAN = "less_than"
    AT_MOST = "at_most"


Number = Decimal | tuple[Decimal, Decimal]
"""An exact value, or the two ends of a range."""


@dataclass(frozen=True, slots=True)
class Mention(Value):
    """One numeric expression in a text.

    `value` is a `Number` for facts, years and year ranges, an ISO date (`2023-01-31`, `2021-11`, `--12-04`)
    for dates, the normalised text for document numbers, articles and named terms, None where none is stated
    (多次). The scale is already applied (1万余份 → 10000 份, 80万元 → 800000 元).
    """

    text: str
    span: Span
    kind: Kind
    value: Number | str | None
    unit: str | None = None
    approx: Approx = Approx.EXACT
    per: str | None = None
    """What a rate is counted per: 季度 in 每季度1次, 村（居） in 23个村（居）均配备一名."""
    subject: str | None = None
    """The noun phrase counted, with its verb and modifiers: 成功调处社会矛盾."""
    head: str | None = None
    """The head noun of the subject: 社会矛盾."""
    role: str | None = None
    """before | after (由4间提升到14间), part | whole (98条，含…21条)."""
    actor: str | None = None
    """Who did it, where the sentence says so: 分管领导."""
    period: str | None = None
    """The stated period as written, where narrower than the year: 截至11月底, 上半年, 每季度 is `per`."""
    year: int | None = None
    """The calendar year stated in the same sentence before the number, if any."""
    usable: bool = True
    """False where the digits are damaged (20212025年): never evidence."""

    @property
    def is_fact(self) -> bool:
        """Whether the mention states an amount."""
        return self.kind in FACT_KINDS


# --- documents -------------------------------------------------------------------------------------------


class DocumentKind(StrEnum):
    """What a document is. Policies never support a township's claim."""

    ANNUAL_REPORT = "annual_report"
    POLICY = "policy"
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
    span: Span = Span(0, 0)
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


# --- grounding -------------------------------------------------------------------------------------------


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


@dataclass(frozen=True, slots=True)
class Conflict(Value):
    """Two places of one source (or one text) that give different values for one claim."""

    subject: str
    places: tuple[Evidence, ...]
    message: str


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


# --- answers ---------------------------------------------------------------------------------------------


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
class Answer(Value):
    """A cited answer, or an abstention with its reason. Cannot exist without its findings."""

    text: str
    status: str
    """answered | abstained"""
    reason: Abstention | None
    citations: tuple[Citation, ...]
    findings: tuple[Finding, ...]
    question: str = ""


# --- ingest ----------------------------------------------------------------------------------------------


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


# --- review ----------------------------------------------------------------------------------------------


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
