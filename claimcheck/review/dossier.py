"""The whole of a claim in one line of JSON: every event and every record that the events speak of; nothing is lost.

All dossiers of a queue together are the queue: they can be restored into an empty one, hash for hash. A part of them can be read, but not
restored, because the log would have gaps.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import sqlalchemy as sql
from pydantic import ValidationError

from claimcheck.claims import Article, Record
from claimcheck.errors import ReviewError
from claimcheck.evidence import Finding
from claimcheck.reports import SCHEMA_VERSION
from claimcheck.review import intake, ledger
from claimcheck.review.books import Books
from claimcheck.review.nouns import Event
from claimcheck.review.state import stands
from claimcheck.review.tables import EVENTS, HEAD, ITEMS, RECORDS


class Dossier(Record):
    """One claim, whole."""

    schema_version: str = SCHEMA_VERSION
    """Version of this form."""
    item_id: str | None
    """The claim; null for the line that holds what was ruled for the desk as a whole."""
    events: tuple[Event, ...]
    """Its log."""
    records: dict[str, dict[str, Any]]
    """The article and every version of the machine's finding, under the digests that the events carry."""


def as_line(dossier: Dossier) -> str:
    """One line of JSON."""
    tree = dossier.model_dump(mode="json")
    return json.dumps(tree, ensure_ascii=True, separators=(",", ":")) + "\n"


def parsed(lines: Iterable[str]) -> Iterator[Dossier]:
    """The dossiers of lines; raises ReviewError naming the line that is none."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield Dossier.model_validate_json(line)
        except ValidationError as exc:
            error = exc.errors(include_input=False, include_url=False)[0]
            where = ".".join(str(part) for part in error["loc"])
            raise ReviewError(f"line {number} is no dossier of a queue: {where}: {error['msg']}") from exc


def dossiers(books: Books, ids: Sequence[str], *, desk: bool) -> Iterator[Dossier]:
    """The claims in the order given; with `desk` also what was ruled for the desk as a whole, so that nothing of the log is missing."""
    for identity in ids:
        with books.reading() as link:
            yield _dossier(link, identity)
    if desk:
        statement = sql.select(EVENTS).where(EVENTS.c.item_id.is_(None)).order_by(EVENTS.c.number)
        with books.reading() as link:
            events = tuple(map(ledger.read, link.execute(statement)))
        if events:
            yield Dossier(item_id=None, events=events, records={})


def _dossier(link: sql.Connection, identity: str) -> Dossier:
    events = ledger.of_item(link, identity)
    records = {one: json.loads(ledger.record(link, one)) for one in _digests(events)}
    return Dossier(item_id=identity, events=tuple(events), records=records)


def _digests(events: Iterable[Event]) -> list[str]:
    return sorted(
        {str(event.payload[name]) for event in events for name in ("article", "finding") if name in event.payload}
    )


def restore(books: Books, found: Sequence[Dossier]) -> int:
    """Put a whole queue into an empty one; returns the number of claims, raises ReviewError where log or records do not add up."""
    events = sorted((event for dossier in found for event in dossier.events), key=lambda event: event.number)
    faults = list(ledger.breaks(events))
    if faults:
        raise ReviewError(f"this is no whole queue and cannot be restored: {faults[0]}")
    records = {digest: ledger.canonical(record) for dossier in found for digest, record in dossier.records.items()}
    for digest, text in records.items():
        if hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest() != digest:
            raise ReviewError(f"record {digest[:12]} was changed: it does not fit its digest")
    with books.writing() as link:
        books.lock_head(link)
        if link.scalar(sql.select(HEAD.c.number)):
            raise ReviewError("the queue here is not empty; restore into another home folder with --home")
        _fill(books, link, events, records)
    return sum(dossier.item_id is not None for dossier in found)


def _fill(books: Books, link: sql.Connection, events: Sequence[Event], records: dict[str, str]) -> None:
    held = set(link.scalars(sql.select(RECORDS.c.digest)))
    fresh = [{"digest": digest, "record": text} for digest, text in records.items() if digest not in held]
    if fresh:
        link.execute(RECORDS.insert(), fresh)
    for event in events:
        link.execute(EVENTS.insert().values(**ledger.row_of(event)))
    if events:
        link.execute(HEAD.update().values(number=events[-1].number, hash=events[-1].hash))
    for item_id, own in ledger.by_item(events).items():
        first, last = own[0].payload, [event.payload["finding"] for event in own if "finding" in event.payload][-1]
        article, finding = (
            Article.model_validate_json(records[first["article"]]),
            Finding.model_validate_json(records[last]),
        )
        link.execute(ITEMS.insert().values(**intake.row_for(article, finding, first, at=own[0].at)))
        books.write_down(link, item_id, stands(own), decided=True)
    for group_id in set(link.scalars(sql.select(ITEMS.c.group_id))):
        intake.measure_group(books, link, group_id, records)
