"""Fifty reviewers at the desk's page, as browsers without JavaScript, for ten minutes: what they wait for, and whether anything is lost.

    python eval/benchmarks/desk.py [--reviewers 50] [--minutes 10] [--think 5] [--database postgresql://...]

The desk is `claimcheck serve` in a process of its own, over a queue of made-up claims. Each reviewer signs in, takes a claim, reads its page for a while
(exponential, `--think` seconds on average; at 5 that is twelve times as quick as the 60 claims an hour that the desk is made for), decides, and is led
to the next one. One in fifty hands a claim back, one in fifty walks away from it, so that its lease runs out while others work.
Then the log is walked: every decision that was answered with success is in it, once, and no claim was held by two people at a time.
Prints seconds by page as median, p95, p99; exit code 4 where something was lost.
"""

import argparse
import asyncio
import datetime as dt
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

import httpx

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests"))  # the desk's fictional claims are shipped with the tests

from desks import article, claims  # noqa: E402

from claimcheck.errors import ExitCode  # noqa: E402
from claimcheck.review import Desk  # noqa: E402
from claimcheck.review.people import People  # noqa: E402

PROGRAM = (sys.executable, "-c", "from claimcheck.terminal.main import main; main()")
PASSWORD = "nine quiet herons"
LABELS = ("supported", "contested", "opinion", "unverified")
LEASE_MINUTES = 0.5


class Reviewer:
    """One person's browser."""

    def __init__(self, name: str, url: str, seconds: dict[str, list[float]], *, think_s: float) -> None:
        self.name, self.seconds, self.think_s = name, seconds, think_s
        self.drawn = random.Random(name)
        self.client = httpx.AsyncClient(base_url=url, timeout=120, headers={"Accept": "text/html"})
        self.done: list[str] = []
        """Claims whose decision was answered with success."""
        self.again = 0
        """Requests that met a connection which had just been closed."""
        self.refused: Counter[int] = Counter()
        """Other answers, by status."""

    async def work(self, until: float) -> None:
        """Sign in, then decide until the time is over."""
        async with self.client:
            await asyncio.sleep(self.drawn.random() * self.think_s)
            page = await self._timed("sign-in page", "GET", "/login")
            form = {"csrf": hidden(page.text, "csrf"), "name": self.name, "password": PASSWORD, "next": "/queue"}
            await self._timed("sign in", "POST", "/login", form)
            where = None
            while time.monotonic() < until:
                where = where or await self._next()
                where = await self._decided(where) if where else None

    async def _next(self) -> str | None:
        page = await self._timed("queue", "GET", "/queue")
        answer = await self._timed("next", "POST", "/next", {"csrf": hidden(page.text, "csrf")})
        return claim_of(answer)

    async def _decided(self, item: str) -> str | None:
        """Read the claim, decide; gives the next one."""
        page = await self._timed("review screen", "GET", f"/claims/{item}")
        if 'name="token"' not in page.text:
            self.refused[page.status_code] += 1
            return None
        form = {name: hidden(page.text, name) for name in ("csrf", "token")}
        await asyncio.sleep(self.drawn.expovariate(1 / self.think_s))
        mood = self.drawn.random()
        if mood < 0.02:
            return None
        if mood < 0.04:
            await self._timed("hand back", "POST", f"/claims/{item}/hand-back", form)
            return None
        more = {"label": self.drawn.choice(LABELS), "note": f"seen by {self.name}", "then": "next"}
        answer = await self._timed("decide", "POST", f"/claims/{item}/decide", form | more)
        if answer.status_code == 303:
            self.done.append(item)
            return claim_of(answer)
        self.refused[answer.status_code] += 1
        return None

    async def _timed(self, what: str, method: str, path: str, form: dict[str, str] | None = None) -> httpx.Response:
        began = time.perf_counter()
        try:
            answer = await self.client.request(method, path, data=form)
        except httpx.RemoteProtocolError:
            # An idle connection was closed while the request was on its way; a browser sends it again, and so does this one.
            self.again += 1
            answer = await self.client.request(method, path, data=form)
        self.seconds[what].append(time.perf_counter() - began)
        if answer.status_code >= 500:
            self.refused[answer.status_code] += 1
        return answer


def hidden(html: str, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    return found[1] if found else ""


def claim_of(answer: httpx.Response) -> str | None:
    """The claim that an answer leads to."""
    found = re.match(r"/claims/([^/?]+)", answer.headers.get("location", ""))
    return found[1] if found else None


def prepared(where: str, *, reviewers: int, number: int) -> None:
    """Claims and accounts."""
    with Desk.open(where) as desk:
        for start in range(0, number, 500):
            about = article(f"a-{start}")
            report = claims(500, of=about)
            moved = [
                finding.model_copy(
                    update={
                        "claim": finding.claim.model_copy(update={"id": f"c-{start}-{place}", "text": f"Dam {start + place} leaks."}),
                        "verdict": finding.verdict and finding.verdict.model_copy(update={"claim_id": f"c-{start}-{place}"}),
                    }
                )
                for place, finding in enumerate(report.findings)
            ]  # fmt: skip
            desk.enqueue(report.model_copy(update={"findings": tuple(moved)}))
        people = People(desk.books.database)
        for place in range(reviewers):
            people.add(f"reviewer{place}", role="reviewer", password=PASSWORD)


def served(home: Path, where: str) -> tuple["subprocess.Popen[str]", str]:
    """The desk's process and its address."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("OPENAI_", "CLAIMCHECK_"))}
    own = (
        {"CLAIMCHECK_HOME": str(home), "CLAIMCHECK_LIBRARY__URL": where}
        if "://" in where
        else {"CLAIMCHECK_HOME": str(home)}
    )
    process = subprocess.Popen(
        [*PROGRAM, "serve", "--port", "0", "--set", f"review.lease_minutes={LEASE_MINUTES}"],
        env=kept | own | {"PYTHONPATH": str(ROOT)}, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stderr is not None
    for line in process.stderr:
        if found := re.search(r"http://localhost:(\d+)/", line):
            return process, f"http://127.0.0.1:{found[1]}"
    raise SystemExit("the desk did not start")


def lost(where: str, done: Counter[str]) -> list[str]:
    """What the log says against what the reviewers were told, and leases that overlap."""
    with Desk.open(where) as desk:
        found = list(desk.audit().faults)
        events = [event for event in reversed(desk.log(size=10_000_000)) if event.item_id]
    decided = Counter(event.item_id for event in events if event.kind == "decided")
    found += [f"{item}: a decision is lost" for item in done if not decided[item]]
    found += [f"{item}: decided {times} times" for item, times in (decided | done).items() if times > 1]
    ends: dict[str, dt.datetime] = {}
    for event in events:
        item = str(event.item_id)
        if event.kind == "leased":
            if item in ends and event.at < ends[item]:
                found.append(f"{item}: leased to {event.actor} while it was held until {ends[item]}")
            ends[item] = dt.datetime.fromisoformat(str(event.payload["expires"]))
        elif event.kind in ("decided", "handed-back"):
            ends.pop(item, None)
    return found


async def crowd(reviewers: Sequence[Reviewer], *, minutes: float) -> None:
    """All of them at once."""
    until = time.monotonic() + minutes * 60
    await asyncio.gather(*(one.work(until) for one in reviewers))


def run(where: str, home: Path, *, reviewers: int, minutes: float, think_s: float) -> int:
    """The whole; the exit code."""
    prepared(where, reviewers=reviewers, number=500 + int(1.4 * reviewers * minutes * 60 / think_s) // 500 * 500)
    process, url = served(home, where)
    seconds: dict[str, list[float]] = defaultdict(list)
    people = [Reviewer(f"reviewer{place}", url, seconds, think_s=think_s) for place in range(reviewers)]
    began = time.monotonic()
    try:
        asyncio.run(crowd(people, minutes=minutes))
        worked = time.monotonic() - began
    finally:
        process.terminate()
        process.communicate()
    done = Counter(item for one in people for item in one.done)
    refused = sum((one.refused for one in people), Counter[int]())
    for what, times in sorted(seconds.items()):
        print(
            f"{what:14} {len(times):6}  median {at(times, 0.5):6.3f} s  p95 {at(times, 0.95):6.3f} s  p99 {at(times, 0.99):6.3f} s"
        )
    faults = lost(where, done)
    print(
        f"{done.total()} decisions by {reviewers} reviewers in {worked:.0f} s; other answers by status: {json.dumps(refused)}"
    )
    print(f"{len(faults)} decisions lost, made twice or claims held by two", *faults[:10], sep="\n  ")
    return ExitCode.GATE if faults or any(status >= 500 for status in refused) else ExitCode.DONE


def at(times: Sequence[float], share: float) -> float:
    """A quantile."""
    return sorted(times)[min(len(times) - 1, int(share * len(times)))]


def main() -> int:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reviewers", type=int, default=50)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--think", type=float, default=5, help="seconds that a page is read, on average")
    parser.add_argument("--database", help="address of an empty PostgreSQL database; SQLite in a folder if not given")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="claimcheck-desk-") as folder:
        home = Path(folder)
        where = given.database or str(home / "library.db")
        return run(where, home, reviewers=given.reviewers, minutes=given.minutes, think_s=given.think)


if __name__ == "__main__":
    sys.exit(main())
