"""A run and its verdict as text, JSON, JUnit XML, Markdown and a self-contained HTML page."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from importlib.resources import files
from typing import Any
from xml.etree import ElementTree

from fazhi_rag.evaluation.comparison import Comparison, key_of
from fazhi_rag.evaluation.results import SuiteResult, format_result
from fazhi_rag.evaluation.statistics import Metric
from fazhi_rag.evaluation.verdict import Verdict
from fazhi_rag.types import Value

FORMAT = "fazhi-eval/1"
"""Of the JSON: raised when a field changes its meaning or goes."""
WORST = 200
"""Most failures a page lists of one suite."""


@dataclass(frozen=True, slots=True)
class Run(Value):
    """What was measured and what was asked of it."""

    results: tuple[SuiteResult, ...]
    verdict: Verdict

    def to_dict(self) -> dict[str, Any]:
        """Return the run as JSON types, with the version of their form and of the library."""
        return {
            "format": FORMAT,
            "library": version("fazhi-rag"),
            "verdict": self.verdict.to_dict(),
            "results": [result.to_dict() for result in self.results],
        }

    def to_json(self) -> str:
        """Return the run as JSON that two equal runs give alike. Raises: ValueError where it holds NaN."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=1, allow_nan=False) + "\n"

    def to_text(self, *, failures: int | None = None) -> str:
        """Return tables for a terminal, then the comparison with the baseline and the verdict.

        By default 20 failures of a suite are printed, of the report half none: nobody is to tune on it.
        """
        tables = "\n\n".join(
            format_result(one, failures=(0 if one.half == "report" else 20) if failures is None else failures)
            for one in self.results
        )
        return "\n".join([tables, "", *_verdict_lines(self.verdict)])

    def to_markdown(self) -> str:
        """Return the metrics of every suite as tables."""
        return "\n".join(_markdown(self))

    def to_junit(self) -> str:
        """Return JUnit XML: a test suite a result, a test case a check; scores of cases are in JSON."""
        root = ElementTree.Element("testsuites", name="fazhi eval")
        for suite in dict.fromkeys(check.suite for check in self.verdict.checks):
            own = [check for check in self.verdict.checks if check.suite == suite]
            wrong = sum(not check.passed for check in own)
            element = ElementTree.SubElement(
                root, "testsuite", name=_xml(suite), tests=str(len(own)), failures=str(wrong)
            )
            for check in own:
                case = ElementTree.SubElement(
                    element, "testcase", classname=_xml(suite), name=_xml(check.name)
                )
                if not check.passed:
                    ElementTree.SubElement(case, "failure", message=_xml(check.message))
        ElementTree.indent(root)
        return ElementTree.tostring(root, encoding="unicode", xml_declaration=True) + "\n"

    def to_html(self) -> str:
        """Return one page without outside references; everything in it is escaped."""
        from jinja2 import Environment

        source = files("fazhi_rag.evaluation").joinpath("data", "report.html").read_text(encoding="utf-8")
        page = Environment(autoescape=True).from_string(source)
        groups = [(key_of(result), result, _by_group(result)) for result in self.flat()]
        return page.render(run=self, groups=groups, figure=figure, worst=WORST, library=version("fazhi-rag"))

    def flat(self) -> tuple[SuiteResult, ...]:
        """Return every result, parts after what they are parts of."""
        return tuple(one for result in self.results for one in (result, *result.parts))


def figure(metric: Metric) -> str:
    """Return a metric in a few characters: .953 [.940, .964], n 810."""
    if metric.value is None:
        return f"– ({metric.reason})"
    interval = f" [{_short(metric.low)}, {_short(metric.high)}]" if metric.low is not None else ""
    return f"{_short(metric.value)}{interval}, n {metric.n}"


def _short(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}".removeprefix("0") if value < 1 else f"{value:.2f}"


def _xml(text: str) -> str:
    """Drop what XML 1.0 does not allow."""
    return "".join(char for char in text if char in "\t\n\r" or " " <= char <= "\ud7ff" or char >= "\ue000")


def _by_group(result: SuiteResult) -> list[tuple[str, list[Any]]]:
    names = dict.fromkeys(row.group for row in result.rows)
    return [(name, [row for row in result.rows if row.group == name]) for name in names]


def _verdict_lines(verdict: Verdict) -> Iterator[str]:
    for one in verdict.comparisons:
        yield f"against the baseline: {describe(one)}"
    for check in verdict.failed:
        yield f"FAILED {check.suite} · {check.name}: {check.message}"
    asked = f"{len(verdict.checks)} checks, {len(verdict.failed)} failed"
    yield f"{'PASS' if verdict.passed else 'FAIL'} ({asked}; exit status {verdict.status})"


def describe(one: Comparison) -> str:
    """Return a comparison in a line."""
    apart = f"{len(one.new)} new, {len(one.missing)} missing, {len(one.changed)} changed"
    if one.before is None or one.now is None:
        return f"{one.suite} {one.kind}: no case in common ({apart})"
    interval = f" [{one.low:+.4f}, {one.high:+.4f}]" if one.low is not None else ""
    steps = f"{one.now - one.before:+.4f}{interval}, {len(one.gained)} gained, {len(one.lost)} lost"
    found = f"{one.before:.4f} → {one.now:.4f}, {steps}"
    return f"{one.suite} {one.kind}: {found}; {one.shared} shared cases, {apart}"


def _markdown(run: Run) -> Iterator[str]:
    yield "# Results\n"
    written = "`fazhi eval --quick --half both --report eval/RESULTS.md`"
    yield f"Written by {written}, fazhi-rag {version('fazhi-rag')}."
    yield "A figure is value [95 % interval], n. What each means: docs/evaluation.md."
    yield "What the sets favour: eval/BIAS.md.\n"
    for result in run.flat():
        yield f"## {result.name}, version {result.version}, {result.half} half\n"
        if result.not_run:
            yield f"Not run: {result.not_run}\n"
            continue
        yield f"{result.n} texts or questions, {len(result.errors)} errors, {_unscored(result)} unscored.\n"
        yield "| metric | figure |\n|---|---|"
        yield from (f"| {name} | {figure(metric)} |" for name, metric in result.metrics.items())
        for group, rows in _by_group(result):
            yield f"\n| {group} | figure | |\n|---|---|---|"
            yield from (f"| {row.name} | {figure(row.metric)} | {row.note} |" for row in rows)
        yield ""


def _unscored(result: SuiteResult) -> int:
    return sum(score.value is None for score in result.scores)
