"""Assignment, formulas, bootstrap and McNemar, against examples worked by hand."""

import itertools
import math
import random

import pytest

from claimcheck.evaluation import formulas
from claimcheck.evaluation.assignment import assign
from claimcheck.evaluation.statistics import difference, draws, interval, mcnemar


def test_the_pairs_have_the_greatest_sum_not_the_greatest_first() -> None:
    assert assign([[0.9, 0.8], [0.7, 0.0]], floor=0.5) == [(0, 1), (1, 0)]


def test_a_pair_under_the_floor_is_left_out_and_never_stands_in_the_way() -> None:
    # 0.49 + 0.49 would beat 0.9 if it counted
    assert assign([[0.9, 0.49], [0.49, 0.0]], floor=0.5) == [(0, 0)]
    assert assign([[0.5]], floor=0.5) == [(0, 0)]
    assert assign([], floor=0.5) == []
    assert assign([[], []], floor=0.5) == []


def test_the_assignment_is_the_best_of_all_permutations() -> None:
    drawn = random.Random(3)
    for _ in range(300):
        rows, columns = drawn.randint(1, 5), drawn.randint(1, 5)
        scores = [[drawn.choice([drawn.random(), 0.0, 0.5]) for _ in range(columns)] for _ in range(rows)]
        pairs = assign(scores, floor=0.3)
        size = max(rows, columns)
        square = [
            [scores[r][c] if r < rows and c < columns and scores[r][c] >= 0.3 else 0.0 for c in range(size)]
            for r in range(size)
        ]
        best = max(sum(square[r][order[r]] for r in range(size)) for order in itertools.permutations(range(size)))
        assert sum(scores[r][c] for r, c in pairs) == pytest.approx(best)
        assert len({r for r, _ in pairs}) == len({c for _, c in pairs}) == len(pairs)


def test_f1_and_macro_f1_by_hand() -> None:
    assert formulas.f1(2, 4, 3) == pytest.approx(4 / 7)
    assert formulas.f1(0, 0, 0) is None
    confusion = {("a", "a"): 1.0, ("a", "b"): 1.0, ("b", "b"): 2.0}
    assert formulas.macro_f1(confusion, ["a", "b"]) == pytest.approx((2 / 3 + 4 / 5) / 2)
    assert formulas.macro_f1(confusion, ["a", "b", "never used"]) == pytest.approx((2 / 3 + 4 / 5) / 2)
    assert formulas.of_label(confusion, "b") == (2, 3, 2)
    assert formulas.macro_f1({}, ["a"]) is None


def test_ranking_formulas_by_hand() -> None:
    assert formulas.recall_at([1, 5, 0, 3], 3) == 0.5
    assert formulas.recall_at([], 3) is None
    assert formulas.dcg([2, 0, 1]) == pytest.approx(2.5)
    assert formulas.ndcg([1, 2], [2, 1], 2) == pytest.approx((1 + 2 / math.log2(3)) / (2 + 1 / math.log2(3)))
    assert formulas.ndcg([0, 0, 5], [5], 2) == 0
    assert formulas.ndcg([], [], 8) is None


def test_calibration_formulas_by_hand() -> None:
    assert formulas.brier(0.8, True) == pytest.approx(0.04)
    assert formulas.brier(0.8, False) == pytest.approx(0.64)
    assert formulas.ece([(2, 1.8, 1), (2, 0.4, 0)]) == pytest.approx((0.8 + 0.4) / 4)
    assert formulas.ece([(0, 0, 0)]) is None


def test_risk_and_coverage_by_hand() -> None:
    outcomes = [(0.5, 1.0, 0.0), (0.9, 1.0, 1.0)]
    curve = formulas.risk_coverage(outcomes, 4)
    assert curve == [(0.25, 0.0), (0.5, 0.5)]
    assert formulas.aurc(curve) == pytest.approx(0.25 * 0.5 / 0.5)
    assert formulas.risk_coverage([(0.9, 1, 1), (0.9, 1, 0)], 2) == [(1.0, 0.5)]
    assert formulas.aurc([]) is None


def share(sums: tuple[float, ...]) -> float | None:
    return sums[0] / sums[1] if sums[1] else None


def test_an_interval_holds_the_value_and_narrows_with_more_articles() -> None:
    few = [(3.0, 4.0), (1.0, 4.0), (4.0, 4.0)]
    found = interval(share, few, draws(3, seed=1))
    assert found.value == pytest.approx(8 / 12)
    assert found.low is not None and found.high is not None
    assert 0.25 <= found.low < found.value < found.high <= 1.0
    many = interval(share, few * 30, draws(90, seed=1))
    assert many.low is not None and many.high is not None
    assert many.high - many.low < found.high - found.low


def test_articles_that_agree_have_an_interval_without_width() -> None:
    found = interval(share, [(1.0, 2.0)] * 5, draws(5, seed=1))
    assert (found.low, found.value, found.high) == (0.5, 0.5, 0.5)


def test_nothing_counted_is_no_figure() -> None:
    assert interval(share, [(0.0, 0.0)] * 3, draws(3, seed=1)).value is None
    assert interval(share, [], draws(0, seed=1)).value is None
    assert difference(share, [(0.0, 0.0)], [(1.0, 1.0)], draws(1, seed=1)).value is None


def test_the_same_seed_draws_the_same_articles() -> None:
    assert (draws(7, seed=5) == draws(7, seed=5)).all()
    assert not (draws(7, seed=5) == draws(7, seed=6)).all()
    assert (draws(7, seed=5).sum(axis=1) == 7).all()


def test_a_paired_difference_sees_what_two_intervals_would_not() -> None:
    # the articles differ a lot among each other, but the second system is better on every one
    before = [(float(part), 20.0) for part in (2, 6, 10, 14, 16, 4, 8, 12)]
    after = [(part + 2, whole) for part, whole in before]
    found = difference(share, before, after, draws(8, seed=2))
    assert found.value == pytest.approx(0.1)
    assert found.low == pytest.approx(0.1) and found.high == pytest.approx(0.1)
    assert found.p is not None and found.p < 0.01


def test_no_difference_is_not_significant() -> None:
    same = [(1.0, 4.0), (3.0, 4.0)]
    found = difference(share, same, same, draws(2, seed=2))
    assert found.value == 0
    assert found.p == 1.0


def test_mcnemar_by_hand() -> None:
    assert mcnemar(1, 8) == pytest.approx(2 * (1 + 9) / 512)
    assert mcnemar(8, 1) == mcnemar(1, 8)
    assert mcnemar(0, 0) == 1.0
    assert mcnemar(5, 5) == 1.0
