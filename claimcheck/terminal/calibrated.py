"""`claimcheck eval calibrate`: confidences for one LLM or engine, fitted on a run whose right answers are known."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from claimcheck.errors import ExitCode
from claimcheck.terminal.invocation import Invocation
from claimcheck.terminal.options import common
from claimcheck.terminal.talk import say

if TYPE_CHECKING:
    from claimcheck.evaluation.calibrating import Fit


@click.command()
@click.argument("folder", metavar="RUN", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    "path",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Keep the curves here; the setting `calibration`, or calibration.json in the home folder, if not given.",
)
@common
@click.pass_obj
def calibrate(invocation: Invocation, folder: Path, path: Path | None) -> int:
    """Fit how sure to be of a label, so that later reports print a confidence.

    \b
    claimcheck eval run eval/suites/llm_dev_claims.toml --llm NAME -o RUN
    claimcheck eval calibrate RUN

    RUN is made with gold claims and on another split than test. The confidences hold for the LLM (or the caution of the built-in
    engine) that RUN was made with, and are printed for no other. A run over the test split then says whether they hold: its ECE,
    Brier score and reliability plot.
    """
    from claimcheck.evaluation import calibrating

    path = path or invocation.settings().own_calibration
    who, found = calibrating.fits(folder)
    for one in found:
        click.echo(f"{who}, {one.label}: {_told(one)}")
    calibrating.keep(path, who, found)
    if any(one.curve for one in found):
        invocation.remark(f"kept in {path}")
        return ExitCode.DONE
    say(f"no label was given {calibrating.FEWEST} times, so no confidence will be printed")
    return ExitCode.PARTIAL


def _told(fit: "Fit") -> str:
    """`"55 of 56 right; confidence .95 to .98"`."""
    counts = f"{fit.right} of {len(fit.outcomes)} right"
    if fit.curve is None:
        return f"{counts}; too few for a confidence"
    chances = sorted(fit.curve.at(one.basis) for one in fit.outcomes)
    return f"{counts}; confidence {chances[0]:.2f} to {chances[-1]:.2f}"
