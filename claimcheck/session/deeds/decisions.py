"""A person's decisions, the review queue, and taking changes back."""

import datetime as dt

from claimcheck.claims import Label
from claimcheck.rendering.wording import standing
from claimcheck.reports import Decision
from claimcheck.session.changes import Judged
from claimcheck.session.commands import Field, Outcome, Values, command
from claimcheck.session.state import Item
from claimcheck.session.workbench import Workbench

LABELS = ("supported", "contested", "opinion", "unverified")


@command(
    "decide", "decision", "Mark your own decision on the claim, with a note.",
    Field("label", "Decision", kind="choice", choices=LABELS, needed=True, begin=lambda bench: _proposal(bench.item)),
    Field("note", "Why", kind="text"),
    key="d", needs="claim",
)  # fmt: skip
def _decide(bench: Workbench, values: Values) -> Outcome:
    names: dict[str, Label | None] = {
        "supported": "supported",
        "contested": "contested",
        "opinion": "opinion",
        "unverified": None,
    }
    item = bench.item
    decision = Decision(
        claim_id=item.claim.id,
        reviewer=bench.reviewer,
        label=names[values["label"]],
        note=values["note"].strip(),
        at=dt.datetime.now(dt.UTC).replace(microsecond=0),
    )
    bench.opened_session().record(Judged(decision=decision))
    return Outcome(f"claim {item.number}: {values['label']} by {bench.reviewer}")


def _proposal(item: Item) -> str:
    if item.decision:
        return item.decision.label or "unverified"
    name = standing(item.finding) if item.finding else "unverified"
    return name if name in LABELS else "unverified"


@command("queue", "decision", "Send the claim to the review queue.", key="r", needs="claim")
def _queue(bench: Workbench, values: Values) -> Outcome:
    return Outcome("sending to the review queue", job=bench.queue([bench.item]))


@command(
    "queue-all", "decision", "Send every claim that is shown and not yet sent to the review queue.", needs="article"
)
def _queue_all(bench: Workbench, values: Values) -> Outcome:
    return Outcome("sending to the review queue", job=bench.queue([item for item in bench.shown if not item.queued]))


@command("undo", "decision", "Take the last edit, decision, pin or limit of days back.", key="u", needs="article")
def _undo(bench: Workbench, values: Values) -> Outcome:
    return Outcome(f"undone: {_still_chosen(bench, bench.opened_session().undo())}")


@command("redo", "decision", "Let what was undone hold again.", key="U", needs="article")
def _redo(bench: Workbench, values: Values) -> Outcome:
    return Outcome(f"done again: {_still_chosen(bench, bench.opened_session().redo())}")


def _still_chosen(bench: Workbench, line: str) -> str:
    """Choose the first claim where the chosen one went with the change."""
    items = bench.state.items
    if all(item.claim.id != bench.claim_id for item in items):
        bench.claim_id = items[0].claim.id if items else None
    return line
