"""The page put together: routes, the guards before them, and errors turned into pages for people and JSON for programs."""

import html
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.responses import JSONResponse, Response
from starlette.staticfiles import StaticFiles

from claimcheck import __version__
from claimcheck.errors import (
    ClaimcheckError,
    ConfigError,
    InputError,
    LeaseLostError,
    NotAllowedError,
    NotReviewableError,
    RateLimitedError,
    ReviewError,
    ServiceError,
    UnknownItemError,
)
from claimcheck.review.desk import Desk
from claimcheck.settings import Settings
from claimcheck.web.guard import Doorman, ForbiddenError, Gate, SignInNeededError
from claimcheck.web.live import Pulse
from claimcheck.web.shield import LOOPBACK, Shield
from claimcheck.web.templating import page, see

_STATUS: tuple[tuple[type[ClaimcheckError], int], ...] = (
    (SignInNeededError, 401),
    (ForbiddenError, 403),
    (NotAllowedError, 403),
    (UnknownItemError, 404),
    (NotReviewableError, 409),
    (LeaseLostError, 409),
    (RateLimitedError, 429),
    (ReviewError, 422),
    (InputError, 422),
    (ConfigError, 422),
    (ServiceError, 503),
)
_TITLES = {
    401: "Sign in first",
    403: "Not allowed",
    404: "Not found",
    405: "Not possible",
    409: "Somebody was quicker",
    413: "Too large",
    422: "Not understood",
    429: "Too many attempts",
}


@dataclass(frozen=True)
class Room:
    """What every page needs; kept in the application's state."""

    settings: Settings
    desk: Desk
    gate: Gate
    pulse: Pulse
    origin: Mapping[str, str]
    """Where each setting that is no default came from."""


def application(settings: Settings, desk: Desk, gate: Gate, *, origin: Mapping[str, str] | None = None) -> FastAPI:
    """The page of a desk, ready to be served."""
    from claimcheck.web import routes  # the routes need `Room` from here

    hosts = settings.web.hosts or (LOOPBACK if gate.local else ())
    pulse = Pulse(desk)
    app = FastAPI(
        title="claimcheck",
        version=__version__,
        summary="The review queue of a desk.",
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        middleware=[
            Middleware(Shield, settings=settings.web, hosts=hosts, broken=_broken),
            Middleware(Doorman, gate=gate),
        ],
        lifespan=pulse.lifespan,
    )
    app.state.room = Room(settings, desk, gate, pulse, origin or {})
    app.mount("/static", StaticFiles(directory=Path(str(files("claimcheck.web") / "static"))), name="static")
    for router in routes.ROUTERS:
        app.include_router(router)
    app.add_exception_handler(ClaimcheckError, _failed)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    return app


def room(request: Request) -> Room:
    """The application's own things."""
    found: Room = request.app.state.room
    return found


def status_of(exc: ClaimcheckError) -> int:
    """The HTTP status that an error means."""
    return next((status for kind, status in _STATUS if isinstance(exc, kind)), 500)


def _failed(request: Request, exc: Exception) -> Response:
    assert isinstance(exc, ClaimcheckError)
    status = status_of(exc)
    headers = {}
    if isinstance(exc, RateLimitedError) and exc.retry_after_s:
        headers["Retry-After"] = str(int(exc.retry_after_s) + 1)
    if status == 401 and not _is_program(request):
        back = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return see("/login", next=back) if request.method == "GET" and request.url.path != "/" else see("/login")
    answer = _told(request, status, str(exc))
    answer.headers.update(headers | ({"WWW-Authenticate": "Bearer"} if status == 401 else {}))
    return answer


def _refused(request: Request, exc: Exception) -> Response:
    assert isinstance(exc, HTTPException)
    answer = _told(request, exc.status_code, {404: "there is no such page"}.get(exc.status_code, str(exc.detail)))
    answer.headers.update(exc.headers or {})
    return answer


def _invalid(request: Request, exc: Exception) -> Response:
    assert isinstance(exc, RequestValidationError)
    first = exc.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    return _told(request, 422, f"{where}: {first['msg']}")


def _broken(request: Request, exc: Exception) -> Response:
    return _told(request, 500, "something went wrong here; the log under the home folder has the whole story")


def _told(request: Request, status: int, why: str) -> Response:
    if _is_program(request):
        return JSONResponse({"detail": why}, status_code=status)
    try:
        return page(request, "error.html.j2", status=status, title=_TITLES.get(status, "That did not work"), why=why)
    except Exception:  # noqa: BLE001  the page about an error must not fail for want of what the error broke
        return Response(html.escape(why), status_code=status, media_type="text/plain")


def _is_program(request: Request) -> bool:
    accepted = request.headers.get("accept", "*/*")
    return request.url.path.startswith("/api/") or not ("text/html" in accepted or "*/*" in accepted)
