"""`claimcheck batch`: many articles into a run folder; the same command again goes on where the last one stopped."""

import contextlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from claimcheck.errors import ExitCode
from claimcheck.terminal.interrupting import stoppable
from claimcheck.terminal.invocation import Invocation
from claimcheck.terminal.options import as_of, common, field_names, llm_options, setting
from claimcheck.terminal.talk import say

if TYPE_CHECKING:
    from claimcheck.batch import Batch, Item, RunFolder
    from claimcheck.checker import Checker
    from claimcheck.reading import Options
    from claimcheck.reports import Report
    from claimcheck.review.desk import Desk
    from claimcheck.settings import Settings
    from claimcheck.terminal.batch_hands import Hands


@click.command()
@click.argument("sources", nargs=-1, metavar="SOURCE...")
@click.option(
    "-o", "--output", "run", type=click.Path(path_type=Path), required=True, metavar="RUN", help="Folder of the run."
)
@click.option("--published", metavar="DATE", help="Publication date (ISO), over whatever the articles say.")
@field_names
@as_of
@click.option(
    "--limit", type=click.IntRange(min=1), metavar="N", help="Of each article, the N most check-worthy claims."
)
@click.option("--retry-failed", is_flag=True, help="Take only what failed before.")
@click.option(
    "--workers", type=click.IntRange(1, 256), metavar="N", help="Processes of the offline engine; as many as cores."
)
@click.option(
    "--via",
    type=click.Choice(["calls", "openai-batch"]),
    default="calls",
    show_default=True,
    help="How the LLM is asked: call by call, or by OpenAI's Batch API at half the price within a day.",
)
@click.option(
    "--dask", metavar="ADDRESS", help="Check at the workers of the Dask scheduler at ADDRESS (tcp://host:8786)."
)
@click.option("--to-queue", is_flag=True, help="Send what is unverified, contested or unsure to the review queue.")
@click.option("--at-once", type=click.IntRange(1, 10_000), metavar="N", help="Articles under way at once.")
@setting("--max-calls", "llm.max_calls", type=click.IntRange(min=1), metavar="N", help="Stop after N calls to the LLM.")
@setting(
    "--max-tokens",
    "llm.budget_tokens",
    type=click.IntRange(min=1),
    metavar="N",
    help="Stop after N tokens, prompts and answers together.",
)
@setting("--max-cost", "llm.max_cost", type=float, metavar="MONEY", help="Stop when so much is spent; needs prices.")
@click.option("--dry-run", is_flag=True, help="Estimate calls, tokens, money and time from a sample, and stop.")
@click.option("--log-json", is_flag=True, help="Progress as one JSON object a line on stderr.")
@llm_options
@common
@click.pass_obj
def command(
    invocation: Invocation, sources: tuple[str, ...], run: Path, published: str | None, pairs: tuple[str, ...],
    limit: int | None,
    retry_failed: bool, workers: int | None, via: str, dask: str | None, to_queue: bool, at_once: int | None, dry_run: bool,
    log_json: bool,
) -> int:  # fmt: skip
    """Check many articles into the folder RUN; give the same command again to go on after a stop, a crash or a spent budget.

    SOURCE is a JSONL file, a folder, a feed or another address, a file, - for standard input, or library:WORDS for what the
    library holds on WORDS (library: for all of it). Without SOURCE the run's own sources are taken. The budget counts anew
    in each call.
    """
    from claimcheck.reading import Options
    from claimcheck.terminal.batch_hands import Wish, fitted, hands
    from claimcheck.terminal.ingest import fields_of

    wish = Wish(via, dask, workers, at_once)
    settings = fitted(invocation.settings(), wish)
    options = {"published": published, "limit": limit, "fields": fields_of(pairs)}
    reading = Options(published=published, fields=fields_of(pairs) or None)
    named = _sources(sources, run)
    with invocation.checker(settings) as checker:
        if dry_run:
            from claimcheck.terminal.batch_estimate import estimate

            return estimate(checker, named, reading)
        from claimcheck.batch import RunFolder

        with RunFolder(run) as folder:
            folder.begin(_manifest(settings, named, options))
            work = _Work(invocation, checker, folder, tuple(named), log_json)
            chosen = hands(checker, wish, limit=limit, run=run, tell=invocation.remark)
            with _queue(settings, wanted=to_queue) as desk:
                return work.all(chosen, reading, retry=retry_failed, desk=desk)


def _sources(given: tuple[str, ...], run: Path) -> list[str]:
    """What was given, else what the run was begun with."""
    from claimcheck import runs

    held = None if given else runs.manifest(run)
    sources = list(given) if given else [str(one) for one in (held or {}).get("sources", ())]
    if not sources:
        raise click.UsageError("no SOURCE: name a JSONL file, a folder or an address to begin a run")
    return sources


def _manifest(settings: "Settings", sources: list[str], options: dict[str, Any]) -> dict[str, Any]:
    import datetime as dt

    from claimcheck import __version__

    return {
        "kind": "batch",
        "claimcheck": __version__,
        "begun": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "sources": sources,
        "engine": settings.chosen_engine,
        "options": options,
        "settings_digest": settings.digest(),
        "settings": _shown(settings),
    }


def _shown(settings: "Settings") -> dict[str, Any]:
    """The settings as they may stand in a file that is passed on: keys are masked, and so is the database's password."""
    tree = settings.model_dump(mode="json")
    if url := tree["library"]["url"]:
        tree["library"]["url"] = re.sub(r"(?<=://)([^:@/]*):[^@/]*@", r"\1:***@", url)
    return tree


@contextlib.contextmanager
def _queue(settings: "Settings", *, wanted: bool) -> "Iterator[Desk | None]":
    if not wanted:
        yield None
        return
    from claimcheck.review.desk import Desk

    with Desk.of(settings) as desk:
        yield desk


class _Work:
    """One call of the command, from the first article to the summary."""

    def __init__(
        self, invocation: Invocation, checker: "Checker", folder: "RunFolder", sources: tuple[str, ...], log_json: bool
    ) -> None:
        self._invocation = invocation
        self._checker = checker
        self._folder = folder
        self._sources = sources
        self._log_json = log_json

    def all(self, hands: "Hands", reading: "Options", *, retry: bool, desk: "Desk | None") -> int:
        """Check everything that is left; the exit code."""
        from claimcheck.batch import Batch
        from claimcheck.terminal.batch_pages import write_overview, write_page
        from claimcheck.terminal.batch_progress import progress
        from claimcheck.terminal.check import engine_line

        self._invocation.remark(engine_line(self._checker.settings))
        self._greet()
        if desk is not None:
            self._tell_unsent()

        def before(row: dict[str, Any], report: "Report") -> None:
            write_page(self._folder.path, row, report)
            if desk is not None:
                row["queued"] = len(desk.enqueue(report).added)

        line = progress(self._sources, self._folder.totals, quiet=self._invocation.quiet, as_json=self._log_json)
        batch = Batch(
            self._folder,
            hands.check,
            width=hands.width,
            retry=retry,
            tell=line.tell,
            spent=hands.spent,
            before=before,
            aclose=hands.aclose,
        )

        def stop() -> None:
            batch.interrupt()
            hands.abandon()

        with stoppable(stop), contextlib.closing(line):
            batch.run(self._items(reading))
        self._folder.close_books(self._folder.totals.as_row())
        write_overview(self._folder.path, self._folder.totals)
        return self._end(batch)

    def _items(self, reading: "Options") -> "Iterator[Item]":
        from claimcheck.batch import items_of

        return items_of(self._sources, options=reading, library=self._checker.coverage, read=self._checker.read)

    def _greet(self) -> None:
        from claimcheck.rendering.wording import number

        totals = self._folder.totals
        if totals.before:
            left = f", {totals.failed:,} failed" if totals.failed else ""
            self._invocation.remark(f"going on: {number(totals.before, 'article')} done before{left}")

    def _tell_unsent(self) -> None:
        """Articles of earlier calls without --to-queue are not taken up again, and so not sent."""
        from claimcheck import runs
        from claimcheck.batch import heads
        from claimcheck.rendering.wording import number

        items = self._folder.path / runs.ITEMS
        if unsent := sum("queued" not in head for head in heads(items)):
            self._invocation.remark(
                f"{number(unsent, 'article')} done before without --to-queue: send them by `claimcheck queue add {items}`"
            )

    def _end(self, batch: "Batch") -> int:
        from claimcheck.rendering.wording import number
        from claimcheck.terminal.batch_summary import summary

        summary(self._folder.path, self._folder.totals)
        if batch.interrupted or batch.stopped:
            # The budget counts anew in each call: nothing has to be raised.
            why = str(batch.stopped).partition("; raise ")[0] if batch.stopped else "stopped"
            say(f"{why}; to go on: {self._invocation.resume(())}")
        elif batch.passed_over:
            say(
                f"{number(batch.passed_over, 'article')} not begun yet; to go on: {self._invocation.resume(('--retry-failed',))}"
            )
        elif not (self._folder.totals.done or self._folder.totals.failed):
            say(f"nothing to check: no article in {', '.join(map(repr, self._sources))}")
        if batch.interrupted:
            return ExitCode.INTERRUPTED
        if batch.stopped:
            return batch.stopped.exit_code
        if self._folder.totals.failed:
            say(f"what failed, and why, is in {str(self._folder.path / 'errors.jsonl')!r}; "
                f"to try it again: {self._invocation.resume(('--retry-failed',))} --retry-failed")  # fmt: skip
        return self._code()

    def _code(self) -> int:
        totals = self._folder.totals
        if not totals.failed:
            return ExitCode.DONE
        return ExitCode.PARTIAL if totals.done else ExitCode.FAILED
