"""The one room where LLM work is done: a prompt and its inputs in, a validated reply out, whatever the server is like.

`Chat.ask` renders the prompt, looks the question up in the cache, waits for its turn, calls, tries again with patience,
finds a form of enforcing the schema that the server has, asks once more where the answer does not fit, and counts what it
cost. Leaves out what is asked (engines) and how it travels (transports). It does not split: an answer that was cut off
raises TruncatedAnswerError, and the engine asks again for less.
"""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from pydantic import BaseModel

from claimcheck import prompts, replies
from claimcheck.cache import Cache, key_for
from claimcheck.claims import Stage
from claimcheck.errors import (
    MalformedAnswerError,
    RateLimitedError,
    RefusedAnswerError,
    ServiceError,
    TruncatedAnswerError,
)
from claimcheck.limits import Budget, Clock, Pace
from claimcheck.patience import Patience
from claimcheck.prompts import Message, Prompt
from claimcheck.settings import LLMSettings
from claimcheck.transports.wire import FORMS, Answer, Form, Request, Transport, UnsupportedFormError, estimate_tokens
from claimcheck.usage import Meter, StageMeter

__all__ = ["Chat", "estimate_tokens"]

T = TypeVar("T", bound=BaseModel)

_STRIKES = 3


@dataclass
class Forms:
    """Which form of enforcing a schema a server has, learnt from its answers and remembered."""

    choices: tuple[Form, ...]
    """From the strictest to the last resort."""
    strikes: int = 0
    """Answers in a row that an enforced schema would not have let through, before any good one."""
    proven: bool = False
    """Whether an answer in the current form ever fitted."""

    @property
    def current(self) -> Form:
        """The form to ask in."""
        return self.choices[0]

    def lacks(self, form: Form) -> bool:
        """The server turned `form` down; gives whether there is another to try."""
        if form == self.current and len(self.choices) > 1:
            self.choices, self.strikes, self.proven = self.choices[1:], 0, False
        return form != self.current

    def fitted(self, form: Form) -> None:
        """An answer in `form` fitted at once."""
        if form == self.current:
            self.proven, self.strikes = True, 0

    def broke(self, form: Form) -> None:
        """An answer in `form` did not fit: three of them before any that fits, and the server only pretends to have it."""
        if form == self.current and not self.proven:
            self.strikes += 1
            if self.strikes >= _STRIKES:
                self.lacks(form)


@dataclass(frozen=True)
class Question:
    """What is asked, apart from the form that it is asked in."""

    messages: tuple[Message, ...]
    """In order."""
    name: str
    """The schema's name."""
    schema: Mapping[str, Any]
    """What the answer must fit."""


class Chat:
    """Asks one LLM; shared by all stages and articles of a run, so that limits and budget hold for them together."""

    def __init__(
        self,
        settings: LLMSettings,
        transport: Transport,
        *,
        cache: Cache | None = None,
        patience: Patience | None = None,
        clock: Clock | None = None,
    ) -> None:
        self._settings = settings
        self._transport = transport
        self._cache = cache if settings.cache else None
        self._patience = patience or Patience(attempts=settings.attempts)
        self._pace = Pace(settings, clock=clock)
        self._forms = Forms(FORMS if settings.structured == "auto" else (settings.structured,))
        self.budget = Budget(settings)
        """What the run has spent."""

    @property
    def model(self) -> str:
        """Name of the LLM."""
        return self._settings.model

    @property
    def form(self) -> Form:
        """How a reply's schema is enforced, as far as is known of the server."""
        return self._forms.current

    async def ask(
        self, prompt: Prompt, inputs: Mapping[str, object], *, reply: type[T], stage: Stage, meter: Meter
    ) -> T:
        """The LLM's reply, validated; what it cost is added to the stage's row of `meter`.

        Raises TruncatedAnswerError (ask for less), RefusedAnswerError, MalformedAnswerError (after one re-ask), ServiceError
        or one of its kinds (after all attempts), BudgetSpentError, ConfigError for inputs that do not fit the prompt.
        """
        row, schema = meter.stage(stage), replies.schema_of(reply)
        question = Question(tuple(prompt.render(inputs)), reply.__name__, schema)
        key = key_for(self._settings, prompt, question.messages, schema) if self._cache is not None else ""
        if (kept := self._kept(key, reply)) is not None:
            row.cached += 1
            return kept
        said, answer = await self._answered(question, reply, row)
        if self._cache is not None:
            costs = {"tokens_in": answer.tokens_in, "tokens_out": answer.tokens_out}
            self._cache.put(key, answer.text, llm=answer.model, prompt=prompt.name, **costs)
        return said

    async def aclose(self) -> None:
        """Give connections back and close the cache."""
        await self._transport.aclose()
        if self._cache is not None:
            self._cache.close()

    def _kept(self, key: str, reply: type[T]) -> T | None:
        text = self._cache.get(key) if self._cache is not None else None
        if text is not None:
            with suppress(MalformedAnswerError):  # a damaged row is a miss
                return replies.parsed(text, reply)
        return None

    async def _answered(self, question: Question, reply: type[T], row: StageMeter) -> tuple[T, Answer]:
        """The reply, asked for a second time with the fault where the first answer does not fit."""
        form, answer = await self._called(question, row)
        try:
            said = replies.parsed(answer.text, reply)
        except MalformedAnswerError as exc:
            self._forms.broke(form)
            _, answer = await self._called(_mended(question, answer, exc), row)
            return replies.parsed(answer.text, reply), answer
        self._forms.fitted(form)
        return said, answer

    async def _called(self, question: Question, row: StageMeter) -> tuple[Form, Answer]:
        """A whole answer in the best form that the server has, counted."""
        while True:
            form = self._forms.current
            try:
                return form, self._whole(await self._patiently(self._request(question, form), row))
            except UnsupportedFormError:
                if not self._forms.lacks(form):
                    raise

    async def _patiently(self, request: Request, row: StageMeter) -> Answer:
        """An answer, after as many attempts as patience allows; each answer is counted, whatever it says."""
        tokens = sum(estimate_tokens(message.content) for message in request.messages)
        with self.budget.reserved(tokens):
            attempt = 1
            while True:
                try:
                    answer = await self._turn(request, tokens)
                    break
                except ServiceError as exc:
                    pause_s = self._patience.pause_s(attempt, exc)
                    if pause_s is None:
                        raise
                    if isinstance(exc, RateLimitedError):
                        self._pace.slow_down(pause_s)
                await self._pace.pause(pause_s)
                attempt += 1
                row.retries += 1
        cost = self.budget.spend(answer.tokens_in, answer.tokens_out)
        row.spend(tokens_in=answer.tokens_in, tokens_out=answer.tokens_out, cost=cost)
        return answer

    async def _turn(self, request: Request, tokens: int) -> Answer:
        async with self._pace.turn(tokens + self.budget.expected_out) as slot:
            answer = await self._transport.send(request)
        slot.tokens = answer.tokens_in + answer.tokens_out
        self._pace.went_well()
        return answer

    def _whole(self, answer: Answer) -> Answer:
        if answer.finish == "length":
            raise TruncatedAnswerError(
                f"{self.model!r} was cut off after {answer.tokens_out} tokens; "
                f"raise llm.max_tokens (now {self._settings.max_tokens})"
            )
        if answer.finish == "refusal":
            raise RefusedAnswerError(f"{self.model!r} declined to answer: {' '.join(answer.text.split())[:200]}")
        return answer

    def _request(self, question: Question, form: Form) -> Request:
        messages = question.messages
        if form in ("json_object", "text"):
            messages = _told(messages, question.schema)
        return Request(
            messages,
            name=question.name,
            schema=question.schema,
            how=form,
            temperature=self._settings.temperature,
            max_tokens=self._settings.max_tokens,
        )


def _told(messages: tuple[Message, ...], schema: Mapping[str, Any]) -> tuple[Message, ...]:
    """The messages with the schema in words, for a server that does not enforce it; joined to the last one, since many
    chat templates refuse two messages of one role in a row."""
    (words,) = prompts.load("form").render({"schema": _compact(schema)})
    last = messages[-1]
    return (*messages[:-1], replace(last, content=f"{last.content}\n\n{words.content}"))


def _mended(question: Question, answer: Answer, fault: MalformedAnswerError) -> Question:
    """The conversation so far, with what was wrong."""
    (words,) = prompts.load("mend").render({"fault": str(fault), "schema": _compact(question.schema)})
    said = Message("assistant", answer.text or "(no answer)")
    return replace(question, messages=(*question.messages, said, words))


def _compact(schema: Mapping[str, Any]) -> str:
    return json.dumps(schema, ensure_ascii=False, separators=(",", ":"))
