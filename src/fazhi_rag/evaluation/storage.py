"""Outputs kept in a file: made once, scored as often as wanted, and gone on with after an interrupt."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from fazhi_rag.errors import EvaluationError
from fazhi_rag.evaluation.draft_scorers import Drafted
from fazhi_rag.evaluation.results import digest_of
from fazhi_rag.evaluation.retrieval_scorers import Ranked
from fazhi_rag.evaluation.suites import Manifest
from fazhi_rag.types import FACT_KINDS, Answer, Grounding, Kind, Mention, Source, as_json

FORMAT = 1
Output = TypeVar("Output")


class NoOutput(EvaluationError):
    """A stored run that holds no output for a case: it was interrupted or cut."""


class OutputFile:
    """The outputs of one suite and half, by what was put to what is measured.

    The first line says which suite they are of; every other is an output. A line cut at the end of the file
    is what an interrupt leaves and is made again.
    """

    def __init__(
        self, path: Path, manifest: Manifest, *, half: str, replay: bool, model: str | None = None
    ) -> None:
        """Open the file, or start it. A replay takes the outputs of any model.

        Raises: EvaluationError where it is of another suite, half or model, or damaged.
        """
        self._path, self._replay = path, replay
        self._held: dict[str, Any] = {}
        header = {
            "format": FORMAT,
            "suite": manifest.name,
            "version": manifest.version,
            "half": half,
            "sha256": manifest.sha256,
        }
        if not replay:
            header["model"] = model
        if path.is_file():
            self._read(header)
        elif replay:
            raise EvaluationError(f"{path}: there are no stored outputs; run the suite with --out first")
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._append(header)

    def _read(self, header: dict[str, Any]) -> None:
        text = self._path.read_text(encoding="utf-8", errors="replace")
        lines = text.splitlines()
        for number, line in enumerate(lines, start=1):
            try:
                row = json.loads(line)
            except json.JSONDecodeError as error:
                if number == len(lines) > 1 and not text.endswith("\n"):
                    break
                raise EvaluationError(f"{self._path}, line {number}: damaged: {error.msg}") from error
            if number == 1:
                self._check(row, header)
            else:
                self._held[row["key"]] = row["output"]
        if not lines:
            raise EvaluationError(f"{self._path}: the file is empty")
        if not text.endswith("\n") and not self._replay:
            self._path.write_text("\n".join(lines[: len(self._held) + 1]) + "\n", encoding="utf-8")

    def _check(self, row: Any, header: dict[str, Any]) -> None:
        given = row if isinstance(row, dict) else {}
        wrong = [
            f"{name} {given.get(name)!r}, not {value!r}"
            for name, value in header.items()
            if given.get(name) != value
        ]
        if wrong:
            raise EvaluationError(f"{self._path}: outputs of another run: {'; '.join(wrong)}")

    def _append(self, row: dict[str, Any]) -> None:
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")

    def through(self, call: Callable[..., Output], read: Callable[[Any], Output]) -> Callable[..., Output]:
        """Return `call` as one that keeps its outputs here and gives those kept. Errors are not kept."""

        def kept(text: str, sources: tuple[Source, ...] | None = None, **scope: Any) -> Output:
            key = digest_of(text, sorted(scope.items()), [one.name for one in sources or ()])
            if key in self._held:
                return read(self._held[key])
            if self._replay:
                raise NoOutput("no stored output")
            made = call(text, **scope) if sources is None else call(text, sources, **scope)
            # Read back at once: what is scored now is what will be scored from the file.
            stored = self._held[key] = as_json(list(made) if isinstance(made, tuple) else made)
            self._append({"key": key, "output": stored})
            return read(stored)

        return kept


_ANSWER, _GROUNDING, _MENTIONS = TypeAdapter(Answer), TypeAdapter(Grounding), TypeAdapter(tuple[Mention, ...])
_RANKING, _DRAFT = TypeAdapter(Ranked), TypeAdapter(Drafted)
_NUMERIC = FACT_KINDS | {Kind.YEAR, Kind.YEAR_RANGE}


def read_answer(stored: Any) -> Answer:
    """Read a stored answer. Raises: EvaluationError where it is none."""
    return _valid(_ANSWER, stored)


def read_grounding(stored: Any) -> Grounding:
    """Read stored findings; their values stay as printed. Raises: EvaluationError where they are none."""
    return _valid(_GROUNDING, stored)


def read_mentions(stored: Any) -> tuple[Mention, ...]:
    """Read stored mentions, with numbers as Decimals. Raises: EvaluationError where they are none."""
    return tuple(replace(one, value=_number(one)) for one in _valid(_MENTIONS, stored))


def read_ranking(stored: Any) -> Ranked:
    """Read a stored ranking. Raises: EvaluationError where it is none."""
    return _valid(_RANKING, stored)


def read_draft(stored: Any) -> Drafted:
    """Read a stored draft. Raises: EvaluationError where it is none."""
    return _valid(_DRAFT, stored)


def _number(mention: Mention) -> Any:
    value = mention.value
    if mention.kind not in _NUMERIC or value is None:
        return value
    return tuple(map(Decimal, value)) if isinstance(value, tuple | list) else Decimal(value)


def _valid(adapter: TypeAdapter[Output], stored: Any) -> Output:
    try:
        return adapter.validate_python(stored)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise EvaluationError(f"a stored output is malformed: {first['loc']}: {first['msg']}") from error
