"""Text to vectors: a hashed n-gram embedder of ours, or an OpenAI-compatible endpoint.

langchain_openai is imported only once an endpoint is configured and used.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from fazhi_rag.errors import ModelError
from fazhi_rag.knowledge.tokens import search_tokens

Embed = Callable[[Sequence[str]], Sequence[Sequence[float]]]

DIMENSIONS = 256

TEXTS_PER_CALL = 10
"""The smallest limit among the OpenAI-compatible vendors in use (DashScope, text-embedding-v3)."""

TIMEOUT_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Embedder:
    """A function from texts to vectors of one length, and the name it is remembered by."""

    name: str
    embed: Embed

    def vectors(self, texts: Sequence[str]) -> list[list[float]]:
        """Embed texts.

        Raises: ModelError where the answer is not one vector of one length for each text.
        """
        found = [[float(number) for number in vector] for vector in self.embed(texts)]
        if len(found) != len(texts):
            raise ModelError(f"{self.name}: returned {len(found)} vectors for {len(texts)} texts")
        if len({len(vector) for vector in found}) > 1 or any(not vector for vector in found):
            raise ModelError(f"{self.name}: returned vectors of different lengths")
        return found


class EmbeddingSettings(BaseSettings):
    """Which embedding endpoint to use; without a model, the hashed n-grams."""

    model_config = SettingsConfigDict(extra="ignore")

    fazhi_embedding_model: str | None = None
    openai_base_url: str | None = None
    openai_api_key: SecretStr | None = None


def choose_embedder(embed: Embed | None) -> Embedder:
    """Return the embedder given, the configured endpoint, or the hashed n-grams, in this order."""
    if embed is not None:
        return Embedder(
            f"{embed.__module__}.{getattr(embed, '__qualname__', type(embed).__qualname__)}", embed
        )
    settings = EmbeddingSettings()
    if settings.fazhi_embedding_model:
        return Embedder(settings.fazhi_embedding_model, endpoint_embed(settings))
    return Embedder(f"hashed-ngrams-{DIMENSIONS}", hashed_embed)


def hashed_embed(texts: Sequence[str]) -> list[list[float]]:
    """Embed texts by their hashed characters and character pairs, the same in every process.

    Source: the hashing trick with signs, Weinberger et al., ICML 2009.
    """
    return [_hashed_vector(text) for text in texts]


def _hashed_vector(text: str) -> list[float]:
    counts: dict[str, int] = {}
    for token in search_tokens(text):
        counts[token] = counts.get(token, 0) + 1
    vector = [0.0] * DIMENSIONS
    for token, count in counts.items():
        digest = zlib.crc32(token.encode())
        sign = 1.0 if digest & 0x8000_0000 else -1.0
        # Single characters are many and say little; pairs are the words.
        weight = 1.0 if len(token) > 1 else 0.25
        vector[digest % DIMENSIONS] += sign * weight * math.sqrt(count)
    length = math.hypot(*vector)
    return [number / length for number in vector] if length else [1.0, *vector[1:]]


def endpoint_embed(settings: EmbeddingSettings) -> Embed:
    """Return the embedding function of the configured OpenAI-compatible endpoint."""

    def embed(texts: Sequence[str]) -> list[list[float]]:
        from langchain_openai import OpenAIEmbeddings

        endpoint = OpenAIEmbeddings(
            model=settings.fazhi_embedding_model or "",
            base_url=settings.openai_base_url,
            # An endpoint of one's own needs no key, but the client refuses to start without one.
            api_key=settings.openai_api_key or SecretStr("none"),
            chunk_size=TEXTS_PER_CALL,
            timeout=TIMEOUT_SECONDS,
            # Its length check downloads a tokenizer and sends token ids, which other vendors refuse.
            check_embedding_ctx_length=False,
        )
        try:
            return endpoint.embed_documents(list(texts))
        except Exception as error:  # openai, httpx2 and json errors alike: the endpoint failed
            where = settings.openai_base_url or "api.openai.com"
            raise ModelError(
                f"embedding model {settings.fazhi_embedding_model} at {where} failed "
                f"({type(error).__name__}: {error}): check FAZHI_EMBEDDING_MODEL, OPENAI_BASE_URL and "
                "OPENAI_API_KEY, or unset FAZHI_EMBEDDING_MODEL to work without a model"
            ) from error

    return embed
