"""Rates asked of several reports, where one gives only the parts: computed, and marked as computed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from fazhi_rag.knowledge import DocumentRecord, KnowledgeBase
from fazhi_rag.types import AnswerRow
from fazhi_rag.writing.asking.arithmetic import compute_rate
from fazhi_rag.writing.asking.candidates import Candidate, list_candidates
from fazhi_rag.writing.asking.composing import Line, Quoter, name_report
from fazhi_rag.writing.asking.matching import Matcher
from fazhi_rag.writing.asking.plan import Plan
from fazhi_rag.writing.asking.selection import select

_MOST_READ = 20
"""Reports without the rate itself that are read for its parts."""
_QUOTED = 200
"""Characters quoted for one report's parts."""


@dataclass(frozen=True, slots=True)
class PartsGiven:
    """A report that gives the parts of a rate: the sentences, and the rate computed from them."""

    record: DocumentRecord
    sentences: tuple[Candidate, ...]
    computed: Line

    def lines(self, quoter: Quoter) -> list[Line]:
        """Quote the sentences under the report's name, with the rate behind them."""
        return [Line(f"【{name_report(self.record)}】"), *quoter.lines(self.sentences), self.computed]

    def row(self, quoter: Quoter) -> AnswerRow:
        """Its row in the table of figures, marked as computed."""
        who, rate = self.record.identity, self.computed.findings[0]
        key = (
            quoter.cite(self.sentences[0].text, self.sentences[0].place) if len(self.sentences) == 1 else None
        )
        value = rate.value if isinstance(rate.value, Decimal) else None
        return AnswerRow(who.township, who.county, who.year, f"{rate.text}（计算所得）", value, "%", key=key)


def find_parts(plan: Plan, kb: KnowledgeBase, records: Iterable[DocumentRecord]) -> Iterator[PartsGiven]:
    """Yield the reports that give the two parts of the rate asked for, in one sentence."""
    for record in list(records)[:_MOST_READ]:
        sentences = list_candidates(kb.load(record.name), record)
        chosen = select(plan, Matcher(plan.focus, [c.text for c in sentences]), sentences, budget=_QUOTED)
        if chosen and (computed := compute_rate(plan.question, chosen)):
            yield PartsGiven(record, tuple(chosen), computed)
