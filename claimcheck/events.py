"""What the pipeline tells while it works: one union of frozen records, pushed as work goes on."""

from typing import Annotated, Literal

from pydantic import Field

from claimcheck.claims import Article, Extraction, Record, Stage
from claimcheck.evidence import Evidence, Finding, Retrieved


class Read(Record):
    """An article was read."""

    event: Literal["read"] = "read"
    article: Article


class Extracted(Record):
    """An article's claims are known."""

    event: Literal["extracted"] = "extracted"
    article_id: str
    extraction: Extraction


class Found(Record):
    """Coverage of one claim was searched."""

    event: Literal["retrieved"] = "retrieved"
    article_id: str
    retrieved: Retrieved


class Weighed(Record):
    """The passages of one claim were weighed."""

    event: Literal["weighed"] = "weighed"
    article_id: str
    claim_id: str
    evidence: tuple[Evidence, ...]


class Decided(Record):
    """One claim has its verdict."""

    event: Literal["decided"] = "decided"
    article_id: str
    finding: Finding


class Failed(Record):
    """A stage failed for an article, or for one claim of it."""

    event: Literal["failed"] = "failed"
    article_id: str | None
    claim_id: str | None
    stage: Stage
    error: str


Event = Annotated[Read | Extracted | Found | Weighed | Decided | Failed, Field(discriminator="event")]
