"""Finding time expressions in running text, by the same rules that resolve them.

A word that can only belong to a time (a month, a weekday, a year, "yesterday", "ago") is the anchor; the longest run of words
around it that the rules know is the expression. Names and verbs that look like one ("Sunday Times", "April Jones", "may") are
left out.
"""

import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache

from claimcheck.claims import Span, When
from claimcheck.dates.grammar import NO_ANCHOR, OPEN, UNKNOWN_PUBLICATION, Context, UnresolvedError, interval
from claimcheck.dates.named import FEAST
from claimcheck.dates.tense import tense
from claimcheck.dates.words import (
    ABOUT,
    MONTHS,
    NAMED_DECADES,
    NUMBERS,
    ORDINALS,
    SEASONS,
    WEEKDAYS,
    M,
    N,
    U,
    any_of,
    plain,
    word_set,
)


@dataclass(frozen=True)
class Found:
    """A time expression in a text."""

    expression: str
    """Its words, verbatim."""
    span: Span
    """Where it stands."""


_ANCHORS = frozenset([*MONTHS, *WEEKDAYS, *SEASONS, *NAMED_DECADES]) | word_set(
    """day days week weeks weekend fortnight month months quarter year years decade decades century half time
    today tonight yesterday tomorrow overnight ago night morning afternoon evening eve
    easter christmas thanksgiving halloween pentecost"""
)
_STARTS = frozenset(
    [*MONTHS, *WEEKDAYS, *ORDINALS, *SEASONS, *NAMED_DECADES, *(words.split()[0] for words in NUMBERS)]
) | word_set(
    """on in at over during since until till by before between from the this next that early late earlier later mid as
    each every within through throughout for today tonight yesterday tomorrow overnight good easter christmas new boxing
    valentine st halloween thanksgiving independence labor memorial ash palm shrove maundy whit bastille armistice veterans ascension pentecost all mlk presidents
    columbus"""
)
_TOKEN = re.compile(r"[^\W_]+(?:(?:[.:/'’]|-['’]?)[^\W_]+)*\.?")
_BREAK = re.compile(r"[.;:!?()\[\]\"“”\n—-]|\s–|–\s")
"""Marks between two words that belong to no one time; a dash without spaces joins the ends of a range: `3–5 May`."""
_WIDEST = 12


def find(text: str) -> list[Found]:
    """Time expressions in a text, in order, the longest at each place, never overlapping."""
    tokens = [(match.start(), match.end()) for match in _TOKEN.finditer(text)]
    found: list[Found] = []
    at = 0
    while at < len(tokens):
        window = _longest(text, tokens, at) if _may_start(text, tokens, at) else None
        if window is None:
            at += 1
            continue
        start, end = tokens[at][0], tokens[window][1]
        end -= text[end - 1] == "." and not _abbreviated(text[tokens[window][0] : end])
        found.append(Found(text[start:end], Span(start=start, end=end)))
        at = window + 1
    return found


_ABBREVIATIONS = word_set("jan feb mar apr jun jul aug sep sept oct nov dec")


def _abbreviated(word: str) -> bool:
    return word.casefold().rstrip(".") in _ABBREVIATIONS or bool(re.fullmatch(r"(?:[A-Za-z]\.){2,}", word))


def _may_start(text: str, tokens: list[tuple[int, int]], at: int) -> bool:
    word = _bare(text[slice(*tokens[at])])
    return word[0].isdigit() or word.split("-")[0] in _STARTS


def _bare(word: str) -> str:
    """`Friday’s -> friday`, `Oct. -> oct`."""
    return word.casefold().rstrip(".").replace("’", "'").removesuffix("'s")


def _longest(text: str, tokens: list[tuple[int, int]], at: int) -> int | None:
    """The last token of the longest known expression that starts at a token; None where none does."""
    last = at
    while last + 1 < len(tokens) and last - at < _WIDEST and not _BREAK.search(_gap(text, tokens, last)):
        last += 1
    for end in range(last, at - 1, -1):
        if _is_anchor(text[slice(*tokens[end])]) or _closes(text[slice(*tokens[end])]):
            words = text[tokens[at][0] : tokens[end][1]]
            if _holds_anchor(words) and _known(plain(words)) and _means_time(text, tokens, at, end):
                return end
    return None


def _gap(text: str, tokens: list[tuple[int, int]], at: int) -> str:
    """What stands between a token and the next, a full stop that ends the token included unless it abbreviates a month."""
    word = text[slice(*tokens[at])]
    gap = ("." if word.endswith(".") and not _abbreviated(word) else "") + text[tokens[at][1] : tokens[at + 1][0]]
    return gap if "," not in gap or _dated(word, text[slice(*tokens[at + 1])]) else ";"


def _dated(before: str, after: str) -> bool:
    """Whether a comma between two words can stand within a date: `Friday, Oct. 3, 2020`."""
    return after[0].isdigit() or (before.casefold() in WEEKDAYS and after.casefold().rstrip(".") in MONTHS)


def _is_anchor(word: str) -> bool:
    bare = _bare(word)
    return any(piece in _ANCHORS for piece in bare.split("-")) or bool(_FIGURES.search(bare))


_FIGURES = re.compile(r"(?:1\d|20)\d\d|\d0s|\d(?:st|nd|rd|th)|q[1-4]|[1-4]q|h[12]")
"""Figures that can only belong to a time, as those of a clock do not."""


def _closes(word: str) -> bool:
    """Whether an expression may end with a word that is no anchor."""
    return word[0].isdigit() or word.casefold().rstrip(".") in (
        "that",
        "later",
        "earlier",
        "before",
        "after",
        "noon",
        "midday",
        "midnight",
        "dawn",
        "dusk",
        "lunchtime",
        "far",
    )


def _holds_anchor(words: str) -> bool:
    return any(_is_anchor(word) for word in _TOKEN.findall(words))


_ANY_DAY = dt.date(2098, 6, 18)
_DUMMY = Context(
    published=_ANY_DAY,
    previous=When(expression="", start=_ANY_DAY, end=_ANY_DAY, precision="day"),
    tense="future",
    loose=False,
)


@lru_cache(maxsize=4096)
def _known(text: str) -> bool:
    """Whether the rules know the form, whatever it comes to."""
    try:
        interval(text, _DUMMY)
    except UnresolvedError as exc:
        return str(exc) in (NO_ANCHOR, OPEN, UNKNOWN_PUBLICATION)
    except (ValueError, OverflowError, StopIteration):
        return False
    return True


_NAME_AFTER = re.compile(r"\s+(?!(?:Mr|Mrs|Ms|Dr)\b)[A-Z][a-z]")
_NAME_BEFORE = re.compile(
    r"(?:Black|Super|Bloody|Cyber|Man|Fat|Red|Ruby|Taco|Blue|Girl|Miss|Ms|Mr|Mrs|Dr|Sir|Theresa|Brian|USA)\s+$"
)
_COUNTED = re.compile(
    r"(?:\s+(?:and|or|to)\s+[\d,]+)?\s+(?:people|men|women|children|votes|jobs|cases|deaths|homes|houses|staff|workers|employees|troops|soldiers"
    r"|students|pupils|"
    r"k?m|kilometres|miles|metres|feet|tonnes|tons|euros|dollars|pounds|crowns|patients|customers|seats|points"
    r"|hectares|acres|cars|units|or so)\b"
)


def _means_time(text: str, tokens: list[tuple[int, int]], at: int, end: int) -> bool:
    """Whether the words are a time here and not a name, a verb or a count."""
    start, stop = tokens[at][0], tokens[end][1]
    stop -= text[stop - 1] == "."
    words, before, after = text[start:stop], text[max(0, start - 12) : start], text[stop : stop + 40]
    if not _capitals_right(words):
        return False
    if re.fullmatch(r"[\d/–-]+", words):
        return _bare_year(words, before, after)
    if re.fullmatch(r"(?:(?!since)[a-z]+\s+)?\d{4}(?:\s+\w+\s+\d{4})?", words, re.IGNORECASE) and _COUNTED.match(after):
        return False
    if re.fullmatch(r"(?:\w+\s+)?the\s+\d+(?:st|nd|rd|th)", words, re.IGNORECASE) and re.match(r"\s+[a-z]", after):
        return False
    if _SEASON_END.search(words) and _OF_SEASON.match(after):
        return False
    lone = re.fullmatch(rf"(?:{_DAY_OR_MONTH}|today)(?:['’]s)?", words, re.IGNORECASE)
    if lone and ((_NAME_AFTER.match(after) and not words.endswith("s")) or _NAME_BEFORE.search(before)):
        return False
    return not _CROWDED.match(words) and not _PLAIN.fullmatch(plain(words)) and _ahead_if_needed(text, start, stop)


_SEASON_END = re.compile(rf"{any_of(SEASONS)}$", re.IGNORECASE)
_OF_SEASON = re.compile(
    r"\s+(?:term|semester|school|camp|festival|games|sale|sales|collection|solstice|break|holidays?|exhibition)\b"
)
"""`the end of the summer |term|`: a term, not a season."""
_CROWDED = re.compile(
    rf"(?:on|over|through|in|at|for|from|until|by)\s+(?:(?:by|on|since|until|before|over|through)\b"
    rf"|{any_of(WEEKDAYS)}['’]s|(?:this|last|next)\s\w+['’]s|[\w ]+\sago)|on\s+\d{{4}}$|before\s+(?:since|in|on|by|at)\b|the\s+\d{{4}}$",
    re.IGNORECASE,
)
"""Words to the left that belong to something else: `up on four years ago`, `in Monday's edition`, `the 2019 war`."""
_LENGTH_OR_TIME = re.compile(rf"in\s+(?:{ABOUT}\s+)?{N}\s+{U}$", re.IGNORECASE)


def _ahead_if_needed(text: str, start: int, stop: int) -> bool:
    """`in two weeks` is a time only where the sentence looks ahead; looking back it is a length."""
    words = text[start:stop]
    if not _LENGTH_OR_TIME.match(words):
        return True
    around = text[max(0, start - 200) : stop + 200]
    return tense(around, words) in ("future", "future-then")


_DAY_OR_MONTH = f"{any_of(WEEKDAYS)}|{M}"
_NAMES = re.compile(rf"\b(?:{_DAY_OR_MONTH}|{FEAST})\b", re.IGNORECASE)


def _capitals_right(words: str) -> bool:
    """Months, weekdays and feasts have a capital: `may` and `march` are verbs."""
    return all(match[0][0].isupper() for match in _NAMES.finditer(words))


def _bare_year(words: str, before: str, after: str) -> bool:
    if len(re.findall(r"\d+", words)) == 3:
        return True
    return (
        words.startswith(("18", "19", "20"))
        and not _COUNTED.match(after)
        and not re.search(r"[$€£#,/-]\s?$|\b[A-Z]\.\s$|\b(?:No|Ct|about|some|than|nearly|of)\.?\s$", before)
    )


_PLAIN = re.compile(
    rf"(?:the )?{any_of(SEASONS)}|in (?:fall|night|morning|afternoon|evening)|(?:the )?(?:first|second) half|at night|that year"
    rf"|{M}|{any_of(NAMED_DECADES)}"
)
"""Words that are a time only in company: a month that may be a name or a verb, a season, a half, a part of the day."""
