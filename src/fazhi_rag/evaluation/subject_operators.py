"""Operators that tell a number of another subject: S1, S3, S4, S6, S7 (S2 and S5 are in wording_operators).

Each yields the text told anew, the wrong number marked. False for certain: the report itself says what the
number counts, or prints another number for what it is now told of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from fazhi_rag.evaluation.edits import mark, word_tables
from fazhi_rag.evaluation.suites import GroundingCase
from fazhi_rag.evaluation.told_facts import (
    FRAMES,
    INHERITS,
    Told,
    alike,
    amount,
    attempt_and_outcome,
    exact,
    is_count,
    named,
    prints,
    told_facts,
    whole_and_part,
)

_JOINT = re.compile("联合|会同|配合|协同|与|和|同")
_FILLED = re.compile("全年|累计|共计?|年内")


def _names_its_subject(fact: Told) -> bool:
    """Whether a clause is a fact's own, and says of itself what is counted, for the whole year."""
    framed = INHERITS.match(fact.zone) or FRAMES.search(fact.zone)
    words = _FILLED.sub("", fact.zone)
    return fact.alone and fact.ends and is_count(fact) and not framed and len(words) >= 5


def other_subject(case: GroundingCase, home: Sequence[GroundingCase]) -> Iterator[str]:
    """S1: a number is told of another subject of the same report, which has a number of its own."""
    if case.township is None:
        return
    page = "\n".join(peer.text for peer in home)
    others = [fact for peer in home for fact in told_facts(peer) if peer.id != case.id and exact(fact)]
    for fact in told_facts(case):
        if not (_names_its_subject(fact) and exact(fact)):
            continue
        for other in others:
            fit = alike(fact, other) and amount(fact) != amount(other) and _names_its_subject(other)
            if fit and page.count(other.zone) == 1 and other.label.subject != fact.label.subject:
                zone = named(case, other.zone).removeprefix(case.township)
                yield case.text[: fact.start] + zone + mark(fact.label.text) + case.text[fact.label.end :]


def part_for_whole(case: GroundingCase, home: Sequence[GroundingCase]) -> Iterator[str]:
    """S3: the part's number is told of the whole, the whole's of the part, or the part as all there is."""
    for whole, part in whole_and_part(case):
        rest = case.text[whole.closed :]
        yield case.text[: whole.label.start] + mark(part.label.text) + rest
        yield case.text[: part.label.start] + mark(whole.label.text) + case.text[part.label.end :]
        if case.township and part.label.subject:
            yield f"{named(case, part.label.subject)}{mark(whole.label.text)}。"


def other_actor(case: GroundingCase, home: Sequence[GroundingCase]) -> Iterator[str]:
    """S4: what one did is told of another: 分管领导→主要领导."""
    for fact in told_facts(case):
        if not is_count(fact) or _JOINT.search(fact.zone):
            continue
        for row in word_tables()["actors"]:
            for old in row:
                for new in row:
                    at = fact.zone.find(old)
                    if at < 0 or new == old or new in fact.sentence or _said(home, new, fact):
                        continue
                    if (
                        fact.zone[at - 1 : at] in {"、", "各", "副"}
                        or fact.zone[at + len(old) :][:1] in "、事"
                    ):
                        continue
                    zone = fact.zone[:at] + new + fact.zone[at + len(old) :]
                    yield case.text[: fact.start] + zone + mark(fact.label.text) + case.text[fact.label.end :]


def _said(home: Sequence[GroundingCase], actor: str, fact: Told) -> bool:
    """Whether the report prints this number of that actor."""
    return any(
        other.label.text == fact.label.text and actor in other.sentence
        for case in home
        for other in told_facts(case)
    )


def wider_subject(case: GroundingCase, home: Sequence[GroundingCase]) -> Iterator[str]:
    """S6: the modifier is dropped, the number told of all kinds, of which the report counts more."""
    near = home if case.township else (case,)
    heads = "|".join(sorted(word_tables()["heads"], key=len, reverse=True))
    verbs = "|".join(word_tables()["event_verbs"])
    shape = re.compile(rf"(.*?(?:{verbs})了?)([\u4e00-\u9fff“”]{{2,9}}?)({heads})")
    for fact in told_facts(case):
        match = shape.fullmatch(fact.zone)
        if match is None or not (fact.ends and is_count(fact)) or re.search("各|全|的|有关|相关", match[2]):
            continue
        larger = (
            other
            for peer in near
            for other in told_facts(peer)
            if alike(fact, other) and exact(other) and amount(other) > amount(fact)
        )
        if any(other.zone.endswith(match[3]) and not re.search("上年|去年", other.zone) for other in larger):
            told = f"{match[1]}各类{match[3]}{mark(fact.label.text)}"
            yield case.text[: fact.start] + told + case.text[fact.label.end :]


def outcome_for_attempt(case: GroundingCase, home: Sequence[GroundingCase]) -> Iterator[str]:
    """S7: what was tried is told as what came of it, or the other way: 受理156宗→成功调解156宗."""
    for tried, done, attempt, outcome in attempt_and_outcome(case):
        if not tried.ends:
            continue
        rest = case.text[tried.closed :]
        head = case.text[: tried.start]
        if outcome not in tried.zone:
            zone = tried.zone.replace(attempt, outcome, 1)
            yield head + zone + mark(tried.label.text) + rest
        if not prints([case], done.label.text) or exact(done):
            yield head + tried.zone + mark(done.label.text) + rest
