"""Compute wholes from their parts and the reverse: the rest, totals, count × rate, the length of a list."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date
from decimal import Decimal
from itertools import pairwise

from fazhi_rag.numbers.context import Context
from fazhi_rag.numbers.measures import scale_unit
from fazhi_rag.types import Kind

from .case import Draft, Place, Sources
from .changes import Trial, printed
from .meant import (
    HUNDRED,
    ITEMS,
    JOINT,
    TOP,
    Task,
    all_groups,
    amount_of,
    are_parallel,
    count_of,
    groups,
    groups_of_own,
    named_of,
    stated_in,
    sums_up,
    trial_on,
)
from .operands import counted_twice, overlap
from .prepared import PreparedSource
from .rows import Row
from .scope import covers, lies_in

_KINDS_OF = frozenset({"类", "种", "者", "方面", "部分", "方"})
"""Units that count kinds, so that the numbers told of each may be counted."""
_EVERY = re.compile(r"(?<=每)[^\W\d]|[亩户人](?=产|均)")
_PARTS = 6
_PLAIN = re.compile(r"其中|[\s，、：有为是]")
_REST = re.compile("其余|另[有外]?|余下|剩余")
_LASTING = re.compile(r"(?:为期|历时|持续|公示|共|前后的|(?:^|[，。；、\d]))$")
"""What goes before the length of a stretch told elsewhere by its ends."""
_DAYS = re.compile(r"(\d{1,2})月(\d{1,2})日?(?:至|到|[—–~-]{1,2})(?:(\d{1,2})月)?(\d{1,2})日")
_YEARS = re.compile(r"(20\d\d)年?(?:至|到|和|与|[—–~-]{1,2})(20\d\d)年")
_COMMON_YEAR = 2023
_LIST = re.compile(r"(?:[^\W\d]{2,12}(?:、|以?及|和|与)){1,5}[^\W\d]{2,12}")
_CLAUSE = re.compile(r"[，,；;。：:]")


def rest(task: Task) -> Iterator[Trial]:
    """Yield what is left of a whole: without the part beside it, the parts named, or all parts behind it."""
    draft = task.draft
    if draft.context.mention.kind is Kind.PERCENT:
        yield from _rest_of_hundred(task)
        return
    for row, terms in groups(task):
        named, stated = named_of(draft, terms), stated_in(draft, terms) if row else []
        best = max((row.fit_of(term) for term in terms), default=0.0) if row else 0.0
        for at, whole in enumerate(terms):
            if row and not stated and whole not in named and row.fit_of(whole) < best - TOP:
                continue
            smaller = [term for term in terms if amount_of(term) < amount_of(whole)]
            chosen = [term for term in named if term in smaller]
            behind = [term for term in terms[at + 1 : at + 1 + _PARTS] if term in smaller]
            beside = [term for term in terms[max(at - 1, 0) : at + 2] if term in smaller]
            for parts in [*([one] for one in beside), *([one] for one in chosen), chosen, behind]:
                used = {term.index for term in [whole, *parts]}
                left = amount_of(whole) - sum(map(amount_of, parts), Decimal(0))
                if parts and left > 0 and all(term.index in used for term in stated[:2]):
                    yield trial_on(row, [whole], left, " - ".join(map(printed, [whole, *parts])))


def last_part(task: Task) -> Iterator[Trial]:
    """Yield what the parts set out behind 其中 leave of their whole: 121名，其中专职24名，兼职97名."""
    draft = task.draft
    own = [one for one in groups_of_own(draft) if one.index < draft.context.index]
    first = next((at for at, one in enumerate(own) if one.slots.part and at), None)
    if first is None:
        return
    whole, parts = own[first - 1], own[first:]
    if any(_is_named_as(draft.context, part, task.rows) for part in parts):
        return
    if not any(_opposed(draft.context, part) for part in parts) and not _tells_rest(task.rows):
        return
    left = amount_of(whole) - sum(map(amount_of, parts), Decimal(0))
    if left > 0:
        yield Trial(left, " - ".join(map(printed, [whole, *parts])))


def _opposed(one: Context, part: Context) -> bool:
    """Whether two parts differ in their modifier alone (专职, 兼职), with no third sort between."""
    mine, theirs = (_PLAIN.sub("", context.own) for context in (one, part))
    return len(mine) == len(theirs) > 1 and mine != theirs and mine[-1] == theirs[-1]


def _tells_rest(rows: Sequence[Row]) -> bool:
    return any(_REST.search(row.text) for row in rows)


def _is_named_as(one: Context, part: Context, rows: Sequence[Row]) -> bool:
    """Whether a row tells a part's value of what the draft tells another number of: the two are exchanged."""
    return any(
        other.value == part.value and (one.own_features & other.own_features) - part.own_features
        for row in rows
        for other in row.contexts
    )


def _rest_of_hundred(task: Task) -> Iterator[Trial]:
    draft = task.draft
    own = [one for one in draft.siblings if one.mention.kind is Kind.PERCENT and one.index in draft.known]
    groups: list[tuple[Row | None, list[Context]]] = [(None, own)] if own else []
    groups += [(row, row.percents()) for row in task.rows]
    for row, terms in groups:
        plain = [term for term in terms if term.amount.plain and 0 < amount_of(term) < HUNDRED]
        if any(term.value == draft.context.value for term in plain):
            continue
        for parts in [*([one] for one in plain), plain] if plain else []:
            left = HUNDRED - sum(map(amount_of, parts), Decimal(0))
            yield trial_on(row, parts, left, " - ".join(["100%", *(one.mention.text for one in parts)]))


def total(task: Task) -> Iterator[Trial]:
    """Yield the sum of the parts the draft sets out in its sentence, or else of those of a row it means."""
    draft = task.draft
    for row, terms in groups(task):
        if row is None:
            before = [term for term in terms if term.index < draft.context.index]
            behind = [term for term in terms if term.index > draft.context.index]
            choices = [before, behind]
        else:
            choices = _parts(draft, row, [term for term in terms if not sums_up(term, terms)])
        for chosen in choices:
            doubled = overlap(chosen) or (row is None and counted_twice(chosen, draft, task.sources))
            if 2 <= len(chosen) <= _PARTS and not doubled:
                yield trial_on(
                    row, chosen, sum(map(amount_of, chosen), Decimal(0)), " + ".join(map(printed, chosen))
                )
        if row is None and any(len(chosen) > 1 for chosen in choices):
            return


def _parts(draft: Draft, row: Row, terms: Sequence[Context]) -> list[list[Context]]:
    """Return the parts of a row a total may be of: those named; all, if as many as 三类 says; else a list."""
    named = named_of(draft, terms)
    headed = [term for term in named if term.mention.head and term.mention.head[-2:] in draft.sentence]
    choices = [named, headed]
    counts = {other.value for other in draft.siblings if other.mention.unit in _KINDS_OF}
    if Decimal(len(terms)) in counts:
        choices.append(list(terms))
    runs: list[list[Context]] = [[term] for term in terms[:1]]
    for one, other in pairwise(terms):
        if are_parallel(row, one, other):
            runs[-1].append(other)
        else:
            runs.append([other])
    return choices + [run for run in runs if len(named) < 2 or any(term in named for term in run)]


def product(task: Task) -> Iterator[Trial]:
    """Yield count × rate (136亩 at 每亩820元) for a total of what the rate counts."""
    draft = task.draft
    for row in task.rows:
        for rate in row.contexts:
            spread = _EVERY.findall(row.lead_of(rate))
            if not spread or rate.unit_class != draft.context.unit_class or not rate.value:
                continue
            for count in row.contexts:
                if count is not rate and count.value and any(counts(count, per) for per in spread):
                    shown = f"{count_of(count)} × {printed(rate)}"
                    yield trial_on(row, [count], count_of(count) * amount_of(rate), shown)


def total_of_shares(task: Task) -> Iterator[Trial]:
    """Yield the sum of the shares of one row that the draft names."""
    for row in task.rows:
        named = named_of(task.draft, [one for one in row.percents() if one.amount.plain])
        if 2 <= len(named) <= _PARTS:
            shown = " + ".join(one.mention.text for one in named)
            yield trial_on(row, named, sum(map(amount_of, named), Decimal(0)), shown)


def counts(context: Context, per: str) -> bool:
    """Whether a number counts what an amount is told per: 2场, 36个教学班."""
    unit, same = context.mention.unit or "", ({"名", "人", "位"}, {"天", "日"})
    if not per:
        return False
    spelled = unit == per or unit.endswith(per) or any({unit, per} <= words for words in same)
    return spelled or context.own.rstrip(" 的。").endswith(per)


def total_of_items(task: Task) -> Iterator[Trial]:
    """Yield the sum of what one source sentence tells of each item the draft lists: 甲和乙合得53分."""
    draft = task.draft
    items = _listed(draft.lead)
    for source in task.sources.prepared if items else ():
        for sentence in _with_all(items, source):
            terms = [_told_of(item, sentence, source, draft) for item in items]
            found = [term for term in terms if term is not None]
            if len(found) == len({term.index for term in found}) == len(items) and not overlap(found):
                shown = " + ".join(map(printed, found))
                total = sum(map(amount_of, found), Decimal(0))
                yield Trial(total, shown, Place(source, found[0]))


def _listed(lead: str) -> list[str]:
    """Return the items of the last list before a figure, by the two characters that stand at its joints."""
    lists = _LIST.findall(_CLAUSE.split(lead)[-1])
    names = [name.strip() for name in JOINT.split(lists[-1])] if lists else []
    first, *rest = names or [""]
    items = [first[-2:], *(name[:2] for name in rest)]
    return items if 2 <= len(items) <= _PARTS and all(len(item) == 2 for item in items) else []


def _with_all(items: Sequence[str], source: PreparedSource) -> Iterator[int]:
    sets = [{context.sentence for context in source.sharing([item])} for item in items]
    yield from sorted(set.intersection(*sets))


def _told_of(item: str, sentence: int, source: PreparedSource, draft: Draft) -> Context | None:
    """Return the number of the draft's unit class that a sentence tells of an item."""
    return next(
        (
            context
            for context in source.sharing([item])
            if context.sentence == sentence
            and not (context.slots.pers or context.slots.each or context.slots.mean)
            and context.unit_class == draft.context.unit_class
            and (item in context.own or item in (context.mention.subject or ""))
            and lies_in(draft.claim, context, source.source)
        ),
        None,
    )


def length_of_list(task: Task) -> Iterator[Trial]:
    """Yield how many things are written out before 三类, or how many numbers a row tells of each."""
    draft = task.draft
    items = ITEMS.search(draft.lead)
    if items and _are_known(JOINT.split(items[0]), draft, task.sources):
        yield Trial(Decimal(1 + len(JOINT.findall(items[0]))), f"所列{items[0]}")
    if draft.context.mention.unit in _KINDS_OF:
        for row, terms in all_groups(task):
            parts = [term for term in terms if not sums_up(term, terms)]
            for listed in (named_of(draft, parts), parts) if row else (parts, parts[1:]):
                yield trial_on(row, parts, Decimal(len(listed)), "所列数的个数")


def length_of_stretch(task: Task) -> Iterator[Trial]:
    """Yield the days from one date of a row to another, both counted, or the years: 10月1日至7日 is 七天."""
    if not _LASTING.search(task.draft.lead):
        return
    for row in task.rows:
        unit = scale_unit(task.draft.context.mention.unit)[1]
        sentence = row.source.sentence_of(row.contexts[0].mention.span.start).of(row.source.source.text)
        if task.draft.context.mention.unit == "年":
            for found in _YEARS.finditer(sentence):
                yield Trial((int(found[2]) - int(found[1]) + 1) * unit, found[0])
            continue
        for found in _DAYS.finditer(sentence):
            month, first, last_month, last = (int(part or found[1]) for part in found.groups())
            with suppress(ValueError):
                days = date(_COMMON_YEAR, last_month, last) - date(_COMMON_YEAR, month, first)
                yield Trial((days.days + 1) * unit, found[0])


def _are_known(items: Sequence[str], draft: Draft, sources: Sources) -> bool:
    """Whether one source of the draft's scope has every item of a list, by two of its characters."""
    return any(
        covers(draft.claim, source.source)
        and all(item[-2:] in source.squeezed or item[:2] in source.squeezed for item in items)
        for source in sources.prepared
    )
