"""Say which numbers a computed figure means: those of its own sentence, and those of a row that it names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from fazhi_rag.numbers.context import Context
from fazhi_rag.types import Approx, Kind

from .case import Draft, Place, Sources
from .changes import Trial
from .rows import Row, named_in
from .told import CHANGED

BEFORE = re.compile(
    r"[上去前]一?(?:年|季|月|届|轮|期|个)|年初|往年|旧版|同期|一季度|从|由|原|过去|平日|基数"
    r"|(?<![目当日])前(?![列后往景沿0-9一二三四五六七八九十])"
)
ITEMS = re.compile(r"(?:[^\W\d]{1,12}(?:、|以?及|和|与)){1,9}[^\W\d]{1,8}$")
JOINT = re.compile(r"、|以?及|和|与")
_PARALLEL = re.compile(r"[^，。；,;]*(?:、|和|及)(?!其中|含)[^，。；,;]*")
_SPREAD = re.compile("[每均日月]")
HUNDRED = Decimal(100)
_NAMED = 0.5
"""Share of its telling words by which a draft's sentence names a number of a row."""
TOP, CLOSE, WIDE = 0.05, 0.15, 0.25
"""How much worse than the best of its row a number may fit and still be the one spoken of."""


@dataclass(frozen=True, slots=True)
class Task:
    """A figure to derive, with the rows its operands may stand in."""

    draft: Draft
    sources: Sources
    rows: list[Row]


def own_amounts(draft: Draft) -> list[Context]:
    """Return the other amounts of the draft's sentence that were found in the sources or derived."""
    return [
        one
        for one in draft.siblings
        if one.index in draft.known and one.mention.kind is Kind.QUANTITY and one.amount.plain and one.value
    ]


def operands(row: Row, draft: Draft) -> list[Context]:
    """Return the amounts of a row that can be operands; none where it states the draft's own figure.

    What is spread (各1件, 每村3名) or bounded is no operand.
    """
    mine = draft.context
    if any(one.value == mine.value and one.unit_class == mine.unit_class for one in row.contexts):
        return []
    return [
        one
        for one in row.contexts
        if one.mention.kind in (Kind.QUANTITY, Kind.RATE)
        and (one.amount.plain or (one.amount.mark is Approx.ABOUT and not mine.amount.plain))
        and one.value
        and (not one.slots.per or _SPREAD.search(draft.sentence))
        and "各" not in one.own
    ]


def groups_of_own(draft: Draft) -> list[Context]:
    """Return the known amounts of the draft's sentence of the draft's unit class."""
    return [one for one in own_amounts(draft) if one.unit_class == draft.context.unit_class]


def groups(task: Task) -> Iterator[tuple[Row | None, list[Context]]]:
    """Yield the operands of the draft's unit class: those of its own sentence, then those of each row."""
    draft = task.draft
    unit = draft.context.unit_class
    own = groups_of_own(draft)
    if len(own) > 1:
        yield None, own
    for row in task.rows:
        alike = [one for one in operands(row, draft) if one.unit_class == unit]
        if len(alike) > 1:
            yield row, alike


def all_groups(task: Task) -> Iterator[tuple[Row | None, list[Context]]]:
    """Yield operands by unit class, of every class that the draft's sentence or a row has two of."""
    draft = task.draft
    yield from ((None, terms) for terms in _by_unit(own_amounts(draft)))
    for row in task.rows:
        yield from ((row, terms) for terms in _by_unit(operands(row, draft)))


def _by_unit(terms: Sequence[Context]) -> list[list[Context]]:
    units = dict.fromkeys(term.unit_class for term in terms)
    groups = [[term for term in terms if term.unit_class == unit] for unit in units]
    return [group for group in groups if len(group) > 1]


def trial_on(row: Row | None, terms: Sequence[Context], value: Decimal, shown: str) -> Trial:
    """Return a computation whose first operand stands in a row, or in the draft itself."""
    return Trial(value, shown, Place(row.source, terms[0]) if row else None)


def stated_in(draft: Draft, terms: Sequence[Context]) -> list[Context]:
    """Return the numbers of a row that the draft's sentence states too: its operands, where there are any."""
    said = {other.value for other in draft.siblings if other.index != draft.context.index}
    return [term for term in terms if term.value in said]


def named_of(draft: Draft, terms: Sequence[Context]) -> list[Context]:
    """Return the numbers of a row that the draft's sentence states or names."""
    stated = stated_in(draft, terms)
    return [
        term
        for term in terms
        if term in stated
        or named_in(draft.sentence, term, [other for other in terms if other is not term]) >= _NAMED
    ]


def couples(draft: Draft, terms: Sequence[Context]) -> list[tuple[Context, Context]]:
    """Return the two numbers the draft names or states, the larger first; neighbours where it names none."""
    stated = stated_in(draft, terms)
    shares = {
        term.index: 1.0
        if term in stated
        else named_in(draft.sentence, term, [other for other in terms if other is not term])
        for term in terms
    }
    ranked = sorted(terms, key=lambda term: -shares[term.index])
    third = shares[ranked[2].index] if len(ranked) > 2 else 0.0
    told_apart = shares[ranked[1].index] > third
    pairs = [(ranked[0], ranked[1])] if told_apart else list(pairwise(terms))
    return [(max(pair, key=amount_of), min(pair, key=amount_of)) for pair in pairs]


def sums_up(term: Context, terms: Sequence[Context]) -> bool:
    """Whether a number is the whole of others beside it."""
    return any(other.whole == term.index for other in terms if other is not term)


def are_parallel(row: Row, one: Context, other: Context) -> bool:
    """Whether two numbers are items of one list: nothing but 、 or 和 joins what they count."""
    text = row.source.source.text[one.mention.span.end : other.mention.span.start]
    return bool(_PARALLEL.fullmatch(text))


def speaks_of_before(draft: Draft) -> bool:
    """Whether the words beside a figure, or that open its sentence, speak of an earlier time."""
    return bool(BEFORE.search(draft.near) or BEFORE.search(draft.opening))


def tells_change(draft: Draft) -> bool:
    """Whether the sentence goes on to state the value now and the change: 150起，今冬129起，少了21起."""
    unit = draft.context.unit_class
    behind = [one for one in draft.siblings if one.index in draft.known and one.index > draft.context.index]
    alike = [one for one in behind if one.unit_class == unit]
    return len(alike) > 1 and any(CHANGED.search(other.own) for other in alike[1:])


def count_of(context: Context) -> Decimal:
    """Return how many of its own unit a number counts: 5 for 5天, not its seconds."""
    value = context.mention.value
    return value if isinstance(value, Decimal) and value else amount_of(context)


def amount_of(context: Context) -> Decimal:
    """Return the value of a number that has one."""
    return context.value or Decimal(0)
