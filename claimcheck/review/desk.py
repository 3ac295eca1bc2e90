"""The desk: the one door to the review queue for the command line, the page, the session and batch runs.

Every verb names the person who acts. What must not happen is refused with an error of `claimcheck.errors.ReviewError`'s branch; nothing is
ever changed in place, see `claimcheck.review.ledger`.
"""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from claimcheck.closing import Closing
from claimcheck.errors import ReviewError
from claimcheck.library.database import Database
from claimcheck.reports import Report
from claimcheck.review import auditing, deciding, intake, leasing, listing, ruling, views
from claimcheck.review.books import Books, Clock, other_judge, wall_clock
from claimcheck.review.nouns import (
    Actor,
    ArticleLine,
    AuditResult,
    Detail,
    Enqueued,
    Event,
    Fault,
    Item,
    Judgement,
    Lease,
    Page,
    Submitted,
    View,
)
from claimcheck.settings import ReviewSettings, Settings

if TYPE_CHECKING:
    from claimcheck.review.dossier import Dossier
    from claimcheck.review.figures import Agreement, Throughput
    from claimcheck.review.settled import Settled


class Desk(Closing):
    """The review queue in a database; use as a context manager or call `close`. Safe to use from several threads and processes."""

    def __init__(
        self, database: Database, settings: ReviewSettings | None = None, *, clock: Clock = wall_clock
    ) -> None:
        self._given = Books(database, settings or ReviewSettings(), clock)
        self._take_rules()

    @classmethod
    def open(cls, where: str | Path, settings: ReviewSettings | None = None, *, clock: Clock = wall_clock) -> "Desk":
        """The desk in a SQLite file, made if it does not exist, or at a database address (`postgresql://user@host/name`)."""
        return cls(Database.open(where), settings, clock=clock)

    @classmethod
    def of(cls, settings: Settings, *, clock: Clock = wall_clock) -> "Desk":
        """The desk beside the library that the settings name."""
        return cls.open(settings.library.url or settings.home / "library.db", settings.review, clock=clock)

    def close(self) -> None:
        """Give the database back."""
        self.books.database.close()

    # Rules

    def rules(self) -> dict[str, ruling.Rule]:
        """What an admin has ruled for everybody at this desk, by the setting's name; it wins over settings from elsewhere."""
        return ruling.rules(self.books)

    def rule(self, actor: Actor, values: Mapping[str, Any], *, reason: str = "") -> None:
        """Make or change rules, or take them back with None; other programs go by them once they open the desk anew."""
        ruling.change(self._given, actor, values, reason)
        self._take_rules()

    def _take_rules(self) -> None:
        self.settings = ruling.in_force(self._given)
        self.books = replace(self._given, settings=self.settings)
        intake.rerank_all(self.books)

    # Into the queue

    def enqueue(
        self, report: Report, *, policy: intake.Policy = intake.unsettled, actor: str = "claimcheck"
    ) -> Enqueued:
        """Send a report's findings to the queue, those that `policy` lets through; sending a report again changes nothing.

        `intake.unsettled` sends what failed or is unverified, contested or of low confidence, `intake.everything` all.
        """
        return intake.enqueue(self.books, report, policy=policy, actor=actor)

    # Seeing

    def views(self) -> dict[str, View]:
        """All named views, the settings' own last."""
        return views.named(self.settings.views)

    def filters(self) -> dict[str, str]:
        """The named views as the filters that they are written as."""
        return views.lines(self.settings.views)

    def view(self, text: str) -> View:
        """The view of that name, else the one that the filter's words mean: `"harm"`, `"state:open publisher:Gazette flood"`."""
        return self.views().get(text) or views.parsed(text)

    def items(self, view: View | None = None, *, actor: Actor, start: int = 0, size: int = 50) -> Page:
        """A page of the queue, best first."""
        if start < 0 or not 1 <= size <= 10_000:
            raise ReviewError(f"a page from {start} of {size} claims cannot be shown; ask for 1 to 10000 from 0")
        return listing.items(self.books, view or View(), actor, start=start, size=size)

    def item(self, item_id: str, *, actor: Actor) -> Detail:
        """Everything that the person may see of a claim: machine's version, corrections, decisions, notes, log, group."""
        return listing.detail(self.books, item_id, actor)

    def counts(self) -> dict[str, int]:
        """How many claims are in each state now."""
        return listing.counts(self.books)

    def texts(self, item_ids: Collection[str]) -> dict[str, str]:
        """The wording of claims by id; unknown ids are left out."""
        return listing.texts(self.books, item_ids)

    def articles(self, *, start: int = 0, size: int = 50) -> list[ArticleLine]:
        """Articles that have claims in the queue, the last to come in first."""
        return listing.articles(self.books, start=start, size=size)

    def named(self, text: str) -> str:
        """The id that a claim's number (`12`, `#12`), its id or the beginning of that means; raises UnknownItemError."""
        return listing.named(self.books, text)

    def log(self, *, start: int = 0, size: int = 100, item_id: str | None = None) -> list[Event]:
        """Events as they stand, newest first, of the whole desk or one claim; not redacted: for adjudicators and auditors."""
        return listing.log(self.books, start=start, size=size, item_id=item_id)

    # Leases

    def next(self, actor: Actor, view: View | None = None) -> Lease | None:
        """Lease the most urgent claim that is free for this person; None where there is none."""
        return leasing.next_lease(self.books, actor, view or View())

    def take(self, item_id: str, actor: Actor) -> Lease:
        """Lease one claim; one's own live lease is given back as it is. Raises NotReviewableError where it is not free."""
        return leasing.take(self.books, item_id, actor)

    def held(self, actor: Actor) -> list[Lease]:
        """What the person holds now."""
        return leasing.held(self.books, actor)

    def heartbeat(self, item_id: str, token: int, actor: Actor) -> dt.datetime:
        """A sign of life: prolongs the lease, returns its new end; raises LeaseLostError where it is lost."""
        return leasing.heartbeat(self.books, item_id, token, actor)

    def hand_back(self, item_id: str, token: int, actor: Actor, *, reason: str = "") -> None:
        """Give a claim up undecided."""
        leasing.hand_back(self.books, item_id, token, actor, reason)

    # Deciding

    def submit(
        self, item_id: str, token: int, actor: Actor, judgement: Judgement, *, propagate: bool = False,
        opt_out: Collection[str] = (),
    ) -> Submitted:  # fmt: skip
        """Hand in a judgement under a lease, with `propagate` for the whole group but `opt_out`.

        Raises LeaseLostError where the lease is lost; the judgement is then kept, and `item(...).kept` shows it to its author.
        """
        return deciding.submit(self.books, item_id, token, actor, judgement, propagate=propagate, opt_out=opt_out)

    def decide(
        self, item_id: str, actor: Actor, judgement: Judgement, *, propagate: bool = False, opt_out: Collection[str] = ()
    ) -> Submitted:  # fmt: skip
        """Judge a claim at once, with or without a lease of one's own; raises NotReviewableError where somebody else holds it."""
        return deciding.decide(self.books, item_id, actor, judgement, propagate=propagate, opt_out=opt_out)

    def adjudicate(self, item_id: str, actor: Actor, judgement: Judgement) -> Item:
        """Settle a conflict, or overrule what was agreed; needs the role and a reason in `judgement.note`.

        Raises NotAllowedError for whoever has decided on the claim, as long as somebody else may settle it.
        """
        return deciding.adjudicate(self.books, item_id, actor, judgement)

    def other_judge(self, actor: Actor) -> str | None:
        """Somebody else with an account who may settle conflicts, or None."""
        with self.books.reading() as link:
            return other_judge(link, actor.name)

    def defer(self, item_id: str, actor: Actor, until: dt.datetime, *, reason: str = "") -> Item:
        """Set a claim aside until a moment (with time zone)."""
        return deciding.defer(self.books, item_id, actor, until, reason)

    def reject_extraction(self, item_id: str, actor: Actor, fault: Fault, *, reason: str = "") -> Item:
        """Turn down a badly made claim."""
        return deciding.reject(self.books, item_id, actor, fault, reason)

    def merge(self, item_id: str, into: str, actor: Actor, *, reason: str = "") -> Item:
        """Fold a claim into another one."""
        return deciding.merge(self.books, item_id, into, actor, reason)

    def undo(self, item_id: str, actor: Actor, *, event: int | None = None, reason: str = "") -> Item:
        """Take back one's last step on a claim, or step `event`; raises NotReviewableError where there is none."""
        return deciding.undo(self.books, item_id, actor, event, reason)

    # Work

    def assign(self, item_ids: Sequence[str], to: str | None, actor: Actor, *, reason: str = "") -> list[Item]:
        """Give claims to a person, `team:NAME` or nobody."""
        return deciding.assign(self.books, item_ids, to, actor, reason)

    def require(self, item_id: str, needed: int, actor: Actor, *, reason: str = "") -> Item:
        """Set how many independent decisions a claim needs."""
        return deciding.require(self.books, item_id, needed, actor, reason)

    def note(self, item_id: str, actor: Actor, text: str, *, reply_to: int | None = None) -> Event:
        """Write into a claim's thread."""
        return deciding.note(self.books, item_id, actor, text, reply_to)

    def mark_exported(self, item_ids: Sequence[str], actor: Actor, form: str) -> None:
        """Note that settled claims were published."""
        deciding.mark_exported(self.books, item_ids, actor, form)

    # Out of the queue

    def settled(self, view: View | None = None, *, actor: Actor) -> "list[Settled]":
        """The claims of a view as the desk stands by them, with people's corrections: what is published. Not blind."""
        from claimcheck.review.settled import settled  # the rules of verdicts need not load to take a claim

        return settled(self.books, view or View(), actor)

    def dossiers(self, view: View | None = None, *, actor: Actor) -> "Iterator[Dossier]":
        """The claims of a view, each whole with its log; without a view, the desk's rules too. Not blind."""
        from claimcheck.review.dossier import dossiers

        chosen = view or View()
        return dossiers(self.books, listing.ids(self.books, chosen, actor), desk=chosen == View())

    def restore(self, found: "Sequence[Dossier]") -> int:
        """Put a whole queue into this empty one; raises ReviewError where it is not whole or this one not empty."""
        from claimcheck.review.dossier import restore

        number = restore(self.books, found)
        self._take_rules()
        return number

    # Figures

    def agreement(self, *, since: dt.datetime | None = None) -> "Agreement":
        """How far people agree with each other and with the machine, with intervals, and month by month."""
        from claimcheck.review.figures import agreement_of  # numpy need not load to take a claim

        return agreement_of(self.books, since=since)

    def throughput(self) -> "Throughput":
        """Decisions by person and day, claims by state, seconds a claim."""
        from claimcheck.review.figures import throughput_of

        return throughput_of(self.books)

    def audit(self, *, expected: str | None = None) -> AuditResult:
        """Whether log, records and present state fit each other; `expected` is a head hash noted earlier."""
        return auditing.audit(self.books, expected=expected)
