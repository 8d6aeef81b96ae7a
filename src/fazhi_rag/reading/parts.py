"""The four required parts of a report, told from the headings, wherever they stand."""

from __future__ import annotations

import re
from dataclasses import replace

from fazhi_rag.types import Part, Section

ITEM_LEVEL = 9

_WORDS = {
    Part.FIRST_RESPONSIBLE: "第一责任人|主要负责人|主要领导|四个亲自|述法",
    Part.PROBLEMS: "不足|问题|短板|薄弱|差距|困难|欠缺",
    Part.NEXT_PLAN: "下一步|下一年|下年度|下阶段|今后|明年|打算|计划|思路|(?:工作|主要)安排|展望|努力方向",
    Part.ACHIEVEMENTS: "举措|成效|做法|(?:开展|完成|推进|落实|工作|建设)情况|工作总结|主要工作|成绩|进展",
}
_TOP = re.compile("|".join(f"(?P<{part.value}>{words})" for part, words in _WORDS.items()))
_BELOW = re.compile(
    rf"(?P<{Part.FIRST_RESPONSIBLE.value}>.*第一责任人|党政主要负责人)"
    rf"|(?P<{Part.PROBLEMS.value}>(?:当前|目前|工作中|主要)?(?:还|仍)?存在(?:的|着)?(?:主要)?(?:问题|不足|困难|短板)"
    r"|主要(?:问题|不足)|(?:问题|不足)[和与及]原因)"
    rf"|(?P<{Part.NEXT_PLAN.value}>下一步|下一年|今后)"
)
"""Below level one only what opens a heading counts: 聚焦突出问题 and 加强计划管理 are achievements."""


def assign_parts(sections: tuple[Section, ...], *, year: int | None) -> tuple[Section, ...]:
    """Return the sections with the required part each belongs to: its own, or the one it stands in.

    An outermost heading that names no part but the year after `year` (the report's) opens the plan.
    """
    assigned: list[Section] = []
    for section in sections:
        above = assigned[section.parent].part if section.parent is not None else None
        assigned.append(replace(section, part=_own_part(section, year) or above))
    return tuple(assigned)


def _own_part(section: Section, year: int | None) -> Part | None:
    if section.level >= ITEM_LEVEL:
        # An item argues within its part; only a lead without a number may open another: 下一步工作：
        return None if section.number else find_part(section.heading, level=2)
    if section.parent is not None:
        return find_part(section.heading, level=2)
    named = find_part(section.heading, level=1)
    if named in (None, Part.ACHIEVEMENTS) and year and section.heading.startswith(f"{year + 1}年"):
        return Part.NEXT_PLAN
    return named


def find_part(heading: str, *, level: int) -> Part | None:
    """Return the required part that a heading names; of several the first one named.

    Source: 法治政府建设与责任落实督察工作规定, contents of the report; words from the surveyed headings.
    """
    found = _TOP.search(heading) if level == 1 else _BELOW.match(heading)
    return Part(found.lastgroup) if found and found.lastgroup else None
