"""How far a figure can be trusted: bootstrap intervals over articles, paired comparisons, McNemar's test.

Articles, not claims, are drawn anew: claims of one article stand or fall together. With few articles the intervals are wide, and
that is the message.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

Tally = tuple[float, ...]
Value = Callable[[Tally], float | None]
RESAMPLES = 1000
LEVEL = 0.95


@dataclass(frozen=True)
class Interval:
    """A figure with the interval it is believed to lie in."""

    value: float | None
    low: float | None = None
    high: float | None = None
    """None where too few resamples had a figure."""


@dataclass(frozen=True)
class Difference:
    """What a second run has more than a first, on the same articles."""

    value: float | None
    low: float | None
    high: float | None
    p: float | None
    """Two-sided bootstrap probability of a difference at least so far from none; None where it could not be had."""


def draws(articles: int, *, seed: int, resamples: int = RESAMPLES) -> np.ndarray:
    """How often each article is drawn, with replacement: shape (resamples, articles); the same seed always gives the same."""
    generator = np.random.default_rng(seed)
    return generator.multinomial(articles, [1 / articles] * articles, size=resamples) if articles else np.zeros((0, 0))


def total(tallies: Sequence[Tally]) -> Tally:
    """Counts summed over articles: `[(1, 2), (3, 4)] -> (4, 6)`."""
    return tuple(map(sum, zip(*tallies, strict=True)))


def interval(value: Value, tallies: Sequence[Tally], drawn: np.ndarray) -> Interval:
    """The figure with its percentile interval (Efron and Tibshirani 1993, chapter 13)."""
    if not tallies:
        return Interval(None)
    found = [one for one in _resampled(value, tallies, drawn) if one is not None]
    low, high = _ends(found, len(drawn))
    return Interval(value(total(tallies)), low, high)


def difference(value: Value, before: Sequence[Tally], after: Sequence[Tally], drawn: np.ndarray) -> Difference:
    """After minus before with a paired bootstrap: both sides are drawn with the same articles (Efron and Tibshirani 1993).

    p is twice the smaller share of resamples on either side of 0, with one added to both counts (Davison and Hinkley 1997).
    """
    first, second = (value(total(side)) if side else None for side in (before, after))
    if first is None or second is None:
        return Difference(None, None, None, None)
    pairs = zip(_resampled(value, before, drawn), _resampled(value, after, drawn), strict=True)
    found = [other - one for one, other in pairs if one is not None and other is not None]
    low, high = _ends(found, len(drawn))
    if low is None:
        return Difference(second - first, None, None, None)
    under, over = sum(one <= 0 for one in found), sum(one >= 0 for one in found)
    return Difference(second - first, low, high, min(1.0, 2 * (min(under, over) + 1) / (len(found) + 1)))


def mcnemar(only_first: int, only_second: int) -> float:
    """Exact two-sided p that two systems err equally often on the same claims (McNemar 1947, binomial form).

    Counts are claims that only one of them got right: `1, 8 -> 0.0390625`; `0, 0 -> 1.0`.
    """
    both = only_first + only_second
    tail = sum(math.comb(both, count) for count in range(min(only_first, only_second) + 1))
    return min(1.0, float(2 * tail / 2**both))


def _resampled(value: Value, tallies: Sequence[Tally], drawn: np.ndarray) -> list[float | None]:
    """The figure of every resample; sums for all of them are one product of matrices."""
    sums = drawn @ np.array(tallies, dtype=float)
    return [value(tuple(row)) for row in sums.tolist()]


def _ends(found: Sequence[float], drawn: int) -> tuple[float, float] | tuple[None, None]:
    """Both ends of the percentile interval; none where fewer than half of the resamples have a figure."""
    if len(found) < max(1, drawn // 2):
        return None, None
    low, high = np.quantile(found, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)
