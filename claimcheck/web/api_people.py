"""The part of the JSON API that is about people: accounts for admins, tokens and password for everybody."""

import datetime as dt
from typing import Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from claimcheck.errors import InputError
from claimcheck.review.people import Role
from claimcheck.web.api import PROBLEMS, ItemId, Sent
from claimcheck.web.app import room
from claimcheck.web.guard import Guest, Program, address_of, need, need_account

router = APIRouter(prefix="/api/v1", responses=PROBLEMS, tags=["people"])


class Person(BaseModel):
    """An account."""

    name: str
    role: Role
    teams: list[str]
    since: dt.datetime
    password: bool


class Opening(Sent):
    """A new account."""

    name: str = Field(max_length=64)
    role: Role = "reviewer"
    teams: list[str] = Field(default_factory=list, max_length=100)
    password: str | None = Field(default=None, max_length=1000)


class Change(Sent):
    """What shall be otherwise about an account; null leaves it."""

    role: Role | None = None
    teams: list[str] | None = Field(default=None, max_length=100)
    password: str | None = Field(default=None, max_length=1000)


@router.get("/people")
def people(request: Request, visitor: Guest) -> list[Person]:
    """All accounts; for admins."""
    need(visitor, "admin")
    return [_person(person) for person in room(request).gate.people.all()]


@router.post("/people", status_code=201)
def open_account(request: Request, visitor: Program, sent: Opening) -> Person:
    """Open an account; for admins."""
    need(visitor, "admin")
    held = room(request).gate.people
    if not held.all() and sent.role != "admin":
        raise InputError("the first account must be an admin's: somebody has to let the others in")
    return _person(held.add(sent.name, role=sent.role, password=sent.password, teams=sent.teams))


@router.patch("/people/{name}")
def change_account(request: Request, visitor: Program, name: ItemId, sent: Change) -> Person:
    """Give an account another role, other teams or a new password; for admins."""
    need(visitor, "admin")
    held = room(request).gate.people
    return _person(held.change(name, role=sent.role, password=sent.password, teams=sent.teams))


@router.delete("/people/{name}", status_code=204)
def close_account(request: Request, visitor: Program, name: ItemId) -> None:
    """Close an account; for admins."""
    need(visitor, "admin")
    room(request).gate.people.remove(name)


def _person(held: Any) -> Person:
    return Person(name=held.name, role=held.role, teams=sorted(held.teams), since=held.since, password=held.password)


class Rekeying(Sent):
    """A new password."""

    old: str = Field(max_length=1000)
    """The present one."""
    new: str = Field(max_length=1000)


@router.post("/password", status_code=204)
def change_password(request: Request, visitor: Program, sent: Rekeying) -> None:
    """Change your own password; every session of yours ends."""
    need_account(visitor)
    gate, address = room(request).gate, address_of(request)
    gate.change_password(visitor.person.name, old=sent.old, new=sent.new, address=address)


class TokenLine(BaseModel):
    """An API token without its secret."""

    id: str
    label: str
    made: dt.datetime
    used: dt.datetime | None


class NewToken(TokenLine):
    """An API token, this once with its secret."""

    secret: str


class Naming(Sent):
    """What a token is for."""

    label: str = Field(min_length=1, max_length=100)


@router.get("/tokens")
def tokens(request: Request, visitor: Guest) -> list[TokenLine]:
    """Your own tokens."""
    held = room(request).gate.tokens.of(visitor.person.name)
    return [TokenLine(id=one.id, label=one.label, made=one.made, used=one.used) for one in held]


@router.post("/tokens", status_code=201)
def issue(request: Request, visitor: Program, sent: Naming) -> NewToken:
    """Make a token of your own; the secret is given this once."""
    need_account(visitor)
    secret, one = room(request).gate.tokens.issue(visitor.person, label=sent.label)
    return NewToken(id=one.id, label=one.label, made=one.made, used=one.used, secret=secret)


@router.delete("/tokens/{identity}", status_code=204)
def revoke(request: Request, visitor: Program, identity: ItemId) -> None:
    """Revoke a token of your own."""
    room(request).gate.tokens.revoke(identity, person=visitor.person.name)
