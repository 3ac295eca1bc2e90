"""A chat room connected to a loopback server, for the tests of everything around it.

The answers are written by hand: they test the plumbing and say nothing of any LLM.
"""

from pathlib import Path

from answering import AnswerServer
from pydantic import BaseModel, ConfigDict

from claimcheck.cache import Cache
from claimcheck.chat import Chat
from claimcheck.patience import Patience
from claimcheck.prompts import Prompt, load
from claimcheck.settings import Settings
from claimcheck.transports import LangChainTransport
from claimcheck.usage import Meter, StageMeter

PROMPT = """---
stage: count
version: v1
inputs: things
reply: Count
---
# system
You count.
# user
Count {{ things | fence("things") }}.
"""


class Count(BaseModel):
    """A reply."""

    model_config = ConfigDict(extra="forbid")
    n: int
    unit: str | None = None


GOOD = '{"n": 3, "unit": null}'
QUICK = Patience(attempts=4, first_s=0.01, longest_s=0.5)


def prompt_in(folder: Path) -> Prompt:
    """The prompt that all of these tests ask."""
    (folder / "count.v1.md").write_text(PROMPT, encoding="utf-8")
    return load("count", folder=folder)


class Room:
    """A chat room connected to a server, with its meter."""

    def __init__(
        self,
        server: AnswerServer,
        prompt: Prompt,
        *,
        cache: Cache | None = None,
        patience: Patience = QUICK,
        **llm: object,
    ) -> None:
        settings = Settings.model_validate(
            {"llm": {"base_url": server.url, "model": "by-hand", "timeout_s": 5.0, **llm}}
        )
        self.chat = Chat(settings.llm, LangChainTransport(settings), cache=cache, patience=patience)
        self.prompt = prompt
        self.meter = Meter()

    async def ask(self, things: str = "pears") -> Count:
        return await self.chat.ask(self.prompt, {"things": things}, reply=Count, stage="weigh", meter=self.meter)

    async def __aenter__(self) -> "Room":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.chat.aclose()

    @property
    def row(self) -> StageMeter:
        return self.meter.stage("weigh")
