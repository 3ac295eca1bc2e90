"""What a run has sent as batch jobs and what came back, in one SQLite file that outlives the process."""

import json
import sqlite3
import uuid
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from claimcheck.errors import DamagedStoreError

_TABLES = """
CREATE TABLE IF NOT EXISTS runs (name TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS jobs (id TEXT PRIMARY KEY, over INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS asked (key TEXT PRIMARY KEY, job TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS asked_job ON asked (job);
CREATE TABLE IF NOT EXISTS answers (key TEXT PRIMARY KEY, line TEXT NOT NULL);
"""


class Jobs:
    """Jobs, the requests in them by key, and answers; every change is on the disk when its method returns."""

    def __init__(self, path: Path) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._link = sqlite3.connect(path, isolation_level=None)
            self._link.executescript(_TABLES)
            self._link.execute("INSERT INTO runs SELECT ? WHERE NOT EXISTS (SELECT 1 FROM runs)", (uuid.uuid4().hex,))
            self.run: str = self._link.execute("SELECT name FROM runs").fetchone()[0]
            """The run's own name, by which the server's jobs are known as its."""
        except (sqlite3.Error, OSError) as exc:
            raise DamagedStoreError(f"the record of batch jobs {str(path)!r} cannot be used: {exc}") from exc

    def close(self) -> None:
        """Let go of the file."""
        self._link.close()

    def answer(self, key: str) -> dict[str, Any] | None:
        """What came back for a request; None if nothing has yet."""
        found = self._link.execute("SELECT line FROM answers WHERE key = ?", (key,)).fetchone()
        line: dict[str, Any] | None = json.loads(found[0]) if found else None
        return line

    def forget(self, key: str) -> None:
        """Let a request be sent again."""
        self._link.execute("DELETE FROM answers WHERE key = ?", (key,))

    def job_of(self, key: str) -> str | None:
        """The open job that a request is in."""
        found = self._link.execute(
            "SELECT job FROM asked JOIN jobs ON jobs.id = asked.job WHERE key = ? AND NOT over", (key,)
        ).fetchone()
        return str(found[0]) if found else None

    def knows(self, job: str) -> bool:
        """Whether a job is recorded."""
        return self._link.execute("SELECT 1 FROM jobs WHERE id = ?", (job,)).fetchone() is not None

    def open(self) -> list[str]:
        """Jobs that are not over, eldest first."""
        return [row[0] for row in self._link.execute("SELECT id FROM jobs WHERE NOT over ORDER BY rowid")]

    def keys(self, job: str) -> set[str]:
        """The requests in a job."""
        return {row[0] for row in self._link.execute("SELECT key FROM asked WHERE job = ?", (job,))}

    def add(self, job: str, keys: Collection[str]) -> None:
        """Record a job that was sent."""
        with self._link:
            self._link.execute("BEGIN")
            self._link.execute("INSERT INTO jobs (id) VALUES (?)", (job,))
            self._link.executemany("INSERT OR REPLACE INTO asked VALUES (?, ?)", [(key, job) for key in keys])

    def settle(self, job: str, lines: Mapping[str, Mapping[str, Any]]) -> None:
        """Record that a job is over, with its answers."""
        with self._link:
            self._link.execute("BEGIN")
            self._link.execute("UPDATE jobs SET over = 1 WHERE id = ?", (job,))
            rows = [(key, json.dumps(line, ensure_ascii=False)) for key, line in lines.items()]
            self._link.executemany("INSERT OR REPLACE INTO answers VALUES (?, ?)", rows)
