"""Reads a passage and a claim together and says how the one stands to the other.

A network alone: no thresholds, no features, no windows. Those are the judge's (`judge.py`).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from claimcheck.neural.weights import Floats, Network, digest

WEIGHTS = "crossencoder.onnx"
STANCES = ("supports", "refutes", "qualifies", "silent")
"""The order of the columns that `score` gives."""


class CrossEncoder:
    """(premise, hypothesis) pairs to probabilities of the four stances."""

    def __init__(self, *, threads: int = 2) -> None:
        self._network = Network(WEIGHTS, threads=threads, length=192)

    @property
    def name(self) -> str:
        """Names the weights by content, for provenance."""
        return f"minilm-l6-stance-int8-{digest(WEIGHTS)}"

    def score(self, pairs: Sequence[tuple[str, str]]) -> Floats:
        """float32 array of shape (len(pairs), 4); each row sums to 1, columns as in STANCES."""
        if not pairs:
            return np.zeros((0, len(STANCES)), dtype=np.float32)
        return np.stack(self._network.run(pairs, output="chances")).astype(np.float32, copy=False)
