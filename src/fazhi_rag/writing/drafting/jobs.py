"""What one draft needs, gathered once: last year's report, this year's facts, sources, policies, examples."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fazhi_rag.errors import ModelError, UnknownScope
from fazhi_rag.knowledge import DocumentRecord, KnowledgeBase
from fazhi_rag.types import Citation, Document, DocumentKind, Identity, Place, Source, Span
from fazhi_rag.writing.asking.scope import describe_holdings
from fazhi_rag.writing.drafting.exemplars import masked_exemplars
from fazhi_rag.writing.drafting.facts import Fact, load_facts
from fazhi_rag.writing.drafting.plausible import check_facts
from fazhi_rag.writing.drafting.policies import Basis, policies_in_force
from fazhi_rag.writing.drafting.protocol import Brief, write_section
from fazhi_rag.writing.drafting.roll_forward import mask_figures, roll_forward
from fazhi_rag.writing.drafting.settling import Grounds, Passage
from fazhi_rag.writing.drafting.style import full_width
from fazhi_rag.writing.model import Model

FactsInput = str | Path | Iterable[Mapping[str, Any]]
_HEADING = re.compile(
    r"(?P<number>[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[）)])[^。\n]{1,60}(?:。|(?=\n))"
)
"""A numbered heading on a line of its own, or run in and ended by 。"""
_SHORTEST = 150
"""Characters asked for where last year's report has no such section."""


@dataclass(frozen=True, slots=True)
class Job:
    """A township's next report: what it continues and what it may rest on."""

    kb: KnowledgeBase
    document: Document
    """The last report held."""
    record: DocumentRecord
    year: int
    facts: tuple[Fact, ...]
    bases: tuple[Basis, ...]
    notes: tuple[str, ...]

    @property
    def who(self) -> Identity:
        """The township."""
        return self.record.identity

    @property
    def last(self) -> int:
        """The year of the last report."""
        return self.who.year or self.year - 1

    @property
    def grounds(self) -> Grounds:
        """Facts of the year, last year's report, the policies' titles, the year planned for."""
        who = (self.who.township, self.who.county)
        stated = "\n".join(fact.sentence for fact in self.facts if fact.figure)
        sources = [
            Source(stated, *who, self.year, "本年事实"),
            Source(self.document.text, *who, self.last, self.document.name),
        ]
        if self.bases:
            cited = "\n".join(basis.cited for basis in self.bases)
            sources.append(Source(cited, *who, self.year, "现行依据名称"))
        sources.append(Source(f"{self.year + 1}年工作安排。", *who, self.year, "年度"))
        facts = {fact.id: fact for fact in self.facts}
        return Grounds(self.who, self.year, tuple(source for source in sources if source.text), facts)


@dataclass(frozen=True, slots=True)
class Part:
    """One section to write."""

    topic: str
    """Id; empty for a part that has none."""
    name: str
    span: Span
    """Last year's text of it, in the last report; empty where there is none."""
    facts: tuple[Fact, ...]


def open_job(kb: KnowledgeBase, *, township: str, year: int, facts: FactsInput) -> Job:
    """Gather what a draft of `township`'s report for `year` needs.

    Raises:
        UnknownScope: no report of that township before `year`.
        FactsError: the facts sheet cannot be read, or cannot be right.

    """
    record = _last_report(kb, township, year)
    loaded = load_facts(facts)
    last = record.identity.year or year - 1
    notes = list(check_facts(loaded))
    if last != year - 1:
        notes.append(f"上一份报告是{last}年度的，中间缺{last + 1}至{year - 1}年度。")
    return Job(kb, kb.load(record.name), record, year, loaded, policies_in_force(kb, year), tuple(notes))


def write_part(part: Part, job: Job, model: Model | None) -> tuple[Passage, tuple[str, ...]]:
    """Write one section, by the model where there is one; return it unsettled, with what to tell the clerk.

    Where the model fails, last year's section is rolled forward instead, and the note says why. Nothing that
    was written before is lost.
    """
    text = part.span.of(job.document.text).strip()
    notes: list[str] = []
    if not text:
        notes.append(f"上年报告没有“{part.name}”部分，草稿只由本年事实组成。")
    if model is not None and (text or part.facts):
        try:
            written = write_section(brief_of(part, job, text), job.grounds, model)
        except ModelError as error:
            notes.append(f"“{part.name}”由上年文本改写，未用模型：{error}")
        else:
            if written.violations:
                notes.append(
                    f"“{part.name}”有{len(written.violations)}处在{written.rounds}轮修改后仍未通过核对，"
                    "已留空待核。"
                )
            return _headed(written.passage, text, job), tuple(notes)
    rolled = roll_forward(text, part.facts, last=job.last, year=job.year).text
    return Passage(full_width(rolled)), tuple(notes)


def _headed(passage: Passage, text: str, job: Job) -> Passage:
    """Put last year's heading, rolled forward, before a section that a model wrote without its number."""
    numbered = _HEADING.match(text)
    if numbered is None or passage.text.lstrip().startswith(numbered["number"]):
        return passage
    heading = full_width(roll_forward(numbered.group(), (), last=job.last, year=job.year).text)
    return passage.edit([(Span(0, 0), heading if heading.endswith("。") else f"{heading}\n")])


def brief_of(part: Part, job: Job, text: str) -> Brief:
    """Tell a model about a section: its facts, last year's `text` and examples, both masked."""
    return Brief(
        topic=part.name,
        facts=part.facts,
        last_year=mask_figures(text),
        exemplars=masked_exemplars(part.topic, part.name, job.kb, besides=job.who) if part.topic else (),
        policies=job.bases,
        length=max(len(text), _SHORTEST),
    )


def evidence_of(job: Job, span: Span, used: Sequence[Fact], topic: str) -> tuple[Citation, ...]:
    """List what a draft rests on: last year's text it continues, then each fact used."""
    who = job.who
    own = Place(job.document.name, who.township, who.county, who.year, topic, span)
    facts = (Place(fact.place, who.township, who.county, job.year, fact.indicator) for fact in used)
    texts = [span.of(job.document.text).strip(), *(fact.sentence for fact in used)]
    return tuple(
        Citation(key, text, place)
        for key, (text, place) in enumerate(zip(texts, [own, *facts], strict=True), 1)
        if text
    )


def _last_report(kb: KnowledgeBase, township: str, year: int) -> DocumentRecord:
    """The township's latest report before `year`."""
    reports = kb.documents(kind=DocumentKind.ANNUAL_REPORT)
    own = kb.documents(kind=DocumentKind.ANNUAL_REPORT, township=township)
    if len({record.identity.county for record in own}) > 1:
        raise UnknownScope(
            f"{township} is in several counties here; name the county: {describe_holdings(own)}"
        )
    before = [record for record in own if record.identity.year and record.identity.year < year]
    if not before:
        raise UnknownScope(
            f"no report of {township} before {year} is held; held: {describe_holdings(own or reports)}"
        )
    return max(before, key=lambda record: record.identity.year or 0)
