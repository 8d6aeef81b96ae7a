"""An optional rerank endpoint in the shape that Jina, Cohere and vLLM share: POST {base}/rerank."""

from __future__ import annotations

import os
import warnings
from collections.abc import Sequence
from dataclasses import replace

from pydantic import BaseModel, ConfigDict, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from fazhi_rag.types import Hit

DEPTH = 50
"""Hits handed to the endpoint; it puts them in order and never brings in others."""
TIMEOUT_SECONDS = 30


class RerankSettings(BaseSettings):
    """Which rerank endpoint to use; none without a model."""

    model_config = SettingsConfigDict(extra="ignore")

    fazhi_rerank_model: str | None = None
    fazhi_rerank_base_url: str | None = None
    fazhi_rerank_api_key: SecretStr | None = None


def rerank_settings() -> RerankSettings | None:
    """Return the settings of the endpoint; None, at no cost to a search, where none is configured."""
    return RerankSettings() if os.environ.get("FAZHI_RERANK_MODEL") else None


class _Ranked(BaseModel):
    model_config = ConfigDict(extra="ignore")

    index: int
    relevance_score: float


class _Reply(BaseModel):
    model_config = ConfigDict(extra="ignore")

    results: list[_Ranked]


def rerank(query: str, hits: Sequence[Hit], settings: RerankSettings) -> list[Hit]:
    """Return `hits` in the order of the configured endpoint, each with its score; as given where it fails.

    A failure is a warning. What the endpoint leaves out keeps its order behind what it ranked.
    """
    try:
        found = _ask_endpoint(query, hits, settings)
    except (OSError, ValueError, RuntimeError) as error:
        where = f"{settings.fazhi_rerank_model} at {settings.fazhi_rerank_base_url}"
        warnings.warn(
            f"rerank model {where} failed ({type(error).__name__}: {error}): the order stays as it was; "
            "check FAZHI_RERANK_MODEL, FAZHI_RERANK_BASE_URL and FAZHI_RERANK_API_KEY",
            stacklevel=3,
        )
        return list(hits)
    ranked = {one.index: one.relevance_score for one in found if 0 <= one.index < len(hits)}
    order = sorted(ranked, key=lambda index: (-ranked[index], index))
    left = [hit for index, hit in enumerate(hits) if index not in ranked]
    return [replace(hits[index], score=ranked[index]) for index in order] + left


def _ask_endpoint(query: str, hits: Sequence[Hit], settings: RerankSettings) -> list[_Ranked]:
    import httpx2

    if not settings.fazhi_rerank_base_url:
        raise ValueError("no endpoint is set")
    base = settings.fazhi_rerank_base_url.rstrip("/")
    key = settings.fazhi_rerank_api_key
    try:
        reply = httpx2.post(
            f"{base}/rerank",
            json={
                "model": settings.fazhi_rerank_model,
                "query": query,
                "documents": [hit.text for hit in hits],
                "top_n": len(hits),
            },
            headers={"Authorization": f"Bearer {key.get_secret_value()}"} if key else {},
            timeout=TIMEOUT_SECONDS,
        )
        reply.raise_for_status()
        return _Reply.model_validate_json(reply.content).results
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        raise RuntimeError(str(error)) from error
    except ValidationError as error:
        raise ValueError(f"the reply is no ranking: {error.error_count()} faults") from error
