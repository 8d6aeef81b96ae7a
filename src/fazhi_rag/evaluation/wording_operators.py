"""Operators around a number: dates (D), names (N), vague amounts (Q), places changed (S), X1."""

from __future__ import annotations

import re
from random import Random

from fazhi_rag.evaluation.edits import Edit, swap_in, word_tables
from fazhi_rag.evaluation.suites import GroundingCase, Label
from fazhi_rag.types import FACT_KINDS, Kind, Span

_DATE = re.compile(r"(?:(\d{4})年)?(\d{1,2})月(?:(\d{1,2})日)?")


def change_date(case: GroundingCase, label: Label, draw: Random) -> Edit | None:
    """D1: another day or month, or the two exchanged: 12月4日→4月12日."""
    match = _DATE.match(label.text) if label.kind is Kind.DATE else None
    if match is None:
        return None
    month, day = int(match[2]), int(match[3] or 0)
    others = [(month % 12 + 1, day), ((month + 9) % 12 + 1, day)]
    if day:
        others += [(month, day + 1 if day < 28 else day - 1), (month, day % 28 + 2)]
        others += [(day, month)] if day <= 12 and day != month else []
    new_month, new_day = draw.choice(sorted({pair for pair in others if pair != (month, day)}))
    shown = (f"{match[1]}年" if match[1] else "") + f"{new_month}月" + (f"{new_day}日" if day else "")
    return swap_in(label, shown + label.text[match.end() :])


def change_range(case: GroundingCase, label: Label, draw: Random) -> Edit | None:
    """D2: one end of a range of years moves: 2021—2025年→2020—2025年."""
    ends = list(re.finditer(r"\d{4}", label.text)) if label.kind is Kind.YEAR_RANGE else []
    if len(ends) != 2:
        return None
    end = draw.choice(ends)
    apart = int(ends[1][0]) - int(ends[0][0]) > 1
    step = draw.choice((-1, 1)) if apart else -1 if end is ends[0] else 1
    return swap_in(label, f"{label.text[: end.start()]}{int(end[0]) + step}{label.text[end.end() :]}")


def change_doc_number(case: GroundingCase, label: Label, draw: Random) -> Edit | None:
    """N1: a digit of a document or article number changes: 〔2019〕28号→〔2019〕82号."""
    found = list(re.finditer(r"\d+", label.text)) if label.kind is Kind.DOC_NUMBER else []
    if not found:
        return None
    part = draw.choice(found)
    options = {str(int(part[0]) + 1), str(max(int(part[0]) - 1, 1))}
    if len(part[0]) == 2:
        options.add(part[0][::-1].lstrip("0"))
    new = draw.choice(sorted(options - {part[0]}))
    return swap_in(label, label.text[: part.start()] + new + label.text[part.end() :])


_NEXT = dict(zip("一两二三四五六七八九", "两三三四五六七八九八", strict=True))


def change_term(case: GroundingCase, label: Label, draw: Random) -> Edit | None:
    """N2: a number inside a named term changes: 三会一课→三会两课."""
    found = list(re.finditer(r"\d+|[一二两三四五六七八九]", label.text))
    if not found or label.kind is not Kind.NAMED_TERM:
        return None
    part = draw.choice(found)
    new = _NEXT.get(part[0]) or str(int(part[0]) + draw.choice((1, 2)))
    return swap_in(label, label.text[: part.start()] + new + label.text[part.end() :])


_VAGUE = re.compile(r"(?:多|数|几|若干|无数|好几|上)([十百千万]?)多?(.*)")


def make_precise(case: GroundingCase, label: Label, draw: Random) -> Edit | None:
    """Q1: a vague amount becomes a precise one: 多次→5次, 数十户→36户."""
    match = _VAGUE.fullmatch(label.text) if label.kind is Kind.OTHER else None
    if match is None:
        return None
    place = {"": 1, "十": 10, "百": 100, "千": 1000, "万": 10000}[match[1]]
    rest = draw.randint(1, 9) if place == 10 else 0
    return swap_in(label, f"{draw.randint(2, 9) * place + rest}{match[2]}")


def swap_pair(case: GroundingCase, label: Label, draw: Random) -> Edit | None:
    """S2: two numbers of one text with the same measure word change places."""
    roles = {"before", "after"}
    others = [one for one in case.mentions if _swappable(label, one) and {label.role, one.role} != roles]
    return _exchange(case.text, label, draw.choice(others)) if others else None


def swap_roles(case: GroundingCase, label: Label, draw: Random) -> Edit | None:
    """S5: before and after change places: 由4间提升到14间→由14间提升到4间."""
    after = next((o for o in case.mentions if o.role == "after" and o.subject == label.subject), None)
    return _exchange(case.text, label, after) if label.role == "before" and after is not None else None


def _swappable(label: Label, other: Label) -> bool:
    if label.kind not in FACT_KINDS or other.kind is not label.kind or other.start <= label.start:
        return False
    alike = (other.unit, other.per) == (label.unit, label.per)
    return alike and other.value != label.value and other.subject != label.subject


def _exchange(text: str, first: Label, second: Label) -> Edit:
    new = second.text + text[first.end : second.start] + first.text
    return Edit(Span(first.start, second.end), new, Span(first.start, first.start + len(second.text)))


def fabricate(case: GroundingCase, label: Label, draw: Random) -> Edit | None:
    """X1: a claim that nothing supports is added at the end of the text."""
    pool = [claim for claim in word_tables()["fabricated"] if claim[0] not in case.text]
    what, unit, low, high = draw.choice(pool)
    number = f"{draw.randint(low, high)}{unit}"
    at = len(case.text.rstrip("。；"))
    return Edit(Span(at, at), f"，{what}{number}", Span(at + 1 + len(what), at + 1 + len(what) + len(number)))
