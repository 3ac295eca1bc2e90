"""Counts what the LLM engine asks for: calls and tokens for one long article, against its budget, on a stub server.

    python eval/benchmarks/llm_cost.py [--events e07 e08 e09 e10 c3] [--sentences 40]

The article is put together from the sentences of a few gold events that carry most claims, event by event; their coverage is
ingested and searched as in any other check (built-in embedder, 8 passages a claim). The stub answers with the gold claims
and finds every third passage to bear on a claim: its answers are for counting, and say nothing of any LLM. Tokens
are characters / 4, rounded up, so that runs can be compared. Ends with exit code 4 where the budget is not kept.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests"))  # the answer server is shipped with the tests

from answering import AnswerServer, Body  # noqa: E402

from claimcheck.checker import Checker  # noqa: E402
from claimcheck.claims import Article, Published, content_id  # noqa: E402
from claimcheck.errors import ExitCode  # noqa: E402
from claimcheck.reading import Options  # noqa: E402
from claimcheck.reports import Report  # noqa: E402
from claimcheck.settings import Settings  # noqa: E402
from claimcheck.text import sentences  # noqa: E402

EVENTS = ROOT / "eval" / "datasets" / "newsroom" / "events"
MOST_CALLS = 12
MOST_TOKENS_IN = 30_000
_NUMBERED = re.compile(r"(?:^|>>> )\[(\d+)\] (.*)$", re.MULTILINE)
_ASKED_FOR = re.compile(r"from (\d+) to (\d+)")


@dataclass(frozen=True)
class Case:
    """What is checked, and what the stub says of it."""

    article: Article
    claims: tuple[dict[str, Any], ...]
    """Gold claims whose quotes stand in the article."""
    coverage: tuple[Path, ...]


def rows(path: Path) -> list[dict[str, Any]]:
    """The rows of a JSONL file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def carrying(folder: Path) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Sentences of an event's article that carry gold claims, each with its claims."""
    for article in rows(folder / "articles.jsonl"):
        own = [claim for claim in rows(folder / "claims.jsonl") if claim["article_id"] == article["id"]]
        for span in sentences(article["text"]):
            words = span.of(article["text"])
            if held := [claim for claim in own if claim["quote"] in words]:
                yield words, held


def case_of(events: Sequence[str], *, length: int) -> Case:
    """An article of the `length` sentences that carry most claims, in order, a paragraph for each four of them."""
    pairs = [pair for event in events for pair in carrying(EVENTS / event)]
    densest = sorted(range(len(pairs)), key=lambda at: -len(pairs[at][1]))[:length]
    found = [pairs[at] for at in sorted(densest)]
    words = [" ".join(sentence.split()) for sentence, _ in found]
    text = "\n\n".join(" ".join(words[at : at + 4]) for at in range(0, len(words), 4))
    first = rows(EVENTS / events[0] / "articles.jsonl")[0]
    published = Published.model_validate(
        {"at": first["published"], "precision": "minute", "zone": None, "basis": "given"}
    )
    article = Article(
        id=content_id("a", text),
        title=first["title"],
        text=text,
        publisher=first["publisher"],
        published=published,
        language="en",
    )
    claims = tuple(claim for _, held in found for claim in held)
    return Case(article, claims, tuple(EVENTS / event / "coverage.jsonl" for event in events))


class Stub:
    """Answers extraction with gold claims, and weighing with every third passage."""

    def __init__(self, case: Case) -> None:
        self._claims = case.claims
        self.passages: list[int] = []
        """Passages in each weighing call."""

    def __call__(self, body: Body) -> str:
        system, user = (message["content"] for message in body["messages"][:2])
        if "WeighReply" in json.dumps(body["response_format"]):
            return self._weighed(user)
        first, last = (int(number) for number in _ASKED_FOR.search(system).groups())  # type: ignore[union-attr]
        entries = [self._entry(int(n), words) for n, words in _NUMBERED.findall(user) if first <= int(n) <= last]
        return json.dumps({"sentences": entries})

    def _entry(self, number: int, words: str) -> dict[str, Any]:
        claims = [self._proposed(claim) for claim in self._claims if " ".join(claim["quote"].split()) in words]
        return {"n": number, "claims": claims, "none": None if claims else "no-claim"}

    def _proposed(self, claim: dict[str, Any]) -> dict[str, Any]:
        links = [
            {"source": link["source"], "role": None, "cue": link["cue"], "mode": link["mode"]}
            for link in claim["attribution"]
        ]
        kind = "value" if claim["label"] == "opinion" else "event"
        return {
            "text": claim["text"],
            "quote": " ".join(claim["quote"].split()),
            "attribution": links,
            "when": None,
            "said_when": None,
            "checkable": claim["label"] != "opinion",
            "kind": kind,
        }

    def _weighed(self, user: str) -> str:
        claims, passages = (_NUMBERED.findall(part) for part in user.split("Passages:"))
        self.passages.append(len(passages))
        entries = [self._pair(int(n), words) for n, words in passages[::3]]
        return json.dumps({"claims": [{"claim": int(number), "passages": entries} for number, _ in claims]})

    def _pair(self, number: int, words: str) -> dict[str, Any]:
        snippet = words.partition(") ")[2][:60]
        return {
            "passage": number,
            "stance": "supports",
            "said": None,
            "voice": "outlet",
            "voice_name": None,
            "snippet": snippet,
            "why": "It says the same in its own words.",
        }


def measured(case: Case, stub: Stub, home: Path) -> tuple[Report, float]:
    """The report of a check through the whole pipeline, and its seconds."""
    with AnswerServer(stub) as server:
        llm = {"base_url": server.url, "model": "stub", "cache": False}
        with Checker(Settings.model_validate({"home": home, "engine": "llm", "llm": llm})) as checker:
            checker.ingest([str(path) for path in case.coverage], options=Options(want="coverage"))
            began = time.perf_counter()
            report = checker.check(case.article)
            return report, time.perf_counter() - began


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--events", nargs="+", default=["e07", "e08", "e09", "e10", "c3"], help="events of the gold set, in order"
    )
    parser.add_argument("--sentences", type=int, default=40, help="length of the article")
    options = parser.parse_args(argv)
    case = case_of(options.events, length=options.sentences)
    stub = Stub(case)
    with tempfile.TemporaryDirectory() as home:
        report, seconds = measured(case, stub, Path(home))
    failed = [finding.error for finding in report.findings if finding.error]
    calls = sum(row.calls for row in report.usage.stages)
    tokens_in = sum(row.tokens_in for row in report.usage.stages)
    print(f"sentences {len(sentences(case.article.text))}  claims {len(report.findings)}  failed {len(failed)}")
    for error in sorted({error for error in failed if error}):
        print(f"  {error}")
    for row in report.usage.stages:
        print(f"{row.stage:9} calls {row.calls:3}  tokens in {row.tokens_in:6}  tokens out {row.tokens_out:6}")
    print(f"passages in each weighing call: {stub.passages}")
    print(
        f"together  calls {calls:3} of {MOST_CALLS}  tokens in {tokens_in:6} of {MOST_TOKENS_IN}  seconds {seconds:.1f}"
    )
    kept = calls <= MOST_CALLS and tokens_in <= MOST_TOKENS_IN and not failed
    return ExitCode.DONE if kept else ExitCode.GATE


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
