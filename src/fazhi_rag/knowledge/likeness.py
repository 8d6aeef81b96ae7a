"""Which reports are copies of one another: by their figures in order, those without figures by their words.

Whoever copies swaps words, cuts sections and adds others, but leaves most figures where they stand. Words are
compared by five-character shingles, found by MinHash bands.

Source: A. Broder, "On the resemblance and containment of documents", 1997; banding as in Leskovec, Rajaraman
and Ullman, "Mining of Massive Datasets", §3.4; one permutation for all bins as in Li, Owen and Zhang, 2012.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from hashlib import blake2b
from typing import Any

from fazhi_rag.types import Figure, Identity

SHINGLE = 5
BANDS, ROWS = 12, 5
"""Two texts that share 85 % of their shingles have a band in common in 999 of 1,000 cases, 50 % in 317."""
SHORTEST = 100
"""Characters below which a text says too little to be called a copy."""

RUN = 3
"""Figures in a row that are compared together: one alone stands in every other report."""
LEAST_RUNS, MOST_RUNS = 5, 300
"""Fewer prove nothing: such a report is compared by its words. 300 are about 25,000 characters."""
_LEAST_DIGITS = 4
"""Of a run, zeros at the ends apart: 1个, 1名, 100% stand in a row in many reports."""

_PRIME = 0x9E3779B97F4A7C15

_YEAR = re.compile(r"20\d\d|二[〇零○][〇零○一二三四五六七八九]{2}")
_KEPT = re.compile(r"[\u4e00-\u9fff]+|\d+")


def compared_text(text: str, identity: Identity) -> str:
    """Return what counts in a comparison: characters and digits, without years and without whose it is."""
    for name in (identity.township, identity.county):
        text = text.replace(name, "") if name else text
    return "".join(_KEPT.findall(_YEAR.sub("", text)))


def runs_of(figures: Sequence[Figure]) -> tuple[int, ...]:
    """Return a number for each run of three figures that says enough, sorted; none where they are few."""
    amounts = [f"{figure.mention.text} {figure.mention.unit}" for figure in figures]
    digits = [_digits(figure) for figure in figures]
    runs = {
        "|".join(amounts[at : at + RUN])
        for at in range(len(figures) - RUN + 1)
        if sum(digits[at : at + RUN]) >= _LEAST_DIGITS
    }
    numbers = sorted(int.from_bytes(blake2b(run.encode(), digest_size=8).digest()) >> 1 for run in runs)
    return tuple(numbers[:MOST_RUNS]) if len(numbers) >= LEAST_RUNS else ()


def _digits(figure: Figure) -> int:
    value = figure.mention.value
    parts = value if isinstance(value, tuple) else (value,)
    return sum(len(str(part).replace(".", "").strip("0")) for part in parts if part is not None)


def bands_of(text: str) -> tuple[int, ...]:
    """Return the bands of a compared text; none for a short one."""
    if len(text) < SHORTEST:
        return ()
    import numpy as np

    # Of the sorted hashes, the first at or after each of evenly spaced bounds: one permutation cut in bins.
    hashes = _shingles(text)
    bounds = np.arange(BANDS * ROWS, dtype=np.uint64) * np.uint64(2**64 // (BANDS * ROWS))
    least = hashes[np.searchsorted(hashes, bounds) % len(hashes)]
    powers = np.uint64(_PRIME) ** np.arange(ROWS, dtype=np.uint64)
    mixed = (least.reshape(BANDS, ROWS) * powers).sum(axis=1, dtype=np.uint64)
    return tuple(int(band) >> 1 for band in mixed)


def likeness(one: str, other: str) -> float:
    """Return the share of the shingles of two compared texts that stands in both (Jaccard)."""
    import numpy as np

    if min(len(one), len(other)) < SHINGLE:
        return 0.0
    first, second = _shingles(one), _shingles(other)
    both = len(np.intersect1d(first, second, assume_unique=True))
    return both / (len(first) + len(second) - both)


def _shingles(text: str) -> Any:
    """Return the hash of each shingle, each once."""
    import numpy as np

    codes = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    hashes = np.zeros(len(codes) - SHINGLE + 1, dtype=np.uint64)
    for at in range(SHINGLE):
        hashes = hashes * np.uint64(_PRIME) + codes[at : len(codes) - SHINGLE + 1 + at]
    for shift in (31, 29):
        hashes = (hashes ^ (hashes >> np.uint64(shift))) * np.uint64(_PRIME)
    return np.unique(hashes)
