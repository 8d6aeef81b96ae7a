"""From an answer and a case of the townships suite to a score: figures, scope, citations, abstention."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from fazhi_rag.evaluation.scorers import fold, same_unit
from fazhi_rag.evaluation.township_cases import TownshipCase, Wanted
from fazhi_rag.numbers import find_mentions
from fazhi_rag.types import Answer, Citation, Mention, Value

MOST_FACTS_ALL = 3
"""So many facts must all be there; of more, three quarters, as in the questions suite."""
ENOUGH = 0.75


@dataclass(frozen=True, slots=True)
class TownshipScore(Value):
    """What one answer got right; counts are of the answer's own facts and citations."""

    passed: bool
    abstained: bool
    facts_found: int
    facts_wanted: int
    violations: tuple[str, ...]
    """Documents cited out of scope and figures of others that stand in the answer."""
    citations_right: int
    citations: int
    facts_cited: int
    facts_citable: int
    why: str


def score_township(case: TownshipCase, answer: Answer) -> TownshipScore:
    """Score an answer.

    A figure counts as said where a number of its value and a measure word of its class stand in the answer. A
    citation is right where its document is in scope and it shares a number with the answer, or stands in it.
    An answer fails for one figure or citation of another township or year, whatever else it says.
    """
    abstained = answer.status == "abstained"
    said = _numbers(answer.text)
    missing = [] if abstained else _missing(case, answer.text, said)
    wanted = len(case.figures) + len(case.words)
    violations = tuple(_violations(case, answer, said))
    backing = [one for one in answer.citations if _document(one) in case.docs]
    citable = [one for one in case.figures if not one.computed]
    why = _fault(case, answer, missing=missing, violations=violations)
    return TownshipScore(
        passed=not why,
        abstained=abstained,
        facts_found=0 if abstained else wanted - len(missing),
        facts_wanted=0 if case.status == "abstained" else wanted,
        violations=violations,
        citations_right=sum(_supports(one, answer.text, said) for one in backing),
        citations=len(answer.citations),
        facts_cited=sum(any(_holds(one, cited.text) for cited in backing) for one in citable),
        facts_citable=0 if abstained else len(citable),
        why=why,
    )


def _fault(case: TownshipCase, answer: Answer, *, missing: Sequence[str], violations: Sequence[str]) -> str:
    """Return what is wrong first; empty where nothing is."""
    if violations:
        return f"out of scope: {', '.join(violations)}"
    if answer.status == "abstained":
        if case.status == "answered":
            return f"abstained: {answer.reason}"
        right = not case.reasons or answer.reason in case.reasons
        return "" if right else f"abstained: {answer.reason}, not {', '.join(case.reasons)}"
    if case.status == "abstained":
        return "answered"
    wanted = len(case.figures) + len(case.words)
    found = 1 - len(missing) / wanted
    if found < (1 if wanted <= MOST_FACTS_ALL else ENOUGH):
        return f"lacks {', '.join(missing)}"
    return "" if answer.citations else "cites nothing"


def _missing(case: TownshipCase, text: str, said: Sequence[Mention]) -> list[str]:
    figures = [f"{one.value}{one.unit or ''}" for one in case.figures if not _says(one, text, said)]
    return figures + [word for word in case.words if fold(word) not in fold(text)]


def _violations(case: TownshipCase, answer: Answer, said: Sequence[Mention]) -> Iterable[str]:
    for cited in dict.fromkeys(map(_document, answer.citations)):
        if cited not in case.docs:
            yield cited
    rightly = [(one.value, one.unit) for one in case.figures]
    for one in case.must_not:
        if _says(one, answer.text, said) and not any(
            one.value == value and same_unit(one.unit, unit) for value, unit in rightly
        ):
            yield f"{one.value}{one.unit or ''}"


def _says(wanted: Wanted, text: str, said: Sequence[Mention]) -> bool:
    if wanted.said and fold(wanted.said) in fold(text):
        return True
    return any(
        one.value == wanted.value and (wanted.unit is None or same_unit(one.unit, wanted.unit))
        for one in said
    )


def _holds(wanted: Wanted, text: str) -> bool:
    return _says(wanted, text, _numbers(text))


def _supports(citation: Citation, text: str, said: Sequence[Mention]) -> bool:
    values = {one.value for one in said}
    return any(one.value in values for one in _numbers(citation.text)) or fold(citation.text) in fold(text)


def _numbers(text: str) -> list[Mention]:
    return [one for one in find_mentions(text) if one.is_fact]


def _document(citation: Citation) -> str:
    return PurePath(citation.place.document).name
