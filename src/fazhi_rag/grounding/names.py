"""Check numbers that are names: document numbers, articles, named terms, 《titles》, telephone numbers.

Names are compared as whole tokens after white space and bracket shapes are evened out. One that differs from
a source's only in its numerals, or by little, is that source's name altered.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice

from rapidfuzz import fuzz

from fazhi_rag.numbers.measures import match_units
from fazhi_rag.types import Evidence, Kind, Mention, Span, Status

from .prepared import PreparedSource

NAME_KINDS = frozenset({Kind.DOC_NUMBER, Kind.ARTICLE, Kind.NAMED_TERM, Kind.PHONE, Kind.ORDINAL})
_NUMERAL = re.compile(r"[0-9０-９〇零一二三四五六七八九十百两]+")
_TITLE = re.compile(r"《((?:[^《》\n]|《[^《》\n]*》){2,120})》")
_MARKS = str.maketrans("﹝﹞[]（）()【】〈〉－—–～~", "〔〕〔〕〔〕〔〕〔〕《》-----", " \t\n　“”\"'‘’")
_LOOKED_AT = 500
_ALTERED = 75.0
"""Least similarity, in percent, of a name to the source's name it was altered from."""
_FIRST_OF = {"天": "日", "个月": "月", "个季度": "季"}
_ANY_NUMERAL = "[0-9〇零一二三四五六七八九十百两]{1,3}"

Judged = tuple[Status, tuple[Evidence, ...], str]


def even_out(name: str) -> str:
    """Return a name without white space and quotation marks, with one shape of brackets and dashes."""
    return name.translate(_MARKS).removeprefix("中华人民共和国")


@lru_cache(maxsize=128)
def names_of(source: PreparedSource) -> dict[tuple[Kind, str], Mention]:
    """Return a source's names by kind and evened-out spelling, the first place of each."""
    found: dict[tuple[Kind, str], Mention] = {}
    for mention in source.mentions:
        if mention.kind in NAME_KINDS:
            found.setdefault((mention.kind, even_out(mention.text)), mention)
    return found


def find_titles(text: str) -> Iterator[tuple[Span, str]]:
    """Yield each 《title》 of a text with the span of the whole, brackets included."""
    for found in _TITLE.finditer(text):
        yield Span(found.start(), found.end()), found[1]


def judge_name(
    mention: Mention, own: Iterable[PreparedSource], sources: Iterable[PreparedSource], *, text: str
) -> Judged:
    """Return the verdict on a document number, article, named term, ordinal or telephone number.

    What the text's `own` sources have with other numerals is altered, whoever else has it as it stands,
    unless the `text` has their term too (自“七五”以来，推进“八五”).
    """
    ours = _judge_name(mention, list(own))
    altered = mention.kind in (Kind.NAMED_TERM, Kind.ORDINAL) and ours[0] is Status.CONTRADICTED
    altered = altered and not any(evidence.text in text for evidence in ours[1])
    return ours if altered or ours[0] is Status.SUPPORTED else _judge_name(mention, list(sources))


def _judge_name(mention: Mention, known: list[PreparedSource]) -> Judged:
    wanted = even_out(mention.text)
    for source in known:
        if (same := names_of(source).get((mention.kind, wanted))) is not None:
            return Status.SUPPORTED, (source.evidence(same),), ""
    rival: tuple[float, PreparedSource, Mention] | None = None
    for source in known:
        for other in source.of_kind(mention.kind)[:_LOOKED_AT]:
            name = even_out(other.text)
            if name == wanted or _extended(wanted, name, mention.kind) or _same_value(other, mention):
                return Status.SUPPORTED, (source.evidence(other),), ""
            score = 100.0 if _skeleton(name) == _skeleton(wanted) else fuzz.ratio(name, wanted)
            if score >= _ALTERED and (rival is None or score > rival[0]):
                rival = (score, source, other)
    for spelling in _spellings(mention):
        for source in known:
            at = source.source.text.find(spelling)
            if at >= 0:
                return Status.SUPPORTED, (_quoted(source, Span(at, at + len(spelling))),), ""
    if rival:
        return Status.CONTRADICTED, (rival[1].evidence(rival[2]),), f"来源写的是{rival[2].text}"
    return Status.UNSUPPORTED, (), "来源中没有这个名称或编号"


def judge_title(title: str, sources: Iterable[PreparedSource]) -> Judged:
    """Return the verdict on the title of a law or policy, given without its brackets."""
    wanted = even_out(title)
    best: tuple[float, PreparedSource, Span, str] | None = None
    for source in sources:
        at = source.source.text.find(title)
        if at >= 0:
            return Status.SUPPORTED, (_quoted(source, Span(at, at + len(title))),), ""
        for span, other in islice(find_titles(source.source.text), _LOOKED_AT):
            name = even_out(other)
            if name == wanted or _bare(name) == _bare(wanted):
                return Status.SUPPORTED, (_quoted(source, span),), ""
            score = fuzz.ratio(name, wanted)
            if score >= _ALTERED and (best is None or score > best[0]):
                best = (score, source, span, other)
    if best:
        return Status.CONTRADICTED, (_quoted(best[1], best[2]),), f"来源写的是《{best[3]}》"
    return Status.UNSUPPORTED, (), "来源中没有这个文件名"


def find_altered_terms(
    text: str, taken: Iterable[Mention], sources: Iterable[PreparedSource]
) -> Iterator[tuple[Span, Evidence, str]]:
    """Yield stretches that are a source's named term with another numeral (三会一课 → 三会两课)."""
    known = {
        even_out(mention.text): (source, mention)
        for source in sources
        for mention in source.of_kind(Kind.NAMED_TERM)
    }
    covered = [mention.span for mention in taken if mention.kind is Kind.NAMED_TERM]
    for term, (source, mention) in known.items():
        if len(_NUMERAL.sub("", term)) < 2 or not _NUMERAL.search(term):
            continue
        if not all(part in text for part in _NUMERAL.split(term)):
            continue
        pattern = _ANY_NUMERAL.join(re.escape(part) for part in _NUMERAL.split(term))
        for found in re.finditer(pattern, text):
            span = Span(found.start(), found.end())
            if found[0] != term and found[0] not in known and not any(span.overlaps(one) for one in covered):
                yield span, source.evidence(mention), mention.text


def _extended(wanted: str, name: str, kind: Kind) -> bool:
    """Whether one of the two is the other with words around it that are no part of the name.

    More of the issuer before a document number; 制度 after 三会一课.
    """
    if kind is Kind.DOC_NUMBER:
        return "〔" in name[1:] and "〔" in wanted[1:] and (wanted.endswith(name) or name.endswith(wanted))
    return kind is Kind.NAMED_TERM and min(len(wanted), len(name)) >= 3 and (wanted in name or name in wanted)


def _spellings(mention: Mention) -> list[str]:
    """Return the spellings of a name that no other mention may hold: 首日 of 第1天."""
    if mention.kind is Kind.ORDINAL and mention.value == 1 and mention.unit:
        return [f"首{_FIRST_OF.get(mention.unit, mention.unit)}"]
    return [mention.text] if mention.kind is Kind.NAMED_TERM else []


def _same_value(one: Mention, other: Mention) -> bool:
    """Whether two names hold one value; two ordinals must count one thing too: 第3位 is not 第3批."""
    if one.value is None or one.value != other.value:
        return False
    ranked = one.kind is not Kind.ORDINAL or not {None, "个"}.isdisjoint({one.unit, other.unit})
    return ranked or match_units(one.unit, other.unit, nouns=one.text + other.text).ok


def _bare(name: str) -> str:
    return re.sub(r"〔[^〔〕]*〕", "", name)


def _skeleton(name: str) -> str:
    return _NUMERAL.sub("#", name)


def _quoted(source: PreparedSource, span: Span) -> Evidence:
    place = source.source
    sentence = source.sentence_of(span.start).of(place.text)
    return Evidence(span.of(place.text), sentence, span, place.name, place.township, place.county, place.year)
