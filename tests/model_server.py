"""The aimock server process (npm), driven over its control interface; see tests/aimock/package.json."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "aimock"
PROGRAM = FOLDER / "node_modules" / "@copilotkit" / "aimock" / "dist" / "cli.js"
_EVERY_PROMPT: dict[str, Any] = {"endpoint": "chat"}


def missing() -> str | None:
    """Why the server cannot run here; None where it can."""
    if shutil.which("node") is None:
        return "node is not installed"
    return None if PROGRAM.is_file() else "aimock is not installed: npm ci --prefix tests/aimock"


class ModelServer:
    """The running server: say what it answers, read what it was sent."""

    def __init__(self, address: str) -> None:
        self.address = address

    def answer(self, response: dict[str, Any], match: dict[str, Any] | None = None, **options: Any) -> None:
        """Add a reply; of several that match a request, the first added is sent."""
        fixture = {"match": {**_EVERY_PROMPT, **(match or {})}, "response": response, **options}
        self._send("fixtures", {"fixtures": [fixture]})

    def reset(self) -> None:
        """Forget replies and requests."""
        self._send("reset", {})

    @property
    def requests(self) -> list[dict[str, Any]]:
        """The bodies sent so far, in order."""
        return [entry["body"] for entry in self._read("journal")]

    @property
    def prompts(self) -> list[str]:
        """The last message of each request."""
        return [request["messages"][-1]["content"] for request in self.requests]

    def _send(self, name: str, body: dict[str, Any]) -> None:
        data = json.dumps(body).encode()
        request = urllib.request.Request(f"{self.address}/__aimock/{name}", data, method="POST")
        urllib.request.urlopen(request, timeout=10).close()

    def _read(self, name: str) -> Any:
        with urllib.request.urlopen(f"{self.address}/__aimock/{name}", timeout=10) as reply:
            return json.load(reply)


@contextmanager
def serve_models(folder: Path) -> Iterator[ModelServer]:
    """Run the server until the block ends; `folder` takes its start file."""
    start = folder / "start.json"
    start.write_text(
        json.dumps({"fixtures": [{"match": {"userMessage": "—"}, "response": {"content": "—"}}]})
    )
    port = _free_port()
    command = ["node", str(PROGRAM), "-p", str(port), "-f", str(start), "--log-level", "silent"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        try:
            server = ModelServer(f"http://127.0.0.1:{port}")
            _wait_for(server, process)
            yield server
        finally:
            process.terminate()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(server: ModelServer, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        try:
            server._read("health")
        except OSError:
            assert process.poll() is None, process.stderr and process.stderr.read().decode()
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the server did not start in 30 s")
