"""What the knowledge room says about its documents, and how a search is limited."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fazhi_rag.reading import Township
from fazhi_rag.types import Chunk, DocumentKind, Identity, Part, Value


@dataclass(frozen=True, slots=True)
class DocumentRecord(Value):
    """One document of a knowledge base, without its text."""

    id: int
    name: str
    identity: Identity
    sha256: str
    sections: int
    chunks: int
    figures: int


@dataclass(frozen=True, slots=True)
class Scope(Value):
    """Strict limits of a search; None does not limit."""

    kind: DocumentKind | None = None
    township: str | None = None
    county: str | None = None
    year: int | None = None
    topic: str | None = None
    part: Part | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One chunk as the indexes take it up."""

    chunk_id: int
    document_id: int
    identity: Identity
    chunk: Chunk

    @property
    def search_text(self) -> str:
        """The chunk after its township, year, title and heading path, which it rarely repeats itself."""
        identity = self.identity
        year = f"{identity.year}年" if identity.year else None
        head = (identity.county, identity.township, year, identity.title, *self.chunk.path)
        return "\n".join([part for part in head if part] + [self.chunk.text])


@dataclass(frozen=True, slots=True)
class Whereabouts(Value):
    """Whether a township is in the library, and which townships of the name exist."""

    held: bool
    exist: tuple[Township, ...]
    """By the gazetteer; () where it has none of the name, or where there is no gazetteer."""
    gazetteer: bool
    """Whether there is a gazetteer: without one, nothing is known of what exists."""


Ranking = list[tuple[int, float]]
"""(chunk id, score), best first."""

Pair = tuple[str | None, str]
"""(county, township): two townships of one name in two counties are two townships."""


def resolve_township(name: str, county: str | None, held: Iterable[Pair]) -> Pair | None:
    """Return (county, township) for a name as people write it, or None where the library holds no such one.

    渠马镇 is looked up as it stands; 云阳县渠马镇 and 重庆市云阳县渠马镇 are split where what precedes a held
    township ends with the county it is held under. The county returned is None where none was asked for.
    """
    pairs = list(held)
    if any(name == township and county in (None, held_county) for held_county, township in pairs):
        return county, name
    for held_county, township in pairs:
        before = name.removesuffix(township)
        if held_county and before != name and before.endswith(held_county) and county in (None, held_county):
            return held_county, township
    return None
