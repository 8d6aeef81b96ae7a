"""A suite is a folder: `suite.json` (its manifest) and `cases.jsonl` (one case a line), validated here."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from fazhi_rag.errors import EvaluationError
from fazhi_rag.types import Approx, Kind, Span

Half = Literal["dev", "report"]
QuestionKind = Literal[
    "single",
    "compare",
    "aggregate",
    "consistency",
    "trend",
    "ambiguous",
    "wrong_premise",
    "negative",
    "policy",
]
HALVES: tuple[Half, ...] = ("dev", "report")
BATCHES: dict[str, Half] = {**dict.fromkeys("GKMBIPN", "dev"), **dict.fromkeys("HLEOW", "report")}
"""The half of each batch of the grounding suite, by the letter its cases' ids begin with.

A batch stays whole: what was tuned on a part of it, or read in it, stains all of it. G was at hand while the
checker was built. H and K were written later as one, by an author who had not read the checker; before anyone
had read a failure of either, every second township and general text became K, for development, so that tuning
sees a second hand, and H is for reporting. A further batch takes a letter of its own here.
"""


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Gate(_Model):
    """The bounds a metric must keep; at least one of them."""

    min: float | None = Field(default=None, ge=0, le=1)
    max: float | None = Field(default=None, ge=0, le=1)

    @model_validator(mode="after")
    def _check(self) -> Gate:
        if self.min is None and self.max is None:
            raise ValueError("a gate needs min or max")
        return self


class Manifest(_Model):
    """What a suite is. `kind` says which runner scores it."""

    name: str = Field(min_length=1)
    version: int = Field(ge=1)
    kind: Literal["mentions", "questions", "grounding", "townships", "retrieval", "drafting"]
    description: str = Field(min_length=1)
    licence: str = Field(min_length=1)
    sha256: str = Field(pattern="^[0-9a-f]{64}$")
    """Of cases.jsonl, with Unix line ends."""
    halves: tuple[Half, ...] = Field(default=HALVES, min_length=1)
    gates: Mapping[str, Gate] = {}
    """By metric."""
    max_unscored: float = Field(default=0.02, ge=0, le=1)
    """Share of cases without a score above which nothing is believed (exit status 3)."""
    max_drop: float = Field(default=0.01, ge=0, le=1)
    """How far the mean over shared cases may fall below the baseline's, whatever its interval."""
    gate_probes: int | None = Field(default=None, ge=1)
    """Grounding: texts of each sort (wrong, faithful) a quick run draws from one case."""


class Label(_Model):
    """A numeric mention labelled by hand. `optional` labels may be found or not: neither is scored."""

    start: int = Field(ge=0)
    end: int
    text: str = Field(min_length=1)
    kind: Kind
    value: str | tuple[str, str] | None = None
    unit: str | None = None
    approx: Approx | None = None
    per: str | None = None
    subject: str | None = None
    head: str | None = None
    role: Literal["before", "after", "part", "whole"] | None = None
    optional: bool = False

    @property
    def span(self) -> Span:
        """The half-open range in the case's text."""
        return Span(self.start, self.end)


class Altered(_Model):
    """A false version of a case's text, written by hand: the wrong number stands at start:end of `text`."""

    op: str = Field(pattern="^[VUSJYTARCDNZQX][0-9]$")
    text: str = Field(min_length=1)
    start: int = Field(ge=0)
    end: int


class Restated(_Model):
    """A true restatement of a case's text, written by hand; `rewrite` names what was done."""

    rewrite: str = Field(min_length=1)
    text: str = Field(min_length=1)


class Identified(_Model):
    """What every line of every JSONL file has."""

    id: str = Field(min_length=1)


class SuiteCase(Identified):
    """What every case of every suite has."""

    half: Half


class GroundingCase(SuiteCase):
    """A labelled paragraph of one township and year (both None for general texts)."""

    township: str | None = None
    county: str | None = None
    year: int | None = None
    text: str = Field(min_length=1)
    mentions: tuple[Label, ...]
    altered: tuple[Altered, ...] = ()
    restated: tuple[Restated, ...] = ()

    @model_validator(mode="after")
    def _check(self) -> GroundingCase:
        if BATCHES.get(self.id[0], self.half) != self.half:
            raise ValueError(f"batch {self.id[0]} is of the half {BATCHES[self.id[0]]}, not {self.half}")
        _check_spans(self.text, self.mentions)
        for altered in self.altered:
            if not altered.start < altered.end <= len(altered.text):
                raise ValueError(f"{altered.op}: span {altered.start}:{altered.end} outside its text")
            if altered.text == self.text:
                raise ValueError(f"{altered.op}: the altered text is the original")
        return self


class MentionCase(SuiteCase):
    """A sentence and the mentions to be found in it."""

    style: Literal["report", "general"] = "report"
    text: str = Field(min_length=1)
    expect: tuple[Label, ...]

    @model_validator(mode="after")
    def _check(self) -> MentionCase:
        _check_spans(self.text, self.expect)
        return self


class QuestionCase(SuiteCase):
    """A question, the strings its answer must and must not hold, and whether it can be answered at all."""

    question: str = Field(min_length=1)
    kind: QuestionKind
    docs: tuple[str, ...] = ()
    expected_facts: tuple[str, ...] = ()
    must_not: tuple[str, ...] = ()
    answerable: bool
    section: str = ""
    evidence: tuple[str, ...] = ()
    note: str = ""
    computed: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _check(self) -> QuestionCase:
        if self.answerable and not self.evidence:
            raise ValueError("an answerable question needs evidence")
        return self


CaseT = TypeVar("CaseT", bound=Identified)


def _check_spans(text: str, labels: Iterable[Label]) -> None:
    end = 0
    for label in labels:
        printed = text[label.start : label.end]
        if printed != label.text:
            raise ValueError(f"{label.start}:{label.end} is {printed!r}, not {label.text!r}")
        if label.start < end:
            raise ValueError(f"{label.text!r} at {label.start} overlaps the label before it")
        end = label.end


def half_of(text: str) -> Half:
    """Return the half a real report's text belongs to: the parity of the first byte of its SHA-256, for good.

    The grounding suite's own cases are halved by batch instead (`BATCHES`).
    """
    return HALVES[hashlib.sha256(text.encode()).digest()[0] % 2]


def suite_names(root: Path | None = None) -> tuple[str, ...]:
    """Return the names of the suites in a folder, of the built-in ones by default, sorted."""
    if root is not None and not root.is_dir():
        raise EvaluationError(f"{root}: no such folder of suites")
    folders = (_suites() if root is None else root).iterdir()
    return tuple(sorted(entry.name for entry in folders if entry.joinpath("suite.json").is_file()))


def load_manifest(name: str, root: Path | None = None) -> Manifest:
    """Read and validate a suite's manifest.

    Raises: EvaluationError where there is no such suite (the message lists those that exist), its manifest is
    malformed, or its cases are not those whose hash the manifest holds.
    """
    if name not in suite_names(root):
        raise EvaluationError(f"no suite {name!r}; there are: {', '.join(suite_names(root)) or 'none'}")
    place = _place(name, "suite.json", root)
    try:
        manifest = Manifest.model_validate_json(read_suite_file(name, "suite.json", root))
    except ValidationError as error:
        raise EvaluationError(f"{place}: {_first(error)}") from error
    if manifest.name != name:
        raise EvaluationError(f"{place}: name is {manifest.name!r}, the folder is {name!r}")
    held = hashlib.sha256(read_suite_file(name, "cases.jsonl", root).encode()).hexdigest()
    if held != manifest.sha256:
        raise EvaluationError(
            f"{place}: the cases have changed: sha256 of cases.jsonl is {held}, the manifest says "
            f"{manifest.sha256}; if that is meant, write the new one and raise the version"
        )
    return manifest


def load_cases(name: str, model: type[CaseT], root: Path | None = None) -> tuple[CaseT, ...]:
    """Read and validate a suite's cases.

    Raises: EvaluationError naming file and line where a case is malformed or its id is not unique, and
    where there are no cases at all.
    """
    text = read_suite_file(name, "cases.jsonl", root)
    return parse_cases(text, model, place=_place(name, "cases.jsonl", root))


def parse_cases(text: str, model: type[CaseT], *, place: str) -> tuple[CaseT, ...]:
    """Validate JSON lines into cases; `place` is named in errors. Raises as `load_cases`."""
    cases: list[CaseT] = []
    seen: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            case = model.model_validate_json(line)
        except ValidationError as error:
            raise EvaluationError(f"{place}, line {number}: {_first(error)}") from error
        if case.id in seen:
            raise EvaluationError(f"{place}, line {number}: id {case.id!r} was used on line {seen[case.id]}")
        seen[case.id] = number
        cases.append(case)
    if not cases:
        raise EvaluationError(f"{place}: the suite is empty")
    return tuple(cases)


def read_suite_file(name: str, file: str, root: Path | None = None) -> str:
    """Read a file of a suite. Raises: EvaluationError where it is missing or not UTF-8."""
    place = _place(name, file, root)
    try:
        return (_suites() if root is None else root).joinpath(name, file).read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise EvaluationError(f"{place}: the file is missing") from error
    except UnicodeDecodeError as error:
        raise EvaluationError(f"{place}: not UTF-8 (byte {error.start})") from error


def _place(name: str, file: str, root: Path | None) -> str:
    return f"{root or 'eval/suites'}/{name}/{file}"


def read_suite_table(name: str, file: str) -> Any:
    """Read a JSON table that stands beside a suite's cases. Raises: EvaluationError where it is no JSON."""
    try:
        return json.loads(read_suite_file(name, file))
    except json.JSONDecodeError as error:
        raise EvaluationError(f"eval/suites/{name}/{file}, line {error.lineno}: {error.msg}") from error


def _suites() -> Traversable:
    return files("fazhi_rag.eval").joinpath("suites")


def _first(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    return ": ".join(filter(None, (".".join(map(str, first["loc"])), str(first["msg"]))))
