"""Choose, among the sentences of one report, those that answer; none is an answer too."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fazhi_rag.numbers import find_mentions
from fazhi_rag.reading import ITEM_LEVEL
from fazhi_rag.types import FACT_KINDS, Part, Section
from fazhi_rag.writing.asking.arithmetic import compute_rate
from fazhi_rag.writing.asking.candidates import Candidate
from fazhi_rag.writing.asking.heads import counts_same
from fazhi_rag.writing.asking.ledger import fits_asked, held_terms
from fazhi_rag.writing.asking.matching import Matcher, segments
from fazhi_rag.writing.asking.plan import Intent, Plan
from fazhi_rag.writing.asking.zeros import denied

ENOUGH = 0.55
"""Least coverage of the question's weight for a sentence, read with its passage, to count as an answer."""
_ENOUGH_ON_TOPIC = 0.42
"""The same for a sentence on the topic asked about, with a figure in the measure asked for."""
_SAID_ITSELF = 0.25
"""And so much of it must be said by words, not by the topic alone."""
_NEAR_BEST = 0.8
"""A sentence is quoted when it covers this share of what the best one covers."""
_PART_TOPICS = frozenset({Part.PROBLEMS, Part.NEXT_PLAN, Part.FIRST_RESPONSIBLE})


def select(plan: Plan, matcher: Matcher, candidates: Sequence[Candidate], *, budget: int) -> list[Candidate]:
    """Return the sentences of one report that answer `plan`, in order, within `budget` characters."""
    pool = _in_part(plan, candidates)
    quoted = held_terms(plan, [c.text for c in pool])
    pool = [c for c in pool if all(term in c.text for term in quoted)]
    if not segments(plan.focus) and not plan.amounts:
        return shorten(pool, budget) if plan.part else _outline(pool, budget)
    if not matcher.segments:
        return []
    if plan.amounts:
        found = _with_figures(plan, matcher, pool)
        if found or plan.intent is Intent.FIGURE:
            return shorten(found, budget)
    section = [] if quoted else _section_on_topic(plan, matcher, pool)
    if section:
        return shorten(section, budget)
    best = _best(matcher, pool)
    told = _one_section(best, pool) if plan.topical and not quoted else []
    return shorten(told or _with_their_items(best, pool), budget, first=best)


def score(matcher: Matcher, candidate: Candidate) -> float:
    """How much of the question a sentence covers: itself fully, its passage and headings by a half."""
    own = matcher.coverage(candidate.text, candidate.topics)
    return own + 0.5 * (_read_with_passage(matcher, candidate) - own)


def _read_with_passage(matcher: Matcher, candidate: Candidate) -> float:
    return matcher.coverage(candidate.context, candidate.topics)


def _in_part(plan: Plan, candidates: Sequence[Candidate]) -> list[Candidate]:
    """The part asked for; else what was done: not problems and plans, unless there is no other."""
    if plan.part:
        return [c for c in candidates if c.part is plan.part]
    return [c for c in candidates if c.part not in (Part.NEXT_PLAN, Part.PROBLEMS)] or list(candidates)


def _best(matcher: Matcher, pool: Iterable[Candidate]) -> list[Candidate]:
    scored = [(score(matcher, c), c) for c in pool]
    best = max((value for value, _ in scored), default=0.0)
    return [c for value, c in scored if value >= max(ENOUGH, _NEAR_BEST * best)]


def _with_their_items(chosen: Sequence[Candidate], pool: Sequence[Candidate]) -> list[Candidate]:
    """Add the rest of an item whose lead sentence was chosen: the lead names what the rest says."""
    leads = [c for c in chosen if c.sections and c.span.start == c.sections[-1].span.start]
    told = {c.sections[-1].index for c in leads}
    return [c for c in pool if c in chosen or (c.sections and c.sections[-1].index in told)]


def _section_on_topic(plan: Plan, matcher: Matcher, pool: Sequence[Candidate]) -> list[Candidate]:
    """For a question about a topic as a whole, the numbered section that is mainly about it.

    Of several, the one whose heading and text cover the question best; a shorter one breaks a tie.
    """
    if not plan.topical:
        return []
    found: dict[int, list[Candidate]] = {}
    for c in pool:
        for section in c.sections:
            if _main_topic(section) == plan.topics[0] and 1 < section.level < ITEM_LEVEL:
                found.setdefault(section.index, []).append(c)
    return max(found.values(), key=lambda cs: (_section_fit(matcher, cs), -len(cs)), default=[])


def _one_section(best: Sequence[Candidate], pool: Sequence[Candidate]) -> list[Candidate]:
    """The whole numbered section that all the best sentences stand in, where there is one."""
    numbered = [{s.index for s in c.sections if 1 < s.level < ITEM_LEVEL} for c in best]
    shared = set.intersection(*numbered) if numbered else set()
    return [c for c in pool if any(s.index in shared for s in c.sections)]


def _main_topic(section: Section) -> str | None:
    """What a section is about beside the required part it stands in."""
    return next((topic for topic in section.topics if topic not in _PART_TOPICS), None)


def _section_fit(matcher: Matcher, sentences: Sequence[Candidate]) -> float:
    heading = sentences[0].sections[1 if len(sentences[0].sections) > 1 else 0].heading
    return matcher.coverage(heading) + matcher.coverage(" ".join(c.text for c in sentences))


def _with_figures(plan: Plan, matcher: Matcher, pool: Sequence[Candidate]) -> list[Candidate]:
    """Sentences that cover the question and hold a figure in the unit asked for, or say there was none.

    Where no sentence does by itself, one whose passage does: the passage names what its figures count.
    """
    amounts = [c for c in pool if _answers_amount(plan, matcher, c)]
    if plan.unit is None and plan.noun:
        amounts = [c for c in amounts if _counts_noun(plan, c)] or amounts
    near = [c for c in _best(matcher, pool) if c in amounts] or _on_topic(plan, matcher, amounts)
    return near or [c for c in amounts if _read_with_passage(matcher, c) >= _NEAR_BEST]


def _counts_noun(plan: Plan, candidate: Candidate) -> bool:
    return any(counts_same(plan.noun, m) for m in find_mentions(candidate.text) if m.kind in FACT_KINDS)


def _on_topic(plan: Plan, matcher: Matcher, amounts: Sequence[Candidate]) -> list[Candidate]:
    """Of the sentences with a figure in the measure asked for, the best of those on the topic asked about."""
    if plan.unit in (None, "个"):
        return []
    named = (c for c in amounts if matcher.coverage(c.context) >= _SAID_ITSELF)
    scored = [(score(matcher, c), c) for c in named if matcher.topics & set(c.topics)]
    best = max((value for value, _ in scored), default=0.0)
    return [c for value, c in scored if value >= max(_ENOUGH_ON_TOPIC, _NEAR_BEST * best)]


def _outline(pool: Sequence[Candidate], budget: int) -> list[Candidate]:
    """For a question about a report as a whole: the first sentence of each numbered section, as fits."""
    first: dict[int, Candidate] = {}
    for c in reversed(pool):
        for section in c.sections[:2]:
            first[section.index] = c
    kept: list[Candidate] = []
    for c in sorted(set(first.values()), key=lambda c: c.span):
        if sum(len(k.text) for k in kept) + len(c.text) <= budget:
            kept.append(c)
    return kept


def _answers_amount(plan: Plan, matcher: Matcher, candidate: Candidate) -> bool:
    figures = [m for m in find_mentions(candidate.text) if m.kind in FACT_KINDS]
    fitting = [m for m in figures if fits_asked(plan, m, candidate.text)]
    if plan.unit == "%" and not fitting:
        return compute_rate(plan.question, [candidate]) is not None
    return bool(fitting) or denied(matcher, candidate.text) is not None


def shorten(chosen: Sequence[Candidate], budget: int, *, first: Sequence[Candidate] = ()) -> list[Candidate]:
    """Keep what fits: all of it; else those in `first`, sentences with figures, then each passage's lead."""
    if sum(len(c.text) for c in chosen) <= budget:
        return list(chosen)
    leads = {c.sections[-1].index: i for i, c in reversed(list(enumerate(chosen))) if c.sections}.values()
    ranked = sorted(
        range(len(chosen)),
        key=lambda i: (chosen[i] not in first, not _has_figure(chosen[i]), i not in leads, i),
    )
    kept, used = set(), 0
    for i in ranked:
        if used + len(chosen[i].text) <= budget:
            kept.add(i)
            used += len(chosen[i].text)
    return [chosen[i] for i in sorted(kept)]


def _has_figure(candidate: Candidate) -> bool:
    return any(m.kind in FACT_KINDS for m in find_mentions(candidate.text))
