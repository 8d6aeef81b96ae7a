"""Stored outputs of any system: one JSON line each, validated, and the sources they are scored against."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, field_validator

from fazhi_rag.errors import EvaluationError, InputError
from fazhi_rag.evaluation.suites import Identified, parse_cases
from fazhi_rag.types import Source


class Cited(BaseModel):
    """A citation of an output: the passage quoted, the name of a source, or both.

    `key` is what the text prints for it: 1 for [1]. Without keys the first citation is [1].
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: str = ""
    source: str = ""
    key: int | None = None


class OutputRow(Identified):
    """One output to score. Everything but `id` and `text` may be absent; what is absent is not scored."""

    model_config = ConfigDict(coerce_numbers_to_str=True)

    text: str
    question: str = ""
    citations: tuple[Cited, ...] | None = None
    """None: the system gives no citations. Empty: it could and gave none."""
    gold_facts: tuple[tuple[str, ...], ...] | None = None
    """Sentences that the text must state: 全年调解纠纷155宗. Each in one wording or in any of several."""
    township: str | None = None
    county: str | None = None
    year: int | None = Field(default=None, ge=1900, le=2200)
    sources: tuple[str, ...] | None = None
    """File names of the sources this row is scored against; None for all."""

    @field_validator("citations", mode="before")
    @classmethod
    def _quotations(cls, value: object) -> object:
        """Let a citation be a plain string: the passage quoted."""
        if not isinstance(value, list | tuple):
            return value
        return [{"text": one} if isinstance(one, str) else one for one in value]

    @field_validator("gold_facts", mode="before")
    @classmethod
    def _wordings(cls, value: object) -> object:
        """Let a fact be a plain string, or a list of wordings of which one will do."""
        if not isinstance(value, list | tuple):
            return value
        if not all(value):
            raise ValueError("a fact without any wording")
        return [[one] if isinstance(one, str) else one for one in value]


def load_outputs(path: Path) -> tuple[OutputRow, ...]:
    """Read the rows of a JSONL file.

    Raises: EvaluationError naming file and line where a row is malformed or an id is used twice, and where
    there are no rows.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise EvaluationError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise EvaluationError(f"{path}: not UTF-8 (byte {error.start}); save it as UTF-8") from error
    if text.lstrip().startswith("["):
        raise EvaluationError(f"{path}: a JSON list; write one object a line, without brackets and commas")
    return parse_cases(text, OutputRow, place=str(path))


def load_sources(folder: Path) -> tuple[Source, ...]:
    """Read every report of a folder (and the folders in it); a source's name is its path below the folder.

    Whose a report is and of which year is read from its title or its file name.

    Raises: EvaluationError where there is no file to read, or one cannot be read.
    """
    from fazhi_rag.reading import SUPPORTED_SUFFIXES, read_document

    if not folder.exists():
        raise EvaluationError(f"{folder}: no such folder; --sources names the folder of the reports")
    files = [folder] if folder.is_file() else sorted(path for path in folder.rglob("*") if path.is_file())
    wanted = [path for path in files if path.suffix.lower() in SUPPORTED_SUFFIXES]
    if not wanted:
        raise EvaluationError(f"{folder}: no file ends in {', '.join(sorted(SUPPORTED_SUFFIXES))}")
    sources = []
    for path in wanted:
        try:
            document = read_document(path)
        except InputError as error:
            raise EvaluationError(f"a source cannot be read: {error}") from error
        who, name = document.identity, path.name if folder.is_file() else path.relative_to(folder).as_posix()
        sources.append(Source(document.text, who.township, who.county, who.year, name))
    return tuple(sources)


def choose_sources(row: OutputRow, sources: Iterable[Source]) -> tuple[Source, ...]:
    """Return what a row is scored against. Raises: EvaluationError where a source it names is not there."""
    known = {str(source.name): source for source in sources}
    if row.sources is None:
        return tuple(known.values())
    missing = [name for name in row.sources if name not in known]
    if missing:
        raise EvaluationError(f"row {row.id!r} names sources that are not there: {', '.join(missing)}")
    return tuple(known[name] for name in row.sources)
