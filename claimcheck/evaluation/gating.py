"""Baselines and gates: figures that a change may not push under a floor, nor make worse beyond chance.

A baseline is a small JSON file that is committed: floors, and the counts of every article, so that the comparison is paired.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from claimcheck import runs
from claimcheck.errors import ConfigError, DatasetError
from claimcheck.evaluation.comparing import SIGNIFICANT, Change, changes, written
from claimcheck.evaluation.counting import open_within
from claimcheck.evaluation.metrics import BY_NAME

WATCHED = (
    "claim_recall",
    "claim_precision",
    "claim_entailed",
    "sentence_coverage",
    "fabrication",
    "quote_validity",
    "speaker",
    "chain",
    "date",
    "recall_at_8",
    "origin_recall",
    "self_retrieval",
    "macro_f1",
    "macro_f1_end_to_end",
    "label_precision",
    "said",
    "citation_precision",
    "self_support",
)
"""Figures that a new baseline watches."""
_EXACT = frozenset({"quote_validity", "citation_precision", "self_retrieval", "self_support"})
"""Figures that hold by construction: their floor is what they must be."""
MARGIN = 0.02


class Baseline(BaseModel):
    """A committed baseline."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    suite: str
    split: str
    dataset_digest: str
    seed: int
    measured: dict[str, float]
    """What the run had, to read."""
    floors: dict[str, float]
    """Metric -> the least it may be; the most where lower is better."""
    tallies: dict[str, dict[str, list[float]]]
    """Article -> metric -> counts."""


@dataclass(frozen=True)
class Check:
    """One watched figure."""

    name: str
    value: float | None
    floor: float
    before: float | None
    low: float | None
    high: float | None
    p: float | None
    failures: tuple[str, ...]
    """Why the gate is not met; empty where it is."""
    within: tuple[float, float] | None = None
    """Where the figure lies while it is not measured, for some claims are not judged; it fails only where it must be too low."""

    @property
    def outcome(self) -> str:
        """What to print: why it fails, how much is open, or that it is met."""
        told = f"not judged in full: between {self.within[0]:.3f} and {self.within[1]:.3f}" if self.within else "met"
        return "; ".join(self.failures) or told


def baseline_of(folder: Path, *, margin: float = MARGIN) -> Baseline:
    """A baseline from a run: floors `margin` under what it has, exact where a figure holds by construction."""
    found = written(folder)
    values = {name: found["figures"][name]["value"] for name in WATCHED}
    kept = {name: value for name, value in values.items() if value is not None}
    return Baseline(
        suite=found["suite"],
        split=found["split"],
        dataset_digest=found["dataset_digest"],
        seed=found["seed"],
        measured=kept,
        floors={name: _floor(name, value, margin) for name, value in kept.items()},
        tallies={one: {name: tally[name] for name in kept} for one, tally in found["tallies"].items()},
    )


def _floor(name: str, value: float, margin: float) -> float:
    if name in _EXACT:
        return value
    higher = BY_NAME[name].better == "higher"
    return round(max(0.0, value - margin) if higher else min(1.0, value + margin), 3)


def write(baseline: Baseline, path: Path) -> None:
    """Put a baseline in its place, one article a line, so that changes can be read."""
    tree = baseline.model_dump()
    articles = ",\n".join(f"  {json.dumps(one)}: {json.dumps(tally)}" for one, tally in tree.pop("tallies").items())
    body = json.dumps(tree, indent=1)[:-2]
    path.parent.mkdir(parents=True, exist_ok=True)
    runs.replace(path, f'{body},\n "tallies": {{\n{articles}\n }}\n}}\n')


def load(path: Path) -> Baseline:
    """A committed baseline; raises ConfigError naming the file and what is wrong."""
    try:
        baseline = Baseline.model_validate_json(path.read_text(encoding="utf-8"))
    except OSError as exc:
        raise ConfigError(
            f"{path}: {exc.strerror or exc}; name a baseline with --baseline, or make one with `claimcheck eval baseline RUN`"
        ) from exc
    except ValidationError as exc:
        error = exc.errors(include_input=False, include_url=False)[0]
        raise ConfigError(f"{path}: {'.'.join(map(str, error['loc'])) or 'file'}: {error['msg']}") from exc
    unknown = sorted(set(baseline.floors) - set(BY_NAME))
    if unknown:
        raise ConfigError(f"{path}: floors: there is no metric {unknown[0]!r}")
    return baseline


def check(folder: Path, baseline: Baseline) -> list[Check]:
    """Every watched figure of a run; raises DatasetError where the run measured something else."""
    found = written(folder)
    for name in ("suite", "split", "dataset_digest"):
        if found[name] != getattr(baseline, name):
            raise DatasetError(
                f"{str(folder)!r} has {name} {found[name]!r}, the baseline {getattr(baseline, name)!r}; make a new baseline"
            )
    missing = sorted(set(baseline.tallies) - set(found["tallies"]))
    if missing:
        raise DatasetError(
            f"{str(folder)!r} lacks articles of the baseline: {', '.join(missing)}; finish the run first"
        )
    shared = list(baseline.tallies)
    apart = changes(baseline.tallies, found["tallies"], shared, seed=baseline.seed, names=list(baseline.floors))
    lost = significant_losses(apart)
    by_name = {one.metric.name: one for one in apart}
    return [_check(name, floor, by_name.get(name), found, lost) for name, floor in baseline.floors.items()]


def significant_losses(found: Sequence[Change]) -> set[str]:
    """Figures that got worse beyond chance, with Holm's correction (1979) for looking at several at once."""
    worse = sorted((one for one in found if _worse(one)), key=lambda one: one.difference.p or 0.0)
    lost: set[str] = set()
    for place, one in enumerate(worse):
        if (one.difference.p or 0.0) > SIGNIFICANT / (len(found) - place):
            break
        lost.add(one.metric.name)
    return lost


def _worse(change: Change) -> bool:
    found = change.difference
    return found.p is not None and bool(found.value) and (found.value > 0) == (change.metric.better == "lower")  # type: ignore[operator]


def _check(name: str, floor: float, change: Change | None, found: Mapping[str, Any], lost: set[str]) -> Check:
    value = found["figures"].get(name, {}).get("value")
    failures = []
    higher = BY_NAME[name].better == "higher"
    within = open_within(found["tallies"].values()) if name == "claim_entailed" else None
    if within is not None:
        failures += [f"{within[1]:.3f} at most is under its floor {floor:.3f}"] if within[1] < floor else []
    elif value is None:
        failures.append("was not measured")
    elif (value < floor) if higher else (value > floor):
        failures.append(f"{value:.3f} is {'under its floor' if higher else 'over its ceiling'} {floor:.3f}")
    apart = change.difference if change else None
    if name in lost and change and apart:
        failures.append(f"lost {abs(apart.value or 0):.3f} against the baseline (p {apart.p:.3f})")
    return Check(
        name,
        value,
        floor,
        change.before if change else None,
        apart.low if apart else None,
        apart.high if apart else None,
        apart.p if apart else None,
        tuple(failures),
        within,
    )
