"""The JSON API: everything that the pages do, for programs; described by OpenAPI under `/api/openapi.json`.

A program sends an API token (`Authorization: Bearer ...`); a page's script its session and the header X-CSRF-Token. The nouns are those of
`claimcheck.review.nouns`, field for field; an error is `{"detail": "..."}` with the status that fits.
"""

import datetime as dt
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from starlette.responses import Response

from claimcheck.reports import Report
from claimcheck.review import intake
from claimcheck.review.figures import Agreement, Throughput
from claimcheck.review.nouns import (
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
from claimcheck.review.people import Role
from claimcheck.review.ruling import Rule
from claimcheck.settings import ReviewSettings
from claimcheck.web.app import room
from claimcheck.web.guard import Guest, Program, need
from claimcheck.web.templating import page


class Problem(BaseModel):
    """What went wrong."""

    detail: str


PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem, "description": told}
    for status, told in {
        400: "the body cannot be read",
        401: "no token, or an unknown one",
        403: "the role does not allow it, or the CSRF token is missing",
        404: "the queue holds no such claim",
        409: "held by somebody else, or the lease is lost",
        413: "the request is too large",
        422: "not understood",
        429: "too many attempts",
    }.items()
}
router = APIRouter(prefix="/api/v1", responses=PROBLEMS)
ItemId = Annotated[str, Path(max_length=64, description="The claim's id.", pattern=r"^[^\x00/]+$")]
Start = Annotated[int, Query(ge=0, le=10_000_000, description="How many come before.")]
Size = Annotated[int, Query(ge=1, le=1000, description="How many are wanted.")]
_LARGEST = 2**31 - 1
_TEXT = Field(default="", max_length=20_000)


class Sent(BaseModel):
    """Base of what programs send."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)


class Why(Sent):
    """A reason, which the log keeps."""

    reason: str = _TEXT


class Next(Sent):
    """Which claim is wanted."""

    view: str = Field(default="", max_length=500)
    """A view's name or a filter; empty for the whole queue."""


class Held(Sent):
    """The lease that a step is made under."""

    token: Annotated[int, Field(ge=0, le=_LARGEST)]
    """The lease's token."""


class HandBack(Held):
    """A claim given up undecided."""

    reason: str = _TEXT


class Submission(Held):
    """A judgement under a lease."""

    judgement: Judgement
    propagate: bool = False
    """Whether it holds for the whole group of nearly identical claims."""
    opt_out: list[str] = Field(default_factory=list, max_length=1000)
    """Claims of the group that it does not hold for."""


class Deferral(Why):
    """A claim put off."""

    until: AwareDatetime
    """With time zone."""


class Rejection(Why):
    """A claim set aside as badly extracted."""

    fault: Fault


class Merger(Why):
    """A claim folded into another."""

    into: str = Field(max_length=64)


class Undoing(Why):
    """A step taken back."""

    event: Annotated[int, Field(ge=1, le=_LARGEST)] | None = None
    """Its number; null for one's own last one."""


class Assignment(Why):
    """Who shall do it."""

    to: str | None = Field(default=None, max_length=200)
    """A person, `team:NAME`, or null for nobody."""


class Requirement(Why):
    """How many must decide."""

    needed: Annotated[int, Field(ge=1, le=9)]


class Remark(Sent):
    """A line in a claim's thread."""

    text: str = Field(min_length=1, max_length=20_000)
    reply_to: Annotated[int, Field(ge=1, le=_LARGEST)] | None = None


class Ruling(Why):
    """Settings that shall hold for everybody at the desk."""

    rules: dict[str, bool | int | float | str | None] = Field(max_length=50)
    """By name, `weights.harm`; null takes a rule back."""


class Me(BaseModel):
    """Whoever asks."""

    name: str
    role: Role
    teams: list[str]
    via: Literal["session", "token", "proxy", "local"]


class Expiry(BaseModel):
    """When a lease ends."""

    expires: dt.datetime


@router.get("/me", tags=["people"])
def me(visitor: Guest) -> Me:
    """Who am I, and what may I do."""
    person = visitor.person
    return Me(name=person.name, role=person.role, teams=sorted(person.teams), via=visitor.via)


@router.get("/counts", tags=["queue"])
def counts(request: Request, visitor: Guest) -> dict[str, int]:
    """How many claims are in each state."""
    return room(request).desk.counts()


@router.get("/views", tags=["queue"])
def views(request: Request, visitor: Guest) -> dict[str, View]:
    """The named views of the desk."""
    return room(request).desk.views()


@router.get("/claims", tags=["queue"])
def items(
    request: Request,
    visitor: Guest,
    view: Annotated[str, Query(max_length=500, description="A view's name or a filter.")] = "",
    start: Start = 0,
    size: Size = 50,
) -> Page:
    """Claims of a view, most urgent first."""
    desk = room(request).desk
    return desk.items(desk.view(view), actor=visitor.actor, start=start, size=size)


@router.get("/claims/{item_id}", tags=["queue"])
def item(request: Request, visitor: Guest, item_id: ItemId) -> Detail:
    """Everything that you may see of a claim."""
    return room(request).desk.item(item_id, actor=visitor.actor)


@router.post("/reports", tags=["queue"])
def enqueue(
    request: Request,
    visitor: Program,
    report: Report,
    everything: Annotated[bool, Query(description="Also what the machine settled with confidence.")] = False,
) -> Enqueued:
    """Send a report's claims to the queue; for adjudicators and admins."""
    need(visitor, "adjudicator")
    policy = intake.everything if everything else intake.unsettled
    return room(request).desk.enqueue(report, policy=policy, actor=visitor.person.name)


@router.post("/next", tags=["leases"])
def next_(request: Request, visitor: Program, wanted: Next) -> Lease | None:
    """Lease the most urgent claim that is free for you; null where there is none."""
    desk = room(request).desk
    return desk.next(visitor.actor, desk.view(wanted.view))


@router.get("/leases", tags=["leases"])
def leases(request: Request, visitor: Guest) -> list[Lease]:
    """What you hold."""
    return room(request).desk.held(visitor.actor)


@router.post("/claims/{item_id}/take", tags=["leases"])
def take(request: Request, visitor: Program, item_id: ItemId) -> Lease:
    """Lease this claim."""
    return room(request).desk.take(item_id, visitor.actor)


@router.post("/claims/{item_id}/heartbeat", tags=["leases"])
def heartbeat(request: Request, visitor: Program, item_id: ItemId, held: Held) -> Expiry:
    """Prolong your lease."""
    return Expiry(expires=room(request).desk.heartbeat(item_id, held.token, visitor.actor))


@router.post("/claims/{item_id}/hand-back", tags=["leases"], status_code=204)
def hand_back(request: Request, visitor: Program, item_id: ItemId, held: HandBack) -> None:
    """Give it up undecided."""
    room(request).desk.hand_back(item_id, held.token, visitor.actor, reason=held.reason)


@router.post("/claims/{item_id}/submit", tags=["decisions"])
def submit(request: Request, visitor: Program, item_id: ItemId, sent: Submission) -> Submitted:
    """Hand in your judgement under a lease."""
    desk = room(request).desk
    return desk.submit(
        item_id, sent.token, visitor.actor, sent.judgement, propagate=sent.propagate, opt_out=sent.opt_out
    )


@router.post("/claims/{item_id}/decide", tags=["decisions"])
def decide(request: Request, visitor: Program, item_id: ItemId, sent: Judgement) -> Submitted:
    """Judge at once, without a lease."""
    return room(request).desk.decide(item_id, visitor.actor, sent)


@router.post("/claims/{item_id}/adjudicate", tags=["decisions"])
def adjudicate(request: Request, visitor: Program, item_id: ItemId, sent: Judgement) -> Item:
    """Settle a conflict; the note is the reason and must not be empty."""
    return room(request).desk.adjudicate(item_id, visitor.actor, sent)


@router.post("/claims/{item_id}/defer", tags=["decisions"])
def defer(request: Request, visitor: Program, item_id: ItemId, sent: Deferral) -> Item:
    """Put it off."""
    return room(request).desk.defer(item_id, visitor.actor, sent.until, reason=sent.reason)


@router.post("/claims/{item_id}/reject", tags=["decisions"])
def reject(request: Request, visitor: Program, item_id: ItemId, sent: Rejection) -> Item:
    """Set it aside as badly extracted."""
    return room(request).desk.reject_extraction(item_id, visitor.actor, sent.fault, reason=sent.reason)


@router.post("/claims/{item_id}/merge", tags=["decisions"])
def merge(request: Request, visitor: Program, item_id: ItemId, sent: Merger) -> Item:
    """Fold it into another claim."""
    return room(request).desk.merge(item_id, sent.into, visitor.actor, reason=sent.reason)


@router.post("/claims/{item_id}/undo", tags=["decisions"])
def undo(request: Request, visitor: Program, item_id: ItemId, sent: Undoing) -> Item:
    """Take a step back."""
    return room(request).desk.undo(item_id, visitor.actor, event=sent.event, reason=sent.reason)


@router.post("/claims/{item_id}/assign", tags=["work"])
def assign(request: Request, visitor: Program, item_id: ItemId, sent: Assignment) -> Item:
    """Give it to a person, a team or nobody."""
    return room(request).desk.assign([item_id], sent.to, visitor.actor, reason=sent.reason)[0]


@router.post("/claims/{item_id}/reviews", tags=["work"])
def require(request: Request, visitor: Program, item_id: ItemId, sent: Requirement) -> Item:
    """Set how many must decide."""
    return room(request).desk.require(item_id, sent.needed, visitor.actor, reason=sent.reason)


@router.post("/claims/{item_id}/notes", tags=["work"])
def note(request: Request, visitor: Program, item_id: ItemId, sent: Remark) -> Event:
    """Add to its thread."""
    return room(request).desk.note(item_id, visitor.actor, sent.text, reply_to=sent.reply_to)


@router.get("/agreement", tags=["figures"])
def agreement(request: Request, visitor: Guest) -> Agreement:
    """How far people agree, with each other and with the machine."""
    return room(request).desk.agreement()


@router.get("/throughput", tags=["figures"])
def throughput(request: Request, visitor: Guest) -> Throughput:
    """Work done and work left."""
    return room(request).desk.throughput()


@router.get("/articles", tags=["queue"])
def articles(request: Request, visitor: Guest, start: Start = 0, size: Size = 50) -> list[ArticleLine]:
    """Articles that have claims in the queue, the last to come in first."""
    return room(request).desk.articles(start=start, size=size)


@router.get("/settings", tags=["queue"])
def settings(request: Request, visitor: Guest) -> ReviewSettings:
    """How this desk works."""
    return room(request).desk.settings


@router.get("/rules", tags=["queue"])
def rules(request: Request, visitor: Guest) -> dict[str, Rule]:
    """What an admin has ruled for everybody at this desk, by the setting's name."""
    return room(request).desk.rules()


@router.patch("/rules", tags=["queue"])
def rule(request: Request, visitor: Program, sent: Ruling) -> dict[str, Rule]:
    """Make rules, or take them back with null; for admins."""
    desk = room(request).desk
    desk.rule(visitor.actor, sent.rules, reason=sent.reason)
    return desk.rules()


@router.get("/log", tags=["figures"])
def log(request: Request, visitor: Guest, start: Start = 0, size: Size = 100) -> list[Event]:
    """What happened at the desk, newest first; for adjudicators and admins."""
    need(visitor, "adjudicator")
    return room(request).desk.log(start=start, size=size)


@router.get("/audit", tags=["figures"])
def audit(request: Request, visitor: Guest) -> AuditResult:
    """Whether log and present state fit each other; for adjudicators and admins."""
    need(visitor, "adjudicator")
    return room(request).desk.audit()


told = APIRouter(include_in_schema=False)


@told.get("/api")
def described(request: Request, visitor: Guest) -> Response:
    """The API for people to read."""
    schema = request.app.openapi()
    rows = [
        (method.upper(), path, operation.get("summary", ""), operation.get("description", ""), operation["tags"][0])
        for path, operations in schema["paths"].items()
        for method, operation in operations.items()
    ]
    return page(request, "api.html.j2", rows=rows)
