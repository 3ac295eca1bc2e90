"""Agreement and throughput of the desk, with plots as inline SVG."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from claimcheck.web.app import room
from claimcheck.web.guard import Guest
from claimcheck.web.templating import page

router = APIRouter(include_in_schema=False)


@router.get("/figures")
def figures(request: Request, visitor: Guest) -> Response:
    """How far people agree, with each other and with the machine, and how much they get done."""
    return page(request, "figures.html.j2", counts=room(request).desk.counts())
