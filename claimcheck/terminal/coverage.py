"""`ingest`, `search` and `index`: what the library holds."""

import json

import click

from claimcheck.errors import ExitCode
from claimcheck.terminal.common import quiet_libraries, settings, talk, write


@click.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option(
    "--field", "fields", multiple=True, metavar="OURS=THEIRS", help="JSON: their name of a field, e.g. text=body."
)
@click.pass_context
def ingest(ctx: click.Context, sources: tuple[str, ...], fields: tuple[str, ...]) -> int:
    """Add coverage: files, folders, JSONL, feeds, addresses, gold-set folders."""
    from claimcheck import checker, reading

    quiet_libraries()
    pairs = dict(field.partition("=")[::2] for field in fields)
    wrong = [name for name, theirs in pairs.items() if name not in reading.FIELDS or not theirs]
    if wrong:
        raise click.UsageError(
            f"--field {wrong[0]!r}: write OURS=THEIRS, where OURS is one of {', '.join(reading.FIELDS)}"
        )
    with checker.build(settings(ctx).settings) as ready:
        summary = ready.ingest(
            sources,
            options=reading.Options(fields=pairs, want="coverage"),
            progress=lambda now: talk(
                f"{now.documents} documents, {now.passages} passages, {now.documents / max(now.seconds, 0.001):.0f} documents/s"
            ),
        )
    for source, why in summary.failed:
        talk(f"skipped {source}: {why}")
    write(
        f"added {summary.added}, known {summary.known}, failed {len(summary.failed)}; {summary.passages} passages, {summary.seconds:.1f} s",
        None,
    )
    if summary.failed:
        return ExitCode.PARTIAL if summary.added or summary.known else ExitCode.USAGE
    return ExitCode.DONE


@click.command()
@click.argument("query")
@click.option("-k", type=click.IntRange(1, 200), default=8, show_default=True, help="How many passages.")
@click.option("--as-of", metavar="DATE", help="Coverage up to this day only (ISO).")
@click.option("--format", "form", type=click.Choice(["table", "jsonl"]), default="table", show_default=True)
@click.pass_context
def search(ctx: click.Context, query: str, k: int, as_of: str | None, form: str) -> int:
    """Show what retrieval finds for a query, with the score from each side."""
    from claimcheck import checker
    from claimcheck.text import printable

    quiet_libraries()
    with checker.build(settings(ctx, retrieval__as_of=as_of).settings) as ready:
        hits = ready.search(query, k=k)
    if not hits:
        talk("nothing found" if hits == [] else "")
    for hit in hits:
        if form == "jsonl":
            write(json.dumps(hit.model_dump(mode="json"), ensure_ascii=False), None)
            continue
        day = hit.imprint.published.day if hit.imprint.published else "undated"
        scores = ", ".join(f"{side} {score:.3f}" for side, score in hit.scores.items())
        write(
            f"{hit.rank}. {printable(hit.imprint.publisher or '?')}, {day} [{scores}]\n   {printable(' '.join(hit.passage.text.split()))}",
            None,
        )
    return ExitCode.DONE


@click.group()
def index() -> None:
    """Look after the search index."""


@index.command()
@click.pass_context
def verify(ctx: click.Context) -> int:
    """Compare the index with the library."""
    from claimcheck import checker

    quiet_libraries()
    with checker.build(settings(ctx).settings) as ready:
        found = ready.verify()
    write(f"missing {found.missing}, extra {found.extra}, without vector {found.unembedded}", None)
    if not found.sound:
        talk("run `claimcheck index rebuild`")
    return ExitCode.DONE if found.sound else ExitCode.FAILED


@index.command()
@click.pass_context
def rebuild(ctx: click.Context) -> int:
    """Make the index anew from the library, embedding only what has no vector."""
    from claimcheck import checker

    quiet_libraries()
    with checker.build(settings(ctx).settings) as ready:
        write(f"{ready.rebuild()} vectors indexed", None)
    return ExitCode.DONE


@index.command()
@click.pass_context
def stats(ctx: click.Context) -> int:
    """Figures of library and index."""
    from claimcheck import checker

    quiet_libraries()
    with checker.build(settings(ctx).settings) as ready:
        for name, value in ready.stats().items():
            write(f"{name}: {value}", None)
    return ExitCode.DONE
