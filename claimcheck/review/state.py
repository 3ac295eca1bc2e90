"""What a claim's events add up to: one pure fold, which the queue, the audit and the tests share.

Leaves out the clock: whether a lease has run out or a deferral is over is asked of the result with a time in hand.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from claimcheck.review.nouns import Event, State

DECISIVE = frozenset(
    {"decided", "deferred", "rejected", "merged", "adjudicated", "assigned", "exported", "reviews-set"}
)
"""Events that can be undone."""
WANTING: frozenset[State] = frozenset({"open", "decided", "deferred"})
"""States in which a claim still wants decisions."""
LEASABLE: frozenset[State] = WANTING | {"conflicted"}
"""States in which a claim can be held by somebody."""


@dataclass(frozen=True)
class Said:
    """One person's decision, as the payload has it."""

    reviewer: str
    label: str | None
    event: int
    at: dt.datetime
    payload: dict[str, Any]

    @property
    def propagated_from(self) -> str | None:
        """The claim it was first taken for."""
        value = self.payload.get("propagated_from")
        return str(value) if value else None


@dataclass(frozen=True)
class Held:
    """A lease as the events have it; heartbeats prolong it elsewhere."""

    holder: str
    token: int
    since: dt.datetime
    expires: dt.datetime


@dataclass(frozen=True)
class Standing:
    """Where a claim stands."""

    needed: int = 1
    article: str = ""
    finding: str = ""
    group_id: str = ""
    decisions: dict[str, Said] = field(default_factory=dict)
    """By reviewer, in the order of deciding."""
    adjudication: Said | None = None
    rejected: bool = False
    merged_into: str | None = None
    due: dt.datetime | None = None
    assignee: str | None = None
    exported: bool = False
    lease: Held | None = None
    token: int = 0
    queued: dt.datetime | None = None
    changed: dt.datetime | None = None

    @property
    def state(self) -> State:
        """The state without the clock: never `leased`, and `deferred` however long ago it was due."""
        if self.merged_into:
            return "merged"
        if self.rejected:
            return "rejected"
        settled: State = "adjudicated" if self.adjudication else self._counted()
        if settled in ("adjudicated", "agreed") and self.exported:
            return "exported"
        if settled in ("open", "decided") and self.due:
            return "deferred"
        return settled

    def _counted(self) -> State:
        if not self.decisions:
            return "open"
        if len(self.decisions) < self.needed:
            return "decided"
        return "agreed" if len({said.label for said in self.decisions.values()}) == 1 else "conflicted"

    @property
    def label(self) -> str | None:
        """What people settled on; None while they have not, and for their `unverified`."""
        if self.adjudication:
            return self.adjudication.label
        if self._counted() == "agreed":
            return next(iter(self.decisions.values())).label
        return None

    @property
    def final(self) -> Said | None:
        """The decision that settles it; of several that agree, the last with corrections, else the last."""
        if self.adjudication:
            return self.adjudication
        if self._counted() != "agreed":
            return None
        given = list(self.decisions.values())
        return next((said for said in reversed(given) if said.payload.get("corrections")), given[-1])


def stands(events: Sequence[Event]) -> Standing:
    """The state that a claim's events add up to; those undone count as if they had never been."""
    gone = undone(events)
    now = Standing()
    for event in events:
        if event.number in gone:
            continue
        step = _STEPS.get(event.kind)
        now = replace(step(now, event) if step else now, changed=event.at)
    return replace(now, changed=events[-1].at) if events else now


def undone(events: Iterable[Event]) -> frozenset[int]:
    """Numbers of the events that a later one took back."""
    return frozenset(int(event.payload["event"]) for event in events if event.kind == "undone")


def shown_state(
    state: State, due: dt.datetime | None, expires: dt.datetime | None, *, now: dt.datetime, reviews: int
) -> State:
    """The state as people see it at a moment: a live lease shows, a deferral that is over does not."""
    if state in LEASABLE and expires is not None and expires > now:
        return "leased"
    if state == "deferred" and due is not None and due <= now:
        return "decided" if reviews else "open"
    return state


def _queued(now: Standing, event: Event) -> Standing:
    payload = event.payload
    return replace(
        now,
        needed=int(payload["needed"]),
        article=str(payload["article"]),
        finding=str(payload["finding"]),
        group_id=str(payload["group"]),
        queued=event.at,
    )


def _weighed_again(now: Standing, event: Event) -> Standing:
    return replace(now, finding=str(event.payload["finding"]))


def _leased(now: Standing, event: Event) -> Standing:
    token, expires = int(event.payload["token"]), dt.datetime.fromisoformat(event.payload["expires"])
    return replace(now, lease=Held(event.actor, token, event.at, expires), token=token)


def _freed(now: Standing, event: Event) -> Standing:
    return replace(now, lease=None)


def _decided(now: Standing, event: Event) -> Standing:
    said = _said(event)
    others = {name: given for name, given in now.decisions.items() if name != event.actor}
    lease = now.lease if said.propagated_from else None
    return replace(now, decisions=others | {event.actor: said}, lease=lease, due=None, exported=False)


def _said(event: Event) -> Said:
    label = event.payload.get("label")
    return Said(event.actor, str(label) if label else None, event.number, event.at, event.payload)


def _deferred(now: Standing, event: Event) -> Standing:
    return replace(now, due=dt.datetime.fromisoformat(event.payload["until"]), lease=None)


def _rejected(now: Standing, event: Event) -> Standing:
    return replace(now, rejected=True, lease=None)


def _merged(now: Standing, event: Event) -> Standing:
    return replace(now, merged_into=str(event.payload["into"]), lease=None)


def _adjudicated(now: Standing, event: Event) -> Standing:
    return replace(now, adjudication=_said(event), lease=None, exported=False)


def _assigned(now: Standing, event: Event) -> Standing:
    to = event.payload.get("to")
    return replace(now, assignee=str(to) if to else None)


def _reviews_set(now: Standing, event: Event) -> Standing:
    return replace(now, needed=int(event.payload["needed"]))


def _exported(now: Standing, event: Event) -> Standing:
    return replace(now, exported=True)


_STEPS: dict[str, Callable[[Standing, Event], Standing]] = {
    "queued": _queued,
    "weighed-again": _weighed_again,
    "leased": _leased,
    "handed-back": _freed,
    "decided": _decided,
    "deferred": _deferred,
    "rejected": _rejected,
    "merged": _merged,
    "adjudicated": _adjudicated,
    "assigned": _assigned,
    "reviews-set": _reviews_set,
    "exported": _exported,
}


def tally(labels: Iterable[str | None]) -> Counter[str]:
    """How often each label was given, `unverified` for none."""
    return Counter(label or "unverified" for label in labels)
