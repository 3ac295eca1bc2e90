"""Time expressions as days: a table by publication date, what hangs on other expressions, and properties of them all."""

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claimcheck.claims import When
from claimcheck.dates import find, resolve

UNKNOWN_PUBLICATION = "publication date unknown"
TUESDAY = dt.date(2021, 3, 23)
NEW_YEAR = dt.date(2024, 1, 1)
LEAP_DAY = dt.date(2024, 2, 29)
LAST_OF_MONTH = dt.date(2022, 10, 31)


def days(expression: str, published: dt.date | None = TUESDAY, sentence: str = "", previous: When | None = None) -> str:
    """`"2021-03-19"` for one day, `"2021-03-01..2021-03-31"` for more, or why there is none."""
    when = resolve(expression, published=published, sentence=sentence, previous=previous)
    if when.start is None:
        return when.unresolved or ""
    return str(when.start) if when.start == when.end else f"{when.start}..{when.end}"


@pytest.mark.parametrize(
    ("expression", "meant"),
    [
        # days around publication
        ("today", "2021-03-23"),
        ("tonight", "2021-03-23"),
        ("this morning", "2021-03-23"),
        ("yesterday", "2021-03-22"),
        ("last night", "2021-03-22"),
        ("overnight", "2021-03-22..2021-03-23"),
        ("tomorrow", "2021-03-24"),
        ("the day before yesterday", "2021-03-21"),
        ("the day after tomorrow", "2021-03-25"),
        # weekdays
        ("Monday", "2021-03-22"),
        ("on Friday", "2021-03-19"),
        ("Tuesday", "2021-03-23"),
        ("last Friday", "2021-03-19"),
        ("last Tuesday", "2021-03-16"),
        ("next Friday", "2021-03-26"),
        ("next Tuesday", "2021-03-30"),
        ("this Friday", "2021-03-26"),
        ("Earlier Monday", "2021-03-22"),
        ("late on Monday", "2021-03-22"),
        ("Monday morning", "2021-03-22"),
        ("Friday or Monday", "2021-03-19..2021-03-22"),
        # weeks, months, quarters, years
        ("last week", "2021-03-15..2021-03-21"),
        ("next week", "2021-03-29..2021-04-04"),
        ("last weekend", "2021-03-20..2021-03-21"),
        ("last month", "2021-02-01..2021-02-28"),
        ("next month", "2021-04-01..2021-04-30"),
        ("earlier this month", "2021-03-01..2021-03-23"),
        ("later this month", "2021-03-23..2021-03-31"),
        ("earlier this year", "2021-01-01..2021-03-23"),
        ("last year", "2020-01-01..2020-12-31"),
        ("last quarter", "2020-10-01..2020-12-31"),
        ("the third quarter", "2020-07-01..2020-09-30"),
        ("Q2 2020", "2020-04-01..2020-06-30"),
        ("the fourth quarter of 2019", "2019-10-01..2019-12-31"),
        ("the second half of 2020", "2020-07-01..2020-12-31"),
        ("May 2019", "2019-05-01..2019-05-31"),
        ("November", "2020-11-01..2020-11-30"),
        ("last May", "2020-05-01..2020-05-31"),
        ("next May", "2021-05-01..2021-05-31"),
        ("in 2019", "2019-01-01..2019-12-31"),
        ("the 1990s", "1990-01-01..1999-12-31"),
        ("last summer", "2020-06-01..2020-08-31"),
        ("winter 2019", "2019-12-01..2020-02-29"),
        ("early 2020", "2020-01-01..2020-04-30"),
        ("mid-2020", "2020-05-01..2020-08-31"),
        ("late 2019", "2019-09-01..2019-12-31"),
        ("early March", "2021-03-01..2021-03-10"),
        # so long ago, so far ahead
        ("two days ago", "2021-03-21"),
        ("two weeks ago", "2021-03-09"),
        ("a fortnight ago", "2021-03-09"),
        ("three months ago", "2020-12-01..2020-12-31"),
        ("five years ago", "2016-01-01..2016-12-31"),
        ("within ten days", "2021-03-23..2021-04-02"),
        ("in the past six months", "2020-09-23..2021-03-23"),
        ("over the last two years", "2019-03-23..2021-03-23"),
        # dates
        ("22 March", "2021-03-22"),
        ("March 22nd", "2021-03-22"),
        ("the 5th of March", "2021-03-05"),
        ("Tuesday, March 23", "2021-03-23"),
        ("March 22, 2019", "2019-03-22"),
        ("1 November", "2020-11-01"),
        ("2021-03-01", "2021-03-01"),
        ("19 or 22 March", "2021-03-19..2021-03-22"),
        ("26–28 October 2020", "2020-10-26..2020-10-28"),
        ("March 3-5", "2021-03-03..2021-03-05"),
        ("between 3 May and 5 June 2020", "2020-05-03..2020-06-05"),
        ("2018-2020", "2018-01-01..2020-12-31"),
        ("Christmas Day", "2020-12-25"),
        ("Boxing Day 2019", "2019-12-26"),
        ("the eve of the feast of 5 March", "2021-03-04"),
        # since, until, by
        ("since 2019", "2019-01-01..2021-03-23"),
        ("since Monday", "2021-03-22..2021-03-23"),
        ("since last May", "2020-05-01..2021-03-23"),
        ("since records began in 1910", "1910-01-01..2021-03-23"),
        ("until Friday", "2021-03-23..2021-03-26"),
        ("by Thursday", "2021-03-25"),
        ("by the end of March", "2021-03-31"),
        ("by the end of the month", "2021-03-31"),
        ("the end of the year", "2021-12-31"),
        ("the nine months to September", "2020-01-01..2020-09-30"),
    ],
)
def test_an_expression_in_a_report_of_tuesday_23_march_2021(expression: str, meant: str) -> None:
    assert days(expression) == meant


@pytest.mark.parametrize(
    ("published", "expression", "meant"),
    [
        (NEW_YEAR, "yesterday", "2023-12-31"),
        (NEW_YEAR, "Monday", "2024-01-01"),
        (NEW_YEAR, "last Monday", "2023-12-25"),
        (NEW_YEAR, "last week", "2023-12-25..2023-12-31"),
        (NEW_YEAR, "last month", "2023-12-01..2023-12-31"),
        (NEW_YEAR, "last quarter", "2023-10-01..2023-12-31"),
        (NEW_YEAR, "30 December", "2023-12-30"),
        (NEW_YEAR, "December", "2023-12-01..2023-12-31"),
        (LEAP_DAY, "today", "2024-02-29"),
        (LEAP_DAY, "29 February", "2024-02-29"),
        (LEAP_DAY, "a year ago", "2023-01-01..2023-12-31"),
        (LEAP_DAY, "in the past year", "2023-02-28..2024-02-29"),
        (LEAP_DAY, "tomorrow", "2024-03-01"),
        (LAST_OF_MONTH, "last month", "2022-09-01..2022-09-30"),
        (LAST_OF_MONTH, "eight months ago", "2022-02-01..2022-02-28"),
        (LAST_OF_MONTH, "next month", "2022-11-01..2022-11-30"),
        (LAST_OF_MONTH, "Halloween", "2022-10-31"),
    ],
)
def test_years_and_months_that_end_are_stepped_over_rightly(published: dt.date, expression: str, meant: str) -> None:
    assert days(expression, published) == meant


@pytest.mark.parametrize(
    ("expression", "sentence", "meant"),
    [
        ("Friday", "The board met on Friday.", "2021-03-19"),
        ("Friday", "The board will meet on Friday.", "2021-03-26"),
        ("Friday", "The hearing is due on Friday.", "2021-03-26"),
        ("Tuesday", "The board will meet on Tuesday.", "2021-03-23"),
        ("1 July", "The fee rose on 1 July.", "2020-07-01"),
        ("1 July", "The fee will rise on 1 July.", "2021-07-01"),
        ("Friday or Monday", "The court is expected to rule on Friday or Monday.", "2021-03-26..2021-03-29"),
    ],
)
def test_the_sentence_tells_whether_a_day_is_past_or_to_come(expression: str, sentence: str, meant: str) -> None:
    assert days(expression, sentence=sentence) == meant


@pytest.mark.parametrize(
    ("expression", "meant"),
    [
        ("a day before that", "2021-03-11"),
        ("two weeks earlier", "2021-02-26"),
        ("two days later", "2021-03-14"),
        ("the following day", "2021-03-13"),
        ("the same day", "2021-03-12"),
        ("that evening", "2021-03-12"),
        ("that week", "2021-03-08..2021-03-14"),
        ("the previous year", "2020-01-01..2020-12-31"),
        ("a month later", "2021-04-01..2021-04-30"),
    ],
)
def test_what_hangs_on_an_earlier_expression_is_reckoned_from_it(expression: str, meant: str) -> None:
    assert days(expression, previous=resolve("12 March 2021", published=None)) == meant


@pytest.mark.parametrize("expression", ["a day before that", "two weeks earlier", "two days later", "the same day"])
def test_what_hangs_on_an_earlier_expression_is_open_where_there_is_none(expression: str) -> None:
    assert "earlier date" in days(expression)


def test_a_date_with_its_year_needs_no_publication_date() -> None:
    assert days("22 March 2019", None) == "2019-03-22"
    assert days("the fourth quarter of 2019", None) == "2019-10-01..2019-12-31"


@pytest.mark.parametrize("expression", ["Friday", "yesterday", "22 March", "last month", "since 2019", "two days ago"])
def test_without_a_publication_date_what_hangs_on_it_says_so(expression: str) -> None:
    assert days(expression, None) == UNKNOWN_PUBLICATION


@pytest.mark.parametrize("expression", ["for three weeks", "two hours", "for years"])
def test_a_bare_duration_has_no_date(expression: str) -> None:
    assert "duration" in days(expression)


@pytest.mark.parametrize("expression", ["", "soon", "30 February 2021", "May Strand", "a long while"])
def test_what_is_no_date_says_why(expression: str) -> None:
    when = resolve(expression, published=TUESDAY)
    assert (when.start, when.end, when.precision) == (None, None, None)
    assert when.unresolved


def test_the_expression_is_kept_as_it_was_printed() -> None:
    assert resolve("Last  Friday’s", published=TUESDAY).expression == "Last  Friday’s"


@pytest.mark.parametrize(
    ("expression", "precision"),
    [
        ("Friday", "day"),
        ("last week", "week"),
        ("May 2019", "month"),
        ("Q2 2020", "quarter"),
        ("last summer", "season"),
        ("2019", "year"),
        ("the 1990s", "decade"),
        ("since 2019", "range"),
    ],
)
def test_each_expression_says_how_fine_it_is(expression: str, precision: str) -> None:
    assert resolve(expression, published=TUESDAY).precision == precision


# Finding expressions


def test_expressions_are_found_in_order_where_they_stand() -> None:
    text = "Work began on 3 March 2020, stopped last May and was taken up again two weeks ago; it ends by the end of March."
    found = find(text)
    assert all(item.span.of(text) == item.expression for item in found)
    assert all(before.span.end <= after.span.start for before, after in pairwise(found))
    for wanted in ("3 March 2020", "last May", "two weeks ago", "the end of March"):
        assert any(wanted in item.expression for item in found)


@pytest.mark.parametrize(
    "text",
    [
        "She may say so.",
        "They march on.",
        "The board may decide; nobody knew.",
        "Mr May will resign.",
        "It cost 1,999 crowns.",
        "Room 20191 was locked.",
    ],
)
def test_verbs_names_and_sums_that_look_like_dates_are_left_out(text: str) -> None:
    assert find(text) == []


# Properties

EXPRESSIONS = st.sampled_from(
    [
        "today",
        "yesterday",
        "last Friday",
        "next Monday",
        "Tuesday",
        "overnight",
        "last month",
        "this week",
        "Q3",
        "1 May",
        "since Monday",
        "until Friday",
        "by Thursday",
        "two weeks ago",
        "last summer",
        "29 February",
        "early 2020",
        "2019",
        "the third quarter",
        "in the past six months",
        "winter",
        "the nine months to September",
        "from Monday to Thursday",
        "between 3 May and 5 June 2020",
        "within ten days",
        "in 999 years",
        "999 decades ago",
        "the eve of Christmas",
    ]
)
ANY_DAY = st.dates(min_value=dt.date(1900, 1, 1), max_value=dt.date(2100, 12, 31))
RELATIVE = [
    f"{lead}{day}" for lead in ("", "on ", "last ", "next ", "this ", "earlier ") for day in ("Monday", "Friday")
]
RELATIVE += [
    "yesterday",
    "tomorrow",
    "last week",
    "next week",
    "last weekend",
    "two days ago",
    "two weeks ago",
    "overnight",
]


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=40) | EXPRESSIONS, ANY_DAY | st.none(), st.text(max_size=40))
def test_resolving_never_raises_and_gives_days_in_order_or_why_not(
    expression: str, published: dt.date | None, sentence: str
) -> None:
    when = resolve(expression, published=published, sentence=sentence)
    assert when.expression == expression
    if when.start is None:
        assert (when.end, when.precision) == (None, None)
        assert when.unresolved
    else:
        assert when.end is not None
        assert when.start <= when.end
        assert when.precision
        assert when.unresolved is None


@settings(max_examples=60, deadline=None)
@given(EXPRESSIONS, st.sampled_from([dt.date.min, dt.date.max, dt.date(1, 1, 31), dt.date(9999, 12, 1)]))
def test_the_ends_of_the_calendar_do_not_raise(expression: str, published: dt.date) -> None:
    resolve(expression, published=published)


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(RELATIVE), ANY_DAY, st.booleans())
def test_a_report_of_a_week_later_means_days_of_a_week_later(expression: str, published: dt.date, ahead: bool) -> None:
    sentence = f"They will meet {expression}." if ahead else f"They met {expression}."
    week = dt.timedelta(days=7)
    one = resolve(expression, published=published, sentence=sentence)
    other = resolve(expression, published=published + week, sentence=sentence)
    assert one.start is not None
    assert one.end is not None
    assert (other.start, other.end) == (one.start + week, one.end + week)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["Monday", "Wednesday", "Sunday"]), ANY_DAY)
def test_last_and_next_weekday_lie_within_a_week_of_publication(name: str, published: dt.date) -> None:
    last, coming = (resolve(f"{lead} {name}", published=published).start for lead in ("last", "next"))
    assert last is not None
    assert coming is not None
    assert 1 <= (published - last).days <= 7
    assert 1 <= (coming - published).days <= 7


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="MayJune Friday19201,.- lasteofh\n", max_size=60) | EXPRESSIONS)
def test_what_is_found_in_any_text_stands_there(text: str) -> None:
    for item in find(text):
        assert item.span.of(text) == item.expression
