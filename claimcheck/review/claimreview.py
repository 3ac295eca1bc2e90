"""ClaimReview, the schema.org form in which search engines read fact checks: made from settled claims, and checked.

The check follows Google's page "Fact check (ClaimReview) structured data": without a required property a review is not shown at all, without
a recommended one it is shown with less. Both are named; only the required ones refuse a file.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlsplit

from claimcheck.claims import Claim, Published
from claimcheck.errors import ConfigError
from claimcheck.factchecks import number
from claimcheck.review.settled import Settled, published_day
from claimcheck.settings import RatingSettings, ReviewSettings
from claimcheck.text import printable

CONTEXT = "https://schema.org"
SHORT = 75
"""Characters of a claim that fit on a telephone's line, as Google advises."""
_BODIES = re.compile(
    r"\b(?:ministry|ministries|government|council|police|court|army|union|party|company|agency|authority|board|bank|trust|university|hospital|"
    r"association|federation|commission|committee|parliament|department|office|group|club|society|service|institute|fund|corporation|inc|ltd|plc)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Problem:
    """What a ClaimReview lacks or has wrong."""

    level: Literal["required", "recommended"]
    field: str
    """`reviewRating.alternateName`."""
    what: str

    def __str__(self) -> str:
        return f"{self.level} {self.field}: {self.what}"


def as_claimreview(one: Settled, settings: ReviewSettings) -> dict[str, Any]:
    """A settled claim as JSON-LD; raises ConfigError where `review.review_url` is not set, for no review is valid without its address."""
    if not settings.review_url:
        raise ConfigError(
            'review.review_url is not set; give the address of your reviews, as "https://desk.example/reviews/{id}"'
        )
    made: dict[str, Any] = {
        "@context": CONTEXT,
        "@type": "ClaimReview",
        "url": settings.review_url.replace("{id}", one.id),
        "claimReviewed": _plain(one.claim.text),
        "author": _without_none(
            {"@type": "Organization", "name": settings.organisation, "url": settings.organisation_url}
        ),
        "reviewRating": rating(one.label or "unverified", settings.ratings),
        "itemReviewed": _item(one),
    }
    if one.decision:
        made["datePublished"] = published_day(one.decision.at)
        if one.decision.note.strip():
            made["reviewBody"] = _plain(one.decision.note)
    return made


def rating(label: str, words: RatingSettings) -> dict[str, Any]:
    """The rating that a label is printed as; a label without a number gets words only."""
    made: dict[str, Any] = {"@type": "Rating", "alternateName": getattr(words, label)}
    value = getattr(words, f"{label}_value")
    if value is not None:
        made |= {"ratingValue": value, "bestRating": words.best, "worstRating": words.worst}
    return made


def _item(one: Settled) -> dict[str, Any]:
    article = one.article
    appearance = {
        "@type": "NewsArticle",
        "url": article.url if _address(article.url) else None,
        "headline": _plain(article.title) if article.title else None,
        "datePublished": _iso(article.published),
        "publisher": {"@type": "Organization", "name": _plain(article.publisher)} if article.publisher else None,
    }
    return _without_none(
        {
            "@type": "Claim",
            "author": _author(one.claim, article.publisher),
            "datePublished": _iso(article.published),
            "appearance": _without_none(appearance) if appearance["url"] else None,
        }
    )


def _author(claim: Claim, publisher: str | None) -> dict[str, Any] | None:
    """Who made the claim: the innermost source, else the outlet."""
    if claim.claimant is None:
        return {"@type": "Organization", "name": _plain(publisher)} if publisher else None
    name = _plain(claim.claimant.source)
    if _BODIES.search(name):
        return {"@type": "Organization", "name": name}
    role = claim.claimant.role
    return _without_none({"@type": "Person", "name": name, "jobTitle": _plain(role) if role else None})


def _iso(published: Published | None) -> str | None:
    if published is None:
        return None
    return published.day.isoformat() if published.precision == "day" else published.at.isoformat()


def _plain(text: str) -> str:
    return " ".join(printable(text).split())


def _without_none(tree: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in tree.items() if value is not None}


def _address(text: object) -> bool:
    try:
        parts = urlsplit(str(text)) if text else None
    except ValueError:
        return False
    return bool(parts and parts.scheme in ("http", "https") and parts.hostname)


def problems(tree: object) -> list[Problem]:
    """Everything that Google's page requires or recommends and the review lacks, required properties first."""
    if not isinstance(tree, Mapping):
        return [Problem("required", "@type", "is no JSON object")]
    found = [*_required(tree), *_recommended(tree)]
    return sorted(found, key=lambda problem: problem.level != "required")


def _required(tree: Mapping[str, Any]) -> Iterator[Problem]:
    context = str(tree.get("@context", "")).rstrip("/")
    if context not in ("https://schema.org", "http://schema.org"):
        yield Problem("required", "@context", f"is {context!r}, not {CONTEXT!r}")
    if tree.get("@type") != "ClaimReview":
        yield Problem("required", "@type", f"is {tree.get('@type')!r}, not 'ClaimReview'")
    if not _text(tree.get("claimReviewed")):
        yield Problem("required", "claimReviewed", "the claim's words are missing")
    if not _address(tree.get("url")):
        yield Problem("required", "url", f"{tree.get('url')!r} is no http address of the review")
    given = tree.get("reviewRating")
    if not isinstance(given, Mapping):
        yield Problem("required", "reviewRating", "the rating is missing")
        return
    if not _text(given.get("alternateName")) and not _text(given.get("name")):
        yield Problem("required", "reviewRating.alternateName", "the rating's words are missing")
    yield from _scale(given)


def _scale(given: Mapping[str, Any]) -> Iterator[Problem]:
    """Numbers are optional, but where one stands they must make sense together."""
    names = ("worstRating", "ratingValue", "bestRating")
    numbers = {name: number(given.get(name)) for name in names if given.get(name) is not None}
    for name, value in numbers.items():
        if value is None:
            yield Problem("required", f"reviewRating.{name}", f"{given.get(name)!r} is no number")
    worst, value, best = (numbers.get(name) for name in names)
    if worst is not None and best is not None and worst >= best:
        yield Problem("required", "reviewRating.bestRating", f"{best:g} is not over worstRating {worst:g}")
    elif value is not None and worst is not None and best is not None and not worst <= value <= best:
        yield Problem("required", "reviewRating.ratingValue", f"{value:g} is not between {worst:g} and {best:g}")


def _recommended(tree: Mapping[str, Any]) -> Iterator[Problem]:
    claim = tree.get("claimReviewed")
    if isinstance(claim, str) and len(claim) > SHORT:
        yield Problem("recommended", "claimReviewed", f"has {len(claim)} characters; up to {SHORT} are shown whole")
    author = tree.get("author")
    for name in ("name", "url"):
        if not isinstance(author, Mapping) or not _text(author.get(name)):
            yield Problem("recommended", f"author.{name}", "is missing")
    item = tree.get("itemReviewed")
    if not isinstance(item, Mapping):
        yield Problem("recommended", "itemReviewed", "is missing")
        return
    for name in ("author", "datePublished", "appearance"):
        if not item.get(name):
            yield Problem("recommended", f"itemReviewed.{name}", "is missing")
    if isinstance(item.get("author"), Mapping) and not _text(item["author"].get("name")):
        yield Problem("recommended", "itemReviewed.author.name", "is missing")
    rated = tree.get("reviewRating")
    for name in ("ratingValue", "bestRating", "worstRating"):
        if isinstance(rated, Mapping) and rated.get(name) is None:
            yield Problem("recommended", f"reviewRating.{name}", "is missing")


def _text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())
