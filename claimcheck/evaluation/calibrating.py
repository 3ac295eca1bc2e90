"""Fits the curves that turn what a label stands on into a confidence, from a run whose right answers are known.

The run has gold claims as its input, so that right and wrong are known by id, and not the test split, which is there to say whether
the confidences hold. Few verdicts give no curve: a confidence that rests on next to nothing says nothing. What is left out: reading
the curves (`neural/calibration.py`), and measuring them (`metrics.py`).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from claimcheck import runs
from claimcheck.errors import DatasetError, StoreError
from claimcheck.evaluation import gold, results
from claimcheck.neural.calibration import VERSION, Basis, Curve, basis, fitted_in, labeller

FEWEST = 30
"""Verdicts that a curve is fitted on at the least: with ten, the share that is right may be off by three in ten."""
HOLD = 2.0
"""Strength of the normal prior that draws slopes to nought: a curve leans towards the plain share of right labels."""
_LABELS = ("supported", "contested")
_ROUNDS = 50


@dataclass(frozen=True)
class Outcome:
    """One verdict of the run."""

    basis: Basis
    right: bool


@dataclass(frozen=True)
class Fit:
    """What a run says of one label."""

    label: str
    outcomes: tuple[Outcome, ...]
    curve: Curve | None
    """None where there were fewer than FEWEST verdicts."""

    @property
    def right(self) -> int:
        """How many verdicts were right."""
        return sum(one.right for one in self.outcomes)


def fits(folder: Path) -> tuple[str, list[Fit]]:
    """Whose labels a run holds, and what it says of each of them; DatasetError for a run that nothing can be learnt from."""
    manifest = runs.manifest(folder)
    held = gold.load(results.dataset_of(folder))
    assert manifest is not None
    if manifest["oracle"] != "claims":
        raise DatasetError(
            f"{str(folder)!r} was made with {manifest['oracle']!r} as gold input: make it with --oracle claims, so that claims are known by id and passages are found"
        )
    if manifest["split"] != "dev":
        raise DatasetError(f"{str(folder)!r} holds the test split, which has to stay unseen: make it with --split dev")
    settings = manifest["settings"]
    who = labeller(manifest["engine"], llm=settings["llm"]["model"], cautious=settings["offline"]["cautious"])
    found = results.read(folder, held)
    return who, [_fit(label, outcomes(found, held, label)) for label in _LABELS]


def outcomes(found: results.Results, held: gold.GoldSet, label: str) -> tuple[Outcome, ...]:
    """What each verdict with this label stood on, and whether gold has the same label."""
    right = {claim.id: claim.label for event in held.events for claim in event.claims}
    verdicts = [finding.verdict for item in found.items.values() for finding in item.report.findings if finding.verdict]
    return tuple(
        Outcome(basis(verdict.evidence, label), right[verdict.claim_id] == label)
        for verdict in verdicts
        if verdict.label == label and verdict.claim_id in right
    )


def _fit(label: str, rows: tuple[Outcome, ...]) -> Fit:
    return Fit(label, rows, fitted(rows) if len(rows) >= FEWEST else None)


def fitted(rows: Sequence[Outcome], *, hold: float = HOLD) -> Curve:
    """A logistic curve by Newton's method (Platt 1999); his smoothed targets keep it from certainty on few verdicts."""
    inputs = np.array([[1.0, row.basis.strongest, row.basis.origins, row.basis.against] for row in rows])
    right = np.array([row.right for row in rows])
    high, low = (right.sum() + 1) / (right.sum() + 2), 1 / ((~right).sum() + 2)
    targets = np.where(right, high, low)
    prior = np.diag([1e-3, hold, hold, hold])
    weights = np.zeros(4)
    for _ in range(_ROUNDS):
        chances = 1 / (1 + np.exp(-inputs @ weights))
        slope = inputs.T @ (targets - chances) - prior @ weights
        curvature = (inputs * (chances * (1 - chances))[:, None]).T @ inputs + prior
        weights += np.linalg.solve(curvature, slope)
    # A surer passage or a further origin never makes a label less likely to be right, whatever a few verdicts say.
    intercept, strongest, origins, against = (float(round(value, 4)) for value in weights)
    return Curve(intercept, max(0.0, strongest), max(0.0, origins), min(0.0, against), len(rows))


def keep(path: Path, who: str, found: Sequence[Fit]) -> None:
    """Put a labeller's curves into a file, which keeps the others'; a labeller without any is taken out of it."""
    table: dict[str, Mapping[str, Curve]] = {
        **fitted_in(path),
        who: {one.label: one.curve for one in found if one.curve},
    }
    plain = {name: {label: vars(curve) for label, curve in curves.items()} for name, curves in table.items() if curves}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as exc:
        raise StoreError(f"cannot make {str(path.parent)!r}: {exc.strerror or exc}; choose another place") from exc
    runs.replace(path, json.dumps({"version": VERSION, "labellers": plain}, indent=2) + "\n")
