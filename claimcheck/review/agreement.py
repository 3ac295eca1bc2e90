"""How far people agree, beyond chance: coefficients for labels without an order, with bootstrap intervals.

Pure. A unit is what several raters judged: `{"ada": "supported", "ben": "contested"}`; units with fewer than two raters tell nothing and are
left out. A coefficient that is undefined (no units, or everybody always gave the same label, so that chance explains everything) is None:
it is not 1.
"""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from claimcheck.claims import Record

Unit = Mapping[str, str]
"""Rater -> label."""
Array = np.ndarray
RESAMPLES = 1000
SEED = 20260301


class Coefficient(Record):
    """One figure with its interval."""

    value: float | None
    """Null where it is undefined."""
    low: float | None = None
    """Lower end of the 95 percent bootstrap interval over units; null where the value is, or there is one unit only."""
    high: float | None = None
    """Upper end."""
    units: int = 0
    """Claims it was reckoned from."""


def percent(units: Sequence[Unit]) -> Coefficient:
    """Share of agreeing pairs of raters, averaged over units: two who agree and one who does not give 1/3."""
    return _of_counts(units, _observed)


def fleiss(units: Sequence[Unit]) -> Coefficient:
    """Fleiss' kappa (Psychological Bulletin 76, 1971), generalised to numbers of raters that differ between units:
    `(Po - Pe) / (1 - Pe)`, Po the average of the units' pairwise agreement, Pe the sum of squared shares of the labels."""
    return _of_counts(units, _fleiss)


def krippendorff(units: Sequence[Unit]) -> Coefficient:
    """Krippendorff's alpha for nominal labels ("Computing Krippendorff's Alpha-Reliability", 2011): `1 - Do / De`; missing ratings are no harm."""
    return _of_counts(units, _krippendorff)


def gwet(units: Sequence[Unit]) -> Coefficient:
    """Gwet's AC1 (British Journal of Mathematical and Statistical Psychology 61, 2008): chance agreement is
    `sum(p (1 - p)) / (q - 1)` over all q labels in use, so that it does not collapse where nearly everything has one label."""
    return _of_counts(units, _gwet)


def cohen(pairs: Sequence[tuple[str, str]]) -> Coefficient:
    """Cohen's kappa (Educational and Psychological Measurement 20, 1960) of two raters: chance is the product of each one's own shares."""
    labels = sorted({label for pair in pairs for label in pair})
    number = {label: place for place, label in enumerate(labels)}
    q = len(labels)
    cells = np.array([number[a] * q + number[b] for a, b in pairs], dtype=np.int64)

    def value(weights: Array) -> float | None:
        table = np.bincount(cells, weights=weights, minlength=q * q).reshape(q, q) / weights.sum()
        return _beyond(float(np.trace(table)), float(table.sum(axis=1) @ table.sum(axis=0)))

    return _with_interval(value, len(pairs))


def _of_counts(units: Sequence[Unit], value: Callable[[Array, Array], float | None]) -> Coefficient:
    counts = _counts(units)
    return _with_interval(lambda weights: value(counts, weights), len(counts))


def _counts(units: Sequence[Unit]) -> Array:
    """How often each label was given, a row for each unit of two raters or more: shape (units, labels)."""
    rated = [unit for unit in units if len(unit) > 1]
    labels = sorted({label for unit in rated for label in unit.values()})
    rows = [[sum(given == label for given in unit.values()) for label in labels] for unit in rated]
    return np.array(rows, dtype=float).reshape(len(rated), len(labels))


def _observed(counts: Array, weights: Array) -> float | None:
    raters = counts.sum(axis=1)
    pairs = (counts * (counts - 1)).sum(axis=1) / (raters * (raters - 1))
    return float(weights @ pairs / weights.sum())


def _shares(counts: Array, weights: Array) -> Array:
    shares: Array = weights @ (counts / counts.sum(axis=1, keepdims=True)) / weights.sum()
    return shares


def _fleiss(counts: Array, weights: Array) -> float | None:
    return _beyond(_observed(counts, weights), float((_shares(counts, weights) ** 2).sum()))


def _gwet(counts: Array, weights: Array) -> float | None:
    shares = _shares(counts, weights)
    if len(shares) < 2:
        return None
    return _beyond(_observed(counts, weights), float((shares * (1 - shares)).sum() / (len(shares) - 1)))


def _krippendorff(counts: Array, weights: Array) -> float | None:
    raters = counts.sum(axis=1)
    number = float(weights @ raters)
    agreeing = float(weights @ ((counts * (counts - 1)).sum(axis=1) / (raters - 1))) / number
    totals = weights @ counts
    by_chance = float((totals * (totals - 1)).sum() / (number * (number - 1)))
    return _beyond(agreeing, by_chance)


def _beyond(observed: float | None, expected: float) -> float | None:
    """What of the agreement chance does not explain: `(observed - expected) / (1 - expected)`."""
    if observed is None or expected >= 1 - 1e-12:
        return None
    return (observed - expected) / (1 - expected)


def _with_interval(value: Callable[[Array], float | None], units: int) -> Coefficient:
    if not units:
        return Coefficient(value=None)
    whole = value(np.ones(units))
    if whole is None or units < 2:
        return Coefficient(value=whole, units=units)
    random = np.random.default_rng(SEED)
    drawn = (value(random.multinomial(units, np.full(units, 1 / units)).astype(float)) for _ in range(RESAMPLES))
    defined = [one for one in drawn if one is not None]
    low, high = np.percentile(defined, [2.5, 97.5])
    return Coefficient(value=whole, low=float(low), high=float(high), units=units)
