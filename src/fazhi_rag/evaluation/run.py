"""Run a suite by name: its cases through what it measures, and the real reports beside it, never pooled."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path
from random import Random
from typing import Any

from fazhi_rag.errors import EvaluationError
from fazhi_rag.evaluation import libraries, real
from fazhi_rag.evaluation.draft_cases import DraftCase
from fazhi_rag.evaluation.draft_suite import run_drafting
from fazhi_rag.evaluation.grounding_suite import Material, run_grounding, sources_by_case
from fazhi_rag.evaluation.mention_suite import run_mentions
from fazhi_rag.evaluation.question_suite import run_questions
from fazhi_rag.evaluation.results import Progress, SuiteResult, watched
from fazhi_rag.evaluation.retrieval_cases import RetrievalCase
from fazhi_rag.evaluation.retrieval_suite import run_retrieval
from fazhi_rag.evaluation.storage import (
    Output,
    OutputFile,
    read_answer,
    read_draft,
    read_grounding,
    read_mentions,
    read_ranking,
)
from fazhi_rag.evaluation.subjects import asking, drafting, searching
from fazhi_rag.evaluation.suites import (
    HALVES,
    CaseT,
    GroundingCase,
    Half,
    Manifest,
    MentionCase,
    QuestionCase,
    load_cases,
    load_manifest,
)
from fazhi_rag.evaluation.township_cases import TownshipCase
from fazhi_rag.evaluation.township_suite import run_townships
from fazhi_rag.types import Value

_ON_REAL_REPORTS = ("mentions", "grounding", "questions")
"""Kinds with a part on the real reports; the libraries of the others are synthetic."""


@dataclass(frozen=True, slots=True)
class Plan(Value):
    """What of a suite is run, on what, and where its outputs are kept."""

    half: Half = "report"
    limit: int | None = None
    """So many cases of the half, the first ones, or with a `seed` others."""
    match: str | None = None
    """A pattern of case ids: figure-*."""
    seed: int | None = None
    quick: bool = False
    """Draw `gate_probes` texts a case where the manifest names them, and leave out the real reports."""
    suites: Path | None = None
    """A folder of suites in the place of the built-in ones."""
    kb: Path | None = None
    """A knowledge base to put questions to; without it one is built of the suite's own material."""
    outputs: Path | None = None
    """A folder to keep outputs in; a stopped run goes on from there."""
    replay: bool = False
    """Score the outputs kept there, and run nothing."""
    model: str | None = None
    """The chat model that drafts; without one drafts are rolled forward."""

    def __post_init__(self) -> None:
        """Refuse what cannot measure anything. Raises: EvaluationError."""
        if self.half not in HALVES:
            raise EvaluationError(f"no half {self.half!r}; there are: {', '.join(HALVES)}")
        if self.limit is not None and self.limit < 1:
            raise EvaluationError(f"a limit of {self.limit} cases measures nothing")

    @property
    def partial(self) -> bool:
        """Whether cases of the half are left out on purpose."""
        return self.limit is not None or self.match is not None


def run_plan(name: str, plan: Plan, *, progress: Progress | None = None) -> SuiteResult:
    """Run or replay a suite as planned, and return what it measured.

    The part on the real reports stands in `parts`; it says `not_run` where FAZHI_REAL_CORPUS is absent, and a
    plan for less than the whole suite leaves it out.

    Raises: EvaluationError where the suite or half does not exist, or the suite is malformed or left empty.
    """
    manifest = load_manifest(name, plan.suites)
    if plan.half not in manifest.halves:
        raise EvaluationError(
            f"suite {name!r} has no half {plan.half!r}; it has: {', '.join(manifest.halves)}"
        )
    run: dict[str, Callable[[Manifest, Plan, Progress | None], SuiteResult]] = {
        "mentions": _mentions,
        "grounding": _grounding,
        "questions": _questions,
        "townships": _townships,
        "retrieval": _retrieval,
        "drafting": _drafting,
    }
    result = run[manifest.kind](manifest, plan, progress)
    if plan.partial or plan.quick or plan.replay or plan.suites or manifest.kind not in _ON_REAL_REPORTS:
        return result
    return replace(result, parts=(_real_part(manifest, plan.half),))


def _mentions(manifest: Manifest, plan: Plan, progress: Progress | None) -> SuiteResult:
    from fazhi_rag.numbers import find_mentions

    cases = _chosen(load_cases(manifest.name, MentionCase, plan.suites), plan)
    find = _kept(manifest, plan, lambda text: tuple(find_mentions(text)), read_mentions)
    return run_mentions(manifest, watched(cases, progress), half=plan.half, find=find)


def _grounding(manifest: Manifest, plan: Plan, progress: Progress | None) -> SuiteResult:
    from fazhi_rag.grounding import verify

    cases = load_cases(manifest.name, GroundingCase, plan.suites)
    material = Material(cases, sources_by_case(cases), manifest.gate_probes if plan.quick else None)
    return run_grounding(
        manifest,
        watched(_chosen(cases, plan), progress),
        material=material,
        half=plan.half,
        verify=_kept(manifest, plan, verify, read_grounding),
    )


def _questions(manifest: Manifest, plan: Plan, progress: Progress | None) -> SuiteResult:
    cases = _chosen(load_cases(manifest.name, QuestionCase, plan.suites), plan)
    with asking(_library(plan, libraries.bundled_library)) as ask:
        kept = _kept(manifest, plan, ask, read_answer)
        return run_questions(manifest, watched(cases, progress), half=plan.half, ask=kept)


def _townships(manifest: Manifest, plan: Plan, progress: Progress | None) -> SuiteResult:
    cases = _chosen(load_cases(manifest.name, TownshipCase, plan.suites), plan)
    with asking(_library(plan, libraries.township_library)) as ask:
        kept = _kept(manifest, plan, ask, read_answer)
        return run_townships(manifest, watched(cases, progress), half=plan.half, ask=kept)


def _retrieval(manifest: Manifest, plan: Plan, progress: Progress | None) -> SuiteResult:
    cases = _chosen(load_cases(manifest.name, RetrievalCase, plan.suites), plan)
    with searching(_library(plan, libraries.township_library)) as search:
        kept = _kept(manifest, plan, search, read_ranking)
        return run_retrieval(manifest, watched(cases, progress), half=plan.half, search=kept)


def _drafting(manifest: Manifest, plan: Plan, progress: Progress | None) -> SuiteResult:
    cases = _chosen(load_cases(manifest.name, DraftCase, plan.suites), plan)
    marked = {} if plan.kb else libraries.canaries()
    with drafting(_library(plan, libraries.draft_library), plan.model) as draft:
        kept = _kept(manifest, plan, draft, read_draft)
        asked = watched(cases, progress)
        return run_drafting(manifest, asked, half=plan.half, draft=kept, canaries=marked)


def _chosen(cases: Sequence[CaseT], plan: Plan) -> list[CaseT]:
    """The cases of the plan, in the order of the suite. Raises: EvaluationError where there are none."""
    chosen = [case for case in cases if getattr(case, "half", plan.half) == plan.half]
    if plan.match is not None:
        chosen = [case for case in chosen if fnmatchcase(case.id, plan.match)]
    if plan.limit is not None and plan.seed is not None:
        drawn = set(Random(plan.seed).sample(range(len(chosen)), min(plan.limit, len(chosen))))  # noqa: S311
        chosen = [case for at, case in enumerate(chosen) if at in drawn]
    if not chosen:
        wanted = f" with an id like {plan.match!r}" if plan.match else ""
        raise EvaluationError(f"no case of the half {plan.half!r}{wanted}: nothing would be measured")
    return chosen[: plan.limit]


def _kept(
    manifest: Manifest, plan: Plan, call: Callable[..., Output], read: Callable[[Any], Output]
) -> Callable[..., Output]:
    """Give what is measured, its outputs kept where the plan says."""
    if plan.outputs is None:
        return call
    path = plan.outputs / f"{manifest.name}-{plan.half}.jsonl"
    return OutputFile(path, manifest, half=plan.half, replay=plan.replay, model=plan.model).through(
        call, read
    )


def _library(plan: Plan, build: Callable[[], Path]) -> Path | None:
    """Return the knowledge base to ask: the one named, one built for the occasion, or none for a replay."""
    if plan.replay:
        return None
    return plan.kb or build()


def _real_part(manifest: Manifest, half: Half) -> SuiteResult:
    """Run a suite on the real reports: mentions and questions whole (half "all"), grounding by half."""
    folder = real.real_corpus()
    if folder is None:
        reason = (
            f"the real reports are not here (set {real.REAL_CORPUS} to the folder with corpus/ and gold/)"
        )
        return SuiteResult(f"{manifest.name} on real reports", manifest.version, half, 0, not_run=reason)
    named = manifest.model_copy(update={"name": f"{manifest.name} on real reports"})
    match manifest.kind:
        case "mentions":
            from fazhi_rag.numbers import find_mentions

            return run_mentions(named, real.mention_cases(folder), half="all", find=find_mentions)
        case "grounding":
            from fazhi_rag.grounding import verify

            cases, sources = real.grounding_cases(folder), real.report_sources(folder)
            chosen = [case for case in cases if case.half == half and real.states_fact(case)]
            material = Material(cases, {case.id: sources for case in cases})
            return run_grounding(named, chosen, material=material, half=half, verify=verify)
        case _:
            asked = [case for case in real.question_cases(folder) if case.kind != "policy"]
            with asking(libraries.build_from([folder / "corpus"])) as ask:
                return run_questions(named, asked, half="all", ask=ask)
