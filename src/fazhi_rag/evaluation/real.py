"""The labels on the real reports, where they are at hand: the same suites on texts nobody here wrote."""

from __future__ import annotations

import json
import os
import re
from collections import defaultdict
from pathlib import Path
from typing import Any

from fazhi_rag.errors import EvaluationError
from fazhi_rag.evaluation.suites import GroundingCase, Label, MentionCase, QuestionCase, half_of, parse_cases
from fazhi_rag.types import FACT_KINDS, Source

REAL_CORPUS = "FAZHI_REAL_CORPUS"
"""Environment variable: the folder with `corpus/` and `gold/` of the real reports."""
_SENTENCE = re.compile(r"[^。；;\n]+[。；;]?")
_FIELDS = tuple(Label.model_fields)


def real_corpus() -> Path | None:
    """Return the folder with the real reports and their labels, or None where it is absent.

    `FAZHI_REAL_CORPUS` names it; unset, it is looked for as `shared` beside the project or beside the
    current folder's project.
    """
    named = os.environ.get(REAL_CORPUS)
    folders = [Path(named)] if named else [Path("../shared"), Path(__file__).parents[3] / "../shared"]
    return next((f.resolve() for f in folders if (f / "gold").is_dir() and (f / "corpus").is_dir()), None)


def read_gold(folder: Path) -> dict[str, list[dict[str, Any]]]:
    """Read `gold/mentions.jsonl` into rows by document. Raises: EvaluationError naming file and line."""
    place = folder / "gold" / "mentions.jsonl"
    rows = defaultdict(list)
    for number, line in enumerate(_text(place).splitlines(), start=1):
        try:
            row = json.loads(line)
            rows[row["doc"]].append(row)
        except (json.JSONDecodeError, KeyError) as error:
            raise EvaluationError(f"{place}, line {number}: {error!r}") from error
    return dict(rows)


def mention_cases(folder: Path) -> tuple[MentionCase, ...]:
    """Return one case a labelled report: the whole file and all its labels."""
    return tuple(
        MentionCase(
            id=doc, half=half_of(doc), text=_text(folder / "corpus" / doc), expect=tuple(map(_label, rows))
        )
        for doc, rows in read_gold(folder).items()
    )


def grounding_cases(folder: Path) -> tuple[GroundingCase, ...]:
    """Return one case a sentence of the labelled reports, those without a fact as well (see `states_fact`).

    What is claimed falsely of a sentence must be silence, or false, in the whole report.
    """
    cases = []
    for doc, rows in read_gold(folder).items():
        text, labels = _text(folder / "corpus" / doc), [_label(row) for row in rows]
        for match in _SENTENCE.finditer(text):
            inside = [one for one in labels if match.start() <= one.start and one.end <= match.end()]
            if match[0].strip():
                cases.append(_sentence(f"R-{doc}-{match.start()}", match, inside, rows[0]))
    return tuple(cases)


def states_fact(case: GroundingCase) -> bool:
    """Whether a sentence has a number that states a fact."""
    return any(label.kind in FACT_KINDS for label in case.mentions)


def _sentence(name: str, match: re.Match[str], labels: list[Label], row: dict[str, Any]) -> GroundingCase:
    lead = len(match[0]) - len(match[0].lstrip())
    start, text = match.start() + lead, match[0].strip()
    moved = tuple(
        one.model_copy(update={"start": one.start - start, "end": one.end - start}) for one in labels
    )
    return GroundingCase(
        id=name,
        half=half_of(text),
        township=row["jurisdiction"],
        year=int(row["year"]),
        text=text,
        mentions=moved,
    )


def report_sources(folder: Path) -> tuple[Source, ...]:
    """Return every real report as a source; township and year are those of its file name."""
    sources = []
    for path in sorted((folder / "corpus").glob("*.txt")):
        township, _, year = path.stem.partition("_")
        sources.append(Source(_text(path), township, None, int(year) if year.isdigit() else None, path.name))
    return tuple(sources)


def question_cases(folder: Path) -> tuple[QuestionCase, ...]:
    """Return the questions on the real reports; their half is that of the question's text."""
    place = folder / "gold" / "questions.jsonl"
    lines = [json.loads(line) for line in _text(place).splitlines()]
    rows = [json.dumps(row | {"half": half_of(row["question"])}, ensure_ascii=False) for row in lines]
    return parse_cases("\n".join(rows), QuestionCase, place=str(place))


def _label(row: dict[str, Any]) -> Label:
    return Label.model_validate({key: row[key] for key in _FIELDS if row.get(key) is not None})


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise EvaluationError(f"{path}: cannot be read: {error}") from error
