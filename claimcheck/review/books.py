"""The open books of a desk: database, settings and clock, and the one way in which anything is entered.

Whoever writes locks the rows of the claims concerned first, in the order of their ids, and the head of the log after that: so two writers
never wait for each other in a circle. Knows nothing of what the verbs mean.
"""

import datetime as dt
import json
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sql

from claimcheck.errors import UnknownItemError
from claimcheck.library.database import Database
from claimcheck.library.tables import PEOPLE
from claimcheck.review import ledger
from claimcheck.review.ledger import moment, stamp
from claimcheck.review.nouns import Actor, Event, Item, Kind, LeaseNote, Priority
from claimcheck.review.ordering import priority
from claimcheck.review.state import WANTING, Standing, shown_state, stands
from claimcheck.review.tables import DECISIONS, HEAD, ITEMS
from claimcheck.settings import ReviewSettings

Clock = Callable[[], dt.datetime]
Row = Any
"""A row of ITEMS."""
_TELLING = frozenset({"contested", "uncertainty"})
"""Terms that give the machine's label away."""


def wall_clock() -> dt.datetime:
    """Now, in UTC."""
    return dt.datetime.now(dt.UTC)


@dataclass(frozen=True)
class Books:
    """What every verb of the desk needs."""

    database: Database
    settings: ReviewSettings
    clock: Clock = wall_clock

    @contextmanager
    def reading(self) -> Iterator[sql.Connection]:
        """A transaction that sees one state."""
        with self.database.reading() as link:
            yield link

    @contextmanager
    def writing(self) -> Iterator[sql.Connection]:
        """A transaction that is kept whole or not at all."""
        with self.database.writing() as link:
            yield link

    def rows(self, link: sql.Connection, ids: Collection[str], *, lock: bool = False) -> dict[str, Row]:
        """The rows of claims by id, locked in order where asked; raises UnknownItemError for the first that is missing."""
        statement = sql.select(ITEMS).where(ITEMS.c.id.in_(sorted(set(ids)))).order_by(ITEMS.c.id)
        found = {row.id: row for row in link.execute(statement.with_for_update() if lock else statement)}
        for identity in ids:
            if identity not in found:
                raise UnknownItemError(
                    f"the queue holds no claim {identity!r}; `claimcheck queue list` shows what it holds"
                )
        return found

    def lock_head(self, link: sql.Connection) -> None:
        """Wait until nobody else appends."""
        link.execute(sql.select(HEAD.c.number).where(HEAD.c.id == 1).with_for_update())

    def enter(
        self,
        link: sql.Connection,
        item_id: str,
        kind: Kind,
        actor: str,
        *,
        reason: str = "",
        payload: dict[str, Any] | None = None,
    ) -> Event:
        """Append an event on a claim and write down what its events add up to now; its row must be locked, or new."""
        before = ledger.of_item(link, item_id)
        event = ledger.append(
            link, before, item_id=item_id, kind=kind, actor=actor, at=self.clock(), reason=reason, payload=payload
        )
        self.write_down(link, item_id, stands([*before, event]), decided=kind in ("decided", "undone"))
        return event

    def write_down(self, link: sql.Connection, item_id: str, standing: Standing, *, decided: bool) -> None:
        """Bring a claim's present state up to date; `decided` says whether its decisions may have changed."""
        link.execute(ITEMS.update().where(ITEMS.c.id == item_id).values(**_columns(standing)))
        if decided:
            link.execute(DECISIONS.delete().where(DECISIONS.c.item_id == item_id))
            if standing.decisions:
                link.execute(DECISIONS.insert(), decisions(item_id, standing))

    def item(self, row: Row, actor: Actor, *, decided: bool, group_size: int) -> Item:
        """A row as one person may see it; `decided` says whether the person's own decision is in."""
        now, due, expires = self.clock(), moment(row.due), moment(row.expires)
        state = shown_state(row.state, due, expires, now=now, reviews=row.reviews)
        hidden = self.hides_machine(row, decided=decided)
        queued, changed = moment(row.queued), moment(row.changed)
        assert queued is not None
        assert changed is not None
        live = expires is not None and expires > now
        return Item(
            id=row.id,
            number=row.number,
            state=state,
            text=row.text,
            speaker=row.speaker,
            article_id=row.article_id,
            title=row.title,
            publisher=row.publisher,
            machine_label=None if hidden else row.machine_label,
            machine_reason=None if hidden else row.machine_reason,
            machine_confidence=None if hidden else row.machine_confidence,
            machine_hidden=hidden,
            label=row.label,
            reviews=row.reviews,
            needed=row.needed,
            priority=self._priority(row, queued, now, hidden=hidden),
            group_id=row.group_id,
            group_size=group_size,
            assignee=row.assignee,
            due=due,
            lease=LeaseNote(holder=row.holder, expires=expires) if row.holder and live and expires else None,
            queued=queued,
            changed=changed,
        )

    def hides_machine(self, row: Row, *, decided: bool) -> bool:
        """Whether the machine's verdict is kept from somebody until the own decision is in."""
        return self.settings.machine_label == "hidden" and not decided and row.state in WANTING

    def _priority(self, row: Row, queued: dt.datetime, now: dt.datetime, *, hidden: bool) -> Priority:
        values = json.loads(row.measures)
        if hidden:
            values = {name: value for name, value in values.items() if name not in _TELLING}
        return priority(values, queued=queued, now=now, weights=self.settings.weights)


def present(standing: Standing) -> dict[str, Any]:
    """The columns of ITEMS that the events determine."""
    lease = standing.lease
    return {
        "state": standing.state,
        "article": standing.article,
        "finding": standing.finding,
        "group_id": standing.group_id,
        "label": standing.label,
        "reviews": len(standing.decisions),
        "needed": standing.needed,
        "assignee": standing.assignee,
        "due": stamp(standing.due) if standing.due else None,
        "holder": lease.holder if lease else None,
        "token": standing.token,
        "expires": stamp(lease.expires) if lease else None,
        "queued": stamp(standing.queued) if standing.queued else "",
        "changed": stamp(standing.changed) if standing.changed else "",
    }


def _columns(standing: Standing) -> dict[str, Any]:
    """What to write: `present`, but a lease that heartbeats have prolonged keeps its end, which is not in the log."""
    values = present(standing)
    expires, lease = values["expires"], standing.lease
    if lease is None:
        return values
    prolonged = sql.and_(ITEMS.c.token == lease.token, ITEMS.c.expires > expires)
    return values | {"expires": sql.case((prolonged, ITEMS.c.expires), else_=expires)}


def decisions(item_id: str, standing: Standing) -> list[dict[str, Any]]:
    """The rows of DECISIONS that the events determine."""
    return [
        {
            "item_id": item_id,
            "reviewer": said.reviewer,
            "label": said.label,
            "event": said.event,
            "at": stamp(said.at),
            "seconds": said.payload.get("seconds"),
            "propagated_from": said.propagated_from,
        }
        for said in standing.decisions.values()
    ]


def group_sizes(link: sql.Connection, group_ids: Iterable[str]) -> dict[str, int]:
    """How many claims each group has."""
    statement = sql.select(ITEMS.c.group_id, sql.func.count().label("size")).group_by(ITEMS.c.group_id)
    rows = link.execute(statement.where(ITEMS.c.group_id.in_(sorted(set(group_ids)))))
    return {row.group_id: row.size for row in rows}


def decided_by(link: sql.Connection, name: str, item_ids: Iterable[str]) -> set[str]:
    """Which of the claims a person has decided on."""
    statement = sql.select(DECISIONS.c.item_id).where(DECISIONS.c.reviewer == name)
    return set(link.scalars(statement.where(DECISIONS.c.item_id.in_(sorted(set(item_ids))))))


def other_judge(link: sql.Connection, name: str) -> str | None:
    """Somebody else with an account who may settle conflicts; None where there is nobody."""
    judges = sql.select(PEOPLE.c.name).where(PEOPLE.c.active, PEOPLE.c.role.in_(["adjudicator", "admin"]))
    return link.scalar(judges.where(PEOPLE.c.name != name).order_by(PEOPLE.c.role, PEOPLE.c.name).limit(1))
