"""What goes over the wire, in our own words: a request, an answer, and the form that an answer is asked for in.

Knows the shape of OpenAI-compatible bodies, because recordings are keyed by it, and no vendor's library.
"""

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from claimcheck.errors import ServiceRefusedError
from claimcheck.prompts import Message

Form = Literal["json_schema", "tool", "json_object", "text"]
FORMS: tuple[Form, ...] = ("json_schema", "tool", "json_object", "text")
"""From the form that a server enforces most strictly to none at all."""


class UnsupportedFormError(ServiceRefusedError):
    """The server cannot give an answer in the form asked for; another form may do. Never leaves the chat room."""


@dataclass(frozen=True)
class Request:
    """One question to an LLM."""

    messages: tuple[Message, ...]
    """In order."""
    name: str | None = None
    """Name of the reply's schema; None where plain text is wanted."""
    schema: Mapping[str, Any] | None = None
    """JSON Schema of the reply."""
    how: Form = "text"
    """How the schema is enforced; `text` not at all."""
    temperature: float | None = None
    """Sampling temperature; None leaves it to the server."""
    max_tokens: int | None = None
    """Longest answer wanted; None leaves it to the server."""


@dataclass(frozen=True)
class Answer:
    """What an LLM said."""

    text: str
    """Its words; for a tool call the arguments as JSON."""
    finish: Literal["stop", "length", "refusal"]
    """Whether it came to its end, was cut off, or declined."""
    tokens_in: int
    """Prompt tokens as the server counts them, estimated where it does not."""
    tokens_out: int
    """Answer tokens, likewise."""
    model: str
    """Name of the LLM as the server gives it."""


class Transport(Protocol):
    """Sends one request."""

    async def send(self, request: Request) -> Answer:
        """One answer; raises ServiceError or one of its kinds, UnsupportedFormError for a form the server lacks."""
        ...

    async def aclose(self) -> None:
        """Give connections back."""
        ...


def estimate_tokens(text: str) -> int:
    """Characters / 4, rounded up: `"abcde" -> 2`; for limits and forecasts before a server has counted."""
    return math.ceil(len(text) / 4)


def body_of(request: Request) -> dict[str, Any]:
    """The part of an OpenAI-compatible body that decides the answer: messages and the form asked for."""
    messages = [{"role": message.role, "content": message.content} for message in request.messages]
    return {"messages": messages, **form_of(request)}


def form_of(request: Request) -> dict[str, Any]:
    """`response_format`, or `tools` with `tool_choice`, or nothing for plain text."""
    if request.schema is None or request.how == "text":
        return {}
    if request.how == "json_object":
        return {"response_format": {"type": "json_object"}}
    if request.how == "json_schema":
        shape = {"name": request.name, "schema": dict(request.schema), "strict": True}
        return {"response_format": {"type": "json_schema", "json_schema": shape}}
    function = {
        "name": request.name,
        "description": "Give the answer.",
        "parameters": dict(request.schema),
        "strict": True,
    }
    choice = {"type": "function", "function": {"name": request.name}}
    return {"tools": [{"type": "function", "function": function}], "tool_choice": choice}


def key_of(body: Mapping[str, Any]) -> str:
    """The name under which a recording keeps the answer to a body: 16 hex digits over messages and form."""
    asked = {name: body.get(name) for name in ("messages", "response_format", "tools", "tool_choice")}
    return hashlib.sha256(json.dumps(asked, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:16]
