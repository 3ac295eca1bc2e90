"""Rules for what is reckoned from the publication date or from an expression named before."""

import re

from claimcheck.dates import days
from claimcheck.dates.days import ONE, Interval
from claimcheck.dates.grammar import (
    DURATION,
    NO_ANCHOR,
    VAGUE,
    Context,
    UnknownFormError,
    UnresolvedError,
    interval,
    ranked,
)
from claimcheck.dates.named import season, until_now
from claimcheck.dates.words import ABOUT, SEASONS, WEEKDAYS, N, T, U, W, number, unit

rule = ranked(2)

_FIXED = {
    "today": 0, "tonight": 0, "this morning": 0, "this afternoon": 0, "this evening": 0, "this lunchtime": 0,
    "with immediate effect": 0, "this very day": 0,
    "earlier in the day": 0, "later in the day": 0, "yesterday": -1, "last night": -1, "last evening": -1, "tomorrow": 1,
}  # fmt: skip


@rule("|".join(_FIXED), rf"(?P<word>today|yesterday|tomorrow) {T}")
def _by_word(m: re.Match[str], c: Context) -> Interval:
    word = m["word"] if m.re.groups else m[0]
    return days.day(c.day + _FIXED[word] * ONE)


@rule("overnight", "during the night", "in the night")
def _overnight(m: re.Match[str], c: Context) -> Interval:
    """The night that ended on the publication day."""
    return days.span(c.day - ONE, c.day)


_BACK = ("last", "this past", "the past")
_ON = ("next", "this coming", "the coming", "the next")


@rule(
    rf"(?:(?P<lead>last|this past|the past|next|this coming|the coming|this|earlier"
    rf"|earlier on) )?(?P<w>{W})(?: (?:at )?{T})?",
    rf"(?:the )?(?:{T}|early hours|small hours|rush hour) (?:of|on) (?:(?P<lead>last|next|this) )?(?P<w>{W})",
    rf"{T} (?:(?P<lead>last|next|this) )?(?P<w>{W})",
)
def _weekday(m: re.Match[str], c: Context) -> Interval:
    """`last Friday` is before the publication day, `next Friday` after it; `Friday` follows the tense and may be that day."""
    lead, wanted = m["lead"] or "", WEEKDAYS[m["w"]]
    if lead in _BACK:
        return days.day(days.weekday(wanted, c.day - ONE, ahead=False))
    if lead in _ON:
        return days.day(days.weekday(wanted, c.day + ONE, ahead=True))
    if lead.startswith("earlier"):
        return days.day(days.weekday(wanted, c.day, ahead=False))
    if lead == "this" and c.ahead is None:
        return days.day(days.weekday(wanted, c.day, ahead=True))
    if c.base != c.day:
        return days.day(days.weekday(wanted, c.base + ONE, ahead=True))
    same_day = c.day.weekday() == wanted
    return days.day(c.day if same_day else days.weekday(wanted, c.day, ahead=c.ahead is True))


@rule(
    rf"(?:the )?(?:{T}|early hours|small hours) (?:of|on) (?P<rest>.*\d.*)",
    rf"(?P<rest>.*\d.*) at {T}",
)
def _time_of_day(m: re.Match[str], c: Context) -> Interval:
    """`the night of 11 August 2021` is that day."""
    return interval(m["rest"], c)


@rule(
    rf"(?P<w>{W}) (?P<u>week|fortnight)",
    rf"a (?P<u>week|fortnight) (?:on|from|this|next) (?P<w>{W})",
    r"a (?P<u>week|fortnight) (?P<d>today|tomorrow)",
)
def _weekday_week(m: re.Match[str], c: Context) -> Interval:
    """`a week on Saturday`, `Monday week`: a week after the coming one."""
    first = (
        c.day + _FIXED[m["d"]] * ONE if "d" in m.re.groupindex else days.weekday(WEEKDAYS[m["w"]], c.day, ahead=True)
    )
    return days.day(days.added(first, 1, m["u"]))


@rule(rf"a (?P<u>week|fortnight) (?:ago|last) (?:on )?(?P<w>{W})", rf"(?P<w>{W}) (?P<u>week|fortnight) ago")
def _weekday_week_ago(m: re.Match[str], c: Context) -> Interval:
    return days.day(days.weekday(WEEKDAYS[m["w"]], days.added(c.day, -1, m["u"]), ahead=False))


@rule(
    rf"(?:from |either )?(?:on )?(?P<a>{W})(?: {T})?(?: or | and | to | until | through | - |-|/)"
    rf"(?:on )?(?P<b>{W})(?: {T})?"
)
def _two_weekdays(m: re.Match[str], c: Context) -> Interval:
    """`Friday or Monday`: looking ahead the second follows the first, looking back the first comes before the second."""
    first, second = WEEKDAYS[m["a"]], WEEKDAYS[m["b"]]
    if c.ahead:
        start = days.weekday(first, c.base + ONE if c.base != c.day else c.day, ahead=True)
        return days.span(start, days.weekday(second, start + ONE, ahead=True))
    end = days.weekday(second, c.day, ahead=False)
    return days.span(days.weekday(first, end - ONE, ahead=False), end)


@rule(
    r"(?P<how>last|this past|the past|next|this coming|the coming|the next|this|the|the bank holiday|the long)? ?weekend"
)
def _weekend(m: re.Match[str], c: Context) -> Interval:
    """`the weekend` is the last one begun looking back, the coming one looking ahead."""
    how, current = m["how"], days.weekend(c.day)
    options = [days.weekend(c.day + shift * ONE) for shift in (-7, 0, 7)]
    if how in _BACK:
        return options[0]
    if how in _ON:
        return next(option for option in options if option.start > c.day)
    if how == "this" and c.ahead is not False:
        return current
    return days.coming(options, c.day) if c.ahead else days.begun(options, c.day)


_WHOLE = r"(?P<u>week|fortnight|month|quarter|year|decade|century)"


@rule(
    rf"(?:(?P<part>earlier|later|so far|already) )?(?P<how>this|last|next"
    rf"|the current|the present|the coming) (?:(?:fiscal|financial|calendar|school|business) )?{_WHOLE}",
    rf"(?P<part>earlier|later|early|late) in (?P<how>the) {_WHOLE}",
    rf"(?P<how>this|the) {_WHOLE} (?P<part>so far|to date)",
)
def _calendar_unit(m: re.Match[str], c: Context) -> Interval:
    """`this week`; `earlier this month` ends with publication, `later this year` begins with it; `late last year` is a third."""
    how, part = m["how"], m.groupdict().get("part")
    shift = {"last": -1, "next": 1, "the coming": 1}.get(how, 0)
    whole = days.around(c.day, m["u"], shift)
    if part in ("earlier", "so far", "already", "to date") and not shift:
        return whole._replace(end=c.day)
    if part == "later" and not shift:
        return whole._replace(start=c.day)
    if part in ("early", "late", "earlier", "later"):
        named = {"earlier": "early", "later": "late"}.get(part, part)
        found = days.third(whole, named)
        if found is None:
            raise UnknownFormError
        return found
    return until_now(whole, c) if not shift else whole


@rule(rf"(?P<n>{N}) (?P<u>{U}) ago(?: (?:today|to the day|this (?:week|month)))?", rf"a full (?P<n>{N}) (?P<u>{U}) ago")
def _ago(m: re.Match[str], c: Context) -> Interval:
    """`two weeks ago` is that day, `three months ago` that month, `five years ago` that year; "to the day" is that day."""
    if re.search(r"today|to the day", m[0]):
        return days.day(days.added(c.day, -number(m["n"]), unit(m["u"])))
    return _shifted(days.day(c.day), -number(m["n"]), unit(m["u"]))


def _shifted(at: Interval, count: int, name: str) -> Interval:
    """A day moved by days or weeks is a day, by months or quarters that one, by years that year; a longer interval stays as long."""
    moved = Interval(days.added(at.start, count, name), days.added(at.end, count, name), at.precision)
    if at.start != at.end:
        return _whole_again(moved, at)
    if name in ("day", "week", "fortnight"):
        return moved
    if name in ("month", "quarter"):
        return days.around(moved.start, name)
    return days.year(moved.start.year)


def _whole_again(moved: Interval, before: Interval) -> Interval:
    """A month moved by years still ends on its last day."""
    ended = before.end.day == days.last_of(before.end.year, before.end.month)
    return moved._replace(end=days.month(moved.end.year, moved.end.month).end) if ended else moved


@rule(
    rf"in (?:{ABOUT} )?(?P<n>{N}) (?P<u>{U})(?P<sure> time)?",
    rf"(?P<n>{N}) (?P<u>{U})(?P<sure> (?:from now|from today|hence|time))",
)
def _ahead(m: re.Match[str], c: Context) -> Interval:
    """`in two weeks' time`; `in two weeks` is a date only where the sentence looks ahead."""
    if not m["sure"] and not c.ahead:
        raise UnresolvedError(DURATION)
    return _shifted(days.day(c.base), number(m["n"]), unit(m["u"]))


@rule(
    rf"within (?P<n>{N}) (?P<u>{U})(?: time)?",
    rf"the (?:next|coming) (?P<n>{N}) (?P<u>{U})",
    r"within (?:a matter of )?(?P<vague>days|weeks|months)",
)
def _within(m: re.Match[str], c: Context) -> Interval:
    """`within ten days`, `over the next two years`: from publication, or from when it was said."""
    if "vague" in m.re.groupindex:
        raise UnresolvedError(VAGUE)
    start = _named(c).start if c.named_here else c.day
    return days.span(start, days.added(start, number(m["n"]), unit(m["u"])))


@rule(
    rf"(?:across )?(?:each of )?(?:the|these) (?:past|last) (?:"
    rf"(?P<n>{N}) )?(?P<u>{U})",
    rf"the (?:past|last) (?:few|several|many|couple of) (?P<vague>{U})",
)
def _past(m: re.Match[str], c: Context) -> Interval:
    """`in the past six months`: up to publication."""
    if "vague" in m.re.groupindex:
        raise UnresolvedError(VAGUE)
    return days.span(days.added(c.day, -number(m["n"] or "one"), unit(m["u"])), c.day)


@rule(
    rf"(?P<n>{N}) (?P<u>{U}) (?P<way>before|earlier|after|later|previously|beforehand|prior|afterwards|on)"
    r"(?: (?:that|this|then))?",
    rf"(?P<n>{N}) (?P<u>{U}) (?P<way>prior) to (?:that|this)",
    r"the (?P<u>day|night|evening|morning|week|month|quarter|year) (?P<way>before|earlier|after)(?: (?:that|this))?",
)
def _from_anchor(m: re.Match[str], c: Context) -> Interval:
    """`a day before that`, `two weeks later`, `the month before`.

    After a date in the same sentence ("on Friday, two days before the polls opened") the event that follows is meant, and lies on
    the other side.
    """
    back = m["way"] not in ("after", "later", "afterwards", "on")
    if c.event_follows and c.named_here and m[0].endswith(("before", "after")):
        back = not back
    count = number(m.groupdict().get("n") or "one") * (-1 if back else 1)
    name = _day_or(m["u"])
    anchor = _anchor_for(name, c)
    if m[0].startswith("the"):
        return days.around(anchor.start if back else anchor.end, name, count)
    if name not in ("day", "week", "fortnight") and _whole_months(anchor):
        return _shifted(anchor, count, name)
    return _shifted(days.day(anchor.start if back else anchor.end), count, name)


_LONGEST_FOR_DAYS = 100
"""Days in the longest time whose first or last day others are counted from: "the day before" a year is no New Year's Eve."""


def _anchor_for(name: str, c: Context) -> Interval:
    """What was named before, if it is near enough to a day where days are counted."""
    anchor = c.anchor
    if name == "day" and (anchor.end - anchor.start).days > _LONGEST_FOR_DAYS:
        raise UnresolvedError(NO_ANCHOR)
    return anchor


def _day_or(name: str) -> str:
    """`night -> day`, `weeks -> week`."""
    return "day" if name in ("night", "evening", "morning", "afternoon") else unit(name)


@rule(
    rf"the (?:very )?(?P<way>previous|preceding|following|next|ensuing) (?:(?P<n>{N}) )?"
    rf"(?P<u>night|evening|morning|afternoon|{U})"
)
def _beside_anchor(m: re.Match[str], c: Context) -> Interval:
    """`the following day`, `the previous month`, `the following three days`."""
    back, name = m["way"] in ("previous", "preceding"), _day_or(m["u"])
    anchor = _anchor_for(name, c)
    if m["n"] is None:
        return days.around(anchor.start if back else anchor.end, name, -1 if back else 1)
    if back:
        return days.span(days.added(anchor.start, -number(m["n"]), name), anchor.start - ONE)
    return days.span(anchor.end + ONE, days.added(anchor.end, number(m["n"]), name))


def _named(c: Context) -> Interval:
    """What was named before, else the publication day."""
    try:
        return c.anchor
    except UnresolvedError:
        return days.day(c.day)


def _whole_months(anchor: Interval) -> bool:
    """Whether an interval is made of whole months, as quarters and years are."""
    return anchor.start.day == 1 and anchor.end.day == days.last_of(anchor.end.year, anchor.end.month)


@rule(
    rf"(?:the (?P<way>previous|preceding|following|next)|(?P<same>that|that same|the same)) (?P<w>{W})(?: {T})?",
    rf"the (?P<w>{W}) (?P<way>before|after)(?: that)?",
)
def _weekday_from_anchor(m: re.Match[str], c: Context) -> Interval:
    """`the following Friday`; without a date before it, reckoned from publication."""
    parts, wanted = m.groupdict(), WEEKDAYS[m["w"]]
    anchor = _named(c)
    if parts.get("same"):
        return days.day(days.weekday(wanted, anchor.start, ahead=anchor.start != anchor.end))
    if parts["way"] in ("previous", "preceding", "before"):
        return days.day(days.weekday(wanted, anchor.start - ONE, ahead=False))
    return days.day(days.weekday(wanted, anchor.end + ONE, ahead=True))


@rule(
    r"(?:that|the same|that same|the very same|that very) (?P<u>day|evening|night|morning|afternoon|week|weekend"
    r"|month|quarter|year|summer|winter|spring|autumn|fall)"
)
def _same_time(m: re.Match[str], c: Context) -> Interval:
    """`that week` is the one around the date before it; `that day` needs a day."""
    anchor, name = c.anchor, m["u"]
    if name in SEASONS:
        return season(name, anchor.start.year)
    if name in ("week", "weekend", "month", "quarter", "year"):
        return days.around(anchor.start, name)
    if (anchor.end - anchor.start).days > 1:
        raise UnresolvedError(NO_ANCHOR)
    return anchor


@rule(
    r"(?:the )?(?:same|corresponding|equivalent|year earlier) (?P<what>period|months|quarter|time|half|stretch|weeks|days"
    r"|month|week|day)(?: of (?P<rest>.+)| (?P<ref>last year|the year before|the previous year"
    r"|a year earlier|a year ago|in \d{4}))"
)
def _same_period(m: re.Match[str], c: Context) -> Interval:
    """`the same period of 2018`: what was named before, in that year; without it, this day. A quarter is no day's."""
    anchor = _named(c)
    if anchor.start == anchor.end and m["what"] in ("quarter", "half", "months", "weeks"):
        raise UnresolvedError(NO_ANCHOR)
    rest = m["rest"] or m["ref"]
    year = int(found[0]) if (found := re.search(r"\d{4}", rest)) else anchor.end.year - 1
    shift = year - anchor.end.year
    moved = Interval(days.added(anchor.start, shift, "year"), days.added(anchor.end, shift, "year"), anchor.precision)
    return _whole_again(moved, anchor)


@rule(
    rf"(?:lasting |more than |at least |some |under |another |less than )*{N}[ -](?:and a half )?(?:seconds|minutes?|hours?|{U})(?: long| running| of)?(?: .+)?",
    r"for (?:days|weeks|months|years|hours|decades|ages|centuries)",
    r"(?:for )?half an? (?:hour|day|year|century|decade)",
    r"all (?:day|night|week|year)(?: long)?",
)
def _duration(m: re.Match[str], c: Context) -> Interval:
    if re.search(r"\b(?:ago|before|after|later|earlier|from|starting|beginning|since|until|to|ended|ending)\b", m[0]):
        raise UnknownFormError
    raise UnresolvedError(DURATION)


@rule(
    r"(?:(?:a few|several|some|many|a number of|hundreds of|dozens of|a couple) )?(?:hours|days|weeks|months|years"
    r"|decades|centuries) (?:ago|later|earlier|before|after)(?: that)?",
    r"(?:\w+ )?(?:hours?|minutes?|moments?) (?:ago|later|earlier|before|after)(?: that)?",
    r"(?:the )?(?:recent|coming|past few|next few|following) (?:hours|days|weeks|months|years|decades)",
    "recently|lately|soon|shortly|some day|now|currently|at present|these days|so far",
)
def _vague(m: re.Match[str], c: Context) -> Interval:
    raise UnresolvedError(VAGUE)


@rule(rf"(?:before )?(?:nightfall|sunset|sunrise|{T})")
def _hour_of_anchor(m: re.Match[str], c: Context) -> Interval:
    """`by midnight`: of the day named before."""
    anchor = c.anchor
    if anchor.start != anchor.end:
        raise UnresolvedError(NO_ANCHOR)
    return anchor
