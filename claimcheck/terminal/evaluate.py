"""`claimcheck eval`: gold sets checked, runs made and taken up again, figures printed, compared and gated."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from claimcheck.errors import BudgetSpentError, ExitCode
from claimcheck.terminal import calibrated, entailed, evaluated
from claimcheck.terminal.interrupting import stoppable
from claimcheck.terminal.invocation import Invocation
from claimcheck.terminal.options import common, setting
from claimcheck.terminal.talk import one_line, say

if TYPE_CHECKING:
    from claimcheck.evaluation.running import Outcome, Progress, Work
    from claimcheck.evaluation.suites import Suite, System

_PROBLEMS = 50
"""Problems named one by one; the rest is counted unless everything is asked for."""


@click.group()
@common
def command() -> None:
    """Measure how good it is, on articles whose claims and labels are known.

    \b
    claimcheck eval validate eval/datasets/newsroom        is the gold set in order?
    claimcheck eval run eval/suites/dev.toml               measure; the run's folder is named on stderr
    claimcheck eval run eval/suites/dev.toml --set offline.cautious=false
    claimcheck eval run eval/suites/dev.toml --oracle claims     gold claims given: what is left is retrieval and weighing
    claimcheck eval run eval/suites/dev.toml --oracle evidence   gold claims and passages given: what is left is weighing
    claimcheck eval entail RUN --llm JUDGE                 do the articles entail the claims? an LLM judges, and is judged
    claimcheck eval calibrate RUN                          fit the confidences that reports print, on gold claims of the dev split
    claimcheck eval compare BEFORE AFTER                   two runs: differences with intervals, claims that changed
    claimcheck eval gate RUN                               exit code 4 under a floor or after a significant loss
    """


@command.command()
@click.argument("folder", type=click.Path(path_type=Path))
@common
@click.pass_obj
def validate(invocation: Invocation, folder: Path) -> int:
    """Check a gold set: form, ids, quotes, dates, chains, evidence, origins, labels.

    FOLDER holds articles.jsonl, coverage.jsonl and claims.jsonl, or folders that do.
    """
    from claimcheck.evaluation import gold, validating

    read, found = gold.read(folder)
    found = found or validating.problems(read)
    shown = found if invocation.verbose else found[:_PROBLEMS]
    for problem in shown:
        say(str(problem))
    if len(shown) < len(found):
        say(f"... and {len(found) - len(shown)} more; --verbose names them all")
    counts = validating.counts(read)
    click.echo(
        f"{counts.events} events, {counts.articles} articles, {counts.documents} documents, {counts.claims} claims"
    )
    click.echo("labels: " + ", ".join(f"{label} {number}" for label, number in counts.labels.items()))
    click.echo("claims by split: " + ", ".join(f"{split} {number}" for split, number in counts.splits.items()))
    click.echo(f"digest {read.digest}; {'in order' if not found else f'{len(found)} problems'}")
    return ExitCode.USAGE if found else ExitCode.DONE


@command.command()
@click.argument("suite", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    "folder",
    type=click.Path(path_type=Path),
    metavar="RUN",
    help="Folder of the run; one that exists is taken up where it stopped.",
)
@click.option("--split", type=click.Choice(["dev", "test", "all"]), help="Over the suite's own.")
@click.option(
    "--oracle", type=click.Choice(["none", "claims", "evidence"]), help="Gold input in place of the first stages."
)
@click.option("--article", "articles", multiple=True, metavar="ID", help="Only this article; may be repeated.")
@click.option(
    "--llm",
    "llms",
    multiple=True,
    metavar="NAME[@URL]",
    help="An LLM, with its server if it is not the one of the settings; repeat it to compare several.",
)
@click.option("--anew", is_flag=True, help="Forget what the folder's run has done, and begin again.")
@click.option(
    "--format", "form", type=click.Choice(["table", "json", "md"]), default="table", help="Form of the output."
)
@setting("--base-url", "llm.base_url", metavar="URL", help="Address of an OpenAI-compatible server, up to /v1.")
@setting(
    "--max-calls",
    "llm.max_calls",
    type=click.IntRange(min=1),
    metavar="N",
    help="Most calls to the LLM, over the whole run of each system.",
)
@setting(
    "--max-cost",
    "llm.max_cost",
    type=click.FloatRange(min=0, min_open=True),
    metavar="MONEY",
    help="Most money, over the whole run of each system; needs prices.",
)
@common
@click.pass_obj
def run(
    invocation: Invocation, suite: Path, folder: Path | None, split: str | None, oracle: str | None,
    articles: tuple[str, ...], llms: tuple[str, ...], anew: bool, form: str,
) -> int:  # fmt: skip
    """Measure what a SUITE file says, print the figures, keep everything in a folder.

    Killed or stopped at any moment, the same command with -o RUN goes on where it was, with the same result. Options go before
    the suite's settings, the suite's settings before everything else.
    """
    from dataclasses import replace

    from claimcheck.evaluation import gold, judging, results, running, suites
    from claimcheck.terminal.figures import print_figures

    chosen = suites.load(suite)
    over: dict[str, Any] = {"split": split, "oracle": oracle, "articles": articles or None}
    chosen = replace(chosen, **{name: value for name, value in over.items() if value})
    if llms:
        chosen = replace(chosen, systems=tuple(_system(one, chosen) for one in llms))
    folder = folder or _fresh(invocation, chosen)
    held = gold.load(chosen.dataset)
    if chosen.attacks is not None:
        from claimcheck.terminal.attacked import attack

        systems = [(system.name, _settings(invocation, system)) for system in chosen.systems]
        return attack(invocation, chosen, systems, held, folder, anew=anew, form=form)
    invocation.remark(f"{chosen.name}: split {chosen.split} of {chosen.dataset.name}, run in {folder}")
    done: list[dict[str, Any]] = []
    codes: list[int] = []
    for system in chosen.systems:
        place = folder / system.name if len(chosen.systems) > 1 else folder
        if anew:
            running.forget(place)
        work = running.Work(chosen, system.name, _settings(invocation, system), held, place)
        codes.append(_worked(invocation, work))
        if chosen.judgements is not None:
            judging.carry(chosen.judgements, results.read(place, held), held)
        done.append(results.write(results.read(place, held)))
        if codes[-1] == ExitCode.INTERRUPTED:
            break
    print_figures(done, form=form)
    if max(codes) != ExitCode.DONE:
        say(f"to go on: claimcheck eval run {suite} -o {folder} with the same options")
    return max(codes)


def _system(llm: str, suite: "Suite") -> "System":
    """`"m@http://host/v1"` as a system over the suite's first one."""
    from claimcheck.evaluation.suites import System

    name, _, url = llm.partition("@")
    settings = {**suite.systems[0].settings, "engine": "llm", "llm.model": name, "llm.replay": None}
    return System(name.replace("/", "-"), settings | ({"llm.base_url": url} if url else {}), suite.systems[0].source)


def _fresh(invocation: Invocation, suite: "Suite") -> Path:
    import datetime as dt

    moment = dt.datetime.now(dt.UTC).strftime("%Y%m%dT%H%M%S")
    return invocation.settings().home / "evaluations" / f"{suite.name}-{moment}"


def _settings(invocation: Invocation, system: "System") -> Any:
    """The settings of one system: flags, then the suite, then environment and files."""
    from claimcheck.config import load
    from claimcheck.terminal.silence import silence

    settings = load(invocation.flags, beneath=(system.settings, system.source)).settings
    silence(settings.home, debug=invocation.debug)
    return settings


def _worked(invocation: Invocation, work: "Work") -> int:
    """Do what is left of one system's run; the exit code."""
    from claimcheck.evaluation import running
    from claimcheck.terminal.progress import Moving

    with stoppable(), Moving(quiet=invocation.quiet) as line:
        line.show(f"{work.system}: preparing the library")

        def tell(now: "Progress") -> None:
            text = _progress(work.system, now)
            line.show(text)
            if not line.moves:
                invocation.remark(text)

        try:
            outcome = running.run(work, progress=tell)
        except KeyboardInterrupt:
            say("stopped; finished articles are kept")
            return ExitCode.INTERRUPTED
    return _code(work, outcome)


def _progress(system: str, now: "Progress") -> str:
    cost = f", {now.calls} calls" if now.calls else ""
    cost += f", cost {now.cost:.4f}" if now.cost is not None else ""
    failed = f", {now.failed} failed" if now.failed else ""
    left = f", about {now.seconds_left:.0f} s left" if now.seconds_left else ""
    return f"{system}: {now.done} of {now.articles} articles done{failed}{cost}{left} ({now.last})"


def _code(work: "Work", outcome: "Outcome") -> int:
    if outcome.stopped:
        say(one_line(f"{work.system}: stopped: {outcome.stopped}"))
        return BudgetSpentError.exit_code
    if outcome.failed:
        say(
            one_line(
                f"{work.system}: {outcome.failed} of {outcome.articles} articles failed, the first: {outcome.error} "
                f"(all in {work.folder / 'errors.jsonl'})"
            )
        )
        return ExitCode.PARTIAL if outcome.done else outcome.code or ExitCode.PARTIAL
    return ExitCode.DONE


for _command in (
    evaluated.compare,
    evaluated.gate,
    evaluated.report,
    evaluated.baseline,
    evaluated.public,
    entailed.entail,
    calibrated.calibrate,
):
    command.add_command(_command)
