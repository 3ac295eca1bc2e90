"""Scenes of `kills` for work on articles: coverage that comes in, a check, a batch, a session.

`seen` counts steps that somebody outside could see; `faults` is asked after every kill, `whole` once the work has come to its end. The LLM of `check` is
a loopback server whose answers were laid down by hand.
"""

import json
import re
import shutil
import sys
from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from kill_scene import PROGRAM, ROOT, Scene, Typed, audited, compared, counted, unsound

sys.path.insert(0, str(ROOT / "tests"))  # the answer server is shipped with the tests

from answering import AnswerServer, Body

from claimcheck import runs
from claimcheck.checker import build
from claimcheck.errors import ClaimcheckError
from claimcheck.review import Actor, Desk
from claimcheck.session.changes import Judged
from claimcheck.session.journal import Journal
from claimcheck.session.live import Session
from claimcheck.settings import Settings

SAMPLE = ROOT / "claimcheck" / "sample"
SENTENCES = (
    "The dam above Tarn Hollow was emptied in May.",
    '"It leaked," engineer Ada Holm said on Monday.',
    "The water board expects the repair to take until the autumn.",
)


class Ingest(Typed):
    """Coverage that comes in: documents that could be found stay, and the same command completes library and index."""

    name, stride, blink_s = "ingest", 3, 0.5
    count = 320

    def set(self) -> None:
        """A file of short documents."""
        lines = [json.dumps(row, ensure_ascii=False) for row in map(_document, range(self.count))]
        (self.folder / "coverage.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
        self.promised = 0

    def command(self) -> Sequence[str]:
        """See Scene."""
        return ["ingest", "coverage.jsonl", "--quiet"]

    def seen(self) -> int:
        """Batches in the library, and batches with vectors."""
        documents, vectors = (counted(self.home / "library.db", table) for table in ("documents", "vectors"))
        self.promised = max(self.promised, documents)
        return documents // 64 + vectors // 64

    def faults(self) -> list[str]:
        """Nothing seen is gone, and the index lacks nothing that the library calls indexed."""
        held = counted(self.home / "library.db", "documents")
        found = [f"{self.promised} documents were seen, {held} are left"] if held < self.promised else []
        return [*super().faults(), *found, *(compared(self.home) if held else [])]

    def whole(self) -> list[str]:
        """Every document, passage and vector once."""
        rows = [counted(self.home / "library.db", table) for table in ("documents", "passages", "vectors")]
        with build(Settings(home=self.home, engine="offline")) as checker:
            report = checker.verify()
        return [] if rows == [self.count] * 3 and report.sound else [f"ended with {rows} rows and {report}"]


class Check(Typed):
    """A check with an LLM: answers that were paid for are not asked for again, and a report is whole or not there."""

    name, stride, blink_s = "check", 10, 0.2
    articles = 8

    def set(self) -> None:
        """Coverage, articles, and a server that answers by hand."""
        shutil.copytree(_covered(), self.home, ignore=shutil.ignore_patterns("*.lock"))
        (self.folder / "articles.jsonl").write_text(_articles(self.articles), encoding="utf-8")
        self.server = AnswerServer(_by_hand)
        self.server.__enter__()

    def command(self) -> Sequence[str]:
        """See Scene."""
        asked = ["--engine", "llm", "--base-url", self.server.url, "--llm", "by-hand"]
        return ["check", "articles.jsonl", *asked, "--format", "json", "-o", "report.json"]

    def seen(self) -> int:
        """Questions that the server heard."""
        return self.server.calls

    def faults(self) -> list[str]:
        """Stores are sound; a report that is there is whole."""
        found = [*super().faults(), *unsound(self.home / "cache.db"), *compared(self.home)]
        path = self.folder / "report.json"
        if path.exists() and len(json.loads(path.read_text(encoding="utf-8"))) != self.articles:
            found.append("report.json is there and not whole")
        return found

    def whole(self) -> list[str]:
        """Every claim has its verdict, and each kill cost no more questions than were under way."""
        reports = json.loads((self.folder / "report.json").read_text(encoding="utf-8"))
        labels = [finding["verdict"]["label"] for report in reports for finding in report["findings"]]
        asked, needed = self.server.calls, len({json.dumps(body["messages"]) for body in self.server.bodies})
        under_way = 8 * self.kills
        found = [] if labels == ["supported"] * self.articles else [f"the labels are {labels}"]
        return found if asked - needed <= under_way else [*found, f"{asked} questions asked, {needed} needed"]

    def close(self) -> None:
        """See Scene."""
        self.server.__exit__()
        super().close()


class Batch(Typed):
    """A run: a line that was written stays and is not made twice, and the queue gets every claim once."""

    name, stride, blink_s, most_kills = "batch", 8, 0.1, 8
    count = 40

    def set(self) -> None:
        """Coverage and articles."""
        shutil.copytree(_covered(), self.home, ignore=shutil.ignore_patterns("*.lock"))
        (self.folder / "articles.jsonl").write_text(_articles(self.count), encoding="utf-8")
        self.promised: list[str] = []

    def command(self) -> Sequence[str]:
        """See Scene."""
        return [
            "batch", "articles.jsonl", "-o", "run", "--engine", "offline", "--to-queue", "--workers", "2",
            "--limit", "2", "--log-json",
        ]  # fmt: skip

    def seen(self) -> int:
        """Lines of results."""
        path = self.folder / "run" / runs.ITEMS
        self.promised = path.read_bytes().splitlines() if path.exists() else []  # type: ignore[assignment]
        return len(self.promised)

    def faults(self) -> list[str]:
        """Every line is whole but the last, and no article is there twice."""
        keys = [row["key"] for row in runs.rows(self.folder / "run" / runs.ITEMS)]
        twice = [key for key, times in Counter(keys).items() if times > 1]
        found = [f"done twice: {twice}"] if twice else []
        return [*super().faults(), *found, *compared(self.home), *audited(self.home / "library.db")]

    def whole(self) -> list[str]:
        """All articles, and all their claims in the queue."""
        rows = list(runs.rows(self.folder / "run" / runs.ITEMS))
        sent = {
            finding["claim"]["id"]
            for row in rows
            for finding in row["report"]["findings"]
            if finding["verdict"]["label"] in (None, "contested")
        }
        with Desk.open(self.home / "library.db") as desk:
            held = {item.id for item in desk.items(actor=Actor("onlooker"), size=10_000).items}
        told = [title for line in self.lines if line.startswith('{"') and (title := json.loads(line).get("title"))]
        found = [] if len(rows) == self.count else [f"{len(rows)} of {self.count} articles are done"]
        found += [] if sent <= held else [f"{len(sent - held)} claims are missing in the queue"]
        return found + [f"told twice: {title}" for title, times in Counter(told).items() if times > 1]


class Sitting(Scene):
    """A session: a decision that was confirmed is there when the session is resumed."""

    name, stride, blink_s = "session", 50, 0.05

    def set(self) -> None:
        """Coverage and an article of a few claims."""
        shutil.copytree(_covered(), self.home, ignore=shutil.ignore_patterns("*.lock"))
        (self.folder / "article.txt").write_text("Dam emptied\n\n" + " ".join(SENTENCES), encoding="utf-8")
        self.notes = 0

    def start(self) -> None:
        """Open the article, or resume; then decide, and decide again."""
        held = sorted((self.home / "sessions").glob("*.jsonl"))
        known = any('"kind":"saw"' in path.read_text(encoding="utf-8") for path in held)
        where = ["--resume"] if held else ["article.txt"]
        command = [*PROGRAM, "session", "--plain", "--engine", "offline", "--reviewer", "ada", *where]
        self.process = self.spawn(command, say=("" if known else "check\n") + self._typed())

    def _typed(self) -> str:
        lines = []
        for _ in range(120):
            self.notes += 1
            lines.append(f"decide {self.notes % 3 + 1} contested note=k{self.notes}k")
            lines += ["undo", "redo"] if self.drawn.random() < 0.1 else []
            lines += [f"queue {self.notes % 3 + 1}"] if self.drawn.random() < 0.05 else []
        return "\n".join([*lines, "article", ""])

    def seen(self) -> int:
        """Decisions that were confirmed."""
        return sum("contested by ada" in line for line in self.lines)

    def faults(self) -> list[str]:
        """The session opens, holds as many decisions as were confirmed, and gives the same state again."""
        found = [*super().faults(), *audited(self.home / "library.db")]
        for path in (self.home / "sessions").glob("*.jsonl"):
            try:
                with Journal(path) as journal:
                    kept = sum(isinstance(entry.change, Judged) for entry in journal.entries)
                    _ = Session(journal).state
            except ClaimcheckError as exc:
                return [*found, str(exc)]
            if kept < self.seen():
                found.append(f"{self.seen()} decisions were confirmed, {kept} are kept")
        return found

    def whole(self) -> list[str]:
        """One session, no line of it told as an error."""
        count = len(list((self.home / "sessions").glob("*.jsonl")))
        found = [] if count == 1 else [f"there are {count} sessions"]
        return found + [line for line in self.lines if "cannot" in line]


def _document(number: int) -> dict[str, Any]:
    place, day = f"Lock {number} at Pinder Reach", number % 28 + 1
    text = f"{place} was shut for {number + 2} hours. Keeper {number * 7 % 97} of the canal trust gave the reason as weed number {number}."
    return {"title": f"{place} shut", "text": text, "publisher": f"Paper {number}", "published": f"2024-02-{day:02}"}


def _articles(count: int) -> str:
    rows = [
        {"id": f"a{n}", "title": f"Dam {n}", "text": f"Dam {n} lies by the sea. {' '.join(SENTENCES)}"}
        for n in range(count)
    ]
    return "".join(json.dumps(row) + "\n" for row in rows)


@cache
def _covered() -> Path:
    """A home with the sample's coverage, made once and copied."""
    import atexit

    home = Path(mkdtemp(prefix="claimcheck-kills-home-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    with build(Settings(home=home, engine="offline")) as checker:
        checker.ingest([str(SAMPLE / "coverage.jsonl")])
    return home


def _by_hand(body: Body) -> str:
    """The first sentence is the claim, and the first passage bears it out."""
    user = body["messages"][1]["content"]
    if found := re.search(r"sentences (\d+) to (\d+)", body["messages"][0]["content"] + user):
        entries: list[dict[str, Any]] = [
            {"n": n, "claims": [], "none": "no-claim"} for n in range(int(found[1]), int(found[2]) + 1)
        ]
        words = re.search(r"Dam \d+ lies by the sea", user)
        assert words is not None
        claim = {"text": f"{words[0]}.", "quote": words[0], "attribution": [], "when": None, "said_when": None, "checkable": True, "kind": "event"}  # fmt: skip
        entries[0] |= {"claims": [claim], "none": None}
        return json.dumps({"sentences": entries})
    first = re.findall(r"(?:^|>>> )\[(\d+)\] (.*)$", user.split("Passages:")[1], re.MULTILINE)[0]
    entry = {"passage": int(first[0]), "stance": "supports", "said": None, "voice": "outlet", "voice_name": None, "snippet": first[1].partition(") ")[2][:60], "why": "It says so."}  # fmt: skip
    return json.dumps({"claims": [{"claim": 1, "passages": [entry]}]})
