"""Draft a section or a whole report for a township's next year. What is served is what was verified."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from fazhi_rag.grounding import find_conflicts
from fazhi_rag.knowledge import KnowledgeBase
from fazhi_rag.numbers import render_chinese
from fazhi_rag.reading import find_topic
from fazhi_rag.reviewing.formulas import formula_share
from fazhi_rag.reviewing.wording import first_person
from fazhi_rag.types import Span
from fazhi_rag.writing.drafting.checklist import load_checklist, tick_off
from fazhi_rag.writing.drafting.draft import Draft
from fazhi_rag.writing.drafting.exemplars import section_on
from fazhi_rag.writing.drafting.facts import Fact
from fazhi_rag.writing.drafting.jobs import FactsInput, Job, Part, evidence_of, open_job, write_part
from fazhi_rag.writing.drafting.outline import count_tops, missing_parts, plan_parts, renumbered
from fazhi_rag.writing.drafting.policies import expired_titles, stale_notes
from fazhi_rag.writing.drafting.provenance import Provenance, hash_prompts
from fazhi_rag.writing.drafting.roll_forward import find_blanks
from fazhi_rag.writing.drafting.settling import Passage, settle
from fazhi_rag.writing.model import Model, ModelOptions, open_model

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel


_AT_ONCE = 4
"""Sections that a model writes side by side."""
_MOST_FORMULA = 0.4
"""Share of formula from which a draft says so. A prior: in five published reports it is .1 to .3."""


def draft_section(
    topic: str,
    *,
    kb: KnowledgeBase,
    township: str,
    year: int,
    facts: FactsInput = (),
    model: str | BaseChatModel | None = None,
    options: ModelOptions | None = None,
) -> Draft:
    """Draft the section on `topic` (id or Chinese name) of a township's report for `year`.

    Without a model the township's own last section is rolled forward with this year's facts. With one, it
    writes with references to the same facts, from the same text with its figures masked; no figure is served
    that was not given. Where the model fails, the section is rolled forward and a note says why.

    Raises:
        UnknownScope: no such topic, no report of that township before `year`.
        FactsError: the facts sheet cannot be read, or cannot be right.
        ModelError: no key is set for a named model.

    """
    found = find_topic(topic)
    job = open_job(kb, township=township, year=year, facts=facts)
    wanted = tuple(fact for fact in job.facts if fact.topic in ("", found.id, found.name))
    section = section_on(job.document, found.id)
    part = Part(found.id, found.name, section.span if section else Span(0, 0), wanted)
    door = None if model is None else open_model(model, options)
    passage, notes = write_part(part, job, door)
    title = f"{job.who.township}{year}年度法治政府建设年度报告·{found.name}（草稿）"
    job = replace(job, facts=wanted, notes=(*job.notes, *notes))
    return _finish(title, job, passage, part, door)


def draft_report(
    *,
    kb: KnowledgeBase,
    township: str,
    year: int,
    facts: FactsInput = (),
    checklist: str | Path | Sequence[str] = (),
    model: str | BaseChatModel | None = None,
    options: ModelOptions | None = None,
) -> Draft:
    """Draft a township's whole report for `year` from its last one and this year's facts.

    The parts a report must have stand in it in order; one that last year's report lacks is a heading with a
    blank. `checklist` is the county's 工作要点 (a text file, or items): each is ticked off or not. With a
    model, sections are written side by side; with `options.cache` a stopped run goes on where it was.

    Raises: as `draft_section`.
    """
    job = open_job(kb, township=township, year=year, facts=facts)
    whole = Part("", "全文", Span(0, len(job.document.text)), job.facts)
    door = None if model is None else open_model(model, options)
    passage, notes = _write_parts(job, door)
    title = f"{job.who.township}{year}年度法治政府建设年度报告（草稿）"
    draft = _finish(title, replace(job, notes=(*job.notes, *notes)), passage, whole, door)
    items = load_checklist(checklist) if isinstance(checklist, str | Path) else tuple(checklist)
    return replace(draft, checklist=tick_off(items, draft.text), conflicts=find_conflicts(draft.text))


def _write_parts(job: Job, model: Model | None) -> tuple[Passage, tuple[str, ...]]:
    """Write the sections side by side and put them together in the order of last year's report."""
    parts = plan_parts(job)
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        written = list(pool.map(lambda part: write_part(part, job, model if part.topic else None), parts))
    missing = missing_parts(job.document, job.year)
    tops = {section.span.start for section in job.document.sections if section.level == 1}
    joined = Passage("")
    added = 0
    for part, (passage, _) in zip(parts, written, strict=True):
        while missing and missing[0][0] <= part.span.start:
            joined = _append(joined, Passage(_numbered(missing.pop(0), job, added)))
            added += 1
        edit = renumbered(passage.text, added) if part.span.start in tops else None
        joined = _append(joined, passage.edit([edit]) if edit else passage)
    for place in missing:
        joined = _append(joined, Passage(_numbered(place, job, added)))
        added += 1
    return joined, tuple(note for _, notes in written for note in notes)


def _numbered(missing: tuple[int, str], job: Job, added: int) -> str:
    at, text = missing
    return text.format(number=render_chinese(count_tops(job.document, at) + added + 1))


def _append(one: Passage, other: Passage) -> Passage:
    lead = f"{one.text}\n" if one.text else ""
    moved = tuple(replace(printed, span=printed.span.shift(len(lead))) for printed in other.printed)
    return Passage(lead + other.text, one.printed + moved)


def _finish(title: str, job: Job, passage: Passage, part: Part, model: Model | None) -> Draft:
    grounds = job.grounds
    settled = settle(passage, grounds)
    text = settled.text
    used = [fact for fact in job.facts if _used(fact, settled.passage)]
    return Draft(
        title=title,
        text=text,
        findings=settled.findings,
        blanks=find_blanks(text),
        evidence=evidence_of(job, part.span, used, part.name),
        provenance=Provenance(
            job.who.township or "",
            job.who.county,
            job.year,
            grounds.sources,
            job.facts,
            settled.passage.printed,
            model.name if model else None,
            hash_prompts() if model else {},
            {"temperature": 0, "base_url": model.settings.base_url} if model else {},
            model.usage.to_dict() if model else {},
        ),
        unused=tuple(fact.sentence for fact in job.facts if fact.figure and fact not in used),
        notes=(*job.notes, *_style_notes(text, job)),
    )


def _used(fact: Fact, passage: Passage) -> bool:
    return bool(fact.figure) and (
        any(fact.id in one.facts for one in passage.printed) or fact.figure in passage.text
    )


def _style_notes(text: str, job: Job) -> list[str]:
    notes = stale_notes(text, expired_titles(job.kb, job.year), job.year)
    if (share := formula_share(text)) > _MOST_FORMULA:
        notes.append(f"没有事实的套话约占{share:.0%}，建议补充具体做法和数字。")
    if slips := dict.fromkeys(span.of(text) for span in first_person(text)):
        notes.append(f"公文不用第一人称：{'、'.join(slips)}。")
    return notes
