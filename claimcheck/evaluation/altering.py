"""Gold claims made wrong by rule, to learn what a judge of entailment lets pass: another number, day or speaker, a "not" too many.

An altered claim is wrong about its article by construction: figures move the way that "at least", "since" and "up to" do not allow,
and a speaker is put to nothing that a gold claim has him say. Speakers are exchanged
between people only: an institution and its chief may be one voice. Leaves out gold claims whose quote was taken for boilerplate.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from claimcheck.claims import Article
from claimcheck.evaluation.entailment import Judgements, Statement, statement_of_gold
from claimcheck.evaluation.gold import GoldClaim
from claimcheck.evaluation.matching import alike_source, content_words, gold_span, overlap
from claimcheck.numbers import SMALL

Kind = Literal["number", "day", "negation", "speaker", "unsaid", "added"]
"""What was done: `speaker` exchanges the innermost, `unsaid` gives a speaker's words to the article itself, `added` the reverse."""
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_DATE = re.compile(rf"\b(?:(\d{{1,2}}) )?(?:{_MONTHS})(?: (\d{{1,2}})(?!\d))?(?:,? \d{{4}})?\b")
_YEAR = re.compile(r"(?<![\d.,])(?:19|20)\d\d(?![\d.,]\d|\d)")
_FIGURE = re.compile(r"(?<![\w.,])(\d{1,3})(?=(?:,\d{3})*(?:\.\d+)?(?![\d\w]))")
_WORDED = re.compile(r"\b(?:" + "|".join(list(SMALL)[2:13]) + r")\b(?!-)", re.IGNORECASE)
_MOST = re.compile(r"(?:up to|at most|no more than|fewer than|less than|under|within)\s+$", re.IGNORECASE)
_BOUND = re.compile(r"\b(?:before|until|after|than)\b.{0,40}$", re.IGNORECASE)
"""Before a day: an earlier one may then still be entailed."""
_PERSON = re.compile(
    r"[A-Z][\w'’-]+(?: [A-Z]\.)? (?!(?:Agency|Bank|Council|Court|Federation|Hospital|Institute|Office|Railways)\b)[A-Z][\w'’-]+"
)
_AUXILIARY = re.compile(
    r"\b(?:was|were|is|are|will|would|could|can|should|(?:had|has|have)(?= (?:been|\w+ed|lost|made|given|known|said)\b))\b"
)
_DENIED = re.compile(r"\b(was|were|is|are|had|has|have|will|would|could|can|did|should) not\b")
_TURNED = re.compile(r"\b(?:not|no|none|never|nobody|nothing|neither|nor|without|only|any)\b", re.IGNORECASE)
_ELSEWHERE = 0.5
"""Likeness of wording from which a speaker is taken to have said the same himself."""


@dataclass(frozen=True)
class Altered:
    """A gold claim that is no longer right."""

    kind: Kind
    statement: Statement
    gold_id: str


@dataclass(frozen=True)
class Trust:
    """How good a judge is, on claims of which the answer is known: (rightly judged, judged)."""

    entailed: tuple[int, int] = (0, 0)
    """Gold claims."""
    altered: Mapping[Kind, tuple[int, int]] = field(default_factory=dict)
    """Altered ones, by what was done."""

    @property
    def refused(self) -> tuple[int, int]:
        """Altered ones of all kinds."""
        return sum(right for right, _ in self.altered.values()), sum(of for _, of in self.altered.values())


def trust(sets: Iterable[tuple[Sequence[GoldClaim], Article]], judged: Judgements) -> Trust:
    """What a judge made of the gold claims of articles and of the altered ones; claims that it was not asked about are left out."""
    sound: list[bool] = []
    spoilt: dict[Kind, list[bool]] = {kind: [] for kind in _WAYS}
    for gold, article in sets:
        answers = [judged.entailed(one.key(article)) for _, one in originals(gold, article)]
        sound += [answer for answer in answers if answer is not None]
        for one in altered(gold, article):
            answer = judged.entailed(one.statement.key(article))
            spoilt[one.kind] += [] if answer is None else [not answer]
    return Trust((sum(sound), len(sound)), {kind: (sum(found), len(found)) for kind, found in spoilt.items() if found})


def originals(gold: Sequence[GoldClaim], article: Article) -> list[tuple[GoldClaim, Statement]]:
    """The gold claims that stand in the article as read: each is entailed by it."""
    placed = [(one, gold_span(one, article.text)) for one in gold]
    return [(one, statement_of_gold(one, span)) for one, span in placed if span is not None]


def altered(gold: Sequence[GoldClaim], article: Article) -> list[Altered]:
    """Each gold claim made wrong in one way, the ways in turn; a claim that none of them fits is left out."""
    found = []
    kinds = list(_WAYS)
    for place, (one, statement) in enumerate(originals(gold, article)):
        turn = place % len(kinds)
        for kind in (*kinds[turn:], *kinds[:turn]):
            made = _WAYS[kind](statement, gold)
            if made is not None and made != statement:
                found.append(Altered(kind, made, one.id))
                break
    return found


def _number(one: Statement, _: Sequence[GoldClaim]) -> Statement | None:
    dates = [found.span() for found in (*_DATE.finditer(one.text), *_YEAR.finditer(one.text))]
    for found in _FIGURE.finditer(one.text):
        if not any(start <= found.start() < end for start, end in dates):
            return _put(one, found, _moved(int(found[1]), one.text[: found.start()], one.text))
    if (word := _WORDED.search(one.text)) is not None:
        worded = {value: name for name, value in SMALL.items()}
        made = worded[SMALL[word[0].casefold()] + 3]
        return replace(
            one,
            text=one.text[: word.start()] + (made.capitalize() if word.start() == 0 else made) + one.text[word.end() :],
        )
    return None


def _moved(value: int, before: str, text: str) -> str:
    """A figure that the first one does not bear out: higher, so that "at least" does not hold, lower after "up to"."""
    step = max(2, value // 4)
    down = _MOST.search(before) is not None and value > step
    made = value - step if down else value + step
    return str(made + 1 if re.search(rf"\b{made}\b", text) else made)


def _day(one: Statement, _: Sequence[GoldClaim]) -> Statement | None:
    for found in _DATE.finditer(one.text):
        group = 1 if found[1] else 2
        if found[group] and int(found[group]) > 4 and not _BOUND.search(one.text[: found.start()]):
            start, end = found.span(group)
            return replace(one, text=f"{one.text[:start]}{int(found[group]) - 4}{one.text[end:]}")
    year = _YEAR.search(one.text)
    return _put(one, year, str(int(year[0]) - 7)) if year and not _BOUND.search(one.text[: year.start()]) else None


def _put(one: Statement, found: re.Match[str], text: str) -> Statement:
    return replace(one, text=one.text[: found.start()] + text + one.text[found.end() :])


def _negation(one: Statement, _: Sequence[GoldClaim]) -> Statement | None:
    if (denied := _DENIED.search(one.text)) is not None:
        return _put(one, denied, denied[1])
    found = _AUXILIARY.search(one.text)
    return None if found is None or _TURNED.search(one.text) else _put(one, found, f"{found[0]} not")


def _speaker(one: Statement, gold: Sequence[GoldClaim]) -> Statement | None:
    other = _other(one, gold) if one.sources and _PERSON.fullmatch(one.sources[-1]) else None
    return replace(one, sources=(*one.sources[:-1], other)) if other else None


def _unsaid(one: Statement, gold: Sequence[GoldClaim]) -> Statement | None:
    own = [claim for claim in gold if not claim.attribution]
    return replace(one, sources=()) if one.sources and not _said(one, own) else None


def _added(one: Statement, gold: Sequence[GoldClaim]) -> Statement | None:
    other = None if one.sources else _other(one, gold)
    return replace(one, sources=(other,)) if other else None


def _other(one: Statement, gold: Sequence[GoldClaim]) -> str | None:
    """The first person who speaks in the article, is not in the claim's chain and says nothing like it."""
    speakers = dict.fromkeys(link.source for claim in gold for link in claim.attribution)
    speakers = {name: None for name in speakers if _PERSON.fullmatch(name)}
    for speaker in speakers:
        own = [claim for claim in gold if any(alike_source(link.source, speaker) for link in claim.attribution)]
        if not any(alike_source(speaker, source) for source in one.sources) and not _said(one, own):
            return speaker
    return None


def _said(one: Statement, claims: Sequence[GoldClaim]) -> bool:
    words = content_words(one.text)
    return any(overlap(words, content_words(claim.text)) >= _ELSEWHERE for claim in claims)


_WAYS: dict[Kind, Callable[[Statement, Sequence[GoldClaim]], Statement | None]] = {
    "number": _number,
    "unsaid": _unsaid,
    "negation": _negation,
    "added": _added,
    "day": _day,
    "speaker": _speaker,
}
