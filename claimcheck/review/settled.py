"""What the desk stands by: claims with people's label and corrections laid over the machine's version, ready to be published.

Not blind: publishing is for claims that are settled, and whoever exports sees them as they stand. The machine's own verdict is kept beside.
"""

import datetime as dt
from collections.abc import Iterable, Sequence

import sqlalchemy as sql

from claimcheck.claims import Article, Claim, Label, Reason, Record, Said
from claimcheck.evidence import Evidence, Finding, OriginCount, Policy, Verdict
from claimcheck.reports import Report
from claimcheck.review import ledger
from claimcheck.review.books import Books
from claimcheck.review.correcting import corrected, reweighed
from claimcheck.review.listing import given, ids
from claimcheck.review.nouns import SETTLED, Actor, Corrections, Given, State, View
from claimcheck.review.state import Standing, stands
from claimcheck.verdicts import decide, said


class Settled(Record):
    """One claim as the desk has it."""

    id: str
    """The claim."""
    state: State
    """Where it stands, leases left out of account."""
    article: Article
    """The article."""
    claim: Claim
    """With people's corrections."""
    label: Label | None
    """People's; null is their `unverified`, or that nothing is settled (see `state`)."""
    reason: Reason | None
    """Why it is unverified; null where it has a label or nothing is settled."""
    said: Said | None
    """Whether the source said it."""
    evidence: tuple[Evidence, ...]
    """With people's corrections."""
    origins: OriginCount
    """Independent origins, counted anew over the corrected evidence."""
    decision: Given | None
    """What settled it: the adjudication, or the last of the agreeing decisions."""
    adjudicated: bool
    """Whether an adjudicator settled it."""
    decisions: tuple[Given, ...]
    """All that count."""
    machine: Verdict | None
    """The machine's verdict; null where it failed."""

    @property
    def done(self) -> bool:
        """Whether people stand by it."""
        return self.state in SETTLED


def settled(books: Books, view: View, actor: Actor) -> list[Settled]:
    """The claims of a view in the order of arrival."""
    chosen = ids(books, view, actor)
    with books.reading() as link:
        return [_settled(link, identity) for identity in chosen]


def _settled(link: sql.Connection, item_id: str) -> Settled:
    standing = stands(ledger.of_item(link, item_id))
    article = Article.model_validate_json(ledger.record(link, standing.article))
    finding = Finding.model_validate_json(ledger.record(link, standing.finding))
    return of(item_id, standing, article, finding)


def of(item_id: str, standing: Standing, article: Article, finding: Finding) -> Settled:
    """A claim's events and records as what the desk stands by."""
    final = given(item_id, standing.final) if standing.final else None
    corrections = final.corrections if final else Corrections()
    label = final.label if final else None
    claim = corrected(finding.claim, corrections, article)
    if final:
        claim = claim.model_copy(update={"checkable": label != "opinion"})
    evidence = reweighed(finding.verdict.evidence, corrections.evidence) if finding.verdict else ()
    policy = finding.verdict.policy if finding.verdict else Policy()
    reckoned = decide(claim, evidence, policy)
    return Settled(
        id=item_id,
        state=standing.state,
        article=article,
        claim=claim,
        label=label,
        reason=_reason(final, reckoned),
        said=corrections.said or said(claim, evidence),
        evidence=reckoned.evidence,
        origins=reckoned.origins,
        decision=final,
        adjudicated=standing.adjudication is not None,
        decisions=tuple(given(item_id, one) for one in standing.decisions.values()),
        machine=finding.verdict,
    )


def _reason(final: Given | None, reckoned: Verdict) -> Reason | None:
    """The person's own reason, else the one that follows from the evidence; evidence that would settle it was too little for the person."""
    if final is None or final.label is not None:
        return None
    return final.reason or reckoned.reason or "low-confidence"


def reports(claims: Iterable[Settled]) -> list[Report]:
    """Settled claims as one report for each article, so that every form of a report serves for them."""
    by_article: dict[str, list[Settled]] = {}
    for one in claims:
        if one.done:
            by_article.setdefault(one.article.id, []).append(one)
    return [_report(own) for own in by_article.values()]


def _report(own: Sequence[Settled]) -> Report:
    ordered = sorted(own, key=lambda one: one.claim.span.start)
    newest = max((one.decision.at for one in own if one.decision), default=None)
    note = "labels were given by people at a review desk" + (f", last on {newest.date().isoformat()}" if newest else "")
    return Report(
        article=own[0].article,
        findings=tuple(Finding(claim=one.claim, verdict=_verdict(one)) for one in ordered),
        notes=(note,),
    )


def _verdict(one: Settled) -> Verdict:
    return Verdict(
        claim_id=one.id,
        label=one.label,
        reason=one.reason,
        said=one.said,
        origins=one.origins,
        evidence=one.evidence,
        rationale=_why(one),
    )


def _why(one: Settled) -> str:
    """`"Decided by two reviewers: the ledger shows it."`"""
    note = one.decision.note.strip() if one.decision else ""
    number = len(one.decisions)
    who = (
        "Settled by an adjudicator"
        if one.adjudicated
        else "Decided by a reviewer"
        if number == 1
        else f"Decided by {number} reviewers"
    )
    return f"{who}: {note}" if note else f"{who}."


def published_day(at: dt.datetime) -> str:
    """`"2026-03-02"`."""
    return at.date().isoformat()
