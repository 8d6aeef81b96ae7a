"""Structured replies: how an endpoint is asked for a form, and how its reply is read."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from pydantic import BaseModel, ValidationError

from fazhi_rag.errors import UnusableReply

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

Method = Literal["json_schema", "function_calling", "json_mode", "prompt"]
METHODS: tuple[Method, ...] = ("json_schema", "function_calling", "json_mode", "prompt")
"""How a structured reply is asked for, strictest first. Not every endpoint takes each."""
Form = TypeVar("Form", bound=BaseModel)


def bind_form(chat: BaseChatModel, form: type[BaseModel], method: Method) -> Any:
    """Return the model, told to answer in `form` by `method`; `prompt` relies on the prompt's own words."""
    schema = form.model_json_schema()
    match method:
        case "json_schema":
            named = {"name": form.__name__, "schema": schema}
            return chat.bind(response_format={"type": "json_schema", "json_schema": named})
        case "function_calling":
            tool = {"name": form.__name__, "description": "Return the reply.", "parameters": schema}
            choice = {"type": "function", "function": {"name": form.__name__}}
            return chat.bind(tools=[{"type": "function", "function": tool}], tool_choice=choice)
        case "json_mode":
            return chat.bind(response_format={"type": "json_object"})
        case "prompt":
            return chat


def read_form(text: str, form: type[Form]) -> Form:
    """Read a reply as `form`. Raises: UnusableReply where it is not of that form."""
    try:
        return form.model_validate_json(_json_in(text))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the reply"
        message = f"the model's reply is not of the form asked for: {where}: {first['msg']}"
        raise UnusableReply(message) from error


def text_of(reply: Any) -> str:
    """Return the text of a reply, or the arguments of its one tool call.

    Raises: UnusableReply where it was cut, refused or is empty.
    """
    finish = reply.response_metadata.get("finish_reason")
    if finish == "length":
        raise UnusableReply("the model's reply was cut at its length limit; nothing of it is used")
    refusal = reply.additional_kwargs.get("refusal")
    if refusal or finish == "content_filter":
        raise UnusableReply(f"the model refused: {str(refusal or 'content filter')[:200]}")
    calls = getattr(reply, "tool_calls", None)
    text = json.dumps(calls[0]["args"], ensure_ascii=False) if calls else str(reply.text).strip()
    if not text:
        raise UnusableReply("the model's reply was empty")
    return text


_FENCE = re.compile(r"```(?:json)?\s*(\{.*\})\s*```", re.DOTALL)


def _json_in(text: str) -> str:
    """The JSON object in a reply that may be fenced or have words around it."""
    fenced = _FENCE.search(text)
    if fenced:
        return fenced[1]
    start, end = text.find("{"), text.rfind("}")
    return text[start : end + 1] if 0 <= start < end else text
