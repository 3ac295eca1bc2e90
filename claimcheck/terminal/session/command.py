"""`claimcheck session`: work on an article with one's own eyes; also what `claimcheck` alone does on a terminal."""

import os
import sys
from typing import TYPE_CHECKING

import click

from claimcheck.errors import ExitCode
from claimcheck.terminal.invocation import Invocation
from claimcheck.terminal.options import as_of, common, llm_options

if TYPE_CHECKING:
    from claimcheck.reports import Report
    from claimcheck.session.workbench import Workbench

LATEST = "latest"


@click.command()
@click.argument("article", required=False, metavar="[ARTICLE]")
@click.option(
    "--resume",
    "resumed",
    is_flag=False,
    flag_value=LATEST,
    metavar="[NAME]",
    help="Go on with a saved session: the last one, or the one of that name or place in the list.",
)
@click.option("--list", "listed", is_flag=True, help="List the saved sessions and stop.")
@click.option("--plain", is_flag=True, help="A dialogue in lines: for screen readers and simple terminals.")
@click.option(
    "--reviewer",
    metavar="NAME",
    help="Whose decisions these are; review.reviewer, else the name of the user, if not given.",
)
@as_of
@llm_options
@common
@click.pass_obj
def command(
    invocation: Invocation, article: str | None, resumed: str | None, listed: bool, plain: bool, reviewer: str | None
) -> int:  # fmt: skip
    """Read an article claim by claim, full screen: see, correct, search, decide; everything is saved as you go.

    ARTICLE is a file or an address; without one, the session begins empty and `o` opens one.
    """
    return began(invocation, article, resumed=resumed, listed=listed, plain=plain, reviewer=reviewer)


def began(
    invocation: Invocation, article: str | None = None, *, resumed: str | None = None, listed: bool = False,
    plain: bool = False, reviewer: str | None = None,
) -> int:  # fmt: skip
    """Open the face that fits the terminal."""
    from claimcheck.session import deeds
    from claimcheck.session.commands import called
    from claimcheck.session.workbench import Workbench

    assert deeds  # importing it registers the commands
    settings = invocation.settings()
    bench = Workbench(settings=settings, reviewer=reviewer or settings.review.reviewer or _user(), draw=_table)
    if listed:
        click.echo(called(bench, "sessions").text or "no saved session yet; begin with `claimcheck session ARTICLE`")
        return ExitCode.DONE
    if resumed is not None:
        bench.resume(None if resumed == LATEST else resumed)
    try:
        return _faced(bench, article, plain=plain or not _full_screen())
    finally:
        bench.close()


def _faced(bench: "Workbench", article: str | None, *, plain: bool) -> int:
    if plain:
        from claimcheck.terminal.session.plain import Dialogue

        return Dialogue(bench).run(article)
    from claimcheck.terminal.session.app import SessionApp

    SessionApp(bench, article).run()
    return ExitCode.DONE


def _table(report: "Report") -> str:
    from claimcheck.terminal.report import Look, PrintedReport
    from claimcheck.terminal.streams import plain

    return plain(PrintedReport(report, Look()))


def _full_screen() -> bool:
    """Whether the terminal can show more than lines; the full screen is drawn on stderr."""
    terminal = all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr))
    return terminal and os.environ.get("TERM", "dumb") not in ("dumb", "unknown")


def _user() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "me"
