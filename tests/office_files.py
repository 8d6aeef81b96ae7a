"""Files of other programs, made by a LibreOffice of this machine; tests skip where there is none."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
needs_office = pytest.mark.skipif(SOFFICE is None, reason="no LibreOffice on this machine")


def convert(suffix: str, *sources: Path) -> list[Path]:
    """Return the sources, all of one folder, converted to another format, beside them."""
    assert SOFFICE
    folder = sources[0].parent
    subprocess.run(
        [
            *(SOFFICE, "--headless", "--norestore", f"-env:UserInstallation={(folder / 'profile').as_uri()}"),
            *("--convert-to", suffix, "--outdir", str(folder), *map(str, sources)),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return [source.with_suffix("." + suffix.partition(":")[0]) for source in sources]


def write_docx(path: Path, paragraphs: Sequence[str], *, titles: int = 1) -> Path:
    """Write paragraphs as a Word file: titles centred, the others with an indent of two characters."""
    from docx import Document
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    document = Document()
    for number, text in enumerate(paragraphs):
        paragraph = document.add_paragraph(text)
        for run in paragraph.runs:
            run.font.size = Pt(16)
        if number < titles:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        else:
            paragraph.paragraph_format.first_line_indent = Pt(32)
    document.save(str(path))
    return path
