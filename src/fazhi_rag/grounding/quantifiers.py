"""Find and judge claims of all or none that the extractor gives no mention for: 所有摊主, 无投诉, 未引发诉讼.

They are told by quantifier words of a data table and compared by the noun behind them. All is refuted by a
source that says it of some; none needs a source that denies it too, for silence is not zero.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice, pairwise

from fazhi_rag.numbers.slots import slot_words
from fazhi_rag.numbers.synonyms import canonicalise
from fazhi_rag.types import Evidence, Span, Status

from .prepared import PreparedSource

_HELD = 0.5
"""Least share of a claim's character pairs that a source's clause must have to speak of the same."""
_NEAR = 0.15
"""How much less of a claim a clause may have than the best one and still speak for or against it."""
_SURE = 0.7
_LOOKED_AT = 400
_SILENT = "来源没有提及，不等于没有发生"
_VOTE = re.compile("一致|全票")
_DISSENT = re.compile(
    r"(?<![0-9])[1-9][0-9]*[票人名](?:反对|弃权|不同意)|(?:反对|弃权|不同意)[^\W\d]{0,2}[1-9]"
    r"|(?<![0-9])[0-9]{2}(?:\.[0-9]+)?%[^\W\d]{0,4}(?:赞成|同意)|(?:赞成|同意)率?[^\W\d]{0,2}[0-9]{2}(?:\.[0-9]+)?%"
)
_LONGEST = 300
_ABOUT = 24
"""Characters before 无一 that say of what."""
_TOLD = 64
"""Clauses that say one thing of all that are looked at in one source."""
_SHARED_PAIRS = 2
"""Character pairs of them that a sentence must have to speak of the same."""
EXCEPT = re.compile("除[^，。]{1,20}(?:外|以外)")
_COUNT = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_TOPIC = 8
"""Characters of a topic that are looked for: those next to the number."""
_PARTICLES = re.compile("[都均皆了已把将被]")
_JOINED = re.compile("[和与或及、]")
_SOME_NUMBER = re.compile(r"[0-9０-９]|[两二三四五六七八九十百几]+[名个家户件]")


@dataclass(frozen=True, slots=True)
class Quantified:
    """A claim of all or none in a text."""

    span: Span
    text: str
    noun: str
    none: bool
    some: bool = False
    """Whether it says it of some; then only a source that says it of all refutes it."""
    sentence: str = ""
    """The sentence it stands in, whose own numbers are no evidence against it."""


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    words = slot_words()["quantifiers"]

    def any_of(name: str) -> str:
        return "|".join(sorted(map(re.escape, words[name]), key=len, reverse=True))

    noun = r"(?P<noun>[^\W\d，。；、]{2,8})"
    return {
        "some": re.compile(rf"(?:{any_of('some_of')}){noun}"),
        "all": re.compile(
            rf"(?:{any_of('all')}){noun}"
            r"|(?P<who>[^\W\d，。；、]{0,14}?)(?:一致|获?全票)(?P<vote>[^\W\d，。；、]{2}《?[^\W\d，。；、》]{0,12})"
            r"|(?:(?<=^)|(?<=[，。；：\n]))(?P<of>[^\W\d，。；、]{2,10}?)(?:均|一律|全都)(?P<does>[^\W\d，。；、]{2,8})"
        ),
        "none": re.compile(
            rf"(?:(?:^|(?<=[，。；：\n]))(?:{any_of('none_at_start')})|{any_of('none')}){noun}"
            rf"|(?:没有|未有|(?<=[镇乡村道县区市年内间])无)(?P<event>[^\W\d，。；、]{{0,8}}?(?:{any_of('events')}))"
            r"(?:发生|出现|报告|申请)?(?=[，。；\n]|$)"
            r"|(?<![0-9〇一二三四五六七八九十点为])零(?P<zero>[^\W\d，。；、]{2,4})"
            r"|(?P<told>[^\W\d，。；、为]{2,8})为零"
        ),
    }


@cache
def _some() -> re.Pattern[str]:
    words = slot_words()["quantifiers"]
    return re.compile("|".join(sorted(map(re.escape, words["some"]), key=len, reverse=True)))


def find_quantified(text: str, taken: Iterable[Span]) -> Iterator[Quantified]:
    """Yield the claims of all and none in a text that lie outside the spans already judged, in order."""
    spans = sorted(taken)
    starts = [span.start for span in spans]
    for sort, pattern in _patterns().items():
        for found in pattern.finditer(text):
            span = Span(found.start(), found.end())
            noun = "".join(word for word in found.groupdict().values() if word)
            if found[0].startswith(tuple(slot_words()["quantifiers"]["never"])) or _covered(
                span, spans, starts
            ):
                continue
            start = max(text.rfind("。", 0, span.start), text.rfind("\n", 0, span.start)) + 1
            stop = text.find("。", span.end)
            sentence = text[start : stop if stop >= 0 else len(text)][:_LONGEST]
            if sort == "none" or not EXCEPT.search(sentence):
                yield Quantified(span, found[0], noun, sort == "none", sort == "some", sentence)


def _covered(span: Span, spans: list[Span], starts: list[int]) -> bool:
    at = bisect_left(starts, span.end)
    return any(spans[one].overlaps(span) for one in range(max(at - 2, 0), at))


def judge_quantified(
    claim: Quantified, sources: Sequence[PreparedSource]
) -> tuple[Status, tuple[Evidence, ...], str] | None:
    """Return the verdict on a claim, by the sources of its scope; None where they do not speak of it at all.

    A claim of all is only judged where a source speaks of its noun; one of none always is.
    """
    plain = "".join(claim.text.split())
    if len(plain) > len(claim.noun) and any(plain in source.squeezed for source in sources):
        return Status.SUPPORTED, (), ""
    if claim.none:
        none = denied(claim.noun, sources) or turned(claim, sources)
        return (Status.SUPPORTED, (), "") if none else (Status.UNSUPPORTED, (), _SILENT)
    if claim.some:
        whole = told_of_all(claim.noun, sources)
        if whole is None:
            return None
        quoted = whole[1].of(whole[0].source.text)[:40]
        return Status.CONTRADICTED, (whole[0].quote(whole[1]),), f"来源说的是全部：{quoted}"
    told = [place for source in sources for place in _told_anywhere(claim.noun, source)]
    best = max((fit for fit, _, _ in told), default=0.0)
    partial: tuple[PreparedSource, Span] | None = None
    for fit, source, number in sorted(told, key=lambda entry: -entry[0]):
        if fit < best - _NEAR:
            break
        if _VOTE.search(claim.text) and _dissents(source, number):
            partial = (source, source.clauses[number])
            break
        if says_all(source, number):
            return Status.SUPPORTED, (), ""
        if partial is None and says_some(source, number, known=claim.sentence):
            partial = (source, source.clauses[number])
    if partial is None:
        return None
    source, span = partial
    return Status.UNSUPPORTED, (source.quote(span),), f"来源没有说全部：{span.of(source.source.text)[:40]}"


def turned(claim: Quantified, sources: Iterable[PreparedSource]) -> bool:
    """Whether a source says the opposite of all: 无一超期 of 按期办结率100%."""
    opposites = slot_words()["quantifiers"]["opposites"]
    words = {word for none, all_ in opposites.items() if none in claim.noun for word in all_}
    about = _pairs(claim.sentence.partition(claim.text)[0][-_ABOUT:])
    least = min(_SHARED_PAIRS, len(about))
    return any(
        len(about & around) >= least
        for source in (sources if words else ())
        for word in words
        for around in _said_of_all_with(source, word)
    )


@lru_cache(maxsize=1024)
def _said_of_all_with(source: PreparedSource, word: str) -> tuple[frozenset[str], ...]:
    """Return the character pairs of the sentences with a clause that says `word` of all; not too many."""
    found = (
        frozenset(_pairs(source.sentence_of(clause.start).of(source.source.text)))
        for number, clause in enumerate(source.clauses)
        if word in clause.of(source.source.text) and says_all(source, number)
    )
    return tuple(islice(found, _TOLD))


def denied(topic: str, sources: Iterable[PreparedSource]) -> bool:
    """Whether a source denies each of the things that a topic joins (行政复议和行政诉讼)."""
    known = list(sources)
    if len(topic) > _TOPIC and not _JOINED.search(topic):
        return denied(topic[:_TOPIC], known) or denied(topic[-_TOPIC:], known)
    parts = [part for part in _JOINED.split(topic) if _pairs(part)]
    return bool(parts) and all(
        any(_denies(source, number) for source in known for _, _, number in _told(part, source))
        for part in parts
    )


def _told(topic: str, source: PreparedSource) -> list[tuple[float, PreparedSource, int]]:
    """Return the clauses of a source that have half of a topic's character pairs, with their share."""
    wanted = frozenset(_pairs(topic))
    return [(held / len(wanted), source, number) for number, held in _clauses_with(source, wanted) if wanted]


def _told_anywhere(topic: str, source: PreparedSource) -> list[tuple[float, PreparedSource, int]]:
    """Return the clauses that have half of a topic, or of its last words: who does it may be left out."""
    bare = _PARTICLES.sub("", topic)
    return _told(topic, source) or _told(bare, source) or _told(bare[-_TOPIC:], source)


def _denies(source: PreparedSource, number: int) -> bool:
    return bool(
        re.search(slot_words()["quantifiers"]["denied"], source.clauses[number].of(source.source.text))
    )


def _dissents(source: PreparedSource, number: int) -> bool:
    """Whether the sentence of a clause counts votes against, or less than all for."""
    return bool(_DISSENT.search(source.sentence_of(source.clauses[number].start).of(source.source.text)))


def says_all(source: PreparedSource, number: int) -> bool:
    """Whether a clause, or the one behind it that goes on about it (均已办结), speaks of all."""
    pattern = slot_words()["quantifiers"]["told_of_all"]
    clause = source.clauses[number].of(source.source.text)
    return bool(re.search(pattern, clause)) or said_of_all(source, number, "")


def said_of_all(source: PreparedSource, number: int, deed: str) -> bool:
    """Whether the clause behind one goes on to say `deed` of all of it: 收到申请3件，均已答复."""
    if number + 1 >= len(source.clauses):
        return False
    one, following = source.clauses[number : number + 2]
    text = following.of(source.source.text).lstrip("，, ")
    opens = re.match(rf"已?(?:{slot_words()['quantifiers']['told_of_all']})", text)
    return (
        bool(opens) and deed in text and source.sentence_of(one.start) == source.sentence_of(following.start)
    )


def says_some(source: PreparedSource, number: int, *, known: str = "") -> bool:
    """Whether a clause speaks of some: in so many words, or by a number that is not `known` as the whole."""
    clause = source.clauses[number].of(source.source.text)
    if _some().search(clause):
        return True
    counts = _COUNT.findall(clause)
    return any(count not in known for count in counts) if counts else bool(_SOME_NUMBER.search(clause))


def told_of_all(topic: str, sources: Iterable[PreparedSource]) -> tuple[PreparedSource, Span] | None:
    """Return the clause that says of all what a draft says of some; None where any says it of some."""
    told = [place for source in sources for place in _told(topic, source)]
    best = max((fit for fit, _, _ in told), default=0.0)
    near = [(source, number) for fit, source, number in told if fit >= max(best - _NEAR, _SURE)]
    if not near or any(says_some(*place) for place in near):
        return None
    return next(
        ((source, source.clauses[number]) for source, number in near if says_all(source, number)), None
    )


def _pairs(text: str) -> set[str]:
    return {one + other for run in canonicalise(text).split() for one, other in pairwise(run)}


@lru_cache(maxsize=128)
def _pairs_of_clauses(source: PreparedSource) -> dict[str, list[int]]:
    postings: dict[str, list[int]] = {}
    for number, clause in enumerate(source.clauses):
        for pair in _pairs(clause.of(source.source.text)[:200]):
            postings.setdefault(pair, []).append(number)
    return postings


def _clauses_with(source: PreparedSource, wanted: frozenset[str]) -> list[tuple[int, int]]:
    """Return the clauses that have at least half of the wanted character pairs, and how many."""
    postings = _pairs_of_clauses(source)
    votes: dict[int, int] = {}
    for pair in wanted:
        for number in postings.get(pair, ())[:_LOOKED_AT]:
            votes[number] = votes.get(number, 0) + 1
    return [(number, count) for number, count in votes.items() if count >= max(1.0, _HELD * len(wanted))]
