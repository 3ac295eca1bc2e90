"""Reports into the queue: which findings are sent, their place, their group, and newer verdicts for claims that are there already."""

import datetime as dt
import json
from collections.abc import Callable, Mapping

import sqlalchemy as sql

from claimcheck import likeness
from claimcheck.claims import Article, Claim, content_id
from claimcheck.evidence import Finding
from claimcheck.reports import Report
from claimcheck.review import ledger
from claimcheck.review.books import Books
from claimcheck.review.ledger import stamp
from claimcheck.review.nouns import Enqueued
from claimcheck.review.ordering import measures, rank
from claimcheck.review.tables import HEAD, ITEMS
from claimcheck.settings import ReviewSettings

Policy = Callable[[Finding, ReviewSettings], bool]
"""Whether a finding goes to the queue."""


def unsettled(finding: Finding, settings: ReviewSettings) -> bool:
    """What the machine could not settle: failed, unverified, contested, or of a confidence under the setting."""
    verdict = finding.verdict
    if verdict is None or verdict.label is None or verdict.label == "contested":
        return True
    return verdict.confidence is not None and verdict.confidence < settings.confidence_below


def everything(finding: Finding, settings: ReviewSettings) -> bool:
    """Every claim."""
    return True


def enqueue(books: Books, report: Report, *, policy: Policy, actor: str) -> Enqueued:
    """Each finding in a transaction of its own, so that a report can be sent again after a break."""
    chosen = [finding for finding in report.findings if policy(finding, books.settings)]
    outcomes: dict[str, list[str]] = {"added": [], "known": [], "weighed_again": []}
    for finding in chosen:
        with books.writing() as link:
            outcomes[_take_in(books, link, report.article, finding, actor)].append(finding.claim.id)
    kept = {name: tuple(ids) for name, ids in outcomes.items()}
    return Enqueued(**kept, left_out=len(report.findings) - len(chosen))


def _take_in(books: Books, link: sql.Connection, article: Article, finding: Finding, actor: str) -> str:
    claim = finding.claim
    group_id = group_of(books, link, claim)
    link.execute(
        sql.select(ITEMS.c.id).where(ITEMS.c.group_id == group_id).order_by(ITEMS.c.id).with_for_update()
    ).all()
    books.lock_head(link)
    held = link.execute(sql.select(ITEMS).where(ITEMS.c.id == claim.id)).first()
    digest = ledger.keep(link, finding)
    if held is not None:
        return _again(books, link, held, finding, digest, actor)
    payload = {
        "article": ledger.keep(link, article),
        "finding": digest,
        "group": group_id,
        "needed": books.settings.min_reviews,
    }
    link.execute(ITEMS.insert().values(**row_for(article, finding, payload, at=books.clock())))
    books.enter(link, claim.id, "queued", actor, payload=payload)
    rerank_group(books, link, group_id, finding)
    return "added"


def row_for(article: Article, finding: Finding, payload: Mapping[str, object], *, at: dt.datetime) -> dict[str, object]:
    """A claim's row before its first event is entered; `payload` is that event's."""
    return _columns(article, finding) | {
        "article": payload["article"],
        "finding": payload["finding"],
        "group_id": payload["group"],
        "needed": payload["needed"],
        "block": likeness.block(finding.claim),
        "state": "open",
        "rank": 0.0,
        "measures": "{}",
        "reviews": 0,
        "token": 0,
        "queued": stamp(at),
        "changed": stamp(at),
    }


def _again(books: Books, link: sql.Connection, held: sql.Row, finding: Finding, digest: str, actor: str) -> str:  # type: ignore[type-arg]
    if _substance(Finding.model_validate_json(ledger.record(link, held.finding))) == _substance(finding):
        return "known"
    columns = _columns(Article.model_validate_json(ledger.record(link, held.article)), finding)
    kept = {
        name: columns[name] for name in ("machine_label", "machine_reason", "machine_confidence", "text", "findable")
    }
    link.execute(ITEMS.update().where(ITEMS.c.id == held.id).values(**kept))
    books.enter(link, held.id, "weighed-again", actor, payload={"finding": digest})
    rerank_group(books, link, held.group_id, finding)
    return "weighed_again"


def _substance(finding: Finding) -> Finding:
    """The finding without when and on which library it was made."""
    if finding.verdict is None:
        return finding
    return finding.model_copy(update={"verdict": finding.verdict.model_copy(update={"provenance": None})})


def _columns(article: Article, finding: Finding) -> dict[str, object]:
    claim, verdict = finding.claim, finding.verdict
    speaker = claim.claimant.source if claim.claimant else None
    words = (claim.text, speaker, article.publisher, article.title)
    return {
        "id": claim.id,
        "article_id": article.id,
        "text": claim.text,
        "speaker": speaker,
        "title": article.title,
        "publisher": article.publisher,
        "findable": " ".join(part.casefold() for part in words if part),
        "machine_label": verdict.label if verdict else None,
        "machine_reason": verdict.reason if verdict else "failed",
        "machine_confidence": verdict.confidence if verdict else None,
    }


def group_of(books: Books, link: sql.Connection, claim: Claim) -> str:
    """The group that a claim belongs to: its own if no other is nearly the same."""
    block = likeness.block(claim)
    # The eldest claim of a group stands for it.
    eldest = sql.select(sql.func.min(ITEMS.c.number)).where(ITEMS.c.block == block).group_by(ITEMS.c.group_id)
    statement = sql.select(ITEMS.c.group_id, ITEMS.c.text).where(ITEMS.c.number.in_(eldest))
    groups = {row.group_id: row.text for row in link.execute(statement)}
    found = likeness.alike(claim.text, groups, floor=books.settings.alike) if groups else None
    return found or content_id("g", claim.id)


def rerank_group(books: Books, link: sql.Connection, group_id: str, fresh: Finding) -> None:
    """Reckon the places of a group's claims anew, with `fresh` measured as a whole: each of them makes the others recur."""
    columns = sql.select(ITEMS.c.id, ITEMS.c.measures, ITEMS.c.queued).where(ITEMS.c.group_id == group_id)
    rows = link.execute(columns).all()
    values = measures(fresh, group_size=len(rows))
    for row in rows:
        held = values if row.id == fresh.claim.id else json.loads(row.measures) | {"recurrence": values["recurrence"]}
        _place(books, link, row.id, held, row.queued)


def measure_group(books: Books, link: sql.Connection, group_id: str, records: Mapping[str, str]) -> None:
    """Measure every claim of a group anew; `records` are the findings' JSON by digest."""
    columns = sql.select(ITEMS.c.id, ITEMS.c.finding, ITEMS.c.queued).where(ITEMS.c.group_id == group_id)
    rows = link.execute(columns).all()
    for row in rows:
        finding = Finding.model_validate_json(records[row.finding])
        _place(books, link, row.id, measures(finding, group_size=len(rows)), row.queued)


def _place(books: Books, link: sql.Connection, item_id: str, values: dict[str, float], queued: str) -> None:
    at = ledger.moment(queued)
    assert at is not None
    place = rank(values, queued=at, weights=books.settings.weights)
    link.execute(ITEMS.update().where(ITEMS.c.id == item_id).values(measures=json.dumps(values), rank=place))


def rerank_all(books: Books) -> None:
    """Reckon every place anew if the weights are others than those it was reckoned with."""
    weights = books.settings.weights.model_dump_json()
    with books.reading() as link:
        if link.scalar(sql.select(HEAD.c.ranked_by)) == weights:
            return
    with books.writing() as link:
        rows = link.execute(
            sql.select(ITEMS.c.id, ITEMS.c.measures, ITEMS.c.queued).order_by(ITEMS.c.id).with_for_update()
        )
        for row in rows.all():
            _place(books, link, row.id, json.loads(row.measures), row.queued)
        link.execute(HEAD.update().values(ranked_by=weights))
