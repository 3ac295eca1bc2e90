"""The formulas: pure functions from counts to figures, each with its source; None where there is nothing to divide by.

Knows neither claims nor runs, so that every one of them can be checked by hand.
"""

import math
from collections.abc import Mapping, Sequence


def share(part: float, whole: float) -> float | None:
    """part / whole: `3, 4 -> 0.75`; None for nothing of nothing."""
    return part / whole if whole else None


def f1(right: float, given: float, wanted: float) -> float | None:
    """Harmonic mean of precision right/given and recall right/wanted, 2r / (g + w) (van Rijsbergen 1979): `2, 4, 3 -> 4/7`."""
    return share(2 * right, given + wanted)


def macro_f1(confusion: Mapping[tuple[str, str], float], labels: Sequence[str]) -> float | None:
    """Mean of the labels' F1, every label with the same weight; a label that neither side uses is left out.

    `confusion[gold, predicted]` are counts. `{(a, a): 1, (a, b): 1, (b, b): 2}, [a, b] -> (2/3 + 4/5) / 2`.
    """
    found = [value for label in labels if (value := label_f1(confusion, label)) is not None]
    return sum(found) / len(found) if found else None


def label_f1(confusion: Mapping[tuple[str, str], float], label: str) -> float | None:
    """F1 of one label against all others; None where neither side uses it."""
    right, given, wanted = of_label(confusion, label)
    return f1(right, given, wanted)


def of_label(confusion: Mapping[tuple[str, str], float], label: str) -> tuple[float, float, float]:
    """(right, given, wanted) of one label."""
    given = sum(count for (_, other), count in confusion.items() if other == label)
    wanted = sum(count for (gold, _), count in confusion.items() if gold == label)
    return confusion.get((label, label), 0.0), given, wanted


def recall_at(ranks: Sequence[int], k: int) -> float | None:
    """Share of what is wanted that stands among the first k; rank 0 is nowhere: `[1, 5, 0], 3 -> 1/3`."""
    return share(sum(0 < rank <= k for rank in ranks), len(ranks))


def dcg(gains: Sequence[float]) -> float:
    """Sum of gain / log2(rank + 1), ranks from 1 (Järvelin and Kekäläinen 2002): `[2, 0, 1] -> 2 + 1/2`."""
    return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, start=1))


def ndcg(gains: Sequence[float], ideal: Sequence[float], k: int) -> float | None:
    """DCG of the first k over the best that k places allow; None where nothing is relevant: `[1, 2], [2, 1], 2 -> 0.86`."""
    return share(dcg(gains[:k]), dcg(ideal[:k]))


def brier(confidence: float, right: bool) -> float:
    """Squared distance of a probability from what came (Brier 1950): `0.8, True -> 0.04`; the mean of it is the score."""
    return (confidence - right) ** 2


def ece(bins: Sequence[tuple[float, float, float]]) -> float | None:
    """Expected calibration error: mean distance of confidence and accuracy over bins, weighted by size (Naeini and others 2015).

    Each bin is (how many, sum of confidences, how many right): `[(2, 1.8, 1), (2, 0.4, 0)] -> (|1.8 - 1| + |0.4 - 0|) / 4`.
    """
    return share(sum(abs(sure - right) for _, sure, right in bins), sum(count for count, _, _ in bins))


def risk_coverage(outcomes: Sequence[tuple[float, float, float]], total: float) -> list[tuple[float, float]]:
    """(coverage, risk) as more is answered, surest first (El-Yaniv and Wiener 2010).

    Each outcome is (confidence, how many, how many right); ties are answered together. Coverage is the share of `total`
    answered, risk the share of those answered that is wrong: `[(.9, 1, 1), (.5, 1, 0)], 4 -> [(.25, 0), (.5, .5)]`.
    """
    answered = right = 0.0
    curve: list[tuple[float, float]] = []
    for place, (confidence, count, correct) in enumerate(ordered := sorted(outcomes, key=lambda one: -one[0])):
        answered, right = answered + count, right + correct
        if count and (place + 1 == len(ordered) or ordered[place + 1][0] != confidence):
            curve.append((answered / total, 1 - right / answered))
    return curve


def aurc(curve: Sequence[tuple[float, float]]) -> float | None:
    """Area under the risk-coverage curve over the coverage reached, by steps: mean risk while answering (Geifman and others 2019).

    `[(.25, 0), (.5, .5)] -> (.25 * 0 + .25 * .5) / .5`.
    """
    area, before = 0.0, 0.0
    for coverage, risk in curve:
        area, before = area + (coverage - before) * risk, coverage
    return share(area, before)


def wilson(found: int, of: int) -> tuple[float, float] | tuple[None, None]:
    """95% interval of a share that may be 0 (Wilson 1927): `0, 130 -> (0, 0.029)`; nothing of nothing has none."""
    if not of:
        return None, None
    z, rate = 1.959964, found / of
    middle = (rate + z * z / (2 * of)) / (1 + z * z / of)
    half = z * math.sqrt(rate * (1 - rate) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    return max(0.0, middle - half), min(1.0, middle + half)
