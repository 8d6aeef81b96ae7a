"""The commands of `fazhi eval`: run suites, score stored outputs, convert public sets.

Exit status: 0 pass, 1 a gate failed, 2 wrong usage or configuration, 3 too much unscored.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from fazhi_rag import console
from fazhi_rag.errors import EvaluationError
from fazhi_rag.options import AsJson

if TYPE_CHECKING:
    from fazhi_rag.evaluation import Baseline, OutputRow, Plan, Rules, Run, SuiteResult
    from fazhi_rag.types import Source


class RunByDefault(typer.core.TyperGroup):
    """`fazhi eval mentions` is `fazhi eval run mentions`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put `run` in front of what names no command and asks for no help."""
        if not args or (args[0] not in self.commands and args[0] != "--help"):
            args = ["run", *args]
        return super().parse_args(ctx, args)


app = typer.Typer(
    cls=RunByDefault,
    help="Run the evaluation suites (run, by default) or score what any system wrote (outputs). "
    "Every command takes --json.\n\nExample: fazhi eval outputs drafts.jsonl --sources reports/",
    rich_markup_mode=None,
)

Reports = Annotated[
    list[Path] | None,
    typer.Option("--report", help="Also write .html, .json, .xml (JUnit) or .md; may be repeated."),
]
BaselineFile = Annotated[
    Path | None, typer.Option("--baseline", help="Scores to compare with; the committed ones by default.")
]
Update = Annotated[
    bool, typer.Option("--update-baseline", help="Write the scores of this run into the baseline.")
]
NoBaseline = Annotated[bool, typer.Option("--no-baseline", help="Compare with nothing: gates alone.")]
Half = Annotated[Literal["dev", "report", "both"], typer.Option(help="Tune on dev alone.")]
Failures = Annotated[
    int | None,
    typer.Option(min=0, help="Failures to print of a suite; by default 20, of the report half none."),
]
DEFAULT_BASELINE = Path("eval/baseline.json")
FORMS = (".html", ".json", ".xml", ".md")
"""What a report may be written as."""


@app.command(epilog="Example: fazhi eval run mentions --half dev")
def run(
    suites: Annotated[list[str] | None, typer.Argument(help="Suites to run; all by default.")] = None,
    half: Half = "report",
    limit: Annotated[int | None, typer.Option(help="So many cases of a half.")] = None,
    match: Annotated[str | None, typer.Option("--filter", help="Cases with ids like this: figure-*")] = None,
    seed: Annotated[int | None, typer.Option(help="Draw the --limit cases by this seed.")] = None,
    quick: Annotated[bool, typer.Option(help="Draw the texts of the gate; no real reports.")] = False,
    folder: Annotated[Path | None, typer.Option("--suites", help="A folder of your own suites.")] = None,
    kb: Annotated[Path | None, typer.Option("--kb", help="Put the questions to this.")] = None,
    model: Annotated[
        str | None, typer.Option(help="A chat model that drafts; none by default, whatever FAZHI_MODEL says.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Keep outputs here; run again to go on.")] = None,
    baseline: BaselineFile = None,
    no_baseline: NoBaseline = False,
    update: Update = False,
    failures: Failures = None,
    report: Reports = None,
    as_json: AsJson = False,
) -> None:
    """Run the evaluation suites; every figure comes with n and a 95 % interval."""
    from fazhi_rag.evaluation import Plan, suite_names

    place = baseline or (folder / "baseline.json" if folder else None)
    halves: list[Literal["dev", "report"]] = ["dev", "report"] if half == "both" else [half]
    plan = Plan(
        limit=limit, match=match, seed=seed, quick=quick, suites=folder, kb=kb, outputs=out, model=model
    )
    plans = [replace(plan, half=one) for one in halves]
    names = suites or list(suite_names(folder))
    if not names:
        raise EvaluationError(f"{folder}: no folder in it holds a suite.json")
    held = None if no_baseline or update else _read_baseline(place)
    _check_places(report, update, place or DEFAULT_BASELINE)
    measured = _run_all([(name, plan) for name in names for plan in plans], held)
    _update(update, place or DEFAULT_BASELINE, measured.results)
    _finish(measured, report, as_json, failures)


@app.command(epilog="Example: fazhi eval score runs/today mentions --half dev")
def score(
    stored: Annotated[Path, typer.Argument(help="The folder a run kept its outputs in (--out).")],
    suites: Annotated[list[str] | None, typer.Argument(help="Suites; all by default.")] = None,
    half: Annotated[Literal["dev", "report"], typer.Option(help="The half that was run.")] = "report",
    quick: Annotated[bool, typer.Option(help="As the run was.")] = False,
    folder: Annotated[Path | None, typer.Option("--suites", help="A folder of your own suites.")] = None,
    baseline: BaselineFile = None,
    no_baseline: NoBaseline = False,
    failures: Failures = None,
    report: Reports = None,
    as_json: AsJson = False,
) -> None:
    """Score the outputs of a run again: no model, no knowledge base, nothing is run."""
    from fazhi_rag.evaluation import Plan, suite_names

    plan = Plan(half=half, quick=quick, suites=folder, outputs=stored, replay=True)
    _check_places(report)
    held = None if no_baseline else _read_baseline(baseline or (folder / "baseline.json" if folder else None))
    names = suites or [name for name in suite_names(folder) if (stored / f"{name}-{half}.jsonl").is_file()]
    if not names:
        raise EvaluationError(f"{stored}: no outputs of the half {half!r}; run with --out {stored} first")
    _finish(_run_all([(name, plan) for name in names], held), report, as_json, failures)


@app.command(epilog="Example: fazhi eval outputs drafts.jsonl --sources reports/")
def outputs(
    rows: Annotated[Path, typer.Argument(help="JSONL: id, text, and what docs/evaluation.md lists.")],
    sources: Annotated[Path, typer.Option(help="The folder of the reports the texts rest on.")],
    exemplars: Annotated[
        Path | None, typer.Option(help="Reports shown to the writer as models only.")
    ] = None,
    min_grounded: Annotated[
        float, typer.Option(min=0, max=1, help="Least share of checked numbers that must be grounded.")
    ] = 1.0,
    max_unscored: Annotated[
        float, typer.Option(min=0, max=1, help="Largest share of rows without a number to check.")
    ] = 0.5,
    judge_model: Annotated[
        str | None, typer.Option("--judge", help="A chat model that scores too; no gate asks it.")
    ] = None,
    judge_repeats: Annotated[int, typer.Option(min=1, max=20, help="Times the judge is asked of a row.")] = 3,
    baseline: Annotated[
        Path | None, typer.Option(help="Scores of the same rows to compare with; none by default.")
    ] = None,
    update: Update = False,
    failures: Failures = None,
    report: Reports = None,
    as_json: AsJson = False,
) -> None:
    """Score what any system wrote: grounding of its numbers, citations, gold facts, leaks, boilerplate."""
    from fazhi_rag.evaluation import Run, judge, load_outputs, load_sources, output_rules, run_outputs
    from fazhi_rag.grounding import verify

    if update and baseline is None:
        raise EvaluationError("--update-baseline of stored outputs needs --baseline FILE")
    _check_places(report, update, baseline or DEFAULT_BASELINE)
    read, held_sources = load_outputs(rows), load_sources(sources)
    with console.progress_bar("核数") as progress:
        result = run_outputs(
            read,
            held_sources,
            exemplars=load_sources(exemplars) if exemplars else (),
            verify=verify,
            progress=progress,
        )
    if judge_model:
        result = _judged(result, read, held_sources, model=judge_model, repeats=judge_repeats)
    held = _read_baseline(baseline) if baseline and not update else None
    rules = output_rules(
        min_grounded=min_grounded, max_unscored=max_unscored, exemplars=exemplars is not None
    )
    measured = Run((result,), judge((result,), rules, baseline=held))
    _update(update, baseline or DEFAULT_BASELINE, measured.results)
    _finish(measured, report, as_json, failures)


@app.command(epilog="Example: fazhi eval convert uhgeval XinhuaHallucinations.json --out uhgeval/")
def convert(
    layout: Annotated[
        Literal["uhgeval", "rgb", "crud", "domainrag"], typer.Argument(help="The layout of the file.")
    ],
    path: Annotated[Path, typer.Argument(help="The file you hold; nothing is fetched.")],
    out: Annotated[Path, typer.Option(help="Folder for outputs.jsonl and sources/.")],
    as_json: AsJson = False,
) -> None:
    """Turn a public Chinese set into rows and sources for `fazhi eval outputs`."""
    from fazhi_rag.evaluation.converters import convert_set

    written = convert_set(layout, path, out)
    console.print_result(
        {"rows": written, "out": str(out)},
        as_json,
        lambda: f"{out}：{written} rows in outputs.jsonl, sources/",
    )


def _judged(
    result: SuiteResult, rows: Sequence[OutputRow], sources: Sequence[Source], *, model: str, repeats: int
) -> SuiteResult:
    """Put the opinions of a chat model beside a result, as a part of it that no check looks at."""
    from fazhi_rag.evaluation.model_judge import Opinion, judge_outputs
    from fazhi_rag.writing.model import open_model

    door = open_model(model)
    judged = judge_outputs(
        rows,
        sources,
        judge=lambda prompt: door.structured(prompt, Opinion),
        repeats=repeats,
        grounded={score.case: score.value for score in result.scores},
    )
    used = f"{door.usage.requests} requests, {door.usage.tokens} tokens"
    return replace(result, parts=(replace(judged, name=f"judge {model}", notes=(*judged.notes, used)),))


def _run_all(jobs: Sequence[tuple[str, Plan]], held: Baseline | None) -> Run:
    from fazhi_rag.evaluation import Run, judge, load_manifest, rules_of, run_plan
    from fazhi_rag.evaluation.comparison import key_of

    results: list[SuiteResult] = []
    rules: dict[str, Rules] = {}
    for name, plan in jobs:
        with console.progress_bar(f"{name} {plan.half}") as progress:
            result = run_plan(name, plan, progress=progress)
        results.append(result)
        rules[key_of(result)] = rules_of(load_manifest(name, plan.suites), partial=plan.partial)
    return Run(tuple(results), judge(results, rules, baseline=held))


def _read_baseline(place: Path | None) -> Baseline:
    from fazhi_rag.evaluation import read_baseline

    return read_baseline(place)


def _check_places(report: list[Path] | None, wanted: bool = False, place: Path = DEFAULT_BASELINE) -> None:
    """Refuse before the run what could not be written after it."""
    for path in report or ():
        if path.suffix.lower() not in FORMS or not path.absolute().parent.is_dir():
            raise EvaluationError(
                f"{path}: use a name in a folder that is there, ending in {' or '.join(FORMS)}"
            )
    if wanted and not place.absolute().parent.is_dir():
        raise EvaluationError(f"{place}: no such folder; say where the baseline stands with --baseline FILE")


def _update(wanted: bool, place: Path, results: Sequence[SuiteResult]) -> None:
    from fazhi_rag.evaluation import write_baseline

    if wanted:
        held = _read_baseline(place) if place.is_file() else None
        write_baseline(place, results, held=held)
        console.warn(f"{place}: the baseline is now this run; commit it if that is meant")


def _finish(measured: Run, report: list[Path] | None, as_json: bool, failures: int | None) -> None:
    """Print, write and exit: all three from the one verdict."""
    texts = (measured.to_html, measured.to_json, measured.to_junit, measured.to_markdown)
    writers = dict(zip(FORMS, texts, strict=True))
    for path in report or ():
        console.write_file(path, writers)
    console.print_result(measured, as_json, lambda: measured.to_text(failures=failures))
    if measured.verdict.status:
        raise typer.Exit(measured.verdict.status)
