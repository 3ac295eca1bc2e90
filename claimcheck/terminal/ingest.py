"""`claimcheck ingest`: coverage into the library, safely repeated."""

from typing import TYPE_CHECKING

import click

from claimcheck.errors import ExitCode
from claimcheck.terminal.interrupting import stoppable
from claimcheck.terminal.invocation import Invocation
from claimcheck.terminal.options import common, field_names, split_pair
from claimcheck.terminal.talk import say

if TYPE_CHECKING:
    from claimcheck.ingest import IngestProgress, IngestSummary
    from claimcheck.terminal.progress import Moving

_FAILURES = 20
"""Failures named one by one; the rest is counted unless everything is asked for."""


@click.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@field_names
@common
@click.pass_obj
def command(invocation: Invocation, sources: tuple[str, ...], pairs: tuple[str, ...]) -> int:
    """Add coverage to the library: files, folders, JSONL, feeds, addresses, gold-set folders, - for standard input.

    What is known already is skipped, so the same command can be given again, also after it was stopped.
    """  # fmt: skip
    from claimcheck.reading import Options
    from claimcheck.terminal.progress import Moving

    options = Options(fields=fields_of(pairs), want="coverage")
    with invocation.checker() as checker, stoppable(), Moving(quiet=invocation.quiet) as line:
        line.show("reading")
        try:
            summary = checker.ingest(sources, options=options, progress=lambda now: _progress(line, now))
        except KeyboardInterrupt:
            say(f"stopped; what was added is kept; to go on: {invocation.resume(())}")
            return ExitCode.INTERRUPTED
    return told(invocation, summary)


def fields_of(pairs: tuple[str, ...]) -> dict[str, str]:
    """`--field` pairs as our name -> theirs; a usage error for a name that no article has."""
    from claimcheck.reading import FIELDS

    fields = dict(split_pair(pair, "--field", "text=body") for pair in pairs)
    for ours in fields:
        if ours not in FIELDS:
            raise click.UsageError(f"--field {ours!r} is no field of an article; fields are {', '.join(FIELDS)}")
    return fields


def _progress(line: "Moving", now: "IngestProgress") -> None:
    rate = now.documents / now.seconds if now.seconds else 0.0
    line.show(f"{now.documents:,} documents, {now.passages:,} passages, {rate:,.0f} documents a second")


def told(invocation: Invocation, summary: "IngestSummary") -> int:
    """Say what came of it; the exit code."""
    from claimcheck.rendering.wording import number

    shown = summary.failed if invocation.verbose else summary.failed[:_FAILURES]
    for source, why in shown:
        # Most reasons name their source themselves.
        say(why if source in why else f"{source}: {why}")
    if len(shown) < len(summary.failed):
        say(f"... and {len(summary.failed) - len(shown)} more; --verbose names them all")
    counts = f"added {summary.added:,}, known {summary.known:,}, failed {len(summary.failed):,}"
    click.echo(f"{counts}; {number(summary.passages, 'new passage')}, {summary.seconds:.1f} s")
    if not summary.failed:
        return ExitCode.DONE
    return ExitCode.PARTIAL if summary.added or summary.known else ExitCode.USAGE
