"""A real HTTP server on loopback that speaks the OpenAI protocol and answers from a script."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Script = Callable[[dict[str, Any]], tuple[int, bytes]]
"""From a request's body to a status and a reply's body."""


def completion(text: str | None, *, finish: str = "stop", refusal: str | None = None) -> dict[str, Any]:
    """A chat completion as the protocol has it."""
    message = {"role": "assistant", "content": text, "refusal": refusal}
    choice = {"index": 0, "message": message, "finish_reason": finish}
    usage = {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120}
    return {
        "id": "1",
        "object": "chat.completion",
        "created": 0,
        "model": "scripted",
        "choices": [choice],
        "usage": usage,
    }


def section(*paragraphs: str) -> str:
    """A section in the form a model is asked for, one sentence a paragraph."""
    return json.dumps({"paragraphs": [{"sentences": [{"text": p}]} for p in paragraphs]}, ensure_ascii=False)


class Endpoint:
    """What the server answers, and the requests it got."""

    def __init__(self) -> None:
        self.requests: list[dict[str, Any]] = []
        self.script: Script = lambda _: (500, b"{}")

    @property
    def prompts(self) -> list[str]:
        """The last message of each request."""
        return [request["messages"][-1]["content"] for request in self.requests]

    def reply(self, *texts: str | None, **options: Any) -> None:
        """Answer with `texts` in turn, the last one for ever."""
        left = list(texts)

        def script(_: dict[str, Any]) -> tuple[int, bytes]:
            text = left.pop(0) if len(left) > 1 else left[0]
            return 200, json.dumps(completion(text, **options)).encode()

        self.script = script

    def fail(self, status: int, body: bytes = b"{}") -> None:
        """Answer with a status and a body for ever."""
        self.script = lambda _: (status, body)


@contextmanager
def serve() -> Iterator[tuple[Endpoint, str]]:
    """Run a server; yield its script and its base address."""
    endpoint = Endpoint()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            endpoint.requests.append(sent)
            status, body = endpoint.script(sent)
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("x-should-retry", "false")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Keep the test output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield endpoint, f"http://127.0.0.1:{server.server_port}/v1"
    finally:
        server.shutdown()
        server.server_close()
