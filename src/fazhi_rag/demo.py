"""`fazhi demo`: the main job on the bundled corpus, offline, start to end."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from fazhi_rag.grounding import verify
from fazhi_rag.knowledge import KnowledgeBase
from fazhi_rag.rendering import Page, render_html, status_name
from fazhi_rag.types import Document, DocumentKind, Grounding, Source
from fazhi_rag.writing import Draft, ask, draft_section

QUESTION = "渠马镇是如何开展矛盾纠纷调解的？"
TOWNSHIP, YEAR, TOPIC = "云阳县渠马镇", 2023, "dispute_resolution"
_FACTS = "facts_渠马镇_2023.csv"
_TAMPERED = (("14处", "41处"), ("8名", "8人次"), ("30余次", "30次"), ("12个", "13个"))
"""Digits swapped, a measure word of another meaning, a dropped 余, a small drift."""


def run_demo(
    folder: Path,
    *,
    progress: Callable[[int, int, str], None] | None = None,
    say: Callable[[str], Any] = print,
) -> dict[str, Any]:
    """Ingest the bundled corpus, ask, draft and check a tampered copy; leave everything in `folder`.

    Returns the answer, draft and findings as plain JSON types.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with as_file(files("fazhi_rag.corpus")) as corpus, KnowledgeBase.open(folder / "kb") as kb:
        facts = folder / _FACTS
        shutil.copyfile(corpus / "demo" / _FACTS, facts)
        report = kb.ingest([corpus / "reports", corpus / "policies"], progress=progress)
        held = len(report.added) + len(report.replaced) + len(report.unchanged)
        say(f"一、入库 {held} 份文件（知识库：{folder / 'kb'}）")

        answer = ask(QUESTION, kb=kb)
        say(f"\n二、提问：{QUESTION}\n{answer.text}")

        draft = draft_section(TOPIC, kb=kb, township=TOWNSHIP, year=YEAR, facts=facts)
        say(f"\n三、起草：{draft.title}\n{draft.text}")
        say(f"（{len(draft.findings)} 个数字全部有据，待补 {len(draft.blanks)} 处）")

        sources = _sources(draft, kb)
        text, checked = _tamper(draft, sources)
        say("\n四、核数：把草稿里的四个数字改错，逐个查出")
        for finding in checked.findings:
            if not finding.ok:
                say(f"  ✗ {finding.text}　{status_name(finding.status)}　{finding.message}")
    _leave(folder, draft, text, checked, answer.text)
    say(f"\n草稿、证据页和被改动的副本在 {folder}/")
    return {"answer": answer.to_dict(), "draft": draft.to_dict(), "tampered": checked.to_dict()}


def _sources(draft: Draft, kb: KnowledgeBase) -> list[Source]:
    """The facts of the draft, and the township's own report it was rolled forward from."""
    facts = "\n".join(citation.text for citation in draft.evidence[1:])
    own: list[Document] = [
        kb.load(record.name) for record in kb.documents(kind=DocumentKind.ANNUAL_REPORT, township=TOWNSHIP)
    ]
    who = own[0].identity
    reports = [Source(d.text, who.township, who.county, d.identity.year, d.name) for d in own]
    return [Source(facts, who.township, who.county, YEAR, _FACTS), *reports]


def _tamper(draft: Draft, sources: list[Source]) -> tuple[str, Grounding]:
    text = draft.text
    for right, wrong in _TAMPERED:
        text = text.replace(right, wrong, 1)
    return text, verify(text, sources, township=sources[0].township, county=sources[0].county, year=YEAR)


def _leave(folder: Path, draft: Draft, tampered: str, checked: Grounding, answer: str) -> None:
    (folder / "answer.md").write_text(f"# {QUESTION}\n\n{answer}\n", encoding="utf-8")
    (folder / "draft.md").write_text(draft.to_markdown(), encoding="utf-8")
    (folder / "draft.html").write_text(draft.to_html(), encoding="utf-8")
    draft.to_docx(folder / "draft.docx")
    page = Page("被改动的副本", tampered, checked.findings, conflicts=checked.conflicts)
    (folder / "tampered.html").write_text(render_html(page), encoding="utf-8")
