"""Extraction by rules: an article in, its attributed propositions out, with the sentences that gave none.

Goes through the article unit by unit: first what others are said to say, then what is left to the outlet itself. Leaves out models: a
classifier of propositions may be lent to it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from claimcheck.attribution.chains import Attributed, Link, Reading, read
from claimcheck.attribution.speakers import Cast, Speaker
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
from claimcheck.config import WorthinessSettings
from claimcheck.dates import find, resolve
from claimcheck.elements import missing_elements
from claimcheck.grammar import words as w
from claimcheck.grammar.phrases import Range
from claimcheck.propositions import wording
from claimcheck.propositions.cutting import Proposition, Word, finite, is_full, render, split
from claimcheck.propositions.opinion import Judged, blended, evaluative, kind_of
from claimcheck.text import sentences
from claimcheck.worthiness import worthiness

_CLAIMLESS = frozenset({"attitude", "question"})
_COMMENT = re.compile(
    r"\b(?:declined|refused) to (?:comment|be named|be identified|be interviewed)\b|\bcould not be reached\b|\bdid(?: not|n['’]t) (?:immediately )?(?:respond|reply|comment|return)\b",
    re.IGNORECASE,
)
_PLEONASTIC = re.compile(
    r"\bit\b(?:['’]s| is| was| has been| will be| would be)? (?:\w+ly )?(?:\w+ )?(?:that|to|who|like)\b|\bit (?:took|takes|rained|snowed|seems?|appears?|remains|costs?)\b",
    re.IGNORECASE,
)


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
    """The claims of an English article, and the sentences that gave none with the reason."""
    spans = sentences(article.text)
    reading = read(article.text, spans)
    walk = _Walk(article, reading)
    found = list(walk.found())
    scores = classifier.classify([item.text for item in found]) if classifier and found else [None] * len(found)
    claims: dict[str, Claim] = {}
    merged: list[Span] = []
    for item, score in zip(found, scores, strict=True):
        claim = _claim(article, item, score, settings)
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
    for span in spans:
        if any(span.overlaps(other) for other in kept):
            continue
        reason: SkipReason = "no-claim"
        if any(span.overlaps(other) for other in merged):
            reason = "duplicate"
        elif any(span.overlaps(other) for other in unclear):
            reason = "ambiguous"
        yield Skipped(span=span, reason=reason)


def _claim(article: Article, item: _Found, score: Score | None, settings: WorthinessSettings) -> Claim:
    judged = item.judged
    if score is not None and not item.settled:
        judged = blended(judged, score.checkable, score.kind)
    known = [link.when for link in item.chain if link.when is not None]
    held = " ".join(part for part in (article.title, article.publisher, article.text) if part)
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
        flags=missing_elements(item.text, held, when=item.when, known=known),
    )


@dataclass
class _Walk:
    """Goes through an article once, remembering the date named last."""

    article: Article
    reading: Reading
    before: When | None = None
    unclear: list[Span] = field(default_factory=list)

    def found(self) -> Iterator[_Found]:
        """Propositions in order of the text."""
        for number, unit in enumerate(self.reading.units):
            if _is_heading(unit, self.article.title):
                continue
            items = [item for item in self.reading.attributed if item.unit == number and _makes_claims(item, unit)]
            yield from self._of_unit(number, unit, items)

    def _of_unit(self, number: int, unit: Unit, items: Sequence[Attributed]) -> Iterator[_Found]:
        made: list[tuple[int, _Found]] = []
        said = {id(item): self._said_when(unit, item) for item in items}
        for item in items:
            chain = tuple(_attribution(link, said[id(item)] if link is item.chain[0] else None) for link in item.chain)
            for piece in self._statement(unit, item, items):
                found = self._finding(number, unit, piece, chain, item)
                if found is not None:
                    made.append((found.span.start, found))
        for piece, host in _own_voice(unit, items):
            found = self._finding(number, unit, piece, (), host)
            if found is not None:
                made.append((found.span.start, found))
        yield from (found for _, found in sorted(made, key=lambda pair: pair[0]))

    def _said_when(self, unit: Unit, item: Attributed) -> When | None:
        """When the outermost speaker spoke: a time in the sentence outside of what is said."""
        content = list(item.content)
        cue = item.chain[0].cue_span
        if cue is None:
            return None
        sentence = next((span for span in unit.sentences if span.start <= cue.start < span.end), unit.span)
        words = sentence.of(unit.text)
        for expression in find(words):
            span = Span(start=sentence.start + expression.span.start, end=sentence.start + expression.span.end)
            if any(span.overlaps(part) for part in content) or not _near_cue(unit, span, cue, sentence):
                continue
            when = self._resolved(expression.expression, words, span, self.before)
            if when.start is not None:
                self.before = when
            return when
        return None

    def _resolved(self, expression: str, sentence: str, span: Span, previous: When | None) -> When:
        when = resolve(expression, published=self.article.day, sentence=sentence, previous=previous)
        return when.model_copy(update={"span": span})

    def _statement(self, unit: Unit, item: Attributed, items: Sequence[Attributed]) -> list[Proposition]:
        """The propositions of what somebody says, without what others are said to have said within it."""
        if any(_is_inner(other, item) for other in items):
            return _around_inner(unit, item, [other for other in items if _is_inner(other, item)])
        return _worded(unit, item)

    def _finding(
        self, number: int, unit: Unit, piece: Proposition, chain: tuple[Attribution, ...], item: Attributed | None
    ) -> _Found | None:
        sort = item.sort if item is not None and chain else ""
        if not piece.own or not is_full(unit.tokens, piece.words) or _empty(unit, piece):
            return None
        span = _quote(unit, piece)
        if span is None or (_COMMENT.search(span.of(unit.text)) and not chain):
            return None
        speaker = item.chain[-1].speaker if item is not None and chain else None
        replaced = _replacements(
            unit, piece.words, self.reading.cast, speaker, direct=bool(chain) and chain[-1].mode == "direct"
        )
        said = next((link.when for link in chain if link.when is not None), None)
        when = self._when(unit, piece, said)
        sentence = render(unit.text, unit.tokens, _without_performative(unit, piece.words), replaced)
        if not sentence or (sentence.endswith("?") and not chain):
            return None
        if _only_pronoun(unit, piece, replaced):
            self.unclear.append(span)
            return None
        sentence = wording.dated(sentence, when)
        own_plan = speaker is not None and _about_speaker(sentence, speaker, unit, piece)
        judged = kind_of(sentence, unit.tokens, piece.words, sort=sort, attributed=bool(chain), own_plan=own_plan)
        return _Found(number, span, sentence, chain, when, judged, settled=sort in ("vow",))

    def _when(self, unit: Unit, piece: Proposition, said: When | None) -> When | None:
        """The resolved time of a proposition: the first expression in its own words that can be resolved."""
        unresolved: When | None = None
        for start, end in piece.own:
            span = unit.place(start, end)
            words = span.of(unit.text)
            for expression in find(words):
                place = Span(start=span.start + expression.span.start, end=span.start + expression.span.end)
                sentence = next((s for s in unit.sentences if s.start <= place.start < s.end), unit.span)
                when = self._resolved(expression.expression, sentence.of(unit.text), place, said or self.before)
                if when.start is not None:
                    self.before = when
                    return when
                unresolved = unresolved or when
        return unresolved


def _makes_claims(item: Attributed, unit: Unit) -> bool:
    if item.sort in _CLAIMLESS or item.negated or not item.content:
        return False
    return not (item.sort == "noun" and item.chain[-1].source_span is None)


def _is_heading(unit: Unit, title: str | None) -> bool:
    words = unit.span.of(unit.text).strip()
    return title is not None and words.rstrip(".") == title.strip().rstrip(".")


def _near_cue(unit: Unit, span: Span, cue: Span, sentence: Span) -> bool:
    """Whether a time belongs to the saying: it leads the sentence, or follows the cue before the next clause."""
    if span.end <= cue.start:
        return not re.search(r"[;“”\"]", unit.text[sentence.start : span.start])
    between = unit.text[cue.end : span.start]
    return len(between) < 90 and not re.search(r"[;“”\"]| that ", between)


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


def _is_inner(other: Attributed, item: Attributed) -> bool:
    """Whether another attribution's chain goes on from this one's and its cue lies in this one's content."""
    return (
        other is not item
        and len(other.chain) > len(item.chain)
        and other.chain[: len(item.chain)] == item.chain
        and _cue_inside(other, item)
    )


def _cue_inside(other: Attributed, item: Attributed) -> bool:
    cue = other.chain[-1].cue_span
    return cue is not None and any(part.start <= cue.start < part.end for part in item.content)


def _worded(unit: Unit, item: Attributed) -> list[Proposition]:
    """The propositions of a statement, by how its cue governs it."""
    tokens = unit.tokens
    ranges = [part for part in (_bare(unit, part) for part in item.ranges) if part[0] < part[1]]
    if not ranges:
        return []
    start, end = ranges[0]
    base = item.chain[-1].base
    if item.sort == "naming":
        return [Proposition(tuple(ranges), wording.named_as(tokens, ranges, quoted=unit.quoted), "clause")]
    if item.sort == "charge":
        return [Proposition(((start, end),), wording.charged_with(tokens, start, end, base), "clause")]
    if item.sort == "vow":
        negative = tokens[start].tag == "NEG"
        begin = start + 1 + negative
        return [
            Proposition(
                ((start, end),), wording.promised(item.chain[-1].speaker.name, begin, end, negative=negative), "clause"
            )
        ]
    if item.sort == "hearsay" and len(ranges) > 1:
        return [Proposition(tuple(ranges), wording.hearsay(tokens, ranges[0], *ranges[1]), "clause")]
    if item.sort == "denial":
        return _denied(unit, item, ranges)
    if (base in ("tell", "warn", "inform", "speak") and finite(tokens, start, end) is None) or (
        base == "tell" and tokens[start - 1].lower == "of"
    ):
        return [Proposition(((start, end),), wording.told_of(tokens, start, end), "clause")]
    return _joined(unit, ranges)


_PERFORMATIVE = re.compile(
    r"^\W*(?:we|i) (?:(?:can|may|must|have to|would like to|want to|wish to) )?"
    r"(?:report|confirm|say|state|announce|tell you|inform you|note)(?: with \w+)? that\b",
    re.IGNORECASE,
)


def _bare(unit: Unit, part: Range) -> Range:
    """A range without quotation marks, commas and "that" at its ends."""
    start, end = part
    tokens = unit.tokens
    while start < end and (
        tokens[start].tag in ("QUOTE", "PUNCT") or (tokens[start].tag == "SUB" and tokens[start].lower == "that")
    ):
        start += 1
    while end > start and tokens[end - 1].tag in ("QUOTE", "PUNCT") and tokens[end - 1].text not in (")", "?"):
        end -= 1
    return start, end


def _joined(unit: Unit, ranges: Sequence[Range]) -> list[Proposition]:
    """Splits a statement, also one whose parts stand on both sides of its speaker."""
    tokens = unit.tokens
    if len(ranges) == 1:
        return split(tokens, *ranges[0])
    whole = any(finite(tokens, *part) is None for part in ranges[:1]) or not _starts_anew(unit, ranges[1])
    if not whole:
        return [piece for part in ranges for piece in split(tokens, *part)]
    places = [n for part in ranges for n in range(*part)]
    sub = [tokens[n] for n in places]
    return [_mapped(piece, places) for piece in split(sub, 0, len(sub))]


def _starts_anew(unit: Unit, part: Range) -> bool:
    first = unit.tokens[part[0]]
    return (
        first.tag in ("DET", "POSS", "PRON", "NAME", "NOUN", "NUM", "CC", "ADV", "SUB")
        and finite(unit.tokens, *part) is not None
    )


def _mapped(piece: Proposition, places: Sequence[int]) -> Proposition:
    """A proposition over a selection of tokens, in the numbers of the unit."""
    own: list[Range] = []
    for start, end in piece.own:
        for n in range(start, end):
            if own and own[-1][1] == places[n]:
                own[-1] = (own[-1][0], places[n] + 1)
            else:
                own.append((places[n], places[n] + 1))
    return Proposition(
        tuple(own), tuple(places[word] if isinstance(word, int) else word for word in piece.words), piece.shape
    )


def _denied(unit: Unit, item: Attributed, ranges: Sequence[Range]) -> list[Proposition]:
    tokens = unit.tokens
    start, end = ranges[0]
    if tokens[start].tag == "ING":
        return [
            Proposition(
                ((start, end),),
                (
                    item.chain[-1].speaker.name,
                    "is not" if tokens[start].lower == "being" else "did not",
                    *([tokens[start].base] if tokens[start].lower != "being" else []),
                    *range(start + 1, end),
                ),
                "clause",
            )
        ]
    return [
        Proposition(piece.own, wording.negated(tokens, piece.words), piece.shape) for piece in split(tokens, start, end)
    ]


def _around_inner(unit: Unit, item: Attributed, inner: Sequence[Attributed]) -> list[Proposition]:
    """What a speaker asserts besides what others are said to have said: clauses that no inner attribution touches."""
    touched = {n for other in inner for part in other.ranges for n in range(*part)}
    for other in inner:
        for span in (other.chain[-1].cue_span, other.chain[-1].source_span):
            if span is not None:
                touched |= {n for n, token in enumerate(unit.tokens) if span.start <= token.start < span.end}
    pieces = _worded(unit, item)
    return [piece for piece in pieces if not any(n in touched for part in piece.own for n in range(*part))]


def _own_voice(unit: Unit, items: Sequence[Attributed]) -> Iterator[tuple[Proposition, Attributed | None]]:
    """What the outlet itself asserts: the sentence where nobody is quoted, else what stands outside of every attribution."""
    tokens = unit.tokens
    if not items:
        for start, end in _sentence_ranges(unit):
            if tokens[end - 1].text == "?" or _only_quotation(unit, start, end):
                continue
            for piece in _with_judgement(unit, split(tokens, start, end)):
                yield piece, None
        return
    taken = _taken(unit, items)
    for start, end in _sentence_ranges(unit):
        if not any(n in taken for n in range(start, end)):
            if tokens[end - 1].text != "?" and not _only_quotation(unit, start, end):
                for piece in split(tokens, start, end):
                    yield piece, None
            continue
        for run in _runs(taken, start, end):
            yield from _left_over(unit, run, items)
    for item in items:
        yield from _from_aside(unit, item)


def _only_quotation(unit: Unit, start: int, end: int) -> bool:
    return all(unit.quoted[n] >= 0 for n in range(start, end) if unit.tokens[n].tag not in ("PUNCT", "QUOTE"))


def _sentence_ranges(unit: Unit) -> Iterator[Range]:
    place = 0
    for sentence in unit.sentences:
        end = place
        while end < len(unit.tokens) and unit.tokens[end].start < sentence.end:
            end += 1
        if end > place:
            yield place, end
        place = end


def _taken(unit: Unit, items: Sequence[Attributed]) -> set[int]:
    """Tokens of sources, cues and contents."""
    taken: set[int] = set()
    for item in items:
        taken |= {n for part in item.ranges for n in range(*part)}
        for link in item.chain:
            for span in (link.cue_span, link.source_span):
                if span is not None:
                    taken |= {n for n, token in enumerate(unit.tokens) if span.start <= token.start < span.end}
    return taken


def _runs(taken: set[int], start: int, end: int) -> list[Range]:
    runs: list[Range] = []
    for n in range(start, end):
        if n in taken:
            continue
        if runs and runs[-1][1] == n:
            runs[-1] = (runs[-1][0], n + 1)
        else:
            runs.append((n, n + 1))
    return runs


def _left_over(unit: Unit, run: Range, items: Sequence[Attributed]) -> Iterator[tuple[Proposition, Attributed | None]]:
    """A stretch outside of every attribution: a clause of its own, or a further predicate of the speaker."""
    tokens = unit.tokens
    start, end = run
    while start < end and (tokens[start].tag in ("PUNCT", "QUOTE", "CC")):
        start += 1
    while end > start and tokens[end - 1].tag in ("PUNCT", "QUOTE"):
        end -= 1
    if end - start < 2:
        return
    host = next(
        (
            item
            for item in reversed(items)
            if item.content and item.chain[0].cue_span and item.chain[0].cue_span.start < tokens[start].start
        ),
        items[0],
    )
    subject = host.chain[0].speaker.name
    verb = finite(tokens, start, end)
    first = next((n for n in range(start, end) if tokens[n].tag not in ("ADV", "NEG")), start)
    if verb is not None and first == verb and tokens[verb].tag in ("FIN", "HAVE", "BE", "DO", "MODAL"):
        yield Proposition(((start, end),), (subject, *range(start, end)), "predicate"), host
        return
    if verb is None and tokens[start].tag == "ING" and tokens[start].base and end - start > 2:
        from claimcheck.grammar.verbs import past_of

        yield (
            Proposition(((start, end),), (subject, past_of(tokens[start].base), *range(start + 1, end)), "participle"),
            host,
        )
        return
    if verb is not None and tokens[start].tag not in ("WH",):
        for piece in split(tokens, start, end):
            if is_full(tokens, piece.words) and _has_subject(unit, piece):
                yield piece, None


def _has_subject(unit: Unit, piece: Proposition) -> bool:
    from claimcheck.propositions.cutting import subject_of

    places = [word for word in piece.words if isinstance(word, int)]
    sub = [unit.tokens[n] for n in places]
    return subject_of(sub, 0, len(sub)) is not None or any(isinstance(word, str) for word in piece.words)


def _from_aside(unit: Unit, item: Attributed) -> Iterator[tuple[Proposition, Attributed | None]]:
    """A relative clause on the speaker that tells something: "Imran Qureshi, who has run the kiosk since 1992, says"."""
    span = item.chain[-1].source_span
    if span is None:
        return
    places = [n for n, token in enumerate(unit.tokens) if span.start <= token.start < span.end]
    opening = next(
        (
            n
            for n in places
            if unit.tokens[n].tag == "WH"
            and unit.tokens[n].lower == "who"
            and n > places[0]
            and unit.tokens[n - 1].text == ","
        ),
        None,
    )
    if opening is None:
        return
    end = places[-1] + 1
    words = unit.words(opening, end).lower()
    if (
        re.search(
            r"\b(?:asked not|declined to be|spoke on|requested anonymity|wished|did not want|not authori[sz]ed)\b",
            words,
        )
        or finite(unit.tokens, opening + 1, end) is None
    ):
        return
    yield Proposition(((opening, end),), (item.chain[-1].speaker.name, *range(opening + 1, end)), "relative"), item


def _with_judgement(unit: Unit, pieces: Sequence[Proposition]) -> Iterator[Proposition]:
    """Takes a judgement out of a report of fact: "a shameful rise to 7 percent" is the rise, and that it is shameful."""
    for piece in pieces:
        if len(piece.own) != 1 or piece.shape != "clause":
            yield piece
            continue
        start, end = piece.own[0]
        place = evaluative(unit.tokens, start, end)
        if place is None:
            yield piece
            continue
        yield Proposition(piece.own, tuple(word for word in piece.words if word != place), piece.shape)
        yield Proposition(((place - 1, min(end, place + 2)),), ("the", place + 1, "is", place), "apposition")


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
        elif word in replaced or unit.tokens[word].tag in ("NAME", "NUM", "NOUN"):
            return False
    places = [word for word in piece.words if isinstance(word, int)]
    return len(places) < 5


def _about_speaker(sentence: str, speaker: Speaker, unit: Unit, piece: Proposition) -> bool:
    """Whether the proposition's subject is who says it: then what will be is a promise."""
    first = next((word for word in piece.words), None)
    lead = unit.tokens[first].lower if isinstance(first, int) else ""
    return sentence.startswith(speaker.name) or lead in ("i", "we") or lead in ("he", "she", "it", "they")


_FIRST = {"i": "{}", "me": "{}", "my": "{}'s", "mine": "{}'s", "myself": "{}"}


def _replacements(
    unit: Unit, words: Sequence[Word], cast: Cast, speaker: Speaker | None, *, direct: bool
) -> dict[int, str]:
    """Names for pronouns, full names for surnames, by token; each person named once."""
    replaced: dict[int, str] = {}
    named = {word for word in words if isinstance(word, str)}
    sentence = " ".join(unit.tokens[word].text if isinstance(word, int) else word for word in words)
    for word in words:
        if not isinstance(word, int):
            continue
        token = unit.tokens[word]
        low = token.lower
        if token.tag == "NAME":
            _expand(unit, word, words, cast, replaced, named)
            continue
        if token.tag not in ("PRON", "POSS") or low in ("'s", "'"):
            continue
        inside = unit.quoted[word] >= 0
        who = _meant(unit, word, low, cast, speaker, direct=direct or inside, sentence=sentence)
        if who is None or who.name in named or (who.name in sentence and not _later(unit, word, words, who.name)):
            continue
        named.add(who.name)
        name = re.sub(r"^(?:A|An|a|an) (?=[a-z])", "the ", _source(who.name)) if not who.named else who.name
        replaced[word] = _owned(name) if token.tag == "POSS" else name
    return replaced


def _later(unit: Unit, place: int, words: Sequence[Word], name: str) -> bool:
    """Whether a name stands only after the pronoun, so that the pronoun may still take it."""
    before = " ".join(unit.tokens[word].text for word in words if isinstance(word, int) and word < place)
    return name not in before and name.split()[-1] not in before


def _owned(name: str) -> str:
    return f"{name}'" if name.endswith("s") and not name[:1].isupper() else f"{name}'s"


def _meant(
    unit: Unit, place: int, low: str, cast: Cast, speaker: Speaker | None, *, direct: bool, sentence: str
) -> Speaker | None:
    """Who a pronoun stands for, where that is safe."""
    if low in ("i", "me", "my", "myself", "we", "us", "our"):
        if speaker is None or not direct or not (speaker.named or speaker.body):
            return None
        plural = low in ("we", "us", "our")
        return speaker if not plural or speaker.body else None
    if low in ("it",) and _PLEONASTIC.search(sentence):
        return None
    if low not in ("he", "she", "it", "they", "his", "her", "its", "their", "him", "them"):
        return None
    if speaker is not None and not direct and _could_be(speaker, low):
        return speaker
    at = unit.tokens[place].start
    found = cast.pronoun(low, at, speaking=True, exclude=speaker.name if speaker is not None and direct else None)
    return (
        found
        if found is not None and (found.named or found.body or found.plural or len(found.name.split()) <= 6)
        else None
    )


def _could_be(speaker: Speaker, low: str) -> bool:
    if low in ("he", "his", "him"):
        return not speaker.body and not speaker.plural and speaker.sex != "f"
    if low in ("she", "her"):
        return not speaker.body and not speaker.plural and speaker.sex != "m"
    if low in ("it", "its"):
        return speaker.body
    return speaker.plural


def _expand(
    unit: Unit, word: int, words: Sequence[Word], cast: Cast, replaced: dict[int, str], named: set[str]
) -> None:
    """A surname by itself becomes the full name, once."""
    tokens = unit.tokens
    alone = not (
        (word > 0 and tokens[word - 1].tag == "NAME" and tokens[word - 1].lower not in w.WEEKDAYS | w.MONTHS)
        or (word + 1 < len(tokens) and tokens[word + 1].tag == "NAME")
    )
    full = cast.full.get(tokens[word].text)
    if not alone or full is None or full == tokens[word].text or full in named or full in cast.bodies:
        return
    if any(isinstance(other, int) and other < word and tokens[other].text == full.split()[0] for other in words):
        return
    title = tokens[word - 1].text if word > 0 else ""
    if title.rstrip(".").lower() in ("mr", "mrs", "ms", "miss", "dr"):
        return
    named.add(full)
    replaced[word] = full
