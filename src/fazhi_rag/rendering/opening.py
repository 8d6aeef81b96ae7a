"""A report's file as a page, its figures checked where sources are given."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from fazhi_rag.grounding import verify
from fazhi_rag.reading import read_document
from fazhi_rag.rendering.page import Page
from fazhi_rag.types import Source


def open_page(path: Path, sources: Sequence[Source] = ()) -> Page:
    """Read a report as a page; without sources none of its figures has a verdict.

    Raises:
        InputError: the file cannot be read; says why.
    """
    document = read_document(path)
    who = document.identity
    title = who.title or path.stem
    if not sources:
        return Page(title, document.text, ())
    found = verify(document.text, sources, township=who.township, county=who.county, year=who.year)
    return Page(title, document.text, found.findings, conflicts=found.conflicts)
