"""The model's door, against a real HTTP server on loopback that speaks the OpenAI protocol."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from fazhi_rag.errors import ModelError
from fazhi_rag.knowledge import KnowledgeBase
from fazhi_rag.writing import ask, draft_report, draft_section
from fazhi_rag.writing.model import open_model


def completion(text: str | None, *, finish: str = "stop", refusal: str | None = None) -> dict[str, Any]:
    message = {"role": "assistant", "content": text, "refusal": refusal}
    choice = {"index": 0, "message": message, "finish_reason": finish}
    return {"id": "1", "object": "chat.completion", "created": 0, "model": "scripted", "choices": [choice]}


class Endpoint:
    """One scripted reply for every request, and the prompts that were sent."""

    def __init__(self) -> None:
        self.status = 200
        self.body: bytes = b""
        self.prompts: list[str] = []

    def reply(self, text: str | None, **options: Any) -> None:
        self.status, self.body = 200, json.dumps(completion(text, **options)).encode()


@pytest.fixture
def endpoint(monkeypatch: pytest.MonkeyPatch) -> Iterator[Endpoint]:
    scripted = Endpoint()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            scripted.prompts.append(sent["messages"][-1]["content"])
            self.send_response(scripted.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("x-should-retry", "false")
            self.end_headers()
            self.wfile.write(scripted.body)

        def log_message(self, *args: object) -> None:
            """Keep the test output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("OPENAI_BASE_URL", f"http://127.0.0.1:{server.server_port}/v1")
    monkeypatch.setenv("OPENAI_API_KEY", "test-key")
    yield scripted
    server.shutdown()
    server.server_close()


def test_a_reply_comes_back(endpoint: Endpoint) -> None:
    endpoint.reply("好的。")
    assert open_model("scripted")("问题") == "好的。"
    assert endpoint.prompts == ["问题"]


BAD = {
    "refusal": ({"text": None, "refusal": "不能回答"}, "refused"),
    "filtered": ({"text": "", "finish": "content_filter"}, "refused"),
    "cut": ({"text": "写到一半", "finish": "length"}, "length"),
    "empty": ({"text": "  "}, "empty"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_useless_reply_is_an_error(endpoint: Endpoint, case: str) -> None:
    options, message = BAD[case]
    endpoint.reply(**options)
    with pytest.raises(ModelError, match=message):
        open_model("scripted")("问题")


@pytest.mark.parametrize(
    ("status", "body"),
    [(500, b"{}"), (401, b'{"error": {"message": "bad key"}}'), (200, b"<html>"), (200, b"{}")],
)
def test_a_broken_endpoint_is_an_error_that_says_what_to_check(
    endpoint: Endpoint, status: int, body: bytes
) -> None:
    endpoint.status, endpoint.body = status, body
    with pytest.raises(ModelError, match=r"OPENAI_BASE_URL|empty"):
        open_model("scripted")("问题")


def test_a_server_that_is_down_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("OPENAI_API_KEY", "test-key")
    with pytest.raises(ModelError, match="did not answer"):
        open_model("scripted")("问题")


def test_without_a_key_the_model_is_not_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_BASE_URL", "OPENAI_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(ModelError, match="OPENAI_API_KEY"):
        open_model("scripted")


def test_an_answer_with_right_numbers_is_the_models(endpoint: Endpoint, own_kb: KnowledgeBase) -> None:
    endpoint.reply("渠马镇2022年成功调处社会矛盾20余次[1]。")
    answer = ask("渠马镇2022年成功调处社会矛盾多少次？", kb=own_kb, model="scripted")
    assert answer.text == "渠马镇2022年成功调处社会矛盾20余次[1]。"
    assert all(finding.ok for finding in answer.findings)


def test_an_answer_with_an_invented_number_is_replaced_by_the_quotation(
    endpoint: Endpoint, own_kb: KnowledgeBase
) -> None:
    endpoint.reply("渠马镇2022年成功调处社会矛盾237次[1]。")
    answer = ask("渠马镇2022年成功调处社会矛盾多少次？", kb=own_kb, model="scripted")
    assert "20余次" in answer.text
    assert "核对不上" in answer.text.splitlines()[0]


def test_an_abstention_does_not_ask_the_model(endpoint: Endpoint, own_kb: KnowledgeBase) -> None:
    assert ask("长丰镇调解了多少次？", kb=own_kb, model="scripted").status == "abstained"
    assert endpoint.prompts == []


def test_a_drafted_section_holds_the_facts_and_nothing_invented(
    endpoint: Endpoint, own_kb: KnowledgeBase
) -> None:
    endpoint.reply("（七）多元化解纠纷\n全镇调解人员15名，成功调处社会矛盾31次，受理案件999件。")
    facts = [
        {"指标": "调解人员", "数值": "15", "单位": "名"},
        {"指标": "成功调处社会矛盾", "数值": "31", "单位": "次"},
    ]
    draft = draft_section(
        "dispute_resolution", kb=own_kb, township="渠马镇", year=2023, facts=facts, model="scripted"
    )
    assert "调解人员15名，成功调处社会矛盾31次" in draft.text
    assert "【待核：999件】" in draft.text
    assert all(finding.ok for finding in draft.findings)


def test_the_model_sees_last_years_text_without_its_figures(
    endpoint: Endpoint, own_kb: KnowledgeBase
) -> None:
    endpoint.reply("（七）多元化解纠纷\n成功调处社会矛盾【待补：次数】。")
    draft_section("dispute_resolution", kb=own_kb, township="渠马镇", year=2023, model="scripted")
    (prompt,) = endpoint.prompts
    assert "×" in prompt
    assert "20余次" not in prompt
    assert "13处" not in prompt


def test_a_long_report_is_cut_to_the_prompt_budget(
    endpoint: Endpoint, own_kb: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAZHI_PROMPT_TOKENS", "500")
    endpoint.reply("（七）多元化解纠纷。")
    draft_report(kb=own_kb, township="渠马镇", year=2023, model="scripted")
    (prompt,) = endpoint.prompts
    assert 500 < len(prompt) < 2000
