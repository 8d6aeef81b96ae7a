"""What the suites measure: the library's own asking, searching and drafting, as a user calls them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

from fazhi_rag.evaluation.draft_scorers import Drafted
from fazhi_rag.evaluation.retrieval_scorers import DEPTH, Ranked, count_relevant
from fazhi_rag.evaluation.storage import NoOutput
from fazhi_rag.types import Answer


@contextmanager
def asking(kb_path: Path | None) -> Iterator[Callable[[str], Answer]]:
    """Give a function that asks a knowledge base; without one, as all here, it raises NoOutput."""
    from fazhi_rag.knowledge import KnowledgeBase
    from fazhi_rag.writing import ask

    if kb_path is None:
        yield _nobody
        return
    with KnowledgeBase.open(kb_path, create=False) as kb:
        yield lambda question: ask(question, kb=kb)


@contextmanager
def searching(kb_path: Path | None) -> Iterator[Callable[..., Ranked]]:
    """Give a function that searches a knowledge base and counts what in it is relevant."""
    from fazhi_rag.knowledge import KnowledgeBase

    if kb_path is None:
        yield _nobody
        return
    with KnowledgeBase.open(kb_path, create=False) as kb:

        def search(question: str, *, docs: tuple[str, ...], parts: tuple[str, ...], **filters: Any) -> Ranked:
            hits = tuple(kb.search(question, k=DEPTH, **filters))
            passages = [(doc, chunk.text) for doc in docs for chunk in kb.chunks(doc) if chunk.usable]
            return Ranked(hits, count_relevant(docs, parts, passages))

        yield search


@contextmanager
def drafting(kb_path: Path | None, model: str | None = None) -> Iterator[Callable[..., Drafted]]:
    """Give a function that drafts a section (of a topic) or a whole report (without one)."""
    from fazhi_rag.knowledge import KnowledgeBase
    from fazhi_rag.writing import draft_report, draft_section

    if kb_path is None:
        yield _nobody
        return
    with KnowledgeBase.open(kb_path, create=False) as kb:

        def draft(topic: str, *, township: str, year: int, facts: Any) -> Drafted:
            given: dict[str, Any] = {"kb": kb, "township": township, "year": year, "facts": facts}
            made = draft_section(topic, model=model, **given) if topic else draft_report(model=model, **given)
            used = made.provenance.usage
            return Drafted(
                text=made.text,
                findings=made.findings,
                unused=made.unused,
                model=made.model,
                requests=used.get("requests"),
                tokens=used["prompt_tokens"] + used["reply_tokens"] if used else None,
                cost=_price(used["prompt_tokens"], used["reply_tokens"]) if used else None,
            )

        yield draft


def _price(prompt_tokens: int, reply_tokens: int) -> Decimal | None:
    from fazhi_rag.writing.model import ModelSettings

    settings = ModelSettings()  # type: ignore[call-arg]
    if settings.prompt_price is None or settings.reply_price is None:
        return None
    return (settings.prompt_price * prompt_tokens + settings.reply_price * reply_tokens) / 1_000_000


def _nobody(*given: Any, **named: Any) -> Any:
    raise NoOutput("no stored output")
