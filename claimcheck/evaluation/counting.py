"""How a metric counts: what one article adds, and how sums over articles become one figure.

A metric is additive: its tallies are summed over articles before the formula is applied, so that a bootstrap over articles needs
only sums. Rates are therefore over claims (micro averages). An error is not scored; it is counted.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from claimcheck.evaluation import formulas
from claimcheck.evaluation.rows import Found, Row, Score
from claimcheck.evaluation.statistics import Tally

Confusion = dict[tuple[str, str], float]
"""(gold label, predicted label) -> how many."""
LABELS = ("supported", "contested", "opinion", "unverified")
OUTCOMES = (*LABELS, "missed")
"""What a gold claim can come to where nothing failed."""
BINS = 10
FINE = 100
"""Bins of confidence for the risk-coverage curve."""
Group = Literal["extraction", "attribution", "retrieval", "verdicts", "confidence", "robustness", "cost"]


@dataclass(frozen=True)
class Metric:
    """A figure with its way of counting."""

    name: str
    group: Group
    about: str
    """One line for a reader, formula included."""
    tally: Callable[[Score], Tally]
    """Counts of one article; always of the same length."""
    value: Callable[[Tally], float | None]
    """The figure from summed counts; None where nothing was counted."""
    better: Literal["higher", "lower", "none"] = "higher"
    """Which way is good; `none` for counts that are neither."""
    share: bool = True
    """Whether it lies between 0 and 1."""


def ratio(
    name: str,
    group: Group,
    about: str,
    counted: Callable[[Row], tuple[float, float]],
    *,
    better: Literal["higher", "lower"] = "higher",
) -> Metric:
    """A metric whose rows each add (part, whole)."""

    def tally(score: Score) -> Tally:
        pairs = [counted(row) for row in score.rows]
        return sum(part for part, _ in pairs), sum(whole for _, whole in pairs)

    return Metric(name, group, about, tally, lambda sums: formulas.share(*sums), better)


def yes(value: bool | None) -> tuple[float, float]:
    """A yes/no as (part, whole); None adds nothing."""
    return (0.0, 0.0) if value is None else (float(value), 1.0)


def matching(score: Score) -> Tally:
    """(pairs, predicted claims, gold claims)."""
    rows = score.rows
    return (
        float(sum(row.paired for row in rows)),
        float(sum(row.claim_id is not None for row in rows)),
        float(sum(row.gold_id is not None for row in rows)),
    )


def entailment(score: Score) -> Tally:
    """(predicted claims that the article entails, predicted claims, those that nobody has judged)."""
    rows = [row for row in score.rows if row.claim_id is not None]
    return (
        float(sum(row.entailed is True for row in rows)),
        float(len(rows)),
        float(sum(row.entailed is None for row in rows)),
    )


def entailed(sums: Tally) -> float | None:
    """The share entailed; None as long as a claim is not judged, for a guess must not pass for a figure."""
    return None if sums[2] else formulas.share(sums[0], sums[1])


def open_within(tallies: Iterable[Mapping[str, Sequence[float]]]) -> tuple[float, float] | None:
    """The least and the most that the share entailed can be while some claims are not judged; None where all are, or none is.

    One tally an article, as a run keeps them: `[{"claim_entailed": (8, 10, 1)}] -> (0.8, 0.9)`.
    """
    counts = [tally["claim_entailed"] for tally in tallies if "claim_entailed" in tally]
    right, claims, left = (sum(one[place] for one in counts) for place in range(3))
    return (right / claims, (right + left) / claims) if 0 < left < claims else None


def confusion_of(rows: Iterable[Row], *, missed: bool) -> Confusion:
    """Counts of (gold label, predicted label); gold claims that were not extracted count as `missed` if asked for."""
    found: Confusion = {}
    for row in rows:
        if row.scored or (missed and row.gold_id is not None and row.claim_id is None):
            found[row.gold_label, row.label] = found.get((row.gold_label, row.label), 0.0) + 1
    return found


def _cells(missed: bool) -> tuple[tuple[str, str], ...]:
    return tuple((gold, label) for gold in LABELS for label in (OUTCOMES if missed else LABELS))


def confused(
    name: str,
    about: str,
    value: Callable[[Confusion], float | None],
    *,
    missed: bool = False,
) -> Metric:
    """A metric of the confusion matrix."""
    cells = _cells(missed)

    def tally(score: Score) -> Tally:
        counts = confusion_of(score.rows, missed=missed)
        return tuple(counts.get(cell, 0.0) for cell in cells)

    return Metric(name, "verdicts", about, tally, lambda sums: value(dict(zip(cells, sums, strict=True))))


def f1_of(label: str) -> Callable[[Confusion], float | None]:
    return lambda confusion: formulas.label_f1(confusion, label)


def accuracy(confusion: Confusion) -> float | None:
    return formulas.share(
        sum(count for (gold, label), count in confusion.items() if gold == label), sum(confusion.values())
    )


def precision_of(label: str) -> Callable[[Confusion], float | None]:
    return lambda confusion: formulas.share(*formulas.of_label(confusion, label)[:2])


def recall_of(label: str) -> Callable[[Confusion], float | None]:
    return lambda confusion: formulas.share(*formulas.of_label(confusion, label)[::2])


def labelled(confusion: Confusion) -> float | None:
    """Share of checkable gold claims that got a label."""
    return formulas.share(
        sum(count for (gold, label), count in confusion.items() if gold != "opinion" and label != "unverified"),
        sum(count for (gold, _), count in confusion.items() if gold != "opinion"),
    )


def label_right(confusion: Confusion) -> float | None:
    """Share right of the supported and contested labels given."""
    given = {cell: count for cell, count in confusion.items() if cell[1] in ("supported", "contested")}
    return formulas.share(sum(count for (gold, label), count in given.items() if gold == label), sum(given.values()))


def of_found(
    name: str,
    about: str,
    counted: Callable[[Found], tuple[float, float]],
    *,
    better: Literal["higher", "lower"] = "higher",
) -> Metric:
    return ratio(name, "retrieval", about, lambda row: counted(row.found) if row.found else (0.0, 0.0), better=better)


def within(k: int) -> Callable[[Found], tuple[float, float]]:
    return lambda found: (float(sum(0 < rank <= k for rank in found.reached)), float(len(found.reached)))


def gain(found: Found) -> tuple[float, float]:
    value = formulas.ndcg(found.gains, found.ideal, 8)
    return (0.0, 0.0) if value is None else (value, 1.0)


def judged(row: Row) -> tuple[float, bool] | None:
    """(confidence, whether the outcome is right) of a row that has both."""
    return (row.confidence, row.label == row.gold_label) if row.scored and row.confidence is not None else None


def binned(rows: Iterable[Row], bins: int) -> list[tuple[float, float, float]]:
    """(how many, sum of confidences, how many right) for each bin of equal width."""
    found = [[0.0, 0.0, 0.0] for _ in range(bins)]
    for row in rows:
        if (pair := judged(row)) is not None:
            place = found[min(int(pair[0] * bins), bins - 1)]
            place[0], place[1], place[2] = place[0] + 1, place[1] + pair[0], place[2] + pair[1]
    return [(count, sure, right) for count, sure, right in found]


def in_bins(bins: int) -> Callable[[Score], Tally]:
    return lambda score: tuple(value for place in binned(score.rows, bins) for value in place)


def bins_of(sums: Tally) -> list[tuple[float, float, float]]:
    return [(sums[place], sums[place + 1], sums[place + 2]) for place in range(0, len(sums), 3)]


def curve_of(bins: Sequence[tuple[float, float, float]]) -> list[tuple[float, float]]:
    """The risk-coverage curve from bins of confidence; coverage is of all claims that have a confidence."""
    outcomes = [(sure / count, count, right) for count, sure, right in bins if count]
    return formulas.risk_coverage(outcomes, sum(count for count, _, _ in bins))


def squared(row: Row) -> tuple[float, float]:
    pair = judged(row)
    return (0.0, 0.0) if pair is None else (formulas.brier(*pair), 1.0)


def on_average(
    name: str, group: Group, about: str, counted: Callable[[Score], float], *, better: Literal["lower", "none"] = "none"
) -> Metric:
    """A count for each article, on average."""
    return Metric(
        name, group, about, lambda score: (counted(score), 1.0), lambda sums: formulas.share(*sums), better, share=False
    )


def in_all(name: str, group: Group, about: str, counted: Callable[[Score], float]) -> Metric:
    """A count over all articles that should be 0."""
    return Metric(name, group, about, lambda score: (counted(score),), lambda sums: sums[0], "lower", share=False)
