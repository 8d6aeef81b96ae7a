"""The sections of a whole report: last year's in order, facts dealt to them, required parts completed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from fazhi_rag.numbers import find_mentions, render_chinese
from fazhi_rag.reading import find_topic, load_topics
from fazhi_rag.types import Document, Kind, Part, Section, Span
from fazhi_rag.writing.drafting.facts import Fact
from fazhi_rag.writing.drafting.jobs import Job
from fazhi_rag.writing.drafting.jobs import Part as Written
from fazhi_rag.writing.drafting.roll_forward import match_facts

_REQUIRED = {
    Part.ACHIEVEMENTS: "{last}年推进法治政府建设的主要举措和成效",
    Part.PROBLEMS: "存在的不足和原因",
    Part.FIRST_RESPONSIBLE: "党政主要负责人履行推进法治建设第一责任人职责情况",
    Part.NEXT_PLAN: "{next}年推进法治政府建设的主要安排",
}
"""Source: 《法治政府建设与责任落实督察工作规定》, the contents of an annual report (DOMAIN §1.1)."""
_OWN_LEVELS = 2
"""Sections down to （一） are written by themselves."""
_NAMES = {topic.id: topic.name for topic in load_topics()}


def plan_parts(job: Job) -> list[Written]:
    """Cut last year's report into the sections to write, in order; each fact belongs to exactly one.

    What stands before, between and after them (title, headings, 落款) is a part without a topic.
    """
    document = job.document
    leaves = list(_leaves(document))
    cuts = sorted({0, len(document.text), *(s.span.start for s in leaves), *(s.span.end for s in leaves)})
    starting = {section.span.start: section for section in leaves}
    dealt = _deal(job, leaves)
    parts = []
    for start, end in pairwise(cuts):
        section = starting.get(start)
        topic = section.topics[0] if section and section.topics else ""
        name = section.heading[:20] if section else "其余"
        facts = tuple(dealt[section.index]) if section else ()
        parts.append(Written(topic, _NAMES.get(topic, name), Span(start, end), facts))
    return [part for part in parts if part.span.of(document.text).strip()]


def missing_parts(document: Document, year: int) -> str:
    """Return headings with blanks for the required parts that last year's report lacks; usually empty."""
    held = {section.part for section in document.sections}
    number = sum(section.level == 1 for section in document.sections)
    lines = []
    for part, heading in _REQUIRED.items():
        if part not in held:
            number += 1
            title = heading.format(last=year, next=year + 1)
            blank = title.removeprefix(f"{year}年").removeprefix(f"{year + 1}年")
            lines.append(f"\n{render_chinese(number)}、{title}\n【待补：{blank}】")
    return "".join(lines)


def _leaves(document: Document) -> Iterator[Section]:
    """The sections that are written by themselves: the deepest numbered ones down to （一）."""
    above = {section.parent for section in document.sections if section.level <= _OWN_LEVELS}
    for section in document.sections:
        if section.number and section.level <= _OWN_LEVELS and section.index not in above:
            yield section


def _deal(job: Job, leaves: list[Section]) -> dict[int, list[Fact]]:
    """Give each fact to the section whose figure it renews, else the first on its topic, else the first."""
    dealt: dict[int, list[Fact]] = defaultdict(list)
    left = list(job.facts)
    for section in leaves:
        text = section.span.of(job.document.text)
        mentions = [m for m in find_mentions(text) if m.kind is not Kind.ENUMERATOR]
        fitting = [fact for fact in left if not fact.topic or _on_topic(fact, section)]
        matched = set(match_facts(text, mentions, fitting).values())
        dealt[section.index] += [fact for fact in left if fact in matched]
        left = [fact for fact in left if fact not in matched]
    for fact in left:
        home = next((s for s in leaves if fact.topic and _on_topic(fact, s)), leaves[0] if leaves else None)
        if home is not None:
            dealt[home.index].append(fact)
    return dealt


def _on_topic(fact: Fact, section: Section) -> bool:
    return find_topic(fact.topic).id in section.topics
