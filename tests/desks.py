"""A desk for tests: fictional claims, a clock that the test moves, and people."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from claimcheck.claims import Article, Attribution, Claim, Published, Span, Term, Worthiness
from claimcheck.evidence import Finding, Verdict
from claimcheck.reports import Report
from claimcheck.review import Actor, Judgement

NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
ADA, BEN, CLEO = Actor("ada"), Actor("ben"), Actor("cleo")
JUDGE = Actor("judith", frozenset({"adjudicator"}))


class Clock:
    """Stands still until it is moved."""

    def __init__(self, now: dt.datetime = NOON) -> None:
        self.now = now

    def __call__(self) -> dt.datetime:
        return self.now

    def pass_(self, **time: float) -> None:
        self.now += dt.timedelta(**time)


def finding(
    identity: str, text: str, *, article: Article, label: Any = None, reason: Any = "silent", worth: float = 0.5,
    confidence: float | None = None, speaker: str | None = None, harm: bool = False,
) -> Finding:  # fmt: skip
    """A claim with its verdict; a label takes the reason's place."""
    claim = Claim(
        id=identity,
        article_id=article.id,
        text=text,
        quote=article.text[:10],
        span=Span(start=0, end=10),
        attribution=(Attribution(source=speaker, mode="indirect"),) if speaker else (),
        checkable=label != "opinion",
        worthiness=Worthiness(score=worth, terms=(Term(name="harm", weight=0.9),) if harm else ()),
    )
    verdict = Verdict(
        claim_id=identity, label=label, reason=None if label else reason, said=None, confidence=confidence, rationale="made for a test"
    )  # fmt: skip
    return Finding(claim=claim, verdict=verdict)


def article(identity: str = "a-dam", *, publisher: str = "Tarn Gazette") -> Article:
    """A short article."""
    published = Published(at=dt.datetime(2026, 3, 1, 8), precision="minute", zone=None, basis="given")
    text = (
        "The dam above Tarn Hollow was emptied in May. Engineers found a leak. The water board expects a long repair."
    )
    return Article(id=identity, title="Dam emptied", text=text, publisher=publisher, published=published, language="en")


def report(findings: Sequence[Finding], *, of: Article) -> Report:
    """A report that holds these findings."""
    return Report(article=of, findings=tuple(findings))


def claims(number: int, *, of: Article | None = None, **more: Any) -> Report:
    """A report of so many unverified claims about different dams, c-0 the most check-worthy."""
    about = of or article()
    return report(
        [
            finding(f"c-{place}", f"Dam {place} holds {place + 3} million litres.", article=about, worth=0.9 - place * 0.8 / number, **more)
            for place in range(number)
        ],
        of=about,
    )  # fmt: skip


def says(label: Any, note: str = "", **more: Any) -> Judgement:
    """A judgement."""
    return Judgement(label=label, note=note, **more)
