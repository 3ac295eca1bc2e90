"""Feeds the targets of `tests/fuzzing.py` for as long as one likes, with random inputs or by what they reach.

    python eval/benchmarks/fuzz.py [--minutes 10] [--targets dates quotes ...] [--seed 1]
    python eval/benchmarks/fuzz.py --engine atheris [--minutes 10] [--targets ...] [--corpus FOLDER]

The first strings random pieces and the targets' words together, the minutes shared out among the targets; it goes on after a finding and counts kinds of them.
The second is libFuzzer, which changes inputs so that they reach new branches of `claimcheck`; it needs atheris (`pip install atheris`, which is no
dependency of this project), takes a process a target and stops a target at its first finding. Findings are printed with the input that shows them;
exit code 4 if there are any.
"""

import argparse
import random
import re
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests"))
sys.path.insert(0, str(ROOT))

from claimcheck.errors import ExitCode  # noqa: E402

NAMES = ("readers", "pages", "dates", "quotes", "replies", "golds", "publics", "claimreviews")
LONGEST = 30_000


def made(drawn: random.Random, words: Sequence[str]) -> bytes:
    """An input: words and random pieces strung together, at times changed here and there."""
    pieces = [_piece(drawn, words) for _ in range(drawn.randrange(1, drawn.choice((4, 12, 40))))]
    raw = bytearray(b"".join(pieces)[:LONGEST])
    for _ in range(drawn.randrange(4) if raw and drawn.random() < 0.5 else 0):
        place = drawn.randrange(len(raw))
        raw[place : place + drawn.randrange(3)] = bytes([drawn.randrange(256)])
        if not raw:
            break
    return bytes(raw)


def _piece(drawn: random.Random, words: Sequence[str]) -> bytes:
    kind = drawn.random()
    if kind < 0.6:
        return drawn.choice(words).encode("utf-8", "surrogatepass")
    if kind < 0.8:
        return "".join(chr(drawn.choice((drawn.randrange(32, 127), drawn.randrange(1, 0xD7FF)))) for _ in range(drawn.randrange(20))).encode()  # fmt: skip
    return drawn.randbytes(drawn.randrange(12))


def feed(name: str, *, seconds: float, seed: int) -> Iterator[tuple[str, bytes]]:
    """Findings of a target: what went wrong, and with which input; the first of each kind. Prints how many inputs there were."""
    from fuzzing import TARGETS, WORDS, bounded

    drawn, until, count = random.Random(f"{name} {seed}"), time.monotonic() + seconds, 0
    kinds: set[str] = set()
    slowest = 0.0
    while time.monotonic() < until:
        raw = made(drawn, WORDS[name])
        count += 1
        began = time.process_time()
        try:
            with bounded():
                TARGETS[name](raw)
        except Exception as exc:  # noqa: BLE001  whatever it is, it is a finding
            where = traceback.extract_tb(exc.__traceback__)[-1]
            if (
                kind := f"{type(exc).__name__} at {Path(where.filename).name}:{where.lineno}: {exc}"[:200]
            ) not in kinds:
                kinds.add(kind)
                yield kind, raw
        slowest = max(slowest, time.process_time() - began)
    print(
        f"{name:12} {count:8,} inputs, slowest {slowest:.2f} processor seconds, {len(kinds)} kinds of findings",
        flush=True,
    )


def random_inputs(names: Sequence[str], *, minutes: float, seed: int) -> int:
    """All targets, one after the other; the number of findings."""
    findings = 0
    for name in names:
        for kind, raw in feed(name, seconds=minutes * 60 / len(names), seed=seed):
            findings += 1
            print(f"  {name}: {kind}\n    {raw[:300]!r}", flush=True)
    return findings


def guided(names: Sequence[str], *, minutes: float, corpus: Path) -> int:
    """libFuzzer for all targets, one after the other; the number of findings."""
    findings = 0
    for name in names:
        folder = corpus / name
        folder.mkdir(parents=True, exist_ok=True)
        _sown(name, folder)
        seconds = int(minutes * 60 / len(names))
        command = [
            sys.executable, __file__, "--one", name, f"-max_total_time={seconds}", f"-max_len={LONGEST}", "-timeout=60", "-rss_limit_mb=4096", "-print_final_stats=1",
            f"-artifact_prefix={corpus}/{name}-", str(folder),
        ]  # fmt: skip
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
        count = re.search(r"number_of_executed_units:\s*(\d+)", done.stderr)
        reached = re.findall(r"ft: (\d+)", done.stderr)
        print(f"{name:12} {int(count[1]) if count else 0:8,} inputs, {reached[-1] if reached else 0} features reached, exit code {done.returncode}", flush=True)  # fmt: skip
        if done.returncode:
            findings += 1
            print(done.stderr[-3000:], flush=True)
    return findings


def _sown(name: str, folder: Path) -> None:
    """Begin with the target's words and a few strings of them."""
    from fuzzing import WORDS

    drawn = random.Random(name)
    for number, word in enumerate(WORDS[name]):
        (folder / f"word-{number}").write_bytes(word.encode("utf-8", "surrogatepass"))
    for number in range(40):
        (folder / f"made-{number}").write_bytes(made(drawn, WORDS[name])[:2000])


def one(name: str, arguments: Sequence[str]) -> None:
    """This process becomes libFuzzer for one target."""
    import atheris

    with atheris.instrument_imports(include=["claimcheck"]):
        from fuzzing import TARGETS
    atheris.Setup([sys.argv[0], *arguments], TARGETS[name])
    atheris.Fuzz()


def main(argv: Sequence[str]) -> int:
    """Read the command line, feed, print."""
    if argv[:1] == ["--one"]:
        one(argv[1], argv[2:])
        return ExitCode.DONE
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--engine", choices=["random", "atheris"], default="random")
    parser.add_argument("--minutes", type=float, default=10, help="for all targets together")
    parser.add_argument("--targets", nargs="+", choices=NAMES, default=NAMES)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--corpus", type=Path, help="where libFuzzer keeps inputs that reach something new")
    given = parser.parse_args(argv)
    if given.engine == "random":
        found = random_inputs(given.targets, minutes=given.minutes, seed=given.seed)
        return ExitCode.GATE if found else ExitCode.DONE
    try:
        import atheris  # noqa: F401
    except ModuleNotFoundError:
        print("skipped: atheris is not installed; `pip install atheris` brings it, or leave --engine out")
        return ExitCode.DONE
    with tempfile.TemporaryDirectory(prefix="claimcheck-fuzz-") as folder:
        found = guided(given.targets, minutes=given.minutes, corpus=given.corpus or Path(folder))
    return ExitCode.GATE if found else ExitCode.DONE


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
