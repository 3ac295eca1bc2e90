"""`claimcheck eval entail`: an LLM says whether articles entail the claims of runs, and is itself measured on claims that are known."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from claimcheck.errors import ConfigError, ExitCode, ServiceError
from claimcheck.terminal.interrupting import stoppable
from claimcheck.terminal.invocation import Invocation
from claimcheck.terminal.options import common, llm_options, setting
from claimcheck.terminal.talk import one_line, say

if TYPE_CHECKING:
    from claimcheck.evaluation.judging import Docket, Sitting

_SHOWN = 3


@click.command()
@click.argument("folders", metavar="RUN...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    "path",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Keep judgements here, and ask for nothing that is there already; judged.jsonl in the first run's folder if not given.",
)
@click.option(
    "--format", "form", type=click.Choice(["table", "json", "md"]), default="table", help="Form of the output."
)
@llm_options
@setting("--max-calls", "llm.max_calls", type=click.IntRange(min=1), metavar="N", help="Most calls to the LLM.")
@common
@click.pass_obj
def entail(invocation: Invocation, folders: Sequence[Path], path: Path | None, form: str) -> int:
    """Ask an LLM whether each article says what the claims of RUN say, by the mouth that they name; then print the figures.

    Claims are judged up to 40 in a call, among them gold claims and gold claims altered by rule, which tell how good the judge is.
    Killed or stopped, the same command asks for the rest. Without a key, --set llm.replay=FOLDER answers from a recording.
    """
    from claimcheck.evaluation import entailment, gold, judging, results
    from claimcheck.terminal.figures import print_figures

    held = gold.load(results.dataset_of(folders[0]))
    found = [results.read(folder, held) for folder in folders]
    path = path or folders[0] / entailment.FILE_NAME
    sitting = _asked(invocation, judging.dockets(found, held), path)
    for one in found:
        if one.folder / entailment.FILE_NAME != path:
            judging.carry(path, one, held)
    print_figures([results.write(results.read(one.folder, held)) for one in found], form=form)
    return _told(sitting)


def _asked(invocation: Invocation, work: "Sequence[Docket]", path: Path) -> "Sitting":
    from claimcheck.evaluation import judging
    from claimcheck.prompts import load
    from claimcheck.terminal.progress import Moving

    settings = invocation.settings()
    if settings.chosen_engine != "llm":
        raise ConfigError(
            "no LLM is set up to judge: set OPENAI_API_KEY or --base-url, or replay a recording with --set llm.replay=FOLDER"
        )
    prompt = load("entail", folder=settings.prompts)
    with stoppable(), invocation.checker(settings) as checker, Moving(quiet=invocation.quiet) as line:

        async def ask() -> "Sitting":
            try:
                return await judging.judged(
                    checker.chat, prompt, work, path=path, tell=lambda done, of: line.show(f"{done} of {of} calls")
                )
            finally:
                await checker.aclose()

        return asyncio.run(ask())


def _told(sitting: "Sitting") -> int:
    """Say what failed; the exit code."""
    for error in sitting.errors[:_SHOWN]:
        say(one_line(error))
    if len(sitting.errors) > _SHOWN:
        say(f"... and {len(sitting.errors) - _SHOWN} more calls failed")
    if sitting.left_out:
        say(f"the judge's answers left {sitting.left_out} claims out")
    if not sitting.errors and not sitting.left_out:
        return ExitCode.DONE
    say("the same command asks for what is missing")
    return ExitCode.PARTIAL if len(sitting.errors) < sitting.asked else ServiceError.exit_code
