"""A knowledge base survives `kill -9` at any point: real processes, really killed."""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from fazhi_rag.errors import KnowledgeBaseLocked
from fazhi_rag.knowledge import KnowledgeBase
from fazhi_rag.types import Hit
from tests.knowledge_reports import assert_in_step, stored_ids, write_reports

ROOT = Path(__file__).parent.parent
FILES_PER_TRANSACTION = 4
COUNT = 6
"""Two transactions."""

# Where a child kills itself: what runs right before it dies.
KILL_POINTS = {
    "the tables are made": "after(database.Database, 'create')",
    "the first indexes are made": "after(caches.Caches, '_create')",
    "a file was read, none is committed": "after(ingest.Tally, 'note')",
    "vectors are computed, nothing is committed": "before(writer.Writer, '_check_vectors')",
    "the transaction is committed": "before(lexical.LexicalIndex, 'apply')",
    "the lexical index has followed": "after(lexical.LexicalIndex, 'apply')",
    "the lexical work is cleared": "before(vectors.VectorStore, 'remove')",
    "the vectors have followed": "after(vectors.VectorStore, 'add')",
    "the second transaction is committed": "before(lexical.LexicalIndex, 'apply', 2)",
}

# Imports once, then forks a process for each line it is sent, so that the kills do not wait for imports.
LAUNCHER = """
import json, os, signal, sys
from fazhi_rag.knowledge import KnowledgeBase, caches, database, ingest, lexical, vectors, writer
import chromadb

def die():
    os.kill(os.getpid(), signal.SIGKILL)

def patch(owner, name, at, first):
    whole, calls = getattr(owner, name), []
    def patched(*args, **kwargs):
        calls.append(name)
        if first and len(calls) == at:
            die()
        result = whole(*args, **kwargs)
        if not first and len(calls) == at:
            die()
        return result
    setattr(owner, name, patched)

def before(owner, name, at=1):
    patch(owner, name, at, True)

def after(owner, name, at=1):
    patch(owner, name, at, False)

def run(kb, folder, prepare, action):
    writer.FILES_PER_TRANSACTION = %d
    exec(prepare)
    print("started", os.getpid(), flush=True)
    with KnowledgeBase.open(kb) as base:
        base.reindex() if action == "reindex" else base.ingest(folder)
        if action == "hold":
            with writer.write_lock(base.path):
                print("held", flush=True)
                signal.pause()

for line in sys.stdin:
    child = os.fork()
    if child == 0:
        try:
            run(**json.loads(line))
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    print("ended", os.waitstatus_to_exitcode(status), flush=True)
"""


class Launcher:
    """Starts processes that write to a knowledge base, to be killed."""

    def __init__(self) -> None:
        code = LAUNCHER % FILES_PER_TRANSACTION
        environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
        self._process = subprocess.Popen(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def start(self, kb: Path, folder: Path, *, prepare: str = "", action: str = "ingest") -> int:
        """Start a process and return its id."""
        assert self._process.stdin
        order = {"kb": str(kb), "folder": str(folder), "prepare": prepare, "action": action}
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return int(self.hear("started"))

    def hear(self, word: str) -> str:
        """Wait for a line that begins with `word` and return the rest of it."""
        assert self._process.stdout
        heard, _, rest = self._process.stdout.readline().strip().partition(" ")
        assert heard == word, (heard, rest)
        return rest

    def ending(self) -> int:
        """Wait for the process started last and return its exit status, negative for a signal."""
        return int(self.hear("ended"))

    def close(self) -> None:
        self._process.kill()
        self._process.communicate()


@pytest.fixture(scope="module")
def launcher() -> Iterator[Launcher]:
    launcher = Launcher()
    yield launcher
    launcher.close()


@pytest.fixture(scope="module", autouse=True)
def _small_transactions() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("fazhi_rag.knowledge.writer.FILES_PER_TRANSACTION", FILES_PER_TRANSACTION)
        yield


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_reports(tmp_path_factory.mktemp("crash") / "in", COUNT)


def hits(kb: KnowledgeBase) -> list[list[Hit]]:
    questions = ("化解邻里纠纷多少件", "普法宣传发放折页", "云溪镇执法持证人员", "南坪镇2016年法律明白人")
    return [
        [replace(hit, score=round(hit.score, 4)) for hit in kb.search(question, k=20, ranking=ranking)]
        for ranking in ("lexical", "dense")
        for question in questions
    ]


@pytest.fixture(scope="module")
def undisturbed(reports: Path, tmp_path_factory: pytest.TempPathFactory) -> list[list[Hit]]:
    with KnowledgeBase.open(tmp_path_factory.mktemp("whole") / "kb") as kb:
        assert len(kb.ingest(reports).added) == COUNT
        return hits(kb)


def assert_whole_documents(kb: KnowledgeBase) -> None:
    for record in kb.documents():
        assert (record.sections, record.chunks > 0, record.figures > 0) == (
            len(kb.load(record.id).sections),
            True,
            True,
        )


def assert_finished_or_undone(path: Path, reports: Path, undisturbed: list[list[Hit]]) -> None:
    """Open what a kill left, look that nothing is half done, ingest again, and compare."""
    with KnowledgeBase.open(path) as kb:
        assert len(kb.documents()) % FILES_PER_TRANSACTION in (0, COUNT % FILES_PER_TRANSACTION)
        assert_in_step(kb)
        assert_whole_documents(kb)
        held = len(kb.documents())
        report = kb.ingest(reports)
        assert (len(report.unchanged), len(report.added)) == (held, COUNT - held)
        assert_in_step(kb)
        assert hits(kb) == undisturbed


@pytest.mark.parametrize("point", KILL_POINTS)
def test_killed_once(
    launcher: Launcher, point: str, reports: Path, undisturbed: list[list[Hit]], tmp_path: Path
) -> None:
    launcher.start(tmp_path / "kb", reports, prepare=KILL_POINTS[point])
    assert launcher.ending() == -signal.SIGKILL
    assert_finished_or_undone(tmp_path / "kb", reports, undisturbed)


def test_killed_again_and_again_at_random(launcher: Launcher, tmp_path: Path) -> None:
    chance = random.Random(20)
    kills, rounds = 0, 0
    while kills < 8:
        rounds += 1
        assert rounds <= 60, "the processes end before they can be killed"
        # Each round has a transaction of new files, and a part of one.
        reports = write_reports(tmp_path / "in", COUNT * rounds)
        process = launcher.start(tmp_path / "kb", reports)
        time.sleep(chance.uniform(0.0, 0.4))
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
        kills += launcher.ending() == -signal.SIGKILL
        with KnowledgeBase.open(tmp_path / "kb") as kb:
            assert_in_step(kb)
            assert_whole_documents(kb)
    with KnowledgeBase.open(tmp_path / "kb") as kb, KnowledgeBase.open(tmp_path / "whole") as whole:
        kb.ingest(reports)
        whole.ingest(reports)
        assert_in_step(kb)
        assert hits(kb) == hits(whole)


REINDEX_POINTS = {
    "the new indexes are empty": "after(caches.Caches, '_create')",
    "the new indexes are half full": "after(vectors.VectorStore, 'add')",
    "the catalogue has switched": "after(caches.outbox, 'clear_all')",
    "the old indexes are not yet deleted": "before(caches.Caches, '_discard_others', 2)",
}


@pytest.mark.parametrize("point", REINDEX_POINTS)
def test_killed_while_reindexing(
    launcher: Launcher, point: str, reports: Path, undisturbed: list[list[Hit]], tmp_path: Path
) -> None:
    with KnowledgeBase.open(tmp_path / "kb") as kb:
        kb.ingest(reports)
    launcher.start(tmp_path / "kb", reports, prepare=REINDEX_POINTS[point], action="reindex")
    assert launcher.ending() == -signal.SIGKILL
    with KnowledgeBase.open(tmp_path / "kb") as kb:
        assert_in_step(kb)
        assert hits(kb) == undisturbed
        kb.reindex()
        assert_in_step(kb)
        assert hits(kb) == undisturbed
        assert len(list(kb.path.glob("vectors-*"))) == len(list(kb.path.glob("lexical-*"))) == 1


def test_killed_while_replacing_and_removing(launcher: Launcher, reports: Path, tmp_path: Path) -> None:
    folder = write_reports(tmp_path / "in", 2)
    with KnowledgeBase.open(tmp_path / "kb") as kb:
        kb.ingest(folder)
    changed = next(iter(sorted(folder.iterdir())))
    changed.write_text(changed.read_text("utf-8").replace("420户", "431户"), "utf-8")
    launcher.start(tmp_path / "kb", folder, prepare="before(lexical.LexicalIndex, 'apply')")
    assert launcher.ending() == -signal.SIGKILL
    with KnowledgeBase.open(tmp_path / "kb") as kb:
        assert_in_step(kb)
        assert len(kb.documents()) == 2
        assert any("431户" in hit.text for hit in kb.search("入户走访431户", k=20))
        assert not any("420户" in hit.text for hit in kb.search("走访", k=20, year=2015, township="云溪镇"))


def test_a_second_writer_is_told_so_until_the_first_is_gone_and_readers_are_not_blocked(
    launcher: Launcher, reports: Path, tmp_path: Path
) -> None:
    process = launcher.start(tmp_path / "kb", reports, action="hold")
    launcher.hear("held")
    with KnowledgeBase.open(tmp_path / "kb") as kb:
        assert kb.search("邻里纠纷", k=3)
        for write in (
            lambda: kb.ingest(reports),
            lambda: kb.remove(kb.documents()[0].name),
            kb.reindex,
        ):
            with pytest.raises(KnowledgeBaseLocked, match="another process"):
                write()
        os.kill(process, signal.SIGKILL)
        assert launcher.ending() == -signal.SIGKILL
        assert len(kb.ingest(reports).unchanged) == COUNT


@pytest.mark.parametrize("at", [3, FILES_PER_TRANSACTION + 1])
def test_an_interrupt_leaves_whole_transactions(reports: Path, tmp_path: Path, at: int) -> None:
    def interrupt(done: int, total: int, name: str) -> None:
        if done == at:
            raise KeyboardInterrupt

    with KnowledgeBase.open(tmp_path / "kb") as kb:
        with pytest.raises(KeyboardInterrupt):
            kb.ingest(reports, progress=interrupt)
        held = len(kb.documents())
        assert held == at // FILES_PER_TRANSACTION * FILES_PER_TRANSACTION
        assert_in_step(kb)
        assert len(kb.ingest(reports).added) == COUNT - held
        assert_in_step(kb)


def test_words_are_found_after_a_kill_though_the_embedder_is_another(
    launcher: Launcher, reports: Path, tmp_path: Path
) -> None:
    launcher.start(tmp_path / "kb", reports, prepare=KILL_POINTS["the transaction is committed"])
    assert launcher.ending() == -signal.SIGKILL
    with KnowledgeBase.open(tmp_path / "kb", embed=lambda texts: [[1.0] for _ in texts]) as kb:
        catalogue, lexical, vectors = stored_ids(kb)
        assert lexical == catalogue
        assert not vectors
        assert kb.search("邻里纠纷")
    with KnowledgeBase.open(tmp_path / "kb") as kb:
        assert_in_step(kb)


def test_an_interrupt_between_the_commit_and_the_indexes_is_made_good(
    reports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*args: object, **kwargs: object) -> None:
        raise KeyboardInterrupt

    with KnowledgeBase.open(tmp_path / "kb") as kb:
        with monkeypatch.context() as patched:
            patched.setattr("fazhi_rag.knowledge.vectors.VectorStore.add", interrupt)
            with pytest.raises(KeyboardInterrupt):
                kb.ingest(reports)
        catalogue, _, vectors = stored_ids(kb)
        assert catalogue and not vectors
        assert len(kb.ingest(reports).unchanged) == FILES_PER_TRANSACTION
        assert_in_step(kb)
