"""A vendor's exceptions turned into ours, by class name along their ancestry, so that no vendor is imported to do it.

`KINDS` decides for every exception class of openai and for LangChain's own; a test fails when either grows one that is not
listed. Leaves out retrying: an error only says, by its class, whether trying again may help.
"""

import asyncio
import email.utils
import math
import re
import time
from collections.abc import Mapping
from typing import Any, Literal

from claimcheck.errors import (
    ClaimcheckError,
    RateLimitedError,
    ServiceError,
    ServiceRefusedError,
    ServiceTimeoutError,
)
from claimcheck.transports.wire import Form, UnsupportedFormError

Kind = Literal["key", "missing", "request", "rate", "server", "connection", "timeout", "answer", "unused"]

KINDS: Mapping[tuple[str, str], Kind] = {
    ("openai", "OAuthError"): "key",
    ("openai", "AuthenticationError"): "key",
    ("openai", "PermissionDeniedError"): "key",
    ("openai", "SubjectTokenProviderError"): "key",
    ("openai", "NotFoundError"): "missing",
    ("openai", "BadRequestError"): "request",
    ("openai", "UnprocessableEntityError"): "request",
    ("openai", "ConflictError"): "server",
    ("openai", "RateLimitError"): "rate",
    ("openai", "InternalServerError"): "server",
    ("openai", "APITimeoutError"): "timeout",
    ("openai", "APIConnectionError"): "connection",
    ("openai", "APIResponseValidationError"): "answer",
    ("openai", "LengthFinishReasonError"): "answer",
    ("openai", "ContentFilterFinishReasonError"): "answer",
    ("openai", "WebSocketConnectionClosedError"): "unused",
    ("openai", "WebSocketQueueFullError"): "unused",
    ("openai", "InvalidWebhookSignatureError"): "unused",
    ("openai", "APIStatusError"): "server",
    ("openai", "APIError"): "server",
    ("openai", "OpenAIError"): "request",
    ("langchain_core", "ModelAuthenticationError"): "key",
    ("langchain_core", "ModelPermissionDeniedError"): "key",
    ("langchain_core", "ModelNotFoundError"): "missing",
    ("langchain_core", "ModelInvalidRequestError"): "request",
    ("langchain_core", "ContextOverflowError"): "request",
    ("langchain_core", "ModelRateLimitError"): "rate",
    ("langchain_core", "ModelAPIError"): "server",
    ("langchain_core", "ModelConnectionError"): "connection",
    ("langchain_core", "ModelTimeoutError"): "timeout",
    ("langchain_core", "ModelRefusalError"): "answer",
    ("langchain_core", "ModelError"): "server",
    ("httpx2", "TimeoutException"): "timeout",
    ("httpx2", "HTTPError"): "connection",
    ("httpx", "TimeoutException"): "timeout",
    ("httpx", "HTTPError"): "connection",
}
"""What each vendor's exception means; the nearest ancestor that is listed decides."""

_FORM_WORDS: Mapping[Form, str] = {
    "json_schema": r"response_format|response format|json_schema|structured.output|guided|grammar|schema",
    "tool": r"tool|function",
    "json_object": r"response_format|response format|json_object|json mode",
    "text": r"(?!)",
}
_UNSUPPORTED = re.compile(
    r"unsupported|not support|n't support|no endpoints|unrecogni|unknown|unexpected|invalid|extra|not permitted|"
    r"not allowed|not available|requires|must be|only|too large",
    re.IGNORECASE,
)
_TOO_LONG = re.compile(
    r"context.?length|context.?window|maximum context|too many (input )?tokens|prompt is too long|input tokens exceed|"
    r"exceeds? the (available )?context|reduce the length",
    re.IGNORECASE,
)
_QUOTA = re.compile(r"insufficient_quota|exceeded your current quota|billing", re.IGNORECASE)
_SHOWN = 300
_PARAMETERS: Mapping[str, str] = {"temperature": "temperature", "max_tokens": r"max_(completion_|output_)?tokens"}


def translated(exc: Exception, *, server: str, model: str, how: Form = "text", secret: str = "") -> ClaimcheckError:
    """Our error for a vendor's, to be raised `from` it; its text is one line without the key.

    `server` and `model` name what was asked; `how` is the form asked for, which tells whether it is the form that is refused.
    """
    said, status = said_by(exc, secret=secret), status_of(exc)
    where = f"{model!r} at {server}"
    kind = _kind(exc, status)
    if kind in ("request", "server", "answer") and _TOO_LONG.search(said):
        return ServiceRefusedError(f"{where} finds the prompt too long: {said}; lower llm.context_tokens")
    if kind in ("request", "missing", "server") and _is_about_form(said, status, how):
        return UnsupportedFormError(f"{where} has no {how}: {said}; set llm.structured to auto")
    if kind == "rate":
        return _limited(exc, said, where)
    if kind == "key":
        return ServiceRefusedError(f"{where} refused the key: {said}; set OPENAI_API_KEY or llm.api_key")
    if kind == "missing":
        return ServiceRefusedError(f"{where} was not found: {said}; check llm.model and llm.base_url")
    if kind in ("request", "unused"):
        return ServiceRefusedError(f"{where} refused the request: {said}")
    if kind == "timeout":
        return ServiceTimeoutError(f"{where} did not answer in time; raise llm.timeout_s or try again")
    if kind == "connection":
        return ServiceError(f"{where} could not be reached: {said}; check the network and llm.base_url")
    if kind == "answer":
        return ServiceError(f"{where} gave no usable reply: {said}; check that llm.base_url speaks the OpenAI protocol")
    return ServiceError(f"{where} failed: {said}; try again later")


def refused_parameter(exc: Exception) -> str | None:
    """`temperature` or `max_tokens` where the server says that it does not take that setting, else None."""
    if status_of(exc) not in (400, 422):
        return None
    named = str(_field(exc, "param") or "")
    said = named if re.fullmatch(r"\w+", named) else said_by(exc)
    if not _UNSUPPORTED.search(said_by(exc)):
        return None
    return next((name for name, pattern in _PARAMETERS.items() if re.search(pattern, said)), None)


def status_of(exc: BaseException) -> int | None:
    """The HTTP status that the vendor saw, None where there was no response."""
    status = getattr(exc, "status_code", None) or getattr(getattr(exc, "response", None), "status_code", None)
    return status if isinstance(status, int) else None


def retry_after_s(headers: Mapping[str, str]) -> float | None:
    """Seconds from `retry-after-ms` or `Retry-After` (a number or a date); None where absent or senseless."""
    for name, divisor in (("retry-after-ms", 1000.0), ("retry-after", 1.0)):
        try:
            seconds = float(headers[name]) / divisor
        except (KeyError, ValueError):
            continue
        return max(seconds, 0.0) if math.isfinite(seconds) else None
    date = email.utils.parsedate_tz(headers.get("retry-after", ""))
    return max(email.utils.mktime_tz(date) - time.time(), 0.0) if date else None


def _kind(exc: Exception, status: int | None) -> Kind:
    for ancestor in type(exc).__mro__:
        kind = KINDS.get((ancestor.__module__.partition(".")[0], ancestor.__name__))
        if kind is not None:
            return _by_status(status) if kind == "server" and status else kind
    if isinstance(exc, asyncio.TimeoutError | TimeoutError):
        return "timeout"
    if isinstance(exc, OSError):
        return "connection"
    return _by_status(status) if status and status >= 400 else "answer"


def _by_status(status: int) -> Kind:
    exact: dict[int, Kind] = {
        401: "key",
        403: "key",
        404: "missing",
        408: "timeout",
        409: "server",
        425: "server",
        429: "rate",
    }
    return exact.get(status, "server" if status >= 500 else "request")


def _limited(exc: Exception, said: str, where: str) -> ClaimcheckError:
    if _QUOTA.search(said) or _field(exc, "code") == "insufficient_quota":
        return ServiceRefusedError(f"{where}: the account's quota is used up: {said}")
    headers: Any = getattr(getattr(exc, "response", None), "headers", None) or {}
    return RateLimitedError(
        f"{where} asks to slow down: {said}; lower llm.concurrency or set llm.requests_per_minute",
        retry_after_s=retry_after_s(headers),
    )


def _is_about_form(said: str, status: int | None, how: Form) -> bool:
    if not re.search(_FORM_WORDS[how], said, re.IGNORECASE):
        return False
    if status is not None and status >= 500 and status != 501:
        return re.search(r"unsupported|support|grammar", said, re.IGNORECASE) is not None
    return _UNSUPPORTED.search(said) is not None


def said_by(exc: Exception, *, secret: str = "") -> str:
    """A vendor's words on one line of at most 300 characters, without the key."""
    body = getattr(exc, "body", None)
    inner = body.get("message") if isinstance(body, dict) else None
    words = " ".join(str(inner or getattr(exc, "message", None) or exc or type(exc).__name__).split())
    if body and not inner and str(body) not in words:
        words = f"{words} {body}"
    words = words.replace(secret, "***") if len(secret) > 3 else words
    words = "".join(char if char.isprintable() else " " for char in words)[:_SHOWN]
    status = status_of(exc)
    return f"HTTP {status}, {words}" if status and status >= 400 else words


def _field(exc: Exception, name: str) -> object:
    body = getattr(exc, "body", None)
    return getattr(exc, name, None) or (body.get(name) if isinstance(body, dict) else None)
