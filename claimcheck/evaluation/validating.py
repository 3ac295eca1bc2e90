"""Whether the parts of a gold set fit together: ids, quotes, dates, chains, origins and labels.

Every problem is named with file, line and field; nothing is mended. A set without problems can be measured with.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from claimcheck.evaluation.gold import Event, GoldArticle, GoldClaim, GoldSet, Problem
from claimcheck.reading import parse_time

FIRST_YEAR, LAST_YEAR = 1950, 2100
FAR_DAYS = 366 * 60
"""A claim about a day further than this from the article's publication is taken for a slip."""


@dataclass(frozen=True)
class Counts:
    """How large a set is."""

    events: int
    articles: int
    documents: int
    claims: int
    labels: dict[str, int]
    splits: dict[str, int]
    """Claims of each split."""


def counts(gold: GoldSet) -> Counts:
    """The size of a set."""
    claims = [claim for event in gold.events for claim in event.claims]
    return Counts(
        events=len(gold.events),
        articles=sum(len(event.articles) for event in gold.events),
        documents=sum(len(event.coverage) for event in gold.events),
        claims=len(claims),
        labels=dict(sorted(Counter(claim.label for claim in claims).items())),
        splits=dict(sorted(Counter(event.about.split for event in gold.events for _ in event.claims).items())),
    )


def problems(gold: GoldSet) -> list[Problem]:
    """Everything that is wrong with a set whose lines could all be read."""
    found = list(_double_ids(gold))
    for event in gold.events:
        found += _about(event)
        found += _published(event, event.articles, "articles.jsonl")
        found += _published(event, event.coverage, "coverage.jsonl")
        for line, claim in enumerate(event.claims, start=1):
            place = str(event.folder / "claims.jsonl")
            found += (Problem(place, line, field, what) for field, what in _claim(event, claim))
    return found


def _double_ids(gold: GoldSet) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for event in gold.events:
        rows: tuple[tuple[str, Sequence[GoldArticle | GoldClaim]], ...] = (
            ("articles.jsonl", event.articles),
            ("coverage.jsonl", event.coverage),
            ("claims.jsonl", event.claims),
        )
        for name, records in rows:
            for line, record in enumerate(records, start=1):
                place = f"{event.folder / name}:{line}"
                if record.id in seen:
                    yield Problem(
                        str(event.folder / name), line, "id", f"{record.id!r} stands also in {seen[record.id]}"
                    )
                seen.setdefault(record.id, place)


def _about(event: Event) -> Iterator[Problem]:
    known = {document.id for document in event.coverage}
    about, place = event.about, str(event.folder / "event.json")
    named = {
        "copies": about.copies,
        "shared_origins": [one for group in about.shared_origins for one in group],
        "distractors": about.distractors,
        "instructions": about.instructions,
    }
    for field, ids in named.items():
        for identity in ids:
            if identity not in known:
                yield Problem(place, None, field, f"there is no document {identity!r} in coverage.jsonl")
    grouped = Counter([*about.copies, *named["shared_origins"]])
    for identity, times in grouped.items():
        if times > 1:
            yield Problem(place, None, "shared_origins", f"{identity!r} is in {times} origins; it can be in one")
    for group in about.shared_origins:
        if len(group) < 2:
            yield Problem(place, None, "shared_origins", "an origin that is shared has two documents or more")


def _published(event: Event, rows: Sequence[GoldArticle], name: str) -> Iterator[Problem]:
    place = str(event.folder / name)
    for line, row in enumerate(rows, start=1):
        if row.published is not None:
            found = parse_time(row.published)
            if found is None or not FIRST_YEAR <= found.day.year <= LAST_YEAR:
                what = f"{row.published!r} is no date of publication; write it as 2021-03-23 or with time and zone"
                yield Problem(place, line, "published", what)


def _claim(event: Event, claim: GoldClaim) -> Iterator[tuple[str, str]]:
    """(field, what is wrong) for one claim."""
    article = next((one for one in event.articles if one.id == claim.article_id), None)
    if article is None:
        yield "article_id", f"there is no article {claim.article_id!r}"
        return
    if claim.quote not in article.text:
        yield "quote", f"{claim.quote!r} is not in the article, letter for letter"
    yield from _chain(claim, article)
    yield from _when(claim, article)
    yield from _evidence(event, claim)
    yield from _label(claim)
    yield from _origins(event, claim)


def _chain(claim: GoldClaim, article: GoldArticle) -> Iterator[tuple[str, str]]:
    for place, link in enumerate(claim.attribution):
        if link.cue is not None and any(part not in article.text for part in link.cue.split(" ... ")):
            yield f"attribution.{place}.cue", f"{link.cue!r} is not in the article, letter for letter"
    if claim.said is not None and not claim.attribution:
        yield "said", "the outlet speaks itself: nobody else can be asked whether he said it; make it null"


def _when(claim: GoldClaim, article: GoldArticle) -> Iterator[tuple[str, str]]:
    if claim.when is None:
        return
    if claim.when.end < claim.when.start:
        yield "when", f"ends on {claim.when.end} before it starts on {claim.when.start}"
    published = parse_time(article.published) if article.published else None
    for field, day in (("when.start", claim.when.start), ("when.end", claim.when.end)):
        if (published and abs((day - published.day).days) > FAR_DAYS) or not FIRST_YEAR <= day.year <= LAST_YEAR:
            yield field, f"{day} is too far from the article to be meant"


def _evidence(event: Event, claim: GoldClaim) -> Iterator[tuple[str, str]]:
    texts = {document.id: document.text for document in event.coverage}
    for place, item in enumerate(claim.evidence):
        if item.document_id not in texts:
            yield f"evidence.{place}.document_id", f"there is no document {item.document_id!r} in coverage.jsonl"
        elif item.quote not in texts[item.document_id]:
            yield f"evidence.{place}.quote", f"{item.quote!r} is not in {item.document_id}, letter for letter"
        decisive = item.stance in ("supports", "refutes")
        if decisive and item.document_id in event.about.distractors:
            yield f"evidence.{place}.stance", f"{item.document_id} is about another event; it can only be silent"
        if decisive and item.document_id in event.about.copies:
            yield f"evidence.{place}.stance", f"{item.document_id} is a copy of the article; it never counts"


def _label(claim: GoldClaim) -> Iterator[tuple[str, str]]:
    if (claim.label == "unverified") != (claim.reason is not None):
        yield "reason", f"label {claim.label!r} with reason {claim.reason!r}: an unverified claim has one, others none"
    supports, refutes = claim.origins.supports, claim.origins.refutes
    sound = {
        "supported": supports > 0 and not refutes,
        "contested": refutes > 0,
        "unverified": not supports and not refutes,
        "opinion": not supports and not refutes,
    }[claim.label]
    if not sound:
        yield "label", f"{claim.label!r} does not follow from {supports} supporting and {refutes} refuting origins"


def _origins(event: Event, claim: GoldClaim) -> Iterator[tuple[str, str]]:
    """The counts must follow from the evidence: one for each origin with that stance."""
    if claim.label == "opinion":
        return
    for field, stance in (("supports", "supports"), ("refutes", "refutes")):
        origins = {event.about.origin(item.document_id) for item in claim.evidence if item.stance == stance}
        given = getattr(claim.origins, field)
        if given != len(origins):
            yield (
                f"origins.{field}",
                f"is {given}, but the evidence has {len(origins)} ({', '.join(sorted(origins)) or 'none'})",
            )
