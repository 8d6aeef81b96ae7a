"""Run a suite by name: its cases through what it measures, and the real reports beside it, never pooled."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from importlib.resources import as_file, files
from pathlib import Path
from tempfile import TemporaryDirectory

from fazhi_rag.errors import EvaluationError
from fazhi_rag.evaluation import real
from fazhi_rag.evaluation.grounding_suite import Material, run_grounding, sources_by_case
from fazhi_rag.evaluation.mention_suite import run_mentions
from fazhi_rag.evaluation.question_suite import run_questions
from fazhi_rag.evaluation.results import SuiteResult
from fazhi_rag.evaluation.suites import (
    HALVES,
    REAL_CORPUS,
    GroundingCase,
    Half,
    Manifest,
    MentionCase,
    QuestionCase,
    load_cases,
    load_manifest,
    real_corpus,
)
from fazhi_rag.evaluation.township_cases import TownshipCase
from fazhi_rag.evaluation.township_suite import run_townships, township_library
from fazhi_rag.types import Answer


def run_suite(
    name: str, *, half: Half = "report", kb_path: Path | str | None = None, limit: int | None = None
) -> SuiteResult:
    """Run a suite on one half and return what it measured.

    `limit` takes the first cases of the half. The part on the real reports stands in `parts`; it says
    `not_run` where FAZHI_REAL_CORPUS is absent, and a limit leaves it out. `kb_path` is a knowledge base to
    put the questions to; without it the bundled corpus is read into a temporary one.

    Raises: EvaluationError where the suite or half does not exist or the suite is empty or malformed.
    """
    if half not in HALVES:
        raise EvaluationError(f"no half {half!r}; there are: {', '.join(HALVES)}")
    if limit is not None and limit < 1:
        raise EvaluationError(f"a limit of {limit} cases measures nothing")
    manifest = load_manifest(name)
    run: dict[str, Callable[[], SuiteResult]] = {
        "mentions": lambda: _mentions(manifest, half, limit),
        "grounding": lambda: _grounding(manifest, half, limit),
        "questions": lambda: _questions(manifest, half, limit, kb_path),
        "townships": lambda: _townships(manifest, half, limit, kb_path),
    }
    result = run[manifest.kind]()
    if limit or manifest.kind == "townships":  # its library is synthetic: it has no part on the real reports
        return result
    return replace(result, parts=(_real_part(manifest, half),))


def _mentions(manifest: Manifest, half: Half, limit: int | None) -> SuiteResult:
    from fazhi_rag.numbers import find_mentions

    cases = [case for case in load_cases(manifest.name, MentionCase) if case.half == half]
    return run_mentions(manifest, cases[:limit], half=half, find=find_mentions)


def _grounding(manifest: Manifest, half: Half, limit: int | None) -> SuiteResult:
    from fazhi_rag.grounding import verify

    cases = load_cases(manifest.name, GroundingCase)
    chosen = [case for case in cases if case.half == half]
    material = Material(cases, sources_by_case(cases))
    return run_grounding(manifest, chosen[:limit], material=material, half=half, verify=verify)


def _questions(manifest: Manifest, half: Half, limit: int | None, kb_path: Path | str | None) -> SuiteResult:
    cases = [case for case in load_cases(manifest.name, QuestionCase) if case.half == half]
    if kb_path is not None:
        return _ask_all(manifest, cases[:limit], half, Path(kb_path))
    with (
        as_file(files("fazhi_rag.corpus")) as corpus,
        _knowledge_of(corpus / "reports", corpus / "policies") as path,
    ):
        return _ask_all(manifest, cases[:limit], half, path)


def _townships(manifest: Manifest, half: Half, limit: int | None, kb_path: Path | str | None) -> SuiteResult:
    cases = [case for case in load_cases(manifest.name, TownshipCase) if case.half == half]
    with (
        nullcontext(Path(kb_path)) if kb_path is not None else township_library() as path,
        _asking(path) as ask,
    ):
        return run_townships(manifest, cases[:limit], half=half, ask=ask)


def _ask_all(manifest: Manifest, cases: list[QuestionCase], half: str, kb_path: Path) -> SuiteResult:
    with _asking(kb_path) as ask:
        return run_questions(manifest, cases, half=half, ask=ask)


@contextmanager
def _asking(kb_path: Path) -> Iterator[Callable[[str], Answer]]:
    """Give a function that puts a question to a knowledge base."""
    from fazhi_rag.knowledge import KnowledgeBase
    from fazhi_rag.writing import ask

    with KnowledgeBase.open(kb_path) as kb:
        yield lambda question: ask(question, kb=kb)


@contextmanager
def _knowledge_of(*folders: Path) -> Iterator[Path]:
    """Read folders into a knowledge base that goes away afterwards."""
    from fazhi_rag.knowledge import KnowledgeBase

    with TemporaryDirectory(prefix="fazhi-eval-") as folder:
        path = Path(folder) / "kb"
        with KnowledgeBase.open(path) as kb:
            for one in folders:
                kb.ingest(one)
        yield path


def _real_part(manifest: Manifest, half: Half) -> SuiteResult:
    """Run a suite on the real reports: mentions and questions whole (half "all"), grounding by half."""
    folder = real_corpus()
    if folder is None:
        reason = f"the real reports are not here (set {REAL_CORPUS} to the folder with corpus/ and gold/)"
        return SuiteResult(f"{manifest.name} on real reports", manifest.version, half, 0, not_run=reason)
    named = manifest.model_copy(update={"name": f"{manifest.name} on real reports"})
    match manifest.kind:
        case "mentions":
            from fazhi_rag.numbers import find_mentions

            return run_mentions(named, real.mention_cases(folder), half="all", find=find_mentions)
        case "grounding":
            from fazhi_rag.grounding import verify

            cases, sources = real.grounding_cases(folder), real.report_sources(folder)
            chosen = [case for case in cases if case.half == half]
            material = Material(cases, {case.id: sources for case in cases})
            return run_grounding(named, chosen, material=material, half=half, verify=verify)
        case _:
            with _knowledge_of(folder / "corpus") as path:
                asked = [case for case in real.question_cases(folder) if case.kind != "policy"]
                return _ask_all(named, asked, "all", path)
