"""The audit: do the hash chains hold, are the records what the events say, and is the present state what the events add up to?

What it cannot see by itself is a log that was cut at its end or written anew as a whole by somebody who rules over the database. For that,
write the head's hash down elsewhere from time to time and give it as `expected`: it must still be in the chain.
"""

import hashlib
from collections.abc import Iterator, Sequence

import sqlalchemy as sql

from claimcheck.review import ledger
from claimcheck.review.books import Books, decisions, present
from claimcheck.review.nouns import AuditResult, Event
from claimcheck.review.state import stands
from claimcheck.review.tables import DECISIONS, HEAD, ITEMS, RECORDS

_MOST = 100
"""Faults named one by one."""


def audit(books: Books, *, expected: str | None = None) -> AuditResult:
    """Walk along the whole log; tampering is reported, not raised."""
    with books.reading() as link:
        events = list(ledger.walk(link))
        by_item = ledger.by_item(events)
        faults = [
            *ledger.breaks(events),
            *_head(link, events),
            *_expected(events, expected),
            *_records(link, events),
            *_states(link, by_item),
        ]
    told = faults[:_MOST] + ([f"... and {len(faults) - _MOST} more"] if len(faults) > _MOST else [])
    return AuditResult(
        events=len(events), items=len(by_item), head=events[-1].hash if events else "", faults=tuple(told)
    )


def _head(link: sql.Connection, events: Sequence[Event]) -> Iterator[str]:
    head = link.execute(sql.select(HEAD.c.number, HEAD.c.hash)).one()
    last = (events[-1].number, events[-1].hash) if events else (0, "")
    if (head.number, head.hash) != last:
        yield f"the log ends with event {last[0]}, but event {head.number} was the last one written: its end was cut off"


def _expected(events: Sequence[Event], expected: str | None) -> Iterator[str]:
    if expected and not any(event.hash.startswith(expected) for event in events):
        yield f"the hash {expected!r} that was noted earlier is not in the log: it was cut or written anew"


def _records(link: sql.Connection, events: Sequence[Event]) -> Iterator[str]:
    named = {str(event.payload[name]) for event in events for name in ("article", "finding") if name in event.payload}
    for row in link.execute(sql.select(RECORDS)):
        if hashlib.sha256(row.record.encode("utf-8", "surrogatepass")).hexdigest() != row.digest:
            yield f"record {row.digest[:12]} was changed: it does not fit its digest"
        named.discard(row.digest)
    for digest in sorted(named):
        yield f"record {digest[:12]} is missing, though the log speaks of it"


def _states(link: sql.Connection, by_item: dict[str, Sequence[Event]]) -> Iterator[str]:
    held = {row.id: row._asdict() for row in link.execute(sql.select(ITEMS))}
    given: dict[str, list[dict[str, object]]] = {}
    for row in link.execute(sql.select(DECISIONS)):
        given.setdefault(row.item_id, []).append(row._asdict())
    for item_id, events in by_item.items():
        if item_id not in held:
            yield f"claim {item_id} is in the log, but not in the queue"
            continue
        yield from _state(item_id, events, held.pop(item_id), given.pop(item_id, []))
    for item_id in sorted({*held, *given}):
        yield f"claim {item_id} is in the queue, but not in the log"


def _state(
    item_id: str, events: Sequence[Event], row: dict[str, object], given: list[dict[str, object]]
) -> Iterator[str]:
    try:
        standing = stands(events)
    except (KeyError, ValueError, TypeError) as exc:
        yield f"claim {item_id}: its events cannot be read ({type(exc).__name__}: {exc})"
        return
    for name, value in present(standing).items():
        if name == "expires" and value and row[name] and str(row[name]) >= value:
            continue  # prolonged by heartbeats
        if row[name] != value:
            yield f"claim {item_id}: {name} is {row[name]!r}, but its events add up to {value!r}"
    key = "reviewer"
    if sorted(given, key=lambda one: str(one[key])) != sorted(
        decisions(item_id, standing), key=lambda one: str(one[key])
    ):
        yield f"claim {item_id}: the decisions on record are not those of its events"
