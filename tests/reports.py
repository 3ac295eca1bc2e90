"""Reports to render in tests: the bundled sample as an engine would judge it, and one that is all edge cases.

`sample()` turns the sample's gold claims into a report through the real `decide`; `hostile()` puts markup, control characters,
wide characters and overlapping spans into every place that outside text can reach.
"""

import datetime as dt
import json
from pathlib import Path
from typing import Any

from claimcheck.claims import (
    Article,
    Attribution,
    Claim,
    Dropped,
    DroppedClaim,
    Published,
    Skipped,
    Span,
    Term,
    When,
    Worthiness,
    content_id,
)
from claimcheck.evidence import Evidence, Finding, Imprint, OriginCount, Passage, Policy, Provenance, Verdict
from claimcheck.reading import Options, parse_time, read
from claimcheck.reports import Report, StageUsage, Usage
from claimcheck.verdicts import decide

SAMPLE = Path(__file__).parent.parent / "claimcheck" / "sample"
_ROLES = {
    "Verity Lamb": "chief executive of the Marl Canal Trust",
    "Wystan Hale": "lock-keeper",
    "Tobiah Crane": "town councillor",
    "Juno Pettifer": "chair of the Boaters' Circle",
    "Halina Moor": "police inspector",
}
_VOICES = {
    ("sample-c04", "sample-d05"): "Wystan Hale",
    ("sample-c08", "sample-d08"): "Marl Canal Trust",
    ("sample-c12", "sample-d07"): "police at Tollgate Bridge",
    ("sample-c18", "sample-d06"): "Ambrose Kettley",
    ("sample-c03", "sample-d03"): "the ambulance service",
}
PROVENANCE = Provenance(
    engine="offline",
    weights=("judge:1f0c44d2ab91",),
    settings_digest="5d2f0a",
    library_digest="9be1c07754aa",
    at=dt.datetime(2024, 10, 11, 9, 30, tzinfo=dt.UTC),
)


def rows(name: str) -> list[dict[str, Any]]:
    """The lines of one of the sample's files."""
    return [json.loads(line) for line in (SAMPLE / name).read_text(encoding="utf-8").splitlines()]


def sample() -> Report:
    """The sample article with every gold claim decided."""
    article = read(str(SAMPLE / "article.txt"), options=Options(published="2024-10-09T08:40:00+01:00"))[0]
    article = article.model_copy(update={"publisher": "Pellbridge Packet"})
    coverage = {row["id"]: row for row in rows("coverage.jsonl")}
    findings = tuple(_finding(row, article, coverage) for row in rows("claims.jsonl"))
    last = article.text.index("The mud gave up")
    return Report(
        article=article,
        findings=findings,
        skipped=(Skipped(span=Span(start=last, end=last + 12), reason="duplicate"),),
        dropped=(DroppedClaim(text="The goat was arrested.", quote="arrested the goat", reason="quote is not in the article"),),
        usage=Usage(
            stages=(
                StageUsage(stage="extract", calls=2, tokens_in=3120, tokens_out=1890, cost=0.0043, seconds=6.2),
                StageUsage(stage="retrieve", seconds=0.4),
                StageUsage(stage="weigh", calls=5, cached=1, retries=1, tokens_in=9050, tokens_out=2210, cost=0.0067, seconds=11.9),
            ),
            dropped_citations=1,
            dropped_claims=1,
        ),
    )  # fmt: skip


def _finding(row: dict[str, Any], article: Article, coverage: dict[str, dict[str, Any]]) -> Finding:
    claim = _claim(row, article)
    evidence = [_evidence(claim, item, row, coverage) for item in row["evidence"]]
    evidence += [_silent(claim, coverage["sample-d09"])] if row["reason"] != "no-coverage" else []
    if row["reason"] == "not-independent":
        evidence.append(_copy(coverage["sample-d01"], row["quote"]))
    return Finding(claim=claim, verdict=decide(claim, evidence, Policy()).model_copy(update={"provenance": PROVENANCE}))


def _claim(row: dict[str, Any], article: Article) -> Claim:
    start = article.text.index(row["quote"])
    when = row["when"] and When(
        expression="on Monday", start=row["when"]["start"], end=row["when"]["end"], precision="day"
    )
    return Claim(
        id=row["id"],
        article_id=article.id,
        text=row["text"],
        quote=row["quote"],
        span=Span(start=start, end=start + len(row["quote"])),
        attribution=tuple(Attribution(role=_ROLES.get(link["source"]), **link) for link in row["attribution"]),
        when=when,
        checkable=row["label"] != "opinion",
        worthiness=Worthiness(score=0.62, terms=(Term(name="numbers", weight=0.9), Term(name="checkable", weight=1.0))),
    )


def _passage(document: dict[str, Any], quote: str) -> tuple[Passage, Span]:
    """A passage of some 300 characters around a quote, and where the quote stands in it."""
    text = document["text"]
    at = text.index(quote)
    start, end = max(0, at - 60), min(len(text), at + len(quote) + 120)
    span = Span(start=start, end=end)
    passage = Passage(
        id=content_id("p", document["id"], start), document_id=document["id"], span=span, text=span.of(text)
    )
    return passage, Span(start=at - start, end=at - start + len(quote))


def _imprint(document: dict[str, Any]) -> Imprint:
    names = ("title", "publisher", "url")
    published = parse_time(document["published"])
    origin = "o-wire" if document["id"] in ("sample-d01", "sample-d02") else document["id"].replace("sample-d", "o-")
    return Imprint(
        document_id=document["id"], published=published, origin_id=origin, **{name: document[name] for name in names}
    )


def _evidence(claim: Claim, item: dict[str, Any], row: dict[str, Any], coverage: dict[str, dict[str, Any]]) -> Evidence:
    document = coverage[item["document_id"]]
    passage, snippet = _passage(document, item["quote"])
    named = _VOICES.get((row["id"], document["id"]))
    settles = claim.attribution and (item["stance"] == "silent" or named == claim.attribution[-1].source)
    contested = row["said"] == "contested" and item["stance"] == "silent"
    relayed = item["stance"] == "silent" and claim.claimant is not None
    return Evidence(
        passage=passage,
        imprint=_imprint(document),
        snippet_span=snippet,
        stance=item["stance"],
        said=("refutes" if contested else "supports" if settles and row["said"] else None),
        voice=claim.claimant.source if relayed and claim.claimant else named,
        voice_kind="claimant" if relayed else "other" if named else "outlet",
        origin_id=_imprint(document).origin_id,
        confidence=0.87,
        rationale="same lock, same evening; first person denial" if item["stance"] == "refutes" else "same figures and place",
    )  # fmt: skip


def _silent(claim: Claim, document: dict[str, Any]) -> Evidence:
    passage, _ = _passage(document, "Sallow Basin was drained on Monday")
    return Evidence(
        passage=passage,
        imprint=_imprint(document),
        snippet_span=None,
        stance="silent",
        said="silent" if claim.attribution else None,
        origin_id="o-09",
        confidence=0.91,
        rationale="another year: 2011",
        on_topic=False,
    )


def _copy(document: dict[str, Any], quote: str) -> Evidence:
    passage, snippet = _passage(document, quote)
    return Evidence(
        passage=passage,
        imprint=_imprint(document),
        snippet_span=snippet,
        stance="supports",
        independent=False,
        origin_id="o-wire",
        rationale="a copy of this article carries the same words",
    )


EVIL = (
    '<script>alert("x")</script> [red]markup[/red] **bold** \x1b[31mred\x1b[0m \u202egnp.exe &amp; | `code`\nnew line'
)
"""What a hostile outlet might put into any of its words."""
WIDE = "東京都は五日、予算案を発表した。"


def hostile(evil: str = EVIL) -> Report:
    """Overlapping spans, a failed claim, no dates, and hostile text in every place that outside text reaches."""
    text = f"The mayor said the bridge, built in 1931, was safe.\n\n{WIDE} {evil}\n\nThe end came late."
    article = Article(
        id="a-hostile",
        title=f"Bridge {evil}",
        text=text,
        publisher=f"Gazette {evil}",
        author=evil,
        url="javascript:alert(1)",
        published=None,
        language="en",
        agencies=(evil,),
        dropped=(Dropped(text=evil, reason="navigation"),),
    )
    link = Attribution(source=f"The mayor {evil}", role=evil, cue=evil, mode="mixed")
    outer = _plain(article, "c-outer", "the bridge, built in 1931, was safe", attribution=(link,))
    inner = _plain(article, "c-inner", "built in 1931", also=(Span(start=len(text) - 18, end=len(text)),))
    crossing = _plain(article, "c-cross", "1931, was safe.", flags=(f"number 40 is not in the article {evil}",))
    wide = _plain(article, "c-wide", WIDE, text=f"{WIDE} {evil}", when=_unresolved(evil))
    verdict = Verdict(
        claim_id="c-outer",
        label="contested",
        reason=None,
        said="contested",
        confidence=0.5,
        origins=OriginCount(supports=1, refutes=2, documents=5),
        evidence=tuple(_hostile_evidence(number, evil) for number in range(7)),
        rationale=f"Two independent origins refute it ({evil}).",
    )
    unverified = Verdict(claim_id="c-wide", label=None, reason="silent", said=None, rationale=evil)
    return Report(
        article=article,
        findings=(
            Finding(claim=outer, verdict=verdict),
            Finding(claim=inner, verdict=None, error=f"the server answered 503 {evil}"),
            Finding(claim=crossing, verdict=Verdict(claim_id="c-cross", label="opinion", reason=None, said=None, rationale=evil)),
            Finding(claim=wide, verdict=unverified),
        ),
        skipped=(Skipped(span=Span(start=0, end=10), reason="no-claim"),),
        dropped=(DroppedClaim(text=evil, quote=evil, reason=evil),),
        notes=("publication date unknown", evil),
    )  # fmt: skip


def empty() -> Report:
    """An article in which nothing was found."""
    article = Article(
        id="a-empty",
        title=None,
        text="Hm.",
        publisher=None,
        published=Published(at=dt.datetime(2024, 1, 2), precision="day", zone=None, basis="given"),
        language=None,
    )
    return Report(article=article, findings=(), skipped=(Skipped(span=Span(start=0, end=3), reason="no-claim"),))


def _plain(article: Article, identity: str, quote: str, text: str | None = None, **more: Any) -> Claim:
    start = article.text.index(quote)
    return Claim(
        id=identity,
        article_id=article.id,
        text=text or f"It holds that {quote}",
        quote=quote,
        span=Span(start=start, end=start + len(quote)),
        checkable=True,
        worthiness=Worthiness(score=0.5, terms=()),
        **more,
    )


def _unresolved(evil: str) -> When:
    return When(
        expression="on the fifth", start=None, end=None, precision=None, unresolved=f"publication date unknown {evil}"
    )


def _hostile_evidence(number: int, evil: str) -> Evidence:
    text = f"Before. {evil} The bridge is not safe. After."
    start = text.index("The bridge")
    imprint = Imprint(
        document_id=f"d-{number}",
        title=evil,
        publisher=f"Outlet {number} {evil}",
        url="https://outlet.example/a?b=<c>&d" if number % 2 else "javascript:alert(2)",
        published=None,
        origin_id=f"o-{number // 2}",
    )
    return Evidence(
        passage=Passage(id=f"p-{number}", document_id=f"d-{number}", span=Span(start=0, end=len(text)), text=text),
        imprint=imprint,
        snippet_span=Span(start=start, end=start + 23) if number < 5 else None,
        stance=("refutes", "refutes", "refutes", "supports", "qualifies", "silent", "silent")[number],
        voice=evil,
        voice_kind="other",
        independent=number != 6,
        origin_id=f"o-{number // 2}",
        rationale=evil,
        suspicious=("speaks to a machine",) if number == 0 else (),
    )
