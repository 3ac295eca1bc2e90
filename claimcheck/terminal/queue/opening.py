"""What every subcommand of `queue` needs: the open desk, and who is acting."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from claimcheck.terminal.invocation import Invocation

if TYPE_CHECKING:
    from claimcheck.review import Actor, Desk


def acting(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--as NAME`."""
    return click.option(
        "--as", "name", metavar="NAME", help="Who decides; else review.reviewer, else your account's name."
    )(command)


@contextmanager
def opened(invocation: Invocation, name: str | None = None) -> "Iterator[tuple[Desk, Actor]]":
    """The desk of the settings, and the person who acts."""
    # sqlalchemy and pydantic need not load for `--help`
    from claimcheck.review import Desk, owner

    settings = invocation.settings()
    with Desk.of(settings) as desk:
        yield desk, owner(name or settings.review.reviewer or _account())


def _account() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "reviewer"


def claim_argument(command: Callable[..., Any]) -> Callable[..., Any]:
    """`CLAIM`: a number or an id."""
    return click.argument("claim", metavar="CLAIM")(command)
