"""The sections of a whole report: last year's in order, facts dealt to them, required parts completed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from fazhi_rag.numbers import find_mentions, parse_number, render_chinese
from fazhi_rag.reading import find_topic, load_topics, match_topics
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
_TOP_NUMBER = re.compile(r"\s*([一二三四五六七八九十]{1,3})、")
_OWN_LEVELS = 2
"""Sections down to （一） are written by themselves."""
_NAMES = {topic.id: topic.name for topic in load_topics()}


def plan_parts(job: Job) -> list[Written]:
    """Cut last year's report into the sections to write, in order; each fact belongs to exactly one.

    What stands before, between and after them (title, headings, 落款) is a part without a topic.
    """
    document = job.document
    leaves = list(_leaves(document))
    tops = [section.span.start for section in document.sections if section.level == 1]
    edges = [edge for leaf in leaves for edge in (leaf.span.start, leaf.span.end)]
    cuts = sorted({0, len(document.text), *tops, *edges, _end_of_body(document)})
    starting = {section.span.start: section for section in leaves}
    dealt = _deal(job, leaves)
    parts = []
    for start, end in pairwise(cuts):
        section = starting.get(start)
        topic = section.topics[0] if section and section.topics else ""
        name = section.heading[:20] if section else "其余"
        facts = tuple(dealt[section.index]) if section else ()
        parts.append(Written(topic, _NAMES.get(topic, name), Span(start, end), facts))
    parts = [part for part in parts if part.span.of(document.text).strip()]
    return parts if leaves or not parts else [replace(parts[0], facts=job.facts), *parts[1:]]


def missing_parts(document: Document, year: int) -> list[tuple[int, str]]:
    """Return a heading with a blank for each required part that last year's report lacks, and where it goes.

    It goes before the part that follows it in the required order, else behind the last section. The text
    holds `{number}` where its number stands.
    """
    held = {section.part: section for section in reversed(document.sections) if section.level == 1}
    stated = {section.part for section in document.sections}
    order = list(_REQUIRED)
    found = []
    for at, part in enumerate(order):
        if part not in stated:
            title = _REQUIRED[part].format(last=year, next=year + 1)
            blank = title.removeprefix(f"{year}年").removeprefix(f"{year + 1}年")
            after = next((held[other].span.start for other in order[at + 1 :] if other in held), None)
            place = _end_of_body(document) if after is None else after
            found.append((place, f"{{number}}、{title}\n【待补：{blank}】"))
    return found


def renumbered(text: str, by: int) -> tuple[Span, str] | None:
    """The edit that moves the number of a first-level heading (三、) on; None where there is none."""
    match = _TOP_NUMBER.match(text)
    number = parse_number(match[1]) if match else None
    if match is None or by == 0:
        return None
    return Span(*match.span(1)), render_chinese(int(str(number)) + by)


def count_tops(document: Document, before: int) -> int:
    """Return how many first-level numbered sections begin before an offset."""
    return sum(s.level == 1 and bool(s.number) and s.span.start < before for s in document.sections)


def _end_of_body(document: Document) -> int:
    """Where the last sentence ends; what follows is 落款 and date."""
    return document.text.rfind("。") + 1 or len(document.text)


def _leaves(document: Document) -> Iterator[Section]:
    """The sections that are written by themselves: the deepest numbered ones down to （一）."""
    above = {section.parent for section in document.sections if section.level <= _OWN_LEVELS}
    for section in document.sections:
        if section.number and section.level <= _OWN_LEVELS and section.index not in above:
            yield section


def _deal(job: Job, leaves: list[Section]) -> dict[int, list[Fact]]:
    """Give each fact to the section whose figure it renews, else the first on its topic, else the first."""
    text = job.document.text
    mentions = [m for m in find_mentions(text) if m.kind is not Kind.ENUMERATOR]
    homes: dict[str, Section] = {}
    for topic in sorted({fact.topic for fact in job.facts}):
        homes_here = [leaf for leaf in leaves if not topic or find_topic(topic).id in leaf.topics]
        inside = [m for m in mentions if any(leaf.span.contains(m.span) for leaf in homes_here)]
        facts = [fact for fact in job.facts if fact.topic == topic]
        for at, fact in match_facts(text, inside, facts).items():
            homes[fact.id] = next(leaf for leaf in homes_here if leaf.span.contains(inside[at].span))
    dealt: dict[int, list[Fact]] = defaultdict(list)
    for fact in job.facts:
        home = homes.get(fact.id) or _home_by_topic(fact, leaves)
        if home is not None:
            dealt[home.index].append(fact)
    return dealt


def _home_by_topic(fact: Fact, leaves: list[Section]) -> Section | None:
    """The section that is mainly on the fact's topic (stated, or told by its indicator), else the first."""
    told = [fact.topic] if fact.topic else [match.id for match in match_topics(fact.indicator)]
    topics = [find_topic(topic).id for topic in told]
    for topic in topics:
        holding = [leaf for leaf in leaves if topic in leaf.topics]
        if holding:
            return min(holding, key=lambda leaf: (leaf.topics.index(topic), leaf.index))
    return leaves[0] if leaves else None
