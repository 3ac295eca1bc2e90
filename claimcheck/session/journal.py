"""Sessions on disk: one file of JSON lines each, only ever appended to, under `sessions/` in the home folder.

A line is written in one go before anybody sees its effect, so a process that is killed loses nothing; a line cut off by a power
failure is left out when the file is read, and overwritten. A file lock keeps a second process from writing to an open session.
"""

import datetime as dt
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from claimcheck.claims import Article
from claimcheck.closing import Closing
from claimcheck.errors import DamagedStoreError, InputError, StoreError, StoreLockedError
from claimcheck.session.changes import EDITS, Change, Entry, Opened
from claimcheck.session.state import State, replayed

SUFFIX = ".jsonl"
THEME = "theme"
"""Name of the file that holds the chosen theme."""
_SLUG = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Summary:
    """One saved session, as a list shows it."""

    id: str
    title: str
    source: str
    article_id: str
    began: dt.datetime
    """In UTC."""
    changed: dt.datetime
    """The last change, in UTC."""
    claims: int
    weighed: int
    decided: int
    """Claims with a person's decision."""


class Journal(Closing):
    """The open file of one session; close it, or use it as a context manager."""

    def __init__(self, path: Path) -> None:
        """Raises StoreLockedError where another process has the session open."""
        import filelock  # an empty session need not wait for it

        self.path = path
        self.id = path.name.removesuffix(SUFFIX)
        # Begun in one thread and closed in another: the lock must not belong to a thread.
        self._lock = filelock.FileLock(str(path) + ".lock", thread_local=False)
        try:
            self._lock.acquire(timeout=0)
        except filelock.Timeout as exc:
            raise StoreLockedError(f"session {self.id!r} is open in another terminal; close it there first") from exc
        except OSError as exc:
            raise StoreError(f"cannot write {str(path)!r}: {exc.strerror}; choose another --home") from exc
        self.entries = list(_read(path))
        whole = sum(len(_line(raw)) for raw in _whole_lines(path))
        self._file: int | None = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
        os.ftruncate(self._file, whole)
        os.lseek(self._file, 0, os.SEEK_END)

    def append(self, change: Change) -> Entry:
        """Keep a change; a person's is on the disk when this returns, the machine's can be found again."""
        if self._file is None:
            raise StoreError(f"session {self.id!r} was closed; open it again")
        at = dt.datetime.now(dt.UTC).replace(microsecond=0)
        entry = Entry(number=len(self.entries) + 1, at=at, change=change)
        try:
            os.write(self._file, _line(entry.model_dump_json().encode()))
            if isinstance(change, (*EDITS, Opened)):
                os.fsync(self._file)
        except OSError as exc:
            raise StoreError(
                f"cannot save to {str(self.path)!r}: {exc.strerror}; make room, the change was not made"
            ) from exc
        self.entries.append(entry)
        return entry

    def close(self) -> None:
        """Give the file back."""
        if self._file is not None:
            os.close(self._file)
            self._file = None
            self._lock.release()


class Shelf:
    """All sessions of a home folder."""

    def __init__(self, home: Path) -> None:
        self.folder = home / "sessions"

    def begin(self, article: Article, source: str) -> Journal:
        """A new session of an article."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as exc:
            raise StoreError(f"cannot make {str(self.folder)!r}: {exc.strerror}; choose another --home") from exc
        stamp = dt.datetime.now(dt.UTC).strftime("%Y%m%d-%H%M%S")
        slug = _SLUG.sub("-", (article.title or article.text[:60]).lower())[:32].strip("-") or "article"
        journal = Journal(self.folder / f"{stamp}-{slug}-{secrets.token_hex(2)}{SUFFIX}")
        journal.append(Opened(article=article, source=source))
        return journal

    def resume(self, name: str | None = None) -> Journal:
        """A saved session: by id, by the beginning or a part of its id, by its place in the list, else the last one."""
        return Journal(self.folder / f"{self.named(name)}{SUFFIX}")

    def summaries(self) -> list[Summary]:
        """All sessions, the last changed first; those that cannot be read are left out here and named by `resume`."""
        found = []
        for path in self._paths():
            try:
                found.append(_summary(path))
            except DamagedStoreError:
                continue
        return found

    @property
    def theme(self) -> str | None:
        """The theme that was chosen last; None where none ever was."""
        try:
            return (self.folder / THEME).read_text(encoding="utf-8").strip() or None
        except OSError:
            return None

    def keep_theme(self, name: str) -> None:
        """Begin with this theme from now on; a folder that cannot be written is no reason to stop work."""
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            (self.folder / THEME).write_text(name + "\n", encoding="utf-8")

    def of_article(self, article_id: str) -> Summary | None:
        """The last session of the same article."""
        return next((summary for summary in self.summaries() if summary.article_id == article_id), None)

    def _paths(self) -> list[Path]:
        return sorted(self.folder.glob(f"*{SUFFIX}"), key=lambda path: path.stat().st_mtime, reverse=True)

    def named(self, name: str | None) -> str:
        """The id of the session that is meant, as for `resume`."""
        ids = [path.name.removesuffix(SUFFIX) for path in self._paths()]
        if not ids:
            raise InputError(
                f"there is no saved session under {str(self.folder)!r}; begin with `claimcheck session ARTICLE`"
            )
        if name is None:
            return ids[0]
        if name.isdecimal() and 1 <= int(name) <= len(ids):
            return ids[int(name) - 1]
        found = [one for one in ids if one == name] or [one for one in ids if one.startswith(name)]
        found = found or [one for one in ids if name.lower() in one]
        if len(found) != 1:
            count = "no saved session is" if not found else f"{len(found)} saved sessions are"
            raise InputError(f"{count} called {name!r}; `claimcheck session --list` names them all")
        return found[0]


def _line(raw: bytes) -> bytes:
    return raw.rstrip(b"\n") + b"\n"


def _whole_lines(path: Path) -> Iterator[bytes]:
    if not path.exists():
        return
    with path.open("rb") as stream:
        for raw in stream:
            if raw.endswith(b"\n"):
                yield raw


def _read(path: Path) -> Iterator[Entry]:
    for number, raw in enumerate(_whole_lines(path), start=1):
        try:
            entry = Entry.model_validate_json(raw)
        except ValidationError as exc:
            raise DamagedStoreError(
                f"{str(path)!r}, line {number} cannot be read; remove that line or the file"
            ) from exc
        if entry.number != number:
            raise DamagedStoreError(f"{str(path)!r}, line {number} says it is entry {entry.number}; restore the file")
        yield entry


def _summary(path: Path) -> Summary:
    entries = list(_read(path))
    if not entries or not isinstance(entries[0].change, Opened):
        raise DamagedStoreError(f"{str(path)!r} does not begin with an article; remove the file")
    state: State = replayed(entries)
    article, items = entries[0].change.article, state.items
    return Summary(
        id=path.name.removesuffix(SUFFIX),
        title=article.title or article.text[:60],
        source=entries[0].change.source,
        article_id=article.id,
        began=entries[0].at,
        changed=entries[-1].at,
        claims=len(items),
        weighed=sum(item.finding is not None for item in items),
        decided=sum(item.decision is not None for item in items),
    )
