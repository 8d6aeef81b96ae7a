"""What every format yields: one type, so that what follows need not know the format."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from fazhi_rag.reading.traced import Traced
from fazhi_rag.types import Identity, Unit


@dataclass(frozen=True, slots=True)
class Extract:
    """The text of a file, what the format knows of its structure, what the file says of itself.

    Offsets into "the file" are code points of the text as it was before anything was dropped: the decoded
    file for plain text; the paragraphs in reading order, one a line, for formats that hold markup.
    """

    text: Traced
    encoding: str
    headings: Mapping[int, int] = field(default_factory=dict)
    """Offset in the file of a heading's first character → its depth (1–6)."""
    identity: Identity = Identity()  # noqa: RUF009 - an immutable value
    """What the file states about itself on purpose (front matter): wins over what its text says."""
    hints: Identity = Identity()  # noqa: RUF009
    """What its page metadata says: fills in only what the text leaves open."""
    unit: Unit = Unit.LINE
    starts: tuple[int, ...] = ()
    """Offset in the file at which each unit starts (each page of a PDF, each paragraph of a Word file)."""
    warnings: tuple[str, ...] = ()
    """What the reader had to leave out or guess; Chinese, for the user."""
