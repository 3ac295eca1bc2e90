"""Fits the curves that turn a verdict's basis into a confidence, and writes `calibration.json`.

    claimcheck eval run eval/suites/dev_claims.toml -o RUN
    python eval/training/calibrating.py RUN --out claimcheck/neural/weights

RUN holds verdicts on the gold claims of the dev events, so that right and wrong are known by id; test events are refused. A curve
leans towards the plain share of right labels (`--hold`, the strength of a normal prior on its slopes); fewer verdicts than
`--fewest` give no curve, and so no number.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from manifest import record

from claimcheck import runs
from claimcheck.evaluation import gold as gold_sets
from claimcheck.neural.calibration import Basis, Curve, basis
from claimcheck.reports import Report

NEWSROOM = Path(__file__).parents[1] / "datasets/newsroom"
VERSION = 1


def outcomes(folder: Path) -> dict[str, list[tuple[Basis, bool]]]:
    """Label -> what each verdict stood on, and whether it was right."""
    manifest = runs.manifest(folder)
    if manifest is None or manifest["split"] != "dev" or manifest["oracle"] == "none":
        raise SystemExit(f"{folder}: not a run over the dev split with gold claims")
    gold = {claim.id: claim for event in gold_sets.load(NEWSROOM).part("dev") for claim in event.claims}
    found: dict[str, list[tuple[Basis, bool]]] = {}
    for row in runs.rows(folder / runs.ITEMS):
        for finding in Report.model_validate(row["report"]).findings:
            verdict, claim = finding.verdict, gold[finding.claim.id]
            # Gold claims tell the engine which ones are opinions: their label says nothing about it.
            if verdict and verdict.label in ("supported", "contested"):
                right = verdict.label == claim.label
                found.setdefault(verdict.label, []).append((basis(verdict.evidence, verdict.label), right))
    return found


def fitted(rows: Sequence[tuple[Basis, bool]], *, hold: float) -> Curve:
    """A logistic curve by Newton's method; Platt's smoothed targets keep it from certainty on few verdicts."""
    inputs = np.array([[1.0, row.strongest, row.origins, row.against] for row, _ in rows])
    right = np.array([good for _, good in rows])
    high, low = (right.sum() + 1) / (right.sum() + 2), 1 / ((~right).sum() + 2)
    targets = np.where(right, high, low)
    prior = np.diag([1e-3, hold, hold, hold])
    weights = np.zeros(4)
    for _ in range(50):
        chances = 1 / (1 + np.exp(-inputs @ weights))
        slope = inputs.T @ (targets - chances) - prior @ weights
        curvature = (inputs * (chances * (1 - chances))[:, None]).T @ inputs + prior
        weights += np.linalg.solve(curvature, slope)
    # A surer passage or a further origin never makes a label less likely to be right, whatever a few verdicts say.
    intercept, strongest, origins, against = (float(round(value, 4)) for value in weights)
    return Curve(intercept, max(0.0, strongest), max(0.0, origins), min(0.0, against), len(rows))


def main(argv: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path)
    parser.add_argument("--engine", default="offline")
    parser.add_argument("--out", type=Path, required=True, help="folder of the shipped weights")
    parser.add_argument("--hold", type=float, default=2.0)
    parser.add_argument("--fewest", type=int, default=8)
    args = parser.parse_args(argv)
    path = args.out / "calibration.json"
    table = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {"version": VERSION, "engines": {}}
    curves = {}
    for label, rows in outcomes(args.run).items():
        right = sum(good for _, good in rows)
        print(f"{args.engine} {label}: {right} of {len(rows)} right")
        if len(rows) >= args.fewest:
            curves[label] = fitted(rows, hold=args.hold)
            print("  " + " ".join(f"{curves[label].at(row):.2f}{'+' if good else '-'}" for row, good in rows))
    table["engines"][args.engine] = {label: vars(curve) for label, curve in curves.items()}
    path.write_text(json.dumps(table, indent=2) + "\n", encoding="utf-8")

    record(args.out)


if __name__ == "__main__":
    main(sys.argv[1:])
