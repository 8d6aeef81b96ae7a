"""What a statement holds that can be looked up: its numbers, dates, titles, names; and who supports it.

Citation precision and recall have the structure of ALCE (Gao et al., EMNLP 2023): a statement is recalled
when the passages cited for it support it together; a citation is precise when it supports the statement
alone, or the others would not without it. There a model of inference decides support, here containment does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from fazhi_rag.evaluation.outputs import Cited, OutputRow
from fazhi_rag.evaluation.scorers import fold, same_unit
from fazhi_rag.grounding import find_titles
from fazhi_rag.numbers import find_mentions, sentence_spans
from fazhi_rag.types import FACT_KINDS, Kind, Mention, Source, Span, Value

MARKS = re.compile(r"[\[［【](\d{1,3})[\]］】]")
"""How a text points at its citations: [1], ［1］, 【1】."""
_TRACED = FACT_KINDS | {Kind.YEAR, Kind.DATE, Kind.DOC_NUMBER}


@dataclass(frozen=True, slots=True)
class Content(Value):
    """What a text holds: mentions (figures, years, dates, document numbers), and folded titles and names."""

    mentions: tuple[Mention, ...]
    names: frozenset[str]
    years: frozenset[int] = frozenset()
    """Years a passage is about, whatever it says."""

    def __bool__(self) -> bool:
        return bool(self.mentions or self.names)


@dataclass(frozen=True, slots=True)
class CitationScore(Value):
    """Statements and those supported; citations pointed at and those of use; quotations and those found."""

    statements: int
    recalled: int
    pointed: int
    precise: int
    quoted: int
    found: int


@lru_cache(maxsize=1024)
def figures_of(text: str) -> tuple[Mention, ...]:
    """Return the amounts, shares and multiples of a text. Sources are asked again for every output."""
    return tuple(one for one in find_mentions(text) if one.kind in FACT_KINDS and one.value is not None)


def read_content(text: str, names: Iterable[str] = ()) -> Content:
    """Return what a text holds. `names` are the townships and counties known."""
    bare = MARKS.sub(lambda mark: "　" * len(mark[0]), text)
    mentions = tuple(one for one in find_mentions(bare) if one.kind in _TRACED and one.value is not None)
    titles = {fold(title) for _, title in find_titles(bare)}
    return Content(mentions, frozenset(titles | {name for name in names if name in text}))


def contains(passages: Sequence[Content], statement: Content) -> bool:
    """Whether everything a statement holds stands in the passages."""
    held = [mention for passage in passages for mention in passage.mentions]
    names = {name for passage in passages for name in passage.names}
    years = {year for passage in passages for year in passage.years}
    return statement.names <= names and all(
        (one.kind is Kind.YEAR and one.value in years) or any(same_claim(one, other) for other in held)
        for one in statement.mentions
    )


def same_claim(one: Mention, other: Mention) -> bool:
    """Whether two mentions state the same value in the same class of measure words."""
    if one.kind in FACT_KINDS and other.kind in FACT_KINDS:
        return one.value == other.value and same_unit(one.unit, other.unit) and one.approx is other.approx
    return one.kind is other.kind and one.value == other.value


def score_citations(row: OutputRow, sources: Sequence[Source]) -> CitationScore | None:
    """Score the citations of a row; None where it has no `citations`, or nothing they could support.

    A statement is a sentence that holds something. It points at the citations whose marks stand in it; in a
    text without any mark each sentence points at all of them.
    """
    if row.citations is None:
        return None
    names = sorted({name for source in sources for name in (source.township, source.county) if name})
    passages = [_passage(cited, sources, names) for cited in row.citations]
    recalled = pointed = precise = total = 0
    for statement, at in _statements(row, names):
        cited = [passages[index] for index in at]
        total, pointed = total + 1, pointed + len(cited)
        if not cited or not contains(cited, statement):
            continue
        recalled += 1
        for index, passage in enumerate(cited):
            others = cited[:index] + cited[index + 1 :]
            precise += contains([passage], statement) or not contains(others, statement)
    quoted = [cited for cited in row.citations if cited.text]
    if not total and not quoted:
        return None
    found = sum(bool(_places(cited, sources)) for cited in quoted)
    return CitationScore(total, recalled, pointed, precise, len(quoted), found)


def _statements(row: OutputRow, names: Sequence[str]) -> Iterable[tuple[Content, list[int]]]:
    """Yield what each sentence holds and the positions of the citations it points at."""
    given = row.citations or ()
    keys = {cited.key if cited.key is not None else at + 1: at for at, cited in enumerate(given)}
    marked = bool(MARKS.search(row.text))
    for span in _sentences(row.text):
        sentence = span.of(row.text)
        content = read_content(sentence, names)
        if content:
            marks = [int(mark[1]) for mark in MARKS.finditer(sentence)]
            pointed = [keys[mark] for mark in dict.fromkeys(marks) if mark in keys]
            yield content, pointed if marked else list(range(len(given)))


def _sentences(text: str) -> list[Span]:
    """The sentences of a text; marks after a full stop (。[1]) belong to the sentence before."""
    spans: list[Span] = []
    for span in sentence_spans(text):
        lead = re.match(rf"(?:\s*{MARKS.pattern})+", span.of(text))
        if lead and spans:
            spans[-1] = Span(spans[-1].start, span.start + lead.end())
            span = Span(span.start + lead.end(), span.end)
        if span.of(text).strip():
            spans.append(span)
    return spans


def _passage(cited: Cited, sources: Sequence[Source], names: Sequence[str]) -> Content:
    """What a citation holds: its quotation or the source it names, whose that source is, of which year."""
    places = _places(cited, sources)
    content = read_content(cited.text or "\n".join(source.text for source in places[:1]), names)
    whose = {name for source in places for name in (source.township, source.county) if name}
    years = {source.year for source in places if source.year}
    return Content(content.mentions, content.names | whose, frozenset(years))


def _places(cited: Cited, sources: Sequence[Source]) -> list[Source]:
    """The sources a citation stands in: those with its quotation, among those of the name it gives."""
    wanted = fold(cited.text)
    named = [source for source in sources if not cited.source or source.name == cited.source]
    return [source for source in named if wanted in fold(source.text)] if cited.text or cited.source else []
