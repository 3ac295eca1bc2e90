"""Word by word: every word that the rules for time expressions know, as news prose uses it. The lists here are made by hand, not read from the code."""

import datetime as dt

import pytest

from claimcheck.claims import When
from claimcheck.dates import find, resolve
from claimcheck.dates.tense import tense

TUESDAY = dt.date(2021, 3, 23)
"""Publication day of all rows."""
FRIDAY = When(expression="Last Friday", start=dt.date(2021, 3, 19), end=dt.date(2021, 3, 19), precision="day")


def days(expression: str, previous: When | None = None) -> str:
    """`"2021-03-19"`, `"2021-03-19..2021-03-22"`, or the reason why there is no date."""
    found = resolve(expression, published=TUESDAY, previous=previous)
    if found.start is None or found.end is None:
        return str(found.unresolved)
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
twenty-ten days ago = too vague for a date
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
Monday 15:30 UTC; Monday 15:30 local time = 2021-03-22
the evening of Monday; the night of Monday; the early hours of Monday; the small hours of Monday; the rush hour on Monday = 2021-03-22
the afternoon of Monday; the morning of Monday; evening of last Monday; dawn last Monday; dawn on Monday; dawn Monday = 2021-03-22
the small hours of 5 May 2020; the early hours of 5 May 2020; 5 May 2020 at noon; midnight on 5 May 2020 = 2020-05-05
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
the past few weeks; the last several weeks; the past many weeks; in the past couple of weeks = too vague for a date
a few weeks ago; several weeks ago; some weeks ago; many weeks ago; a number of weeks ago = too vague for a date
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
ten minutes; ten hours; a one-hour stop; for days; for weeks; for months; for years = a duration, without a beginning or an end
for hours; for decades; for ages; for centuries; half an hour; half a day; half a year = a duration, without a beginning or an end
half a century; half a decade; all day; all night; all week; all year; all week long = a duration, without a beginning or an end
one week; an hour = a duration, without a beginning or an end
"""


@pytest.mark.parametrize(("expression", "meant"), rows(MEANINGS))
def test_every_word_for_a_time_is_understood(expression: str, meant: str) -> None:
    assert days(expression) == meant


HANGING = """
a day before; a day earlier; a day previously; a day beforehand; a day prior; a day before that; a day prior to that = 2021-03-18
a day earlier than this; a day before this; a day before then; a day prior to this = 2021-03-18
a day after; a day later; a day afterwards; a day on; a day after that = 2021-03-20
the day before; the night before; the evening before; the morning before; the day earlier = 2021-03-18
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
the same quarter last year; the same half last year; the same months last year; the same weeks last year = hangs on an earlier date that is not known
3 May of the same year = 2021-05-03
"""


@pytest.mark.parametrize(("expression", "meant"), rows(HANGING))
def test_every_word_that_hangs_on_an_earlier_date_is_understood(expression: str, meant: str) -> None:
    assert days(expression, FRIDAY) == meant


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
        """asked demanded called urged pressed expected scheduled slated planned planning forecast projected predicted hoped ready set poised
        likely bound wanted""",
    ),
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


PLAYED = """
win victory defeat loss draw attack attacks blast crash collapse quake earthquake strike strikes shooting raid protest protests riots
statement announcement report newspaper edition 2-1
"""


@pytest.mark.parametrize("noun", PLAYED.split())
def test_what_has_taken_place_looks_back(noun: str) -> None:
    for day in ("Sunday's", "Sunday’s"):
        assert tense(f"He will recall {day} late {noun}", day) == "past"
        assert tense(f"He will recall {day} very late big {noun}", day) == "future"


def test_a_deadline_and_a_plan_are_told_by_what_stands_beside_them() -> None:
    assert tense("They had until Friday to leave", "until Friday") == "future-then"
    assert tense("They had by Friday to leave", "by Friday") == "future-then"
    assert tense("They had on Friday to leave", "on Friday") == "past"
    assert tense("She is due on Friday", "on Friday") == "future-then"
    assert tense("He'll go there Friday", "Friday") == "future"
    assert tense("A date for Friday", "Friday") == "future-then"
    assert tense("The envoy agreed to discuss it on Friday", "Friday") == "future-then"
    assert tense("Talks planned for noon on Friday", "Friday") == "future-then"
    assert tense("is now planned on Friday", "Friday") == "future-then"
    assert tense("are meeting on Friday", "Friday") == "future"
    assert tense("Friday, the man he looks for", "Friday") is None
    assert tense("The mayor said that the two leaders meet on Friday", "Friday") == "past"


def test_a_verb_is_looked_for_two_hundred_characters_to_either_side() -> None:
    for gap, looks in ((196, "past"), (197, None)):
        assert tense(f"fell{' ' * gap}Friday", "Friday") == looks
        assert tense(f"Friday{' ' * gap}fell", "Friday") == looks


# Words by which a time is found

FOUND = """
the day before; two days later; two days ago; that week; two weeks ago; over the weekend; a fortnight ago; last month; two months ago;
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
two weeks before; a day before that; on Monday at noon; on Monday at midday; on Monday at midnight; on Monday at dawn;
on Monday at dusk; on Monday at lunchtime; this year so far; in Q3 2020; in 3Q 2020; in H1 2020; in the 1990s; in the '90s; in 2016-19;
in 2016-2019; on 2020-10-03; on 13.10.2020; on 13/10/2020; on the 3rd; in mid-2020; the second week of June; the fifth day of June;
first thing Monday; final quarter of 2020; opening day of June
"""


@pytest.mark.parametrize("words", [" ".join(words.split()) for words in FOUND.split(";")])
def test_every_time_is_found_as_it_is_printed(words: str) -> None:
    assert [item.expression for item in find(f"It shut {words}.")] == [words]


COUNTED = """
people men women children votes jobs cases deaths homes houses staff workers employees troops soldiers students pupils km kilometres miles
metres feet tonnes tons euros dollars pounds crowns patients customers seats points hectares acres cars units m
"""


@pytest.mark.parametrize("counted", [*COUNTED.split(), "or so"])
def test_what_is_counted_is_no_year(counted: str) -> None:
    assert find(f"It grew by 2000 {counted} and to 1900 {counted} again.") == []
    assert find(f"There it had 2000 {counted} left.") == []


@pytest.mark.parametrize("before", ["No", "about", "some", "than", "nearly", "of", "$", "€", "£", "#"])
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


PLAIN = """
fall; the fall; in fall; night; the morning; in the afternoon; evening; half; the half; time; the spring; second; the second; a second;
a half; first half; the second half; the first half; the day; the week; the month; the year; one day; at night; that year; nineties
"""


@pytest.mark.parametrize("words", [" ".join(words.split()) for words in PLAIN.split(";")])
def test_plain_words_are_a_time_only_in_company(words: str) -> None:
    assert find(f"They saw {words} there.") == []


CROWDED = """
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
