"""The nouns of weighing: passages that were found, what they say of a claim, and the verdict that follows.

Values only, like those of `claims`. What a label means is `verdicts.decide`'s.
"""

import datetime as dt
from typing import Annotated

from pydantic import Field, model_validator

from claimcheck.claims import Claim, FactCheck, Label, Published, Reason, Record, Said, Span, Stance, VoiceKind


class Passage(Record):
    """A piece of a document, the unit of retrieval."""

    id: str
    """Content hash of document and offsets."""
    document_id: str
    """The document it is cut from."""
    span: Span
    """Where it stands in the document's text."""
    text: str
    """Its words, verbatim."""


class Imprint(Record):
    """What a reader needs to know of a document to judge a passage: everything but its text."""

    document_id: str
    """The document."""
    title: str | None
    """Headline."""
    publisher: str | None
    """Who printed it."""
    url: str | None
    """Address."""
    published: Published | None
    """When."""
    origin_id: str
    """The origin it belongs to."""
    fact_check: FactCheck | None = None
    """What it found where it is an imported fact check."""


class Hit(Record):
    """A passage that a search returns."""

    passage: Passage
    """What was found."""
    imprint: Imprint
    """The document it stands in."""
    score: float
    """Fused score; higher is better, comparable within one query only."""
    rank: int
    """From 1."""
    scores: dict[str, float] = Field(default_factory=dict)
    """Score from each side: `vector` (cosine), `lexical` (BM25, higher is better)."""


class Retrieved(Record):
    """What `retrieve` gives for one claim."""

    claim_id: str
    """The claim searched for."""
    hits: tuple[Hit, ...]
    """Passages of independent origins, best first."""
    copies: tuple[Hit, ...] = ()
    """Passages of documents of the article's own origin: never evidence, but the grounds for `not-independent`."""


class Evidence(Record):
    """A passage weighed against a claim."""

    passage: Passage
    """What was weighed."""
    imprint: Imprint
    """The document it stands in."""
    snippet_span: Span | None
    """Offsets into `passage.text` of the words relied on; null for a silent passage."""
    stance: Stance
    """Towards the claim's content."""
    said: Stance | None = None
    """Towards "the source said it"; null for a claim in the outlet's own voice."""
    voice: str | None = None
    """Who asserts it in the passage; null for the outlet itself."""
    voice_kind: VoiceKind = "outlet"
    """Whether that is the printing outlet, the claim's own claimant (spokesmen and chief included), or somebody else."""
    independent: bool = True
    """False where the document belongs to the article's own origin."""
    origin_id: str
    """The origin of the document."""
    confidence: float | None = None
    """Calibrated probability that the stance is right, between 0 and 1; null where no calibration exists."""
    rationale: str
    """Why, in one line, with the features that counted."""
    on_topic: bool = True
    """Whether the passage deals with the claim's matter at all; where none does, there is no coverage rather than silence."""
    suspicious: tuple[str, ...] = ()
    """Signs that the passage speaks to the machine rather than to readers."""

    @property
    def snippet(self) -> str | None:
        """The words relied on, verbatim."""
        return self.snippet_span.of(self.passage.text) if self.snippet_span else None


class OriginCount(Record):
    """How many independent origins stand behind a verdict, and how many documents carry them."""

    supports: int = 0
    """Independent origins that support."""
    refutes: int = 0
    """Independent origins that refute."""
    documents: int = 0
    """Documents of those origins together."""


class Policy(Record):
    """The thresholds of `decide`; recorded in every verdict."""

    origins_needed: Annotated[int, Field(ge=1)] = 1
    """Independent supporting origins that make a claim supported."""
    refuting_origins_needed: Annotated[int, Field(ge=1)] = 1
    """Independent refuting origins that make a claim contested."""
    minimum_confidence: Annotated[float, Field(ge=0, le=1)] = 0.0
    """Evidence under this calibrated confidence does not count; evidence without a confidence does."""


class Provenance(Record):
    """What made a verdict, so that it can be made again."""

    engine: str
    """`llm` or `offline`."""
    llm: str | None = None
    """Name of the LLM; null offline."""
    prompts: tuple[str, ...] = ()
    """Prompt files with digest: "weigh.v1:3f2a9c"."""
    weights: tuple[str, ...] = ()
    """Shipped weights with digest."""
    settings_digest: str = ""
    """Hash of the settings that can change a result."""
    library_digest: str = ""
    """Hash of the library's contents at the time."""
    as_of: dt.date | None = None
    """Coverage after this day was left out; null for no limit."""
    at: dt.datetime | None = None
    """When the verdict was reached, in UTC."""


class Verdict(Record):
    """A label with its evidence, or no label and the reason why."""

    claim_id: str
    """The claim."""
    label: Label | None
    """Null is `unverified`."""
    reason: Reason | None
    """Why there is no label; null where there is one."""
    said: Said | None
    """Whether the source said it; null where that is open or the outlet speaks itself."""
    confidence: float | None = None
    """Calibrated probability that the label is right; null where no calibration exists."""
    origins: OriginCount = OriginCount()
    """What the label stands on."""
    evidence: tuple[Evidence, ...] = ()
    """Everything weighed, decisive passages first."""
    rationale: str
    """Why, in a sentence for the reader."""
    policy: Policy = Policy()
    """The thresholds in force."""
    provenance: Provenance | None = None
    """What made it."""

    @model_validator(mode="after")
    def _label_or_reason(self) -> "Verdict":
        if (self.label is None) == (self.reason is None):
            raise ValueError("a verdict has either a label or a reason for having none")
        return self


class Finding(Record):
    """A claim with what came of it: a verdict, or the error that prevented one."""

    claim: Claim
    """The claim."""
    verdict: Verdict | None
    """Null where an error prevented it."""
    error: str | None = None
    """One line; null where there is a verdict."""
