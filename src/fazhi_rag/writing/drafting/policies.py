"""依据: the policies in force in a report's year, and the 《titles》 a draft may cite."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from fazhi_rag.grounding import find_titles
from fazhi_rag.knowledge import DocumentRecord, KnowledgeBase
from fazhi_rag.types import DocumentKind, Span


@dataclass(frozen=True, slots=True)
class Basis:
    """A policy that may be cited."""

    key: str
    """p1, p2, …"""
    title: str
    number: str | None

    @property
    def cited(self) -> str:
        """As a report cites it: 《…》（国令第713号）."""
        return f"《{self.title}》" + (f"（{self.number}）" if self.number else "")


def policies_in_force(kb: KnowledgeBase, year: int) -> tuple[Basis, ...]:
    """List the policies held that are in force at some time of `year`, by title."""
    held = [r for r in kb.documents(kind=DocumentKind.POLICY) if r.identity.title and _in_force(r, year)]
    ordered = sorted(held, key=lambda record: record.identity.title or "")
    return tuple(
        Basis(f"p{i}", record.identity.title or "", record.identity.doc_number)
        for i, record in enumerate(ordered, start=1)
    )


def expired_titles(kb: KnowledgeBase, year: int) -> dict[str, date]:
    """Return the titles of policies held that were no longer in force in `year`, with their last day."""
    return {
        record.identity.title: record.identity.effective_to
        for record in kb.documents(kind=DocumentKind.POLICY)
        if record.identity.title and record.identity.effective_to and record.identity.effective_to.year < year
    }


def unknown_titles(text: str, known: Iterable[str]) -> list[Span]:
    """Return the 《titles》 of `text` that stand in none of the `known` texts."""
    held = list(known)
    return [span for span, title in find_titles(text) if not any(_bare(title) in _bare(one) for one in held)]


def stale_notes(text: str, expired: dict[str, date], year: int) -> list[str]:
    """Say which expired policies a text for `year` cites as if they held."""
    return [
        f"《{title}》的有效期到{last.year}年为止，{year}年度报告引用时请核实是否已有新的规定。"
        for title, last in expired.items()
        if any(_bare(cited) == _bare(title) for _, cited in find_titles(text))
    ]


def list_bases(bases: Sequence[Basis]) -> str:
    """Return the policies as lines for a prompt."""
    return "\n".join(f"- {basis.key} {basis.cited}" for basis in bases) or "（无）"


def _in_force(record: DocumentRecord, year: int) -> bool:
    who = record.identity
    begun = who.effective_from is None or who.effective_from.year <= year
    return begun and (who.effective_to is None or who.effective_to.year >= year)


def _bare(title: str) -> str:
    return title.translate(str.maketrans("", "", "《》〈〉()（） 　")).removeprefix("中华人民共和国")
