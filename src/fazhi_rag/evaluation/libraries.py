"""The knowledge bases that the built-in suites ask: each built once in a run, and gone when the program ends.

The suites rank by words, so every vector is the same single number.
"""

from __future__ import annotations

import atexit
import re
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

from fazhi_rag.evaluation.draft_cases import last_reports
from fazhi_rag.evaluation.synthetic import synthesise
from fazhi_rag.evaluation.township_cases import REPORTS, SEED
from fazhi_rag.numbers import find_mentions
from fazhi_rag.types import FACT_KINDS

CANARIES = range(70_001, 80_000)
"""Figures no report has: what prints one of them took it from the report it was put into."""
_NUMBER = re.compile(r"[\d.,]+|[一二三四五六七八九十百千万两]+")


@cache
def bundled_library() -> Path:
    """Return a knowledge base of the bundled reports and policies."""
    with as_file(files("fazhi_rag.corpus")) as corpus:
        return build_from([corpus / "reports", corpus / "policies"])


@cache
def township_library() -> Path:
    """Return a knowledge base of the bundled corpus and the synthetic reports."""
    written = _write({report.name: report.text for report in synthesise(REPORTS, seed=SEED)})
    with as_file(files("fazhi_rag.corpus")) as corpus:
        return build_from([corpus / "reports", corpus / "policies", written])


@cache
def draft_library() -> Path:
    """Return a knowledge base to draft from: every figure of every report in it is a canary."""
    texts, _ = _marked_reports()
    with as_file(files("fazhi_rag.corpus")) as corpus:
        return build_from([corpus / "policies", _write(texts)])


def canaries() -> Mapping[int, str]:
    """Return the canaries in the reports of `draft_library`, each with the name of its report."""
    return _marked_reports()[1]


@cache
def _marked_reports() -> tuple[Mapping[str, str], Mapping[int, str]]:
    """Put a canary of its own in the place of every figure of the reports that drafts go on from."""
    texts = {report.name: report.text for report in last_reports()}
    for entry in files("fazhi_rag.corpus").joinpath("reports").iterdir():
        texts[entry.name] = entry.read_text(encoding="utf-8")
    unused, homes = iter(CANARIES), dict[int, str]()
    for name, text in sorted(texts.items()):
        *front, body = text.split("---\n", 2)
        for mention in reversed([one for one in find_mentions(body) if one.kind in FACT_KINDS]):
            homes[canary := next(unused)] = name
            figure = _NUMBER.sub(str(canary), mention.text, count=1)
            body = body[: mention.span.start] + figure + body[mention.span.end :]
        texts[name] = "---\n".join([*front, body])
    return texts, homes


def build_from(folders: Iterable[Path]) -> Path:
    """Read folders into a new knowledge base."""
    from fazhi_rag.knowledge import KnowledgeBase

    path = _scratch() / "kb"
    with KnowledgeBase.open(path, embed=lambda texts: [[1.0]] * len(texts)) as kb:
        kb.ingest(folders)
    return path


def _write(texts: Mapping[str, str]) -> Path:
    folder = _scratch()
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def _scratch() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="fazhi-eval-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder
