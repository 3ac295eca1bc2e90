"""The chat room over real HTTP on loopback.

The answers are written by hand: they test the plumbing and say nothing of any LLM.
"""

import asyncio
import json
import time
from pathlib import Path
from typing import Any

import pytest
from answering import AnswerServer, Body, Drops, Fails, Raw, Said, faulty, form_of, in_turn, lacking
from rooms import GOOD, Count, Room, prompt_in

from claimcheck import replies
from claimcheck.chat import Chat
from claimcheck.errors import (
    AnswerError,
    ConfigError,
    MalformedAnswerError,
    RateLimitedError,
    RefusedAnswerError,
    ServiceError,
    ServiceRefusedError,
    ServiceTimeoutError,
    TruncatedAnswerError,
)
from claimcheck.patience import Patience
from claimcheck.prompts import Message, Prompt
from claimcheck.settings import LLMSettings
from claimcheck.transports import FORMS, Answer, Request, UnsupportedFormError
from claimcheck.usage import Meter


@pytest.fixture
def prompt(tmp_path: Path) -> Prompt:
    return prompt_in(tmp_path)


class TestAsking:
    async def test_a_reply_is_validated_and_its_cost_counted(self, prompt: Prompt) -> None:
        with AnswerServer(GOOD) as server:
            async with Room(server, prompt, price_in=2.0, price_out=8.0) as room:
                assert await room.ask() == Count(n=3)
        (body,) = server.bodies
        characters = sum(len(message["content"]) for message in body["messages"])
        tokens_in, tokens_out = -(-characters // 4), -(-len(GOOD) // 4)
        assert (room.row.calls, room.row.retries, room.row.cached) == (1, 0, 0)
        assert (room.row.tokens_in, room.row.tokens_out) == (tokens_in, tokens_out)
        assert room.row.cost == pytest.approx((tokens_in * 2 + tokens_out * 8) / 1e6)
        assert room.chat.budget.cost == pytest.approx(room.row.cost)

    async def test_the_strictest_form_is_asked_for_first_with_the_sampling_that_is_set(self, prompt: Prompt) -> None:
        with AnswerServer(GOOD) as server:
            async with Room(server, prompt, temperature=0.5, max_tokens=777) as room:
                await room.ask()
        (body,) = server.bodies
        assert form_of(body) == "json_schema"
        assert body["response_format"]["json_schema"]["strict"] is True
        assert (body["temperature"], body["max_completion_tokens"]) == (0.5, 777)

    async def test_without_prices_no_cost_is_made_up(self, prompt: Prompt) -> None:
        with AnswerServer(GOOD) as server:
            async with Room(server, prompt) as room:
                await room.ask()
        assert room.row.cost is None

    async def test_inputs_that_do_not_fit_are_told_before_anything_is_sent(self, prompt: Prompt) -> None:
        with AnswerServer(GOOD) as server:
            async with Room(server, prompt) as room:
                with pytest.raises(ConfigError):
                    await room.chat.ask(prompt, {}, reply=Count, stage="weigh", meter=room.meter)
        assert server.calls == 0

    async def test_stages_are_counted_apart(self, prompt: Prompt) -> None:
        with AnswerServer(GOOD) as server:
            async with Room(server, prompt) as room:
                for stage in ("extract", "weigh"):
                    await room.chat.ask(prompt, {"things": stage}, reply=Count, stage=stage, meter=room.meter)  # type: ignore[arg-type]
        assert [(row.stage, row.calls) for row in room.meter.usage().stages] == [("extract", 1), ("weigh", 1)]


class TestTryingAgain:
    @pytest.mark.parametrize(
        "fault",
        [
            Fails(429, headers={"Retry-After": "0.01"}),
            Fails(429),
            Fails(500),
            Fails(503),
            Drops(),
            Drops(True),
            Raw("{}"),
        ],
    )
    async def test_a_passing_fault_is_got_over_and_counted_as_a_retry(self, prompt: Prompt, fault: Any) -> None:
        with AnswerServer(in_turn(fault, fault, GOOD)) as server:
            async with Room(server, prompt) as room:
                assert (await room.ask()).n == 3
        assert (server.calls, room.row.calls, room.row.retries) == (3, 1, 2)

    @pytest.mark.parametrize(
        ("fault", "error"),
        [(Fails(500), ServiceError), (Fails(429), RateLimitedError), (Drops(), ServiceError)],
    )
    async def test_a_lasting_fault_is_a_named_error_after_all_attempts(
        self, prompt: Prompt, fault: Any, error: type[Exception]
    ) -> None:
        with AnswerServer(fault) as server:
            async with Room(server, prompt) as room:
                with pytest.raises(error):
                    await room.ask()
        assert (server.calls, room.row.calls, room.row.retries) == (4, 0, 3)

    @pytest.mark.parametrize("status", [400, 401, 403, 404])
    async def test_what_will_never_be_accepted_is_not_tried_again(self, prompt: Prompt, status: int) -> None:
        with AnswerServer(Fails(status)) as server:
            async with Room(server, prompt) as room:
                with pytest.raises(ServiceRefusedError):
                    await room.ask()
        assert server.calls == 1

    async def test_a_server_that_never_answers_is_given_up(self, prompt: Prompt) -> None:
        with AnswerServer(Said(GOOD, after_s=9)) as server:
            async with Room(server, prompt, timeout_s=0.2, patience=Patience(attempts=2, first_s=0.01)) as room:
                with pytest.raises(ServiceTimeoutError):
                    await room.ask()
        assert server.calls == 2

    async def test_the_servers_own_word_on_waiting_is_kept(self, prompt: Prompt) -> None:
        with AnswerServer(in_turn(Fails(429, headers={"Retry-After": "0.3"}), GOOD)) as server:
            async with Room(server, prompt) as room:
                began = time.monotonic()
                await room.ask()
        assert time.monotonic() - began >= 0.3

    async def test_a_wait_that_is_too_long_is_told_instead_of_waited(self, prompt: Prompt) -> None:
        with AnswerServer(Fails(429, headers={"Retry-After": "3600"})) as server:
            async with Room(server, prompt) as room:
                with pytest.raises(RateLimitedError) as caught:
                    await room.ask()
        assert caught.value.retry_after_s == 3600
        assert server.calls == 1

    @pytest.mark.parametrize("seed", range(6))
    async def test_with_half_of_all_calls_failing_every_question_ends_in_an_answer_or_a_named_error(
        self, prompt: Prompt, seed: int
    ) -> None:
        shares = dict.fromkeys(("429", "500", "drop", "cut", "junk"), 0.1)
        with AnswerServer(faulty(shares, lambda body: GOOD, seed=seed)) as server:
            async with Room(server, prompt) as room:
                asks = (room.ask(f"pears {number}") for number in range(12))
                results = await asyncio.gather(*asks, return_exceptions=True)
        answers = [result for result in results if result == Count(n=3)]
        errors = [result for result in results if isinstance(result, ServiceError | AnswerError)]
        assert len(answers) + len(errors) == 12
        assert len(answers) >= 6
        assert server.under_way == 0


class TestForms:
    @pytest.mark.parametrize("lacks", range(4))
    async def test_a_server_is_asked_in_the_best_form_that_it_has(self, prompt: Prompt, lacks: int) -> None:
        with AnswerServer(lacking(FORMS[:lacks], lambda body: GOOD)) as server:
            async with Room(server, prompt) as room:
                assert [await room.ask("pears"), await room.ask("plums")] == [Count(n=3)] * 2
                assert room.chat.form == FORMS[lacks]
        asked = [form_of(body) for body in server.bodies]
        assert asked == [*FORMS[: lacks + 1], FORMS[lacks]]
        assert (room.row.calls, room.row.retries) == (2, 0)

    async def test_questions_side_by_side_learn_together(self, prompt: Prompt) -> None:
        with AnswerServer(lacking(["json_schema", "tool"], lambda body: GOOD)) as server:
            async with Room(server, prompt) as room:
                found = await asyncio.gather(*(room.ask(f"pears {number}") for number in range(6)))
        assert found == [Count(n=3)] * 6
        assert form_of(server.bodies[-1]) == "json_object"

    @pytest.mark.parametrize("form", ["json_object", "text"])
    async def test_where_nothing_enforces_the_schema_it_is_told_in_words_in_the_last_message(
        self, prompt: Prompt, form: str
    ) -> None:
        with AnswerServer(GOOD) as server:
            async with Room(server, prompt, structured=form) as room:
                await room.ask()
        (body,) = server.bodies
        assert form_of(body) == form
        assert [message["role"] for message in body["messages"]] == ["system", "user"]
        assert json.dumps(replies.schema_of(Count), separators=(",", ":")) in body["messages"][-1]["content"]

    async def test_where_it_is_enforced_no_words_are_spent_on_it(self, prompt: Prompt) -> None:
        with AnswerServer(GOOD) as server:
            async with Room(server, prompt) as room:
                await room.ask()
        assert "Schema" not in server.bodies[0]["messages"][-1]["content"]

    async def test_a_form_that_was_set_is_kept_to(self, prompt: Prompt) -> None:
        with AnswerServer(lacking(["tool"], lambda body: GOOD)) as server:
            async with Room(server, prompt, structured="tool") as room:
                with pytest.raises(UnsupportedFormError, match=r"llm\.structured"):
                    await room.ask()
        assert server.calls == 1

    async def test_a_server_that_only_pretends_to_enforce_a_schema_is_found_out(self, prompt: Prompt) -> None:
        def say(body: Body) -> str:
            told = "Schema" in body["messages"][-1]["content"]
            return GOOD if told else "There are three pears."

        with AnswerServer(say) as server:
            async with Room(server, prompt, structured="auto") as room:
                for number in range(10):
                    assert (await room.ask(f"pears {number}")).n == 3
                assert room.chat.form == "json_object"
        assert server.calls == 2 * 6 + 4

    async def test_one_odd_answer_does_not_discredit_a_form_that_has_worked(self, prompt: Prompt) -> None:
        junk = [reply for _ in range(4) for reply in ("Three.", GOOD)]
        with AnswerServer(in_turn(GOOD, *junk, GOOD)) as server:
            async with Room(server, prompt) as room:
                for number in range(6):
                    await room.ask(f"pears {number}")
                assert room.chat.form == "json_schema"


class TestAnswersThatCannotBeUsed:
    async def test_a_misfit_is_asked_for_once_more_with_what_was_wrong(self, prompt: Prompt) -> None:
        with AnswerServer(in_turn('{"n": "many"}', GOOD)) as server:
            async with Room(server, prompt) as room:
                assert (await room.ask()).n == 3
        first, second = (body["messages"] for body in server.bodies)
        assert second[: len(first)] == first
        assert [message["role"] for message in second[len(first) :]] == ["assistant", "user"]
        assert second[-2]["content"] == '{"n": "many"}'
        assert "n: Input should be a valid integer" in second[-1]["content"]
        assert (room.row.calls, room.row.retries) == (2, 0)

    @pytest.mark.parametrize("bad", ["Three.", '{"n": 3', "", '{"n": 3, "extra": 1}', "[]", '{"n": null}', "{}"])
    async def test_two_misfits_are_a_named_error(self, prompt: Prompt, bad: str) -> None:
        with AnswerServer(bad) as server:
            async with Room(server, prompt) as room:
                with pytest.raises(MalformedAnswerError):
                    await room.ask()
        assert (server.calls, room.row.calls) == (2, 2)

    async def test_an_answer_cut_off_is_left_to_the_engine_and_counted(self, prompt: Prompt) -> None:
        with AnswerServer(Said('{"n": ', finish="length")) as server:
            async with Room(server, prompt) as room:
                with pytest.raises(TruncatedAnswerError, match=r"llm\.max_tokens"):
                    await room.ask()
        assert (server.calls, room.row.calls) == (1, 1)

    @pytest.mark.parametrize("refusal", [Said(refusal="I cannot help\nwith that."), Said("", finish="content_filter")])
    async def test_a_refusal_is_a_named_error_and_not_tried_again(self, prompt: Prompt, refusal: Said) -> None:
        with AnswerServer(refusal) as server:
            async with Room(server, prompt) as room:
                with pytest.raises(RefusedAnswerError) as caught:
                    await room.ask()
        assert "\n" not in str(caught.value)
        assert (server.calls, room.row.calls) == (1, 1)


class Endless:
    """A transport in memory, for what HTTP cannot show."""

    def __init__(self) -> None:
        self.asked: list[Request] = []

    async def send(self, request: Request) -> Answer:
        self.asked.append(request)
        raise UnsupportedFormError("no form at all")

    async def aclose(self) -> None:
        """Nothing is open."""


async def test_a_server_without_any_form_is_an_error_and_not_a_loop(prompt: Prompt) -> None:
    transport = Endless()
    chat = Chat(LLMSettings(), transport)
    with pytest.raises(ServiceRefusedError):
        await chat.ask(prompt, {"things": "a"}, reply=Count, stage="weigh", meter=Meter())
    assert [request.how for request in transport.asked] == list(FORMS)
    assert transport.asked[0].messages == tuple(prompt.render({"things": "a"}))
    assert isinstance(transport.asked[0].messages[0], Message)
