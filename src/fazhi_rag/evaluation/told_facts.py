"""The facts of a labelled text with the words each is told in: what operators on a claim are made of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from fazhi_rag.evaluation.edits import fact_numeral, word_tables
from fazhi_rag.evaluation.suites import GroundingCase, Label
from fazhi_rag.evaluation.surfaces import Numeral, arabic_like
from fazhi_rag.types import FACT_KINDS, Approx, Kind, Value

STOPS = "，。；：！？,;:\n"
"""What ends a clause."""
_FULL_STOPS = "。！？\n"
INHERITS = re.compile(
    "其中|含|包括|另|分别|尚有|其余|其他|均|各|共|合计|比|较|占|同比|环比|增长|下降|增加|减少|达|由|从|至|上年|"
    "上一|去年|人均|户均|平均"
)
"""How a clause begins that takes its subject, or its point of comparison, from the one before it."""
FRAMES = re.compile(
    r"截至|截止|\d月|[一二三四]季度|[上下]半年|期间|当[天日]|前\d+个月|每|日均|月均|明年|上年|去年|计划|(?<!模)拟|原"
)
"""Words that set the time of what follows, or say that it is no fact of the whole year."""


@dataclass(frozen=True, slots=True)
class Told(Value):
    """A fact, and where the words before its number begin: after the clause's start or the number before."""

    case: GroundingCase
    label: Label
    start: int
    clause: int
    """Where its clause begins."""

    @property
    def zone(self) -> str:
        """The words between `start` and the number."""
        return self.case.text[self.start : self.label.start]

    @property
    def alone(self) -> bool:
        """Whether no other number stands in the clause before it."""
        return self.start == self.clause

    @property
    def own(self) -> bool:
        """Whether the words before the number are its own, and not what the number before them counts."""
        return self.alone or self.case.text[self.start - 1] in "、和及（"

    @property
    def ends(self) -> bool:
        """Whether the number ends its clause, or its item of a list."""
        return self.case.text[self.label.end : self.label.end + 1] in {*STOPS, "、", "）", ""}

    @property
    def sentence(self) -> str:
        """Its sentence, up to the full stops around it."""
        return self.case.text[self.opened : self.closed]

    @property
    def opened(self) -> int:
        """Where its sentence begins."""
        return max(self.case.text.rfind(stop, 0, self.label.start) for stop in _FULL_STOPS) + 1

    @property
    def closed(self) -> int:
        """Where its sentence ends, in front of the full stop."""
        ends = [self.case.text.find(stop, self.label.end) for stop in _FULL_STOPS]
        return min((end for end in ends if end >= 0), default=len(self.case.text))


def told_facts(case: GroundingCase) -> tuple[Told, ...]:
    """Return the facts of a text that have one numeral, in order."""
    told, last = list[Told](), 0
    for label in case.mentions:
        clause = max(case.text.rfind(stop, 0, label.start) for stop in STOPS) + 1
        if label.kind in FACT_KINDS and fact_numeral(label) is not None:
            start = max(clause, last)
            while case.text[start : start + 1] in {"、", "和", "及", "（"}:
                start += 1
            told.append(Told(case, label, start, clause))
        last = label.end
    return tuple(told)


def alike(one: Told, other: Told) -> bool:
    """Whether two facts count in the same measure word, and neither is a rate of another sort."""
    first, second = one.label, other.label
    return (first.kind, first.unit, first.per) == (second.kind, second.unit, second.per)


def exact(*facts: Told) -> bool:
    """Whether the numbers are printed without an approximator."""
    return all(fact.label.approx in (None, Approx.EXACT) for fact in facts)


def amount(fact: Told) -> Decimal:
    """Return the value of a fact, its scale applied."""
    value = fact.label.value
    return Decimal(value) if isinstance(value, str) else Decimal(0)


def whole_and_part(case: GroundingCase) -> Iterator[tuple[Told, Told]]:
    """Yield whole and part: 其中 stands before the part, and one number of its unit before it."""
    facts = told_facts(case)
    for at, part in enumerate(facts):
        if not re.match("其中|含|包括", case.text[part.clause :]) or not part.alone:
            continue
        before = [one for one in facts[:at] if one.opened == part.opened and alike(one, part)]
        if len(before) != 1 or not before[0].ends or not exact(before[0], part):
            continue
        if amount(before[0]) > amount(part) > 0:
            yield before[0], part


def attempt_and_outcome(case: GroundingCase) -> Iterator[tuple[Told, Told, str, str]]:
    """Yield attempt and outcome, and the word of each: 受理148件，调解成功141件."""
    facts = told_facts(case)
    for at, tried in enumerate(facts):
        after = [one for one in facts[at + 1 : at + 4] if one.opened == tried.opened and alike(one, tried)]
        for word, outcomes in word_tables()["outcomes"]:
            if tried.zone.count(word) != 1 or not exact(tried):
                continue
            for done in after:
                found = [one for one in outcomes if done.zone.startswith(one)]
                if found and exact(done) and 0 < amount(done) < amount(tried):
                    yield tried, done, word, max(found, key=len)


def computed(first: Told, second: Told, sign: int) -> Decimal | None:
    """Return first ± second in the digits both are printed in; None where their scales differ."""
    one, other = fact_numeral(first.label), fact_numeral(second.label)
    if one is None or other is None or not (one.arabic and other.arabic):
        return None
    return one.value + sign * other.value if one.after == other.after else None


def printed_like(fact: Told, value: Decimal) -> str:
    """Print another value in the manner of a fact: 1.84万平方公里."""
    numeral: Numeral | None = fact_numeral(fact.label)
    assert numeral is not None
    return numeral.printed(arabic_like(numeral.digits, value))


def prints(home: Sequence[GroundingCase], number: str) -> bool:
    """Whether a report prints this very number somewhere."""
    return any(label.text == number for case in home for label in case.mentions)


def named(case: GroundingCase, claim: str) -> str:
    """Say whose claim it is: 静水镇 and the claim, without 我镇 or 镇 at its beginning."""
    own = case.township or ""
    ours = "我街道" if own.endswith("街道") else f"我{own[-1:]}"
    bare = claim.removeprefix(ours).removeprefix(own)
    if own and re.match(f"{ours[1:]}(?!级)", bare):
        bare = bare.removeprefix(ours[1:])
    return own + bare.lstrip("：")


def is_count(fact: Told) -> bool:
    """Whether a fact is an amount that is not zero."""
    return fact.label.kind is Kind.QUANTITY and amount(fact) > 0
