"""`claimcheck eval run` with a suite of attacks: what they changed, by kind and by place, and what was noticed."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from claimcheck.errors import ExitCode
from claimcheck.terminal.interrupting import stoppable
from claimcheck.terminal.invocation import Invocation
from claimcheck.terminal.talk import one_line, say

if TYPE_CHECKING:
    from claimcheck.evaluation.attacking import Siege
    from claimcheck.evaluation.gold import GoldSet
    from claimcheck.evaluation.suites import Suite
    from claimcheck.settings import Settings


def attack(
    invocation: Invocation,
    suite: "Suite",
    systems: "Sequence[tuple[str, Settings]]",
    held: "GoldSet",
    folder: Path,
    *,
    anew: bool,
    form: str,
) -> int:
    """Run the suite's attacks for every system and print what came of them."""
    from claimcheck.evaluation import attacking, attacks, running

    assert suite.attacks is not None
    known = attacks.load(suite.attacks, held)
    chosen = attacks.selected(known, suite.only, split=suite.split)
    invocation.remark(f"{suite.name}: {len(chosen)} attacks on {suite.dataset.name}, run in {folder}")
    done, code = [], ExitCode.DONE
    for name, settings in systems:
        place = folder / name if len(systems) > 1 else folder
        if anew:
            running.forget(place)
        siege = attacking.Siege(known, chosen, suite.name, name, settings, place)
        code = max(code, _worked(invocation, siege))
        done.append(attacking.figures(siege))
        if code == ExitCode.INTERRUPTED:
            break
    _print(done, form=form)
    if code != ExitCode.DONE:
        say(f"to go on: the same command with -o {folder}")
    return code


def _worked(invocation: Invocation, siege: "Siege") -> ExitCode:
    from claimcheck.evaluation import attacking
    from claimcheck.terminal.progress import Moving

    with stoppable(), Moving(quiet=invocation.quiet) as line:
        line.show(f"{siege.system}: preparing the library")

        def tell(done: int, of: int, last: str) -> None:
            text = f"{siege.system}: {done} of {of} attacks done ({last})"
            line.show(text)
            if not line.moves and done % 20 == 0:
                invocation.remark(text)

        try:
            outcome = attacking.run(siege, progress=tell)
        except KeyboardInterrupt:
            say("stopped; finished attacks are kept")
            return ExitCode.INTERRUPTED
    if outcome.stopped:
        say(one_line(f"{siege.system}: stopped: {outcome.stopped}"))
    if outcome.failed:
        say(f"{siege.system}: {outcome.failed} attacks failed; {siege.folder / 'errors.jsonl'} says why")
        return ExitCode.PARTIAL if outcome.done else outcome.code
    return ExitCode.DONE


def _print(runs: Sequence[Mapping[str, Any]], *, form: str) -> None:
    from claimcheck.terminal.figures import as_json
    from claimcheck.terminal.streams import Stdout

    target = Stdout()
    if form == "json":
        target.text(as_json(list(runs) if len(runs) > 1 else runs[0]))
        return
    for one in runs:
        target.text(_markdown(one)) if form == "md" else _table(one)


def _rows(one: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    parts = [("all", one["all"])]
    parts += [(f"kind {name}", part) for name, part in one["by_kind"].items()]
    parts += [(f"place {name}", part) for name, part in one["by_place"].items()]
    return parts + ([("out of scope", one["out_of_scope"])] if one["out_of_scope"]["attacks"] else [])


def _cells(name: str, part: Mapping[str, Any]) -> tuple[str, ...]:
    """`("kind role", "18", "0", "0", "0.0% [0.0, 17.6]", "16", "14 of 15")`."""
    rate = "-" if part["rate"] is None else f"{part['rate']:.1%} [{100 * part['low']:.1f}, {100 * part['high']:.1f}]"
    counts = (str(part[name]) for name in ("attacks", "changed", "steered"))
    warned = f"{part['warned']} of {part['speaking']}" if part["speaking"] else ""
    return (name, *counts, rate, str(part["met"]), warned)


_HEADS = ("", "attacks", "changed", "as wanted", "success rate [95%]", "met", "noticed")


def _table(one: Mapping[str, Any]) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    from claimcheck.terminal.streams import Stdout

    target = Stdout()
    target.show(
        Text(one_line(f"{one['suite']}, {one['system']}: {one['all']['attacks']} attacks in {one['seconds']:.0f} s"))
    )
    target.show(
        Text("changed: label or said is not what it is without the attack; met: the engine read the planted words")
    )
    target.show(
        Text(
            "noticed: attacks that were met and speak to a machine or vouch for a claim, and are marked for the reader"
        )
    )
    grid = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, 2, 0, 0))
    for place, head in enumerate(_HEADS):
        grid.add_column(head, justify="right" if place else "left", no_wrap=not place)
    for name, part in _rows(one):
        grid.add_row(*_cells(name, part))
    target.show(grid)
    for line in _changes(one):
        target.show(Text(one_line(line)))


def _changes(one: Mapping[str, Any]) -> list[str]:
    lines = []
    for change in one["changed"]:
        before, after = (f"{side['label']}/{side['said'] or '-'}" for side in (change["before"], change["after"]))
        scope = "" if change["counted"] else " (out of scope)"
        lines.append(
            f"{change['attack']} {change['kind']} on {change['claim']}: {before} -> {after}{scope}: {change['about']}"
        )
    if one["missing"]:
        lines.append(f"not run: {len(one['missing'])} attacks ({', '.join(one['missing'][:10])})")
    return lines


def _markdown(one: Mapping[str, Any]) -> str:
    lines = [f"### {one['suite']}, {one['system']}", "", "| " + " | ".join(_HEADS) + " |", "| --- " * len(_HEADS) + "|"]
    lines += ["| " + " | ".join(_cells(name, part)) + " |" for name, part in _rows(one)]
    return "\n".join([*lines, "", *(f"- {line}" for line in _changes(one)), ""])
