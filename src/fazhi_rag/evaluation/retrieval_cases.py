"""Retrieval cases: a question, the filters a user would set, and the clauses of the reports that answer it.

They are derived from the questions and townships suites, whose evidence is known: run as a module, this
prints the cases frozen in eval/suites/retrieval, and a test holds them to each other.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Literal

from pydantic import Field

from fazhi_rag.evaluation.scorers import fold, same_unit
from fazhi_rag.evaluation.suites import QuestionCase, SuiteCase, load_cases
from fazhi_rag.evaluation.synthetic import SyntheticReport, synthesise
from fazhi_rag.evaluation.township_cases import REPORTS, SEED, TownshipCase, Wanted

_LISTS_DOCUMENTS = ("list", "count", "ambiguous", "elsewhere")
"""Kinds of townships whose evidence is which reports there are, not a passage of one."""
_CLAUSE = re.compile(r"[^，。；\n]+")


class RetrievalCase(SuiteCase):
    """A question with its filters. `parts` are what must be found: clauses of the documents in `docs`."""

    kind: str = Field(min_length=1)
    question: str = Field(min_length=1)
    township: str | None = None
    county: str | None = None
    year: int | None = None
    sought: Literal["annual_report", "policy"] = "annual_report"
    """The kind of document searched."""
    docs: tuple[str, ...] = Field(min_length=1)
    """Names of the files whose passages can be relevant."""
    parts: tuple[str, ...] = Field(min_length=1)

    @property
    def filters(self) -> dict[str, Any]:
        """The filters of the search."""
        return {"township": self.township, "county": self.county, "year": self.year, "kind": self.sought}


@dataclass(frozen=True, slots=True)
class _Held:
    """A document a question may rest on."""

    text: str
    township: str | None
    county: str | None
    year: int | None
    clauses: tuple[tuple[Wanted, str], ...] = ()
    """Of a synthetic report: each figure with the clause that states it."""


def retrieval_rows() -> list[dict[str, Any]]:
    """Return every case as JSON types: the answerable questions whose evidence stands in one place."""
    held = {**_own_documents(), **_synthetic_documents()}
    rows = [*_from_questions(held), *_from_townships(held)]
    return [RetrievalCase.model_validate(row).model_dump(exclude_defaults=True, mode="json") for row in rows]


def _from_questions(held: Mapping[str, _Held]) -> Iterator[dict[str, Any]]:
    for case in load_cases("questions", QuestionCase):
        texts, names = [held[doc].text for doc in case.docs], {held[doc].township for doc in case.docs}
        told = [part for part in case.evidence if part not in names]  # which reports: no passage of one
        parts = [part for part in told if any(fold(part) in fold(text) for text in texts)]
        if case.answerable and parts:
            yield _row(case, parts, held=held)


def _from_townships(held: Mapping[str, _Held]) -> Iterator[dict[str, Any]]:
    for case in load_cases("townships", TownshipCase):
        if case.status == "answered" and case.kind not in _LISTS_DOCUMENTS:
            documents = [held[doc] for doc in case.docs]
            figures = [_clause_of(one, documents) for one in case.figures if not one.computed]
            parts = [part for part in (*figures, *(_stated(word, documents) for word in case.words)) if part]
            if parts:
                yield _row(case, parts, held=held)


def _row(
    case: QuestionCase | TownshipCase, parts: Iterable[str], *, held: Mapping[str, _Held]
) -> dict[str, Any]:
    documents = [held[doc] for doc in case.docs]
    shared = {
        name: values.pop()
        for name in ("county", "year")
        if len(values := {getattr(document, name) for document in documents}) == 1
    }
    places = {(document.county, document.township) for document in documents}
    if len(places) == 1:
        shared["township"] = documents[0].township
    return {
        "id": f"{'q' if isinstance(case, QuestionCase) else 't'}-{case.id}",
        "half": case.half,
        "kind": case.kind,
        "question": case.question,
        **shared,
        "sought": "annual_report" if documents[0].year else "policy",
        "docs": case.docs,
        "parts": tuple(dict.fromkeys(parts)),
    }


def _clause_of(wanted: Wanted, documents: Iterable[_Held]) -> str | None:
    """The clause that states a figure; None where several do, or none."""
    listed = list(documents)
    if wanted.said:
        return wanted.said
    clauses = {
        clause
        for document in listed
        for fact, clause in document.clauses
        if fact.value == wanted.value and (wanted.unit is None or same_unit(fact.unit, wanted.unit))
    }
    if clauses:
        return clauses.pop() if len(clauses) == 1 else None
    return _stated(f"{wanted.value:f}{wanted.unit or ''}", listed)


def _stated(words: str, documents: Iterable[_Held]) -> str | None:
    """The one clause of the documents that holds these words; None where several do, or none."""
    found = [
        clause[0]
        for document in documents
        for clause in _CLAUSE.finditer(document.text)
        if fold(words) in fold(clause[0])
    ]
    return found[0].strip() if len(found) == 1 else None


def _own_documents() -> dict[str, _Held]:
    """The bundled corpus, by file name; whose a report is and of which year its name says."""
    found = {}
    for folder in ("reports", "policies"):
        for entry in files("fazhi_rag.corpus").joinpath(folder).iterdir():
            name = entry.name.removesuffix(".md")
            township, _, year = name.partition("_")
            whose = (township, None, int(year)) if folder == "reports" else (None, None, None)
            body = entry.read_text(encoding="utf-8").split("---\n", 2)[-1]
            found[entry.name] = _Held(body, *whose)
    return found


def _synthetic_documents() -> dict[str, _Held]:
    return {
        report.name: _Held(report.text, report.township, report.county, report.year, tuple(_clauses(report)))
        for report in synthesise(REPORTS, seed=SEED)
    }


def _clauses(report: SyntheticReport) -> Iterator[tuple[Wanted, str]]:
    for fact in report.facts:
        if not fact.planned:
            yield Wanted(value=fact.value, unit=fact.unit), fact.clause


if __name__ == "__main__":
    for row in retrieval_rows():
        sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
