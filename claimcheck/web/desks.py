"""The desk's settings as they are in force, one's own preferences, password and tokens, and the API's pages for people."""

from dataclasses import dataclass
from typing import get_args

from fastapi import APIRouter, Request
from pydantic.fields import FieldInfo
from starlette.responses import HTMLResponse, Response

from claimcheck.errors import InputError, ReviewError
from claimcheck.review import ruling
from claimcheck.settings import QueueWeights, ReviewSettings
from claimcheck.web.app import room
from claimcheck.web.guard import (
    COOKIE,
    Fields,
    Form,
    Guest,
    Visitor,
    address_of,
    give_cookie,
    need,
    need_account,
)
from claimcheck.web.templating import KEYS, THEMES, Preferences, page, see

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class Row:
    """One setting of the desk as the page shows it."""

    name: str
    value: object
    told: str
    rule: ruling.Rule | None
    """What an admin has ruled; None where the settings hold."""
    origin: str
    """Where the settings have it from; empty for the default."""
    kind: str

    @property
    def can_be_ruled(self) -> bool:
        """Whether it is a matter for the desk."""
        return self.name in ruling.NAMES


_YEAR_S = 365 * 24 * 3600


@router.get("/desk")
def settings(request: Request, visitor: Guest) -> Response:
    """How this desk works: reviews needed, blindness, leases, order, views."""
    return _desk(request)


@router.post("/desk")
def rule(request: Request, visitor: Guest, form: Form) -> Response:
    """Make rules for everybody at the desk; an emptied field leaves it to the settings again."""
    need(visitor, "admin")
    values = {name: form.get(name).strip() or None for name in ruling.NAMES if name in form.names()}
    try:
        room(request).desk.rule(visitor.actor, values, reason=form.get("reason"))
    except ReviewError as exc:
        return _desk(request, fault=str(exc), status=422)
    return see("/desk", done="ruled")


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
    if form.get("new") != form.get("again"):
        raise InputError("the new password was typed in two different ways")
    old, new, address = form.get("old"), form.get("new"), address_of(request)
    room(request).gate.change_password(visitor.person.name, old=old, new=new, address=address)


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


def _desk(request: Request, *, fault: str = "", status: int = 200) -> HTMLResponse:
    desk, origin = room(request).desk, room(request).origin
    rules, held = desk.rules(), desk.settings
    rows = []
    for name, value, field in _fields(held):
        rule = rules.get(name)
        rows.append(Row(name, value, field.description or "", rule, origin.get(f"review.{name}", ""), _kind(field)))
    return page(request, "desk.html.j2", status=status, rows=rows, views=desk.filters(), fault=fault)


def _fields(held: ReviewSettings) -> list[tuple[str, object, FieldInfo]]:
    """Every setting that is one value: name, value, and how it is declared."""
    tree = held.model_dump(mode="json")
    weights = [(f"weights.{name}", tree["weights"][name], field) for name, field in QueueWeights.model_fields.items()]
    plain = [
        (name, tree[name], field)
        for name, field in ReviewSettings.model_fields.items()
        if not isinstance(tree[name], dict | list)
    ]
    return plain + weights


def _kind(field: FieldInfo) -> str:
    """How a field is asked for: `yes-no`, `number`, or the words to choose from."""
    if field.annotation is bool:
        return "yes-no"
    choices = get_args(field.annotation)
    return " ".join(choices) if choices and all(isinstance(one, str) for one in choices) else "number"
