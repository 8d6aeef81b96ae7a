"""The five published reports: every finding was judged by reading, and what is known to be wrong is found."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from fazhi_rag.knowledge import KnowledgeBase
from fazhi_rag.reading import read_document
from fazhi_rag.reviewing import review
from fazhi_rag.types import ReviewFinding

LABELS: list[dict[str, Any]] = [
    json.loads(line)
    for line in (Path(__file__).parent / "data" / "review_labels.jsonl").read_text("utf-8").splitlines()
]
"""(report, code, quote of at most 12 characters, whether it is right); `known` ones must be found."""
QUOTED = 12


def key(report: str, finding: ReviewFinding) -> tuple[str, str, str]:
    return (report, finding.code, finding.text[:QUOTED])


@pytest.fixture(scope="module")
def found(real_corpus: Path) -> dict[tuple[str, str, str], ReviewFinding]:
    return {
        key(path.stem, finding): finding
        for path in sorted((real_corpus / "corpus").glob("*.txt"))
        for finding in review(path).findings
    }


def test_every_finding_has_been_judged(found: dict[tuple[str, str, str], ReviewFinding]) -> None:
    judged = {(row["report"], row["code"], row["quote"]) for row in LABELS}
    assert set(found) - judged == set()


@pytest.mark.parametrize(("severity", "least"), [("error", 0.95), ("warning", 0.85), ("note", 0.85)])
def test_findings_are_right(
    found: dict[tuple[str, str, str], ReviewFinding], severity: str, least: float
) -> None:
    right = {(row["report"], row["code"], row["quote"]): row["right"] for row in LABELS}
    verdicts = [right[at] for at, finding in found.items() if finding.severity == severity]
    assert len(verdicts) >= 5
    assert sum(verdicts) >= least * len(verdicts)


def test_what_is_known_to_be_wrong_is_found(found: dict[tuple[str, str, str], ReviewFinding]) -> None:
    known = {(row["report"], row["code"], row["quote"]) for row in LABELS if row.get("known")}
    assert len(known) >= 7
    assert known - set(found) == set()


def test_wording_shared_between_the_reports_is_found(real_corpus: Path, real_kb: KnowledgeBase) -> None:
    """A sentence on proposals; the slogan that two others share is formula."""
    pairs = set()
    for path in sorted((real_corpus / "corpus").glob("*.txt")):
        document = read_document(path)
        for finding in review(document, kb=real_kb).findings:
            if finding.code == "C103":
                assert finding.span.of(document.text) == finding.text
                pairs.add((document.identity.township, finding.related[0].township))
    assert pairs == {("静海镇", "松源镇"), ("松源镇", "静海镇")}


def test_labels_quote_no_stretch_of_the_reports() -> None:
    assert all(len(row["quote"]) <= QUOTED for row in LABELS)
