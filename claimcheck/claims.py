"""The nouns: what the stages pass to each other and what results are made of.

Values only: frozen, equal by content, without storage or behaviour beyond what their own fields say. Offsets are half-open
`[start, end)` counts of Unicode code points into the text they name. Ids are content hashes, so a rerun gives the same ones.
"""

import datetime as dt
import hashlib
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, model_validator

SCHEMA_VERSION = "1"

Label = Literal["supported", "contested", "opinion"]
Reason = Literal["no-coverage", "silent", "not-independent", "claimant-only", "low-confidence"]
Stance = Literal["supports", "refutes", "qualifies", "silent"]
Said = Literal["supported", "contested"]
Mode = Literal["direct", "indirect", "mixed"]
VoiceKind = Literal["outlet", "claimant", "other"]
Precision = Literal["day", "range", "week", "month", "quarter", "season", "year", "decade"]
Kind = Literal[
    "event",
    "quantity",
    "state",
    "comparison",
    "value",
    "blame",
    "praise",
    "prediction",
    "promise",
    "rhetoric",
]
SkipReason = Literal["no-claim", "ambiguous", "duplicate"]
Stage = Literal["read", "extract", "retrieve", "weigh", "decide", "ask"]

STANCES: tuple[Stance, ...] = get_args(Stance)
LABELS: tuple[Label, ...] = get_args(Label)
REASONS: tuple[Reason, ...] = get_args(Reason)


def content_id(prefix: str, *parts: str | int | None) -> str:
    """An id that is the same for the same content: `content_id("p", "doc", 0) -> "p-3f2a..."` (12 hex digits)."""
    digest = hashlib.sha256("\x1f".join("" if part is None else str(part) for part in parts).encode())
    return f"{prefix}-{digest.hexdigest()[:12]}"


class Record(BaseModel):
    """Base of every noun: frozen, closed to unknown fields, each field documented under itself."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class Span(Record):
    """Half-open `[start, end)` offsets in code points."""

    start: Annotated[int, Field(ge=0)]
    end: Annotated[int, Field(ge=0)]

    @model_validator(mode="after")
    def _ordered(self) -> "Span":
        if self.end < self.start:
            raise ValueError(f"span ends at {self.end} before it starts at {self.start}")
        return self

    def of(self, text: str) -> str:
        """The words that the span covers in `text`."""
        return text[self.start : self.end]

    def overlaps(self, other: "Span") -> bool:
        """Whether at least one character belongs to both."""
        return self.start < other.end and other.start < self.end


class Published(Record):
    """When something was published, and how far that is known."""

    at: dt.datetime
    """Local time of publication; midnight where only the day is known."""
    precision: Literal["day", "minute"]
    """Whether the time of day is known."""
    zone: str | None
    """Offset as printed ("+02:00", "Z") or abbreviation ("GMT"); null where unknown, and then `at` carries none."""
    basis: Literal["metadata", "header", "dateline", "url", "given"]
    """Where the date was found; `given` is the user's own word."""

    @property
    def day(self) -> dt.date:
        """The calendar day, which relative dates are reckoned from."""
        return self.at.date()


class Dropped(Record):
    """A piece of a scrape that is not the article's own text."""

    text: str
    """The words as they stood."""
    reason: str
    """Which rule took it for boilerplate, as a fixed word: `navigation`, `related`, `caption`, ..."""


class FactCheck(Record):
    """What a published fact check found, as its publisher marked it up for machines."""

    claim: str
    """The claim it reviewed, in its own words."""
    claimant: str | None
    """Who made the claim; null where it does not say."""
    rating: str
    """The rating's words: "Mostly false"."""
    stance: Stance
    """What the rating says of the claim; `qualifies` for whatever is no plain yes or no."""


class Article(Record):
    """One article as it is checked: its own text, with boilerplate taken out."""

    id: str
    """Content hash of title, text and publication date."""
    title: str | None
    """Headline; null where none was found."""
    text: str
    """The body; every span of a claim points into it."""
    publisher: str | None
    """Who printed it."""
    author: str | None = None
    """Byline as printed."""
    url: str | None = None
    """Address or file it came from."""
    published: Published | None
    """Publication date; null where unknown, and then relative dates stay unresolved."""
    language: str | None
    """ISO 639-1 code; null where it could not be told."""
    agencies: tuple[str, ...] = ()
    """Wire services credited in dateline, byline or footer, as printed."""
    dropped: tuple[Dropped, ...] = ()
    """What was removed, in order, with the reason."""
    fact_check: FactCheck | None = None
    """What it found where it is an imported fact check; null for everything else."""

    @property
    def day(self) -> dt.date | None:
        """Publication day, null where unknown."""
        return self.published.day if self.published else None


class Document(Article):
    """An article of the library: coverage that claims are weighed against."""

    origin_id: str
    """The origin it belongs to; the same for copies of one text or one wire story."""


class When(Record):
    """The time that a claim speaks of, as a closed interval of days."""

    expression: str
    """The words in the article: "a day before that"."""
    start: dt.date | None
    """First day; null where unresolved."""
    end: dt.date | None
    """Last day, itself included; null where unresolved."""
    precision: Precision | None
    """How fine the expression is; null where unresolved."""
    span: Span | None = None
    """Where the expression stands in the article; null where it was carried over from an earlier sentence."""
    unresolved: str | None = None
    """Why there is no date: "publication date unknown"; null where there is one."""


class Attribution(Record):
    """One link of an attribution chain: who is said to have said it."""

    source: str
    """Speaker's name in full, as the article gives it anywhere: "Dmitri Peskov"."""
    role: str | None = None
    """What the speaker is: "Kremlin spokesman"."""
    cue: str | None = None
    """The words that attribute, as printed: "confirmed"; null where only quotation marks do."""
    mode: Mode
    """`direct` words in quotation marks, `indirect` reported speech, `mixed` reported speech with quoted words."""
    source_span: Span | None = None
    """Where the speaker is mentioned for this claim ("He"); null where that could not be aligned."""
    cue_span: Span | None = None
    """Where the cue stands."""
    when: When | None = None
    """The time of the saying ("Earlier Monday, ..."); null where the article does not give it."""


class Term(Record):
    """One visible yes/no term of a score."""

    name: str
    """Fixed word: `numbers`, `people-affected`, `harm`, `public-figure`, `accusation`, `novelty`, `checkable`."""
    weight: float
    """What it adds to the score."""


class Worthiness(Record):
    """Check-worthiness: how much it matters to check this claim."""

    score: float
    """Between 0 and 1."""
    terms: tuple[Term, ...]
    """The terms that hold, with their weights."""


class Claim(Record):
    """An atomic proposition that stands on its own, with who says it and when it is about."""

    id: str
    """Content hash of article, text and speaker."""
    article_id: str
    """The article it was extracted from."""
    text: str
    """Self-contained wording: names instead of pronouns, dates instead of "Friday"."""
    quote: str
    """The article's own words for it, verbatim: `article.text[span.start:span.end]`."""
    span: Span
    """Where the quote stands in the article."""
    also: tuple[Span, ...] = ()
    """Further places where the article makes the same claim."""
    attribution: tuple[Attribution, ...] = ()
    """Who says it, outermost first; empty for the outlet's own voice."""
    when: When | None = None
    """The time of the content, not of the saying."""
    checkable: bool
    """Whether evidence about the world could settle it."""
    kind: Kind | None = None
    """What sort of proposition it is."""
    worthiness: Worthiness
    """How much it matters to check it."""
    flags: tuple[str, ...] = ()
    """What code found wrong: "number 40 is not in the article"."""

    @property
    def claimant(self) -> Attribution | None:
        """The innermost source, who vouches for the content; null for the outlet itself."""
        return self.attribution[-1] if self.attribution else None


class Skipped(Record):
    """A sentence that gave no claim."""

    span: Span
    """The sentence."""
    reason: SkipReason
    """Why."""


class DroppedClaim(Record):
    """A claim that an engine proposed and code refused; counted, shown, never weighed."""

    text: str
    """The claim's wording."""
    quote: str
    """What was given as a quote."""
    reason: str
    """Why it was refused: "quote is not in the article"."""


class Extraction(Record):
    """What `extract` gives: every sentence is in a claim's span or in `skipped`."""

    claims: tuple[Claim, ...]
    """In article order."""
    skipped: tuple[Skipped, ...] = ()
    """Sentences without a claim."""
    dropped: tuple[DroppedClaim, ...] = ()
    """Claims that failed a check."""


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
    """Score from each side: `vector` (cosine), `lexical` (BM25, higher is better), `rerank`."""


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


def as_json(record: Record) -> dict[str, Any]:
    """The record as JSON values, dates as ISO text."""
    return record.model_dump(mode="json")
