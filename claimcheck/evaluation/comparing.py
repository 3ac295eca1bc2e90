"""Two runs on the same articles: what differs, how sure that is, and which claims changed.

Works on what runs wrote (`metrics.json`, `rows.jsonl`), never on the gold set. Figures are compared over the articles that both have.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from claimcheck.errors import DatasetError
from claimcheck.evaluation.counting import Metric
from claimcheck.evaluation.metrics import METRICS
from claimcheck.evaluation.results import METRICS_FILE, rows_of
from claimcheck.evaluation.rows import Row
from claimcheck.evaluation.statistics import Difference, Tally, difference, draws, mcnemar, total

SIGNIFICANT = 0.05


@dataclass(frozen=True)
class Change:
    """One figure in both runs."""

    metric: Metric
    before: float | None
    after: float | None
    difference: Difference

    @property
    def verdict(self) -> str:
        """`better`, `worse` or `changed` where the difference is significant, else nothing; not corrected for many figures."""
        found = self.difference
        if found.p is None or found.p >= SIGNIFICANT or not found.value:
            return ""
        if self.metric.better == "none":
            return "changed"
        return "better" if (found.value > 0) == (self.metric.better == "higher") else "worse"


@dataclass(frozen=True)
class ChangedClaim:
    """A gold claim on which the runs part."""

    gold_id: str
    text: str
    gold_label: str
    before: str
    after: str

    @property
    def turn(self) -> str:
        """`gained`, `lost`, or `moved` where both are wrong."""
        if self.after == self.gold_label:
            return "gained"
        return "lost" if self.before == self.gold_label else "moved"


@dataclass(frozen=True)
class Comparison:
    """What two runs have in common, and what not."""

    articles: int
    """Articles that both have."""
    left_out: tuple[str, ...]
    """Articles that only one has."""
    changes: tuple[Change, ...]
    claims: tuple[ChangedClaim, ...]
    only_before: int
    """Gold claims that only the first run got right."""
    only_after: int
    """Gold claims that only the second run got right."""
    p: float
    """McNemar's, over gold claims that were scored in both; claims of one article are not independent, so it is a lower bound."""


def written(folder: Path) -> dict[str, Any]:
    """The figures of a scored run; raises DatasetError for any other folder."""
    path = folder / METRICS_FILE
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except OSError as exc:
        raise DatasetError(
            f"{str(folder)!r} is no finished run: it has no {METRICS_FILE}; name the folder of one run"
        ) from exc
    except ValueError as exc:
        raise DatasetError(f"{path}: is damaged ({exc}); run it again with the same folder") from exc
    if not isinstance(found, dict) or "tallies" not in found:
        raise DatasetError(f"{path}: is not what `claimcheck eval run` writes")
    return found


def compare(before: Path, after: Path) -> Comparison:
    """The second run against the first; raises DatasetError where they did not measure the same thing."""
    first, second = written(before), written(after)
    for name in ("dataset", "dataset_digest"):
        if first[name] != second[name]:
            raise DatasetError(
                f"the runs have different gold sets ({name} {first[name]!r} and {second[name]!r}); compare runs on one"
            )
    shared = [identity for identity in first["tallies"] if identity in second["tallies"]]
    if not shared:
        raise DatasetError(f"{str(before)!r} and {str(after)!r} have no article in common")
    apart = sorted(set(first["tallies"]) ^ set(second["tallies"]))
    rows = _gold_rows(before, shared), _gold_rows(after, shared)
    scored = [(row, rows[1][identity]) for identity, row in rows[0].items() if _both_scored(row, rows[1].get(identity))]
    only_before = sum(_right(one) and not _right(other) for one, other in scored)
    only_after = sum(_right(other) and not _right(one) for one, other in scored)
    return Comparison(
        articles=len(shared),
        left_out=tuple(apart),
        changes=tuple(changes(first["tallies"], second["tallies"], shared, seed=first["seed"])),
        claims=tuple(_changed(scored)),
        only_before=only_before,
        only_after=only_after,
        p=mcnemar(only_before, only_after),
    )


def changes(
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    shared: Sequence[str],
    *,
    seed: int,
    names: Sequence[str] | None = None,
) -> list[Change]:
    """Every figure (or those named) over the shared articles; `before` and `after` map article -> metric -> tally."""
    drawn = draws(len(shared), seed=seed)
    found = []
    for metric in METRICS:
        if names is not None and metric.name not in names:
            continue
        ours, theirs = _tallies(before, shared, metric.name), _tallies(after, shared, metric.name)
        if ours is None or theirs is None:
            continue
        apart = difference(metric.value, ours, theirs, drawn)
        found.append(Change(metric, metric.value(total(ours)), metric.value(total(theirs)), apart))
    return found


def _tallies(tree: Mapping[str, Any], shared: Sequence[str], name: str) -> list[Tally] | None:
    """One metric's tallies of the shared articles; None where a run was scored without it."""
    if any(name not in tree[identity] for identity in shared):
        return None
    return [tuple(tree[identity][name]) for identity in shared]


def _gold_rows(folder: Path, shared: Sequence[str]) -> dict[str, Row]:
    return {row.gold_id: row for row in rows_of(folder) if row.gold_id is not None and row.article_id in shared}


def _both_scored(row: Row, other: Row | None) -> bool:
    return other is not None and "failed" not in (row.label, other.label)


def _right(row: Row) -> bool:
    return row.label == row.gold_label


def _changed(scored: Sequence[tuple[Row, Row]]) -> list[ChangedClaim]:
    """Claims with another outcome: lost first, then gained, then moved."""
    found = [
        ChangedClaim(str(one.gold_id), one.gold_text, one.gold_label, one.label, other.label)
        for one, other in scored
        if one.label != other.label
    ]
    return sorted(found, key=lambda claim: (("lost", "gained", "moved").index(claim.turn), claim.gold_id))
