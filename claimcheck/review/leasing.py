"""Leases: who holds a claim, until when, and the token that shuts out whoever held it before.

A lease that runs out needs no clean-up: it ends by the clock, and whoever takes the claim next gets a higher token. Heartbeats prolong a
lease without an event, because they change nobody's work.
"""

import datetime as dt

import sqlalchemy as sql

from claimcheck.errors import LeaseLostError, NotAllowedError, NotReviewableError
from claimcheck.review import ledger
from claimcheck.review.books import Books, Row, decided_by, group_sizes, other_judge
from claimcheck.review.ledger import moment, stamp
from claimcheck.review.listing import Conditions, conditions, names
from claimcheck.review.nouns import Actor, Lease, View
from claimcheck.review.state import LEASABLE, WANTING, shown_state
from claimcheck.review.tables import DECISIONS, ITEMS


def next_lease(books: Books, actor: Actor, view: View) -> Lease | None:
    """Lease the best claim of the view that nobody holds and the person has not decided on; None where there is none."""
    with books.writing() as link:
        where = [*conditions(books, view, actor), *_free(books, link, view, actor)]
        statement = sql.select(ITEMS).where(*where).order_by(ITEMS.c.rank.desc(), ITEMS.c.number).limit(1)
        row = link.execute(statement.with_for_update(skip_locked=True)).first()
        return _lease(books, link, row, actor) if row is not None else None


def _free(books: Books, link: sql.Connection, view: View, actor: Actor) -> Conditions:
    now = stamp(books.clock())
    conflicts = actor.judges and "conflicted" in view.states
    wanted: sql.ColumnElement[bool] = sql.or_(
        ITEMS.c.state.in_(["open", "decided"]), sql.and_(ITEMS.c.state == "deferred", ITEMS.c.due <= now)
    )
    done = sql.select(DECISIONS.c.item_id).where(DECISIONS.c.reviewer == actor.name)
    undecided: sql.ColumnElement[bool] = ITEMS.c.id.not_in(done)
    if conflicts:
        wanted = sql.or_(wanted, ITEMS.c.state == "conflicted")
        if other_judge(link, actor.name) is None:
            undecided = sql.or_(undecided, ITEMS.c.state == "conflicted")
    free = [wanted, undecided, sql.or_(ITEMS.c.expires.is_(None), ITEMS.c.expires <= now)]
    if not view.assignee:
        free.append(sql.or_(ITEMS.c.assignee.is_(None), ITEMS.c.assignee.in_(names(actor))))
    return free


def take(books: Books, item_id: str, actor: Actor) -> Lease:
    """Lease one claim by id; the same person's live lease is given back as it is.

    Raises NotReviewableError where somebody else holds it, it wants no more decisions, or the person's own is in.
    """
    with books.writing() as link:
        row = books.rows(link, [item_id], lock=True)[item_id]
        if live(books, row) and row.holder == actor.name:
            return as_lease(books, link, row, actor)
        free_for(books, link, row, actor)
        return _lease(books, link, row, actor)


def free_for(books: Books, link: sql.Connection, row: Row, actor: Actor) -> None:
    """Raise NotReviewableError unless the person may work on the claim now."""
    if live(books, row) and row.holder != actor.name:
        raise NotReviewableError(
            f"claim {row.id!r} is held by {row.holder!r} until {clock_time(row.expires)}; take another"
        )
    if row.state == "conflicted" and not actor.judges:
        raise NotAllowedError(f"claim {row.id!r} is in conflict: an adjudicator settles it")
    if row.state == "conflicted":
        impartial(link, row, actor)
    if row.state not in LEASABLE:
        raise NotReviewableError(f"claim {row.id!r} is {row.state}; undo that first")
    if row.state in WANTING and row.id in decided_by(link, actor.name, [row.id]):
        raise NotReviewableError(f"your decision on claim {row.id!r} is in; undo it to decide again")


def impartial(link: sql.Connection, row: Row, actor: Actor) -> bool:
    """Whether a claim can be settled by somebody without a decision of their own on it.

    Raises NotAllowedError where it cannot and somebody else is there to do it.
    """
    if row.id not in decided_by(link, actor.name, [row.id]):
        return True
    other = other_judge(link, actor.name)
    if other is not None:
        raise NotAllowedError(
            f"{actor.name!r} has decided on claim {row.id!r} and cannot settle it as well; ask {other!r}, or undo that decision first"
        )
    return False


def live(books: Books, row: Row) -> bool:
    """Whether somebody holds the claim now."""
    return row.holder is not None and row.expires is not None and row.expires > stamp(books.clock())


def clock_time(text: str) -> str:
    """`"09:50 UTC"`."""
    at = moment(text)
    return f"{at:%H:%M} UTC" if at else "an unknown time"


def _lease(books: Books, link: sql.Connection, row: Row, actor: Actor) -> Lease:
    expires = books.clock() + dt.timedelta(minutes=books.settings.lease_minutes)
    payload = {"token": row.token + 1, "expires": stamp(expires)}
    if row.holder:
        payload["after"] = row.holder
    books.enter(link, row.id, "leased", actor.name, payload=payload)
    return as_lease(books, link, books.rows(link, [row.id])[row.id], actor)


def as_lease(books: Books, link: sql.Connection, row: Row, actor: Actor) -> Lease:
    """The lease that a row carries."""
    size = group_sizes(link, [row.group_id])[row.group_id]
    expires = moment(row.expires)
    assert expires is not None
    item = books.item(row, actor, decided=row.id in decided_by(link, actor.name, [row.id]), group_size=size)
    return Lease(item=item, holder=row.holder, token=row.token, expires=expires)


def held(books: Books, actor: Actor) -> list[Lease]:
    """What a person holds now, the lease that ends first first."""
    where = (ITEMS.c.holder == actor.name, ITEMS.c.expires > stamp(books.clock()), ITEMS.c.state.in_(sorted(LEASABLE)))
    with books.reading() as link:
        rows = link.execute(sql.select(ITEMS).where(*where).order_by(ITEMS.c.expires)).all()
        return [as_lease(books, link, row, actor) for row in rows]


def heartbeat(books: Books, item_id: str, token: int, actor: Actor) -> dt.datetime:
    """Prolong a lease; returns its new end, raises LeaseLostError where it is lost."""
    now = books.clock()
    expires = now + dt.timedelta(minutes=books.settings.lease_minutes)
    mine = (ITEMS.c.id == item_id, ITEMS.c.holder == actor.name, ITEMS.c.token == token, ITEMS.c.expires > stamp(now))
    with books.writing() as link:
        changed = link.execute(ITEMS.update().where(*mine).values(expires=stamp(expires)))
        if changed.rowcount == 0:
            raise LeaseLostError(f"the lease of claim {item_id!r} has ended; take the claim again")
    return expires


def hand_back(books: Books, item_id: str, token: int, actor: Actor, reason: str) -> None:
    """Give a claim up undecided; a lease that is lost already is no error."""
    with books.writing() as link:
        row = books.rows(link, [item_id], lock=True)[item_id]
        if row.holder == actor.name and row.token == token:
            books.enter(link, item_id, "handed-back", actor.name, reason=reason)


def base_state(books: Books, row: Row) -> str:
    """The state as people see it now."""
    return shown_state(row.state, moment(row.due), moment(row.expires), now=books.clock(), reviews=row.reviews)


def record_of(link: sql.Connection, row: Row) -> str:
    """The machine's finding of a row as JSON."""
    return ledger.record(link, row.finding)
