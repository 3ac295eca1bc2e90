"""The review screen: one claim with its article, its evidence and the decision form, and every step that can be taken on it."""

import datetime as dt
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from claimcheck.errors import ClaimcheckError, InputError, LeaseLostError, NotReviewableError
from claimcheck.review.nouns import FAULTS, Actor, Detail, Judgement, Lease
from claimcheck.review.state import DECISIVE, undone
from claimcheck.web import exhibits, markings
from claimcheck.web.app import Room, room, status_of
from claimcheck.web.drafts import Draft, judgement
from claimcheck.web.guard import Fields, Form, Guest, Visitor, need
from claimcheck.web.queue import go_on
from claimcheck.web.templating import page, see
from claimcheck.web.words import Words

router = APIRouter(include_in_schema=False)
_REVIEWABLE = frozenset({"open", "decided", "deferred"})
Text = Annotated[str, Query(max_length=500)]


@router.get("/claims/{item_id}")
def show(request: Request, visitor: Guest, item_id: str, q: Text = "") -> Response:
    """A claim: to be decided on by whoever holds it, to be read by everybody else."""
    detail = room(request).desk.item(item_id, actor=visitor.actor)
    if in_conflict(detail) and _held(request, visitor.actor, item_id):
        return see(f"/claims/{item_id}/adjudicate")
    return _claim_page(request, visitor, detail, query=q)


@router.post("/claims/{item_id}/take")
def take(request: Request, visitor: Guest, form: Form, item_id: str) -> Response:
    """Hold this claim."""
    room(request).desk.take(item_id, visitor.actor)
    return see(f"/claims/{item_id}", q=form.get("q"))


@router.post("/claims/{item_id}/heartbeat")
def heartbeat(request: Request, visitor: Guest, form: Form, item_id: str) -> JSONResponse:
    """A sign of life from the page's script."""
    until = room(request).desk.heartbeat(item_id, _token(form), visitor.actor)
    return JSONResponse({"expires": until.isoformat()})


@router.post("/claims/{item_id}/decide")
def decide(request: Request, visitor: Guest, form: Form, item_id: str) -> Response:
    """Hand in the decision; what is wrong with it is shown with everything that was typed."""
    here, actor = room(request), visitor.actor
    detail = here.desk.item(item_id, actor=actor)
    try:
        given = judgement(form, detail)
        _submit(here, actor, item_id, form, given, detail)
    except LeaseLostError as exc:
        return _claim_page(
            request, visitor, here.desk.item(item_id, actor=actor), fault=str(exc), late=given, status=409
        )
    except (NotReviewableError, InputError) as exc:
        draft = Draft.typed(form)
        return _claim_page(request, visitor, detail, fault=str(exc), draft=draft, query=form.get("q"), status=422)
    if form.get("then") == "next":
        answer = go_on(here, actor, form.get("q"))
        return _with_notice(answer, "decided", item_id)
    return see(f"/claims/{item_id}", done="decided", claim=item_id)


@router.post("/claims/{item_id}/hand-back")
def hand_back(request: Request, visitor: Guest, form: Form, item_id: str) -> Response:
    """Give the claim up undecided."""
    room(request).desk.hand_back(item_id, _token(form), visitor.actor, reason=form.get("reason"))
    return see("/queue", done="handed-back")


@router.post("/claims/{item_id}/defer")
def defer(request: Request, visitor: Guest, form: Form, item_id: str) -> Response:
    """Put the claim off until the morning of a day."""
    try:
        until = dt.datetime.combine(dt.date.fromisoformat(form.get("until")), dt.time(6), dt.UTC)
    except ValueError:
        raise InputError(f"{form.get('until')!r} is no day; write it as 2024-10-09") from None
    room(request).desk.defer(item_id, visitor.actor, until, reason=form.get("reason"))
    return see("/queue", done="deferred", claim=item_id)


@router.post("/claims/{item_id}/reject")
def reject(request: Request, visitor: Guest, form: Form, item_id: str) -> Response:
    """Set the claim aside as badly extracted."""
    fault = form.get("fault")
    if fault not in FAULTS:
        raise InputError(f"{fault!r} is no fault of an extraction; choose one of {', '.join(FAULTS)}")
    room(request).desk.reject_extraction(item_id, visitor.actor, fault, reason=form.get("reason"))
    return see("/queue", done="rejected", claim=item_id)


@router.post("/claims/{item_id}/merge")
def merge(request: Request, visitor: Guest, form: Form, item_id: str) -> Response:
    """Fold the claim into another."""
    room(request).desk.merge(item_id, form.get("into").strip(), visitor.actor, reason=form.get("reason"))
    return see("/queue", done="merged", claim=item_id)


@router.post("/claims/{item_id}/undo")
def undo(request: Request, visitor: Guest, form: Form, item_id: str) -> Response:
    """Take the person's own last step on the claim back, or a numbered one."""
    number = form.get("event")
    event = int(number) if number.isdecimal() else None
    room(request).desk.undo(item_id, visitor.actor, event=event, reason=form.get("reason"))
    return see(f"/claims/{item_id}", done="undone")


@router.post("/claims/{item_id}/note")
def note(request: Request, visitor: Guest, form: Form, item_id: str) -> Response:
    """Add to the thread."""
    reply = form.get("reply_to")
    room(request).desk.note(
        item_id, visitor.actor, form.get("text"), reply_to=int(reply) if reply.isdecimal() else None
    )
    return see(f"/claims/{item_id}", done="noted")


@router.post("/claims/{item_id}/assign")
def assign(request: Request, visitor: Guest, form: Form, item_id: str) -> Response:
    """Give the claim to somebody, a team, or nobody."""
    room(request).desk.assign([item_id], form.get("to") or None, visitor.actor, reason=form.get("reason"))
    return see(f"/claims/{item_id}", done="assigned")


@router.post("/claims/{item_id}/reviews")
def require(request: Request, visitor: Guest, form: Form, item_id: str) -> Response:
    """Set how many people must decide."""
    number = form.get("needed")
    if not number.isdecimal():
        raise InputError(f"{number!r} is no number of reviews")
    room(request).desk.require(item_id, int(number), visitor.actor, reason=form.get("reason"))
    return see(f"/claims/{item_id}", done="reviews")


@router.get("/claims/{item_id}/adjudicate")
def ask_adjudication(request: Request, visitor: Guest, item_id: str) -> Response:
    """Decisions side by side, for somebody who may settle the matter."""
    need(visitor, "adjudicator")
    detail = room(request).desk.item(item_id, actor=visitor.actor)
    return _adjudication_page(request, detail)


@router.post("/claims/{item_id}/adjudicate")
def adjudicate(request: Request, visitor: Guest, form: Form, item_id: str) -> Response:
    """Settle it, with a reason."""
    need(visitor, "adjudicator")
    desk = room(request).desk
    detail = desk.item(item_id, actor=visitor.actor)
    try:
        desk.adjudicate(item_id, visitor.actor, judgement(form, detail))
    except ClaimcheckError as exc:
        return _adjudication_page(request, detail, fault=str(exc), draft=Draft.typed(form), status=status_of(exc))
    return see("/conflicts", done="adjudicated", claim=item_id)


def in_conflict(detail: Detail) -> bool:
    """Whether the decisions are in and differ; a lease hides that in the state."""
    return detail.item.state == "conflicted" or (
        detail.item.state == "leased"
        and detail.item.reviews >= detail.item.needed
        and detail.item.label is None
        and detail.adjudication is None
    )


def _submit(here: Room, actor: Actor, item_id: str, form: Fields, given: Judgement, detail: Detail) -> None:
    chosen = set(form.all("alike"))
    left_out = [other.id for other in detail.group if other.id not in chosen]
    here.desk.submit(item_id, _token(form), actor, given, propagate=bool(chosen), opt_out=left_out)


def _claim_page(
    request: Request, visitor: Visitor, detail: Detail, *, query: str = "", fault: str = "", status: int = 200,
    draft: Draft | None = None, late: Judgement | None = None,
) -> HTMLResponse:  # fmt: skip
    lease, now = _held(request, visitor.actor, detail.item.id), room(request).desk.books.clock()
    kept = late or (detail.kept[-1] if detail.kept else None)
    claim = detail.corrected
    return page(
        request,
        "claim.html.j2",
        status=status,
        detail=detail,
        lease=lease,
        origins=exhibits.origins(detail),
        paragraphs=markings.of_claim(claim, detail.article),
        draft=draft or Draft.of(detail.claim, kept, detail.article),
        kept=kept if not draft else None,
        changed=claim != detail.claim,
        fault=fault,
        query=query,
        now=now,
        tomorrow=(now.date() + dt.timedelta(days=1)).isoformat(),
        takeable=_takeable(detail, visitor),
        standstill=_standstill(detail),
        undoable=_undoable(detail, visitor),
        assignable=_assignable(request),
    )


def _adjudication_page(
    request: Request, detail: Detail, *, fault: str = "", draft: Draft | None = None, status: int = 200
) -> HTMLResponse:
    shown = draft or Draft.of(detail.claim, None, detail.article)
    actor: Actor = request.state.visitor.actor
    return page(
        request,
        "adjudicate.html.j2",
        status=status,
        detail=detail,
        origins=exhibits.origins(detail),
        paragraphs=markings.of_claim(detail.corrected, detail.article),
        draft=shown,
        fault=fault,
        conflicted=in_conflict(detail),
        own=any(given.reviewer == actor.name for given in detail.decisions),
        other=room(request).desk.other_judge(actor),
    )


def _held(request: Request, actor: Actor, item_id: str) -> Lease | None:
    return next((lease for lease in room(request).desk.held(actor) if lease.item.id == item_id), None)


def _token(form: Fields) -> int:
    value = form.get("token")
    if not value.isdecimal():
        raise InputError("the form lacks the lease that it was made for; reload the page")
    return int(value)


def _takeable(detail: Detail, visitor: Visitor) -> bool:
    mine = any(given.reviewer == visitor.person.name for given in detail.decisions)
    return detail.item.state in _REVIEWABLE and not mine


def _standstill(detail: Detail) -> str:
    """Why there is nothing to decide here."""
    state = detail.item.state
    if state in _REVIEWABLE:
        return "Your decision is in."
    if state == "leased" and detail.item.lease:
        return f"{detail.item.lease.holder} is on it."
    return f"This claim is {Words.state(state)[1]}."


def _undoable(detail: Detail, visitor: Visitor) -> str:
    """The person's own last step that can be taken back, in words; empty for none."""
    gone = undone(detail.events)
    mine = [event for event in detail.events if event.actor == visitor.person.name and event.kind in DECISIVE]
    left = [event for event in mine if event.number not in gone]
    return (
        {"decided": "your decision", "adjudicated": "your adjudication"}.get(left[-1].kind, left[-1].kind)
        if left
        else ""
    )


def _assignable(request: Request) -> list[str]:
    people = room(request).gate.people.all()
    teams = sorted({team for person in people for team in person.teams})
    return [*(person.name for person in people), *(f"team:{team}" for team in teams)]


def _with_notice(answer: RedirectResponse, code: str, item_id: str) -> RedirectResponse:
    """The way on, with the notice about the claim left behind unless the next page has one of its own."""
    target = answer.headers["location"]
    if "done=" not in target:
        join = "&" if "?" in target else "?"
        answer.headers["location"] = f"{target}{join}done={code}&claim={item_id}"
    return answer
