"""A batch while it goes on, on stderr: a bar and figures on a terminal, now and then a plain line elsewhere, JSON for machines."""

import json
import sys
import time
from collections.abc import Sequence
from typing import Protocol

from rich.console import Console, Group, RenderableType
from rich.live import Live as RichLive
from rich.progress_bar import ProgressBar
from rich.text import Text

from claimcheck.batch import Told, Totals, expected
from claimcheck.rendering.wording import number
from claimcheck.terminal.batch_summary import standings
from claimcheck.terminal.talk import one_line, say

EVERY_S = 10.0
"""Seconds between plain lines."""


class Progress(Protocol):
    """Is told of each article."""

    def tell(self, told: Told) -> None:
        """An article is done or has failed."""
        ...

    def close(self) -> None:
        """There are no more."""
        ...


class Rate:
    """How fast this call is, and how long it may still take."""

    def __init__(self, sources: Sequence[str], totals: Totals) -> None:
        self.expected = expected(sources)
        self._began = time.monotonic()
        self._here = 0
        self._totals = totals

    def count(self) -> None:
        """One more article."""
        self._here += 1

    @property
    def per_minute(self) -> float:
        """Articles a minute."""
        return 60.0 * self._here / max(time.monotonic() - self._began, 1e-9)

    @property
    def done(self) -> int:
        """Articles that are no longer to be done, those of earlier calls included."""
        return self._totals.done + self._totals.failed

    @property
    def left_s(self) -> float | None:
        """Seconds until the end; None where that cannot be told."""
        if self.expected is None or not self._here:
            return None
        return max(0, self.expected - self.done) * 60.0 / self.per_minute


class Silent:
    """Says nothing but what failed."""

    def tell(self, told: Told) -> None:
        """Name what failed."""
        if told.kind == "failed":
            say(failure(told))

    def close(self) -> None:
        """Nothing is open."""


class Plain(Silent):
    """A line now and then."""

    def __init__(self, rate: Rate) -> None:
        self._rate = rate
        self._next = 0.0

    def tell(self, told: Told) -> None:
        """Name what failed; say where the run stands if it is time."""
        super().tell(told)
        self._rate.count()
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + EVERY_S
            say(figures(self._rate, told.totals))


class JsonLines:
    """One JSON object an article."""

    def __init__(self, rate: Rate) -> None:
        self._rate = rate

    def tell(self, told: Told) -> None:
        """Write the article's row and the totals."""
        self._rate.count()
        left = self._rate.left_s
        row = {"event": told.kind, **told.row, "totals": told.totals.as_row(), "expected": self._rate.expected}
        row |= {"articles_per_minute": round(self._rate.per_minute, 2), "left_s": None if left is None else round(left)}
        print(json.dumps(row), file=sys.stderr, flush=True)

    def close(self) -> None:
        """Nothing is open."""


class Live(Silent):
    """A bar with figures, rewritten in place."""

    def __init__(self, rate: Rate, totals: Totals) -> None:
        self._rate, self._totals = rate, totals
        self._live = RichLive(
            console=Console(file=sys.stderr, highlight=False), get_renderable=self._shown, refresh_per_second=2
        )
        self._live.start()

    def tell(self, told: Told) -> None:
        """Name what failed, above the bar."""
        self._rate.count()
        if told.kind == "failed":
            self._live.console.print(Text(one_line(f"failed: {failure(told)}"), style="red"))

    def close(self) -> None:
        """Leave the last figures standing."""
        self._live.stop()

    def _shown(self) -> RenderableType:
        bar = ProgressBar(total=self._rate.expected, completed=self._rate.done, pulse=self._rate.expected is None)
        return Group(bar, *(Text(line) for line in figures(self._rate, self._totals).split("; ")))


def progress(sources: Sequence[str], totals: Totals, *, quiet: bool, as_json: bool) -> Progress:
    """What fits stderr and the options."""
    if as_json:
        return JsonLines(Rate(sources, totals))
    if quiet:
        return Silent()
    rate = Rate(sources, totals)
    return Live(rate, totals) if sys.stderr.isatty() else Plain(rate)


def figures(rate: Rate, totals: Totals) -> str:
    """`"120 of 10,000 articles, 3 failed; 1,840 claims: ...; 4.1 articles a minute, about 40 min left; cost 1.23"`."""
    of = "" if rate.expected is None else f" of {max(rate.expected, rate.done):,}"
    failed = f", {totals.failed:,} failed" if totals.failed else ""
    left = "" if rate.left_s is None else f", about {span(rate.left_s)} left"
    done = number(rate.done, "article") if rate.expected is None else f"{rate.done:,}{of} articles"
    parts = [f"{done}{failed}", f"{number(totals.claims, 'claim')}: {standings(totals)}"]
    parts.append(f"{rate.per_minute:.1f} articles a minute{left}")
    if totals.calls:
        cost = "" if totals.cost is None else f", cost {totals.cost:.4f}"
        parts.append(f"{number(totals.calls, 'call')}, {totals.tokens_in + totals.tokens_out:,} tokens{cost}")
    return "; ".join(parts)


def failure(told: Told) -> str:
    """`"Title: why"`; why something could not be read names its place already."""
    title, error = told.row["title"], str(told.row["error"])
    return f"{title}: {error}" if title else error


def span(seconds: float) -> str:
    """`75 -> "75 s"`, `700 -> "12 min"`, `20_000 -> "5.6 h"`."""
    if seconds < 100:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 6000 else f"{seconds / 3600:.1f} h"
