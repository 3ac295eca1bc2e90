"""Transports over real HTTP on loopback. The answers are written by hand: they test the plumbing and say nothing of any LLM."""

import asyncio
import inspect
import json
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import openai
import pytest
from answering import AnswerServer, Drops, Fails, Raw, Said, Say, Trickles, form_of, from_box, in_turn, vector_of
from langchain_core import exceptions as langchain_exceptions

from claimcheck.errors import (
    ClaimcheckError,
    ConfigError,
    RateLimitedError,
    ServiceError,
    ServiceRefusedError,
    ServiceTimeoutError,
)
from claimcheck.patience import Patience
from claimcheck.prompts import Message
from claimcheck.settings import Settings
from claimcheck.transports import (
    FORMS,
    Answer,
    Form,
    LangChainTransport,
    OpenAIEmbedder,
    RecordingTransport,
    ReplayTransport,
    Request,
    UnsupportedFormError,
    key_of,
)
from claimcheck.transports.faults import KINDS, retry_after_s, translated
from claimcheck.transports.wire import body_of, estimate_tokens

SCHEMA = {
    "type": "object",
    "properties": {"n": {"type": "integer"}},
    "required": ["n"],
    "additionalProperties": False,
}
ASKED = Request(
    (Message("system", "Count."), Message("user", "How many?")),
    name="Count",
    schema=SCHEMA,
    how="json_schema",
    temperature=0.0,
    max_tokens=300,
)
SECRET = "sk-very-secret-7"


def settings_for(url: str, **llm: object) -> Settings:
    return Settings.model_validate(
        {"llm": {"base_url": url, "model": "by-hand", "api_key": SECRET, "timeout_s": 5.0, **llm}}
    )


async def sent(say: Say | str | object, request: Request = ASKED, **llm: object) -> Answer:
    with AnswerServer(say) as server:  # type: ignore[arg-type]
        transport = LangChainTransport(settings_for(server.url, **llm))
        try:
            return await transport.send(request)
        finally:
            await transport.aclose()


async def refusal_of(say: Say | object, request: Request = ASKED, **llm: object) -> ClaimcheckError:
    with pytest.raises(ClaimcheckError) as caught:
        await sent(say, request, **llm)
    assert SECRET not in str(caught.value)
    assert "\n" not in str(caught.value)
    return caught.value


class TestAnswers:
    @pytest.mark.parametrize("how", FORMS)
    async def test_an_answer_comes_back_as_said_with_usage_in_every_form(self, how: Form) -> None:
        answer = await sent('{"n": 3}', replace(ASKED, how=how))
        assert json.loads(answer.text) == {"n": 3}
        assert (answer.finish, answer.model) == ("stop", "by-hand")
        assert (answer.tokens_in, answer.tokens_out) == (4, 2)

    @pytest.mark.parametrize("how", FORMS)
    async def test_what_is_sent_has_the_key_that_a_recording_is_kept_under(self, how: Form) -> None:
        with AnswerServer('{"n": 3}') as server:
            transport = LangChainTransport(settings_for(server.url))
            await transport.send(replace(ASKED, how=how))
            await transport.aclose()
        (body,) = server.bodies
        assert form_of(body) == how
        assert key_of(body) == key_of(body_of(replace(ASKED, how=how)))

    async def test_sampling_and_key_are_sent_as_set(self) -> None:
        with AnswerServer('{"n": 3}') as server:
            transport = LangChainTransport(settings_for(server.url))
            await transport.send(ASKED)
            await transport.aclose()
        (body,) = server.bodies
        assert (body["temperature"], body["max_completion_tokens"], body["model"]) == (0.0, 300, "by-hand")
        assert server.headers[0]["authorization"] == f"Bearer {SECRET}"

    @pytest.mark.parametrize("how", FORMS)
    async def test_an_answer_cut_off_is_marked_with_its_text_kept(self, how: Form) -> None:
        answer = await sent(Said('{"n": ', finish="length"), replace(ASKED, how=how))
        assert (answer.finish, answer.text) == ("length", '{"n": ')
        assert answer.tokens_out == 2

    @pytest.mark.parametrize("how", FORMS)
    async def test_a_refusal_is_marked_and_its_words_kept(self, how: Form) -> None:
        answer = await sent(Said(refusal="I cannot help with that."), replace(ASKED, how=how))
        assert (answer.finish, answer.text) == ("refusal", "I cannot help with that.")

    async def test_a_filtered_answer_is_a_refusal(self) -> None:
        assert (await sent(Said("", finish="content_filter"))).finish == "refusal"

    async def test_tool_arguments_that_are_no_json_are_kept_as_text(self) -> None:
        answer = await sent('{"n": 3', replace(ASKED, how="tool"))
        assert answer.text == '{"n": 3'

    async def test_words_instead_of_a_tool_call_are_kept(self) -> None:
        answer = await sent(Said("Three.", as_tool=False), replace(ASKED, how="tool"))
        assert answer.text == "Three."

    async def test_tokens_are_estimated_where_the_server_does_not_count(self) -> None:
        answer = await sent(Said('{"n": 3}', usage=False))
        assert (answer.tokens_in, answer.tokens_out) == (4, 2)

    async def test_the_key_may_be_missing_for_a_local_server(self) -> None:
        assert (await sent('{"n": 3}', api_key=None)).text == '{"n": 3}'

    def test_one_transport_serves_one_event_loop_after_another(self) -> None:
        with AnswerServer('{"n": 3}') as server:
            transport = LangChainTransport(settings_for(server.url))
            for _ in range(3):
                assert asyncio.run(transport.send(ASKED)).text == '{"n": 3}'


class TestOnlyTheSettingsDecideWhereTextGoes:
    async def test_a_tracing_variable_sends_nothing_elsewhere(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with AnswerServer(Raw("{}")) as tracer:
            monkeypatch.setenv("LANGSMITH_TRACING", "true")
            for name in ("LANGSMITH", "LANGCHAIN"):
                monkeypatch.setenv(f"{name}_TRACING_V2", "true")
                monkeypatch.setenv(f"{name}_API_KEY", "k")
                monkeypatch.setenv(f"{name}_ENDPOINT", tracer.url)
            assert (await sent('{"n": 3}')).text == '{"n": 3}'
            await asyncio.sleep(0.3)
        assert tracer.calls == 0

    async def test_variables_for_other_addresses_are_without_effect(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with AnswerServer('{"n": 9}') as elsewhere:
            for name in ("OPENAI_BASE_URL", "OPENAI_API_BASE", "LANGSMITH_GATEWAY", "LANGSMITH_GATEWAY_URL"):
                monkeypatch.setenv(name, elsewhere.url)
            assert (await sent('{"n": 3}')).text == '{"n": 3}'
        assert elsewhere.calls == 0


class TestFaults:
    async def test_too_many_requests_carry_how_long_to_wait(self) -> None:
        error = await refusal_of(Fails(429, headers={"Retry-After": "7"}))
        assert isinstance(error, RateLimitedError)
        assert error.retry_after_s == 7.0

    async def test_too_many_requests_without_a_word_carry_none(self) -> None:
        error = await refusal_of(Fails(429))
        assert isinstance(error, RateLimitedError)
        assert error.retry_after_s is None

    async def test_a_spent_quota_is_not_worth_trying_again(self) -> None:
        error = await refusal_of(Fails(429, "You exceeded your current quota", code="insufficient_quota"))
        assert isinstance(error, ServiceRefusedError)

    @pytest.mark.parametrize("status", [500, 502, 503, 529, 409])
    async def test_a_server_error_may_be_tried_again(self, status: int) -> None:
        error = await refusal_of(Fails(status))
        assert type(error) is ServiceError
        assert str(status) in str(error)

    @pytest.mark.parametrize("status", [401, 403])
    async def test_a_refused_key_says_which_setting(self, status: int) -> None:
        error = await refusal_of(Fails(status, f"Incorrect API key provided: {SECRET}"))
        assert isinstance(error, ServiceRefusedError)
        assert "llm.api_key" in str(error)

    async def test_an_unknown_name_says_which_setting(self) -> None:
        error = await refusal_of(Fails(404, "The model `by-hand` does not exist"))
        assert isinstance(error, ServiceRefusedError)
        assert "llm.model" in str(error)

    @pytest.mark.parametrize(
        "message",
        [
            "This model's maximum context length is 8192 tokens. However, you requested 9000 (8000 in the functions)",
            "prompt is too long: 9000 tokens > 8192 maximum",
            "the request exceeds the available context size",
        ],
    )
    @pytest.mark.parametrize("how", FORMS)
    async def test_too_long_a_prompt_says_which_setting(self, message: str, how: Form) -> None:
        error = await refusal_of(Fails(400, message), replace(ASKED, how=how))
        assert type(error) is ServiceRefusedError
        assert "llm.context_tokens" in str(error)

    async def test_any_other_bad_request_is_refused_for_good(self) -> None:
        assert type(await refusal_of(Fails(400, "bad things"))) is ServiceRefusedError

    @pytest.mark.parametrize("half_way", [False, True])
    async def test_a_dropped_connection_may_be_tried_again(self, half_way: bool) -> None:
        assert type(await refusal_of(Drops(half_way))) is ServiceError

    async def test_nobody_listening_names_the_address(self) -> None:
        with AnswerServer("") as gone:
            url = gone.url
        transport = LangChainTransport(settings_for(url))
        with pytest.raises(ServiceError, match=r"llm\.base_url"):
            await transport.send(ASKED)
        await transport.aclose()

    @pytest.mark.parametrize("slow", [Said('{"n": 3}', after_s=5.0), Trickles()])
    async def test_a_slow_server_is_given_up(self, slow: object) -> None:
        began = time.monotonic()
        error = await refusal_of(slow, timeout_s=0.3)
        assert isinstance(error, ServiceTimeoutError)
        assert "llm.timeout_s" in str(error)
        assert time.monotonic() - began < 4

    @pytest.mark.parametrize(
        "raw",
        [
            Raw("<html>Welcome to the login page</html>", "text/html"),
            Raw("not json at all"),
            Raw("{}"),
            Raw('{"choices": null}'),
            Raw('{"choices": []}'),
            Raw('{"choices": [{"message": null, "finish_reason": "stop"}]}'),
            Raw('{"error": {"message": "overloaded"}}'),
            Raw("[1, 2]"),
            Raw(""),
        ],
    )
    @pytest.mark.parametrize("how", ["json_schema", "text"])
    async def test_a_body_that_is_no_completion_is_a_named_error(self, raw: Raw, how: Form) -> None:
        assert type(await refusal_of(raw, replace(ASKED, how=how))) is ServiceError

    async def test_a_long_message_is_cut_to_one_short_line(self) -> None:
        error = await refusal_of(Fails(500, "stack\ntrace\x1b[31m " * 200))
        assert len(str(error)) < 500
        assert "\x1b" not in str(error)

    @pytest.mark.parametrize(
        ("how", "status", "message"),
        [
            ("json_schema", 400, "Invalid parameter: 'response_format' of type 'json_schema' is not supported"),
            ("json_schema", 422, "body.response_format: Extra inputs are not permitted"),
            ("json_schema", 400, "Invalid schema for response_format 'Count'"),
            ("json_schema", 500, "failed to parse grammar"),
            ("json_schema", 501, "response_format: unknown"),
            ("tool", 400, '"auto" tool choice requires --enable-auto-tool-choice'),
            ("tool", 404, "No endpoints found that support tool use"),
            ("json_object", 400, "'response_format' must be text"),
        ],
    )
    async def test_a_form_that_the_server_lacks_is_told_from_a_refusal(
        self, how: Form, status: int, message: str
    ) -> None:
        assert isinstance(await refusal_of(Fails(status, message), replace(ASKED, how=how)), UnsupportedFormError)

    async def test_a_failure_that_merely_mentions_a_tool_is_a_failure(self) -> None:
        error = await refusal_of(Fails(500, "internal error in tool runner"), replace(ASKED, how="tool"))
        assert type(error) is ServiceError

    async def test_cancelling_hangs_up(self) -> None:
        with AnswerServer(Said('{"n": 3}', after_s=3.0)) as server:
            transport = LangChainTransport(settings_for(server.url))
            task = asyncio.create_task(transport.send(ASKED))
            for _ in range(500):  # the first call imports its vendor's package, however long that takes here
                if server.under_way == 1:
                    break
                await asyncio.sleep(0.01)
            assert server.under_way == 1
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            await transport.aclose()


class TestSamplingThatAServerTurnsDown:
    async def test_a_refused_temperature_is_left_out_from_then_on(self) -> None:
        def say(body: dict[str, object]) -> Fails | str:
            message = "Unsupported value: 'temperature' does not support 0.0 with this model."
            return Fails(400, message, param="temperature") if "temperature" in body else '{"n": 3}'

        with AnswerServer(say) as server:
            transport = LangChainTransport(settings_for(server.url))
            for _ in range(2):
                assert (await transport.send(ASKED)).text == '{"n": 3}'
            await transport.aclose()
        assert ["temperature" in body for body in server.bodies] == [True, False, False]
        assert all("max_completion_tokens" in body for body in server.bodies)

    async def test_a_refused_length_is_left_out_too(self) -> None:
        def say(body: dict[str, object]) -> Fails | str:
            return (
                Fails(422, "Unrecognized request argument: max_completion_tokens")
                if "max_completion_tokens" in body
                else '{"n": 3}'
            )

        assert (await sent(say)).text == '{"n": 3}'

    async def test_a_server_that_always_complains_is_not_asked_for_ever(self) -> None:
        always = Fails(400, "Unsupported parameter: temperature", param="temperature")
        with AnswerServer(always) as server:
            transport = LangChainTransport(settings_for(server.url))
            with pytest.raises(ServiceRefusedError):
                await transport.send(ASKED)
            await transport.aclose()
        assert server.calls == 2


class TestOtherProviders:
    """Only openai's package is installed: another provider's model is stood in for by the same one, bound LangChain's way."""

    @pytest.fixture
    def elsewhere(self, monkeypatch: pytest.MonkeyPatch) -> None:
        from langchain import chat_models

        made = chat_models.init_chat_model

        def stand_in(model: str, *, model_provider: str, **options: object) -> object:
            return made(model, model_provider="openai", **options)

        monkeypatch.setattr(chat_models, "init_chat_model", stand_in)

    @pytest.mark.usefixtures("elsewhere")
    @pytest.mark.parametrize("how", ["json_schema", "tool", "text"])
    async def test_forms_are_bound_the_way_that_langchain_offers(self, how: Form) -> None:
        with AnswerServer('{"n": 3}') as server:
            transport = LangChainTransport(settings_for(server.url, provider="elsewhere"))
            answer = await transport.send(replace(ASKED, how=how))
        assert json.loads(answer.text) == {"n": 3}
        assert answer.tokens_in == 4
        assert form_of(server.bodies[0]) == how

    @pytest.mark.usefixtures("elsewhere")
    async def test_a_form_that_langchain_lacks_is_unsupported(self) -> None:
        assert isinstance(
            await refusal_of('{"n": 3}', replace(ASKED, how="json_object"), provider="elsewhere"), UnsupportedFormError
        )

    async def test_an_unknown_provider_is_a_setting_to_mend(self) -> None:
        assert isinstance(await refusal_of("", provider="nobody"), ConfigError)

    async def test_a_missing_package_is_named(self) -> None:
        error = await refusal_of("", provider="anthropic")
        assert isinstance(error, ConfigError)
        assert "langchain-anthropic" in str(error)


class TestEveryVendorErrorIsDecided:
    @pytest.mark.parametrize(
        ("vendor", "module", "base"),
        [
            ("openai", openai, openai.OpenAIError),
            ("openai", openai._exceptions, Exception),
            ("langchain_core", langchain_exceptions, langchain_exceptions.ModelError),
        ],
    )
    def test_a_class_that_the_vendor_adds_must_be_listed(
        self, vendor: str, module: object, base: type[Exception]
    ) -> None:
        found = {
            name
            for name, item in list(vars(module).items())  # openai loads parts of itself when they are looked at
            if inspect.isclass(item)
            and issubclass(item, base)
            and not name.startswith("_")
            and item.__module__.startswith(vendor)
        }
        assert found
        assert found <= {name for owner, name in KINDS if owner == vendor}

    def test_a_class_that_the_vendor_drops_leaves_the_list(self) -> None:
        listed = {name for vendor, name in KINDS if vendor == "openai"}
        assert listed <= set(vars(openai)) | set(vars(openai._exceptions))

    def test_an_error_that_nobody_listed_is_still_one_of_ours(self) -> None:
        error = translated(ZeroDivisionError("odd"), server="s", model="m")
        assert type(error) is ServiceError

    @pytest.mark.parametrize(
        ("headers", "seconds"),
        [
            ({"retry-after": "3"}, 3.0),
            ({"retry-after": "0.5"}, 0.5),
            ({"retry-after": "-2"}, 0.0),
            ({"retry-after-ms": "250", "retry-after": "9"}, 0.25),
            ({"retry-after": "nan"}, None),
            ({"retry-after": "inf"}, None),
            ({"retry-after": "soon"}, None),
            ({}, None),
            ({"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}, 0.0),
        ],
    )
    def test_the_time_to_wait_is_read_in_every_notation(self, headers: dict[str, str], seconds: float | None) -> None:
        assert retry_after_s(headers) == seconds


class TestRecordings:
    async def test_what_was_recorded_is_replayed(self, tmp_path: Path) -> None:
        with AnswerServer('{"n": 3}') as server:
            recording = RecordingTransport(LangChainTransport(settings_for(server.url)), tmp_path)
            first = await recording.send(ASKED)
            await recording.aclose()
        again = await ReplayTransport(tmp_path).send(ASKED)
        assert (again.text, again.finish) == (first.text, "stop")
        assert (again.tokens_in, again.tokens_out) == (first.tokens_in, first.tokens_out)
        (asked,) = (tmp_path / "requests").iterdir()
        assert "How many?" in asked.read_text(encoding="utf-8")

    async def test_a_server_replays_the_same_folder(self, tmp_path: Path) -> None:
        with AnswerServer('{"n": 3}') as server:
            recording = RecordingTransport(LangChainTransport(settings_for(server.url)), tmp_path)
            await recording.send(ASKED)
            await recording.aclose()
        assert (await sent(from_box(tmp_path))).text == '{"n": 3}'

    async def test_a_question_never_recorded_names_its_key(self, tmp_path: Path) -> None:
        with pytest.raises(ServiceError, match=key_of(body_of(ASKED))):
            await ReplayTransport(tmp_path).send(ASKED)

    @pytest.mark.parametrize("change", [{"how": "tool"}, {"schema": {"type": "object"}}, {"messages": ()}])
    def test_a_changed_question_has_another_key(self, change: dict[str, object]) -> None:
        assert key_of(body_of(replace(ASKED, **change))) != key_of(body_of(ASKED))  # type: ignore[arg-type]

    @pytest.mark.parametrize("half", [Said('{"n"', finish="length"), Said(refusal="No.")])
    async def test_an_answer_that_is_not_whole_is_not_recorded(self, tmp_path: Path, half: Said) -> None:
        with AnswerServer(half) as server:
            recording = RecordingTransport(LangChainTransport(settings_for(server.url)), tmp_path)
            await recording.send(ASKED)
            await recording.aclose()
        assert not (tmp_path / "answers").exists()


class TestEmbedder:
    def embedder(self, url: str, *, attempts: int = 3, **embedding: object) -> OpenAIEmbedder:
        settings = Settings.model_validate(
            {"llm": {"base_url": url, "timeout_s": 1.0}, "embedding": {"kind": "openai", "model": "tiny", **embedding}}
        )
        return OpenAIEmbedder(settings, patience=Patience(attempts=attempts, first_s=0.01, longest_s=1.0))

    def test_vectors_are_of_length_one_and_in_the_order_of_the_texts(self) -> None:
        texts = ["one", "two", "", "three", "one"]
        with AnswerServer("") as server:
            embedder = self.embedder(server.url, batch=2)
            found = embedder.embed(texts)
        wanted = np.array([vector_of(text or " ") for text in texts])
        assert found.dtype == np.float32
        np.testing.assert_allclose(found, wanted / np.linalg.norm(wanted, axis=1, keepdims=True), atol=1e-6)
        assert [len(body["input"]) for body in server.bodies] == [2, 2, 1]
        assert (embedder.calls, embedder.tokens) == (3, 6)

    def test_the_name_tells_the_model_and_the_dimension_is_learnt(self) -> None:
        with AnswerServer("") as server:
            embedder = self.embedder(server.url)
            assert embedder.name == "openai:tiny"
            assert embedder.dimension == 8
            assert embedder.embed([]).shape == (0, 8)
            assert server.calls == 1

    def test_its_own_address_and_key_come_before_the_llms(self) -> None:
        with AnswerServer("") as own, AnswerServer("") as other:
            self.embedder(other.url, base_url=own.url, api_key="k2").embed(["a"])
        assert (own.calls, other.calls) == (1, 0)
        assert own.headers[0]["authorization"] == "Bearer k2"

    def test_a_failing_server_is_asked_again(self) -> None:
        replies = iter([Fails(500), Fails(429, headers={"Retry-After": "0.01"}), None])
        with AnswerServer("", embed=lambda body: next(replies)) as server:
            assert self.embedder(server.url).embed(["a"]).shape == (1, 8)
        assert server.calls == 3

    def test_a_server_that_goes_on_failing_is_an_error(self) -> None:
        with AnswerServer("", embed=lambda body: Fails(500)) as server, pytest.raises(ServiceError):
            self.embedder(server.url).embed(["a"])
        assert server.calls == 3

    def test_a_refused_key_is_not_tried_again(self) -> None:
        with AnswerServer("", embed=lambda body: Fails(401)) as server, pytest.raises(ServiceRefusedError):
            self.embedder(server.url).embed(["a"])
        assert server.calls == 1

    @pytest.mark.parametrize(
        "data",
        [
            [],
            [{"index": 0, "embedding": []}],
            [{"index": 0, "embedding": [1.0]}, {"index": 1, "embedding": [1.0]}],
        ],
    )
    def test_vectors_that_do_not_match_the_texts_are_an_error(self, data: list[object]) -> None:
        raw = Raw(json.dumps({"object": "list", "model": "tiny", "data": data}))
        with AnswerServer("", embed=lambda body: raw) as server, pytest.raises(ServiceError):
            self.embedder(server.url, attempts=1).embed(["a"])

    def test_a_dimension_that_changes_is_an_error(self) -> None:
        row = {"index": 0, "object": "embedding"}
        replies = in_turn(*(Raw(json.dumps({"data": [{**row, "embedding": [1.0] * n}], "model": "m"})) for n in (2, 3)))
        with AnswerServer("", embed=replies) as server:
            embedder = self.embedder(server.url, attempts=1)
            embedder.embed(["a"])
            with pytest.raises(ServiceError, match="3 numbers after 2"):
                embedder.embed(["b"])

    def test_a_vector_of_zeros_stays_zero(self) -> None:
        raw = Raw(json.dumps({"data": [{"index": 0, "embedding": [0.0, 0.0]}], "model": "m"}))
        with AnswerServer("", embed=lambda body: raw) as server:
            assert not self.embedder(server.url).embed(["a"]).any()


@pytest.mark.parametrize(("text", "tokens"), [("", 0), ("a", 1), ("abcd", 1), ("abcde", 2)])
def test_tokens_are_estimated_as_a_quarter_of_the_characters_rounded_up(text: str, tokens: int) -> None:
    assert estimate_tokens(text) == tokens
