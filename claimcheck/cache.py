"""Answers kept in SQLite, so that the same question is paid for once.

What is in the key, because it can change the answer:
- provider, server and name of the LLM (the same name may be another LLM on another server);
- the prompt's digest and the rendered messages (the digest is of the file: a version edited by its user is a new prompt);
- the reply's schema;
- the sampling settings: temperature and the longest answer.

What is left out, and why: the key to the account, timeouts, limits, attempts and prices (they decide whether and when an answer
comes, not what it says); the form that the schema is enforced in (every answer kept was validated against the schema, and
a server that had to fall back would otherwise never find its own answers); stage, article and run (the messages hold what
matters of them); our own version (a changed prompt or schema shows in its own part).

Kept are only answers that fit their schema: refused, cut-off, malformed and failed ones would be paid for again, and should.
Rows are JSON text, never pickle. Several processes may share the file; a row that cannot be read or written is a miss.
"""

import hashlib
import json
import logging
import sqlite3
import threading
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from claimcheck.errors import DamagedStoreError
from claimcheck.prompts import Message, Prompt
from claimcheck.settings import LLMSettings

FILE_NAME = "answers.sqlite3"
_TABLE = "CREATE TABLE IF NOT EXISTS answers (key TEXT PRIMARY KEY, at TEXT NOT NULL, row TEXT NOT NULL) WITHOUT ROWID"
_WAIT_S = 10.0

log = logging.getLogger(__name__)


def key_for(settings: LLMSettings, prompt: Prompt, messages: Sequence[Message], schema: Mapping[str, Any]) -> str:
    """64 hex digits over everything that can change the answer; see the module."""
    parts = {
        "llm": [settings.provider, settings.base_url, settings.model],
        "prompt": prompt.digest,
        "messages": [[message.role, message.content] for message in messages],
        "schema": schema,
        "sampling": [settings.temperature, settings.max_tokens],
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


class Cache:
    """Key to answer text, in one file that several processes and threads may use at once."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(path, timeout=_WAIT_S, isolation_level=None, check_same_thread=False)
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=NORMAL")
            self._db.execute(_TABLE)
        except (sqlite3.Error, OSError) as exc:
            raise DamagedStoreError(
                f"answer cache {str(path)!r} cannot be opened: {exc}; "
                "delete it (only saved answers are lost) or set llm.cache to false"
            ) from exc

    def get(self, key: str) -> str | None:
        """The answer's text, None for a miss."""
        try:
            with self._lock:
                found = self._db.execute("SELECT row FROM answers WHERE key = ?", (key,)).fetchone()
            return str(json.loads(found[0])["text"]) if found else None
        except (sqlite3.Error, ValueError, KeyError, TypeError) as exc:
            log.warning("answer cache %s: a row cannot be read: %s", self._path, exc)
            return None

    def put(self, key: str, text: str, *, llm: str, prompt: str, tokens_in: int, tokens_out: int) -> None:
        """Keep an answer with what it cost; an answer already there is replaced."""
        row = {"text": text, "llm": llm, "prompt": prompt, "tokens_in": tokens_in, "tokens_out": tokens_out}
        values = (key, datetime.now(UTC).isoformat(timespec="seconds"), json.dumps(row, ensure_ascii=False))
        try:
            with self._lock:
                self._db.execute("INSERT OR REPLACE INTO answers VALUES (?, ?, ?)", values)
        except (sqlite3.Error, UnicodeEncodeError) as exc:
            log.warning("answer cache %s: an answer is not kept: %s", self._path, exc)

    def __len__(self) -> int:
        with self._lock:
            return int(self._db.execute("SELECT count(*) FROM answers").fetchone()[0])

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._db.close()
