"""What a whole report would cost with a model, before anything is sent."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from fazhi_rag.knowledge import KnowledgeBase
from fazhi_rag.types import Value
from fazhi_rag.writing.drafting.jobs import FactsInput, brief_of, open_job
from fazhi_rag.writing.drafting.outline import plan_parts
from fazhi_rag.writing.drafting.protocol import ROUNDS, prompt_of
from fazhi_rag.writing.model import ModelSettings
from fazhi_rag.writing.tokens import count_tokens, estimate_tokens

_REPLY_OVERHEAD = Decimal("1.5")
"""JSON around the sentences, and the lists of ids. A prior, not measured."""


@dataclass(frozen=True, slots=True)
class Estimate(Value):
    """Requests and tokens of a whole report; the most is what it comes to where every section is repaired."""

    requests: int
    prompt_tokens: int
    reply_tokens: int
    most_requests: int
    most_tokens: int
    price: Decimal | None
    """Without repairs, at FAZHI_PROMPT_PRICE and FAZHI_REPLY_PRICE a million tokens; None where not set."""

    def __str__(self) -> str:
        """Return one line for the clerk."""
        cost = "" if self.price is None else f"，约{self.price:.2f}（按所设单价）"
        return (
            f"预计{self.requests}次请求，提示约{self.prompt_tokens}、回复约{self.reply_tokens}个词元{cost}；"
            f"全部需要修改时最多{self.most_requests}次、约{self.most_tokens}个词元。已有缓存的部分不再付费。"
        )


def estimate_report(*, kb: KnowledgeBase, township: str, year: int, facts: FactsInput = ()) -> Estimate:
    """Estimate what `draft_report` with a model would send and get, replies already cached included.

    Raises: as `draft_report`.
    """
    job = open_job(kb, township=township, year=year, facts=facts)
    prompts = replies = requests = 0
    for part in plan_parts(job):
        text = part.span.of(job.document.text).strip()
        if part.topic and (text or part.facts):
            requests += 1
            prompts += count_tokens(prompt_of(brief_of(part, job, text), job.grounds))
            replies += int(estimate_tokens(text) * _REPLY_OVERHEAD)
    rounds = 1 + ROUNDS
    most = prompts + replies + ROUNDS * (prompts + 2 * replies)
    return Estimate(requests, prompts, replies, requests * rounds, most, _price(prompts, replies))


def _price(prompts: int, replies: int) -> Decimal | None:
    settings = ModelSettings()  # type: ignore[call-arg]
    if settings.prompt_price is None or settings.reply_price is None:
        return None
    return (settings.prompt_price * prompts + settings.reply_price * replies) / 1_000_000
