"""Kills claimcheck at random points with SIGKILL, and looks whether anything was lost.

    python eval/benchmarks/kills.py --points 200 [--seed 1] [--scenes ingest check batch session review serve]

The points are shared out among the scenes of `kill_works` and `kill_desks`. In each, the program as a user starts it is killed after a random number of
steps that an onlooker can see, and a random while after the last of them; one time in five at a random moment of its start. Then whatever
the scene promises is checked: the stores open and verify, what an onlooker had seen is still there. The same command goes on until the work is
done, and then the result is held against that of a run which nobody killed. Prints a line a scene; exit code 4 if anything was lost.
"""

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kill_desks import Review, Serve
from kill_scene import Scene
from kill_works import Batch, Check, Ingest, Sitting

from claimcheck.errors import ExitCode

SCENES: dict[str, type[Scene]] = {one.name: one for one in (Ingest, Check, Batch, Sitting, Review, Serve)}
PATIENCE_S = 300.0
"""A program that takes no step for so long hangs."""
START_S = 3.0
"""Kills at the start fall into these seconds."""


@dataclass
class Tally:
    """What came of one scene's kills."""

    name: str
    kills: int = 0
    finished: int = 0
    """Works that went on to their end."""
    steps: int = 0
    """Steps that an onlooker had seen before the kills."""
    faults: list[str] = field(default_factory=list)

    @property
    def line(self) -> str:
        """One line for a person."""
        what = f"{self.kills:4} kills {self.steps:6} steps seen {self.finished:4} works finished"
        return f"{self.name:8} {what} {len(self.faults):4} faults"


def killed(kind: type[Scene], points: int, *, seed: int, folder: Path) -> Tally:
    """Kill a scene's program so many times, each work going on to its end."""
    drawn = random.Random(f"{kind.name} {seed}")
    tally = Tally(kind.name)
    number = 0
    while tally.kills < points:
        number += 1
        scene = kind(folder / f"{kind.name}-{number}", drawn)
        try:
            while tally.kills < points and not scene.weary and once(scene, drawn, tally):
                pass
            finish(scene, tally)
        finally:
            scene.close()
    return tally


def once(scene: Scene, drawn: random.Random, tally: Tally) -> bool:
    """Start the program and kill it; False where it came to its end before."""
    scene.start()
    began = scene.seen()
    if drawn.random() < 0.2:
        lived = waited(scene, drawn.random() * START_S)
    else:
        lived = stepped(scene, began + drawn.randrange(scene.stride), tally)
        lived = lived and waited(scene, drawn.random() * scene.blink_s)
    if not lived:
        return False
    scene.kill()
    tally.kills += 1
    tally.steps += scene.seen() - began
    noted(scene, tally, scene.faults())
    return True


def waited(scene: Scene, seconds: float) -> bool:
    """Let the program work for some seconds; False where it came to its end."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if not scene.alive():
            return False
        time.sleep(min(0.005, seconds))
    return scene.alive()


def stepped(scene: Scene, count: int, tally: Tally) -> bool:
    """Wait until so many steps are seen; False where the program came to its end."""
    until = time.monotonic() + PATIENCE_S
    while scene.seen() < count:
        if not scene.alive():
            return False
        if time.monotonic() > until:
            noted(scene, tally, [f"no step in {PATIENCE_S:.0f} seconds"])
            return True
        time.sleep(0.005)
    return True


def finish(scene: Scene, tally: Tally) -> None:
    """Let the work go on to its end and look at the whole."""
    scene.finish()
    tally.finished += 1
    noted(scene, tally, scene.faults())
    noted(scene, tally, scene.whole())


def noted(scene: Scene, tally: Tally, faults: Sequence[str]) -> None:
    """Keep faults and say them at once."""
    for fault in faults:
        tally.faults.append(fault)
        print(f"  {scene.name}, after kill {tally.kills}: {fault}", flush=True)


def shares(points: int, names: Sequence[str]) -> list[int]:
    """`13, 6 names -> [3, 2, 2, 2, 2, 2]`"""
    return [points // len(names) + (place < points % len(names)) for place in range(len(names))]


def run(points: int, names: Sequence[str], *, seed: int, folder: Path) -> list[Tally]:
    """All scenes, one after the other."""
    tallies = []
    for name, share in zip(names, shares(points, names), strict=True):
        if share:
            tallies.append(killed(SCENES[name], share, seed=seed, folder=folder))
            print(tallies[-1].line, flush=True)
    return tallies


def main(argv: Sequence[str]) -> int:
    """Read the command line, kill, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--points", type=int, default=200, help="kills in all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--scenes", nargs="+", choices=list(SCENES), default=list(SCENES))
    options = parser.parse_args(argv)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="claimcheck-kills-") as folder:
        tallies = run(options.points, options.scenes, seed=options.seed, folder=Path(folder))
    lost = sum(len(tally.faults) for tally in tallies)
    print(f"{sum(tally.kills for tally in tallies)} kills, {lost} faults, {time.monotonic() - began:.0f} s")
    return ExitCode.GATE if lost else ExitCode.DONE


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
