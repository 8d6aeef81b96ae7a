"""What a parser may do at its worst; run in the worker by test_reading_isolation."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import Any

from fazhi_rag.errors import InputError, UnsupportedFormat


def size(data: bytes) -> int:
    return len(data)


def pid(data: bytes) -> int:
    return os.getpid()


def argument(data: bytes, word: str) -> str:
    return data.decode() + word


def loop(data: bytes) -> None:
    while True:
        pass


def sleep(data: bytes) -> None:
    time.sleep(600)


def eat_at_once(data: bytes) -> int:
    return len(bytearray(8_000_000_000))


def eat_slowly(data: bytes) -> int:
    held = []
    while True:
        held.append(bytearray(10_000_000))


def crash(data: bytes) -> None:
    os.abort()


def leave(data: bytes) -> None:
    os._exit(0)


def chat(data: bytes) -> str:
    for stream in (sys.stdout, sys.stderr):
        stream.write("noise" * 10_000)
        stream.flush()
    os.write(1, b"noise")
    return "said"


def nest(data: bytes) -> Any:
    return nest(data)


def flood(data: bytes) -> str:
    return "x" * 3_000_000


def write_file(data: bytes) -> None:
    with Path(data.decode()).open("wb", buffering=0) as file:
        file.write(b"x")


def raise_error(data: bytes, kind: str) -> None:
    raise {"input": InputError, "format": UnsupportedFormat, "value": ValueError}[kind]("told")
