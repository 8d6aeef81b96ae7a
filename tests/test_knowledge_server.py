"""Vectors on a Chroma server: a real `chroma run` on the loopback, and addresses where none answers."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx2
import pytest

from fazhi_rag.errors import KnowledgeBaseError
from fazhi_rag.knowledge import KnowledgeBase, places
from fazhi_rag.types import Hit
from tests.knowledge_reports import assert_in_step, write_reports

QUERY = "邻里纠纷"
NOT_THERE = r"http://127\.0\.0\.1:{port} \(FAZHI_CHROMA_URL\).*start the server.*unset FAZHI_CHROMA_URL"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Chroma server in a process of its own."""
    port, folder = free_port(), tmp_path_factory.mktemp("chroma")
    program = Path(sys.executable).parent / "chroma"
    command = [str(program), "run", "--host", "127.0.0.1", "--port", str(port), "--path", str(folder)]
    with (folder / "log").open("w") as log, subprocess.Popen(command, stdout=log, stderr=log) as process:
        try:
            wait_for(f"http://127.0.0.1:{port}", process, folder / "log")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.kill()


def wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(600):
        try:
            httpx2.get(f"{address}/api/v2/heartbeat", timeout=10).raise_for_status()
        except httpx2.HTTPError:
            assert process.poll() is None, log.read_text("utf-8")
            time.sleep(0.1)
        else:
            return
    raise AssertionError("chroma did not start in 60 s")


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_reports(tmp_path_factory.mktemp("reports"), 2)


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch) -> Callable[[str | None], None]:
    """Name a server in the environment, or none."""

    def name(address: str | None) -> None:
        if address is None:
            monkeypatch.delenv(places.VARIABLE, raising=False)
        else:
            monkeypatch.setenv(places.VARIABLE, address)

    name(None)
    return name


Use = Callable[[str | None], None]


def collections(address: str) -> set[str]:
    """The names of the collections on the server."""
    url = f"{address}/api/v2/tenants/default_tenant/databases/default_database/collections"
    return {one["name"] for one in httpx2.get(url, params={"limit": 1000}).json()}


def found(hits: list[Hit]) -> list[tuple[str, float]]:
    return [(hit.text, round(hit.score, 4)) for hit in hits]


def test_a_server_answers_as_the_folder_does(address: str, use: Use, reports: Path, tmp_path: Path) -> None:
    with KnowledgeBase.open(tmp_path / "local") as local:
        local.ingest(reports)
        expected = found(local.search(QUERY, ranking="dense", k=50))
        expected_within = found(local.search(QUERY, ranking="dense", k=50, township="白石镇"))
    assert 0 < len(expected_within) < len(expected)
    use(f"{address}/")
    with KnowledgeBase.open(tmp_path / "kb") as kb:
        assert kb.ingest(reports).ok
        assert_in_step(kb)
        assert found(kb.search(QUERY, ranking="dense", k=50)) == expected
    assert not list((tmp_path / "kb").glob("vectors-*"))
    with KnowledgeBase.open(tmp_path / "kb", create=False) as kb:
        assert_in_step(kb)
        assert found(kb.search(QUERY, ranking="dense", k=50)) == expected
        assert found(kb.search(QUERY, ranking="dense", k=50, township="白石镇")) == expected_within
        assert kb.search(QUERY, ranking="fused", year=2015)
        assert kb.search(QUERY, ranking="dense", year=2014) == []


def test_the_filters_of_the_server_are_strict(
    address: str, use: Use, reports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(address)
    with KnowledgeBase.open(tmp_path / "kb") as kb:
        kb.ingest(reports)
        exact = kb.search(QUERY, ranking="dense", k=50, township="白石镇")
        # From here on every scope counts as a large one, which the server itself filters.
        monkeypatch.setattr("fazhi_rag.knowledge.searching.EXACT_UP_TO", 0)
        hits = kb.search(QUERY, ranking="dense", k=50, township="白石镇")
        assert {hit.township for hit in hits} == {"白石镇"}
        assert sorted(found(hits)) == sorted(found(exact))
        assert kb.search(QUERY, ranking="dense", township="白石镇", year=2014) == []


def test_removing_and_reindexing_leave_one_build_on_the_server(
    address: str, use: Use, reports: Path, tmp_path: Path
) -> None:
    before = collections(address)
    use(address)
    with KnowledgeBase.open(tmp_path / "kb") as kb:
        kb.ingest(reports)
        kb.remove(kb.documents()[0].name)
        assert_in_step(kb)
        (first,) = collections(address) - before
        kb.reindex()
        assert_in_step(kb)
        (second,) = collections(address) - before
        assert second != first


def test_what_a_killed_reindex_left_on_the_server_is_not_taken_up(
    address: str, use: Use, reports: Path, tmp_path: Path
) -> None:
    def kill(*args: object) -> None:
        raise KeyboardInterrupt

    use(address)
    with KnowledgeBase.open(tmp_path / "kb") as kb:
        kb.ingest(reports)
        with pytest.MonkeyPatch.context() as patched, pytest.raises(KeyboardInterrupt):
            # The last step of the transaction that switches to the new build.
            patched.setattr("fazhi_rag.knowledge.outbox.clear_all", kill)
            kb.reindex()
        assert_in_step(kb)
        kb.remove(kb.documents()[0].name)
        kb.reindex()
        assert_in_step(kb)


def test_a_server_that_does_not_answer_is_named_and_nothing_is_lost(
    address: str, use: Use, reports: Path, tmp_path: Path
) -> None:
    kb_path, port = tmp_path / "kb", free_port()
    gone = NOT_THERE.format(port=port)
    use(f"http://127.0.0.1:{port}")
    with KnowledgeBase.open(kb_path) as kb:
        with pytest.raises(KnowledgeBaseError, match=gone):
            kb.ingest(reports)
        assert kb.documents() == []
        use(address)
        assert kb.ingest(reports).ok
    use(f"http://127.0.0.1:{port}")
    with KnowledgeBase.open(kb_path) as kb:
        assert kb.search(QUERY)
        with pytest.raises(KnowledgeBaseError, match=gone):
            kb.search(QUERY, ranking="dense")
        with pytest.raises(KnowledgeBaseError, match=gone):
            kb.ingest(write_reports(tmp_path / "more", 4))
        with pytest.raises(KnowledgeBaseError, match=gone):
            kb.reindex()
    use(address)
    with KnowledgeBase.open(kb_path) as kb:
        assert_in_step(kb)
        assert len(kb.documents()) == 4


def test_a_server_that_takes_calls_and_says_nothing_is_given_up(
    use: Use, reports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "TIMEOUT_SECONDS", 0.2)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        port = silent.getsockname()[1]
        use(f"http://127.0.0.1:{port}")
        with (
            KnowledgeBase.open(tmp_path / "kb") as kb,
            pytest.raises(KnowledgeBaseError, match=NOT_THERE.format(port=port)),
        ):
            kb.ingest(reports)


def test_vectors_move_only_by_a_reindex(address: str, use: Use, reports: Path, tmp_path: Path) -> None:
    with KnowledgeBase.open(tmp_path / "kb") as kb:
        kb.ingest(reports)
        use(address)
        with pytest.raises(KnowledgeBaseError, match=r"are in the folder.*fazhi reindex"):
            kb.search(QUERY, ranking="dense")
        kb.reindex()
        assert kb.search(QUERY, ranking="dense")
        assert not list((tmp_path / "kb").glob("vectors-*"))
        use(None)
        with pytest.raises(KnowledgeBaseError, match=r"are on a Chroma server.*fazhi reindex"):
            kb.search(QUERY, ranking="dense")
        kb.reindex()
        assert kb.search(QUERY, ranking="dense")
        assert_in_step(kb)


def test_a_copy_does_not_write_into_the_vectors_of_the_original(
    address: str, use: Use, reports: Path, tmp_path: Path
) -> None:
    use(address)
    with KnowledgeBase.open(tmp_path / "kb") as kb:
        kb.ingest(reports)
    shutil.copytree(tmp_path / "kb", tmp_path / "copy")
    with (
        KnowledgeBase.open(tmp_path / "copy") as copy,
        pytest.raises(KnowledgeBaseError, match=r"does not exist.*fazhi reindex"),
    ):
        copy.remove(copy.documents()[0].name)
    with KnowledgeBase.open(tmp_path / "kb") as kb:
        assert_in_step(kb)


@pytest.mark.parametrize(
    "given",
    [
        "localhost:8000",
        "ftp://127.0.0.1:8000",
        "http://",
        "http://127.0.0.1:port",
        "http://127.0.0.1:99999",
        "http://user:geheim@127.0.0.1:8000",
        "http://127.0.0.1:8000/chroma",
        "http://127.0.0.1:8000?token=geheim",
        "http://[::1",
    ],
)
def test_an_address_of_another_form_is_refused(use: Use, given: str) -> None:
    use(given)
    with pytest.raises(KnowledgeBaseError, match=r"FAZHI_CHROMA_URL.*http://HOST:PORT") as raised:
        places.server_address()
    assert "geheim" not in str(raised.value)


@pytest.mark.parametrize("given", ["", "  "])
def test_an_empty_address_is_none(use: Use, given: str) -> None:
    use(given)
    assert places.server_address() is None
