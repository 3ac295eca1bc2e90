"""`queue list`, `show`, `stats`, `audit`: what is in the queue, and whether it can be trusted."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from claimcheck.errors import ExitCode
from claimcheck.terminal.invocation import Invocation
from claimcheck.terminal.options import common, form_of, output
from claimcheck.terminal.queue.opening import acting, claim_argument, opened
from claimcheck.terminal.talk import say

if TYPE_CHECKING:
    from claimcheck.review.agreement import Coefficient
    from claimcheck.review.figures import Agreement, Coefficients, Pair, Throughput
    from claimcheck.terminal.report import Look


@click.command("list")
@click.argument("words", nargs=-1, metavar="[FILTER]...")
@click.option("--start", type=click.IntRange(0), default=0, metavar="N", help="Leave out the first N.")
@click.option(
    "--size", type=click.IntRange(1, 10_000), default=20, show_default=True, metavar="N", help="Claims to list."
)
@output("table", "json", "jsonl")
@acting
@common
@click.pass_obj
def list_(
    invocation: Invocation, words: tuple[str, ...], start: int, size: int, form: str | None, path: Path | None, name: str | None
) -> int:  # fmt: skip
    """List claims, most urgent first.

    FILTER is a view (waiting, mine, unassigned, unverified, contested, harm, unsure, held, deferred, conflicts, done, decided-by-me,
    set-aside, all), or name:value pairs and words, as in: state:open label:contested publisher:Gazette flood
    """
    from claimcheck.terminal.streams import Output

    with opened(invocation, name) as (desk, actor):
        page = desk.items(desk.view(" ".join(words) or "all"), actor=actor, start=start, size=size)
    with Output(path) as target:
        chosen = form_of(form, path)
        if chosen == "jsonl":
            target.text("".join(_line(item) for item in page.items))
        elif chosen == "json":
            target.text(_document(page))
        elif page.items:
            from claimcheck.terminal.queue.printing import listed

            target.show(listed(page, look(invocation)))
        target.keep()
    _remark(invocation, shown=len(page.items), start=start, total=page.total)
    return ExitCode.DONE


def _remark(invocation: Invocation, *, shown: int, start: int, total: int) -> None:
    if not total:
        invocation.remark("no claims; `claimcheck queue add ARTICLE` sends some")
    elif shown < total:
        invocation.remark(f"claims {start + 1} to {start + shown} of {total}; --start and --size show others")


def look(invocation: Invocation) -> "Look":
    """How to print, as stdout can show it."""
    from claimcheck.terminal.report import Look
    from claimcheck.terminal.streams import signs

    return Look(signs=signs(), verbose=invocation.verbose)


def _document(record: Any) -> str:
    return json.dumps(record.model_dump(mode="json"), ensure_ascii=False, indent=2) + "\n"


def _line(record: Any) -> str:
    from claimcheck.rendering.records import as_line

    return as_line(record)


@click.command()
@claim_argument
@click.option("--log", is_flag=True, help="The claim's events too.")
@output("table", "json")
@acting
@common
@click.pass_obj
def show(invocation: Invocation, claim: str, log: bool, form: str | None, path: Path | None, name: str | None) -> int:
    """Show all that you may see of CLAIM: machine's verdict, decisions, notes, log.

    While a review is blind, others' decisions stay hidden until yours is in.
    """
    from claimcheck.terminal.streams import Output

    with opened(invocation, name) as (desk, actor):
        detail = desk.item(desk.named(claim), actor=actor)
    with Output(path) as target:
        if form_of(form, path) == "json":
            target.text(_document(detail))
        else:
            from rich.console import Group

            from claimcheck.terminal.queue.printing import shown

            target.show(Group(*shown(detail, look(invocation), log=log)))
        target.keep()
    return ExitCode.DONE


@click.command()
@click.option(
    "--since", type=click.DateTime(["%Y-%m-%d"]), metavar="DAY", help="Agreement over decisions since this day."
)
@output("table", "json")
@common
@click.pass_obj
def stats(invocation: Invocation, since: Any, form: str | None, path: Path | None) -> int:
    """Work done, work left, seconds a claim; how far people agree with each other and with the machine."""
    import datetime as dt

    from claimcheck.terminal.streams import Output

    with opened(invocation) as (desk, _):
        work, agreed = desk.throughput(), desk.agreement(since=since.replace(tzinfo=dt.UTC) if since else None)
    with Output(path) as target:
        if form_of(form, path) == "json":
            tree = {"throughput": work.model_dump(mode="json"), "agreement": agreed.model_dump(mode="json")}
            target.text(json.dumps(tree, ensure_ascii=False, indent=2) + "\n")
        else:
            from rich.console import Group

            target.show(Group(*work_done(work), *agreement_told(agreed)))
        target.keep()
    return ExitCode.DONE


def work_done(work: "Throughput") -> list[Any]:
    """Claims by state, and what each person got done."""
    from rich.text import Text

    from claimcheck.rendering.wording import day, number
    from claimcheck.terminal.queue.printing import counted

    states = ", ".join(f"{count:,} {state}" for state, count in sorted(work.states.items(), key=lambda row: -row[1]))
    oldest = day(work.oldest_waiting.date()) if work.oldest_waiting else "nothing waits"
    rows: dict[str, object] = {"claims": states or "none", "waiting since": oldest}
    for pace in work.people:
        seconds = f", {pace.median_seconds:.0f} s a claim" if pace.median_seconds is not None else ""
        applied = f", {pace.propagated} applied to a group" if pace.propagated else ""
        labels = ", ".join(f"{count} {label}" for label, count in pace.labels.items())
        rows[pace.reviewer] = f"{number(pace.decisions, 'decision')} ({labels}){applied}{seconds}"
    return [Text("work", style="bold"), counted(rows)]


def agreement_told(agreed: "Agreement") -> list[Any]:
    """Every coefficient with its interval."""
    from rich.text import Text

    from claimcheck.terminal.queue.printing import counted

    rows: dict[str, object] = {"people": _coefficients(agreed.people)}
    rows |= {f"{pair.first} and {pair.second}": _pair(pair) for pair in agreed.pairs}
    rows["people and machine"] = _pair(agreed.machine)
    rows |= {f"{pair.first} and machine": _pair(pair) for pair in agreed.with_machine}
    rows |= {month.name: _coefficients(month.people) for month in agreed.months}
    note = "95 percent bootstrap intervals over claims; - where a coefficient is undefined"
    return [Text("\nagreement", style="bold"), counted(rows), Text(note, style="dim")]


def _coefficients(four: "Coefficients") -> str:
    if not four.percent.units:
        return "no claim with two independent decisions"
    named = (("agree", four.percent), ("Fleiss' kappa", four.fleiss), ("alpha", four.krippendorff), ("AC1", four.gwet))
    return f"{_claims(four.percent)}: " + ", ".join(f"{name} {_value(one)}" for name, one in named)


def _pair(pair: "Pair") -> str:
    if not pair.percent.units:
        return "no claim in common"
    named = (("agree", pair.percent), ("Cohen's kappa", pair.cohen), ("AC1", pair.gwet))
    return f"{_claims(pair.percent)}: " + ", ".join(f"{name} {_value(one)}" for name, one in named)


def _claims(one: "Coefficient") -> str:
    from claimcheck.rendering.wording import number

    return number(one.units, "claim")


def _value(one: "Coefficient") -> str:
    """`"0.71 [0.60, 0.82]"`."""
    if one.value is None:
        return "-"
    interval = f" [{one.low:.2f}, {one.high:.2f}]" if one.low is not None and one.high is not None else ""
    return f"{one.value:.2f}{interval}"


@click.command()
@click.option("--expect", metavar="HASH", help="A hash that an earlier audit printed; it must still be in the log.")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", help="Form of the output.")
@common
@click.pass_obj
def audit(invocation: Invocation, expect: str | None, form: str) -> int:
    """Verify the log's hash chains, its records, and that the present state is what the log adds up to; exit code 1 where not.

    Write the hash down elsewhere from time to time: given with --expect, it shows whether the log was cut or written anew since.
    """
    with opened(invocation) as (desk, _):
        found = desk.audit(expected=expect)
    if form == "json":
        click.echo(_document(found), nl=False)
    else:
        click.echo(f"{found.events:,} events on {found.items:,} claims, last hash {found.head or 'none'}")
    for fault in found.faults:
        say(fault)
    if found.sound:
        invocation.remark("nothing was tampered with, as far as the log itself can tell")
        return ExitCode.DONE
    return ExitCode.FAILED
