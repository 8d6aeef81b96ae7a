"""The text of a synthetic report: headings, prose and clauses in an order of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from fazhi_rag.evaluation.synthetic_figures import Figures, parts_of
from fazhi_rag.evaluation.synthetic_tables import (
    Indicator,
    TopicWords,
    first_responsible,
    frame,
    topic_words,
)

COVERED = (15, 21)
"""Content topics in a report, of 25."""
LENGTHS = (2_500, 3_100)
"""Characters a report is at least to have, drawn for each."""
DIGITS = "零一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class Composed:
    """A finished text and the topics it leaves out."""

    text: str
    silent: tuple[str, ...]


class Words:
    """Draws wordings; the same draws whatever the figures are, so that siblings share their text."""

    def __init__(self, random: Random, slots: dict[str, str]) -> None:
        self.random = random
        self.slots = slots

    def pick(self, items: Sequence[Any]) -> Any:
        """Draw one item."""
        return items[int(self.random.random() * len(items))]

    def some(self, items: Sequence[Any], low: int, high: int) -> list[Any]:
        """Draw between `low` and `high` items in a drawn order."""
        return self.random.sample(items, min(self.random.randint(low, high), len(items)))

    def fill(self, text: str) -> str:
        """Put the township's own words into a template."""
        return text.format_map(self.slots) if "{" in text else text


def compose(words: Words, figures: Figures) -> Composed:
    """Write a report: title, opening, achievements by topic, problems, first responsible, plan, signature."""
    table = frame()
    topics = words.some(topic_words(), *COVERED)
    covered = {topic.id for topic in topics}
    head = [
        words.fill(words.pick(table["titles"])),
        words.slots["number"],
        words.fill(words.pick(table["openings"])),
    ]
    body = [_topic(topic, words, figures, number) for number, topic in enumerate(topics, start=1)]
    tail = [_problems(words, table), _first(words, table, figures), _plan(words, table, figures, covered)]
    achievements = f"一、{words.fill(words.pick(table['achievements']))}"
    sign = words.fill("{county}{town}{office}\n{date}")
    lines = [*filter(None, head), achievements, *body, *tail, sign]
    return Composed(
        _lengthened(lines, len(head) + 1, words), tuple(t.id for t in topic_words() if t.id not in covered)
    )


def _lengthened(lines: list[str], first: int, words: Words) -> str:
    """Join the lines; short reports get a sentence without any fact here and there."""
    missing = words.random.randint(*LENGTHS) - sum(map(len, lines))
    fillers = frame()["fillers"]
    place = first
    while missing > 0:
        filler = words.pick(fillers)
        lines[place] += filler
        missing -= len(filler)
        place = first + (place + 1 - first) % max(len(lines) - first - 4, 1)
    return "\n".join(lines)


def _topic(topic: TopicWords, words: Words, figures: Figures, number: int) -> str:
    heading = f"（{chinese(number)}）{words.pick(topic.headings)}"
    prose = words.some(topic.prose, 2, 3)
    facts = _facts(topic, words, figures)
    order = words.random.random()
    sentences = (
        [*prose, facts] if order < 0.4 else [facts, *prose] if order < 0.6 else [prose[0], facts, *prose[1:]]
    )
    joint = "\n" if words.random.random() < 0.3 else "。"
    return f"{heading}{joint}{words.fill(''.join(sentences))}"


def _facts(topic: TopicWords, words: Words, figures: Figures) -> str:
    """Write one or two sentences with all but one or all of the topic's figures, in a drawn order."""
    roots = words.some(topic.roots, max(len(topic.roots) - 1, 1), len(topic.roots))
    table = frame()
    sentences = []
    half = len(roots) if len(roots) < 3 or words.random.random() < 0.5 else 2
    for group in filter(None, (roots[:half], roots[half:])):
        period = words.pick(table["periods"]) if words.random.random() < 0.18 else None
        opener = f"{period}，" if period else words.fill(words.pick(table["openers"]))
        clauses = [_clause(topic, root, words, figures, period) for root in group]
        sentences.append(opener + words.pick(table["connectives"]).join(clauses) + "。")
    return "".join(sentences)


def _clause(topic: TopicWords, root: Indicator, words: Words, figures: Figures, period: str | None) -> str:
    clause, zero, part_draw = words.pick(root.clauses), words.random.random(), words.random.random()
    drawn = figures.root(topic.id, root, clause, period=period)
    if drawn is None:
        return figures.zero(topic.id, root, root.zero[int(zero * len(root.zero))], period=period)
    said: str = clause.replace("{n}", drawn.printed)
    for part in parts_of(topic.indicators, root.id):
        wording = part.clauses[int(part_draw * len(part.clauses))]
        share = figures.part(topic.id, part, wording, whole=drawn, period=period)
        said += "，" + wording.replace("{n}", share.printed)
        exact = drawn.printed.startswith(str(drawn.value)) and drawn.printed.endswith(
            f"{drawn.value}{drawn.unit}"
        )
        if part.rate and part_draw < 0.6 and exact and share.unit == drawn.unit:
            said += "，" + figures.rate(topic.id, part, part=share, whole=drawn, period=period)
    return said


def _problems(words: Words, table: dict[str, Any]) -> str:
    items = words.some(table["problem_items"], 2, 4)
    listed = "".join(f"{chinese(number)}是{item}" for number, item in enumerate(items, start=1))
    return f"二、{words.fill(words.pick(table['problems']))}\n{listed}"


def _first(words: Words, table: dict[str, Any], figures: Figures) -> str:
    topic = first_responsible()
    prose = "".join(words.some(topic.prose, 2, 3))
    heading = words.fill(words.pick(table["first_responsible"]))
    return f"三、{heading}\n{words.fill(prose)}{_facts(topic, words, figures)}"


def _plan(words: Words, table: dict[str, Any], figures: Figures, covered: set[str]) -> str:
    prose = words.some(table["plan_prose"], 2, 3)
    targets = [topic for topic in table["plan_items"] if topic in covered]
    chosen = words.some(targets, 1, 2) if targets else []
    planned = [
        figures.plan(topic, words.pick(table["plan_items"][topic]), table["plan_units"][topic])
        for topic in chosen
    ]
    said = "，".join(planned) + "。" if planned else ""
    return f"四、{words.fill(words.pick(table['next_plan']))}\n{''.join(prose)}{said}"


def chinese(number: int) -> str:
    """Write 1 to 99 in Chinese numerals."""
    tens, ones = divmod(number, 10)
    if not tens:
        return DIGITS[ones]
    return ("" if tens == 1 else DIGITS[tens]) + "十" + (DIGITS[ones] if ones else "")
