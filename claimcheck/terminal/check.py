"""`claimcheck check`: articles in, reports out, one after the other; a failing one does not stop the others."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from claimcheck.errors import ClaimcheckError, ConfigError, ExitCode, ServiceRefusedError, StoreError, WeightsError
from claimcheck.terminal.interrupting import stoppable
from claimcheck.terminal.invocation import Invocation
from claimcheck.terminal.options import FORMS, as_of, common, form_of, llm_options, output, setting
from claimcheck.terminal.talk import say

if TYPE_CHECKING:
    from claimcheck.checker import Checker
    from claimcheck.claims import Article
    from claimcheck.events import Event
    from claimcheck.reading import Unread
    from claimcheck.reports import Report
    from claimcheck.settings import Settings
    from claimcheck.terminal.sinks import Sink
    from claimcheck.terminal.streams import Target

_SAME_FOR_ALL = (ConfigError, StoreError, WeightsError, ServiceRefusedError)
"""Errors that the next article would meet as well."""


@click.command()
@click.argument("articles", nargs=-1, required=True, metavar="ARTICLE...")
@output(*FORMS)
@click.option("--published", metavar="DATE", help="Publication date (ISO), over whatever the article says.")
@as_of
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Check only the N most check-worthy claims.")
@setting(
    "--origins-needed",
    "policy.origins_needed",
    type=click.IntRange(min=1),
    metavar="N",
    help="Independent origins that make a claim supported.",
)
@click.option("--dry-run", is_flag=True, help="Say how many calls, tokens and money it would take, and stop.")
@llm_options
@common
@click.pass_obj
def command(
    invocation: Invocation, articles: tuple[str, ...], form: str | None, path: Path | None, published: str | None,
    limit: int | None, dry_run: bool,
) -> int:  # fmt: skip
    """Check articles: split each into claims, see who makes them, and weigh them against the library.

    ARTICLE is a file (text, HTML, Markdown, JSON, JSONL), a folder, an address, or - for standard input.
    """
    from claimcheck.terminal.streams import Output

    settings = invocation.settings()
    chosen = form_of(form, path)
    if dry_run:
        from claimcheck.terminal.dry_run import dry_run as estimate

        return estimate(invocation, settings, articles, published=published, form=chosen)
    with invocation.checker(settings) as checker, Output(path) as target, stoppable():
        sink = sink_for(invocation, target, chosen)
        check = Checking(invocation, checker, sink, limit=limit, whole=path is not None)
        try:
            return check.all(articles, published=published)
        finally:
            sink.close(several=check.tried > 1)
            target.keep()


def sink_for(invocation: Invocation, target: "Target", form: str) -> "Sink":
    """The sink for a form, with the signs that stdout can show."""
    from claimcheck.terminal.report import Look
    from claimcheck.terminal.sinks import sink
    from claimcheck.terminal.streams import signs

    return sink(form, target, Look(signs=signs(), verbose=invocation.verbose))


def engine_line(settings: "Settings") -> str:
    """Which engine works, and why: `"engine: offline (no key and no base URL is set; ...)"`."""
    if settings.chosen_engine == "llm":
        where = f" at {settings.llm.base_url}" if settings.llm.base_url else f" of {settings.llm.provider}"
        return f"engine: LLM {settings.llm.model}{where}"
    why = "" if settings.engine == "offline" else " (no key and no base URL is set; `claimcheck doctor` says more)"
    return f"engine: offline{why}"


@dataclass
class Checking:
    """Goes through sources and articles, counts what fails, and knows what is left when it is stopped."""

    invocation: Invocation
    checker: "Checker"
    sink: "Sink"
    limit: int | None = None
    whole: bool = False
    """Whether a run that goes on must begin anew, because its output replaces this one's."""
    told: bool = False
    """Whether the engine was named."""
    tried: int = 0
    failed: int = 0
    error: ClaimcheckError | None = None
    """The first one."""

    def all(self, sources: Sequence[str], *, published: str | None) -> int:
        """Check everything; the exit code."""
        from claimcheck.checker import Interrupted
        from claimcheck.reading import Options

        done: list[str] = []
        try:
            for source in sources:
                for item in self.checker.read(source, options=Options(published=published)):
                    self._one(item)
                done.append(source)
        except Interrupted as stopped:
            self.sink.report(stopped.report)
            return self._stopped(done)
        except KeyboardInterrupt:
            return self._stopped(done)
        return self._code()

    def _one(self, item: "Article | Unread") -> None:
        from claimcheck.checker import Interrupted
        from claimcheck.reading import Unread

        self.tried += 1
        try:
            if isinstance(item, Unread):
                raise item.error
            self._done(self._checked(item))
        except Interrupted:
            raise
        except ClaimcheckError as exc:
            if isinstance(exc, _SAME_FOR_ALL):
                raise
            self.failed += 1
            self.error = self.error or exc
            say(str(exc))

    def _checked(self, article: "Article") -> "Report":
        from claimcheck.terminal.progress import CheckProgress, Moving

        if not self.told:
            self.told = True
            self.invocation.remark(engine_line(self.checker.settings))
        with Moving(quiet=self.invocation.quiet) as line:
            progress = CheckProgress(line, article)

            def emit(event: "Event") -> None:
                self.sink.event(event)
                progress.event(event)

            return self.checker.check(article, emit=emit, limit=self.limit)

    def _done(self, report: "Report") -> None:
        from claimcheck.rendering.wording import cost

        self.sink.report(report)
        if not self.invocation.quiet:
            for line in cost(report.usage):
                say(line)
        broken = sum(finding.error is not None for finding in report.findings)
        self.failed += broken
        if broken:
            say(f"{broken} of {len(report.findings)} claims could not be checked; each says why")

    def _stopped(self, done: Sequence[str]) -> int:
        say(f"stopped; to go on: {self.invocation.resume(() if self.whole else done)}")
        return ExitCode.INTERRUPTED

    def _code(self) -> int:
        if not self.failed:
            return ExitCode.DONE
        if self.error and self.failed == self.tried:
            return self.error.exit_code
        return ExitCode.PARTIAL
