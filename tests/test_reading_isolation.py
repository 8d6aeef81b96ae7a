"""The worker for hostile parsers: each limit, each way to die, and that the next file is still read."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from fazhi_rag.errors import InputError, UnsupportedFormat
from fazhi_rag.reading import isolation
from fazhi_rag.reading.isolation import ParserLimits, run_isolated

HERE = Path(__file__).parent
needs_unix = pytest.mark.skipif(sys.platform == "win32", reason="memory and CPU limits are Unix's")


@pytest.fixture(scope="module", autouse=True)
def worker() -> Iterator[None]:
    """A worker that can import the tasks of the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(HERE))
        fresh = isolation._Worker()
        patch.setattr(isolation, "_WORKER", fresh)
        yield
        fresh.close()


def run(task: str, data: bytes = b"abc", limits: ParserLimits | None = None, **arguments: object) -> object:
    limits = limits or ParserLimits(seconds=60)
    return run_isolated(f"isolated_tasks:{task}", data, place="x.pdf", arguments=arguments, limits=limits)


def test_results_come_back_and_one_process_serves_the_next_file() -> None:
    first = run("pid")
    assert first != os.getpid()
    assert [run("size", b"x" * n) for n in (0, 1, 5_000_000)] == [0, 1, 5_000_000]
    assert run("argument", "法".encode(), word="治") == "法治"
    assert run("pid") == first


@pytest.mark.parametrize(
    ("task", "limits", "message"),
    [
        ("sleep", ParserLimits(seconds=1), "more than seconds = 1.*FAZHI_PARSER_SECONDS"),
        pytest.param(
            "loop", ParserLimits(cpu_seconds=1), "cpu_seconds = 1.*FAZHI_PARSER_CPU_SECONDS", marks=needs_unix
        ),
        pytest.param(
            "eat_at_once", ParserLimits(), "memory_mb = 1024.*FAZHI_PARSER_MEMORY_MB", marks=needs_unix
        ),
        pytest.param("eat_slowly", ParserLimits(memory_mb=400), "memory_mb = 400", marks=needs_unix),
        ("flood", ParserLimits(reply_mb=1), "reply_mb = 1"),
        ("crash", ParserLimits(), "crashed"),
        ("leave", ParserLimits(), "crashed"),
        ("nest", ParserLimits(), "nested too deeply"),
        ("no_such_task", ParserLimits(), "AttributeError"),
    ],
)
def test_a_file_past_its_limit_is_refused_and_the_next_one_is_read(
    task: str, limits: ParserLimits, message: str
) -> None:
    with pytest.raises(InputError, match=f"^x.pdf: .*{message}"):
        run(task, limits=limits)
    assert run("size") == 3


@pytest.mark.parametrize(
    ("kind", "raised", "message"),
    [
        ("input", InputError, "^x.pdf: told$"),
        ("format", UnsupportedFormat, "^x.pdf: told$"),
        ("value", InputError, "^x.pdf: the file is damaged.*ValueError: told"),
    ],
)
def test_an_error_of_the_parser_keeps_its_kind_and_its_worker(
    kind: str, raised: type[InputError], message: str
) -> None:
    before = run("pid")
    with pytest.raises(raised, match=message) as caught:
        run("raise_error", kind=kind)
    assert type(caught.value) is raised
    assert run("pid") == before


def test_what_a_parser_prints_is_not_taken_for_a_reply() -> None:
    assert run("chat") == "said"
    assert run("size") == 3


@needs_unix
def test_a_parser_cannot_write_files(tmp_path: Path) -> None:
    target = tmp_path / "written"
    with pytest.raises(InputError):
        run("write_file", str(target).encode())
    assert not target.exists() or target.stat().st_size == 0


def test_a_worker_killed_between_two_files_is_replaced() -> None:
    first = run("pid")
    assert isolation._WORKER._process is not None
    isolation._WORKER._process.kill()
    isolation._WORKER._process.wait()
    assert run("pid") != first


def test_threads_take_turns() -> None:
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda n: run("size", b"x" * n), range(40))) == list(range(40))


def _sizes(base: int) -> list[object]:
    return [run("size", b"x" * (base + n)) for n in range(10)]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_forked_processes_have_workers_of_their_own() -> None:
    mine = run("pid")
    with multiprocessing.get_context("fork").Pool(2) as pool:
        asked = pool.map_async(_sizes, [100, 200, 300, 400])
        here = _sizes(1000)
        got = asked.get(60)
    assert got == [list(range(base, base + 10)) for base in (100, 200, 300, 400)]
    assert here == list(range(1000, 1010))
    assert run("pid") == mine


@needs_unix
def test_no_worker_outlives_its_parent() -> None:
    script = (
        "from fazhi_rag.reading.isolation import *\n"
        "print(run_isolated('isolated_tasks:pid', b'', place='x', limits=ParserLimits()))"
    )
    run_ = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    with pytest.raises(ProcessLookupError):
        os.kill(int(run_.stdout), 0)


def test_limits_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    assert ParserLimits.from_environment() == ParserLimits()
    monkeypatch.setenv("FAZHI_PARSER_SECONDS", "7")
    assert ParserLimits.from_environment() == ParserLimits(seconds=7)
    for wrong in ("0", "-1", "x", "1.5", "½", "１"):
        monkeypatch.setenv("FAZHI_PARSER_SECONDS", wrong)
        with pytest.raises(InputError, match="FAZHI_PARSER_SECONDS: expected a whole number"):
            ParserLimits.from_environment()
