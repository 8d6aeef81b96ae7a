"""What the commands print: results on stdout, progress and warnings on stderr, and the exit status."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import typer

from fazhi_rag.errors import InputError
from fazhi_rag.types import Answer, Conflict, Figure, Finding, Grounding, Hit, IngestReport, Place, as_json

if TYPE_CHECKING:
    from fazhi_rag.knowledge import DocumentRecord
    from fazhi_rag.writing import Plan

Progress = Callable[[int, int, str], None]


def print_result(result: object, as_json_text: bool, text: Callable[[], str]) -> None:
    """Print a result as JSON, or as text for people."""
    typer.echo(dump(result) if as_json_text else text())


def dump(result: object) -> str:
    """Return a value of the library as JSON."""
    return json.dumps(as_json(result), ensure_ascii=False)


def warn(message: str) -> None:
    """Print a line on stderr."""
    typer.echo(message, err=True)


def fail(message: str) -> NoReturn:
    """Print an error and stop with exit status 2."""
    warn(f"fazhi: {message}")
    sys.exit(2)


@contextmanager
def progress_bar(label: str) -> Iterator[Progress]:
    """A progress bar on stderr; silent where stderr is not a terminal."""
    from rich.console import Console
    from rich.progress import Progress as Bar

    with Bar(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task(label, total=None)

        def show(done: int, total: int, name: str) -> None:
            bar.update(task, completed=done, total=total, description=f"{label} {Path(name).name}")

        yield show


def csv_text(rows: Iterable[Sequence[str]]) -> str:
    """Return rows as CSV that Excel opens rightly and does not run: a BOM, no cell that starts a formula."""
    out = io.StringIO()
    csv.writer(out).writerows([f"'{cell}" if cell[:1] in _FORMULA else cell for cell in row] for row in rows)
    return "\ufeff" + out.getvalue()


_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_file(
    path: Path,
    texts: Mapping[str, Callable[[], str]],
    *,
    save: Mapping[str, Callable[[Path], None]] | None = None,
) -> None:
    """Write `path` by its suffix: `texts` give what to write, `save` writes by itself.

    Raises:
        InputError: the suffix is none of them, or the file cannot be written.

    """
    suffix, savers = path.suffix.lower(), save or {}
    try:
        if suffix in savers:
            savers[suffix](path)
        elif suffix in texts:
            path.write_text(texts[suffix](), encoding="utf-8")
        else:
            raise InputError(f"use a name that ends in {' or '.join([*texts, *savers])}", place=str(path))
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror}", place=str(path)) from error


CAUSES = {
    "unreadable": "读不出（空、残缺、编码不对）",
    "unsupported": "格式不支持",
    "template": "模板，不是报告",
    "duplicate": "与已入库的重复",
    "relabelled": "改了年份的旧报告",
    "refused": "为安全起见未读",
    "limit": "超出时间或内存限制",
    "crashed": "读取程序出错",
}


def show_failures(report: IngestReport) -> Iterator[str]:
    """Yield the files that failed, grouped by cause, each with its reason."""
    for cause, names in report.failed_by_cause.items():
        yield f"未入库 {len(names)} 个：{CAUSES[cause]}"
        yield from (
            f"  {failure.name}：{failure.reason}" for failure in report.failed if failure.cause == cause
        )


def show_answer(answer: Answer) -> str:
    """The answer, then where each of its quotations stands."""
    places = [f"[{c.key}] {show_place(c.place)}" for c in answer.citations]
    return "\n".join([answer.text, *(["", "出处：", *places] if places else [])])


_INTENTS = {
    "describe": "引用报告原文",
    "figure": "查数字",
    "compare": "几份报告并列",
    "mentions": "查哪些报告写到",
    "count": "数有几个乡镇或几份报告",
    "sum": "合计",
    "mean": "求平均",
    "rank": "排名、筛选",
    "trend": "看逐年变化",
    "holdings": "查收录了哪些报告",
    "document": "查文号、日期、主送等",
    "same_place": "核对是不是同一个地方",
    "copying": "查疑似沿用他处的文字",
    "conflicts": "查报告内部是否矛盾",
    "policy": "查政策法规（不看报告）",
}
_MOST_NAMED = 6
"""Reports named in a plan; of more, how many there are."""


def show_plan(plan: Plan) -> str:
    """How a question was understood, a line each: whose reports, which years, about what."""
    from fazhi_rag.reading import load_topics

    topics = {topic.id: topic.name for topic in load_topics()}
    years = "、".join(f"{year}年" for year in plan.scope.years)
    rows = {
        "范围": _show_scope(plan),
        "年份": years or "没有写明，不限年度",
        "主题": "、".join(topics[topic] for topic in plan.topics) or "不属于哪一个固定主题",
        "意图": _INTENTS[plan.intent.value],
        "要找的内容": " ".join(plan.focus.replace("\u3000", " ").split()),
        "要找的数": _show_amount(plan),
        "没有读懂": plan.scope.message,
        "说明": "".join(plan.scope.notes),
    }
    always = ("范围", "年份", "主题", "意图")
    return "\n".join(f"{label}：{text}" for label, text in rows.items() if text or label in always)


def _show_scope(plan: Plan) -> str:
    from fazhi_rag.writing.asking.composing import name_reports

    if plan.intent.value == "policy":
        return "政策法规文件"
    unplaced = "；没有写明乡镇和年度，先查政策法规" if plan.unplaced else ""
    return (name_reports(plan.scope.records, most=_MOST_NAMED) or "没有可查的报告") + unplaced


def _show_amount(plan: Plan) -> str:
    if not (plan.amounts or plan.unit or plan.limit):
        return ""
    unit = f"以“{plan.unit}”计" if plan.unit else "没有写明计量单位"
    limit = f"条件是“{plan.limit.text}”" if plan.limit else ""
    return "，".join(part for part in (plan.noun, unit, limit) if part)


def show_place(place: Place) -> str:
    """Name a place: 云阳县渠马镇 2022年度 四、… › （一）…（渠马镇_2022.txt）."""
    year = f"{place.year}年度" if place.year else ""
    parts = [f"{place.county or ''}{place.township or ''}", year, place.section]
    return f"{' '.join(part for part in parts if part)}（{Path(place.document).name}）"


def show_grounding(grounding: Grounding) -> str:
    """One line a number, then the conflicts and a summary."""
    rows = [_finding_line(finding) for finding in grounding.findings]
    return "\n".join([*rows, *map(_conflict_line, grounding.conflicts), show_summary(grounding.findings)])


def show_summary(findings: tuple[Finding, ...]) -> str:
    """How many numbers have which verdict."""
    from fazhi_rag.rendering import Page, summarize

    return summarize(Page("", "", findings))


def show_hits(hits: list[Hit]) -> str:
    """Search results for people."""
    blocks = [f"{_whose(hit)} {hit.year or ''} {hit.section}\n{hit.text.strip()}" for hit in hits]
    return "\n\n".join(blocks) or "没有找到。"


def show_figures(figures: list[Figure]) -> str:
    """Rows of the ledger for people."""
    rows = [
        f"{_whose(f.place)} {f.place.year or ''}\t{f.mention.subject or ''}\t{f.mention.text}"
        for f in figures
    ]
    return "\n".join(rows) or "没有数字。"


def show_status(held: Mapping[str, Any], records: list[DocumentRecord]) -> str:
    """What a knowledge base holds, then its documents."""
    rows = [f"{key}\t{as_json(value)}" for key, value in held.items()]
    for record in records:
        who = record.identity
        rows.append(f"{who.kind}\t{who.county or ''}{who.township or ''}\t{who.year or ''}\t{who.title}")
    return "\n".join(rows)


def _whose(place: Place | Hit) -> str:
    return f"{place.county or ''}{place.township or ''}" or Path(place.document).name


def _finding_line(finding: Finding) -> str:
    from fazhi_rag.rendering import status_name

    return f"{'✓' if finding.ok else '✗'} {finding.text}\t{status_name(finding.status)}\t{finding.message}"


def _conflict_line(conflict: Conflict) -> str:
    return f"! 来源自相矛盾：{conflict.message}"
