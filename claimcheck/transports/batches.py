"""Half-price answers by OpenAI's Batch API: requests are gathered, sent as jobs, and collected when they are done, hours later.

To the chat room this is a transport like any other, only slow. What was sent and what came back is kept in a file beside the
run, so that a process that ends loses nothing: the next one finds its requests among the answers or the open jobs. A job that
was made just before a kill is found again by the run's name in its metadata. Leaves out limits and budgets: the chat room's.
"""

import asyncio
import hashlib
import json
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from claimcheck.errors import ClaimcheckError, ServiceError
from claimcheck.settings import Settings
from claimcheck.transports.faults import refused_parameter, translated
from claimcheck.transports.jobs import Jobs
from claimcheck.transports.langchain import OPENAI_URL
from claimcheck.transports.wire import Answer, Request, body_of, estimate_tokens

if TYPE_CHECKING:
    import openai

MOST = 50_000
"""Requests in a job; the API's own limit."""
MOST_BYTES = 100_000_000
"""Size of a job's file; half of what the API takes."""
POLLS = 10
"""Times in a row that asking for a job's state may fail."""
_ENDPOINT: Final = "/v1/chat/completions"
_PRINTED = {"temperature": "temperature", "max_tokens": "max_completion_tokens"}
"""Our names of the sampling settings to the API's."""
_OVER = frozenset({"completed", "failed", "expired", "cancelled"})
Tell = Callable[[str], None]


class LineError(Exception):
    """A request inside a job was turned down; looks to `faults` like the exception of a call."""

    def __init__(self, status: int, body: Mapping[str, Any]) -> None:
        self.status_code = status
        error = body.get("error") or body
        self.body = error if isinstance(error, dict) else {"message": str(error)}
        super().__init__(str(self.body.get("message") or "the request failed"))


class BatchTransport:
    """Sends to the LLM that the settings name, by way of batch jobs."""

    def __init__(self, settings: Settings, path: Path, *, tell: Tell | None = None) -> None:
        self._llm = settings.llm
        self._key = settings.key
        self._server = settings.llm.base_url or OPENAI_URL
        self._jobs = Jobs(path)
        self._tell = tell or (lambda line: None)
        self._refused: set[str] = set()
        self._waiting: dict[str, dict[str, Any]] = {}
        """Requests that are in no job yet."""
        self._awaited: dict[str, asyncio.Future[dict[str, Any]]] = {}
        """Requests that somebody waits for, in a job or not."""
        self._last_asked = self._next_poll = 0.0
        self._failed_polls = 0
        self._told: dict[str, str] = {}
        """Where each job stood when it was last told."""
        self._tending: asyncio.Task[None] | None = None
        self._client: openai.AsyncOpenAI | None = None

    async def send(self, request: Request) -> Answer:
        """One answer, in its own good time; errors as those of any transport."""
        while True:
            body = self._body(request)
            line = await self._answered(_key(body), body)
            status, said = int(line.get("status_code") or 500), line.get("body") or {}
            if status < 400:
                return _answer(said, request, self._llm.model)
            exc = LineError(status, said)
            self._jobs.forget(_key(body))
            name = refused_parameter(exc)
            if name is None or _PRINTED[name] not in body:
                raise translated(exc, server=self._server, model=self._llm.model, how=request.how, secret=self._key)
            self._refused.add(name)

    async def aclose(self) -> None:
        """Stop asking for jobs, which go on at the server; give the connection and the file back."""
        if self._tending is not None:
            self._tending.cancel()
        if self._client is not None:
            await self._client.close()
        self._jobs.close()

    def _body(self, request: Request) -> dict[str, Any]:
        sampling = {"temperature": request.temperature, "max_tokens": request.max_tokens}
        kept = {name: value for name, value in sampling.items() if value is not None and name not in self._refused}
        return {"model": self._llm.model, **body_of(request), **{_PRINTED[name]: value for name, value in kept.items()}}

    async def _answered(self, key: str, body: dict[str, Any]) -> dict[str, Any]:
        if (line := self._jobs.answer(key)) is not None:
            return line
        if key not in self._awaited:
            self._awaited[key] = asyncio.get_running_loop().create_future()
            self._last_asked = time.monotonic()
            if self._jobs.job_of(key) is None:
                self._waiting[key] = body
        if self._tending is None or self._tending.done():
            self._tending = asyncio.create_task(self._tend())
        # Others may wait for the same question, also when this one is called off.
        return await asyncio.shield(self._awaited[key])

    async def _tend(self) -> None:
        """Send what waits when nothing more comes, ask for jobs now and then, as long as somebody waits."""
        try:
            await self._tended()
        except Exception as exc:  # noqa: BLE001  whoever waits must hear of it
            self._fail(list(self._awaited), ServiceError(f"batch jobs cannot be followed: {exc}"))

    async def _tended(self) -> None:
        tick_s = min(self._llm.batch_gather_s, self._llm.batch_poll_s) / 4
        await self._adopt()
        while self._awaited:
            await asyncio.sleep(tick_s)
            now = time.monotonic()
            if self._waiting and (now - self._last_asked >= self._llm.batch_gather_s or len(self._waiting) >= MOST):
                await self._submit()
            if now >= self._next_poll:
                self._next_poll = now + self._llm.batch_poll_s
                await self._poll()

    async def _submit(self) -> None:
        """One job of what waits; a failure is told to everybody who waits for it, and the chat room tries again."""
        lines, keys = _file(self._waiting)
        for key in keys:
            del self._waiting[key]
        try:
            held = await self._opened().files.create(file=("requests.jsonl", lines), purpose="batch")
            job = await self._opened().batches.create(
                input_file_id=held.id, endpoint=_ENDPOINT, completion_window="24h", metadata={"run": self._jobs.run}
            )
        except Exception as exc:  # noqa: BLE001  `translated` knows every class of the vendor's
            self._fail(keys, translated(exc, server=self._server, model=self._llm.model, secret=self._key))
            return
        self._jobs.add(job.id, keys)
        self._tell(f"sent {len(keys):,} requests as {job.id}; answers come within {job.completion_window}")

    async def _poll(self) -> None:
        for identity in self._jobs.open():
            try:
                job = await self._opened().batches.retrieve(identity)
                if job.status in _OVER:
                    await self._collect(job)
                elif job.request_counts:
                    done, total = job.request_counts.completed, job.request_counts.total
                    self._tell_news(
                        identity, f"{identity} is {job.status.replace('_', ' ')}: {done:,} of {total:,} answered"
                    )
                self._failed_polls = 0
            except Exception as exc:  # noqa: BLE001  as above
                self._failed_polls += 1
                error = translated(exc, server=self._server, model=self._llm.model, secret=self._key)
                if self._failed_polls >= POLLS:
                    self._fail(list(self._awaited), error)
                    return
                self._tell(f"{identity} could not be asked for ({error}); trying again")

    def _tell_news(self, identity: str, line: str) -> None:
        """Say where a job stands, unless it stands where it stood."""
        if self._told.get(identity) != line:
            self._told[identity] = line
            self._tell(line)

    async def _collect(self, job: Any) -> None:
        """Keep all answers of a job that is over; what it left out is asked again by whoever waits for it."""
        lines: dict[str, dict[str, Any]] = {}
        for file in filter(None, (job.output_file_id, job.error_file_id)):
            content = await self._opened().files.content(file)
            lines |= _lines(content.text)
        keys = self._jobs.keys(job.id)
        self._jobs.settle(job.id, lines)
        for key in keys & lines.keys() & self._awaited.keys():
            _resolve(self._awaited.pop(key), lines[key])
        told = "; ".join(error.message or "" for error in (job.errors.data or [] if job.errors else []))
        left = keys - lines.keys()
        self._fail(
            left, ServiceError(f"the batch job {job.id!r} is {job.status} without an answer{told and f': {told}'}")
        )
        self._tell(f"{job.id} is {job.status}: {len(lines):,} answers" + (f", {len(left):,} missing" if left else ""))

    async def _adopt(self) -> None:
        """Jobs of this run that are known to the server only: made just before a kill."""
        try:
            page = await self._opened().batches.list(limit=100)
            for job in page.data:
                if (job.metadata or {}).get("run") == self._jobs.run and not self._jobs.knows(job.id):
                    content = await self._opened().files.content(job.input_file_id)
                    keys = set(_lines(content.text))
                    self._jobs.add(job.id, keys)
                    for key in keys:
                        self._waiting.pop(key, None)
        except Exception as exc:  # noqa: BLE001  a server without lists has nothing to adopt; other failures meet `_submit`
            self._tell(f"earlier jobs cannot be listed: {translated(exc, server=self._server, model=self._llm.model)}")

    def _fail(self, keys: Iterable[str], error: ClaimcheckError) -> None:
        for key in keys:
            self._waiting.pop(key, None)
            future = self._awaited.pop(key, None)
            if future is not None and not future.done():
                future.set_exception(error)

    def _opened(self) -> "openai.AsyncOpenAI":
        import openai  # half a second that only batch jobs pay

        if self._client is None:
            self._client = openai.AsyncOpenAI(
                api_key=self._key, base_url=self._server, timeout=self._llm.timeout_s, max_retries=0
            )
        return self._client


def _key(body: Mapping[str, Any]) -> str:
    """The name of a request in its job: 32 hex digits over all of it."""
    return hashlib.sha256(json.dumps(body, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:32]


def _file(waiting: Mapping[str, Mapping[str, Any]]) -> tuple[bytes, list[str]]:
    """As many requests as a job may hold, as its file and their keys."""
    lines: list[bytes] = []
    size = 0
    for key, body in waiting.items():
        line = json.dumps({"custom_id": key, "method": "POST", "url": _ENDPOINT, "body": body}).encode() + b"\n"
        if lines and (len(lines) == MOST or size + len(line) > MOST_BYTES):
            break
        lines.append(line)
        size += len(line)
    return b"".join(lines), list(waiting)[: len(lines)]


def _lines(text: str) -> dict[str, dict[str, Any]]:
    """A job's file as key -> response; a request that was never made has its error in the place of one."""
    found: dict[str, dict[str, Any]] = {}
    for line in filter(str.strip, text.split("\n")):
        row = json.loads(line)
        error = {"status_code": 500, "body": {"error": row.get("error")}}
        found[str(row["custom_id"])] = row.get("response") or error
    return found


def _resolve(future: "asyncio.Future[dict[str, Any]]", line: dict[str, Any]) -> None:
    if not future.done():
        future.set_result(line)


def _answer(body: Mapping[str, Any], request: Request, model: str) -> Answer:
    """A completion as an answer, in the same words as every other transport."""
    choice = (body.get("choices") or [{}])[0]
    message, usage = choice.get("message") or {}, body.get("usage") or {}
    calls = message.get("tool_calls") or []
    text = str((calls[0]["function"]["arguments"] if calls else message.get("content")) or "")
    refusal = message.get("refusal")
    finish = str(choice.get("finish_reason"))
    declined = refusal or finish == "content_filter"
    asked = sum(estimate_tokens(message.content) for message in request.messages)
    return Answer(
        text=str(refusal or text),
        finish="refusal" if declined else "length" if finish == "length" else "stop",
        tokens_in=int(usage.get("prompt_tokens") or asked),
        tokens_out=int(usage.get("completion_tokens") or estimate_tokens(text)),
        model=str(body.get("model") or model),
    )
