"""The queue's nouns: people, claims in the queue, leases, judgements, and what each person may see of them.

Frozen values without storage. A person's judgement stands beside the machine's verdict and never edits it; corrections stand beside
the machine's claim in the same way.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any, Literal, get_args

from pydantic import Field

from claimcheck.claims import Article, Attribution, Claim, Label, Reason, Record, Said, Span, Stance, VoiceKind, When
from claimcheck.evidence import Evidence, Verdict
from claimcheck.reports import Decision

State = Literal[
    "open", "leased", "decided", "agreed", "conflicted", "adjudicated", "exported", "deferred", "rejected", "merged"
]
"""`decided` has fewer decisions than it needs; `rejected` is a badly made claim, not a false one."""
Role = Literal["reviewer", "adjudicator", "admin"]
Fault = Literal["badly-split", "badly-attributed", "wrong-span", "not-a-claim", "other"]
Kind = Literal[
    "queued", "weighed-again", "leased", "handed-back", "refused", "decided", "deferred", "rejected", "merged", "adjudicated",
    "assigned", "noted", "reviews-set", "exported", "undone", "ruled",
]  # fmt: skip
STATES: tuple[State, ...] = get_args(State)
ROLES: tuple[Role, ...] = get_args(Role)
FAULTS: tuple[Fault, ...] = get_args(Fault)
KINDS: tuple[Kind, ...] = get_args(Kind)
SETTLED: frozenset[State] = frozenset({"agreed", "adjudicated", "exported"})
"""States with a label that people stand by."""


@dataclass(frozen=True)
class Actor:
    """Somebody who acts on the queue."""

    name: str
    roles: frozenset[Role] = frozenset({"reviewer"})
    teams: frozenset[str] = frozenset()

    @property
    def judges(self) -> bool:
        """Whether conflicts may be settled, work assigned and others' steps undone."""
        return bool(self.roles & {"adjudicator", "admin"})


def owner(name: str) -> Actor:
    """Whoever holds the database in hand, on the command line: every role."""
    return Actor(name, frozenset(ROLES))


class EvidenceCorrection(Record):
    """What a person says of one weighed passage; null leaves the machine's word."""

    passage_id: str
    """The passage."""
    stance: Stance | None = None
    """Its stance towards the claim."""
    said: Stance | None = None
    """Its stance towards "the source said it"."""
    snippet_span: Span | None = None
    """The words relied on: offsets into the passage's text."""
    voice_kind: VoiceKind | None = None
    """Whose word it is: the claimant's own never supports."""
    removed: bool = False
    """Whether the passage has nothing to do with the claim."""


class Corrections(Record):
    """What a person changes of the machine's claim; null leaves it as it was."""

    text: str | None = None
    """Wording that stands on its own."""
    attribution: tuple[Attribution, ...] | None = None
    """Who says it, outermost first; empty is the outlet's own voice."""
    when: When | None = None
    """The time it speaks of."""
    no_date: bool = False
    """Whether the machine's date is taken away."""
    span: Span | None = None
    """Where the claim's words stand in the article; the quote follows from it."""
    said: Said | None = None
    """Whether the source said it."""
    evidence: tuple[EvidenceCorrection, ...] = ()
    """Passages judged otherwise."""

    @property
    def empty(self) -> bool:
        """Whether nothing is changed."""
        return self == Corrections()


class Judgement(Record):
    """What a reviewer hands in for a claim."""

    label: Label | None
    """One of the three; null is the person's own `unverified`."""
    reason: Reason | None = None
    """Why there is no label; null where there is one or none of the reasons fits."""
    note: str = ""
    """Why, in the person's words."""
    corrections: Corrections = Corrections()
    """What is to be put right in the claim."""


class Given(Decision):
    """A decision as it is recorded."""

    event: int
    """Number of the event that recorded it."""
    reason: Reason | None = None
    """The person's own reason for `unverified`."""
    corrections: Corrections = Corrections()
    """What the person changed."""
    propagated_from: str | None = None
    """The claim it was first taken for, where it was applied to a group; such a decision is not an independent one."""
    seconds: float | None = None
    """From lease to submission; null where no lease was held or it was propagated."""
    own: bool = False
    """For an adjudication: whether it settles a matter on which its author had decided too, there being nobody else to ask."""


class Term(Record):
    """One visible term of a claim's place in the queue."""

    name: str
    """A weight's name in the settings: `worthiness`, `uncertainty`, `contested`, `recurrence`, `harm`, `age`."""
    value: float
    """What was measured."""
    weight: float
    """The setting."""

    @property
    def adds(self) -> float:
        """Value times weight."""
        return self.value * self.weight


class Priority(Record):
    """A claim's place in the queue: the higher, the sooner."""

    score: float
    """Sum of the terms."""
    terms: tuple[Term, ...]
    """Those that add something."""


class LeaseNote(Record):
    """Who holds a claim, for others to see."""

    holder: str
    """The reviewer."""
    expires: dt.datetime
    """When the claim is free again without a sign of life."""


class Note(Record):
    """A remark in a claim's thread."""

    event: int
    """Number of the event, which answers refer to."""
    actor: str
    """Who wrote it."""
    at: dt.datetime
    """When."""
    text: str
    """The remark."""
    reply_to: int | None = None
    """The remark it answers; null for a new thread."""


class Item(Record):
    """A claim in the queue, as lists show it."""

    id: str
    """The claim's id."""
    number: int
    """Order of arrival."""
    state: State
    """Where it stands now."""
    text: str
    """The claim's wording as the machine made it."""
    speaker: str | None
    """Innermost source; null for the outlet itself."""
    article_id: str
    """The article."""
    title: str | None
    """The article's headline."""
    publisher: str | None
    """The article's publisher."""
    machine_label: Label | None = None
    """The machine's label; null where it has none or it is hidden."""
    machine_reason: str | None = None
    """Why the machine has none: a reason, or `failed`."""
    machine_confidence: float | None = None
    """The machine's confidence."""
    machine_hidden: bool = False
    """Whether the machine's verdict is kept from the person who asks."""
    label: Label | None = None
    """What people settled on; null also while they have not, see `state`."""
    reviews: int
    """Decisions that count."""
    needed: int
    """Decisions needed."""
    priority: Priority
    """Its place and why."""
    group_id: str
    """Claims that are nearly the same share it."""
    group_size: int
    """How many they are, itself included."""
    assignee: str | None = None
    """A person, or `team:NAME`."""
    due: dt.datetime | None = None
    """Until when it is deferred."""
    lease: LeaseNote | None = None
    """Who holds it now."""
    queued: dt.datetime
    """When it came in."""
    changed: dt.datetime
    """When anything last happened to it."""


class Event(Record):
    """One entry of the append-only log."""

    number: int
    """Place in the whole log, from 1."""
    item_id: str | None
    """The claim; null for what concerns the desk as a whole."""
    item_number: int
    """Place in the claim's own log, from 1."""
    kind: Kind
    """What happened."""
    actor: str
    """Who did it."""
    at: dt.datetime
    """When, in UTC."""
    reason: str
    """Why, in the actor's words; may be empty."""
    payload: dict[str, Any] = Field(default_factory=dict)
    """What exactly."""
    item_previous: str
    """Hash of the claim's event before this one; empty for its first."""
    previous: str
    """Hash of the event before this one; empty for the first of all."""
    hash: str
    """SHA-256 over everything above."""
    redacted: bool = False
    """Whether the payload was withheld from the person who asks."""


class Lease(Record):
    """A claim held for one reviewer."""

    item: Item
    """The claim."""
    holder: str
    """The reviewer."""
    token: int
    """Grows with every lease of the claim; a submission under an older one is refused."""
    expires: dt.datetime
    """When it ends without a heartbeat."""


class Detail(Record):
    """Everything that one person may see of a claim."""

    item: Item
    """Its line in the list."""
    article: Article
    """The article it was found in."""
    claim: Claim
    """As the machine made it."""
    corrected: Claim
    """With the corrections that hold now: the viewer's own, or those people settled on."""
    verdict: Verdict | None
    """The machine's newest verdict; null where it failed or is hidden (`item.machine_hidden`)."""
    error: str | None
    """Why the machine failed."""
    evidence: tuple[Evidence, ...] = ()
    """What was weighed; without stances where the machine's verdict is hidden."""
    evidence_corrections: tuple[EvidenceCorrection, ...] = ()
    """Corrections of evidence that hold now."""
    decisions: tuple[Given, ...]
    """Decisions that the viewer may see: all, or only the own ones while the review is blind."""
    hidden_decisions: int = 0
    """How many are kept from the viewer."""
    adjudication: Given | None = None
    """What an adjudicator settled."""
    kept: tuple[Judgement, ...] = ()
    """The viewer's own submissions that came too late, newest last."""
    notes: tuple[Note, ...] = ()
    """The thread."""
    events: tuple[Event, ...]
    """The log, payloads withheld where the review is blind."""
    group: tuple[Item, ...] = ()
    """The other claims of its group."""
    merged_into: str | None = None
    """The claim it was merged into."""


class View(Record):
    """A filter on the queue; empty fields let everything through."""

    states: tuple[State, ...] = ()
    """States let through."""
    labels: tuple[Literal["supported", "contested", "opinion", "unverified"], ...] = ()
    """Machine labels let through; `unverified` also where it failed."""
    reasons: tuple[str, ...] = ()
    """Machine reasons let through: `silent`, `no-coverage`, ..., `failed`."""
    publisher: str | None = None
    """Part of the article's publisher."""
    speaker: str | None = None
    """Part of the innermost source's name."""
    article_id: str | None = None
    """One article."""
    assignee: str | None = None
    """A person, `team:NAME`, `me` for the person who asks, `nobody`."""
    reviewer: str | None = None
    """Claims on which this person has decided; `me` for the person who asks."""
    group_id: str | None = None
    """One group."""
    confidence_below: float | None = None
    """Machine confidence under this, unknown ones included."""
    harm: bool | None = None
    """Whether harm is at stake."""
    words: tuple[str, ...] = ()
    """All of these in claim, speaker, publisher or headline."""


class Page(Record):
    """A part of a list."""

    items: tuple[Item, ...]
    """The lines, best first."""
    total: int
    """How many the view holds in all."""
    start: int
    """How many come before."""


class ArticleLine(Record):
    """An article that has claims in the queue."""

    id: str
    """The article's id."""
    title: str | None
    """Headline."""
    publisher: str | None
    """Who printed it."""
    claims: int
    """Its claims in the queue."""
    settled: int
    """How many of them people have settled."""


class Enqueued(Record):
    """What came of a report at the queue."""

    added: tuple[str, ...] = ()
    """Claims that are new."""
    known: tuple[str, ...] = ()
    """Claims that were held with the same verdict."""
    weighed_again: tuple[str, ...] = ()
    """Claims that were held, with a new verdict of the machine."""
    left_out: int = 0
    """Findings that the policy does not send."""


class Submitted(Record):
    """What came of a judgement."""

    item: Item
    """The claim as it stands now."""
    propagated: tuple[str, ...] = ()
    """Claims of the group that it was applied to."""
    passed_over: dict[str, str] = Field(default_factory=dict)
    """Claims of the group that it was not applied to, with the reason."""


class AuditResult(Record):
    """What a walk along the log found."""

    events: int
    """Entries read."""
    items: int
    """Claims."""
    head: str
    """Hash of the last entry: written down elsewhere, it shows later whether the log was cut or written anew."""
    faults: tuple[str, ...] = ()
    """One line for each place that does not add up."""

    @property
    def sound(self) -> bool:
        """Whether everything adds up."""
        return not self.faults
