"""Times `claimcheck session` from its start to its first screen, in a terminal of its own.

    python eval/benchmarks/session.py
    python eval/benchmarks/session.py --wait 3600 --size 200x60 article.txt

A pseudo-terminal of the given size runs the installed command; the first screen is there when its words have come, all of them drawn.
A busy machine makes every program slow, so each run is measured between two loops that only count: their processor time over wall time is
the share of a processor that the machine had to give. Prints each run's wall time, processor time and share, and of all runs the best wall
time; `--wait` tries for so many seconds to meet a moment that gives a whole processor. Beside it stands the floor: an empty Textual
application, and Python alone. Exits with 4 where no run that had a whole processor was within `--target`, or none had one.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import pty
import select
import signal
import struct
import sys
import tempfile
import termios
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

WHOLE = 0.9
"""Share of a processor from which a moment counts as idle."""
PATIENCE_S = 60.0
BETWEEN_S = 5.0
"""Between two looks for an idle moment."""
PLAIN_APP = """
from textual.app import App
from textual.widgets import Static
class Empty(App):
    def compose(self):
        yield Static("the empty screen")
Empty().run()
"""
BARE = "print('the bare line')"


@dataclass(frozen=True)
class Run:
    """One start."""

    wall_s: float
    """From exec to the first screen."""
    busy_s: float
    """Processor time until then, of all the program's threads."""
    share: float
    """Of a processor, that the machine had to give just before and after; the lesser of both."""


def started(command: Sequence[str], words: bytes, size: tuple[int, int], home: str) -> Run:
    """Start a command in a terminal, wait for its words, and kill it."""
    before = share()
    began = time.perf_counter()
    child, terminal = pty.fork()
    if child == 0:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("OPENAI_", "CLAIMCHECK_"))}
        os.execvpe(command[0], command, kept | {"CLAIMCHECK_HOME": home, "TERM": "xterm-256color"})
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
    try:
        until(terminal, words, began + PATIENCE_S)
        wall = time.perf_counter() - began
        busy = processor_time(child)
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(terminal)
    return Run(wall, busy, min(before, share()))


def until(terminal: int, words: bytes, end: float) -> None:
    """Read what a program draws until the words are there; raises SystemExit where they do not come."""
    drawn = b""
    while words not in drawn:
        if time.perf_counter() > end:
            raise SystemExit(f"the words {words!r} did not come within {PATIENCE_S:g} s; drawn: {drawn[-500:]!r}")
        ready, _, _ = select.select([terminal], [], [], 0.05)
        drawn += os.read(terminal, 65536) if ready else b""


def processor_time(child: int) -> float:
    """Seconds of processor time that a running process has had, itself and in the kernel."""
    fields = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def share() -> float:
    """The share of a processor that a loop gets now."""
    wall, busy = time.perf_counter(), time.process_time()
    while time.process_time() - busy < 0.1:
        pass
    return (time.process_time() - busy) / (time.perf_counter() - wall)


def told(name: str, runs: Sequence[Run]) -> None:
    """Every run on a line, and the best."""
    for run in runs:
        print(f"  {name}: {run.wall_s:.2f} s, processor {run.busy_s:.2f} s, share of a processor {run.share:.2f}")
    best = min(runs, key=lambda run: run.wall_s)
    print(f"{name}: best {best.wall_s:.2f} s (processor {best.busy_s:.2f} s), {len(runs)} runs")


def idle_by(end: float) -> None:
    """Wait for a moment that gives a whole processor, until `end` on the monotonic clock at most."""
    while share() < WHOLE and time.monotonic() < end:
        time.sleep(BETWEEN_S)


def measured(command: Sequence[str], words: bytes, size: tuple[int, int], *, runs: int, end: float) -> list[Run]:
    """So many runs, and more of them until one had a whole processor or the time is over."""
    with tempfile.TemporaryDirectory() as home:
        made: list[Run] = []
        while len(made) < runs or not any(run.share >= WHOLE for run in made):
            if len(made) >= runs:
                if time.monotonic() > end:
                    break
                idle_by(end)
            made.append(started(command, words, size, home))
    return made


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("article", nargs="?", help="open this article; without one, the first screen is the empty one")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--wait", type=float, default=0, metavar="SECONDS", help="try so long to meet an idle moment")
    parser.add_argument("--size", default="80x24")
    parser.add_argument("--target", type=float, default=1.0, metavar="SECONDS")
    args = parser.parse_args(argv)
    columns, rows = (int(part) for part in args.size.split("x"))
    session = [str(Path(sys.executable).parent / "claimcheck"), "session", *([args.article] if args.article else [])]
    words = b"Reading the article" if args.article else b"opens an article"
    end = time.monotonic() + args.wait
    idle_by(end)
    told(
        "bare python", measured([sys.executable, "-c", BARE], b"the bare line", (columns, rows), runs=args.runs, end=0)
    )
    empty = [sys.executable, "-c", PLAIN_APP]
    told("empty textual app", measured(empty, b"the empty screen", (columns, rows), runs=args.runs, end=0))
    runs = measured(session, words, (columns, rows), runs=args.runs, end=end)
    told("claimcheck session", runs)
    whole = [run.wall_s for run in runs if run.share >= WHOLE]
    if not whole:
        print("the machine never gave a whole processor: no wall time counts; processor time stands")
        return 4
    print(f"with a whole processor: best {min(whole):.2f} s of {len(whole)}, target {args.target:g} s")
    return 0 if min(whole) <= args.target else 4


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
