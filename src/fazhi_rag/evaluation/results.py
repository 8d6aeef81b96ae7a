"""The result of a suite, and how it is printed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from fazhi_rag.evaluation.statistics import Metric
from fazhi_rag.types import Value, as_json

Progress = Callable[[int, int, str], None]
"""Told how many are done, of how many, and what is next."""
Case = TypeVar("Case", bound="Named")
Scored = TypeVar("Scored")


@dataclass(frozen=True, slots=True)
class Row(Value):
    """One line of a breakdown: an operator, a rewrite, a kind."""

    group: str
    name: str
    metric: Metric
    note: str = ""


@dataclass(frozen=True, slots=True)
class Miss(Value):
    """A case that went wrong, and how."""

    case: str
    what: str


@dataclass(frozen=True, slots=True)
class CaseScore(Value):
    """What one case scored, for comparison with the same case of another run."""

    case: str
    value: float | None
    """Between 0 and 1; None where the case was not scored, which is never 0."""
    kind: str
    """What the value is (caught, clean, f1, passed); only scores of one kind are compared."""
    digest: str
    """Of what was put to what is measured; another digest is another case."""
    document: str
    """What is drawn as one when an interval is made."""
    reason: str = ""
    """Why it was not scored."""


def digest_of(*parts: object) -> str:
    """Return a short digest of a case's content."""
    return hashlib.sha256(json.dumps(as_json(parts), ensure_ascii=False).encode()).hexdigest()[:12]


class Named(Protocol):
    """What a suite is made of: cases and rows have an id."""

    @property
    def id(self) -> str:
        """The case's name."""


def watched(cases: Sequence[Case], progress: Progress | None) -> Iterator[Case]:
    """Yield the cases, and tell `progress` which one is next."""
    for done, case in enumerate(cases):
        if progress is not None:
            progress(done, len(cases), case.id)
        yield case


def measure_each(cases: Iterable[Case], measure: Callable[[Case], Scored]) -> tuple[list[Scored], list[Miss]]:
    """Measure every case, in order; a crash of what is measured is an error of its case, not ours."""
    scored, errors = list[Scored](), list[Miss]()
    for case in cases:
        try:
            scored.append(measure(case))
        except Exception as error:
            errors.append(Miss(case.id, f"{type(error).__name__}: {error}"))
    return scored, errors


def crashed(miss: Miss, kind: str) -> CaseScore:
    """Return the score of a case on which what is measured raised: none."""
    return CaseScore(miss.case, None, kind, "", miss.case, f"error: {miss.what}")


@dataclass(frozen=True, slots=True)
class SuiteResult(Value):
    """What a suite measured. With `not_run` set nothing was measured, which is never a pass."""

    name: str
    version: int
    half: str
    n: int
    """Texts or questions put to what is measured."""
    metrics: Mapping[str, Metric] = field(default_factory=dict)
    rows: tuple[Row, ...] = ()
    failures: tuple[Miss, ...] = ()
    errors: tuple[Miss, ...] = ()
    """Cases on which what is measured raised: scored nowhere, counted here."""
    scores: tuple[CaseScore, ...] = ()
    notes: tuple[str, ...] = ()
    """What a reader of the figures should know: rows without citations, a township nothing is known of."""
    not_run: str | None = None
    parts: tuple[SuiteResult, ...] = ()
    """The same suite on material of other origin (the real reports), never pooled with our own."""


def format_result(result: SuiteResult, *, failures: int = 20) -> str:
    """Return a suite's result as a plain text table, with its first `failures` failures."""
    return "\n".join(_lines(result, failures))


def _lines(result: SuiteResult, failures: int) -> Iterator[str]:
    yield f"{result.name} v{result.version}, {result.half} half, n = {result.n}"
    if result.not_run:
        yield f"  NOT RUN: {result.not_run}"
    for name, metric in result.metrics.items():
        yield _line(name, metric, "")
    for group in dict.fromkeys(row.group for row in result.rows):
        yield f"  by {group}"
        yield from (_line("  " + row.name, row.metric, row.note) for row in result.rows if row.group == group)
    yield from (f"  note {note}" for note in result.notes)
    yield from (f"  error {miss.case}: {miss.what}" for miss in result.errors)
    if failures and result.failures:
        yield f"  failures: {len(result.failures)}, the first {min(failures, len(result.failures))}:"
        yield from (f"    {miss.case}: {miss.what}" for miss in result.failures[:failures])
    for part in result.parts:
        yield ""
        yield from _lines(part, failures)


def _line(name: str, metric: Metric, note: str) -> str:
    if metric.value is None:
        figure = f"undefined ({metric.reason})"
    else:
        interval = f"[{metric.low:.3f}, {metric.high:.3f}]" if metric.low is not None else ""
        figure = f"{metric.value:6.3f}  {interval:16}  n {metric.n}"
    return f"  {name:34}{figure}" + (f"  {note}" if note else "")
