"""From an expression to a `When`."""

import datetime as dt
import re
from dataclasses import replace

from claimcheck.claims import When
from claimcheck.dates import joined, named, reckoned
from claimcheck.dates.days import Interval, day
from claimcheck.dates.grammar import NOT_A_DATE, Context, UnknownFormError, UnresolvedError, interval
from claimcheck.dates.tense import tense
from claimcheck.dates.words import M, W, plain

RULES = (named, reckoned, joined)
"""Importing them enters their rules."""
_LONGEST = 200
_NAME = re.compile(rf"\b(?:{W}|{M})\s+(?!(?:{W}|{M})\b)(?-i:[A-Z])[a-z]", re.IGNORECASE)
"""`the Sunday Times`, `April Jones`: no time among other words."""
_LANGUAGES = ["de", "fr", "es", "it", "pt", "nl", "pl", "ru", "uk", "sv", "tr"]


def resolve(expression: str, *, published: dt.date | None, sentence: str = "", previous: When | None = None) -> When:
    """The days that an expression means: `resolve("last Friday", published=date(2021, 3, 23)) -> 2021-03-19..2021-03-19`.

    `sentence` tells whether it looks ahead; `previous` is the expression resolved before, which "that day" hangs on. Never
    raises: what cannot be resolved carries the reason in `unresolved`.
    """
    try:
        found = meaning(plain(expression[:_LONGEST]), _context(expression, published, sentence, previous))
    except UnresolvedError as exc:
        return _unresolved(expression, str(exc))
    except (OverflowError, ValueError, StopIteration):
        return _unresolved(expression, NOT_A_DATE)
    if found.end < found.start:
        # "2019 to March" in an article of 2000: the words do not fit the day they were printed on.
        return _unresolved(expression, NOT_A_DATE)
    return When(expression=expression, start=found.start, end=found.end, precision=found.precision)


def _unresolved(expression: str, reason: str) -> When:
    return When(expression=expression, start=None, end=None, precision=None, unresolved=reason)


def _context(expression: str, published: dt.date | None, sentence: str, previous: When | None) -> Context:
    place = sentence.find(expression) if expression else -1
    named_here = previous is not None and (not sentence or previous.expression in sentence[: max(0, place)])
    after = sentence[place + len(expression) :] if place >= 0 else ""
    return Context(
        published=published,
        previous=previous,
        tense=tense(sentence, expression),
        named_here=named_here,
        loose=not _NAME.search(expression),
        event_follows=bool(re.match(r"\s+(?!that\b|this\b)[\w'’]", after)),
    )


def meaning(text: str, context: Context) -> Interval:
    """What the rules make of a plain form, else dateparser of an explicit date, else the rules of a part of it."""
    try:
        return interval(text, replace(context, loose=False))
    except UnknownFormError:
        return _explicit(text) or interval(text, context)


def _explicit(text: str) -> Interval | None:
    """A day with its year in another language (`lundi 5 octobre 2020`); anything less explicit would be a guess."""
    # Figures read as another thing than day and year ("24 год 2019") are filled up from the machine's clock.
    written = {int(figures) for figures in re.findall(r"\d+", text)}
    parsed = _parsed(text) if len(written) == 2 else None
    return day(parsed.date()) if parsed and {parsed.day, parsed.year} == written else None


def _parsed(text: str) -> dt.datetime | None:
    import dateparser  # takes 0.2 s to import

    parsed: dt.datetime | None = dateparser.parse(text, languages=_LANGUAGES, settings={"STRICT_PARSING": True})
    return parsed
