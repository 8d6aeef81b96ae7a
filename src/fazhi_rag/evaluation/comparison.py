"""A run against the baseline: the same cases paired, gains and losses, and what cannot be compared."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from importlib.resources.abc import Traversable
from math import isfinite
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from fazhi_rag.errors import EvaluationError
from fazhi_rag.evaluation.results import CaseScore, SuiteResult
from fazhi_rag.evaluation.statistics import bootstrap, mcnemar
from fazhi_rag.types import Value

FORMAT = 1
DIGITS = 6
"""Decimals of a score that a baseline holds; what is compared with it is rounded alike."""
Held = tuple[float, str]
"""A case's score and digest."""


class Entry(BaseModel):
    """The scores of one suite and half: by kind and case, the score and the case's digest."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: int
    cases: dict[str, dict[str, Held]]


class Baseline(BaseModel):
    """The scores a run is compared with."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: int = Field(ge=FORMAT, le=FORMAT)
    entries: dict[str, Entry]
    """By `grounding/dev`."""


@dataclass(frozen=True, slots=True)
class Comparison(Value):
    """One kind of score of one suite, now and in the baseline, over the cases that both scored."""

    suite: str
    kind: str
    shared: int
    before: float | None
    now: float | None
    low: float | None
    """Of now − before, 95 %, paired, drawn by document."""
    high: float | None
    p: float
    """McNemar's exact p of gained against lost."""
    gained: tuple[str, ...]
    lost: tuple[str, ...]
    new: tuple[str, ...]
    missing: tuple[str, ...]
    changed: tuple[str, ...]
    """Same id, other content: not compared."""

    @property
    def difference(self) -> float | None:
        """Now − before."""
        return None if self.now is None or self.before is None else self.now - self.before


def key_of(result: SuiteResult) -> str:
    """Return the name a result has in a baseline."""
    return f"{result.name}/{result.half}"


def read_baseline(path: Path | None = None) -> Baseline:
    """Read a baseline, the one that ships with the library by default.

    Raises: EvaluationError where it is missing, unreadable or of another format.
    """
    place: Path | Traversable = path or files("fazhi_rag.eval").joinpath("baseline.json")
    name = str(path) if path else "eval/baseline.json"
    try:
        return Baseline.model_validate_json(place.read_text(encoding="utf-8"))
    except (FileNotFoundError, IsADirectoryError) as error:
        raise EvaluationError(f"{name}: there is no baseline; make one with --update-baseline") from error
    except (OSError, UnicodeDecodeError) as error:
        raise EvaluationError(f"{name}: the baseline cannot be read: {error}") from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise EvaluationError(f"{name}: the baseline is malformed: {where}: {first['msg']}") from error


def write_baseline(path: Path, results: Iterable[SuiteResult], *, held: Baseline | None = None) -> None:
    """Write the scores of `results` over those `held` of the same suites and halves; others stay."""
    entries: dict[str, Any] = {
        name: entry.model_dump() for name, entry in (held.entries if held else {}).items()
    }
    for result in results:
        cases: dict[str, dict[str, Any]] = defaultdict(dict)
        for score in result.scores:
            if score.value is not None and isfinite(score.value):
                cases[score.kind][score.case] = [round(score.value, DIGITS), score.digest]
        entries[key_of(result)] = {"version": result.version, "cases": cases}
    path.write_text(_printed(entries), encoding="utf-8")


def _printed(entries: Mapping[str, Any]) -> str:
    """JSON with one case a line, sorted, so that a change reads as a diff."""
    blocks = []
    for name, entry in sorted(entries.items()):
        kinds = []
        for kind, cases in sorted(entry["cases"].items()):
            rows = ",\n".join(
                f"{json.dumps(case, ensure_ascii=False)}: {json.dumps(list(held))}"
                for case, held in sorted(cases.items())
            )
            kinds.append(f"{json.dumps(kind)}: {{\n{rows}\n}}")
        blocks.append(
            f'{json.dumps(name)}: {{"version": {entry["version"]}, "cases": {{{", ".join(kinds)}}}}}'
        )
    return f'{{"format": {FORMAT}, "entries": {{\n' + ",\n".join(blocks) + "\n}}\n"


def compare(result: SuiteResult, entry: Entry) -> tuple[Comparison, ...]:
    """Compare every kind of score of a result with the baseline's."""
    kinds = dict.fromkeys([score.kind for score in result.scores] + list(entry.cases))
    return tuple(
        _compare(result.name, kind, [s for s in result.scores if s.kind == kind], entry.cases.get(kind, {}))
        for kind in kinds
    )


def _compare(suite: str, kind: str, scores: Sequence[CaseScore], held: Mapping[str, Held]) -> Comparison:
    usable = {
        score.case: replace(score, value=round(score.value, DIGITS))
        for score in scores
        if score.value is not None and isfinite(score.value)
    }
    both = [(one, held[case]) for case, one in usable.items() if case in held]
    pairs = [(one, before[0]) for one, before in both if one.digest == before[1]]
    steps = [(one.case, (one.value or 0.0) - before) for one, before in pairs]
    gained = tuple(sorted(case for case, step in steps if step > 0))
    lost = tuple(sorted(case for case, step in steps if step < 0))
    low, high = _interval(pairs) or (None, None)
    return Comparison(
        suite=suite,
        kind=kind,
        shared=len(pairs),
        before=sum(before for _, before in pairs) / len(pairs) if pairs else None,
        now=sum(one.value or 0.0 for one, _ in pairs) / len(pairs) if pairs else None,
        low=low,
        high=high,
        p=mcnemar(len(gained), len(lost)),
        gained=gained,
        lost=lost,
        new=tuple(sorted(case for case in usable if case not in held)),
        missing=tuple(sorted(case for case in held if case not in usable)),
        changed=tuple(sorted(one.case for one, before in both if one.digest != before[1])),
    )


def _interval(pairs: Sequence[tuple[CaseScore, float]]) -> tuple[float, float] | None:
    groups: dict[str, list[float]] = defaultdict(list)
    for one, before in pairs:
        groups[one.document].append((one.value or 0.0) - before)
    sums = [(sum(steps), len(steps)) for steps in groups.values()]
    return bootstrap(sums, lambda drawn: sum(s for s, _ in drawn) / sum(n for _, n in drawn))
