"""The review queue from within: what `claimcheck queue` does, under the same rules."""

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

from claimcheck.claims import REASONS
from claimcheck.errors import InputError
from claimcheck.session.commands import Field, Outcome, Values, command
from claimcheck.session.reviewing import Review, Shown
from claimcheck.session.workbench import Workbench

if TYPE_CHECKING:
    from claimcheck.review import Actor, Desk, Item, Lease

_LABELS = ("supported", "contested", "opinion", "unverified")
_FAULTS = ("badly-split", "badly-attributed", "wrong-span", "not-a-claim", "other")
_CLAIM = Field("claim", "Number of the claim in the queue; empty for the one that you hold, else the chosen one")
_WHY = Field("because", "Why, for the log")


def _review(bench: Workbench) -> Review:
    if bench.review is None:
        bench.review = Review(bench)
    assert isinstance(bench.review, Review)
    return bench.review


def _told(item: "Item") -> str:
    """`"claim 3 of the queue is agreed: contested"`."""
    label = f": {item.label or 'unverified'}" if item.state in ("agreed", "adjudicated", "exported") else ""
    count = f", {item.reviews} of {item.needed} decisions" if item.state == "decided" else ""
    return f"claim {item.number} of the queue is {item.state}{label}{count}"


def _held(review: Review, desk: "Desk", actor: "Actor", lease: "Lease") -> str:
    review.lay_out(desk.item(lease.item.id, actor=actor))
    until = f"{lease.expires:%H:%M} UTC"
    return f"claim {lease.item.number} of the queue is yours until {until}; `queue-decide` (D) decides"


@command(
    "queue-next", "review", "Take the most urgent claim of the review queue, or go on with the one that you hold.",
    Field("filter", "View or filter: harm, mine, state:open publisher:Gazette; empty for all"),
    key="n", quick=True,
)  # fmt: skip
def _next(bench: Workbench, values: Values) -> Outcome:
    review = _review(bench)

    def work(desk: "Desk", actor: "Actor") -> str:
        held = desk.held(actor)
        lease = held[0] if held else desk.next(actor, desk.view(values["filter"].strip()))
        return _held(review, desk, actor, lease) if lease else "no claim of the queue is free for you"

    return Outcome("taking a claim", job=review.do("taking a claim", work))


@command(
    "queue-take", "review", "Take a certain claim of the queue.", Field("claim", "Number of the claim in the queue", needed=True)
)  # fmt: skip
def _take(bench: Workbench, values: Values) -> Outcome:
    review = _review(bench)

    def work(desk: "Desk", actor: "Actor") -> str:
        return _held(review, desk, actor, desk.take(desk.named(values["claim"].strip()), actor))

    return Outcome("taking a claim", job=review.do("taking a claim", work))


@command(
    "queue-list", "review", "List the review queue, most urgent first.",
    Field("filter", "View or filter; empty for what waits", begin=lambda bench: "waiting"),
    key="N",
)  # fmt: skip
def _list(bench: Workbench, values: Values) -> Outcome:
    def work(desk: "Desk", actor: "Actor") -> Shown:
        page = desk.items(desk.view(values["filter"].strip() or "waiting"), actor=actor, size=100)
        return Shown(f"Review queue: {page.total} claims", page)

    return Outcome("", job=_review(bench).do("looking at the queue", work))


@command(
    "queue-show", "review", "Tell everything about a claim of the queue: decisions, notes, log.", _CLAIM, quick=True
)
def _show(bench: Workbench, values: Values) -> Outcome:
    review = _review(bench)

    def work(desk: "Desk", actor: "Actor") -> Shown:
        detail = desk.item(review.named(desk, values["claim"]), actor=actor)
        return Shown(f"Claim {detail.item.number} of the queue", detail)

    return Outcome("", job=review.do("looking at the queue", work))


@command(
    "queue-decide", "review", "Hand in your decision on the claim that you hold; what you edited goes with it.",
    Field("label", "Decision", kind="choice", choices=_LABELS, needed=True, begin=lambda bench: "unverified"),
    Field("note", "Why", kind="text"),
    Field("reason", "Why it is unverified: silent, no-coverage, not-independent, claimant-only, low-confidence, or empty"),
    Field("group", "Apply it to all claims that are nearly the same", kind="choice", choices=("no", "yes"), begin=lambda bench: "no"),
    key="D",
)  # fmt: skip
def _decide(bench: Workbench, values: Values) -> Outcome:
    review = _review(bench)
    if values["reason"].strip() not in ("", *REASONS):
        raise InputError(f"{values['reason']!r} is no reason; reasons are {', '.join(REASONS)}")

    def work(desk: "Desk", actor: "Actor") -> str:
        identity = review.named(desk, "")
        given = review.judgement(desk, identity, values["label"], values["note"].strip(), values["reason"].strip())
        spread = values["group"] == "yes"
        held = next((lease for lease in desk.held(actor) if lease.item.id == identity), None)
        if held:
            done = desk.submit(identity, held.token, actor, given, propagate=spread)
        else:
            done = desk.decide(identity, actor, given, propagate=spread)
        more = f", and {len(done.propagated)} like it" if done.propagated else ""
        left = "".join(f"; not {one}: {why}" for one, why in list(done.passed_over.items())[:3])
        return f"{_told(done.item)}{more}{left}; `queue-next` goes on"

    return Outcome("handing it in", job=review.do("handing the decision in", work))


@command(
    "queue-adjudicate", "review", "Settle a conflict, or overrule what was agreed; the note is the reason.",
    Field("label", "Decision", kind="choice", choices=_LABELS, needed=True, begin=lambda bench: "unverified"),
    Field("note", "Reason", kind="text", needed=True),
    _CLAIM,
)  # fmt: skip
def _adjudicate(bench: Workbench, values: Values) -> Outcome:
    review = _review(bench)

    def work(desk: "Desk", actor: "Actor") -> str:
        identity = review.named(desk, values["claim"])
        given = review.judgement(desk, identity, values["label"], values["note"].strip(), "")
        return _told(desk.adjudicate(identity, actor, given))

    return Outcome("settling it", job=review.do("settling a claim", work))


@command(
    "queue-defer", "review", "Put a claim of the queue off until a day; it comes back by itself.",
    Field("until", "Day (2026-04-01)", needed=True), _WHY, _CLAIM,
)  # fmt: skip
def _defer(bench: Workbench, values: Values) -> Outcome:
    try:
        until = dt.datetime.combine(dt.date.fromisoformat(values["until"].strip()), dt.time(), dt.UTC)
    except ValueError:
        raise InputError(f"{values['until']!r} is no day; write it as 2026-04-01") from None
    return _step(bench, values, lambda desk, actor, claim, why: desk.defer(claim, actor, until, reason=why))


@command(
    "queue-reject", "review", "Set a claim of the queue aside as badly extracted.",
    Field("fault", "What is wrong with it", kind="choice", choices=_FAULTS, needed=True, begin=lambda bench: "badly-split"), _WHY, _CLAIM,
)  # fmt: skip
def _reject(bench: Workbench, values: Values) -> Outcome:
    fault: Any = values["fault"]
    return _step(bench, values, lambda desk, actor, claim, why: desk.reject_extraction(claim, actor, fault, reason=why))


@command(
    "queue-merge", "review", "Fold a claim of the queue into another that says the same.",
    Field("into", "Number of the other claim in the queue", needed=True), _WHY, _CLAIM,
)  # fmt: skip
def _merge(bench: Workbench, values: Values) -> Outcome:
    into = values["into"].strip()
    return _step(bench, values, lambda desk, actor, claim, why: desk.merge(claim, desk.named(into), actor, reason=why))


@command("queue-undo", "review", "Take your last step on a claim of the queue back.", _CLAIM, _WHY, quick=True)
def _undo(bench: Workbench, values: Values) -> Outcome:
    return _step(bench, values, lambda desk, actor, claim, why: desk.undo(claim, actor, reason=why))


@command(
    "queue-assign", "review", "Give a claim of the queue to a person, a team or nobody.",
    Field("to", "Name, team:NAME, or nobody", needed=True), _WHY, _CLAIM,
)  # fmt: skip
def _assign(bench: Workbench, values: Values) -> Outcome:
    name = values["to"].strip()
    to = None if name == "nobody" else name
    return _step(bench, values, lambda desk, actor, claim, why: desk.assign([claim], to, actor, reason=why)[0])


@command(
    "queue-note", "review", "Write into the thread of a claim of the queue; everybody sees it.",
    Field("text", "Note", kind="text", needed=True), _CLAIM,
)  # fmt: skip
def _note(bench: Workbench, values: Values) -> Outcome:
    review = _review(bench)

    def work(desk: "Desk", actor: "Actor") -> str:
        event = desk.note(review.named(desk, values["claim"]), actor, values["text"])
        return f"note {event.number} is in the thread"

    return Outcome("writing", job=review.do("writing a note", work))


@command("queue-release", "review", "Give what you hold of the queue back undecided.")
def _release(bench: Workbench, values: Values) -> Outcome:
    def work(desk: "Desk", actor: "Actor") -> str:
        held = desk.held(actor)
        for lease in held:
            desk.hand_back(lease.item.id, lease.token, actor)
        return f"{len(held)} given back"

    return Outcome("giving back", job=_review(bench).do("giving back", work))


@command("queue-stats", "review", "Work done and left, and how far people and machine agree.")
def _stats(bench: Workbench, values: Values) -> Outcome:
    def work(desk: "Desk", actor: "Actor") -> Shown:
        return Shown("The desk in figures", (desk.throughput(), desk.agreement()))

    return Outcome("", job=_review(bench).do("reckoning", work))


@command("queue-audit", "review", "Verify the log of the queue.")
def _audit(bench: Workbench, values: Values) -> Outcome:
    def work(desk: "Desk", actor: "Actor") -> Shown:
        return Shown("Audit of the log", desk.audit())

    return Outcome("", job=_review(bench).do("verifying the log", work))


@command(
    "queue-export", "review", "Write settled claims of the queue to a file or, as claimreview or gold, to a folder.",
    Field("path", "File (.csv, .jsonl, .md, .html), or folder", needed=True),
    Field("form", "Form", kind="choice", choices=("by the name", "claimreview", "gold"), begin=lambda bench: "by the name"),
    Field("filter", "View or filter", begin=lambda bench: "done"),
)  # fmt: skip
def _export(bench: Workbench, values: Values) -> Outcome:
    path, form = Path(values["path"]).expanduser(), values["form"]
    review = _review(bench)

    def work(desk: "Desk", actor: "Actor") -> str:
        return review.exported(desk, path, form, values["filter"])

    return Outcome("writing", job=review.do("exporting", work))


@command(
    "queue-import", "review", "Add published fact checks to the library: ClaimReview, or the Fact Check Tools API's JSON.",
    Field("source", "File or folder", needed=True),
)  # fmt: skip
def _import(bench: Workbench, values: Values) -> Outcome:
    source = str(Path(values["source"]).expanduser())
    return Outcome(f"adding {source}", job=bench.import_fact_checks(source))


def _step(bench: Workbench, values: Values, take: Any) -> Outcome:
    """One step on one claim, told in a line."""
    review = _review(bench)

    def work(desk: "Desk", actor: "Actor") -> str:
        return _told(take(desk, actor, review.named(desk, values["claim"]), values["because"]))

    return Outcome("at the desk", job=review.do("a step at the desk", work))
