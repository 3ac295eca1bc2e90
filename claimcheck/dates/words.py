"""The vocabulary of time in English news prose, and the plain form in which rules read an expression."""

import re
from collections.abc import Iterable


def word_set(text: str) -> frozenset[str]:
    """The words of a list written as running text."""
    return frozenset(text.split())


def _numbered(text: str, *, first: int = 1, step: int = 1) -> dict[str, int]:
    """`"one two" -> {"one": 1, "two": 2}`."""
    return {word: first + step * place for place, word in enumerate(text.split())}


_MONTHS = _numbered("january february march april may june july august september october november december")
MONTHS = _MONTHS | {name[:3]: number for name, number in _MONTHS.items()} | {"sept": 9}
WEEKDAYS = _numbered("monday tuesday wednesday thursday friday saturday sunday", first=0)
SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
PLACES = _numbered("first second third fourth fifth") | _numbered("1st 2nd 3rd 4th 5th")
ORDINALS = PLACES | {"opening": 1, "last": -1, "final": -1}
_UNITS = _numbered(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
)
_TENS = _numbered("twenty thirty forty fifty sixty seventy eighty ninety", first=20, step=10)
NUMBERS = _UNITS | _TENS | {"a": 1, "an": 1, "a couple of": 2, "a dozen": 12, "a hundred": 100}
NAMED_DECADES = _numbered("twenties thirties forties fifties sixties seventies eighties nineties", first=20, step=10)


def any_of(words: Iterable[str]) -> str:
    """A pattern for one of the words."""
    return "(?:" + "|".join(map(re.escape, words)) + ")"


# Patterns over the plain form, without groups of their own: month, weekday, year, day of a month, number, how close a number is,
# unit of time, season, ordinal, hour or part of a day.
M = any_of(MONTHS)
W = any_of(WEEKDAYS)
Y = r"(?:1\d\d\d|2[01]\d\d)"
D = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
N = rf"(?:\d{{1,3}}|{any_of(_TENS)}[ -]{any_of(list(_UNITS)[:9])}|{any_of(NUMBERS)})"
ABOUT = "(?:just|only|exactly|about|around|roughly|nearly|almost)"
U = r"(?:day|week|fortnight|month|quarter|year|decade)s?"
S = any_of(SEASONS)
NTH = any_of(PLACES)
_ZONES = "gmt utc bst cet cest eet eest msk et est edt ct cst cdt mt mst mdt pt pst pdt ist jst hkt aest aedt"
CLOCK = rf"\d{{1,2}}(?:[:.]\d\d(?: ?[ap]m)?| ?[ap]m)(?: {any_of(_ZONES.split())}| local time)?"
_PART = "morning afternoon evening night lunchtime noon midday dawn dusk teatime daybreak"  # midnight is "mid" before "night"
T = rf"(?:(?:early |late |mid ?)?{any_of(_PART.split())}|{CLOCK})"

_ALIKE = str.maketrans(
    {"’": "'", "‘": "'", "ʼ": "'", "–": "-", "—": "-", "‑": "-", "‐": "-", "−": "-", "\u00ad": None, "\u200b": None}
)


def plain(expression: str) -> str:
    """The form that rules read: `"Friday, Oct. 3rd’s" -> "friday oct 3rd"`."""
    text = expression.translate(_ALIKE).casefold()
    text = re.sub(r"[\s,]+", " ", text)
    text = re.sub(r"([ap])\.\s?m\b\.?", r"\1m", text)
    text = re.sub(rf"({M})\.", r"\1", text).strip(" .;:!?\"'()[]“”")
    text = re.sub(r"(mid|early|late) ?- ?", r"\1 ", text)
    text = re.sub(r"-(?=quarter|half|year|month|week|day)", " ", text)
    text = re.sub(r"'(?= |$)", "", text)
    return re.sub(r"'s$", "", text)


def number(text: str) -> int:
    """`"three" -> 3`, `"12" -> 12`, `"twenty-one" -> 21`."""
    if text.isdigit():
        return int(text)
    if text in NUMBERS:
        return NUMBERS[text]
    tens, _, units = text.replace("-", " ").partition(" ")
    return NUMBERS[tens] + NUMBERS[units]


def unit(text: str) -> str:
    """`"weeks" -> "week"`."""
    return "century" if text == "centuries" else text.removesuffix("s")


def day_number(text: str) -> int:
    """`"3rd" -> 3`."""
    return int(re.sub(r"\D", "", text))
