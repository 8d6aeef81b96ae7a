"""Derive a figure the sources leave to be computed, by the form its words claim.

The words between a figure and its neighbours say which form it is: the number before a change, the rest, a
total, a share, a mean, a difference, a multiple, the length of a list. The form says which operands are meant;
the row they stand in, or the draft's own sentence, has them. Nothing is tried for a figure whose words claim no
form, nor for one that stands in a kept sentence, or that the row states as a figure of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from fazhi_rag.numbers.context import Context
from fazhi_rag.types import Approx, Kind

from .case import Draft, Place, Sources
from .changes import Trial, printed
from .doubts import places_beside
from .operands import counted_twice, overlap
from .rows import Row, named_in, rows_of
from .scope import covers
from .told import CHANGED, changes_in
from .tolerance import comes_out

_BEFORE = re.compile(
    r"[上去前]一?(?:年|季|月|届|轮|期|个)|年初|往年|旧版|同期|一季度|从|由|原|过去|平日|基数"
    r"|(?<![目当日])前(?![列后往景沿0-9一二三四五六七八九十])"
)
_NOW = re.compile(r"(?:[升降减增涨跌提变扩缩改高少大快慢]\w{0,3}[到至为成]|达到?|今年)了?的?$")
"""What stands before the value behind a change, not the one before it."""
_REST = re.compile(
    r"其余|其他|其它|余下|剩|另|还有|尚|未|没|不|缺|请假|空|结余|差|非|男|女|仍|待|在办|此外|以外|之外|流拍|之后"
)
_EARLIER = re.compile(r"[去上前]年|同期|此前|原|上届|上季|上月|年初")
_LEFT_OUT = re.compile(r"(?:其余|其他|余下|剩余)(?:的|均|都|则|由|为|是|参加)*([^\W\d]{2})")
_EXCEPT = re.compile(r"除[^。；]{1,20}[外，,]|除$")
_TOTAL = re.compile(
    r"共|合|总|累计|死伤|伤亡|将达|[两二三四五六七八九十]\s*[类项个种者处地方]|加起来|村[（(、和]?(?:社区|居)"
)
_KINDS = re.compile(r"(?:全部|[两二三四五六七八九十]\s*[类种者项]\w{0,6})$")
_BREAK = re.compile(r"[，,；;：:]")
_OF = re.compile(r"[占成%％]")
_SHARES = frozenset({Kind.PERCENT, Kind.FRACTION})
_EVEN = frozenset({Approx.EXACT, Approx.ABOUT})
_TIMES = re.compile(r"倍|番")
_SHARE = re.compile(r"率|占|比重|比例|超过")
_MEAN = re.compile(r"平均|[人户村场次件年月日班组家]均|均摊|间距|每")
_PER = re.compile(r"每(?P<every>[个名一位]?[^\W\d]{1,2})|(?P<mean>[人户村场次件年月日班组家])均")
_DIFFERENCE = re.compile(
    r"[比较].*[多少高低增减大小快慢长短]|相差|差距|净增|新增|增加|缩减|延长|省|高出|低于|[减上下提调][多少高低升降调]"
)
_LIST_UNITS = frozenset(
    {"类", "项", "种", "者", "方面", "部分", "方", "地", "个", "级", "名", "家", "处", "大", "支"}
)
_KINDS_OF = frozenset({"类", "种", "者", "方面", "部分", "方"})
"""Units that count kinds, so that the numbers told of each may be counted."""
_ITEMS = re.compile(r"(?:[^\W\d]{1,12}(?:、|以?及|和|与)){1,9}[^\W\d]{1,8}$")
_JOINT = re.compile(r"、|以?及|和|与")
_PARALLEL = re.compile(r"[^，。；,;]*(?:、|和|及)(?!其中|含)[^，。；,;]*")
_SPREAD = re.compile("[每均日月]")
_EVERY = re.compile(r"(?<=每)[^\W\d]|[亩户人](?=产|均)")
_TIME = {"年": 1, "月": 12, "季度": 4}
_HUNDRED = Decimal(100)
_NAMED = 0.5
"""Share of its telling words by which a draft's sentence names a number of a row."""
_TOP, _CLOSE, _WIDE = 0.05, 0.15, 0.25
"""How much worse than the best of its row a number may fit and still be the one spoken of."""
_SPOKEN = 0.2
"""Least fit of a share to the draft for the draft to speak of it."""
_NEAR = 3
"""Numbers between a share and the amount it is of."""
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
    places = places_beside(draft)
    task = _Task(draft, sources, rows_of(draft, sources))
    for claimed, form in _forms_of(draft, task.rows):
        if any(claimed.search(place.context.own) for place in places):
            continue  # the source makes the same claim in the same place, with another value
        for trial in form(task):
            if comes_out(draft.context, trial.value):
                return Derived(f"{trial.expression} = {mention.text}", trial.place)
    return None


@dataclass(frozen=True, slots=True)
class _Task:
    """A figure to derive, with the rows its operands may stand in."""

    draft: Draft
    sources: Sources
    rows: list[Row]


Form = Callable[[_Task], Iterator[Trial]]


def _forms_of(draft: Draft, rows: Sequence[Row]) -> Iterator[tuple[re.Pattern[str], Form]]:
    """Yield the forms that the words between a figure and its neighbours claim, with the words' pattern."""
    near, kind, lead = draft.near, draft.context.mention.kind, _BREAK.split(draft.lead)[-1]
    if kind in (Kind.QUANTITY, Kind.RATE) and draft.context.mention.unit in _LIST_UNITS:
        yield _ITEMS, _length_of_list
    if not _NOW.search(lead):
        yield _BEFORE, _before
    if kind is Kind.MULTIPLE:
        yield _TIMES, _multiple
        return
    if _REST.search(near) or _EXCEPT.search(draft.lead) or any(_leaves(row, near) for row in rows):
        yield _REST, _rest
    if kind in (Kind.PERCENT, Kind.FRACTION):
        if CHANGED.search(near):
            yield CHANGED, _growth
        if kind is Kind.FRACTION or _SHARE.search(near + lead) or "成" in draft.context.mention.text:
            if draft.context.mention.unit != "百分点":
                yield _SHARE, _share
        if draft.context.mention.unit == "百分点":
            yield _DIFFERENCE, _points
        elif _TOTAL.search(near) or _JOINT.search(near + lead):
            yield _TOTAL, _total_of_shares
        return
    if _MEAN.search(near):
        yield _MEAN, _mean
    if _DIFFERENCE.search(near):
        yield _DIFFERENCE, _difference
    if _TOTAL.search(near) or _KINDS.search(lead):
        yield _TOTAL, _total
        yield _TOTAL, _product
    elif _sets_out_parts(draft):
        yield _TOTAL, _total
    yield _OF, _of_a_share


def _leaves(row: Row, near: str) -> bool:
    """Whether a row leaves the rest without a number, for the very thing the draft gives one: 其余为表取."""
    found = _LEFT_OUT.search(row.text)
    return bool(found) and found[1] in near


def _sets_out_parts(draft: Draft) -> bool:
    """Whether the numbers behind a figure are told as its parts: 办案239件，其中34件, 1.9万户中，…剩下2300户."""
    unit = draft.context.unit_class
    behind = [one for one in draft.siblings if one.index > draft.context.index and one.unit_class == unit]
    return any(one.slots.part for one in behind) or (len(behind) > 1 and "中" in draft.near)


def _speaks_of_before(draft: Draft) -> bool:
    return bool(_BEFORE.search(draft.near) or _BEFORE.search(draft.opening))


def _tells_change(draft: Draft) -> bool:
    """Whether the sentence goes on to state the value now and the change: 150起，今冬129起，少了21起."""
    unit = draft.context.unit_class
    behind = [one for one in draft.siblings if one.index in draft.known and one.index > draft.context.index]
    alike = [one for one in behind if one.unit_class == unit]
    return len(alike) > 1 and any(CHANGED.search(other.own) for other in alike[1:])


def _own(draft: Draft) -> list[Context]:
    """Return the other amounts of the draft's sentence that were found in the sources or derived."""
    return [
        one
        for one in draft.siblings
        if one.index in draft.known and one.mention.kind is Kind.QUANTITY and one.amount.plain and one.value
    ]


def _operands(row: Row, draft: Draft) -> list[Context]:
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
        and one.amount.plain
        and one.value
        and (not one.slots.per or _SPREAD.search(draft.sentence))
        and "各" not in one.own
    ]


def _groups(task: _Task) -> Iterator[tuple[Row | None, list[Context]]]:
    """Yield the operands of the draft's unit class: those of its own sentence, then those of each row."""
    draft = task.draft
    unit = draft.context.unit_class
    own = [one for one in _own(draft) if one.unit_class == unit]
    if len(own) > 1:
        yield None, own
    for row in task.rows:
        alike = [one for one in _operands(row, draft) if one.unit_class == unit]
        if len(alike) > 1:
            yield row, alike


def _all_groups(task: _Task) -> Iterator[tuple[Row | None, list[Context]]]:
    """Yield operands by unit class, of every class that the draft's sentence or a row has two of."""
    draft = task.draft
    yield from ((None, terms) for terms in _by_unit(_own(draft)))
    for row in task.rows:
        yield from ((row, terms) for terms in _by_unit(_operands(row, draft)))


def _by_unit(terms: Sequence[Context]) -> list[list[Context]]:
    units = dict.fromkeys(term.unit_class for term in terms)
    groups = [[term for term in terms if term.unit_class == unit] for unit in units]
    return [group for group in groups if len(group) > 1]


def _trial(row: Row | None, terms: Sequence[Context], value: Decimal, shown: str) -> Trial:
    return Trial(value, shown, Place(row.source, terms[0]) if row else None)


def _stated(draft: Draft, terms: Sequence[Context]) -> list[Context]:
    """Return the numbers of a row that the draft's sentence states too: its operands, where there are any."""
    said = {other.value for other in draft.siblings if other.index != draft.context.index}
    return [term for term in terms if term.value in said]


def _named(draft: Draft, terms: Sequence[Context]) -> list[Context]:
    """Return the numbers of a row that the draft's sentence states or names."""
    stated = _stated(draft, terms)
    return [
        term
        for term in terms
        if term in stated
        or named_in(draft.sentence, term, [other for other in terms if other is not term]) >= _NAMED
    ]


def _before(task: _Task) -> Iterator[Trial]:
    """Yield the value before each change that the sources tell of the number the draft speaks of."""
    draft = task.draft
    for row in rows_of(draft, task.sources, earlier=True):
        told = [change for change in changes_in(row) if change.now.unit_class == draft.context.unit_class]
        best = max((row.fit_of(change.now) for change in told), default=0.0)
        for change in told:
            inverse = change.before()
            spoken = row.fit_of(change.now) >= best - _CLOSE
            meant = _speaks_of_before(draft) or _is_year_after(draft, row, change.now)
            if inverse is not None and spoken and (meant or change.compared_with(draft.near)):
                yield _trial(row, [change.now], *inverse)


def _is_year_after(draft: Draft, row: Row, now: Context) -> bool:
    """Whether a source's number is of the year after the one the draft states; the sentence may tell both."""
    stated = draft.context.year.resolve(None) if draft.context.year else None
    year = now.year.resolve(row.source.source.year) if now.year else row.source.source.year
    return _tells_change(draft) if stated is None or year is None else stated + 1 == year


def _rest(task: _Task) -> Iterator[Trial]:
    """Yield what is left of a whole: without the part beside it, the parts named, or all parts behind it."""
    draft = task.draft
    if draft.context.mention.kind is Kind.PERCENT:
        yield from _rest_of_hundred(task)
        return
    for row, terms in _groups(task):
        named, stated = _named(draft, terms), _stated(draft, terms) if row else []
        best = max((row.fit_of(term) for term in terms), default=0.0) if row else 0.0
        for at, whole in enumerate(terms):
            if row and not stated and whole not in named and row.fit_of(whole) < best - _TOP:
                continue
            smaller = [term for term in terms if _value(term) < _value(whole)]
            chosen = [term for term in named if term in smaller]
            behind = [term for term in terms[at + 1 : at + 1 + _PARTS] if term in smaller]
            beside = [term for term in terms[max(at - 1, 0) : at + 2] if term in smaller]
            for parts in [*([one] for one in beside), *([one] for one in chosen), chosen, behind]:
                used = {term.index for term in [whole, *parts]}
                left = _value(whole) - sum(map(_value, parts), Decimal(0))
                if parts and left > 0 and all(term.index in used for term in stated[:2]):
                    yield _trial(row, [whole], left, " - ".join(map(printed, [whole, *parts])))


def _rest_of_hundred(task: _Task) -> Iterator[Trial]:
    draft = task.draft
    own = [one for one in draft.siblings if one.mention.kind is Kind.PERCENT and one.index in draft.known]
    groups: list[tuple[Row | None, list[Context]]] = [(None, own)] if own else []
    groups += [(row, row.percents()) for row in task.rows]
    for row, terms in groups:
        plain = [term for term in terms if term.amount.plain and 0 < _value(term) < _HUNDRED]
        if any(term.value == draft.context.value for term in plain):
            continue
        for parts in [*([one] for one in plain), plain] if plain else []:
            left = _HUNDRED - sum(map(_value, parts), Decimal(0))
            yield _trial(row, parts, left, " - ".join(["100%", *(one.mention.text for one in parts)]))


def _total(task: _Task) -> Iterator[Trial]:
    """Yield the sum of the parts the draft sets out in its sentence, or else of those of a row it means."""
    draft = task.draft
    for row, terms in _groups(task):
        if row is None:
            before = [term for term in terms if term.index < draft.context.index]
            behind = [term for term in terms if term.index > draft.context.index]
            choices = [before, behind]
        else:
            choices = _parts(draft, row, [term for term in terms if not _sums_up(term, terms)])
        for chosen in choices:
            doubled = overlap(chosen) or (row is None and counted_twice(chosen, draft, task.sources))
            if 2 <= len(chosen) <= _PARTS and not doubled:
                yield _trial(
                    row, chosen, sum(map(_value, chosen), Decimal(0)), " + ".join(map(printed, chosen))
                )
        if row is None and any(len(chosen) > 1 for chosen in choices):
            return


def _parts(draft: Draft, row: Row, terms: Sequence[Context]) -> list[list[Context]]:
    """Return the parts of a row a total may be of: those named; all, if as many as 三类 says; else a list."""
    named = _named(draft, terms)
    headed = [term for term in named if term.mention.head and term.mention.head[-2:] in draft.sentence]
    choices = [named, headed]
    counts = {other.value for other in draft.siblings if other.mention.unit in _KINDS_OF}
    if Decimal(len(terms)) in counts:
        choices.append(list(terms))
    runs: list[list[Context]] = [[term] for term in terms[:1]]
    for one, other in pairwise(terms):
        if _parallel(row, one, other):
            runs[-1].append(other)
        else:
            runs.append([other])
    return choices + [run for run in runs if len(named) < 2 or any(term in named for term in run)]


def _product(task: _Task) -> Iterator[Trial]:
    """Yield count × rate (136亩 at 每亩820元) for a total of what the rate counts."""
    draft = task.draft
    for row in task.rows:
        for rate in row.contexts:
            spread = _EVERY.findall(row.lead_of(rate))
            if not spread or rate.unit_class != draft.context.unit_class or not rate.value:
                continue
            for count in row.contexts:
                if count is not rate and count.value and any(_counts(count, per) for per in spread):
                    shown = f"{printed(count)} × {printed(rate)}"
                    yield _trial(row, [count], _value(count) * _value(rate), shown)


def _total_of_shares(task: _Task) -> Iterator[Trial]:
    """Yield the sum of the shares of one row that the draft names."""
    for row in task.rows:
        named = _named(task.draft, [one for one in row.percents() if one.amount.plain])
        if 2 <= len(named) <= _PARTS:
            shown = " + ".join(one.mention.text for one in named)
            yield _trial(row, named, sum(map(_value, named), Decimal(0)), shown)


def _points(task: _Task) -> Iterator[Trial]:
    """Yield the difference of the two percentages of a row that the draft names."""
    for row in task.rows:
        percents = [one for one in row.percents() if one.amount.plain]
        for high, low in _couples(task.draft, percents) if len(percents) > 1 else []:
            yield _trial(row, [high], _value(high) - _value(low), f"{high.mention.text} - {low.mention.text}")


def _of_a_share(task: _Task) -> Iterator[Trial]:
    """Yield part and whole of each share the draft speaks of: 88% of 1860名, or what 1620人 are 45% of."""
    draft = task.draft
    for row in task.rows:
        shares = [one for one in row.contexts if one.mention.kind in _SHARES and one.amount.mark in _EVEN]
        best = max((row.fit_of(share) for share in shares), default=0.0)
        for share in shares:
            rate = _value(share) / (_HUNDRED if share.mention.kind is Kind.PERCENT else 1)
            if row.fit_of(share) < max(best - _TOP, _SPOKEN) or CHANGED.search(share.own) or not rate:
                continue
            near = [one for one in _operands(row, draft) if abs(one.index - share.index) <= _NEAR]
            for base in (one for one in near if one.unit_class == draft.context.unit_class):
                yield _trial(row, [base], _value(base) * rate, f"{printed(base)} × {share.mention.text}")
                yield _trial(row, [base], _value(base) / rate, f"{printed(base)} / {share.mention.text}")


def _sums_up(term: Context, terms: Sequence[Context]) -> bool:
    """Whether a number is the whole of others beside it."""
    return any(other.whole == term.index for other in terms if other is not term)


def _share(task: _Task) -> Iterator[Trial]:
    """Yield the share of each part that fits the draft's words in the whole before it."""
    draft = task.draft
    factor = _HUNDRED if draft.context.mention.kind is Kind.PERCENT else Decimal(1)
    for row, terms in _all_groups(task):
        if row and any(one.value == draft.context.value for one in row.percents()):
            continue
        best = max((row.fit_of(term) for term in terms), default=0.0) if row else 0.0
        stated = _stated(draft, terms)
        for at, part in enumerate(terms):
            if row is None or part in stated or row.fit_of(part) >= best - _WIDE:
                said = [term for term in stated if row and _value(term) > _value(part)]
                for whole in said or _wholes(row, terms, at):
                    ratio = _value(part) / _value(whole) * factor
                    yield _trial(row, [part], ratio, f"{printed(part)} / {printed(whole)}")


def _wholes(row: Row | None, terms: Sequence[Context], at: int) -> list[Context]:
    """Return the larger numbers that a number can be a part of: two before it, or one behind 占."""
    part = terms[at]
    larger = [term for term in terms[:at] if _value(term) > _value(part)]
    larger = [term for term in larger if row is None or not _parallel(row, term, part)][-2:]
    behind = [term for term in terms[at + 1 : at + 2] if re.search("占|全|总|共", term.own)]
    return larger + [term for term in behind if _value(term) > _value(part)]


def _parallel(row: Row, one: Context, other: Context) -> bool:
    """Whether two numbers are items of one list: nothing but 、 or 和 joins what they count."""
    text = row.source.source.text[one.mention.span.end : other.mention.span.start]
    return bool(_PARALLEL.fullmatch(text))


def _mean(task: _Task) -> Iterator[Trial]:
    """Yield the amount by what it is told per: 86人次 by 2场 for 平均每场43人次, a year's by 12 for 月均."""
    draft = task.draft
    found = _PER.search(draft.near)
    if found is None:
        return
    every = (found["every"] or found["mean"]).lstrip("个名一位")
    for row in task.rows:
        terms = _operands(row, draft)
        for whole in (term for term in terms if term.unit_class == draft.context.unit_class):
            for count in (term for term in terms if term is not whole and _counts_any(term, every)):
                shown = f"{printed(whole)} / {printed(count)}"
                yield _trial(row, [whole], _value(whole) / _value(count), shown)
            if every in _TIME and whole.period is None:
                shown = f"{printed(whole)} / {_TIME[every]}"
                yield _trial(row, [whole], _value(whole) / _TIME[every], shown)


def _counts_any(context: Context, every: str) -> bool:
    return _counts(context, every) or _counts(context, every[:1])


def _counts(context: Context, per: str) -> bool:
    """Whether a number counts what an amount is told per: 2场, 36个教学班."""
    unit, same = context.mention.unit or "", ({"名", "人", "位"}, {"天", "日"})
    if not per:
        return False
    spelled = unit == per or unit.endswith(per) or any({unit, per} <= words for words in same)
    return spelled or context.own.rstrip(" 的。").endswith(per)


def _growth(task: _Task) -> Iterator[Trial]:
    """Yield the growth of a row's number from the one it is told beside as the earlier (去年同期的17.5万人次)."""
    for row, terms in _all_groups(task):
        for one, other in pairwise(terms):
            for old, new in ((one, other), (other, one)):
                if old.slots.role == "before" or _EARLIER.search(old.own):
                    shown = f"({printed(new)} - {printed(old)}) / {printed(old)}"
                    grown = abs(_value(new) - _value(old)) / _value(old) * _HUNDRED
                    yield _trial(row, [new], grown, shown)


def _difference(task: _Task) -> Iterator[Trial]:
    """Yield the difference of the two numbers the draft names, or else of two that stand side by side."""
    draft = task.draft
    for row, terms in _groups(task):
        for high, low in _couples(draft, terms):
            yield _trial(row, [high], _value(high) - _value(low), f"{printed(high)} - {printed(low)}")


def _multiple(task: _Task) -> Iterator[Trial]:
    """Yield how many times one number is another, of two the draft names or two side by side."""
    draft = task.draft
    less = 1 if re.search("增长|增加|扩大了|提高了|多", draft.near) else 0
    for row, terms in _all_groups(task):
        for high, low in _couples(draft, terms):
            shown = f"{printed(high)} / {printed(low)}" + (" - 1" if less else "")
            yield _trial(row, [high], _value(high) / _value(low) - less, shown)


def _couples(draft: Draft, terms: Sequence[Context]) -> list[tuple[Context, Context]]:
    """Return the two numbers the draft names or states, the larger first; neighbours where it names none."""
    stated = _stated(draft, terms)
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
    return [(max(pair, key=_value), min(pair, key=_value)) for pair in pairs]


def _length_of_list(task: _Task) -> Iterator[Trial]:
    """Yield how many things are written out before 三类, or how many numbers a row tells of each."""
    draft = task.draft
    items = _ITEMS.search(draft.lead)
    if items and _are_known(_JOINT.split(items[0]), draft, task.sources):
        yield Trial(Decimal(1 + len(_JOINT.findall(items[0]))), f"所列{items[0]}")
    if draft.context.mention.unit in _KINDS_OF:
        for row, terms in _all_groups(task):
            parts = [term for term in terms if not _sums_up(term, terms)]
            for listed in (_named(draft, parts), parts) if row else (parts, parts[1:]):
                yield _trial(row, parts, Decimal(len(listed)), "所列数的个数")


def _are_known(items: Sequence[str], draft: Draft, sources: Sources) -> bool:
    """Whether one source of the draft's scope has every item of a list, by its last two characters or first."""
    return any(
        covers(draft.claim, source.source)
        and all(item[-2:] in source.squeezed or item[:2] in source.squeezed for item in items)
        for source in sources.prepared
    )


def _value(context: Context) -> Decimal:
    return context.value or Decimal(0)
