"""Operators that add a computed figure that is wrong: sum (C1), share (C2), growth (C3), overlap (C4)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

from fazhi_rag.evaluation.edits import mark
from fazhi_rag.evaluation.suites import GroundingCase
from fazhi_rag.evaluation.told_facts import (
    INHERITS,
    Told,
    alike,
    amount,
    attempt_and_outcome,
    computed,
    exact,
    is_count,
    named,
    printed_like,
    prints,
    told_facts,
    whole_and_part,
)
from fazhi_rag.types import Kind

_SLIP = Decimal("0.12")
"""How far a sum or a growth is off, at least: visible beside any rounding."""
_POINTS = Decimal(6)
"""How many points a share is off."""


def _beside(fact: Told, value: Decimal, home: Sequence[GroundingCase]) -> Iterator[str]:
    """Yield numbers beside the right result, in the manner of a fact, that the report prints nowhere."""
    whole = value == value.to_integral()
    for sign in (1, -1):
        off = max(
            (value * _SLIP).quantize(Decimal(1) if whole else Decimal("0.1"), ROUND_HALF_UP), Decimal(1)
        )
        wrong = value + sign * off
        if wrong > 0 and not prints(home, number := printed_like(fact, wrong)):
            yield number


def _appended(fact: Told, claim: str) -> str:
    return fact.case.text[: fact.label.end] + claim + fact.case.text[fact.label.end :]


def _stops(fact: Told) -> bool:
    return fact.case.text[fact.label.end : fact.label.end + 1] in {"，", "。", "；", ""}


def wrong_sum(case: GroundingCase, home: Sequence[GroundingCase]) -> Iterator[str]:
    """C1: a sum or a difference of two neighbours that does not come out: 13件、6件，两项共20件."""
    facts = told_facts(case)
    for before, first, second in zip((None, *facts), facts, facts[1:], strict=False):
        text = case.text[first.label.end : second.start]
        listed = before is not None and before.opened == first.opened and alike(before, first)
        if listed or text not in ("、", "，") or not (_stops(second) and first.ends):
            continue
        apart = exact(first, second) and alike(first, second) and is_count(first) and is_count(second)
        if not apart or INHERITS.match(second.zone) or len(second.zone) < 2:
            continue
        total = computed(first, second, 1)
        for number in _beside(first, total, home) if total else ():
            yield _appended(second, f"，两项共{mark(number)}")
            if case.township and first.label.subject and second.label.subject:
                pair = f"{first.label.subject}和{second.label.subject}"
                yield f"{named(case, pair)}共{mark(number)}。"
        gap = computed(first, second, -1)
        for number in _beside(first, abs(gap), home) if gap else ():
            yield _appended(second, f"，前者比后者{'多' if gap and gap > 0 else '少'}{mark(number)}")


def wrong_share(case: GroundingCase, home: Sequence[GroundingCase]) -> Iterator[str]:
    """C2: a share that does not come out: 156宗，成功155宗，成功率90%."""
    for whole, part in whole_and_part(case):
        for number in _shares(part, whole, home):
            if _stops(part):
                yield _appended(part, f"，占{mark(number)}")
            if case.township and part.label.subject and whole.label.subject:
                yield f"{named(case, part.label.subject)}占{whole.label.subject}的{mark(number)}。"
    for tried, done, _, outcome in attempt_and_outcome(case):
        if _stops(done) and "率" not in done.sentence:
            yield from (_appended(done, f"，{outcome}率{mark(n)}") for n in _shares(done, tried, home))


def _shares(part: Told, whole: Told, home: Sequence[GroundingCase]) -> Iterator[str]:
    share = amount(part) / amount(whole) * 100
    for wrong in (share + _POINTS, share - _POINTS):
        number = f"{wrong.quantize(Decimal('0.1'), ROUND_HALF_UP)}%"
        if 0 < wrong < 100 and not prints(home, number):
            yield number


def _changes(case: GroundingCase) -> Iterator[tuple[Told, Told]]:
    facts = told_facts(case)
    for before, after in pairwise(facts):
        roles = (before.label.role, after.label.role) == ("before", "after")
        if roles and alike(before, after) and exact(before, after) and amount(before) and _stops(after):
            yield before, after


def wrong_growth(case: GroundingCase, home: Sequence[GroundingCase]) -> Iterator[str]:
    """C3: growth that does not come out: 由60扩建到240平方米，增长250%."""
    for before, after in _changes(case):
        grown = amount(after) > amount(before)
        if before.label.kind is not Kind.PERCENT:
            rate = abs(amount(after) - amount(before)) / amount(before) * 100
            off = max(rate * _SLIP, _POINTS)
            for wrong in (rate + off, rate - off):
                number = f"{wrong.quantize(Decimal('0.1'), ROUND_HALF_UP)}%"
                if wrong > 0 and (grown or wrong < 100) and not prints(home, number):
                    yield _appended(after, f"，{'增长' if grown else '下降'}{mark(number)}")
            gap = computed(after, before, -1)
            for number in _beside(after, abs(gap), home) if gap else ():
                yield _appended(after, f"，{'增加' if grown else '减少'}{mark(number)}")


def overlapping_sum(case: GroundingCase, home: Sequence[GroundingCase]) -> Iterator[str]:
    """C4: a part is added to its whole: 98条，含21条，共119条."""
    for whole, part in whole_and_part(case):
        total = computed(whole, part, 1)
        if total is None or prints(home, number := printed_like(whole, total)):
            continue
        if _stops(part):
            yield _appended(part, f"，共{mark(number)}")
        if case.township and part.label.subject and whole.label.subject:
            pair = f"{whole.label.subject}和{part.label.subject}"
            yield f"{named(case, pair)}共{mark(number)}。"
