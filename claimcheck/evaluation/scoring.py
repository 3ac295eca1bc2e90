"""An article's report laid beside its gold claims: rows and article figures, from which every metric is computed.

Everything is judged by rules over the stored report, so a run can be scored again at any time. Oracle runs give claims the gold
ids, so that their pairs are certain.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from claimcheck.claims import Article, Claim, Span
from claimcheck.elements import names
from claimcheck.evaluation.entailment import Judgements, fabricated, grounded, statement_of, verbatim
from claimcheck.evaluation.gold import Event, GoldClaim, GoldEvent
from claimcheck.evaluation.matching import (
    Pair,
    alike_source,
    content_words,
    gold_span,
    match,
    overlap,
    plain_name,
    same_chain,
    same_source,
    same_when,
)
from claimcheck.evaluation.rows import Found, Row, Score, Speaking
from claimcheck.evidence import Evidence, Finding
from claimcheck.numbers import numbers
from claimcheck.reports import Report
from claimcheck.text import align, sentences

DECISIVE_GAIN, OTHER_GAIN = 2.0, 1.0
"""Relevance of a document whose words decide, and of one that only bears on the claim or repeats the claimant."""


@dataclass(frozen=True)
class Placed:
    """A passage that retrieval gave, by the gold set's names."""

    document_id: str
    span: Span


@dataclass(frozen=True)
class Item:
    """One finished article of a run."""

    report: Report
    hits: Mapping[str, tuple[Placed, ...]]
    """Claim id -> passages, best first."""
    documents: Mapping[str, str]
    """The library's document id -> the gold set's."""


def score(
    event: Event, item: Item, coverage: Mapping[str, str], *, oracle: bool, judged: Judgements | None = None
) -> Score:
    """All rows of an article; `coverage` maps gold document ids to their texts as stored, `judged` is what a judge said of claims."""
    report, about = item.report, event.about
    gold = event.claims_of(report.article.id)
    findings = report.findings
    pairs = _certain(gold, findings) if oracle else match(gold, [one.claim for one in findings], report.article.text)
    answered = {pair.gold: pair for pair in pairs}
    asked = {pair.predicted for pair in pairs}
    scene = _Scene(event, item, coverage, judged or Judgements())
    rows = [
        _paired(scene, claim, findings[pair.predicted], pair)
        if (pair := answered.get(place))
        else _missed(scene, claim)
        for place, claim in enumerate(gold)
    ]
    rows += [_unasked(scene, finding) for place, finding in enumerate(findings) if place not in asked]
    if oracle:
        # Gold claims are the yardstick: neither judge nor rule is asked about them here.
        rows = [replace(row, grounded=None, entailed=None) for row in rows]
    usage = [row for row in report.usage.stages if row.stage in ("extract", "weigh")]
    costs = [row.cost for row in usage if row.cost is not None]
    return Score(
        article_id=report.article.id,
        event_kind=about.kind,
        boilerplate=about.boilerplate,
        rows=tuple(rows),
        sentences=_sentences(gold, findings, report.article.text),
        proposed=len(findings) + len(report.dropped),
        refused=len(report.dropped),
        dropped_citations=report.usage.dropped_citations,
        calls=sum(row.calls for row in usage),
        cached=sum(row.cached for row in usage),
        tokens_in=sum(row.tokens_in for row in usage),
        tokens_out=sum(row.tokens_out for row in usage),
        cost=sum(costs) if costs else None,
    )


def unread(event: Event, article_id: str) -> Score:
    """An article that the product itself could not read: every gold claim was missed."""
    about, rows = event.about, tuple(_asked(event, gold) for gold in event.claims_of(article_id))
    return Score(article_id=article_id, event_kind=about.kind, boilerplate=about.boilerplate, rows=rows)


@dataclass(frozen=True)
class _Scene:
    """What all rows of an article share."""

    event: Event
    item: Item
    coverage: Mapping[str, str]
    judged: Judgements

    @property
    def about(self) -> GoldEvent:
        return self.event.about

    @property
    def article(self) -> Article:
        return self.item.report.article


def _certain(gold: Sequence[GoldClaim], findings: Sequence[Finding]) -> list[Pair]:
    places = {finding.claim.id: place for place, finding in enumerate(findings)}
    return [Pair(place, places[claim.id], 1.0) for place, claim in enumerate(gold) if claim.id in places]


def _missed(scene: _Scene, gold: GoldClaim) -> Row:
    return replace(_asked(scene.event, gold), speaker_near=_near(gold, scene.article.text))


def _asked(event: Event, gold: GoldClaim) -> Row:
    """A gold claim that nothing answers."""
    return Row(
        article_id=gold.article_id,
        event_kind=event.about.kind,
        boilerplate=event.about.boilerplate,
        gold_id=gold.id,
        claim_id=None,
        likeness=0.0,
        gold_text=gold.text,
        speaking=_speaking(gold),
        gold_label=gold.label,
        gold_reason=gold.reason,
        gold_said=gold.said,
        dated=gold.when is not None,
    )


def _unasked(scene: _Scene, finding: Finding) -> Row:
    verdict = finding.verdict
    return Row(
        article_id=scene.article.id,
        event_kind=scene.about.kind,
        boilerplate=scene.about.boilerplate,
        gold_id=None,
        claim_id=finding.claim.id,
        likeness=0.0,
        text=finding.claim.text,
        label=(verdict.label or "unverified") if verdict else "failed",
        reason=verdict.reason if verdict else None,
        said=verdict.said if verdict else None,
        **_of_claim(scene, finding.claim),
        **_of_evidence(scene, finding, None),
    )


def _paired(scene: _Scene, gold: GoldClaim, finding: Finding, pair: Pair) -> Row:
    claim, verdict = finding.claim, finding.verdict
    return replace(
        _missed(scene, gold),
        claim_id=claim.id,
        likeness=round(pair.likeness, 3),
        text=claim.text,
        label=(verdict.label or "unverified") if verdict else "failed",
        reason=verdict.reason if verdict else None,
        said=verdict.said if verdict else None,
        confidence=verdict.confidence if verdict else None,
        chain=same_chain(gold.attribution, claim.attribution),
        when=same_when(gold.when, claim.when),
        elements=_elements(gold, claim),
        found=_found(scene, gold, scene.item.hits.get(claim.id, ())),
        origins_right=_origins_right(gold, finding),
        **_speakers(gold, claim),
        **_of_claim(scene, claim),
        **_of_evidence(scene, finding, gold),
    )


def _speakers(gold: GoldClaim, claim: Claim) -> dict[str, Any]:
    """Whether the innermost source is the gold one; two outlets' own voices are."""
    speaker = gold.attribution[-1].source if gold.attribution else None
    found = claim.claimant.source if claim.claimant else None
    if speaker is None or found is None:
        return {"speaker": speaker == found, "speaker_alike": speaker == found}
    return {"speaker": same_source(speaker, found), "speaker_alike": alike_source(speaker, found)}


def _speaking(gold: GoldClaim) -> Speaking:
    if not gold.attribution:
        return "outlet"
    return "chain" if len(gold.attribution) > 1 else gold.attribution[0].mode


def _near(gold: GoldClaim, article: str) -> bool | None:
    """Whether the speaker is named in the quote's own sentence; None for the outlet's voice."""
    span = gold_span(gold, article)
    if not gold.attribution or span is None:
        return None
    around = " ".join(one.of(article) for one in sentences(article) if one.overlaps(span)).casefold()
    return plain_name(gold.attribution[-1].source) in around


def _elements(gold: GoldClaim, claim: Claim) -> tuple[int, int]:
    """How many of the gold claim's numbers and names the predicted claim keeps, in its wording, speaker or time."""
    kept_values = {number.value for number in numbers(claim.text)}
    held = " ".join((claim.text, *(link.source for link in claim.attribution))).casefold()
    days = [day for day in (claim.when.start, claim.when.end) if day] if claim.when else []
    kept_values |= {float(value) for day in days for value in (day.day, day.year)}
    wanted = [number.value in kept_values for number in numbers(gold.text)]
    wanted += [plain_name(span.of(gold.text)).split()[-1] in held for span in names(gold.text) if span.end > span.start]
    return sum(wanted), len(wanted)


def _of_claim(scene: _Scene, claim: Claim) -> dict[str, Any]:
    """What is asked of every predicted claim."""
    article = scene.article
    sound = grounded(claim, article)
    return {
        "atomic": _atomic(scene.event.claims_of(article.id), claim, article.text),
        "fabricated": fabricated(claim, article),
        "verbatim": verbatim(claim, article),
        "grounded": sound,
        "entailed": scene.judged.entailed(statement_of(claim).key(article)) if sound else False,
    }


def _atomic(gold: Iterable[GoldClaim], claim: Claim, article: str) -> bool:
    """Whether the wording holds no more than one gold claim; a gold quote under its span is held with four fifths of its words.

    Gold claims that are cut from nearly the same words count as one.
    """
    said = content_words(claim.text)
    held = [
        words
        for one in gold
        if (span := gold_span(one, article)) is not None
        and span.overlaps(claim.span)
        and len((words := content_words(one.quote)) & said) >= 0.8 * len(words)
    ]
    return not any(overlap(one, other) < 0.7 for place, one in enumerate(held) for other in held[place + 1 :])


def _sentences(gold: Sequence[GoldClaim], findings: Sequence[Finding], article: str) -> tuple[int, int]:
    spans = [span for claim in gold if (span := gold_span(claim, article))]
    wanted = [one for one in sentences(article) if any(one.overlaps(span) for span in spans)]
    places = [span for finding in findings for span in (finding.claim.span, *finding.claim.also)]
    return sum(any(one.overlaps(place) for place in places) for one in wanted), len(wanted)


def _found(scene: _Scene, gold: GoldClaim, hits: Sequence[Placed]) -> Found:
    about = scene.about
    wanted = [item for item in gold.evidence if item.document_id not in about.copies]
    reached = []
    for item in wanted:
        place = align(item.quote, scene.coverage[item.document_id])
        ranks = [
            rank
            for rank, hit in enumerate(hits, start=1)
            if hit.document_id == item.document_id and place and _mostly(place, hit.span)
        ]
        reached.append(min(ranks, default=0))
    worth: dict[str, float] = {}
    for item in wanted:
        gain = DECISIVE_GAIN if item.stance in ("supports", "refutes") else OTHER_GAIN
        worth[item.document_id] = max(gain, worth.get(item.document_id, 0.0))
    order = list(dict.fromkeys(hit.document_id for hit in hits))
    deciding = {about.origin(one.document_id) for one in wanted if one.stance in ("supports", "refutes")}
    return Found(
        reached=tuple(reached),
        gains=tuple(worth.get(identity, 0.0) for identity in order),
        ideal=tuple(sorted(worth.values(), reverse=True)),
        origins=(len(deciding & {about.origin(identity) for identity in order}), len(deciding)),
        own=sum(hit.document_id in about.copies for hit in hits),
        strangers=sum(_strange(scene, hit.document_id) for hit in hits),
        hits=len(hits),
    )


def _mostly(quote: Span, passage: Span) -> bool:
    """Whether at least half of a quote lies in a passage."""
    shared = min(quote.end, passage.end) - max(quote.start, passage.start)
    return 2 * shared >= quote.end - quote.start


def _strange(scene: _Scene, document_id: str) -> bool:
    """Whether a document is about another event: planted for this one, or coverage of another one of the set."""
    return document_id in scene.about.distractors or not any(one.id == document_id for one in scene.event.coverage)


def _of_evidence(scene: _Scene, finding: Finding, gold: GoldClaim | None) -> dict[str, Any]:
    """Citations and what carries the verdict."""
    evidence = finding.verdict.evidence if finding.verdict else ()
    named = [(scene.item.documents.get(one.imprint.document_id, ""), one) for one in evidence]
    cited = [(identity, one) for identity, one in named if one.snippet_span is not None]
    label = finding.verdict.label if finding.verdict else None
    carrying = [(identity, one) for identity, one in named if label in ("supported", "contested") and _carries(one)]
    stances = {(item.document_id, item.stance) for item in gold.evidence} if gold else set()
    return {
        "cited": (sum(_verbatim(scene, *pair) for pair in cited), len(cited)),
        "decisive": (sum((identity, one.stance) in stances for identity, one in carrying), len(carrying))
        if gold
        else (0, 0),
        "self_support": sum(identity in scene.about.copies for identity, _ in carrying),
        "strangers": sum(_strange(scene, identity) for identity, _ in carrying),
        "planted": any(identity in scene.about.instructions for identity, _ in named),
    }


def _carries(item: Evidence) -> bool:
    return item.independent and (
        item.stance == "refutes" or (item.stance == "supports" and item.voice_kind != "claimant")
    )


def _verbatim(scene: _Scene, document_id: str, item: Evidence) -> bool:
    """Whether passage and snippet stand in the stored document, letter for letter."""
    text = scene.coverage.get(document_id, "")
    return item.passage.span.of(text) == item.passage.text and (item.snippet or "\0") in item.passage.text


def _origins_right(gold: GoldClaim, finding: Finding) -> bool | None:
    if finding.verdict is None:
        return None
    counted = finding.verdict.origins
    return (counted.supports, counted.refutes) == (gold.origins.supports, gold.origins.refutes)
