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

from .case import Draft, Place, Sources
from .changes import Trial, differences, growth, multiples, points, printed
from .operands import (
    counted_twice,
    half_years,
    listed_terms,
    named_pairs,
    named_terms,
    overlap,
    related,
    siblings,
    source_pairs,
)
from .scope import lies_in

_SUM = re.compile(r"合计|共计|总计|一共|总共|共|累计|合起来|加起来|总数|总量|两项|三项")
_STRICT_SUM = re.compile(r"合计|共计|总计|一共|总共|加起来")
_DIFFERENCE = re.compile(
    r"较|比|增加|减少|新增|多|少|尚|未|剩余|还有|还剩|净增|净减|差|失败|不成功|下降|增长|提升|提高|降低|上升"
    r"|缩短|缩减|压缩|压减|延长|扩大|高|低|另有|其余|余下"
)
_SHARE = re.compile(r"率|占|比重|比例")
_GROWTH = re.compile(
    r"增长|增加|下降|减少|上升|提高|提升|降低|增幅|降幅|同比|较上年|较去年|比上年|比去年|升|降"
)
_MEAN = re.compile(r"平均|[人户村场次件年月日组]均|均摊")
_OUTCOME_RATE = re.compile(r"(?:成功|化解|办结|调处|整改|完成|办复|答复|采纳)率")
_LISTED = frozenset({"类", "项", "批", "批次", "种", "者", "方面", "部分", "方"})
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


def compute(draft: Draft, sources: Sources) -> Computed | None:
    """Return what a figure's own computation gives; None where it claims none or has no known operands."""
    mention = draft.context.mention
    if draft.context.value is None or isinstance(mention.value, tuple):
        return None
    failed: Trial | None = None
    for trial in _trials(draft, sources):
        if _agrees(draft.context, trial.value):
            return Computed(f"{trial.expression} = {mention.text}", True, trial.place is None, trial.place)
        if trial.explicit and failed is None:
            failed = trial
    if failed is None:
        return None
    shown = f"{failed.expression} = {_show(failed.value, mention.kind)}，不是{mention.text}"
    return Computed(shown, False, True, failed.place, overrules=bool(_OUTCOME_RATE.search(draft.context.own)))


def _trials(draft: Draft, sources: Sources) -> Iterator[Trial]:
    around = _around(draft)
    yield from _levels(draft)
    yield from _listed(draft)
    if draft.context.mention.kind is Kind.MULTIPLE:
        yield from multiples(draft, sources)
    if draft.context.mention.unit == "百分点":
        yield from points(draft, sources)
    if draft.context.mention.kind is Kind.PERCENT:
        if _GROWTH.search(around):
            yield from growth(draft, sources, around)
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
    if _DIFFERENCE.search(around) and draft.context.slots.role is None:
        yield from differences(draft, sources)


def _levels(draft: Draft) -> Iterator[Trial]:
    """Yield the count of the levels written out before 两级, 三级 (镇村两级)."""
    found = (
        re.search(r"([省市县区乡镇街村组户]{2,5})$", draft.context.own)
        if draft.context.mention.unit == "级"
        else None
    )
    if found:
        yield Trial(Decimal(len(found[1])), "、".join(found[1]))


def _listed(draft: Draft) -> Iterator[Trial]:
    """Yield how many numbers the sentence lists, for 三类, 两项 and the like that count them."""
    if draft.context.mention.unit in _LISTED:
        for after in (False, True):
            listed = [
                other.unit_class
                for other in draft.siblings
                if (other.index > draft.context.index) is after and other.index != draft.context.index
            ]
            for unit in dict.fromkeys(listed):
                yield Trial(Decimal(listed.count(unit)), f"所列{unit or ''}数的个数")


def _around(draft: Draft) -> str:
    """Return the text that can claim a computation: the number's own zone, or the one before (占…的16%)."""
    own = draft.context.own
    if len(own.strip("的，, ")) > 0:
        return own
    before = [other for other in draft.siblings if other.index < draft.context.index][-1:]
    return before[0].own + own if before else own


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


def _ratio(part: Context, whole: Context) -> Decimal | None:
    top, bottom = part.value, whole.value
    if top is None or not bottom or top > bottom or top < 0:
        return None
    return top / bottom * _HUNDRED


def _shares(draft: Draft, sources: Sources) -> Iterator[Trial]:
    before = [other for other in siblings(draft, sources) if other.index < draft.context.index][-4:]
    of_unit = {
        other.unit_class: [one for one in before if one.unit_class == other.unit_class] for other in before
    }
    pairs = [pair for same in of_unit.values() for pair in pairwise(same)]
    # 预付卡类3120件，占全部1.94万件的16.1%: the whole stands behind 占.
    pairs = [(two, one) if two.own.lstrip("，, ").startswith("占") else (one, two) for one, two in pairs]
    for one, other in pairs:
        tied = related(one, other)
        share = _ratio(other, one) if one.unit_class == other.unit_class else None
        if share is not None and (tied or share < _HUNDRED):
            yield Trial(
                share,
                f"{printed(other)} / {printed(one)}",
                None,
                explicit=tied and bool(_OUTCOME_RATE.search(draft.context.own)),
            )
    for place, whole in source_pairs(draft, sources):
        if (share := _ratio(place.context, whole)) is not None:
            yield Trial(share, f"{printed(place.context)} / {printed(whole)}", place)


def _sums(draft: Draft, sources: Sources, *, strict: bool) -> Iterator[Trial]:
    same = [other for other in siblings(draft, sources) if other.unit_class == draft.context.unit_class]
    for group in (
        [other for other in same if other.index < draft.context.index],
        [other for other in same if other.index > draft.context.index],
    ):
        wholes = [other for other in group if not other.slots.part]
        for terms in (wholes, [other for other in group if other.slots.part]):
            if len(terms) >= 2 and not (terms is wholes and counted_twice(terms, draft, sources)):
                yield _sum_of(terms, None, explicit=strict and terms is wholes)
    for place, terms in listed_terms(draft, sources):
        yield _sum_of(terms, place)
    for place, other in named_pairs(draft, sources):
        if not overlap([place.context, other]):
            yield _sum_of([place.context, other], place)
    named = named_terms(draft, sources)
    for count in (2, 3):
        operands = [place.context for place in named[:count]]
        if len(operands) == count and all(term.value for term in operands) and not overlap(operands):
            yield _sum_of(operands, named[0])


def _spread_rates(draft: Draft, sources: Sources) -> Iterator[Trial]:
    """Yield count × rate of 23个村均配备1名, where the draft gives the total of what the rate counts."""
    for source in sources.prepared:
        pairs = source.pairs_sharing(draft.words)
        for count, rate in [*pairs, *((other, one) for one, other in pairs)]:
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
                    yield Trial(one * each, f"{printed(count)} × {printed(rate)}", Place(source, rate))


def _means(draft: Draft, sources: Sources) -> Iterator[Trial]:
    before = [other for other in siblings(draft, sources) if other.index < draft.context.index][-2:]
    for one, other in pairwise(before):
        for top, bottom in ((one, other), (other, one)):
            above, below = top.value, bottom.value
            if top.unit_class == draft.context.unit_class and above is not None and below:
                yield Trial(above / below, f"{printed(top)} / {printed(bottom)}")


def _sum_of(terms: list[Context], place: Place | None, *, explicit: bool = False) -> Trial:
    values = [term.value or Decimal(0) for term in terms]
    return Trial(sum(values, Decimal(0)), " + ".join(map(printed, terms)), place, explicit)
