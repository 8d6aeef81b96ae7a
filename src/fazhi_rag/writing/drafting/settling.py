"""What is served is what was verified: repair what can be repaired, blank the rest, keep the findings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from fazhi_rag.grounding import verify
from fazhi_rag.numbers import find_mentions, sentence_spans
from fazhi_rag.types import FACT_KINDS, Evidence, Finding, Identity, Kind, Source, Span, Status
from fazhi_rag.writing.drafting.facts import Fact
from fazhi_rag.writing.drafting.references import Printed
from fazhi_rag.writing.drafting.roll_forward import MATCH, fact_share, mask_blanks, match_facts

_NAMED_DAY = re.compile(r"(?<![\d·])(?:3·15|4·15|4·26|5·12|6·26|11·9|12·2|12·4)(?![\d·])")
"""Source: the days that 普法 work is built around, from 消费者权益 and 国家安全 to 交通安全 and 宪法."""
_CLAUSE = re.compile("[，；：,;:]")
_BRACKETS = str.maketrans("【】", "〔〕")


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a draft may rest on: whose report, for which year, from which sources and facts."""

    who: Identity
    year: int
    sources: tuple[Source, ...]
    facts: Mapping[str, Fact]


@dataclass(frozen=True, slots=True)
class Passage:
    """A text with the references that were printed into it."""

    text: str
    printed: tuple[Printed, ...] = ()

    def edit(self, edits: Iterable[tuple[Span, str]]) -> Passage:
        """Replace spans (in any order, none overlapping); references that are touched are forgotten."""
        text, printed = self.text, list(self.printed)
        for span, new in sorted(edits, reverse=True):
            text = text[: span.start] + new + text[span.end :]
            by = len(new) - len(span)
            printed = [
                replace(one, span=one.span.shift(by)) if one.span.start >= span.end else one
                for one in printed
                if not one.span.overlaps(span)
            ]
        return Passage(text, tuple(printed))


@dataclass(frozen=True, slots=True)
class Settled:
    """A passage whose every number is ok, with the findings that say so."""

    passage: Passage
    findings: tuple[Finding, ...]

    @property
    def text(self) -> str:
        """The text as served."""
        return self.passage.text


def check(passage: Passage, grounds: Grounds) -> tuple[Finding, ...]:
    """Verify a passage.

    What the library computed itself is derived, with its expression, where its sentence speaks of an operand.
    """
    computed = [one for one in passage.printed if one.expression]
    checked = verify(
        _mask(mask_blanks(passage.text), [*(one.span for one in computed), *_named_days(passage.text)]),
        grounds.sources,
        township=grounds.who.township,
        county=grounds.who.county,
        year=grounds.year,
    )
    derived = [_derived(one, passage.text, grounds) for one in computed]
    return tuple(sorted([*checked.findings, *derived], key=lambda finding: finding.span))


def _named_days(text: str) -> list[Span]:
    """12·4国家宪法日: the name of a day, which tells nothing of the year."""
    return [Span(*match.span()) for match in _NAMED_DAY.finditer(text)]


def repair(passage: Passage, grounds: Grounds) -> tuple[Passage, tuple[Finding, ...]]:
    """Put the fact's figure where a wrong figure stands for it; return the findings on what comes out."""
    findings = check(passage, grounds)
    wrong = {finding.span for finding in findings if not finding.ok and finding.kind in FACT_KINDS}
    if not wrong:
        return passage, findings
    mentions = [m for m in find_mentions(passage.text) if m.kind is not Kind.ENUMERATOR]
    known = [fact for fact in grounds.facts.values() if fact.figure]
    matched = match_facts(passage.text, mentions, known)
    edits = [(mentions[at].span, fact.figure) for at, fact in matched.items() if mentions[at].span in wrong]
    if not edits:
        return passage, findings
    repaired = passage.edit(edits)
    return repaired, check(repaired, grounds)


def settle(passage: Passage, grounds: Grounds) -> Settled:
    """Blank every number that does not verify, and return the passage with the findings on what is left.

    Blanking can change how its neighbours read, so it repeats until all that is left is ok.
    """
    while True:
        findings = check(passage, grounds)
        blanks = [(finding.span, _blank(finding)) for finding in findings if not finding.ok]
        if not blanks:
            return Settled(passage, findings)
        passage = passage.edit(blanks)


def _blank(finding: Finding) -> str:
    """What stands for a number that does not verify. A figure is not shown: it may be another township's."""
    shown = finding.text.translate(_BRACKETS)
    if finding.kind is Kind.YEAR and re.search("(?:19|20)[0-9]{2}", shown):
        return f"【待核：{shown}】"
    if finding.kind is Kind.OTHER and not re.search(r"\d", shown):
        return f"【待核：{shown}】"
    hidden = {Kind.DATE: "日期", Kind.DOC_NUMBER: "文号", Kind.NAMED_TERM: "名称"}.get(finding.kind, "数字")
    return f"【待补：{hidden}（{finding.unit}）】" if finding.unit else f"【待补：{hidden}】"


def _mask(text: str, spans: Sequence[Span]) -> str:
    for span in spans:
        text = text[: span.start] + "＿" * len(span) + text[span.end :]
    return text


def _derived(one: Printed, text: str, grounds: Grounds) -> Finding:
    who = grounds.who
    operands = [grounds.facts[ident] for ident in one.facts]
    whose = (who.township, who.county, grounds.year)
    evidence = tuple(
        Evidence(fact.figure, fact.sentence, Span(0, len(fact.sentence)), fact.place, *whose)
        for fact in operands
    )
    kind = Kind.PERCENT if one.unit == "%" else Kind.MULTIPLE if one.unit == "倍" else Kind.QUANTITY
    printed, unit = one.span.of(text), one.unit or None
    about = _around(one, text)
    named = any(fact_share(fact, about) >= MATCH for fact in operands)
    status = Status.DERIVED if named else Status.UNSUPPORTED
    message = one.expression if named else f"{one.expression}，但句子里没有提到所用的指标"
    return Finding(printed, one.span, kind, one.value, unit, status, evidence, message)


def _around(one: Printed, text: str) -> str:
    """What must speak of an operand: the clause of an amount; the sentence of a rate, with its base."""
    sentence = next((s for s in sentence_spans(text) if s.contains(one.span)), one.span)
    if one.unit in ("%", "倍"):
        return sentence.of(text)
    before = _CLAUSE.split(text[sentence.start : one.span.start])[-1]
    return before + _CLAUSE.split(text[one.span.end : sentence.end], maxsplit=1)[0]
