"""Says of each word how likely it attributes something to somebody: a linear model over `attribution.signs`.

It was trained on PolNeAR, whose notion of attribution is wide: stances, plans and acts of speech count. Leaves out whose words they are and
how far they reach: `attribution.stances` reads that from the sentence.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import numpy as np

from claimcheck.attribution.signs import candidate, signs
from claimcheck.attribution.unit import Unit
from claimcheck.neural.weights import FOLDER, Floats, verified

WEIGHTS = "cues.npz"
BUCKETS = 1 << 16


class TrainedCues:
    """The shipped weights; an `attribution.signs.CueTagger`."""

    def __init__(self, *, folder: Path = FOLDER) -> None:
        self._folder = folder
        self._weights: tuple[Floats, float] | None = None

    def chances(self, unit: Unit) -> list[float]:
        """One probability for each token; 0 where it can be no cue."""
        weights, bias = self._read()
        found = [0.0] * len(unit.tokens)
        for place in range(len(unit.tokens)):
            if candidate(unit, place):
                logit = bias + float(weights[buckets(signs(unit, place))].sum())
                found[place] = float(1.0 / (1.0 + np.exp(-logit)))
        return found

    def _read(self) -> tuple[Floats, float]:
        if self._weights is None:
            with np.load(verified(WEIGHTS, folder=self._folder)) as stored:
                scaled = stored["weights"].astype(np.float32) * np.float32(stored["scale"])
                self._weights = scaled, float(stored["bias"])
        return self._weights


def buckets(found: Iterable[str]) -> list[int]:
    """The numbers of the weights that signs stand for, each once."""
    return sorted({_bucket(sign) for sign in found})


@lru_cache(maxsize=1 << 16)
def _bucket(sign: str) -> int:
    return zlib.crc32(sign.encode()) % BUCKETS
