"""Rules for what the calendar names: days, months, quarters, seasons, years, feasts, and parts of them.

Where no year is given, the one nearest in the direction of the tense is meant. Quarters and halves are the calendar's, also for a
company whose year differs. A day and month in figures that could be either way round are not guessed.
"""

import datetime as dt
import re
from collections.abc import Callable, Sequence
from contextlib import suppress

from claimcheck.dates import days
from claimcheck.dates.days import ONE, Interval
from claimcheck.dates.grammar import AMBIGUOUS, Context, UnknownFormError, UnresolvedError, interval, ranked
from claimcheck.dates.words import (
    MONTHS,
    NAMED_DECADES,
    NTH,
    ORDINALS,
    SEASONS,
    WEEKDAYS,
    D,
    M,
    N,
    S,
    W,
    Y,
    any_of,
    day_number,
    number,
)

rule = ranked(1)
_LAST = ORDINALS["last"]

_REF = rf"(?P<ref>(?:the )?{Y}|(?:the|this|last|next|the previous|the current|the same) year|fiscal {Y})"
_OF_REF = rf"(?: (?:of |in )?{_REF})?"
_TO = r"(?:-| - | or | and | to | through |/)"


def nearest_year(make: Callable[[int], Interval], context: Context) -> Interval:
    """The interval of the year that the tense points to; years without it (29 February) are passed over."""
    options = []
    for year in range(context.base.year - 9, context.base.year + 10):
        with suppress(ValueError):
            options.append(make(year))
    return towards(options, context.base, context)


_JUST_OVER = 45
"""Days that a plan told then may be over ("the offer to meet on 19 March", printed on the 23rd)."""
_RELUCTANCE = 200
"""Days that what is to come counts as farther off where the tense is not known, for news mostly looks back."""


def towards(options: Sequence[Interval], base: dt.date, context: Context) -> Interval:
    """The interval meant among the same one of several years or months, by the tense."""
    if context.deadline:
        return days.nearest(options, base)
    if context.tense == "future-then" and base == context.published:
        return days.coming(options, base - _JUST_OVER * ONE)
    if context.ahead:
        return days.coming(options, base)
    if context.ahead is None:
        return days.nearest(options, base, reluctance=_RELUCTANCE)
    return days.begun(options, base)


def referred(text: str, context: Context) -> int:
    """The year that `2023`, `last year` or `the year` means."""
    found = re.search(Y, text)
    if found:
        return int(found[0])
    if text == "the same year":
        return context.anchor.start.year
    return context.day.year + {"last": -1, "next": 1, "previous": -1}.get(text.split()[-2], 0)


def in_year(make: Callable[[int], Interval], ref: str | None, context: Context) -> Interval:
    """The interval in the year referred to, else in the one that the tense points to."""
    return make(referred(ref, context)) if ref else nearest_year(make, context)


@rule(r"(\d{4})-(\d\d)-(\d\d)(?:t.+)?", r"(\d{4})/(\d\d?)/(\d\d?)", r"(\d{4})\.(\d\d?)\.(\d\d?)")
def _iso(m: re.Match[str], c: Context) -> Interval:
    return days.day(dt.date(int(m[1]), int(m[2]), int(m[3])))


@rule(rf"(?P<y>{Y})-(?P<b>\d\d)", rf"(?P<y>{Y})/(?P<b>\d\d)(?: season)?")
def _years_or_month(m: re.Match[str], c: Context) -> Interval:
    """`2016-19` are years; `2021-03` is a month, for it cannot be."""
    first, second = int(m["y"]), int(m["b"])
    last = first // 100 * 100 + second
    if second <= 12 and last <= first:
        return days.month(first, second)
    if last < first:
        raise UnknownFormError
    return days.years(first, last - first + 1)


@rule(r"(\d\d?)[/.](\d\d?)[/.](\d{4})")
def _figures(m: re.Match[str], c: Context) -> Interval:
    first, second, year = int(m[1]), int(m[2]), int(m[3])
    if first != second and first <= 12 and second <= 12:
        raise UnresolvedError(AMBIGUOUS)
    return days.day(dt.date(year, first, second) if second > 12 else dt.date(year, second, first))


@rule(
    rf"(?:(?P<w>{W}) )?(?:the )?(?P<d>{D})(?: of)? (?P<m>{M}){_OF_REF}",
    rf"(?:(?P<w>{W}) )?(?P<m>{M}) (?:the )?(?P<d>{D}){_OF_REF}",
)
def _day_of_month(m: re.Match[str], c: Context) -> Interval:
    """`3 October 2020`; without a year a weekday beside it picks the year."""
    number_, month = day_number(m["d"]), MONTHS[m["m"]]
    if m["ref"]:
        return days.day(dt.date(referred(m["ref"], c), month, number_))
    if m["w"] in WEEKDAYS:
        for year in range(c.day.year + 1, c.day.year - 6, -1):
            if (found := _if_weekday(year, month, number_, WEEKDAYS[m["w"]])) is not None:
                return found
    return nearest_year(lambda year: days.day(dt.date(year, month, number_)), c)


def _if_weekday(year: int, month: int, number_: int, wanted: int) -> Interval | None:
    if number_ > days.last_of(year, month) or dt.date(year, month, number_).weekday() != wanted:
        return None
    return days.day(dt.date(year, month, number_))


@rule(
    rf"(?:between )?(?:{W} )?(?P<a>{D})(?: {D})*{_TO}(?:{W} )?(?P<b>{D})(?: of)? (?P<m>{M}){_OF_REF}",
    rf"(?:between )?(?:{W} )?(?P<m>{M}) (?P<a>{D})(?: {D})*{_TO}(?:{W} )?(?P<b>{D}){_OF_REF}",
)
def _days_of_month(m: re.Match[str], c: Context) -> Interval:
    """`19 or 22 March`, `26-28 October`, `March 3-5`, `3, 4 and 5 May`."""
    month = MONTHS[m["m"]]

    def make(year: int) -> Interval:
        return days.span(dt.date(year, month, day_number(m["a"])), dt.date(year, month, day_number(m["b"])))

    return in_year(make, m["ref"], c)


@rule(
    rf"(?:from )?(?P<a>{D}(?: of)? {M}) ?(?:-|to|through|until) ?(?P<b>{D}(?: of)? {M}){_OF_REF}",
    rf"(?:from )?(?P<a>{M} {D}) ?(?:-|to|through|until) ?(?P<b>{M} {D}){_OF_REF}",
)
def _days_of_months(m: re.Match[str], c: Context) -> Interval:
    """`30 March-2 April 2021`: the year belongs to the last day."""
    end = interval(m["b"] + (f" {m['ref']}" if m["ref"] else ""), c)
    start = interval(f"{m['a']} {end.end.year}", c)
    if start.start > end.end:
        start = interval(f"{m['a']} {end.end.year - 1}", c)
    return days.span(start.start, end.end)


@rule(rf"the ({D})", rf"(?:{W}) the ({D})")
def _day_number(m: re.Match[str], c: Context) -> Interval:
    """`the 26th`: of the month nearest in the direction of the tense."""
    if m[1].isdigit():
        raise UnknownFormError
    options = []
    for shift in (-2, -1, 0, 1, 2):
        month = days.around(c.base, "month", shift).start
        if day_number(m[1]) <= days.last_of(month.year, month.month):
            options.append(days.day(month.replace(day=day_number(m[1]))))
    return towards(options, c.base, c)


@rule(rf"(?:the month of )?(?P<m>{M}) (?:of |in )?{_REF}", rf"(?P<ref>{Y})'s (?P<m>{M})")
def _month_of_year(m: re.Match[str], c: Context) -> Interval:
    return days.month(referred(m["ref"], c), MONTHS[m["m"]])


@rule(rf"(?:the month of )?({M})")
def _month(m: re.Match[str], c: Context) -> Interval:
    return nearest_year(lambda year: days.month(year, MONTHS[m[1]]), c)


@rule(rf"(?P<how>last|next|this|this past|this coming|the coming|the following) (?P<m>{M})")
def _month_by_place(m: re.Match[str], c: Context) -> Interval:
    return _placed(m["how"], lambda year: days.month(year, MONTHS[m["m"]]), c)


def _placed(how: str, make: Callable[[int], Interval], c: Context) -> Interval:
    """`last March` is over, `next spring` not begun, `this summer` the one under way or nearest in the tense's direction."""
    options = [make(year) for year in range(c.day.year - 2, c.day.year + 3)]
    if how in ("last", "this past", "the past", "the previous"):
        return next(option for option in reversed(options) if option.end < c.day)
    if how in ("next", "this coming", "the coming", "the following"):
        return next(option for option in options if option.start > c.day)
    return until_now(towards(options, c.day, c), c)


def until_now(found: Interval, c: Context) -> Interval:
    """What is told of a unit under way reaches to publication: "the third time this month"."""
    if c.ahead is not True and found.start <= c.day:
        return found._replace(end=min(found.end, c.day))
    return found


@rule(rf"(?:the )?(?:year )?({Y})")
def _year(m: re.Match[str], c: Context) -> Interval:
    return days.year(int(m[1]))


@rule(r"(?:the )?(\d{3}0)s")
def _decade(m: re.Match[str], c: Context) -> Interval:
    """`the 1990s` are ten years, `the 1800s` a hundred."""
    first = int(m[1])
    return days.decade(first) if first % 100 else days.years(first, 100)


@rule(r"(?:the )?'?([2-9]0)s")
def _short_decade(m: re.Match[str], c: Context) -> Interval:
    return days.decade(1900 + int(m[1]))


@rule(rf"(?:the )?({any_of(NAMED_DECADES)})")
def _named_decade(m: re.Match[str], c: Context) -> Interval:
    return days.decade(1900 + NAMED_DECADES[m[1]])


@rule(r"(?:the )?(\d\d)(?:st|nd|rd|th) century")
def _century(m: re.Match[str], c: Context) -> Interval:
    return days.years(100 * int(m[1]) - 99, 100)


@rule(r"(?:the )?turn of the (?:century|millennium)")
def _turn(m: re.Match[str], c: Context) -> Interval:
    return days.years(1999, 3)


@rule(
    rf"(?:the )?(?P<o>{NTH}|final|last) quarter{_OF_REF}",
    rf"q(?P<o>[1-4]){_OF_REF}",
    rf"(?P<o>[1-4])q{_OF_REF}",
    rf"(?P<ref>{Y})'s (?P<o>{NTH}|final|last) quarter",
    rf"(?P<ref>{Y}) (?:q(?P<o>[1-4]))",
)
def _quarter(m: re.Match[str], c: Context) -> Interval:
    """`the third quarter`; results are told when it is over, so looking back an unfinished one is not meant."""
    if m["o"] in ("last", "final") and not m["ref"]:
        raise UnknownFormError
    place = ORDINALS.get(m["o"]) or int(m["o"])
    place = 4 if place == _LAST else place
    if m["ref"]:
        return days.quarter(referred(m["ref"], c), place)
    options = [days.quarter(year, place) for year in range(c.day.year - 2, c.day.year + 3)]
    if c.ahead:
        return towards(options, c.day, c)
    over = [option for option in options if c.ahead is None or option.end < c.day]
    return days.begun(over, c.day)


@rule(r"(?:the )?(?P<o>first|second|latter|other) half(?: of (?P<rest>.+))?", rf"h(?P<o>[12])(?: (?P<rest>{Y}))?")
def _half(m: re.Match[str], c: Context) -> Interval:
    place = {"first": 1, "1": 1}.get(m["o"], 2)
    whole = _whole(m["rest"] or "the year", c)
    return _some(days.half(whole, place))


def _some(found: Interval | None) -> Interval:
    if found is None:
        raise UnknownFormError
    return found


@rule(
    rf"(?:the )?(?P<o>first|opening|last|final) (?P<n>{N}) months of {_REF}",
    rf"(?:the )?(?P<o>first|opening) (?P<n>{N}) months",
)
def _months_of_year(m: re.Match[str], c: Context) -> Interval:
    year = referred(m["ref"], c) if "ref" in m.re.groupindex else c.day.year
    count = number(m["n"])
    if count > 12:
        raise UnknownFormError
    return days.months(year, 13 - count if ORDINALS[m["o"]] == _LAST else 1, count)


@rule(
    rf"(?:the )?(?P<o>{NTH}|opening|last|final) (?P<u>day|week|weekend|{W}) (?:of|in) (?P<rest>.+)",
)
def _nth(m: re.Match[str], c: Context) -> Interval:
    """`the first week of June` is its first seven days, `the last Sunday in May` a day."""
    whole, place = _whole(m["rest"], c), ORDINALS[m["o"]]
    if m["u"] in WEEKDAYS:
        return days.day(days.nth_weekday(whole, WEEKDAYS[m["u"]], place))
    if m["u"] == "weekend":
        return days.weekend(days.nth_weekday(whole, 5, place))
    size = 1 if m["u"] == "day" else 7
    start = whole.end - (size - 1) * ONE if place == _LAST else whole.start + size * (place - 1) * ONE
    return Interval(start, start + (size - 1) * ONE, "day" if size == 1 else "week")


@rule(
    rf"(?:the )?(?P<s>{S}) (?:of )?(?P<y>{Y})(?:[-/]\d+)?",
    rf"(?P<y>{Y})'s (?P<s>{S})",
)
def _season_of_year(m: re.Match[str], c: Context) -> Interval:
    """Whole months; the winter of a year begins in its December."""
    return season(m["s"], int(m["y"]))


@rule(
    rf"(?P<how>the|last|next|this|this past|this coming|the coming|the past|the previous|the following)? ?(?P<s>{S})(?: months)?"
)
def _season_by_place(m: re.Match[str], c: Context) -> Interval:
    how = m["how"] or "the"
    if how == "the":
        return nearest_year(lambda year: season(m["s"], year), c)
    return _placed(how, lambda year: season(m["s"], year), c)


def season(name: str, year: int) -> Interval:
    """Three whole months; the winter of a year begins in its December."""
    return days.months(year, SEASONS[name], 3, "season")


def _fixed(month: int, day: int) -> Callable[[int], dt.date]:
    return lambda year: dt.date(year, month, day)


def _easter(shift: int) -> Callable[[int], dt.date]:
    return lambda year: days.easter(year) + shift * ONE


def _movable(month: int, weekday: int, nth: int) -> Callable[[int], dt.date]:
    return lambda year: days.nth_weekday(days.month(year, month), weekday, nth)


_FEASTS: dict[str, Callable[[int], dt.date]] = {
    "new year's day": _fixed(1, 1), "new year's eve": _fixed(12, 31), "new years eve": _fixed(12, 31),
    "new years day": _fixed(1, 1), "valentine's day": _fixed(2, 14), "st patrick's day": _fixed(3, 17),
    "april fools day": _fixed(4, 1), "may day": _fixed(5, 1), "independence day": _fixed(7, 4),
    "fourth of july": _fixed(7, 4), "bastille day": _fixed(7, 14), "halloween": _fixed(10, 31),
    "all saints day": _fixed(11, 1), "armistice day": _fixed(11, 11), "veterans day": _fixed(11, 11),
    "christmas eve": _fixed(12, 24), "christmas day": _fixed(12, 25), "christmas": _fixed(12, 25),
    "boxing day": _fixed(12, 26), "shrove tuesday": _easter(-47), "ash wednesday": _easter(-46),
    "palm sunday": _easter(-7), "maundy thursday": _easter(-3), "good friday": _easter(-2), "easter sunday": _easter(0),
    "easter day": _easter(0), "easter": _easter(0), "easter monday": _easter(1), "ascension day": _easter(39),
    "pentecost": _easter(49), "whit sunday": _easter(49), "whit monday": _easter(50),
    "memorial day": _movable(5, 0, -1), "labor day": _movable(9, 0, 1), "columbus day": _movable(10, 0, 2),
    "thanksgiving": _movable(11, 3, 4), "thanksgiving day": _movable(11, 3, 4), "mlk day": _movable(1, 0, 3),
    "presidents day": _movable(2, 0, 3),
}  # fmt: skip
FEAST = any_of(sorted(_FEASTS, reverse=True))  # `easter monday` before `easter`


@rule(rf"(?:the )?(?:(?P<how>last|next|this|this coming|this past) )?(?P<f>{FEAST}){_OF_REF}")
def _feast(m: re.Match[str], c: Context) -> Interval:
    return _feast_day(m["f"], m["how"], m["ref"], c)


@rule(rf"(?:the )?(?:(?P<how>last|next|this) )?(?P<f>{FEAST}) weekend{_OF_REF}")
def _feast_weekend(m: re.Match[str], c: Context) -> Interval:
    """Friday to Monday of the nearest weekend, and the feast with it: of Thanksgiving Thursday to Monday."""
    at = _feast_day(m["f"], m["how"], m["ref"], c).start
    friday = days.weekday(4, at + 2 * ONE, ahead=False)
    return days.span(min(at, friday), max(at, friday + 3 * ONE))


def _feast_day(name: str, how: str | None, ref: str | None, c: Context) -> Interval:
    def make(year: int) -> Interval:
        return days.day(_FEASTS[name](year))

    if how and how != "this" and not ref:
        return _placed(how, make, c)
    return in_year(make, ref, c)


@rule(r"(?:the )?(?:early part|beginning|start) of the new year", r"the new year")
def _new_year(m: re.Match[str], c: Context) -> Interval:
    """The early part of the next year, where one is looked forward to; else of this one."""
    coming = c.ahead is not False or c.day.month > 6
    return _some(days.third(days.year(c.day.year + coming), "early"))


@rule(r"(?:the )?(?P<part>early|mid|middle of|late) (?:part of )?(?P<rest>.+)")
def _part(m: re.Match[str], c: Context) -> Interval:
    """`early 2024`, `mid-July`, `the late 1990s`, `late last year`: a third of it."""
    return _some(days.third(interval(m["rest"], c), m["part"].split()[0].replace("middle", "mid")))


@rule(
    r"(?:the )?(?P<edge>very end|end|close|start|beginning|outset) of (?P<rest>.+)",
    r"(?P<rest>(?:the )?(?:year|month|week))(?:'s)?[ -](?P<edge>end|start)",
)
def _edge(m: re.Match[str], c: Context) -> Interval:
    """`the end of September` is its last day, `the start of the year` its first."""
    whole = _whole(m["rest"], c)
    return days.day(whole.end if m["edge"] in ("end", "very end", "close") else whole.start)


def _whole(text: str, c: Context) -> Interval:
    """`the year` is the one of publication."""
    bare = re.fullmatch(r"(?:the )?(week|month|quarter|year|decade|century|day)", text)
    return days.around(c.day, bare[1]) if bare else interval(text, c)


@rule(r"(?:the )?week (?P<how>of|beginning|starting|commencing|from|ending|ended) (?:on )?(?P<rest>.+)")
def _week_named(m: re.Match[str], c: Context) -> Interval:
    at = interval(m["rest"], c).start
    if m["how"] == "of":
        return days.week(at)
    start = at - 6 * ONE if m["how"].startswith("end") else at
    return Interval(start, start + 6 * ONE, "week")
