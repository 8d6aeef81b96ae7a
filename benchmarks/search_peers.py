"""The peers of search.py, run by it in an environment of their own.

usage: search_peers.py FOLDER < QUERIES, where FOLDER holds chunks and vectors as search.py exports them

LlamaIndex keeps its vectors in memory and compares them one by one, so it is asked a few questions only.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import numpy as np

K = 10
SLOW_QUERIES = 10
BATCH = 5_000


def main() -> None:
    folder, queries = Path(sys.argv[1]), json.load(sys.stdin)
    chunks = [json.loads(line) for line in (folder / "chunks.jsonl").read_text("utf-8").splitlines()]
    vectors, asked = np.load(folder / "vectors.npy"), np.load(folder / "queries.npy")
    for query, vector in zip(queries, asked, strict=True):
        query["vector"] = vector.tolist()
    print(json.dumps([langchain_chroma(chunks, vectors, queries), llama_index(chunks, vectors, queries)]))


def langchain_chroma(chunks: list[Any], vectors: Any, queries: list[Any]) -> dict[str, Any]:
    from langchain_chroma import Chroma

    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        store = Chroma("chunks", persist_directory=folder)
        for at in range(0, len(chunks), BATCH):
            batch = chunks[at : at + BATCH]
            store._collection.upsert(
                ids=[str(at + index) for index in range(len(batch))],
                documents=[chunk["text"] for chunk in batch],
                embeddings=vectors[at : at + BATCH],
                metadatas=[{name: chunk[name] for name in ("county", "township", "year")} for chunk in batch],
            )
        row = {"name": "LangChain + Chroma", "ingest s": time.perf_counter() - start}

        def scoped(query: dict[str, Any]) -> object:
            where = {"$and": [{"county": query["county"]}, {"township": query["township"]}]}
            return store.similarity_search_by_vector(query["vector"], k=K, filter=where)

        row |= timed("scoped", scoped, queries[:100])
        row |= timed(
            "unscoped", lambda query: store.similarity_search_by_vector(query["vector"], k=K), queries[:100]
        )
        return row | {"resident MB": resident(), "chunks": len(chunks)}


def llama_index(chunks: list[Any], vectors: Any, queries: list[Any]) -> dict[str, Any]:
    from llama_index.core.schema import TextNode
    from llama_index.core.vector_stores import (
        MetadataFilter,
        MetadataFilters,
        SimpleVectorStore,
        VectorStoreQuery,
    )

    before = resident()
    start = time.perf_counter()
    store = SimpleVectorStore()
    for chunk, vector in zip(chunks, vectors, strict=True):
        place = {name: chunk[name] for name in ("county", "township", "year")}
        node = TextNode(text=chunk["text"], metadata=place, embedding=vector.tolist())
        store.add([node])
    row = {"name": "LlamaIndex, in memory", "ingest s": time.perf_counter() - start}

    def once(query: dict[str, Any], filters: MetadataFilters | None) -> object:
        wanted = VectorStoreQuery(query_embedding=query["vector"], similarity_top_k=K, filters=filters)
        return store.query(wanted)

    def scoped(query: dict[str, Any]) -> object:
        names = ("county", "township")
        return once(
            query, MetadataFilters(filters=[MetadataFilter(key=name, value=query[name]) for name in names])
        )

    row |= timed("scoped", scoped, queries[:SLOW_QUERIES])
    row |= timed("unscoped", lambda query: once(query, None), queries[:SLOW_QUERIES])
    return row | {"resident MB": resident() - before, "chunks": len(chunks)}


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


if __name__ == "__main__":
    main()
