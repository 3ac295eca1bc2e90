"""Counting what a run costs while it runs; one `Meter` an article, handed down to whatever spends.

Leaves out limits: those belong to the chat room, which knows what is still to be asked.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field

from claimcheck.claims import Stage
from claimcheck.reports import StageUsage, Usage

ORDER: tuple[Stage, ...] = ("read", "extract", "retrieve", "weigh", "decide", "ask", "entail")


@dataclass
class StageMeter:
    """Running totals of one stage."""

    calls: int = 0
    cached: int = 0
    retries: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    cost: float | None = None
    seconds: float = 0.0

    def spend(self, *, tokens_in: int, tokens_out: int, cost: float | None) -> None:
        """Count one answered call; `cost` is None where prices are unknown."""
        self.calls += 1
        self.tokens_in += tokens_in
        self.tokens_out += tokens_out
        if cost is not None:
            self.cost = (self.cost or 0.0) + cost


@dataclass
class Meter:
    """Totals of one article's check, by stage."""

    stages: dict[Stage, StageMeter] = field(default_factory=dict)
    dropped_citations: int = 0
    dropped_claims: int = 0

    def stage(self, name: Stage) -> StageMeter:
        """The running totals of a stage, begun at zero."""
        return self.stages.setdefault(name, StageMeter())

    @contextmanager
    def timed(self, name: Stage) -> Iterator[StageMeter]:
        """Add the wall time of the block to a stage."""
        row, began = self.stage(name), time.perf_counter()
        try:
            yield row
        finally:
            row.seconds += time.perf_counter() - began

    def usage(self) -> Usage:
        """The totals as a record, seconds to the millisecond."""
        rows = [(name, self.stages[name]) for name in ORDER if name in self.stages]
        return Usage(
            stages=tuple(
                StageUsage(stage=name, **(asdict(row) | {"seconds": round(row.seconds, 3)})) for name, row in rows
            ),
            dropped_citations=self.dropped_citations,
            dropped_claims=self.dropped_claims,
        )
