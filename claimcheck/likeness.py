"""Which claims are nearly the same: for one decision to serve a group, and for a published fact check to bear on a claim.

Cautious: speaker, date, negation, every number and every name must be the same before the wording is compared at all. "Nine were hurt"
and "eleven were hurt" are never one group, however alike the words.
"""

import re
from collections.abc import Mapping

from claimcheck.claims import Claim, content_id

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_COUNTED = re.compile(
    r"\b(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|"
    r"twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|billion|half|third|quarter|twice|double\w*|first|second)\b",
    re.IGNORECASE,
)
_NEGATION = re.compile(
    r"\b(?:not|no|never|none|nobody|nothing|without|neither|nor|cannot|den(?:y|ies|ied)|refus\w+|fail\w*)\b|n['’]t\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?<!^)(?<![.!?]\s)\b[A-Z][\w'’-]*")
_WORD = re.compile(r"\w+")


def block(claim: Claim) -> str:
    """What claims of one group have in common, as a short hash."""
    speaker = " ".join(_WORD.findall(claim.claimant.source.casefold())) if claim.claimant else ""
    when = f"{claim.when.start}/{claim.when.end}" if claim.when else ""
    return content_id("b", speaker, when, *marks(claim.text), str(claim.checkable))


def marks(text: str) -> tuple[str, ...]:
    """What two wordings of one claim must share: figures, counting words, whether it is negated, names."""
    return (
        " ".join(sorted(_NUMBER.findall(text))),
        " ".join(sorted(word.casefold() for word in _COUNTED.findall(text))),
        str(len(_NEGATION.findall(text)) % 2),
        " ".join(sorted({name.casefold() for name in _NAME.findall(text)})),
    )


def same(text: str, other: str, *, floor: float) -> bool:
    """Whether two wordings make one claim, as far as wording can tell."""
    return marks(text) == marks(other) and alike(text, {"other": other}, floor=floor) is not None


def wording(text: str) -> str:
    """The words by which likeness is measured: `"The dam, he said, burst." -> "the dam he said burst"`."""
    return " ".join(_WORD.findall(text.casefold()))


def alike(text: str, groups: Mapping[str, str], *, floor: float) -> str | None:
    """The key of the most alike wording among `groups` (key -> text) from `floor` percent; None where there is none."""
    from rapidfuzz import fuzz, process

    candidates = {key: wording(other) for key, other in groups.items()}
    found = process.extractOne(wording(text), candidates, scorer=fuzz.ratio, score_cutoff=floor)
    return str(found[2]) if found else None
