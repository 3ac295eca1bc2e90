"""What a batch has come to so far: counted from the heads of finished articles, so that a run that goes on begins where it was."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from claimcheck.reports import Report

STANDINGS = ("supported", "contested", "opinion", "unverified")
"""The three labels, and none."""
SPENT = ("calls", "cached", "tokens_in", "tokens_out")
"""What an article costs, apart from money."""


@dataclass
class Totals:
    """Running totals; what earlier calls of the command did is included."""

    done: int = 0
    """Articles finished."""
    before: int = 0
    """Of these, articles that were finished before this call."""
    failed: int = 0
    """Articles, or places that gave none, that have failed and not been mended."""
    duplicates: int = 0
    """Articles that came more than once; checked once."""
    claims: int = 0
    standings: Counter[str] = field(default_factory=Counter)
    """Claims by label."""
    dropped: int = 0
    """Claims and citations that code refused."""
    calls: int = 0
    cached: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    cost: float | None = None
    """Money; None where prices are unknown."""
    queued: int = 0
    """Claims sent to the review queue."""

    def count(self, head: Mapping[str, Any]) -> None:
        """Add a finished article."""
        self.done += 1
        self.claims += head["claims"]
        self.standings.update(head["labels"])
        self.dropped += head["dropped"]
        self.queued += head.get("queued", 0)
        self.spend(head)

    def spend(self, head: Mapping[str, Any]) -> None:
        """Add what an article cost, finished or not."""
        for name in SPENT:
            setattr(self, name, getattr(self, name) + head[name])
        if head["cost"] is not None:
            self.cost = (self.cost or 0.0) + head["cost"]

    def as_row(self) -> dict[str, Any]:
        """For `metrics.json` and `--log-json`."""
        row = {name: value for name, value in vars(self).items() if name != "standings"}
        return row | {"labels": {name: self.standings[name] for name in STANDINGS}}


def head_of(report: Report) -> dict[str, Any]:
    """What is counted of a report: claims, labels, calls, tokens, money, seconds."""
    verdicts = [finding.verdict for finding in report.findings if finding.verdict]
    labels: Counter[str] = Counter(verdict.label or "unverified" for verdict in verdicts)
    stages = report.usage.stages
    costs = [stage.cost for stage in stages if stage.cost is not None]
    return {
        "claims": len(report.findings),
        "labels": {name: labels[name] for name in STANDINGS if labels[name]},
        "dropped": report.usage.dropped_claims + report.usage.dropped_citations,
        "calls": sum(stage.calls for stage in stages if stage.stage != "retrieve"),
        "cached": sum(stage.cached for stage in stages),
        "tokens_in": sum(stage.tokens_in for stage in stages),
        "tokens_out": sum(stage.tokens_out for stage in stages),
        "cost": sum(costs) if costs else None,
    }
