"""Time expressions of news prose: one row a rule, so that a changed rule changes a row; and what holds for all of them."""

import datetime as dt
import itertools

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from claimcheck.claims import When
from claimcheck.dates import find, resolve
from claimcheck.dates.tense import tense

TUESDAY = dt.date(2021, 3, 23)
"""Publication day of all rows."""


def when(start: str, end: str | None = None, expression: str = "then", precision: str = "day") -> When:
    return When.model_validate({"expression": expression, "start": start, "end": end or start, "precision": precision})


def days(
    expression: str,
    sentence: str = "{}",
    *,
    published: dt.date | None = TUESDAY,
    previous: When | None = None,
) -> str:
    """`"2021-03-19"`, `"2021-03-19..2021-03-22"`, or the reason why there is no date."""
    found = resolve(expression, published=published, sentence=sentence.format(expression), previous=previous)
    if found.start is None or found.end is None:
        return str(found.unresolved)
    return str(found.start) if found.start == found.end else f"{found.start}..{found.end}"


PAST = "The council met {}."
FUTURE = "The council will meet {}."

# Weekdays


@pytest.mark.parametrize(
    ("expression", "past", "future"),
    [
        ("on Friday", "2021-03-19", "2021-03-26"),
        ("Friday", "2021-03-19", "2021-03-26"),
        ("on Monday", "2021-03-22", "2021-03-29"),
        ("on Tuesday", "2021-03-23", "2021-03-23"),
        ("on Wednesday", "2021-03-17", "2021-03-24"),
        ("this Friday", "2021-03-19", "2021-03-26"),
        ("last Friday", "2021-03-19", "2021-03-19"),
        ("last Tuesday", "2021-03-16", "2021-03-16"),
        ("next Tuesday", "2021-03-30", "2021-03-30"),
        ("next Wednesday", "2021-03-24", "2021-03-24"),
        ("Earlier Monday", "2021-03-22", "2021-03-22"),
        ("late on Monday", "2021-03-22", "2021-03-29"),
        ("Monday night", "2021-03-22", "2021-03-29"),
        ("on Sunday at 3 p.m.", "2021-03-21", "2021-03-28"),
        ("the night of Sunday", "2021-03-21", "2021-03-28"),
        ("the early hours of Sunday", "2021-03-21", "2021-03-28"),
        ("noon on Friday", "2021-03-19", "2021-03-26"),
        ("Friday or Monday", "2021-03-19..2021-03-22", "2021-03-26..2021-03-29"),
        ("on Monday and Tuesday", "2021-03-22..2021-03-23", "2021-03-29..2021-03-30"),
        ("from Thursday to Saturday", "2021-03-18..2021-03-20", "2021-03-25..2021-03-27"),
        ("between Friday night and Sunday morning", "2021-03-19..2021-03-21", "2021-03-26..2021-03-28"),
        ("over the weekend", "2021-03-20..2021-03-21", "2021-03-27..2021-03-28"),
        ("this weekend", "2021-03-20..2021-03-21", "2021-03-27..2021-03-28"),
        ("last weekend", "2021-03-20..2021-03-21", "2021-03-20..2021-03-21"),
        ("next weekend", "2021-03-27..2021-03-28", "2021-03-27..2021-03-28"),
        ("Monday week", "2021-04-05", "2021-04-05"),
        ("Tuesday week", "2021-03-30", "2021-03-30"),
        ("a week on Saturday", "2021-04-03", "2021-04-03"),
        ("a fortnight tomorrow", "2021-04-07", "2021-04-07"),
        ("a week ago Friday", "2021-03-12", "2021-03-12"),
        ("a week ago Tuesday", "2021-03-16", "2021-03-16"),
        ("a week ago Wednesday", "2021-03-10", "2021-03-10"),
        ("from Saturday to Saturday", "2021-03-13..2021-03-20", "2021-03-27..2021-04-03"),
        ("Tuesday or Tuesday", "2021-03-16..2021-03-23", "2021-03-23..2021-03-30"),
    ],
)
def test_a_weekday_follows_the_tense_of_its_sentence(expression: str, past: str, future: str) -> None:
    assert days(expression, PAST) == past
    assert days(expression, FUTURE) == future


@pytest.mark.parametrize(
    ("expression", "meant"),
    [
        ("on Friday", "2021-03-19"),
        ("this Friday", "2021-03-26"),
        ("Friday or Monday", "2021-03-19..2021-03-22"),
        ("the weekend", "2021-03-20..2021-03-21"),
        ("this weekend", "2021-03-27..2021-03-28"),
    ],
)
def test_without_a_verb_news_looks_back(expression: str, meant: str) -> None:
    assert days(expression) == meant


@pytest.mark.parametrize("published", [dt.date(2021, 3, 27), dt.date(2021, 3, 28)])
def test_on_a_weekend_the_weekend_is_the_one_under_way(published: dt.date) -> None:
    assert days("the weekend", PAST, published=published) == "2021-03-27..2021-03-28"
    assert days("last weekend", PAST, published=published) == "2021-03-20..2021-03-21"
    assert days("next weekend", FUTURE, published=published) == "2021-04-03..2021-04-04"


@pytest.mark.parametrize("published", [dt.date(2021, 3, day) for day in range(22, 27)])
def test_on_a_weekday_last_and_next_weekend_lie_on_its_two_sides(published: dt.date) -> None:
    assert days("last weekend", PAST, published=published) == "2021-03-20..2021-03-21"
    assert days("the weekend", PAST, published=published) == "2021-03-20..2021-03-21"
    assert days("next weekend", FUTURE, published=published) == "2021-03-27..2021-03-28"
    assert days("the weekend", FUTURE, published=published) == "2021-03-27..2021-03-28"


@pytest.mark.parametrize(
    ("sentence", "meant"),
    [
        ("He resigned {}.", "2021-03-19"),
        ("He was detained {} and released later.", "2021-03-19"),
        ("Two of them pleaded guilty {}; the third is expected to stand trial.", "2021-03-19"),
        ("The law, which will be disputed, passed {}.", "2021-03-19"),
        ("He failed to appear {}.", "2021-03-19"),
        ("They were training {}.", "2021-03-19"),
        ("The two had talks in parliament {}.", "2021-03-19"),
        ("She travelled to Paris {}.", "2021-03-19"),
        ("Inflation rose to 4 percent {}.", "2021-03-19"),
        ("{} the federation changed the rule.", "2021-03-19"),
        ("He has been held since he left {}.", "2021-03-19"),
        ("It won 31 votes {}.", "2021-03-19"),
        ("The board votes {} on the plan.", "2021-03-26"),
        ("The trial opens {}.", "2021-03-26"),
        ("They are all training {}.", "2021-03-26"),
        ("He'll be there {}.", "2021-03-26"),
        ("They agreed to let a convoy through {}.", "2021-03-26"),
        ("She is due in court {}.", "2021-03-26"),
        ("The talks are scheduled {}.", "2021-03-26"),
        ("Talks planned for noon {} are off.", "2021-03-26"),
        ("The bridge is to be opened {}.", "2021-03-26"),
        ("It could rain {}.", "2021-03-26"),
        ("He wants the chief gone {}.", "2021-03-26"),
        ("She said it would close {}.", "2021-03-26"),
        ("It will close its disputed plant {}.", "2021-03-26"),
        ("{} the chancellor will resign.", "2021-03-26"),
    ],
)
def test_the_nearest_verb_tells_the_tense(sentence: str, meant: str) -> None:
    assert days("on Friday", sentence) == meant


def test_a_game_played_looks_back_whatever_the_verb() -> None:
    assert days("Sunday's", "He will miss the cup after {} 2-1 win over the hosts.") == "2021-03-21"
    assert days("Sunday's", "He will miss {} final.") == "2021-03-28"


def test_a_plan_told_then_is_reckoned_from_the_telling() -> None:
    sentence = "Putin indicated a day before that that he was ready for talks {}."
    told = when("2021-03-18", expression="a day before that")
    assert days("as soon as Friday or Monday", sentence, previous=told) == "2021-03-19..2021-03-22"
    on_tuesday = when("2021-03-23", expression="on Tuesday")
    saturday = dt.date(2021, 3, 27)
    closing = "She said on Tuesday it would close {}."
    assert days("on Friday", closing, published=saturday, previous=on_tuesday) == "2021-03-26"
    assert days("on Friday", "It will close {}.", published=saturday, previous=on_tuesday) == "2021-04-02"
    assert days("by Friday", closing, published=saturday, previous=on_tuesday) == "2021-03-26"
    leaving = "She came on Tuesday and will leave {}."
    assert days("on Friday", leaving, published=saturday, previous=on_tuesday) == "2021-04-02"
    untold = "She said it would close {}."
    assert days("on Friday", untold, published=saturday, previous=on_tuesday) == "2021-04-02"
    assert (
        days("on Friday", "She once said it would close {}.", published=saturday, previous=OPEN_ENDED) == "2021-04-02"
    )
    then = when("2021-03-23", expression="then")
    assert days("on Tuesday", "She said then it would close {}.", published=saturday, previous=then) == "2021-03-30"
    assert days("on 9 March", closing, published=saturday, previous=on_tuesday) == "2022-03-09"
    in_december = when("2020-12-23", expression="then")
    for christmas in ("at Christmas", "this Christmas"):
        assert days(christmas, "She said then it would close {}.", previous=in_december) == "2020-12-25"
    later = days("Tuesday or Thursday", "She said then it would close {}.", published=saturday, previous=then)
    assert later == "2021-03-30..2021-04-01"
    assert (
        days("within ten days", "She said on Tuesday refunds would come {}.", previous=on_tuesday)
        == "2021-03-23..2021-04-02"
    )


@pytest.mark.parametrize(("start", "end"), [(None, dt.date(2021, 3, 19)), (dt.date(2021, 3, 19), None)])
def test_nothing_hangs_on_a_time_of_which_one_end_is_known(start: dt.date | None, end: dt.date | None) -> None:
    half = When(expression="then", start=start, end=end, precision=None)
    assert days("that day", previous=half) == "hangs on an earlier date that is not known"
    assert days("until Monday", PAST, previous=half) == "an open interval: only its end is given"


# Days near publication


@pytest.mark.parametrize(
    ("expression", "meant"),
    [
        ("today", "2021-03-23"),
        ("tonight", "2021-03-23"),
        ("This morning's", "2021-03-23"),
        ("earlier today", "2021-03-23"),
        ("with immediate effect", "2021-03-23"),
        ("yesterday", "2021-03-22"),
        ("late yesterday", "2021-03-22"),
        ("yesterday evening", "2021-03-22"),
        ("last night", "2021-03-22"),
        ("overnight", "2021-03-22..2021-03-23"),
        ("the day before yesterday", "2021-03-21"),
        ("tomorrow", "2021-03-24"),
        ("tomorrow morning", "2021-03-24"),
        ("the day after tomorrow", "2021-03-25"),
        ("two days ago", "2021-03-21"),
        ("twenty-one days ago", "2021-03-02"),
        ("A fortnight ago", "2021-03-09"),
        ("two weeks ago", "2021-03-09"),
        ("a couple of weeks ago", "2021-03-09"),
        ("three months ago", "2020-12-01..2020-12-31"),
        ("three years ago", "2018-01-01..2018-12-31"),
        ("a decade ago", "2011-01-01..2011-12-31"),
        ("A year ago to the day", "2020-03-23"),
        ("in five weeks' time", "2021-04-27"),
        ("a week from now", "2021-03-30"),
        ("two months from now", "2021-05-01..2021-05-31"),
        ("in the past six months", "2020-09-23..2021-03-23"),
        ("over the last two years", "2019-03-23..2021-03-23"),
        ("in the past fortnight", "2021-03-09..2021-03-23"),
        ("in the past week", "2021-03-16..2021-03-23"),
        ("within ten days", "2021-03-23..2021-04-02"),
        ("over the next two years", "2021-03-23..2023-03-23"),
    ],
)
def test_days_are_counted_from_publication(expression: str, meant: str) -> None:
    assert days(expression) == meant


def test_in_two_weeks_is_a_day_ahead_but_a_length_behind() -> None:
    assert days("in two weeks", FUTURE) == "2021-04-06"
    assert days("in two weeks", "It was the third attack {}.") == "a duration, without a beginning or an end"


@pytest.mark.parametrize(
    ("expression", "past", "future"),
    [
        ("this week", "2021-03-22..2021-03-23", "2021-03-22..2021-03-28"),
        ("this month", "2021-03-01..2021-03-23", "2021-03-01..2021-03-31"),
        ("this quarter", "2021-01-01..2021-03-23", "2021-01-01..2021-03-31"),
        ("this year", "2021-01-01..2021-03-23", "2021-01-01..2021-12-31"),
        ("this spring", "2021-03-01..2021-03-23", "2021-03-01..2021-05-31"),
        ("this summer", "2020-06-01..2020-08-31", "2021-06-01..2021-08-31"),
        ("last week", "2021-03-15..2021-03-21", None),
        ("last month", "2021-02-01..2021-02-28", None),
        ("last quarter", "2020-10-01..2020-12-31", None),
        ("last year", "2020-01-01..2020-12-31", None),
        ("last fiscal year", "2020-01-01..2020-12-31", None),
        ("last decade", "2010-01-01..2019-12-31", None),
        ("next week", "2021-03-29..2021-04-04", None),
        ("next month", "2021-04-01..2021-04-30", None),
        ("next year", "2022-01-01..2022-12-31", None),
        ("the coming week", "2021-03-29..2021-04-04", None),
        ("already this year", "2021-01-01..2021-03-23", None),
        ("this year to date", "2021-01-01..2021-03-23", None),
        ("later next year", "2022-09-01..2022-12-31", None),
        ("earlier last month", "2021-02-01..2021-02-10", None),
        ("early in the year", "2021-01-01..2021-04-30", None),
        ("early next quarter", "2021-04-01..2021-06-30", None),
        ("earlier this month", "2021-03-01..2021-03-23", None),
        ("so far this year", "2021-01-01..2021-03-23", None),
        ("earlier in the week", "2021-03-22..2021-03-23", None),
        ("later this year", "2021-03-23..2021-12-31", None),
        ("late last year", "2020-09-01..2020-12-31", None),
        ("early next year", "2022-01-01..2022-04-30", None),
        ("late last month", "2021-02-21..2021-02-28", None),
        ("early next week", "2021-03-29..2021-03-31", None),
        ("late next week", "2021-04-01..2021-04-04", None),
        ("last spring", "2020-03-01..2020-05-31", None),
        ("last winter", "2020-12-01..2021-02-28", None),
        ("next spring", "2022-03-01..2022-05-31", None),
        ("next winter", "2021-12-01..2022-02-28", None),
        ("last March", "2020-03-01..2020-03-31", None),
        ("last October", "2020-10-01..2020-10-31", None),
        ("next March", "2022-03-01..2022-03-31", None),
    ],
)
def test_a_calendar_unit_by_its_place(expression: str, past: str, future: str | None) -> None:
    assert days(expression, PAST) == past
    assert days(expression, FUTURE) == (future or past)


# Days, months and years by name


@pytest.mark.parametrize(
    ("expression", "meant"),
    [
        ("3 October 2020", "2020-10-03"),
        ("October 3, 2020", "2020-10-03"),
        ("the 3rd of October 2020", "2020-10-03"),
        ("Tuesday 23 March 2021", "2021-03-23"),
        ("2021-03-19", "2021-03-19"),
        ("2021/03/19", "2021-03-19"),
        ("23/03/2021", "2021-03-23"),
        ("3/23/2021", "2021-03-23"),
        ("04/04/2021", "2021-04-04"),
        ("03/04/2021", "day and month cannot be told apart"),
        ("29 February 2020", "2020-02-29"),
        ("29 February 2021", "not a date that the rules know"),
        ("31 February", "not a date that the rules know"),
        ("1 January next year", "2022-01-01"),
        ("1 January last year", "2020-01-01"),
        ("26-28 October 2020", "2020-10-26..2020-10-28"),
        ("March 3–5, 2020", "2020-03-03..2020-03-05"),
        ("3, 4 and 5 May 2020", "2020-05-03..2020-05-05"),
        ("30 March-2 April 2021", "2021-03-30..2021-04-02"),
        ("March 30 to April 2, 2021", "2021-03-30..2021-04-02"),
        ("28 December to 2 January 2021", "2020-12-28..2021-01-02"),
        ("in March 2020", "2020-03-01..2020-03-31"),
        ("October of 2020", "2020-10-01..2020-10-31"),
        ("in May last year", "2020-05-01..2020-05-31"),
        ("in 2019", "2019-01-01..2019-12-31"),
        ("the year 2019", "2019-01-01..2019-12-31"),
        ("2016-19", "2016-01-01..2019-12-31"),
        ("2016–2019", "2016-01-01..2019-12-31"),
        ("2009-12", "2009-01-01..2012-12-31"),
        ("1998-99", "1998-01-01..1999-12-31"),
        ("2019-2019", "2019-01-01..2019-12-31"),
        ("2019-19", "2019-01-01..2019-12-31"),
        ("2001-01", "2001-01-01..2001-01-31"),
        ("2011-11", "2011-11-01..2011-11-30"),
        ("2012-12", "2012-12-01..2012-12-31"),
        ("2021-12-05", "2021-12-05"),
        ("13/12/2020", "2020-12-13"),
        ("12/13/2020", "2020-12-13"),
        ("12/12/2020", "2020-12-12"),
        ("12/05/2020", "day and month cannot be told apart"),
        ("05/12/2020", "day and month cannot be told apart"),
        ("3 May of the previous year", "2020-05-03"),
        ("30 March-2 April 2019", "2019-03-30..2019-04-02"),
        ("2 April-2 April 2020", "2020-04-02"),
        ("Tuesday 3 October", "2017-10-03"),
        ("Monday 3 October", "2022-10-03"),
        ("Saturday 3 January", "2021-01-03"),
        ("Tuesday 31 March", "2020-03-31"),
        ("on 13 June", "2021-06-13"),
        ("on 14 June", "2020-06-14"),
        ("H1 2023", "2023-01-01..2023-06-30"),
        ("H2 2023", "2023-07-01..2023-12-31"),
        ("the fifth quarter of 2020", "not a date that the rules know"),
        ("the first 12 months of 2020", "2020-01-01..2020-12-31"),
        ("the first 13 months of 2020", "a duration, without a beginning or an end"),
        ("the first weekend of November 2020", "2020-11-07..2020-11-08"),
        ("the second week of June 2020", "2020-06-08..2020-06-14"),
        ("the first day of June 2020", "2020-06-01"),
        ("the storm 2019", "2019-01-01..2019-12-31"),
        ("storm 2019", "2019-01-01..2019-12-31"),
        ("the war from the 3rd of October 2019 to the 5th of May 2020", "2019-10-03..2020-05-05"),
        ("2011-12", "2011-01-01..2012-12-31"),
        ("2011-03", "2011-03-01..2011-03-31"),
        ("the 1990s", "1990-01-01..1999-12-31"),
        ("the '90s", "1990-01-01..1999-12-31"),
        ("the nineties", "1990-01-01..1999-12-31"),
        ("the 1800s", "1800-01-01..1899-12-31"),
        ("the 19th century", "1801-01-01..1900-12-31"),
        ("At the turn of the century", "1999-01-01..2001-12-31"),
        ("early 2024", "2024-01-01..2024-04-30"),
        ("mid-2025", "2025-05-01..2025-08-31"),
        ("in late 2021", "2021-09-01..2021-12-31"),
        ("the early 1970s", "1970-01-01..1973-12-31"),
        ("the mid-1970s", "1974-01-01..1976-12-31"),
        ("the late 1970s", "1977-01-01..1979-12-31"),
        ("early March 2020", "2020-03-01..2020-03-10"),
        ("mid-March 2020", "2020-03-11..2020-03-20"),
        ("late February 2020", "2020-02-21..2020-02-29"),
        ("the middle of May 2020", "2020-05-11..2020-05-20"),
        ("Q3 2023", "2023-07-01..2023-09-30"),
        ("3Q 2023", "2023-07-01..2023-09-30"),
        ("2023's third quarter", "2023-07-01..2023-09-30"),
        ("the first quarter of last year", "2020-01-01..2020-03-31"),
        ("the final quarter of 2020", "2020-10-01..2020-12-31"),
        ("the first half of 2024", "2024-01-01..2024-06-30"),
        ("the second half of the year", "2021-07-01..2021-12-31"),
        ("in the first half", "2021-01-01..2021-06-30"),
        ("the first half of May 2020", "2020-05-01..2020-05-15"),
        ("the second half of May 2020", "2020-05-16..2020-05-31"),
        ("the second half of the 1990s", "1995-01-01..1999-12-31"),
        ("in the first three months of the year", "2021-01-01..2021-03-31"),
        ("the last three months of 2020", "2020-10-01..2020-12-31"),
        ("the first week of June 2020", "2020-06-01..2020-06-07"),
        ("the last week of June 2020", "2020-06-24..2020-06-30"),
        ("the last day of the year", "2021-12-31"),
        ("the second Monday of October 2020", "2020-10-12"),
        ("the last Sunday in May 2020", "2020-05-31"),
        ("the last weekend of June 2020", "2020-06-27..2020-06-28"),
        ("the week of 17 March 2021", "2021-03-15..2021-03-21"),
        ("the week beginning 17 March 2021", "2021-03-17..2021-03-23"),
        ("the week ending 17 March 2021", "2021-03-11..2021-03-17"),
        ("summer 2022", "2022-06-01..2022-08-31"),
        ("the autumn of 2020", "2020-09-01..2020-11-30"),
        ("spring 2020", "2020-03-01..2020-05-31"),
        ("winter 2020-21", "2020-12-01..2021-02-28"),
        ("late summer 2020", "2020-08-01..2020-08-31"),
        ("the end of 2020", "2020-12-31"),
        ("the start of 2020", "2020-01-01"),
        ("the end of the month", "2021-03-31"),
        ("the beginning of March 2020", "2020-03-01"),
        ("year-end", "2021-12-31"),
        ("on the night of 11 August 2021", "2021-08-11"),
        ("3 octobre 2020", "2020-10-03"),
        ("24. Dezember 2019", "2019-12-24"),
    ],
)
def test_the_calendar_names_its_days(expression: str, meant: str) -> None:
    assert days(expression) == meant


@pytest.mark.parametrize(
    ("expression", "past", "unknown", "future"),
    [
        ("3 October", "2020-10-03", "2020-10-03", "2021-10-03"),
        ("on Oct. 3", "2020-10-03", "2020-10-03", "2021-10-03"),
        ("on 1 February", "2021-02-01", "2021-02-01", "2022-02-01"),
        ("on 2 May", "2020-05-02", "2021-05-02", "2021-05-02"),
        ("on 20 June", "2020-06-20", "2020-06-20", "2021-06-20"),
        ("19 or 22 March", "2021-03-19..2021-03-22", "2021-03-19..2021-03-22", "2022-03-19..2022-03-22"),
        ("in March", "2021-03-01..2021-03-31", "2021-03-01..2021-03-31", "2021-03-01..2021-03-31"),
        ("in May", "2020-05-01..2020-05-31", "2021-05-01..2021-05-31", "2021-05-01..2021-05-31"),
        ("in December", "2020-12-01..2020-12-31", "2020-12-01..2020-12-31", "2021-12-01..2021-12-31"),
        ("the 26th", "2021-02-26", "2021-02-26", "2021-03-26"),
        ("the 3rd", "2021-03-03", "2021-03-03", "2021-04-03"),
        ("the 31st", "2021-01-31", "2021-01-31", "2021-03-31"),
        ("the third quarter", "2020-07-01..2020-09-30", "2020-07-01..2020-09-30", "2021-07-01..2021-09-30"),
        ("second-quarter", "2020-04-01..2020-06-30", "2020-04-01..2020-06-30", "2021-04-01..2021-06-30"),
        ("the first quarter", "2020-01-01..2020-03-31", "2021-01-01..2021-03-31", "2021-01-01..2021-03-31"),
        ("in the autumn", "2020-09-01..2020-11-30", "2020-09-01..2020-11-30", "2021-09-01..2021-11-30"),
        ("in the new year", "2021-01-01..2021-04-30", "2022-01-01..2022-04-30", "2022-01-01..2022-04-30"),
        ("Christmas Day", "2020-12-25", "2020-12-25", "2021-12-25"),
        ("at the end of September", "2020-09-30", "2020-09-30", "2021-09-30"),
        ("late October", "2020-10-21..2020-10-31", "2020-10-21..2020-10-31", "2021-10-21..2021-10-31"),
    ],
)
def test_a_date_without_a_year_is_the_one_the_tense_points_to(
    expression: str, past: str, unknown: str, future: str
) -> None:
    assert days(expression, PAST) == past
    assert days(expression) == unknown
    assert days(expression, FUTURE) == future


def test_an_offer_to_meet_may_be_over_when_it_is_printed() -> None:
    assert days("on 19 or 22 March", "They rejected a proposal to talk {}.") == "2021-03-19..2021-03-22"
    assert days("on 19 February", "They rejected a proposal to talk {}.") == "2021-02-19"
    assert days("on 19 January", "They rejected a proposal to talk {}.") == "2022-01-19"
    assert days("on 6 February", "They rejected a proposal to talk {}.") == "2021-02-06"
    assert days("on 5 February", "They rejected a proposal to talk {}.") == "2022-02-05"


@pytest.mark.parametrize(
    ("expression", "sentence", "published", "meant"),
    [
        ("the 30th", FUTURE, "2021-01-31", "2021-03-30"),
        ("last Christmas", PAST, "2020-12-25", "2019-12-25"),
        ("next Christmas", FUTURE, "2020-12-25", "2021-12-25"),
        ("last winter", PAST, "2021-02-20", "2019-12-01..2020-02-29"),
        ("this spring", PAST, "2021-03-01", "2021-03-01"),
        ("this month", PAST, "2021-03-31", "2021-03-01..2021-03-31"),
        ("the first quarter", PAST, "2021-03-31", "2020-01-01..2020-03-31"),
        ("the first quarter", PAST, "2021-04-01", "2021-01-01..2021-03-31"),
        ("in the new year", PAST, "2021-06-30", "2021-01-01..2021-04-30"),
        ("in the new year", PAST, "2021-07-01", "2022-01-01..2022-04-30"),
        ("29 February", PAST, "1904-01-10", "1896-02-29"),
        ("29 February", FUTURE, "1896-03-10", "1904-02-29"),
    ],
)
def test_at_the_edge_of_a_unit(expression: str, sentence: str, published: str, meant: str) -> None:
    assert days(expression, sentence, published=dt.date.fromisoformat(published)) == meant


@pytest.mark.parametrize(("words", "meant"), [(24, "2019-01-01..2019-12-31"), (25, "not a date that the rules know")])
def test_a_time_is_looked_for_among_twenty_five_words(words: int, meant: str) -> None:
    assert days("2019" + " storm" * words) == meant


def test_a_weekday_beside_a_date_picks_the_year() -> None:
    assert days("Saturday 3 October") == "2020-10-03"
    assert days("Saturday, Oct. 5") == "2019-10-05"


@pytest.mark.parametrize(
    ("expression", "meant"),
    [
        ("New Year's Eve 2019", "2019-12-31"),
        ("New Year’s Day 2020", "2020-01-01"),
        ("Valentine's Day 2020", "2020-02-14"),
        ("May Day 2020", "2020-05-01"),
        ("Halloween 2020", "2020-10-31"),
        ("Christmas Eve 2020", "2020-12-24"),
        ("Christmas 2020", "2020-12-25"),
        ("Boxing Day 2020", "2020-12-26"),
        ("Ash Wednesday 2021", "2021-02-17"),
        ("Palm Sunday 2021", "2021-03-28"),
        ("Maundy Thursday 2021", "2021-04-01"),
        ("Good Friday 2021", "2021-04-02"),
        ("Easter 2021", "2021-04-04"),
        ("Easter Sunday 2026", "2026-04-05"),
        ("Easter Monday 2021", "2021-04-05"),
        ("Easter Sunday 2038", "2038-04-25"),
        ("Ascension Day 2021", "2021-05-13"),
        ("Pentecost 2021", "2021-05-23"),
        ("Memorial Day 2020", "2020-05-25"),
        ("Labor Day 2020", "2020-09-07"),
        ("Thanksgiving 2020", "2020-11-26"),
        ("the Labor Day weekend", "2020-09-04..2020-09-07"),
        ("Easter weekend 2021", "2021-04-02..2021-04-05"),
        ("Thanksgiving weekend 2020", "2020-11-26..2020-11-30"),
        ("Christmas weekend 2018", "2018-12-21..2018-12-25"),
        ("Christmas weekend 2019", "2019-12-25..2019-12-30"),
        ("Christmas weekend 2020", "2020-12-25..2020-12-28"),
        ("Halloween weekend 2020", "2020-10-30..2020-11-02"),
        ("last Easter", "2020-04-12"),
        ("next Christmas", "2021-12-25"),
        ("last Christmas", "2020-12-25"),
    ],
)
def test_feasts_fall_where_the_calendar_puts_them(expression: str, meant: str) -> None:
    assert days(expression) == meant


# Intervals made of others


@pytest.mark.parametrize(
    ("expression", "meant"),
    [
        ("since 2019", "2019-01-01..2021-03-23"),
        ("since October", "2020-10-01..2021-03-23"),
        ("since Friday", "2021-03-19..2021-03-23"),
        ("since Tuesday", "2021-03-23"),
        ("since the weekend", "2021-03-20..2021-03-23"),
        ("since mid-2020", "2020-05-01..2021-03-23"),
        ("since the 1990s", "1990-01-01..2021-03-23"),
        ("since the 2020 war", "2020-01-01..2021-03-23"),
        ("since records began in 1881", "1881-01-01..2021-03-23"),
        ("Since the start of the year", "2021-01-01..2021-03-23"),
        ("every year since 2014", "2014-01-01..2021-03-23"),
        ("until Friday", "2021-03-23..2021-03-26"),
        ("until noon on Friday", "2021-03-23..2021-03-26"),
        ("until today", "2021-03-23"),
        ("until 5 May 2020", "an open interval: only its end is given"),
        ("after today", "an open interval: only its beginning is given"),
        ("before Wednesday", "2021-03-23"),
        ("for 3 October", "2021-10-03"),
        ("from 2019 to March 2000", "not a date that the rules know"),
        ("between 5 May and 5 May 2020", "2020-05-05"),
        ("two days before May 2020", "2020-04-29"),
        ("two days after May 2020", "2020-06-02"),
        ("in the three months to November", "2020-09-01..2020-11-30"),
        ("until 2028", "2021-03-23..2028-12-31"),
        ("until the last day of the year", "2021-03-23..2021-12-31"),
        ("through to summer", "2021-03-23..2021-08-31"),
        ("by Thursday", "2021-03-25"),
        ("by midnight on Saturday", "2021-03-27"),
        ("by the weekend", "2021-03-27"),
        ("by 30 June", "2021-06-30"),
        ("by mid-June", "2021-06-20"),
        ("by the end of next year", "2022-12-31"),
        ("by next April", "2021-04-30"),
        ("by 2030", "2030-12-31"),
        ("no later than Friday", "2021-03-26"),
        ("before Christmas", "2021-03-23..2021-12-24"),
        ("before Friday", "2021-03-23..2021-03-25"),
        ("before the end of the year", "2021-03-23..2021-12-31"),
        ("before the feast of 29 June", "2021-03-23..2021-06-28"),
        ("before dawn on Monday", "2021-03-29"),
        ("before 2020", "an open interval: only its end is given"),
        ("after 2019", "2020-01-01..2021-03-23"),
        ("after midnight on Monday", "2021-03-22"),
        ("after 2028", "an open interval: only its beginning is given"),
        ("from Friday", "2021-03-26"),
        ("from 2 May", "2021-05-02"),
        ("from April next year", "2022-04-01..2022-04-30"),
        ("for Thursday", "2021-03-25"),
        ("between January and August 2021", "2021-01-01..2021-08-31"),
        ("from 2016 to 2019", "2016-01-01..2019-12-31"),
        ("from November to February 2021", "2020-11-01..2021-02-28"),
        ("from November 2019 to February 2021", "2019-11-01..2021-02-28"),
        ("between 3 and 5 October 2020", "2020-10-03..2020-10-05"),
        ("January-March 2020", "2020-01-01..2020-03-31"),
        ("on the eve of the 5 May 2019 election", "2019-05-04"),
        ("on the eve of the regional election of 4 October 2020", "2020-10-03"),
        ("On the eve of Saturday's final", "2021-03-19"),
        ("the day before Easter Sunday 2021", "2021-04-03"),
        ("the day after Christmas 2020", "2020-12-26"),
        ("two days before 5 May 2020", "2020-05-03"),
        ("a week after 5 May 2020", "2020-05-12"),
        ("the week before 3 May 2020", "2020-04-26..2020-05-02"),
        ("in the week before her mother's death on 3 May 2020", "2020-04-26..2020-05-02"),
        ("the two days after 5 May 2020", "2020-05-06..2020-05-07"),
        ("in the three months to April 2020", "2020-02-01..2020-04-30"),
        ("in the year to September 2020", "2019-10-01..2020-09-30"),
        ("the 18 months to December 2017", "2016-07-01..2017-12-31"),
        ("in the week to Christmas Eve 2020", "2020-12-18..2020-12-24"),
        ("in the twelve days to June 27, 2020", "2020-06-16..2020-06-27"),
        ("five years from 1 January 2025", "2025-01-01..2029-12-31"),
        ("30 days from Tuesday's publication", "2021-03-23..2021-04-22"),
        ("as early as March 2020", "2020-03-01..2020-03-31"),
        ("as of December", "2020-12-01..2020-12-31"),
        ("dated Monday", "2021-03-22"),
        ("Tuesday's mayoral election", "2021-03-23"),
    ],
)
def test_intervals_are_made_of_others(expression: str, meant: str) -> None:
    assert days(expression) == meant


def test_a_deadline_in_a_sentence_of_the_past_lies_on_the_nearer_side() -> None:
    assert days("by Monday night", "All had been reconnected {}.") == "2021-03-22"
    assert days("until 12 April", "The magistrate remanded him {}.") == "2021-03-23..2021-04-12"
    assert days("by Friday", "She asked for a meeting {}.") == "2021-03-26"
    assert days("until Friday", "The court gave them {} to leave.") == "2021-03-23..2021-03-26"
    assert days("until Monday", "Radio did not mention it {}.") == "an open interval: only its end is given"
    since = when("2021-03-19")
    assert days("until Monday", "Radio did not mention it {}.", previous=since) == "2021-03-19..2021-03-22"
    assert days("until Friday", "Radio did not mention it {}.", previous=since) == "2021-03-19"
    assert days("until today", "Radio did not mention it {}.", previous=since) == "2021-03-19..2021-03-23"
    years = resolve("the past eight years", published=TUESDAY, sentence="The law was used in the past eight years.")
    assert (
        days("until Monday", "It had been used once {}.", previous=years) == "an open interval: only its end is given"
    )


def test_ranges_and_edges_of_what_is_to_come() -> None:
    assert days("until today", FUTURE) == "2021-03-23"
    assert days("in the three months to November", FUTURE) == "2021-09-01..2021-11-30"
    assert days("since this week", FUTURE, published=dt.date(2021, 3, 22)) == "2021-03-22"


# Hanging on what was named before

FRIDAY = when("2021-03-19", expression="Last Friday")
SPRING_QUARTER = when("2020-04-01", "2020-06-30", "the second quarter", "quarter")


@pytest.mark.parametrize(
    ("expression", "meant"),
    [
        ("a day before that", "2021-03-18"),
        ("two days earlier", "2021-03-17"),
        ("two days later", "2021-03-21"),
        ("two weeks after that", "2021-04-02"),
        ("a week earlier", "2021-03-12"),
        ("a month later", "2021-04-01..2021-04-30"),
        ("a year earlier", "2020-01-01..2020-12-31"),
        ("the day before", "2021-03-18"),
        ("the day after", "2021-03-20"),
        ("the night before", "2021-03-18"),
        ("the next day", "2021-03-20"),
        ("the following day", "2021-03-20"),
        ("the previous day", "2021-03-18"),
        ("the following week", "2021-03-22..2021-03-28"),
        ("the week before", "2021-03-08..2021-03-14"),
        ("the month before", "2021-02-01..2021-02-28"),
        ("the previous month", "2021-02-01..2021-02-28"),
        ("the following month", "2021-04-01..2021-04-30"),
        ("the following three days", "2021-03-20..2021-03-22"),
        ("the previous three days", "2021-03-16..2021-03-18"),
        ("the same day", "2021-03-19"),
        ("that day", "2021-03-19"),
        ("the same evening", "2021-03-19"),
        ("later that day", "2021-03-19"),
        ("that week", "2021-03-15..2021-03-21"),
        ("the same month", "2021-03-01..2021-03-31"),
        ("that year", "2021-01-01..2021-12-31"),
        ("that summer", "2021-06-01..2021-08-31"),
        ("the following Friday", "2021-03-26"),
        ("the previous Friday", "2021-03-12"),
        ("that Friday", "2021-03-19"),
        ("the Monday after", "2021-03-22"),
        ("the Monday before", "2021-03-15"),
        ("by midnight", "2021-03-19"),
    ],
)
def test_an_expression_may_hang_on_the_one_before(expression: str, meant: str) -> None:
    assert days(expression, previous=FRIDAY) == meant


@pytest.mark.parametrize(
    ("expression", "meant"),
    [
        ("a year earlier", "2019-04-01..2019-06-30"),
        ("the same period of 2018", "2018-04-01..2018-06-30"),
        ("the same quarter last year", "2019-04-01..2019-06-30"),
        ("a month later", "2020-05-01..2020-07-31"),
        ("a day later", "2020-07-01"),
        ("a day earlier", "2020-03-31"),
        ("the month before", "2020-03-01..2020-03-31"),
        ("the following month", "2020-07-01..2020-07-31"),
        ("the previous month", "2020-03-01..2020-03-31"),
        ("the following year", "2021-01-01..2021-12-31"),
        ("that day", "hangs on an earlier date that is not known"),
    ],
)
def test_what_hangs_on_a_quarter_is_reckoned_from_its_ends_or_is_as_long(expression: str, meant: str) -> None:
    assert days(expression, previous=SPRING_QUARTER) == meant


WEEK = when("2021-03-15", "2021-03-21", "last week", "week")
OPEN_ENDED = When(expression="once", start=None, end=None, precision=None, unresolved="too vague")


@pytest.mark.parametrize(
    ("expression", "previous", "meant"),
    [
        ("that Friday", when("2021-03-20"), "2021-03-19"),
        ("that Friday", WEEK, "2021-03-19"),
        ("that Friday", None, "2021-03-19"),
        ("that Friday", OPEN_ENDED, "2021-03-19"),
        ("the following Friday", None, "2021-03-26"),
        ("the following Friday", OPEN_ENDED, "2021-03-26"),
        ("the same period last year", None, "2020-03-23"),
        ("the same period last year", OPEN_ENDED, "2020-03-23"),
        ("the same quarter last year", FRIDAY, "hangs on an earlier date that is not known"),
        ("that day", when("2021-03-18", "2021-03-19"), "2021-03-18..2021-03-19"),
        ("that day", when("2021-03-17", "2021-03-19"), "hangs on an earlier date that is not known"),
        ("a month later", when("2021-03-01", "2021-03-19"), "2021-04-01..2021-04-30"),
        ("a month later", when("2021-03-19", "2021-03-31"), "2021-04-01..2021-04-30"),
        ("a month earlier", when("2021-03-19", "2021-03-31"), "2021-02-01..2021-02-28"),
        ("a day later", when("2021-01-01", "2021-04-11"), "2021-04-12"),
        ("a day later", when("2021-01-01", "2021-04-12"), "hangs on an earlier date that is not known"),
    ],
)
def test_what_hangs_on_a_longer_time_or_on_none(expression: str, previous: When | None, meant: str) -> None:
    assert days(expression, previous=previous) == meant


def test_what_is_the_time_named_before_is_as_fine() -> None:
    assert resolve("that day", published=TUESDAY, previous=FRIDAY).precision == "day"
    whole = when("2021-03-19").model_copy(update={"precision": None})
    assert resolve("that day", published=TUESDAY, previous=whole).precision == "range"
    assert resolve("the first day of June", published=TUESDAY).precision == "day"
    assert resolve("the first week of June", published=TUESDAY).precision == "week"


def test_a_month_moved_by_years_ends_on_its_last_day() -> None:
    leap = when("2020-02-01", "2020-02-29", "in February", "month")
    assert days("a year later", previous=leap) == "2021-02-01..2021-02-28"
    short = when("2021-02-01", "2021-02-28", "in February", "month")
    assert days("a year earlier", previous=short) == "2020-02-01..2020-02-29"


@pytest.mark.parametrize(
    "expression", ["that day", "the next day", "a day before that", "two weeks later", "that year"]
)
def test_without_a_date_before_it_such_an_expression_stays_open(expression: str) -> None:
    assert days(expression) == "hangs on an earlier date that is not known"
    unresolved = When(expression="once", start=None, end=None, precision=None, unresolved="too vague")
    assert days(expression, previous=unresolved) == "hangs on an earlier date that is not known"


def test_an_event_after_the_distance_lies_on_its_other_side() -> None:
    friday = when("2021-03-19", expression="On Friday")
    assert (
        days("two days before", "On Friday, {} the polls opened, names were struck off.", previous=friday)
        == "2021-03-21"
    )
    assert days("two days before", "On Friday he left; {}, she had gone.", previous=friday) == "2021-03-17"
    assert (
        days("two days after", "On Friday, {} the polls opened, names were struck off.", previous=friday)
        == "2021-03-17"
    )
    assert (
        days("two days later", "On Friday, {} the polls opened, names were struck off.", previous=friday)
        == "2021-03-21"
    )
    assert days("two days before a recall vote", "On Friday he resigned, {}.", previous=friday) == "2021-03-21"
    assert days("two days before the finish", "I ate veal {}.", previous=friday) == "2021-03-17"
    assert days("two days before the finish", "I ate veal {}. On Friday I ate none.", previous=friday) == "2021-03-17"
    assert resolve("two days before a recall vote", published=TUESDAY, previous=friday).start == dt.date(2021, 3, 21)
    for said, day in (
        ("that", 17),
        ("this", 17),
        ("thatchers struck", 21),
        ("thistles bloomed", 21),
        ("'em all", 21),
        ("’em all", 21),
    ):
        assert days("two days before", f"On Friday, {{}} {said}, he left.", previous=friday) == f"2021-03-{day}"
    assert days("two days before", "On Friday, {}  the polls opened, he left.", previous=friday) == "2021-03-21"
    assert days("the Sunday  Times of 2019") == "not a date that the rules know"
    assert days("two days before that vote", "On Friday he resigned, {}.", previous=friday) == "2021-03-21"
    twice = "On Friday, {0} the polls opened, names were struck off; {0}, they were not."
    assert days("two days before", twice, previous=friday) == "2021-03-21"
    week = when("2021-03-15", "2021-03-21", "Last week")
    assert days("two days before a recall vote", "Last week he resigned, {}.", previous=week) == "2021-03-23"
    assert days("two days after a recall vote", "Last week he resigned, {}.", previous=week) == "2021-03-13"


# What stays open


@pytest.mark.parametrize(
    "expression",
    ["for two weeks", "seven years", "eight days", "Ten weeks", "three hours", "for decades", "half an hour"],
)
def test_a_bare_duration_has_no_days(expression: str) -> None:
    assert days(expression) == "a duration, without a beginning or an end"


@pytest.mark.parametrize(
    "expression",
    [
        "now",
        "currently",
        "recently",
        "soon",
        "a few days ago",
        "in the coming weeks",
        "an hour later",
        "within days",
        "within a matter of weeks",
    ],
)
def test_the_vague_is_not_made_precise(expression: str) -> None:
    assert days(expression) == "too vague for a date"


@pytest.mark.parametrize(
    "expression", ["", "banana", "100 people", "12345", "99/99/9999", "the Sunday Times", "April Jones said", "x" * 500]
)
def test_what_is_no_time_is_said_to_be_none(expression: str) -> None:
    assert days(expression) == "not a date that the rules know"


@pytest.mark.parametrize(
    ("expression", "meant"),
    [
        ("on Friday", None),
        ("yesterday", None),
        ("in March", None),
        ("since 2019", None),
        ("until 2028", None),
        ("last week", None),
        ("two weeks ago", None),
        ("Christmas Day", None),
        ("the third quarter", None),
        ("this year", None),
        ("3 October 2020", "2020-10-03"),
        ("2019", "2019-01-01..2019-12-31"),
        ("Q3 2023", "2023-07-01..2023-09-30"),
        ("by 2030", "2030-12-31"),
        ("between 2016 and 2019", "2016-01-01..2019-12-31"),
        ("Easter 2021", "2021-04-04"),
    ],
)
def test_without_a_publication_date_only_the_absolute_is_known(expression: str, meant: str | None) -> None:
    assert days(expression, published=None) == (meant or "publication date unknown")


def test_a_date_before_it_serves_where_publication_is_unknown() -> None:
    assert days("a day before that", published=None, previous=FRIDAY) == "2021-03-18"


@pytest.mark.parametrize(
    ("expression", "precision"),
    [
        ("on Friday", "day"),
        ("overnight", "range"),
        ("last week", "week"),
        ("in March", "month"),
        ("the third quarter", "quarter"),
        ("last summer", "season"),
        ("in 2019", "year"),
        ("the 1990s", "decade"),
        ("since 2019", "range"),
        ("three months ago", "month"),
        ("three years ago", "year"),
    ],
)
def test_the_precision_says_how_fine_the_words_are(expression: str, precision: str) -> None:
    assert resolve(expression, published=TUESDAY).precision == precision


def test_the_words_are_kept_as_printed() -> None:
    assert resolve("Last Friday", published=TUESDAY).expression == "Last Friday"


# What holds for all

EXPRESSIONS = [
    "on Friday", "last Monday", "next Sunday", "Monday night", "over the weekend", "overnight", "yesterday", "tomorrow", "two weeks ago",
    "this week", "last week", "next week", "in three days", "Friday or Monday", "within ten days", "by Thursday", "until Friday",
]  # fmt: skip
WORDS = st.sampled_from(
    [
        "on",
        "in",
        "by",
        "since",
        "until",
        "before",
        "last",
        "next",
        "this",
        "the",
        "a",
        "of",
        "Friday",
        "Monday",
        "March",
        "2019",
        "3",
        "19th",
        "October",
        "week",
        "month",
        "year",
        "years",
        "quarter",
        "third",
        "two",
        "ago",
        "later",
        "earlier",
        "day",
        "that",
        "same",
        "end",
        "eve",
        "night",
        "weekend",
        "summer",
        "Easter",
        "early",
        "mid",
        "late",
        "between",
        "and",
        "from",
        "to",
        "'s",
        ",",
        "-",
        "or",
    ]
)
DAYS = st.dates(dt.date(1900, 1, 1), dt.date(2090, 1, 1))


@settings(max_examples=300, deadline=None)
@given(
    st.lists(WORDS, max_size=8).map(" ".join),
    DAYS,
    st.sampled_from(["", PAST, FUTURE]),
    st.sampled_from([None, FRIDAY]),
)
def test_any_words_resolve_to_an_ordered_interval_or_a_reason(
    expression: str, published: dt.date, sentence: str, previous: When | None
) -> None:
    found = resolve(expression, published=published, sentence=sentence.format(expression), previous=previous)
    if found.start is None:
        assert found.unresolved
        assert found.end is None
    else:
        assert found.end is not None
        assert found.start <= found.end
        assert found.unresolved is None
    assert found == resolve(expression, published=published, sentence=sentence.format(expression), previous=previous)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60), st.one_of(st.none(), st.dates()), st.text(max_size=60))
@example("a century ago", dt.date.min, "")
@example("next year", dt.date.max, "")
@example("last decade", dt.date(5, 1, 1), "")
@example("in 9999 years", dt.date.max, "")
def test_no_text_and_no_publication_date_makes_it_raise(
    expression: str, published: dt.date | None, sentence: str
) -> None:
    resolve(expression, published=published, sentence=sentence)
    find(sentence)


@given(
    DAYS,
    st.sampled_from(list(range(7))),
    st.sampled_from(["{}", "on {}", "last {}", "next {}", "{} night"]),
    st.sampled_from([PAST, FUTURE]),
)
def test_a_weekday_is_that_weekday_within_a_week(published: dt.date, number: int, form: str, sentence: str) -> None:
    name = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"][number]
    found = resolve(form.format(name), published=published, sentence=sentence.format(form.format(name)))
    assert found.start == found.end
    assert found.start is not None
    assert found.start.weekday() == number
    assert abs((found.start - published).days) <= 7


@given(DAYS, st.sampled_from(EXPRESSIONS), st.sampled_from([PAST, FUTURE]))
def test_an_article_of_a_week_later_means_days_a_week_later(published: dt.date, expression: str, sentence: str) -> None:
    week = dt.timedelta(days=7)
    first = resolve(expression, published=published, sentence=sentence.format(expression))
    second = resolve(expression, published=published + week, sentence=sentence.format(expression))
    assume(first.start is not None and first.end is not None)
    assert first.start is not None
    assert first.end is not None
    assert (second.start, second.end) == (first.start + week, first.end + week)


@given(DAYS)
def test_what_is_absolute_does_not_depend_on_publication(published: dt.date) -> None:
    assert days("3 October 2020", published=published) == "2020-10-03"
    assert days("the third quarter of 2023", published=published) == "2023-07-01..2023-09-30"


# Finding


def found(text: str) -> list[str]:
    return [item.expression for item in find(text)]


@pytest.mark.parametrize(
    ("text", "expressions"),
    [
        ("Last Friday, he said a day before that he was ready.", ["Last Friday", "a day before that"]),
        ("He was ready for talks as soon as Friday or Monday.", ["as soon as Friday or Monday"]),
        ("It met on Friday, Oct. 3, 2020, in Holm.", ["on Friday, Oct. 3, 2020"]),
        ("It met on 3 October 2020. Then it closed.", ["on 3 October 2020"]),
        ("It closed on Oct. 3.", ["on Oct. 3"]),
        ("It closed in Oct. and stayed shut.", ["in Oct."]),
        ("On Friday school began.", ["On Friday"]),
        ("It closes at the end of the summer.", ["at the end of the summer"]),
        ("will reopen in two weeks", ["in two weeks"]),
        ("It met 2020-10-03.", ["2020-10-03"]),
        ("It met 13.10.2020.", ["13.10.2020"]),
        ("It met 13/10/2020.", ["13/10/2020"]),
        ("On Monday, night fell on the town.", ["On Monday"]),
        ("It left at 3 p.m. on Friday.", ["at 3 p.m. on Friday"]),
        ("Since the old town hall burned in 2019 it is a ruin.", ["Since the old town hall burned in 2019"]),
        ("Since the old brick town hall burned in 2019 it is a ruin.", ["in 2019"]),
        (
            "Since the old town hall burned on the night of 4 October 2020",
            ["Since the old town hall burned on the night of 4 October 2020"],
        ),
        ("On Friday he resigned, two days before a recall vote.", ["On Friday", "two days before"]),
        ("From 26-28 October the road is shut.", ["From 26-28 October"]),
        ("Between January and August 2021 he moved it.", ["Between January and August 2021"]),
        ("Sales grew from 2016 to 2019.", ["from 2016 to 2019"]),
        ("The longest since records began in 1881 is over.", ["since records began in 1881"]),
        ("It must be done by the end of next year.", ["by the end of next year"]),
        (
            "He left on the eve of the regional election of 4 October 2020.",
            ["on the eve of the regional election of 4 October 2020"],
        ),
        ("Profit rose in the third quarter and in Q2 2023.", ["in the third quarter", "in Q2 2023"]),
        ("It rained overnight, yesterday and two weeks ago.", ["overnight", "yesterday", "two weeks ago"]),
        ("In May she left; in late 2021 she was back.", ["In May", "in late 2021"]),
        ("The 2019 election was void (2020).", ["2019", "2020"]),
        ("The fire broke out before dawn on Monday.", ["before dawn on Monday"]),
        ("Sunday’s game was the best since the mid-1970s.", ["Sunday’s", "since the mid-1970s"]),
        ("It will reopen in two weeks.", ["in two weeks"]),
        ("Three trains, on 3 May, 5 May and 7 June.", ["on 3 May", "5 May", "7 June"]),
        ("On Monday Mr Oduya left.", ["On Monday"]),
        ("It rained in Monday’s Senate race and in this year’s vote.", ["Monday’s", "this year’s"]),
        ("It falls on the 11th.", ["on the 11th"]),
        ("The report came on Christmas Eve, after Easter Monday.", ["on Christmas Eve", "Easter Monday"]),
    ],
)
def test_the_longest_expressions_are_found_in_order(text: str, expressions: list[str]) -> None:
    assert found(text) == expressions
    assert all(item.span.of(text) == item.expression for item in find(text))


def test_an_expression_has_at_most_thirteen_words() -> None:
    assert "2020" not in found("Since the old town hall burned late on the night of 4 October 2020")[0]


@pytest.mark.parametrize(
    "text",
    [
        "May will resign, and she may march.",
        "He may appeal; they march on.",
        "The Sunday Times reported it.",
        "April Jones and the Friday Group sued.",
        "Black Friday sales fell.",
        "Theresa May spoke.",
        "She writes for USA TODAY and USA TODAY's board.",
        "He fell from the 11th floor of the 3rd house.",
        "It was the third attack in eight days.",
        "He was held for two weeks and is seven years old.",
        "About 2019 people and 1900 homes were hit.",
        "It was won by 2019 votes, over 2000 people came.",
        "They met on 31 February.",
        "It cost $2019 and No. 1984 was lost.",
        "The train left at 4.15 and at 10:14.",
        "In 3 of 10 cases a second test was needed.",
        "The weekly day of the second half.",
        "The spring in his step fell.",
        "One day it will happen, in time.",
        "",
    ],
)
def test_names_verbs_counts_and_lengths_are_not_found(text: str) -> None:
    assert found(text) == []


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(WORDS, st.sampled_from(["said", "Mr", ".", "He", "\n"])), max_size=25).map(" ".join))
def test_what_is_found_is_in_order_apart_verbatim_and_resolvable(text: str) -> None:
    items = find(text)
    assert all(before.span.end <= after.span.start for before, after in itertools.pairwise(items))
    for item in items:
        assert item.span.of(text) == item.expression
        reason = resolve(item.expression, published=TUESDAY, sentence=text, previous=FRIDAY).unresolved
        assert reason != "not a date that the rules know"


@pytest.mark.parametrize(
    "expression", ["the day before the results came out", "a day later", "the following day", "two days after"]
)
def test_no_day_is_counted_from_a_whole_year(expression: str) -> None:
    year = When(expression="in 2025", start=dt.date(2025, 1, 1), end=dt.date(2025, 12, 31), precision="year")
    assert resolve(expression, published=TUESDAY, previous=year).start is None
    assert resolve(expression, published=TUESDAY, previous=FRIDAY).start is not None


# Ranges, edges and events, form by form


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("in the three months to 28 February", "2020-12-01..2021-02-28"),
        ("in the three months ending 28 February", "2020-12-01..2021-02-28"),
        ("in the three months ended 28 February", "2020-12-01..2021-02-28"),
        ("in the three months up to 28 February", "2020-12-01..2021-02-28"),
        ("in the three months through 28 February", "2020-12-01..2021-02-28"),
        ("in the two months to 15 February", "2020-12-16..2021-02-15"),
        ("in the three weeks to 28 February", "2021-02-08..2021-02-28"),
        ("in the week before 3 March", "2021-02-24..2021-03-02"),
        ("in the week ahead of 3 March", "2021-02-24..2021-03-02"),
        ("in the two days after 3 March", "2021-03-04..2021-03-05"),
        ("in the two days since 3 March", "2021-03-04..2021-03-05"),
        ("in the two days following 3 March", "2021-03-04..2021-03-05"),
        ("the night before 3 March", "2021-03-02"),
        ("the evening before 3 March", "2021-03-02"),
        ("the day before 3 March", "2021-03-02"),
        ("after the early hours of Monday", "2021-03-22"),
        ("before the early hours of Monday", "2021-03-22"),
        ("beginning from 2 March", "2021-03-02"),
        ("starting from 2 March", "2021-03-02"),
        ("effective from 2 March", "2021-03-02"),
        ("as from 2 March", "2021-03-02"),
        ("since the hall burned in 2019", "2019-01-01..2021-03-23"),
        ("from Friday", "2021-03-19"),
        ("for 3 October", "2020-10-03"),
        ("until today", "an open interval: only its end is given"),
        ("from Monday to 20 March", "2021-03-15..2021-03-20"),
        ("from Monday to 22 March", "2021-03-22"),
        ("from Friday to 22 March", "2021-03-19..2021-03-22"),
        ("from nightfall Friday to Monday", "2021-03-19..2021-03-22"),
        ("in the three months to November", "2020-09-01..2020-11-30"),
        ("last weekend", "2021-03-20..2021-03-21"),
        ("this past weekend", "2021-03-20..2021-03-21"),
        ("the past weekend", "2021-03-20..2021-03-21"),
        ("next weekend", "2021-03-27..2021-03-28"),
        ("this coming weekend", "2021-03-27..2021-03-28"),
        ("the coming weekend", "2021-03-27..2021-03-28"),
        ("the weekend", "2021-03-20..2021-03-21"),
        ("the bank holiday weekend", "2021-03-20..2021-03-21"),
        ("the long weekend", "2021-03-20..2021-03-21"),
    ],
)
def test_ranges_and_edges_in_a_report_of_the_past(expression: str, expected: str) -> None:
    assert days(expression, PAST) == expected


@pytest.mark.parametrize("words", ["just", "shortly", "well", "some time", ""])
def test_before_a_day_to_come_ends_on_the_day_before(words: str) -> None:
    assert days(f"{words} before 5 May".strip(), FUTURE) == "2021-03-23..2021-05-04"


@pytest.mark.parametrize("words", ["ahead of", "prior to"])
def test_ahead_of_a_day_is_before_it(words: str) -> None:
    assert days(f"{words} 5 May", FUTURE) == "2021-03-23..2021-05-04"


@pytest.mark.parametrize(
    "sentence", ["Prices rose {}.", "He resigned {}.", "The shares fell 3 percent {}, the bank said."]
)
def test_a_day_and_month_of_the_past_are_never_still_to_come(sentence: str) -> None:
    assert days("on 1 April", sentence) == "2020-04-01"


def test_what_was_proposed_is_still_to_come() -> None:
    sentence = "We have proposed that the two leaders meet in Port Orven {}, without preconditions."
    assert days("on 26 or 27 October", sentence) == "2021-10-26..2021-10-27"


def test_two_times_after_since_are_two() -> None:
    found = find("It had 2,000 members since last May and 1,999 in June.")
    assert [item.expression for item in found] == ["since last May", "in June"]


@pytest.mark.parametrize("expression", ["the 99th of May", "the 99th of June", "99th of June", "the 31st of February"])
def test_a_day_that_no_month_has_is_not_its_month(expression: str) -> None:
    assert days(expression) == "not a date that the rules know"


def test_the_eve_hangs_on_the_event_that_the_caller_knows() -> None:
    assert days("On the eve", "{} of the vote, names were struck off.") == "hangs on an earlier date that is not known"
    assert days("On the eve", "{} of the vote, it rained.", previous=when("2021-03-21")) == "2021-03-20"
    assert [item.expression for item in find("On the eve of the vote, it rained.")] == ["On the eve"]


@pytest.mark.parametrize("noun", ["term", "school", "camp", "festival", "sale", "holidays"])
def test_a_season_that_names_something_else_is_no_time(noun: str) -> None:
    assert find(f"It closes at the end of the summer {noun}.") == []


@pytest.mark.parametrize(
    ("sentence", "looks"),
    [
        ("The mayor resigned; the council will meet on Friday.", "future"),
        ("The council will meet; the mayor resigned on Friday.", "past"),
        ("A vote for Friday", "future-then"),
        ("Food for people on Friday", None),
        ("The vote was moved to Friday.", "past"),
        ("A way to do it, to be on Friday", "future-then"),
        ("a call to go on Friday", "future"),
        ("Much to do on Friday", "future-then"),
        ("The envoy moved up to b on Friday.", "past"),
        ("The court ruled; proposed that they meet on Friday", "future-then"),
        ("proposed that a b c d e f g h meet on Friday", "future-then"),
        ("proposed that a b c d e f g h i meet on Friday", "past"),
        ("The talks were in the end planned on Friday.", "past"),
        ("The talks were last planned on Friday.", "future-then"),
        ("They are meeting on Friday.", "future"),
        ("They are soon meeting on Friday.", "future"),
        ("They are two men meeting on Friday.", None),
        ("The old man died on Friday.", "past"),
        ("A land deed on Friday", None),
        ("the disputed road on Friday", None),
    ],
)
def test_the_nearest_verb_of_the_clause_tells_where_a_day_lies(sentence: str, looks: str | None) -> None:
    assert tense(sentence, "Friday") == looks


def test_an_expression_or_the_noun_behind_it_may_tell_by_itself() -> None:
    assert tense("Talks, as soon as Friday", "as soon as Friday") == "future-then"
    assert tense("Ministers missed the March deadline", "March") == "future-then"
    assert tense("Fans will recall Sunday's 2-1 win", "Sunday's") == "past"


def test_an_expression_is_read_to_its_two_hundredth_character() -> None:
    assert days(f"{'a' * 195} 2019") == "2019-01-01..2019-12-31"
    assert days(f"{'a' * 196} 2019") == "not a date that the rules know"
