"""A whole report that is killed and run again, on a budget, and estimated before it starts."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from fazhi_rag.cli import app
from fazhi_rag.knowledge import KnowledgeBase
from fazhi_rag.writing import ModelOptions, draft_report, estimate_report
from tests.model_endpoint import Endpoint, completion, section

DONE = 6
"""Replies given before the run is killed."""
WRITTEN = json.dumps(completion(section("有关工作扎实开展。"))).encode()


@pytest.fixture
def town_kb(own_corpus: Path, tmp_path: Path) -> Path:
    with KnowledgeBase.open(tmp_path / "kb") as kb:
        assert kb.ingest([own_corpus / "reports" / "渠马镇_2022.md"]).ok
    return tmp_path / "kb"


def kept(cache: Path) -> int:
    with sqlite3.connect(cache, timeout=30) as connection:
        return int(connection.execute("SELECT count(*) FROM replies").fetchone()[0])


def test_a_killed_run_goes_on_where_it_was(endpoint: Endpoint, town_kb: Path) -> None:
    stuck, dead = threading.Event(), threading.Event()

    def until_killed(_: dict[str, Any]) -> tuple[int, bytes]:
        if len(endpoint.requests) > DONE:
            stuck.set()
            dead.wait(60)
        return 200, WRITTEN

    endpoint.script = until_killed
    command = [sys.executable, "-m", "fazhi_rag.cli", "draft", "report", "--township", "渠马镇"]
    arguments = ["--year", "2023", "--model", "scripted", "--kb", str(town_kb)]
    with subprocess.Popen(
        [*command, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as run:
        assert stuck.wait(60)
        while kept(town_kb / "replies.sqlite") < DONE:
            time.sleep(0.1)
        os.kill(run.pid, signal.SIGKILL)
    dead.set()

    endpoint.requests.clear()
    endpoint.script = lambda _: (200, WRITTEN)
    options = ModelOptions(cache=town_kb / "replies.sqlite")
    with KnowledgeBase.open(town_kb) as kb:
        given: dict[str, Any] = {"kb": kb, "township": "渠马镇", "year": 2023, "model": "scripted"}
        sections = estimate_report(kb=kb, township="渠马镇", year=2023).requests
        resumed = draft_report(**given, options=options)
        usage = resumed.provenance.usage
        assert usage["cached"] == DONE
        assert usage["cached"] + usage["requests"] == sections
        assert len(endpoint.requests) == usage["requests"] > 0
        assert resumed.text == draft_report(**given).text


def test_a_budget_stops_a_report_and_keeps_the_rest(endpoint: Endpoint, own_kb: KnowledgeBase) -> None:
    endpoint.script = lambda _: (200, WRITTEN)
    draft = draft_report(
        kb=own_kb, township="渠马镇", year=2023, model="scripted", options=ModelOptions(max_tokens=2000)
    )
    assert 0 < draft.provenance.usage["prompt_tokens"] + draft.provenance.usage["reply_tokens"] <= 2000
    assert any("budget of 2000 tokens" in note for note in draft.notes)
    assert all(heading in draft.text for heading in ("一、", "二、", "三、", "四、"))
    assert all(finding.ok for finding in draft.findings)


def test_an_estimate_is_what_is_sent(
    endpoint: Endpoint, own_kb: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAZHI_PROMPT_PRICE", "2")
    monkeypatch.setenv("FAZHI_REPLY_PRICE", "8")
    endpoint.script = lambda _: (200, WRITTEN)
    told = estimate_report(kb=own_kb, township="渠马镇", year=2023)
    draft_report(kb=own_kb, township="渠马镇", year=2023, model="scripted")
    assert len(endpoint.requests) == told.requests
    assert told.prompt_tokens > 1000
    assert told.price == Decimal(2 * told.prompt_tokens + 8 * told.reply_tokens) / 1_000_000


def test_the_command_estimates_without_a_model(town_kb: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    told = CliRunner().invoke(
        app, ["draft", "report", "--township", "渠马镇", "--year", "2023", "--estimate", "--kb", str(town_kb)]
    )
    assert told.exit_code == 0, told.output
    assert "次请求" in told.output
