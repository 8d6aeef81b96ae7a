"""The commands that fill, search and list a knowledge base."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from fazhi_rag import console
from fazhi_rag.options import DEFAULT_KB, AsJson, County, Kb, Topic, Township, Year, open_kb


def ingest(
    paths: Annotated[list[Path], typer.Argument(help="Files or folders; a folder may hold a manifest.csv.")],
    kb: Kb = DEFAULT_KB,
    glob: Annotated[str | None, typer.Option(help="Of folders, only files whose name or path fits.")] = None,
    township: Annotated[str | None, typer.Option(help="Whose report it is (one file).")] = None,
    county: Annotated[str | None, typer.Option(help="The county of all files given.")] = None,
    year: Annotated[int | None, typer.Option(min=1949, max=2100, help="Year reported on (one file).")] = None,
    jobs: Annotated[int | None, typer.Option(min=1, max=64, help="Processes that read.")] = None,
    gazetteer: Annotated[
        Path | None, typer.Option(envvar="FAZHI_GAZETTEER", help="CSV: code,name,county,city,province.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Read files into the knowledge base; unchanged files are skipped."""
    from fazhi_rag.reading import load_gazetteer
    from fazhi_rag.types import Identity

    if gazetteer:
        os.environ["FAZHI_GAZETTEER"] = str(gazetteer.resolve())
        load_gazetteer(gazetteer.resolve())
    stated = Identity(township=township, county=county, year=year) if township or county or year else None
    try:
        with open_kb(kb, create=True) as base, console.progress_bar("入库") as progress:
            report = base.ingest(paths, progress=progress, identity=stated, glob=glob, jobs=jobs)
    except KeyboardInterrupt:
        console.warn("已中断：已入库的都保留；再运行同一条命令即可接着做")
        raise typer.Exit(130) from None
    for warning in report.warnings:
        console.warn(f"注意 {warning}")
    for line in console.show_failures(report):
        console.warn(line)
    counts = [len(report.added), len(report.replaced), len(report.unchanged), len(report.failed)]
    line = "新增 {}，更新 {}，未变 {}，失败 {}"
    console.print_result(report, as_json, lambda: line.format(*counts))
    if report.failed:
        raise typer.Exit(1 if any(counts[:3]) else 2)


def search(
    query: Annotated[str, typer.Argument(help="Words to look for.")],
    kb: Kb = DEFAULT_KB,
    township: Township = None,
    county: County = None,
    year: Year = None,
    topic: Topic = None,
    policy: Annotated[bool, typer.Option(help="Search the policies instead of the reports.")] = False,
    k: Annotated[int, typer.Option(min=1, max=1000, help="How many results.")] = 5,
    as_json: AsJson = False,
) -> None:
    """Search the passages; filters are strict."""
    from fazhi_rag.types import DocumentKind

    kind = DocumentKind.POLICY if policy else DocumentKind.ANNUAL_REPORT
    with open_kb(kb) as base:
        hits = base.search(
            query, township=township, county=county, year=year, kind=kind, topic=_topic_id(topic), k=k
        )
    console.print_result(hits, as_json, lambda: console.show_hits(hits))


def quantities(
    kb: Kb = DEFAULT_KB,
    township: Township = None,
    county: County = None,
    year: Year = None,
    topic: Topic = None,
    as_json: AsJson = False,
) -> None:
    """List the figures of the ledger."""
    with open_kb(kb) as base:
        figures = base.figures(township=township, county=county, year=year, topic=_topic_id(topic))
    console.print_result(figures, as_json, lambda: console.show_figures(figures))


def status(kb: Kb = DEFAULT_KB, as_json: AsJson = False) -> None:
    """Say what the knowledge base holds."""
    with open_kb(kb) as base:
        held, records = base.status(), base.documents()
    console.print_result(held, as_json, lambda: console.show_status(held, records))


def reindex(kb: Kb = DEFAULT_KB, as_json: AsJson = False) -> None:
    """Rebuild the vectors and the lexical index from the catalogue."""
    with open_kb(kb) as base, console.progress_bar("重建索引") as progress:
        base.reindex(progress=progress)
        held = base.status()
    console.print_result(held, as_json, lambda: f"已重建：{held['chunks']} 个片段")


def _topic_id(name: str | None) -> str | None:
    from fazhi_rag.reading import find_topic

    return find_topic(name).id if name else None
