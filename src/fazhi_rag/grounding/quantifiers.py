"""Find and judge claims of all or none that the extractor gives no mention for: 所有摊主, 无投诉, 未引发诉讼.

They are told by quantifier words of a data table and compared by the noun behind them. All is refuted by a
source that says it of some; none needs a source that denies it too, for silence is not zero.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from fazhi_rag.numbers.slots import slot_words
from fazhi_rag.numbers.synonyms import canonicalise
from fazhi_rag.types import Evidence, Span, Status

from .prepared import PreparedSource

_HELD = 0.5
"""Least share of a claim's character pairs that a source's clause must have to speak of the same."""
_LOOKED_AT = 400
_SOME_NUMBER = re.compile(r"[0-9０-９]|[两二三四五六七八九十百几]+[名个家户件]")


@dataclass(frozen=True, slots=True)
class Quantified:
    """A claim of all or none in a text."""

    span: Span
    text: str
    noun: str
    none: bool


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = slot_words()["quantifiers"]

    def any_of(name: str) -> str:
        return "|".join(sorted(map(re.escape, words[name]), key=len, reverse=True))

    noun = r"(?P<noun>[^\W\d，。；、]{2,8})"
    return (
        re.compile(rf"(?:{any_of('all')}){noun}"),
        re.compile(
            rf"(?:(?:^|(?<=[，。；：\n]))(?:{any_of('none_at_start')})|{any_of('none')}){noun}"
            rf"|(?P<told>[^\W\d，。；、为]{{2,8}})为零"
        ),
    )


@cache
def _some() -> re.Pattern[str]:
    words = slot_words()["quantifiers"]
    return re.compile("|".join(sorted(map(re.escape, words["some"]), key=len, reverse=True)))


def find_quantified(text: str, taken: Iterable[Span]) -> Iterator[Quantified]:
    """Yield the claims of all and none in a text that lie outside the spans already judged, in order."""
    spans = sorted(taken)
    starts = [span.start for span in spans]
    for none, pattern in zip((False, True), _patterns(), strict=True):
        for found in pattern.finditer(text):
            span = Span(found.start(), found.end())
            noun = found["noun"] or found["told"]
            if found[0].startswith(tuple(slot_words()["quantifiers"]["never"])) or _covered(
                span, spans, starts
            ):
                continue
            yield Quantified(span, found[0], noun, none)


def _covered(span: Span, spans: list[Span], starts: list[int]) -> bool:
    at = bisect_left(starts, span.end)
    return any(spans[one].overlaps(span) for one in range(max(at - 2, 0), at))


def judge_quantified(
    claim: Quantified, sources: Sequence[PreparedSource]
) -> tuple[Status, tuple[Evidence, ...], str] | None:
    """Return the verdict on a claim, by the sources of its scope; None where they do not speak of it at all.

    A claim of all is only judged where a source speaks of its noun; one of none always is.
    """
    plain = "".join(claim.text.split())
    if len(plain) > len(claim.noun) and any(plain in source.squeezed for source in sources):
        return Status.SUPPORTED, (), ""
    wanted = _pairs(claim.noun)
    partial: tuple[PreparedSource, Span] | None = None
    for source in sources:
        for number in _clauses_with(source, frozenset(wanted)):
            span = source.clauses[number]
            clause = span.of(source.source.text)
            if claim.none:
                if re.search(slot_words()["quantifiers"]["denied"], clause):
                    return Status.SUPPORTED, (), ""
            elif re.search(slot_words()["quantifiers"]["told_of_all"], clause):
                return Status.SUPPORTED, (), ""
            elif _some().search(clause) or _SOME_NUMBER.search(clause):
                partial = partial or (source, span)
    if claim.none:
        return Status.UNSUPPORTED, (), "来源没有提及，不等于没有发生"
    if partial is None:
        return None
    source, span = partial
    return Status.UNSUPPORTED, (source.quote(span),), f"来源没有说全部：{span.of(source.source.text)[:40]}"


def _pairs(text: str) -> set[str]:
    return {one + other for run in canonicalise(text).split() for one, other in pairwise(run)}


@lru_cache(maxsize=128)
def _pairs_of_clauses(source: PreparedSource) -> dict[str, list[int]]:
    postings: dict[str, list[int]] = {}
    for number, clause in enumerate(source.clauses):
        for pair in _pairs(clause.of(source.source.text)[:200]):
            postings.setdefault(pair, []).append(number)
    return postings


def _clauses_with(source: PreparedSource, wanted: frozenset[str]) -> list[int]:
    """Return the clauses that have at least half of the wanted character pairs."""
    postings = _pairs_of_clauses(source)
    votes: dict[int, int] = {}
    for pair in wanted:
        for number in postings.get(pair, ())[:_LOOKED_AT]:
            votes[number] = votes.get(number, 0) + 1
    return [number for number, count in votes.items() if count >= max(1.0, _HELD * len(wanted))]
