"""Measure search in a large knowledge base, beside LangChain + Chroma and LlamaIndex on the same chunks.

usage: search.py [--chunks N] [--kb FOLDER] [--peers PYTHON]

Synthetic reports (fazhi_rag.evaluation.synthetic, seed 11) are ingested through `KnowledgeBase.ingest` until
N chunks are held; 100,000 take a quarter of an hour. --kb keeps that knowledge base, and uses it again where
it is there already. A new process then opens it and searches, so that the times to open and the memory are
those of a user who only asks.

--peers names the Python of an environment of its own with the peers; they get the same chunks with the same
hashed vectors:

    uv venv peers && uv pip install --python peers/bin/python langchain-chroma llama-index-core

Bias: a township of ours is found by words, a peer's by vectors of hashed character pairs, which are poor
vectors but as long and as many as others. What is compared is time and memory, not quality.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from fazhi_rag.evaluation.synthetic import SyntheticReport, synthesise
from fazhi_rag.evaluation.synthetic_tables import topic_words
from fazhi_rag.knowledge import KnowledgeBase

SEED = 11
QUERIES = 300
REPORTS_AT_ONCE = 64
K = 10


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--chunks", type=int, default=100_000)
    parser.add_argument("--kb", type=Path)
    parser.add_argument("--peers", type=Path)
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.measure:
        print(json.dumps(measure(args.measure, json.load(sys.stdin))))
        return
    with tempfile.TemporaryDirectory() as folder:
        path = args.kb or Path(folder) / "kb"
        if not path.exists():
            build(path, args.chunks)
        queries = draw_queries(path)
        report(run([sys.executable, __file__, "--measure", str(path)], queries))
        if args.peers:
            exported = export(path, Path(folder), queries)
            peers = Path(__file__).with_name("search_peers.py")
            report(run([str(args.peers), str(peers), str(exported)], queries))


def run(command: list[str], queries: list[dict[str, Any]]) -> Any:
    done = subprocess.run(command, input=json.dumps(queries), capture_output=True, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def build(path: Path, chunks: int) -> None:
    start = time.perf_counter()
    stream = synthesise(sys.maxsize, seed=SEED)
    with KnowledgeBase.open(path) as kb, tempfile.TemporaryDirectory() as folder:
        while kb.status()["chunks"] < chunks:
            kb.ingest([write(report, Path(folder)) for report in islice(stream, REPORTS_AT_ONCE)])
        status = kb.status()
    seconds = time.perf_counter() - start
    held = f"{status['documents']['annual_report']} reports, {status['chunks']} chunks"
    megabytes = sum(status["bytes"].values()) / 1e6
    print(f"ingested {held}, {status['figures']} figures in {seconds:.0f} s, {megabytes:.0f} MB on disk")


def write(report: SyntheticReport, folder: Path) -> Path:
    file = folder / report.name
    file.write_text(report.text, encoding="utf-8")
    return file


def draw_queries(path: Path) -> list[dict[str, Any]]:
    """Draw questions about drawn townships, in the words people ask with."""
    draw = random.Random(SEED)
    asks = [ask for topic in topic_words() for one in topic.indicators for ask in one.asks]
    with KnowledgeBase.open(path, create=False) as kb:
        places = kb.townships()
    return [
        {"query": draw.choice(asks), "county": county, "township": township}
        for county, township, _ in draw.choices(places, k=QUERIES)
    ]


def measure(path: Path, queries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    start = time.perf_counter()
    kb = KnowledgeBase.open(path, create=False)
    opened = time.perf_counter()
    search(kb, queries[0], scoped=True)
    answered = time.perf_counter()
    row: dict[str, Any] = {"name": "fazhi_rag", "open s": opened - start, "first query s": answered - opened}
    row |= timed("scoped", lambda query: search(kb, query, scoped=True), queries)
    row |= timed("unscoped", lambda query: search(kb, query, scoped=False), queries)
    row["resident MB"] = resident()
    row |= {"chunks": kb.status()["chunks"], "recall@10 scoped": recall(kb, queries[:10])}
    kb.close()
    return [row]


def search(kb: KnowledgeBase, query: dict[str, Any], *, scoped: bool, k: int = K) -> list[tuple[str, int]]:
    limits = {name: query[name] for name in ("county", "township")} if scoped else {}
    return [(hit.document, hit.span.start) for hit in kb.search(query["query"], k=k, **limits)]


def recall(kb: KnowledgeBase, queries: list[dict[str, Any]]) -> float:
    """Compare a scoped search with the ranking of everything, cut down to the scope afterwards."""
    everything = kb.status()["chunks"]
    shares = []
    for query in queries:
        inside = {record.name for record in kb.documents(county=query["county"], township=query["township"])}
        ranked = [hit for hit in search(kb, query, scoped=False, k=everything) if hit[0] in inside]
        exact = ranked[:K]
        shares.append(len(set(exact) & set(search(kb, query, scoped=True))) / len(exact))
    return sum(shares) / len(shares)


def timed(
    name: str, once: Callable[[dict[str, Any]], object], queries: list[dict[str, Any]]
) -> dict[str, float]:
    once(queries[0])
    seconds, busy = [], []
    for query in queries:
        start, start_busy = time.perf_counter(), time.process_time()
        once(query)
        seconds.append(time.perf_counter() - start)
        busy.append(time.process_time() - start_busy)
    cuts = quantiles(seconds, n=20)
    return {
        f"{name} p50 ms": 1000 * cuts[9],
        f"{name} p95 ms": 1000 * cuts[18],
        # On a shared machine the processor's own time is the steadier figure.
        f"{name} cpu p50 ms": 1000 * median(busy),
    }


def resident() -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


def export(path: Path, folder: Path, queries: list[dict[str, Any]]) -> Path:
    """Write chunks with their places, and the vectors of chunks and queries, for the peers."""
    import numpy as np

    from fazhi_rag.knowledge.embedding import hashed_embed

    texts = []
    with (folder / "chunks.jsonl").open("w", encoding="utf-8") as out:
        for row, text in rows(path):
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
            texts.append(text)
    np.save(folder / "vectors.npy", np.asarray(hashed_embed(texts), dtype=np.float32))
    np.save(folder / "queries.npy", np.asarray(hashed_embed([query["query"] for query in queries])))
    return folder


def rows(path: Path) -> Iterator[tuple[dict[str, Any], str]]:
    from fazhi_rag.knowledge.records import Entry

    with KnowledgeBase.open(path, create=False) as kb:
        for record in kb.documents():
            identity = record.identity
            place = {"county": identity.county, "township": identity.township, "year": identity.year}
            for chunk in kb.chunks(record.id):
                yield {"text": chunk.text, **place}, Entry(0, record.id, identity, chunk).search_text


def report(measured: list[dict[str, Any]]) -> None:
    for row in measured:
        print(row.pop("name"))
        for name, figure in row.items():
            print(f"  {name:22} {figure:10.3f}" if isinstance(figure, float) else f"  {name:22} {figure:>10}")


if __name__ == "__main__":
    main()
