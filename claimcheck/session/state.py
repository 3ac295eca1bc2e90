"""How a session stands: a pure fold over its changes.

`replayed(entries)` gives the same state as applying one change after the other; an undone change is left out as if it had never been
made, while what the machine found meanwhile stays.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from claimcheck.claims import Article, Claim, DroppedClaim, Skipped
from claimcheck.events import Decided, Extracted
from claimcheck.evidence import Finding, Hit
from claimcheck.reports import Answer, Decision, Revision, Usage
from claimcheck.session.changes import (
    EDITS,
    Answered,
    Change,
    Entry,
    Finished,
    Judged,
    Limited,
    Opened,
    Pinned,
    Queued,
    Redone,
    Replaced,
    Saw,
    Undone,
    Unpinned,
)


@dataclass(frozen=True)
class Item:
    """One claim as it stands, with everything that belongs to it."""

    number: int
    """From 1, in the article's order."""
    claim: Claim
    before: tuple[Claim, ...]
    """The machine's version, where a person changed it: one claim for an edit, several for a merger."""
    by_hand: bool
    """Whether a person wrote it without any version of the machine's."""
    finding: Finding | None
    """The last one; null while it was not weighed."""
    pins: tuple[Hit, ...]
    decision: Decision | None
    answers: tuple[Answer, ...]
    queued: bool
    stale: bool
    """Whether pins or the limit of days changed since it was weighed."""

    @property
    def changed(self) -> bool:
        """Whether a person touched its wording, speaker or place."""
        return bool(self.before) or self.by_hand


@dataclass(frozen=True)
class State:
    """A session as it stands; `items` is what faces show."""

    article: Article | None = None
    source: str = ""
    claims: tuple[Claim, ...] = ()
    extracted: bool = False
    skipped: tuple[Skipped, ...] = ()
    dropped: tuple[DroppedClaim, ...] = ()
    before: Mapping[str, tuple[Claim, ...]] = field(default_factory=dict)
    hands: frozenset[str] = frozenset()
    """Ids of claims that a person wrote or changed."""
    by: Mapping[str, str] = field(default_factory=dict)
    """Who changed them."""
    removed: tuple[Revision, ...] = ()
    """Claims that a person took out."""
    findings: Mapping[str, Finding] = field(default_factory=dict)
    pins: Mapping[str, tuple[Hit, ...]] = field(default_factory=dict)
    weighed_pins: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """The passages that were pinned when a claim was weighed."""
    weighed_as_of: Mapping[str, dt.date | None] = field(default_factory=dict)
    decisions: Mapping[str, Decision] = field(default_factory=dict)
    answers: Mapping[str, tuple[Answer, ...]] = field(default_factory=dict)
    queued: frozenset[str] = frozenset()
    as_of: dt.date | None = None
    usage: tuple[Usage, ...] = ()
    notes: tuple[str, ...] = ()
    done: tuple[int, ...] = ()
    """Numbers of the entries that can be undone, the last one last."""
    undone: tuple[int, ...] = ()
    """Numbers of the entries that can be redone, the last one last."""

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """Every claim as it stands, in the article's order."""
        ordered = sorted(self.claims, key=lambda claim: (claim.span.start, claim.span.end))
        return tuple(self._item(number, claim) for number, claim in enumerate(ordered, start=1))

    @property
    def waiting(self) -> tuple[Claim, ...]:
        """Claims that were not weighed yet."""
        return tuple(item.claim for item in self.items if item.finding is None)

    @property
    def revisions(self) -> tuple[Revision, ...]:
        """What people changed of the claims that stand, then what they took out."""
        changed = (item for item in self.items if item.changed)
        made = (Revision(claim_id=item.claim.id, by=self.by[item.claim.id], before=item.before) for item in changed)
        return (*made, *self.removed)

    def _item(self, number: int, claim: Claim) -> Item:
        pins, finding = self.pins.get(claim.id, ()), self.findings.get(claim.id)
        held = frozenset(hit.passage.id for hit in pins)
        stale = finding is not None and (
            held != self.weighed_pins.get(claim.id, frozenset()) or self.as_of != self.weighed_as_of.get(claim.id)
        )
        before = self.before.get(claim.id, ())
        return Item(
            number=number,
            claim=claim,
            before=before,
            by_hand=claim.id in self.hands and not before,
            # A person may have moved the claim's span, which leaves its id as it was.
            finding=finding.model_copy(update={"claim": claim}) if finding else None,
            pins=pins,
            decision=self.decisions.get(claim.id),
            answers=self.answers.get(claim.id, ()),
            queued=claim.id in self.queued,
            stale=stale,
        )


def replayed(entries: Iterable[Entry]) -> State:
    """What the entries come to."""
    held = list(entries)
    standing = _standing(held)
    state = State()
    for entry in held:
        if entry.number not in standing.gone:
            state = applied(state, entry.change)
    return replace(state, done=standing.done, undone=standing.undone)


@dataclass(frozen=True)
class _Standing:
    """Which edits hold, which do not, and which of those can be redone."""

    done: tuple[int, ...]
    gone: frozenset[int]
    undone: tuple[int, ...]


def _standing(entries: Sequence[Entry]) -> _Standing:
    done: list[int] = []
    undone: list[int] = []
    gone: set[int] = set()
    for entry in entries:
        change = entry.change
        if isinstance(change, EDITS):
            done.append(entry.number)
            # A new edit stands on what is there now; what was undone before it stays undone.
            undone.clear()
        elif isinstance(change, Undone) and change.of in done:
            done.remove(change.of)
            undone.append(change.of)
            gone.add(change.of)
        elif isinstance(change, Redone) and change.of in undone:
            undone.remove(change.of)
            done.append(change.of)
            gone.discard(change.of)
    return _Standing(tuple(done), frozenset(gone), tuple(undone))


def applied(state: State, change: Change) -> State:
    """The state after one more change; undo and redo are not changes of the state but of which changes count."""
    match change:
        case Opened():
            return replace(state, article=change.article, source=change.source)
        case Saw():
            return _seen(state, change)
        case Finished():
            return replace(state, usage=(*state.usage, change.usage), notes=change.notes)
        case Replaced():
            return _replaced(state, change)
        case Pinned():
            return _with_pins(
                state, change.claim_id, (*_others(state, change.claim_id, change.hit.passage.id), change.hit)
            )
        case Unpinned():
            return _with_pins(state, change.claim_id, _others(state, change.claim_id, change.passage_id))
        case Limited():
            return replace(state, as_of=change.as_of)
        case Judged():
            return replace(state, decisions={**state.decisions, change.decision.claim_id: change.decision})
        case Queued():
            return replace(state, queued=state.queued | set(change.claim_ids))
        case Answered():
            held = state.answers.get(change.claim_id, ())
            return replace(state, answers={**state.answers, change.claim_id: (*held, change.answer)})
    return state


def _seen(state: State, change: Saw) -> State:
    event = change.event
    if isinstance(event, Extracted):
        found = event.extraction
        kept = tuple(claim for claim in state.claims if claim.id in state.hands)
        fresh = tuple(claim for claim in found.claims if claim.id not in state.hands)
        return replace(state, claims=(*kept, *fresh), extracted=True, skipped=found.skipped, dropped=found.dropped)
    if isinstance(event, Decided):
        return _found(state, event.finding)
    held = next((claim for claim in state.claims if claim.id == event.claim_id), None)
    return _found(state, Finding(claim=held, verdict=None, error=event.error)) if held else state


def _found(state: State, finding: Finding) -> State:
    identity = finding.claim.id
    made = finding.verdict.provenance if finding.verdict else None
    pins = frozenset(hit.passage.id for hit in state.pins.get(identity, ()))
    return replace(
        state,
        findings={**state.findings, identity: finding},
        weighed_pins={**state.weighed_pins, identity: pins},
        weighed_as_of={**state.weighed_as_of, identity: made.as_of if made else state.as_of},
    )


def _replaced(state: State, change: Replaced) -> State:
    went = [claim for claim in state.claims if claim.id in change.took]
    roots = tuple(dict.fromkeys(root for claim in went for root in _roots(state, claim)))
    given = {claim.id for claim in change.gave}
    kept = tuple(claim for claim in state.claims if claim.id not in change.took and claim.id not in given)
    gone = (Revision(claim_id=None, by=change.by, before=roots),) if change.how == "remove" and roots else ()
    return replace(
        state,
        by={**state.by, **dict.fromkeys(given, change.by)},
        removed=(*state.removed, *gone),
        claims=(*kept, *change.gave),
        hands=state.hands | given,
        before={**state.before, **{claim.id: tuple(root for root in roots if root != claim) for claim in change.gave}},
    )


def _roots(state: State, claim: Claim) -> tuple[Claim, ...]:
    """The machine's versions that a claim goes back to; none for one written by hand."""
    if claim.id in state.hands:
        return state.before.get(claim.id, ())
    return (claim,)


def _others(state: State, claim_id: str, passage_id: str) -> tuple[Hit, ...]:
    return tuple(hit for hit in state.pins.get(claim_id, ()) if hit.passage.id != passage_id)


def _with_pins(state: State, claim_id: str, hits: tuple[Hit, ...]) -> State:
    return replace(state, pins={**state.pins, claim_id: hits})
