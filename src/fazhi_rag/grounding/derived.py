"""Check figures a text presents as computed: sums, differences, shares, growth, averages, rate × count.

Only figures with a word that claims a computation are tried, and only on operands that the text names:
numbers of the same draft sentence, or numbers of a source tied by a relation (tried → done, part → whole,
this year → last year, rate × count). Pairs are never searched until something fits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from fazhi_rag.numbers.context import Context
from fazhi_rag.types import Approx, Kind

from .case import Draft, Place, Sources, Wording
from .operands import (
    counted_twice,
    earlier,
    half_years,
    named_pairs,
    named_terms,
    overlap,
    related,
    siblings,
    source_changes,
    source_pairs,
)
from .scope import lies_in

_SUM = re.compile(r"合计|共计|总计|一共|总共|共|累计|合起来|加起来|总数|总量|两项|三项")
_STRICT_SUM = re.compile(r"合计|共计|总计|一共|总共|加起来")
_DIFFERENCE = re.compile(
    r"较|比|增加|减少|新增|多|少|尚|未|剩余|还有|还剩|净增|净减|差|失败|不成功|下降|增长|提升|提高"
)
_SHARE = re.compile(r"率|占|比重|比例")
_GROWTH = re.compile(
    r"增长|增加|下降|减少|上升|提高|提升|降低|增幅|降幅|同比|较上年|较去年|比上年|比去年|升|降"
)
_MEAN = re.compile(r"平均|人均|户均|村均|均摊|每[^，。]{1,4}平均")
_DOWN = re.compile(r"下降|减少|降低|降幅|回落|下滑|降")
_OUTCOME_RATE = re.compile(r"(?:成功|化解|办结|调处|整改|完成|办复|答复|采纳)率")
_PLACES = ("个", "家", "户", "村", "组")
_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Computed:
    """The outcome of a computation that a figure claims."""

    expression: str
    holds: bool
    stated: bool = False
    """Whether the operands are the draft's own, not found in a source."""
    place: Place | None = None
    """The first operand's place, where it stands in a source."""
    overrules: bool = False
    """Whether failing it speaks against a figure that stands elsewhere in the sources too."""


@dataclass(frozen=True, slots=True)
class _Trial:
    value: Decimal
    expression: str
    place: Place | None = None
    explicit: bool = False
    """Whether the draft itself sets out the operands, so that a wrong result is an error."""


def compute(draft: Draft, sources: Sources) -> Computed | None:
    """Return what a figure's own computation gives; None where it claims none or has no known operands."""
    mention = draft.context.mention
    if draft.context.value is None or isinstance(mention.value, tuple):
        return None
    failed: _Trial | None = None
    for trial in _trials(draft, sources):
        if _agrees(draft.context, trial.value):
            return Computed(f"{trial.expression} = {mention.text}", True, trial.place is None, trial.place)
        if trial.explicit and failed is None:
            failed = trial
    if failed is None:
        return None
    shown = f"{failed.expression} = {_show(failed.value, mention.kind)}，不是{mention.text}"
    return Computed(shown, False, True, failed.place, overrules=bool(_OUTCOME_RATE.search(draft.context.own)))


def _trials(draft: Draft, sources: Sources) -> Iterator[_Trial]:
    around = _around(draft)
    yield from _levels(draft)
    if draft.context.mention.kind is Kind.PERCENT:
        if _GROWTH.search(around):
            yield from _growth(draft, sources, around)
        if _SHARE.search(around) and draft.context.mention.unit != "百分点":
            yield from _shares(draft, sources)
        return
    if draft.context.mention.kind not in (Kind.QUANTITY, Kind.RATE):
        return
    if _MEAN.search(around):
        yield from _means(draft, sources)
    if draft.context.period is None or draft.context.period.whole:
        for place, other in half_years(draft, sources):
            yield _sum_of([place.context, other], place)
    if _SUM.search(around):
        yield from _sums(draft, sources, strict=bool(_STRICT_SUM.search(around)))
        yield from _spread_rates(draft, sources)
    if _DIFFERENCE.search(around):
        yield from _differences(draft, sources)


def _levels(draft: Draft) -> Iterator[_Trial]:
    """Yield the count of the levels written out before 两级, 三级 (镇村两级)."""
    found = (
        re.search(r"([省市县区乡镇街村组户]{2,5})$", draft.context.own)
        if draft.context.mention.unit == "级"
        else None
    )
    if found:
        yield _Trial(Decimal(len(found[1])), "、".join(found[1]))


def _around(draft: Draft) -> str:
    """Return the text that can claim a computation: the number's own zone."""
    return draft.context.own


def _agrees(context: Context, value: Decimal) -> bool:
    mention = context.mention
    interval, printed = context.amount.interval, context.value
    if interval is None or printed is None:
        return False
    if mention.approx is not Approx.EXACT and interval.low <= value <= interval.high:
        return True
    exponent = printed.as_tuple().exponent
    if mention.kind is Kind.QUANTITY and not _fractional(mention.text):
        return value == printed
    step = Decimal(1).scaleb(exponent) if isinstance(exponent, int) else Decimal(1)
    return abs(value - printed) <= step / 2


def _fractional(text: str) -> bool:
    return "." in text or "．" in text or "万" in text or "亿" in text


def _show(value: Decimal, kind: Kind) -> str:
    rounded = value.quantize(Decimal("0.1")).normalize()
    return f"{rounded:f}%" if kind is Kind.PERCENT else f"{rounded:f}"


def _text(context: Context) -> str:
    value = context.value
    return f"{value.normalize():f}" if value is not None else context.mention.text


def _ratio(part: Context, whole: Context) -> Decimal | None:
    top, bottom = part.value, whole.value
    if top is None or not bottom or top > bottom or top < 0:
        return None
    return top / bottom * _HUNDRED


def _shares(draft: Draft, sources: Sources) -> Iterator[_Trial]:
    before = [other for other in siblings(draft, sources) if other.index < draft.context.index][-3:]
    for one, other in pairwise(before):
        tied = related(one, other)
        share = _ratio(other, one) if one.unit_class == other.unit_class else None
        if share is not None and (tied or share < _HUNDRED):
            yield _Trial(
                share,
                f"{_text(other)} / {_text(one)}",
                None,
                explicit=tied and bool(_OUTCOME_RATE.search(draft.context.own)),
            )
    for place, whole in source_pairs(draft, sources):
        if (share := _ratio(place.context, whole)) is not None:
            yield _Trial(share, f"{_text(place.context)} / {_text(whole)}", place)


def _growth(draft: Draft, sources: Sources, around: str) -> Iterator[_Trial]:
    sign = -1 if _DOWN.search(around) else 1
    for new, old, place in _changes(draft, sources):
        latest, base = new.value, old.value
        if latest is not None and base:
            growth = (latest - base) / base * _HUNDRED * sign
            shown = f"({_text(new)} - {_text(old)}) / {_text(old)}"
            explicit = place is None
            yield _Trial(
                growth,
                shown if sign > 0 else f"({_text(old)} - {_text(new)}) / {_text(old)}",
                place,
                explicit,
            )


def _changes(draft: Draft, sources: Sources) -> Iterator[tuple[Context, Context, Place | None]]:
    """Yield (new, old) operands of a change: from the draft's own 由…到…, or from last year's source."""
    around = siblings(draft, sources)
    for one, other in pairwise(around):
        if (one.slots.role, other.slots.role) == ("before", "after"):
            yield other, one, None
    for place, old in source_changes(draft, sources):
        yield place.context, old, place
    before = [other for other in around if other.index < draft.context.index]
    if not before and draft.context.mention.kind is Kind.PERCENT:
        return
    new = before[-1] if before else None
    if new is None:
        return
    wording = Wording.of(new, sources.rarity)
    for place in earlier(draft, new, wording, sources):
        yield new, place.context, place


def _differences(draft: Draft, sources: Sources) -> Iterator[_Trial]:
    def trial(more: Context, less: Context, place: Place | None) -> Iterator[_Trial]:
        one, other = more.value, less.value
        if (
            one is not None
            and other is not None
            and more.unit_class == less.unit_class == draft.context.unit_class
        ):
            high, low = (more, less) if one >= other else (less, more)
            yield _Trial(abs(one - other), f"{_text(high)} - {_text(low)}", place)

    for new, old, place in _changes(draft, sources):
        yield from trial(new, old, place)
    before = [other for other in siblings(draft, sources) if other.unit_class == draft.context.unit_class]
    for one, other in pairwise(before[:4]):
        yield from trial(one, other, None)
    for place, whole in source_pairs(draft, sources):
        yield from trial(whole, place.context, place)
    for place, other in named_pairs(draft, sources):
        yield from trial(place.context, other, place)


def _sums(draft: Draft, sources: Sources, *, strict: bool) -> Iterator[_Trial]:
    same = [other for other in siblings(draft, sources) if other.unit_class == draft.context.unit_class]
    for group in (
        [other for other in same if other.index < draft.context.index],
        [other for other in same if other.index > draft.context.index],
    ):
        wholes = [other for other in group if not other.slots.part]
        for terms in (wholes, [other for other in group if other.slots.part]):
            if len(terms) >= 2 and not (terms is wholes and counted_twice(terms, draft, sources)):
                yield _sum_of(terms, None, explicit=strict and terms is wholes)
    for place, other in named_pairs(draft, sources):
        if not overlap([place.context, other]):
            yield _sum_of([place.context, other], place)
    named = named_terms(draft, sources)
    for count in (2, 3):
        operands = [place.context for place in named[:count]]
        if len(operands) == count and all(term.value for term in operands) and not overlap(operands):
            yield _sum_of(operands, named[0])


def _sum_of(terms: list[Context], place: Place | None, *, explicit: bool = False) -> _Trial:
    values = [term.value or Decimal(0) for term in terms]
    return _Trial(sum(values, Decimal(0)), " + ".join(map(_text, terms)), place, explicit)


def _spread_rates(draft: Draft, sources: Sources) -> Iterator[_Trial]:
    """Yield count × rate of 23个村均配备1名, where the draft gives the total of what the rate counts."""
    for source in sources.prepared:
        for count, rate in source.pairs_sharing(draft.words):
            if (
                rate.slots.per
                and rate.mention.kind is Kind.RATE
                and count.mention.unit in _PLACES
                and rate.slots.per[0] in "村社户组镇"
                and rate.unit_class == draft.context.unit_class
                and lies_in(draft.claim, rate, source.source)
                and draft.wording.similarity(rate) >= 0.3
            ):
                one, each = count.value, rate.value
                if one is not None and each is not None:
                    yield _Trial(one * each, f"{_text(count)} × {_text(rate)}", Place(source, rate))


def _means(draft: Draft, sources: Sources) -> Iterator[_Trial]:
    before = [other for other in siblings(draft, sources) if other.index < draft.context.index][-2:]
    for one, other in pairwise(before):
        for top, bottom in ((one, other), (other, one)):
            above, below = top.value, bottom.value
            if top.unit_class == draft.context.unit_class and above is not None and below:
                yield _Trial(above / below, f"{_text(top)} / {_text(bottom)}")
