"""Word by word: every word that the rules for time expressions know, as news prose uses it. The lists here are made by hand, not read from the code."""

import datetime as dt

import pytest

from claimcheck.claims import When
from claimcheck.dates import find, resolve
from claimcheck.dates.grammar import Context, UnresolvedError, interval
from claimcheck.dates.tense import tense
from claimcheck.dates.words import plain

TUESDAY = dt.date(2021, 3, 23)
"""Publication day of all rows."""
FRIDAY = When(expression="Last Friday", start=dt.date(2021, 3, 19), end=dt.date(2021, 3, 19), precision="day")


def days(expression: str, previous: When | None = None) -> str:
    """`"2021-03-19"`, `"2021-03-19..2021-03-22"`, or the reason why there is no date."""
    found = resolve(expression, published=TUESDAY, previous=previous)
    if found.start is None or found.end is None:
        return str(found.unresolved)
    return str(found.start) if found.start == found.end else f"{found.start}..{found.end}"


def strictly(expression: str, previous: When | None = None) -> str:
    """The same, where no word may be passed over."""
    context = Context(
        published=TUESDAY, loose=False, previous=previous, named_here=previous is not None, tense=tense("", expression)
    )
    try:
        found = interval(plain(expression), context)
    except UnresolvedError as exc:
        return str(exc)
    return str(found.start) if found.start == found.end else f"{found.start}..{found.end}"


def rows(text: str) -> list[tuple[str, str]]:
    """`"one; two = 3"` is two rows."""
    made = []
    for line in filter(str.strip, text.splitlines()):
        words, _, meant = line.rpartition(" = ")
        made += [(word.strip(), meant.strip()) for word in words.split(";")]
    return made


MONTHS = "January February March April May June July August September October November December".split()  # noqa: SIM905
WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()  # noqa: SIM905
NUMBERS = [
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen",
    "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
]  # fmt: skip


@pytest.mark.parametrize("month", MONTHS)
def test_every_month_is_known_in_full_and_short(month: str) -> None:
    meant = f"2019-{MONTHS.index(month) + 1:02}-03"
    for name in (month, month[:3], month if month == "May" else f"{month[:3]}."):
        assert days(f"{name} 3, 2019") == meant
        assert [item.expression for item in find(f"It shut on 3 {name} 2019.")] == [f"on 3 {name} 2019"]
    assert days("Sept. 3, 2019") == "2019-09-03"


@pytest.mark.parametrize("weekday", WEEKDAYS)
def test_every_weekday_is_known(weekday: str) -> None:
    days_back = (1 - WEEKDAYS.index(weekday)) % 7
    assert days(weekday) == str(TUESDAY - dt.timedelta(days=days_back))
    assert [item.expression for item in find(f"It shut {weekday} for good.")] == [weekday]


@pytest.mark.parametrize(("number", "word"), enumerate(NUMBERS, start=1))
def test_every_number_is_known_in_words(number: int, word: str) -> None:
    assert days(f"{word} days ago") == str(TUESDAY - dt.timedelta(days=number))
    assert [item.expression for item in find(f"It shut {word} days ago.")] == [f"{word} days ago"]


TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


@pytest.mark.parametrize(("number", "word"), [(10 * place, word) for place, word in enumerate(TENS, start=2)])
def test_every_ten_is_known_in_words(number: int, word: str) -> None:
    for more, unit in enumerate(["", *NUMBERS[:9]]):
        count = "-".join(filter(None, [word, unit]))
        assert days(f"{count} days ago") == str(TUESDAY - dt.timedelta(days=number + more))
    assert [item.expression for item in find(f"It shut {word} days ago.")] == [f"{word} days ago"]


DECADES = ["twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties", "nineties"]


@pytest.mark.parametrize(("first", "word"), [(1900 + 10 * place, word) for place, word in enumerate(DECADES, start=2)])
def test_every_decade_is_known_by_its_name(first: int, word: str) -> None:
    assert days(f"the {word}") == f"{first}-01-01..{first + 9}-12-31"
    assert days(f"the '{first % 100}s") == f"{first}-01-01..{first + 9}-12-31"
    assert [item.expression for item in find(f"It shut in the early {word} for good.")] == [f"in the early {word}"]


MEANINGS = """
a day ago; one day ago = 2021-03-22
a couple of days ago = 2021-03-21
a dozen days ago = 2021-03-11
a hundred days ago = 2020-12-13
between October 3 and 5 2020; between 3 and 5 October 2020 = 2020-10-03..2020-10-05
the 22nd century = 2101-01-01..2200-12-31
the 23rd century = 2201-01-01..2300-12-31
the 21st century = 2001-01-01..2100-12-31
the final quarter = not a date that the rules know
this Christmas = 2020-12-25
week ending 17 March 2021 = 2021-03-11..2021-03-17
from the three months to April 2020 = 2020-02-01..2020-04-30
in the year to 28 February 2021 = 2020-03-01..2021-02-28
late in the year = 2021-09-01..2021-12-31
two years ago today; two years ago to the day = 2019-03-23
two years ago this week; two years ago = 2019-01-01..2019-12-31
two quarters ago = 2020-07-01..2020-09-30
two decades ago = 2001-01-01..2001-12-31
1st May 2020; 1 May 2020; 01 May 2020; the 1st of May 2020 = 2020-05-01
2nd May 2020; May 2nd, 2020; the 2nd of May 2020 = 2020-05-02
spring 2020; the spring of 2020 = 2020-03-01..2020-05-31
summer 2020; the summer of 2020 = 2020-06-01..2020-08-31
autumn 2020; the autumn of 2020; fall 2020; the fall of 2020 = 2020-09-01..2020-11-30
winter 2020; the winter of 2020 = 2020-12-01..2021-02-28
the opening day of June 2020; the first day of June 2020; the 1st day of June 2020 = 2020-06-01
the second day of June 2020; the 2nd day of June 2020 = 2020-06-02
the third day of June 2020; the 3rd day of June 2020 = 2020-06-03
the fourth day of June 2020; the 4th day of June 2020 = 2020-06-04
the fifth day of June 2020; the 5th day of June 2020 = 2020-06-05
the last day of June 2020; the final day of June 2020 = 2020-06-30
today; tonight; this morning; this afternoon; this evening; this lunchtime; earlier today; later today; early today = 2021-03-23
later tonight; with immediate effect; this very day; earlier in the day; later in the day; earlier this morning = 2021-03-23
earlier this afternoon; earlier this evening; today noon; this morning's = 2021-03-23
yesterday; last night; last evening; early yesterday; late yesterday; earlier yesterday; later yesterday; yesterday dawn = 2021-03-22
tomorrow; tomorrow evening; early tomorrow; late tomorrow; later tomorrow = 2021-03-24
the day before yesterday = 2021-03-21
the day after tomorrow = 2021-03-25
overnight; during the night; in the night = 2021-03-22..2021-03-23
last Monday; this past Monday; the past Monday; late Monday; late on Monday; early Monday; early on Monday; earlier Monday = 2021-03-22
earlier on Monday; later Monday; later on Monday; first thing Monday; first thing on Monday = 2021-03-22
next Monday; this coming Monday; the coming Monday; this Monday; night of next Monday; afternoon of this Monday = 2021-03-29
Monday morning; Monday afternoon; Monday evening; Monday night; Monday lunchtime; Monday noon; Monday midday = 2021-03-22
Monday midnight; Monday dawn; Monday dusk; Monday teatime; Monday daybreak; Monday at 3pm; Monday 3:15 GMT = 2021-03-22
Monday early morning; Monday late night; Monday mid-afternoon; Monday 15:30; Monday 3.30 pm EST; Monday 9 a.m. = 2021-03-22
Monday 15:30 UTC; Monday 15:30 GMT; Monday 15:30 local time = 2021-03-22
Monday 15.30; Monday 10 am; Monday 3:30 pm; Monday at 9 a.m; Monday at 9a.m.; Monday at 3 p.m.; Monday 3 pm ET; Monday 3 pm AEST = 2021-03-22
twenty one days ago = 2021-03-02
3 days ago = 2021-03-20
100 days ago = 2020-12-13
two-weeks ago = 2021-03-09
the year 2150 = 2150-01-01..2150-12-31
in the mid-'90s; the mid-1990s = 1994-01-01..1996-12-31
2008-09 = 2008-01-01..2009-12-31
05/05/2020; 5/5/2020; 5.5.2020; 2020/5/5; 2020.5.5; 2020-05-05T10:00:00Z = 2020-05-05
10/25/2020; 10.25.2020; 25/10/2020; 25.10.2020; 2020/10/25; 2020.10.25 = 2020-10-25
Saturday 29 February = 2020-02-29
the 26 = not a date that the rules know
this autumn = 2020-09-01..2020-11-30
this April = 2021-04-01..2021-04-30
the first quarter; first quarter = 2021-01-01..2021-03-31
last Easter 2019; this Easter 2019; Easter 2019 = 2019-04-21
the first half of the year 2019 = 2019-01-01..2019-06-30
the first half; h1 = 2021-01-01..2021-06-30
nineties = 1990-01-01..1999-12-31
opening day of June 2020 = 2020-06-01
turn of the century = 1999-01-01..2001-12-31
start of the new year = 2022-01-01..2022-04-30
winter 2020/21 = 2020-12-01..2021-02-28
end of year = 2021-12-31
the 99th of June; the 41st of June; the 42nd of June; the 33rd of June = not a date that the rules know
dawn next Monday; dawn this Monday = 2021-03-29
the quarter to 30 June 2020 = 2020-04-01..2020-06-30
the five days to 30 June 2020 = 2020-06-26..2020-06-30
two weeks from 1 March 2021 = 2021-03-01..2021-03-15
two days from 1 March 2021 = 2021-03-01..2021-03-03
two months from 1 March 2021 = 2021-03-01..2021-04-30
the evening of Monday; the night of Monday; the early hours of Monday; the small hours of Monday; the rush hour on Monday = 2021-03-22
the afternoon of Monday; the morning of Monday; evening of last Monday; dawn last Monday; dawn on Monday; dawn Monday = 2021-03-22
the small hours of 5 May 2020; the small hours on 5 May 2020; the night on 5 May 2020; the early hours of 5 May 2020; 5 May 2020 at noon; midnight on 5 May 2020 = 2020-05-05
the night of August 5; 5 August at noon; August 5 at noon = 2020-08-05
Monday week; a week on Monday; a week from Monday; a week this Monday; a week next Monday = 2021-04-05
Monday fortnight; a fortnight on Monday = 2021-04-12
a week today = 2021-03-30
a week tomorrow = 2021-03-31
a week ago Monday; a week last Monday; Monday week ago; a week ago on Monday = 2021-03-15
a fortnight ago Monday; Monday fortnight ago = 2021-03-08
Friday or Monday; Friday and Monday; Friday to Monday; Friday until Monday; Friday through Monday = 2021-03-19..2021-03-22
Friday - Monday; Friday-Monday; Friday/Monday; between Friday and Monday; from Friday to Monday = 2021-03-19..2021-03-22
on Friday and on Monday; either Friday or Monday; either on Friday or Monday = 2021-03-19..2021-03-22
last weekend; this past weekend; the past weekend; the weekend; weekend; the bank holiday weekend = 2021-03-20..2021-03-21
the long weekend = 2021-03-20..2021-03-21
next weekend; this coming weekend; the coming weekend; the next weekend; this weekend = 2021-03-27..2021-03-28
this year; so far this year; already this year; earlier this year; this year so far; this year to date = 2021-01-01..2021-03-23
the current year; the present year; this fiscal year; this financial year; this calendar year; this school year = 2021-01-01..2021-03-23
this business year; sometime this year; the year so far; the year to date; earlier in the year = 2021-01-01..2021-03-23
later this year; later in the year = 2021-03-23..2021-12-31
last year; sometime last year = 2020-01-01..2020-12-31
next year; the coming year = 2022-01-01..2022-12-31
later last quarter = 2020-10-01..2020-12-31
early last year; earlier last year; early part of last year = 2020-01-01..2020-04-30
mid last year; the middle of last year = 2020-05-01..2020-08-31
late last year; later last year; the late part of last year = 2020-09-01..2020-12-31
this week = 2021-03-22..2021-03-23
this fortnight = 2021-03-23
this decade; the current decade = 2020-01-01..2021-03-23
this century = 2000-01-01..2021-03-23
this quarter = 2021-01-01..2021-03-23
two weeks ago; a full two weeks ago; two weeks ago to the day; two weeks ago today; two weeks ago this week = 2021-03-09
two weeks ago this month = 2021-03-09
two weeks from now; two weeks from today; two weeks hence; two weeks' time; in two weeks' time = 2021-04-06
in about two weeks' time; in around two weeks' time; in just two weeks' time; in exactly two weeks' time = 2021-04-06
within two weeks; within the next two weeks; within the coming two weeks; in the next two weeks = 2021-03-23..2021-04-06
over the next two weeks; during the coming two weeks; for the next two weeks; within two weeks' time = 2021-03-23..2021-04-06
the last two weeks; these last two weeks; in the past two weeks; over the past two weeks; during the past two weeks = 2021-03-09..2021-03-23
for the past two weeks; within the past two weeks; across the past two weeks; each of the past two weeks = 2021-03-09..2021-03-23
within days; within weeks; within months; within a matter of days; within a matter of weeks = too vague for a date
the past few weeks; the last several weeks; the past many weeks; the last few weeks; the past few hours; the next few hours = too vague for a date
the past couple of weeks; in the past couple of weeks = too vague for a date
a few weeks ago; a few hours ago; a number of hours later; several weeks ago; some weeks ago; many weeks ago; a number of weeks ago = too vague for a date
hundreds of years ago; dozens of weeks ago; a couple weeks ago; weeks ago; hours ago; days ago = too vague for a date
months ago; years ago; decades ago; centuries ago; weeks later; weeks earlier; weeks before; weeks after that = too vague for a date
an hour ago; three hours later; one minute earlier; minutes before; a moment after that; moments ago = too vague for a date
recent weeks; in recent days; over recent months; the coming weeks; the past few weeks; the next few weeks = too vague for a date
the coming hours; recent years; recent decades; the following hours = too vague for a date
recently; lately; soon; shortly; some day; now; currently; at present; these days; so far = too vague for a date
two weeks; for two weeks; lasting two weeks; after two weeks; nearly two weeks; almost two weeks = a duration, without a beginning or an end
about two weeks; more than two weeks; at least two weeks; over two weeks; some two weeks = a duration, without a beginning or an end
up to two weeks; under two weeks; another two weeks; less than two weeks = a duration, without a beginning or an end
two weeks long; two weeks running; two weeks of rain; two and a half years; ten seconds = a duration, without a beginning or an end
ten minutes; ten hours; for days; for weeks; for months; for years = a duration, without a beginning or an end
for hours; for decades; for ages; for centuries; half an hour; half a day; half a year = a duration, without a beginning or an end
half a century; half a decade; all day; all night; all week; all year; all week long = a duration, without a beginning or an end
one week; an hour; 10-year war; two-hour talks; 10-week; 45-minute call; two years into his term; nine month tour of Orven = a duration, without a beginning or an end
"""


EDGES = """
until Friday; up until Friday; right until Friday; till Friday; through to Friday; through Friday = 2021-03-23..2021-03-26
up to Friday; to Friday; until at least Friday = 2021-03-23..2021-03-26
by Friday; by about Friday; by around Friday; by no later than Friday; by at the latest Friday = 2021-03-26
no later than Friday; not later than Friday = 2021-03-26
before 5 May; well before 5 May; shortly before 5 May; just before 5 May; some time before 5 May = 2021-03-23..2021-05-04
ahead of 5 May; prior to 5 May = 2021-03-23..2021-05-04
before the end of June; before the close of June = 2021-03-23..2021-06-30
ever since 2019; since 2019 = 2019-01-01..2021-03-23
from 2 May; starting from 2 May; beginning from 2 May; effective from 2 May; as from 2 May = 2021-05-02
from on 2 May; 2 May onwards; 2 May onward; 2 May on; starting 2 May; starting on 2 May = 2021-05-02
beginning on 2 May; effective on 2 May = 2021-05-02
effective in May; starting from May = 2021-05-01..2021-05-31
from 3 May 2020 to 5 May 2020; between 3 May 2020 and 5 May 2020 = 2020-05-03..2020-05-05
anywhere between 3 May 2020 and 5 May 2020; from 3 May 2020 until 5 May 2020 = 2020-05-03..2020-05-05
from 3 May 2020 till 5 May 2020; from 3 May 2020 through 5 May 2020; from 3 May 2020 - 5 May 2020 = 2020-05-03..2020-05-05
from spring to autumn 2020; between spring and autumn 2020 = 2020-03-01..2020-11-30
from autumn to spring 2020 = 2019-09-01..2020-05-31
January to March 2020; January-March 2020; January through March 2020 = 2020-01-01..2020-03-31
2016 to 2019; 2016-2019; 2016 - 2019; 2016–2019; 2016-19; 2016 through 2019; from 2016 to 2019 = 2016-01-01..2019-12-31
the eve of 5 May 2020; eve of 5 May 2020; the day before 5 May 2020; day before 5 May 2020 = 2020-05-04
the night before 5 May 2020; the evening before 5 May 2020 = 2020-05-04
the day after 5 May 2020; day after 5 May 2020; the morning after 5 May 2020 = 2020-05-06
the night after 5 May 2020 = 2020-05-06
in the three months to April 2020; over the three months to April 2020 = 2020-02-01..2020-04-30
during the three months to April 2020; for the three months to April 2020 = 2020-02-01..2020-04-30
the three months through April 2020; the three months ended April 2020 = 2020-02-01..2020-04-30
the three months ending April 2020; the three months ended in April 2020 = 2020-02-01..2020-04-30
the three months up to April 2020; the three months ended on 30 April 2020 = 2020-02-01..2020-04-30
for the year to June; for the year ended June; over the year to June = 2019-07-01..2020-06-30
for three months to April; for three months ended April; over three months to April = 2020-02-01..2020-04-30
three months to April 2020; three months ended 30 April 2020; three months ending April 2020 = 2020-02-01..2020-04-30
two weeks to 5 May 2020; two weeks ended 5 May 2020; two weeks ending 5 May 2020 = 2020-04-22..2020-05-05
two quarters to June 2020; two quarters ended June 2020 = 2020-01-01..2020-06-30
two years to 2020; two years ending 2020 = 2019-01-01..2020-12-31
the two days before 5 May 2020; the two days ahead of 5 May 2020 = 2020-05-03..2020-05-04
the two days after 5 May 2020; the two days since 5 May 2020; the two days following 5 May 2020 = 2020-05-06..2020-05-07
the two days from 5 May 2020 = 2020-05-06..2020-05-07
30 days from 1 March 2021; 30 days starting 1 March 2021; 30 days beginning on 1 March 2021 = 2021-03-01..2021-03-31
before end of June = 2021-03-23..2021-06-30
January to March; January-March = 2021-01-01..2021-03-31
from last decade to last year = 2010-01-01..2020-12-31
a year to June 2020 = 2019-07-01..2020-06-30
before Monday morning = 2021-03-23..2021-03-28
after Monday night = 2021-03-23
from 1 February = 2021-02-01
from Shrove Tuesday = 2021-02-16
since the mayoral vote in 2019 = 2019-01-01..2021-03-23
before dawn on Monday; before the early hours of Monday = 2021-03-29
after midnight on Monday; after the early hours of Monday = 2021-03-22
the month of March 2020; March of 2020; March in 2020; 2020's March; March 2020 = 2020-03-01..2020-03-31
the month of March = 2021-03-01..2021-03-31
last March; this past March = 2020-03-01..2020-03-31
next March; this coming March; the coming March; the following March = 2022-03-01..2022-03-31
this March = 2021-03-01..2021-03-23
March last year; March the previous year; March of last year; March in last year = 2020-03-01..2020-03-31
March this year; March of the year; March the current year; March of this year = 2021-03-01..2021-03-31
March next year; March fiscal 2022 = 2022-03-01..2022-03-31
first half of 2020; the first half of 2020; h1 2020 = 2020-01-01..2020-06-30
the latter half of 2020; the second half of 2020; the other half of 2020; h2 2020 = 2020-07-01..2020-12-31
the first three months of 2020; the opening three months of 2020; first three months of 2020 = 2020-01-01..2020-03-31
the first three months; opening three months = 2021-01-01..2021-03-31
the last three months of 2020; the final three months of 2020 = 2020-10-01..2020-12-31
the first Monday of May 2020; the opening Monday of May 2020 = 2020-05-04
the final Monday in May 2020; the last Monday of May 2020 = 2020-05-25
week of 17 March 2021; the week of 17 March 2021 = 2021-03-15..2021-03-21
the week beginning 17 March 2021; the week starting 17 March 2021; the week commencing 17 March 2021 = 2021-03-17..2021-03-23
the week from 17 March 2021; the week beginning on 17 March 2021 = 2021-03-17..2021-03-23
the week ending 17 March 2021; the week ended 17 March 2021; week ended on 17 March 2021 = 2021-03-11..2021-03-17
the very end of 2020; the end of 2020; end of 2020; the close of 2020 = 2020-12-31
the start of 2020; the beginning of 2020; the outset of 2020 = 2020-01-01
year-end; the year's end; year end; the end of the year = 2021-12-31
month-end; the month's end; end of the month = 2021-03-31
week-end; the week's end; the end of the week = 2021-03-28
year-start; the start of the year = 2021-01-01
the end of the quarter = 2021-03-31
the end of the decade = 2029-12-31
the end of the century = 2099-12-31
the end of the day = 2021-03-23
the start of the week = 2021-03-22
the beginning of the new year; the start of the new year; the early part of the new year = 2022-01-01..2022-04-30
the new year; early in the new year = 2022-01-01..2022-04-30
the final quarter of 2020; the fourth quarter in 2020; q4 in 2020; last quarter of 2020; the fourth quarter of 2020; q4 2020; 4q 2020 = 2020-10-01..2020-12-31
2020's final quarter; 2020's fourth quarter; 2020 q4; 2020's last quarter = 2020-10-01..2020-12-31
spring 2020; the spring of 2020; 2020's spring; spring 2020-21 = 2020-03-01..2020-05-31
the spring; spring; the spring months = 2021-03-01..2021-05-31
last spring; the past spring; this past spring; the previous spring = 2020-03-01..2020-05-31
next spring; this coming spring; the coming spring; the following spring = 2022-03-01..2022-05-31
this spring = 2021-03-01..2021-03-23
last Christmas; this past Christmas; the last Christmas = 2020-12-25
next Christmas; this coming Christmas = 2021-12-25
the Christmas weekend; this Christmas weekend; Christmas weekend; the last Christmas weekend = 2020-12-25..2020-12-28
the next Christmas weekend = 2021-12-24..2021-12-27
the 19th century; 19th century = 1801-01-01..1900-12-31
the turn of the century; the turn of the millennium = 1999-01-01..2001-12-31
the 1990s; 1990s; the 90s; the '90s = 1990-01-01..1999-12-31
early 2020; the early part of 2020; early in 2020 = 2020-01-01..2020-04-30
mid 2020; the middle of 2020; mid-2020 = 2020-05-01..2020-08-31
late 2020; the late part of 2020; late in 2020 = 2020-09-01..2020-12-31
October 3 2020; 3 October in 2020; 3 October of 2020; Saturday 3 October 2020; the 3rd of October 2020; October the 3rd 2020 = 2020-10-03
Saturday October 3 2020 = 2020-10-03
3-5 October 2020; between 3 and 5 October 2020; from 3 to 5 October 2020; 3 or 5 October 2020 = 2020-10-03..2020-10-05
3 through 5 October 2020; 3/5 October 2020; 3, 4 and 5 October 2020; October 3-5 2020 = 2020-10-03..2020-10-05
from October 3 to 5 2020; Saturday 3 to Monday 5 October 2020; 3 - 5 October 2020 = 2020-10-03..2020-10-05
30 March-2 April 2020; from 30 March to 2 April 2020; 30 March through 2 April 2020 = 2020-03-30..2020-04-02
30 March until 2 April 2020; March 30-April 2 2020; from March 30 to April 2 2020 = 2020-03-30..2020-04-02
March 30 through April 2 2020; March 30 until April 2 2020 = 2020-03-30..2020-04-02
2020/21 season; 2020/21; 2020-21 = 2020-01-01..2021-12-31
exactly 5 May 2020; about 5 May 2020; around 5 May 2020; on or about 5 May 2020 = 2020-05-05
on or around 5 May 2020; roughly 5 May 2020; nearly 5 May 2020; almost 5 May 2020; just 5 May 2020 = 2020-05-05
only 5 May 2020; shortly 5 May 2020; sometime 5 May 2020; back 5 May 2020; dated 5 May 2020 = 2020-05-05
for 5 May 2020; of 5 May 2020; effective 5 May 2020; up 5 May 2020; first thing 5 May 2020 = 2020-05-05
early 5 May 2020; late 5 May 2020; earlier 5 May 2020; later 5 May 2020; long 5 May 2020 = 2020-05-05
as soon as 5 May 2020; as early as 5 May 2020; as late as 5 May 2020; as recently as 5 May 2020 = 2020-05-05
as far back as 5 May 2020; as of 5 May 2020; on 5 May 2020; at 5 May 2020; in 5 May 2020 = 2020-05-05
during 5 May 2020; over 5 May 2020; throughout 5 May 2020; within 5 May 2020; every year 5 May 2020 = 2020-05-05
each month 5 May 2020; every week 5 May 2020; each day 5 May 2020 = 2020-05-05
"""


@pytest.mark.parametrize(("expression", "meant"), rows(MEANINGS + EDGES))
def test_every_word_for_a_time_is_understood(expression: str, meant: str) -> None:
    assert days(expression) == strictly(expression) == meant


AMONG = """
from the fire of May until the vote of June 2020; from the fire of May to the vote of June 2020 = 2020-05-01..2020-06-30
from the fire of May through the vote of June 2020 = 2020-05-01..2020-06-30
two weeks since Friday = 2021-03-19..2021-03-23
two weeks until Friday; two weeks to Friday = 2021-03-23..2021-03-26
two weeks ended on 5 May = 2021-05-05
two years ended in 2020 = 2020-01-01..2020-12-31
EU 2018 rules 2016-13; the 2018 law 2016-13 = 2018-01-01..2018-12-31
a second term in 1992; a second one in 1992 = 1992-01-01..1992-12-31
Wilkes-Barre, Pa. March 3 = 2021-03-03
the 50th anniversary of the 2019 war; Omar Nasser's win in 2019 = 2019-01-01..2019-12-31
the 105th of June; the 99th June; April Marsh's win in 2019 = not a date that the rules know
before Nightingale's vote of 5 May = 2021-03-23..2021-05-04
after Nightingale's vote of 5 March = 2021-03-06..2021-03-23
from the Omar vote on Friday to Monday = 2021-03-19..2021-03-22
the day after that vote of 5 May 2020; a day after that vote of 5 May 2020 = 2020-05-06
since next week = 2021-03-29..2021-04-04
before the weekend of 5 June = 2021-03-23..2021-06-04
Friday's vote on the 2019 budget = 2021-03-19
lundi 24 2019; 24 год 2019; 12 год 2019 = 2019-01-01..2019-12-31
"""


@pytest.mark.parametrize(("expression", "meant"), rows(AMONG))
def test_words_for_a_time_are_understood_among_others(expression: str, meant: str) -> None:
    assert days(expression) == meant
    assert strictly(expression) == "not a date that the rules know"


@pytest.mark.parametrize(
    ("lead", "day"),
    [("last", 15), ("this past", 15), ("the past", 15), ("next", 29), ("this coming", 29), ("the coming", 29), ("the next", 29),
     ("late", 22), ("earlier on", 22)],
)  # fmt: skip
def test_on_a_monday_the_last_one_and_the_next_one_are_a_week_away(lead: str, day: int) -> None:
    found = resolve(f"{lead} Monday", published=dt.date(2021, 3, 22))
    assert (found.start, found.end) == (dt.date(2021, 3, day), dt.date(2021, 3, day))


@pytest.mark.parametrize("lead", ["earlier", "earlier on"])
def test_earlier_on_a_day_lies_behind_whatever_the_verb(lead: str) -> None:
    assert str(resolve("Friday", published=TUESDAY, sentence="He will go Friday.").start) == "2021-03-26"
    assert (
        str(resolve(f"{lead} Friday", published=TUESDAY, sentence=f"He will tell it {lead} Friday.").start)
        == "2021-03-19"
    )


HANGING = """
a day before; a day earlier; a day previously; a day beforehand; a day prior; a day before that; a day prior to that = 2021-03-18
a day before this; a day before then; a day prior to this = 2021-03-18
a day after; a day later; a day afterwards; a day on; a day after that = 2021-03-20
the day before; the day before this; the night before; the evening before; the morning before; the day earlier = 2021-03-18
the day after; the night after that; the morning after = 2021-03-20
the week before = 2021-03-08..2021-03-14
the month before = 2021-02-01..2021-02-28
the quarter before = 2020-10-01..2020-12-31
the year before = 2020-01-01..2020-12-31
the previous day; the preceding day; the previous night; the previous evening; the previous morning = 2021-03-18
the previous afternoon; the very previous day = 2021-03-18
the following day; the next day; the ensuing day; the very next day; in the following night = 2021-03-20
the following Friday; the next Friday; the Friday after; the Friday after that = 2021-03-26
the previous Friday; the preceding Friday; the Friday before; the Friday before that = 2021-03-12
that Friday; that same Friday; the same Friday; the same Friday night = 2021-03-19
that day; the same day; that same day; the very same day; that very day; that evening; that night = 2021-03-19
that morning; that afternoon; the same night; by midnight; at dawn; around noon; before dusk; about midday = 2021-03-19
by lunchtime; at teatime; by daybreak; at nightfall; at sunset; before sunrise; 3 pm; at 15:30 = 2021-03-19
that week = 2021-03-15..2021-03-21
that weekend = 2021-03-20..2021-03-21
that month = 2021-03-01..2021-03-31
that quarter = 2021-01-01..2021-03-31
that year = 2021-01-01..2021-12-31
that spring = 2021-03-01..2021-05-31
that summer = 2021-06-01..2021-08-31
that autumn; that fall = 2021-09-01..2021-11-30
that winter = 2021-12-01..2022-02-28
the same period last year; the same time last year; the same day last year; the corresponding period last year = 2020-03-19
the equivalent period last year; the year earlier period a year ago; the same month last year = 2020-03-19
the same week last year; the same days last year; the same stretch last year; the same period a year earlier = 2020-03-19
the same period the year before; the same period the previous year; the same period in 2020; the same period of 2020 = 2020-03-19
same period last year; corresponding period last year = 2020-03-19
the same period in 2018; the same period of 2018 = 2018-03-19
the same quarter last year; the same half last year; the same months last year; the same weeks last year = hangs on an earlier date that is not known
3 May of the same year = 2021-05-03
"""


@pytest.mark.parametrize(("expression", "meant"), rows(HANGING))
def test_every_word_that_hangs_on_an_earlier_date_is_understood(expression: str, meant: str) -> None:
    assert days(expression, FRIDAY) == strictly(expression, FRIDAY) == meant


def test_the_same_year_is_that_of_the_date_before() -> None:
    before = When(expression="in May 2019", start=dt.date(2019, 5, 1), end=dt.date(2019, 5, 31), precision="month")
    assert days("3 October of the same year", before) == "2019-10-03"
    assert days("the end of the same year", before) == "2019-12-31"


@pytest.mark.parametrize(
    ("expression", "meant"),
    [
        ("the year before", "2019-01-01..2019-12-31"),
        ("the previous year", "2019-01-01..2019-12-31"),
        ("the month after", "2021-01-01..2021-01-31"),
        ("by midnight", "hangs on an earlier date that is not known"),
        ("the following day", "hangs on an earlier date that is not known"),
    ],
)
def test_a_year_has_a_year_before_it_and_no_midnight(expression: str, meant: str) -> None:
    year = When(expression="2020", start=dt.date(2020, 1, 1), end=dt.date(2020, 12, 31), precision="year")
    assert days(expression, year) == meant


@pytest.mark.parametrize(
    ("expression", "sentence", "day"),
    [
        ("two days before", "It shut last Friday, two days before the polls opened.", "2021-03-21"),
        ("two days before", "It shut two days before the polls opened.", "2021-03-17"),
        ("two days before that", "It shut last Friday and two days before that it burned.", "2021-03-17"),
        ("within two days", "He said last Friday that it would shut within two days.", "2021-03-19..2021-03-21"),
        ("within two days", "The council will shut it within two days.", "2021-03-23..2021-03-25"),
    ],
)
def test_a_date_of_another_sentence_is_hung_on_otherwise(expression: str, sentence: str, day: str) -> None:
    friday = FRIDAY.model_copy(update={"expression": "last Friday"})
    found = resolve(expression, published=TUESDAY, sentence=sentence, previous=friday)
    assert f"{found.start}..{found.end}" in (day, f"{day}..{day}")


FEASTS = """
New Year's Day; New Years Day = 01-01
MLK Day = 01-20
Valentine's Day = 02-14
Presidents Day = 02-17
Shrove Tuesday = 02-25
Ash Wednesday = 02-26
St Patrick's Day = 03-17
April Fools' Day = 04-01
Palm Sunday = 04-05
Maundy Thursday = 04-09
Good Friday = 04-10
Easter; Easter Day; Easter Sunday = 04-12
Easter Monday = 04-13
May Day = 05-01
Ascension Day = 05-21
Memorial Day = 05-25
Pentecost; Whit Sunday = 05-31
Whit Monday = 06-01
Independence Day; the Fourth of July = 07-04
Bastille Day = 07-14
Labor Day = 09-07
Columbus Day = 10-12
Halloween = 10-31
All Saints' Day = 11-01
Armistice Day; Veterans Day = 11-11
Thanksgiving; Thanksgiving Day = 11-26
Christmas Eve = 12-24
Christmas; Christmas Day = 12-25
Boxing Day = 12-26
New Year's Eve; New Years Eve = 12-31
"""


@pytest.mark.parametrize(("feast", "day"), rows(FEASTS))
def test_every_feast_has_its_day(feast: str, day: str) -> None:
    assert days(f"{feast} 2020") == f"2020-{day}"
    assert days(f"{feast} last year") == f"2020-{day}"


@pytest.mark.parametrize(
    ("expression", "day"),
    [("two weeks later", dt.date(2021, 2, 14)), ("a fortnight later", dt.date(2021, 2, 14)), ("three days later", dt.date(2021, 2, 3))],
)  # fmt: skip
def test_weeks_after_a_whole_month_lead_to_a_day(expression: str, day: dt.date) -> None:
    january = When(expression="January", start=dt.date(2021, 1, 1), end=dt.date(2021, 1, 31), precision="month")
    found = resolve(expression, published=TUESDAY, previous=january)
    assert (found.start, found.end) == (day, day)


def test_more_than_ninety_nine_is_no_number_in_words() -> None:
    assert strictly("twenty-ten days ago") == "not a date that the rules know"


@pytest.mark.parametrize(
    "expression",
    [
        "24. Dezember 2019",
        "24 décembre 2019",
        "24 de diciembre de 2019",
        "24 dicembre 2019",
        "24 de dezembro de 2019",
        "24 december 2019",
        "24 grudnia 2019",
        "24 декабря 2019",
        "24 грудня 2019",
        "24 aralık 2019",
        "mardi 24 décembre 2019",
        "den 24 december 2019",
        "24 декабря 2019 года",
        "2019 dec 24",
    ],
)
def test_a_whole_date_is_understood_in_the_great_languages_of_europe(expression: str) -> None:
    assert days(expression) == "2019-12-24"


def test_maart_and_augusti_are_months() -> None:
    assert days("3 maart 2020") == "2020-03-03"
    assert days("3 augusti 2020") == "2020-08-03"


@pytest.mark.parametrize("dash", "-–—‑‐−")
def test_every_dash_and_apostrophe_is_one(dash: str) -> None:
    assert [plain(f"{part}{dash}2020") for part in ("mid", "early", "late")] == ["mid 2020", "early 2020", "late 2020"]
    assert plain(f"one{dash}half") == "one half"


@pytest.mark.parametrize("mark", "'’‘ʼ")
def test_an_apostrophe_ends_no_word(mark: str) -> None:
    assert plain(f"New Year{mark}s Day{mark}s") == "new year's day"
    assert plain(f"two weeks{mark} time") == "two weeks time"


@pytest.mark.parametrize("hidden", ["\u00ad", "\u200b"])
def test_hidden_marks_hide_no_time(hidden: str) -> None:
    assert plain(f"Fri{hidden}day, Oct. 3") == "friday oct 3"


@pytest.mark.parametrize("mark", " .;:!?\"'()[]“”")
def test_marks_around_a_time_are_no_part_of_it(mark: str) -> None:
    assert strictly(f"{mark}5 May 2020{mark}") == "2020-05-05"


def test_no_hour_and_no_count_in_figures_is_longer_than_such_are() -> None:
    assert strictly("Monday 330 pm") == strictly("1000 days ago") == "not a date that the rules know"
    assert [item.expression for item in find("Gold closed Friday 112.50 dollars up.")] == ["Friday"]
    assert [item.expression for item in find("She said Friday 3pm that they left.")] == ["Friday 3pm"]


ZONES = "GMT UTC BST CET CEST EET EEST MSK ET EST EDT CT CST CDT MT MST MDT PT PST PDT IST JST HKT AEST AEDT"


@pytest.mark.parametrize("zone", [*ZONES.split(), "local time"])
def test_an_hour_may_have_its_zone(zone: str) -> None:
    for hour in ("15:30", "15.30", "3 pm", "3pm", "3:30 p.m.", "3:30pm", "11.30 a.m."):
        assert strictly(f"Monday {hour} {zone}") == strictly(f"Monday at {hour}") == "2021-03-22"
    assert strictly("Monday 3 pm sharp") == "not a date that the rules know"


@pytest.mark.parametrize("unit", ["quarter", "half", "year", "month", "week", "day"])
def test_a_unit_may_hang_on_its_number(unit: str) -> None:
    assert plain(f"Third-{unit}") == f"third {unit}"
    assert plain("third-party") == "third-party"


# Words that tell the tense

LOOKS = {
    "The council {} shut it on Friday": ("future", "will shall must may can won't cannot"),
    "The council {} rather shut it on Friday": ("future-then", "would could should might"),
    "The council {} a vote on Friday": (
        "future",
        "wants hopes plans aims intends expects predicts promises vows wishes seeks want hope plan aim intend expect",
    ),
    "The vote was {} on Friday": (
        "future-then",
        "expected scheduled slated planned planning forecast projected predicted hoped ready set poised likely bound wanted",
    ),
    "The clerk was {} on Friday about the vote": ("past", "asked demanded called urged pressed"),
    "Friday brings guards {} to let them in": ("future-then", "asked called urged pressed expected"),
    "Friday brings the papers {} for the trial": ("future-then", "asked demanded called urged pressed"),
    "The clerk was {} for Friday": ("future-then", "asked demanded called urged pressed expected"),
    "The council {} on Friday": (
        "future",
        """votes meets opens begins starts ends closes expires resumes launches faces hosts returns travels flies leaves arrives visits goes sits
        vote meet open begin start close expire resume go leave fly travel return""",
    ),
    "The council thus {} on Friday": (
        "past",
        """was were had did wasn't weren't hadn't didn't said told went came took made gave got saw met won lost fell rose began broke brought
        built bought caught chose dealt drew drove ate flew fought found grew heard held kept knew laid led left lent ran rang sang sank sent
        shook shot sold sought spent spoke stood stole struck swept taught thought threw understood wore wrote became beat blew fled forgot
        froze hid hung meant overcame rode stuck undertook withdrew lay paid swore died lied tied vied been taken given seen known shown
        written spoken stolen driven fallen risen grown thrown drawn begun broken chosen flown resigned voted""",
    ),
    "Land {} on Friday": (
        None,
        "speed indeed hundred exceed proceed breed greed sacred wicked naked need seed red bed feed weed shed agreed-upon",
    ),
    "{} disputed road on Friday": (
        None,
        "the a an its his her their our my your this these those of in for with and or no some",
    ),
    "The envoy {} to close it on Friday": (
        "past",
        """failed refused declined had used began started continued forced managed able came went got attempted tried helped appeared
        seemed""",
    ),
    "The envoy moved to {} on Friday": (
        "past",
        """the a an his her its their our my your this that these those him them us it which what whom all both some any each every
        court hospital prison jail parliament congress work school bed death power date life justice trial reporters journalists police
        least up about around between nearly almost just only more less such as war peace office town home custody members people lawmakers
        voters one two three four five six seven eight nine ten twelve twenty Orven talks b meeting""",
    ),
    "The talks are planned {} Friday": ("future-then", "by in at on before"),
    "Talks {} soon planned on Friday": ("future-then", "is are was were be been"),
    "The board {} that they meet on Friday": (
        "future-then",
        "proposed proposes suggested demanded demands asked recommended insisted agreed urged requested offered decided",
    ),
    "The men {} meeting on Friday": ("future", "is are am they're I'm"),
    "The men {} soon meeting on Friday": ("past", "was were been"),
    "Bread {} sold on Friday": (None, "is are being be get"),
    "Bread is {} sold on Friday": (None, "not also then really"),
    "The men agree this {} on Friday": ("past", "was were had did"),
}


@pytest.mark.parametrize("sentence", LOOKS)
def test_every_verb_tells_where_a_day_lies(sentence: str) -> None:
    looks, words = LOOKS[sentence]
    told = {word: tense(sentence.format(word), "Friday") for word in words.split()}
    assert {word: found for word, found in told.items() if found != looks} == {}


@pytest.mark.parametrize(
    ("sentence", "looks"),
    [
        ("The act was passed two years ago and takes effect on Friday", "future"),
        ("The act was passed two years ago and takes full effect on Friday", "future"),
        ("The act was passed two years ago and comes into force on Friday", "future"),
        ("The act was passed two years ago and enters into force on Friday", "future"),
        ("The acts were passed two years ago and take effect on Friday", "future"),
        ("The acts were passed two years ago and come into force on Friday", "future"),
        ("The acts were passed two years ago and enter into force on Friday", "future"),
        ("The act passed in May takes the oath on Friday", "past"),
        ("The act passed in May takes very full legal effect on Friday", "past"),
        ("The act passed in May did take effect on Friday", "past"),
        ("The envoy was told and comes with a force on Friday", "past"),
        ("The envoy was told that the force comes late on Friday", "past"),
        ("The act passed in May and it didn't take effect on Friday", "past"),
    ],
)
def test_what_comes_into_force_lies_ahead(sentence: str, looks: str) -> None:
    assert tense(sentence, "on Friday") == looks


PLAYED = """
win victory defeat loss draw attack attacks blast crash collapse quake earthquake strike strikes shooting raid protest protests riots
statement announcement report newspaper edition shootings 2-1 12-10
"""


@pytest.mark.parametrize("noun", PLAYED.split())
def test_what_has_taken_place_looks_back(noun: str) -> None:
    for day in ("Sunday's", "Sunday’s"):
        assert tense(f"He will recall {day} {noun}", day) == "past"
        assert tense(f"He will recall {day} late {noun}", day) == "past"
        assert tense(f"He will recall {day} last-minute late {noun}", day) == "past"
        assert tense(f"He will recall {day} very late big {noun}", day) == "future"
    assert tense("He will open Sunday's winter market", "Sunday's") == "future"


def test_a_deadline_and_a_plan_are_told_by_what_stands_beside_them() -> None:
    assert tense("They had until Friday to leave", "until Friday") == "future-then"
    assert (
        tense("He was scheduled to address the U.N. Assembly on Friday, later than planned", "Friday") == "future-then"
    )
    assert tense("They had by Friday to leave", "by Friday") == "future-then"
    assert tense("They had on Friday to leave", "on Friday") == "past"
    assert tense("She is due on Friday", "on Friday") == "future-then"
    assert tense("He'll go there Friday", "Friday") == "future"
    assert tense("A date for Friday", "Friday") == "future-then"
    assert tense("The envoy agreed to discuss it on Friday", "Friday") == "future-then"
    assert tense("Talks planned for noon on Friday", "Friday") == "future-then"
    assert tense("is now planned on Friday", "Friday") == "future-then"
    assert tense("Friday brings a vote expected to pass", "Friday") == "future-then"
    assert tense("are meeting on Friday", "Friday") == "future"
    assert tense("Friday, the man he looks for", "Friday") is None
    assert tense("The mayor said that the two leaders meet on Friday", "Friday") == "past"


@pytest.mark.parametrize(
    ("sentence", "expression", "looks"),
    [
        ("The council met Friday, and it will meet again next Friday", "Friday", "past"),
        ("The council will meet in May", "Monday", None),
        ("It fell since the vote for Brexit in 2016", "since the vote for Brexit in 2016", "past"),
        ("He said on Friday that it missed the deadline", "on Friday", "past"),
        ("He never had a lead until May and went on to lose", "until May", "past"),
        ("The court will publish its Friday report", "Friday", "future"),
        ("The plan of Friday", "Friday", None),
        ("He showed the plan Friday", "Friday", "past"),
        ("The ministry agreed that the border opens on Friday", "on Friday", "future-then"),
        ("He suggested that the vote on Friday was rigged", "on Friday", "past"),
        ("The party demanded much more open talks on Friday", "on Friday", "past"),
        ("On Friday the polls open, as the court insisted that they should", "On Friday", "future"),
        ("He was demoted to two-star rank in May", "in May", "past"),
        ("The guns were set up on Friday", "on Friday", "past"),
        ("The rules set by the court are void since Friday", "since Friday", None),
        ("The cost of living is down since Friday", "since Friday", None),
        ("She will see Mohamed on Friday", "on Friday", "future"),
        ("The 11 men resigned on Friday", "on Friday", "past"),
        ("There are 15 talks planned on Friday", "on Friday", "future-then"),
        ("There are 1,500 marches planned on Friday", "on Friday", "future-then"),
        ("There are 2.5 hours planned on Friday", "on Friday", "future-then"),
        ("Wages rose to 12 million in May", "in May", "past"),
        ("He won’t meet them Friday", "Friday", "future"),
        ("Tom Marino, R-Pa, told Clinton on Friday", "on Friday", "past"),
    ],
)
def test_the_verb_that_belongs_to_the_time_tells(sentence: str, expression: str, looks: str | None) -> None:
    assert tense(sentence, expression) == looks


@pytest.mark.parametrize("mark", [";", ":", "!", "?", '"', " “", "”", " –", " —", " -"])
def test_the_verb_stands_in_the_clause_of_the_time(mark: str) -> None:
    assert tense(f"The rest will follow{mark} Friday the bridge closed", "Friday") == "past"


def test_a_full_stop_ends_a_clause_and_a_point_in_a_number_does_not() -> None:
    assert tense("Output was 15.7 tonnes on Friday", "on Friday") == "past"
    assert tense("It closed. The vote on Friday", "on Friday") is None
    assert tense("It closed.\n\nThe vote on Friday", "on Friday") is None
    assert tense("The men walked away...Friday they will return", "Friday") == "future"


def test_a_line_may_break_behind_a_time() -> None:
    assert tense("He will recall Sunday's \nlate \nwin", "Sunday's") == "past"
    assert tense("They had until Friday \nto leave", "until Friday") == "future-then"
    assert tense("They missed the March \ndeadline", "March") == "future-then"


def test_a_verb_is_looked_for_two_hundred_characters_to_either_side() -> None:
    for gap, looks in ((196, "past"), (197, None)):
        assert tense(f"fell{' ' * gap}Friday", "Friday") == looks
        assert tense(f"Friday{' ' * gap}fell", "Friday") == looks


# Words by which a time is found

FOUND = """
the day before; two days later; two days ago; a fortnight later; that week; two weeks ago; over the weekend; a fortnight ago; last month; two months ago;
in the third quarter; last year; two years ago; last decade; two decades ago; at the turn of the century; in the first half of 2020;
in the second half; in two weeks' time; today; tonight; yesterday; tomorrow; overnight; last night; that morning; this afternoon;
yesterday evening; on the eve; that summer; in the nineties; at Easter; at Christmas; at Thanksgiving; on Halloween; at Pentecost;
on Friday; in March; over Easter; during March; since Friday; till Friday; until Friday; by Friday; before Friday;
between March and May 2020; from March to May 2020; the Monday before; this Friday; last Friday; next Friday; that Friday; early Friday;
late Friday; earlier Friday; later Friday; mid 2020; mid-2020; as of March; a week ago; each month since 2019; every year since 2019;
within two weeks; through March; throughout March; for March; Good Friday; Easter Monday; Christmas Eve; New Year's Day; Boxing Day;
Valentine's Day; St Patrick's Day; Halloween; Thanksgiving Day; Independence Day; Labor Day; Memorial Day; Ash Wednesday; Palm Sunday;
Shrove Tuesday; Maundy Thursday; Whit Monday; Bastille Day; Armistice Day; Veterans Day; Ascension Day; Pentecost 2020;
April Fools' Day; All Saints' Day; MLK Day; Presidents Day; Columbus Day; the Fourth of July; two weeks earlier; two weeks after;
two weeks before; a day before that; on Monday at noon; on Monday at midday; at 3:15 on Friday; at 3 P.M. on Friday; on Monday at midnight; on Monday at dawn;
on Monday at dusk; on Monday at lunchtime; this year so far; in Q3; in 3Q; in H1; in H2; in Q3 2020; in 3Q 2020; in H1 2020; in the 1990s; in the '90s; in the mid-'90s; in the mid-’90s; in the mid-90s;
in late-2020; in 2016-19; in 2016–19; from 3–5 May 2020; from May–June 2020; on Easter monday; in 2016-2019; on 2020-10-03; on 13.10.2020; on 13/10/2020; on the 1st; on the 2nd; on the 3rd; on Sept. 3; in mid-2020; the second week of June; the fifth day of June;
first thing Monday; final quarter of 2020; in spring; in summer; in autumn; in winter; opening day of June; over the next two days; over the next two weeks; over the next two months; over the next two years;
over the next two decades; on Friday mid-afternoon; at year-end; on Monday at Noon; on Monday at Midnight
"""


@pytest.mark.parametrize("words", [" ".join(words.split()) for words in FOUND.split(";")])
def test_every_time_is_found_as_it_is_printed(words: str) -> None:
    assert [item.expression for item in find(f"It shut {words}.")] == [words]


@pytest.mark.parametrize("about", ["", "just", "only", "exactly", "about", "around", "roughly", "nearly", "almost"])
def test_in_two_weeks_however_close_is_a_day_ahead_and_a_length_behind(about: str) -> None:
    words = " ".join(["in", about, "two weeks"]).replace("  ", " ")
    ahead, behind = f"It will open {words}.", f"It sank {words}."
    assert resolve(words, published=TUESDAY, sentence=ahead).start == dt.date(2021, 4, 6)
    assert resolve(words, published=TUESDAY, sentence=behind).start is None
    assert [item.expression for item in find(ahead)] == [words]
    assert find(behind) == []


def test_in_two_weeks_is_looked_at_where_it_stands() -> None:
    text = f"It sank in two weeks. {'Rain fell on the town. ' * 9}It will open in two weeks."
    assert [item.span.start for item in find(text)] == [text.rindex("in two weeks")]


def test_in_two_weeks_is_found_in_a_plan_told_then() -> None:
    assert [item.expression for item in find("The mayor said it would open in two weeks.")] == ["in two weeks"]


APART = """
on Friday - Monday was a holiday = on Friday; Monday
on 2 May on foot = on 2 May
in March. 2020 was a bad year = in March; 2020
down, Mr Orven Friday said = Friday
13/5/2020 = 13/5/2020
3/13/2020 = 3/13/2020
from 1900 to 2,000 houses =
at the end of the summer campers left = at the end of the summer
on 2019 = 2019
before Independence Day = before Independence Day
the 1990s = the 1990s
since the dismay of 2019 = since the dismay of 2019
there 1850 = 1850
there 1950 = 1950
there 2016-19 = 2016-19
there 2016/17 = 2016/17
there 2016-2019 = 2016-2019
about 2016-19 =
about 2016/19 =
about 2016–19 =
2021/03/19 = 2021/03/19
in the Friday Drum Circle =
since the 2019 fire = since the 2019
until it left the EU. 2019 was wet = 2019
and gave S. Orr 2019 as the year = 2019
since the talk on m.b.holm. 2019 was wet = 2019
as is told at holm.example/news/Monday/storm =
when Nora O'Friday left =
when Nora O’Friday left =
_on Friday_ for good = on Friday
_in mid-May_ for good = in mid-May
in the 1990s' wars = in the 1990s
in Oct. 2. 2015 was cold = in Oct. 2; 2015
on a whim, then 2019 = 2019
without a roof 2019 = 2019
the fair of Holm 2019 = 2019
when Black Friday’s and Miss May's sales fell =
early, March 3 was late = March 3
while some may 3 times have tried and march 10 abreast =
in 2019-20 seats were cut = in 2019-20
in 2019 many people left = in 2019
on the 3rd of May in Holm = on the 3rd of May
on the 11th, they said = on the 11th
at the end of the summer, before school term = at the end of the summer
Monday night Orven time = Monday night
in May 2019 Orven time = in May 2019
Friday for Orven = Friday
at the end of the Summer term =
down. In two weeks it sank =
the gate 1500 high =
2019 had many people = 2019
for good, as he said the day before that he would on Friday = the day before that; on Friday
two days before a vote on Friday = two days before; on Friday
"""


@pytest.mark.parametrize("row", filter(None, APART.splitlines()))
def test_of_several_times_each_is_found(row: str) -> None:
    text, _, found = row.partition(" =")
    assert [item.expression for item in find(f"It shut {text}.")] == list(filter(None, found.strip().split("; ")))


SPACED = """
They saw Black Friday there. =
It lay from 1900 to 2000 houses there. =
It lay between 1900 and 2000 houses there. =
It grew by 2000 people and to 1900 or 2000 more. = 1900; 2000
She lives on the 3rd floor. =
They saw the Friday Group there. =
It closes at the end of the summer term. =
It was put before since Friday. = since Friday
It was put on by Friday. = by Friday
It turned on 2019. = 2019
It turned the 2019 vote. = 2019
It sank in about two weeks. =
"""


@pytest.mark.parametrize("row", filter(None, SPACED.splitlines()))
def test_a_wide_gap_between_words_is_a_gap(row: str) -> None:
    text, _, found = row.partition(" =")
    expected = list(filter(None, found.strip().split("; ")))
    assert [item.expression for item in find(text)] == expected
    assert [" ".join(item.expression.split()) for item in find(text.replace(" ", "  "))] == expected


COUNTED = """
people men women children votes jobs cases deaths homes houses staff workers employees troops soldiers students pupils km kilometres miles
metres feet tonnes tons euros dollars pounds crowns patients customers seats points hectares acres cars units m
"""


@pytest.mark.parametrize("counted", [*COUNTED.split(), "or so"])
def test_what_is_counted_is_no_year(counted: str) -> None:
    assert find(f"It grew by 2000 {counted} and to 1900 {counted} again.") == []
    assert find(f"There it had 2000 {counted} left.") == []


@pytest.mark.parametrize(
    "before",
    ["in", "from", "by", "at", "over", "on", "until", "for", "before", "between 1900 and", "1900 or", "from 1900 to"],
)
def test_a_count_behind_a_word_of_place_or_time_is_no_year(before: str) -> None:
    assert find(f"It lay {before} 2000 houses there.") == []
    assert [item.expression for item in find("Since 2000 people have left.")] == ["Since 2000"]


@pytest.mark.parametrize("place", ["1st", "2nd", "3rd", "11th"])
def test_a_place_in_a_row_is_a_day_only_where_no_noun_follows(place: str) -> None:
    assert find(f"She lives on the {place} floor.") == []
    assert find(f"The {place} house fell.") == []
    assert [item.expression for item in find(f"It fell on the {place}.")] == [f"on the {place}"]


@pytest.mark.parametrize(
    "before", ["No", "about", "some", "than", "nearly", "of", "$", "€", "£", "#", ",", "/", "-", "S.", "H.B.", "Ct."]
)
def test_a_number_with_such_a_word_before_it_is_no_year(before: str) -> None:
    assert find(f"It was more or less {before} 2019 there.") == []
    assert [item.expression for item in find("It was there 2019 more or less.")] == ["2019"]


NAMES = "Black Super Bloody Cyber Man Fat Red Ruby Taco Blue Girl Miss Ms Mr Mrs Dr Sir Theresa Brian USA"


@pytest.mark.parametrize("name", NAMES.split())
def test_a_day_or_month_behind_such_a_word_is_a_name(name: str) -> None:
    assert find(f"They saw {name} Friday there.") == []
    assert find(f"They saw {name} May there.") == []


@pytest.mark.parametrize("title", ["AM", "PM", "GMT", "UTC", "I", "Mr", "Mrs", "Ms", "Dr", "he"])
def test_a_day_may_stand_before_such_a_word_and_before_no_name(title: str) -> None:
    assert [item.expression for item in find(f"They left Friday {title} saw.")] == ["Friday"]
    assert find("They left Friday Group alone.") == []


SEASONAL = "term semester school camp festival games sale sales collection solstice break holiday holidays exhibition"


@pytest.mark.parametrize("noun", SEASONAL.split())
@pytest.mark.parametrize("season", ["spring", "summer", "autumn", "fall", "winter"])
def test_a_season_that_names_something_is_no_time(season: str, noun: str) -> None:
    assert find(f"It closes at the end of the {season} {noun}.") == []
    assert [item.expression for item in find(f"It closes at the end of the {season}.")] == [
        f"at the end of the {season}"
    ]


@pytest.mark.parametrize("mark", [". ", ": ", *';!?()[]"“”\n—', " –", "– ", " – ", " -", "- ", " - ", "--"])
def test_a_time_ends_at_a_mark_between_words(mark: str) -> None:
    found = [item.expression for item in find(f"It is wet since the storm{mark}in 2019 it was dry.")]
    assert found == ["in 2019"]
    assert [item.expression for item in find("It is wet since the storm in 2019.")] == ["since the storm in 2019"]


PLAIN = """
the night; the evening; the afternoon; the time; the autumn; the summer; the winter;
fall; the fall; in fall; night; the morning; in the afternoon; evening; in night; in morning; in afternoon; in evening; half; the half; time; the spring; second; the second; a second;
a half; first half; the second half; the first half; the day; the week; the month; the year; one day; at night; that year; nineties
"""


@pytest.mark.parametrize("words", [" ".join(words.split()) for words in PLAIN.split(";")])
def test_plain_words_are_a_time_only_in_company(words: str) -> None:
    assert find(f"They saw {words} there.") == []


CROWDED = """
before since; before in; before on; before by; before at; after since; after in; after on; after by; after at;
on by; on since; over until; through before; in over; at through; for by; of on; from by; until by; by on
"""


@pytest.mark.parametrize("words", [" ".join(words.split()) for words in CROWDED.split(";")])
def test_two_words_of_place_or_time_before_a_day_are_not_one_time(words: str) -> None:
    assert f"{words} Friday" not in [item.expression for item in find(f"It was put {words} Friday.")]


def test_what_belongs_to_the_word_before_or_behind_is_left_out() -> None:
    assert [item.expression for item in find("Sales were up on two years ago.")] == ["two years ago"]
    assert [item.expression for item in find("It stood in Monday's edition.")] == ["Monday's"]
    assert [item.expression for item in find("It stood in last year's edition.")] == ["last year's"]
    assert [item.expression for item in find("It stood in this year's edition.")] == ["this year's"]
    assert [item.expression for item in find("It stands in next year's edition.")] == ["next year's"]


@pytest.mark.parametrize("between", ["and", "or", "but", "last", "next", "May", "Friday", "1,999", "7"])
def test_since_reaches_over_no_other_time(between: str) -> None:
    found = [item.expression for item in find(f"It grew since spring {between} was in 2019.")]
    assert f"since spring {between} was in 2019" not in found
    assert [item.expression for item in find("It grew since spring rains in 2019.")] == ["since spring rains in 2019"]


@pytest.mark.parametrize("before", ["in", "over", "during", "for"])
def test_a_stretch_before_an_event_reaches_to_the_day_before_it(before: str) -> None:
    assert days(f"{before} the week before her mother's death on 3 May 2020") == "2020-04-26..2020-05-02"


@pytest.mark.parametrize("word", ["may", "march", "mar", "second", "sun", "sat", "mon", "dec", "today", "now"])
def test_a_word_that_means_something_else_is_no_time_among_others(word: str) -> None:
    assert days(f"the {word} storm") == "not a date that the rules know"
