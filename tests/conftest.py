"""Fixtures shared by the rooms' tests: the two corpora and knowledge bases over them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from fazhi_rag.knowledge import KnowledgeBase
from tests.model_endpoint import Endpoint, serve

# Speed is measured in benchmarks/, beside a baseline; a busy machine fails no test.
settings.register_profile("here", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("here")

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def own_corpus() -> Path:
    """The corpus that ships with the project."""
    return ROOT / "corpus"


@pytest.fixture(scope="session")
def real_corpus() -> Path:
    """Five published reports and their labels; not part of the project."""
    shared = Path(os.environ.get("FAZHI_REAL_CORPUS", ROOT / ".." / "shared"))
    if not (shared / "corpus").is_dir():
        pytest.skip(f"the real reports are not at {shared}; set FAZHI_REAL_CORPUS")
    return shared


@pytest.fixture(scope="session")
def own_kb(own_corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    """A knowledge base over the project's own reports and policies."""
    with KnowledgeBase.open(tmp_path_factory.mktemp("own") / "kb") as kb:
        assert kb.ingest([own_corpus / "reports", own_corpus / "policies"]).ok
        yield kb


@pytest.fixture(scope="session")
def real_kb(real_corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    """A knowledge base over the five real reports."""
    with KnowledgeBase.open(tmp_path_factory.mktemp("real") / "kb") as kb:
        assert kb.ingest(real_corpus / "corpus").ok
        yield kb


@pytest.fixture
def endpoint(monkeypatch: pytest.MonkeyPatch) -> Iterator[Endpoint]:
    """A scripted model on loopback, named by the environment as a user would name one."""
    with serve() as (scripted, address):
        monkeypatch.setenv("OPENAI_BASE_URL", address)
        monkeypatch.setenv("OPENAI_API_KEY", "test-key")
        yield scripted
