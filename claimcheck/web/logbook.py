"""The log: of one claim, as far as its reader may see it, and of the whole desk with an audit of its chain."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from claimcheck.web.app import room
from claimcheck.web.guard import Form, Guest, need
from claimcheck.web.templating import page

router = APIRouter(include_in_schema=False)
SIZE = 50
Number = Annotated[int, Query(ge=1, le=100_000)]


@router.get("/claims/{item_id}/log")
def of_claim(request: Request, visitor: Guest, item_id: str) -> Response:
    """What happened to a claim, newest first."""
    detail = room(request).desk.item(item_id, actor=visitor.actor)
    return page(request, "log.html.j2", title="Log of a claim", detail=detail, events=list(reversed(detail.events)), audit=None, number=1, more=False, texts={})  # fmt: skip


@router.get("/log")
def whole(request: Request, visitor: Guest, page: Number = 1) -> Response:
    """What happened at the desk."""
    return _whole(request, visitor, number=page, audited=False)


@router.post("/log/audit")
def audit(request: Request, visitor: Guest, form: Form) -> Response:
    """Walk along the chain and say whether everything adds up."""
    return _whole(request, visitor, number=1, audited=True)


def _whole(request: Request, visitor: Guest, *, number: int, audited: bool) -> Response:
    need(visitor, "adjudicator")
    desk = room(request).desk
    events = desk.log(start=(number - 1) * SIZE, size=SIZE + 1)
    return page(
        request,
        "log.html.j2",
        title="Log of the desk",
        detail=None,
        events=events[:SIZE],
        audit=desk.audit() if audited else None,
        number=number,
        more=len(events) > SIZE,
        texts=desk.texts({event.item_id for event in events if event.item_id}),
    )
