"""OpenAI's Batch API as a transport: gathered into jobs, collected across restarts, honest about what a job left out.

The answers are written by hand: they test the plumbing and say nothing of any LLM.
"""

import asyncio
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from answering import Fails, Said
from batching import BatchServer, Job, split

from claimcheck import runs
from claimcheck.errors import ServiceError, ServiceRefusedError
from claimcheck.prompts import Message
from claimcheck.settings import Settings
from claimcheck.terminal.main import run
from claimcheck.transports import Answer, BatchTransport, Request

Printed = pytest.CaptureFixture[str]
QUICK = {"batch_gather_s": 0.05, "batch_poll_s": 0.05}


def settings(server: BatchServer, **more: Any) -> Settings:
    return Settings.model_validate({"llm": {"base_url": server.url, "model": "by-hand", **QUICK, **more}})


def request(text: str, **more: Any) -> Request:
    return Request((Message("user", text),), max_tokens=100, temperature=0.0, **more)


def echo(body: dict[str, Any]) -> str:
    return f"said {body['messages'][-1]['content']}"


def ask(
    server: BatchServer, folder: Path, *texts: str, tell: Callable[[str], None] = lambda line: None
) -> list[Answer | BaseException]:
    """What a process of its own would get for these questions, asked together."""

    async def asked() -> list[Answer | BaseException]:
        transport = BatchTransport(settings(server), folder / "batches.db", tell=tell)
        try:
            async with asyncio.timeout(60):
                return await asyncio.gather(*(transport.send(request(text)) for text in texts), return_exceptions=True)
        finally:
            await transport.aclose()

    return asyncio.run(asked())


def begin_and_die(server: BatchServer, folder: Path, *texts: str) -> None:
    """A process that ends once its job is made."""

    async def begun() -> None:
        transport = BatchTransport(settings(server), folder / "batches.db")
        tasks = [asyncio.create_task(transport.send(request(text))) for text in texts]
        async with asyncio.timeout(60):
            while not transport._jobs.open():  # noqa: ASYNC110  the transport has nothing to wait on
                await asyncio.sleep(0.01)
        for task in tasks:
            task.cancel()
        await transport.aclose()

    asyncio.run(begun())


def texts_of(answers: list[Answer | BaseException]) -> list[str]:
    return [answer.text if isinstance(answer, Answer) else repr(answer) for answer in answers]


def test_questions_asked_together_are_one_job_and_each_gets_its_answer(tmp_path: Path) -> None:
    with BatchServer(echo) as server:
        answers = ask(server, tmp_path, *(f"q{n}" for n in range(30)))
        assert texts_of(answers) == [f"said q{n}" for n in range(30)]
        assert len(server.jobs) == 1
        body = server.asked[0]
    assert (body["model"], body["temperature"], body["max_completion_tokens"]) == ("by-hand", 0.0, 100)
    first = answers[0]
    assert isinstance(first, Answer)
    assert (first.finish, first.model, first.tokens_in, first.tokens_out) == ("stop", "by-hand", 1, 2)


def test_the_same_question_twice_is_one_request(tmp_path: Path) -> None:
    with BatchServer(echo) as server:
        assert texts_of(ask(server, tmp_path, "a", "a")) == ["said a", "said a"]
        assert len(server.asked) == 1


def test_a_later_process_collects_what_an_earlier_one_sent(tmp_path: Path) -> None:
    with BatchServer(echo, polls=3) as server:
        begin_and_die(server, tmp_path, "a", "b")
        assert texts_of(ask(server, tmp_path, "b", "a")) == ["said b", "said a"]
        assert len(server.jobs) == 1


def test_a_job_that_stands_where_it_stood_is_not_told_again(tmp_path: Path) -> None:
    told: list[str] = []
    with BatchServer(echo, polls=4) as server:
        ask(server, tmp_path, "a", "b", tell=told.append)
    assert [line for line in told if "in progress" in line] == ["batch_0 is in progress: 0 of 2 answered"]


def test_answers_that_nobody_waited_for_yet_are_kept(tmp_path: Path) -> None:
    with BatchServer(echo) as server:
        begin_and_die(server, tmp_path, "a", "b")
        assert texts_of(ask(server, tmp_path, "a")) == ["said a"]
        assert texts_of(ask(server, tmp_path, "b")) == ["said b"]
        assert len(server.jobs) == 1


def test_a_job_made_just_before_a_kill_is_found_again_by_the_runs_name(tmp_path: Path) -> None:
    with BatchServer(echo) as server:
        begin_and_die(server, tmp_path, "a", "b")
        with sqlite3.connect(tmp_path / "batches.db") as link:
            link.execute("DELETE FROM jobs")
            link.execute("DELETE FROM asked")
        assert texts_of(ask(server, tmp_path, "a", "b")) == ["said a", "said b"]
        assert len(server.jobs) == 1


def test_jobs_of_another_run_are_left_alone(tmp_path: Path) -> None:
    with BatchServer(echo) as server:
        begin_and_die(server, tmp_path / "one", "a")
        assert texts_of(ask(server, tmp_path / "two", "a")) == ["said a"]
        assert len(server.jobs) == 2


def test_what_an_expired_job_left_out_is_an_error_of_the_service_and_asked_anew_next_time(tmp_path: Path) -> None:
    def ends(job: Job) -> str:
        return "expired" if job.id == "batch_0" else "completed"

    with BatchServer(echo, ends=ends) as server:
        answers = ask(server, tmp_path, "a", "b", "c", "d")
        assert texts_of(answers[:2]) == ["said a", "said b"]
        assert all(isinstance(answer, ServiceError) and "is expired" in str(answer) for answer in answers[2:])
        assert texts_of(ask(server, tmp_path, "a", "b", "c", "d")) == [f"said {word}" for word in "abcd"]
        assert [len(job.lines) for job in server.jobs.values()] == [4, 2]


def test_a_request_that_is_turned_down_inside_a_job_is_an_error_of_its_own(tmp_path: Path) -> None:
    def choosy(body: dict[str, Any]) -> Any:
        return Fails(400, "the prompt is too long", code="context_length_exceeded") if "b" in echo(body) else "fine"

    with BatchServer(choosy) as server:
        good, bad = ask(server, tmp_path, "a", "b")
    assert isinstance(good, Answer)
    assert isinstance(bad, ServiceRefusedError)
    assert "lower llm.context_tokens" in str(bad)


def test_a_sampling_setting_that_is_refused_is_left_out_for_good(tmp_path: Path) -> None:
    def choosy(body: dict[str, Any]) -> Any:
        refused = Fails(
            400, "Unsupported parameter: 'temperature' is not supported with this model.", param="temperature"
        )
        return refused if "temperature" in body else "fine"

    with BatchServer(choosy) as server:
        assert texts_of(ask(server, tmp_path, "a", "b")) == ["fine", "fine"]
        assert [len(job.lines) for job in server.jobs.values()] == [2, 2]


def test_cut_off_and_declined_answers_are_told_as_such(tmp_path: Path) -> None:
    def odd(body: dict[str, Any]) -> Any:
        return Said("half", finish="length") if "a" in body["messages"][0]["content"] else Said("", refusal="no")

    with BatchServer(odd) as server:
        cut, declined = ask(server, tmp_path, "a", "b")
    assert isinstance(cut, Answer) and isinstance(declined, Answer)
    assert (cut.finish, cut.text) == ("length", "half")
    assert (declined.finish, declined.text) == ("refusal", "no")


def test_an_upload_that_fails_is_told_to_those_who_wait(tmp_path: Path) -> None:
    with BatchServer(echo) as server:
        server.refused = 1
        [failed] = ask(server, tmp_path, "a")
        assert isinstance(failed, ServiceError)
        assert texts_of(ask(server, tmp_path, "a")) == ["said a"]


def test_a_server_that_is_not_there_fails_everybody_and_hangs_nobody(tmp_path: Path) -> None:
    with BatchServer(echo) as server:
        pass
    [failed] = ask(server, tmp_path, "a")
    assert isinstance(failed, ServiceError)


# The command


@pytest.fixture(autouse=True)
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    monkeypatch.setenv("CLAIMCHECK_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)


def command(server: BatchServer, *more: str) -> list[str]:
    rows = [
        {"id": f"a{n}", "title": f"Dam {n}", "text": f"Dam number {n} was emptied in May. It leaked."} for n in range(8)
    ]
    Path("articles.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    values = {"batch_gather_s": 0.2, "batch_poll_s": 0.05, "price_in": 10, "price_out": 10}
    sets = [part for name, value in values.items() for part in ("--set", f"llm.{name}={value}")]
    llm = ["--engine", "llm", "--base-url", server.url, "--llm", "by-hand"]
    return ["batch", "articles.jsonl", "-o", "run", "--via", "openai-batch", *llm, *sets, *more]


def test_a_batch_by_the_batch_api_checks_every_article_at_half_the_price(capsys: Printed) -> None:
    with BatchServer(split) as server:
        assert run(command(server)) == 0
        assert len(server.jobs) == 1
    assert len(list(runs.rows(Path("run/items.jsonl")))) == 8
    metrics = json.loads(Path("run/metrics.json").read_text(encoding="utf-8"))
    assert metrics["calls"] == 8
    assert metrics["claims"] == 16
    assert metrics["cost"] == pytest.approx((metrics["tokens_in"] + metrics["tokens_out"]) * 5 / 1_000_000)
    assert "sent 8 requests as batch_0" in capsys.readouterr().err


def test_the_stages_are_jobs_one_after_the_other(tmp_path: Path) -> None:
    coverage = {
        "title": "Dam 1",
        "text": "Dam number 1 was emptied in May, the water board said.",
        "publisher": "Gazette",
    }
    Path("coverage.jsonl").write_text(json.dumps(coverage) + "\n", encoding="utf-8")
    assert run(["ingest", "coverage.jsonl"]) == 0
    with BatchServer(split) as server:
        assert run(command(server)) == 0
        extract, *weigh = server.jobs.values()
        assert len(extract.lines) == 8
        assert sum(len(job.lines) for job in weigh) == 8
    assert len(list(runs.rows(Path("run/items.jsonl")))) == 8


def test_the_batch_api_needs_an_llm_of_openais(capsys: Printed) -> None:
    Path("a.jsonl").write_text('{"text": "The hall was full."}\n', encoding="utf-8")
    assert run(["batch", "a.jsonl", "-o", "run", "--via", "openai-batch", "--engine", "offline"]) == 2
    assert "--via openai-batch needs an LLM of OpenAI's" in capsys.readouterr().err
    assert not Path("run").exists()
