"""What rules see in a claim and a window of a passage: figures, names, days, negation, hedges, wording.

Networks of this size overlook exactly these. Each feature is a plain number between 0 and 1 that a rationale can show; deciding is
left to the judge, who speaks to `voices.py`. Rules read English news text, and a miss is a feature of 0, never an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from claimcheck import dates, elements
from claimcheck.numbers import Number, numbers

Features = dict[str, float]
Days = tuple[date, date]
"""First and last day of a closed interval."""

LONGEST = 31
"""Days in the longest time expression that is taken for a date: a month."""
SAME_FIGURE = 0.005
"""Figures that differ by less than this share are the same."""

_WORD = re.compile(r"[a-z]{3,}")
_NEGATION = re.compile(
    r"\b(?:not|never|no|none|nobody|nothing|without|neither|nor|cannot|refus\w+|reject\w*|fail\w*)\b|n[’']t\b", re.I
)
_DENIAL = re.compile(
    r"\b(?:reject(?:s|ed)|den(?:y|ied|ies|ying)|disput\w+|rebut\w*|dismiss\w*|untrue|false|contradict\w*|retract\w*|"
    r"correct(?:ed|ion)|wrong|mistake|contrary)\b",
    re.I,
)
_HEDGE = re.compile(
    r"\b(?:(?-i:may)|might|could|would|if|unless|plan(?:s|ned)?|propos\w+|expect\w*|threat\w*|consider\w*|alleg\w+|"
    r"suspect\w*|possib\w+|likely|seek\w*|hop(?:e|es|ed|ing)|promis\w+|ballot\w*|yet to)\b",
    re.I,
)
_SCOPE = re.compile(r"\b(?:all|every|entire|whole|only|most|some|any|always|half|part|partly|nearly|almost)\b", re.I)
_REPORTING = re.compile(
    r"\b(?:said|says|told|added|announced|stated|insist(?:s|ed)|claim(?:s|ed)|argued|warned|confirm(?:s|ed)|den(?:y|ies|ied)|"
    r"wrote|writes|called|according to)\b|[\"“”]"
)
_STOP = re.compile(
    r"(?:the|and|for|that|with|was|were|has|had|have|from|his|her|its|their|this|they|are|but|not|who|will|been|into|than|then|there|"
    r"which|what|when|where|while|said|says|also|after|before|about|over|under|out|more|most|other|some|such|only|very|would|could)"
)


@dataclass(frozen=True)
class Look:
    """What rules read off one text."""

    figures: tuple[Number, ...]
    """Its numbers, those of dates left out."""
    names: frozenset[str]
    """Words of its names, without case."""
    stems: frozenset[str]
    """Its content words, cut to five letters so that inflections meet."""
    days: tuple[Days, ...]
    """The days that its time expressions mean; longer stretches than a month are left out."""


@lru_cache(maxsize=8192)
def look(text: str, published: date | None) -> Look:
    """One text read by rules; time expressions are reckoned from `published`."""
    days: list[Days] = []
    blanked = text
    for found in dates.find(text):
        when = dates.resolve(found.expression, published=published, sentence=text)
        if when.start is None or when.end is None:
            continue
        blanked = blanked[: found.span.start] + " " * len(found.expression) + blanked[found.span.end :]
        if (when.end - when.start).days <= LONGEST:
            days.append((when.start, when.end))
    return Look(
        figures=tuple(number for number in numbers(blanked) if number.unit not in ("ordinal", "fraction")),
        names=_name_words(text),
        stems=stems(text),
        days=tuple(days),
    )


def _name_words(text: str) -> frozenset[str]:
    """`"the Bank of Senn sued Ilse Marr" -> {"bank", "senn", "ilse", "marr"}`"""
    phrases = (span.of(text) for span in elements.names(text))
    return frozenset(word.casefold() for phrase in phrases for word in re.findall(r"[\w’'-]{3,}", phrase))


def stems(text: str) -> frozenset[str]:
    """`"The ferries capsized" -> {"ferri", "capsi"}`"""
    return frozenset(word[:5] for word in _WORD.findall(text.lower()) if not _STOP.fullmatch(word))


def shared(few: frozenset[str], many: frozenset[str]) -> float:
    """Share of `few` that occurs in `many`; 1 where `few` is empty."""
    return len(few & many) / len(few) if few else 1.0


def differ_in_polarity(one: str, other: str) -> bool:
    """Whether one text is negated and the other is not."""
    return bool(_NEGATION.search(one)) != bool(_NEGATION.search(other))


def hedged(text: str) -> bool:
    """Whether a text says what may, will or should be rather than what is."""
    return bool(_HEDGE.search(text))


def features(claim: str, window: str, *, passage: str, when: Days | None, published: date | None) -> Features:
    """What can be read off a claim and a window of `passage`, which appeared on `published`; every value between 0 and 1."""
    asked, found = look(claim, published), look(window, published)
    around = look(passage, published)
    return {
        **_figures(asked, found),
        **_days((when,) if when else asked.days, found, published),
        "same_names": shared(asked.names, around.names | around.stems),
        "names_in_window": shared(asked.names, found.names | frozenset(word.casefold() for word in window.split())),
        "same_words": shared(asked.stems, found.stems),
        "words_in_passage": shared(asked.stems, around.stems),
        "negation_differs": float(differ_in_polarity(claim, window)),
        "denial": float(bool(_DENIAL.search(window)) and not _DENIAL.search(claim)),
        "hedged": float(hedged(window) and not hedged(claim)),
        "scope_differs": float(bool(_SCOPE.search(claim)) and not _SCOPE.search(window)),
        "reported": float(bool(_REPORTING.search(window))),
    }


def kinship(passage: str, *, published: date | None, article: str, article_published: date | None) -> Features:
    """Whether a passage seems to tell of the article's own event: old ones, and ones full of names it does not know, do not.

    `searched` says that the article is known, and so that the passage comes from a search, most of whose answers are silent. All are
    0 where it is not.
    """
    if not article:
        return {"searched": 0.0, "older": 0.0, "foreign_names": 0.0}
    days = (article_published - published).days if article_published and published else 0
    here, there = look(passage, published).names, look(article, article_published)
    return {
        "searched": 1.0,
        "older": min(1.0, max(0, days - 14) / 90),
        "foreign_names": 1.0 - shared(here, there.names | there.stems) if here else 0.0,
    }


def _figures(asked: Look, found: Look) -> Features:
    wanted = asked.figures
    missing = [number for number in wanted if not any(_same(number, other) for other in found.figures)]
    rivals = [other for number in missing for other in found.figures if _rivals(number, other)]
    return {
        "has_number": float(bool(wanted)),
        "same_number": 1 - len(missing) / len(wanted) if wanted else 0.0,
        "missing_number": float(bool(missing)),
        "other_number": float(bool(missing) and bool(found.figures)),
        "other_number_same_unit": float(bool(rivals)),
    }


def _same(one: Number, other: Number) -> bool:
    """Equal in value; units are compared only where both are signs or percentages, since nouns are reworded."""
    return abs(one.value - other.value) <= SAME_FIGURE * max(abs(one.value), abs(other.value))


def _rivals(one: Number, other: Number) -> bool:
    """Another value of the same unit: `164 people`, `157 people`."""
    return one.unit is not None and one.unit == other.unit and not _same(one, other)


def _days(wanted: Iterable[Days], found: Look, published: date | None) -> Features:
    wanted = tuple(wanted)
    precise = [days for days in wanted if (days[1] - days[0]).days <= LONGEST]
    meets = any(one[0] <= other[1] and other[0] <= one[1] for one in precise for other in found.days)
    return {
        "same_day": float(meets),
        "other_day": float(bool(precise) and bool(found.days) and not meets),
        "far_in_time": far_in_time(wanted[0] if wanted else None, published),
    }


def far_in_time(when: Days | None, published: date | None) -> float:
    """0 where the passage may speak of the claim's days, 1 where it appeared before them or a year after; else between."""
    if when is None or published is None:
        return 0.0
    if published < when[0]:
        return min(1.0, (when[0] - published).days / 3)
    return min(1.0, max(0, (published - when[1]).days - 3) / 365)
