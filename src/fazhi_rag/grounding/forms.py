"""Derive a figure the sources leave to be computed, by the form its words claim.

The words between a figure and its neighbours say which form it is: the number before a change, the rest,
a total, a share, a mean, a difference, a multiple, the length of a list. The form says which operands are
meant; the row they stand in, or the draft's own sentence, has them. Nothing is tried for a figure whose words
claim no form, nor for one whose place in a kept sentence makes the same claim with another value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from fazhi_rag.types import Approx, Kind, Status

from .case import Draft, Place, Sources, Verdict
from .changes import Trial
from .contrast import bears_whole_name
from .derived import compute
from .doubts import places_beside
from .meant import BEFORE, ITEMS, JOINT, Task
from .parts import (
    last_part,
    length_of_list,
    length_of_stretch,
    product,
    rest,
    total,
    total_of_items,
    total_of_shares,
)
from .proportions import (
    before_change,
    difference,
    growth,
    mean,
    multiple,
    of_a_share,
    points,
    share_of,
    share_told,
)
from .rows import Row, rows_of
from .told import CHANGED
from .tolerance import comes_out

_NOW = re.compile(
    r"(?:[升降减增涨跌提变扩缩改高少大快慢](?![速幅长率量])\w{0,3}[到至为成]|达到?|今年)了?的?$"
)
"""What stands before the value behind a change, not the one before it."""
_REST = re.compile(
    r"其余|其他|其它|余下|剩|另|还有|尚|未|没|不|缺|请假|空|结余|差|非|男|女|仍|待|在办|此外|以外|之外|流拍|之后|加上"
)
_LEFT_OUT = re.compile(r"(?:其余|其他|余下|剩余)(?:的|均|都|则|由|为|是|参加)*([^\W\d]{2})")
_EXCEPT = re.compile(r"除[^。；]{1,20}[外，,]|除$")
_TOTAL = re.compile(
    r"共|合|总|累计|死伤|伤亡|将达|[两二三四五六七八九十]\s*[类项个种者处地方]|加起来|村[（(、和]?(?:社区|居)"
)
_KINDS = re.compile(r"(?:全部|[两二三四五六七八九十]\s*[类种者项]\w{0,6})$")
_BREAK = re.compile(r"[，,；;：:]")
_OF = re.compile("")
"""Any kept place speaks against a part or whole that only a share gives."""
_TIMES = re.compile(r"倍|番")
_SHARE = re.compile(r"率|占|比重|比例|超过")
_OF_A_WHOLE = re.compile("(?<=[^其年期集])(?:当中|之中|里|中)，?$")
_HAVING = re.compile(r"的[^\W\d]{2}")
"""在4.2万名受试者中，7.2%发病 and 83%的参加人赞成 are shares without a word of share."""
_MEAN = re.compile(r"平均|[人户村场次件年月日班组家]均|均摊|间距|每")
_DIFFERENCE = re.compile(
    r"[比较].*[多少高低增减大小快慢长短]|相差|差距|净增|新增|增加|缩减|延长|省|高出|低于|[减上下提调][多少高低升降调]"
)
_APART = re.compile("[各均每比]|分别")
"""What tells each of the things listed apart, or compares with them."""
_LIST_UNITS = frozenset(
    {"类", "项", "种", "者", "方面", "部分", "方", "地", "个", "级", "名", "家", "处", "大", "支"}
)

_STRETCHES = frozenset({"天", "日", "年"})
_STRETCH = re.compile("[至到—–-]")
_OK = frozenset({Status.SUPPORTED, Status.DERIVED, Status.UNCHECKED})
_EVEN = frozenset({Approx.EXACT, Approx.ABOUT})
_HALF = Decimal(50)
_ROUNDS = 2
"""A share of a total that was itself derived is found in the second round."""


@dataclass(frozen=True, slots=True)
class Derived:
    """A computation that gives a draft's figure, and where its first operand stands."""

    expression: str
    place: Place | None


def derive(draft: Draft, sources: Sources) -> Derived | None:
    """Return the computation that gives a figure, if its words claim one; None where none comes out."""
    mention = draft.context.mention
    half = mention.kind is Kind.OTHER and mention.unit == "%" and mention.value == _HALF
    if draft.context.value is None or isinstance(mention.value, tuple) or not (mention.is_fact or half):
        return None
    places = places_beside(draft)
    if places and draft.context.amount.mark not in _EVEN:
        return None
    task = Task(draft, sources, rows_of(draft, sources))
    for claimed, form in _forms_of(draft, task.rows):
        if any(claimed.search(place.context.own) for place in places):
            continue  # the source makes the same claim in the same place, with another value
        for trial in form(task):
            if comes_out(draft.context, trial.value):
                return Derived(f"{trial.expression} = {mention.text}", trial.place)
    return None


def derive_missing(pairs: Sequence[tuple[Draft, Verdict]], sources: Sources) -> list[tuple[Draft, Verdict]]:
    """Judge a sentence's numbers that were not found again, as computed from the ones that were."""
    found = list(pairs)
    for turn in range(_ROUNDS):
        known = frozenset(draft.context.index for draft, verdict in found if verdict.status in _OK)
        again = [
            (at, derived)
            for at, (draft, verdict) in enumerate(found)
            if verdict.status not in _OK
            and (derived := _computed(replace(draft, known=known), sources, again=turn > 0))
            and not _printed(draft, verdict, derived)
        ]
        for at, derived in again:
            found[at] = (found[at][0], Verdict(Status.DERIVED, derived.expression, derived.place))
        if not again:
            break
    return found


def _printed(draft: Draft, verdict: Verdict, derived: Derived) -> bool:
    """Whether the source prints this very share (报到率95.2%), so that no quotient may stand for it."""
    told = verdict.rival is not None and not verdict.rival.context.slots.plan
    share = draft.context.mention.kind is Kind.PERCENT and " / " in derived.expression
    return told and share and verdict.rival is not None and bears_whole_name(draft, verdict.rival)


def _computed(draft: Draft, sources: Sources, *, again: bool) -> Derived | None:
    """Return the computation that gives a figure not found, from operands that may be derived themselves."""
    computed = compute(draft, sources) if again else None
    if computed and computed.holds:
        return Derived(computed.expression, computed.place)
    return derive(draft, sources)


Form = Callable[[Task], Iterator[Trial]]


def _forms_of(draft: Draft, rows: Sequence[Row]) -> Iterator[tuple[re.Pattern[str], Form]]:
    """Yield the forms that the words between a figure and its neighbours claim, with the words' pattern."""
    near, kind, lead = draft.near, draft.context.mention.kind, _BREAK.split(draft.lead)[-1]
    if kind in (Kind.QUANTITY, Kind.RATE) and draft.context.mention.unit in _LIST_UNITS:
        yield ITEMS, length_of_list
    if not _NOW.search(lead):
        yield BEFORE, before_change
    if kind is Kind.MULTIPLE:
        yield _TIMES, multiple
        return
    if _REST.search(near) or _EXCEPT.search(draft.lead) or any(_leaves(row, near) for row in rows):
        yield _REST, rest
    if "其中" in draft.lead:
        yield _REST, last_part
    if draft.context.mention.unit in _STRETCHES and not draft.lead.endswith("连续"):
        yield _STRETCH, length_of_stretch
    if JOINT.search(lead) and _TOTAL.search(near + lead) and not _APART.search(near + lead):
        yield _TOTAL, total_of_items
    if kind in (Kind.PERCENT, Kind.FRACTION, Kind.OTHER):
        if CHANGED.search(near):
            yield CHANGED, growth
        if draft.context.mention.unit == "百分点":
            yield _DIFFERENCE, points
            return
        if kind is not Kind.PERCENT or _SHARE.search(near + lead) or "成" in draft.context.mention.text:
            yield _SHARE, share_of
        elif _OF_A_WHOLE.search(draft.lead) or _HAVING.match(draft.tail):
            yield _SHARE, share_told
        if _TOTAL.search(near) or JOINT.search(near + lead):
            yield _TOTAL, total_of_shares
        return
    if _MEAN.search(near):
        yield _MEAN, mean
    if _DIFFERENCE.search(near) and not _NOW.search(lead):
        yield _DIFFERENCE, difference
    if _TOTAL.search(near) or _KINDS.search(lead):
        yield _TOTAL, total
        yield _TOTAL, product
    elif _sets_out_parts(draft):
        yield _TOTAL, total
    yield _OF, of_a_share


def _leaves(row: Row, near: str) -> bool:
    """Whether a row leaves the rest without a number, for the very thing the draft gives one: 其余为表取."""
    found = _LEFT_OUT.search(row.text)
    return found is not None and found[1] in near


def _sets_out_parts(draft: Draft) -> bool:
    """Whether the numbers behind a figure are told as its parts: 办案239件，其中34件."""
    unit = draft.context.unit_class
    behind = [one for one in draft.siblings if one.index > draft.context.index and one.unit_class == unit]
    return any(one.slots.part for one in behind) or (len(behind) > 1 and "中" in draft.near)
