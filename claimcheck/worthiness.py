"""Check-worthiness as shown to people: a weighted sum of named yes/no terms, squeezed between 0 and 1.

Every term is visible and every weight is a setting; the built-in classifier is one term among them. Pure: text in, record out.
"""

import math
import re
from collections.abc import Callable

from claimcheck.claims import Attribution, Term, Worthiness
from claimcheck.settings import WorthinessSettings

Worthy = Callable[[str], float]
"""The built-in classifier's probability that a claim is worth checking."""

_NUMBERS = re.compile(
    r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|dozens?|hundreds?|thousands?|millions?|billions?|half|third)\b",
    re.IGNORECASE,
)
_PEOPLE = re.compile(
    r"\b(?:\d[\d,.]*|hundreds|thousands|millions|dozens|scores)\b[^.]{0,30}\b(?:people|residents|workers|patients|children|pupils|jobs|homes|"
    r"households|families|passengers|customers|users|voters|villagers|students|soldiers|civilians)\b|\b(?:population|the public|citizens|taxpayers)\b",
    re.IGNORECASE,
)
_HARM = re.compile(
    r"\b(?:kill(?:ed|ing|s)?|dead|deaths?|died|injur\w+|wound\w+|victims?|casualt\w+|attack\w*|bomb\w*|shot|shooting|fire|flood\w*|disease|virus|"
    r"infect\w+|outbreak|cancer|poison\w*|toxic|contaminat\w+|unsafe|crash\w*|collaps\w+|explosion|earthquake|hospital\w*|starv\w+|abuse\w*|rape\w*)\b",
    re.IGNORECASE,
)
_ACCUSATION = re.compile(
    r"\b(?:accus\w+|alleg\w+|brib\w+|corrupt\w*|fraud\w*|illegal\w*|crime|criminal|guilty|convict\w+|sentenced|charged|lied|lying|cheat\w*|"
    r"stole|stolen|embezzl\w+|cover(?:ed)?[- ]up|negligen\w+|violat\w+|breach\w*|blame\w*|misconduct|doping|rigg\w+|launder\w+)\b",
    re.IGNORECASE,
)
_FIGURE = re.compile(
    r"\b(?:president|prime minister|minister|ministry|government|parliament|senator|governor|mayor|king|queen|chancellor|court|police|army|"
    r"kremlin|white house|union|commission|council|bank|company|ceo|chief executive|chairman|party|agency|authority)\b|[a-z,] [A-Z]\w+ [A-Z]\w+|^[A-Z]\w+ [A-Z]\w+",
)
_NOVELTY = re.compile(
    r"\b(?:first|new|newly|record|unprecedented|never before|highest|lowest|largest|since \d{4}|announced|revealed|for the first time)\b",
    re.IGNORECASE,
)
_TERMS = (
    ("numbers", _NUMBERS), ("people-affected", _PEOPLE), ("harm", _HARM), ("accusation", _ACCUSATION), ("novelty", _NOVELTY),
)  # fmt: skip


def worthiness(
    text: str,
    *,
    checkable: bool,
    attribution: tuple[Attribution, ...] = (),
    settings: WorthinessSettings,
    classifier: float | None = None,
) -> Worthiness:
    """Score between 0 and 1 with the terms that hold; `classifier` is the built-in one's probability, None without it."""
    weights = settings.model_dump()
    terms = [Term(name=name, weight=weights[name.replace("-", "_")]) for name, rule in _TERMS if rule.search(text)]
    if _FIGURE.search(text) or any(link.role for link in attribution):
        terms.append(Term(name="public-figure", weight=settings.public_figure))
    if checkable:
        terms.append(Term(name="checkable", weight=settings.checkable))
    if classifier is not None and classifier >= 0.5:
        terms.append(Term(name="classifier", weight=round(settings.classifier * classifier, 3)))
    total = settings.bias + sum(term.weight for term in terms)
    return Worthiness(score=round(1 / (1 + math.exp(-total)), 3), terms=tuple(terms))
