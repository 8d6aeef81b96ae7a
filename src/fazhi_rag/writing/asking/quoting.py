"""Answers that quote reports: one report, several side by side, years in a row, who mentions what."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from fazhi_rag.grounding import find_conflicts, find_foreign_words, verify
from fazhi_rag.knowledge import DocumentRecord, KnowledgeBase
from fazhi_rag.reading import load_topics
from fazhi_rag.types import Abstention, Document, Source, Status
from fazhi_rag.writing.asking.arithmetic import compute_rate
from fazhi_rag.writing.asking.candidates import Candidate, list_candidates
from fazhi_rag.writing.asking.composing import (
    Line,
    Quoter,
    Reply,
    abstain,
    count_in_words,
    name_report,
    name_reports,
)
from fazhi_rag.writing.asking.content import MARK, name_words
from fazhi_rag.writing.asking.matching import Matcher, own_words
from fazhi_rag.writing.asking.plan import Intent, Plan, ask_apart
from fazhi_rag.writing.asking.selection import select
from fazhi_rag.writing.asking.zeros import denied

_SINGLE = 420
"""Characters quoted for one report: what a person reads in half a minute."""
_SEVERAL = 1500
"""Characters quoted in all where several reports are set side by side."""
_NAMES = re.compile("[/与]")
_TELLING = 12
"""Characters of a sentence that says something of a topic; a shorter one is a heading."""
_MOST_REPORTS = 40
_REFUTED = (Status.CONTRADICTED, Status.MISATTRIBUTED, Status.WRONG_UNIT)


def answer_single(plan: Plan, kb: KnowledgeBase) -> Reply:
    """Quote what the report says; where the scope holds several years, the latest that says something."""
    records = sorted(plan.scope.records, key=lambda r: -(r.identity.year or 0))
    for record in records[:_MOST_REPORTS]:
        report = _Report.load(kb, record)
        parts = ask_apart(plan)
        told = [report.choose(part, budget=_SINGLE // len(parts)) for part in parts]
        told = _shared_first(told)
        if chosen := sorted({c.span: c for found in told for c in found}.values(), key=lambda c: c.span):
            untold = [part.focus for part, found in zip(parts, told, strict=True) if not found]
            return _quote_one(plan, report, chosen, untold)
    names = "、".join(map(name_report, records[:_MOST_REPORTS]))
    return abstain(Abstention.NOT_MENTIONED, f"已查{names}的报告，未提及所问内容。")


def answer_compare(plan: Plan, kb: KnowledgeBase) -> Reply:
    """Quote each report in scope under its own name; 未提及 where it says nothing."""
    records = _near(plan, kb)
    quoter, lines, silent = Quoter(plan.scope.records), list[Line](), list[DocumentRecord]()
    for record in records:
        chosen = _Report.load(kb, record).choose(plan, budget=_SEVERAL // len(records))
        if chosen:
            lines += [Line(f"【{name_report(record)}】"), *quoter.lines(chosen)]
        else:
            silent.append(record)
    if not lines:
        return abstain(Abstention.NOT_MENTIONED, f"已查{name_reports(silent)}的报告，均未提及所问内容。")
    if plan.intent is Intent.COUNT:
        told = [r.identity for r in records if r not in silent]
        townships = count_in_words(len({(who.county, who.township) for who in told}))
        lines.insert(0, Line(f"写到所问内容的有{townships}个乡镇（{count_in_words(len(told))}份报告）。"))
    if silent:
        lines.append(Line(f"未提及：{name_reports(silent)}。"))
    if len({r.identity.year for r in records if r not in silent}) > 1:
        lines.append(Line("以上报告年度不同，数字口径可能不同，不宜直接相减或排名。"))
    lines += map(Line, plan.scope.notes)
    return Reply(tuple(lines), quoter.citations)


def answer_mentions(plan: Plan, kb: KnowledgeBase) -> Reply:
    """List the reports that hold the quoted term, each with its first sentence, and those that do not."""
    terms = plan.quoted or name_words(plan.focus) or (plan.focus,)
    topic = _topic_named(terms)
    quoter, lines, without = Quoter(plan.scope.records), list[Line](), list[str]()
    for record in sorted(plan.scope.records, key=lambda r: r.name):
        found = _Report.load(kb, record).holding(terms, None if plan.quoted else topic)
        if found:
            lines += [Line(f"【{name_report(record)}】"), *quoter.lines(found[:1])]
        else:
            without.append(name_report(record))
    if not lines:
        message = f"已查{'、'.join(without)}的报告，均未见“{'”“'.join(terms)}”。"
        return abstain(Abstention.NOT_MENTIONED, message)
    held = len(plan.scope.records) - len(without)
    lines.insert(0, Line(f"写到“{'”“'.join(terms)}”的有{count_in_words(held)}份报告："))
    if without:
        lines.append(Line(f"未见该词：{'、'.join(without)}。"))
    return Reply(tuple(lines), quoter.citations)


def answer_copying(plan: Plan, kb: KnowledgeBase) -> Reply:
    """Point out words of another kind of unit; whether it was copied is not for a program to say."""
    quoter, lines = Quoter(plan.scope.records), list[Line]()
    for record in plan.scope.records:
        report = _Report.load(kb, record)
        for word, span in find_foreign_words(report.document.text, record.identity.township):
            hint = f"{name_report(record)}的报告出现“{word}”，与{record.identity.township}的建制不符，"
            lines.append(Line(f"{hint}疑似沿用其他文本，请核实："))
            lines += quoter.lines([c for c in report.sentences if c.span.contains(span)])
    if not lines:
        message = "没有发现与本单位建制不符的用语；是否借用他处文字，程序不能断定。"
        return abstain(Abstention.NOT_MENTIONED, message)
    return Reply((*lines, Line("以上仅为提示，不能据此断言抄袭。")), quoter.citations)


def answer_conflicts(plan: Plan, kb: KnowledgeBase) -> Reply:
    """List what fights inside each report, both places quoted, beside what the question is about."""
    quoter, lines = Quoter(plan.scope.records), list[Line]()
    for record in plan.scope.records:
        report = _Report.load(kb, record)
        asked = report.choose(plan, budget=_SINGLE) if Matcher(plan.focus, []).segments else []
        found = _conflicts(report, [], quoter)
        if asked or found:
            lines += [Line(f"【{name_report(record)}】"), *quoter.lines(asked), *found]
    if not any(line.record for line in lines):
        return abstain(Abstention.NOT_MENTIONED, "没有发现报告内互相矛盾的数字。")
    return Reply(tuple(lines), quoter.citations)


def _topic_named(terms: Sequence[str]) -> str | None:
    """The topic that the terms name, in part (特色和荣誉) or with words between (履职事项清单)."""
    said = "".join(terms)
    for topic in load_topics():
        names = [name for name in _NAMES.split(topic.name) if len(name) > 2]
        if all(term in topic.name for term in terms) or any(set(name) <= set(said) for name in names):
            return topic.id
    return None


@dataclass(frozen=True, slots=True)
class _Report:
    """A report with its sentences."""

    record: DocumentRecord
    document: Document
    sentences: list[Candidate]

    @classmethod
    def load(cls, kb: KnowledgeBase, record: DocumentRecord) -> _Report:
        document = kb.load(record.name)
        return cls(record, document, list_candidates(document, record))

    def holding(self, terms: Sequence[str], topic: str | None) -> list[Candidate]:
        """The sentences that hold all the terms; for a topic's own name, those of its sections too."""
        found = [c for c in self.sentences if all(term in c.text for term in terms)]
        own = tuple(map(own_words, terms)) if not found else ()
        if own and all(own):
            found = [c for c in self.sentences if all(term in own_words(c.text) for term in own)]
        if found or not topic:
            return found
        on_topic = [c for c in self.sentences if topic in c.topics and len(c.text) >= _TELLING]
        return on_topic or [
            c for c in self.sentences if any(term in f"{c.heading}{c.text}" for term in terms)
        ]

    def choose(self, plan: Plan, *, budget: int) -> list[Candidate]:
        return select(plan, self.matcher(plan), self.sentences, budget=budget)

    def matcher(self, plan: Plan) -> Matcher:
        """What scores the report's sentences against the question."""
        return Matcher(plan.focus, [c.text for c in self.sentences])


def _near(plan: Plan, kb: KnowledgeBase) -> list[DocumentRecord]:
    """The reports to set side by side: all in scope, or those the search ranks first where they are many."""
    records = {record.name: record for record in plan.scope.records}
    if len(records) > _MOST_REPORTS:
        names = dict.fromkeys(hit.document for hit in kb.search(plan.focus, k=_MOST_REPORTS * 3))
        records = {name: records[name] for name in names if name in records}
    return sorted(records.values(), key=lambda r: (r.identity.township or "", r.identity.year or 0))[
        :_MOST_REPORTS
    ]


def _shared_first(told: Sequence[list[Candidate]]) -> list[list[Candidate]]:
    """Of the sentences that answer one part of a question, those that answer another too, where any does."""
    times = Counter(c.span for found in told for c in found)
    return [[c for c in found if times[c.span] > 1] or found for found in told]


def _quote_one(plan: Plan, report: _Report, chosen: Sequence[Candidate], untold: Sequence[str] = ()) -> Reply:
    quoter = Quoter(plan.scope.records)
    lines = [Line(f"{name_report(report.record)}："), *quoter.lines(chosen)]
    if plan.intent is Intent.FIGURE and (computed := compute_rate(plan.question, chosen)):
        lines.append(computed)
    lines += _told_none(plan, report, chosen)
    lines += _corrected(plan, report)
    lines += _conflicts(report, chosen, quoter)
    lines += [Line(f"未提及：{focus.replace(MARK, '').strip('，、 ').split('，')[-1]}。") for focus in untold]
    lines += map(Line, plan.scope.notes)
    return Reply(tuple(lines), quoter.citations)


def _told_none(plan: Plan, report: _Report, chosen: Sequence[Candidate]) -> list[Line]:
    """Say that the report denies what is asked, which is not silence; and that a stated amount is wrong."""
    if not (plan.amounts or plan.stated or plan.whether):
        return []
    matcher = report.matcher(plan)
    for one in chosen:
        if clause := denied(matcher, one.text):
            said = clause.of(one.text)
            wrong = [f"问题中的“{text}”与报告不符：" for text in plan.stated[:1]]
            return [Line(f"{''.join(wrong)}报告写明“{said}”，即没有，不是未提及。")]
    return []


def _corrected(plan: Plan, report: _Report) -> list[Line]:
    """What the question takes for granted and the report contradicts."""
    who = report.record.identity
    source = Source(report.document.text, who.township, who.county, who.year, report.document.name)
    checked = verify(plan.question, [source], township=who.township, county=who.county, year=who.year)
    wrong = [f.text for f in checked.findings if f.status in _REFUTED]
    return [Line(f"问题中的“{'”“'.join(wrong)}”与报告不符，以原文为准。")] if wrong else []


def _conflicts(report: _Report, chosen: Sequence[Candidate], quoter: Quoter) -> list[Line]:
    """The other places of each contradiction the quoted sentences are part of; all where none are given."""
    lines: list[Line] = []
    quoted = [c.span for c in chosen]
    for conflict in find_conflicts(report.document.text):
        spans = [place.span for place in conflict.places]
        holding = [c for c in report.sentences if any(c.span.contains(span) for span in spans)]
        if not chosen or any(c.span in quoted for c in holding):
            others = [c for c in holding if c.span not in quoted]
            lines += [Line(f"注意：{conflict.message}，请核实。"), *quoter.lines(others)]
            quoted += [c.span for c in others]
    return lines
