"""Turns texts into vectors for search: all-MiniLM-L6-v2, int8, without network or GPU.

Long texts are cut at 256 tokens, as the network was trained; cutting articles into passages is the library's job.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from claimcheck.neural.weights import Floats, Network, digest

WEIGHTS = "embedder.onnx"
DIMENSION = 384


class Embedder:
    """Texts to L2-normalised vectors, so that a dot product is the cosine."""

    dimension: int = DIMENSION

    def __init__(self, *, threads: int = 2) -> None:
        self._network = Network(WEIGHTS, threads=threads, length=256)

    @property
    def name(self) -> str:
        """Names the weights by content: vectors of another name cannot be searched together with these."""
        return f"minilm-l6-int8-{digest(WEIGHTS)}"

    def embed(self, texts: Sequence[str]) -> Floats:
        """float32 array of shape (len(texts), 384), each row of length 1."""
        return self._rows(texts, "vectors")

    def inner(self, texts: Sequence[str]) -> Floats:
        """The same of an inner layer, which tells better how a thing is said than what it is about; not for search."""
        return self._rows(texts, "inner")

    def _rows(self, texts: Sequence[str], output: str) -> Floats:
        if not texts:
            return np.zeros((0, DIMENSION), dtype=np.float32)
        return np.stack(self._network.run(texts, output=output)).astype(np.float32, copy=False)
