"""Pairs from the gold set as the pipeline meets them: gold claims, and the passages that search brings for them.

Everything of the set is in the library, so other events are in the way. A passage that holds the gold words of a piece of evidence has
its stance; one of another origin than any listed evidence is silent. A passage that is not listed but shares its origin with one that
is may repeat it, and is left out. Only the split that is asked for is read for claims.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from claimcheck.checker import Checker
from claimcheck.claims import Article, Claim
from claimcheck.errors import EmptyArticleError
from claimcheck.evaluation import gold as gold_sets
from claimcheck.evaluation.oracles import as_claim
from claimcheck.evaluation.running import article_of, coverage_of
from claimcheck.evidence import Hit
from claimcheck.library import document_id
from claimcheck.reading import Options
from claimcheck.settings import Settings
from claimcheck.text import align
from claimcheck.usage import Meter

NEWSROOM = Path(__file__).parents[1] / "datasets/newsroom"
DECISIVE = ("refutes", "supports", "qualifies", "silent")
"""Where a passage holds several pieces of evidence, the first of these that occurs is its stance."""


@dataclass(frozen=True)
class GoldPair:
    """One gold claim and one passage that search brought for it."""

    event: str
    article: Article
    claim: Claim
    label: str
    """The claim's gold label."""
    hit: Hit
    document: str
    """Gold id of the passage's document."""
    stance: str
    relays: bool
    """Whether the passage is listed as silent: on topic, mostly because it carries the claimant's word."""
    said: str | None
    """The claim's gold `said`."""


def gold_pairs(split: str, *, opinions: bool = False) -> list[GoldPair]:
    """All pairs of a split, in the set's order; claims that are opinions only where asked for."""
    gold = gold_sets.load(NEWSROOM)
    with tempfile.TemporaryDirectory() as home, Checker(Settings(home=Path(home), engine="offline")) as checker:
        names = {document_id(document): identity for identity, document in coverage_of(gold)}
        checker.ingest([str(event.folder) for event in gold.events], options=Options(want="coverage"))
        pairs: list[GoldPair] = []
        for event in gold.part(split):
            try:
                pairs += _of_event(event, checker, names, opinions=opinions)
            except EmptyArticleError as exc:
                print(f"left out {event.about.id}: {exc}", file=sys.stderr)
        return pairs


def _of_event(event: gold_sets.Event, checker: Checker, names: dict[str, str], *, opinions: bool) -> Iterator[GoldPair]:
    for shown in event.articles:
        article = article_of(event, shown)
        wanted = [one for one in event.claims_of(shown.id) if opinions or one.label != "opinion"]
        claims = [as_claim(one, article, checker.settings.worthiness) for one in wanted]
        found = asyncio.run(checker.stages().retriever.retrieve(article, claims, meter=Meter()))
        for one, claim, retrieved in zip(wanted, claims, found, strict=True):
            for hit in retrieved.hits:
                yield from _pair(event, article, one, claim, hit, names.get(hit.passage.document_id, ""))


def _pair(
    event: gold_sets.Event, article: Article, gold: gold_sets.GoldClaim, claim: Claim, hit: Hit, document: str
) -> Iterator[GoldPair]:
    if document in event.about.copies:
        return
    own = [item for item in gold.evidence if item.document_id == document]
    stances = {item.stance for item in own if align(item.quote, hit.passage.text)}
    listed = {event.about.origin(item.document_id) for item in gold.evidence if item.stance != "silent"}
    if not stances and document.startswith(event.about.id) and event.about.origin(document) in listed:
        return
    stance = next((one for one in DECISIVE if one in stances), "silent")
    yield GoldPair(event.about.id, article, claim, gold.label, hit, document, stance, stances == {"silent"}, gold.said)
