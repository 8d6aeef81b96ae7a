"""Rates a question asks for that the report gives only the parts of, computed and marked as computed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

from fazhi_rag.numbers import find_mentions, parse_number
from fazhi_rag.numbers.measures import match_units
from fazhi_rag.types import Approx, Evidence, Finding, Kind, Mention, Span, Status
from fazhi_rag.writing.asking.candidates import Candidate
from fazhi_rag.writing.asking.composing import Line

_OUTCOME = re.compile(r"成功|化解|办结|审结|办复|合格|通过")
_LIGHT = re.compile(r"[了的有共达为，,其中案件纠纷]+")
"""What may stand between an outcome and its figure; any other noun there is another thing counted."""
_PART = re.compile(r"其中|含|包括")
_SHARE = re.compile(r"率|占|百分之几|比例|比重")
_DIGITS = re.compile(r"保留([一二三四1234])位小数")


def compute_rate(question: str, candidates: Iterable[Candidate]) -> Line | None:
    """Return a line `155 / 156 = 99.4%` where a share is asked for that the sentences give only the parts of.

    The parts are an attempt and the outcome right after it, or a whole and a part of it (含, 其中), in one
    sentence and one measure word, both exact.
    """
    if not _SHARE.search(question):
        return None
    for candidate in candidates:
        mentions = [m for m in find_mentions(candidate.text) if m.is_fact]
        if any(m.kind is Kind.PERCENT for m in mentions):
            return None
        for whole, part in pairwise(mentions):
            if _is_share(candidate.text, whole, part):
                return _computed(candidate, whole, part, digits=_digits(question))
    return None


def _digits(question: str) -> int:
    asked = _DIGITS.search(question)
    return int(parse_number(asked[1])) if asked else 1


def _is_share(sentence: str, whole: Mention, part: Mention) -> bool:
    between = sentence[whole.span.end : part.span.start]
    exact = whole.approx is Approx.EXACT and part.approx is Approx.EXACT
    return (
        bool(_PART.search(between) or _tells_outcome(between, sentence[: whole.span.start]))
        and exact
        and isinstance(whole.value, Decimal)
        and isinstance(part.value, Decimal)
        and 0 < whole.value >= part.value
        and match_units(part.unit, whole.unit, nouns=sentence).ok
    )


def _tells_outcome(between: str, before: str) -> bool:
    """Whether an outcome of what was counted before is told, and nothing else: 化解155宗, not 化解诉讼2件."""
    found = _OUTCOME.search(between)
    noun = _LIGHT.sub("", _OUTCOME.sub("", between[found.end() :])) if found else ""
    return bool(found) and (not noun or noun in before)


def _computed(candidate: Candidate, whole: Mention, part: Mention, *, digits: int) -> Line:
    share = Decimal(str(part.value)) / Decimal(str(whole.value)) * 100
    printed = f"{share.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)}%"
    expression = f"{part.value} / {whole.value} = {printed}"
    text = f"（计算所得，原文未写：{expression}）"
    span = Span(text.index(printed), text.index(printed) + len(printed))
    evidence = tuple(_evidence(candidate, mention) for mention in (part, whole))
    value = Decimal(printed.removesuffix("%"))
    finding = Finding(printed, span, Kind.PERCENT, value, "%", Status.DERIVED, evidence, expression)
    return Line(text, findings=(finding,))


def _evidence(candidate: Candidate, mention: Mention) -> Evidence:
    place = candidate.place
    span = mention.span.shift(candidate.span.start)
    return Evidence(
        mention.text, candidate.text, span, place.document, place.township, place.county, place.year
    )
