"""The 28 topics of township reports, and which of them a passage is about."""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import compress
from operator import add

from fazhi_rag.errors import UnknownScope
from fazhi_rag.reading.parts import ITEM_LEVEL
from fazhi_rag.types import Part, Section, Span, Value

MOST = 3
"""Topics of one passage."""
_PART_TOPIC = {
    Part.PROBLEMS: "problems",
    Part.FIRST_RESPONSIBLE: "first_responsible",
    Part.NEXT_PLAN: "next_plan",
}
_SAYS, _BELONGS, _COUNTED = 3, 1, 0.5
"""Weights of a word that names the topic, one that belongs to it, and what is counted under it."""
_IN_HEADING = 3
_IN_FORMULA = 0.25
"""习近平法治思想, 第一责任人 … stand in nearly every report: in running text they say little."""
_MOST_REPEATS = 3
_LEAST_SCORE = 2.0
_LEAST_SHARE = 0.3
"""A second or third topic needs this share of the best one's score."""


@dataclass(frozen=True, slots=True)
class Topic(Value):
    """A topic: `headings` name it outright, `words` belong to it, `indicators` are what it counts."""

    id: str
    name: str
    headings: tuple[str, ...]
    words: tuple[str, ...]
    indicators: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TopicMatch(Value):
    """A topic found in a passage, with the words that led to it, heaviest first."""

    id: str
    score: float
    words: tuple[str, ...]


@cache
def load_topics() -> tuple[Topic, ...]:
    """Return the topics in the order of the taxonomy."""
    return tuple(
        Topic(row["id"], row["name"], *(tuple(row[key]) for key in ("headings", "words", "indicators")))
        for row in _data()["topics"]
    )


def find_topic(name: str) -> Topic:
    """Return the topic with this id, name or naming word (矛盾纠纷化解).

    Raises:
        UnknownScope: where there is none; lists the topics.
    """
    wanted = name.strip()
    for topic in load_topics():
        if wanted in (topic.id, topic.name, *topic.name.split("/"), *topic.headings):
            return topic
    best = match_topics(wanted, 1)
    if best:
        return next(topic for topic in load_topics() if topic.id == best[0].id)
    known = "; ".join(f"{topic.id} {topic.name}" for topic in load_topics())
    raise UnknownScope(f"no topic {name!r}; there are: {known}")


def match_topics(
    text: str, limit: int = MOST, *, heading: str = "", part: Part | None = None
) -> tuple[TopicMatch, ...]:
    """Return up to `limit` (at most three) topics of a passage, best first.

    `heading` is what stands above the passage (its words weigh more); `part` puts the topic of a required
    part (存在问题, 下一步, 第一责任人) first, whatever else the passage is about.
    """
    joined = f"{heading}\n{text}"
    spans, headings = [Span(len(heading) + 1, len(joined))], [Span(0, len(heading))]
    return TopicIndex(joined).match(spans, headings, part)[:limit]


class TopicIndex:
    """Every topic word of a text with its offset: each section is looked up without another scan."""

    def __init__(self, text: str) -> None:
        self._found = sorted(_occurrences(text))
        self._offsets = [offset for offset, _ in self._found]

    def match(
        self, spans: Iterable[Span], headings: Iterable[Span], part: Part | None
    ) -> tuple[TopicMatch, ...]:
        """Return the topics of the text in `spans` under the `headings`, best first, at most three."""
        weighed = self._weigh(spans, headings)
        scores = _scores(weighed)
        return tuple(
            TopicMatch(topic, round(scores.get(topic, 0), 2), _heaviest(topic, weighed))
            for topic in _best(scores, _PART_TOPIC.get(part) if part else None)
        )

    def topics_of(self, section: Section, sections: tuple[Section, ...]) -> tuple[str, ...]:
        """Return the topic ids of a section: of its heading and all its text.

        Of a section at level one that has numbered children only the heading counts; a run-in item is also
        about what its parent's heading says.
        """
        spans = [Span(section.heading_span.end, section.span.end)]
        follows = sections[section.index + 1 : section.index + 2]
        if section.level == 1 and follows and section.level < follows[0].level < ITEM_LEVEL:
            spans = []
        if section.level == ITEM_LEVEL and section.parent is not None:
            spans.append(sections[section.parent].heading_span)
        scores = _scores(self._weigh(spans, [section.heading_span]))
        return tuple(_best(scores, _PART_TOPIC.get(section.part) if section.part else None))

    def _weigh(self, spans: Iterable[Span], headings: Iterable[Span]) -> dict[str, float]:
        """Return how much each word says: by where and how often it stands."""
        formulas = _formulas()
        weighed = {
            word: min(count, _MOST_REPEATS) * (_IN_FORMULA if word in formulas else 1)
            for word, count in self._count(spans).items()
        }
        for word, count in self._count(headings).items():
            weighed[word] = weighed.get(word, 0) + min(count, _MOST_REPEATS) * _IN_HEADING
        return weighed

    def _count(self, spans: Iterable[Span]) -> dict[str, int]:
        counts: dict[str, int] = {}
        for span in spans:
            first, last = (bisect_left(self._offsets, offset) for offset in (span.start, span.end))
            for offset, word in self._found[first:last]:
                if offset + len(word) <= span.end:
                    counts[word] = counts.get(word, 0) + 1
        return counts


def _scores(weighed: Mapping[str, float]) -> dict[str, float]:
    scores: dict[str, float] = {}
    words = _words()
    for word, weight in weighed.items():
        for topic, own in words[word]:
            scores[topic] = scores.get(topic, 0) + own * weight
    return scores


def _best(scores: Mapping[str, float], first: str | None) -> list[str]:
    """Cut what is weak, put the topic of the part first; problems and plan stand for no other part."""
    ranked = sorted(scores, key=lambda topic: (-scores[topic], topic))
    content = [topic for topic in ranked if topic not in ("problems", "next_plan") and topic != first]
    least = max(_LEAST_SCORE, scores[content[0]] * _LEAST_SHARE) if content else _LEAST_SCORE
    kept = [topic for topic in content if scores[topic] >= least]
    if first:
        return [first, *kept][:MOST]
    return (kept or [topic for topic in ranked if scores[topic] >= _LEAST_SCORE])[:MOST]


def _heaviest(topic: str, weighed: Mapping[str, float]) -> tuple[str, ...]:
    """Return the words that led to a topic, heaviest first."""
    words = {word: dict(_words()[word]).get(topic, 0) * weight for word, weight in weighed.items()}
    return tuple(sorted((word for word in words if words[word]), key=lambda word: (-words[word], word)))


def _occurrences(text: str) -> Iterator[tuple[int, str]]:
    starts, single = _by_start()
    # Hardly any pair of neighbours opens a word: they are looked up without a loop of ours.
    found = list(map(starts.get, map(add, text, text[1:])))
    for at in compress(range(len(found)), found):
        yield from ((at, word) for word in found[at] or () if text.startswith(word, at))
    yield from ((found.start(), word) for word in single for found in re.finditer(re.escape(word), text))


@cache
def _by_start() -> tuple[dict[str, tuple[str, ...]], frozenset[str]]:
    """Return the words by their first two characters, and those of one character."""
    starts: dict[str, tuple[str, ...]] = {}
    for word in _words():
        starts[word[:2]] = (*starts.get(word[:2], ()), word)
    return starts, frozenset(word for word in starts if len(word) == 1)


@cache
def _words() -> dict[str, tuple[tuple[str, float], ...]]:
    """Return each word with the topics it speaks for and its weight there."""
    words: dict[str, dict[str, float]] = {}
    for topic in load_topics():
        for group, weight in ((topic.indicators, _COUNTED), (topic.words, _BELONGS), (topic.headings, _SAYS)):
            for word in group:
                words.setdefault(word, {})[topic.id] = weight
    return {word: tuple(topics.items()) for word, topics in words.items()}


@cache
def _formulas() -> frozenset[str]:
    return frozenset(_data()["formulas"])


@cache
def _data() -> dict[str, list]:  # type: ignore[type-arg]
    return json.loads(files("fazhi_rag.reading").joinpath("data/topics.json").read_text("utf-8"))  # type: ignore[no-any-return]
