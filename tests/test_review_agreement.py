"""Agreement: published examples, sums done by hand, and what counts as an independent decision."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from desks import ADA, BEN, CLEO, JUDGE, Clock, article, claims, finding, report, says

from claimcheck.review import Desk
from claimcheck.review.agreement import Unit, cohen, fleiss, gwet, krippendorff, percent


def raters(*counts: int) -> Unit:
    """`raters(2, 0, 1) -> {"0": "a", "1": "a", "2": "c"}`: so many raters gave each label."""
    labels = [label for label, count in zip("abcde", counts, strict=False) for _ in range(count)]
    return {str(place): label for place, label in enumerate(labels)}


FLEISS_1971_STYLE = [
    (0, 0, 0, 0, 14), (0, 2, 6, 4, 2), (0, 0, 3, 5, 6), (0, 3, 9, 2, 0), (2, 2, 8, 1, 1),
    (7, 7, 0, 0, 0), (3, 2, 6, 3, 0), (2, 5, 3, 2, 2), (6, 5, 2, 1, 0), (0, 2, 2, 3, 7),
]  # fmt: skip
"""The worked example of the English Wikipedia's article "Fleiss' kappa": 14 raters, 10 subjects, 5 categories, kappa 0.210."""
KRIPPENDORFF_2011 = {
    "A": (1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None),
    "B": (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3),
    "C": (None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None),
    "D": (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None),
}
"""Example C of "Computing Krippendorff's Alpha-Reliability" (2011): four observers, twelve units, nominal alpha 0.743."""


def test_fleiss_kappa_is_that_of_the_worked_example() -> None:
    assert fleiss([raters(*row) for row in FLEISS_1971_STYLE]).value == pytest.approx(0.210, abs=5e-4)


def test_alpha_is_that_of_krippendorffs_own_example_with_missing_ratings() -> None:
    units = [
        {name: str(row[place]) for name, row in KRIPPENDORFF_2011.items() if row[place] is not None}
        for place in range(12)
    ]
    found = krippendorff(units)
    assert found.value == pytest.approx(0.743, abs=5e-4)
    assert found.units == 11


def test_cohens_kappa_by_hand() -> None:
    """20 and 15 agreeing of 50, 5 and 10 not: po = .7, pe = .5 * .6 + .5 * .4 = .5, kappa = .4."""
    pairs = [("yes", "yes")] * 20 + [("yes", "no")] * 5 + [("no", "yes")] * 10 + [("no", "no")] * 15
    assert cohen(pairs).value == pytest.approx(0.4)


def test_ac1_holds_where_kappa_collapses() -> None:
    """118, 5, 2, 0 of 125: po = .944; kappa's pe = (123 * 120 + 2 * 5) / 125^2 = .9453, kappa = -.0234;
    AC1's pe = 2 * .972 * .028 = .0544, AC1 = .9408."""
    pairs = [("+", "+")] * 118 + [("+", "-")] * 5 + [("-", "+")] * 2
    units = [{"a": a, "b": b} for a, b in pairs]
    assert cohen(pairs).value == pytest.approx(-0.0234, abs=5e-5)
    assert gwet(units).value == pytest.approx(0.9408, abs=5e-5)
    assert percent(units).value == pytest.approx(0.944)


def test_percent_counts_pairs_of_raters() -> None:
    """Two against one agree in 1 of 3 pairs, three of three in all: (1/3 + 1) / 2."""
    assert percent([raters(2, 1), raters(3)]).value == pytest.approx(2 / 3)


def test_where_chance_explains_everything_there_is_no_coefficient() -> None:
    same = [raters(2)] * 5
    assert percent(same).value == 1
    assert fleiss(same).value is krippendorff(same).value is gwet(same).value is cohen([("a", "a")] * 5).value is None


def test_units_with_one_rater_tell_nothing() -> None:
    assert percent([raters(1)]).model_dump() == {"value": None, "low": None, "high": None, "units": 0}
    assert cohen([]).value is None


def test_the_interval_holds_the_value_and_is_the_same_each_time() -> None:
    units = [raters(2, 0), raters(1, 1), raters(0, 2), raters(2, 0)] * 10
    first = fleiss(units)
    assert first.low is not None
    assert first.high is not None
    assert first.value is not None
    assert first.low < first.value < first.high
    assert first == fleiss(units)
    narrower = fleiss(units * 4)
    assert narrower.low is not None
    assert narrower.high is not None
    assert narrower.high - narrower.low < first.high - first.low


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    from claimcheck.settings import ReviewSettings

    with Desk.open(tmp_path / "library.db", ReviewSettings(min_reviews=2), clock=Clock()) as opened:
        yield opened


def test_people_are_compared_with_each_other_and_with_the_machine(desk: Desk) -> None:
    desk.enqueue(claims(3))
    for place, (first, second) in enumerate([("supported", "supported"), ("contested", "supported"), (None, None)]):
        desk.decide(f"c-{place}", ADA, says(first))
        desk.decide(f"c-{place}", BEN, says(second))
    found = desk.agreement()
    assert found.people.percent.value == pytest.approx(2 / 3)
    assert [(pair.first, pair.second, pair.percent.units) for pair in found.pairs] == [("ada", "ben", 3)]
    assert found.pairs[0].table == {
        "contested": {"supported": 1},
        "supported": {"supported": 1},
        "unverified": {"unverified": 1},
    }
    assert found.machine.percent.value == pytest.approx(2 / 6)  # the machine has no label for any, people twice
    assert {pair.first: pair.percent.value for pair in found.with_machine} == pytest.approx(
        {"ada": 1 / 3, "ben": 1 / 3}
    )
    assert [month.name for month in found.months] == ["2026-03"]


def test_what_was_undone_propagated_or_adjudicated_is_no_independent_decision(desk: Desk) -> None:
    about, other = article(), article("a-2")
    same = "Nine million litres were lost."
    desk.enqueue(report([finding("c-1", same, article=about)], of=about))
    desk.enqueue(report([finding("c-2", same, article=other)], of=other))
    desk.decide("c-1", ADA, says("supported"), propagate=True)
    desk.decide("c-1", BEN, says("contested"))
    desk.decide("c-2", CLEO, says("supported"))
    desk.adjudicate("c-1", JUDGE, says("supported", "the meter was read"))
    assert desk.agreement().people.percent.model_dump(include={"value", "units"}) == {"value": 0.0, "units": 1}
    desk.undo("c-1", BEN)
    assert desk.agreement().people.percent.units == 0


def test_what_the_machine_failed_on_is_not_held_against_it(desk: Desk) -> None:
    about = article()
    failed = finding("c-1", "The dam held.", article=about).model_copy(update={"verdict": None, "error": "503"})
    desk.enqueue(report([failed], of=about))
    desk.decide("c-1", ADA, says("supported"))
    assert desk.agreement().machine.percent.units == 0


def test_throughput_counts_people_days_and_what_waits(tmp_path: Path) -> None:
    clock = Clock()
    with Desk.open(tmp_path / "library.db", clock=clock) as desk:
        desk.enqueue(claims(3))
        lease = desk.next(ADA)
        assert lease
        clock.pass_(seconds=40)
        desk.submit(lease.item.id, lease.token, ADA, says("supported"))
        clock.pass_(days=1)
        desk.decide("c-1", BEN, says(None))
        found = desk.throughput()
    assert found.states == {"agreed": 2, "open": 1}
    assert {pace.reviewer: (pace.decisions, pace.median_seconds) for pace in found.people} == {
        "ada": (1, 40.0),
        "ben": (1, None),
    }
    assert [(day.day.isoformat(), day.queued, day.decisions) for day in found.days] == [
        ("2026-03-02", 3, 1),
        ("2026-03-03", 0, 1),
    ]
    assert found.oldest_waiting == Clock().now
