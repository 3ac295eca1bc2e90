"""Read to decide, for one article: the order of the stages, the events, and what each stage must offer.

Knows protocols, never concrete engines or stores; `claimcheck.checker` brings those. A failure of one group of claims is theirs
alone: they get an error, never a label, and the others go on.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from claimcheck.claims import (
    Article,
    Claim,
    Decided,
    Event,
    Evidence,
    Extracted,
    Extraction,
    Failed,
    Finding,
    Found,
    Hit,
    Policy,
    Provenance,
    Read,
    Report,
    Retrieved,
    Weighed,
)
from claimcheck.errors import ClaimcheckError
from claimcheck.usage import Meter
from claimcheck.verdicts import decide

Emit = Callable[[Event], None]


@dataclass(frozen=True)
class Ask:
    """One claim with the passages to weigh against it; `hits` may be empty."""

    claim: Claim
    hits: tuple[Hit, ...]


@dataclass(frozen=True)
class Weighing:
    """What came of one ask: the evidence in the order of its hits, or the error that prevented it."""

    claim_id: str
    evidence: tuple[Evidence, ...] = ()
    error: str | None = None


class Engine(Protocol):
    """Extracts claims and weighs passages; the LLM and the built-in models are its two tenants."""

    name: str
    """`llm` or `offline`."""

    async def extract(self, article: Article, *, meter: Meter) -> Extraction:
        """The article's claims; raises ClaimcheckError if no part of the article could be read."""
        ...

    async def weigh(
        self, article: Article, asks: Sequence[Ask], *, meter: Meter, push: Callable[[Weighing], None]
    ) -> None:
        """Push one weighing for each ask, as soon as it is known; failures are pushed, not raised."""
        ...

    def provenance(self) -> Provenance:
        """What made the results: names and digests of LLM, prompts or weights."""
        ...


class Retriever(Protocol):
    """Finds coverage."""

    async def retrieve(self, article: Article, claims: Sequence[Claim], *, meter: Meter) -> Sequence[Retrieved]:
        """One record for each claim, in order; passages of the article's own origin only among `copies`."""
        ...

    def digest(self) -> str:
        """Hash of the library's contents."""
        ...


class Calibration(Protocol):
    """Turns the evidence behind a verdict into a probability that it is right."""

    def confidence(self, evidence: Sequence[Evidence], label: str | None) -> float | None:
        """Between 0 and 1; None where no calibration exists for the engine."""
        ...
