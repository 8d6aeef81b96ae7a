"""Operators that tell a number of another subject: S1, S3, S4, S6, S7 (S2 and S5 are in wording_operators).

Each yields the text told anew, the wrong number marked. False for certain: the report itself says what the
number counts, or prints another number for what it is now told of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

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
_WIDE = re.compile("各|全(?!年)|的|有关|相关|累计|成功|多|率")
_BEFORE = re.compile("上年|去年|计划|(?<!模)拟")
_LIKELY = Decimal(5)
"""How many times larger another subject's number may be and still be taken for this one's."""
_FILLED = re.compile("全年|累计|共计?|年内")


def _names_its_subject(fact: Told) -> bool:
    """Whether a clause is a fact's own, and says of itself what is counted, for the whole year."""
    lead = fact.case.text[fact.opened : fact.start]
    framed = INHERITS.match(fact.zone) or FRAMES.search(lead + fact.zone)
    follows = lead and not re.search(r"\d", lead)
    listed = fact.case.text[fact.label.end : fact.label.end + 1] == "、"
    words = _FILLED.sub("", fact.zone)
    return (
        fact.alone and fact.ends and is_count(fact) and not (framed or listed or follows) and len(words) >= 5
    )


def other_subject(case: GroundingCase, home: Sequence[GroundingCase]) -> Iterator[str]:
    """S1: a number is told of another subject of the same report, which has a number of its own."""
    if case.township is None:
        return
    facts = tuple(fact for fact in told_facts(case) if exact(fact) and is_count(fact))
    yield from _by_label(case, facts, home)
    page = "\n".join(peer.text for peer in home)
    others = [one for peer in home for one in told_facts(peer) if peer.id != case.id and exact(one)]
    others = [other for other in others if _names_its_subject(other) and page.count(other.zone) == 1]
    for fact in facts:
        for other in others if _names_its_subject(fact) else ():
            if _mistakable(fact, other):
                zone = named(case, other.zone).removeprefix(case.township)
                yield case.text[: fact.start] + zone + mark(fact.label.text) + case.text[fact.closed :]


def _by_label(case: GroundingCase, facts: Sequence[Told], home: Sequence[GroundingCase]) -> Iterator[str]:
    """Tell a fact's number of another one's subject of the same text, in the words of its label.

    Not where both count one thing: new ones and all of them may bear one label.
    """
    subjects = [label.subject for peer in home for label in peer.mentions]
    for fact in facts:
        for other in facts:
            subject = other.label.subject or ""
            plain = len(subject) >= 5 and subjects.count(subject) == 1 and not other.label.role
            one_thing = subject[-2:] == (fact.label.subject or "")[-2:]
            if plain and not one_thing and _mistakable(fact, other) and case.township:
                yield f"{named(case, subject)}{mark(fact.label.text)}。"


def _mistakable(fact: Told, other: Told) -> bool:
    """Whether two facts have other numbers of one size and unit, and other subjects."""
    if not alike(fact, other) or amount(fact) == amount(other) or fact.label.subject == other.label.subject:
        return False
    return 1 / _LIKELY < amount(fact) / amount(other) < _LIKELY


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
        if not (is_count(fact) and fact.own) or _JOINT.search(fact.zone):
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
    return any(actor in case.text and prints([case], fact.label.text) for case in home)


def wider_subject(case: GroundingCase, home: Sequence[GroundingCase]) -> Iterator[str]:
    """S6: the modifier is dropped, the number told of all kinds, of which the report counts more."""
    near = home if case.township else (case,)
    heads = "|".join(sorted(word_tables()["heads"], key=len, reverse=True))
    verbs = "|".join(word_tables()["event_verbs"])
    shape = re.compile(rf"(.*?(?:{verbs})了?)?([\u4e00-\u9fff“”]{{2,9}}?)({heads})")
    counted = [one for peer in near for one in told_facts(peer) if exact(one) and is_count(one)]
    for fact in told_facts(case):
        subject = fact.label.subject or ""
        spoken, labelled = shape.fullmatch(fact.zone), shape.fullmatch(subject)
        if not (fact.ends and is_count(fact)) or _WIDE.search(fact.zone + subject):
            continue
        if spoken and spoken[1] and _counted_more(counted, fact, spoken[3]):
            told = f"{spoken[1]}各类{spoken[3]}{mark(fact.label.text)}"
            yield case.text[: fact.start] + told + case.text[fact.closed :]
        if labelled and re.search(verbs, labelled[2]):
            continue
        if labelled and case.township and _counted_more(counted, fact, labelled[3]):
            verb = labelled[1] or ""
            said = verb if _counted_more(counted, fact, labelled[3], verb=verb) else ""
            yield f"{case.township}{said}各类{labelled[3]}共{mark(fact.label.text)}。"


def _counted_more(counted: Sequence[Told], fact: Told, head: str, *, verb: str = "") -> bool:
    """Whether the report counts more of what is called `head`: then the number is not that of all kinds."""
    larger = (one for one in counted if alike(fact, one) and amount(one) > amount(fact))
    return any(
        words.startswith(verb) and words.endswith(head) and not _BEFORE.search(one.zone)
        for one in larger
        for words in (one.zone, one.label.subject or "")
    )


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
        yield head + tried.zone + mark(done.label.text) + rest
