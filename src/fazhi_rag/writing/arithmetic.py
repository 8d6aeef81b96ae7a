"""Rates a question asks for that the report gives only the parts of, computed and marked as computed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

from fazhi_rag.numbers import find_mentions
from fazhi_rag.numbers.measures import match_units
from fazhi_rag.types import Approx, Kind, Mention

_OUTCOME = re.compile(r"成功|化解|办结|审结|办复|合格|通过")
_DIGITS = re.compile(r"保留([一二三四1234])位小数")


def compute_rate(question: str, sentences: Iterable[str]) -> str | None:
    """Return `155 / 156 = 99.4%` where a rate is asked for and a sentence has both parts but no rate.

    The parts are an attempt and the outcome right after it, in one measure word, both exact.
    """
    if "率" not in question:
        return None
    places = _DIGITS.search(question)
    digits = (
        "0一二三四".find(places[1]) if places and not places[1].isdigit() else int(places[1]) if places else 1
    )
    for sentence in sentences:
        mentions = [m for m in find_mentions(sentence) if m.is_fact]
        if any(m.kind is Kind.PERCENT for m in mentions):
            return None
        for whole, part in pairwise(mentions):
            if _is_outcome(sentence, whole, part):
                return _divide(part, whole, digits)
    return None


def _is_outcome(sentence: str, whole: Mention, part: Mention) -> bool:
    between = sentence[whole.span.end : part.span.start]
    exact = whole.approx is Approx.EXACT and part.approx is Approx.EXACT
    return (
        bool(_OUTCOME.search(between))
        and exact
        and isinstance(whole.value, Decimal)
        and isinstance(part.value, Decimal)
        and 0 < whole.value >= part.value
        and match_units(part.unit, whole.unit, nouns=sentence).ok
    )


def _divide(part: Mention, whole: Mention, digits: int) -> str:
    share = Decimal(str(part.value)) / Decimal(str(whole.value)) * 100
    rounded = share.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    return f"{part.value} / {whole.value} = {rounded}%"
