"""What a composer hands back: lines, each speaking for one document or for the library itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from fazhi_rag.knowledge import DocumentRecord
from fazhi_rag.numbers import render_chinese
from fazhi_rag.types import Abstention, AnswerRow, Citation, Finding, Place, Span
from fazhi_rag.writing.asking.candidates import Candidate


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an answer.

    With `record` it is quoted from that document, and every number in it is verified against it. Without, it
    is the library's own word: a name, a note, or a computation that brings its `findings` along (spans in
    the line).
    """

    text: str
    record: DocumentRecord | None = None
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer before its verification."""

    lines: tuple[Line, ...]
    citations: tuple[Citation, ...] = ()
    reason: Abstention | None = None
    rows: tuple[AnswerRow, ...] = ()

    @property
    def text(self) -> str:
        """The answer as printed."""
        return "\n".join(line.text for line in self.lines)


def abstain(reason: Abstention, message: str) -> Reply:
    """Return an abstention with its message."""
    return Reply((Line(message),), reason=reason)


class Quoter:
    """The one gate of citations: numbers quotations in the order they are printed, in scope only.

    The same place keeps its number. What is not of the records the quoter was opened for cannot be cited.
    """

    def __init__(self, scope: Iterable[DocumentRecord]) -> None:
        """Open the gate for the documents a question is about."""
        self._scope = {record.name: record.identity for record in scope}
        self._citations: dict[Place, Citation] = {}

    def quote(self, record: DocumentRecord, text: str, place: Place) -> Line:
        """Return `text` as a line with its citation key: …。[1]"""
        return Line(f"{text}[{self.cite(text, place)}]", record)

    def cite(self, text: str, place: Place) -> int:
        """Take up a quotation without printing it, and return its key.

        Raises:
            ValueError: the place is of a document, township or year that the question is not about.

        """
        who = self._scope.get(place.document)
        whose = (place.township, place.county, place.year)
        if who is None or (any(whose) and whose != (who.township, who.county, who.year)):
            raise ValueError(f"{place.document}: out of the question's scope; nothing of it may be cited")
        return self._citations.setdefault(place, Citation(len(self._citations) + 1, text, place)).key

    def lines(self, candidates: Iterable[Candidate]) -> list[Line]:
        """Quote sentences; those that follow each other in one section are quoted as one passage."""
        passages: list[list[Candidate]] = []
        for candidate in candidates:
            if passages and _follows(passages[-1][-1], candidate):
                passages[-1].append(candidate)
            else:
                passages.append([candidate])
        return [self._quote_passage(passage) for passage in passages]

    def _quote_passage(self, sentences: list[Candidate]) -> Line:
        first, last = sentences[0], sentences[-1]
        place = replace(first.place, span=Span(first.span.start, last.span.end))
        return self.quote(first.record, "".join(c.text for c in sentences), place)

    @property
    def citations(self) -> tuple[Citation, ...]:
        """All quotations so far, by key."""
        return tuple(self._citations.values())


def _follows(one: Candidate, other: Candidate) -> bool:
    """Whether `other` is the next sentence of the same section, with no space between."""
    same = one.record is other.record and one.sections == other.sections
    return same and one.span.end == other.span.start


def count_in_words(number: int) -> str:
    """Print how many there are, as it stands before a measure word: 两份, 十二份."""
    return "两" if number == 2 else render_chinese(number)


def name_report(record: DocumentRecord) -> str:
    """Name a report: 云阳县渠马镇（2022年度）."""
    who = record.identity
    year = f"（{who.year}年度）" if who.year else ""
    return f"{who.county or ''}{who.township or record.name}{year}"


def name_reports(records: Sequence[DocumentRecord], *, most: int = 12) -> str:
    """Name reports; of many, the first `most` and how many there are."""
    more = f"等{len(records)}份报告" if len(records) > most else ""
    return "、".join(map(name_report, records[:most])) + more
