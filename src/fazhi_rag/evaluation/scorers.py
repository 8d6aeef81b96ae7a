"""Plain functions from an output and its gold to a score. They read no files and call no room below."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from fazhi_rag.evaluation.perturb import EXPECTED, Probe
from fazhi_rag.evaluation.suites import Label, QuestionCase
from fazhi_rag.types import FACT_KINDS, Answer, Approx, Finding, Mention, Number, Value

SAME_UNITS = (
    frozenset("名人位"),
    frozenset({"件", "起", "宗", "例", "个"}),
    frozenset({"场", "次", "场次"}),
    frozenset({"份", "册", "张", "本"}),
    frozenset({"平", "平方米", "㎡"}),
    frozenset({"%", "％", None, ""}),
)
"""Measure words that count as one class when units are scored (as the acceptance script has them)."""
_MARKS = re.compile("[“”‘’《》（）()]")
_POINT = re.compile(r"(?<=\d)\.(?=\d)")
MAX_LENGTH = {"single": 600}
"""Longest answer that still counts, by kind; see `LONGEST` for the others."""
LONGEST = 2000


@dataclass(frozen=True, slots=True)
class KindHit(Value):
    """Whether one gold mention was found with its kind."""

    kind: str
    found: bool


@dataclass(frozen=True, slots=True)
class MentionScore(Value):
    """The score of one text: facts found, false and missed, and what was right about those found."""

    found: int
    false: int
    missed: int
    unit_right: int
    approx_right: int
    head_right: int
    head_wanted: int
    """Facts found whose gold label names a head noun."""
    kinds: tuple[KindHit, ...]
    faults: tuple[str, ...]
    """What went wrong, for people."""


def score_mentions(found: Sequence[Mention], gold: Sequence[Label]) -> MentionScore:
    """Compare the mentions of one text with its gold labels.

    A fact is found when a fact mention overlaps its label and the value agrees; a fact mention that no
    label claims is false, wherever it stands. Mentions on `optional` labels count neither way. Every other
    kind is found when a mention of that kind overlaps its label.
    """
    used: set[int] = set()
    pairs: list[tuple[Label, Mention | None]] = []
    for label in gold:
        near = [i for i, m in enumerate(found) if m.span.overlaps(label.span)]
        if label.optional:
            used.update(near)
            continue
        hit = next((i for i in near if i not in used and _agrees(found[i], label)), None)
        if hit is not None:
            used.add(hit)
        pairs.append((label, None if hit is None else found[hit]))
    false = [m for i, m in enumerate(found) if i not in used and m.is_fact]
    return _tally(pairs, false)


def _agrees(mention: Mention, label: Label) -> bool:
    if label.kind in FACT_KINDS:
        return mention.is_fact and same_value(mention.value, label.value)
    return mention.kind is label.kind


def _tally(pairs: Sequence[tuple[Label, Mention | None]], false: Sequence[Mention]) -> MentionScore:
    facts = [(label, m) for label, m in pairs if label.kind in FACT_KINDS]
    hits = [(label, m) for label, m in facts if m is not None]
    headed = [(label, m) for label, m in hits if label.head]
    return MentionScore(
        found=len(hits),
        false=len(false),
        missed=len(facts) - len(hits),
        unit_right=sum(same_unit(m.unit, label.unit) for label, m in hits),
        approx_right=sum(m.approx is (label.approx or Approx.EXACT) for label, m in hits),
        head_right=sum(same_head(m.head, label.head) for label, m in headed),
        head_wanted=len(headed),
        kinds=tuple(KindHit(label.kind, m is not None and m.kind is label.kind) for label, m in pairs),
        faults=tuple(_faults(pairs, false)),
    )


def _faults(pairs: Sequence[tuple[Label, Mention | None]], false: Sequence[Mention]) -> Iterator[str]:
    yield from (f"漏：{label.text}（{label.kind}）" for label, mention in pairs if mention is None)
    yield from (f"误：{mention.text}（{mention.kind}）" for mention in false)
    for label, mention in pairs:
        if mention is not None and label.kind in FACT_KINDS:
            if not same_unit(mention.unit, label.unit):
                yield f"单位：{label.text} {mention.unit}，应为 {label.unit}"
            if mention.approx is not (label.approx or Approx.EXACT):
                yield f"限定：{label.text} {mention.approx}，应为 {label.approx}"
            if label.head and not same_head(mention.head, label.head):
                yield f"中心词：{label.text} {mention.head}，应为 {label.head}"


def same_unit(one: str | None, other: str | None) -> bool:
    """Whether two measure words are the same or of one class."""
    return one == other or any(one in row and other in row for row in SAME_UNITS)


def same_value(value: Number | str | None, gold: str | tuple[str, str] | None) -> bool:
    """Whether a mention's value is the gold value exactly (120 and 120.0 are one value)."""
    if gold is None or value is None or isinstance(value, str):
        return value == gold
    ends = value if isinstance(value, tuple) else (value,)
    wanted = gold if isinstance(gold, tuple) else (gold,)
    return list(ends) == [Decimal(end) for end in wanted]


def same_head(head: str | None, gold: str | None) -> bool:
    """Whether a head noun is the gold one: equal, or one ends with the other (纠纷, 矛盾纠纷); no marks."""
    one, other = _MARKS.sub("", head or ""), _MARKS.sub("", gold or "")
    return bool(one and other) and (one.endswith(other) or other.endswith(one))


@dataclass(frozen=True, slots=True)
class ProbeScore(Value):
    """What the verifier said of one wrong number."""

    caught: bool
    """A finding that overlaps the wrong number is not ok."""
    seen: bool
    """Some finding overlaps it at all; without one the number was silently passed over."""
    right_status: bool
    """Caught with a verdict that names this kind of error."""
    statuses: tuple[str, ...]
    collateral: int
    """Findings elsewhere that are not ok, though their numbers are true (single edits only)."""
    others: int


def score_probe(probe: Probe, findings: Iterable[Finding]) -> ProbeScore:
    """Score the findings on a probe with a wrong number. Raises: ValueError where it has none."""
    if probe.wrong is None:
        raise ValueError(f"{probe.id} has no wrong number")
    listed = tuple(findings)
    there = [f for f in listed if f.span.overlaps(probe.wrong)]
    bad = [f for f in there if not f.ok]
    others = [f for f in listed if f not in there] if probe.single else []
    return ProbeScore(
        caught=bool(bad),
        seen=bool(there),
        right_status=any(f.status in EXPECTED[probe.label[0]] for f in bad),
        statuses=tuple(str(f.status) for f in there),
        collateral=sum(not f.ok for f in others),
        others=len(others),
    )


def fold(text: str) -> str:
    """Fold width and drop punctuation and white space, all but the point of a decimal."""
    parts = _POINT.split(unicodedata.normalize("NFKC", text))
    return ".".join(
        "".join(char for char in part if not char.isspace() and unicodedata.category(char)[0] != "P")
        for part in parts
    )


@dataclass(frozen=True, slots=True)
class QuestionScore(Value):
    """Whether an answer passes, the share of the evidence in it, and why it failed."""

    passed: bool
    share: float | None
    """None where the question cannot be answered."""
    why: str


def score_answer(case: QuestionCase, answer: Answer) -> QuestionScore:
    """Score an answer.

    Answerable: every evidence string stands in it (three quarters of them where there are more than three),
    it cites, holds no `must_not` string and is no longer than its kind allows. Not answerable: it abstains
    and holds no `must_not` string. Strings are compared folded.
    """
    text = fold(answer.text)
    bad = [s for s in case.must_not if fold(s) and fold(s) in text]
    if bad:
        return QuestionScore(False, None, f"holds {bad}")
    if not case.answerable:
        abstained = answer.status == "abstained"
        return QuestionScore(abstained, None, "" if abstained else "answered")
    missing = [s for s in case.evidence if fold(s) not in text]
    share = 1 - len(missing) / len(case.evidence)
    if answer.status != "answered":
        return QuestionScore(False, share, f"abstained: {answer.reason}")
    if share < (1.0 if len(case.evidence) <= 3 else 0.75):
        return QuestionScore(False, share, f"lacks {missing}")
    if not answer.citations:
        return QuestionScore(False, share, "cites nothing")
    long = len(answer.text) > MAX_LENGTH.get(case.kind, LONGEST)
    return QuestionScore(not long, share, f"{len(answer.text)} characters long" if long else "")
