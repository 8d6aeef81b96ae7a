"""Options that several commands share, and the knowledge base they name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from fazhi_rag.knowledge import KnowledgeBase

DEFAULT_KB = Path("kb")
Kb = Annotated[Path, typer.Option("--kb", envvar="FAZHI_KB", help="Folder of the knowledge base.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
Township = Annotated[str | None, typer.Option(help="渠马镇 or 云阳县渠马镇.")]
County = Annotated[str | None, typer.Option(help="云阳县.")]
Year = Annotated[int | None, typer.Option(help="The year reported on.")]
Topic = Annotated[str | None, typer.Option(help="Topic id or Chinese name, e.g. dispute_resolution.")]


@contextmanager
def open_kb(kb: Path, *, create: bool = False) -> Iterator[KnowledgeBase]:
    """Open the knowledge base of a command and close it after."""
    from fazhi_rag.knowledge import KnowledgeBase

    with KnowledgeBase.open(kb, create=create) as base:
        yield base
