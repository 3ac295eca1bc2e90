"""`claimcheck index`: the search index beside the library of record; it can always be made anew."""

from collections.abc import Mapping

import click

from claimcheck.errors import ExitCode
from claimcheck.terminal.interrupting import stoppable
from claimcheck.terminal.invocation import Invocation
from claimcheck.terminal.options import common
from claimcheck.terminal.talk import one_line, say


@click.group()
@common
def command() -> None:
    """Compare, rebuild or count the search index."""


@command.command()
@common
@click.pass_obj
def verify(invocation: Invocation) -> int:
    """Compare the index with the library; exit code 1 where they differ."""
    with invocation.checker() as checker:
        report = checker.verify()
    click.echo(f"missing {report.missing:,}, extra {report.extra:,}, without a vector {report.unembedded:,}")
    if report.sound:
        return ExitCode.DONE
    say("index and library differ; run `claimcheck index rebuild`")
    return ExitCode.FAILED


@command.command()
@common
@click.pass_obj
def rebuild(invocation: Invocation) -> int:
    """Make the index anew from the library, without embedding anything twice."""
    from claimcheck.rendering.wording import number
    from claimcheck.terminal.progress import Moving

    with invocation.checker() as checker, stoppable(), Moving(quiet=invocation.quiet) as line:
        line.show("rebuilding")
        try:
            count = checker.rebuild()
        except KeyboardInterrupt:
            say(f"stopped; the index is incomplete; to go on: {invocation.resume(())}")
            return ExitCode.INTERRUPTED
    click.echo(f"{number(count, 'passage')} in the index")
    return ExitCode.DONE


@command.command()
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", help="Form of the output.")
@common
@click.pass_obj
def stats(invocation: Invocation, form: str) -> int:
    """Count what library and index hold."""
    with invocation.checker() as checker:
        figures: Mapping[str, object] = checker.stats()
    if form == "json":
        import json

        click.echo(json.dumps(figures, ensure_ascii=False, indent=2, default=str))
        return ExitCode.DONE
    for name, value in figures.items():
        click.echo(one_line(f"{name}: {value:,}" if isinstance(value, int) else f"{name}: {value}"))
    return ExitCode.DONE
