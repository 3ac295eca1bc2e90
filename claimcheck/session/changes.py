"""What can happen in a session, as records: each is one line of the journal, and the state is what they come to.

The machine's events and a person's changes stand side by side; nothing is ever rewritten. An undo is itself a change.
"""

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field

from claimcheck.claims import Article, Claim, Record
from claimcheck.events import Decided, Extracted, Failed
from claimcheck.evidence import Hit
from claimcheck.reports import Answer, Decision, Usage

How = Literal["edit", "split", "merge", "add", "remove"]


class Opened(Record):
    """The session began with an article."""

    kind: Literal["opened"] = "opened"
    article: Article
    source: str
    """File, address, or "pasted text"."""


class Saw(Record):
    """The pipeline reported something worth keeping."""

    kind: Literal["saw"] = "saw"
    event: Annotated[Extracted | Decided | Failed, Field(discriminator="event")]


class Finished(Record):
    """A check or a weighing went through to its end."""

    kind: Literal["finished"] = "finished"
    usage: Usage
    notes: tuple[str, ...] = ()


class Replaced(Record):
    """A person put claims in the place of others: an edit, split, merger, a claim by hand or a removal."""

    kind: Literal["replaced"] = "replaced"
    how: How
    took: tuple[str, ...] = ()
    """Ids of the claims that went."""
    gave: tuple[Claim, ...] = ()
    """What stands in their place."""
    by: str
    """Who did it."""


class Pinned(Record):
    """A person wants a passage weighed against a claim."""

    kind: Literal["pinned"] = "pinned"
    claim_id: str
    hit: Hit


class Unpinned(Record):
    """A pinned passage was let go."""

    kind: Literal["unpinned"] = "unpinned"
    claim_id: str
    passage_id: str


class Limited(Record):
    """Coverage counts only up to a day from here on; null for any day."""

    kind: Literal["limited"] = "limited"
    as_of: dt.date | None


class Judged(Record):
    """A person decided on a claim."""

    kind: Literal["judged"] = "judged"
    decision: Decision


class Queued(Record):
    """Claims went to the review queue."""

    kind: Literal["queued"] = "queued"
    claim_ids: tuple[str, ...]


class Answered(Record):
    """A question about a claim was answered."""

    kind: Literal["answered"] = "answered"
    claim_id: str
    answer: Answer


class Undone(Record):
    """A change by a person was taken back."""

    kind: Literal["undone"] = "undone"
    of: int
    """Number of that change's entry."""


class Redone(Record):
    """A change that was taken back holds again."""

    kind: Literal["redone"] = "redone"
    of: int


Change = Annotated[
    Opened | Saw | Finished | Replaced | Pinned | Unpinned | Limited | Judged | Queued | Answered | Undone | Redone,
    Field(discriminator="kind"),
]
EDITS = (Replaced, Pinned, Unpinned, Limited, Judged)
"""Changes that a person can take back."""


class Entry(Record):
    """One line of the journal."""

    number: int
    """From 1, without gaps."""
    at: dt.datetime
    """When, in UTC."""
    change: Change


def told(change: Change) -> str:
    """A change in a few words: `"edit of a claim"`, `"decision: contested"`."""
    if isinstance(change, Replaced):
        words = {"edit": "edit of a claim", "split": "split", "merge": "merger", "add": "claim by hand"}
        return words.get(change.how, "removal of a claim")
    if isinstance(change, Judged):
        return f"decision: {change.decision.label or 'unverified'}"
    if isinstance(change, Limited):
        return f"coverage up to {change.as_of}" if change.as_of else "coverage of any date"
    return {"pinned": "pinned passage", "unpinned": "unpinned passage"}.get(change.kind, change.kind)
