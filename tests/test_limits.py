"""Pace, budget and patience: how fast, how much and how often a server is asked.

The answers are written by hand: they test the plumbing and say nothing of any LLM.
"""

import asyncio
import time
from pathlib import Path
from typing import Any

import pytest
from answering import AnswerServer, Body, Fails, Said, in_turn
from rooms import GOOD, QUICK, Count, Room, prompt_in

from claimcheck.chat import Chat
from claimcheck.errors import (
    BudgetSpentError,
    ConfigError,
    RateLimitedError,
    ServiceError,
    ServiceRefusedError,
)
from claimcheck.limits import Budget, Clock, Pace, Window
from claimcheck.patience import Patience
from claimcheck.prompts import Prompt
from claimcheck.settings import LLMSettings, Settings
from claimcheck.transports import LangChainTransport
from claimcheck.usage import Meter


@pytest.fixture
def prompt(tmp_path: Path) -> Prompt:
    return prompt_in(tmp_path)


class TestPatience:
    half = Patience(attempts=5, first_s=1.0, longest_s=3.0, draw=lambda: 0.5)

    @pytest.mark.parametrize(("attempt", "pause_s"), [(1, 0.5), (2, 1.0), (3, 1.5), (4, 1.5), (5, None), (6, None)])
    def test_pauses_double_up_to_a_bound_and_end(self, attempt: int, pause_s: float | None) -> None:
        assert self.half.pause_s(attempt, ServiceError("down")) == pause_s

    @pytest.mark.parametrize(("asked_s", "pause_s"), [(None, 0.5), (0.0, 0.5), (2.0, 2.5), (3.0, 3.5), (3.1, None)])
    def test_the_server_is_waited_for_at_least_as_long_as_it_asks(
        self, asked_s: float | None, pause_s: float | None
    ) -> None:
        assert self.half.pause_s(1, RateLimitedError("slow", retry_after_s=asked_s)) == pause_s

    def test_what_is_refused_is_never_tried_again(self) -> None:
        assert self.half.pause_s(1, ServiceRefusedError("no")) is None

    def test_jitter_is_full(self) -> None:
        drawn = [Patience(draw=lambda at=at: at).pause_s(1, ServiceError("down")) for at in (0.0, 0.25, 0.99)]  # type: ignore[misc]
        assert drawn == [0.0, 0.25, 0.99]


class TestBudget:
    async def test_no_more_calls_are_made_than_allowed_however_many_ask_at_once(self, prompt: Prompt) -> None:
        with AnswerServer(Said(GOOD, after_s=0.05)) as server:
            async with Room(server, prompt, max_calls=5) as room:
                asks = (room.ask(f"pears {number}") for number in range(12))
                results = await asyncio.gather(*asks, return_exceptions=True)
        assert server.calls == 5
        assert sum(isinstance(result, BudgetSpentError) for result in results) == 7
        assert sum(result == Count(n=3) for result in results) == 5

    async def test_a_re_ask_is_a_call_of_its_own(self, prompt: Prompt) -> None:
        with AnswerServer(in_turn("Three.", GOOD)) as server:
            async with Room(server, prompt, max_calls=1) as room:
                with pytest.raises(BudgetSpentError):
                    await room.ask()
        assert server.calls == 1

    async def test_a_failed_call_costs_nothing(self, prompt: Prompt) -> None:
        with AnswerServer(in_turn(Fails(401), GOOD)) as server:
            async with Room(server, prompt, max_calls=1) as room:
                with pytest.raises(ServiceRefusedError):
                    await room.ask()
                assert (await room.ask()).n == 3

    async def test_money_stops_the_run_before_it_is_overspent(self, prompt: Prompt) -> None:
        with AnswerServer(GOOD) as server:
            async with Room(server, prompt, max_cost=0.001, price_in=10.0, price_out=10.0) as room:
                with pytest.raises(BudgetSpentError, match=r"llm\.max_cost"):
                    for number in range(50):
                        await room.ask(f"pears {number}")
        assert 1 < server.calls < 10
        assert 0.0005 < room.chat.budget.cost <= 0.001

    def test_calls_under_way_count_with_what_they_are_expected_to_cost(self) -> None:
        budget = Budget(LLMSettings(max_cost=0.003, price_in=1.0, price_out=2.0))
        assert budget.spend(1000, 0) == pytest.approx(0.001)
        with budget.reserved(1500), pytest.raises(BudgetSpentError), budget.reserved(1000):
            pass
        with budget.reserved(2000):
            pass
        assert budget.expected_out == 0
        budget.spend(0, 500)
        assert budget.expected_out == 250
        with pytest.raises(BudgetSpentError), budget.reserved(501):
            pass

    def test_a_limit_on_money_needs_prices(self) -> None:
        with pytest.raises(ConfigError, match="price"):
            Budget(LLMSettings(max_cost=1.0, price_in=1.0))


class TestPace:
    async def test_no_more_calls_are_under_way_than_set_over_all_stages(self, prompt: Prompt) -> None:
        with AnswerServer(Said(GOOD, after_s=0.05)) as server:
            async with Room(server, prompt, concurrency=3) as room:
                await asyncio.gather(*(room.ask(f"pears {number}") for number in range(12)))
        assert (server.calls, server.most_at_once) == (12, 3)

    async def test_a_server_that_asks_to_slow_down_gets_half_as_many_and_recovers(self, prompt: Prompt) -> None:
        with AnswerServer(in_turn(Fails(429, headers={"Retry-After": "0.05"}), GOOD)) as server:
            async with Room(server, prompt, concurrency=4) as room:
                pace = room.chat._pace
                await room.ask("0")
                assert pace.allowed == 2
                for number in range(1, 12):
                    await room.ask(str(number))
                assert pace.allowed == 4

    async def test_while_the_server_wants_quiet_nobody_calls(self, prompt: Prompt) -> None:
        times: list[float] = []

        def say(body: Body) -> Any:
            times.append(time.monotonic())
            return Fails(429, headers={"Retry-After": "0.3"}) if len(times) == 1 else GOOD

        with AnswerServer(say) as server:
            async with Room(server, prompt, concurrency=1) as room:
                await asyncio.gather(*(room.ask(f"pears {number}") for number in range(4)))
        assert len(times) == 5
        assert times[1] - times[0] >= 0.29

    async def test_a_cancelled_call_gives_its_turn_back_and_hangs_up(self, prompt: Prompt) -> None:
        with AnswerServer(lambda body: Said(GOOD, after_s=0.0 if "plums" in str(body) else 3.0)) as server:
            async with Room(server, prompt, concurrency=2, max_calls=5) as room:
                slow = [asyncio.create_task(room.ask(f"pears {number}")) for number in range(5)]
                for _ in range(500):  # the first call imports its vendor's package, however long that takes here
                    if server.under_way == 2:
                        break
                    await asyncio.sleep(0.01)
                assert server.under_way == 2
                for task in slow:
                    task.cancel()
                results = await asyncio.gather(*slow, return_exceptions=True)
                assert all(isinstance(result, asyncio.CancelledError) for result in results)
                began = time.monotonic()
                plums = await asyncio.gather(*(room.ask(f"plums {number}") for number in range(5)))
                assert time.monotonic() - began < 0.9
        assert plums == [Count(n=3)] * 5
        assert (room.row.calls, room.chat.budget.calls) == (5, 5)

    def test_a_room_can_be_used_from_one_event_loop_after_another(self, prompt: Prompt) -> None:
        with AnswerServer(Said(GOOD, after_s=0.02)) as server:
            room = Room(server, prompt, concurrency=2)

            async def several(name: str) -> list[Count]:
                return list(await asyncio.gather(*(room.ask(f"{name} {number}") for number in range(5))))

            assert asyncio.run(several("a")) == asyncio.run(several("b"))
        assert server.most_at_once == 2


class SlowedClock:
    """Time that only passes when somebody sleeps."""

    def __init__(self) -> None:
        self.at = 1000.0

    async def sleep(self, seconds: float) -> None:
        self.at += seconds
        await asyncio.sleep(0)

    @property
    def clock(self) -> Clock:
        return Clock(now=lambda: self.at, sleep=self.sleep)


class TestLimitsAMinute:
    @pytest.mark.parametrize(
        ("llm", "starts"),
        [
            ({"requests_per_minute": 2}, [0, 0, 60, 60, 120]),
            ({"tokens_per_minute": 250}, [0, 0, 60, 60, 120]),
            ({"tokens_per_minute": 50}, [0, 60, 120, 180, 240]),
            ({"requests_per_minute": 3, "tokens_per_minute": 200}, [0, 0, 60, 60, 120]),
            ({}, [0, 0, 0, 0, 0]),
        ],
    )
    async def test_calls_start_when_the_last_minute_has_room_for_them(
        self, llm: dict[str, int], starts: list[int]
    ) -> None:
        slowed = SlowedClock()
        pace = Pace(LLMSettings.model_validate(llm), clock=slowed.clock)
        found = []
        for _ in range(5):
            async with pace.turn(100):
                found.append(slowed.at - 1000)
        assert found == starts

    async def test_a_limit_is_shared_with_retries_through_the_room(self, prompt: Prompt) -> None:
        slowed = SlowedClock()
        with AnswerServer(in_turn(Fails(500), GOOD)) as server:
            settings = Settings.model_validate({"llm": {"base_url": server.url, "requests_per_minute": 1}})
            transport = LangChainTransport(settings)
            chat = Chat(settings.llm, transport, patience=QUICK, clock=slowed.clock)
            await chat.ask(prompt, {"things": "pears"}, reply=Count, stage="weigh", meter=Meter())
            await chat.aclose()
        assert slowed.at == pytest.approx(1060, abs=0.1)

    def test_a_count_by_the_server_corrects_the_estimate(self) -> None:
        window = Window(None, 100)
        window.reserve(0, 90).tokens = 10
        assert window.reserve(1, 80).at == 1
        assert window.reserve(2, 80).at == 61

    def test_a_place_given_back_is_free_again(self) -> None:
        window = Window(1, None)
        slot = window.reserve(0, 1)
        window.free(slot)
        assert window.reserve(0, 1).at == 0

    def test_a_minute_later_there_is_room(self) -> None:
        window = Window(1, None)
        window.reserve(0, 1)
        assert window.reserve(60, 1).at == 60
        assert len(window.slots) == 1
