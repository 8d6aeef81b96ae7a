from __future__ import annotations

import json
import math
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest

from fazhi_rag.errors import KnowledgeBaseError, ModelError
from fazhi_rag.knowledge import KnowledgeBase
from fazhi_rag.knowledge.embedding import DIMENSIONS, Embedder, choose_embedder, hashed_embed
from tests.knowledge_reports import assert_in_step, write_reports


def test_hashed_vectors_have_unit_length_and_tell_texts_apart() -> None:
    disputes, same, other = hashed_embed(["调解邻里纠纷", "调解邻里纠纷。", "发放宣传折页"])
    assert len(disputes) == DIMENSIONS
    assert math.hypot(*disputes) == pytest.approx(1.0)
    assert disputes == same != other


def test_a_text_without_words_has_a_vector_all_the_same() -> None:
    assert math.hypot(*hashed_embed(["……"])[0]) == 1.0


def test_hashed_vectors_are_the_same_in_every_process() -> None:
    code = "from fazhi_rag.knowledge.embedding import hashed_embed; print(hashed_embed(['化解矛盾纠纷37件']))"
    runs = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("0", "1", "4711")
    }
    assert len(runs) == 1


@pytest.mark.parametrize("vectors", [[], [[1.0]], [[1.0], [1.0, 2.0]], [[], []]])
def test_a_wrong_number_or_length_of_vectors_is_a_model_error(vectors: list[list[float]]) -> None:
    with pytest.raises(ModelError):
        Embedder("bad", lambda texts: vectors).vectors(["甲", "乙"])


class Endpoint(BaseHTTPRequestHandler):
    """An OpenAI-compatible /v1/embeddings that keeps what it was sent."""

    sent: ClassVar[list[dict[str, Any]]] = []
    status = 200

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        type(self).sent.append({"path": self.path, "authorization": self.headers["Authorization"], **body})
        data = [
            {
                "object": "embedding",
                "index": index,
                "embedding": [float(len(text)), 1.0, float(text.count("纠纷"))],
            }
            for index, text in enumerate(body["input"])
        ]
        reply = json.dumps(
            {
                "object": "list",
                "data": data,
                "model": body["model"],
                "usage": {"prompt_tokens": 1, "total_tokens": 1},
            }
        )
        self.send_response(self.status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(reply.encode() if self.status == 200 else b'{"error": {"message": "no such model"}}')

    def log_message(self, *args: object) -> None:
        return


@pytest.fixture
def endpoint(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Endpoint]]:
    server = HTTPServer(("127.0.0.1", 0), Endpoint)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    Endpoint.sent, Endpoint.status = [], 200
    monkeypatch.setenv("OPENAI_BASE_URL", f"http://127.0.0.1:{server.server_port}/v1")
    monkeypatch.setenv("OPENAI_API_KEY", "key-of-the-test")
    monkeypatch.setenv("FAZHI_EMBEDDING_MODEL", "test-embedding")
    yield Endpoint
    server.shutdown()
    server.server_close()


def test_the_configured_endpoint_embeds_plain_texts_in_small_batches(endpoint: type[Endpoint]) -> None:
    vectors = choose_embedder(None).vectors([f"第{number}起纠纷" for number in range(25)])
    assert len(vectors) == 25
    assert vectors[0] == [5.0, 1.0, 1.0]
    assert [len(request["input"]) for request in endpoint.sent] == [10, 10, 5]
    assert {request["path"] for request in endpoint.sent} == {"/v1/embeddings"}
    assert {request["authorization"] for request in endpoint.sent} == {"Bearer key-of-the-test"}
    assert all(isinstance(text, str) for request in endpoint.sent for text in request["input"])


def test_a_refusing_endpoint_is_a_model_error_and_stores_nothing(
    endpoint: type[Endpoint], tmp_path: Path
) -> None:
    endpoint.status = 404
    with KnowledgeBase.open(tmp_path / "kb") as kb:
        with pytest.raises(ModelError, match=r"test-embedding.*FAZHI_EMBEDDING_MODEL"):
            kb.ingest(write_reports(tmp_path / "in", 2))
        assert kb.documents() == []
        assert_in_step(kb)
        endpoint.status = 200
        assert len(kb.ingest(tmp_path / "in").added) == 2
        assert_in_step(kb)
        assert kb.search("纠纷", ranking="fused")


def test_the_key_is_not_shown() -> None:
    from fazhi_rag.knowledge.embedding import EmbeddingSettings

    assert "secret-key" not in repr(EmbeddingSettings(openai_api_key="secret-key"))  # type: ignore[arg-type]


def _two(texts: Any) -> list[list[float]]:
    return [[float(len(text)), 1.0] for text in texts]


def test_another_embedder_needs_a_reindex(tmp_path: Path) -> None:
    reports = write_reports(tmp_path / "in", 2)
    with KnowledgeBase.open(tmp_path / "kb") as kb:
        kb.ingest(reports)
    with KnowledgeBase.open(tmp_path / "kb", embed=_two) as kb:
        assert kb.search("纠纷")
        for use in (lambda: kb.search("纠纷", ranking="dense"), lambda: kb.ingest(reports)):
            with pytest.raises(KnowledgeBaseError, match=r"hashed-ngrams-256.*_two.*fazhi reindex"):
                use()
        kb.reindex()
        assert kb.search("纠纷", ranking="dense")
        assert_in_step(kb)
        assert "_two" in kb.status()["embedder"]


def test_another_length_of_vectors_needs_a_reindex(tmp_path: Path) -> None:
    length = 2

    def embed(texts: Any) -> list[list[float]]:
        return [[1.0] * length for _ in texts]

    with KnowledgeBase.open(tmp_path / "kb", embed=embed) as kb:
        kb.ingest(write_reports(tmp_path / "in", 1))
        length = 3
        with pytest.raises(KnowledgeBaseError, match=r"2 dimensions.*3.*fazhi reindex"):
            kb.ingest(write_reports(tmp_path / "in", 2))
        assert len(kb.documents()) == 1
        assert_in_step(kb)
