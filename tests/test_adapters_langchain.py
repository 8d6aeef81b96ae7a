"""The retriever in a chain and the tools in an agent's loop, with a scripted model in process."""

from __future__ import annotations

import json
from typing import Any

import pytest
from langchain.agents import create_agent
from langchain_core.language_models import GenericFakeChatModel
from langchain_core.messages import AIMessage, HumanMessage, ToolMessage
from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.runnables import RunnableLambda, RunnablePassthrough

from fazhi_rag.adapters.langchain import FazhiRetriever, langchain_tools
from fazhi_rag.knowledge import KnowledgeBase


class Scripted(GenericFakeChatModel):
    """A chat model that takes tools and answers from a script."""

    def bind_tools(self, tools: Any, **_: Any) -> Scripted:
        self.__dict__["offered"] = [tool.name for tool in tools]
        return self


def calling(name: str, arguments: dict[str, Any]) -> AIMessage:
    return AIMessage("", tool_calls=[{"name": name, "args": arguments, "id": "1", "type": "tool_call"}])


def run_agent(kb: KnowledgeBase, name: str, arguments: dict[str, Any]) -> ToolMessage:
    """Let an agent call one tool, and return what it was told."""
    model = Scripted(messages=iter([calling(name, arguments), AIMessage("完成。")]))
    agent = create_agent(model, langchain_tools(kb))
    messages = agent.invoke({"messages": [HumanMessage("请办理。")]})["messages"]
    assert model.__dict__["offered"] == ["ask", "draft_section", "verify"]
    assert messages[-1].content == "完成。"
    (told,) = [message for message in messages if isinstance(message, ToolMessage)]
    return told


def test_hits_come_as_documents_with_their_place(own_kb: KnowledgeBase) -> None:
    retriever = FazhiRetriever(kb=own_kb, township="渠马镇", k=3)
    documents = retriever.invoke("矛盾纠纷化解")
    hits = own_kb.search("矛盾纠纷化解", township="渠马镇", k=3)
    assert [d.page_content for d in documents] == [hit.text for hit in hits]
    for document, hit in zip(documents, hits, strict=True):
        held = document.metadata
        assert (held["township"], held["year"], held["score"]) == ("渠马镇", 2022, hit.score)
        assert own_kb.load(held["document"]).text[held["start"] : held["end"]] == document.page_content


def test_filters_of_a_call_are_strict(own_kb: KnowledgeBase) -> None:
    retriever = FazhiRetriever(kb=own_kb, k=20)
    found = retriever.invoke("执法记录仪", township="黄垓镇")
    assert {document.metadata["township"] for document in found} == {"黄垓镇"}
    assert retriever.invoke("执法记录仪", township="黄垓镇", year=1999) == []
    with pytest.raises(ValueError, match="unknown filters"):
        retriever.invoke("执法记录仪", town="黄垓镇")


def test_the_retriever_runs_in_a_chain(own_kb: KnowledgeBase) -> None:
    prompts: list[str] = []

    def keep(prompt: Any) -> Any:
        prompts.append(prompt.to_string())
        return prompt

    retriever = FazhiRetriever(kb=own_kb, township="静海镇", k=2)
    joined = retriever | RunnableLambda(lambda documents: "\n".join(d.page_content for d in documents))
    prompt = ChatPromptTemplate.from_template("资料：{evidence}\n问题：{question}")
    model = GenericFakeChatModel(messages=iter([AIMessage("35台。")]))
    chain = {"evidence": joined, "question": RunnablePassthrough()} | prompt | RunnableLambda(keep) | model
    assert (chain | StrOutputParser()).invoke("配备执法记录仪多少台？") == "35台。"
    assert "35台" in prompts[0]


def test_an_agent_asks(own_kb: KnowledgeBase) -> None:
    told = run_agent(own_kb, "ask", {"question": "静海镇配备了多少台执法记录仪？"})
    answer = json.loads(str(told.content))
    assert "35台" in answer["text"]
    assert answer["citations"][0]["place"]["township"] == "静海镇"


def test_an_agent_drafts_from_facts_alone(own_kb: KnowledgeBase) -> None:
    facts = [{"指标": "调解人员", "数值": "15", "单位": "名"}]
    arguments = {"topic": "矛盾纠纷排查化解", "township": "渠马镇", "year": 2023, "facts": facts}
    draft = json.loads(str(run_agent(own_kb, "draft_section", arguments).content))
    assert "调解人员15名" in draft["text"]
    assert "12个" not in draft["text"]
    assert draft["blanks"]


def test_an_agent_verifies(own_kb: KnowledgeBase) -> None:
    arguments = {"text": "成功调处社会矛盾20余次，排查798件。", "township": "渠马镇", "year": 2022}
    checked = json.loads(str(run_agent(own_kb, "verify", arguments).content))
    assert checked["ok"] is False
    assert {f["text"]: f["status"] for f in checked["findings"]}["20余次"] == "supported"


@pytest.mark.parametrize(
    ("name", "arguments", "says"),
    [
        ("draft_section", {"topic": "矛盾纠纷", "township": "长丰镇", "year": 2023, "facts": []}, "长丰镇"),
        ("verify", {"text": "5件。", "township": "长丰镇", "year": 2023}, "no report of 长丰镇"),
    ],
)
def test_a_wrong_call_is_told_to_the_agent(
    own_kb: KnowledgeBase, name: str, arguments: dict[str, Any], says: str
) -> None:
    told = run_agent(own_kb, name, arguments)
    assert told.status == "error"
    assert says in str(told.content)
