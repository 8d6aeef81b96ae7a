"""Compute figures that compare two numbers: before a change, shares, means, growth, differences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from fazhi_rag.numbers.context import Context
from fazhi_rag.numbers.zones import features
from fazhi_rag.types import Approx, Kind

from .case import Draft
from .changes import EARLIER, Trial, printed, runs_against
from .meant import (
    CLOSE,
    HUNDRED,
    TOP,
    WIDE,
    Task,
    all_groups,
    amount_of,
    are_parallel,
    count_of,
    couples,
    groups,
    operands,
    own_amounts,
    speaks_of_before,
    stated_in,
    tells_change,
    trial_on,
)
from .parts import counts
from .rows import Row, rows_of
from .told import CHANGED, changes_in

_SHARES = frozenset({Kind.PERCENT, Kind.FRACTION})
_EVEN = frozenset({Approx.EXACT, Approx.ABOUT})
_PER = re.compile(r"每(?P<every>[个名一位]?[^\W\d]{1,2})|(?P<mean>[人户村场次件年月日班组家])均")
_TIME = {"年": 1, "月": 12, "季度": 4}
_SPOKEN = 0.2
"""Least fit of a share to the draft for the draft to speak of it."""
_MANY = 20
_NEAR = 3
"""Numbers between a share and the amount it is of."""


def before_change(task: Task) -> Iterator[Trial]:
    """Yield the value before each change that the sources tell of the number the draft speaks of."""
    draft = task.draft
    for row in rows_of(draft, task.sources, earlier=True):
        told = [change for change in changes_in(row) if change.now.unit_class == draft.context.unit_class]
        best = max((row.fit_of(change.now) for change in told), default=0.0)
        for change in told:
            inverse = change.before()
            spoken = row.fit_of(change.now) >= best - CLOSE
            meant = speaks_of_before(draft) or _is_year_after(draft, row, change.now)
            if inverse is not None and spoken and (meant or change.compared_with(draft.near)):
                yield trial_on(row, [change.now], *inverse)


def _is_year_after(draft: Draft, row: Row, now: Context) -> bool:
    """Whether a source's number is of the year after the one the draft states; the sentence may tell both."""
    stated = draft.context.year.resolve(None) if draft.context.year else None
    year = now.year.resolve(row.source.source.year) if now.year else row.source.source.year
    return tells_change(draft) if stated is None or year is None else stated + 1 == year


def share_of(task: Task) -> Iterator[Trial]:
    """Yield the share of each part that fits the draft's words in the whole before it."""
    draft = task.draft
    factor = Decimal(1) if draft.context.mention.kind is Kind.FRACTION else HUNDRED
    for row, terms in all_groups(task):
        if row and any(one.value == draft.context.value for one in row.percents()):
            continue
        best = max((row.fit_of(term) for term in terms), default=0.0) if row else 0.0
        stated = stated_in(draft, terms)
        for at, part in enumerate(terms):
            if row is None or part in stated or row.fit_of(part) >= best - WIDE:
                said = [term for term in stated if row and amount_of(term) > amount_of(part)]
                for whole in said or _wholes(row, terms, at):
                    ratio = amount_of(part) / amount_of(whole) * factor
                    yield trial_on(row, [part], ratio, f"{printed(part)} / {printed(whole)}")


def share_told(task: Task) -> Iterator[Trial]:
    """Yield the shares of the parts that count what the draft says behind the percentage: 83%的人赞成."""
    told = {item for item in features(task.draft.tail) if len(item) > 1}
    for trial in share_of(task):
        if trial.place is None:
            continue
        shared = len(trial.place.context.own_features & told)
        others = [other for row in task.rows for other in row.contexts if other is not trial.place.context]
        if shared and all(len(other.own_features & told) <= shared for other in others):
            yield trial


def _wholes(row: Row | None, terms: Sequence[Context], at: int) -> list[Context]:
    """Return the larger numbers that a number can be a part of: two before it, or one behind 占."""
    part = terms[at]
    larger = [term for term in terms[:at] if amount_of(term) > amount_of(part)]
    larger = [term for term in larger if row is None or not are_parallel(row, term, part)][-2:]
    behind = [term for term in terms[at + 1 : at + 2] if re.search("占|全|总|共", term.own)]
    return larger + [term for term in behind if amount_of(term) > amount_of(part)]


def of_a_share(task: Task) -> Iterator[Trial]:
    """Yield part and whole of each share the draft speaks of: 88% of 1860名, or what 1620人 are 45% of."""
    draft = task.draft
    for row in task.rows:
        shares = [one for one in row.contexts if one.mention.kind in _SHARES and one.amount.mark in _EVEN]
        best = max((row.fit_of(share) for share in shares), default=0.0)
        for share in shares:
            rate = amount_of(share) / (HUNDRED if share.mention.kind is Kind.PERCENT else 1)
            if row.fit_of(share) < max(best - TOP, _SPOKEN) or CHANGED.search(share.own) or not rate:
                continue
            near = [one for one in operands(row, draft) if abs(one.index - share.index) <= _NEAR]
            for base in (one for one in near if one.unit_class == draft.context.unit_class):
                product = amount_of(base) * rate
                if amount_of(base) < _MANY and product != product.to_integral_value():
                    continue  # of few, a rounded share says too little to tell one number from the next
                yield trial_on(row, [base], amount_of(base) * rate, f"{printed(base)} × {share.mention.text}")
                yield trial_on(row, [base], amount_of(base) / rate, f"{printed(base)} / {share.mention.text}")


def mean(task: Task) -> Iterator[Trial]:
    """Yield the amount by what it is told per: 86人次 by 2场 for 平均每场43人次, a year's by 12 for 月均."""
    draft = task.draft
    found = _PER.search(draft.near)
    if found is None:
        return
    every = (found["every"] or found["mean"]).lstrip("个名一位")
    for row, terms in [(None, own_amounts(draft)), *((row, operands(row, draft)) for row in task.rows)]:
        for whole in (term for term in terms if _spread_of(term, draft.context)):
            for count in (term for term in terms if term is not whole and _counts_any(term, every)):
                shown = f"{printed(whole)} / {count_of(count)}"
                yield trial_on(row, [whole], amount_of(whole) / count_of(count), shown)
            if every in _TIME and "均" in draft.near and (whole.period is None or whole.period.whole):
                shown = f"{printed(whole)} / {_TIME[every]}"
                yield trial_on(row, [whole], amount_of(whole) / _TIME[every], shown)


def _spread_of(whole: Context, each: Context) -> bool:
    """Whether a number can be what others have one part of each: 84人次 of 人均12次."""
    return whole.unit_class == each.unit_class or (
        each.mention.unit == "次" and whole.mention.unit in ("人次", "户次")
    )


def _counts_any(context: Context, every: str) -> bool:
    return counts(context, every) or counts(context, every[:1])


def growth(task: Task) -> Iterator[Trial]:
    """Yield the growth of a row's number from the earlier one beside it (去年同期的17.5万人次)."""
    for row, terms in all_groups(task):
        for one, other in pairwise(terms):
            for old, new in ((one, other), (other, one)):
                if old.slots.role == "before" or EARLIER.search(old.own):
                    shown = f"({printed(new)} - {printed(old)}) / {printed(old)}"
                    grown = abs(amount_of(new) - amount_of(old)) / amount_of(old) * HUNDRED
                    yield trial_on(row, [new], grown, shown)


def points(task: Task) -> Iterator[Trial]:
    """Yield the difference of the two percentages of a row that the draft names."""
    for row in task.rows:
        percents = [one for one in row.percents() if one.amount.plain]
        for high, low in couples(task.draft, percents) if len(percents) > 1 else []:
            if not runs_against(task.draft, high, low):
                shown = f"{high.mention.text} - {low.mention.text}"
                yield trial_on(row, [high], amount_of(high) - amount_of(low), shown)


def difference(task: Task) -> Iterator[Trial]:
    """Yield the difference of the two numbers the draft names, or else of two that stand side by side."""
    draft = task.draft
    for row, terms in groups(task):
        for high, low in couples(draft, terms):
            if not runs_against(draft, high, low):
                yield trial_on(
                    row, [high], amount_of(high) - amount_of(low), f"{printed(high)} - {printed(low)}"
                )


def multiple(task: Task) -> Iterator[Trial]:
    """Yield how many times one number is another, of two the draft names or two side by side."""
    draft = task.draft
    less = 1 if re.search("增长|增加|扩大了|提高了|多", draft.near) else 0
    for row, terms in all_groups(task):
        for high, low in couples(draft, terms):
            shown = f"{printed(high)} / {printed(low)}" + (" - 1" if less else "")
            yield trial_on(row, [high], amount_of(high) / amount_of(low) - less, shown)
