"""Facts that cannot be, or hardly: two values for one indicator, shares over 100 %, more done than tried."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import permutations

from fazhi_rag.errors import FactsError
from fazhi_rag.numbers.measures import match_units
from fazhi_rag.numbers.slots import read_outcome, slot_words
from fazhi_rag.writing.drafting.facts import Fact

_SHARE = ("率", "占比", "比例", "比重")
_OF_SHARES = ("率", "比", "度", "覆盖", "占", "增", "降")
_BOUNDED = ("成功率", "办结率", "参考率", "合格率", "覆盖率", "满意率", "出庭率", "应诉率", "持证率", "占比")


def check_facts(facts: Sequence[Fact]) -> tuple[str, ...]:
    """Return, in Chinese, what a clerk should look at again.

    Raises:
        FactsError: what cannot be: two values for one indicator and cut-off, a share over 100 %.

    """
    known = [fact for fact in facts if fact.value is not None]
    _refuse_duplicates(known)
    for fact in known:
        if fact.unit == "%" and (fact.value or 0) > 100 and fact.indicator.endswith(_BOUNDED):
            raise FactsError(f"{fact.indicator}{fact.figure} is over 100 %", place=fact.place)
    return (*_units(known), *_more_done_than_tried(known))


def _refuse_duplicates(facts: Sequence[Fact]) -> None:
    held: dict[tuple[str, str, str], Fact] = {}
    for fact in facts:
        key = (fact.indicator, fact.unit, fact.as_of)
        other = held.setdefault(key, fact)
        if other.value != fact.value:
            raise FactsError(
                f"{fact.indicator} is {fact.figure} here and {other.figure} in {other.place}: keep one, "
                "or tell the two apart in 指标 or 截止",
                place=fact.place,
            )


def _units(facts: Sequence[Fact]) -> Iterator[str]:
    for fact in facts:
        if fact.indicator.endswith(_SHARE) and fact.unit not in ("%", "个百分点", "‰"):
            yield f"{fact.place}：“{fact.indicator}”像是比率，单位却是“{fact.unit or '空'}”，请核实。"
        elif fact.unit == "%" and not any(word in fact.indicator for word in _OF_SHARES):
            yield f"{fact.place}：“{fact.indicator}”的单位是%，请核实是比率还是数量。"


def _more_done_than_tried(facts: Sequence[Fact]) -> Iterator[str]:
    """成功 > 受理 of the same thing, in the same measure word."""
    groups: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        groups[_thing(fact.indicator)].append(fact)
    for group in groups.values():
        for tried, done in permutations(group, 2):
            if (
                (read_outcome(tried.indicator), read_outcome(done.indicator)) == ("tried", "done")
                and match_units(done.unit or None, tried.unit or None).ok
                and (done.value or 0) > (tried.value or 0)
            ):
                more = f"{done.indicator}{done.figure}多于{tried.indicator}{tried.figure}"
                yield f"{done.place}：{more}，请核实。"


def _thing(indicator: str) -> str:
    """What is counted, without the words for taking on and getting done: 调解成功矛盾纠纷 → 矛盾纠纷."""
    for word in sorted((w for side in slot_words()["outcome"].values() for w in side), key=len, reverse=True):
        indicator = indicator.replace(word, "")
    return indicator
