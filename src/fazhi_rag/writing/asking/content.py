"""What a question names: its content words, and how much each counts where a text says it or not.

A question is more than what it asks for: who asks, and why, and the words that ask. What it names stands in
the clause that asks, behind the township, beside the amount: a noun there that no text holds is what an
abstention rests on. Elsewhere only the field's own words can be missed; a verb nowhere, for people ask in
other verbs than reports use.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from fazhi_rag.numbers.lexicon import units
from fazhi_rag.numbers.words import BOTH, NOUN, UNKNOWN, Token, general_words, words_in
from fazhi_rag.reading import load_topics
from fazhi_rag.types import Span
from fazhi_rag.writing.asking.wording import question_pattern, question_words

MARK = "　"
"""Stands in a question where the name or year stood that made its scope."""
_ASKED, _AND, _BLANK = "▁", "＋", " "
"""Stand where an interrogative, an "and" and other words that name nothing stood."""
_CLAUSE = re.compile(r"[^，。；：！？,;:!?／/—…（）()\n]+")
_RUN = re.compile(r"\w+")
_AMOUNT = re.compile(r"(?:多少|好多|好几|几(?!乎)|百分之几|若干)[十百千万]?[来多]?个?")
_INTERROGATIVE = re.compile(r"怎|如何|咋|哪|什么|啥|是否|有没有|吗|谁|何时|[多几]")
_VERB_SAYS, _VERB_MISSES, _VAGUE, _DOUBTFUL = 0.5, 0.2, 0.2, 0.25
_STUCK = frozenset("办带搞做弄开拉挂建装设请聘抓")
"""Verbs that also end nouns: 普法宣传办了几场 asks of no office."""
_FURTHER = 0.5
"""What words are worth that stand apart from the amount, where others stand beside it."""


@dataclass(frozen=True, slots=True)
class Word:
    """A content word of a run, with its weights in a coverage: where a text says it, where it does not."""

    text: str
    start: int
    said: float
    missed: float
    topics: frozenset[str]
    """The topics it speaks for."""


@dataclass(frozen=True, slots=True)
class Run:
    """Words of a question with nothing between them."""

    text: str
    words: tuple[Word, ...]


Aspect = tuple[Run, ...]
"""One of the things asked about side by side."""


@lru_cache(64)
def blank_asking(question: str, *, of_reports: bool = True) -> str:
    """Return `question` with a sign for whatever names nothing; known words are never cut."""
    known = tuple(known_spans(question))
    bare = list(question)
    for name, sign in (("asking", ""), ("and", _AND), *([("genre", _BLANK)] if of_reports else [])):
        for span in _uncut(question_pattern(name), question, known):
            asks = _ASKED if _INTERROGATIVE.search(span.of(question)) else _BLANK
            bare[span.start : span.end] = (sign or asks) * len(span)
    for span, _ in asked_measures(question):
        bare[span.start : span.end] = _ASKED * len(span)
    return "".join(bare)


def read_aspects(bare: str, whole: str) -> tuple[Aspect, ...]:
    """Read what `blank_asking` left as the things asked about; `whole` is all that is said in scope.

    The words of clauses that only lead up to the question belong to each of them.
    """
    clauses = [match.group() for match in _CLAUSE.finditer(bare)]
    asking = any(_ASKED in clause and _names(clause) for clause in clauses)
    scoped = next((i for i, c in enumerate(clauses) if MARK in c and _holds_noun(c, whole)), 0)
    main, aside = list[Aspect](), list[Run]()
    for i, clause in enumerate(clauses):
        lead, said = _part_lead(clause)
        if i < scoped and _ASKED not in clause:
            aside += map(_unmissed, _runs(clause, whole, aside=True))
            continue
        if asking and _ASKED not in clause and MARK not in clause:
            lead, said = clause, ""
        aside += _runs(lead, whole, aside=True)
        main += [runs for part in said.split(_AND) if (runs := tuple(_runs(part, whole, aside=False)))]
    return tuple((*runs, *aside) for runs in main) or ((tuple(aside),) if aside else ())


def _unmissed(run: Run) -> Run:
    """A run whose words count where a text says them, and are not missed where it does not."""
    return replace(run, words=tuple(replace(word, missed=0.0) for word in run.words))


def _holds_noun(clause: str, whole: str) -> bool:
    """Whether something is named behind the mark of the scope: the clauses before only lead to it."""
    runs = _runs(clause.rpartition(MARK)[2], whole, aside=False)
    return any(word.said == word.missed == 1.0 for run in runs for word in run.words)


def read_whole(bare: str, whole: str) -> tuple[Aspect, ...]:
    """Read all that is left as one thing asked about, no word of it less than another: a question of law.

    Clauses that ask nothing, beside one that does, are not missed where a text does not say them.
    """
    clauses = [match.group() for match in _CLAUSE.finditer(bare)]
    asking = any(_ASKED in clause and _names(clause) for clause in clauses)
    full = list[Run]()
    for clause in clauses:
        missed = 0.0 if asking and _ASKED not in clause else 1.0
        for run in _runs(clause, whole, aside=False):
            full.append(replace(run, words=tuple(replace(w, said=1.0, missed=missed) for w in run.words)))
    return (tuple(full),) if full else ()


def name_words(question: str) -> tuple[str, ...]:
    """Return the words of `question` that name something, each once, in order."""
    runs = (run for aspect in read_aspects(blank_asking(question), "") for run in aspect)
    told = (word for run in runs for word in run.words if word.said == 1.0 and word.missed)
    return tuple(dict.fromkeys(word.text for word in told))


def names_thing(clause: str) -> bool:
    """Whether a clause names a noun, or what the field counts: not 办结几件 alone."""
    runs = (match.group() for match in _RUN.finditer(blank_asking(clause)))
    words = (token for run in runs for token in field_words(run))
    return any(len(w.text) > 1 and (w.tag is NOUN or _topics_of(w.text)) for w in words)


def _names(text: str) -> bool:
    return any(len(run) > 1 for run in _RUN.findall(text))


def _part_lead(clause: str) -> tuple[str, str]:
    """Part a clause at the mark of its scope, where something is named behind it."""
    lead, _, rest = clause.partition(MARK)
    return (lead, rest) if _names(rest) else ("", clause)


def _runs(part: str, whole: str, *, aside: bool) -> Iterator[Run]:
    for match in _RUN.finditer(part):
        before, behind = part[: match.start()].rstrip(_BLANK), part[match.end() :].lstrip(_BLANK)
        beside = _ASKED not in part or before.endswith(_ASKED) or behind.startswith(_ASKED)
        share = 0.0 if aside else 1.0 if beside else _FURTHER
        words = tuple(_words(match.group(), whole, share=share, beside=beside))
        if words:
            yield Run(match.group(), words)


def _words(run: str, whole: str, *, share: float, beside: bool) -> Iterator[Word]:
    for token in field_words(run):
        text, start = _trimmed(token, run, whole)
        if len(text) < 2:
            continue
        topics = _topics_of(text)
        said, missed = _weights(text, token.tag, whole, known=bool(topics), beside=beside)
        if said:
            yield Word(text, start, said, missed * (share or bool(topics)), topics)


def field_words(run: str) -> Iterator[Token]:
    """The words of a run; those that make up a word of the field together are one: 重大|行政|决策."""
    found = [Span(*match.span()) for word, _ in _topic_words() for match in re.finditer(re.escape(word), run)]
    longest = sorted(found, key=lambda span: (-len(span), span.start))
    at = 0
    for token in words_in(run):
        if token.start < at:
            continue
        if cut := next((s for s in longest if _verb_behind(token, s)), None):
            yield Token(cut.of(run), NOUN, cut.start)
            continue
        span = next((s for s in longest if s.start == token.start and len(s) > len(token.text)), None)
        whole = span and any(other.end == span.end for other in words_in(run))
        yield Token(span.of(run), NOUN, span.start) if span and whole else token
        at = span.end if span and whole else token.end


def _verb_behind(token: Token, word: Span) -> bool:
    """Whether a token is a word of the field and a verb that no list parts from it: 普法宣传|办."""
    rest = token.text[len(word) :]
    return word.start == token.start and len(word) > 1 and rest in _STUCK


def _weights(text: str, tag: str, whole: str, *, known: bool, beside: bool) -> tuple[float, float]:
    if text in question_words("vague"):
        return _VAGUE, _VAGUE
    if known or tag in (NOUN, BOTH):
        return 1.0, 1.0
    held = text in whole
    if tag is UNKNOWN:
        return 1.0, 1.0 if beside or held else _DOUBTFUL
    return (_VERB_SAYS, _VERB_MISSES) if held else (0.0, 0.0)


def _trimmed(token: Token, run: str, whole: str) -> tuple[str, int]:
    """A word without spoken verbs that stick to it where no text joins them so: 官司打."""
    start, end = token.start, token.end
    if len(token.text) > 2 and token.text[-1] in "量数" and token.text not in whole:
        end -= 1  # 登记量 is how much was registered
    loose = token.tag is UNKNOWN or (
        token.tag is NOUN and token.text not in whole and token.text not in field_terms()
    )
    while loose and end - start > 1 and run[end - 1] in _spoken() and run[end - 2 : end] not in whole:
        end -= 1
    while (
        token.tag is UNKNOWN
        and end > start
        and run[start] in _spoken()
        and run[start : start + 2] not in whole
    ):
        start += 1
    return run[start:end], start


@cache
def _spoken() -> frozenset[str]:
    return frozenset(word for word in general_words("single") if len(word) == 1) | question_words("spoken")


def _topics_of(word: str) -> frozenset[str]:
    return frozenset(topic for name, topic in _topic_words() if name in word)


@cache
def field_terms() -> frozenset[str]:
    """Return the words of the field, of two characters and more."""
    return frozenset(word for word, _ in _topic_words()) | question_words("terms")


@cache
def _topic_words() -> tuple[tuple[str, str], ...]:
    return tuple(
        (word, topic.id)
        for topic in load_topics()
        for word in (*topic.headings, *topic.words, *topic.indicators)
        if len(word) > 1
    )


def known_spans(question: str) -> Iterator[Span]:
    """Where the words stand that name something, and must not be cut by what looks like a word that asks."""
    for token in words_in(question):
        if token.tag in (NOUN, BOTH) and len(token.text) > 1:
            yield Span(token.start, token.end)
    for word in {word for word, _ in _topic_words() if word in question}:
        yield from (Span(*match.span()) for match in re.finditer(re.escape(word), question))


def _uncut(pattern: re.Pattern[str], text: str, known: tuple[Span, ...]) -> Iterator[Span]:
    """The matches of `pattern` that take each known word as a whole or leave it."""
    at = 0
    while found := pattern.search(text, at):
        span = Span(*found.span())
        cuts = any(span.overlaps(word) and not span.contains(word) for word in known)
        at = found.start() + 1 if cuts or not len(span) else found.end()
        if len(span) and not cuts:
            yield span


def asked_measures(question: str) -> Iterator[tuple[Span, str]]:
    """Where an amount is asked for and in what measure word, empty where none is named: 多少, 几件.

    A measure word that begins a noun is none: 多少人口.
    """
    for found in _AMOUNT.finditer(question):
        rest = question[found.end() : found.end() + 8]
        first = words_in(rest)[0] if rest.strip() else None
        noun = first.text if first and first.tag in (NOUN, BOTH) else ""
        measure = next((unit for unit in _units() if rest.startswith(unit) and len(unit) >= len(noun)), "")
        yield (
            Span(found.start(), found.end() + len(measure)),
            measure or ("个" if found[0].endswith("个") else ""),
        )


@cache
def _units() -> tuple[str, ...]:
    return tuple(sorted(units(), key=len, reverse=True))
