"""Accounts, sessions, tokens and patience with wrong passwords: who gets in, and who does not."""

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sql
from click.testing import CliRunner

from claimcheck.errors import ExitCode, InputError, RateLimitedError
from claimcheck.library.database import Database
from claimcheck.library.tables import PEOPLE, SESSIONS, TOKENS
from claimcheck.review import access
from claimcheck.review.access import Attempts, Sessions, Tokens
from claimcheck.review.people import People
from claimcheck.terminal.invocation import Invocation
from claimcheck.terminal.people import command

SECRET = "nine quiet herons"


class Clock:
    """Time that a test moves."""

    def __init__(self) -> None:
        self.at = dt.datetime(2025, 3, 4, 9, tzinfo=dt.UTC)

    def __call__(self) -> dt.datetime:
        return self.at

    def pass_by(self, **span: float) -> None:
        self.at += dt.timedelta(**span)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    held = Database.open(tmp_path / "library.db")
    yield held
    held.close()


@pytest.fixture
def people(database: Database, clock: Clock) -> People:
    return People(database, clock=clock)


def test_a_person_gets_in_with_the_right_password_only(people: People) -> None:
    people.add("Ada", role="reviewer", password=SECRET)
    ada = people.check("ada", SECRET)
    assert ada is not None and (ada.name, ada.role) == ("ada", "reviewer")
    assert people.check("ada", SECRET + ".") is None
    assert people.check("ada", "") is None
    assert people.check("nobody", SECRET) is None


def test_a_password_is_stored_as_an_argon2_hash(people: People, database: Database) -> None:
    people.add("ada", role="reviewer", password=SECRET)
    with database.reading() as link:
        stored = link.scalar(sql.select(PEOPLE.c.password))
    assert stored is not None and stored.startswith("$argon2id$") and SECRET not in stored


def test_a_person_without_a_password_cannot_sign_in(people: People) -> None:
    people.add("ada", role="reviewer")
    assert people.check("ada", "") is None
    assert people.check("ada", "nobody's password") is None


@pytest.mark.parametrize("password", ["", "short", "x" * 11, "x" * 1001, "my name is ada!"])
def test_a_weak_password_is_refused(people: People, password: str) -> None:
    with pytest.raises(InputError, match="password"):
        people.add("ada", role="reviewer", password=password)
    assert people.all() == []


@pytest.mark.parametrize("name", ["", " ", "a b", "../x", "a" * 65, "<b>", "a\n"])
def test_a_name_that_could_mislead_is_refused(people: People, name: str) -> None:
    if name.strip() == "a":
        assert people.add(name, role="reviewer").name == "a"
        return
    with pytest.raises(InputError, match="account name"):
        people.add(name, role="reviewer")


def test_names_are_one_however_they_are_typed(people: People) -> None:
    people.add("Zoë", role="reviewer")
    with pytest.raises(InputError, match="already"):
        people.add("ZOË ", role="admin")


def test_each_role_covers_those_before_it(people: People) -> None:
    adjudicator = people.add("ada", role="adjudicator")
    assert adjudicator.may("reviewer") and adjudicator.may("adjudicator") and not adjudicator.may("admin")


def test_teams_are_kept_with_the_account(people: People) -> None:
    people.add("ada", role="reviewer", teams=("Night", "sport"))
    assert people.named("ada").teams == {"night", "sport"}
    assert people.change("ada", teams=()).teams == frozenset()


def test_a_new_password_ends_the_sessions(people: People, database: Database, clock: Clock) -> None:
    people.add("ada", role="reviewer", password=SECRET)
    sessions = Sessions(database, idle_hours=8, clock=clock)
    secret, _ = sessions.begin("ada")
    people.change("ada", password="ten loud herons!")
    assert sessions.find(secret) is None
    assert people.check("ada", SECRET) is None
    assert people.check("ada", "ten loud herons!") is not None


def test_a_removed_account_loses_its_ways_in_and_keeps_its_name(people: People, database: Database) -> None:
    people.add("root", role="admin", password=SECRET)
    ada = people.add("ada", role="reviewer", password=SECRET)
    cookie, _ = Sessions(database, idle_hours=8).begin("ada")
    token, _ = Tokens(database).issue(ada, label="script")
    people.remove("ada")
    assert people.check("ada", SECRET) is None
    assert Sessions(database, idle_hours=8).find(cookie) is None
    assert Tokens(database).find(token) is None
    assert [person.name for person in people.all(removed=True)] == ["ada", "root"]
    assert people.add("ada", role="adjudicator", password=SECRET).role == "adjudicator"


def test_the_last_admin_stays_while_others_are_there(people: People) -> None:
    people.add("root", role="admin")
    people.add("ada", role="reviewer")
    with pytest.raises(InputError, match="last admin"):
        people.remove("root")
    with pytest.raises(InputError, match="last admin"):
        people.change("root", role="reviewer")
    people.remove("ada")
    people.remove("root")
    assert people.all() == []


def test_a_session_ends_when_it_lies_idle_or_is_a_week_old(database: Database, clock: Clock) -> None:
    sessions = Sessions(database, idle_hours=8, clock=clock)
    secret, _ = sessions.begin("ada")
    clock.pass_by(hours=7)
    assert sessions.find(secret) is not None
    clock.pass_by(hours=7)
    found = sessions.find(secret)
    assert found is not None and found.person == "ada"
    clock.pass_by(hours=9)
    assert sessions.find(secret) is None
    other, _ = sessions.begin("ada")
    for _ in range(24):
        clock.pass_by(hours=7)
        sessions.find(other)
    clock.pass_by(hours=1)
    assert sessions.find(other) is None


def test_signing_out_ends_this_session_only(database: Database) -> None:
    sessions = Sessions(database, idle_hours=8)
    here, there = sessions.begin("ada")[0], sessions.begin("ada")[0]
    sessions.end(here)
    assert sessions.find(here) is None and sessions.find(there) is not None
    sessions.end_all("ada")
    assert sessions.find(there) is None


def test_neither_cookie_nor_token_is_stored_as_it_is(people: People, database: Database) -> None:
    cookie, _ = Sessions(database, idle_hours=8).begin("ada")
    token, _ = Tokens(database).issue(people.add("ada", role="reviewer"), label="script")
    with database.reading() as link:
        held = str([*link.execute(sql.select(SESSIONS)), *link.execute(sql.select(TOKENS))])
    assert cookie not in held and token not in held


def test_a_token_is_known_again_until_it_is_revoked(people: People, database: Database) -> None:
    tokens, ada = Tokens(database), people.add("ada", role="reviewer")
    secret, made = tokens.issue(ada, label=" nightly export ")
    found = tokens.find(secret)
    assert secret.startswith(access.PREFIX)
    assert found is not None and (found.id, found.label, found.person) == (made.id, "nightly export", "ada")
    assert tokens.of("ada")[0].used is not None
    with pytest.raises(InputError, match="no token"):
        tokens.revoke(made.id, person="somebody")
    tokens.revoke(made.id, person="ada")
    assert tokens.find(secret) is None


def guess(attempts: Attempts, times: int, *, name: str = "ada", address: str = "192.0.2.1") -> None:
    for _ in range(times):
        attempts.begin(name, address)


def test_too_many_wrong_passwords_make_a_person_wait(database: Database, clock: Clock) -> None:
    attempts = Attempts(database, clock=clock)
    guess(attempts, access.MOST_BY_NAME)
    with pytest.raises(RateLimitedError, match="try again in") as stopped:
        attempts.begin("ADA ", "192.0.2.1")
    assert stopped.value.retry_after_s is not None and 0 < stopped.value.retry_after_s <= access.WINDOW_S
    attempts.begin("ada", "192.0.2.2")
    attempts.begin("bea", "192.0.2.1")
    clock.pass_by(seconds=access.WINDOW_S + 1)
    attempts.begin("ada", "192.0.2.1")


def test_one_address_cannot_try_many_names_for_ever(database: Database, clock: Clock) -> None:
    attempts = Attempts(database, clock=clock)
    for number in range(access.MOST_BY_ADDRESS):
        attempts.begin(f"person{number}", "192.0.2.1")
    with pytest.raises(RateLimitedError):
        attempts.begin("another", "192.0.2.1")


def test_many_addresses_cannot_try_one_name_for_ever(database: Database, clock: Clock) -> None:
    attempts = Attempts(database, clock=clock)
    for number in range(access.MOST_BY_PERSON):
        attempts.begin("ada", f"192.0.2.{number}")
    with pytest.raises(RateLimitedError):
        attempts.begin("ada", "198.51.100.1")


def test_the_right_password_forgives_the_wrong_ones_before_it(database: Database, clock: Clock) -> None:
    attempts = Attempts(database, clock=clock)
    for _ in range(access.MOST_BY_ADDRESS):
        guess(attempts, access.MOST_BY_NAME - 9)
        clock.pass_by(seconds=1)
        attempts.passed("ada", "192.0.2.1", attempts.begin("ada", "192.0.2.1"))
        clock.pass_by(seconds=access.WINDOW_S / 20)
    guess(attempts, access.MOST_BY_NAME)


def invoke(home: Path, *arguments: str, typed: str = "") -> tuple[int, str, str]:
    done = CliRunner().invoke(command, list(arguments), obj=Invocation(flags={"home": home}), input=typed, standalone_mode=False)  # fmt: skip
    if isinstance(done.exception, Exception):
        raise done.exception
    return int(done.return_value or 0), done.stdout, done.stderr


def test_accounts_are_opened_listed_changed_and_closed_from_the_command_line(tmp_path: Path) -> None:
    assert (
        invoke(tmp_path, "add", "Ada", "--role", "admin", "--password-stdin", typed=SECRET + "\n")[0] == ExitCode.DONE
    )
    invoke(tmp_path, "add", "bo", "--no-password")
    code, secret, _ = invoke(tmp_path, "token", "bo", "--label", "nightly")
    assert code == ExitCode.DONE and secret.startswith(access.PREFIX)
    rows = json.loads(invoke(tmp_path, "list", "--format", "json")[1])
    assert [(row["name"], row["role"], row["password"]) for row in rows] == [("ada", "admin", True), ("bo", "reviewer", False)]  # fmt: skip
    assert secret.strip() not in json.dumps(rows)
    invoke(tmp_path, "token", "bo", "--revoke", rows[1]["tokens"][0]["id"])
    invoke(tmp_path, "set", "bo", "--role", "adjudicator")
    invoke(tmp_path, "remove", "bo")
    assert "bo" not in invoke(tmp_path, "list")[1]
    assert "ada" in invoke(tmp_path, "list")[1]


def test_a_password_is_never_asked_for_where_nobody_can_type_one(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="--password-stdin"):
        invoke(tmp_path, "add", "ada")


def test_the_command_line_refuses_what_the_desk_refuses(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="password"):
        invoke(tmp_path, "add", "ada", "--password-stdin", typed="short\n")
    with pytest.raises(InputError, match="no account"):
        invoke(tmp_path, "remove", "ada")
