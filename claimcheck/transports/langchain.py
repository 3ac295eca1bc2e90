"""Chat models of any provider through LangChain's `init_chat_model`; every OpenAI-compatible server is provider `openai`.

One `send` is one HTTP call (a second one only where the server turns down a sampling setting, which is then left out for
good). LangChain's retries, cache, tracing and structured-output parsing are not used: the raw text, the reason it ended
and the token counts must stay visible. Only the settings decide where text goes: environment variables that would reroute
or trace calls are without effect.
"""

import asyncio
import json
import warnings
from typing import TYPE_CHECKING, Any, Literal

from claimcheck.errors import ClaimcheckError, ConfigError
from claimcheck.settings import Settings
from claimcheck.transports.faults import refused_parameter, said_by, translated
from claimcheck.transports.wire import Answer, Request, UnsupportedFormError, estimate_tokens, form_of

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessage

OPENAI = "openai"
OPENAI_URL = "https://api.openai.com/v1"
_CUT = frozenset({"length", "max_tokens", "max_output_tokens", "model_context_window_exceeded"})
_DECLINED = frozenset({"refusal", "content_filter", "safety", "recitation", "prohibited_content", "blocklist"})


class LangChainTransport:
    """Sends to the LLM that the settings name."""

    def __init__(self, settings: Settings) -> None:
        self._llm = settings.llm
        self._key = settings.key
        self._server = settings.llm.base_url or (
            OPENAI_URL if settings.llm.provider == OPENAI else settings.llm.provider
        )
        self._refused: set[str] = set()
        self._models: dict[tuple[tuple[str, object], ...], BaseChatModel] = {}
        self._http: Any = None
        self._loop: asyncio.AbstractEventLoop | None = None

    async def send(self, request: Request) -> Answer:
        """One answer, or a ServiceError of the kind that fits; UnsupportedFormError for a form the server lacks."""
        while True:
            asked = self._sampling(request)
            try:
                return await self._sent(request, asked)
            except ClaimcheckError:
                raise
            except Exception as exc:
                name = refused_parameter(exc)
                if name is None or name not in asked:
                    raise translated(
                        exc, server=self._server, model=self._llm.model, how=request.how, secret=self._key
                    ) from exc
                self._refused.add(name)

    async def aclose(self) -> None:
        """Give connections back; a later `send` opens new ones."""
        http, self._http = self._http, None
        self._models.clear()
        if http is not None and self._loop is asyncio.get_running_loop():
            await http.aclose()

    def _sampling(self, request: Request) -> dict[str, object]:
        wanted = {"temperature": request.temperature, "max_tokens": request.max_tokens}
        return {name: value for name, value in wanted.items() if value is not None and name not in self._refused}

    async def _sent(self, request: Request, sampling: dict[str, object]) -> Answer:
        runnable = self._bound(self._chat_model(sampling), request)
        messages = [(message.role, message.content) for message in request.messages]
        from langsmith import tracing_context  # here by now: langchain brings it

        with tracing_context(enabled=False):
            try:
                # The client's own limit is for each read, and a server that trickles would never reach it.
                async with asyncio.timeout(self._llm.timeout_s):
                    said = await runnable.ainvoke(messages)
            except Exception as exc:
                if (completion := getattr(exc, "completion", None)) is None:
                    raise
                return _from_completion(completion, request)
        message: AIMessage = said["raw"] if isinstance(said, dict) else said
        return _from_message(message, request, self._llm.model)

    def _bound(self, model: "BaseChatModel", request: Request) -> Any:
        """The chat model with the form bound to it: as the wire wants it, or as LangChain offers it for every provider."""
        form = form_of(request)
        if self._llm.provider == OPENAI or not form:
            return model.bind(**form)
        try:
            if request.how == "json_schema":
                schema = {"title": request.name, **(request.schema or {})}
                return model.with_structured_output(schema, method="json_schema", include_raw=True)
            if request.how == "tool":
                return model.bind_tools(form["tools"], tool_choice=request.name)
        except (NotImplementedError, ValueError, TypeError) as exc:
            raise UnsupportedFormError(f"LangChain's {self._llm.provider!r} has no {request.how}") from exc
        raise UnsupportedFormError(f"LangChain has no {request.how} for {self._llm.provider!r}")

    def _chat_model(self, sampling: dict[str, object]) -> "BaseChatModel":
        """The chat model for the running event loop: pooled connections belong to the loop that they were opened in."""
        loop = asyncio.get_running_loop()
        if self._loop is not loop:
            self._models.clear()
            self._http, self._loop = None, loop
        key = tuple(sampling.items())
        if key not in self._models:
            self._models[key] = self._opened(sampling)
        return self._models[key]

    def _opened(self, sampling: dict[str, object]) -> "BaseChatModel":
        from langchain.chat_models import init_chat_model  # 1.9 s that only runs with an LLM pay

        # It advises another form where a server lacks one; the chat room falls back by itself.
        warnings.filterwarnings("ignore", message=r".*structured output feature", category=UserWarning)
        options: dict[str, Any] = {"max_retries": 0, "timeout": self._llm.timeout_s, "cache": False, **sampling}
        if self._llm.base_url or self._llm.provider == OPENAI:
            options["base_url"] = self._server
        if self._llm.api_key or self._llm.provider == OPENAI:
            options["api_key"] = self._key
        if self._llm.provider == OPENAI:
            options["http_async_client"] = self._client()
        try:
            model: BaseChatModel = init_chat_model(self._llm.model, model_provider=self._llm.provider, **options)
        except ImportError as exc:
            raise ConfigError(
                f"llm.provider {self._llm.provider!r} needs a package of its own: {said_by(exc)}"
            ) from exc
        except ValueError as exc:
            named = f"llm.provider {self._llm.provider!r} or llm.model {self._llm.model!r}"
            raise ConfigError(f"{named} cannot be used: {said_by(exc)}") from exc
        return model

    def _client(self) -> Any:
        """Our own connection pool: LangChain's is shared by all and outlives the event loop that it belongs to."""
        import openai

        if self._http is None:
            self._http = openai.DefaultAsyncHttpxClient(timeout=self._llm.timeout_s)
        return self._http


def _from_message(message: "AIMessage", request: Request, model: str) -> Answer:
    """LangChain's message as an answer; a called tool's arguments are its text, also where they are no JSON."""
    metadata = message.response_metadata
    refusal = message.additional_kwargs.get("refusal")
    text = _tool_text(message) if request.how == "tool" else None
    usage = message.usage_metadata
    said = text or str(message.text)
    reason = metadata.get("finish_reason") or metadata.get("stop_reason")
    reason = reason or (metadata.get("incomplete_details") or {}).get("reason")
    return Answer(
        text=str(refusal or said),
        finish="refusal" if refusal else _finish(reason),
        tokens_in=(usage["input_tokens"] if usage else 0) or _asked_tokens(request),
        tokens_out=(usage["output_tokens"] if usage else 0) or estimate_tokens(said),
        model=str(metadata.get("model_name") or model),
    )


def _tool_text(message: "AIMessage") -> str | None:
    for call in message.tool_calls:
        return json.dumps(call["args"], ensure_ascii=False)
    for broken in message.invalid_tool_calls:
        return str(broken["args"] or "")
    return None


def _from_completion(completion: Any, request: Request) -> Answer:
    """The answer inside an exception of openai's own parser, which raises for answers that were cut off or filtered."""
    choice, usage = completion.choices[0], completion.usage
    text = choice.message.refusal or choice.message.content or ""
    return Answer(
        text=text,
        finish=_finish(choice.finish_reason),
        tokens_in=usage.prompt_tokens if usage else _asked_tokens(request),
        tokens_out=usage.completion_tokens if usage else estimate_tokens(text),
        model=completion.model,
    )


def _finish(reason: object) -> Literal["stop", "length", "refusal"]:
    named = str(reason).lower()
    if named in _CUT:
        return "length"
    return "refusal" if named in _DECLINED else "stop"


def _asked_tokens(request: Request) -> int:
    return estimate_tokens("".join(message.content for message in request.messages))
