"""Who reads the files of an ingest: this process, or a few others that may hang or die without harm."""

from __future__ import annotations

import contextlib
import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from queue import SimpleQueue
from typing import Annotated

from pydantic import Field
from pydantic_settings import BaseSettings

from fazhi_rag.knowledge.catalogue import Reading
from fazhi_rag.knowledge.incoming import Incoming, read_incoming
from fazhi_rag.types import Cause, Failure

Outcome = Callable[[], Reading | Failure]
"""Waits for the reading of one file."""
Submit = Callable[[Incoming], Outcome]

_CHILD = "fazhi_rag.knowledge.reader_child"
MOST_JOBS = 4
FILES_WORTH_A_PROCESS = 16
"""Starting a process costs as much as reading about twenty reports."""


class ReaderLimits(BaseSettings):
    """What one file may cost the process that reads it; set by FAZHI_READ_SECONDS and so on."""

    fazhi_read_seconds: Annotated[int, Field(gt=0)] = 180
    """Wall clock; more than an isolated parser may take, which has a limit of its own."""
    fazhi_read_megabytes: Annotated[int, Field(ge=256)] = 2048
    """Address space; on Unix only."""


def choose_jobs(files: int) -> int:
    """Return how many processes are worth starting for so many files: one for each core, at most four."""
    return max(1, min(os.cpu_count() or 1, MOST_JOBS, files // FILES_WORTH_A_PROCESS))


@contextmanager
def open_readers(jobs: int) -> Iterator[Submit]:
    """Give a function that takes a file and returns the way to wait for its reading.

    With one job the file is read here, when it is waited for; with more, in other processes, at once.
    """
    if jobs == 1:
        yield _read_here
        return
    pool = _Pool(jobs)
    try:
        yield pool.submit
    finally:
        pool.close()


def _read_here(one: Incoming) -> Outcome:
    return partial(read_incoming, one)


class _Pool:
    """A thread for each process; a process that dies is replaced, and only its file fails."""

    def __init__(self, jobs: int) -> None:
        limits = ReaderLimits()
        self._idle: SimpleQueue[_Child] = SimpleQueue()
        self._children = [_Child(limits) for _ in range(jobs)]
        for child in self._children:
            self._idle.put(child)
        self._threads = ThreadPoolExecutor(jobs)

    def submit(self, one: Incoming) -> Outcome:
        return self._threads.submit(self._read, one).result

    def close(self) -> None:
        """End every process, with whatever it is reading."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        for child in self._children:
            child.end()
        self._threads.shutdown()

    def _read(self, one: Incoming) -> Reading | Failure:
        child = self._idle.get()
        try:
            return child.read(one)
        finally:
            self._idle.put(child)


class _Child:
    """One process, started when it is first needed."""

    def __init__(self, limits: ReaderLimits) -> None:
        self._limits = limits
        self._process: subprocess.Popen[bytes] | None = None
        self._ended = False
        self._lock = threading.Lock()

    def read(self, one: Incoming) -> Reading | Failure:
        """Have a file read; a process that does not answer in time is killed."""
        process = self._started()
        if process is None:
            return Failure(one.name, "the ingest was stopped", Cause.CRASHED)
        late = threading.Event()
        watch = threading.Timer(self._limits.fazhi_read_seconds, _kill_late, (process, late))
        watch.start()
        try:
            assert process.stdin and process.stdout
            pickle.dump(one, process.stdin, pickle.HIGHEST_PROTOCOL)
            process.stdin.flush()
            found: Reading | Failure = pickle.load(process.stdout)  # noqa: S301 - our own child wrote it
        except (EOFError, OSError, pickle.UnpicklingError):
            self._stop()
            return self._died(one, late.is_set())
        finally:
            watch.cancel()
        return found

    def end(self) -> None:
        """Kill the process for good."""
        self._ended = True
        self._stop()

    def _started(self) -> subprocess.Popen[bytes] | None:
        with self._lock:
            if self._process is None and not self._ended:
                self._process = _start(self._limits.fazhi_read_megabytes)
            return self._process

    def _stop(self) -> None:
        with self._lock:
            process, self._process = self._process, None
        if process is not None:
            process.kill()
            for pipe in (process.stdin, process.stdout):
                with contextlib.suppress(OSError):
                    if pipe:
                        pipe.close()
            process.wait()

    def _died(self, one: Incoming, late: bool) -> Failure:
        if late:
            seconds = self._limits.fazhi_read_seconds
            reason = f"took longer than {seconds} seconds: split it, or raise FAZHI_READ_SECONDS"
            return Failure(one.name, reason, Cause.LIMIT)
        reason = "the process that read it died: the file is hostile, or too large for the memory here"
        return Failure(one.name, reason, Cause.CRASHED)


def _start(megabytes: int) -> subprocess.Popen[bytes]:
    # One thread of linear algebra: each reserves memory that counts against the limit.
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.Popen(  # noqa: S603 - our own interpreter and module
        [sys.executable, "-m", _CHILD, str(megabytes)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
    )


def _kill_late(process: subprocess.Popen[bytes], late: threading.Event) -> None:
    late.set()
    process.kill()
