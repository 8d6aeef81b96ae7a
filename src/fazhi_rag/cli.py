"""The command line: each command reads as the pipeline.

Exit status: 0 done, 1 something wrong was found, 2 wrong usage or input.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fazhi_rag import console, eval_commands, library_commands, review_command
from fazhi_rag.errors import FazhiError, InputError
from fazhi_rag.options import DEFAULT_KB, AsJson, County, Kb, Township, Year, open_kb

if TYPE_CHECKING:
    from fazhi_rag.types import Source

app = typer.Typer(
    help="乡镇法治政府建设年度报告：入库、问答、起草、核数。 Every number traces to its source.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

app.add_typer(eval_commands.app, name="eval")

Model = Annotated[
    str | None,
    typer.Option("--model", envvar="FAZHI_MODEL", help="Chat model at OPENAI_BASE_URL; none by default."),
]
LetterheadFile = Annotated[
    Path | None,
    typer.Option(help="YAML: 文号, 签发人, 主送, 署名, 日期, 印章, 附件, 抄送, 印发机关, 印发日期."),
]


def main() -> None:
    """Run the command line; a known error is one line on stderr and exit status 2."""
    try:
        app()
    except FazhiError as error:
        console.fail(str(error))
    except KeyboardInterrupt:
        console.warn("interrupted; what was finished is kept, run the command again to go on")
        sys.exit(130)


app.command(epilog="Example: fazhi ingest reports/ --kb kb")(library_commands.ingest)


@app.command(epilog="Example: fazhi ask 渠马镇是如何开展矛盾纠纷调解的？ --kb kb")
def ask(
    question: Annotated[str, typer.Argument(help="A question in Chinese.")],
    kb: Kb = DEFAULT_KB,
    home: Annotated[str | None, typer.Option(help="The township that 我镇 means.")] = None,
    model: Model = None,
    explain: Annotated[bool, typer.Option(help="Print how the question was understood, on stderr.")] = False,
    out: Annotated[
        Path | None, typer.Option(help="Also write .html, or the rows of figures as .csv.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Answer a question with citations, or say why it cannot be answered."""
    from fazhi_rag import writing
    from fazhi_rag.rendering import render_answer

    with open_kb(kb) as base:
        if explain:
            plan = writing.plan_question(question, base.documents(), home)
            console.warn(console.dump(plan) if as_json else console.show_plan(plan))
        answer = writing.ask(question, kb=base, home=home, model=model)
    if out:
        table = {".csv": lambda: console.csv_text(answer.to_table())}
        console.write_file(out, {**table, ".html": lambda: render_answer(answer)})
    console.print_result(answer, as_json, lambda: console.show_answer(answer))


@app.command(epilog="Example: fazhi draft dispute_resolution --township 渠马镇 --year 2023 --facts facts.csv")
def draft(
    topic: Annotated[str, typer.Argument(help="Topic id or Chinese name; 'report' for the whole report.")],
    township: Annotated[str, typer.Option(help="渠马镇 or 云阳县渠马镇.")],
    year: Annotated[int, typer.Option(help="The year to report on.")],
    facts: Annotated[Path | None, typer.Option(help="Facts sheet: CSV, XLSX or YAML.")] = None,
    checklist: Annotated[Path | None, typer.Option(help="The county's 工作要点, one item a line.")] = None,
    out: Annotated[Path | None, typer.Option(help="Also write .md, .html, .docx or .json.")] = None,
    kb: Kb = DEFAULT_KB,
    model: Model = None,
    max_tokens: Annotated[int | None, typer.Option(min=1, help="Budget of the model, in tokens.")] = None,
    estimate: Annotated[
        bool, typer.Option(help="Only say what a whole report would cost with a model.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Draft a section of the township's next report from this year's facts.

    Replies of a model are kept in the knowledge base's folder: a stopped run goes on where it was.
    """
    from fazhi_rag.writing import ModelOptions, draft_report, draft_section, estimate_report

    with open_kb(kb) as base:
        options = ModelOptions(max_tokens, kb / "replies.sqlite") if model else None
        given: dict[str, Any] = {"kb": base, "township": township, "year": year, "facts": facts or ()}
        if estimate:
            cost = estimate_report(**given)
            console.print_result(cost, as_json, lambda: str(cost))
            return
        if topic == "report":
            if model:
                console.warn(str(estimate_report(**given)))
            made = draft_report(**given, checklist=checklist or (), model=model, options=options)
        else:
            made = draft_section(topic, **given, model=model, options=options)
    if out:
        texts = {".md": made.to_markdown, ".html": made.to_html, ".json": made.to_json}
        console.write_file(out, texts, save={".docx": made.to_docx})
    for ticked in made.checklist:
        console.warn(f"{'✓' if ticked.sentence else '✗ 未写到'} {ticked.item}")
    for conflict in made.conflicts:
        console.warn(f"前后不一 {conflict.message}")
    for note in (*made.notes, *(f"未用到的事实：{fact}" for fact in made.unused)):
        console.warn(f"注意 {note}")
    summary = f"{console.show_summary(made.findings)}；待补 {len(made.blanks)} 处"
    console.print_result(made, as_json, lambda: f"{made.text}\n\n{summary}")


@app.command(epilog="Example: fazhi verify draft.txt --source report.txt --township 渠马镇 --year 2022")
def verify(
    text: Annotated[Path, typer.Argument(help="The text to check, or a draft as .json.")],
    source: Annotated[list[Path] | None, typer.Option(help="A source file; may be repeated.")] = None,
    kb: Annotated[Path | None, typer.Option("--kb", help="Check against the reports held here.")] = None,
    township: Township = None,
    county: County = None,
    year: Year = None,
    html: Annotated[Path | None, typer.Option(help="Also write an HTML evidence page.")] = None,
    as_json: AsJson = False,
) -> None:
    """Check every number of a text against sources; exit status 1 when one is not supported."""
    from fazhi_rag import grounding
    from fazhi_rag.reading import read_document
    from fazhi_rag.rendering import Page, render_html

    if text.suffix == ".json":
        from fazhi_rag.writing import verify_draft

        checked = verify_draft(text)
        console.print_result(checked, as_json, lambda: console.show_grounding(checked))
        raise typer.Exit(0 if checked.ok else 1)
    document = read_document(text)
    who = document.identity
    checked = grounding.verify(
        document.text,
        _sources(source or [], kb),
        township=township or who.township,
        county=county or who.county,
        year=year or who.year,
    )
    if html:
        page = Page(who.title or text.name, document.text, checked.findings, conflicts=checked.conflicts)
        console.write_file(html, {".html": lambda: render_html(page)})
    console.print_result(checked, as_json, lambda: console.show_grounding(checked))
    raise typer.Exit(0 if checked.ok else 1)


@app.command(epilog="Example: fazhi export report.md --out report.docx --letterhead letterhead.yaml")
def export(
    file: Annotated[Path, typer.Argument(help="A text or report, or a draft as .json.")],
    out: Annotated[Path, typer.Option(help="Where to write: .docx, .html or .md.")],
    letterhead: LetterheadFile = None,
    template: Annotated[Path | None, typer.Option(help="Your own .docx; its styles are used.")] = None,
    annotated: Annotated[bool, typer.Option(help="A Word comment on each figure with its source.")] = False,
    source: Annotated[list[Path] | None, typer.Option(help="A source file; may be repeated.")] = None,
    kb: Annotated[Path | None, typer.Option("--kb", help="Check against the reports held here.")] = None,
    as_json: AsJson = False,
) -> None:
    """Write a report or draft as a Word file in the form of GB/T 9704-2012; it is read back and compared."""
    from fazhi_rag.rendering import (
        Letterhead,
        WordSettings,
        export_docx,
        load_letterhead,
        open_page,
        render_html,
        render_markdown,
    )
    from fazhi_rag.writing import draft_page

    is_draft = file.suffix == ".json"
    wanted = not is_draft and (annotated or source or kb)
    page = draft_page(file) if is_draft else open_page(file, _sources(source or [], kb) if wanted else ())
    head = load_letterhead(letterhead) if letterhead else Letterhead()
    settings = WordSettings(head, annotated, template)
    texts = {".html": lambda: render_html(page), ".md": lambda: render_markdown(page)}
    console.write_file(out, texts, save={".docx": lambda path: export_docx(page, path, settings)})
    written = {"file": str(out), "read_back": out.suffix.lower() == ".docx", "findings": page.findings}
    said = f"已写出 {out}{'，回读一致' if written['read_back'] else ''}"
    console.print_result(written, as_json, lambda: said)


app.command(epilog="Example: fazhi review report.docx --kb kb")(review_command.review)
app.command(epilog="Example: fazhi explain N201")(review_command.explain)
app.command(epilog="Example: fazhi search 矛盾纠纷化解 --township 渠马镇 --kb kb")(library_commands.search)
app.command(epilog="Example: fazhi quantities --township 渠马镇 --topic dispute_resolution --kb kb")(
    library_commands.quantities
)
app.command(epilog="Example: fazhi status --kb kb")(library_commands.status)
app.command(epilog="Example: fazhi reindex --kb kb")(library_commands.reindex)


@app.command(epilog="Example: fazhi demo")
def demo(
    folder: Annotated[Path, typer.Option(help="Where the outputs are left.")] = Path("fazhi-demo"),
    as_json: AsJson = False,
) -> None:
    """Run the main job on the bundled corpus: ingest, ask, draft, catch tampered numbers."""
    from fazhi_rag.demo import run_demo

    with console.progress_bar("入库") as progress:
        result = run_demo(folder, progress=progress, say=console.warn if as_json else typer.echo)
    if as_json:
        typer.echo(console.dump(result))


def _sources(paths: list[Path], kb: Path | None) -> list[Source]:
    """The files given, and the reports (never the policies) of the knowledge base."""
    from fazhi_rag.reading import read_document
    from fazhi_rag.types import DocumentKind, Source

    documents = [read_document(path) for path in paths]
    if kb:
        with open_kb(kb) as base:
            reports = [r for r in base.documents() if r.identity.kind is not DocumentKind.POLICY]
            documents += [base.load(record.name) for record in reports]
    if not documents:
        raise InputError("nothing to check against: give --source FILE or --kb FOLDER")
    return [
        Source(d.text, d.identity.township, d.identity.county, d.identity.year, d.name) for d in documents
    ]


if __name__ == "__main__":
    main()
