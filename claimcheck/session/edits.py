"""Claims made by hand: written, reworded, split and merged by a person, held to what holds for the machine's.

The quote must stand in the article, a time expression is resolved from the publication date, worthiness and flags are computed anew.
Pure: articles and claims in, claims out.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from claimcheck.claims import Article, Attribution, Claim, Span, When, content_id
from claimcheck.errors import InputError
from claimcheck.settings import WorthinessSettings
from claimcheck.text import align, sentences
from claimcheck.worthiness import worthiness

CHAIN = ">"
"""Stands between the speakers of a chain, outermost first: `Tobiah Crane > Wystan Hale`."""
PARTS = "|"
"""Stands between the claims that one is split into."""
_LIKE = 62.0


@dataclass(frozen=True)
class Wording:
    """What a person gives for a claim."""

    text: str
    """The proposition."""
    speaker: str
    """Chain of speakers, outermost first; empty for the outlet itself."""
    quote: str
    """The article's words for it; empty to have the most similar sentence found."""
    when: str
    """The article's words for its time; empty for none."""
    checkable: bool
    """Whether evidence could settle it."""


def wording(claim: Claim) -> Wording:
    """A claim as a person would give it."""
    return Wording(
        text=claim.text,
        speaker=speakers(claim),
        quote=claim.quote,
        when=claim.when.expression if claim.when else "",
        checkable=claim.checkable,
    )


def speakers(claim: Claim) -> str:
    """`"Tobiah Crane > Wystan Hale"`; empty for the outlet's own voice."""
    return f" {CHAIN} ".join(link.source for link in claim.attribution)


def written(article: Article, given: Wording, *, settings: WorthinessSettings, base: Claim | None = None) -> Claim:
    """The claim that a person's wording comes to; what stays as it is in `base` keeps its offsets and roles.

    Raises InputError where the claim is empty or its quote does not stand in the article.
    """
    text = " ".join(given.text.split())
    if not text:
        raise InputError("the claim is empty; write a sentence that stands on its own")
    same_place = base is not None and given.quote.strip() == base.quote.strip()
    span = base.span if base is not None and same_place else _place(article, given.quote, text)
    sentence = _sentence(article, span)
    chain = _chain(article, given.speaker, sentence, base)
    when = _when(article, given.when, sentence, base)
    return Claim(
        id=content_id("c", article.id, text, chain[-1].source if chain else None),
        article_id=article.id,
        text=text,
        quote=span.of(article.text),
        span=span,
        also=base.also if base is not None and same_place else (),
        attribution=chain,
        when=when,
        checkable=given.checkable,
        kind=base.kind if base is not None and base.checkable == given.checkable else None,
        worthiness=worthiness(text, checkable=given.checkable, attribution=chain, settings=settings),
        flags=_flags(article, text, when, chain),
    )


def split(article: Article, claim: Claim, parts: Sequence[str], *, settings: WorthinessSettings) -> tuple[Claim, ...]:
    """One claim as several, each with its speaker, time and place; raises InputError for fewer than two parts."""
    texts = list(dict.fromkeys(" ".join(part.split()) for part in parts if part.strip()))
    if len(texts) < 2:
        raise InputError(f"a split needs two different claims at least; put {PARTS!r} between them")
    before = wording(claim)
    given = (Wording(text, before.speaker, before.quote, before.when, claim.checkable) for text in texts)
    return tuple(written(article, one, settings=settings, base=claim) for one in given)


def merged(article: Article, claims: Sequence[Claim], text: str, *, settings: WorthinessSettings) -> Claim:
    """Several claims as one in the first one's place; the places of the others are kept in `also`."""
    if len(claims) < 2:
        raise InputError("a merger needs two claims at least; give their numbers, for example 3,5")
    first = min(claims, key=lambda claim: claim.span.start)
    made = written(article, Wording(text, *_rest(first)), settings=settings, base=first)
    places = [span for claim in claims for span in (claim.span, *claim.also) if span != made.span]
    return made.model_copy(update={"also": tuple(dict.fromkeys(places))})


def _rest(claim: Claim) -> tuple[str, str, str, bool]:
    given = wording(claim)
    return given.speaker, given.quote, given.when, given.checkable


def _place(article: Article, quote: str, text: str) -> Span:
    if quote.strip():
        span = align(quote, article.text)
        if span is None:
            raise InputError(f"the words {_short(quote)!r} do not stand in the article; copy them from its text")
        return span
    found = _most_alike(article, text)
    if found is None:
        raise InputError("no sentence of the article is like this claim; give the article's words for it")
    return found


def _most_alike(article: Article, text: str) -> Span | None:
    from rapidfuzz.fuzz import token_set_ratio  # only claims without a quote pay for it

    scored = [(token_set_ratio(text, span.of(article.text)), span) for span in sentences(article.text)]
    best = max(scored, key=lambda pair: pair[0], default=None)
    return best[1] if best and best[0] >= _LIKE else None


def _sentence(article: Article, span: Span) -> Span:
    return next((one for one in sentences(article.text) if one.overlaps(span)), span)


def _chain(article: Article, speaker: str, sentence: Span, base: Claim | None) -> tuple[Attribution, ...]:
    names = [" ".join(name.split()) for name in re.split(rf"\s*(?:{CHAIN}|→)\s*", speaker) if name.strip()]
    known = {link.source: link for link in base.attribution} if base else {}
    return tuple(known.get(name) or _link(article, name, sentence) for name in names)


def _link(article: Article, name: str, sentence: Span) -> Attribution:
    """A speaker who was not named before, with the place of the name where the article has it."""
    return Attribution(source=name, mode="indirect", source_span=align(name, article.text, within=sentence, floor=95.0))


def _when(article: Article, expression: str, sentence: Span, base: Claim | None) -> When | None:
    words = " ".join(expression.split())
    if not words:
        return None
    if base and base.when and base.when.expression == words:
        return base.when
    from claimcheck.dates import resolve  # its grammar costs the first screen a tenth of a second

    found = resolve(words, published=article.day, sentence=sentence.of(article.text), previous=None)
    return found.model_copy(update={"span": align(words, article.text, within=sentence, floor=95.0)})


def _flags(article: Article, text: str, when: When | None, chain: tuple[Attribution, ...]) -> tuple[str, ...]:
    from claimcheck.elements import missing_elements  # as above

    held = "\n".join(part for part in (article.title, article.publisher, article.text) if part)
    return missing_elements(text, held, when=when, known=[link.when for link in chain if link.when])


def _short(text: str, length: int = 60) -> str:
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"
