"""Draft a section or a whole report for a township's next year. What is served is what was verified."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fazhi_rag.errors import UnknownScope
from fazhi_rag.grounding import verify
from fazhi_rag.knowledge import DocumentRecord, KnowledgeBase
from fazhi_rag.reading import find_topic
from fazhi_rag.rendering import Page, render_docx, render_html, render_markdown
from fazhi_rag.types import (
    Citation,
    Document,
    DocumentKind,
    Finding,
    Identity,
    Place,
    Section,
    Source,
    Span,
    Value,
)
from fazhi_rag.writing.asking.scope import describe_holdings
from fazhi_rag.writing.drafting.facts import Fact, load_facts
from fazhi_rag.writing.drafting.roll_forward import (
    Blank,
    find_blanks,
    mask_blanks,
    mask_figures,
    roll_forward,
)
from fazhi_rag.writing.model import open_model, prompt_budget
from fazhi_rag.writing.prompts import fill_prompt
from fazhi_rag.writing.tokens import take_within

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

FactsInput = str | Path | Iterable[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Draft(Value):
    """A draft with the verdict on each of its numbers. Cannot exist without them.

    `evidence` lists what its figures rest on: the facts used, and last year's text it was rolled from.
    """

    title: str
    text: str
    findings: tuple[Finding, ...]
    blanks: tuple[Blank, ...]
    evidence: tuple[Citation, ...]
    unused: tuple[str, ...] = ()
    """Facts of the sheet that do not stand in the draft, as sentences."""
    notes: tuple[str, ...] = ()
    model: str | None = None

    def to_markdown(self) -> str:
        """Return the draft with its findings table, as Markdown."""
        return render_markdown(self._page())

    def to_html(self) -> str:
        """Return the draft as one self-contained HTML page."""
        return render_html(self._page())

    def to_docx(self, path: str | Path) -> None:
        """Write the draft as a Word file."""
        render_docx(self._page(), Path(path))

    def _page(self) -> Page:
        spans = tuple(blank.span for blank in self.blanks)
        return Page(self.title, self.text, self.findings, self.evidence, blanks=spans, notes=self.notes)


def draft_section(
    topic: str,
    *,
    kb: KnowledgeBase,
    township: str,
    year: int,
    facts: FactsInput = (),
    model: str | BaseChatModel | None = None,
) -> Draft:
    """Draft the section on `topic` (id or Chinese name) of a township's report for `year`.

    Without a model the township's own last section is rolled forward with this year's facts. With one, it
    writes from the same facts and the same text with its figures masked; its numbers pass the same check.

    Raises:
        UnknownScope: no such topic, no report of that township before `year`.
        FactsError: the facts sheet cannot be read.
        ModelError: the model failed.

    """
    found = find_topic(topic)
    record = _last_report(kb, township, year)
    document = kb.load(record.name)
    wanted = [fact for fact in load_facts(facts) if fact.topic in ("", found.id, found.name)]
    section = _section_on(document, found.id)
    title = f"{record.identity.township}{year}年度法治政府建设年度报告·{found.name}（草稿）"
    span = section.span if section else Span(0, 0)
    return _draft(title, _Job(document, record, span, found.name, wanted, year), model)


def draft_report(
    *,
    kb: KnowledgeBase,
    township: str,
    year: int,
    facts: FactsInput = (),
    model: str | BaseChatModel | None = None,
) -> Draft:
    """Draft a township's whole report for `year` from its last one and this year's facts.

    Raises: as `draft_section`.
    """
    record = _last_report(kb, township, year)
    document = kb.load(record.name)
    title = f"{record.identity.township}{year}年度法治政府建设年度报告（草稿）"
    job = _Job(document, record, Span(0, len(document.text)), "全文", list(load_facts(facts)), year)
    return _draft(title, job, model)


@dataclass(frozen=True, slots=True)
class _Job:
    document: Document
    record: DocumentRecord
    span: Span
    topic: str
    facts: Sequence[Fact]
    year: int

    @property
    def identity(self) -> Identity:
        return self.record.identity

    @property
    def last(self) -> int:
        return self.identity.year or self.year - 1

    @property
    def text(self) -> str:
        return self.span.of(self.document.text).strip()

    def sources(self) -> list[Source]:
        who = (self.identity.township, self.identity.county)
        stated = "\n".join(fact.sentence for fact in self.facts if fact.figure)
        return [
            Source(stated, *who, self.year, "本年事实"),
            Source(self.document.text, *who, self.last, self.document.name),
        ]


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


def _section_on(document: Document, topic: str) -> Section | None:
    """The section that is mainly about `topic`: best topic first, then the highest level."""
    holding = [section for section in document.sections if topic in section.topics]
    return min(holding, key=lambda s: (s.topics.index(topic), s.level == 1, s.level, s.index), default=None)


def _draft(title: str, job: _Job, model: str | BaseChatModel | None) -> Draft:
    if model is None:
        written = roll_forward(job.text, job.facts, last=job.last, year=job.year).text
    else:
        written = _write(job, model)
    text, findings = settle(written, job.sources(), job.identity, job.year)
    used = [fact for fact in job.facts if fact.figure and fact.figure in text]
    notes = (
        []
        if job.last == job.year - 1
        else [f"上一份报告是{job.last}年度的，中间缺{job.last + 1}至{job.year - 1}年度。"]
    )
    if not job.text:
        notes.append(f"上年报告没有“{job.topic}”部分，草稿只由本年事实组成。")
    return Draft(
        title=title,
        text=text,
        findings=findings,
        blanks=find_blanks(text),
        evidence=_evidence(job, used),
        unused=tuple(fact.sentence for fact in job.facts if fact.figure and fact not in used),
        notes=tuple(notes),
        model=None if model is None else str(getattr(model, "model_name", model)),
    )


def _write(job: _Job, model: str | BaseChatModel) -> str:
    facts = "\n".join(f"- {fact.indicator}：{fact.figure or '（未提供，写【待补】）'}" for fact in job.facts)
    return open_model(model)(
        fill_prompt(
            "draft_section",
            township=job.identity.township or "",
            year=str(job.year),
            topic=job.topic,
            facts=facts or "（无）",
            last_year="\n".join(take_within(mask_figures(job.text).splitlines(), prompt_budget())),
        )
    )


def settle(text: str, sources: Sequence[Source], who: Identity, year: int) -> tuple[str, tuple[Finding, ...]]:
    """Blank every number that does not verify, and return the text with the findings on what is left.

    Blanking can change how its neighbours read, so it repeats until all that is left is ok.
    """
    while True:
        checked = verify(mask_blanks(text), sources, township=who.township, county=who.county, year=year)
        wrong = [finding.span for finding in checked.findings if not finding.ok]
        if not wrong:
            return text, checked.findings
        for span in sorted(wrong, reverse=True):
            text = f"{text[: span.start]}【待核：{span.of(text).translate(_BRACKETS)}】{text[span.end :]}"


_BRACKETS = str.maketrans("【】", "〔〕")


def _evidence(job: _Job, used: Sequence[Fact]) -> tuple[Citation, ...]:
    who = job.identity
    own = Place(job.document.name, who.township, who.county, who.year, job.topic, job.span)
    facts = (Place(fact.place, who.township, who.county, job.year, fact.indicator) for fact in used)
    texts = [job.text, *(fact.sentence for fact in used)]
    return tuple(
        Citation(key, text, place)
        for key, (text, place) in enumerate(zip(texts, [own, *facts], strict=True), 1)
        if text
    )
