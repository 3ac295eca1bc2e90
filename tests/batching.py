"""OpenAI's files and batches endpoints on loopback, for tests: jobs go on after their client is gone, as at the server's.

What `say` gives for a request inside a job is what its line holds, as in `answering`; the answers are written by hand and say
nothing of any LLM. A job is over after it was looked at `polls` times.
"""

import json
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from answering import Fails, Said, Say, _completion

Row = dict[str, Any]


@dataclass
class Job:
    """One job at the server."""

    id: str
    file: str
    metadata: dict[str, str]
    polls_left: int
    status: str = "in_progress"
    lines: list[Row] = field(default_factory=list)
    """Its requests."""


class BatchServer:
    """Listens on a free port of 127.0.0.1 while the `with` block lasts."""

    def __init__(self, say: Say, *, polls: int = 1, ends: Callable[[Job], str] = lambda job: "completed") -> None:
        """`ends` says how a job ends; one that is not completed answers the first half of its requests only."""
        self._say, self._polls, self._ends = say, polls, ends
        self.files: dict[str, str] = {}
        self.jobs: dict[str, Job] = {}
        self.refused = 0
        """So many of the next uploads are refused."""
        self.lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (_Handler,), {"owner": self}))
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}/v1"

    def __enter__(self) -> "BatchServer":
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def asked(self) -> list[Row]:
        """The bodies of all requests in all jobs."""
        return [line["body"] for job in self.jobs.values() for line in job.lines]

    def upload(self, text: str) -> Row:
        identity = f"file-{len(self.files)}"
        self.files[identity] = text
        return {"id": identity, "object": "file", "bytes": len(text), "created_at": 1, "filename": "f", "purpose": "batch",
                "status": "processed"}  # fmt: skip

    def create(self, asked: Row) -> Row:
        job = Job(f"batch_{len(self.jobs)}", asked["input_file_id"], asked.get("metadata") or {}, self._polls)
        job.lines = [json.loads(line) for line in self.files[job.file].splitlines()]
        self.jobs[job.id] = job
        return self.shown(job)

    def look(self, identity: str) -> Row:
        job = self.jobs[identity]
        job.polls_left -= 1
        if job.polls_left < 0 and job.status == "in_progress":
            job.status = self._ends(job)
            answered = job.lines if job.status == "completed" else job.lines[: len(job.lines) // 2]
            lines = [self._line(line) for line in answered]
            good = [line for line in lines if line["response"]["status_code"] < 400]
            self.files[f"{job.id}-out"] = _text(good)
            self.files[f"{job.id}-err"] = _text([line for line in lines if line not in good])
        return self.shown(job)

    def _line(self, line: Row) -> Row:
        said = self._say(line["body"])
        if isinstance(said, Fails):
            error = {"message": said.message, "type": "error", "param": said.param, "code": said.code}
            answer: Row = {"status_code": said.status, "request_id": "r", "body": {"error": error}}
        else:
            whole = said if isinstance(said, Said) else Said(str(said))
            answer = {"status_code": 200, "request_id": "r", "body": _completion(whole, line["body"])}
        return {"id": "x", "custom_id": line["custom_id"], "response": answer, "error": None}

    def shown(self, job: Job) -> Row:
        over = job.status != "in_progress"
        out = {
            name: f"{job.id}-{name[:3]}" if over and self.files.get(f"{job.id}-{name[:3]}") else None
            for name in ("out", "err")
        }
        total = len(job.lines)
        return {
            "id": job.id, "object": "batch", "endpoint": "/v1/chat/completions", "input_file_id": job.file,
            "completion_window": "24h", "created_at": 1, "status": job.status, "metadata": job.metadata,
            "output_file_id": out["out"], "error_file_id": out["err"],
            "request_counts": {"total": total, "completed": total if over else 0, "failed": 0},
        }  # fmt: skip


def _text(lines: list[Row]) -> str:
    return "".join(json.dumps(line) + "\n" for line in lines)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    owner: BatchServer

    def log_message(self, *_: object) -> None:
        """Silence."""

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        with self.owner.lock:
            if self.path.endswith("/files"):
                if self.owner.refused:
                    self.owner.refused -= 1
                    self._send(503, json.dumps({"error": {"message": "busy"}}))
                    return
                self._send(200, json.dumps(self.owner.upload(_uploaded(raw, self.headers["Content-Type"]))))
            else:
                self._send(200, json.dumps(self.owner.create(json.loads(raw))))

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        with self.owner.lock:
            if found := re.search(r"/files/([^/]+)/content$", path):
                self._send(200, self.owner.files[found[1]])
            elif found := re.search(r"/batches/([^/]+)$", path):
                self._send(200, json.dumps(self.owner.look(found[1])))
            else:
                rows = [self.owner.shown(job) for job in self.owner.jobs.values()]
                self._send(200, json.dumps({"object": "list", "data": rows, "has_more": False}))

    def _send(self, status: int, text: str) -> None:
        data = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


def _uploaded(raw: bytes, kind: str) -> str:
    """The file of a multipart form."""
    boundary = b"--" + kind.partition("boundary=")[2].strip('"').encode()
    parts = [part.partition(b"\r\n\r\n") for part in raw.split(boundary)]
    [content] = [body for head, _, body in parts if b"filename=" in head]
    return content.removesuffix(b"\r\n").decode()


def split(body: Row) -> str:
    """One claim a sentence, as an LLM would answer `extract`, and silence to `weigh`."""
    asked = body["messages"][-1]["content"]
    if "sentences" not in json.dumps(body.get("response_format", {})):
        numbers = re.findall(r"\[(\d+)\] \(says", asked)
        return json.dumps({"claims": [{"claim": int(n), "passages": []} for n in numbers]})
    rows = re.findall(r"^\[(\d+)\] (.+)$", asked, re.MULTILINE)
    fields = {"attribution": [], "when": None, "said_when": None, "checkable": True, "kind": "event"}
    entries = [{"n": int(n), "claims": [{"text": text, "quote": text, **fields}], "none": None} for n, text in rows]
    return json.dumps({"sentences": entries})
