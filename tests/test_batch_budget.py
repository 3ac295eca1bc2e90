"""A batch with an LLM: one budget and one set of limits over all stages and articles, and nothing paid twice.

The answers are written by hand: they test the plumbing and say nothing of any LLM.
"""

import json
from pathlib import Path

import pytest
from answering import AnswerServer, Fails, faulty
from batching import split

from claimcheck import runs
from claimcheck.terminal.main import run

Printed = pytest.CaptureFixture[str]


pytestmark = pytest.mark.usefixtures("alone")


def command(server: AnswerServer, *more: str, count: int = 8) -> list[str]:
    rows = [{"id": f"a{n}", "text": f"Dam number {n} was emptied in May. It leaked."} for n in range(count)]
    Path("articles.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    llm = ["--engine", "llm", "--base-url", server.url, "--llm", "by-hand"]
    return ["batch", "articles.jsonl", "-o", "run", *llm, *more]


def done() -> list[str]:
    return sorted(row["report"]["article"]["id"] for row in runs.rows(Path("run/items.jsonl")))


def metrics() -> dict[str, float]:
    found: dict[str, float] = json.loads(Path("run/metrics.json").read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize(
    "budget",
    [["--max-calls", "3"], ["--max-tokens", "4500"], ["--max-cost", "0.0045", "--set", "llm.price_in=1", "--set", "llm.price_out=1"]],
    ids=["calls", "tokens", "money"],
)  # fmt: skip
def test_a_spent_budget_ends_with_partial_and_the_same_command_goes_on_paying_nothing_twice(
    capsys: Printed, budget: list[str]
) -> None:
    with AnswerServer(split) as server:
        assert run(command(server, *budget)) == 5
        err = capsys.readouterr().err
        assert "is spent" in err
        assert "to go on: claimcheck batch articles.jsonl -o run" in err
        assert "raise" not in err
        assert 1 <= len(done()) < 8
        assert list(runs.rows(Path("run/errors.jsonl"))) == []
        for _ in range(8):
            if run(command(server, *budget)) == 0:
                break
        assert done() == [f"a{n}" for n in range(8)]
        assert server.calls == 8
        assert metrics()["calls"] == 8


def test_calls_at_once_are_limited_over_all_articles() -> None:
    with AnswerServer(split) as server:
        assert run(command(server, "--set", "llm.concurrency=2", "--at-once", "8")) == 0
        assert server.most_at_once <= 2
    assert len(done()) == 8


def test_a_server_that_asks_to_slow_down_gets_every_answer_through() -> None:
    with AnswerServer(faulty({"429": 0.3}, split, seed=4)) as server:
        assert run(command(server, count=12)) == 0
        assert server.calls > 12
    assert len(done()) == 12


def test_a_server_that_is_down_ends_the_run_and_fails_no_article(capsys: Printed) -> None:
    with AnswerServer(Fails(500)) as server:
        assert run(command(server, "--set", "llm.attempts=1")) == 3
    assert "to go on" in capsys.readouterr().err
    assert list(runs.rows(Path("run/errors.jsonl"))) == []
    assert done() == []


def test_a_wrong_key_ends_the_run_with_what_to_do(capsys: Printed) -> None:
    with AnswerServer(Fails(401, "Incorrect API key")) as server:
        assert run(command(server)) == 2
    assert "set OPENAI_API_KEY" in capsys.readouterr().err
