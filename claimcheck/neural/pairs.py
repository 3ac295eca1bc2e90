"""What rules see in a claim and a window of a passage: figures, names, days, negation, hedges, and who is speaking.

Networks of this size overlook exactly these. Each feature is a plain number that a rationale can show; deciding is left to
the judge. Rules read English news text, and a miss is a feature of 0, never an error.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

Features = dict[str, float]

_FIGURE = re.compile(r"\d[\d,.]*\d|\d")
_NAME = re.compile(r"\b[A-Z][\w’'-]+")
_WORD = re.compile(r"[a-z]{3,}")
_SPELT = {
    word: str(n)
    for n, word in enumerate(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
    )
}
_NEGATION = re.compile(
    r"\b(?:not|never|no|none|nobody|nothing|without|neither|nor|cannot|refus\w+|reject\w*|fail\w*)\b|n[’']t\b", re.I
)
_DENIAL = re.compile(
    r"\b(?:reject(?:s|ed)|den(?:y|ied|ies|ying)|disput\w+|rebut\w*|dismiss\w*|untrue|false|contradict\w*|retract\w*)\b",
    re.I,
)
_HEDGE = re.compile(
    r"\b(?:may|might|could|would|if|unless|plan(?:s|ned)?|propos\w+|expect\w*|threat\w*|consider\w*|alleg\w+|"
    r"suspect\w*|possib\w+|likely|seek\w*|hop(?:e|es|ed|ing)|promis\w+|ballot\w*|yet to)\b",
    re.I,
)
_SCOPE = re.compile(r"\b(?:all|every|entire|whole|only|most|some|any|always|half|part|partly|nearly|almost)\b", re.I)
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)\b\.?"
)
_DATE = re.compile(
    rf"\b(?:\d{{1,2}}(?:(?:-| or | and | to )\d{{1,2}})? )?{_MONTH}(?: \d{{1,2}}\b(?!,?\d))?(?:,? (?:19|20)\d\d)?"
    r"|\b(?:in|since|of|by|from) (?:19|20)\d\d\b"
)
_CALENDAR = re.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b"
)
_STOP = {
    "the",
    "and",
    "for",
    "that",
    "with",
    "was",
    "were",
    "has",
    "had",
    "have",
    "from",
    "his",
    "her",
    "its",
    "their",
    "this",
    "they",
    "are",
    "but",
    "not",
    "who",
    "will",
    "been",
}

CUE = (
    r"(?:said|says|saying|told|tells|added|adds|announced|announces|stated|states|insisted|insists|claimed|claims|argued|"
    r"warned|warns|confirmed|confirms|denied|denies|explained|acknowledged|admitted|conceded|estimated|reported|reports|"
    r"wrote|writes|called|declared|testified|predicted|replied|accused|promised|pledged|maintained|noted|disclosed)"
)
_REPORTING = re.compile(rf"\b{CUE}\b|\baccording to\b|[\"“”]")
_SPEAKER = (
    r"(?:(?:[Tt]he|[Aa]n?|[Ii]ts|[Hh]is|[Hh]er|[Tt]heir) (?:[a-zA-Z’'-]+ ){0,4}?[a-zA-Z’'-]+"
    r"|(?:[A-Z][\w’'.-]+ )(?:(?:of|for|and|de|van|von|the|[A-Z][\w’'.-]*) ){0,5}?|[A-Z][\w’'.-]+"
    r"|[Hh]e|[Ss]he|[Tt]hey|[Ii]t|[Oo]fficials|[Pp]olice|[a-zA-Z’'-]+s)"
)
_NAMED = rf"(?P<who>{_SPEAKER}(?: [A-Z][\w’'-]+)*)"
_BETWEEN = r"(?:\w+ly |also |later |then |has |had |have |(?:on )?\w+day )?"
_VOICES = (
    re.compile(rf"\b[Aa]ccording to {_NAMED}"),
    re.compile(
        r"[,”\"] (?:said|says|told|added|wrote) "
        r"(?P<who>(?:[Tt]he [\w’' -]{3,40}|(?:[A-Z][\w’'-]+ ?){1,4}))"
    ),
    re.compile(
        rf"(?:^|[.,;”\"] |\b(?:but|and|as|while|that|when) ){_NAMED},?(?: [\w’' -]{{0,40}},)? {_BETWEEN}{CUE}\b"
    ),
    re.compile(rf"{_NAMED} {_BETWEEN}{CUE}\b"),
)
_PRONOUNS = frozenset({"he", "she", "they", "it"})


@dataclass(frozen=True)
class Voice:
    """Who asserts what a window says."""

    kind: str
    """`outlet`, `claimant` or `other`."""
    name: str | None
    """As the passage prints it; None for the outlet itself."""


def figures(text: str) -> frozenset[str]:
    """Figures without grouping, small spelt ones included, dates left out.

    `"Twelve of 1,200 on 3 May 2024" -> {"12", "1200"}`
    """
    text = _DATE.sub(" ", text)
    found = {figure.replace(",", "").rstrip(".") for figure in _FIGURE.findall(text)}
    return frozenset(found | {_SPELT[word] for word in re.findall(r"[a-z]+", text.lower()) if word in _SPELT})


def names(text: str) -> frozenset[str]:
    """Capitalised words past the first, without calendar words."""
    return frozenset(
        match.group().removesuffix("'s").removesuffix("’s")
        for match in _NAME.finditer(text)
        if match.start() > 0 and not _CALENDAR.fullmatch(match.group())
    )


def shared(few: frozenset[str], many: frozenset[str]) -> float:
    """Share of `few` that occurs in `many`; 1 where `few` is empty."""
    return len(few & many) / len(few) if few else 1.0


def words(text: str) -> frozenset[str]:
    """Content words, cut to their first five letters so that inflections meet."""
    return frozenset(word[:5] for word in _WORD.findall(text.lower()) if word not in _STOP)


def features(claim: str, window: str, *, when: tuple[date, date] | None, published: date | None) -> Features:
    """What can be read off a claim and a window of a passage published on `published`; every value between 0 and 1."""
    wanted, found = figures(claim), figures(window)
    claim_calendar, found_calendar = frozenset(_CALENDAR.findall(claim)), frozenset(_CALENDAR.findall(window))
    return {
        "has_number": float(bool(wanted)),
        "same_number": shared(wanted, found) if wanted else 0.0,
        "other_number": float(bool(wanted - found) and bool(found - wanted)),
        "same_names": shared(names(claim), names(window) | frozenset(_NAME.findall(window))),
        "same_words": shared(words(claim), words(window)),
        "same_calendar": shared(claim_calendar, found_calendar) if claim_calendar else 0.0,
        "other_calendar": float(bool(claim_calendar - found_calendar)),
        "far_in_time": far_in_time(when, published),
        "negation_differs": float(bool(_NEGATION.search(claim)) != bool(_NEGATION.search(window))),
        "denial": float(bool(_DENIAL.search(window)) and not _DENIAL.search(claim)),
        "hedged": float(bool(_HEDGE.search(window)) and not _HEDGE.search(claim)),
        "scope_differs": float(bool(_SCOPE.search(claim)) and not _SCOPE.search(window)),
        "reported": float(bool(_REPORTING.search(window))),
    }


def far_in_time(when: tuple[date, date] | None, published: date | None) -> float:
    """0 where the passage may speak of the claim's days, 1 where it appeared before them or a year after; else between."""
    if when is None or published is None:
        return 0.0
    if published < when[0]:
        return min(1.0, (when[0] - published).days / 3)
    return min(1.0, max(0, (published - when[1]).days - 3) / 365)


def same_party(one: str, other: str) -> bool:
    """Whether two namings may mean the same speaker: `("Ilse Vandry", "Ms Vandry") -> True`."""
    left, right = (frozenset(w.lower() for w in re.findall(r"[\w’'-]{3,}", text)) - _STOP for text in (one, other))
    titles = {"minister", "president", "spokesman", "spokeswoman", "chief", "mrs", "director"}
    return bool((left & right) - titles)


def named(claimant: str, text: str) -> bool:
    """Whether a text names the claimant by a capitalised word, or where it has none, by any of its words."""
    keys = names(" " + claimant) or frozenset(re.findall(r"[\w’'-]{4,}", claimant))
    return any(re.search(rf"\b{re.escape(key)}", text, re.I) for key in keys)


def voice(passage: str, window: tuple[int, int], *, claimant: str | None) -> Voice:
    """Who asserts what stands in `window` of the passage: the last cue in it, pronouns led back to the speaker before."""
    found = _speaker(passage[slice(*window)])
    if found is None:
        return Voice("outlet", None)
    if found.lower() in _PRONOUNS:
        found = _speaker(passage[: window[0]]) or found
    is_claimant = claimant is not None and same_party(found, claimant)
    return Voice("claimant" if is_claimant else "other", found)


def _speaker(text: str) -> str | None:
    for pattern in _VOICES:
        found = list(pattern.finditer(text))
        if found:
            return found[-1]["who"].strip(" ,.")
    return None
