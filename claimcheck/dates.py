"""Time expressions of news prose as closed intervals of days, reckoned from the publication date or from another expression.

Our own rules, because the whole matter is in them: "on Friday" in a report of the past is the last one, "a day before that" hangs on
what was named before, "since 2019" ends with the article. dateparser is asked only for a single explicit date in a form that the rules
do not know. Nothing is guessed: what cannot be resolved says why. Quarters are those of the calendar, also where a company's year differs.
"""

import calendar
import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass

from claimcheck.claims import Precision, Span, When

UNKNOWN_PUBLICATION = "publication date unknown"
DURATION = "a duration, without a beginning or an end"
NOT_A_DATE = "not a date that the rules know"
NO_ANCHOR = "hangs on an earlier date that is not known"

_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
_DAYS = {name.lower(): number for number, name in enumerate(calendar.day_name)}
_NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "a couple of": 2, "fifteen": 15, "twenty": 20, "thirty": 30,
}  # fmt: skip
_SEASONS = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "fall": (9, 11), "winter": (12, 14)}
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}
_FEASTS = {
    "christmas day": (12, 25), "christmas eve": (12, 24), "boxing day": (12, 26), "new year's eve": (12, 31), "new year's day": (1, 1),
    "christmas": (12, 25), "halloween": (10, 31), "valentine's day": (2, 14),
}  # fmt: skip

_M = r"(?:january|february|march|april|may|june|july|august|september|october|november|december|jan\.?|feb\.?|mar\.?|apr\.?|jun\.?|jul\.?|aug\.?|sept?\.?|oct\.?|nov\.?|dec\.?)"
_MC = r"(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan\.|Feb\.|Mar\.|Apr\.|Aug\.|Sept?\.|Oct\.|Nov\.|Dec\.)"
_D = r"(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)"
_DC = r"(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"
_Y = r"(?:1[89]\d\d|20\d\d)"
_N = (
    r"(?:\d{1,3}|a couple of|a|an|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty)"
)
_U = r"(?:day|week|fortnight|month|quarter|year|decade)s?"
_O = r"(?:st|nd|rd|th)?"
_PART = r"(?:early |late |mid-?)?(?:morning|afternoon|evening|night|lunchtime|noon|midnight|dawn)"


@dataclass(frozen=True)
class Found:
    """A time expression in a text."""

    expression: str
    span: Span


@dataclass(frozen=True)
class _Context:
    """What an expression may be reckoned from."""

    published: dt.date | None
    previous: When | None
    forward: bool
    """Whether the sentence speaks of what is to come."""

    @property
    def day(self) -> dt.date:
        """Publication day; callers have made sure that there is one."""
        if self.published is None:
            raise _UnresolvedError(UNKNOWN_PUBLICATION)
        return self.published

    @property
    def anchor(self) -> tuple[dt.date, dt.date]:
        """The interval named before."""
        if self.previous is None or self.previous.start is None or self.previous.end is None:
            raise _UnresolvedError(NO_ANCHOR)
        return self.previous.start, self.previous.end


class _UnresolvedError(Exception):
    """Carries why an expression has no date."""


_Interval = tuple[dt.date, dt.date, Precision]
_Rule = Callable[[re.Match[str], _Context], _Interval]


def resolve(expression: str, *, published: dt.date | None, sentence: str = "", previous: When | None = None) -> When:
    """The days that an expression means: `resolve("last Friday", published=date(2021, 3, 23)) -> 2021-03-19..2021-03-19`.

    `sentence` tells whether it looks forward; `previous` is the expression resolved before, which "that day" hangs on. Never raises.
    """
    plain = _plain(expression)
    context = _Context(published, previous, _forward(sentence or expression, expression))
    try:
        start, end, precision = _interval(plain, context)
    except _UnresolvedError as exc:
        return When(expression=expression, start=None, end=None, precision=None, unresolved=str(exc))
    except (OverflowError, ValueError):
        return When(expression=expression, start=None, end=None, precision=None, unresolved=NOT_A_DATE)
    if end < start:
        start, end = end, start
    return When(expression=expression, start=start, end=end, precision=precision)


def find(text: str) -> list[Found]:
    """Time expressions in a text, in order, the longest at each place; names and verbs that look like months are left out."""
    found = []
    for match in _FIND.finditer(text):
        if not _NAMELIKE.match(text[match.end() :]) or re.search(r"\d", match.group()):
            found.append(Found(match.group(), Span(start=match.start(), end=match.end())))
    return found


def _plain(expression: str) -> str:
    text = expression.replace("’", "'").replace("–", "-").replace("—", "-").casefold()
    text = re.sub(r"[\s,]+", " ", text).strip(" .;:\"'()")
    text = re.sub(r"(?<=[a-z0-9])'s$", "", text)
    return re.sub(
        r"^(?:on|at|during|as soon as|as early as|as late as|exactly|about|around|just|only|shortly|over|back in) ",
        "",
        text,
    )


def _forward(sentence: str, expression: str) -> bool:
    """Whether the words around the expression speak of what is to come."""
    place = sentence.find(expression)
    near = sentence if place < 0 else sentence[max(0, place - 120) : place + len(expression) + 60]
    ahead = re.search(
        r"\b(?:will|would|shall|is to|are to|plans? to|due to|due|expected to|scheduled|set to|ready for|as soon as|next|upcoming|"
        r"going to|deadline|until|by the end|promised to|vowed to|invited|proposed?)\b",
        near,
        re.IGNORECASE,
    )
    return bool(ahead)


def _interval(text: str, context: _Context) -> _Interval:
    for rule, make in _RULES:
        match = rule.fullmatch(text)
        if match:
            return make(match, context)
    return _explicit(text)


def _explicit(text: str) -> _Interval:
    """A single explicit date in a form of its own, by dateparser; needs a year, so that nothing is guessed."""
    if not re.search(r"\b(?:1[89]|20)\d\d\b", text) or not re.search(r"[a-z]{3}|\d[-/.]\d", text):
        raise _UnresolvedError(NOT_A_DATE)
    import dateparser  # takes 0.2 s to import

    parsed = dateparser.parse(
        text, languages=["en"], settings={"REQUIRE_PARTS": ["day", "month", "year"], "DATE_ORDER": "DMY"}
    )
    if parsed is None:
        raise _UnresolvedError(NOT_A_DATE)
    return parsed.date(), parsed.date(), "day"


def _number(text: str) -> int:
    return _NUMBERS[text] if text in _NUMBERS else int(text)


def _month(text: str) -> int:
    return _MONTHS[text.rstrip(".")]


def _month_end(year: int, month: int) -> dt.date:
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def _months_on(day: dt.date, months: int) -> dt.date:
    """The same day so many months later, or the last of that month: `31 January + 1 -> 28 February`."""
    total = day.year * 12 + day.month - 1 + months
    year, month = divmod(total, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _whole_month(year: int, month: int) -> _Interval:
    return dt.date(year, month, 1), _month_end(year, month), "month"


def _whole_year(year: int) -> _Interval:
    return dt.date(year, 1, 1), dt.date(year, 12, 31), "year"


def _one(day: dt.date) -> _Interval:
    return day, day, "day"


def _near_year(month: int, day: int, context: _Context) -> dt.date:
    """The day without a year that the sentence means: the nearest one, on the side of its tense where both are near."""
    published = context.day
    last = calendar.monthrange(published.year, month)[1]
    options = [dt.date(published.year + shift, month, min(day, last)) for shift in (-1, 0, 1)]
    if context.forward:
        return min(options, key=lambda option: abs((option - published).days) + (0 if option >= published else 60))
    return min(options, key=lambda option: abs((option - published).days) + (0 if option <= published else 200))


def _near_month_year(month: int, context: _Context) -> int:
    published = context.day
    if context.forward:
        return published.year if month >= published.month else published.year + 1
    return published.year if month <= published.month else published.year - 1


def _weekday(name: str, base: dt.date, *, forward: bool) -> dt.date:
    """The named weekday on or before `base`, or after it when looking forward; `base` itself if it is that weekday."""
    shift = (_DAYS[name] - base.weekday()) % 7
    return base + dt.timedelta(days=shift if forward or shift == 0 else shift - 7)


# Each rule: what the expression must be, in plain form, and the days that it means.
def _iso(m: re.Match[str], c: _Context) -> _Interval:
    return _one(dt.date(int(m[1]), int(m[2]), int(m[3])))


def _day_month(m: re.Match[str], c: _Context) -> _Interval:
    parts = m.groupdict()
    day, month = int(parts["d"]), _month(parts["m"])
    return _one(dt.date(int(parts["y"]), month, day) if parts["y"] else _near_year(month, day, c))


def _two_days(m: re.Match[str], c: _Context) -> _Interval:
    """`19 or 22 March`, `26-28 October 2023`, `March 3-5`."""
    parts = m.groupdict()
    month = _month(parts["m"])
    last = dt.date(int(parts["y"]), month, int(parts["b"])) if parts["y"] else _near_year(month, int(parts["b"]), c)
    return dt.date(last.year, month, int(parts["a"])), last, "range"


def _day_span(m: re.Match[str], c: _Context) -> _Interval:
    """`between 3 May and 5 June 2021`, `from Monday to Thursday`: each end by itself, the year of the second for both."""
    first, second = m["a"], m["b"]
    year = re.search(_Y, second)
    if year and not re.search(_Y, first) and re.search(_M, first):
        first = f"{first} {year[0]}"
    if re.fullmatch(rf"{_Y}", second) and re.fullmatch(_M, first):
        first = f"{first} {second}"
    end = _interval(_plain(second), c)
    start = _interval(_plain(first), c)
    if start[0] > end[1] and re.fullmatch(_D, first):
        start = (start[0] - dt.timedelta(days=7), start[1], start[2])
    return start[0], end[1], "range"


def _either_weekday(m: re.Match[str], c: _Context) -> _Interval:
    """`Friday or Monday`: the first on its side, the second after it."""
    base = c.previous.end if c.forward and c.previous and c.previous.end else c.day
    first = _weekday(m["a"], base, forward=c.forward)
    second = _weekday(m["b"], first, forward=True)
    return first, second, "range"


def _on_weekday(m: re.Match[str], c: _Context) -> _Interval:
    parts = m.groupdict()
    lead, name = (parts.get("lead") or "").strip(), parts["w"]
    if lead in ("last", "the previous", "the past"):
        return _one(_weekday(name, c.day - dt.timedelta(days=1), forward=False))
    if lead in ("next", "the coming", "the following", "the next"):
        return _one(_weekday(name, c.day + dt.timedelta(days=1), forward=True))
    if lead == "this":
        return _one(_weekday(name, c.day, forward=True))
    if lead in ("earlier", "late", "early", "late on", "early on", "earlier on"):
        return _one(_weekday(name, c.day, forward=False))
    return _one(_weekday(name, c.day, forward=c.forward and name != calendar.day_name[c.day.weekday()].lower()))


def _weekday_dated(m: re.Match[str], c: _Context) -> _Interval:
    return _interval(m["rest"], c)


def _fixed(days: int) -> _Rule:
    return lambda m, c: _one(c.day + dt.timedelta(days=days))


def _overnight(m: re.Match[str], c: _Context) -> _Interval:
    return c.day - dt.timedelta(days=1), c.day, "range"


def _ago(m: re.Match[str], c: _Context) -> _Interval:
    """`two weeks ago` is that day, `three months ago` that month, `five years ago` that year."""
    return _shifted(c.day, -_number(m["n"]), m["u"])


def _ahead(m: re.Match[str], c: _Context) -> _Interval:
    return _shifted(c.day, _number(m["n"]), m["u"])


def _shifted(base: dt.date, number: int, unit: str) -> _Interval:
    unit = unit.rstrip("s")
    if unit in ("day", "week", "fortnight"):
        return _one(base + dt.timedelta(days=number * {"day": 1, "week": 7, "fortnight": 14}[unit]))
    if unit in ("month", "quarter"):
        moved = _months_on(base, number * (1 if unit == "month" else 3))
        return _whole_month(moved.year, moved.month)
    return _whole_year(base.year + number * (1 if unit == "year" else 10))


def _in_past(m: re.Match[str], c: _Context) -> _Interval:
    """`in the past six months`, `over the last two years`: up to publication."""
    number, unit = _number(m["n"] or "one"), m["u"].rstrip("s")
    if unit in ("day", "week", "fortnight"):
        start = c.day - dt.timedelta(days=number * {"day": 1, "week": 7, "fortnight": 14}[unit])
    else:
        start = _months_on(c.day, -number * {"month": 1, "quarter": 3, "year": 12, "decade": 120}[unit])
    return start, c.day, "range"


def _from_anchor(m: re.Match[str], c: _Context) -> _Interval:
    """`a day before that`, `two weeks later`, `the following day`."""
    start, end = c.anchor
    parts = m.groupdict()
    back = parts["way"] in ("before", "earlier", "previous", "prior", "preceding")
    number = _number(parts.get("n") or "one") * (-1 if back else 1)
    return _shifted(start if back else end, number, parts["u"])


def _same_time(m: re.Match[str], c: _Context) -> _Interval:
    start, end = c.anchor
    unit = m["u"]
    if unit == "week":
        monday = start - dt.timedelta(days=start.weekday())
        return monday, monday + dt.timedelta(days=6), "week"
    if unit == "month":
        return _whole_month(start.year, start.month)
    if unit == "year":
        return _whole_year(start.year)
    return start, end, "day" if start == end else "range"


def _calendar_unit(m: re.Match[str], c: _Context) -> _Interval:
    """`this week`, `last month`, `earlier this year`, `later this month`, `next year`."""
    how, unit = m["how"], m["u"]
    part = (m["part"] or "").strip()
    start, end, precision = _unit_around(c.day, unit, {"this": 0, "last": -1, "the previous": -1, "next": 1}[how])
    if part in ("earlier", "so far", "already"):
        return start, c.day, precision
    if part == "later":
        return c.day, end, precision
    return start, end, precision


def _unit_around(day: dt.date, unit: str, shift: int) -> _Interval:
    if unit == "week":
        monday = day - dt.timedelta(days=day.weekday()) + dt.timedelta(days=7 * shift)
        return monday, monday + dt.timedelta(days=6), "week"
    if unit == "weekend":
        saturday = day - dt.timedelta(days=day.weekday()) + dt.timedelta(days=5 + 7 * shift)
        return saturday, saturday + dt.timedelta(days=1), "range"
    if unit == "month":
        moved = _months_on(day.replace(day=1), shift)
        return _whole_month(moved.year, moved.month)
    if unit == "quarter":
        first = _months_on(dt.date(day.year, 3 * ((day.month - 1) // 3) + 1, 1), 3 * shift)
        return _quarter_of(first.year, (first.month - 1) // 3 + 1)
    if unit == "year":
        return _whole_year(day.year + shift)
    return (
        dt.date(day.year // 10 * 10 + 10 * shift, 1, 1),
        dt.date(day.year // 10 * 10 + 10 * shift + 9, 12, 31),
        "decade",
    )


def _quarter_of(year: int, quarter: int) -> _Interval:
    return dt.date(year, 3 * quarter - 2, 1), _month_end(year, 3 * quarter), "quarter"


def _quarter(m: re.Match[str], c: _Context) -> _Interval:
    parts = m.groupdict()
    quarter = _ORDINALS[parts["o"]] if parts.get("o") else int(parts["q"])
    if parts["y"]:
        return _quarter_of(int(parts["y"]), quarter)
    year = c.day.year
    if not c.forward and _quarter_of(year, quarter)[0] > c.day:
        year -= 1
    return _quarter_of(year, quarter)


def _half_year(m: re.Match[str], c: _Context) -> _Interval:
    year = int(m["y"]) if m["y"] else c.day.year
    if m["o"] in ("first", "1st"):
        return dt.date(year, 1, 1), dt.date(year, 6, 30), "range"
    return dt.date(year, 7, 1), dt.date(year, 12, 31), "range"


def _part_of(m: re.Match[str], c: _Context) -> _Interval:
    """`early 2024` is its first four months, `mid-2024` May to August, `late 2024` the last four; of a month, its thirds."""
    part = m["part"].strip(" -")
    third = {"early": 0, "mid": 1, "the middle of": 1, "late": 2, "the start of": 0, "the beginning of": 0}[part]
    if re.fullmatch(_Y, m["of"]):
        year = int(m["of"])
        return dt.date(year, 4 * third + 1, 1), _month_end(year, 4 * third + 4), "range"
    start, end, _ = _interval(m["of"], c)
    return (
        start.replace(day=(1, 11, 21)[third]),
        start.replace(day=(10, 20)[third]) if third < 2 else end,
        "range",
    )


def _within(m: re.Match[str], c: _Context) -> _Interval:
    """`within ten days`: from publication on."""
    number, unit = _number(m["n"]), m["u"].rstrip("s")
    if unit in ("day", "week", "fortnight"):
        return c.day, c.day + dt.timedelta(days=number * {"day": 1, "week": 7, "fortnight": 14}[unit]), "range"
    return c.day, _months_on(c.day, number * {"month": 1, "quarter": 3, "year": 12, "decade": 120}[unit]), "range"


def _records(m: re.Match[str], c: _Context) -> _Interval:
    """`since records began in 1910`: the year at its end is what counts."""
    return dt.date(int(m["y"]), 1, 1), c.day, "range"


def _running_up(m: re.Match[str], c: _Context) -> _Interval:
    """`in the nine months to September`: so many whole months, or days, up to the end of what is named."""
    end = _interval(m["of"], _Context(c.published, c.previous, forward=False))[1]
    number, unit = _number(m["n"] or "one"), m["u"].rstrip("s")
    if unit in ("day", "week"):
        return end - dt.timedelta(days=number * (1 if unit == "day" else 7) - 1), end, "range"
    months = number * {"month": 1, "quarter": 3, "year": 12}[unit]
    return _months_on(end.replace(day=1), 1 - months), end, "range"


def _start_of(m: re.Match[str], c: _Context) -> _Interval:
    return _one(_interval(m["of"], c)[0])


def _unit_named(m: re.Match[str], c: _Context) -> _Interval:
    """`the month`, as in "the end of the month": the one of publication."""
    return _unit_around(c.day, m["u"], 0)


def _end_of(m: re.Match[str], c: _Context) -> _Interval:
    return _one(_interval(m["of"], c)[1])


def _month_year(m: re.Match[str], c: _Context) -> _Interval:
    month = _month(m["m"])
    if m["lead"] and m["lead"].strip() in ("last", "next", "this"):
        shift = {"last": -1, "next": 1, "this": 0}[m["lead"].strip()]
        year = c.day.year
        if shift < 0:
            year -= month >= c.day.month
        elif shift > 0:
            year += month <= c.day.month
        return _whole_month(year, month)
    return _whole_month(int(m["y"]) if m["y"] else _near_month_year(month, c), month)


def _year(m: re.Match[str], c: _Context) -> _Interval:
    return _whole_year(int(m["y"]))


def _decade(m: re.Match[str], c: _Context) -> _Interval:
    start = int(m["y"])
    return dt.date(start, 1, 1), dt.date(start + 9, 12, 31), "decade"


def _season(m: re.Match[str], c: _Context) -> _Interval:
    first, last = _SEASONS[m["s"]]
    lead = (m["lead"] or "").strip()
    if m["y"]:
        year = int(m["y"])
    else:
        year = c.day.year + {"last": -1 if c.day.month <= last else 0, "next": 1 if c.day.month >= first else 0}.get(
            lead, 0
        )
        if not lead and not c.forward and dt.date(year, min(first, 12), 1) > c.day:
            year -= 1
    end_year, end_month = (year, last) if last <= 12 else (year + 1, last - 12)
    return dt.date(year, first, 1), _month_end(end_year, end_month), "season"


def _since(m: re.Match[str], c: _Context) -> _Interval:
    past = _Context(c.published, c.previous, forward=False)
    return _interval(_plain(m["of"]), past)[0], c.day, "range"


def _until(m: re.Match[str], c: _Context) -> _Interval:
    ahead = _Context(c.published, c.previous, forward=True)
    end = _interval(_plain(m["of"]), ahead)[1]
    return min(c.day, end), end, "range"


def _by(m: re.Match[str], c: _Context) -> _Interval:
    """`by Thursday` is the deadline's day, `by the end of March` its last."""
    return _one(_interval(_plain(m["of"]), c)[1])


def _eve(m: re.Match[str], c: _Context) -> _Interval:
    inner = re.search(rf"(?:\d{{1,2}} {_M}(?: {_Y})?|{_M} \d{{1,2}}(?: {_Y})?|{_D})$", m["of"])
    if inner is None:
        if m["of"] in _FEASTS:
            month, day = _FEASTS[m["of"]]
            return _one(_near_year(month, day, c) - dt.timedelta(days=1))
        raise _UnresolvedError("the day of the event is not given")
    return _one(_interval(inner[0], c)[0] - dt.timedelta(days=1))


def _feast(m: re.Match[str], c: _Context) -> _Interval:
    month, day = _FEASTS[m["f"]]
    return _one(dt.date(int(m["y"]), month, day) if m["y"] else _near_year(month, day, c))


def _duration(m: re.Match[str], c: _Context) -> _Interval:
    raise _UnresolvedError(DURATION)


def _rule(pattern: str, make: _Rule) -> tuple[re.Pattern[str], _Rule]:
    return re.compile(pattern), make


_RULES: tuple[tuple[re.Pattern[str], _Rule], ...] = (
    _rule(r"(\d{4})-(\d{2})-(\d{2})", _iso),
    _rule(rf"(?:(?:late|early|the (?:morning|evening|night|afternoon) of) )?(?:{_D} )?(?:the )?(?P<d>\d{{1,2}}){_O}(?: of)? (?P<m>{_M})(?: (?P<y>{_Y}))?", _day_month),
    _rule(rf"(?:(?:late|early|the (?:morning|evening|night|afternoon) of) )?(?:{_D} )?(?P<m>{_M}) (?P<d>\d{{1,2}}){_O}(?: (?P<y>{_Y}))?", _day_month),
    _rule(rf"(?:(?:between|from|either) )?(?:the )?(?P<a>\d{{1,2}}){_O} ?(?:-|or|and|to) ?(?:the )?(?P<b>\d{{1,2}}){_O}(?: of)? (?P<m>{_M})(?: (?P<y>{_Y}))?", _two_days),
    _rule(rf"(?:(?:between|from|either) )?(?P<m>{_M}) (?P<a>\d{{1,2}}){_O} ?(?:-|or|and|to) ?(?P<b>\d{{1,2}}){_O}(?: (?P<y>{_Y}))?", _two_days),
    _rule(rf"(?P<a>{_D}) or (?:on )?(?P<b>{_D})", _either_weekday),
    _rule(rf"(?:in |over )?the (?:(?P<n>{_N}|18) )?(?P<u>(?:day|week|month|quarter|year)s?) (?:to|up to|ending in|ended) (?P<of>.+)", _running_up),
    _rule(rf"(?:ever )?since records began in (?P<y>{_Y})", _records),
    _rule(r"(?:since|ever since) (?P<of>.+)", _since),
    _rule(r"(?:until|till|up to|through) (?P<of>.+)", _until),
    _rule(r"(?:by|before|no later than) (?P<of>.+)", _by),
    _rule(r"(?:the |on the )?eve of (?P<of>.+)", _eve),
    _rule(r"(?:between|from) (?P<a>.+?) (?:and|to|until|through) (?P<b>.+)", _day_span),
    _rule(rf"(?P<a>{_M}) (?:to|-) (?P<b>{_M}(?: {_Y})?)", _day_span),
    _rule(rf"(?P<a>{_Y}) ?(?:to|-) ?(?P<b>{_Y})", _day_span),
    _rule(rf"(?P<lead>last |next |this |the previous |the past |the coming |the following |the next |earlier on |earlier |late on |early on |late |early )?(?P<w>{_D})(?: {_PART})?", _on_weekday),
    _rule(rf"(?:the )?{_PART} of (?P<w>{_D})", _on_weekday),
    _rule(r"(?:earlier |later |late |early )?(?:today|tonight|this (?:morning|afternoon|evening))", _fixed(0)),
    _rule(r"the day before yesterday", _fixed(-2)),
    _rule(r"the day after tomorrow", _fixed(2)),
    _rule(rf"(?:late |early )?yesterday(?: {_PART})?|last night", _fixed(-1)),
    _rule(rf"tomorrow(?: {_PART})?", _fixed(1)),
    _rule(r"overnight", _overnight),
    _rule(rf"(?P<n>{_N}) (?P<u>{_U}) ago", _ago),
    _rule(rf"within (?P<n>{_N}) (?P<u>{_U})", _within),
    _rule(rf"(?:in) (?P<n>{_N}) (?P<u>{_U})(?:' time)?", _ahead),
    _rule(rf"(?:(?:in|over|during|for|within) )?the (?:past|last|previous) (?:(?P<n>{_N}) )?(?P<u>{_U})", _in_past),
    _rule(rf"(?:the |just )?(?:(?P<n>{_N}) )?(?P<u>{_U}) (?P<way>before|earlier|later|after|afterwards)(?: (?:that|this|then))?", _from_anchor),
    _rule(r"the (?P<way>following|next|previous|preceding) (?P<u>day|week|month|year)", _from_anchor),
    _rule(r"(?:the |that )(?:same )?(?:very )?(?P<u>day|evening|morning|night|afternoon|week|month|year)", _same_time),
    _rule(r"the (?P<u>week|month|quarter|year)", _unit_named),
    _rule(r"(?P<part>earlier |later |so far |already )?(?:in |on )?(?P<how>this|last|next|the previous) (?P<u>week|weekend|month|quarter|year|decade)", _calendar_unit),
    _rule(rf"(?:in )?(?:the )?(?P<o>first|second|third|fourth|1st|2nd|3rd|4th) quarter(?: of(?: the year)?)?(?: ?(?P<y>{_Y}))?", _quarter),
    _rule(rf"(?:in )?q(?P<q>[1-4])(?: (?:of )?(?P<y>{_Y}))?", _quarter),
    _rule(rf"(?:in )?the (?P<o>first|second|1st|2nd) half(?: of(?: the year)?)?(?: ?(?P<y>{_Y}))?", _half_year),
    _rule(rf"(?:in )?(?P<part>early |late |mid[- ]|the middle of |the start of |the beginning of )(?P<of>{_Y}|{_M}(?: {_Y})?)", _part_of),
    _rule(r"(?:at |in )?the (?:end|last day) of (?P<of>.+)", _end_of),
    _rule(r"(?:at |in )?the (?:start|beginning|first day) of (?P<of>.+)", _start_of),
    _rule(rf"(?:in |as of )?(?P<lead>last |next |this )?(?P<m>{_M})(?: (?:of )?(?P<y>{_Y}))?", _month_year),
    _rule(rf"(?:in |as of )?(?:the year )?(?P<y>{_Y})", _year),
    _rule(rf"(?:in )?the (?P<y>{_Y})s", _decade),
    _rule(rf"(?:in )?(?:the )?(?P<lead>last |next |this )?(?P<s>spring|summer|autumn|fall|winter)(?: (?:of )?(?P<y>{_Y}))?", _season),
    _rule(rf"(?P<f>{'|'.join(sorted(_FEASTS, key=len, reverse=True))})(?: (?P<y>{_Y}))?", _feast),
    _rule(rf"(?:for |lasting |after )?(?:about |almost |nearly |more than |some |over )?{_N} (?:minute|hour|{_U[:-2]})s?(?: long)?|for (?:days|weeks|months|years|hours)", _duration),
)  # fmt: skip

_DAYNUM = rf"\d{{1,2}}{_O}"
_BARE = rf"""(?:\d{{4}}-\d{{2}}-\d{{2}}
|(?:{_DC},?\s)?(?:the\s)?{_DAYNUM}(?:\s?(?:-|–|or|and|to)\s?{_DAYNUM})?(?:\sof)?\s{_MC}(?:,?\s{_Y})?
|(?:{_DC},?\s)?{_MC}\s{_DAYNUM}(?:\s?(?:-|–|or|and|to)\s?{_DAYNUM})?(?:,?\s{_Y})?(?!\d)
|{_MC}\s(?:of\s)?{_Y}
|[Ll]ast\s{_MC}|[Nn]ext\s{_MC}
|(?:[Ll]ast|[Nn]ext|[Tt]his|[Ee]arlier\son|[Ee]arlier|[Ll]ate\son|[Ee]arly\son|[Ll]ate|[Ee]arly)\s{_DC}(?:\s{_PART})?
|{_DC}\sor\s(?:on\s)?{_DC}|{_DC}\s{_PART}|{_DC}
|(?:[Ee]arlier|[Ll]ater|[Ss]o\sfar)\sthis\s(?:week|month|year|quarter)
|(?:[Tt]his|[Ll]ast|[Nn]ext)\s(?:week(?:end)?|month|quarter|year|decade)
|[Tt]he\sday\s(?:before\syesterday|after\stomorrow)|[Yy]esterday|[Tt]omorrow|[Oo]vernight|(?:[Ee]arlier\s|[Ll]ater\s)?[Tt]oday|[Tt]onight|[Ll]ast\snight
|[Tt]his\s(?:morning|afternoon|evening)
|(?:{_N}|A|Two|Three)\s{_U}\sago
|(?:[Aa]|[Tt]he|[Oo]ne|[Tt]wo|[Tt]hree|[Ff]our|[Ff]ive|\d+)\s(?:day|week|month|year)s?\s(?:before\sthat|earlier|later|after\sthat)
|[Tt]he\s(?:following|previous)\s(?:day|week|month|year)
|[Tt]he\ssame\s(?:day|evening|morning|night|week|month|year)|[Tt]hat\s(?:same\s)?(?:day|evening|morning|night|week)
|(?:the\s)?(?:first|second|third|fourth)\squarter(?:\sof\s{_Y})?|Q[1-4](?:\s{_Y})?|the\s(?:first|second)\shalf\sof\s{_Y}
|(?:[Ee]arly|[Ll]ate)\s(?:{_Y}|{_MC})(?:\s{_Y})?|[Mm]id-(?:{_Y}|{_MC})
|(?:[Ll]ast|[Tt]his|[Nn]ext)\s(?:spring|summer|autumn|winter)|(?:the\s)?(?:spring|summer|autumn|fall|winter)\sof\s{_Y}|(?:spring|summer|autumn|winter)\s{_Y}
|the\s{_Y}s|[Cc]hristmas\s(?:[Dd]ay|[Ee]ve)|New\sYear['’]s\s(?:Day|Eve)|{_Y}(?![\d,.]\d))"""
_FIND = re.compile(
    rf"""(?<![\w.-])(?:
(?:[Ff]rom|[Bb]etween)\s(?:{_BARE}|{_MC})\s(?:to|and|until)\s(?:{_BARE}|{_MC})
|(?:[Ss]ince|[Uu]ntil|[Bb]y|[Bb]efore)\s(?:the\send\sof\s)?(?:early\s|late\s|mid-)?(?:{_BARE}|{_MC})
|(?:on\s)?the\seve\sof\s(?:[\w'’ -]{{0,60}}?\sof\s)?{_BARE}
|(?:at\s)?the\s(?:end|start|beginning|middle)\sof\s(?:{_BARE}|{_MC}|(?:this|last|next)\s(?:week|month|year))
|(?:[Ii]n|[Oo]ver|[Dd]uring)\sthe\s(?:past|last)\s(?:{_N}\s)?{_U}
|(?:as\s(?:soon|early|late)\sas\s)?{_BARE}
|(?<=[Ii]n\s){_MC}|(?<=[Ii]n\searly\s){_MC}
)(?![\w])""",
    re.VERBOSE,
)
_NAMELIKE = re.compile(r"\s(?:[A-Z][a-z]+|Times|Telegraph|Mail)\b(?<!Mr)(?<!Mrs)")
