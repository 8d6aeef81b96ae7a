"""Intervals against published values, and the undefined as None with a reason."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from fazhi_rag.evaluation.statistics import bootstrap, f1, share, wilson


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [
        # R. G. Newcombe, Statistics in Medicine 17 (1998), table I, method 3
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        # by symmetry with 0 of 20
        (20, 20, 0.8389, 1.0),
    ],
)
def test_wilson_gives_the_published_interval(successes: int, n: int, low: float, high: float) -> None:
    interval = wilson(successes, n)
    assert interval == pytest.approx((low, high), abs=5e-5)


def test_a_share_of_nothing_is_undefined_with_a_reason_and_never_zero() -> None:
    metric = share(0, 0, nothing="no fact was found")
    assert (metric.value, metric.n, metric.low, metric.reason) == (None, 0, None, "no fact was found")
    assert wilson(0, 0) is None


def test_more_successes_than_trials_are_refused() -> None:
    with pytest.raises(ValueError, match="3 successes out of 2"):
        wilson(3, 2)


@pytest.mark.parametrize(
    ("found", "false", "missed", "value"),
    [(8, 2, 2, 0.8), (1, 0, 0, 1.0), (0, 3, 4, 0.0), (0, 0, 0, None), (3, 1, 2, 6 / 9)],
)
def test_f1(found: int, false: int, missed: int, value: float | None) -> None:
    assert f1(found, false, missed) == (None if value is None else pytest.approx(value))


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def test_the_bootstrap_repeats_for_a_seed_and_holds_the_mean() -> None:
    values = [0.0, 1.0, 1.0, 1.0, 0.0, 1.0, 1.0, 0.0]
    first = bootstrap(values, _mean, seed=7)
    assert first == bootstrap(values, _mean, seed=7)
    assert first is not None
    assert first[0] < 0.625 < first[1]


def test_the_bootstrap_of_equal_groups_is_a_point_and_of_nothing_is_none() -> None:
    assert bootstrap([0.5] * 9, _mean) == (0.5, 0.5)
    assert bootstrap([], _mean) is None
    assert bootstrap([1.0], lambda _: None) is None
