"""Figures of evaluation runs as tables: one column a system, an interval beside each value."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from rich import box
from rich.console import Group
from rich.table import Table
from rich.text import Text

from claimcheck.evaluation.comparing import Comparison
from claimcheck.evaluation.counting import Metric
from claimcheck.evaluation.exports import columns, figures_as_markdown, head, judged, measured, seconds_of
from claimcheck.evaluation.gating import Check
from claimcheck.evaluation.public.forms import Form
from claimcheck.evaluation.public.measuring import Measured
from claimcheck.terminal.streams import Stdout
from claimcheck.terminal.talk import one_line

GOLD = ("supported", "contested", "opinion", "unverified")


def print_figures(runs: Sequence[Mapping[str, Any]], *, form: str) -> None:
    """Figures on stdout, as a table, Markdown, or JSON without the tallies."""
    target = Stdout()
    if form == "json":
        kept = [{name: value for name, value in one.items() if name != "tallies"} for one in runs]
        target.text(as_json(kept if len(kept) > 1 else kept[0]))
        return
    if form == "md":
        target.text(figures_as_markdown(runs))
        return
    for one in runs:
        for line in (head(one), *judged(one)):
            target.show(Text(one_line(line)))
    if any(one["articles"] for one in runs):
        target.show(Text("↓ lower is better; intervals: 95%, bootstrap over articles"))
    if full := [one for one in runs if one["articles"]]:
        target.show(Group(_figures(full), ""))
    for one, name in zip(full, columns(full), strict=True):
        target.show(
            Group(
                Text(f"{name if len(full) > 1 else one['system']}: gold labels down, what became of them across"),
                _confusion(one),
                "",
            )
        )


def as_json(tree: object) -> str:
    """Indented JSON with its last line ended."""
    return json.dumps(tree, ensure_ascii=False, indent=2) + "\n"


def _grid(*names: str) -> Table:
    """A table whose first column is words and whose others are figures."""
    grid = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, 2, 0, 0))
    for place, name in enumerate(names):
        grid.add_column(name, justify="right" if place else "left", no_wrap=not place)
    return grid


def _figures(runs: Sequence[Mapping[str, Any]]) -> Table:
    grid = _grid("figure", *columns(runs))
    group = ""
    for metric, values in measured(runs):
        if metric.group != group:
            group = metric.group
            grid.add_row(Text(group, style="bold"), *[""] * len(runs))
        grid.add_row(Text(f"  {metric.name}{_arrow(metric)}"), *map(Text, values))
    grid.add_row(Text("  seconds ↓"), *map(seconds_of, runs))
    return grid


def _confusion(one: Mapping[str, Any]) -> Table:
    counts = {(gold, label): count for gold, label, count in one["confusion"]}
    across = [label for label in (*GOLD, "missed") if any(label == found for _, found in counts)]
    grid = _grid("gold", *across)
    for gold in GOLD:
        grid.add_row(gold, *(str(counts.get((gold, label), 0)) for label in across))
    return grid


def print_comparison(found: Comparison) -> None:
    """Figures side by side, then the claims that changed."""
    target = Stdout()
    left_out = f"; only in one of them: {', '.join(found.left_out)}" if found.left_out else ""
    target.show(Text(one_line(f"{found.articles} articles in both{left_out}")))
    grid = _grid("figure", "before", "after", "difference [95%]", "p", "")
    for one in found.changes:
        apart = one.difference
        if apart.value is None or (not apart.value and not apart.low and not apart.high):
            continue
        less = 2 if one.metric.share else 0
        ends = "" if apart.low is None or apart.high is None else f" [{apart.low:+.{less}f},{apart.high:+.{less}f}]"
        p = "-" if apart.p is None else f"{apart.p:.3f}"
        digits = 3 if one.metric.share else 1
        numbers = (f"{one.before:.{digits}f}", f"{one.after:.{digits}f}", Text(f"{apart.value:+.{digits}f}{ends}"), p)
        grid.add_row(Text(one.metric.name + _arrow(one.metric)), *numbers, Text(one.verdict, style="bold"))
    target.show(Group(grid, "") if grid.row_count else Text("no figure differs"))
    target.show(
        Text(
            f"labels: {found.only_before} claims only the first run has right, {found.only_after} only the second "
            f"(McNemar p {found.p:.3f})"
        )
    )
    for claim in found.claims:
        line = f"{claim.turn}: {claim.gold_id} is {claim.gold_label}: {claim.before} -> {claim.after}: {claim.text}"
        target.show(Text(one_line(line)))


def print_gate(checks: Sequence[Check]) -> None:
    """One row a watched figure."""
    grid = _grid("figure", "value", "floor", "baseline")
    grid.add_column("")
    for one in checks:
        value = "-" if one.value is None else f"{one.value:.3f}"
        before = "-" if one.before is None else f"{one.before:.3f}"
        grid.add_row(one.name, value, f"{one.floor:.3f}", before, Text(one.outcome))
    Stdout().show(Group(grid, ""))


def print_measured(found: Measured, about: Form, *, form: str) -> None:
    """A public set's figures, and how its labels were read."""
    target = Stdout()
    if form == "json":
        tree = asdict(found) | {"confusion": [[*pair, count] for pair, count in sorted(found.confusion.items())]}
        target.text(as_json(tree))
        return
    failed = f", {found.failed} failed" if found.failed else ""
    target.show(Text(f"{found.form} ({found.measure}), engine {found.engine}: {found.rows} of {found.of} rows{failed}"))
    target.show(Text(f"labels: {about.mapping}"))
    grid = _grid("figure", "value [95% interval]")
    for name, one in found.figures.items():
        ends = "" if one.low is None or one.high is None else f" [{one.low:.2f},{one.high:.2f}]"
        grid.add_row(name, "-" if one.value is None else Text(f"{one.value:.3f}{ends}"))
    target.show(Group(grid, ""))
    for gold in sorted({gold for gold, _ in found.confusion}):
        counts = {label: count for (one, label), count in found.confusion.items() if one == gold}
        target.show(Text(f"{gold}: " + ", ".join(f"{label} {count}" for label, count in sorted(counts.items()))))


def _arrow(metric: Metric) -> str:
    return " ↓" if metric.better == "lower" else ""
