"""The append-only log: how an event is written and hashed, and how its chains are checked.

Each event carries the hash of the one before it in the whole log and of the one before it on the same claim. Whoever appends holds the
lock on the log's head, so there is one order of events on every database.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import sqlalchemy as sql

from claimcheck.claims import Record
from claimcheck.review.nouns import Event, Kind
from claimcheck.review.tables import EVENTS, HEAD, RECORDS

PAGE = 2000
"""Events read at a time."""


def stamp(at: dt.datetime) -> str:
    """`2026-03-01T09:30:00.000000+00:00`: always the same width, so that it sorts as text."""
    return at.astimezone(dt.UTC).isoformat(timespec="microseconds")


def moment(text: str | None) -> dt.datetime | None:
    """The time that a stamp means."""
    return dt.datetime.fromisoformat(text) if text else None


def canonical(value: Any) -> str:
    """The one way to write a value as JSON, for hashing."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def keep(link: sql.Connection, record: Record) -> str:
    """Store a record under its digest and return that; the same record is stored once."""
    text = canonical(record.model_dump(mode="json"))
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    if link.scalar(sql.select(RECORDS.c.digest).where(RECORDS.c.digest == digest)) is None:
        link.execute(RECORDS.insert().values(digest=digest, record=text))
    return digest


def record(link: sql.Connection, digest: str) -> str:
    """A stored record as JSON."""
    return str(link.scalar(sql.select(RECORDS.c.record).where(RECORDS.c.digest == digest)))


def append(
    link: sql.Connection,
    before: Sequence[Event] = (),
    *,
    item_id: str | None,
    kind: Kind,
    actor: str,
    at: dt.datetime,
    reason: str = "",
    payload: dict[str, Any] | None = None,
) -> Event:
    """Write one event at the end of the log; `before` are the claim's events so far, read in this same writing transaction."""
    head = link.execute(sql.select(HEAD.c.number, HEAD.c.hash).where(HEAD.c.id == 1).with_for_update()).one()
    event = sealed(
        Event(
            number=head.number + 1,
            item_id=item_id,
            item_number=before[-1].item_number + 1 if before else 1,
            kind=kind,
            actor=actor,
            at=at.astimezone(dt.UTC),
            reason=reason,
            payload=payload or {},
            item_previous=before[-1].hash if before else "",
            previous=head.hash,
            hash="",
        )
    )
    link.execute(EVENTS.insert().values(**row_of(event)))
    link.execute(HEAD.update().where(HEAD.c.id == 1).values(number=event.number, hash=event.hash))
    return event


def sealed(event: Event) -> Event:
    """The event with its hash."""
    return event.model_copy(update={"hash": digest(event)})


def digest(event: Event) -> str:
    """SHA-256 over everything in the event but the hash itself."""
    row = row_of(event)
    del row["hash"]
    return hashlib.sha256(canonical(row).encode("utf-8", "surrogatepass")).hexdigest()


def row_of(event: Event) -> dict[str, Any]:
    """The event as the log holds it."""
    row = event.model_dump(exclude={"redacted"})
    return row | {"at": stamp(event.at), "payload": canonical(event.payload)}


def read(row: Any) -> Event:
    """The event of a row."""
    fields = row._asdict()
    fields |= {"at": dt.datetime.fromisoformat(row.at), "payload": json.loads(row.payload)}
    return Event.model_construct(**fields)


def of_item(link: sql.Connection, item_id: str) -> list[Event]:
    """A claim's events in order."""
    statement = sql.select(EVENTS).where(EVENTS.c.item_id == item_id).order_by(EVENTS.c.item_number)
    return [read(row) for row in link.execute(statement)]


def walk(link: sql.Connection) -> Iterator[Event]:
    """All events in order, a page at a time."""
    last = 0
    while True:
        statement = sql.select(EVENTS).where(EVENTS.c.number > last).order_by(EVENTS.c.number).limit(PAGE)
        rows = link.execute(statement).all()
        if not rows:
            return
        yield from (read(row) for row in rows)
        last = rows[-1].number


def breaks(events: Iterable[Event]) -> Iterator[str]:
    """One line for each event that does not follow from those before it."""
    number, previous = 0, ""
    ends: dict[str, tuple[int, str]] = {}
    for event in events:
        yield from _breaks(event, number, previous, ends.get(event.item_id or "", (0, "")))
        number, previous = event.number, event.hash
        if event.item_id:
            ends[event.item_id] = (event.item_number, event.hash)


def _breaks(event: Event, number: int, previous: str, end: tuple[int, str]) -> Iterator[str]:
    name = f"event {event.number} ({event.kind} on {event.item_id or 'the desk'})"
    if event.number != number + 1:
        yield f"events {number + 1} to {event.number - 1} are missing"
    if event.hash != digest(event):
        yield f"{name} was changed: its hash does not fit its content"
    if event.previous != previous:
        yield f"{name} does not follow the event before it: the log was cut or rearranged"
    if event.item_id and (event.item_number, event.item_previous) != (end[0] + 1, end[1]):
        yield f"{name} does not follow the claim's event before it"


def by_item(events: Iterable[Event]) -> dict[str, Sequence[Event]]:
    """All events by the claim they concern."""
    found: dict[str, list[Event]] = {}
    for event in events:
        if event.item_id:
            found.setdefault(event.item_id, []).append(event)
    return dict(found)
