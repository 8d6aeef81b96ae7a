"""The statistics against scipy and values computed by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from fazhi_rag.evaluation.statistics import averaged, bootstrap, mcnemar, pooled, share, wilson


@given(st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_is_scipys(counts: tuple[int, int]) -> None:
    successes, n = counts
    theirs = stats.binomtest(successes, n).proportion_ci(method="wilson")
    assert wilson(successes, n) == pytest.approx((theirs.low, theirs.high), abs=1e-9)


@pytest.mark.parametrize(("successes", "n", "low", "high"), [(0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0)])
def test_wilson_at_0_and_1_by_hand(successes: int, n: int, low: float, high: float) -> None:
    assert wilson(successes, n) == pytest.approx((low, high), abs=1e-4)


@given(st.integers(0, 60), st.integers(0, 60))
def test_mcnemar_is_the_exact_binomial(gained: int, lost: int) -> None:
    theirs = stats.binomtest(gained, gained + lost).pvalue if gained + lost else 1.0
    assert mcnemar(gained, lost) == pytest.approx(theirs)


def test_the_bootstrap_of_a_mean_is_near_scipys() -> None:
    values = list(np.random.default_rng(7).normal(0.6, 0.2, 80))
    mine = bootstrap(values, lambda drawn: float(np.mean(drawn)), seed=1, rounds=4000)
    theirs = stats.bootstrap((values,), np.mean, method="percentile", rng=1, n_resamples=4000)
    low, high = theirs.confidence_interval
    assert mine == pytest.approx((low, high), abs=0.006)


def test_the_pooled_interval_is_drawn_by_document() -> None:
    """Ten findings of a document rise and fall together: the interval is wider than Wilson's."""
    clustered = pooled([(10, 10), (0, 10)] * 8)
    alone = share(80, 160)
    assert clustered.value == alone.value == 0.5
    assert clustered.low is not None
    assert alone.low is not None
    assert clustered.low < alone.low - 0.05


SAME = [([(3, 3), (5, 5)], 8, 8), ([(0, 3), (0, 5)], 0, 8), ([(2, 4)], 2, 4), ([(1, 2), (1, 2)], 2, 4)]


@pytest.mark.parametrize(("counts", "successes", "n"), SAME)
def test_where_every_draw_is_the_same_the_interval_is_wilsons(
    counts: list[tuple[int, int]], successes: int, n: int
) -> None:
    assert pooled(counts) == share(successes, n)


def test_micro_and_macro_differ_where_documents_do() -> None:
    assert pooled([(9, 9), (0, 1)]).value == pytest.approx(0.9)
    assert averaged([1.0, 0.0]).value == pytest.approx(0.5)


@pytest.mark.parametrize(
    "metric", [pooled([], nothing="why"), pooled([(0, 0)], nothing="why"), averaged([], nothing="why")]
)
def test_nothing_measured_is_none_with_a_reason(metric: object) -> None:
    assert metric == share(0, 0, nothing="why")


def test_one_value_has_no_interval_and_equal_extremes_have_wilsons() -> None:
    assert (averaged([0.4]).value, averaged([0.4]).low) == (0.4, None)
    assert averaged([1.0, 1.0, 1.0]) == share(3, 3)
