"""The people of the desk, for its admins."""

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from claimcheck.errors import InputError
from claimcheck.review.people import ROLES, Role
from claimcheck.web.app import room
from claimcheck.web.guard import Fields, Form, Guest, Visitor, need
from claimcheck.web.templating import page, see

router = APIRouter(include_in_schema=False)


@router.get("/people")
def listed(request: Request, visitor: Guest) -> Response:
    """Everybody with an account."""
    return _listed(request, visitor)


@router.post("/people")
def add(request: Request, visitor: Guest, form: Form) -> Response:
    """Open an account."""
    need(visitor, "admin")
    gate = room(request).gate
    role = _role(form)
    try:
        if not gate.people.all() and role != "admin":
            raise InputError("the first account must be an admin's: somebody has to let the others in")
        gate.people.add(form.get("name"), role=role, password=form.get("password") or None, teams=_teams(form))
    except InputError as exc:
        return _listed(request, visitor, fault=str(exc), typed=form.get("name"), status=422)
    return see("/people", done="person")


@router.post("/people/{name}")
def change(request: Request, visitor: Guest, form: Form, name: str) -> Response:
    """Another role, other teams, or a new password."""
    need(visitor, "admin")
    try:
        room(request).gate.people.change(
            name, role=_role(form), password=form.get("password") or None, teams=_teams(form)
        )
    except InputError as exc:
        return _listed(request, visitor, fault=str(exc), status=422)
    return see("/people", done="person")


@router.post("/people/{name}/remove")
def remove(request: Request, visitor: Guest, form: Form, name: str) -> Response:
    """Close an account; what it decided stays in the log."""
    need(visitor, "admin")
    try:
        room(request).gate.people.remove(name)
    except InputError as exc:
        return _listed(request, visitor, fault=str(exc), status=422)
    return see("/people", done="removed")


def _listed(request: Request, visitor: Visitor, *, fault: str = "", typed: str = "", status: int = 200) -> HTMLResponse:
    need(visitor, "admin")
    gate = room(request).gate
    return page(
        request,
        "people.html.j2",
        status=status,
        people=gate.people.all(),
        tokens=gate.tokens.of(),
        roles=ROLES,
        fault=fault,
        typed=typed,
        proxied=bool(gate.settings.person_header),
    )


def _role(form: Fields) -> Role:
    role = form.get("role")
    if role not in ROLES:
        raise InputError(f"{role!r} is no role; roles are {', '.join(ROLES)}")
    return role


def _teams(form: Fields) -> list[str]:
    return form.get("teams").replace(",", " ").split()
