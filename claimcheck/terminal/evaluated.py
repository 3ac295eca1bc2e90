"""What is done with runs that are there: compared, gated, made a baseline. Commands of `claimcheck eval`."""

from dataclasses import asdict
from pathlib import Path

import click

from claimcheck.errors import ExitCode, GateError
from claimcheck.terminal.invocation import Invocation
from claimcheck.terminal.options import common, llm_options

_FORMS = click.Choice(["table", "md", "json"])
_RUN = click.Path(path_type=Path)
BASELINES = Path("eval/baselines")


@click.command()
@click.argument("before", type=_RUN)
@click.argument("after", type=_RUN)
@click.option("--format", "form", type=_FORMS, default="table", help="Form of the output.")
@common
@click.pass_obj
def compare(invocation: Invocation, before: Path, after: Path, form: str) -> int:
    """Compare two runs on the articles that both have.

    Differences come with 95% intervals of a paired bootstrap over articles; they are not corrected for looking at many figures.
    """
    from claimcheck.evaluation import comparing, exports
    from claimcheck.terminal.figures import as_json, print_comparison

    found = comparing.compare(before, after)
    if form == "md":
        click.echo(exports.comparison_as_markdown(found), nl=False)
    elif form == "json":
        tree = asdict(found)
        tree["changes"] = [
            {
                "name": one.metric.name,
                "before": one.before,
                "after": one.after,
                **asdict(one.difference),
                "verdict": one.verdict,
            }
            for one in found.changes
        ]
        click.echo(as_json(tree), nl=False)
    else:
        print_comparison(found)
    return ExitCode.DONE


@click.command()
@click.argument("folder", metavar="RUN", type=_RUN)
@click.option("--baseline", "path", type=_RUN, metavar="FILE", help="Baseline; eval/baselines/SUITE.json if not given.")
@click.option("--junit", type=_RUN, metavar="FILE", help="Write JUnit XML here as well.")
@click.option("--format", "form", type=_FORMS, default="table", help="Form of the output.")
@common
@click.pass_obj
def gate(invocation: Invocation, folder: Path, path: Path | None, junit: Path | None, form: str) -> int:
    """Hold a run against a committed baseline; exit code 4 if a figure is under its floor or lost significantly.

    A loss is significant where a paired bootstrap over articles says so at 5% after Holm's correction for the figures watched.
    """
    from claimcheck import runs
    from claimcheck.evaluation import comparing, exports, gating
    from claimcheck.terminal.figures import as_json, print_gate

    suite = comparing.written(folder)["suite"]
    path = path or BASELINES / f"{suite}.json"
    checks = gating.check(folder, gating.load(path))
    if junit:
        runs.replace(junit, exports.gate_as_junit(checks, suite=suite))
    if form == "md":
        click.echo(exports.gate_as_markdown(checks), nl=False)
    elif form == "json":
        click.echo(as_json([asdict(one) for one in checks]), nl=False)
    else:
        print_gate(checks)
    failed = [one.name for one in checks if one.failures]
    if failed:
        raise GateError(f"{len(failed)} of {len(checks)} figures do not meet {path}: {', '.join(failed)}")
    left = [one.name for one in checks if one.within]
    told = f"; {', '.join(left)} is not judged in full: `claimcheck eval entail {folder}` asks" if left else ""
    invocation.remark(f"{'all ' * (not left)}{len(checks) - len(left)} figures meet {path}{told}")
    return ExitCode.DONE


@click.command()
@click.argument("folder", metavar="RUN", type=_RUN)
@click.option(
    "-o", "--output", "path", type=_RUN, metavar="FILE", help="Where; eval/baselines/SUITE.json if not given."
)
@click.option(
    "--margin",
    type=click.FloatRange(0, 1),
    default=0.02,
    show_default=True,
    help="How far under what was measured the floors lie.",
)
@common
@click.pass_obj
def baseline(invocation: Invocation, folder: Path, path: Path | None, margin: float) -> int:
    """Make a run the baseline that later ones are held against."""
    from claimcheck.evaluation import gating

    made = gating.baseline_of(folder, margin=margin)
    path = path or BASELINES / f"{made.suite}.json"
    gating.write(made, path)
    click.echo(f"{path}: {len(made.floors)} floors from {len(made.tallies)} articles")
    return ExitCode.DONE


@click.command()
@click.argument("folder", metavar="RUN", type=_RUN)
@click.option(
    "-o", "--output", "path", type=_RUN, metavar="FILE", help="Where; report.html in the run's folder if not given."
)
@click.option("--dataset", type=_RUN, metavar="FOLDER", help="The gold set, if it is no longer where the run found it.")
@common
@click.pass_obj
def report(invocation: Invocation, folder: Path, path: Path | None, dataset: Path | None) -> int:
    """Write one HTML page on a run: figures, confusion matrix, reliability, slices, and the worst errors beside the gold set.

    The page holds the gold set's articles and asks nobody for anything.
    """
    from claimcheck import runs
    from claimcheck.evaluation import gold, results
    from claimcheck.evaluation.report import page

    held = gold.load(dataset or results.dataset_of(folder))
    path = path or folder / "report.html"
    runs.replace(path, page(results.read(folder, held), held))
    click.echo(path)
    return ExitCode.DONE


@click.command()
@click.argument("form", metavar="SET")
@click.argument("file", type=_RUN)
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Only so many rows, drawn from the whole file.")
@click.option("--seed", type=int, default=0, show_default=True, help="Of the sample and the intervals.")
@click.option("--format", "output", type=click.Choice(["table", "json"]), default="table", help="Form of the output.")
@llm_options
@common
@click.pass_obj
def public(invocation: Invocation, form: str, file: Path, limit: int | None, seed: int, output: str) -> int:
    """Measure one stage on a public data set that you have downloaded.

    \b
    SET is one of
      stance:        nli, fever, fever-symmetric, vitaminc, claim-pairs, aggrefact
      verdict:       climate-fever, averitec
      subjectivity:  checkthat
      worthiness:    claimbuster
      attribution:   polnear

    FILE is JSONL, JSON, CSV or TSV, gzipped or not. With an LLM every row costs.
    """
    from claimcheck.evaluation.public.forms import FORMS
    from claimcheck.evaluation.public.measuring import measure
    from claimcheck.terminal.figures import print_measured

    if form not in FORMS:
        raise click.UsageError(f"there is no set {form!r}; sets are {', '.join(FORMS)}")
    chosen = FORMS[form]
    rows = list(chosen.read(file))
    with invocation.checker() as checker:
        found = measure(chosen, rows, checker.stages().engine, limit=limit, seed=seed, tagger=checker.cues())
    print_measured(found, chosen, form=output)
    return ExitCode.PARTIAL if found.failed else ExitCode.DONE
