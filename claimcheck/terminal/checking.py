"""`check` and `demo`: articles in, reports out."""

import io
import json
import sys
from collections.abc import Iterator
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING

import click

from claimcheck.claims import Article, Event, Report, as_json
from claimcheck.errors import ClaimcheckError, ExitCode
from claimcheck.terminal.common import quiet_libraries, settings, talk, write

if TYPE_CHECKING:
    from claimcheck.checker import Checker

FORMATS = ["table", "json", "jsonl", "events", "md", "html"]


@click.command()
@click.argument("articles", nargs=-1, required=True, metavar="ARTICLE...")
@click.option("--format", "form", type=click.Choice(FORMATS), default="table", show_default=True, help="What to print.")
@click.option("-o", "--output", metavar="FILE", help="Write there instead of to standard output.")
@click.option("--published", metavar="DATE", help="Publication date, over all that is found (ISO).")
@click.option("--as-of", metavar="DATE", help="Use coverage up to this day only (ISO).")
@click.option("--limit", type=click.IntRange(1), metavar="N", help="Check only the N most check-worthy claims.")
@click.option(
    "--origins-needed", type=click.IntRange(1), metavar="N", help="Independent origins that make a claim supported."
)
@click.option("--llm", metavar="NAME", help="The LLM to ask.")
@click.option("--base-url", metavar="URL", help="Address of an OpenAI-compatible server, up to /v1.")
@click.option("--dry-run", is_flag=True, help="Print what it would cost, and stop.")
@click.pass_context
def check(
    ctx: click.Context, articles: tuple[str, ...], form: str, output: str | None, published: str | None, as_of: str | None,
    limit: int | None, origins_needed: int | None, llm: str | None, base_url: str | None, dry_run: bool,
) -> int:  # fmt: skip
    """Check articles: files, folders, addresses, or - for standard input."""
    from claimcheck import checker, reading

    quiet_libraries()
    chosen = settings(
        ctx, retrieval__as_of=as_of, policy__origins_needed=origins_needed, llm__model=llm, llm__base_url=base_url
    ).settings
    failed = 0
    reports: list[Report] = []
    with checker.build(chosen) as ready:
        talk(f"engine: {ready.engine_name}" + (f" ({chosen.llm.model})" if ready.engine_name == "llm" else ""))
        for source in articles:
            for item in reading.read_each(source, options=reading.Options(published=published)):
                try:
                    if isinstance(item, reading.Unread):
                        raise item.error
                    if dry_run:
                        _plan(ready, item)
                        continue
                    reports.append(_checked(ready, item, form, output, limit, verbose=ctx.obj["verbose"]))
                except checker.Interrupted as exc:
                    _finish([*reports, exc.report], form, output, verbose=ctx.obj["verbose"])
                    talk(f"stopped; to go on: claimcheck check {' '.join(articles)}")
                    return ExitCode.INTERRUPTED
                except ClaimcheckError as exc:
                    if len(articles) == 1 and not reports and not isinstance(item, reading.Unread):
                        raise
                    failed += 1
                    last = exc
                    talk(f"claimcheck: {exc}")
    if dry_run:
        return ExitCode.DONE
    if failed and not reports:
        return last.exit_code
    _finish(reports, form, output, verbose=ctx.obj["verbose"])
    items = failed + sum(finding.error is not None for report in reports for finding in report.findings)
    return ExitCode.PARTIAL if items else ExitCode.DONE


def _checked(
    ready: "Checker", article: Article, form: str, output: str | None, limit: int | None, *, verbose: bool
) -> Report:
    """Check one article; what can be shown at once is shown at once."""

    def emit(event: Event) -> None:
        if form == "events" and output is None:
            write(json.dumps(as_json(event), ensure_ascii=False), None)

    report = ready.check(article, emit=emit, limit=limit)
    _usage(report)
    return report


def _finish(reports: list[Report], form: str, output: str | None, *, verbose: bool) -> None:
    from claimcheck.rendering.documents import html, markdown

    if form == "events" and output is None:
        return
    if form == "table":
        _tables(reports, output, verbose=verbose)
    elif form == "json":
        rows = [as_json(report) for report in reports]
        write(json.dumps(rows[0] if len(rows) == 1 else rows, ensure_ascii=False, indent=1), output)
    elif form in ("jsonl", "events"):
        write("\n".join(json.dumps(as_json(report), ensure_ascii=False) for report in reports), output)
    elif form == "md":
        write("\n".join(markdown(report) for report in reports), output)
    else:
        write("\n".join(html(report) for report in reports), output)


def _tables(reports: list[Report], output: str | None, *, verbose: bool) -> None:
    from rich.console import Console

    from claimcheck.terminal.table import show

    stream = io.StringIO() if output else sys.stdout
    plain = not stream.isatty()
    console = Console(
        file=stream, width=100 if plain else None, highlight=False, markup=False, no_color=True if plain else None
    )
    for report in reports:
        show(report, console, verbose=verbose)
    if isinstance(stream, io.StringIO):
        write(stream.getvalue(), output)


def _plan(ready: "Checker", article: Article) -> None:
    plan = ready.plan(article)
    cost = "unknown (set llm.price_in and llm.price_out)" if plan.cost is None else f"{plan.cost:.4f}"
    if ready.engine_name == "offline":
        write("offline engine: no calls, no cost", None)
        return
    write(f"about {plan.calls} calls, {plan.tokens_in:,} tokens in, {plan.tokens_out:,} tokens out, cost {cost}", None)


def _usage(report: Report) -> None:
    for row in report.usage.stages:
        cost = "" if row.cost is None else f", cost {row.cost:.4f}"
        calls = (
            f", {row.calls} calls ({row.cached} cached, {row.retries} retried), {row.tokens_in}+{row.tokens_out} tokens"
            if row.tokens_in or row.cached
            else ""
        )
        talk(f"{row.stage}: {row.seconds:.1f} s{calls}{cost}")
    if report.usage.dropped_citations or report.usage.dropped_claims:
        talk(
            f"dropped: {report.usage.dropped_citations} citations, {report.usage.dropped_claims} claims not verbatim in their text"
        )


@click.command()
@click.pass_context
def demo(ctx: click.Context) -> int:
    """Ingest the bundled coverage into a folder of its own and check the bundled article, offline."""
    import tempfile

    from claimcheck import checker, reading
    from claimcheck.config import load

    quiet_libraries()
    with tempfile.TemporaryDirectory() as home, as_file(files("claimcheck") / "sample") as sample:
        flags = {"home": home, "engine": "offline", "offline.cautious": False}
        chosen = load(flags, environ={}, folder=Path(home), user_file=Path(home) / "none").settings
        with checker.build(chosen) as ready:
            summary = ready.ingest([str(sample / "coverage.jsonl")], options=reading.Options(want="coverage"))
            talk(
                f"ingested {summary.added} documents of sample coverage; checking the sample article with the offline engine (offline.cautious=false)"
            )
            reports = [_checked(ready, article, "table", None, None, verbose=False) for article in _sample(sample)]
            _tables(reports, None, verbose=ctx.obj["verbose"])
    return ExitCode.DONE


def _sample(folder: Path) -> Iterator[Article]:
    from claimcheck import reading

    yield from reading.read(str(folder / "article.txt"))
