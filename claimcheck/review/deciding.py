"""What people do with a claim: judge it, defer it, turn it down, merge, adjudicate, assign, remark, and take any of that back.

Every verb is one transaction and one event, or none at all. A submission whose lease is lost is refused, and its text is kept in the log
for its author.
"""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sql

from claimcheck.errors import LeaseLostError, NotAllowedError, NotReviewableError, ReviewError
from claimcheck.evidence import Finding
from claimcheck.review import correcting, ledger
from claimcheck.review.books import Books, Row, decided_by
from claimcheck.review.leasing import clock_time, free_for, impartial, live
from claimcheck.review.ledger import stamp
from claimcheck.review.listing import claim_of, shown
from claimcheck.review.nouns import SETTLED, Actor, Event, Fault, Item, Judgement, Submitted
from claimcheck.review.state import DECISIVE, WANTING, stands, undone
from claimcheck.review.tables import DECISIONS, ITEMS


def submit(
    books: Books, item_id: str, token: int, actor: Actor, judgement: Judgement, *, propagate: bool, opt_out: Collection[str]
) -> Submitted:  # fmt: skip
    """Record a judgement made under a lease; with `propagate` for the rest of the group too, but for `opt_out`."""
    members = _members(books, item_id) if propagate else []
    with books.writing() as link:
        rows = books.rows(link, [item_id, *members], lock=True)
        lost = _lost(books, rows[item_id], token, actor)
        if lost:
            _refuse(books, link, item_id, token, actor, judgement, lost)
        else:
            return _judged(books, link, rows, item_id, actor, judgement, opt_out=opt_out)
    raise LeaseLostError(
        f"{lost}; your decision on claim {item_id!r} was not counted, its text is kept: take the claim again to see it"
    )


def decide(
    books: Books, item_id: str, actor: Actor, judgement: Judgement, *, propagate: bool, opt_out: Collection[str]
) -> Submitted:  # fmt: skip
    """Judge a claim at once, without having held it."""
    members = _members(books, item_id) if propagate else []
    with books.writing() as link:
        rows = books.rows(link, [item_id, *members], lock=True)
        free_for(books, link, rows[item_id], actor)
        return _judged(books, link, rows, item_id, actor, judgement, opt_out=opt_out)


def _members(books: Books, item_id: str) -> list[str]:
    """The other claims of the group."""
    group = sql.select(ITEMS.c.group_id).where(ITEMS.c.id == item_id).scalar_subquery()
    with books.reading() as link:
        return list(link.scalars(sql.select(ITEMS.c.id).where(ITEMS.c.group_id == group, ITEMS.c.id != item_id)))


def _lost(books: Books, row: Row, token: int, actor: Actor) -> str | None:
    """Why a submission under this token does not count; None where it does."""
    if row.token != token or row.holder != actor.name:
        return (
            "somebody else has taken the claim since" if row.token > token else "the claim is not held under this lease"
        )
    if not live(books, row):
        return f"the lease ended at {clock_time(row.expires)}"
    return None


def _refuse(
    books: Books, link: sql.Connection, item_id: str, token: int, actor: Actor, judgement: Judgement, why: str
) -> None:  # fmt: skip
    payload = {"token": token, "judgement": judgement.model_dump(mode="json")}
    books.enter(link, item_id, "refused", actor.name, reason=why, payload=payload)


def _judged(
    books: Books, link: sql.Connection, rows: dict[str, Row], item_id: str, actor: Actor, judgement: Judgement,
    *, opt_out: Collection[str],
) -> Submitted:  # fmt: skip
    row = rows[item_id]
    if row.state not in WANTING:
        raise NotReviewableError(f"claim {item_id!r} is {row.state}; an adjudicator settles it with `adjudicate`")
    _check(books, link, row, judgement)
    payload = _payload(judgement) | {"seconds": _held_for(books, link, row, actor)}
    event = books.enter(link, item_id, "decided", actor.name, payload=payload)
    applied, passed_over = _spread(books, link, rows, item_id, actor, judgement, event, opt_out)
    item = shown(books, link, list(books.rows(link, [item_id]).values()), actor)[0]
    return Submitted(item=item, propagated=tuple(applied), passed_over=passed_over)


def _spread(
    books: Books, link: sql.Connection, rows: dict[str, Row], item_id: str, actor: Actor, judgement: Judgement, source: Event,
    opt_out: Collection[str],
) -> tuple[list[str], dict[str, str]]:  # fmt: skip
    """Apply label and note to the group; corrections are of one claim's own words and stay with it."""
    applied: list[str] = []
    passed_over: dict[str, str] = {}
    done = decided_by(link, actor.name, rows)
    payload = _payload(judgement) | {"corrections": {}, "propagated_from": item_id, "source": source.number}
    for identity, row in sorted(rows.items()):
        if identity == item_id:
            continue
        why = _unfit(books, row, actor, done=done, opt_out=opt_out)
        if why:
            passed_over[identity] = why
            continue
        books.enter(link, identity, "decided", actor.name, payload=payload)
        applied.append(identity)
    return applied, passed_over


def _unfit(books: Books, row: Row, actor: Actor, *, done: set[str], opt_out: Collection[str]) -> str | None:
    if row.id in opt_out:
        return "left out by choice"
    if row.id in done:
        return "decided on before"
    if row.state not in WANTING:
        return str(row.state)
    if live(books, row) and row.holder != actor.name:
        return f"held by {row.holder}"
    return None


def _payload(judgement: Judgement) -> dict[str, Any]:
    whole = judgement.model_dump(mode="json", exclude={"corrections"})
    corrections = judgement.corrections
    return whole | {"corrections": {} if corrections.empty else corrections.model_dump(mode="json")}


def _held_for(books: Books, link: sql.Connection, row: Row, actor: Actor) -> float | None:
    """Seconds since the person's live lease began; None without one."""
    if not live(books, row) or row.holder != actor.name:
        return None
    lease = stands(ledger.of_item(link, row.id)).lease
    return round((books.clock() - lease.since).total_seconds(), 1) if lease else None


def _check(books: Books, link: sql.Connection, row: Row, judgement: Judgement) -> None:
    if judgement.label is not None and judgement.reason is not None:
        raise ReviewError(
            f"a claim that is {judgement.label} has no reason for being unverified; leave one of the two out"
        )
    if judgement.corrections.empty:
        return
    article, claim = claim_of(books, link, row)
    verdict = Finding.model_validate_json(ledger.record(link, row.finding)).verdict
    correcting.check(judgement.corrections, claim, article, verdict.evidence if verdict else ())


def adjudicate(books: Books, item_id: str, actor: Actor, judgement: Judgement) -> Item:
    """Settle a claim over the heads of its reviewers; needs the role, a reason, and no decision of one's own on it.

    Where nobody else at the desk may settle it, one's own decision is no bar, but the event says that it is there.
    """
    _judge(actor, "settle a claim")
    if not judgement.note.strip():
        raise ReviewError("an adjudication needs its reason; give a note")
    with books.writing() as link:
        row = books.rows(link, [item_id], lock=True)[item_id]
        if row.state not in SETTLED | {"conflicted"}:
            raise NotReviewableError(f"claim {item_id!r} is {row.state}: there is nothing to adjudicate")
        _not_held(books, row, actor)
        _check(books, link, row, judgement)
        own = {} if impartial(link, row, actor) else {"own": True}
        books.enter(link, item_id, "adjudicated", actor.name, payload=_payload(judgement) | own)
        return _now(books, link, item_id, actor)


def defer(books: Books, item_id: str, actor: Actor, until: dt.datetime, reason: str) -> Item:
    """Set a claim aside until a moment, when it comes up again by itself."""
    if until <= books.clock():
        raise ReviewError(f"{until.isoformat()} is past; defer to a moment that is still to come")
    return _set_aside(books, item_id, actor, "deferred", reason, {"until": stamp(until)})


def reject(books: Books, item_id: str, actor: Actor, fault: Fault, reason: str) -> Item:
    """Turn a badly made claim down: it says nothing about what is so, only that the extraction is wrong."""
    return _set_aside(books, item_id, actor, "rejected", reason, {"fault": fault})


def _set_aside(books: Books, item_id: str, actor: Actor, kind: Any, reason: str, payload: dict[str, Any]) -> Item:
    with books.writing() as link:
        row = books.rows(link, [item_id], lock=True)[item_id]
        _not_held(books, row, actor)
        if row.state not in WANTING:
            raise NotReviewableError(f"claim {item_id!r} is {row.state}; undo that first")
        books.enter(link, item_id, kind, actor.name, reason=reason, payload=payload)
        return _now(books, link, item_id, actor)


def merge(books: Books, item_id: str, into: str, actor: Actor, reason: str) -> Item:
    """Fold a claim into another one that says the same; it needs no decision of its own then."""
    if item_id == into:
        raise ReviewError(f"claim {item_id!r} cannot be merged into itself")
    with books.writing() as link:
        rows = books.rows(link, [item_id, into], lock=True)
        row, target = rows[item_id], rows[into]
        _not_held(books, row, actor)
        if row.state not in WANTING:
            raise NotReviewableError(f"claim {item_id!r} is {row.state}; undo that first")
        if target.state in ("merged", "rejected"):
            raise NotReviewableError(f"claim {into!r} is {target.state}; merge into one that stands")
        books.enter(link, item_id, "merged", actor.name, reason=reason, payload={"into": into})
        return _now(books, link, item_id, actor)


def assign(books: Books, item_ids: Sequence[str], to: str | None, actor: Actor, reason: str) -> list[Item]:
    """Give claims to a person or `team:NAME`, or to nobody; reviewers may only take what is nobody's and give up what is theirs."""
    with books.writing() as link:
        rows = books.rows(link, item_ids, lock=True)
        for identity, row in sorted(rows.items()):
            if not actor.judges and not (to in (actor.name, None) and row.assignee in (None, actor.name)):
                raise NotAllowedError(
                    f"only adjudicators assign work to others; {actor.name!r} may take what is nobody's"
                )
            books.enter(link, identity, "assigned", actor.name, reason=reason, payload={"to": to})
        return [_now(books, link, identity, actor) for identity in item_ids]


def require(books: Books, item_id: str, needed: int, actor: Actor, reason: str) -> Item:
    """Set how many people must decide on a claim."""
    _judge(actor, "set the number of reviews")
    if not 1 <= needed <= 9:
        raise ReviewError(f"{needed} reviews cannot be asked for; ask for 1 to 9")
    with books.writing() as link:
        books.rows(link, [item_id], lock=True)
        books.enter(link, item_id, "reviews-set", actor.name, reason=reason, payload={"needed": needed})
        return _now(books, link, item_id, actor)


def note(books: Books, item_id: str, actor: Actor, text: str, reply_to: int | None) -> Event:
    """Write a remark into a claim's thread; everybody sees it, also while the review is blind."""
    if not text.strip():
        raise ReviewError("a note cannot be empty")
    with books.writing() as link:
        books.rows(link, [item_id], lock=True)
        if reply_to is not None and not any(
            e.number == reply_to and e.kind == "noted" for e in ledger.of_item(link, item_id)
        ):
            raise ReviewError(f"note {reply_to} is none of claim {item_id!r}'s; answer one of its thread")
        return books.enter(link, item_id, "noted", actor.name, reason=text, payload={"reply_to": reply_to})


def undo(books: Books, item_id: str, actor: Actor, event: int | None, reason: str) -> Item:
    """Take back one's last step on a claim, or the step of that number; adjudicators may take back anybody's.

    A decision that was applied to a group is taken back from all of it.
    """
    followers = _followers(books, item_id)
    with books.writing() as link:
        books.rows(link, [item_id, *followers], lock=True)
        step = _last_step(ledger.of_item(link, item_id), item_id, actor, event)
        books.enter(
            link, item_id, "undone", actor.name, reason=reason, payload={"event": step.number, "kind": step.kind}
        )
        for identity in followers:
            for other in ledger.of_item(link, identity):
                if other.kind == "decided" and other.payload.get("source") == step.number:
                    payload = {"event": other.number, "kind": other.kind, "source": step.number}
                    books.enter(link, identity, "undone", actor.name, reason=reason, payload=payload)
        return _now(books, link, item_id, actor)


def _followers(books: Books, item_id: str) -> list[str]:
    """Claims that hold a decision propagated from this one."""
    statement = sql.select(DECISIONS.c.item_id).where(DECISIONS.c.propagated_from == item_id).distinct()
    with books.reading() as link:
        return sorted(link.scalars(statement))


def _last_step(events: Sequence[Event], item_id: str, actor: Actor, number: int | None) -> Event:
    gone = undone(events)
    steps = [event for event in events if event.kind in DECISIVE and event.number not in gone]
    if number is None:
        steps = [event for event in steps if event.actor == actor.name]
    else:
        steps = [event for event in steps if event.number == number]
    if not steps:
        named = f"step {number}" if number is not None else f"step of {actor.name!r}"
        raise NotReviewableError(f"there is no {named} on claim {item_id!r} that could be undone")
    if steps[-1].actor != actor.name:
        _judge(actor, "undo what somebody else did")
    return steps[-1]


def mark_exported(books: Books, item_ids: Sequence[str], actor: Actor, form: str) -> None:
    """Note that settled claims were published; others are left alone."""
    with books.writing() as link:
        for identity, row in sorted(books.rows(link, item_ids, lock=True).items()):
            if row.state in ("agreed", "adjudicated"):
                books.enter(link, identity, "exported", actor.name, payload={"form": form})


def _judge(actor: Actor, doing: str) -> None:
    if not actor.judges:
        raise NotAllowedError(f"{actor.name!r} is no adjudicator and cannot {doing}; ask one")


def _not_held(books: Books, row: Row, actor: Actor) -> None:
    if live(books, row) and row.holder != actor.name:
        raise NotReviewableError(f"claim {row.id!r} is held by {row.holder!r} until {clock_time(row.expires)}")


def _now(books: Books, link: sql.Connection, item_id: str, actor: Actor) -> Item:
    return shown(books, link, list(books.rows(link, [item_id]).values()), actor)[0]
