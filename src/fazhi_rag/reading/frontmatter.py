"""YAML front matter: what the keeper of a file says about it, checked before it is believed."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any

import yaml
from pydantic import (
    AfterValidator,
    AliasChoices,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
)

from fazhi_rag.errors import InputError
from fazhi_rag.types import DocumentKind, Identity, Span

_BLOCK = re.compile(
    r"\s*---[ \t]*\r?\n(?P<yaml>.*?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE
)
_OPENING = re.compile(r"\s*---[ \t]*\r?\n(?:[ \t]*(?:#.*)?\r?\n)*[A-Za-z_]+[ \t]*:")
_LIMIT = 16_384
"""Characters. Real front matter has a few hundred."""
_MOST_BRACKETS = 64
"""The YAML parser takes time quadratic in nested brackets."""

Year = Annotated[int, Field(ge=1949, le=2100)]


def _as_tuple(value: object) -> object:
    return (value,) if isinstance(value, str) else value


def _filled(value: str | None) -> str | None:
    return (value or "").strip() or None


Text = Annotated[str | None, AfterValidator(_filled)]


class FrontMatter(BaseModel):
    """The keys that say whose a document is; other keys are the keeper's own and are ignored."""

    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True, hide_input_in_errors=True)

    kind: DocumentKind = DocumentKind.OTHER
    title: Text = None
    township: Text = None
    county: Text = None
    prefecture: Text = None
    province: Text = None
    report_year: Year | None = None
    issue_date: date | None = None
    doc_number: Text = None
    addressee: Text = None
    issuers: Annotated[
        tuple[str, ...], BeforeValidator(_as_tuple), Field(validation_alias=AliasChoices("issuers", "issuer"))
    ] = ()
    effective_from: date | None = None
    effective_to: date | None = None

    def identity(self) -> Identity:
        """Return the keys as an identity."""
        return Identity(year=self.report_year, **self.model_dump(exclude={"report_year"}))


def split_front_matter(text: str, *, place: str) -> tuple[Span, Identity]:
    """Return the range of the front matter (empty where there is none) and the identity it states.

    Raises:
        InputError: where it is not closed, is not a YAML mapping, or a known key has an unusable value.
    """
    if not _OPENING.match(text, 0, _LIMIT):
        return Span(0, 0), Identity()
    block = _BLOCK.match(text, 0, _LIMIT)
    if block is None:
        raise InputError(f"front matter is not closed with --- within {_LIMIT} characters", place=place)
    first_line = text.count("\n", 0, block.start("yaml")) + 1
    return Span(0, block.end()), _check(
        _load(block["yaml"], first_line, place), block["yaml"], first_line, place
    )


def _load(source: str, first_line: int, place: str) -> dict[str, Any]:
    if source.count("[") + source.count("{") > _MOST_BRACKETS:
        raise InputError(f"front matter from line {first_line} holds too many brackets", place=place)
    try:
        loaded = yaml.safe_load(source)
    except yaml.MarkedYAMLError as error:
        line = first_line + (error.problem_mark.line if error.problem_mark else 0)
        raise InputError(f"front matter, line {line}: {error.problem}", place=place) from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise InputError(f"front matter from line {first_line} is not YAML: {error}", place=place) from error
    if loaded is None:
        return {}
    if not isinstance(loaded, dict):
        raise InputError(f"front matter, line {first_line}: expected lines of `key: value`", place=place)
    return {str(key): value for key, value in loaded.items()}


def _check(values: dict[str, Any], source: str, first_line: int, place: str) -> Identity:
    try:
        return FrontMatter.model_validate(values).identity()
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        key = str(first["loc"][0])
        at = re.search(rf"^{re.escape(key)}[ \t]*:", source, re.MULTILINE)
        line = first_line + source.count("\n", 0, at.start() if at else 0)
        raise InputError(f"front matter, line {line}, {key}: {first['msg']}", place=place) from error
