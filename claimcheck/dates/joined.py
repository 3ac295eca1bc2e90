"""Rules that make one interval of others: since, until, by, before, between, on the eve of, the three months to."""

import datetime as dt
import re
from contextlib import suppress
from dataclasses import replace

from claimcheck.dates import days
from claimcheck.dates.days import ONE, Interval
from claimcheck.dates.grammar import OPEN, Context, UnknownFormError, UnresolvedError, interval, ranked
from claimcheck.dates.words import M, N, S, T, U, W, Y, number, unit

rule = ranked(3)


def _looking(context: Context, *, ahead: bool) -> Context:
    """The context with its tense turned."""
    if context.ahead is ahead:
        return context
    return replace(context, tense="future" if ahead else "past")


def _to_deadline(context: Context) -> Context:
    """Deadlines lie ahead, where the sentence is not one of the past; and even then they may."""
    return replace(context, deadline=True) if context.ahead is False else _looking(context, ahead=True)


_BETWEEN = 5


_BORDER = re.compile(rf"{M}|{W}|.*\d.*|and|or|but|last|next")
"""What is no name of an event: "since last May and 1,999 in June" are two times."""


@rule(r"(?:ever )?since (?P<rest>.+)")
def _since(m: re.Match[str], c: Context) -> Interval:
    """From the first day of what is named to publication: `since 2019`, `since records began in 1881`."""
    found = _behind(m["rest"], _looking(c, ahead=False))
    if found.start > c.day:
        raise UnknownFormError
    return days.span(found.start, c.day)


def _behind(text: str, c: Context) -> Interval:
    """The interval at the end of a text, behind a few words that name its event: `the election of 4 October 2020`."""
    words = text.split(" ")
    for skipped in range(min(len(words), _BETWEEN + 1)):
        if skipped and _BORDER.fullmatch(words[skipped - 1]):
            break
        with suppress(UnknownFormError):
            return interval(" ".join(words[skipped:]), c)
    raise UnknownFormError


@rule(r"(?:right )?(?:until|till|through) (?:at least )?(?P<rest>.+)", r"to (?P<rest>.+)")
def _until(m: re.Match[str], c: Context) -> Interval:
    """From publication to the last day of what is named; of what is past, from what was named before, else it is open."""
    found = interval(m["rest"], _to_deadline(c))
    if found.end > c.day or (found.end == c.day and c.ahead is not False):
        return days.span(c.day, found.end)
    before = c.previous
    if before is not None and before.start is not None and before.end is not None and before.end <= found.start:
        return days.span(before.start, found.end)
    raise UnresolvedError(OPEN)


@rule(r"by (?:at the latest )?(?P<rest>.+)", r"(?:no|not) later than (?P<rest>.+)")
def _by(m: re.Match[str], c: Context) -> Interval:
    """The deadline's day: the last of what is named, or the Saturday of a weekend."""
    found = interval(m["rest"], _to_deadline(c))
    if m["rest"].endswith("weekend"):
        return days.day(found.start)
    return days.day(found.end)


@rule(r"(?:well |some time )?(?:before|ahead of|prior to) (?P<rest>.+)")
def _before(m: re.Match[str], c: Context) -> Interval:
    """From publication to the day before, where that is to come, else it is open. `before dawn on Monday` is Monday."""
    found = interval(m["rest"], _to_deadline(c))
    if re.match(rf"(?:the )?(?:{T}|early hours)\b", m["rest"]):
        return found
    end = found.end if re.match(r"(?:the )?(?:end|close) of ", m["rest"]) else found.start - ONE
    if end < c.day:
        raise UnresolvedError(OPEN)
    return days.span(c.day, end)


@rule(r"after (?P<rest>.+)")
def _after(m: re.Match[str], c: Context) -> Interval:
    """From the day after to publication, where that is past; else its end is open. `after midnight on Monday` is Monday."""
    found = interval(m["rest"], c)
    if re.match(rf"(?:the )?(?:{T}|early hours)\b", m["rest"]):
        return found
    if found.end >= c.day:
        raise UnresolvedError("an open interval: only its beginning is given")
    return days.span(found.end + ONE, c.day)


@rule(
    r"(?:as )?from (?:on )?(?P<rest>(?!.+ (?:to|until|through) ).+)",
    r"(?P<rest>.+) (?:onwards?|on)",
    r"(?:starting|beginning|effective) (?:from )?(?P<rest>.+)",
)
def _from(m: re.Match[str], c: Context) -> Interval:
    """`from 2 March`: the day on which it begins."""
    return interval(m["rest"], c if c.ahead is not None or not re.match(W, m["rest"]) else _looking(c, ahead=True))


@rule(rf"for (?P<rest>(?!(?:the )?(?:{N} )?{U} (?:to|ended) ).+)")
def _for(m: re.Match[str], c: Context) -> Interval:
    """`a meeting for Thursday` looks ahead; `profit for the year to June` does not."""
    return interval(m["rest"], c if c.ahead is not None else _looking(c, ahead=True))


@rule(
    r"(?:from|between|anywhere between) (?P<a>.+?) (?:to|and|until|till|through|-) (?P<b>.+)",
    rf"(?P<a>{M}|{Y}) ?(?:-|to|through) ?(?P<b>{M}(?: {Y})?|{Y})",
)
def _between(m: re.Match[str], c: Context) -> Interval:
    """`between January and August 2021`, `from 2016 to 2019`: the first is in the year of the second, if not later in it."""
    end = interval(m["b"], c)
    return Interval(_before_end(m["a"], end.end, c), end.end, "range")


def _before_end(text: str, end: dt.date, c: Context) -> dt.date:
    """The first day of a range, in the week or year of its end where it names none itself: `from autumn to |spring 2020|`."""
    if re.search(Y, text):
        return interval(text, c).start
    if not re.search(rf"\b(?:{M}|{S})\b", text):
        start = interval(text, c).start
        return start if start <= end else start - 7 * ONE
    for year in (end.year, end.year - 1):
        start = interval(f"{text} {year}", c).start
        if start <= end:
            return start
    raise UnknownFormError


@rule(r"the eve")
def _eve_of_event(m: re.Match[str], c: Context) -> Interval:
    """`the eve |of the vote|`: the day before the event, whose date the caller knows."""
    return days.day(c.anchor.start - ONE)


@rule(r"(?:the )?eve of (?P<rest>.+)", r"(?:the )?(?:day|night|evening) before (?P<rest>(?!that)\S.+)")
def _eve(m: re.Match[str], c: Context) -> Interval:
    """The day before what is named: `the eve of the election of 4 October 2020`."""
    return days.day(_behind(m["rest"], c).start - ONE)


@rule(r"(?:the )?(?:day|morning|night) after (?P<rest>.+)")
def _morrow(m: re.Match[str], c: Context) -> Interval:
    return days.day(interval(m["rest"], c).end + ONE)


@rule(
    rf"(?P<n>{N}) (?P<u>{U}) (?P<way>before|after) (?P<rest>.+)",
)
def _distance(m: re.Match[str], c: Context) -> Interval:
    """`two days before 5 May`; where only an event is named ("two days before a recall vote"), the day of that event."""
    count, name = number(m["n"]), unit(m["u"])
    back = m["way"] == "before"
    try:
        found = interval(m["rest"], c)
    except UnknownFormError:
        if not c.loose:
            raise
        back, anchor = back != c.named_here, c.anchor
        return days.day(days.added(anchor.start if back else anchor.end, -count if back else count, name))
    return days.day(days.added(found.start if back else found.end, -count if back else count, name))


@rule(
    rf"(?:in |over |during |for )?the (?:(?P<n>{N}) )?(?P<u>{U}) (?P<way>to|through|ended|ending|up to"
    rf"|before|ahead of|after|since|following|from) (?:on )?(?P<rest>.+)",
    rf"(?:for )?(?P<n>{N}) (?P<u>(?:week|month|quarter|year)s?) (?P<way>to|ended|ending) (?P<rest>(?!in |on ).*(?:{M}|{Y}).*)",
)
def _stretch(m: re.Match[str], c: Context) -> Interval:
    """`three months to April` end with April, `the week before 3 May` with 2 May; `the two days after 3 May` begin on 4 May."""
    found = interval(m["rest"], _looking(c, ahead=False) if c.ahead is None else c)
    count, name = number(m["n"] or "one"), unit(m["u"])
    if m["way"] in ("after", "since", "following", "from"):
        return days.span(found.end + ONE, days.added(found.end, count, name))
    end = found.start - ONE if m["way"] in ("before", "ahead of") else found.end
    return days.span(_first_day(end, count, name), end)


def _first_day(end: dt.date, count: int, name: str) -> dt.date:
    """The first day of so many units that end with a day: whole months where it is the last of one."""
    if name in ("month", "quarter", "year") and end.day == days.last_of(end.year, end.month):
        return days.added_months(days.added(end.replace(day=1), -count, name), 1)
    return days.added(end, -count, name) + ONE


@rule(rf"(?P<n>{N}) (?P<u>{U}) (?:from|starting|beginning) (?:on )?(?P<rest>.+)")
def _term(m: re.Match[str], c: Context) -> Interval:
    """`five years from 1 January 2025`, `30 days from Wednesday's publication`."""
    start, name = interval(m["rest"], c).start, unit(m["u"])
    end = days.added(start, number(m["n"]), name)
    return days.span(start, end if name in ("day", "week") else end - ONE)


@rule(r"(?P<rest>.+?)'s .+")
def _possessive(m: re.Match[str], c: Context) -> Interval:
    """`Tuesday's mayoral election` is on Tuesday."""
    if not c.loose:
        raise UnknownFormError
    return interval(m["rest"], c)
