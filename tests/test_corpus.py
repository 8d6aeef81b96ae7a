"""The sample corpus: its manifest is current, and each report carries every figure of its original."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from fazhi_rag.corpus.make_manifest import manifest_lines

from fazhi_rag.numbers import find_mentions
from fazhi_rag.reading import read_document
from fazhi_rag.types import DocumentKind, Mention
from tests.conftest import ROOT

REPORTS = sorted((ROOT / "corpus" / "reports").glob("*.md"))
POLICIES = sorted((ROOT / "corpus" / "policies").glob("*.md"))


def test_the_manifest_is_current() -> None:
    """Run `python corpus/make_manifest.py` after a change."""
    written = (ROOT / "corpus" / "manifest.jsonl").read_text(encoding="utf-8").splitlines()
    assert written == manifest_lines()


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
def test_a_report_says_that_it_is_a_restatement(path: Path) -> None:
    front = path.read_text(encoding="utf-8").split("---\n")[1]
    assert "restated: true" in front
    assert "original_title:" in front
    assert "original_publisher:" in front


def figures(path: Path) -> Counter[tuple[str, str | None, str]]:
    def claim(mention: Mention) -> tuple[str, str | None, str]:
        return (str(mention.value), mention.unit, str(mention.approx))

    return Counter(claim(m) for m in find_mentions(read_document(path).text) if m.is_fact)


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
def test_a_report_carries_every_figure_of_its_original(path: Path, real_corpus: Path) -> None:
    original = figures(real_corpus / "corpus" / f"{path.stem}.txt")
    assert original - figures(path) == Counter()


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
def test_a_report_shares_no_sentence_with_the_originals(path: Path, real_corpus: Path) -> None:
    """Runs of 22 characters occur in titles alone."""

    def bare(text: str) -> str:
        return "".join(char for char in text if "\u4e00" <= char <= "\u9fff" or char.isdigit())

    originals = [bare(file.read_text(encoding="utf-8")) for file in (real_corpus / "corpus").glob("*.txt")]
    body = path.read_text(encoding="utf-8").split("---\n", 2)[2]
    for sentence in body.replace("\n", "。").split("。"):
        text = bare(sentence)
        runs = {text[i : i + 22] for i in range(len(text) - 21)}
        shared = {run for run in runs for original in originals if run in original}
        assert not shared or "《" in sentence, shared


@pytest.mark.parametrize("path", POLICIES, ids=lambda path: path.stem)
def test_a_policy_is_one_and_says_when_it_is_in_force(path: Path) -> None:
    identity = read_document(path).identity
    assert identity.kind is DocumentKind.POLICY
    assert identity.title
    assert "effective_from:" in path.read_text(encoding="utf-8")
    assert identity.effective_to is None or identity.effective_from is not None


def test_there_are_enough_policies() -> None:
    assert len(POLICIES) >= 12
