"""manifest.csv: what the keeper of a folder knows about its files and the files do not say."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from fazhi_rag.errors import InputError
from fazhi_rag.reading import FrontMatter, decode_file
from fazhi_rag.types import Identity

Model = TypeVar("Model", bound=BaseModel)

MANIFEST_NAME = "manifest.csv"
MOST_ROWS = 100_000
_KNOWN = ("file", "year", *FrontMatter.model_fields)


def _no_way_out(value: object) -> object:
    if isinstance(value, str) and (
        not value.strip() or value.startswith(("/", "\\")) or ".." in value.split("/")
    ):
        raise ValueError("expected the path of a file below the manifest's folder")
    return value.strip().replace("\\", "/") if isinstance(value, str) else value


class _File(BaseModel):
    """The one column a row cannot do without."""

    model_config = ConfigDict(extra="ignore")

    file: Annotated[str, BeforeValidator(_no_way_out)]


def load_manifest(path: Path) -> dict[str, Identity]:
    """Return what a manifest states about each file, by its path below the manifest's folder.

    Columns: file, and any of township, county, prefecture, province, year (or report_year), kind, title,
    issue_date, doc_number, addressee, issuers, effective_from, effective_to. An empty cell states nothing.

    Raises:
        InputError: for a missing or unknown column, a value that cannot be, or a file named twice; with line.
    """
    text, _ = decode_file(path)
    rows = csv.reader(text.splitlines(keepends=True), strict=True)
    stated: dict[str, Identity] = {}
    for line, row in _rows(rows, path):
        file = _checked(_File, row, path, line).file
        if file in stated:
            raise InputError(f"line {line}: {file} is named twice: keep one row", place=str(path))
        stated[file] = _checked(FrontMatter, row, path, line).identity()
    return stated


def _rows(rows: Iterator[list[str]], path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield each row with its line number, its cells by column; empty cells and empty rows left out."""
    line = 1
    try:
        header = [name.strip().lower() for name in next(rows, [])]
        _check_header(header, path)
        for line, cells in enumerate(rows, 2):
            if len(cells) > len(header) or line > MOST_ROWS:
                reason = f"{len(cells)} cells, the header has {len(header)}: quote what holds a comma"
                raise InputError(f"line {line}: {reason}", place=str(path))
            row = {name: cell.strip() for name, cell in zip(header, cells, strict=False) if cell.strip()}
            if row:
                yield line, _renamed(row)
    except csv.Error as error:
        raise InputError(f"after line {line}: {error}", place=str(path)) from error


def _renamed(row: dict[str, str]) -> dict[str, str]:
    return {"report_year" if name == "year" else name: cell for name, cell in row.items()}


def _check_header(header: list[str], path: Path) -> None:
    unknown = [name for name in header if name and name not in _KNOWN]
    if "file" not in header or unknown:
        problem = f"unknown column {unknown[0]!r}" if "file" in header else "the column 'file' is missing"
        raise InputError(f"line 1: {problem}; columns are {', '.join(_KNOWN)}", place=str(path))


def _checked(model: type[Model], row: dict[str, str], path: Path, line: int) -> Model:
    try:
        return model.model_validate(row)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        raise InputError(f"line {line}, {first['loc'][0]}: {first['msg']}", place=str(path)) from error
