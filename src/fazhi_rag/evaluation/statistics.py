"""Shares and F1 with n and a 95 % interval; what is undefined is None with a reason, never 0 or NaN."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import comb, sqrt
from typing import TypeVar

from fazhi_rag.types import Value

Z95 = 1.959963984540054
"""The 97.5 % point of the normal distribution."""

Group = TypeVar("Group")


@dataclass(frozen=True, slots=True)
class Metric(Value):
    """One measured figure. `value` is None where it is undefined, and `reason` says why."""

    value: float | None
    n: int
    """What it was measured on: the denominator of a share, the gold mentions of an F1."""
    low: float | None = None
    high: float | None = None
    reason: str = ""


def wilson(successes: int, n: int) -> tuple[float, float] | None:
    """Return the 95 % Wilson score interval of `successes` out of `n`, or None where n is 0.

    Raises: ValueError where successes lies outside 0..n.
    Source: E. B. Wilson, Probable inference, JASA 22 (1927), the interval without continuity correction.
    """
    if not 0 <= successes <= n:
        raise ValueError(f"{successes} successes out of {n}")
    if n == 0:
        return None
    share, square = successes / n, Z95**2
    middle = share + square / (2 * n)
    reach = Z95 * sqrt(share * (1 - share) / n + square / (4 * n * n))
    scale = 1 + square / n
    return max(0.0, (middle - reach) / scale), min(1.0, (middle + reach) / scale)


def share(successes: int, n: int, *, nothing: str = "nothing to measure") -> Metric:
    """Return successes / n with its Wilson interval; undefined (reason `nothing`) where n is 0."""
    interval = wilson(successes, n)
    if interval is None:
        return Metric(None, 0, reason=nothing)
    return Metric(successes / n, n, *interval)


def pooled(counts: Sequence[tuple[int, int]], *, nothing: str = "nothing to measure") -> Metric:
    """Return the micro share: all successes by all trials, of (successes, trials) a document.

    The interval is the bootstrap's over documents; where every draw is the same (a share of 0 or 1, a single
    document) it is Wilson's instead.
    """
    successes, n = (sum(column) for column in zip(*counts, strict=True)) if counts else (0, 0)
    interval = bootstrap(counts, _pool)
    if interval is None or interval[0] == interval[1]:
        return share(successes, n, nothing=nothing)
    return Metric(successes / n, n, *interval)


def averaged(values: Sequence[float], *, nothing: str = "nothing to measure") -> Metric:
    """Return the macro mean: every document counts the same.

    The interval is the bootstrap's; where all values are 0 or all are 1, Wilson's; of a single other, none.
    """
    if not values:
        return Metric(None, 0, reason=nothing)
    if set(values) in ({0.0}, {1.0}):
        return share(int(sum(values)), len(values))
    interval = bootstrap(values, _mean) if len(values) > 1 else None
    return Metric(_mean(values), len(values), *(interval or (None, None)))


def _mean(values: Sequence[float]) -> float:
    return float(sum(values) / len(values))


def _pool(counts: Sequence[tuple[int, int]]) -> float | None:
    trials = sum(count[1] for count in counts)
    return sum(count[0] for count in counts) / trials if trials else None


def mcnemar(gained: int, lost: int) -> float:
    """Return the two-sided exact p of as many gains and losses among cases that changed.

    Source: Q. McNemar, Psychometrika 12 (1947), with the binomial in the place of chi-squared.
    """
    n, fewer = gained + lost, min(gained, lost)
    tail = sum(comb(n, k) for k in range(fewer + 1)) / (1 << n)
    return min(1.0, 2 * tail)


def kappa(pairs: Sequence[tuple[bool, bool]]) -> float | None:
    """Return Cohen's kappa of two raters, or None where it is undefined: both give every case one verdict.

    Source: J. Cohen, Educational and Psychological Measurement 20 (1960).
    """
    n = len(pairs)
    first, second = (sum(column) for column in zip(*pairs, strict=True)) if pairs else (0, 0)
    by_chance = first * second + (n - first) * (n - second)
    if by_chance == n * n:
        return None
    chance = by_chance / (n * n)
    return (sum(one == other for one, other in pairs) / n - chance) / (1 - chance)


def f1(found: int, false: int, missed: int) -> float | None:
    """Return 2·tp / (2·tp + fp + fn), or None where nothing was expected and nothing found."""
    total = 2 * found + false + missed
    return 2 * found / total if total else None


def bootstrap(
    groups: Sequence[Group],
    statistic: Callable[[Sequence[Group]], float | None],
    *,
    seed: int = 0,
    rounds: int = 1000,
) -> tuple[float, float] | None:
    """Return the 95 % percentile interval of `statistic` over groups drawn with replacement.

    Groups are what is independent (a document, a case), so that several mentions of one sentence do not
    count as several observations. Draws on which the statistic is undefined are left out; None where all are.
    """
    draw = random.Random(seed)  # noqa: S311 - resampling, not secrecy
    values = []
    for _ in range(rounds if groups else 0):
        value = statistic(draw.choices(groups, k=len(groups)))
        if value is not None:
            values.append(value)
    if not values:
        return None
    values.sort()
    return values[int(0.025 * len(values))], values[min(int(0.975 * len(values)), len(values) - 1)]
