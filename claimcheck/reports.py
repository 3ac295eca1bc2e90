"""The nouns of a result: the report on an article, what it cost, and what people say of it."""

import datetime as dt

from claimcheck.claims import Article, Claim, DroppedClaim, Label, Record, Skipped, Stage
from claimcheck.evidence import Finding

SCHEMA_VERSION = "1"


class StageUsage(Record):
    """What one stage cost."""

    stage: Stage
    """The stage."""
    calls: int = 0
    """Calls to an LLM or embedding server, retries not counted."""
    cached: int = 0
    """Answers taken from the cache, which cost nothing."""
    retries: int = 0
    """Calls made again after a failure."""
    tokens_in: int = 0
    """Prompt tokens as the server counts them."""
    tokens_out: int = 0
    """Answer tokens as the server counts them."""
    cost: float | None = None
    """Money in the currency of the price list; null where prices are unknown."""
    seconds: float = 0.0
    """Wall time."""


class Usage(Record):
    """What a run cost, and what was dropped on the way."""

    stages: tuple[StageUsage, ...] = ()
    """One row a stage, in order."""
    dropped_citations: int = 0
    """Citations of an LLM that were not verbatim in their passage."""
    dropped_claims: int = 0
    """Claims whose quote was not in the article."""


class Revision(Record):
    """What a person made of the machine's claims; the machine's versions stand beside it."""

    claim_id: str | None
    """The claim that stands in the report; null where the person took claims out."""
    by: str
    """Who did it."""
    before: tuple[Claim, ...]
    """The machine's versions: one for an edit, several for a merger, none for a claim written by hand."""


class Report(Record):
    """The result of `check` for one article; what `--format json` prints."""

    schema_version: str = SCHEMA_VERSION
    """Version of this form."""
    article: Article
    """What was checked."""
    findings: tuple[Finding, ...]
    """A finding for each claim, in article order."""
    skipped: tuple[Skipped, ...] = ()
    """Sentences without a claim."""
    dropped: tuple[DroppedClaim, ...] = ()
    """Claims that failed a check."""
    notes: tuple[str, ...] = ()
    """What the reader must know: "publication date unknown", "3 claims left out by --limit"."""
    usage: Usage = Usage()
    """What it cost."""
    decisions: "tuple[Decision, ...]" = ()
    """What people decided, beside the verdicts and never in their place."""
    revisions: tuple[Revision, ...] = ()
    """What people changed of the claims."""


class Decision(Record):
    """A person's judgement; stands beside a verdict and never edits it."""

    claim_id: str
    """The claim."""
    reviewer: str
    """Who decided."""
    label: Label | None
    """Null is the person's own `unverified`."""
    note: str = ""
    """Why, in the person's words."""
    at: dt.datetime
    """When, with time zone."""


class Cited(Record):
    """Words of a passage that an answer rests on, checked by code."""

    number: int
    """The passage's number in the answer."""
    passage_id: str
    """The passage."""
    publisher: str | None
    """Who printed it."""
    quote: str
    """Verbatim in the passage."""


class Answer(Record):
    """An LLM's answer to a question about a claim."""

    question: str
    """What was asked."""
    text: str
    """Sentences with numbers of passages: "It was closed [2]."."""
    cited: tuple[Cited, ...]
    """What the sentences rest on."""
    dropped: int = 0
    """Citations that were not verbatim in their passage, left out of `cited`."""
    unbacked: int = 0
    """Sentences that were left without a citation, left out of `text`."""
