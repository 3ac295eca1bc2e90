"""The queue as a list, with its views and search, and the way to the next claim."""

import math
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from claimcheck.errors import ReviewError
from claimcheck.review.nouns import STATES, Actor, Page
from claimcheck.web.app import Room, room
from claimcheck.web.guard import Form, Guest, need
from claimcheck.web.templating import page, see

router = APIRouter(include_in_schema=False)
SIZE = 25
"""Claims on a page."""
_COUNTED = ("waiting", "mine", "harm", "conflicts")
"""Views whose number is worth a query on every page."""

Number = Annotated[int, Query(ge=1, le=100_000)]
Text = Annotated[str, Query(max_length=500)]


@router.get("/")
def home(visitor: Guest) -> RedirectResponse:
    """The way in."""
    return see("/queue")


@router.get("/queue")
def show(request: Request, visitor: Guest, view: Text = "", q: Text = "", page: Number = 1) -> Response:
    """A page of a view."""
    return _listed(request, visitor.actor, view=view or ("" if q else "waiting"), query=q, number=page)


@router.get("/conflicts")
def conflicts(request: Request, visitor: Guest, q: Text = "", page: Number = 1) -> Response:
    """What adjudicators have to settle."""
    need(visitor, "adjudicator")
    return _listed(request, visitor.actor, view="conflicts", query=q, number=page)


@router.post("/next")
def take_next(request: Request, visitor: Guest, form: Form) -> Response:
    """Lease the next claim of the view; one that is held is gone on with first, so that nobody hoards."""
    return go_on(room(request), visitor.actor, form.get("q")[:500])


def go_on(here: Room, actor: Actor, query: str) -> RedirectResponse:
    """To the claim that the person holds, else to the next one, else back to the queue."""
    held = here.desk.held(actor)
    lease = held[0] if held else here.desk.next(actor, here.desk.view(query))
    if lease is None:
        return see("/queue", q=query, done="empty")
    return see(f"/claims/{lease.item.id}", q=query)


def _listed(request: Request, actor: Actor, *, view: str, query: str, number: int) -> Response:
    here, fault, scope, found = room(request), "", query, Page(items=(), total=0, start=0)
    try:
        scope = " ".join(part for part in (_filter(here, view), query) if part)
        wanted = here.desk.view(scope)
        found = here.desk.items(wanted, actor=actor, start=(number - 1) * SIZE, size=SIZE)
    except ReviewError as exc:
        fault = str(exc)
    return page(
        request,
        "queue.html.j2",
        status=422 if fault else 200,
        title="Conflicts" if view == "conflicts" else _title(view, query),
        found=found,
        fault=fault,
        view=view,
        query=query,
        scope=scope,
        views=[(name, _count(here, name, actor)) for name in here.desk.views()],
        states=STATES,
        held=here.desk.held(actor),
        now=here.desk.books.clock(),
        number=number,
        pages=math.ceil(found.total / SIZE),
    )


def _filter(here: Room, view: str) -> str:
    known = here.desk.filters()
    if view and view not in known:
        raise ReviewError(f"there is no view {view!r}; views are {', '.join(known)}")
    return known.get(view, "")


def _count(here: Room, name: str, actor: Actor) -> int | None:
    if name not in _COUNTED:
        return None
    try:
        return here.desk.items(here.desk.view(name), actor=actor, size=1).total
    except ReviewError:
        return None


def _title(view: str, query: str) -> str:
    if not view:
        return "Found" if query else "Queue"
    return {"waiting": "Waiting for review", "mine": "Assigned to me", "all": "All claims"}.get(
        view, view.replace("-", " ").capitalize()
    )
