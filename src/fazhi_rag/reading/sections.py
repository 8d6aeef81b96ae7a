"""The section tree: headings, their run-in items, and the text that belongs to each."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from fazhi_rag.reading.headings import Style, add_unnumbered, confirm_series, find_marks
from fazhi_rag.reading.items import Item, find_items
from fazhi_rag.reading.leads import find_leads, find_part_leads, find_part_lines, merges_parts
from fazhi_rag.reading.outline import Heading, build_outline
from fazhi_rag.reading.parts import ITEM_LEVEL
from fazhi_rag.types import Section, Span

_SHORT_LINE = 60
_LONGEST = 120
"""Characters of a heading. Headings copied from a county's notice have about 100."""
_LONGEST_LEAD = 40
_SENTENCE_END = re.compile(r"[。；;：:！？\n]")
_COMMA = re.compile("[，,]")
_TAIL = " 。；;：:，,、！？"


@dataclass(frozen=True, slots=True)
class _Entry:
    span: Span
    number: Span
    title: Span
    level: int
    parent: int | None


def build_sections(text: str, *, end: int, depths: Mapping[int, int]) -> tuple[Section, ...]:
    """Return the sections of `text[:end]` in document order.

    `depths` gives the offset and level of headings known as such (Markdown). Text before the first heading is
    in no section.
    """
    body = text[:end]
    marks = confirm_series(find_marks(body))
    headings = build_outline(body, add_unnumbered(marks, depths))
    if not any(heading.level == 1 for heading in headings):
        headings = build_outline(body, add_unnumbered(marks, {**find_part_lines(body), **depths}))
    numbered = _entries(body, headings)
    if not numbered:
        return _sections(body, _below(body, Span(0, end), open_parts=True))
    return _sections(body, _with_items(body, numbered))


def _entries(text: str, headings: list[Heading]) -> list[_Entry]:
    starts = [heading.mark.start for heading in headings]
    limits = [*starts[1:], len(text)][: len(starts)]
    ends = _ends(headings, len(text))
    return [
        _Entry(
            Span(heading.mark.start, heading.mark.start + len(text[heading.mark.start : stop].rstrip())),
            Span(heading.mark.start, heading.mark.end),
            _title(text, heading, limit),
            heading.level,
            heading.parent,
        )
        for heading, limit, stop in zip(headings, limits, ends, strict=True)
    ]


def _ends(headings: list[Heading], end: int) -> list[int]:
    """Return where the subtree of each heading ends: at the next heading that is not below it."""
    ends = [end] * len(headings)
    open_: list[int] = []
    for index, heading in enumerate(headings):
        while open_ and open_[-1] != heading.parent:
            ends[open_.pop()] = heading.mark.start
        open_.append(index)
    return ends


def _title(text: str, heading: Heading, limit: int) -> Span:
    """Return the heading after its number: the line, or the lead sentence where the text runs on."""
    start = heading.mark.end
    line_end = text.find("\n", start, limit)
    line = text[start : line_end if line_end >= 0 else limit]
    if heading.mark.style is Style.UNNUMBERED or (len(line) <= _SHORT_LINE and "。" not in line.rstrip("。")):
        return _stripped(line, start)
    return _lead(line, start, _LONGEST)


def _lead(line: str, start: int, longest: int) -> Span:
    """Return the first sentence of `line`, which stands at `start`; of an over-long one its first clause."""
    stop = _SENTENCE_END.search(line, 1)
    lead = line[: stop.start() if stop else len(line)]
    gap = lead.find(" ")
    if 4 <= gap <= _LONGEST_LEAD and len(line) > _LONGEST:
        lead = lead[:gap]
    if len(lead) > longest:
        comma = _COMMA.search(lead, 4, longest)
        lead = lead[: comma.start() if comma else longest]
    return _stripped(lead, start)


def _stripped(line: str, start: int) -> Span:
    left = len(line) - len(line.lstrip(_TAIL))
    return Span(start + left, start + max(left, len(line.rstrip(_TAIL))))


def _with_items(text: str, numbered: list[_Entry]) -> list[_Entry]:
    """Insert the run-in items of each heading after it; parents stay before their children."""
    merged: list[_Entry] = []
    moved: list[int] = []
    for index, entry in enumerate(numbered):
        moved.append(len(merged))
        parent = moved[entry.parent] if entry.parent is not None else None
        merged.append(_Entry(entry.span, entry.number, entry.title, entry.level, parent))
        follows = numbered[index + 1].span.start if index + 1 < len(numbered) else entry.span.end
        region = Span(entry.title.end, min(entry.span.end, follows))
        below = _below(text, region, open_parts=merges_parts(entry.title.of(text)))
        merged += [_under(one, moved[index], len(merged)) for one in below]
    return merged


def _below(text: str, region: Span, *, open_parts: bool) -> list[_Entry]:
    """Return the run-in items of a region; those after a paragraph that names a part are its children."""
    items = find_items(text, region)
    leads = [
        lead
        for lead in find_part_leads(text, region, open_parts=open_parts)
        if not any(item.span.start < lead.span.start < item.span.end for item in items)
    ]
    if not leads:
        return [_item_entry(text, item, None) for item in items or find_leads(text, region)]
    starts = [lead.span.start for lead in leads]
    entries = _below(text, Span(region.start, starts[0]), open_parts=False)
    for lead, stop in zip(leads, [*starts, region.end][1:], strict=True):
        items = find_items(text, Span(lead.span.start, stop))
        end = max([lead.span.end, *(item.span.end for item in items)])
        parent = len(entries)
        entries.append(_item_entry(text, Item(Span(lead.span.start, end), lead.number), None))
        entries += [_item_entry(text, item, parent) for item in items]
    return entries


def _under(entry: _Entry, parent: int, offset: int) -> _Entry:
    """Return an entry of a list of its own as one of a list that it continues at `offset`."""
    return replace(entry, parent=parent if entry.parent is None else offset + entry.parent)


def _item_entry(text: str, item: Item, parent: int | None) -> _Entry:
    line = text[item.number.end : item.span.end]
    title = _lead(line.lstrip(_TAIL + "是"), item.span.end - len(line.lstrip(_TAIL + "是")), _LONGEST_LEAD)
    return _Entry(item.span, item.number, title, ITEM_LEVEL, parent)


def _sections(text: str, entries: list[_Entry]) -> tuple[Section, ...]:
    sections: list[Section] = []
    for index, entry in enumerate(entries):
        parent = sections[entry.parent] if entry.parent is not None else None
        number, heading = entry.number.of(text).strip(), entry.title.of(text)
        sections.append(
            Section(
                index=index,
                parent=entry.parent,
                level=entry.level,
                number=number,
                heading=heading,
                span=entry.span,
                heading_span=Span(entry.span.start, max(entry.title.end, entry.number.end)),
                path=(*(parent.path if parent else ()), number + heading),
            )
        )
    return tuple(sections)
