"""Run folders: what a long run has done, kept so that `kill -9` at any moment loses nothing and repeats nothing.

A journal is a JSONL file that only grows: a line counts once its newline is on the disk, and a line that was cut off is taken
away before the next one is written. One process at a time owns a folder. Leaves out what the lines mean: batch runs and
evaluation runs each know their own.
"""

import contextlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from claimcheck.closing import Closing
from claimcheck.errors import DamagedStoreError, StoreError, StoreLockedError

MANIFEST, ITEMS, ERRORS = "manifest.json", "items.jsonl", "errors.jsonl"
"""What every run folder holds: how it was made, what is done, what failed."""
_LOCK = "owner.lock"
_BLOCK = 65_536
_LINE_ENDS = str.maketrans({"\u2028": "\\u2028", "\u2029": "\\u2029", "\u0085": "\\u0085"})
"""Legal inside JSON strings, but a line's end for some readers."""


@contextmanager
def owned(folder: Path) -> Iterator[None]:
    """Own a run folder, made if it does not exist, for the block; the system gives it up when the process dies.

    Raises StoreLockedError while another process owns it, StoreError where it cannot be made.
    """
    from filelock import FileLock, Timeout  # readers of runs need no lock

    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / _LOCK)
        lock.acquire(timeout=0)
    except Timeout as exc:
        raise StoreLockedError(
            f"another process is working on the run {str(folder)!r}; wait for it or choose another folder"
        ) from exc
    except OSError as exc:
        raise StoreError(f"cannot use {str(folder)!r} as a run folder: {exc.strerror or exc}; choose another") from exc
    try:
        yield
    finally:
        lock.release()


class Journal(Closing):
    """A JSONL file that is appended to, each line on the disk before `append` returns; for the owner of the folder."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._stream = path.open("a+b")
            _mend(self._stream)
            _sync_folder(path.parent)
        except OSError as exc:
            raise StoreError(f"cannot write {str(path)!r}: {exc.strerror or exc}; check permissions and space") from exc

    def append(self, *rows: Mapping[str, Any]) -> None:
        """Write rows, all together durable; raises StoreError where the disk does not take them."""
        try:
            self._stream.write(b"".join(as_line(row).encode("utf-8", "backslashreplace") for row in rows))
            self._stream.flush()
            os.fsync(self._stream.fileno())
        except OSError as exc:
            raise StoreError(f"cannot write {str(self._path)!r}: {exc.strerror or exc}; check the free space") from exc

    def close(self) -> None:
        """Let go of the file."""
        # What could not be flushed was reported by `append`.
        with contextlib.suppress(OSError):
            self._stream.close()


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """The whole lines of a journal, one at a time; none where there is no file. A last line without its end is left out.

    Raises DamagedStoreError naming the line that is no JSON object.
    """
    try:
        stream = path.open("rb")
    except FileNotFoundError:
        return
    with stream:
        for number, line in enumerate(stream, start=1):
            if line.endswith(b"\n"):
                yield _object(line, f"{str(path)!r} line {number}")


def as_line(row: Mapping[str, Any]) -> str:
    """`{"a": 1} -> '{"a":1}\\n'`, never more than one line."""
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")).translate(_LINE_ENDS) + "\n"


def replace(path: Path, *pieces: str) -> None:
    """Put a file in place of the one before, whole or not at all, on the disk when this returns."""
    _replaced(path, pieces)


def replace_rows(path: Path, rows: Iterable[Mapping[str, Any]]) -> None:
    """Make a journal anew from these rows, which are taken one at a time."""
    _replaced(path, map(as_line, rows))


def _replaced(path: Path, pieces: Iterable[str]) -> None:
    temporary = path.with_name(f".{path.name}.new")
    try:
        with temporary.open("w", encoding="utf-8", errors="backslashreplace", newline="") as stream:
            stream.writelines(pieces)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(path)
        _sync_folder(path.parent)
    except OSError as exc:
        raise StoreError(f"cannot write {str(path)!r}: {exc.strerror or exc}; check permissions and space") from exc


def manifest(folder: Path) -> dict[str, Any] | None:
    """How a run was made; None for a folder without a run. Raises DamagedStoreError."""
    path = folder / MANIFEST
    try:
        return _object(path.read_bytes(), repr(str(path)))
    except FileNotFoundError:
        return None


def write_manifest(folder: Path, row: Mapping[str, Any]) -> None:
    """Keep how a run was made."""
    replace(folder / MANIFEST, json.dumps(row, ensure_ascii=False, indent=2) + "\n")


def _object(raw: bytes, place: str) -> dict[str, Any]:
    try:
        found = json.loads(raw)
    except ValueError as exc:
        raise DamagedStoreError(f"{place} is damaged ({exc}); take it out or begin a new run") from exc
    if not isinstance(found, dict):
        raise DamagedStoreError(f"{place} is no JSON object; take it out or begin a new run")
    return found


def _mend(stream: BinaryIO) -> None:
    """Cut off what stands after the last newline: a line that was being written when its process was killed."""
    end = size = stream.seek(0, os.SEEK_END)
    while end > 0:
        start = max(0, end - _BLOCK)
        stream.seek(start)
        found = stream.read(end - start).rfind(b"\n")
        if found >= 0:
            end = start + found + 1
            break
        end = start
    if end < size:
        stream.truncate(end)


def _sync_folder(folder: Path) -> None:
    """Make the names in a folder durable, where the system can."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
