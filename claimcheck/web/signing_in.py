"""Signing in and out with a password."""

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from claimcheck.errors import RateLimitedError
from claimcheck.review.people import Person
from claimcheck.web.app import Room, room
from claimcheck.web.guard import COOKIE, Form, Guest, StrangersForm, address_of, give_cookie, strangers_token
from claimcheck.web.templating import inside, page, see

router = APIRouter(include_in_schema=False)


@router.get("/login")
def ask(request: Request, next: str = "/queue") -> Response:
    """The form; whoever is signed in already goes on."""
    if request.state.visitor is not None:
        return see(inside(next))
    return _form(request, next=inside(next))


@router.post("/login")
def sign_in(request: Request, form: StrangersForm) -> Response:
    """Begin a session, or say that name or password are wrong without saying which."""
    name, target = form.get("name"), inside(form.get("next", "/queue"))
    try:
        person = _checked(room(request), name, form.get("password"), address_of(request))
    except RateLimitedError as exc:
        return _form(request, next=target, name=name, fault=str(exc), status=429, wait_s=exc.retry_after_s)
    if person is None:
        return _form(request, next=target, name=name, fault="name or password is wrong", status=403)
    sessions = room(request).gate.sessions
    sessions.end(request.cookies.get(COOKIE, ""))
    secret, _ = sessions.begin(person.name)
    answer = see(target)
    give_cookie(answer, request, secret)
    answer.delete_cookie(f"{COOKIE}-login", path="/login")
    return answer


@router.post("/logout")
def sign_out(request: Request, visitor: Guest, form: Form) -> RedirectResponse:
    """End this session."""
    room(request).gate.sessions.end(request.cookies.get(COOKIE, ""))
    answer = see("/login", done="out")
    give_cookie(answer, request, None)
    return answer


def _checked(here: Room, name: str, password: str, address: str) -> Person | None:
    attempts = here.gate.attempts
    begun = attempts.begin(name, address)
    person = here.gate.people.check(name, password)
    if person:
        attempts.passed(name, address, begun)
    return person


def _form(
    request: Request, *, next: str, name: str = "", fault: str = "", status: int = 200, wait_s: float | None = None
) -> HTMLResponse:
    csrf = request.cookies.get(f"{COOKIE}-login") or strangers_token()
    answer = page(request, "login.html.j2", status=status, next=next, name=name, fault=fault, csrf=csrf)
    secure = request.url.scheme == "https"
    answer.set_cookie(
        f"{COOKIE}-login", csrf, httponly=True, secure=secure, samesite="strict", path="/login", max_age=3600
    )
    if wait_s:
        answer.headers["Retry-After"] = str(int(wait_s) + 1)
    return answer
