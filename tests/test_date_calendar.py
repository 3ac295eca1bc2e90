"""The arithmetic of the calendar below the rules for time expressions: units and their parts, weekdays, Easter, the nearest of several."""

import datetime as dt

import pytest

from claimcheck.dates import days
from claimcheck.dates.days import Interval

AT = dt.date(2021, 3, 31)
"""A Wednesday, and the last day of a month and a quarter."""


def date(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def shown(found: Interval | None) -> str:
    """`"2021-03-01..2021-03-31 month"`."""
    return "none" if found is None else f"{found.start}..{found.end} {found.precision}"


@pytest.mark.parametrize(
    ("unit", "shift", "expected"),
    [
        ("day", 0, "2021-03-31..2021-03-31 day"),
        ("day", -2, "2021-03-29..2021-03-29 day"),
        ("week", 0, "2021-03-29..2021-04-04 week"),
        ("week", -2, "2021-03-15..2021-03-21 week"),
        ("week", -3, "2021-03-08..2021-03-14 week"),
        ("weekend", -3, "2021-03-13..2021-03-14 range"),
        ("weekend", 0, "2021-04-03..2021-04-04 range"),
        ("weekend", 2, "2021-04-17..2021-04-18 range"),
        ("weekend", -1, "2021-03-27..2021-03-28 range"),
        ("fortnight", 0, "2021-03-31..2021-04-13 range"),
        ("fortnight", 2, "2021-04-28..2021-05-11 range"),
        ("fortnight", -1, "2021-03-17..2021-03-30 range"),
        ("month", 0, "2021-03-01..2021-03-31 month"),
        ("month", -1, "2021-02-01..2021-02-28 month"),
        ("month", 9, "2021-12-01..2021-12-31 month"),
        ("quarter", 0, "2021-01-01..2021-03-31 quarter"),
        ("quarter", 1, "2021-04-01..2021-06-30 quarter"),
        ("quarter", -2, "2020-07-01..2020-09-30 quarter"),
        ("year", 0, "2021-01-01..2021-12-31 year"),
        ("year", -3, "2018-01-01..2018-12-31 year"),
        ("decade", 0, "2020-01-01..2029-12-31 decade"),
        ("decade", -2, "2000-01-01..2009-12-31 decade"),
        ("century", 0, "2000-01-01..2099-12-31 range"),
        ("century", -1, "1900-01-01..1999-12-31 range"),
    ],
)
def test_the_unit_around_a_day_or_so_many_on(unit: str, shift: int, expected: str) -> None:
    assert shown(days.around(AT, unit, shift)) == expected


@pytest.mark.parametrize(
    ("count", "unit", "expected"),
    [
        (3, "day", "2021-04-03"),
        (-2, "week", "2021-03-17"),
        (1, "fortnight", "2021-04-14"),
        (1, "month", "2021-04-30"),
        (-1, "month", "2021-02-28"),
        (9, "month", "2021-12-31"),
        (1, "quarter", "2021-06-30"),
        (-1, "year", "2020-03-31"),
        (2, "decade", "2041-03-31"),
        (-2, "century", "1821-03-31"),
    ],
)
def test_a_day_so_many_units_on_stays_in_its_month(count: int, unit: str, expected: str) -> None:
    assert days.added(AT, count, unit) == date(expected)


@pytest.mark.parametrize(
    ("whole", "early", "mid", "late"),
    [
        (days.year(2021), "01-01..2021-04-30 range", "05-01..2021-08-31 range", "09-01..2021-12-31 range"),
        (days.month(2021, 2), "02-01..2021-02-10 range", "02-11..2021-02-20 range", "02-21..2021-02-28 range"),
        (days.week(AT), "03-29..2021-03-31 range", "03-31..2021-03-31 day", "04-01..2021-04-04 range"),
        (
            days.months(2021, 6, 3, "season"),
            "06-01..2021-06-30 month",
            "07-01..2021-07-31 month",
            "08-01..2021-08-31 month",
        ),
    ],
)
def test_a_unit_has_an_early_a_mid_and_a_late_part(whole: Interval, early: str, mid: str, late: str) -> None:
    assert [shown(days.third(whole, part)) for part in ("early", "mid", "late")] == [
        f"2021-{part}" for part in (early, mid, late)
    ]


def test_the_parts_of_a_winter_and_of_a_decade_run_over_the_year() -> None:
    winter = days.months(2020, 12, 3, "season")
    assert shown(days.third(winter, "mid")) == "2021-01-01..2021-01-31 month"
    parts = [shown(days.third(days.decade(1990), part)) for part in ("early", "mid", "late")]
    assert parts == [
        "1990-01-01..1993-12-31 range",
        "1994-01-01..1996-12-31 range",
        "1997-01-01..1999-12-31 range",
    ]
    assert days.third(days.quarter(2021, 1), "early") is None
    assert days.third(days.day(AT), "late") is None


@pytest.mark.parametrize(
    ("whole", "first", "second"),
    [
        (days.year(2021), "2021-01-01..2021-06-30 range", "2021-07-01..2021-12-31 range"),
        (days.month(2021, 2), "2021-02-01..2021-02-15 range", "2021-02-16..2021-02-28 range"),
        (days.decade(1990), "1990-01-01..1994-12-31 range", "1995-01-01..1999-12-31 range"),
        (days.week(AT), "none", "none"),
    ],
)
def test_a_month_a_year_and_a_decade_have_two_halves(whole: Interval, first: str, second: str) -> None:
    assert [shown(days.half(whole, number)) for number in (1, 2)] == [first, second]


def test_of_several_intervals_the_coming_one_is_not_over_and_the_last_one_has_begun() -> None:
    weeks = [days.week(AT + shift * 7 * days.ONE) for shift in (1, -1, 0)]
    assert days.coming(weeks, weeks[2].end) == weeks[2]
    assert days.coming(weeks, weeks[2].end + days.ONE) == weeks[0]
    assert days.begun(weeks, weeks[2].start) == weeks[2]
    assert days.begun(weeks, weeks[2].start - days.ONE) == weeks[1]


@pytest.mark.parametrize(
    ("options", "reluctance", "expected"),
    [
        (["03-25", "04-05"], 0, "04-05"),
        (["03-25", "04-06"], 0, "03-25"),
        (["03-26", "04-05"], 0, "03-26"),
        (["04-05", "03-26"], 0, "03-26"),
        (["03-25", "04-05"], 2, "03-25"),
        (["03-01", "04-05"], 20, "04-05"),
        (["03-11", "04-01"], 20, "03-11"),
        (["03-30", "03-31"], 200, "03-31"),
        (["03-31", "04-01"], 0, "03-31"),
    ],
)
def test_the_nearest_day_is_taken_and_one_to_come_only_where_it_is_much_nearer(
    options: list[str], reluctance: int, expected: str
) -> None:
    among = [days.day(date(f"2021-{option}")) for option in options]
    assert days.nearest(among, AT, reluctance=reluctance).start == date(f"2021-{expected}")


def test_without_any_reluctance_a_day_nearer_is_enough() -> None:
    six_back, five_on = days.day(date("2021-03-25")), days.day(date("2021-04-05"))
    assert days.nearest([six_back, five_on], AT) == five_on


def test_an_interval_under_way_is_nearer_than_one_that_ended_yesterday() -> None:
    over, under_way = days.day(AT - days.ONE), days.span(AT - days.ONE, AT + 5 * days.ONE)
    assert days.nearest([over, under_way], AT) == under_way


EASTER = """
1583-04-10 1598-03-22 1666-04-25 1699-04-19 1700-04-11 1724-04-16 1744-04-05 1761-03-22 1777-03-30 1799-03-24 1800-04-13
1818-03-22 1845-03-23 1859-04-24 1886-04-25 1899-04-02 1900-04-15 1913-03-23 1924-04-20 1940-03-24 1943-04-25 1954-04-18
1961-04-02 1974-04-14 1981-04-19 1999-04-04 2000-04-23 2008-03-23 2011-04-24 2019-04-21 2021-04-04 2024-03-31 2025-04-20
2035-03-25 2038-04-25 2049-04-18 2057-04-22 2076-04-19 2079-04-23 2095-04-24 2099-04-12 2100-03-28 2106-04-18 2133-04-19
2160-03-23 2172-04-12 2199-04-14 2200-04-06 2218-04-12 2285-03-22 2299-04-16 2300-04-08 2308-04-12 2353-03-22 2400-04-16
2437-03-22 2499-03-29 3165-04-18 3192-04-19
"""


@pytest.mark.parametrize("day", EASTER.split())
def test_easter_falls_where_the_almanac_has_it(day: str) -> None:
    assert days.easter(date(day).year) == date(day)
