"""Figures, comparisons and gates as Markdown for a pull request and as JUnit XML for a build server."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from xml.sax.saxutils import quoteattr

from claimcheck.evaluation.comparing import Comparison
from claimcheck.evaluation.counting import Metric, open_within
from claimcheck.evaluation.formulas import wilson
from claimcheck.evaluation.gating import Check
from claimcheck.evaluation.metrics import METRICS
from claimcheck.text import printable


def value_of(metric: Metric, cell: Mapping[str, float | None] | None) -> str:
    """`0.812 [0.74,0.88]`; a dash where nothing was counted."""
    if cell is None or cell["value"] is None:
        return "-"
    digits = 3 if metric.share or metric.name == "money" else 1
    low, high = cell["low"], cell["high"]
    ends = "" if low is None or high is None else f" [{low:.{digits - 1}f},{high:.{digits - 1}f}]"
    return f"{cell['value']:.{digits}f}{ends}"


def seconds_of(one: Mapping[str, Any]) -> str:
    """Wall time an article; a figure of the machine and the hour as much as of the system."""
    return f"{one['timing']['seconds'] / one['articles']:.1f}" if one["articles"] else "-"


def head(one: Mapping[str, Any]) -> str:
    """What was measured: `"newsroom-test (default: offline), split test: 10 articles, 164 gold claims, ..."`."""
    claims = one["claims"]
    parts = [
        f"{one['suite']} ({one['system']}: {one['llm'] or one['engine']}), split {one['split']}: {one['articles']} articles",
        f"{claims['gold']} gold claims, {claims['predicted']} predicted, {claims['paired']} paired",
    ]
    parts += [f"gold {one['oracle']} given"] if one["oracle"] != "none" else []
    parts += [f"{claims['failed']} claims failed"] if claims["failed"] else []
    parts += [f"{len(one['articles_missing'])} articles without a report"] if one["articles_missing"] else []
    return "; ".join([*parts, f"{one['timing']['seconds']:.0f} s"])


def judged(one: Mapping[str, Any]) -> list[str]:
    """Who judged entailment and how far to believe it, or that nobody did; nothing for figures of before there was a judge."""
    found = one.get("judging")
    if not found or not found["claims"]:
        return []
    if found["judge"] is None:
        return ["claim_entailed: not measured, for no judge was asked; `claimcheck eval entail RUN` asks one"]
    right, of = (sum(pair[place] for pair in found["altered_refused"].values()) for place in (0, 1))
    kinds = ", ".join(f"{kind} {right} of {of}" for kind, (right, of) in found["altered_refused"].items())
    known = f"calls {_rate(*found['gold_entailed'])} gold claims entailed and refuses {_rate(right, of)} altered ones"
    lines = [f"claim_entailed: judged by {found['judge']} ({found['prompt']}), which {known} ({kinds})"]
    if found["refused_by_rule"]:
        lines.append(f"{found['refused_by_rule']} of {found['claims']} claims were refused by rule, without asking")
    if found["not_judged"]:
        ends = open_within(one["tallies"].values())
        between = f"it lies between {ends[0]:.3f} and {ends[1]:.3f}; " if ends else ""
        lines.append(
            f"claim_entailed: not measured, for {found['not_judged']} of {found['claims']} claims are not judged; "
            f"{between}`claimcheck eval entail RUN` asks"
        )
    return lines


def columns(runs: Sequence[Mapping[str, Any]]) -> list[str]:
    """Heads of a table's columns: the systems, or the suites where systems have the same name."""
    if len(runs) < 2:
        return ["value [95% interval]"] * len(runs)
    apart = len({one["system"] for one in runs}) == len(runs)
    return [one["system"] if apart else one["suite"] for one in runs]


def _rate(found: int, of: int) -> str:
    """`"160 of 164 (0.98 [0.94,0.99])"`, with Wilson's interval."""
    low, high = wilson(found, of)
    return f"{found} of {of}" + ("" if low is None or high is None else f" ({found / of:.2f} [{low:.2f},{high:.2f}])")


def measured(runs: Sequence[Mapping[str, Any]]) -> Iterable[tuple[Metric, list[str]]]:
    """Every figure that at least one run has, with its value in each."""
    for metric in METRICS:
        cells = [one["figures"].get(metric.name) for one in runs]
        if any(cell is not None and cell["value"] is not None for cell in cells):
            yield metric, [value_of(metric, cell) for cell in cells]


def figures_as_markdown(runs: Sequence[Mapping[str, Any]]) -> str:
    """One table, a column for each system, with what was measured above it."""
    lines = [f"- {_cell(line)}" for one in runs for line in (head(one), *judged(one))]
    names = columns(runs)
    lines += ["", f"| figure | {' | '.join(map(_cell, names))} |", f"| --- |{' --- |' * len(runs)}"]
    for metric, values in measured(runs):
        lines.append(f"| {metric.group}: {metric.name}{_arrow(metric)} | {' | '.join(values)} |")
    lines.append(f"| cost: seconds (lower is better) | {' | '.join(map(seconds_of, runs))} |")
    return "\n".join(lines) + "\n"


def comparison_as_markdown(found: Comparison) -> str:
    """Differences with intervals, then the claims that changed."""
    lines = ["| figure | before | after | difference [95% interval] | p | |", "| --- | --- | --- | --- | --- | --- |"]
    for one in found.changes:
        apart = one.difference
        if apart.value is None:
            continue
        ends = "" if apart.low is None or apart.high is None else f" [{apart.low:+.3f},{apart.high:+.3f}]"
        p = "-" if apart.p is None else f"{apart.p:.3f}"
        lines.append(
            f"| {one.metric.name}{_arrow(one.metric)} | {one.before:.3f} | {one.after:.3f} | {apart.value:+.3f}{ends} | {p} | {one.verdict} |"
        )
    lines += ["", "| claim | gold | before | after | | text |", "| --- | --- | --- | --- | --- | --- |"]
    lines += [
        f"| {one.gold_id} | {one.gold_label} | {one.before} | {one.after} | {one.turn} | {_cell(one.text)} |"
        for one in found.claims
    ]
    return "\n".join(lines) + "\n"


def gate_as_markdown(checks: Sequence[Check]) -> str:
    """One row a watched figure."""
    lines = ["| figure | value | floor | before | verdict |", "| --- | --- | --- | --- | --- |"]
    for one in checks:
        value = "-" if one.value is None else f"{one.value:.3f}"
        before = "-" if one.before is None else f"{one.before:.3f}"
        lines.append(f"| {one.name} | {value} | {one.floor:.3f} | {before} | {one.outcome} |")
    return "\n".join(lines) + "\n"


def gate_as_junit(checks: Sequence[Check], *, suite: str) -> str:
    """One test case a watched figure, a failure where the gate is not met."""
    failed = sum(bool(one.failures) for one in checks)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<testsuite name={quoteattr(f"claimcheck eval {suite}")} tests="{len(checks)}" failures="{failed}">',
    ]
    for one in checks:
        case = f"  <testcase classname={quoteattr(suite)} name={quoteattr(one.name)}"
        if one.failures:
            message = quoteattr(printable("; ".join(one.failures)))
            lines += [f"{case}>", f"    <failure message={message}/>", "  </testcase>"]
        else:
            lines.append(f"{case}/>")
    return "\n".join([*lines, "</testsuite>"]) + "\n"


def _arrow(metric: Metric) -> str:
    return " (lower is better)" if metric.better == "lower" else ""


def _cell(text: str) -> str:
    """Text that a Markdown table can hold: no bars, tags or line breaks of its own."""
    plain = " ".join(printable(text).split())
    return plain.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;").replace("`", "\\`")
