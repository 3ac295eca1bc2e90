"""How a person is known again: sessions of a browser, tokens of a program, and patience with wrong passwords.

Only hashes of sessions and tokens are stored, so a copy of the database lets nobody in. Leaves out cookies and headers: those
belong to the page.
"""

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass

import sqlalchemy as sql

from claimcheck.errors import InputError, RateLimitedError
from claimcheck.library.database import Database
from claimcheck.library.tables import ATTEMPTS, SESSIONS, TOKENS
from claimcheck.review.people import Clock, Person, now

PREFIX = "cck_"
"""What every API token begins with, so that a leaked one can be recognised."""
WINDOW_S = 15 * 60.0
MOST_BY_NAME = 10
"""Wrong passwords for one name from one address within the window."""
MOST_BY_ADDRESS = 30
"""Wrong passwords from one address within the window, whatever the names."""
MOST_BY_PERSON = 100
"""Wrong passwords for one name from anywhere; higher, so that a stranger cannot easily lock a person out."""
_SEEN_EVERY_S = 60.0
"""A session's last use is noted no more often, so that reading costs no write."""


@dataclass(frozen=True)
class Session:
    """One browser in which a person is signed in."""

    person: str
    csrf: str
    """What every form of this session must carry."""
    ends: dt.datetime


@dataclass(frozen=True)
class Token:
    """A program's way in, without its secret."""

    id: str
    person: str
    label: str
    made: dt.datetime
    used: dt.datetime | None


class Sessions:
    """Sessions in a database; one ends when it has lain idle too long, or is a week old."""

    def __init__(self, database: Database, *, idle_hours: float, clock: Clock = now) -> None:
        self._database = database
        self._idle_s = idle_hours * 3600
        self._whole_s = 7 * 24 * 3600.0
        self._clock = clock

    def begin(self, person: str) -> tuple[str, Session]:
        """A new session: the secret for the cookie, and the session."""
        secret, csrf, at = secrets.token_urlsafe(32), secrets.token_urlsafe(24), self._clock().timestamp()
        with self._database.writing() as link:
            link.execute(SESSIONS.delete().where(self._over(at)))
            link.execute(SESSIONS.insert().values(key=_key(secret), person=person, csrf=csrf, begun=at, seen=at))
        return secret, Session(person, csrf, self._end(at, at))

    def find(self, secret: str) -> Session | None:
        """The session of a cookie; None where there is none or it is over."""
        at = self._clock().timestamp()
        with self._database.reading() as link:
            row = link.execute(sql.select(SESSIONS).where(SESSIONS.c.key == _key(secret), ~self._over(at))).first()
        if row is None:
            return None
        if at - row.seen > _SEEN_EVERY_S:
            with self._database.writing() as link:
                link.execute(SESSIONS.update().where(SESSIONS.c.key == row.key).values(seen=at))
        return Session(row.person, row.csrf, self._end(row.begun, at))

    def end(self, secret: str) -> None:
        """Sign out here."""
        with self._database.writing() as link:
            link.execute(SESSIONS.delete().where(SESSIONS.c.key == _key(secret)))

    def end_all(self, person: str) -> None:
        """Sign out everywhere."""
        with self._database.writing() as link:
            link.execute(SESSIONS.delete().where(SESSIONS.c.person == person))

    def _over(self, at: float) -> sql.ColumnElement[bool]:
        return sql.or_(SESSIONS.c.seen < at - self._idle_s, SESSIONS.c.begun < at - self._whole_s)

    def _end(self, begun: float, seen: float) -> dt.datetime:
        return dt.datetime.fromtimestamp(min(begun + self._whole_s, seen + self._idle_s), dt.UTC)


class Tokens:
    """API tokens in a database."""

    def __init__(self, database: Database, *, clock: Clock = now) -> None:
        self._database = database
        self._clock = clock

    def issue(self, person: Person, *, label: str) -> tuple[str, Token]:
        """A new token: its secret, shown this once, and its row."""
        secret = PREFIX + secrets.token_urlsafe(32)
        token = Token(secrets.token_hex(4), person.name, label.strip()[:100] or "unnamed", self._clock(), None)
        with self._database.writing() as link:
            link.execute(
                TOKENS.insert().values(
                    id=token.id,
                    key=_key(secret),
                    person=token.person,
                    label=token.label,
                    made=token.made.timestamp(),
                    used=None,
                )
            )
        return secret, token

    def find(self, secret: str) -> Token | None:
        """The token of that secret, its use noted; None where there is none."""
        at = self._clock().timestamp()
        with self._database.reading() as link:
            row = link.execute(sql.select(TOKENS).where(TOKENS.c.key == _key(secret))).first()
        if row is None:
            return None
        if row.used is None or at - row.used > _SEEN_EVERY_S:
            with self._database.writing() as link:
                link.execute(TOKENS.update().where(TOKENS.c.id == row.id).values(used=at))
        return _token(row)

    def of(self, person: str | None = None) -> list[Token]:
        """Tokens of one person, or all, newest first."""
        statement = sql.select(TOKENS).order_by(TOKENS.c.made.desc(), TOKENS.c.id)
        if person is not None:
            statement = statement.where(TOKENS.c.person == person)
        with self._database.reading() as link:
            return [_token(row) for row in link.execute(statement)]

    def revoke(self, identity: str, *, person: str | None = None) -> None:
        """Forget a token, of that person where one is given; raises InputError where there is none."""
        whose = TOKENS.c.id == identity
        if person is not None:
            whose = sql.and_(whose, TOKENS.c.person == person)
        with self._database.writing() as link:
            if not link.execute(TOKENS.delete().where(whose)).rowcount:
                raise InputError(f"there is no token {identity!r}; `claimcheck user list` names them all")


class Attempts:
    """Wrong passwords within the last quarter of an hour, counted in the database, so that a restart forgets none."""

    def __init__(self, database: Database, *, clock: Clock = now) -> None:
        self._database = database
        self._clock = clock

    def begin(self, name: str, address: str) -> float:
        """Count an attempt before the password is looked at, so that many at once gain nothing; `passed` takes it back.

        Raises RateLimitedError with the seconds to wait where there were too many.
        """
        at = self._clock().timestamp()
        with self._database.writing() as link:
            link.execute(ATTEMPTS.delete().where(ATTEMPTS.c.at <= at - WINDOW_S))
            for whom, most in _counted(name, address):
                times = sql.select(ATTEMPTS.c.at).where(ATTEMPTS.c.whom == whom).order_by(ATTEMPTS.c.at.desc())
                found = list(link.scalars(times.limit(most)))
                if len(found) == most:
                    wait = max(1.0, found[-1] + WINDOW_S - at)
                    minutes = int(wait // 60) + 1
                    raise RateLimitedError(f"too many wrong passwords; try again in {minutes} min", retry_after_s=wait)
            link.execute(ATTEMPTS.insert(), [{"whom": whom, "at": at} for whom, _ in _counted(name, address)])
        return at

    def passed(self, name: str, address: str, begun: float) -> None:
        """The password was right: this attempt counts for nothing, and the person's earlier ones from here are forgotten."""
        (mine, _), *others = _counted(name, address)
        with self._database.writing() as link:
            link.execute(ATTEMPTS.delete().where(ATTEMPTS.c.whom == mine))
            for whom, _ in others:
                link.execute(ATTEMPTS.delete().where(ATTEMPTS.c.whom == whom, ATTEMPTS.c.at == begun))


def _counted(name: str, address: str) -> list[tuple[str, int]]:
    """What an attempt counts for, and how many of each are allowed."""
    plain = hashlib.sha256(name.strip().casefold().encode()).hexdigest()[:32]
    return [
        (f"{plain} {address}"[:200], MOST_BY_NAME),
        (address[:200], MOST_BY_ADDRESS),
        (plain, MOST_BY_PERSON),
    ]


def _key(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _token(row: sql.Row) -> Token:  # type: ignore[type-arg]
    used = None if row.used is None else dt.datetime.fromtimestamp(row.used, dt.UTC)
    return Token(row.id, row.person, row.label, dt.datetime.fromtimestamp(row.made, dt.UTC), used)
