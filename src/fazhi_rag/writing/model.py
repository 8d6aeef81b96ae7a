"""The one door to a chat model: any OpenAI-compatible endpoint, or any LangChain chat model."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from fazhi_rag.errors import ModelError, UnusableReply
from fazhi_rag.types import Value
from fazhi_rag.writing.forms import METHODS, Form, Method, bind_form, read_form, text_of
from fazhi_rag.writing.replies import ReplyCache
from fazhi_rag.writing.tokens import count_tokens

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

_NOT_TAKEN = frozenset({400, 404, 415, 422, 501})
"""Statuses with which endpoints turn down a response format they do not know."""


class ModelSettings(BaseSettings):
    """Where named models are found and what they may cost; read from the environment."""

    model_config = SettingsConfigDict(extra="ignore", populate_by_name=True)

    base_url: str | None = Field(None, validation_alias="OPENAI_BASE_URL")
    api_key: SecretStr | None = Field(None, validation_alias="OPENAI_API_KEY")
    timeout: float = Field(120.0, validation_alias="FAZHI_TIMEOUT", gt=0)
    """Seconds for one request."""
    prompt_tokens: int = Field(8000, validation_alias="FAZHI_PROMPT_TOKENS", ge=500)
    """How much evidence goes into one prompt."""
    prompt_price: Decimal | None = Field(None, validation_alias="FAZHI_PROMPT_PRICE", ge=0)
    """For a million prompt tokens, in the currency the endpoint bills in; used for estimates alone."""
    reply_price: Decimal | None = Field(None, validation_alias="FAZHI_REPLY_PRICE", ge=0)
    """For a million reply tokens."""
    method: Method | None = Field(None, validation_alias="FAZHI_STRUCTURED")
    """How structured replies are asked for; by default what the endpoint takes."""


@dataclass(frozen=True, slots=True)
class ModelOptions:
    """What a caller may set beside the model itself."""

    max_tokens: int | None = None
    """Prompt and reply tokens of the whole run; a request that might exceed them is not sent."""
    cache: Path | None = None
    """SQLite file of replies already paid for."""
    callbacks: Sequence[Any] = ()
    """LangChain callback handlers, for tracing."""


@dataclass(slots=True)
class Usage(Value):
    """What a run has cost so far. Tokens are the endpoint's count, or an estimate where it gives none."""

    requests: int = 0
    cached: int = 0
    prompt_tokens: int = 0
    reply_tokens: int = 0

    @property
    def tokens(self) -> int:
        """Prompt and reply together."""
        return self.prompt_tokens + self.reply_tokens


@dataclass
class Model:
    """A chat model behind the room's own rules: budget, cache, readable errors. Safe to use from threads.

    Retries and back-off are the client's own.
    """

    chat: BaseChatModel
    name: str
    settings: ModelSettings
    options: ModelOptions
    usage: Usage = field(default_factory=Usage)

    def __post_init__(self) -> None:
        """Open the cache."""
        self._cache = ReplyCache(self.options.cache) if self.options.cache else None
        self._lock = threading.Lock()
        self._method = self.settings.method
        self._held = 0

    def complete(self, prompt: str) -> str:
        """Return the reply to `prompt`.

        Raises:
            UnusableReply: cut at the length limit, refused or empty.
            ModelError: the endpoint failed, or the budget is used up.

        """
        return self._cached("text", prompt, lambda: text_of(self._invoke(self.chat.invoke, prompt)))

    async def acomplete(self, prompt: str) -> str:
        """Return the reply to `prompt`, without blocking the event loop. Raises as `complete`."""
        import asyncio

        return await asyncio.to_thread(self.complete, prompt)

    def stream(self, prompt: str) -> Iterator[str]:
        """Yield the reply as it comes.

        Raises:
            UnusableReply: at the end, where it was cut at the length limit or empty.
            ModelError: the endpoint failed, or the stream was cut.

        """
        held = self._spend(prompt)
        told, finish = "", None
        try:
            for chunk in self.chat.stream(prompt, config={"callbacks": list(self.options.callbacks)}):
                finish = chunk.response_metadata.get("finish_reason") or finish
                text = str(chunk.text)
                told += text
                if text:
                    yield text
        except Exception as error:  # the client's errors share no root
            raise _failed(error) from error
        finally:
            self._count(held, count_tokens(told) if told else 0, held=held)
        if finish == "length":
            raise UnusableReply("the model's reply was cut at its length limit")
        if not told:
            raise UnusableReply("the model's reply was empty")

    def structured(self, prompt: str, form: type[Form]) -> Form:
        """Return the reply to `prompt` in the form of a pydantic model.

        The method is the setting's, or the strictest one that the endpoint takes.

        Raises:
            UnusableReply: cut, refused, or not of that form.
            ModelError: the endpoint failed, or the budget is used up.

        """

        def ask() -> str:
            text = self._ask_in_form(prompt, form)
            read_form(text, form)  # only a reply that can be read is worth keeping
            return text

        return read_form(self._cached(form.__name__, prompt, ask), form)

    def _ask_in_form(self, prompt: str, form: type[Form]) -> str:
        methods = [self._method] if self._method else list(METHODS)
        for method in methods:
            try:
                text = text_of(self._invoke(bind_form(self.chat, form, method).invoke, prompt))
            except ModelError as error:
                if method == methods[-1] or _status(error.__cause__) not in _NOT_TAKEN:
                    raise
            else:
                self._method = method
                return text
        raise AssertionError("the last method returns or raises")  # pragma: no cover

    def _cached(self, form: str, prompt: str, ask: Callable[[], str]) -> str:
        about = {"model": self.name, "at": self.settings.base_url, "parameters": _parameters(self.chat)}
        asked = {**about, "form": form, "prompt": prompt}
        held = self._cache.get(asked) if self._cache else None
        if held is not None:
            with self._lock:
                self.usage.cached += 1
            return held
        reply = ask()
        if self._cache:
            self._cache.put(asked, reply)
        return reply

    def _invoke(self, invoke: Callable[..., Any], prompt: str) -> Any:
        held = self._spend(prompt)
        try:
            reply = invoke(prompt, config={"callbacks": list(self.options.callbacks)})
        except Exception as error:  # the client's errors share no root; a malformed body is a JSONDecodeError
            self._count(0, 0, held=held)
            raise _failed(error) from error
        told = getattr(reply, "usage_metadata", None) or {}
        replied = told.get("output_tokens") or count_tokens(str(reply.text))
        self._count(told.get("input_tokens") or held, replied, held=held)
        return reply

    def _spend(self, prompt: str) -> int:
        """Set the prompt's tokens aside until its reply is counted; return how many."""
        limit, wanted = self.options.max_tokens, count_tokens(prompt)
        with self._lock:
            if limit is not None and self.usage.tokens + self._held + wanted > limit:
                raise ModelError(
                    f"the budget of {limit} tokens is used up ({self.usage.tokens} spent): raise --max-tokens"
                )
            self.usage.requests += 1
            self._held += wanted
        return wanted

    def _count(self, prompt_tokens: int, reply_tokens: int, *, held: int) -> None:
        with self._lock:
            self._held -= held
            self.usage.prompt_tokens += prompt_tokens
            self.usage.reply_tokens += reply_tokens


def open_model(model: str | BaseChatModel, options: ModelOptions | None = None) -> Model:
    """Return the door to a named model (at `OPENAI_BASE_URL`) or to a LangChain chat model.

    Raises:
        ModelError: no key is set for a named model.

    """
    settings = ModelSettings()  # type: ignore[call-arg]
    chat = _connect(model, settings) if isinstance(model, str) else model
    name = model if isinstance(model, str) else model_name(model)
    return Model(chat, name, settings, options or ModelOptions())


def model_name(model: str | BaseChatModel) -> str:
    """Return a model's name, for provenance."""
    if isinstance(model, str):
        return model
    return str(getattr(model, "model_name", None) or type(model).__name__)


def prompt_budget() -> int:
    """Return how many tokens of evidence one prompt may hold (`FAZHI_PROMPT_TOKENS`)."""
    return ModelSettings().prompt_tokens  # type: ignore[call-arg]


def _connect(name: str, settings: ModelSettings) -> BaseChatModel:
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


def _parameters(chat: BaseChatModel) -> str:
    """What decides a model's replies beside its name: temperature and the like, never a key."""
    held = getattr(chat, "_identifying_params", {})
    return json.dumps({key: str(value) for key, value in held.items() if "key" not in key}, sort_keys=True)


_STOPPED = {
    "LengthFinishReasonError": "the model's reply was cut at its length limit; nothing of it is used",
    "ContentFilterFinishReasonError": "the model refused: content filter",
}
"""What the client itself raises over a reply with that finish reason, where it was asked for a form."""


def _failed(error: Exception) -> ModelError:
    if stopped := _STOPPED.get(type(error).__name__):
        return UnusableReply(stopped)
    shown = re.sub(r"sk-\w+", "sk-…", str(error))[:200]
    return ModelError(
        f"the model did not answer ({type(error).__name__}: {shown}); "
        "check OPENAI_BASE_URL and OPENAI_API_KEY, or leave FAZHI_MODEL unset to work without a model"
    )


def _status(error: BaseException | None) -> int | None:
    return getattr(error, "status_code", None)
