"""The table of rules: which forms a time expression may take, and what a rule may reckon from.

A rule is a pattern over the plain form together with the function that makes an interval of a match; rules call each other
through `interval`, so "by the end of next year" is three of them. The first rule that makes something of the whole expression
wins.
"""

import datetime as dt
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace

from claimcheck.claims import When
from claimcheck.dates.days import Interval
from claimcheck.dates.tense import Tense
from claimcheck.dates.words import word_set

UNKNOWN_PUBLICATION = "publication date unknown"
DURATION = "a duration, without a beginning or an end"
NOT_A_DATE = "not a date that the rules know"
NO_ANCHOR = "hangs on an earlier date that is not known"
OPEN = "an open interval: only its end is given"
VAGUE = "too vague for a date"
AMBIGUOUS = "day and month cannot be told apart"


class UnresolvedError(Exception):
    """Carries why an expression has no date."""


class UnknownFormError(UnresolvedError):
    """The rule does not fit after all; the next one is tried."""

    def __init__(self) -> None:
        super().__init__(NOT_A_DATE)


@dataclass(frozen=True)
class Context:
    """What an expression may be reckoned from."""

    published: dt.date | None
    loose: bool
    """Whether words between that no rule knows are allowed ("since the 2021 war")."""
    previous: When | None = None
    tense: Tense | None = None
    named_here: bool = False
    """Whether `previous` is named in the same sentence."""
    event_follows: bool = False
    """Whether the sentence goes on after the expression ("two days before the polls opened")."""
    deadline: bool = False
    """Whether a deadline is named in a sentence of the past ("remanded until 12 January"): either side is as likely."""

    @property
    def day(self) -> dt.date:
        """Publication day."""
        if self.published is None:
            raise UnresolvedError(UNKNOWN_PUBLICATION)
        return self.published

    @property
    def ahead(self) -> bool | None:
        """Whether the sentence looks ahead; None where that is not known."""
        return None if self.tense is None else self.tense != "past"

    @property
    def base(self) -> dt.date:
        """What "Friday" is reckoned from: what was named before, for a plan told then, else publication."""
        if self.tense == "future-then" and self.named_here and self.previous and self.previous.end:
            return self.previous.end
        return self.day

    @property
    def anchor(self) -> Interval:
        """The interval named before."""
        previous = self.previous
        if previous is None or previous.start is None or previous.end is None:
            raise UnresolvedError(NO_ANCHOR)
        return Interval(previous.start, previous.end, previous.precision or "range")


Rule = Callable[[re.Match[str], Context], Interval]
_RULES: list[tuple[int, re.Pattern[str], Rule]] = []
_HEDGE = re.compile(
    r"(?:on or (?:about|around)|on|in|at|during|over|throughout|within|as (?:soon|early|late|recently|far back|of)"
    r"(?: as)?|exactly|about|around|roughly|"
    r"nearly|almost|just|only|shortly|sometime|back|dated|of|(?:every|each) (?:year"
    r"|month|week|day)|from|up|"
    r"first thing|early|late|earlier|later|long) "
)


def ranked(rank: int) -> Callable[..., Callable[[Rule], Rule]]:
    """A decorator that enters a function under each of its patterns; low ranks are tried first, whatever is imported first."""

    def rule(*patterns: str) -> Callable[[Rule], Rule]:
        def enter(make: Rule) -> Rule:
            _RULES.extend((rank, re.compile(pattern), make) for pattern in patterns)
            _RULES.sort(key=lambda entry: entry[0])
            return make

        return enter

    return rule


def interval(text: str, context: Context) -> Interval:
    """What an expression in plain form means; raises UnresolvedError."""
    for _, pattern, make in _RULES:
        match = pattern.fullmatch(text)
        if match is None:
            continue
        with suppress(UnknownFormError):
            return make(match, context)
    hedge = _HEDGE.match(text)
    if hedge:
        return interval(text[hedge.end() :], context)
    return _embedded(text, context)


_NO_DAY = re.compile(r"(?:3[2-9]|[4-9]\d|\d{3,})(?:st|nd|rd|th) (?:of )?[a-z]+$")
"""`the 99th of June` is not June."""
_MEANT_OTHERWISE = word_set("may march mar dec today now")
_MOST_WORDS = 25


def _embedded(text: str, context: Context) -> Interval:
    """The longest known expression among other words: `"the 2021 war" -> 2021`."""
    words = text.replace("'s", "").split(" ")
    if not context.loose or len(words) > _MOST_WORDS:
        raise UnknownFormError
    strict = replace(context, loose=False)
    if _NO_DAY.search(text):
        raise UnknownFormError
    for size in range(len(words) - 1, 0, -1):
        for start in range(len(words) - size, -1, -1):
            piece = " ".join(words[start : start + size])
            if piece in _MEANT_OTHERWISE:
                continue
            with suppress(UnknownFormError):
                return interval(piece, strict)
    raise UnknownFormError
