"""What stands in place of a number: 理论武装走深走实。全年…; 存在问题：…; a line that names a part."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fazhi_rag.reading.items import Item
from fazhi_rag.reading.parts import find_part
from fazhi_rag.types import Part, Span

_LEAD = re.compile(r"[^\n。；;：:，,、\d（(《“]{5,20}。(?=[^\n]{15})")
_PART = re.compile(r"[^\n。；;：:，,\d（(《]{2,16}[：:](?=[^\n]{4}|\n)")
_PLAN = re.compile(r"(?:下一步|下一年度?|下步|今后|明年)(?=[，,])")
_CONTRAST = re.compile(r"[\u4e00-\u9fff]*(?:我[镇乡]|街道|本[镇乡]|现将|目前|同时|此外|另外)")
_PART_LINE = re.compile(
    r"(?<=\n)(?:20\d\d年)?[^\n。；;：:，,！？\d（(《][^\n。；;：:，,！？]{3,28}(?<!报告)(?<!总结)(?<!汇报)(?=\n[^\n])"
)
"""The first line of a text is its title."""
_LEAST_PART_LINES = 2
_LEAST_LEADS = 2
_LEAST_SHARE = 0.6
"""Of the paragraphs of a section: bold leads are a habit of the whole section, or they are sentences."""


def find_leads(text: str, region: Span) -> list[Item]:
    """Return the paragraphs of `region` that open with a lead, each with an empty number, where most do."""
    paragraphs = list(_paragraphs(text, region))
    leads = [span for span in paragraphs if _is_lead(text, span)]
    if len(leads) < max(_LEAST_LEADS, _LEAST_SHARE * len(paragraphs)):
        return []
    return [Item(span, Span(span.start, span.start)) for span in leads]


def find_part_leads(text: str, region: Span, *, open_parts: bool) -> list[Item]:
    """Return the paragraphs of `region` that open by naming a required part: 下一步工作：…

    Their number is empty. `open_parts`: also take 下一步，…, where no heading names the plan.
    """
    paragraphs = _paragraphs(text, region)
    return [
        Item(span, Span(span.start, span.start)) for span in paragraphs if _names_part(text, span, open_parts)
    ]


def find_part_lines(text: str) -> dict[int, int]:
    """Return the offset of each line that is an outermost heading without a number, with its level.

    Only lines that name a required part are known as such, and only where at least two different ones stand.
    """
    lines = {found.start(): find_part(found[0], level=1) for found in _PART_LINE.finditer(text)}
    named = {start: part for start, part in lines.items() if part}
    return dict.fromkeys(named, 1) if len(set(named.values())) >= _LEAST_PART_LINES else {}


def merges_parts(heading: str) -> bool:
    """Whether a heading names the problems and the plan together: 存在问题及下一步打算."""
    named = {find_part(word, level=1) for word in re.split("[及和与、以]|暨", heading)}
    return {Part.PROBLEMS, Part.NEXT_PLAN} <= named


def _paragraphs(text: str, region: Span) -> Iterator[Span]:
    """Yield the paragraphs that begin in the region."""
    start = region.start
    if start and text[start - 1] != "\n":
        start = text.find("\n", start, region.end) + 1 or region.end
    while start < region.end:
        stop = text.find("\n", start, region.end)
        stop = region.end if stop < 0 else stop
        if text[start:stop].strip():
            yield Span(start, stop)
        start = stop + 1


def _is_lead(text: str, span: Span) -> bool:
    found = _LEAD.match(text, span.start, span.end)
    return found is not None and not _CONTRAST.match(found[0])


def _names_part(text: str, span: Span, open_parts: bool) -> bool:
    found = _PART.match(text, span.start, span.end)
    if found:
        return find_part(found[0], level=2) in (Part.PROBLEMS, Part.NEXT_PLAN)
    return open_parts and _PLAN.match(text, span.start, span.end) is not None
