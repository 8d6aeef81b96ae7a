"""What a composer hands back, and how quoted sentences are laid out and numbered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from fazhi_rag.knowledge import DocumentRecord
from fazhi_rag.types import Abstention, Citation, Place, Span
from fazhi_rag.writing.candidates import Candidate


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer before its verification."""

    text: str
    citations: tuple[Citation, ...] = ()
    reason: Abstention | None = None
    notes: tuple[str, ...] = ()

    def with_note(self, note: str) -> Reply:
        """Return the reply with a line of its own before the text."""
        return replace(self, text=f"{note}\n{self.text}", notes=(*self.notes, note))


def abstain(reason: Abstention, message: str) -> Reply:
    """Return an abstention with its message."""
    return Reply(message, reason=reason)


class Quoter:
    """Numbers quotations in the order they are printed; the same sentence keeps its number."""

    def __init__(self) -> None:
        self._citations: dict[Place, Citation] = {}

    def quote(self, text: str, place: Place) -> str:
        """Return `text` with its citation key: …。[1]"""
        citation = self._citations.setdefault(place, Citation(len(self._citations) + 1, text, place))
        return f"{text}[{citation.key}]"

    def lines(self, candidates: Iterable[Candidate]) -> str:
        """Quote sentences; those that follow each other in one section are quoted as one passage."""
        passages: list[list[Candidate]] = []
        for c in candidates:
            if passages and _follows(passages[-1][-1], c):
                passages[-1].append(c)
            else:
                passages.append([c])
        return "\n".join(map(self._quote_passage, passages))

    def _quote_passage(self, sentences: list[Candidate]) -> str:
        first, last = sentences[0], sentences[-1]
        place = replace(first.place, span=Span(first.span.start, last.span.end))
        return self.quote("".join(c.text for c in sentences), place)

    @property
    def citations(self) -> tuple[Citation, ...]:
        """All quotations so far, by key."""
        return tuple(self._citations.values())


def _follows(one: Candidate, other: Candidate) -> bool:
    """Whether `other` is the next sentence of the same section of the same report, with no space between."""
    return one.record is other.record and one.sections == other.sections and one.span.end == other.span.start


def name_report(record: DocumentRecord) -> str:
    """Name a report: 云阳县渠马镇（2022年度）."""
    who = record.identity
    year = f"（{who.year}年度）" if who.year else ""
    return f"{who.county or ''}{who.township or record.name}{year}"
