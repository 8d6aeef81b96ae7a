"""What a draft is: its text, the verdict on each number, what it rests on, and how to check it again."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fazhi_rag.rendering import Page, WordSettings, export_docx, render_html, render_markdown
from fazhi_rag.types import Citation, Conflict, Finding, Value
from fazhi_rag.writing.drafting.checklist import Ticked
from fazhi_rag.writing.drafting.provenance import Provenance
from fazhi_rag.writing.drafting.roll_forward import Blank


@dataclass(frozen=True, slots=True)
class Draft(Value):
    """A draft with the verdict on each of its numbers. Cannot exist without them.

    `evidence` lists what its figures rest on: the facts used, and last year's text it was rolled from.
    """

    title: str
    text: str
    findings: tuple[Finding, ...]
    blanks: tuple[Blank, ...]
    evidence: tuple[Citation, ...]
    provenance: Provenance
    unused: tuple[str, ...] = ()
    """Facts of the sheet that do not stand in the draft, as sentences."""
    notes: tuple[str, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    """Claims of the draft that fight each other."""
    checklist: tuple[Ticked, ...] = ()

    @property
    def model(self) -> str | None:
        """The model that wrote it; None for one rolled forward."""
        return self.provenance.model

    def to_markdown(self) -> str:
        """Return the draft with its findings table, as Markdown."""
        return render_markdown(self._page())

    def to_html(self) -> str:
        """Return the draft as one self-contained HTML page."""
        return render_html(self._page())

    def to_docx(self, path: str | Path, settings: WordSettings | None = None) -> None:
        """Write the draft as a Word file in the form of GB/T 9704-2012, read back and compared.

        Raises:
            InputError: the file or the template cannot be used.

        """
        export_docx(self._page(), Path(path), settings)

    def to_json(self) -> str:
        """Return all of it as JSON, which `verify_draft` can check without model or knowledge base."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=1)

    def to_dict(self) -> dict[str, Any]:
        """Return the draft as plain JSON types, marked with its format."""
        return {"format": "fazhi-draft/1", **Value.to_dict(self), "model": self.model}

    def _page(self) -> Page:
        spans = tuple(blank.span for blank in self.blanks)
        return Page(
            self.title,
            self.text,
            self.findings,
            self.evidence,
            conflicts=self.conflicts,
            blanks=spans,
            notes=self.notes,
            unused=self.unused,
        )
