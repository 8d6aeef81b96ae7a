"""The index of the reports in a knowledge base, kept in its folder and rebuilt when the reports change."""

from __future__ import annotations

import hashlib
import os
import zipfile
from functools import lru_cache
from pathlib import Path

import numpy as np

from fazhi_rag.knowledge import DocumentRecord, KnowledgeBase
from fazhi_rag.reviewing.formulas import shared_phrases
from fazhi_rag.reviewing.shingles import Own, ShingleIndex, own_wording
from fazhi_rag.types import Identity

FILE_NAME = "shared-wording.npz"
_FORMAT = "1"
_ARRAYS = ("hashes", "places", "codes", "starts")


def wording_index(kb: KnowledgeBase, records: list[DocumentRecord]) -> ShingleIndex:
    """Return the index of these reports, in their order: from memory, the folder, or made anew.

    A folder that cannot be written to costs the time of making it again, no more.
    """
    return _load_or_make(_Held(kb, tuple(records), _stamp(records)))


def wording_of(text: str, who: Identity) -> Own:
    """Return a report's own wording, the names of its township and county aside."""
    stem = (
        who.township.removesuffix("街道")[: -1 if who.township[-1] in "镇乡" else None]
        if who.township
        else None
    )
    return own_wording(text, (who.township, stem, who.county, who.prefecture))


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
        index = ShingleIndex.of(
            wording_of(held.kb.load(record.id).text, record.identity) for record in held.records
        )
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
