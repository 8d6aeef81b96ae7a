"""Derive a figure the sources leave to be computed, by the form its words claim.

The words and the sentence of a figure say which form it is: the number before a change, the rest, a total, a
share, a mean, a difference, a multiple, the length of a list. The form says which operands are meant, a row of
the sources (or the draft's own sentence) has them, and one expression per operand is evaluated. Nothing is
tried for a figure whose words claim no form.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from fazhi_rag.numbers.context import Context
from fazhi_rag.types import Kind

from .case import Draft, Place, Sources
from .changes import Trial, printed
from .operands import siblings
from .rows import Row, named_in, rows_of
from .told import changes_in
from .tolerance import comes_out, step_of

_BEFORE = re.compile(
    r"[上去前]一?(?:年|季|月|届|轮|期|个)|年初|往年|此前|之前|原[来有先本]|原为|旧版|同期|一季度|从|由|原|基数|以前|过去"
)
_REST = re.compile(
    r"其余|其他|其它|其馀|余下|剩|另|还有|尚|未|没|不|缺|请假|空|结余|除|差|非|男|女|仍|待|在办|此外|以外|之外"
)
_TOTAL = re.compile(r"共|合计|总|累计|全部|全年|[两二三四五六七八九十]\s*[类项个种者处地方]|加起来|村[（(、和]?(?:社区|居)|等")
_SHARE = re.compile(r"率|占|比重|比例|超过|过半|一半")
_MEAN = re.compile(r"平均|[人户村场次件年月日班组家]均|均摊|间距")
_PER = re.compile(r"每(?P<every>[个名一位]?[^\W\d]{1,2})|(?P<mean>[人户村场次件年月日班组家])均")
_DIFFERENCE = re.compile(r"[比较].*(?:多|少|高|低|增|减|大|小|快|慢|长|短)|相差|差距|差|净增|净减|新增|增加|减少")
_LIST_UNITS = frozenset({"类", "项", "种", "者", "方面", "部分", "方", "地", "个", "级", "名", "家", "处", "大", "市", "省", "支"})
_ITEMS = re.compile(r"(?:[^\W\d]{1,12}(?:、|以?及|和|与)){1,9}[^\W\d]{1,8}$")
_JOINT = re.compile(r"、|以?及|和|与")
_TIME = {"年": 1, "月": 12, "季度": 4}
_HUNDRED = Decimal(100)
_KINDS_OF = frozenset({"类", "种", "者", "方面", "部分", "方"})
"""Units that count kinds, so that the numbers told of each may be counted."""
_NAMED = 0.5
"""Share of its telling words by which a draft's sentence names a number of a row."""
_CLOSE, _WIDE = 0.15, 0.25
"""How much worse than the best of its row a number may fit and still be the one spoken of."""
_PARTS = 6


@dataclass(frozen=True, slots=True)
class Derived:
    """A computation that gives a draft's figure, and where its first operand stands."""

    expression: str
    place: Place | None


def derive(draft: Draft, sources: Sources) -> Derived | None:
    """Return the computation that gives a figure, if its words claim one; None where none comes out."""
    mention = draft.context.mention
    if draft.context.value is None or isinstance(mention.value, tuple) or not mention.is_fact:
        return None
    for form in _forms_of(draft):
        for trial in form(draft, sources):
            if comes_out(draft.context, trial.value, trial.slack):
                return Derived(f"{trial.expression} = {mention.text}", trial.place)
    return None


Form = Callable[[Draft, Sources], Iterator[Trial]]


def _forms_of(draft: Draft) -> Iterator[Form]:
    """Yield the forms that the words around a figure claim."""
    clause, kind = draft.near, draft.context.mention.kind
    amount = kind in (Kind.QUANTITY, Kind.RATE)
    if amount and draft.context.mention.unit in _LIST_UNITS:
        yield _length_of_list
    if _BEFORE.search(draft.lead) or draft.context.slots.role == "before":
        yield _before
    if kind is Kind.MULTIPLE:
        yield _multiple
        return
    if _REST.search(clause):
        yield _rest
    if kind in (Kind.PERCENT, Kind.FRACTION):
        if kind is Kind.FRACTION or _SHARE.search(draft.lead) or "成" in draft.context.mention.text:
            yield _share
        return
    if _MEAN.search(clause) or _PER.search(clause):
        yield _mean
    if _DIFFERENCE.search(draft.lead):
        yield _difference
    if _TOTAL.search(draft.lead):
        yield _total


def _groups(draft: Draft, sources: Sources, *, unit: str | None) -> Iterator[tuple[Row | None, list[Context]]]:
    """Yield the operands of one unit class: those of the draft's own sentence, then those of each row."""
    own = [other for other in siblings(draft, sources) if other.unit_class == unit]
    if len(own) > 1:
        yield None, own
    for row in rows_of(draft, sources):
        alike = [one for one in row.alike(unit) if one.amount.plain and one.value]
        if len(alike) > 1:
            yield row, alike


def _trial(row: Row | None, terms: Sequence[Context], value: Decimal, shown: str, slack: Decimal) -> Trial:
    return Trial(value, shown, Place(row.source, terms[0]) if row else None, slack=slack)


def _slack(context: Context) -> Decimal:
    """Return what a number's printed rounding leaves open: nothing of a count, half a step of 1.2万."""
    text = context.mention.text
    rounded = any(mark in text for mark in ".．万亿")
    return step_of(context) / 2 if rounded else Decimal(0)


def _named(draft: Draft, terms: Sequence[Context]) -> list[Context]:
    """Return the numbers of a row that the draft's sentence names, or states itself."""
    said = {other.value for other in draft.siblings if other.index != draft.context.index}
    return [
        term
        for term in terms
        if term.value in said
        or named_in(draft.sentence, term, [other for other in terms if other is not term]) >= _NAMED
    ]


def _before(draft: Draft, sources: Sources) -> Iterator[Trial]:
    """Yield the value before each change that the sources tell of the number the draft speaks of."""
    for row in rows_of(draft, sources, earlier=True):
        told = [
            change
            for change in changes_in(row)
            if change.now.unit_class == draft.context.unit_class
        ]
        best = max((row.fit_of(change.now) for change in told), default=0.0)
        for change in told:
            inverse = change.before()
            if inverse is not None and row.fit_of(change.now) >= best - _CLOSE:
                value, slack, shown = inverse
                yield _trial(row, [change.now], value, shown, slack)


def _rest(draft: Draft, sources: Sources) -> Iterator[Trial]:
    """Yield what is left of a whole without the part beside it, without the named parts, without all parts."""
    if draft.context.mention.kind is Kind.PERCENT:
        yield from _rest_of_hundred(draft, sources)
        return
    for row, terms in _groups(draft, sources, unit=draft.context.unit_class):
        named = _named(draft, terms)
        for at, whole in enumerate(terms):
            smaller = [term for term in terms if term is not whole and _value(term) < _value(whole)]
            behind = [term for term in terms[at + 1 : at + 1 + _PARTS] if _value(term) < _value(whole)]
            beside = [term for term in terms[max(at - 1, 0) : at + 2] if term in smaller]
            choices = [[one] for one in beside] + [[one] for one in named if one in smaller]
            choices += [[one for one in named if one in smaller], behind]
            for parts in choices:
                if parts and sum(map(_value, parts)) < _value(whole):
                    shown = " - ".join(map(printed, [whole, *parts]))
                    yield _trial(row, [whole], _value(whole) - sum(map(_value, parts)), shown, Decimal(0))


def _rest_of_hundred(draft: Draft, sources: Sources) -> Iterator[Trial]:
    own = [one for one in draft.siblings if one.mention.kind is Kind.PERCENT and one.index in draft.known]
    groups: list[tuple[Row | None, list[Context]]] = [(None, own)] if own else []
    groups += [(row, row.percents()) for row in rows_of(draft, sources)]
    for row, terms in groups:
        plain = [term for term in terms if term.amount.plain and 0 < _value(term) < _HUNDRED]
        for parts in ([one] for one in plain):
            yield _trial(row, parts, _HUNDRED - _value(parts[0]), f"100% - {parts[0].mention.text}", Decimal(0))
        if len(plain) > 1:
            shown = "100% - " + " - ".join(term.mention.text for term in plain)
            yield _trial(row, plain, _HUNDRED - sum(map(_value, plain)), shown, Decimal(0))


def _total(draft: Draft, sources: Sources) -> Iterator[Trial]:
    """Yield the sum of the parts the draft names, or of all that a row lists."""
    for row, terms in _groups(draft, sources, unit=draft.context.unit_class):
        parts = [term for term in terms if not _sums_up(term, terms)]
        before = [term for term in parts if term.index < draft.context.index]
        behind = [term for term in parts if term.index > draft.context.index]
        choices = [_named(draft, parts), parts] if row else [before, behind]
        for chosen in choices:
            if 2 <= len(chosen) <= _PARTS:
                shown = " + ".join(map(printed, chosen))
                yield _trial(row, chosen, sum(map(_value, chosen), Decimal(0)), shown, Decimal(0))


def _sums_up(term: Context, terms: Sequence[Context]) -> bool:
    """Whether a number is the whole of others beside it."""
    return any(other.whole == term.index for other in terms if other is not term)


def _share(draft: Draft, sources: Sources) -> Iterator[Trial]:
    """Yield the share of each part that fits the draft's words in the whole before it."""
    factor = _HUNDRED if draft.context.mention.kind is Kind.PERCENT else Decimal(1)
    for row, terms in _all_groups(draft, sources):
        best = max((row.fit_of(term) for term in terms), default=0.0) if row else 0.0
        for at, part in enumerate(terms):
            if row and row.fit_of(part) < best - _WIDE:
                continue
            for whole in _wholes(terms, at):
                ratio = _value(part) / _value(whole) * factor
                slack = ratio * (_slack(part) / _value(part) + _slack(whole) / _value(whole))
                yield _trial(row, [part], ratio, f"{printed(part)} / {printed(whole)}", slack)


def _wholes(terms: Sequence[Context], at: int) -> list[Context]:
    part = terms[at]
    larger = [term for term in terms[:at] if _value(term) > _value(part)][-2:]
    behind = [
        term
        for term in terms[at + 1 : at + 2]
        if _value(term) > _value(part) and re.search("占|全|总|共", term.own)
    ]
    return larger + behind


def _all_groups(draft: Draft, sources: Sources) -> Iterator[tuple[Row | None, list[Context]]]:
    """Yield operands by unit class, of every class that the draft's sentence or a row has two of."""
    own = siblings(draft, sources)
    yield from ((None, terms) for terms in _by_unit(own))
    for row in rows_of(draft, sources):
        plain = [
            one for one in row.contexts if one.mention.kind is Kind.QUANTITY and one.amount.plain and one.value
        ]
        yield from ((row, terms) for terms in _by_unit(plain))


def _by_unit(terms: Sequence[Context]) -> list[list[Context]]:
    units = dict.fromkeys(term.unit_class for term in terms)
    groups = [[term for term in terms if term.unit_class == unit and term.value] for unit in units]
    return [group for group in groups if len(group) > 1]


def _mean(draft: Draft, sources: Sources) -> Iterator[Trial]:
    """Yield the amount by what it is told per: 86人次 by 2场 for 平均每场43人次, a year's by 12 for 月均."""
    found = _PER.search(draft.near)
    if found is None:
        return
    per = (found["every"] or found["mean"]).lstrip("个名一位")
    for row in rows_of(draft, sources):
        wholes = [one for one in row.alike(draft.context.unit_class) if one.amount.plain and one.value]
        counts = [one for one in row.contexts if _counts(one, per)]
        for whole in wholes:
            for count in counts:
                if count is not whole:
                    yield _trial(
                        row,
                        [whole],
                        _value(whole) / _value(count),
                        f"{printed(whole)} / {printed(count)}",
                        _slack(whole) / _value(count),
                    )
            if per in _TIME and whole.period is None:
                shown = f"{printed(whole)} / {_TIME[per]}"
                yield _trial(row, [whole], _value(whole) / _TIME[per], shown, _slack(whole) / _TIME[per])


def _counts(context: Context, per: str) -> bool:
    """Whether a number counts what an amount is told per: 2场, 36个教学班."""
    mention = context.mention
    if mention.kind is not Kind.QUANTITY or not context.value or not context.amount.plain or not per:
        return False
    return _same_count(mention.unit or "", per) or context.own.rstrip(" 的").endswith(per)


def _same_count(unit: str, per: str) -> bool:
    people = {"名", "人", "位"}
    return unit == per or unit.endswith(per) or {unit, per} <= people or {unit, per} <= {"天", "日"}


def _difference(draft: Draft, sources: Sources) -> Iterator[Trial]:
    """Yield the difference of the two numbers the draft names, or of two that stand side by side."""
    for row, terms in _groups(draft, sources, unit=draft.context.unit_class):
        named = _named(draft, terms)
        pairs = [*pairwise(named), *pairwise(terms)]
        for one, other in pairs:
            high, low = sorted((one, other), key=_value, reverse=True)
            shown = f"{printed(high)} - {printed(low)}"
            yield _trial(row, [high], _value(high) - _value(low), shown, Decimal(0))


def _multiple(draft: Draft, sources: Sources) -> Iterator[Trial]:
    """Yield how many times one number is another, of two the draft names or two side by side."""
    less = 1 if re.search("增长|增加|扩大了|提高了|多", draft.near) else 0
    for row, terms in _all_groups(draft, sources):
        for one, other in [*pairwise(_named(draft, terms)), *pairwise(terms)]:
            high, low = sorted((one, other), key=_value, reverse=True)
            ratio = _value(high) / _value(low)
            slack = ratio * (_slack(high) / _value(high) + _slack(low) / _value(low))
            shown = f"{printed(high)} / {printed(low)}" + (" - 1" if less else "")
            yield _trial(row, [high], ratio - less, shown, slack)


def _length_of_list(draft: Draft, sources: Sources) -> Iterator[Trial]:
    """Yield how many things are written out before 三类, or how many numbers the row and the draft list."""
    items = _ITEMS.search(draft.lead)
    if items:
        yield Trial(Decimal(1 + len(_JOINT.findall(items[0]))), f"所列{items[0]}")
    if draft.context.mention.unit not in _KINDS_OF:
        return
    for row, terms in _all_groups(draft, sources):
        parts = [term for term in terms if not _sums_up(term, terms)]
        for listed in (_named(draft, parts), parts) if row else (parts, parts[1:]):
            yield _trial(row, parts, Decimal(len(listed)), "所列数的个数", Decimal(0))


def _value(context: Context) -> Decimal:
    return context.value or Decimal(0)
