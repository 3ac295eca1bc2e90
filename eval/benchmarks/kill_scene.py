"""What every scene of `kills` shares: a folder, one process in it whose lines are read, and how stores are looked at from outside."""

import os
import random
import shutil
import sqlite3
import subprocess
import sys
import threading
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import IO, ClassVar

from claimcheck.checker import build
from claimcheck.errors import ClaimcheckError
from claimcheck.review import Desk
from claimcheck.settings import Settings

ROOT = Path(__file__).parents[2]
PROGRAM = (sys.executable, "-c", "from claimcheck.terminal.main import main; main()")


class Scene(ABC):
    """Base: a home folder and one process, whose standard output and error are read as lines."""

    name: ClassVar[str]
    stride: ClassVar[int] = 4
    """Steps before a kill, at most."""
    blink_s: ClassVar[float] = 0.3
    """Seconds between the last step and a kill, at most."""
    most_kills: ClassVar[int] = 12
    """So many kills, then the work goes on to its end."""

    def __init__(self, folder: Path, drawn: random.Random) -> None:
        self.folder, self.drawn = folder, drawn
        self.home = folder / "home"
        folder.mkdir(parents=True)
        self.lines: list[str] = []
        """Whole lines that the program has said."""
        self.more: dict[str, str] = {}
        """Further variables of the program's environment."""
        self.kills = 0
        self.process: subprocess.Popen[str] | None = None
        self._readers: list[threading.Thread] = []
        self.set()

    @property
    def weary(self) -> bool:
        """Whether it was killed often enough."""
        return self.kills >= self.most_kills

    def set(self) -> None:  # noqa: B027  a scene may need nothing
        """Lay everything out."""

    @abstractmethod
    def seen(self) -> int:
        """Steps that an onlooker has seen so far."""

    def faults(self) -> list[str]:
        """What is not as promised after a kill."""
        return unsound(self.home / "library.db")

    def whole(self) -> list[str]:
        """What is not as it would be without any kill."""
        return []

    @abstractmethod
    def start(self) -> None:
        """Start the program, as `process`."""

    def spawn(self, command: Sequence[str], *, say: str | None = None) -> "subprocess.Popen[str]":
        """A process whose lines are kept; `say` is what it hears on standard input."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("OPENAI_", "CLAIMCHECK_"))}
        process = subprocess.Popen(
            command, cwd=self.folder, env=kept | self.more | {"CLAIMCHECK_HOME": str(self.home), "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        assert process.stdout is not None
        assert process.stdin is not None
        reader = threading.Thread(target=self._read, args=(process.stdout,), daemon=True)
        reader.start()
        self._readers.append(reader)
        if say is not None:
            process.stdin.write(say)
            process.stdin.flush()
        return process

    def _read(self, stream: IO[str]) -> None:
        for line in stream:
            if line.endswith("\n"):
                self.lines.append(line.rstrip("\n"))

    def alive(self) -> bool:
        """Whether the program still works."""
        return self.process is not None and self.process.poll() is None

    def kill(self) -> None:
        """End it at once, and hear what it had said."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()
        self.kills += 1
        self._heard()

    def _heard(self) -> None:
        for reader in self._readers:
            reader.join(20)
        self._readers.clear()

    def finish(self) -> None:
        """Let the same command go on to its end."""
        self.start()
        assert self.process is not None
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait()
        self._heard()
        if self.process.returncode:
            raise SystemExit(f"{self.name} ended with {self.process.returncode}:\n" + "\n".join(self.lines[-20:]))

    def close(self) -> None:
        """Leave nothing behind."""
        if self.alive():
            self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)


class Typed(Scene):
    """A scene whose program is one command with everything on its line."""

    @abstractmethod
    def command(self) -> Sequence[str]:
        """What a user types, the program's name left out."""

    def start(self) -> None:
        """Start the program."""
        self.process = self.spawn([*PROGRAM, *self.command()])


def unsound(path: Path) -> list[str]:
    """What SQLite finds wrong with a file; nothing where there is none yet."""
    if not path.exists() or not path.stat().st_size:
        return []
    with sqlite3.connect(path) as link:
        told = [str(row[0]) for row in link.execute("PRAGMA integrity_check")]
        told += [f"foreign key {row}" for row in link.execute("PRAGMA foreign_key_check")]
    link.close()
    return [f"{path.name}: {line}" for line in told if line != "ok"]


def counted(path: Path, table: str) -> int:
    """Rows of a table as an onlooker sees them, 0 before there is one."""
    if not path.exists():
        return 0
    link = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=30)
    try:
        return int(link.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
    except sqlite3.OperationalError:
        return 0
    finally:
        link.close()


def audited(path: Path) -> list[str]:
    """What a walk along the review log finds wrong."""
    if not counted(path, "review_head"):
        return []
    with Desk.open(path) as desk:
        return list(desk.audit().faults)


def decided(path: Path) -> Counter[str]:
    """How often each claim was decided."""
    link = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=30)
    try:
        return Counter(row[0] for row in link.execute("SELECT item_id FROM review_events WHERE kind = 'decided'"))
    finally:
        link.close()


def compared(home: Path) -> list[str]:
    """Index against library: nothing may be missing, and nothing beyond what an ingest has yet to complete."""
    try:
        with build(Settings(home=home, engine="offline")) as checker:
            report = checker.verify()
    except ClaimcheckError as exc:
        return [str(exc)]
    return [f"index: {report}"] if report.missing or report.extra > report.unembedded else []
