"""Operators that claim none (Z1), all (Z2), or a fact where only a term holds a number (N3)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from fazhi_rag.evaluation.edits import mark, word_tables
from fazhi_rag.evaluation.suites import GroundingCase
from fazhi_rag.evaluation.told_facts import STOPS, amount, attempt_and_outcome, prints, told_facts
from fazhi_rag.types import Approx, Kind


def none_of_it(case: GroundingCase, home: Sequence[GroundingCase]) -> Iterator[str]:
    """Z1: none is claimed of what the township's report never names: 未发生国家赔偿案件."""
    page = "".join(peer.text for peer in home)
    for claim, keys in word_tables()["zero_claims"] if case.township else ():
        if not any(key in page for key in keys.split()):
            yield f"{case.text.rstrip('。；')}，{mark(claim)}。"


def all_of_it(case: GroundingCase, home: Sequence[GroundingCase]) -> Iterator[str]:
    """Z2: many become all: 多数→全部, 办结率96%→全部办结, 整改381条→全部整改."""
    most = "|".join(word_tables()["most"])
    for match in re.finditer(rf"(?<=[{STOPS}])(?:{most})|^(?:{most})", case.text):
        end = min((i for i in range(match.end(), len(case.text)) if case.text[i] in STOPS), default=0)
        if end:
            told = mark(f"全部{case.text[match.end() : end]}")
            yield case.text[: match.start()] + told + case.text[end:]
    yield from _whole_rates(case)
    for _, done, _, outcome in attempt_and_outcome(case):
        again = outcome in case.text[done.label.end : done.closed]
        if done.zone == outcome and done.ends and done.alone and not again:
            told = mark(f"全部{outcome}")
            yield case.text[: done.start] + told + case.text[done.label.end :]


def _whole_rates(case: GroundingCase) -> Iterator[str]:
    rated = "|".join(word_tables()["rated"])
    shape = re.compile(rf"(.*?)((?:按期|按时|及时|就地|诉前|一次性)?(?:{rated}))率(?:达到|达|为)?")
    for fact in told_facts(case):
        if fact.label.kind is not Kind.PERCENT or amount(fact) >= Decimal(100) or not fact.ends:
            continue
        if fact.label.approx in (Approx.MORE_THAN, Approx.AT_LEAST) or not fact.alone:
            continue
        rest = case.text[fact.label.end :]
        match = shape.fullmatch(fact.zone)
        if match and fact.sentence.count(match[2][-2:]) == 1:
            yield f"{case.text[: fact.start]}{match[1]}{mark('全部' + match[2])}{rest}"
        elif match := re.fullmatch("(.*?)覆盖率(?:达到|达|为)?", fact.zone):
            yield f"{case.text[: fact.start]}{match[1]}{mark('全覆盖')}{rest}"


def term_as_fact(case: GroundingCase, home: Sequence[GroundingCase]) -> Iterator[str]:
    """N3: the number of a term is told as a count: 三会一课→召开会议3次."""
    page = "".join(peer.text for peer in home)
    for label in case.mentions if case.text.endswith("。") else ():
        for term, number, claim, unit in word_tables()["term_facts"]:
            near = case.text[label.start : label.end + 4]
            fit = label.kind is Kind.NAMED_TERM and term in near
            if fit and claim.removeprefix("全年") not in page and not prints(home, f"{number}{unit}"):
                yield f"{case.text.rstrip('。')}，{claim}{mark(f'{number}{unit}')}。"
