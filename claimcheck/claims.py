"""The nouns: what the stages pass to each other and what results are made of.

Values only: frozen, equal by content, without storage or behaviour beyond what their own fields say. Offsets are half-open
`[start, end)` counts of Unicode code points into the text they name. Ids are content hashes, so a rerun gives the same ones.
"""

import datetime as dt
import hashlib
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, model_validator

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
Stage = Literal["read", "extract", "retrieve", "weigh", "decide", "ask", "entail"]

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


def as_json(record: Record) -> dict[str, Any]:
    """The record as JSON values, dates as ISO text."""
    return record.model_dump(mode="json")
