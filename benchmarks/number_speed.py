"""Measure how fast numbers are found and verified, beside Microsoft Recognizers-Text and cn2an.

usage: number_speed.py TEXTS... [--peers PYTHON] [--peer-characters N]

TEXTS are UTF-8 files or folders of .txt and .md files. Peers are optional. They want old dependencies, so
they live in an environment of their own, whose interpreter `--peers` names; a peer that is absent is skipped:

    uv venv peers
    uv pip install --python peers/bin/python recognizers-text-suite "emoji<2" cn2an
    python benchmarks/number_speed.py corpus --peers peers/bin/python

All figures are CPU time of one thread, the best of three. The peers read the first N characters (default
4000) of the same text in the same run, and the ratio is to our speed on those characters.

Bias: Recognizers-Text resolves dates against a calendar, which this library does not; cn2an only turns
Chinese numerals into Arabic ones. Neither says what a number counts. The text is of our kind.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from fazhi_rag import find_mentions, verify
from fazhi_rag.types import Source

HOSTILE = ("1", "一", "（", "12,", "3人", "12名，", "“一", "由1到", "每", "第一", "1/", "分别3、")
_PEER = """
import importlib, json, sys, time
name, text = sys.argv[1], sys.stdin.read()
if name == "cn2an":
    import cn2an
    read = lambda: cn2an.transform(text, "cn2an")
else:
    import recognizers_suite as suite
    culture = suite.Culture.Chinese
    kinds = ("number", "ordinal", "percentage", "age", "currency", "dimension", "temperature", "datetime")
    read = lambda: [getattr(suite, "recognize_" + kind)(text, culture) for kind in kinds]
best = None
for _ in range(3):
    start = time.process_time()
    read()
    spent = time.process_time() - start
    best = spent if best is None else min(best, spent)
print(json.dumps(best))
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("texts", type=Path, nargs="+")
    parser.add_argument("--peers", default=sys.executable, help="interpreter that has the peers")
    parser.add_argument("--peer-characters", type=int, default=4000)
    args = parser.parse_args()
    text = "\n".join(path.read_text("utf-8") for path in files(args.texts))
    if not text:
        parser.error("the texts are empty")
    print(f"{len(text)} characters, {len(find_mentions(text))} mentions")
    finding(text, args.peers, args.peer_characters)
    verifying(text)
    growth()


def files(paths: list[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(one for one in path.rglob("*") if one.suffix in (".txt", ".md"))
        else:
            yield path


def seconds(run: Callable[[], object]) -> float:
    """Return the CPU time of the fastest of three runs."""
    spent = []
    for _ in range(3):
        start = time.process_time()
        run()
        spent.append(time.process_time() - start)
    return max(min(spent), 1e-9)


def finding(text: str, python: str, characters: int) -> None:
    long = text * max(1, 100_000 // len(text))
    print(f"\nfind_mentions         {len(long) / seconds(lambda: find_mentions(long)):>10,.0f} characters/s")
    short = text[:characters]
    ours = seconds(lambda: find_mentions(short))
    for name in ("recognizers-text-suite", "cn2an"):
        theirs = peer(name, python, short)
        if theirs is None:
            print(f"{name:<22}skipped: not installed for {python} (see the head of this script)")
        else:
            print(
                f"{name:<22}{len(short) / theirs:>9,.0f} characters/s, ours is {theirs / ours:,.1f} × as fast"
            )


def peer(name: str, python: str, text: str) -> float | None:
    """Return the seconds that `name` takes in its own process, None where it is not installed."""
    done = subprocess.run(
        [python, "-c", _PEER, name], input=text, capture_output=True, text=True, encoding="utf-8", check=False
    )
    if done.returncode:
        if "ModuleNotFoundError" in done.stderr:
            return None
        raise SystemExit(f"{name} failed:\n{done.stderr}")
    return float(json.loads(done.stdout.splitlines()[-1]))


def verifying(text: str) -> None:
    """Time a draft of 3,000 characters against five sources of 5,000, read before."""
    long = text * (25_000 // len(text) + 1)
    sources = [Source(long[at : at + 5000], name=str(at)) for at in range(0, 25_000, 5000)]
    draft = "".join(source.text[:600] for source in sources)
    verify(draft, sources)
    spent = seconds(lambda: verify(draft, sources))
    print(f"verify, warm sources  {1000 * spent:>9.1f} ms, {len(verify(draft, sources).findings)} findings")


def growth() -> None:
    """Time hostile text at doubling sizes: the factor is 2 where time grows with length."""
    print("\nhostile text    20,000 characters    × 2    × 4   µs a number")
    for piece in HOSTILE:
        times = []
        for size in (20_000, 40_000, 80_000):
            sample = piece * (size // len(piece))
            times.append(seconds(lambda sample=sample: find_mentions(sample)))  # type: ignore[misc]
        numbers = len(find_mentions(piece * (80_000 // len(piece))))
        each = f"{1e6 * times[2] / numbers:.0f}" if numbers > 9 else "-"
        factors = f"{times[1] / times[0]:.1f}    {times[2] / times[0]:.1f}"
        print(f"{piece:<12}{1000 * times[0]:>16.1f} ms       {factors}   {each:>6}")


if __name__ == "__main__":
    main()
