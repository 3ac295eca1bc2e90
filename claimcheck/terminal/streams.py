"""stdout and stderr: data on the one, talk on the other, in whatever encoding and width they have.

Machine-readable forms are UTF-8 whatever the locale says; what a person reads falls back to ASCII signs where a terminal cannot
show others. A file given with `-o` appears whole or not at all.
"""

import contextlib
import io
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Protocol, TextIO

from rich.console import Console, RenderableType

from claimcheck.errors import InputError, StoreError
from claimcheck.rendering.wording import ASCII, UNICODE, Signs

_PLAIN_WIDTH = 100
_TYPEWRITTEN = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "…": "...", "·": "-"})
_WEAK_TERMINALS = ("dumb", "linux", "vt100", "vt220", "unknown")


def signs() -> Signs:
    """The signs that stdout can show."""
    encoding = (getattr(sys.stdout, "encoding", None) or "ascii").lower()
    if sys.stdout.isatty() and os.environ.get("TERM", "") in _WEAK_TERMINALS:
        return ASCII
    try:
        "".join([*UNICODE.standing.values(), *UNICODE.stance.values(), UNICODE.below, UNICODE.bar]).encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return ASCII
    return UNICODE


def plain(thing: RenderableType, *, width: int = _PLAIN_WIDTH) -> str:
    """A rich renderable as text without colours, no white space at line ends."""
    caught = io.StringIO()
    Console(file=caught, width=width, color_system=None, force_terminal=False, highlight=False).print(thing)
    return "\n".join(line.rstrip() for line in caught.getvalue().split("\n"))


class Target(Protocol):
    """Where data goes."""

    def text(self, text: str) -> None:
        """Write text as UTF-8."""
        ...

    def show(self, thing: RenderableType) -> None:
        """Write what a person reads."""
        ...

    def keep(self) -> None:
        """Make what was written last."""
        ...


class Stdout:
    """Standard output: coloured on a terminal, plain elsewhere."""

    def text(self, text: str) -> None:
        """Write text as UTF-8, whatever the locale; JSON and HTML are read by programs."""
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode("utf-8", errors="replace"))
        sys.stdout.buffer.flush()

    def show(self, thing: RenderableType) -> None:
        """Write what a person reads, characters that the encoding lacks replaced."""
        console = Console(file=sys.stdout, highlight=False)
        encoding = sys.stdout.encoding or "ascii"
        if console.is_terminal and encoding.lower().startswith("utf"):
            console.print(thing)
            return
        text = plain(thing, width=console.width)
        if not encoding.lower().startswith("utf"):
            text = text.translate(_TYPEWRITTEN).encode(encoding, errors="replace").decode(encoding)
        sys.stdout.write(text)
        sys.stdout.flush()

    def keep(self) -> None:
        """Nothing is held back on standard output."""


class File:
    """A file that appears, whole, when `keep` is called, and never if it is not; a device or a pipe is written to as it is."""

    def __init__(self, path: Path) -> None:
        self._path = path.resolve()
        self._shown = str(path)
        self._temporary: Path | None = None
        if path.is_dir():
            raise InputError(f"-o {str(path)!r} is a folder; name a file")
        try:
            self._stream = self._opened()
        except OSError as exc:
            raise InputError(f"cannot write {str(path)!r}: {exc.strerror}; make the folder or choose another") from exc

    def _opened(self) -> TextIO:
        # Putting a file in the place of a device would take the device away.
        if self._path.exists() and not self._path.is_file():
            return self._path.open("w", encoding="utf-8", errors="replace", newline="")
        handle, name = tempfile.mkstemp(prefix=f".{self._path.name}.", dir=self._path.parent)
        self._temporary = Path(name)
        return os.fdopen(handle, "w", encoding="utf-8", errors="replace", newline="")

    def text(self, text: str) -> None:
        """Add text; raises StoreError where it cannot be written."""
        with self._told():
            self._stream.write(text)

    def show(self, thing: RenderableType) -> None:
        """Add what a person reads, plain."""
        self.text(plain(thing))

    def keep(self) -> None:
        """Put the file in its place; raises StoreError where the disk does not take it."""
        with self._told():
            self._stream.flush()
            if self._temporary is None:
                return
            os.fsync(self._stream.fileno())
            self._stream.close()
            mask = os.umask(0)
            os.umask(mask)
            # mkstemp makes files that only the owner can read
            self._temporary.chmod(0o666 & ~mask)
            self._temporary.replace(self._path)
            self._temporary = None

    def drop(self) -> None:
        """Leave no trace unless it was kept."""
        # What could not be flushed was reported by `keep`.
        with contextlib.suppress(OSError):
            self._stream.close()
        if self._temporary is not None:
            self._temporary.unlink(missing_ok=True)
            self._temporary = None

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except OSError as exc:
            raise StoreError(
                f"cannot write {self._shown!r}: {exc.strerror or exc}; choose another place with -o"
            ) from exc


class Output:
    """Standard output or the file given with `-o`, as a context manager that leaves no temporary file behind."""

    def __init__(self, path: Path | None) -> None:
        self._path = None if path is None or str(path) == "-" else path
        self._target: Stdout | File | None = None

    def __enter__(self) -> Target:
        self._target = Stdout() if self._path is None else File(self._path)
        return self._target

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(self._target, File):
            self._target.drop()
