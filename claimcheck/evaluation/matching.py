"""Which predicted claim answers which gold claim, and when two names, chains or times are the same.

A predicted claim can answer one gold claim and the other way round: a claim that says three things at once finds one of three.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from claimcheck.claims import Attribution, Claim, Span, When
from claimcheck.evaluation.assignment import assign
from claimcheck.evaluation.gold import GoldClaim, GoldLink, GoldWhen
from claimcheck.text import align

FLOOR = 0.5
"""Likeness from which two claims can be the same."""
_WORD = re.compile(r"[^\W_]+(?:[.,'’-][^\W_]+)*")
_EMPTY = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "in",
        "on",
        "at",
        "to",
        "and",
        "or",
        "for",
        "by",
        "with",
        "that",
        "had",
        "has",
        "have",
        "was",
        "were",
        "is",
        "are",
        "be",
        "been",
        "it",
        "its",
        "his",
        "her",
        "their",
    ]
)
_ARTICLES = re.compile(r"^(?:the|a|an|his|her|its|their)\s+", re.IGNORECASE)
_TITLES = re.compile(
    r"^(?:mr|mrs|ms|dr|prof|professor|president|minister|prime minister|foreign minister|mayor|sir|judge)\.?\s+",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Pair:
    """A gold claim and the predicted one that answers it, as places in their lists."""

    gold: int
    predicted: int
    likeness: float
    """Between FLOOR and 1."""


def match(gold: Sequence[GoldClaim], predicted: Sequence[Claim], article: str) -> list[Pair]:
    """The pairs with the greatest likeness in all, by optimal assignment."""
    spans = [gold_span(claim, article) for claim in gold]
    scores = [
        [likeness(claim.text, span, other.text, other.span, article) for other in predicted]
        for claim, span in zip(gold, spans, strict=True)
    ]
    return [Pair(row, column, scores[row][column]) for row, column in assign(scores, floor=FLOOR)]


def gold_span(claim: GoldClaim, article: str) -> Span | None:
    """Where a gold quote stands in the article as read; None if it was taken for boilerplate."""
    return align(claim.quote, article)


def likeness(text: str, span: Span | None, other: str, other_span: Span, article: str) -> float:
    """Mean of two F1: of the article's words under both quotes, and of the content words of both wordings.

    Without a place for one quote the wordings decide alone.
    """
    wording = overlap(content_words(text), content_words(other))
    if span is None:
        return wording
    return (wording + overlap(_covered(span, article), _covered(other_span, article))) / 2


def overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """F1 of two sets, 2|A n B| / (|A| + |B|): `{a, b}, {b, c} -> 0.5`; 0 where one is empty."""
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0


def content_words(text: str) -> frozenset[str]:
    """Words that carry meaning, case folded, plain plurals and possessives cut: `"The dogs' bowl" -> {dog, bowl}`."""
    words = (re.sub(r"['’]s?$", "", word.casefold().replace(",", "")) for word in _WORD.findall(text))
    return frozenset(re.sub(r"(?<=[a-z]{3})s$", "", word) for word in words if word not in _EMPTY)


def _covered(span: Span, article: str) -> frozenset[str]:
    """The words of the article under a span, each told from its namesakes by its place."""
    return frozenset(
        str(found.start())
        for found in _WORD.finditer(article, span.start, span.end)
        if found[0].casefold() not in _EMPTY
    )


def plain_name(source: str) -> str:
    """A source without what may be left out: `"The Foreign Ministry's" -> "foreign ministry"`."""
    name = _ARTICLES.sub("", " ".join(source.replace("’", "'").split()))
    return re.sub(r"'s?$", "", _TITLES.sub("", name)).strip(" .,").casefold()


def same_source(one: str, other: str) -> bool:
    """Whether two names are the same but for articles, titles and case."""
    return plain_name(one) == plain_name(other)


def alike_source(one: str, other: str) -> bool:
    """Whether one name's words are all in the other: "Krol" and "Tadeus Krol", "the ministry" and "foreign ministry"."""
    ours, theirs = set(plain_name(one).split()), set(plain_name(other).split())
    return bool(ours and theirs) and (ours <= theirs or theirs <= ours)


def same_chain(gold: Sequence[GoldLink], found: Sequence[Attribution]) -> bool:
    """Whether both chains have the same sources in the same order."""
    return len(gold) == len(found) and all(
        same_source(link.source, other.source) for link, other in zip(gold, found, strict=True)
    )


def same_when(gold: GoldWhen | None, found: When | None) -> bool:
    """Whether both speak of the same closed interval; no time and an unresolved one are the same."""
    resolved = (found.start, found.end) if found is not None and found.start is not None else None
    return ((gold.start, gold.end) if gold is not None else None) == resolved
