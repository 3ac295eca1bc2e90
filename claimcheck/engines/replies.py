"""The forms that an LLM's replies must have: numbers, fixed words and verbatim quotes, and room for nothing else.

Every field is required and closed, so that servers can enforce the form while the LLM writes.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from claimcheck.claims import Kind, Mode, Stance, VoiceKind


class Reply(BaseModel):
    """Base of all replies."""

    model_config = ConfigDict(extra="forbid")


class Link(Reply):
    """One speaker of a chain."""

    source: str
    role: str | None
    cue: str | None
    mode: Mode


class Proposed(Reply):
    """One claim as the LLM words it."""

    text: str
    quote: str
    attribution: list[Link]
    when: str | None
    said_when: str | None
    checkable: bool
    kind: Kind


class SentenceReply(Reply):
    """What one sentence gave."""

    n: int
    claims: list[Proposed]
    none: Literal["no-claim", "ambiguous"] | None


class ExtractReply(Reply):
    """Answer to `extract`: an entry for every sentence asked about."""

    sentences: list[SentenceReply]


class PairReply(Reply):
    """One passage towards one claim."""

    passage: int
    stance: Stance
    said: Stance | None
    voice: VoiceKind
    voice_name: str | None
    snippet: str | None
    why: str


class ClaimReply(Reply):
    """The passages that deal with one claim's matter."""

    claim: int
    passages: list[PairReply]


class WeighReply(Reply):
    """Answer to `weigh`: an entry for every claim asked about."""

    claims: list[ClaimReply]


class Quoted(Reply):
    """Words of a numbered passage."""

    passage: int
    quote: str


class Backed(Reply):
    """A sentence of an answer, with what it rests on."""

    text: str
    citations: list[Quoted]


class AskReply(Reply):
    """Answer to `ask`."""

    answered: bool
    sentences: list[Backed]
