"""The worker's side of `isolation`: reads requests, calls the parser under limits, writes replies as JSON."""

from __future__ import annotations

import importlib
import json
import math
import os
import signal
from typing import IO, Any

from fazhi_rag.errors import InputError

_HEADER = 8
_PIECE = 1 << 20
_GRACE = 5
"""Seconds after which a worker whose parent is gone ends itself."""


class Framed:
    """Messages on an unbuffered pipe: eight bytes of length, then the bytes."""

    @staticmethod
    def write(pipe: IO[bytes], message: bytes) -> None:
        """Send one message."""
        _send(pipe, len(message).to_bytes(_HEADER, "big"))
        _send(pipe, message)

    @staticmethod
    def read(pipe: IO[bytes], *, most: int) -> bytes:
        """Return one message.

        Raises:
            EOFError: where the pipe is closed within a message.
            ValueError: for a message of more than `most` bytes.
        """
        size = int.from_bytes(_exactly(pipe, _HEADER), "big")
        if size > most:
            raise ValueError(f"a message of {size} bytes")
        return _exactly(pipe, size)


def _send(pipe: IO[bytes], data: bytes) -> None:
    left = memoryview(data)
    while left:
        left = left[pipe.write(left) :]


def _exactly(pipe: IO[bytes], size: int) -> bytes:
    data = bytearray()
    while len(data) < size:
        piece = pipe.read(min(size - len(data), _PIECE))
        if not piece:
            raise EOFError
        data += piece
    return bytes(data)


def serve(requests: IO[bytes], replies: IO[bytes]) -> None:
    """Answer requests until the pipe is closed or a limit was met."""
    while True:
        try:
            request = json.loads(Framed.read(requests, most=1_000_000))
            data = Framed.read(requests, most=1_000_000_000)
        except EOFError:
            return
        _limit(request["limits"])
        reply = _reply(request, data)
        if len(reply) > request["limits"]["reply"]:
            reply = _encode(over="reply_mb")
        Framed.write(replies, reply)
        if hasattr(signal, "alarm"):
            signal.alarm(0)


def _reply(request: dict[str, Any], data: bytes) -> bytes:
    module, _, function = request["task"].partition(":")
    try:
        task = getattr(importlib.import_module(module), function)
        return _encode(value=task(data, **request["arguments"]))
    except InputError as error:
        return _encode(error=type(error).__name__, message=str(error))
    except MemoryError:
        return _encode(over="memory_mb")
    except RecursionError:
        return _encode(error="InputError", message="the file is nested too deeply: damaged or hostile")
    except Exception as error:  # whatever a parser raises on a damaged file
        if any(isinstance(cause, MemoryError) for cause in (error.__context__, *error.args)):
            return _encode(over="memory_mb")
        what = f"{type(error).__name__}: {str(error)[:200]}"
        return _encode(error="InputError", message=f"the file is damaged and cannot be parsed ({what})")


def _encode(**reply: Any) -> bytes:
    return json.dumps(reply).encode()


def _limit(limits: dict[str, int]) -> None:
    """Bound this process for the next file; where the system cannot, the parent's clock remains."""
    try:
        import resource
    except ImportError:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    spent = math.ceil(used.ru_utime + used.ru_stime)
    _set(resource.RLIMIT_CPU, spent + limits["cpu"])
    _set(resource.RLIMIT_AS, limits["memory"])
    _set(resource.RLIMIT_CORE, 0)
    _set(resource.RLIMIT_FSIZE, 0)
    signal.alarm(limits["wall"] + _GRACE)


def _set(what: int, limit: int) -> None:
    import resource

    _, hard = resource.getrlimit(what)
    try:
        resource.setrlimit(what, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))
    except (OSError, ValueError):  # macOS refuses some of them
        return


def main() -> None:
    """Keep the pipes to ourselves, so that nothing a parser prints reaches the parent."""
    requests = os.fdopen(os.dup(0), "rb", buffering=0)
    replies = os.fdopen(os.dup(1), "wb", buffering=0)
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    serve(requests, replies)


if __name__ == "__main__":
    main()
