"""Ingest, review and batch at the same time, on PostgreSQL and a Chroma server.

    python eval/benchmarks/together.py [--articles 20] [--documents 200] [--claims 300]

Starts both servers for the occasion (PostgreSQL's programs and `chroma` must be installed; skipped with a line where they are not). Then three programs
work at once: coverage comes in, two reviewers decide, a batch checks articles and sends claims to the same queue. Afterwards the index
must agree with the library, the review log add up, every confirmed decision be in it once and every article be done once. Exit code 4 if not.
"""

import argparse
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from kill_scene import PROGRAM, ROOT
from kill_works import _articles, _document

sys.path.insert(0, str(ROOT / "tests"))  # the temporary PostgreSQL is shipped with the tests

import clusters
import httpx
import pytest
from desks import claims

from claimcheck import runs
from claimcheck.checker import build
from claimcheck.errors import ExitCode
from claimcheck.review import Desk
from claimcheck.settings import Settings


@contextmanager
def chroma(folder: Path) -> Iterator[str]:
    """A Chroma server of its own."""
    program = shutil.which("chroma") or shutil.which(str(Path(sys.executable).parent / "chroma"))
    if program is None:
        pytest.skip("the program chroma is not installed")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [program, "run", "--path", str(folder), "--host", "127.0.0.1", "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        url = f"http://127.0.0.1:{port}"
        for _ in range(600):
            try:
                httpx.get(f"{url}/api/v2/heartbeat").raise_for_status()
                break
            except httpx.HTTPError:
                time.sleep(0.2)
        yield url
    finally:
        server.kill()
        server.wait()


def lost(settings: Settings, folder: Path, said: Sequence[str], *, articles: int, documents: int) -> list[str]:
    """What does not add up afterwards."""
    with build(settings) as checker:
        found = [] if (report := checker.verify()).sound else [f"index: {report}"]
        if (held := checker.library.count()) != documents:
            found.append(f"{held} of {documents} documents")
    done = [row["report"]["article"]["id"] for row in runs.rows(folder / "run" / runs.ITEMS)]
    found += [] if sorted(done) == sorted(f"a{n}" for n in range(articles)) else [f"{len(done)} articles are done"]
    with Desk.of(settings) as desk:
        found += desk.audit().faults
        decided = Counter(event.item_id for event in desk.log(size=10_000_000) if event.kind == "decided")
    confirmed = [line.split()[1] for line in said if line.startswith("decided")]
    found += [f"{one}: a confirmed decision is lost" for one in confirmed if not decided[one]]
    return found + [f"{one}: decided {times} times" for one, times in decided.items() if times > 1]


def run(given: argparse.Namespace, folder: Path, database: str, index: str) -> int:
    """All three at once; the exit code."""
    settings = Settings.model_validate({"home": folder / "home", "engine": "offline", "library": {"url": database, "chroma_url": index}})  # fmt: skip
    (folder / "coverage.jsonl").write_text("".join(json.dumps(_document(n)) + "\n" for n in range(given.documents)))
    (folder / "articles.jsonl").write_text(_articles(given.articles))
    with Desk.of(settings) as desk:
        desk.enqueue(claims(given.claims))
    variables = {"CLAIMCHECK_HOME": str(folder / "home"), "CLAIMCHECK_LIBRARY__URL": database, "CLAIMCHECK_LIBRARY__CHROMA_URL": index, "PYTHONPATH": str(ROOT)}  # fmt: skip
    worker = [sys.executable, str(Path(__file__).with_name("kill_desks.py")), database]
    commands = {
        "ingest": [*PROGRAM, "ingest", "coverage.jsonl", "--quiet"],
        "batch": [*PROGRAM, "batch", "articles.jsonl", "-o", "run", "--engine", "offline", "--workers", "1", "--limit", "2", "--to-queue", "--quiet"],
        "ada": [*worker, "ada"],
        "ben": [*worker, "ben"],
    }  # fmt: skip
    began = time.monotonic()
    works = {
        name: subprocess.Popen(command, cwd=folder, env=os.environ | variables, stdout=subprocess.PIPE, text=True)
        for name, command in commands.items()
    }
    told = {name: work.communicate()[0].splitlines() for name, work in works.items()}
    codes = {name: work.returncode for name, work in works.items()}
    said = told["ada"] + told["ben"]
    faults = lost(settings, folder, said, articles=given.articles, documents=given.documents)
    faults += [f"{name} ended with {code}" for name, code in codes.items() if code]
    decisions = sum(line.startswith("decided") for line in said)
    print(f"{given.documents} documents, {given.articles} articles, {decisions} decisions in {time.monotonic() - began:.0f} s, {len(faults)} faults", *faults, sep="\n  ")  # fmt: skip
    return ExitCode.GATE if faults else ExitCode.DONE


def main() -> int:
    """Read the command line, start the servers, work."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=20)
    parser.add_argument("--documents", type=int, default=200)
    parser.add_argument("--claims", type=int, default=300)
    given = parser.parse_args()
    try:
        with (
            tempfile.TemporaryDirectory(prefix="claimcheck-together-") as name,
            clusters.cluster() as url,
            chroma(Path(name) / "chroma") as index,
        ):
            return run(given, Path(name), clusters.fresh(url), index)
    except pytest.skip.Exception as exc:
        print(f"skipped: {exc}")
        return ExitCode.DONE


if __name__ == "__main__":
    sys.exit(main())
