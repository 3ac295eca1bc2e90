"""Published fact checks: how they are read, and what they say of a claim.

They come as ClaimReview (JSON-LD in files, or inside pages) or as the answers of Google's Fact Check Tools API. Each becomes a document of its
own kind. Its publisher has already decided: so no engine weighs its words, and it speaks only of a claim that is worded nearly as the one it
reviewed, by its rating. A rating that is no plain yes or no settles nothing.
"""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from claimcheck import likeness
from claimcheck.claims import Article, Claim, FactCheck, Published, Span, Stance, content_id
from claimcheck.errors import InputError
from claimcheck.evidence import Evidence, Hit
from claimcheck.reading import MAX_BYTES, Unread, decode, parse_time
from claimcheck.text import language

SUFFIXES = (".json", ".jsonl", ".ndjson", ".jsonld", ".html", ".htm")
ALIKE = 85.0
"""Likeness in percent from which a fact check is taken to be about the claim; names, figures and negation must be the same besides."""
_TRUE = frozenset(("true", "correct", "accurate", "confirmed", "verified", "fact", "right", "supported", "legit"))
_FALSE = frozenset(
    (
        "false", "incorrect", "inaccurate", "fake", "untrue", "wrong", "fabricated", "hoax", "debunked", "not true", "pants on fire", "fiction",
        "contested", "completely false", "totally false", "satire", "scam",
    )
)  # fmt: skip
_SCRIPT = re.compile(
    r"<script[^>]*type\s*=\s*[\"']?application/ld\+json[^>]*>(.*?)</script\s*>", re.IGNORECASE | re.DOTALL
)


def read_each(source: str) -> Iterator[Article | Unread]:
    """The fact checks of a file or a folder; what holds none is an `Unread` with the reason."""
    path = Path(source)
    if path.is_dir():
        for inner in sorted(path.rglob("*")):
            if inner.suffix.lower() in SUFFIXES and inner.is_file():
                yield from read_each(str(inner))
        return
    try:
        found = list(_of_file(path))
    except InputError as exc:
        yield Unread(source, exc)
        return
    if not found:
        yield Unread(
            source,
            InputError(
                f"{source!r} holds no fact check: neither ClaimReview nor an answer of the Fact Check Tools API"
            ),
        )
    for place, review in enumerate(found, start=1):
        try:
            yield article_of(review)
        except InputError as exc:
            yield Unread(source, InputError(f"{source!r}, fact check {place}: {exc}"))


def _of_file(path: Path) -> Iterator[Mapping[str, Any]]:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise InputError(f"{str(path)!r} is larger than {MAX_BYTES:,} bytes")
        text = decode(path.read_bytes(), str(path))
    except OSError as exc:
        raise InputError(f"cannot read {str(path)!r}: {exc.strerror or exc}") from exc
    for tree in _trees(text, str(path)):
        yield from reviews(tree)


def _trees(text: str, source: str) -> Iterator[Any]:
    """JSON values of a JSON file, of JSON lines, or of the JSON-LD blocks in a page."""
    if text.lstrip().startswith("<"):
        for block in _SCRIPT.findall(text):
            try:
                yield json.loads(block)
            except (ValueError, RecursionError):
                continue  # another block of the page may be whole
        return
    try:
        yield json.loads(text)
    except (ValueError, RecursionError) as exc:
        lines = [line for line in text.splitlines() if line.strip()]
        try:
            yield from [json.loads(line) for line in lines]
        except (ValueError, RecursionError):
            raise InputError(f"{source!r} is no JSON: {exc}") from exc


def reviews(tree: Any) -> Iterator[Mapping[str, Any]]:
    """Every ClaimReview in a JSON value, however deep; an answer of the Fact Check Tools API is turned into ClaimReviews."""
    waiting = [tree]
    # No recursion: strangers' JSON may be nested as deep as the parser goes.
    while waiting:
        one = waiting.pop()
        if isinstance(one, list):
            waiting += reversed(one)
        elif isinstance(one, Mapping):
            kind = one.get("@type")
            if kind == "ClaimReview" or (isinstance(kind, list) and "ClaimReview" in kind):
                yield one
            elif isinstance(one.get("claimReview"), list) and "text" in one:
                yield from (_of_answer(one, review) for review in one["claimReview"] if isinstance(review, Mapping))
            else:
                waiting += reversed([part for part in one.values() if isinstance(part, list | Mapping)])


def _of_answer(claim: Mapping[str, Any], review: Mapping[str, Any]) -> Mapping[str, Any]:
    """One review of the API's answer in the words of ClaimReview."""
    publisher = review.get("publisher")
    names = publisher if isinstance(publisher, Mapping) else {}
    return {
        "@type": "ClaimReview",
        "claimReviewed": claim.get("text"),
        "itemReviewed": {"author": {"name": claim.get("claimant")}},
        "author": {"name": names.get("name") or names.get("site")},
        "reviewRating": {"alternateName": review.get("textualRating")},
        "url": review.get("url"),
        "headline": review.get("title"),
        "datePublished": review.get("reviewDate"),
        "inLanguage": review.get("languageCode"),
    }


def article_of(review: Mapping[str, Any]) -> Article:
    """A ClaimReview as a document; raises InputError where claim or rating is missing."""
    claim = _words(review.get("claimReviewed"))
    if claim is None:
        raise InputError("it does not say which claim it reviews (claimReviewed)")
    found = FactCheck(
        claim=claim,
        claimant=_claimant(review),
        rating=_rating(review),
        stance=stance_of(_mapping(review.get("reviewRating"))),
    )
    url = _words(review.get("url"))
    publisher = (
        _name(review.get("author")) or _name(review.get("publisher")) or (urlsplit(url).hostname if url else None)
    )
    title = _words(review.get("headline")) or _words(review.get("name")) or f"Fact check: {claim}"
    text = _text(found, publisher, _words(review.get("reviewBody")))
    published = _published(review.get("datePublished"))
    return Article(
        id=content_id("a", title, text, published.at.isoformat() if published else None),
        title=title,
        text=text,
        publisher=publisher,
        url=url,
        published=published,
        language=(_words(review.get("inLanguage")) or "")[:2].lower() or language(text),
        fact_check=found,
    )


def _text(found: FactCheck, publisher: str | None, body: str | None) -> str:
    """Short enough to be one passage, so that claim and rating are always found together."""
    said = f"{found.claimant} said" if found.claimant else "Claim"
    verdict = f"{publisher or 'The fact check'} rates this: {found.rating}."
    return "\n\n".join(part for part in (f"{verdict} {said}: {found.claim}", body) if part)


def _rating(review: Mapping[str, Any]) -> str:
    rating = _mapping(review.get("reviewRating"))
    words = _words(rating.get("alternateName")) or _words(rating.get("name")) or _words(rating.get("ratingExplanation"))
    if words:
        return words
    value, best = rating.get("ratingValue"), rating.get("bestRating")
    if value is None:
        raise InputError("it has no rating (reviewRating.alternateName)")
    return f"{value} of {best}" if best is not None else str(value)


def stance_of(rating: Mapping[str, Any]) -> Stance:
    """What a rating says of the claim: by its words where they are plain, else by a number at the very end of its scale.

    `{"alternateName": "False"} -> "refutes"`, `{"alternateName": "Mostly false"} -> "qualifies"`.
    """
    words = " ".join(re.findall(r"[^\W\d_]+", (_words(rating.get("alternateName")) or "").casefold()))
    if words in _TRUE:
        return "supports"
    if words in _FALSE:
        return "refutes"
    value, best, worst = (number(rating.get(name)) for name in ("ratingValue", "bestRating", "worstRating"))
    if value is None or best is None or worst is None or worst >= best:
        return "qualifies"
    return "supports" if value >= best else "refutes" if value <= worst else "qualifies"


def weighed(claim: Claim, hit: Hit) -> Evidence:
    """A passage of a fact check as evidence: its rating where it reviewed this claim, else silence."""
    found = hit.imprint.fact_check
    about = found is not None and likeness.same(claim.text, found.claim, floor=ALIKE)
    snippet = _rated(found, hit.passage.text) if found and about else None
    return Evidence(
        passage=hit.passage,
        imprint=hit.imprint,
        snippet_span=snippet,
        stance=found.stance if found and snippet else "silent",
        said="silent" if claim.claimant else None,
        origin_id=hit.imprint.origin_id,
        rationale=f"a published fact check of this claim, rated {found.rating!r}"
        if found and snippet
        else "a fact check of another claim",
        on_topic=snippet is not None,
    )


def _rated(found: FactCheck, text: str) -> Span | None:
    """Where the passage gives the rating."""
    words = f"rates this: {found.rating}."
    start = text.find(words)
    return Span(start=start, end=start + len(words)) if start >= 0 else None


def _claimant(review: Mapping[str, Any]) -> str | None:
    item = review.get("itemReviewed")
    first = item[0] if isinstance(item, list) and item else item
    return _name(_mapping(first).get("author"))


def _name(value: Any) -> str | None:
    """The name of a person or organisation, given as a word, an object or a list of them."""
    if isinstance(value, list):
        return ", ".join(name for name in map(_name, value) if name) or None
    return _words(value.get("name") if isinstance(value, Mapping) else value)


def _published(value: Any) -> Published | None:
    words = _words(value)
    return parse_time(words) if words else None


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _words(value: Any) -> str | None:
    """A string in one line; None for anything else and for nothing."""
    return " ".join(value.split()) or None if isinstance(value, str) else None


def number(value: object) -> float | None:
    """The number that a rating gives, be it a number or its words in digits; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        return float(value)
    except ValueError:
        return None
