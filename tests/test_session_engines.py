"""A whole sitting on each engine: open, wait for claims, inspect, edit, decide, ask, export, and go on another day.

The LLM is a loopback server whose answers are laid down by hand: they test the plumbing and say nothing of any LLM. The offline
engine is the real one, with its models.
"""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from answering import AnswerServer, Body
from sittings import settings_in
from test_session_screen import press, quiet, text_of
from textual.widgets import Input, TextArea

from claimcheck.reports import Report
from claimcheck.session.workbench import Workbench
from claimcheck.terminal.session.app import SessionApp
from claimcheck.terminal.session.dialogues import Form

ARTICLE = """Ferry stopped for a week

9 March 2024

The Orven ferry was stopped on Thursday after its ramp broke, the harbour board said. Nobody was hurt. The board called it "a very unlucky week"."""
COVERAGE = [
    {
        "title": "Ramp breaks on Orven ferry", "publisher": "Orven Courier", "published": "2024-03-08",
        "text": "The ferry at Orven has not sailed since its ramp broke on Thursday morning. No one was injured. Engineers "
        "from the yard at Lissing were seen at the slip, and a new hinge is on its way.",
    },
    {
        "title": "Buses for ferry passengers", "publisher": "Lissing Mail", "published": "2024-03-09",
        "text": "Buses take passengers round the bay while the Orven ferry waits for a new ramp. The bus takes two hours.",
    },
]  # fmt: skip


def answered_by_hand(body: Body) -> str:
    """A claim for each sentence; the first passage supports each; an answer with one good and one invented quote."""
    asked = str(body["messages"][-1]["content"])
    name = (body.get("response_format") or {})["json_schema"]["name"]
    return json.dumps({"ExtractReply": _extract, "WeighReply": _weigh, "AskReply": _ask}[name](asked))


def _numbered(asked: str) -> list[tuple[int, str]]:
    lines = re.sub(r"<<<[^<>]*>>>", "", asked)
    return [(int(number), text.strip()) for number, text in re.findall(r"^ ?\[(\d+)\] (.+)$", lines, re.MULTILINE)]


def _extract(asked: str) -> Any:
    def claim(text: str) -> dict[str, Any]:
        said = "harbour board" in text
        link = {"source": "the harbour board", "role": None, "cue": "said", "mode": "indirect"}
        when = "Thursday" if "Thursday" in text else None
        return {
            "text": text, "quote": text, "attribution": [link] if said else [], "when": when, "said_when": None,
            "checkable": "unlucky" not in text, "kind": "value" if "unlucky" in text else "event",
        }  # fmt: skip

    return {"sentences": [{"n": n, "claims": [claim(text)], "none": None} for n, text in _numbered(asked)]}


def _weigh(asked: str) -> Any:
    claims, _, passages = asked.partition("Passages:")
    first = re.sub(r"^\([^)]*\) ", "", _numbered(passages)[0][1])
    entry = {
        "passage": 1, "stance": "supports", "said": None, "voice": "outlet", "voice_name": None,
        "snippet": " ".join(first.split()[:6]), "why": "says so",
    }  # fmt: skip
    return {"claims": [{"claim": number, "passages": [entry]} for number, _ in _numbered(claims)]}


def _ask(asked: str) -> Any:
    first = re.sub(r"^\([^)]*\) ", "", _numbered(asked.partition("Passages:")[2])[0][1])
    good = {"passage": 1, "quote": " ".join(first.split()[:5])}
    return {
        "answered": True,
        "sentences": [
            {"text": "The paper says so.", "citations": [good]},
            {"text": "Pigs fly.", "citations": [{"passage": 1, "quote": "pigs were seen in the air over the bay"}]},
        ],
    }


@pytest.fixture(params=["offline", "llm"])
def settled(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], Workbench]]:
    """Makes benches on one home folder, with the engine's library filled."""
    server = AnswerServer(answered_by_hand) if request.param == "llm" else None
    with server or nullcontext():
        flags: dict[str, object] = {"engine": request.param, "offline.cautious": False}
        if server:
            flags |= {"llm.base_url": server.url, "llm.model": "by-hand"}
        (tmp_path / "article.txt").write_text(ARTICLE, encoding="utf-8")
        rows = "\n".join(json.dumps(row) for row in COVERAGE)
        (tmp_path / "coverage.jsonl").write_text(rows, encoding="utf-8")
        yield lambda: Workbench(settings=settings_in(tmp_path / "home", **flags), reviewer="ada")


async def waited(pilot: Any) -> None:
    for _ in range(300):
        await quiet(pilot)
        if not pilot.app.bench.bench.jobs:
            return
    raise AssertionError(f"still at work: {[job.name for job in pilot.app.bench.bench.jobs]}")


@pytest.mark.slow
async def test_a_whole_sitting(settled: Callable[[], Workbench], tmp_path: Path) -> None:
    bench = settled()
    app = SessionApp(bench)
    async with app.run_test(size=(160, 45)) as pilot:
        await press(pilot, "i")
        app.screen.query_one(Input).value = str(tmp_path / "coverage.jsonl")
        await press(pilot, "enter")
        await waited(pilot)
        assert "added 2" in text_of(pilot, "#status")

        await press(pilot, "o")
        app.screen.query_one("#field-source", Input).value = str(tmp_path / "article.txt")
        await press(pilot, "ctrl+s")
        await waited(pilot)
        items = bench.state.items
        assert len(items) >= 3
        assert all(item.finding and item.finding.verdict for item in items), [item.finding for item in items]
        assert "harbour board" in text_of(pilot, "#detail")

        await press(pilot, "e")
        app.screen.query_one("#field-text", TextArea).text = "The ramp of the Orven ferry broke on 7 March 2024."
        await press(pilot, "ctrl+s")
        await waited(pilot)
        assert bench.item.changed
        assert bench.item.finding is not None
        edited = bench.item.claim.id

        await press(pilot, "d", "tab")
        app.screen.query_one(TextArea).text = "the yard confirms it"
        await press(pilot, "ctrl+s")
        assert bench.item.decision is not None

        await press(pilot, "Q")
        if bench.settings.chosen_engine == "llm":
            app.screen.query_one(TextArea).text = "Who was hurt?"
            await press(pilot, "ctrl+s")
            await waited(pilot)
            [answer] = bench.item.answers
            assert re.fullmatch(r"The paper says so \[1\]\.", answer.text)
            assert (answer.dropped, answer.unbacked) == (1, 1)
        else:
            assert "`search` finds passages without one" in text_of(pilot, "#status")
            assert not isinstance(app.screen, Form)

        await press(pilot, "r")
        await waited(pilot)
        assert bench.item.queued
        await press(pilot, "x")
        app.screen.query_one(Input).value = str(tmp_path / "report.json")
        await press(pilot, "enter")
    bench.close()
    report = Report.model_validate_json((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert [decision.note for decision in report.decisions] == ["the yard confirms it"]
    assert report.revisions[0].before[0].text != report.findings[0].claim.text

    again = settled()
    again.resume(None)
    item = next(item for item in again.state.items if item.claim.id == edited)
    assert item.decision is not None
    assert item.finding is not None
    again.close()
