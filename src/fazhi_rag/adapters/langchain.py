"""LangChain: the knowledge base as a retriever; asking, drafting and verifying as tools of an agent.

Answers of the tools are the library's own results as JSON text: cited, with the verdict on each number.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Annotated, Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from langchain_core.tools import BaseTool, ToolException, tool
from pydantic import BaseModel, ConfigDict, Field

from fazhi_rag import grounding
from fazhi_rag.errors import FazhiError
from fazhi_rag.knowledge import KnowledgeBase
from fazhi_rag.types import DocumentKind, Hit, Source
from fazhi_rag.writing import Draft
from fazhi_rag.writing import ask as ask_knowledge_base
from fazhi_rag.writing import draft_section as draft_from_facts

_LONGEST = 6000
"""Characters of evidence and findings in one tool answer: an agent's context is not endless."""


class FazhiRetriever(BaseRetriever):
    """Passages of the knowledge base as LangChain documents, best first, within strict filters.

    Metadata: document, township, county, year, section, topics, part, score, start, end (code points).
    Filters are given when it is made, or with a call: `invoke("…", township="渠马镇", year=2022)`.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    kb: KnowledgeBase
    k: int = Field(5, ge=1, le=1000)
    township: str | None = None
    county: str | None = None
    year: int | None = None
    topic: str | None = None
    kind: DocumentKind | None = DocumentKind.ANNUAL_REPORT

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun, **filters: Any
    ) -> list[Document]:
        names = ("township", "county", "year", "topic", "kind", "k")
        if unknown := set(filters) - set(names):
            raise ValueError(f"unknown filters {sorted(unknown)}; the filters are {', '.join(names)}")
        limits = {name: filters.get(name, getattr(self, name)) for name in names}
        return [_document(hit) for hit in self.kb.search(query, **limits)]


class FactRow(BaseModel):
    """One fact of this year."""

    model_config = ConfigDict(populate_by_name=True)

    indicator: str = Field(alias="指标", description="what is counted")
    value: str = Field("", alias="数值", description="the figure; empty where it is not known")
    unit: str = Field("", alias="单位", description="its measure word")
    qualifier: str = Field("", alias="限定", description="余, 约, 以上 …")
    as_of: str = Field("", alias="截止", description="cut-off, e.g. 11月底")


def langchain_tools(kb: KnowledgeBase, *, home: str | None = None) -> list[BaseTool]:
    """Return `ask`, `draft_section` and `verify` as tools for an agent.

    `home` is the township that 我镇 means. A known error comes back as the tool's answer, so that the agent
    can mend its call.
    """

    @tool
    def ask(question: Annotated[str, "a question in Chinese; name the township and the year"]) -> str:
        """Answer a question about township rule-of-law reports, with citations, or say why it cannot be."""
        answer = _told(lambda: ask_knowledge_base(question, kb=kb, home=home))
        return _shown({"text": answer.text, "status": answer.status, "citations": answer.citations})

    @tool
    def draft_section(
        topic: Annotated[str, "topic id or Chinese name, e.g. 矛盾纠纷排查化解"],
        township: Annotated[str, "e.g. 渠马镇"],
        year: Annotated[int, "the year to report on"],
        facts: Annotated[list[FactRow], "this year's facts; no figure is written that is not among them"],
    ) -> str:
        """Draft a section of a township's report from facts; what has no fact is left as a blank."""
        rows = [fact.model_dump(by_alias=True) for fact in facts]
        draft: Draft = _told(lambda: draft_from_facts(topic, kb=kb, township=township, year=year, facts=rows))
        blanks = [blank.text for blank in draft.blanks]
        return _shown({"text": draft.text, "blanks": blanks, "unused": draft.unused, "notes": draft.notes})

    @tool
    def verify(
        text: Annotated[str, "the text whose numbers are checked"],
        township: Annotated[str, "whose report it is"],
        year: Annotated[int, "the year it reports on"],
    ) -> str:
        """Check every number of a text against the reports held; ok is false where one is not supported."""
        checked = _told(lambda: grounding.verify(text, _sources(kb, township), township=township, year=year))
        rows = [{"text": f.text, "status": f.status, "message": f.message} for f in checked.findings]
        return _shown({"ok": checked.ok, "counts": checked.counts, "findings": rows})

    made: list[BaseTool] = [ask, draft_section, verify]
    for one in made:
        one.handle_tool_error = True
    return made


def _document(hit: Hit) -> Document:
    metadata = {
        "document": hit.document,
        "township": hit.township,
        "county": hit.county,
        "year": hit.year,
        "section": hit.section,
        "topics": list(hit.topics),
        "part": hit.part and str(hit.part),
        "score": hit.score,
        "start": hit.span.start,
        "end": hit.span.end,
    }
    return Document(page_content=hit.text, metadata=metadata)


def _sources(kb: KnowledgeBase, township: str) -> Sequence[Source]:
    """The township's own reports; a township that is not held is an error, never everybody's reports."""
    records = kb.documents(kind=DocumentKind.ANNUAL_REPORT, township=township)
    if not records:
        raise ToolException(f"no report of {township} is held")
    return [
        Source(kb.load(r.name).text, r.identity.township, r.identity.county, r.identity.year, r.name)
        for r in records
    ]


def _told(run: Any) -> Any:
    """Run, turning a known error into the tool's answer."""
    try:
        return run()
    except FazhiError as error:
        raise ToolException(str(error)) from error


def _shown(result: dict[str, Any]) -> str:
    plain = json.dumps(result, ensure_ascii=False, default=lambda value: value.to_dict())
    return plain if len(plain) <= _LONGEST else plain[:_LONGEST] + "…（其余从略）"
