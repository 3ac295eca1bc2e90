"""Extraction by rules: an article in, its attributed propositions out, with the sentences that gave none.

Goes through the article unit by unit: first what others are said to say, then what is left to the outlet itself. Leaves out models: a
classifier of propositions may be lent to it.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Protocol

from claimcheck.attribution.cast import Speaker
from claimcheck.attribution.chains import Attributed, Link, Reading, read
from claimcheck.attribution.unit import Unit
from claimcheck.claims import (
    Article,
    Attribution,
    Claim,
    Extraction,
    Skipped,
    SkipReason,
    Span,
    When,
    content_id,
)
from claimcheck.elements import missing_elements
from claimcheck.engines.mentions import replacements
from claimcheck.engines.own_voice import own_voice
from claimcheck.engines.statements import stated
from claimcheck.engines.times import Times, shared
from claimcheck.propositions import wording
from claimcheck.propositions.opinion import Judged, blended, kind_of
from claimcheck.propositions.proposition import Proposition, Word
from claimcheck.propositions.rendering import is_full, render
from claimcheck.settings import WorthinessSettings
from claimcheck.text import sentences
from claimcheck.worthiness import worthiness

_CLAIMLESS = frozenset({"attitude", "question"})
_COMMENT = re.compile(
    r"\bit (?:was|is|remained|remains) (?:not (?:immediately |yet )?(?:clear|known)|unclear|unknown)\b|\b(?:declined|refused) to (?:comment|be named|be identified|be interviewed)\b|\bcould not be reached\b|\bdid(?: not|n['’]t) (?:immediately )?(?:respond|reply|comment|return)\b",
    re.IGNORECASE,
)
_PERFORMATIVE = re.compile(
    r"^\W*(?:we|i) (?:(?:can|may|must|have to|would like to|want to|wish to) )?"
    r"(?:report|confirm|say|state|announce|tell you|inform you|note)(?: with \w+)? that\b",
    re.IGNORECASE,
)


_EVERYBODY = frozenset(
    ["nobody", "everybody", "everyone", "none", "nothing", "everything", "somebody", "someone", "something"]
)
"""Pronouns that stand for themselves: "Nobody was hurt"."""


class Score(Protocol):
    """What a classifier says of one proposition; `claimcheck.neural.classifier.PropositionScore` does."""

    @property
    def checkable(self) -> float: ...
    @property
    def kind(self) -> str: ...
    @property
    def worthiness(self) -> float: ...


class Classifier(Protocol):
    """Scores propositions; `claimcheck.neural.classifier.PropositionClassifier` does."""

    def classify(self, texts: Sequence[str]) -> Sequence[Score]:
        """One score for each text, in order."""
        ...


@dataclass(frozen=True)
class _Found:
    """A proposition with everything that its claim will need but the classifier's word."""

    unit: int
    span: Span
    text: str
    chain: tuple[Attribution, ...]
    when: When | None
    judged: Judged
    settled: bool
    """Whether a cue settles its kind, so that a classifier has no say."""


def extract(article: Article, *, settings: WorthinessSettings, classifier: Classifier | None = None) -> Extraction:
    """The claims of an English article, and the sentences that gave none with the reason.

    The classifier's word counts for check-worthiness, and for what is checkable where the rules are unsure.
    """
    spans = sentences(article.text)
    reading = read(article.text, spans)
    walk = _Walk(article, reading)
    found = list(walk.found())
    scores = classifier.classify([item.text for item in found]) if classifier and found else [None] * len(found)
    printed = " ".join(part for part in (article.title, article.publisher, article.text) if part)
    claims: dict[str, Claim] = {}
    merged: list[Span] = []
    for item, score in zip(found, scores, strict=True):
        claim = _claim(article, _blended(item, score), score, settings, printed=printed)
        held = claims.get(claim.id)
        if held is None:
            claims[claim.id] = claim
        elif claim.span != held.span:
            claims[claim.id] = held.model_copy(update={"also": (*held.also, claim.span)})
            merged.append(claim.span)
    kept = [claim.span for claim in claims.values()]
    skipped = tuple(_skipped(spans, kept, merged, walk.unclear))
    return Extraction(claims=tuple(sorted(claims.values(), key=lambda claim: claim.span.start)), skipped=skipped)


def _skipped(
    spans: Sequence[Span], kept: Sequence[Span], merged: Sequence[Span], unclear: Sequence[Span]
) -> Iterator[Skipped]:
    covered, repeated, vague = (_Covered(some) for some in (kept, merged, unclear))
    for span in spans:
        if covered.touches(span):
            continue
        reason: SkipReason = "no-claim"
        if repeated.touches(span):
            reason = "duplicate"
        elif vague.touches(span):
            reason = "ambiguous"
        yield Skipped(span=span, reason=reason)


class _Covered:
    """Spans made ready to be asked many times whether they touch another: a long article has thousands."""

    def __init__(self, spans: Sequence[Span]) -> None:
        ordered = sorted(spans, key=lambda span: span.start)
        self._starts = [span.start for span in ordered]
        self._reach = list(accumulate((span.end for span in ordered), max))

    def touches(self, span: Span) -> bool:
        """Whether any of them shares a character with the span."""
        before = bisect_left(self._starts, span.end)
        return before > 0 and self._reach[before - 1] > span.start


def _blended(item: _Found, score: Score | None) -> _Found:
    if score is None or item.settled:
        return item
    return replace(item, judged=blended(item.judged, score.checkable, score.kind))


def _claim(article: Article, item: _Found, score: Score | None, settings: WorthinessSettings, *, printed: str) -> Claim:
    judged = item.judged
    known = [link.when for link in item.chain if link.when is not None]
    return Claim(
        id=content_id("c", article.id, item.text, item.chain[-1].source if item.chain else None),
        article_id=article.id,
        text=item.text,
        quote=item.span.of(article.text),
        span=item.span,
        attribution=item.chain,
        when=item.when,
        checkable=judged.checkable,
        kind=judged.kind,
        worthiness=worthiness(
            item.text,
            checkable=judged.checkable,
            attribution=item.chain,
            settings=settings,
            classifier=score.worthiness if score else None,
        ),
        flags=missing_elements(item.text, printed, when=item.when, known=known),
    )


_Piece = tuple[Proposition, tuple[Attribution, ...], Attributed | None]
"""A proposition, who says it (nobody: the outlet), and the attribution it comes from."""


class _Walk:
    """Goes through an article once, with the times named so far."""

    def __init__(self, article: Article, reading: Reading) -> None:
        self.article = article
        self.reading = reading
        self.times = Times(article)
        self.unclear: list[Span] = []

    def found(self) -> Iterator[_Found]:
        """Propositions in order of the text."""
        for number, unit in enumerate(self.reading.units):
            if _is_heading(unit, self.article.title):
                continue
            items = [item for item in self.reading.attributed if item.unit == number and _makes_claims(item, unit)]
            made = self._of_unit(number, unit, items)
            yield from (found for _, found in sorted(made, key=lambda pair: pair[0]))

    def _of_unit(self, number: int, unit: Unit, items: Sequence[Attributed]) -> Iterator[tuple[int, _Found]]:
        said: dict[Span | None, When | None] = {}
        for item in sorted(items, key=lambda item: len(item.chain)):
            said.setdefault(item.chain[-1].cue_span, self.times.saying(unit, item))
        for item in items:
            chain = tuple(_attribution(link, said.get(link.cue_span)) for link in item.chain)
            pieces = [(piece, chain, item) for piece in stated(unit, item, items)]
            yield from self._together(number, unit, pieces)
        own: list[_Piece] = [(piece, (), host) for piece, host in own_voice(unit, items)]
        yield from self._together(number, unit, own)

    def _together(self, number: int, unit: Unit, pieces: Sequence[_Piece]) -> Iterator[tuple[int, _Found]]:
        """The claims of pieces that one speaker says in one go: they may share a time."""
        full = [item for item in pieces if _may_be_claim(unit, *item[:2])]
        whens = [self.times.matter(unit, piece, _said(chain)) for piece, chain, _ in full]
        lent = shared([(piece, when) for (piece, _, _), when in zip(full, whens, strict=True)], unit)
        for (piece, chain, item), when in zip(full, lent, strict=True):
            found = self._finding(number, unit, piece, chain, item, when)
            if found is not None:
                yield found.span.start, found

    def _finding(
        self,
        number: int,
        unit: Unit,
        piece: Proposition,
        chain: tuple[Attribution, ...],
        item: Attributed | None,
        when: When | None,
    ) -> _Found | None:
        span = _quote(unit, piece)
        if span is None:
            return None
        link = item.chain[-1] if item is not None and chain else None
        replaced = replacements(unit, piece.words, self.reading, link)
        sentence = render(unit.text, unit.tokens, _without_performative(unit, piece.words), replaced)
        if not sentence or (sentence.endswith("?") and not chain):
            return None
        if _only_pronoun(unit, piece, replaced):
            self.unclear.append(span)
            return None
        sort = item.sort if item is not None and chain else ""
        sentence = wording.dated(sentence, when)
        own_plan = link is not None and _about_speaker(sentence, link.speaker, unit, piece)
        judged = kind_of(sentence, unit.tokens, piece.words, sort=sort, attributed=bool(chain), own_plan=own_plan)
        if piece.shape == "fragment":
            judged = Judged("value", 0.6)
        return _Found(number, span, sentence, chain, when, judged, settled=sort in ("vow",))


def _said(chain: Sequence[Attribution]) -> When | None:
    return next((link.when for link in chain if link.when is not None), None)


def _may_be_claim(unit: Unit, piece: Proposition, chain: Sequence[Attribution]) -> bool:
    """Whether a piece says something by itself and is more than "declined to comment"."""
    if not piece.own or _empty(unit, piece) or not (piece.shape == "fragment" or is_full(unit.tokens, piece.words)):
        return False
    span = _quote(unit, piece)
    return span is not None and (bool(chain) or not _COMMENT.search(span.of(unit.text)))


def _makes_claims(item: Attributed, unit: Unit) -> bool:
    if item.sort in _CLAIMLESS or item.negated or not item.content:
        return False
    if item.sort == "naming" and _within_a_phrase(item, unit):
        return False
    return not (item.sort == "noun" and item.chain[-1].source_span is None)


def _within_a_phrase(item: Attributed, unit: Unit) -> bool:
    """Whether a name is given in passing: `amid |what Ames termed a "lapse"|`; the sentence is told whole then."""
    source = item.chain[-1].source_span
    return source is not None and unit.text[: source.start].rstrip().lower().endswith(" what")


def _is_heading(unit: Unit, title: str | None) -> bool:
    words = unit.span.of(unit.text).strip()
    return title is not None and words.rstrip(".") == title.strip().rstrip(".")


def _attribution(link: Link, when: When | None) -> Attribution:
    return Attribution(
        source=_source(link.speaker.name),
        role=link.speaker.role,
        cue=link.cue,
        mode=link.mode,
        source_span=link.source_span,
        cue_span=link.cue_span,
        when=when,
    )


def _source(name: str) -> str:
    """Names without a leading article: `"the Lindholm Institute" -> "Lindholm Institute"`, but "the envoy"."""
    return re.sub(r"^[Tt]he (?=[A-Z0-9])", "", " ".join(name.split()))


def _empty(unit: Unit, piece: Proposition) -> bool:
    places = [n for part in piece.own for n in range(*part)]
    return len([n for n in places if unit.tokens[n].tag not in ("PUNCT", "QUOTE")]) < 2


def _quote(unit: Unit, piece: Proposition) -> Span | None:
    """The verbatim words: from the first of its own to the last, quotation marks at both ends left out."""
    start, end = piece.own[0][0], piece.own[-1][1]
    while start < end and unit.tokens[start].tag in ("PUNCT", "QUOTE") and not _opens_inside(unit, start, end):
        start += 1
    while end > start and unit.tokens[end - 1].tag in ("PUNCT", "QUOTE") and not _closes_inside(unit, start, end):
        end -= 1
    return unit.place(start, end) if start < end else None


def _opens_inside(unit: Unit, start: int, end: int) -> bool:
    """Whether a quotation that opens here ends within: `"repeated" violations`."""
    return unit.quoted[start] >= 0 and any(unit.quoted[n] < 0 for n in range(start, end))


def _closes_inside(unit: Unit, start: int, end: int) -> bool:
    return (unit.quoted[end - 1] >= 0 and any(unit.quoted[n] < 0 for n in range(start, end - 1))) or unit.tokens[
        end - 1
    ].text == ")"


def _without_performative(unit: Unit, words: tuple[Word, ...]) -> tuple[Word, ...]:
    """Drops "We can report with regret that" from what a speaker then reports."""
    if not words or not isinstance(words[0], int) or unit.tokens[words[0]].lower not in ("we", "i"):
        return words
    start = unit.tokens[words[0]].start
    found = _PERFORMATIVE.match(unit.text[start : start + 80])
    if found is None:
        return words
    end = start + found.end()
    return tuple(word for word in words if isinstance(word, str) or unit.tokens[word].start >= end)


def _only_pronoun(unit: Unit, piece: Proposition, replaced: dict[int, str]) -> bool:
    """Whether nothing but small words is left: "He denied it." with nobody to lead "he" back to."""
    for word in piece.words:
        if isinstance(word, str):
            if word[:1].isupper():
                return False
        elif (
            word in replaced
            or unit.tokens[word].tag in ("NAME", "NUM", "NOUN")
            or unit.tokens[word].lower in _EVERYBODY
        ):
            return False
    places = [word for word in piece.words if isinstance(word, int)]
    return len(places) < 5


def _about_speaker(sentence: str, speaker: Speaker, unit: Unit, piece: Proposition) -> bool:
    """Whether the proposition's subject is who says it: then what will be is a promise."""
    first = next((word for word in piece.words), None)
    lead = unit.tokens[first].lower if isinstance(first, int) else ""
    return sentence.startswith(speaker.name) or lead in ("i", "we") or lead in ("he", "she", "it", "they")
