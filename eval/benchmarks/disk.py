"""Lets the disk fail under claimcheck at random writes: full, read-only, or broken; looks at what is said, and whether anything was lost.

    python eval/benchmarks/disk.py --points 60 [--seed 1] [--scenes ingest check batch session]

The scenes are those of `kills`. `tests/full_disk.c`, compiled here, is loaded into the program: it lets a random number of writes and syncs in the
scene's folder through and fails all that follow. The program has to end by itself, and where it fails to say so in one line without a traceback; the
stores must be sound. Then the same command goes on without faults to the end, and the result is held against that of an undisturbed run.
Exit code 4 if anything was lost, or said badly. Skipped with a line where there is no C compiler.
"""

import argparse
import errno
import math
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from kill_scene import ROOT, Scene
from kill_works import Batch, Check, Ingest, Sitting

from claimcheck.errors import ExitCode

SCENES: dict[str, type[Scene]] = {one.name: one for one in (Ingest, Check, Batch, Sitting)}
ERRORS = (errno.ENOSPC, errno.EIO, errno.EROFS)
MOST_WRITES = 3000
PATIENCE_S = 600.0


def shim(folder: Path) -> Path | None:
    """The library that fails; None where it cannot be compiled."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None or sys.platform != "linux":
        return None
    made = folder / "full_disk.so"
    command = [compiler, "-O1", "-shared", "-fPIC", "-o", str(made), str(ROOT / "tests" / "full_disk.c"), "-ldl"]
    return made if subprocess.run(command, check=False).returncode == 0 else None


def failed_once(kind: type[Scene], drawn: random.Random, folder: Path, library: Path) -> tuple[list[str], str]:
    """One work with a disk that fails and then is mended: what was wrong, and what the program said."""
    after = int(math.exp(drawn.uniform(0, math.log(MOST_WRITES))))
    number = drawn.choice(ERRORS)
    scene = kind(folder, drawn)
    try:
        scene.more = {"LD_PRELOAD": str(library), "DISK_FOLDER": str(scene.folder), "DISK_AFTER": str(after), "DISK_ERROR": str(number)}  # fmt: skip
        code, said = ended(scene)
        scene.more = {}
        found = spoken(code, said) + scene.faults()
        scene.finish()
        found += scene.faults() + scene.whole()
    finally:
        scene.close()
    words = said[-1] if code and said else ""
    return [f"{errno.errorcode[number]} after {after} writes: {one}" for one in found], words.replace(str(folder), "")


def ended(scene: Scene) -> tuple[int, list[str]]:
    """The exit code and the lines of a program that is left alone."""
    scene.start()
    process = scene.process
    assert process is not None
    assert process.stdin is not None
    process.stdin.close()
    code = process.wait(PATIENCE_S)
    scene._heard()
    lines, scene.lines = scene.lines, [line for line in scene.lines if "contested by ada" in line]
    return code, lines


def spoken(code: int, said: Sequence[str]) -> list[str]:
    """What is wrong with how it ended."""
    found = [f"a traceback: {said[-1]}"] if any("Traceback" in line for line in said) else []
    if code < 0:
        found.append(f"ended by signal {-code}")
    elif code and not said[-1:]:
        found.append(f"exit code {code} without a word")
    return found


def main(argv: Sequence[str]) -> int:
    """Read the command line, fail, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--points", type=int, default=60, help="disks that fail, shared out among the scenes")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--scenes", nargs="+", choices=list(SCENES), default=list(SCENES))
    given = parser.parse_args(argv)
    lost = 0
    with tempfile.TemporaryDirectory(prefix="claimcheck-disk-") as name:
        library = shim(Path(name))
        if library is None:
            print("skipped: no C compiler, or no Linux, to make a disk that fails")
            return ExitCode.DONE
        for scene in given.scenes:
            drawn, words, faults = random.Random(f"{scene} {given.seed}"), Counter[str](), 0
            points = given.points // len(given.scenes)
            for number in range(points):
                found, said = failed_once(SCENES[scene], drawn, Path(name) / f"{scene}-{number}", library)
                words[said] += 1
                faults += len(found)
                print(*(f"  {scene}: {one}" for one in found), sep="\n", end="\n" if found else "", flush=True)
            lost += faults
            print(f"{scene:8} {points} disks, {points - words['']} times told, {faults} faults", flush=True)
            for said, times in words.most_common() if os.environ.get("VERBOSE") else ():
                print(f"    {times} x {said}")
    return ExitCode.GATE if lost else ExitCode.DONE


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
