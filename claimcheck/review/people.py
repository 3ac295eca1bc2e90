"""The people of a desk: accounts with a role, added and removed by an administrator.

A removed account keeps its name in the log of decisions, so its row stays and only sleeps. Leaves out how a person is known
again from one request to the next: that is `access`.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Literal, get_args

import sqlalchemy as sql

from claimcheck.errors import InputError
from claimcheck.library.database import Database
from claimcheck.library.tables import PEOPLE, SESSIONS, TOKENS
from claimcheck.review import passwords

Role = Literal["reviewer", "adjudicator", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)
"""Each may do what the ones before it may."""
Clock = Callable[[], dt.datetime]
_NAME = re.compile(r"[\w][\w.@+-]{0,63}")


@dataclass(frozen=True)
class Person:
    """Somebody who works at the desk."""

    name: str
    role: Role
    since: dt.datetime
    teams: frozenset[str] = frozenset()
    active: bool = True
    """False once removed: the name stays in the log, nobody can sign in with it."""
    password: bool = False
    """Whether a password is set; without one only a proxy or an API token lets the person in."""

    def may(self, role: Role) -> bool:
        """Whether the person's own role covers another: an admin may adjudicate, a reviewer may not."""
        return ROLES.index(self.role) >= ROLES.index(role)


def now() -> dt.datetime:
    """The time, in UTC."""
    return dt.datetime.now(dt.UTC)


def folded(name: str) -> str:
    """A name as it is stored and compared: `" Ada.L " -> "ada.l"`; raises InputError for one that cannot be."""
    plain = unicodedata.normalize("NFKC", name).strip().casefold()
    if not _NAME.fullmatch(plain):
        raise InputError(f"{name!r} is no account name; use letters, digits and . @ + - _, 64 at most")
    return plain


class People:
    """The accounts in a database."""

    def __init__(self, database: Database, *, clock: Clock = now) -> None:
        self._database = database
        self._clock = clock

    def add(self, name: str, *, role: Role, password: str | None = None, teams: Collection[str] = ()) -> Person:
        """A new account, or a removed one again; raises InputError where the name is taken."""
        plain = folded(name)
        stored = None if password is None else _password(plain, password)
        values = {"role": _known(role), "active": True, "password": stored, "teams": _teams(teams)}
        with self._database.writing() as link:
            held = link.execute(sql.select(PEOPLE).where(PEOPLE.c.name == plain)).first()
            if held and held.active:
                raise InputError(f"there is an account {plain!r} already; change it with `claimcheck user set {plain}`")
            if held:
                link.execute(PEOPLE.update().where(PEOPLE.c.name == plain).values(**values))
            else:
                link.execute(PEOPLE.insert().values(name=plain, since=self._clock().timestamp(), **values))
        return self.named(plain)

    def change(
        self,
        name: str,
        *,
        role: Role | None = None,
        password: str | None = None,
        teams: Collection[str] | None = None,
    ) -> Person:
        """Another role, password or other teams; a new password ends the person's sessions."""
        person = self.named(name)
        values: dict[str, object] = {"role": _known(role)} if role else {}
        if password is not None:
            values["password"] = _password(person.name, password)
        if teams is not None:
            values["teams"] = _teams(teams)
        with self._database.writing() as link:
            if role and role != "admin":
                _keep_an_admin(link, person)
            if values:
                link.execute(PEOPLE.update().where(PEOPLE.c.name == person.name).values(**values))
            if password is not None:
                link.execute(SESSIONS.delete().where(SESSIONS.c.person == person.name))
        return self.named(person.name)

    def remove(self, name: str) -> None:
        """Close an account with its sessions and tokens; the last admin stays while others are there."""
        person = self.named(name)
        with self._database.writing() as link:
            _keep_an_admin(link, person)
            link.execute(PEOPLE.update().where(PEOPLE.c.name == person.name).values(active=False, password=None))
            link.execute(SESSIONS.delete().where(SESSIONS.c.person == person.name))
            link.execute(TOKENS.delete().where(TOKENS.c.person == person.name))

    def named(self, name: str) -> Person:
        """The active account of that name; raises InputError where there is none."""
        person = self.find(name)
        if person is None:
            raise InputError(f"there is no account {name!r}; `claimcheck user list` names them all")
        return person

    def find(self, name: str) -> Person | None:
        """The active account of that name, or None."""
        try:
            plain = folded(name)
        except InputError:
            return None
        with self._database.reading() as link:
            row = link.execute(sql.select(PEOPLE).where(PEOPLE.c.name == plain, PEOPLE.c.active)).first()
        return _person(row) if row else None

    def all(self, *, removed: bool = False) -> list[Person]:
        """The accounts by name; removed ones only where asked for."""
        statement = sql.select(PEOPLE).order_by(PEOPLE.c.name)
        with self._database.reading() as link:
            rows = link.execute(statement if removed else statement.where(PEOPLE.c.active)).all()
        return [_person(row) for row in rows]

    def check(self, name: str, password: str) -> Person | None:
        """The person if the password is right; an old hash is renewed on the way."""
        person = self.find(name)
        stored = self._stored(person.name) if person else None
        if not passwords.matches(stored, password) or person is None or stored is None:
            return None
        if passwords.outdated(stored):
            with self._database.writing() as link:
                link.execute(
                    PEOPLE.update().where(PEOPLE.c.name == person.name).values(password=passwords.hashed(password))
                )
        return person

    def _stored(self, name: str) -> str | None:
        with self._database.reading() as link:
            return link.scalar(sql.select(PEOPLE.c.password).where(PEOPLE.c.name == name))


def _password(name: str, password: str) -> str:
    if name in password.casefold():
        raise InputError("a password must not hold the account's own name")
    return passwords.hashed(password)


def _teams(names: Collection[str]) -> str:
    return " ".join(sorted({folded(name) for name in names}))


def _known(role: str) -> str:
    if role not in ROLES:
        raise InputError(f"{role!r} is no role; roles are {', '.join(ROLES)}")
    return role


def _keep_an_admin(link: sql.Connection, person: Person) -> None:
    """Somebody must be left who can let others in."""
    others = sql.select(PEOPLE.c.role).where(PEOPLE.c.active, PEOPLE.c.name != person.name)
    roles = list(link.scalars(others))
    if person.role == "admin" and roles and "admin" not in roles:
        raise InputError(f"{person.name!r} is the last admin; make somebody else admin first")


def _person(row: sql.Row) -> Person:  # type: ignore[type-arg]
    return Person(
        name=row.name,
        role=row.role,
        teams=frozenset(row.teams.split()),
        since=dt.datetime.fromtimestamp(row.since, dt.UTC),
        active=bool(row.active),
        password=row.password is not None,
    )
