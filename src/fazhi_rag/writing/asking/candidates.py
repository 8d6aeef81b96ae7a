"""The sentences of a report that could answer, each with the passage and the headings it stands under."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from fazhi_rag.knowledge import DocumentRecord
from fazhi_rag.numbers import sentence_spans
from fazhi_rag.reading import ITEM_LEVEL
from fazhi_rag.types import Document, Part, Place, Section, Span


@dataclass(frozen=True, slots=True)
class Candidate:
    """One sentence that could be quoted."""

    record: DocumentRecord
    span: Span
    text: str
    sections: tuple[Section, ...]
    """The sections it stands in, outermost first; a run-in item is the last."""
    passage: str
    """The text of the deepest one without its subsections: what the sentence is read with."""

    @property
    def part(self) -> Part | None:
        """The required part it belongs to."""
        return next((section.part for section in reversed(self.sections) if section.part), None)

    @property
    def heading(self) -> str:
        """The headings above it, outermost first, joined by ' › '."""
        return " › ".join(self.sections[-1].path) if self.sections else ""

    @property
    def topics(self) -> tuple[str, ...]:
        """What the section it stands in is about."""
        return self.sections[-1].topics if self.sections else ()

    @property
    def place(self) -> Place:
        """Where the sentence stands."""
        who = self.record.identity
        return Place(self.record.name, who.township, who.county, who.year, self.heading, self.span)

    @property
    def context(self) -> str:
        """The sentence with its headings and passage, for matching."""
        return f"{self.text} {self.heading} {self.passage}"


def list_candidates(document: Document, record: DocumentRecord) -> list[Candidate]:
    """List the sentences of `document` in order, without headings, the head and foot, and damaged ones."""
    titles = {Span(s.heading_span.start, end) for s, end in _own_lines(document)}
    who = record.identity
    of_paper = {who.title, who.doc_number, *who.issuers}
    return [
        _candidate(document, record, span)
        for piece in _pieces(document)
        if piece not in titles
        for span in _stripped(document.text, piece)
        if not any(span.overlaps(damaged) for damaged in document.damaged)
        and span.of(document.text) not in of_paper
    ]


def _pieces(document: Document) -> Iterator[Span]:
    """Cut the text where a section starts, so that no sentence runs across a heading."""
    ends = {end for _, end in _own_lines(document)}
    cuts = sorted({0, len(document.text), *(s.span.start for s in document.sections), *ends})
    yield from (Span(start, end) for start, end in pairwise(cuts))


def _own_lines(document: Document) -> Iterator[tuple[Section, int]]:
    """The sections whose heading has its line to itself, with where it ends."""
    for section in document.sections:
        end = section.heading_span.end
        if section.level < ITEM_LEVEL and document.text[end : end + 1] in ("\n", ""):
            yield section, end


def _stripped(text: str, piece: Span) -> Iterator[Span]:
    for span in sentence_spans(piece.of(text)):
        raw = span.shift(piece.start).of(text)
        start = span.start + piece.start + len(raw) - len(raw.lstrip())
        if body := raw.strip():
            yield Span(start, start + len(body))


def _candidate(document: Document, record: DocumentRecord, span: Span) -> Candidate:
    sections = _holding(document, document.section_at(span.start))
    return Candidate(record, span, span.of(document.text), sections, _own_text(document, sections))


def _holding(document: Document, section: Section | None) -> tuple[Section, ...]:
    """The section and those above it, outermost first."""
    chain: list[Section] = []
    while section:
        chain.append(section)
        section = document.sections[section.parent] if section.parent is not None else None
    return tuple(reversed(chain))


def _own_text(document: Document, sections: tuple[Section, ...]) -> str:
    """The deepest section's text up to its first subsection."""
    if not sections:
        return ""
    section = sections[-1]
    below = [s.span.start for s in document.sections if s.parent == section.index]
    return document.text[section.span.start : min([*below, section.span.end])]
