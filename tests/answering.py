"""An OpenAI-compatible server on loopback whose answers a test decides: the double for every LLM and embedding server.

    with AnswerServer(lambda body: '{"n": 1}') as server:
        ...  # server.url goes into llm.base_url

What `say` gives for a body is what is answered: a string (said whole), or one of the records below, which make the server
misbehave in one way each. `server.bodies` holds what was asked, `server.most_at_once` how many calls were under way
together. The answers are written by hand and say nothing about any LLM: they test the plumbing and only that.

Real HTTP on purpose: libraries that intercept HTTP in the process do not see the transport that openai 3 rides on.
"""

import hashlib
import json
import math
import random
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

Body = dict[str, Any]


@dataclass(frozen=True)
class Said:
    """An answer, possibly late, cut off, filtered, or given as text although a tool was asked for."""

    text: str = ""
    finish: str = "stop"
    refusal: str | None = None
    after_s: float = 0.0
    usage: bool = True
    as_tool: bool = True


@dataclass(frozen=True)
class Fails:
    """An HTTP error."""

    status: int
    message: str = "made to fail"
    headers: Mapping[str, str] = field(default_factory=dict)
    param: str | None = None
    code: str | None = None
    raw: str | None = None


@dataclass(frozen=True)
class Drops:
    """The connection is closed without an answer, or half-way through one."""

    half_way: bool = False


@dataclass(frozen=True)
class Raw:
    """A success whose body is whatever stands here."""

    text: str
    content_type: str = "application/json"


@dataclass(frozen=True)
class Trickles:
    """Headers at once, then a byte now and again, for ever."""

    every_s: float = 0.02


Reply = str | Said | Fails | Drops | Raw | Trickles
Say = Callable[[Body], Reply]


def form_of(body: Body) -> str:
    """The form that a body asks for: json_schema, json_object, tool or text."""
    if body.get("tools"):
        return "tool"
    return str((body.get("response_format") or {}).get("type", "text"))


def in_turn(*replies: Reply) -> Say:
    """The replies one after another; the last one for ever."""
    left, lock = list(replies), threading.Lock()

    def say(_: Body) -> Reply:
        with lock:
            return left.pop(0) if len(left) > 1 else left[0]

    return say


def lacking(forms: Sequence[str], say: Say) -> Say:
    """A server that turns some forms down as real ones do, and answers the others."""
    words = {
        "json_schema": "Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model.",
        "json_object": "'response_format' must be text: this server does not support JSON mode",
        "tool": '"auto" tool choice requires --enable-auto-tool-choice to be set',
    }

    def choosy(body: Body) -> Reply:
        form = form_of(body)
        return Fails(400, words[form]) if form in forms else say(body)

    return choosy


def faulty(shares: Mapping[str, float], say: Say, *, seed: int = 0, retry_after: str = "0.01") -> Say:
    """Some of the calls fail: `{"429": .1, "500": .1, "drop": .1, "cut": .1, "junk": .1}`, drawn from a fixed seed."""
    drawn, lock = random.Random(seed), threading.Lock()

    def spoilt(name: str, whole: Reply) -> Reply:
        text = whole if isinstance(whole, str) else str(getattr(whole, "text", ""))
        made: dict[str, Reply] = {
            "429": Fails(429, headers={"Retry-After": retry_after}),
            "500": Fails(500),
            "drop": Drops(),
            "cut": Said(text[: len(text) // 2], finish="length"),
            "junk": Said("I would rather not answer in that form.", as_tool=False),
        }
        return made[name]

    def say_or_fail(body: Body) -> Reply:
        with lock:
            at = drawn.random()
        for name, share in shares.items():
            if at < share:
                return spoilt(name, say(body))
            at -= share
        return say(body)

    return say_or_fail


def from_box(folder: Path) -> Say:
    """Answers recorded as `answers/KEY.txt`, KEY being the hash of messages and form."""

    def say(body: Body) -> Reply:
        asked = {name: body.get(name) for name in ("messages", "response_format", "tools", "tool_choice")}
        key = hashlib.sha256(json.dumps(asked, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:16]
        path = folder / "answers" / f"{key}.txt"
        return path.read_text(encoding="utf-8").strip() if path.exists() else Fails(504, f"no answer for {key}")

    return say


def vector_of(text: str, dimension: int = 8) -> list[float]:
    """Numbers that depend on nothing but the text."""
    digest = hashlib.sha256(text.encode()).digest()
    return [byte / 128 - 1 for byte in digest[:dimension]]


class AnswerServer:
    """Listens on a free port of 127.0.0.1 while the `with` block lasts."""

    def __init__(self, say: Say | Reply, *, embed: Callable[[Body], Reply | None] = lambda body: None) -> None:
        self._say: Say = say if callable(say) else lambda body: say
        self._embed = embed
        self._lock = threading.Lock()
        self.closing = threading.Event()
        self.bodies: list[Body] = []
        self.headers: list[dict[str, str]] = []
        self.under_way = 0
        self.most_at_once = 0
        self.abandoned = 0
        """Calls whose client had gone when the answer was ready."""
        self._server = _Server(("127.0.0.1", 0), type("Bound", (_Handler,), {"owner": self}))
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}/v1"

    def __enter__(self) -> "AnswerServer":
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()

    @property
    def calls(self) -> int:
        """How often it was asked."""
        return len(self.bodies)

    @contextmanager
    def counted(self, body: Body, headers: Mapping[str, str]) -> Iterator[None]:
        """Note a call and how many are under way with it."""
        with self._lock:
            self.bodies.append(body)
            self.headers.append({name.lower(): value for name, value in headers.items()})
            self.under_way += 1
            self.most_at_once = max(self.most_at_once, self.under_way)
        try:
            yield
        finally:
            with self._lock:
                self.under_way -= 1

    def reply(self, path: str, body: Body) -> Reply:
        """What is answered to a body."""
        if path.endswith("/embeddings"):
            return self._embed(body) or Raw(json.dumps(_embeddings(body)))
        return self._say(body)


class _Server(ThreadingHTTPServer):
    request_queue_size = 64

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hung up is no news; anything else is."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    owner: AnswerServer

    def log_message(self, *_: object) -> None:
        """Silence."""

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        raw = self.rfile.read(length)
        if len(raw) < length:
            self.close_connection = True
            return
        body = json.loads(raw)
        with self.owner.counted(body, dict(self.headers)):
            reply = self.owner.reply(self.path, body)
            if isinstance(reply, Said) and reply.after_s:
                self.owner.closing.wait(reply.after_s)
        try:
            self._answer(reply, body)
        except OSError:
            self.owner.abandoned += 1
            self.close_connection = True

    def _answer(self, reply: Reply, body: Body) -> None:
        match reply:
            case str():
                self._send(200, json.dumps(_completion(Said(reply), body)))
            case Said():
                self._send(200, json.dumps(_completion(reply, body)))
            case Raw():
                self._send(200, reply.text, {"Content-Type": reply.content_type})
            case Fails():
                error = {"message": reply.message, "type": "error", "param": reply.param, "code": reply.code}
                text = json.dumps({"error": error}) if reply.raw is None else reply.raw
                self._send(reply.status, text, reply.headers)
            case Drops():
                self._drop(reply)
            case Trickles():
                self._trickle(reply)

    def _send(self, status: int, text: str, headers: Mapping[str, str] | None = None) -> None:
        data = text.encode()
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **(headers or {})}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _drop(self, reply: Drops) -> None:
        if reply.half_way:
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            self.wfile.write(b'{"id": "1", ')
            self.wfile.flush()
        self.close_connection = True
        self.connection.close()

    def _trickle(self, reply: Trickles) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "100000")
        self.end_headers()
        while not self.owner.closing.wait(reply.every_s):
            self.wfile.write(b" ")
            self.wfile.flush()


def _completion(said: Said, body: Body) -> Body:
    message: Body = {"role": "assistant", "content": said.text, "refusal": said.refusal}
    finish = said.finish
    if body.get("tools") and said.as_tool and said.refusal is None:
        name = body["tools"][0]["function"]["name"]
        call = {"id": "call_1", "type": "function", "function": {"name": name, "arguments": said.text}}
        message |= {"content": None, "tool_calls": [call]}
        finish = "tool_calls" if finish == "stop" else finish
    answer: Body = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": body.get("model", "by-hand"),
        "choices": [{"index": 0, "message": message, "finish_reason": finish, "logprobs": None}],
    }
    if said.usage:
        asked = sum(len(str(message["content"])) for message in body["messages"])
        counts = {"prompt_tokens": math.ceil(asked / 4), "completion_tokens": math.ceil(len(said.text) / 4)}
        answer["usage"] = {**counts, "total_tokens": sum(counts.values())}
    return answer


def _embeddings(body: Body) -> Body:
    rows = [
        {"object": "embedding", "index": index, "embedding": vector_of(text)}
        for index, text in enumerate(body["input"])
    ]
    usage = {"prompt_tokens": sum(math.ceil(len(text) / 4) for text in body["input"]), "total_tokens": 0}
    return {"object": "list", "data": list(reversed(rows)), "model": body["model"], "usage": usage}
