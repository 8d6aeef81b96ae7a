"""The one door to a chat model: any OpenAI-compatible endpoint, or any LangChain chat model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from fazhi_rag.errors import ModelError

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel


class Complete(Protocol):
    """What the rest of the room asks of a model: a prompt in, a text out."""

    def __call__(self, prompt: str) -> str:
        """Return the reply to `prompt`. Raises ModelError."""


class ModelSettings(BaseSettings):
    """Where named models are found; read from the environment."""

    model_config = SettingsConfigDict(extra="ignore", populate_by_name=True)

    base_url: str | None = Field(None, validation_alias="OPENAI_BASE_URL")
    api_key: SecretStr | None = Field(None, validation_alias="OPENAI_API_KEY")
    timeout: float = Field(120.0, validation_alias="FAZHI_TIMEOUT", gt=0)
    """Seconds for one request."""
    prompt_tokens: int = Field(8000, validation_alias="FAZHI_PROMPT_TOKENS", ge=500)
    """How much evidence goes into one prompt."""


def open_model(model: str | BaseChatModel) -> Complete:
    """Return a `Complete` for a model name (at `OPENAI_BASE_URL`) or a LangChain chat model.

    Retries and back-off are the client's own.

    Raises:
        ModelError: no key is set for a named model.

    """
    chat = _connect(model) if isinstance(model, str) else model

    def complete(prompt: str) -> str:
        try:
            reply = chat.invoke(prompt)
        except Exception as error:  # the client's errors share no root; a malformed body is a JSONDecodeError
            raise ModelError(
                f"the model did not answer ({type(error).__name__}: {str(error)[:200]}); "
                "check OPENAI_BASE_URL and OPENAI_API_KEY, or leave FAZHI_MODEL unset to work without a model"
            ) from error
        return _reply_text(reply)

    return complete


def prompt_budget() -> int:
    """Return how many tokens of evidence one prompt may hold (`FAZHI_PROMPT_TOKENS`)."""
    return ModelSettings().prompt_tokens  # type: ignore[call-arg]


def _connect(name: str) -> BaseChatModel:
    settings = ModelSettings()  # type: ignore[call-arg]
    if settings.api_key is None and settings.base_url is None:
        raise ModelError(
            f"model {name!r} needs OPENAI_API_KEY (and OPENAI_BASE_URL for an endpoint of your own); "
            "leave FAZHI_MODEL unset to work without a model"
        )
    from langchain.chat_models import init_chat_model

    return init_chat_model(
        name,
        model_provider="openai",
        base_url=settings.base_url,
        api_key=settings.api_key or SecretStr("none"),
        timeout=settings.timeout,
        temperature=0,
    )


def _reply_text(reply: Any) -> str:
    finish = reply.response_metadata.get("finish_reason")
    if finish == "length":
        raise ModelError("the model's reply was cut at its length limit; nothing of it is used")
    refusal = reply.additional_kwargs.get("refusal")
    if refusal or finish == "content_filter":
        raise ModelError(f"the model refused: {str(refusal or 'content filter')[:200]}")
    text = str(reply.text).strip()
    if not text:
        raise ModelError("the model's reply was empty")
    return text
