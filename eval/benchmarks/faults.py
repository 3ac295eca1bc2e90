"""Checks one article again and again over a server that fails in every way at once, and looks for labels that the faults changed.

    python eval/benchmarks/faults.py --seeds 200 [--first 1] [--at-once 8]

For each seed a mix is drawn: how many of all calls fail (up to half), and how these are shared out among too many requests, server errors,
time-outs, dropped connections, answers that break off, answers cut at the length limit, words without sense, valid JSON of another form, empty
answers and refusals. The article is checked through pipeline, engine, chat room and HTTP; its labels are held against those of a run without faults.
A claim may fail with an error that says so; a label may never differ. The answers are laid down by hand. Exit code 4 if a label differs, a claim
vanishes or a check ends in anything but a report or a named error.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

from llm_cost import EVENTS, Case, Stub, case_of, rows

sys.path.insert(0, str(Path(__file__).parents[2] / "tests"))  # the answer server is shipped with the tests

from answering import AnswerServer, Body, Drops, Fails, Reply, Said, Say

from claimcheck.chat import Chat
from claimcheck.claims import Article, Claim, Span, content_id
from claimcheck.engines.llm import LLMEngine
from claimcheck.errors import ClaimcheckError, ExitCode
from claimcheck.evidence import Hit, Imprint, Passage, Policy, Retrieved
from claimcheck.patience import Patience
from claimcheck.pipeline import Run, Stages
from claimcheck.reports import Report
from claimcheck.settings import Settings
from claimcheck.transports import LangChainTransport
from claimcheck.usage import Meter

KINDS = ("429", "500", "timeout", "drop", "broken-off", "cut", "junk", "other-json", "empty", "refusal")
TIMEOUT_S = 2.0
QUICK = Patience(attempts=5, first_s=0.01, longest_s=0.05)
_PASSAGE = re.compile(r"(?:^|>>> )\[(\d+)\] \(.*?\) (.*?)(?: <<<end \w+>>>)?$", re.MULTILINE)
_CLAIM = re.compile(r"(?:^|>>> )\[(\d+)\] \(says: .*?\) (.*?)(?: <<<end \w+>>>)?$", re.MULTILINE)


class Steady(Stub):
    """Says the same of a claim and a passage whatever else stands in the call, so that labels do not hang on how calls are cut."""

    def _weighed(self, user: str) -> str:
        claims, passages = user.split("Passages:")
        return json.dumps(
            {
                "claims": [
                    {
                        "claim": int(n),
                        "passages": [pair for m, held in _PASSAGE.findall(passages) if (pair := _pair(words, m, held))],
                    }
                    for n, words in _CLAIM.findall(claims)
                ]
            }
        )


def _pair(claim: str, number: str, passage: str) -> dict[str, Any] | None:
    drawn = hashlib.sha256(f"{claim[:40]}|{passage[:40]}".encode()).digest()[0]
    if drawn > 60:
        return None
    stance = "refutes" if drawn < 8 else "supports" if drawn < 30 else "qualifies"
    return {
        "passage": int(number), "stance": stance, "said": None, "voice": "outlet", "voice_name": None, "snippet": passage[:50],
        "why": "Laid down by hand.",
    }  # fmt: skip


class Fixed:
    """Finds the same passages for every claim: the beginnings of the events' coverage, five for each claim."""

    def __init__(self, case: Case) -> None:
        self._hits = [_hit(row) for path in case.coverage for row in rows(path)]

    async def retrieve(self, article: Article, claims: Sequence[Claim], *, meter: Meter) -> list[Retrieved]:
        """See pipeline.Retriever."""
        found = []
        for claim in claims:
            first = hashlib.sha256(claim.text.encode()).digest()[1] % len(self._hits)
            hits = (self._hits * 2)[first : first + 5]
            found.append(Retrieved(claim_id=claim.id, hits=tuple(hits)))
        return found

    def digest(self) -> str:
        """See pipeline.Retriever."""
        return "fixed"


def _hit(row: dict[str, Any]) -> Hit:
    text = " ".join(row["text"].split())[:300]
    passage = Passage(
        id=content_id("p", row["id"]), document_id=row["id"], span=Span(start=0, end=len(text)), text=text
    )
    imprint = Imprint(document_id=row["id"], title=row["title"], publisher=row["publisher"], url=None, published=None, origin_id=f"o-{row['id']}")  # fmt: skip
    return Hit(passage=passage, imprint=imprint, score=1.0, rank=1)


class Faulty:
    """A share of the calls fails, in a mix of ways drawn from a seed."""

    def __init__(self, say: Say, *, seed: int) -> None:
        self._drawn = random.Random(seed)
        self._say, self._lock = say, Lock()
        self.share = self._drawn.uniform(0.05, 0.5)
        self._weights = [self._drawn.random() ** 2 for _ in KINDS]
        self.injected: Counter[str] = Counter()

    def __call__(self, body: Body) -> Reply:
        with self._lock:
            fails = self._drawn.random() < self.share
            kind = self._drawn.choices(KINDS, self._weights)[0]
            at = self._drawn.random()
            if fails:
                self.injected[kind] += 1
        whole = str(self._say(body))
        return spoilt(kind, whole, at) if fails else whole


def spoilt(kind: str, whole: str, at: float) -> Reply:
    """A fault in the place of an answer; `at` says where it is cut."""
    part = whole[: int(len(whole) * at)]
    made: dict[str, Reply] = {
        "429": Fails(429, headers={"Retry-After": "0.01"}),
        "500": Fails(503 if at < 0.5 else 500),
        "timeout": Said(whole, after_s=TIMEOUT_S * 2),
        "drop": Drops(),
        "broken-off": Drops(half_way=True),
        "cut": Said(part, finish="length"),
        "junk": Said(part + "\x00 and so on, I would rather not say", as_tool=False),
        "other-json": Said(
            '{"verdict": "supported", "confidence": 1}' if at < 0.5 else '{"sentences": [], "claims": []}'
        ),
        "empty": Said("" if at < 0.5 else "{}"),
        "refusal": Said("", refusal="I cannot help with that."),
    }
    return made[kind]


@dataclass
class Tally:
    """What came of all seeds."""

    checks: int = 0
    complete: int = 0
    same: int = 0
    """Labels as without faults."""
    named: int = 0
    """Claims that failed with an error that says so."""
    unread: int = 0
    """Articles that failed as a whole, with a named error."""
    calls: int = 0
    injected: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        """For a person."""
        kinds = ", ".join(f"{kind} {self.injected[kind]}" for kind in KINDS)
        return [
            f"{self.checks} checks, {self.calls} calls, {self.injected.total()} made to fail ({kinds})",
            (
                f"{self.complete} complete, {self.checks - self.complete - self.unread} with claims that say why they failed, "
                f"{self.unread} articles with a named error"
            ),
            f"claims: {self.same} labelled as without faults, {self.named} named failures, {len(self.faults)} wrong",
        ]


async def checked(case: Case, say: Say) -> tuple[Report, int]:
    """The report over a server, and how many calls it took."""
    with AnswerServer(say) as server:
        llm = {"base_url": server.url, "model": "by-hand", "cache": False, "timeout_s": TIMEOUT_S, "concurrency": 8}
        settings = Settings.model_validate({"engine": "llm", "llm": llm})
        chat = Chat(settings.llm, LangChainTransport(settings), patience=QUICK)
        engine = LLMEngine(chat, settings=settings.llm, worthiness=settings.worthiness)
        stages = Stages(engine=engine, retriever=Fixed(case), policy=Policy(), provenance=engine.provenance())
        return await Run(case.article, stages).finish(), server.calls


def labels(report: Report) -> dict[str, tuple[object, ...]]:
    """Claim id to everything that a verdict says."""
    return {
        finding.claim.id: (finding.verdict.label, finding.verdict.reason, finding.verdict.said, finding.verdict.origins)
        for finding in report.findings
        if finding.verdict
    }


async def one(case: Case, expected: dict[str, tuple[object, ...]], seed: int, tally: Tally) -> None:
    """Check under one mix and hold it against `expected`."""
    say = Faulty(Steady(case), seed=seed)
    tally.checks += 1
    try:
        report, calls = await asyncio.wait_for(checked(case, say), 120)
    except ClaimcheckError as exc:
        tally.unread += 1
        if not str(exc).strip() or "\n" in str(exc):
            tally.faults.append(f"seed {seed}: an error without a name: {exc!r}")
        return
    except Exception as exc:  # noqa: BLE001  any other end is what is looked for
        tally.faults.append(f"seed {seed}: ended with {exc!r}")
        return
    finally:
        tally.injected += say.injected
    tally.calls += calls
    found = labels(report)
    failed = {finding.claim.id for finding in report.findings if finding.error}
    tally.same += sum(found[claim] == expected.get(claim) for claim in found)
    tally.named += len(failed)
    tally.complete += found == expected
    wrong = [claim for claim in found if found[claim] != expected.get(claim)]
    gone = set(expected) - set(found) - failed
    tally.faults += [f"seed {seed}: {claim} is {found[claim]}, not {expected.get(claim)}" for claim in wrong]
    tally.faults += [f"seed {seed}: {claim} is neither labelled nor failed" for claim in gone]


async def over(case: Case, seeds: Sequence[int], *, at_once: int) -> Tally:
    """All seeds, some at once."""
    report, _ = await checked(case, Steady(case))
    expected, tally = labels(report), Tally()
    print("without faults:", dict(Counter(str(row[0] or row[1]) for row in expected.values())), flush=True)
    turns = asyncio.Semaphore(at_once)

    async def turn(seed: int) -> None:
        async with turns:
            await one(case, expected, seed, tally)

    await asyncio.gather(*(turn(seed) for seed in seeds))
    return tally


def main(argv: Sequence[str]) -> int:
    """Read the command line, check, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=200, help="mixes to draw")
    parser.add_argument("--first", type=int, default=1, help="the first seed")
    parser.add_argument("--at-once", type=int, default=8, help="checks side by side")
    parser.add_argument("--events", nargs="+", default=["e07", "e08"], help="events of the gold set")
    parser.add_argument("--sentences", type=int, default=30)
    options = parser.parse_args(argv)
    assert all((EVENTS / event).is_dir() for event in options.events), options.events
    case = case_of(options.events, length=options.sentences)
    began = time.monotonic()
    seeds = range(options.first, options.first + options.seeds)
    tally = asyncio.run(over(case, seeds, at_once=options.at_once))
    for line in (*tally.faults[:20], *tally.lines()):
        print(line)
    print(f"{time.monotonic() - began:.0f} s")
    return ExitCode.GATE if tally.faults else ExitCode.DONE


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
