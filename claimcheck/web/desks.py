"""The desk's settings as they are in force, one's own preferences, password and tokens, and the API's pages for people."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from claimcheck.config import ReviewSettings
from claimcheck.errors import InputError
from claimcheck.web.app import room
from claimcheck.web.guard import COOKIE, Fields, Form, Guest, Visitor, give_cookie, need_account
from claimcheck.web.templating import KEYS, THEMES, Preferences, page, see

router = APIRouter(include_in_schema=False)
_YEAR_S = 365 * 24 * 3600


@router.get("/desk")
def settings(request: Request, visitor: Guest) -> Response:
    """How this desk works: reviews needed, blindness, leases, order, views."""
    held, origin = room(request).desk.settings, room(request).origin
    weights = [
        (name, value, _told(type(held.weights), name), origin.get(f"review.weights.{name}", ""))
        for name, value in held.weights.model_dump().items()
    ]
    plain = [
        (name, value, _told(ReviewSettings, name), origin.get(f"review.{name}", ""))
        for name, value in held.model_dump(mode="json").items()
        if not isinstance(value, dict) and name != "views"
    ]
    return page(request, "desk.html.j2", plain=plain, weights=weights, views=room(request).desk.filters())


@router.get("/account")
def account(request: Request, visitor: Guest) -> Response:
    """One's own corner."""
    return _account(request, visitor)


@router.post("/account/preferences")
def prefer(request: Request, visitor: Guest, form: Form) -> Response:
    """Remember in this browser how its pages shall be."""
    theme, keys = form.get("theme"), form.get("keys", "off")
    if theme not in THEMES or keys not in KEYS:
        raise InputError("choose one of the themes, and keys on or off")
    answer = see("/account", done="settings")
    secure = request.url.scheme == "https"
    for name, value in (("theme", theme), ("keys", keys)):
        answer.set_cookie(f"{COOKIE}-{name}", value, max_age=_YEAR_S, httponly=True, secure=secure, samesite="lax")
    return answer


@router.post("/account/password")
def change_password(request: Request, visitor: Guest, form: Form) -> Response:
    """A new password, for whoever knows the old one; all other sessions end."""
    gate = room(request).gate
    try:
        _change(request, visitor, form)
    except InputError as exc:
        return _account(request, visitor, fault=str(exc), status=422)
    secret, _ = gate.sessions.begin(visitor.person.name)
    answer = see("/account", done="password")
    give_cookie(answer, request, secret)
    return answer


@router.post("/account/tokens")
def issue(request: Request, visitor: Guest, form: Form) -> Response:
    """A new API token; its secret is on this one page and nowhere else."""
    need_account(visitor)
    secret, _ = room(request).gate.tokens.issue(visitor.person, label=form.get("label"))
    return _account(request, visitor, secret=secret)


@router.post("/account/tokens/{identity}/revoke")
def revoke(request: Request, visitor: Guest, form: Form, identity: str) -> Response:
    """Forget a token of one's own."""
    room(request).gate.tokens.revoke(identity, person=visitor.person.name)
    return see("/account", done="token")


def _change(request: Request, visitor: Visitor, form: Fields) -> None:
    gate, name = room(request).gate, visitor.person.name
    address = request.client.host if request.client else "unknown"
    begun = gate.attempts.begin(name, address)
    if gate.people.check(name, form.get("old")) is None:
        raise InputError("the present password is wrong")
    gate.attempts.passed(name, address, begun)
    if form.get("new") != form.get("again"):
        raise InputError("the new password was typed in two different ways")
    gate.people.change(name, password=form.get("new"))


def _account(
    request: Request, visitor: Visitor, *, fault: str = "", secret: str = "", status: int = 200
) -> HTMLResponse:
    tokens = room(request).gate.tokens.of(visitor.person.name)
    return page(
        request,
        "account.html.j2",
        status=status,
        tokens=tokens,
        secret=secret,
        fault=fault,
        themes=THEMES,
        chosen=Preferences.of(request),
    )


def _told(section: Any, name: str) -> str:
    return str(section.model_fields[name].description or "")
