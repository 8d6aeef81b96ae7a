"""The index of the reports in a knowledge base, kept in its folder and rebuilt when the reports change."""

from __future__ import annotations

import hashlib
import os
import re
import zipfile
from functools import lru_cache
from pathlib import Path

import numpy as np

from fazhi_rag.knowledge import DocumentRecord, KnowledgeBase
from fazhi_rag.reading import ITEM_LEVEL
from fazhi_rag.reviewing.formulas import shared_phrases
from fazhi_rag.reviewing.shingles import Own, ShingleIndex, own_wording
from fazhi_rag.types import Document, Span

FILE_NAME = "shared-wording.npz"
_FORMAT = "1"
_LONGEST_HEADING = 40
"""Characters; what is longer is a sentence that opens a section."""
_ARRAYS = ("hashes", "places", "codes", "starts")


def wording_index(kb: KnowledgeBase, records: list[DocumentRecord]) -> ShingleIndex:
    """Return the index of these reports, in their order: from memory, the folder, or made anew.

    A folder that cannot be written to costs the time of making it again, no more.
    """
    return _load_or_make(_Held(kb, tuple(records), _stamp(records)))


def wording_of(document: Document) -> Own:
    """Return a report's own wording: its title, headings and the names of its place are set aside."""
    who = document.identity
    stem = re.sub("街道$|[镇乡]$", "", who.township) if who.township else None
    headings = [one.heading_span for one in document.sections if one.level < ITEM_LEVEL]
    first = Span(0, headings[0].start) if headings else Span(0, 0)
    title = document.text.find("\n", first.start, first.end) + 1
    return own_wording(
        document.text,
        names=(who.township, stem, who.county, who.prefecture),
        aside=[Span(0, title), *(span for span in headings if len(span) <= _LONGEST_HEADING)],
    )


class _Held:
    """Reports of a knowledge base, equal to others with the same stamp."""

    def __init__(self, kb: KnowledgeBase, records: tuple[DocumentRecord, ...], stamp: str) -> None:
        self.kb, self.records, self.stamp = kb, records, stamp

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held) and (self.stamp, self.kb.path) == (other.stamp, other.kb.path)

    def __hash__(self) -> int:
        return hash((self.stamp, self.kb.path))


@lru_cache(maxsize=2)
def _load_or_make(held: _Held) -> ShingleIndex:
    path = held.kb.path / FILE_NAME
    index = _load(path, held.stamp)
    if index is None:
        index = ShingleIndex.of(wording_of(held.kb.load(record.id)) for record in held.records)
        _save(path, index, held.stamp)
    return index


def _stamp(records: list[DocumentRecord]) -> str:
    """Return what changes when a report, its place or the formula table does."""
    told = [(r.id, r.sha256, r.identity.township, r.identity.county) for r in records]
    return hashlib.sha256(f"{_FORMAT}{shared_phrases().pattern}{told}".encode()).hexdigest()


def _load(path: Path, stamp: str) -> ShingleIndex | None:
    try:
        with np.load(path, allow_pickle=False) as held:
            if str(held["stamp"]) != stamp:
                return None
            return ShingleIndex(*(held[name] for name in _ARRAYS))
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None  # not made yet, or cut off: it is made from the catalogue again


def _save(path: Path, index: ShingleIndex, stamp: str) -> None:
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("wb") as file:
            np.savez(file, stamp=np.array(stamp), **{name: getattr(index, name) for name in _ARRAYS})
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)
