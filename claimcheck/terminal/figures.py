"""Figures of evaluation runs as tables: one column a system, an interval beside each value."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from rich import box
from rich.table import Table
from rich.text import Text

from claimcheck.evaluation.counting import Metric
from claimcheck.evaluation.metrics import METRICS
from claimcheck.terminal.streams import Stdout
from claimcheck.terminal.talk import one_line


def printed(runs: Sequence[Mapping[str, Any]], *, form: str) -> None:
    """Figures on stdout, as a table or as JSON without the tallies."""
    target = Stdout()
    if form == "json":
        kept = [{name: value for name, value in one.items() if name != "tallies"} for one in runs]
        target.text(json.dumps(kept if len(kept) > 1 else kept[0], ensure_ascii=False, indent=2) + "\n")
        return
    for line in heads(runs):
        target.show(Text(line))
    measured = [one for one in runs if one["articles"]]
    if not measured:
        return
    target.show(table(measured))
    for one in measured:
        target.show(Text(f"\n{one['system']}: gold labels down, what became of them across"))
        target.show(confusion(one))


def heads(runs: Sequence[Mapping[str, Any]]) -> list[str]:
    """What was measured: `"newsroom-test, split test: 10 articles, 164 gold claims; offline"`."""
    lines = []
    for one in runs:
        claims = one["claims"]
        missing = f"; {len(one['articles_missing'])} articles without a report" if one["articles_missing"] else ""
        failed = f"; {claims['failed']} claims failed" if claims["failed"] else ""
        oracle = f"; gold {one['oracle']} given" if one["oracle"] != "none" else ""
        made = one["llm"] or one["engine"]
        lines.append(
            one_line(
                f"{one['suite']} ({one['system']}: {made}), split {one['split']}: {one['articles']} articles, {claims['gold']} gold claims, "
                f"{claims['predicted']} predicted, {claims['paired']} paired{oracle}{failed}{missing}; {one['timing']['seconds']:.0f} s"
            )
        )
    return lines


def table(runs: Sequence[Mapping[str, Any]]) -> Table:
    """Every figure that at least one run has."""
    grid = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    grid.add_column("figure")
    for one in runs:
        grid.add_column(one["system"] if len(runs) > 1 else "value [95% interval]", justify="right")
    group = ""
    for metric in METRICS:
        cells = [one["figures"].get(metric.name) for one in runs]
        if all(cell is None or cell["value"] is None for cell in cells):
            continue
        if metric.group != group:
            group = metric.group
            grid.add_row(Text(group, style="bold"), *[""] * len(runs))
        arrow = {"higher": "", "lower": " (lower is better)", "none": ""}[metric.better]
        grid.add_row(f"  {metric.name}{arrow}", *(value_of(metric, cell) for cell in cells))
    return grid


def value_of(metric: Metric, cell: Mapping[str, float | None] | None) -> str:
    """`0.812 [0.74, 0.88]`; a dash where nothing was counted."""
    if cell is None or cell["value"] is None:
        return "-"
    digits = 3 if metric.share else 1
    ends = "" if cell["low"] is None else f" [{cell['low']:.{digits - 1}f}, {cell['high']:.{digits - 1}f}]"
    return f"{cell['value']:.{digits}f}{ends}"


def confusion(one: Mapping[str, Any]) -> Table:
    """Gold labels down, what became of them across."""
    counts = {(gold, label): count for gold, label, count in one["confusion"]}
    across = [
        label
        for label in ("supported", "contested", "opinion", "unverified", "missed")
        if any(label == got for _, got in counts)
    ]
    grid = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    grid.add_column("gold")
    for label in across:
        grid.add_column(label, justify="right")
    for gold in ("supported", "contested", "opinion", "unverified"):
        grid.add_row(gold, *(str(counts.get((gold, label), 0)) for label in across))
    return grid
