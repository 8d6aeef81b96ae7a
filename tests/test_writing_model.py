"""The model's door, against a real HTTP server on loopback that speaks the OpenAI protocol."""

from __future__ import annotations

import pytest

from fazhi_rag.errors import ModelError
from fazhi_rag.knowledge import KnowledgeBase
from fazhi_rag.writing import ask
from fazhi_rag.writing.model import open_model
from tests.model_endpoint import Endpoint


def test_a_reply_comes_back(endpoint: Endpoint) -> None:
    endpoint.reply("好的。")
    assert open_model("scripted").complete("问题") == "好的。"
    assert endpoint.prompts == ["问题"]


BAD = {
    "refusal": ({"text": None, "refusal": "不能回答"}, "refused"),
    "filtered": ({"text": "", "finish": "content_filter"}, "refused"),
    "cut": ({"text": "写到一半", "finish": "length"}, "length"),
    "empty": ({"text": "  "}, "empty"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_useless_reply_is_an_error(endpoint: Endpoint, case: str) -> None:
    options, message = dict(BAD[case][0]), BAD[case][1]
    endpoint.reply(options.pop("text"), **options)
    with pytest.raises(ModelError, match=message):
        open_model("scripted").complete("问题")


@pytest.mark.parametrize(
    ("status", "body"),
    [(500, b"{}"), (401, b'{"error": {"message": "bad key"}}'), (200, b"<html>"), (200, b"{}")],
)
def test_a_broken_endpoint_is_an_error_that_says_what_to_check(
    endpoint: Endpoint, status: int, body: bytes
) -> None:
    endpoint.fail(status, body)
    with pytest.raises(ModelError, match=r"OPENAI_BASE_URL|empty"):
        open_model("scripted").complete("问题")


def test_a_server_that_is_down_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("OPENAI_API_KEY", "test-key")
    with pytest.raises(ModelError, match="did not answer"):
        open_model("scripted").complete("问题")


def test_without_a_key_the_model_is_not_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_BASE_URL", "OPENAI_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(ModelError, match="OPENAI_API_KEY"):
        open_model("scripted")


def test_an_abstention_does_not_ask_the_model(endpoint: Endpoint, own_kb: KnowledgeBase) -> None:
    assert ask("长丰镇调解了多少次？", kb=own_kb, model="scripted").status == "abstained"
    assert endpoint.prompts == []
