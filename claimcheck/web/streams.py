"""The stream of live figures."""

from fastapi import APIRouter, Request
from starlette.responses import StreamingResponse

from claimcheck.web.app import room
from claimcheck.web.guard import Guest

router = APIRouter(include_in_schema=False)


@router.get("/live")
async def live(request: Request, visitor: Guest) -> StreamingResponse:
    """Counts of the queue, as they change."""
    return StreamingResponse(room(request).pulse.listen(), media_type="text/event-stream")
