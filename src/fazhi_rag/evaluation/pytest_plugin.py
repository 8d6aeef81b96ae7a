"""A fixture for users' own tests: `assert_grounded(text, sources)`. Nothing is imported before it is used."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from fazhi_rag.types import Finding, Grounding, Source


@pytest.fixture
def assert_grounded() -> Callable[..., Grounding]:
    """Return a function that fails the test when a number of a text does not trace to the sources."""
    return check_grounded


def check_grounded(
    text: str,
    sources: str | Path | Source | Sequence[str | Path | Source],
    *,
    township: str | None = None,
    county: str | None = None,
    year: int | None = None,
) -> Grounding:
    """Verify a text and return the findings. A source is a text, a `Source`, or a path.

    Raises: AssertionError that shows each figure that is not grounded beside the nearest sentence of a
    source, and where the text has no number at all, for then nothing was checked.
    """
    __tracebackhide__ = True
    from fazhi_rag.grounding import verify

    listed = sources if isinstance(sources, Sequence) and not isinstance(sources, str) else [sources]
    read = [one for source in listed for one in _read(source)]
    found = verify(text, read, township=township, county=county, year=year)
    if not found.findings:
        raise AssertionError(f"nothing was checked: no number in {_short(text)!r}")
    bad = [finding for finding in found.findings if not finding.ok]
    if bad:
        lines = [f"{len(bad)} of {len(found.findings)} numbers are not grounded:"]
        lines += [_line(finding, text, read) for finding in bad]
        raise AssertionError("\n".join(lines))
    return found


def _read(source: Any) -> Sequence[str | Source]:
    if not isinstance(source, Path):
        return [source]
    from fazhi_rag.evaluation.outputs import load_sources

    return load_sources(source)


def _line(finding: Finding, text: str, sources: Sequence[str | Source]) -> str:
    said = f"  {finding.text} ({finding.status}) in {_short(_around(text, finding.span.start))!r}"
    name, sentence = _nearest(finding, text, sources)
    beside = f"\n    nearest in {name}: {_short(sentence)!r}" if sentence else "\n    no source is near it"
    return f"{said}: {finding.message}{beside}"


def _nearest(finding: Finding, text: str, sources: Sequence[str | Source]) -> tuple[str, str]:
    """Return the sentence the verdict rests on, or else the one most like the figure's own sentence."""
    if finding.evidence:
        place = finding.evidence[0]
        return place.source or "the source", place.sentence
    from rapidfuzz import fuzz, process

    from fazhi_rag.numbers import sentence_spans

    wanted, best = _around(text, finding.span.start), ("", "", 0.0)
    for source in sources:
        body, name = (source, "the source") if isinstance(source, str) else (source.text, source.name or "")
        sentences = [span.of(body) for span in sentence_spans(body)]
        found = process.extractOne(wanted, sentences, scorer=fuzz.partial_ratio)
        if found and found[1] > best[2]:
            best = (name, found[0], found[1])
    return best[:2]


def _around(text: str, offset: int) -> str:
    """The sentence that holds `offset`."""
    from fazhi_rag.numbers import sentence_spans

    spans = [span for span in sentence_spans(text) if span.start <= offset < span.end]
    return spans[0].of(text) if spans else text


def _short(text: str, most: int = 120) -> str:
    return text if len(text) <= most else f"{text[:most]}…"
