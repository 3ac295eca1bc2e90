"""Who a visitor is, and whether a request may change anything: sessions, API tokens, a proxy's word, CSRF tokens.

A visitor is known, in this order, by an API token, by the header of a proxy that signs people in, by a session's cookie; and on a
machine of one's own, while there are no accounts at all, everybody who reaches it is its owner.
"""

import getpass
import hmac
import secrets
from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from claimcheck.errors import ClaimcheckError, InputError
from claimcheck.library.database import Database
from claimcheck.review.access import Attempts, Session, Sessions, Tokens
from claimcheck.review.nouns import Actor
from claimcheck.review.people import ROLES, People, Person, Role, folded, now
from claimcheck.settings import WebSettings

COOKIE = "claimcheck"
FIELD = "csrf"
HEADER = "X-CSRF-Token"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_LONGEST_FIELD = 20_000


class SignInNeededError(ClaimcheckError):
    """Nobody is signed in."""


class ForbiddenError(ClaimcheckError):
    """The visitor may not do that, whoever it is."""


@dataclass(frozen=True)
class Visitor:
    """Whoever sends a request."""

    person: Person
    csrf: str
    """What a form must carry; empty for programs, whose tokens no browser sends by itself."""
    via: Literal["session", "token", "proxy", "local"]

    @property
    def actor(self) -> Actor:
        """The visitor as the desk knows people."""
        held = ROLES[: ROLES.index(self.person.role) + 1]
        return Actor(self.person.name, frozenset(held), self.person.teams)


@dataclass(frozen=True)
class Gate:
    """What is needed to know people again."""

    people: People
    sessions: Sessions
    tokens: Tokens
    attempts: Attempts
    settings: WebSettings
    local: bool
    """Whether the page is for this machine only, so that it may be used before there are accounts."""

    @classmethod
    def at(cls, database: Database, settings: WebSettings, *, local: bool) -> "Gate":
        """The gate of a database."""
        sessions = Sessions(database, idle_hours=settings.session_hours)
        return cls(People(database), sessions, Tokens(database), Attempts(database), settings, local)

    def owner(self) -> Person | None:
        """Whoever sits at this machine, as long as nobody has an account."""
        if not self.local or self.settings.person_header or self.people.all():
            return None
        return Person(name=_own_name(), role="admin", since=now())

    def admit(self, request: Request) -> tuple[Visitor | None, str | None]:
        """The visitor, and the secret of a session that was begun for the occasion."""
        bearer = request.headers.get("authorization", "")
        if bearer:
            return self._by_token(bearer), None
        cookie = request.cookies.get(COOKIE, "")
        session = self.sessions.find(cookie) if cookie else None
        if self.settings.person_header:
            return self._by_proxy(request, session)
        person = self.people.find(session.person) if session else None
        if session and person:
            return Visitor(person, session.csrf, "session"), None
        owner = self.owner()
        if owner is None:
            return None, None
        # The session is nobody's whose name could be an account's, so it ends with the first account.
        return self._kept(owner, session, "local", named=f"~{owner.name}")

    def change_password(self, name: str, *, old: str, new: str, address: str) -> None:
        """A new password, for whoever knows the old one; all sessions end. Wrong old ones are slowed down as at the door."""
        begun = self.attempts.begin(name, address)
        if self.people.check(name, old) is None:
            raise InputError("the present password is wrong")
        self.attempts.passed(name, address, begun)
        self.people.change(name, password=new)

    def _by_token(self, bearer: str) -> Visitor:
        kind, _, secret = bearer.partition(" ")
        token = self.tokens.find(secret.strip()) if kind.lower() == "bearer" else None
        person = self.people.find(token.person) if token else None
        if person is None:
            raise SignInNeededError("that token is not known here; `claimcheck user token NAME` makes one")
        return Visitor(person, "", "token")

    def _by_proxy(self, request: Request, session: Session | None) -> tuple[Visitor | None, str | None]:
        """The proxy's word counts only if it comes from the proxy."""
        name = request.headers.get(self.settings.person_header or "", "")
        if request.scope.get("peer") not in self.settings.proxies:
            raise ForbiddenError("this desk is reached through its proxy; its address belongs into web.proxies")
        if not name:
            raise ForbiddenError("the proxy in front of this desk named nobody; sign in there")
        person = self.people.find(name)
        if person is None:
            raise ForbiddenError(f"{name!r} has no account here; an admin opens one with `claimcheck user add`")
        return self._kept(person, session, "proxy", named=person.name)

    def _kept(
        self, person: Person, session: Session | None, via: Literal["proxy", "local"], *, named: str
    ) -> tuple[Visitor, str | None]:
        """The visitor with the session at hand, or with a new one."""
        if session and session.person == named:
            return Visitor(person, session.csrf, via), None
        secret, session = self.sessions.begin(named)
        return Visitor(person, session.csrf, via), secret


class Doorman:
    """Finds out who sends a request before any page sees it; the answer carries the cookie of a new session."""

    def __init__(self, app: ASGIApp, *, gate: Gate) -> None:
        self._app = app
        self._gate = gate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Note the visitor in the request's state; whatever is wrong is told by the page that wants one."""
        if scope["type"] != "http" or scope["path"].startswith("/static/"):
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        state = scope.setdefault("state", {})
        state["visitor"] = state["unwelcome"] = None
        begun: str | None = None
        try:
            state["visitor"], begun = await run_in_threadpool(self._gate.admit, request)
        except (SignInNeededError, ForbiddenError) as exc:
            state["unwelcome"] = exc
        await self._app(scope, receive, _with_cookie(send, request, begun) if begun else send)


def _with_cookie(send: Send, request: Request, secret: str) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            bearer = Response()
            give_cookie(bearer, request, secret)
            cookies = [header for header in bearer.raw_headers if header[0] == b"set-cookie"]
            message["headers"] = [*message["headers"], *cookies]
        await send(message)

    return sending


def give_cookie(response: Response, request: Request, secret: str | None) -> None:
    """Set the session's cookie, or take it away."""
    secure = request.url.scheme == "https"
    if secret is None:
        response.delete_cookie(COOKIE, httponly=True, secure=secure, samesite="lax")
    else:
        response.set_cookie(COOKIE, secret, httponly=True, secure=secure, samesite="lax", max_age=7 * 24 * 3600)


def visitor(request: Request) -> Visitor:
    """Whoever is signed in; raises SignInNeededError where nobody is."""
    if request.state.unwelcome is not None:
        raise request.state.unwelcome
    found: Visitor | None = request.state.visitor
    if found is None:
        raise SignInNeededError("sign in first")
    return found


def same_site(request: Request) -> Visitor:
    """For programs' routes: the visitor, if the request may change something."""
    found = visitor(request)
    if request.method not in _SAFE and found.via != "token":
        _check(request.headers.get(HEADER, ""), found.csrf)
    return found


def need(found: Visitor, role: Role) -> None:
    """Raise ForbiddenError unless the visitor has the role."""
    if not found.person.may(role):
        raise ForbiddenError(f"only {_article(role)} may do that; you are signed in as {found.person.role}")


def address_of(request: Request) -> str:
    """Where a request comes from, as far as it can be known."""
    return request.client.host if request.client else "unknown"


def need_account(found: Visitor) -> None:
    """Raise ForbiddenError for the owner of a machine on which nobody has an account yet."""
    if found.via == "local":
        raise ForbiddenError("that belongs to an account; open one first, here or with `claimcheck user add`")


class Fields:
    """A form's fields as text."""

    def __init__(self, data: FormData) -> None:
        self._data = data

    def get(self, name: str, default: str = "") -> str:
        """One field, with line ends as text has them; raises InputError where it is far too long."""
        value = self._data.get(name, default)
        text = value.replace("\r\n", "\n") if isinstance(value, str) else default
        if len(text) > _LONGEST_FIELD:
            raise InputError(f"{name!r} has {len(text):,} characters; {_LONGEST_FIELD:,} are allowed")
        return text

    def all(self, name: str) -> list[str]:
        """Every value of a field."""
        return [value for value in self._data.getlist(name) if isinstance(value, str)]

    def names(self) -> list[str]:
        """The fields' names in order, each once."""
        return list(dict.fromkeys(self._data.keys()))


async def fields(request: Request) -> Fields:
    """The form of a signed-in visitor, its CSRF token checked."""
    found = visitor(request)
    form = await _form(request)
    if found.via != "token":
        _check(request.headers.get(HEADER) or str(form.get(FIELD, "")), found.csrf)
    return Fields(form)


async def strangers_fields(request: Request) -> Fields:
    """The form of a visitor who is not signed in yet: it must repeat the cookie that came with it."""
    form = await _form(request)
    _check(str(form.get(FIELD, "")), request.cookies.get(f"{COOKIE}-login", ""))
    return Fields(form)


async def _form(request: Request) -> FormData:
    try:
        return await request.form(max_files=0, max_fields=2000)
    except ClientDisconnect as exc:
        raise InputError("the form is too large") from exc


def strangers_token() -> str:
    """A token for the form of a visitor who is not signed in yet."""
    return secrets.token_urlsafe(24)


def _check(given: str, expected: str) -> None:
    if not expected or not hmac.compare_digest(given.encode(), expected.encode()):
        raise ForbiddenError(
            "this form is out of date or comes from elsewhere; go back, reload the page, send it again"
        )


def _own_name() -> str:
    try:
        return folded(getpass.getuser())
    except (InputError, KeyError, OSError):
        return "owner"


def _article(role: Role) -> str:
    return f"a {role}" if role == "reviewer" else f"an {role}"


Guest = Annotated[Visitor, Depends(visitor)]
"""Somebody signed in, for a page that shows."""
Program = Annotated[Visitor, Depends(same_site)]
"""Somebody signed in, for a route of the API."""
Form = Annotated[Fields, Depends(fields)]
"""What a signed-in visitor sends."""
StrangersForm = Annotated[Fields, Depends(strangers_fields)]
"""What a visitor sends to sign in."""
