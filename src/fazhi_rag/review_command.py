"""The commands `fazhi review` and `fazhi explain`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from fazhi_rag import console
from fazhi_rag.errors import InputError
from fazhi_rag.options import AsJson

if TYPE_CHECKING:
    from fazhi_rag.reviewing import ReviewSettings
    from fazhi_rag.types import Review

Format = Literal["text", "json", "sarif", "html", "docx"]


def review(
    file: Annotated[
        Path, typer.Argument(dir_okay=False, help="The finished report (docx, pdf, html, txt, md).")
    ],
    kb: Annotated[
        Path | None, typer.Option("--kb", help="Compare with the reports and policies held here.")
    ] = None,
    select: Annotated[list[str] | None, typer.Option(help="Only these codes or beginnings of codes.")] = None,
    ignore: Annotated[list[str] | None, typer.Option(help="Not these codes or beginnings of codes.")] = None,
    config: Annotated[Path | None, typer.Option(help="A fazhi.toml; the one beside you by default.")] = None,
    form: Annotated[Format, typer.Option("--format", help="How to print the findings.")] = "text",
    out: Annotated[Path | None, typer.Option(help="Write to this file instead.")] = None,
    strict: Annotated[bool, typer.Option(help="Let warnings fail too.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
) -> None:
    """Proof-read a report; exit status 1 when an error stands (with --strict, also a warning)."""
    from contextlib import nullcontext

    from fazhi_rag import reviewing
    from fazhi_rag.knowledge import KnowledgeBase

    settings = _settings(config, select or [], ignore or [])
    with KnowledgeBase.open(kb, create=False) if kb else nullcontext() as base:
        found = reviewing.review(file, kb=base, settings=settings)
    if form == "docx" and not as_json:
        _write_word(found, out)
        raise typer.Exit(_status(found, strict=strict))
    printed = _print(found, "json" if as_json else form)
    if out:
        console.write_file(out, {out.suffix.lower(): lambda: printed})
    else:
        typer.echo(printed)
    raise typer.Exit(_status(found, strict=strict))


def explain(
    code: Annotated[str | None, typer.Argument(help="A code, e.g. N201; all rules without one.")] = None,
    as_json: AsJson = False,
) -> None:
    """Say what a rule of `fazhi review` looks for, and why."""
    from fazhi_rag import reviewing

    told = [reviewing.explain(code)] if code else list(reviewing.rules().values())
    lines = [f"{rule.code} {rule.title}（{rule.severity}）\n{rule.explanation}" for rule in told]
    console.print_result(told[0] if code else told, as_json, lambda: "\n\n".join(lines))


def _settings(config: Path | None, select: list[str], ignore: list[str]) -> ReviewSettings:
    from dataclasses import replace

    from fazhi_rag.reviewing import ReviewSettings, load_settings
    from fazhi_rag.reviewing.registry import check_codes
    from fazhi_rag.reviewing.settings import CONFIG_NAME

    path = config or (Path(CONFIG_NAME) if Path(CONFIG_NAME).is_file() else None)
    settings = load_settings(path) if path else ReviewSettings()
    chosen = check_codes(part for given in select for part in given.split(","))
    left_out = check_codes(part for given in ignore for part in given.split(","))
    return replace(settings, select=chosen or settings.select, ignore=(*settings.ignore, *left_out))


def _status(found: Review, *, strict: bool) -> int:
    return 1 if found.counts["error"] or (strict and found.counts["warning"]) else 0


def _write_word(found: Review, out: Path | None) -> None:
    from fazhi_rag.rendering import export_review

    if out is None:
        raise InputError("--format docx needs a file to write: --out FILE.docx")
    console.write_file(out, {}, save={".docx": lambda path: export_review(found, path)})


def _print(found: Review, form: Format) -> str:
    import json

    from fazhi_rag import reviewing
    from fazhi_rag.rendering import render_review

    match form:
        case "json":
            return console.dump(found)
        case "sarif":
            return json.dumps(reviewing.to_sarif(found), ensure_ascii=False, indent=1)
        case "html":
            return render_review(found)
        case _:
            return reviewing.to_text(found)
