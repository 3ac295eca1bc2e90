"""The answer cache: what is in its key, who shares its file, what is never kept.

The answers are written by hand: they test the plumbing and say nothing of any LLM.
"""

import json
import logging
import multiprocessing
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from answering import AnswerServer, Fails, Said, in_turn
from rooms import GOOD, PROMPT, Count, Room, prompt_in

from claimcheck import replies
from claimcheck.cache import Cache, key_for
from claimcheck.chat import Chat
from claimcheck.errors import (
    AnswerError,
    BudgetSpentError,
    DamagedStoreError,
    ServiceError,
)
from claimcheck.prompts import Prompt, load
from claimcheck.settings import LLMSettings, Settings
from claimcheck.transports import LangChainTransport
from claimcheck.usage import Meter


@pytest.fixture
def prompt(tmp_path: Path) -> Prompt:
    return prompt_in(tmp_path)


class TestCache:
    @pytest.fixture
    def cache(self, tmp_path: Path) -> Cache:
        return Cache(tmp_path / "home" / "answers.sqlite3")

    async def test_the_same_question_is_paid_for_once(self, prompt: Prompt, cache: Cache) -> None:
        with AnswerServer(GOOD) as server:
            async with Room(server, prompt, cache=cache, price_in=1.0, price_out=1.0) as room:
                assert await room.ask() == await room.ask()
                cost = room.chat.budget.cost
        assert (server.calls, room.row.calls, room.row.cached) == (1, 1, 1)
        assert room.row.cost == cost

    async def test_another_process_finds_what_one_has_kept(self, prompt: Prompt, tmp_path: Path) -> None:
        path = tmp_path / "answers.sqlite3"
        with AnswerServer(GOOD) as server:
            for _ in range(2):
                async with Room(server, prompt, cache=Cache(path)) as room:
                    await room.ask()
        assert server.calls == 1
        assert room.row.cached == 1

    async def test_a_hit_needs_no_budget_and_no_server(self, prompt: Prompt, tmp_path: Path) -> None:
        path = tmp_path / "answers.sqlite3"
        with AnswerServer(GOOD) as server:
            async with Room(server, prompt, cache=Cache(path), max_calls=1) as room:
                await room.ask()
                await room.ask()
                with pytest.raises(BudgetSpentError):
                    await room.ask("plums")

    async def test_another_question_is_another_answer(self, prompt: Prompt, cache: Cache) -> None:
        with AnswerServer(GOOD) as server:
            async with Room(server, prompt, cache=cache) as room:
                await room.ask("pears")
                await room.ask("plums")
        assert server.calls == 2

    @pytest.mark.parametrize(
        "reply",
        [Said('{"n": ', finish="length"), Said(refusal="No."), Said("Three."), Fails(401)],
    )
    async def test_an_answer_that_cannot_be_used_is_not_kept(self, prompt: Prompt, cache: Cache, reply: Any) -> None:
        with AnswerServer(reply) as server:
            room = Room(server, prompt, cache=cache)
            with pytest.raises((AnswerError, ServiceError)):
                await room.ask()
            assert len(cache) == 0
            await room.chat.aclose()

    async def test_a_mended_answer_is_kept_under_the_first_question(self, prompt: Prompt, cache: Cache) -> None:
        with AnswerServer(in_turn("Three.", GOOD)) as server:
            async with Room(server, prompt, cache=cache) as room:
                await room.ask()
                await room.ask()
        assert (server.calls, room.row.cached) == (2, 1)

    async def test_it_can_be_turned_off(self, prompt: Prompt, tmp_path: Path) -> None:
        with AnswerServer(GOOD) as server:
            kept = Cache(tmp_path / "a.sqlite3")
            async with Room(server, prompt, cache=kept) as room:
                await room.ask()
            settings = LLMSettings(base_url=server.url, model="by-hand", cache=False)
            transport = LangChainTransport(Settings(llm=settings))
            chat = Chat(settings, transport, cache=Cache(tmp_path / "a.sqlite3"))
            await chat.ask(prompt, {"things": "pears"}, reply=Count, stage="weigh", meter=Meter())
            await chat.aclose()
        assert server.calls == 2

    async def test_a_damaged_row_is_a_miss_and_is_replaced(
        self, prompt: Prompt, tmp_path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        path = tmp_path / "answers.sqlite3"
        for damage in ("not json", '{"text": "Three."}', '{"other": 1}', "[]"):
            with AnswerServer(GOOD) as server, caplog.at_level(logging.WARNING):
                cache = Cache(path)
                settings = Settings.model_validate({"llm": {"base_url": server.url, "model": "by-hand"}})
                key = key_for(settings.llm, prompt, prompt.render({"things": "pears"}), replies.schema_of(Count))
                cache.put(key, GOOD, llm="m", prompt="p", tokens_in=1, tokens_out=1)
                with sqlite3.connect(path) as db:
                    db.execute("UPDATE answers SET row = ?", (damage,))
                async with Room(server, prompt, cache=cache) as room:
                    await room.ask()
                    await room.ask()
            assert (server.calls, room.row.cached) == (1, 1)
            path.unlink()

    def test_a_file_that_is_no_database_says_what_to_do(self, tmp_path: Path) -> None:
        path = tmp_path / "answers.sqlite3"
        path.write_text("this is no database, but it is long enough to look like one " * 100, encoding="utf-8")
        with pytest.raises(DamagedStoreError, match="delete it"):
            Cache(path)

    def test_an_answer_that_cannot_be_written_is_lost_without_harm(
        self, tmp_path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        cache = Cache(tmp_path / "answers.sqlite3")
        cache.close()
        cache.put("k", GOOD, llm="m", prompt="p", tokens_in=1, tokens_out=1)
        assert cache.get("k") is None
        assert "not kept" in caplog.text

    def test_rows_are_json_text(self, cache: Cache, tmp_path: Path) -> None:
        cache.put("k", "a “quoted” word", llm="m", prompt="p.v1", tokens_in=5, tokens_out=2)
        with sqlite3.connect(tmp_path / "home" / "answers.sqlite3") as db:
            ((row,),) = db.execute("SELECT row FROM answers").fetchall()
        assert json.loads(row) == {
            "text": "a “quoted” word",
            "llm": "m",
            "prompt": "p.v1",
            "tokens_in": 5,
            "tokens_out": 2,
        }

    def test_several_processes_can_write_at_once(self, tmp_path: Path) -> None:
        path = tmp_path / "answers.sqlite3"
        context = multiprocessing.get_context("spawn")
        processes = [context.Process(target=write_many, args=(path, number)) for number in range(3)]
        for process in processes:
            process.start()
        for process in processes:
            process.join(60)
        assert [process.exitcode for process in processes] == [0, 0, 0]
        cache = Cache(path)
        assert len(cache) == 3 * 100
        assert cache.get("2-99") == "2-99"


def write_many(path: Path, number: int) -> None:
    cache = Cache(path)
    for row in range(100):
        cache.put(f"{number}-{row}", f"{number}-{row}", llm="m", prompt="p", tokens_in=1, tokens_out=1)
        assert cache.get(f"{number}-{row}") is not None
    cache.close()


class TestCacheKey:
    base: Mapping[str, Any] = {"model": "m", "base_url": "http://a/v1"}

    def key(
        self, prompt: Prompt, *, things: str = "pears", schema: Mapping[str, Any] | None = None, **llm: object
    ) -> str:
        settings = LLMSettings.model_validate({**self.base, **llm})
        return key_for(settings, prompt, prompt.render({"things": things}), schema or {"type": "object"})

    @pytest.mark.parametrize(
        "change",
        [
            {"model": "n"},
            {"provider": "anthropic"},
            {"base_url": "http://b/v1"},
            {"base_url": None},
            {"temperature": 0.7},
            {"temperature": None},
            {"max_tokens": 512},
            {"things": "plums"},
            {"schema": {"type": "array"}},
        ],
    )
    def test_what_can_change_the_answer_changes_the_key(self, prompt: Prompt, change: dict[str, Any]) -> None:
        assert self.key(prompt, **change) != self.key(prompt)

    def test_an_edited_prompt_changes_the_key_even_if_it_renders_the_same(self, prompt: Prompt, tmp_path: Path) -> None:
        (tmp_path / "count.v1.md").write_text(
            PROMPT.replace("Count.\n", "Count.{# kindly #}\n").replace("reply: Count", "reply: Counted")
        )
        edited = load("count", folder=tmp_path)
        assert edited.render({"things": "a"}) == prompt.render({"things": "a"})
        assert self.key(edited) != self.key(prompt)

    @pytest.mark.parametrize(
        "change",
        [
            {"api_key": "other"},
            {"timeout_s": 1.0},
            {"attempts": 1},
            {"concurrency": 1},
            {"requests_per_minute": 1},
            {"tokens_per_minute": 1},
            {"price_in": 1.0},
            {"max_calls": 1},
            {"structured": "text"},
            {"context_tokens": 4096},
        ],
    )
    def test_what_cannot_change_the_answer_does_not(self, prompt: Prompt, change: dict[str, Any]) -> None:
        assert self.key(prompt, **change) == self.key(prompt)
