"""Wrong numbers at known places: probes made of labelled texts by program and hand, the same for a seed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace
from random import Random
from typing import Literal

from fazhi_rag.evaluation.edits import Edit, mark, marked_edit
from fazhi_rag.evaluation.operators import CLAIMS, OPERATORS
from fazhi_rag.evaluation.suites import GroundingCase, Half, Label
from fazhi_rag.evaluation.told_facts import INHERITS, STOPS, named
from fazhi_rag.types import FACT_KINDS, Span, Status, Value

SEED = 20240101
Scope = tuple[str | None, str | None, int | None]
"""Township, county, year."""
VARIANTS = {"D1": 3, "D2": 4, "N1": 3, "N2": 3, "Q1": 3}
VARIANTS |= dict.fromkeys(CLAIMS, 2) | {"Z1": 1}
"""How many different edits are drawn from one text where material of that sort is rare; elsewhere one."""
Made = Literal["program", "hand"]

_W, _M, _C = Status.WRONG_PRECISION, Status.MISATTRIBUTED, Status.CONTRADICTED
EXPECTED: dict[str, frozenset[Status]] = {
    "V": frozenset({_C}),
    "U": frozenset({Status.WRONG_UNIT}),
    "S": frozenset({_M}),
    "J": frozenset({Status.WRONG_SCOPE}),
    "Y": frozenset({Status.WRONG_SCOPE, _M}),
    "T": frozenset({_M, Status.WRONG_SCOPE}),
    "A": frozenset({_W}),
    "R": frozenset({_M}),
    "C": frozenset({_C}),
    "D": frozenset({_C}),
    "N": frozenset({_C, Status.UNSUPPORTED, _M}),
    "Z": frozenset({Status.UNSUPPORTED, _C}),
    "Q": frozenset({_W, Status.UNSUPPORTED}),
    "X": frozenset({Status.UNSUPPORTED}),
}
"""The verdicts that name an error rightly, by class of operator; any other that is not ok catches it too."""


@dataclass(frozen=True, slots=True)
class Probe(Value):
    """A text to verify. With `wrong`, the number there is false; without, everything in it is true."""

    id: str
    case: str
    half: Half
    label: str
    """The operator (V1), or the rewrite (merged)."""
    text: str
    wrong: Span | None
    township: str | None
    county: str | None
    year: int | None
    single: bool = False
    """Whether the number at `wrong` is the only false one."""
    made: Made = "program"
    """By whom the text was altered."""


_DANGLING = re.compile(f"^(?:{INHERITS.pattern})|他们|该|上述|要求其|前者")
"""A clause that does not say for itself what it is about."""
_FILLED = re.compile("全年|累计|共|年内|[上下]半年|每(?:月|季度|周|日|年)|20..年")
_BESIDE = frozenset({"C1", "C2", "C3", "C4", "S5"})
"""Operators whose wrong number is wrong beside another one: its clause alone says nothing."""
_SEVERAL = frozenset({"S1", "S2", "S3", "S4", "S5", "S7", "T1", "R1", "R2", "R3", "Y2"})
"""Operators that may make further numbers of the text wrong."""


def perturb(case: GroundingCase, *, peers: Sequence[GroundingCase], seed: int = SEED) -> tuple[Probe, ...]:
    """Return every probe with a wrong number that can be made of a case.

    `peers` are all cases of the same origin, both halves: a number that stands elsewhere in the same
    township's report is not injected (it could be true), and other townships and years are where J1 and Y1
    move a text to. The same seed gives the same probes.
    """
    probes = [_by_hand(case, i) for i in range(len(case.altered))]
    home = [peer for peer in peers if scope_of(peer) == scope_of(case)]
    printed = {label.text for peer in home for label in peer.mentions}
    for op in (*OPERATORS, *CLAIMS):
        draw = _draw(seed, case.id, op)
        edits = _edits(case, op, draw, printed) if op in OPERATORS else _claims(case, op, draw, home)
        probes += [_probe(case, op, edit, str(i)) for i, edit in enumerate(edits)]
        alone = [one for edit in edits if (one := _alone(case, op, edit)) is not None]
        probes += [_probe(case, op, edit, f"alone{i}") for i, edit in enumerate(alone[:1])]
    probes += _moved(case, peers, _draw(seed, case.id, "JY"))
    by_text = {(probe.text, probe.township, probe.year): probe for probe in reversed(probes)}
    return tuple(by_text.values())[::-1]


def scope_of(case: GroundingCase) -> Scope:
    """Return whose text a case is: township, county, year."""
    return case.township, case.county, case.year


def _draw(seed: int, *names: str) -> Random:
    digest = hashlib.sha256(":".join((str(seed), *names)).encode()).digest()
    return Random(int.from_bytes(digest[:8]))  # noqa: S311 - a reproducible draw, not a secret


def _edits(case: GroundingCase, op: str, draw: Random, printed: Set[str]) -> list[Edit]:
    """Draw edits of numbers, none of which puts a number that the report itself prints somewhere."""
    labels = list(case.mentions)
    draw.shuffle(labels)
    wanted, edits = VARIANTS.get(op, 1), list[Edit]()
    for label in labels * wanted:
        edit = OPERATORS[op](case, label, draw)
        if edit is not None and edit not in edits and edit.new not in printed:
            edits.append(edit)
        if len(edits) == wanted:
            break
    return edits


def _claims(case: GroundingCase, op: str, draw: Random, home: Sequence[GroundingCase]) -> list[Edit]:
    told = sorted(set(CLAIMS[op](case, home)))
    drawn = draw.sample(told, min(VARIANTS[op], len(told)))
    return [edit for text in drawn if (edit := marked_edit(case, text)) is not None]


def _alone(case: GroundingCase, op: str, edit: Edit) -> Edit | None:
    """Tell the clause of the wrong number as a sentence of its own, the township named.

    None where what makes it wrong, or what it counts, stands in another clause.
    """
    text = edit.apply(case.text)
    start = max((i + 1 for i in range(edit.wrong.start) if text[i] in STOPS), default=0)
    end = min((i for i in range(edit.wrong.end, len(text)) if text[i] in STOPS), default=len(text))
    clause = text[start:end]
    lead = edit.wrong.start - start
    told_there = case.township is not None and op not in _BESIDE and clause not in case.text
    if not told_there or _DANGLING.search(clause) or (len(_FILLED.sub("", clause[:lead])) < 4 and op != "Z1"):
        return None
    told = named(
        case,
        f"{clause[:lead]}{mark(clause[lead : lead + len(edit.wrong)])}{clause[lead + len(edit.wrong) :]}",
    )
    return marked_edit(case, told + "。")


def _probe(case: GroundingCase, op: str, edit: Edit, index: str) -> Probe:
    return Probe(
        f"{case.id}-{op}-{index}", case.id, case.half, op, edit.apply(case.text), edit.wrong, *scope_of(case),
        single=op not in _SEVERAL,
    )  # fmt: skip


def _by_hand(case: GroundingCase, index: int) -> Probe:
    altered = case.altered[index]
    name = f"{case.id}-{altered.op}-hand{index}"
    span = Span(altered.start, altered.end)
    return Probe(name, case.id, case.half, altered.op, altered.text, span, *scope_of(case), made="hand")


def _moved(case: GroundingCase, peers: Sequence[GroundingCase], draw: Random) -> Iterator[Probe]:
    """J1: the text is told of another township. Y1: it is told of another year of the same township."""
    if case.township is None or case.year is None:
        return
    facts = [label for label in case.mentions if label.kind in FACT_KINDS and label.text[-1] not in "级大"]
    others = sorted({scope_of(p) for p in peers if p.township not in (None, case.township)}, key=str)
    if facts and others:
        township, county, year = draw.choice(others)
        moved = _told_of(case, draw.choice(facts), f"{township}")
        if not _claimed(moved, (township, county, year), peers):
            yield replace(moved, township=township, county=county, year=year)
    years = {p.year for p in peers if p.township == case.township and p.year not in (None, case.year)}
    if facts:
        year = draw.choice(sorted(y for y in years if y) or [case.year + 1])
        moved = _told_in(case, draw.choice(facts), year)
        if not _claimed(moved, (case.township, case.county, year), peers):
            yield replace(moved, year=year)


def _told_of(case: GroundingCase, label: Label, township: str) -> Probe:
    """Say who is meant: in the place of the township's name, or in front of the text."""
    own = case.township or ""
    if own in case.text:
        head = case.text[: label.start]
        shift = head.count(own) * (len(township) - len(own))
        text = case.text.replace(own, township)
    else:
        shift, text = len(township) + 1, f"{township}：{case.text}"
    wrong = Span(label.start + shift, label.end + shift)
    return Probe(f"{case.id}-J1", case.id, case.half, "J1", text, wrong, *scope_of(case))


def _told_in(case: GroundingCase, label: Label, year: int) -> Probe:
    """Say which year is meant: the years that stand in the text move along, or one is put in front."""
    text, lead = case.text, f"{year}年，"
    for match in re.finditer(r"\d{4}(?=年)", case.text):
        text = text[: match.start()] + str(int(match[0]) + year - (case.year or year)) + text[match.end() :]
        lead = ""
    wrong = Span(label.start + len(lead), label.end + len(lead))
    return Probe(f"{case.id}-Y1", case.id, case.half, "Y1", lead + text, wrong, *scope_of(case))


def _claimed(probe: Probe, scope: Scope, peers: Sequence[GroundingCase]) -> bool:
    """Whether the place the text was moved to prints the same number itself."""
    assert probe.wrong is not None
    printed = probe.wrong.of(probe.text)
    return any(label.text == printed for peer in peers if scope_of(peer) == scope for label in peer.mentions)
