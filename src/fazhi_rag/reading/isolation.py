"""Parsers that can hang or eat memory run in a process of their own, which may die without harm.

One worker a process, started at the first call, used for the next file, killed and replaced after a limit or
a crash. Requests and replies are length-prefixed; a reply is parsed as JSON, so a parser that was taken over
can send data and nothing else.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO, Any

from fazhi_rag.errors import InputError, UnsupportedFormat
from fazhi_rag.reading.isolation_child import Framed

_CHILD = "fazhi_rag.reading.isolation_child"
_MOST_JOBS = 200
"""A worker is replaced after so many files: parsers leak, and the memory limit counts what leaked."""


@dataclass(frozen=True, slots=True)
class ParserLimits:
    """What one file may cost the process that parses it. Memory and processor time bind on Unix only."""

    seconds: int = 120
    """Wall clock. Ten times what the slowest real report took on a busy machine."""
    cpu_seconds: int = 60
    memory_mb: int = 1024
    """Address space, with the parser's own 150–300 MB."""
    reply_mb: int = 32
    """Text and positions that come back; a report of 20 pages has .5 MB."""

    @classmethod
    def from_environment(cls) -> ParserLimits:
        """Return the limits with those that FAZHI_PARSER_SECONDS and the like override.

        Raises:
            InputError: for a value that is not a whole number above 0.
        """
        stated = {name: os.environ.get(_variable(name), "") for name in cls.__slots__}
        return cls(**{name: _positive(name, text) for name, text in stated.items() if text})


def _variable(name: str) -> str:
    return f"FAZHI_PARSER_{name.upper()}"


def _positive(name: str, text: str) -> int:
    if not (text.isascii() and text.isdecimal() and int(text)):
        raise InputError(f"expected a whole number above 0, got {text!r}", place=_variable(name))
    return int(text)


def run_isolated(
    task: str, data: bytes, *, place: str, arguments: Mapping[str, Any] | None = None, limits: ParserLimits
) -> Any:
    """Call `task` ("package.module:function") with `data` and the arguments in the worker; return its JSON.

    Raises:
        InputError: what the task raised, or the limit it met, or that it crashed; the next call works again.
    """
    request = {"task": task, "arguments": dict(arguments or {}), "limits": _for_child(limits)}
    return _WORKER.call(request, data, place=place, limits=limits)


def _for_child(limits: ParserLimits) -> dict[str, int]:
    return {
        "cpu": limits.cpu_seconds,
        "memory": limits.memory_mb * 1_000_000,
        "wall": limits.seconds,
        "reply": limits.reply_mb * 1_000_000,
    }


class _Worker:
    """The process and its pipes. One file at a time: other threads wait for their turn."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._jobs = 0

    def call(self, request: dict[str, Any], data: bytes, *, place: str, limits: ParserLimits) -> Any:
        with self._lock:
            process = self._ready()
            overdue = threading.Event()
            timer = threading.Timer(limits.seconds, _kill, (process, overdue))
            timer.daemon = True
            timer.start()
            try:
                reply = _exchange(process, request, data, limits)
            except BaseException:
                self._drop()
                raise
            finally:
                timer.cancel()
            self._jobs += 1
            if reply is None or reply.get("over") or overdue.is_set():
                self._drop()
                raise InputError(_cause(reply, process.returncode, overdue, limits), place=place)
        return _result(reply, place)

    def _ready(self) -> subprocess.Popen[bytes]:
        if self._process is not None and (self._process.poll() is not None or self._jobs >= _MOST_JOBS):
            self._drop()
        if self._process is None:
            self._jobs = 0
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                [sys.executable, "-P", "-m", _CHILD],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                bufsize=0,  # nothing is held back that a fork could send twice
                start_new_session=True,
            )
        return self._process

    def _drop(self) -> None:
        """End the process for good and collect it, so that no zombie stays."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        _close_pipes(process)
        process.wait()

    def close(self) -> None:
        """End the process at exit."""
        with self._lock:
            self._drop()

    def forget(self) -> None:
        """Let go of a process that belongs to the parent of this fork."""
        process, self._process = self._process, None
        self._lock = threading.Lock()
        if process is not None:
            _close_pipes(process)
            process.returncode = 0


def _close_pipes(process: subprocess.Popen[bytes]) -> None:
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()


def _kill(process: subprocess.Popen[bytes], overdue: threading.Event) -> None:
    overdue.set()
    process.kill()


def _exchange(
    process: subprocess.Popen[bytes], request: dict[str, Any], data: bytes, limits: ParserLimits
) -> dict[str, Any] | None:
    """Send a request, return the reply; None where the worker died or sent what is no reply."""
    requests, replies = _pipe(process.stdin), _pipe(process.stdout)
    try:
        Framed.write(requests, json.dumps(request).encode())
        Framed.write(requests, data)
        reply = json.loads(Framed.read(replies, most=limits.reply_mb * 1_000_000))
    except (OSError, EOFError, ValueError, RecursionError):
        return None
    return reply if isinstance(reply, dict) else None


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None
    return pipe


def _cause(
    reply: dict[str, Any] | None, code: int | None, overdue: threading.Event, limits: ParserLimits
) -> str:
    """Say which limit a file met and how to change it."""
    over = (reply or {}).get("over")
    if overdue.is_set():
        over = "seconds"
    elif code == -int(getattr(signal, "SIGXCPU", 0)) and code:
        over = "cpu_seconds"
    if over in ParserLimits.__slots__:
        return (
            f"parsing it was stopped: more than {over} = {getattr(limits, over)}; "
            f"the file is damaged or hostile, or set {_variable(over)} higher"
        )
    return "the parser crashed on it: the file is damaged or hostile; open it and save it again as docx"


def _result(reply: dict[str, Any], place: str) -> Any:
    message = str(reply.get("message"))
    if reply.get("error") == "UnsupportedFormat":
        raise UnsupportedFormat(message, place=place)
    if "error" in reply:
        raise InputError(message, place=place)
    return reply.get("value")


_WORKER = _Worker()
atexit.register(lambda: _WORKER.close())
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=lambda: _WORKER.forget())
