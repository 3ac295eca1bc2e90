"""Fits the weights of the check-worthiness terms that people are shown, and measures the sum.

    python eval/training/worthiness.py --data DATA

Each ClaimBuster sentence becomes the terms that `claimcheck.worthiness` finds in it, with the built-in classifier's word from a fold
that it was not fitted on. Weights are never negative: a term that is shown as a reason must speak for checking. Prints the values for
`WorthinessSettings`, and what ranking by the sum is worth with and without the classifier. Writes nothing.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from propositions import features, fitted
from rows import read_jsonl
from scipy.optimize import minimize
from sklearn.metrics import average_precision_score, f1_score
from sklearn.model_selection import StratifiedKFold

from claimcheck.neural.classifier import PropositionClassifier
from claimcheck.neural.embedder import Embedder
from claimcheck.settings import WorthinessSettings
from claimcheck.worthiness import worthiness

NAMES = tuple(name for name in WorthinessSettings.model_fields if name != "bias")
PLAIN = WorthinessSettings(bias=0.0, **dict.fromkeys(NAMES, 1.0))
"""Every weight 1: a term's weight is then what it contributes before weighting."""


def terms(text: str, *, checkable: bool, classifier: float) -> list[float]:
    """What each term contributes to the sum, in the order of NAMES."""
    found = worthiness(text, checkable=checkable, classifier=classifier, settings=PLAIN).terms
    held = {term.name.replace("-", "_"): term.weight for term in found}
    return [held.get(name, 0.0) for name in NAMES]


def weights(inputs: np.ndarray, worthy: np.ndarray) -> np.ndarray:
    """Logistic regression with weights of at least zero; the bias comes first."""
    sides = np.where(worthy, 1.0, -1.0)
    wide = np.concatenate([np.ones((len(inputs), 1)), inputs], axis=1)

    def loss(guess: np.ndarray) -> tuple[float, np.ndarray]:
        margins = sides * (wide @ guess)
        slopes = -sides / (1 + np.exp(margins))
        pull = 1e-3 * guess * np.arange(len(guess)).clip(0, 1)
        return float(np.logaddexp(0, -margins).mean() + pull @ guess / 2), wide.T @ slopes / len(wide) + pull

    bounds: list[Any] = [(None, None), *[(0, None)] * inputs.shape[1]]
    return np.asarray(minimize(loss, np.zeros(wide.shape[1]), jac=True, bounds=bounds).x)


def measured(inputs: np.ndarray, worthy: np.ndarray, folds: Sequence[tuple[np.ndarray, np.ndarray]]) -> str:
    """Figures over folds, each with weights fitted on the others."""
    chances = np.zeros(len(worthy))
    for train, test in folds:
        found = weights(inputs[train], worthy[train])
        chances[test] = 1 / (1 + np.exp(-(found[0] + inputs[test] @ found[1:])))
    return f"average precision {average_precision_score(worthy, chances):.3f}, macro-F1 at .4 {f1_score(worthy, chances > 0.4, average='macro'):.3f}"


def main(argv: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    args = parser.parse_args(argv)
    rows = list(read_jsonl(args.data / "checkworthiness/claimbuster.jsonl.gz"))
    texts = [row["text"] for row in rows]
    worthy = np.array([bool(int(row["checkworthy"])) for row in rows])
    embedder = Embedder()
    spoken = features(texts, embedder)
    folds = list(StratifiedKFold(5, shuffle=True, random_state=17).split(spoken, worthy))
    unseen = np.zeros(len(texts))
    for train, test in folds:
        unseen[test] = fitted(spoken[train], worthy[train], c=1.0).predict_proba(spoken[test])[:, 1]
    checkable = [score.checkable >= 0.5 for score in PropositionClassifier(embedder=embedder).classify(texts)]
    rows_of_terms = zip(texts, checkable, unseen, strict=True)
    inputs = np.array([terms(text, checkable=able, classifier=float(chance)) for text, able, chance in rows_of_terms])
    print(f"ClaimBuster, {len(texts)} sentences, {worthy.mean():.2f} worth checking, five folds")
    print("  as shipped before fitting: average precision", _shipped(inputs, worthy))
    print("  all terms:", measured(inputs, worthy, folds))
    print("  without the classifier:", measured(inputs[:, :-1], worthy, folds))
    for name, weight in zip(("bias", *NAMES), weights(inputs, worthy), strict=True):
        print(f"{name} = {weight:.2f}")


def _shipped(inputs: np.ndarray, worthy: np.ndarray) -> str:
    now = WorthinessSettings().model_dump()
    return f"{average_precision_score(worthy, inputs @ np.array([now[name] for name in NAMES])):.3f}"


if __name__ == "__main__":
    main(sys.argv[1:])
