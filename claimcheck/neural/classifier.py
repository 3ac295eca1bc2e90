"""Says of a proposition whether evidence could settle it, what kind it is, and how much it is worth checking.

Linear models over three views of a text: its vector from an inner layer of the embedder, its hashed words and word pairs, and a few surface
signs. Who says the thing is not looked at: an opinion stays one whoever holds it.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from claimcheck.neural.embedder import Embedder
from claimcheck.neural.weights import FOLDER, Floats, verified

WEIGHTS = "propositions.npz"
BUCKETS = 1 << 14
KINDS = ("event", "quantity", "state", "value", "blame", "prediction", "promise", "rhetoric")
CHECKABLE_KINDS = KINDS[:3]

_WORD = re.compile(r"[a-z]+(?:['’][a-z]+)?|\d[\d.,]*|[?!%$€£\"“”]")
_SIGNS = (
    re.compile(r"\d"),
    re.compile(r"\b(?:will|shall|going to|would|won't|'ll)\b", re.I),
    re.compile(r"\b(?:should|must|ought|need to|have to)\b", re.I),
    re.compile(r"\b(?:may|might|could|likely|probably|perhaps|expected to)\b", re.I),
    re.compile(r"\b(?:I|we|my|our|us)\b"),
    re.compile(r"[?!]"),
    re.compile(r"\b(?:percent|per cent|million|billion|thousand|dozen|half|third)\b|[%$€£]", re.I),
    re.compile(r"\b(?:most|least|best|worst|more|less|too|so|very|utterly|simply|deeply)\b", re.I),
    re.compile(r"\b(?:was|were|had|has been|have been)\b", re.I),
    re.compile(r"\b(?:not|never|no|nothing|nobody|n't)\b", re.I),
    re.compile(r"\b(?:promise|pledge|vow|guarantee|intend|plan)\w*\b", re.I),
    re.compile(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|\b(?:19|20)\d\d\b"),
    re.compile(r"(?<=[a-z,] )[A-Z][a-z]+"),
)


@dataclass(frozen=True)
class PropositionScore:
    """What the classifier makes of one proposition."""

    checkable: float
    """Probability that evidence about the world could settle it; an opinion is under one half."""
    kind: str
    """The likeliest of KINDS on the side of one half where `checkable` stands."""
    kind_confidence: float
    """Probability of that kind among the kinds of its side."""
    worthiness: float
    """Probability that a fact-checker would pick it, learnt from debate sentences; 0 to 1."""


class Embeds(Protocol):
    """What turns texts into the shipped embedder's inner vectors."""

    def inner(self, texts: Sequence[str]) -> Floats:
        """One row of length 1 for each text."""
        ...


class PropositionClassifier:
    """Texts to PropositionScores."""

    def __init__(self, *, threads: int = 2, embedder: Embeds | None = None, folder: Path = FOLDER) -> None:
        """Pass the `embedder` that is already open to spare a second session."""
        self._embedder = embedder or Embedder(threads=threads)
        self._folder = folder
        self._weights: dict[str, Floats] | None = None

    def classify(self, texts: Sequence[str]) -> list[PropositionScore]:
        """One score for each sentence or clause, in order."""
        if not texts:
            return []
        if self._weights is None:
            with np.load(verified(WEIGHTS, folder=self._folder)) as stored:
                self._weights = {name: stored[name].astype(np.float32) for name in stored.files}
        views = dense(texts, self._embedder.inner(texts))
        words = [hashed(text) for text in texts]
        checkable = _sigmoid(self._logits("checkable", views, words)[:, 0])
        worthy = _sigmoid(self._logits("worthiness", views, words)[:, 0])
        kinds = _softmax(self._logits("kind", views, words))
        return [_scored(float(c), k, float(w)) for c, k, w in zip(checkable, kinds, worthy, strict=True)]

    def _logits(self, head: str, views: Floats, words: Sequence[tuple[Floats, Floats]]) -> Floats:
        assert self._weights is not None
        answer: Floats = views @ self._weights[f"{head}.dense"] + self._weights[f"{head}.bias"]
        sparse = self._weights[f"{head}.words"]
        for row, (buckets, values) in enumerate(words):
            answer[row] += values @ sparse[buckets.astype(np.int64)]
        return answer


def _scored(checkable: float, kinds: Floats, worthiness: float) -> PropositionScore:
    side = slice(0, len(CHECKABLE_KINDS)) if checkable >= 0.5 else slice(len(CHECKABLE_KINDS), None)
    chances = kinds[side] / max(float(kinds[side].sum()), 1e-9)
    best = int(chances.argmax())
    return PropositionScore(
        checkable=checkable,
        kind=KINDS[side][best],
        kind_confidence=float(chances[best]),
        worthiness=worthiness,
    )


def dense(texts: Sequence[str], vectors: Floats) -> Floats:
    """Vectors and surface signs side by side, shape (texts, 384 + signs)."""
    signs = np.array([_signs(text) for text in texts], dtype=np.float32)
    return np.concatenate([vectors * 4.0, signs], axis=1)


def _signs(text: str) -> list[float]:
    words = text.split()
    return [float(bool(sign.search(text))) for sign in _SIGNS] + [min(len(words), 40) / 20.0]


def hashed(text: str) -> tuple[Floats, Floats]:
    """Bucket numbers and weights of a text's words and word pairs; the weights have length 1 together."""
    words = ["0" if word[0].isdigit() else word for word in _WORD.findall(text.lower())]
    grams = words + [f"{a} {b}" for a, b in zip(["^", *words], [*words, "$"], strict=True)]
    buckets, counts = np.unique([zlib.crc32(gram.encode()) % BUCKETS for gram in grams], return_counts=True)
    values = 1.0 + np.log(counts)
    return buckets.astype(np.float32), (values / np.linalg.norm(values)).astype(np.float32)


def _sigmoid(logits: Floats) -> Floats:
    return np.asarray(1.0 / (1.0 + np.exp(-logits)), dtype=np.float32)


def _softmax(logits: Floats) -> Floats:
    raised = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True), dtype=np.float32)
