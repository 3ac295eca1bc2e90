"""What a batch came to, as a few lines on stdout."""

from pathlib import Path

import click

from claimcheck.batch import Totals
from claimcheck.batch.totals import STANDINGS
from claimcheck.rendering.wording import number


def summary(run: Path, totals: Totals) -> None:
    """Print the totals and where everything is."""
    for name, value in lines(totals):
        click.echo(f"{name:<10} {value}")
    click.echo(f"{'overview':<10} {run / 'report.html'}")


def lines(totals: Totals) -> list[tuple[str, str]]:
    """`[("articles", "120 done, 3 failed, 2 came twice"), ...]`."""
    rows = [("articles", _articles(totals)), ("claims", f"{totals.claims:,}: {standings(totals)}")]
    if totals.dropped:
        rows.append(("dropped", f"{number(totals.dropped, 'claim or citation', 'claims and citations')} not verbatim"))
    if totals.queued:
        rows.append(("queued", f"{number(totals.queued, 'claim')} for review"))
    if totals.calls or totals.cached:
        cost = "" if totals.cost is None else f", cost {totals.cost:.4f}"
        calls = f"{number(totals.calls, 'call')}, {number(totals.cached, 'answer')} from the cache"
        rows.append(("spent", f"{calls}, {totals.tokens_in:,} tokens in, {totals.tokens_out:,} out{cost}"))
    return rows


def standings(totals: Totals) -> str:
    """`"310 supported, 25 contested, 140 opinion, 1,365 unverified"`."""
    return ", ".join(f"{totals.standings[name]:,} {name}" for name in STANDINGS)


def _articles(totals: Totals) -> str:
    told = f"{totals.done:,} done"
    if totals.before:
        told += f" ({totals.before:,} before)"
    if totals.failed:
        told += f", {totals.failed:,} failed"
    if totals.duplicates:
        told += f", {totals.duplicates:,} came twice"
    return told
