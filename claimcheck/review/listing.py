"""What a person sees: lists of claims under a view, and everything about one claim, as far as the review is not blind to them."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sql

from claimcheck.claims import Article, Claim
from claimcheck.errors import NotAllowedError, UnknownItemError
from claimcheck.evidence import Evidence, Finding, Verdict
from claimcheck.review import ledger
from claimcheck.review.books import Books, Row, decided_by, group_sizes
from claimcheck.review.correcting import corrected
from claimcheck.review.ledger import stamp
from claimcheck.review.nouns import (
    SETTLED,
    Actor,
    ArticleLine,
    Corrections,
    Detail,
    Event,
    Given,
    Item,
    Judgement,
    Note,
    Page,
    View,
)
from claimcheck.review.state import LEASABLE, WANTING, Said, Standing, stands, undone
from claimcheck.review.tables import DECISIONS, EVENTS, ITEMS

Conditions = list[sql.ColumnElement[bool]]


def items(books: Books, view: View, actor: Actor, *, start: int, size: int) -> Page:
    """A page of a view, best first."""
    where = conditions(books, view, actor)
    with books.reading() as link:
        total = int(link.scalar(sql.select(sql.func.count()).select_from(ITEMS).where(*where)) or 0)
        statement = sql.select(ITEMS).where(*where).order_by(ITEMS.c.rank.desc(), ITEMS.c.number)
        rows = link.execute(statement.offset(start).limit(size)).all()
        return Page(items=tuple(shown(books, link, rows, actor)), total=total, start=start)


def ids(books: Books, view: View, actor: Actor) -> list[str]:
    """The claims of a view in the order of arrival."""
    statement = sql.select(ITEMS.c.id).where(*conditions(books, view, actor)).order_by(ITEMS.c.number)
    with books.reading() as link:
        return list(link.scalars(statement))


def shown(books: Books, link: sql.Connection, rows: Sequence[Row], actor: Actor) -> list[Item]:
    """Rows as one person may see them."""
    sizes = group_sizes(link, (row.group_id for row in rows))
    mine = decided_by(link, actor.name, (row.id for row in rows))
    return [books.item(row, actor, decided=row.id in mine, group_size=sizes[row.group_id]) for row in rows]


def counts(books: Books) -> dict[str, int]:
    """How many claims are in each state now; states without any are left out."""
    state = shown_state_column(books.clock()).label("state")
    with books.reading() as link:
        rows = link.execute(sql.select(state, sql.func.count().label("claims")).group_by(state))
        return {row.state: row.claims for row in rows}


def texts(books: Books, item_ids: Iterable[str]) -> dict[str, str]:
    """The wording of claims by id, as the machine made it; unknown ids are left out."""
    statement = sql.select(ITEMS.c.id, ITEMS.c.text).where(ITEMS.c.id.in_(sorted(set(item_ids))))
    with books.reading() as link:
        return {row.id: row.text for row in link.execute(statement)}


def articles(books: Books, *, start: int, size: int) -> list[ArticleLine]:
    """Articles that have claims in the queue, the last to come in first."""
    settled = sql.func.sum(sql.case((ITEMS.c.state.in_(sorted(SETTLED)), 1), else_=0))
    last = sql.func.max(ITEMS.c.number)
    statement = (
        sql.select(
            ITEMS.c.article_id,
            sql.func.max(ITEMS.c.title).label("title"),
            sql.func.max(ITEMS.c.publisher).label("publisher"),
            sql.func.count().label("claims"),
            settled.label("settled"),
        )
        .group_by(ITEMS.c.article_id)
        .order_by(last.desc())
    )
    with books.reading() as link:
        rows = link.execute(statement.offset(start).limit(size)).all()
    return [
        ArticleLine(id=row.article_id, title=row.title, publisher=row.publisher, claims=row.claims, settled=row.settled)
        for row in rows
    ]


def conditions(books: Books, view: View, actor: Actor) -> Conditions:
    """A view as conditions on ITEMS."""
    if (
        books.settings.machine_label == "hidden"
        and not actor.judges
        and (view.labels or view.reasons or view.confidence_below is not None)
    ):
        raise NotAllowedError("the machine's label is hidden from reviewers (review.machine_label); filter without it")
    where: Conditions = [*_of_state(books, view), *_of_machine(view), *_of_people(view, actor)]
    parts: tuple[tuple[sql.ColumnElement[Any], str | None], ...] = (
        (ITEMS.c.publisher, view.publisher),
        (ITEMS.c.speaker, view.speaker),
    )
    where += [sql.func.lower(column).contains(part.lower(), autoescape=True) for column, part in parts if part]
    where += [ITEMS.c.findable.contains(word.casefold(), autoescape=True) for word in view.words]
    if view.article_id:
        where.append(ITEMS.c.article_id == view.article_id)
    if view.group_id:
        where.append(ITEMS.c.group_id == view.group_id)
    return where


def _of_state(books: Books, view: View) -> Conditions:
    return [shown_state_column(books.clock()).in_(view.states)] if view.states else []


def _of_machine(view: View) -> Conditions:
    where: Conditions = []
    if view.labels:
        named = [label for label in view.labels if label != "unverified"]
        unlabelled = ITEMS.c.machine_label.is_(None)
        where.append(
            sql.or_(ITEMS.c.machine_label.in_(named), unlabelled)
            if "unverified" in view.labels
            else ITEMS.c.machine_label.in_(named)
        )
    if view.reasons:
        where.append(ITEMS.c.machine_reason.in_(view.reasons))
    if view.confidence_below is not None:
        unknown = ITEMS.c.machine_confidence.is_(None)
        where.append(sql.or_(unknown, ITEMS.c.machine_confidence < view.confidence_below))
    if view.harm is not None:
        where.append(
            ITEMS.c.measures.contains('"harm": 1.0') if view.harm else ITEMS.c.measures.contains('"harm": 0.0')
        )
    return where


def _of_people(view: View, actor: Actor) -> Conditions:
    where: Conditions = []
    if view.assignee == "nobody":
        where.append(ITEMS.c.assignee.is_(None))
    elif view.assignee == "me":
        where.append(ITEMS.c.assignee.in_(names(actor)))
    elif view.assignee:
        where.append(ITEMS.c.assignee == view.assignee)
    if view.reviewer:
        name = actor.name if view.reviewer == "me" else view.reviewer
        where.append(ITEMS.c.id.in_(sql.select(DECISIONS.c.item_id).where(DECISIONS.c.reviewer == name)))
    return where


def names(actor: Actor) -> list[str]:
    """What work may be assigned to so that it reaches a person."""
    return [actor.name, *(f"team:{team}" for team in sorted(actor.teams))]


def shown_state_column(now: dt.datetime) -> sql.ColumnElement[str]:
    """`shown_state` of `claimcheck.review.state`, as the database reckons it."""
    at = stamp(now)
    live = sql.and_(ITEMS.c.state.in_(sorted(LEASABLE)), ITEMS.c.expires.is_not(None), ITEMS.c.expires > at)
    over = sql.and_(ITEMS.c.state == "deferred", ITEMS.c.due <= at)
    return sql.case(
        (live, sql.literal("leased")),
        (sql.and_(over, ITEMS.c.reviews > 0), sql.literal("decided")),
        (over, sql.literal("open")),
        else_=ITEMS.c.state,
    )


def detail(books: Books, item_id: str, actor: Actor) -> Detail:
    """Everything that a person may see of a claim; raises UnknownItemError."""
    with books.reading() as link:
        row = link.execute(sql.select(ITEMS).where(ITEMS.c.id == item_id)).first()
        if row is None:
            raise UnknownItemError(f"the queue holds no claim {item_id!r}; `claimcheck queue list` shows what it holds")
        events = ledger.of_item(link, item_id)
        standing = stands(events)
        article = Article.model_validate_json(ledger.record(link, standing.article))
        finding = Finding.model_validate_json(ledger.record(link, standing.finding))
        decided = actor.name in standing.decisions
        others = (
            sql.select(ITEMS).where(ITEMS.c.group_id == row.group_id, ITEMS.c.id != item_id).order_by(ITEMS.c.number)
        )
        item, *group = shown(books, link, [row, *link.execute(others)], actor)
    return _detail(books, item, article, finding, standing, events, actor, decided=decided, group=group)


def _detail(
    books: Books, item: Item, article: Article, finding: Finding, standing: Standing, events: list[Event], actor: Actor,
    *, decided: bool, group: list[Item],
) -> Detail:  # fmt: skip
    open_to_all = not books.settings.blind or decided or standing.state not in WANTING
    visible = [said for said in standing.decisions.values() if open_to_all or said.reviewer == actor.name]
    holding = _corrections_in_force(standing, actor)
    verdict = finding.verdict
    return Detail(
        item=item,
        article=article,
        claim=finding.claim,
        corrected=corrected(finding.claim, holding, article),
        verdict=None if item.machine_hidden else verdict,
        error=finding.error,
        evidence=_evidence(verdict, hidden=item.machine_hidden),
        evidence_corrections=holding.evidence,
        decisions=tuple(given(item.id, said) for said in visible),
        hidden_decisions=len(standing.decisions) - len(visible),
        adjudication=given(item.id, standing.adjudication) if standing.adjudication else None,
        kept=tuple(_kept(events, actor)),
        notes=tuple(_notes(events)),
        events=tuple(_redacted(event, actor, open_to_all=open_to_all) for event in events),
        group=tuple(group),
        merged_into=standing.merged_into,
    )


def given(item_id: str, said: Said) -> Given:
    """A decision in the form that others read."""
    payload = said.payload
    return Given.model_validate(
        {
            "claim_id": item_id,
            "reviewer": said.reviewer,
            "label": said.label,
            "reason": payload.get("reason"),
            "note": payload.get("note", ""),
            "at": said.at,
            "event": said.event,
            "corrections": payload.get("corrections", {}),
            "propagated_from": said.propagated_from,
            "seconds": payload.get("seconds"),
            "own": payload.get("own", False),
        }
    )


def _corrections_in_force(standing: Standing, actor: Actor) -> Corrections:
    """What was settled on, else the viewer's own."""
    said = standing.final or standing.decisions.get(actor.name)
    return Corrections.model_validate(said.payload.get("corrections", {})) if said else Corrections()


def _evidence(verdict: Verdict | None, *, hidden: bool) -> tuple[Evidence, ...]:
    if verdict is None:
        return ()
    return (
        tuple(map(_unweighed, sorted(verdict.evidence, key=lambda item: item.passage.id)))
        if hidden
        else verdict.evidence
    )


def _unweighed(item: Evidence) -> Evidence:
    """A passage without what the machine made of it, in an order that tells nothing either."""
    blank = {"stance": "silent", "said": None, "confidence": None, "rationale": "withheld", "snippet_span": None}
    return item.model_copy(update=blank)


def _kept(events: list[Event], actor: Actor) -> list[Judgement]:
    """Submissions of one person that came too late, those made since the person's last decision."""
    found: list[Judgement] = []
    for event in events:
        if event.actor == actor.name and event.kind == "refused":
            found.append(Judgement.model_validate(event.payload["judgement"]))
        elif event.actor == actor.name and event.kind == "decided":
            found.clear()
    return found


def _notes(events: list[Event]) -> list[Note]:
    gone = undone(events)
    return [
        Note(
            event=event.number,
            actor=event.actor,
            at=event.at,
            text=event.reason,
            reply_to=event.payload.get("reply_to"),
        )
        for event in events
        if event.kind == "noted" and event.number not in gone
    ]


def _redacted(event: Event, actor: Actor, *, open_to_all: bool) -> Event:
    """What is nobody else's business: late submissions always, decisions while the review is blind."""
    others = event.actor != actor.name
    if others and (event.kind == "refused" or (not open_to_all and event.kind in ("decided", "adjudicated", "undone"))):
        return event.model_copy(update={"payload": {}, "reason": "", "redacted": True})
    return event


def named(books: Books, text: str) -> str:
    """The id of the claim that a number, an id or the beginning of one means; raises UnknownItemError where it is none or several."""
    number = text.removeprefix("#")
    place = (
        ITEMS.c.number == int(number)
        if number.isdecimal() and number.isascii() and len(number) < 10
        else ITEMS.c.id == text
    )
    with books.reading() as link:
        found = link.scalars(sql.select(ITEMS.c.id).where(place)).all()
        if not found:
            found = link.scalars(
                sql.select(ITEMS.c.id).where(ITEMS.c.id.startswith(text, autoescape=True)).limit(2)
            ).all()
    if len(found) == 1:
        return str(found[0])
    what = "several claims whose ids begin with" if found else "no claim"
    raise UnknownItemError(f"the queue holds {what} {text!r}; `claimcheck queue list` shows numbers and ids")


def log(books: Books, *, start: int, size: int, item_id: str | None = None) -> list[Event]:
    """Events of the whole desk or of one claim, newest first, as they stand; for those who may see everything."""
    statement = sql.select(EVENTS).order_by(EVENTS.c.number.desc()).offset(start).limit(size)
    if item_id:
        statement = statement.where(EVENTS.c.item_id == item_id)
    with books.reading() as link:
        return [ledger.read(row) for row in link.execute(statement)]


def claim_of(books: Books, link: sql.Connection, row: Row) -> tuple[Article, Claim]:
    """The article and the claim of a row, as the machine made it."""
    article = Article.model_validate_json(ledger.record(link, row.article))
    return article, Finding.model_validate_json(ledger.record(link, row.finding)).claim
