"""A rerank endpoint on the loopback: its order is taken, its failures are not, filters are never widened."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fazhi_rag.knowledge import KnowledgeBase
from tests.knowledge_reports import write_reports

SERVER = """
    import json, sys
    from http.server import BaseHTTPRequestHandler, HTTPServer

    class Rerank(BaseHTTPRequestHandler):
        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            last = len(body["documents"]) - 1
            ranked = [{"index": last - i, "relevance_score": 1.0 - i / 10} for i in range(last + 1)]
            bodies = {
                "good": {"results": [*ranked, {"index": 999, "relevance_score": 9.0}]},
                "few": {"results": ranked[:1]},
                "odd": {"data": []},
            }
            ok = self.path == "/v1/rerank" and body["model"] in bodies
            self.send_response(200 if ok else 500)
            self.end_headers()
            self.wfile.write(json.dumps(bodies.get(body["model"], {})).encode())

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Rerank)
    print(server.server_port, flush=True)
    server.serve_forever()
"""

Configure = Callable[[str], None]


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """The port of a rerank server in a process of its own."""
    process = subprocess.Popen([sys.executable, "-c", textwrap.dedent(SERVER)], stdout=subprocess.PIPE)
    assert process.stdout
    yield int(process.stdout.readline())
    process.kill()
    process.wait()


@pytest.fixture(scope="module")
def kb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    """A knowledge base of a few reports."""
    folder = tmp_path_factory.mktemp("rerank")
    with KnowledgeBase.open(folder / "kb") as opened:
        opened.ingest(write_reports(Path(folder) / "in", 3))
        yield opened


@pytest.fixture
def configure(port: int, monkeypatch: pytest.MonkeyPatch) -> Configure:
    """Set the endpoint with a model of this name."""

    def use(model: str) -> None:
        monkeypatch.setenv("FAZHI_RERANK_MODEL", model)
        monkeypatch.setenv("FAZHI_RERANK_BASE_URL", f"http://127.0.0.1:{port}/v1/")

    return use


def test_the_order_of_the_endpoint_is_taken(kb: KnowledgeBase, configure: Configure) -> None:
    plain = kb.search("纠纷", k=50)
    configure("good")
    assert [hit.span for hit in kb.search("纠纷", k=50)] == [hit.span for hit in reversed(plain)]
    assert kb.search("纠纷", k=1)[0].score == 1.0


def test_what_it_leaves_out_keeps_its_order(kb: KnowledgeBase, configure: Configure) -> None:
    plain = [hit.span for hit in kb.search("纠纷", k=50)]
    configure("few")
    assert [hit.span for hit in kb.search("纠纷", k=50)] == [plain[-1], *plain[:-1]]


def test_filters_are_not_widened(kb: KnowledgeBase, configure: Configure) -> None:
    held = kb.documents()[0].identity
    configure("good")
    hits = kb.search("纠纷", township=held.township, year=held.year, k=50)
    assert hits
    assert {(hit.township, hit.year) for hit in hits} == {(held.township, held.year)}
    assert kb.search("纠纷", township="没有的镇") == []


@pytest.mark.parametrize("model", ["broken", "odd"])
def test_a_failure_is_a_warning(kb: KnowledgeBase, configure: Configure, model: str) -> None:
    plain = kb.search("纠纷", k=50)
    configure(model)
    with pytest.warns(UserWarning, match="FAZHI_RERANK_MODEL"):
        assert kb.search("纠纷", k=50) == plain


def test_an_endpoint_that_is_not_there_is_a_warning(
    kb: KnowledgeBase, configure: Configure, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = kb.search("纠纷", k=3)
    configure("good")
    monkeypatch.setenv("FAZHI_RERANK_BASE_URL", "http://127.0.0.1:9/v1")
    with pytest.warns(UserWarning, match="failed"):
        assert kb.search("纠纷", k=3) == plain
