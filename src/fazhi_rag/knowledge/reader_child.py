"""A process that reads files for an ingest: pickled requests on stdin, pickled readings on stdout."""

from __future__ import annotations

import os
import pickle
import signal
import sys

from fazhi_rag.knowledge.incoming import read_incoming


def main() -> None:
    """Read files until stdin is closed. `argv[1]` is the memory limit in MB."""
    # Ctrl-C reaches the whole process group; the parent decides what is finished.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _limit_memory(int(sys.argv[1]))
    # A parser that prints must not write into the replies.
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    while True:
        try:
            one = pickle.load(sys.stdin.buffer)  # noqa: S301 - our own parent wrote it
        except EOFError:
            return
        pickle.dump(read_incoming(one), replies, pickle.HIGHEST_PROTOCOL)
        replies.flush()


def _limit_memory(megabytes: int) -> None:
    try:
        import resource
    except ImportError:  # no such limits on Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (megabytes * 1_000_000, megabytes * 1_000_000))


if __name__ == "__main__":
    main()
