"""`claimcheck user`: who may work at the desk, with which role, and the tokens of their programs."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from claimcheck.errors import ExitCode, InputError
from claimcheck.terminal.invocation import Invocation
from claimcheck.terminal.options import common
from claimcheck.terminal.talk import one_line

if TYPE_CHECKING:
    from claimcheck.library.database import Database
    from claimcheck.review.people import Role

_ROLES = ("reviewer", "adjudicator", "admin")


@click.group()
@common
def command() -> None:
    """Add, list, change or remove the people of the review desk."""


@command.command()
@click.argument("name")
@click.option(
    "--role", type=click.Choice(_ROLES), default="reviewer", help="What the person may do.", show_default=True
)
@click.option(
    "--team", "teams", multiple=True, metavar="NAME", help="A team that work can be assigned to; may be repeated."
)
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input, not by asking.")
@click.option("--no-password", is_flag=True, help="Only a proxy or an API token will let the person in.")
@common
@click.pass_obj
def add(
    invocation: Invocation, name: str, role: "Role", teams: tuple[str, ...], password_stdin: bool, no_password: bool
) -> int:
    """Open an account; the password is asked for, and never an argument."""
    from claimcheck.review.people import People, folded

    plain = folded(name)
    password = None if no_password else _password(password_stdin)
    with _database(invocation) as database:
        person = People(database).add(plain, role=role, password=password, teams=teams)
    invocation.remark(f"account {person.name!r} may now work as {person.role}")
    return ExitCode.DONE


@command.command("list")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", help="Form of the output.")
@common
@click.pass_obj
def list_(invocation: Invocation, form: str) -> int:
    """Name all accounts with their roles, and their API tokens without the secrets."""
    from claimcheck.review.access import Tokens
    from claimcheck.review.people import People

    with _database(invocation) as database:
        people, tokens = People(database).all(), Tokens(database).of()
    rows = [
        {
            "name": person.name,
            "role": person.role,
            "teams": sorted(person.teams),
            "since": person.since.date().isoformat(),
            "password": person.password,
            "tokens": [{"id": one.id, "label": one.label} for one in tokens if one.person == person.name],
        }
        for person in people
    ]
    if form == "json":
        import json

        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return ExitCode.DONE
    for person in people:
        held = ", ".join(f"token {one.id} ({one.label})" for one in tokens if one.person == person.name)
        held = ", ".join([*(f"team {team}" for team in sorted(person.teams)), *([held] if held else [])])
        sign_in = "password" if person.password else "no password"
        click.echo(one_line(f"{person.name:20} {person.role:12} since {person.since.date()}  {sign_in}  {held}"))
    if not people:
        invocation.remark("there are no accounts; `claimcheck user add NAME --role admin` opens the first")
    return ExitCode.DONE


@command.command("set")
@click.argument("name")
@click.option("--role", type=click.Choice(_ROLES), help="Another role.")
@click.option("--password", "ask", is_flag=True, help="Ask for a new password; the person's sessions end.")
@click.option("--password-stdin", is_flag=True, help="Read the new password from standard input.")
@common
@click.pass_obj
def change(invocation: Invocation, name: str, role: "Role | None", ask: bool, password_stdin: bool) -> int:
    """Give an account another role or password."""
    from claimcheck.review.people import People

    if not (role or ask or password_stdin):
        raise click.UsageError("nothing to change; give --role, --password or --password-stdin")
    with _database(invocation) as database:
        people = People(database)
        people.named(name)
        password = _password(password_stdin) if ask or password_stdin else None
        person = people.change(name, role=role, password=password)
    invocation.remark(f"account {person.name!r} is {person.role}" + (", with a new password" if password else ""))
    return ExitCode.DONE


@command.command()
@click.argument("name")
@common
@click.pass_obj
def remove(invocation: Invocation, name: str) -> int:
    """Close an account with its sessions and tokens; its decisions stay in the log."""
    from claimcheck.review.people import People

    with _database(invocation) as database:
        People(database).remove(name)
    invocation.remark(f"account {name!r} is closed")
    return ExitCode.DONE


@command.command()
@click.argument("name")
@click.option("--label", default="program", help="What the token is for.", show_default=True)
@click.option("--revoke", metavar="ID", help="Forget the token of that id, which `claimcheck user list` shows.")
@common
@click.pass_obj
def token(invocation: Invocation, name: str, label: str, revoke: str | None) -> int:
    """Print a new API token of a person; it is shown this once."""
    from claimcheck.review.access import Tokens
    from claimcheck.review.people import People

    with _database(invocation) as database:
        person, tokens = People(database).named(name), Tokens(database)
        if revoke:
            tokens.revoke(revoke, person=person.name)
            invocation.remark(f"token {revoke} is revoked")
            return ExitCode.DONE
        secret, made = tokens.issue(person, label=label)
    invocation.remark(f"token {made.id} of {person.name!r} ({made.label}); keep it, it is not shown again")
    click.echo(secret)
    return ExitCode.DONE


@contextmanager
def _database(invocation: Invocation) -> "Iterator[Database]":
    from claimcheck.library.database import Database

    settings = invocation.settings()
    database = Database.open(settings.library.url or settings.home / "library.db")
    try:
        yield database
    finally:
        database.close()


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise InputError("a password is asked for on a terminal; elsewhere use --password-stdin")
    return str(click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))
