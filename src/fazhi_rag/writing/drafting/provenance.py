"""Where a draft came from, complete enough to verify it again without model or knowledge base."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from fazhi_rag.errors import InputError
from fazhi_rag.reading import decode_file
from fazhi_rag.rendering import Page
from fazhi_rag.types import Grounding, Identity, Source, Span, Value
from fazhi_rag.writing.drafting.facts import Fact
from fazhi_rag.writing.drafting.references import Printed, fill_references
from fazhi_rag.writing.drafting.roll_forward import find_blanks
from fazhi_rag.writing.drafting.settling import Grounds, Passage, check

PROMPTS = ("draft_section", "repair_section")
FORMAT = "fazhi-draft/1"


@dataclass(frozen=True, slots=True)
class Provenance(Value):
    """What a draft was made from."""

    township: str
    county: str | None
    year: int
    sources: tuple[Source, ...]
    facts: tuple[Fact, ...]
    printed: tuple[Printed, ...] = ()
    """The figures that were printed by reference, at their places in the draft."""
    model: str | None = None
    prompts: Mapping[str, str] = field(default_factory=dict)
    """SHA-256 of each prompt's text."""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    usage: Mapping[str, int] = field(default_factory=dict)


def hash_prompts(names: Iterable[str] = PROMPTS) -> dict[str, str]:
    """Return the SHA-256 of each prompt's text."""
    folder = files("fazhi_rag.prompts")
    return {name: hashlib.sha256(folder.joinpath(f"{name}.md").read_bytes()).hexdigest() for name in names}


class _Source(BaseModel):
    model_config = ConfigDict(extra="ignore")

    text: str
    township: str | None = None
    county: str | None = None
    year: int | None = None
    name: str | None = None


class _Printed(BaseModel):
    model_config = ConfigDict(extra="ignore")

    span: dict[str, int]
    reference: str


class _Fact(BaseModel):
    model_config = ConfigDict(extra="ignore")

    id: str
    indicator: str
    value: Decimal | None
    unit: str = ""
    qualifier: str = ""
    as_of: str = ""
    topic: str = ""
    note: str = ""
    place: str = ""


class _Provenance(BaseModel):
    model_config = ConfigDict(extra="ignore")

    township: str
    county: str | None
    year: int
    sources: list[_Source]
    facts: list[_Fact]
    printed: list[_Printed] = Field(default_factory=list)


class _Draft(BaseModel):
    model_config = ConfigDict(extra="ignore")

    format: str
    title: str = ""
    text: str
    provenance: _Provenance


def verify_draft(path: str | Path) -> Grounding:
    """Verify a draft again from the file that `Draft.to_json` wrote: its figures against its own sources.

    A figure printed by reference is computed anew from the facts; one that was changed since is not ok.

    Raises:
        InputError: it is no such file; names the field.

    """
    return _verify(_load(path))


def draft_page(path: str | Path) -> Page:
    """Return what a renderer prints of the file that `Draft.to_json` wrote, verified again.

    Raises:
        InputError: it is no such file; names the field.

    """
    draft = _load(path)
    blanks = tuple(blank.span for blank in find_blanks(draft.text))
    return Page(draft.title, draft.text, _verify(draft).findings, blanks=blanks)


def _load(path: str | Path) -> _Draft:
    place = str(path)
    text = decode_file(Path(path))[0]
    try:
        draft = _Draft.model_validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise InputError(f"not a draft this version wrote: {where}: {first['msg']}", place=place) from error
    if draft.format != FORMAT:
        raise InputError(f"draft format {draft.format!r} is not {FORMAT!r}", place=place)
    return draft


def _verify(draft: _Draft) -> Grounding:
    made = draft.provenance
    facts = {fact.id: Fact(**fact.model_dump()) for fact in made.facts}
    sources = tuple(Source(s.text, s.township, s.county, s.year, s.name) for s in made.sources)
    grounds = Grounds(Identity(township=made.township, county=made.county), made.year, sources, facts)
    kept = tuple(again for one in made.printed if (again := _again(one, draft.text, facts)))
    return Grounding(check(Passage(draft.text, kept), grounds))


def _again(stored: _Printed, text: str, facts: Mapping[str, Fact]) -> Printed | None:
    """Print a stored reference anew; None where the text no longer holds what it prints."""
    filled = fill_references("{" + stored.reference + "}", facts)
    span = Span(stored.span.get("start", 0), stored.span.get("end", 0))
    if len(filled.printed) != 1 or filled.text != span.of(text):
        return None
    one = filled.printed[0]
    return Printed(span, one.reference, one.facts, one.value, one.unit, one.expression)
