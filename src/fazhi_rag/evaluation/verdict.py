"""The one verdict on a run: what terminal, JSON, reports and exit status all show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import ClassVar

from fazhi_rag.evaluation.comparison import Baseline, Comparison, compare, key_of
from fazhi_rag.evaluation.results import SuiteResult
from fazhi_rag.evaluation.suites import Gate, Manifest
from fazhi_rag.types import Value

PASS, GATE_FAILED, UNSCORED = 0, 1, 3
"""Exit statuses; 2 is wrong usage or configuration, which is an error and no verdict."""
LEAST_SHARED = 0.5
"""Share of the baseline's cases that must still be comparable: with fewer it is another suite's."""


@dataclass(frozen=True, slots=True)
class Rules(Value):
    """What one suite's result must keep to."""

    gates: Mapping[str, Gate]
    max_unscored: float
    max_drop: float
    partial: bool = False
    """A limit or filter left cases out on purpose: they are not missing, and the gates are not asked."""


@dataclass(frozen=True, slots=True)
class Check(Value):
    """One thing that was asked of a run."""

    suite: str
    name: str
    passed: bool
    message: str
    status: int = GATE_FAILED
    """The exit status it asks for where it fails."""


@dataclass(frozen=True, slots=True)
class Verdict(Value):
    """Everything that was asked of a run. Nothing asked is no pass."""

    _shown: ClassVar[tuple[str, ...]] = ("status", "passed")

    checks: tuple[Check, ...]
    comparisons: tuple[Comparison, ...] = ()

    @property
    def failed(self) -> tuple[Check, ...]:
        """The checks that failed."""
        return tuple(check for check in self.checks if not check.passed)

    @property
    def passed(self) -> bool:
        """Whether all checks passed and there was one."""
        return self.status == PASS

    @property
    def status(self) -> int:
        """The exit status: too much unscored outweighs a failed gate, for the figures then mean little."""
        if not self.checks:
            return UNSCORED
        return max((check.status for check in self.failed), default=PASS)


def rules_of(manifest: Manifest, *, partial: bool = False) -> Rules:
    """Return what a suite's manifest asks of its result."""
    return Rules(manifest.gates, manifest.max_unscored, manifest.max_drop, partial)


def output_rules(*, min_grounded: float, max_unscored: float, exemplars: bool = False) -> dict[str, Rules]:
    """Return what is asked of stored outputs: enough grounded, nothing passed over, nothing leaked."""
    gates = {"number_grounded": Gate(min=min_grounded), "figures_passed_over": Gate(max=0.0)}
    if exemplars:
        gates["exemplar_leakage"] = Gate(max=0.0)
    return {"outputs/all": Rules(gates, max_unscored, 0.01)}


def judge(
    results: Sequence[SuiteResult], rules: Mapping[str, Rules], *, baseline: Baseline | None = None
) -> Verdict:
    """Judge a run: what was scored, the gates, and the baseline where one is given."""
    checks, comparisons = list[Check](), list[Comparison]()
    for result in results:
        own = rules[key_of(result)]
        checks += _was_measured(result, own)
        checks += _keeps_gates(result, own)
        if baseline is not None:
            compared = _compared(result, baseline)
            comparisons += compared
            checks += _holds_baseline(result, own, compared, baseline)
    return Verdict(tuple(checks), tuple(comparisons))


def _was_measured(result: SuiteResult, rules: Rules) -> Iterator[Check]:
    """Ask whether there is anything to believe: cases, scores, numbers that are numbers."""
    if result.not_run:
        yield Check(key_of(result), "run", False, f"was not run: {result.not_run}", UNSCORED)
        return
    scored = [score for score in result.scores if score.value is not None]
    odd = [s.case for s in scored if not isfinite(s.value or 0.0) or not 0 <= (s.value or 0.0) <= 1]
    odd += [name for name, m in result.metrics.items() if m.value is not None and not isfinite(m.value)]
    twice = _repeated([(score.kind, score.case) for score in result.scores])
    yield _check(result, "cases", bool(result.scores), "no case was put to it: the suite is empty", UNSCORED)
    yield _check(result, "scored", bool(scored), "no case was scored", UNSCORED)
    yield _check(result, "finite", not odd, f"not a number from 0 to 1: {_some(odd)}", UNSCORED)
    yield _check(result, "unique", not twice, f"scored more than once: {_some(twice)}", UNSCORED)
    without = len(result.scores) - len(scored)
    share = without / len(result.scores) if result.scores else 0.0
    reasons = _some(list(dict.fromkeys(s.reason for s in result.scores if s.value is None)))
    yield _check(
        result,
        "unscored",
        share <= rules.max_unscored,
        f"{without} of {len(result.scores)} cases not scored, {rules.max_unscored:.0%} may be: {reasons}",
        UNSCORED,
    )


def _keeps_gates(result: SuiteResult, rules: Rules) -> Iterator[Check]:
    for name, gate in {} if rules.partial else rules.gates.items():
        metric = result.metrics.get(name)
        if metric is None or metric.value is None:
            why = metric.reason if metric else "there is no such metric"
            yield Check(key_of(result), name, False, f"{name} could not be measured: {why}")
            continue
        bounds = [
            f"{word} {bound:g}"
            for word, bound in (("at least", gate.min), ("at most", gate.max))
            if bound is not None
        ]
        low = gate.min is None or metric.value >= gate.min
        high = gate.max is None or metric.value <= gate.max
        yield Check(
            key_of(result),
            name,
            low and high,
            f"{name} is {metric.value:.3f} (n {metric.n}), must be {' and '.join(bounds)}",
        )


def _compared(result: SuiteResult, baseline: Baseline) -> tuple[Comparison, ...]:
    entry = baseline.entries.get(key_of(result))
    return compare(result, entry) if entry else ()


def _holds_baseline(
    result: SuiteResult, rules: Rules, compared: Sequence[Comparison], baseline: Baseline
) -> Iterator[Check]:
    if not compared:
        held = ", ".join(sorted(baseline.entries)) or "nothing"
        yield Check(
            key_of(result), "baseline", False, f"the baseline has no {key_of(result)}; it holds {held}"
        )
        return
    for one in compared:
        total = one.shared + len(one.missing) + len(one.changed)
        enough = one.shared >= max(LEAST_SHARED * (1 if rules.partial else total), 1)
        apart = f"{len(one.missing)} missing, {len(one.changed)} changed, {len(one.new)} new"
        yield _check(
            result,
            f"baseline {one.kind}: shared cases",
            enough,
            f"only {one.shared} of the baseline's {total} cases can be compared ({apart}): "
            "is it another suite's?",
        )
        if not rules.partial:
            yield _check(
                result,
                f"baseline {one.kind}: missing cases",
                not one.missing,
                f"{len(one.missing)} cases of the baseline were not scored: {_some(one.missing)}",
            )
        if one.difference is not None:
            yield _regression(result, rules, one)


def _regression(result: SuiteResult, rules: Rules, one: Comparison) -> Check:
    """A fall fails when its interval lies below 0, or when it is larger than may be whatever its interval."""
    assert one.difference is not None
    surely = one.high is not None and one.high < 0
    interval = f"[{one.low:+.4f}, {one.high:+.4f}]" if one.low is not None else "no interval"
    message = (
        f"{one.kind} {one.before:.4f} → {one.now:.4f}: {one.difference:+.4f} {interval} "
        f"over {one.shared} cases, {len(one.gained)} gained, {len(one.lost)} lost (p {one.p:.3f})"
    )
    # Which cases of the report half were lost is not told here: nobody is to tune on it.
    lost = f"; lost: {_some(one.lost)}" if one.lost and result.half != "report" else ""
    good = not surely and one.difference >= -rules.max_drop
    return Check(key_of(result), f"baseline {one.kind}", good, message + lost)


def _check(result: SuiteResult, name: str, passed: bool, message: str, status: int = GATE_FAILED) -> Check:
    return Check(key_of(result), name, passed, "ok" if passed else message, status)


def _repeated(items: Sequence[tuple[str, str]]) -> list[str]:
    seen: set[tuple[str, str]] = set()
    return [item[1] for item in items if item in seen or seen.add(item)]  # type: ignore[func-returns-value]


def _some(items: Sequence[str], most: int = 8) -> str:
    shown = ", ".join(items[:most])
    return f"{shown} and {len(items) - most} more" if len(items) > most else shown
