"""Intervals of days and the calendar arithmetic on them; knows no words."""

import calendar
import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from claimcheck.claims import Precision

ONE = dt.timedelta(days=1)


class Interval(NamedTuple):
    """A closed interval of days with how fine it was named."""

    start: dt.date
    end: dt.date
    precision: Precision


def day(at: dt.date) -> Interval:
    """One day."""
    return Interval(at, at, "day")


def span(start: dt.date, end: dt.date) -> Interval:
    """From one day to another, put in order; one day where they are the same."""
    first, last = min(start, end), max(start, end)
    return Interval(first, last, "day" if first == last else "range")


def week(at: dt.date) -> Interval:
    """Monday to Sunday around a day."""
    monday = at - at.weekday() * ONE
    return Interval(monday, monday + 6 * ONE, "week")


def weekend(at: dt.date) -> Interval:
    """Saturday and Sunday of the week around a day."""
    saturday = week(at).start + 5 * ONE
    return Interval(saturday, saturday + ONE, "range")


def month(year: int, number: int) -> Interval:
    """A calendar month."""
    return Interval(dt.date(year, number, 1), dt.date(year, number, last_of(year, number)), "month")


def months(year: int, first: int, count: int, precision: Precision = "range") -> Interval:
    """So many months from the first one named, which may run into the next year: `(2023, 12, 3)` is a winter."""
    start = dt.date(year, first, 1)
    return Interval(start, added_months(start, count) - ONE, precision)


def quarter(year: int, number: int) -> Interval:
    """A calendar quarter, 1 to 4."""
    return months(year, 3 * number - 2, 3, "quarter")


def year(number: int) -> Interval:
    """A calendar year."""
    return years(number, 1, "year")


def years(first: int, count: int, precision: Precision = "range") -> Interval:
    """So many calendar years."""
    return Interval(dt.date(first, 1, 1), dt.date(first + count - 1, 12, 31), precision)


def decade(first: int) -> Interval:
    """`1990` is 1990 to 1999."""
    return years(first, 10, "decade")


def last_of(year: int, number: int) -> int:
    """How many days a month has."""
    return calendar.monthrange(year, number)[1]


def added_months(at: dt.date, count: int) -> dt.date:
    """The same day so many months on, or the last of that month: `31 January + 1 -> 28 February`."""
    total = at.year * 12 + at.month - 1 + count
    to_year, to_month = divmod(total, 12)
    return dt.date(to_year, to_month + 1, min(at.day, last_of(to_year, to_month + 1)))


def added(at: dt.date, count: int, unit: str) -> dt.date:
    """The day so many units on; `unit` is day, week, fortnight, month, quarter, year, decade or century."""
    if unit in _DAYS:
        return at + count * _DAYS[unit] * ONE
    return added_months(at, count * _MONTHS[unit])


_DAYS = {"day": 1, "week": 7, "fortnight": 14}
_MONTHS = {"month": 1, "quarter": 3, "year": 12, "decade": 120, "century": 1200}


def around(at: dt.date, unit: str, shift: int = 0) -> Interval:
    """The calendar unit around a day, or so many before or after it: `(2024-03-14, "month", -1)` is February 2024."""
    if unit == "day":
        return day(at + shift * ONE)
    if unit == "week":
        return week(at + shift * 7 * ONE)
    if unit == "weekend":
        return weekend(at + shift * 7 * ONE)
    if unit == "fortnight":
        return span(at + shift * 14 * ONE, at + (shift * 14 + 13) * ONE)
    if unit == "month":
        moved = added_months(at, shift)
        return month(moved.year, moved.month)
    if unit == "quarter":
        moved = added_months(at, 3 * shift)
        return quarter(moved.year, (moved.month + 2) // 3)
    if unit == "year":
        return year(at.year + shift)
    size = 10 if unit == "decade" else 100
    return years(at.year // size * size + shift * size, size, "decade" if size == 10 else "range")


def weekday(number: int, base: dt.date, *, ahead: bool) -> dt.date:
    """The nearest such weekday on or after `base`, or on or before it; `base` itself if it is one."""
    shift = (number - base.weekday()) % 7
    return base + (shift if ahead or not shift else shift - 7) * ONE


def nth_weekday(within: Interval, number: int, nth: int) -> dt.date:
    """The first (1), second ... or last (-1) such weekday of an interval."""
    if nth < 0:
        return weekday(number, within.end, ahead=False)
    return weekday(number, within.start, ahead=True) + 7 * (nth - 1) * ONE


def easter(of: int) -> dt.date:
    """Easter Sunday of a year in the Gregorian calendar (Meeus, Jones and Butcher)."""
    golden, century, rest = of % 19, of // 100, of % 100
    shift = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    to_sunday = (32 + 2 * (century % 4) + 2 * (rest // 4) - shift - rest % 4) % 7
    late = (golden + 11 * shift + 22 * to_sunday) // 451
    number, before = divmod(shift + to_sunday - 7 * late + 114, 31)
    return dt.date(of, number, before + 1)


def coming(options: Iterable[Interval], base: dt.date) -> Interval:
    """The first that is not over on a day."""
    return next(option for option in sorted(options) if option.end >= base)


def begun(options: Iterable[Interval], base: dt.date) -> Interval:
    """The last that has begun by a day."""
    return next(option for option in sorted(options, reverse=True) if option.start <= base)


def nearest(options: Iterable[Interval], base: dt.date, *, reluctance: int = 0) -> Interval:
    """The one with the fewest days between it and a day; what is to come counts as so many days farther off."""
    return min(sorted(options), key=lambda option: _distance(option, base, reluctance))


def _distance(option: Interval, base: dt.date, reluctance: int) -> int:
    if option.start > base:
        return (option.start - base).days + reluctance
    return max(0, (base - option.end).days)


def third(of: Interval, part: str) -> Interval | None:
    """The early, mid or late part of a week, month, season, year or decade; None for what has no such parts."""
    place = ("early", "mid", "late").index(part)
    start = of.start
    if of.precision == "year":
        return months(start.year, 4 * place + 1, 4)
    if of.precision == "season":
        return months(added_months(start, place).year, added_months(start, place).month, 1, "month")
    if of.precision == "month":
        return span(start.replace(day=10 * place + 1), of.end if part == "late" else start.replace(day=10 * place + 10))
    if of.precision == "decade":
        first, count = ((0, 4), (4, 3), (7, 3))[place]
        return years(start.year + first, count)
    if of.precision == "week":
        first, last = ((0, 2), (2, 2), (3, 6))[place]
        return span(start + first * ONE, start + last * ONE)
    return None


def half(of: Interval, number: int) -> Interval | None:
    """The first or second half of a month, year or decade; None for other intervals."""
    start = of.start
    if of.precision == "year":
        return months(start.year, 6 * number - 5, 6)
    if of.precision == "month":
        return span(start, start.replace(day=15)) if number == 1 else span(start.replace(day=16), of.end)
    if of.precision == "decade":
        return years(start.year + 5 * (number - 1), 5)
    return None
