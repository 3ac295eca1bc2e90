"""Read to decide, for one article: the order of the stages, the events, and what each stage must offer.

Knows protocols, never concrete engines or stores; `claimcheck.checker` brings those. A failure of one group of claims is theirs
alone: they get an error, never a label, and the others go on.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from claimcheck import factchecks
from claimcheck.claims import Article, Claim, Extraction, Stage
from claimcheck.errors import ClaimcheckError
from claimcheck.events import Decided, Event, Extracted, Failed, Found, Read, Weighed
from claimcheck.evidence import Evidence, Finding, Hit, Policy, Provenance, Retrieved
from claimcheck.reports import Report
from claimcheck.suspicion import suspicious
from claimcheck.text import align
from claimcheck.usage import Meter
from claimcheck.verdicts import decide

Emit = Callable[[Event], None]
_COPY_FLOOR = 75.0
"""Likeness from which a copy is taken to carry the same words: rewrites by the same agency included."""


@dataclass(frozen=True)
class Ask:
    """One claim with the passages to weigh against it; `hits` may be empty."""

    claim: Claim
    hits: tuple[Hit, ...]


@dataclass(frozen=True)
class Weighing:
    """What came of one ask: the evidence in the order of its hits, or the error that prevented it."""

    claim_id: str
    evidence: tuple[Evidence, ...] = ()
    error: str | None = None


class Engine(Protocol):
    """Extracts claims and weighs passages; the LLM and the built-in models are its two tenants."""

    name: str
    """`llm` or `offline`."""

    async def extract(self, article: Article, *, meter: Meter) -> Extraction:
        """The article's claims; raises ClaimcheckError if no part of the article could be read."""
        ...

    async def weigh(
        self, article: Article, asks: Sequence[Ask], *, meter: Meter, push: Callable[[Weighing], None]
    ) -> None:
        """Push one weighing for each ask, as soon as it is known; failures are pushed, not raised."""
        ...

    def provenance(self) -> Provenance:
        """What made the results: names and digests of LLM, prompts or weights."""
        ...


class Retriever(Protocol):
    """Finds coverage."""

    async def retrieve(self, article: Article, claims: Sequence[Claim], *, meter: Meter) -> Sequence[Retrieved]:
        """One record for each claim, in order; passages of the article's own origin only among `copies`."""
        ...

    def digest(self) -> str:
        """Hash of the library's contents."""
        ...


class NoCoverage:
    """The retriever of a library that holds nothing."""

    async def retrieve(self, article: Article, claims: Sequence[Claim], *, meter: Meter) -> list[Retrieved]:
        """Nothing for every claim."""
        return [Retrieved(claim_id=claim.id, hits=()) for claim in claims]

    def digest(self) -> str:
        """The library is empty."""
        return "empty"


class Calibration(Protocol):
    """Turns the evidence behind a verdict into a probability that it is right."""

    def confidence(self, evidence: Sequence[Evidence], label: str | None) -> float | None:
        """Between 0 and 1; None where no calibration exists for the engine."""
        ...


@dataclass(frozen=True)
class Stages:
    """Everything that one check needs, as brought by the composition root."""

    engine: Engine
    retriever: Retriever
    policy: Policy
    provenance: Provenance
    calibration: Calibration | None = None


class Run:
    """One article's check under way; `report()` may be asked for at any moment and holds what is done."""

    def __init__(self, article: Article, stages: Stages, *, emit: Emit | None = None, limit: int | None = None) -> None:
        self.article = article
        self.meter = Meter()
        self._stages = stages
        self._emit = emit or (lambda event: None)
        self._limit = limit
        self._extraction = Extraction(claims=())
        self._chosen: tuple[Claim, ...] = ()
        self._findings: dict[str, Finding] = {}
        self._copies: dict[str, tuple[Evidence, ...]] = {}
        self._rated: dict[str, tuple[Evidence, ...]] = {}

    async def finish(self) -> Report:
        """Go through all stages; raises ClaimcheckError only where nothing at all could be done."""
        self._emit(Read(article=self.article))
        await self._extract()
        found = await self._retrieve()
        if found is not None:
            await self._weigh(found)
        return self.report()

    def report(self) -> Report:
        """What is known by now: claims without a finding are named in the notes."""
        done = tuple(self._findings[claim.id] for claim in self._chosen if claim.id in self._findings)
        return Report(
            article=self.article,
            findings=done,
            skipped=self._extraction.skipped,
            dropped=self._extraction.dropped,
            notes=tuple(self._notes(len(done))),
            usage=self.meter.usage(),
        )

    async def _extract(self) -> None:
        with self.meter.timed("extract"):
            self._extraction = await self._stages.engine.extract(self.article, meter=self.meter)
        self.meter.dropped_claims += len(self._extraction.dropped)
        self._emit(Extracted(article_id=self.article.id, extraction=self._extraction))
        self._chosen = self._most_worthy()

    def _most_worthy(self) -> tuple[Claim, ...]:
        """The claims that will be checked: all, or as many of the most check-worthy ones as the limit allows."""
        claims = self._extraction.claims
        if self._limit is None or self._limit >= len(claims):
            return claims
        best = sorted(claims, key=lambda claim: -claim.worthiness.score)[: self._limit]
        kept = {claim.id for claim in best}
        return tuple(claim for claim in claims if claim.id in kept)

    async def _retrieve(self) -> list[Ask] | None:
        """Passages for each claim; None where coverage could not be searched, and then every claim has that as its error."""
        sought = [claim for claim in self._chosen if claim.checkable or claim.attribution]
        try:
            with self.meter.timed("retrieve"):
                found = await self._stages.retriever.retrieve(self.article, sought, meter=self.meter) if sought else []
        except ClaimcheckError as exc:
            for claim in self._chosen:
                self._fail(claim, "retrieve", str(exc))
            return None
        hits = {}
        for claim, retrieved in zip(sought, found, strict=True):
            self._emit(Found(article_id=self.article.id, retrieved=retrieved))
            # A fact check is another desk's finding: it speaks by its rating, no engine weighs its words.
            hits[claim.id] = tuple(hit for hit in retrieved.hits if hit.imprint.fact_check is None)
            self._rated[claim.id] = tuple(
                factchecks.weighed(claim, hit) for hit in retrieved.hits if hit.imprint.fact_check
            )
            self._copies[claim.id] = tuple(carried(claim, hit) for hit in retrieved.copies)
        return [Ask(claim, hits.get(claim.id, ())) for claim in self._chosen]

    async def _weigh(self, asks: Sequence[Ask]) -> None:
        claims = {ask.claim.id: ask.claim for ask in asks}
        for ask in asks:
            if not ask.hits:
                self._decide(ask.claim, ())
        with self.meter.timed("weigh"):
            await self._stages.engine.weigh(
                self.article,
                [ask for ask in asks if ask.hits],
                meter=self.meter,
                push=lambda weighing: self._take(claims[weighing.claim_id], weighing),
            )

    def _take(self, claim: Claim, weighing: Weighing) -> None:
        if weighing.error is not None:
            self._fail(claim, "weigh", weighing.error)
            return
        self._decide(claim, weighing.evidence)

    def _decide(self, claim: Claim, weighed: tuple[Evidence, ...]) -> None:
        evidence = weighed + self._rated.get(claim.id, ()) + self._copies.get(claim.id, ())
        self._emit(Weighed(article_id=self.article.id, claim_id=claim.id, evidence=evidence))
        verdict = decide(claim, evidence, self._stages.policy)
        calibration = self._stages.calibration
        confidence = calibration.confidence(verdict.evidence, verdict.label) if calibration else None
        provenance = self._stages.provenance.model_copy(update={"at": dt.datetime.now(dt.UTC).replace(microsecond=0)})
        verdict = verdict.model_copy(update={"confidence": confidence, "provenance": provenance})
        self._findings[claim.id] = Finding(claim=claim, verdict=verdict)
        self._emit(Decided(article_id=self.article.id, finding=self._findings[claim.id]))

    def _fail(self, claim: Claim, stage: Stage, error: str) -> None:
        self._findings[claim.id] = Finding(claim=claim, verdict=None, error=error)
        self._emit(Failed(article_id=self.article.id, claim_id=claim.id, stage=stage, error=error))

    def _notes(self, done: int) -> list[str]:
        notes = []
        if self.article.published is None:
            notes.append("publication date unknown: relative dates are unresolved; give it with --published")
        given = (self.article.title, self.article.publisher, self.article.author, self.article.url, self.article.text)
        notes += [f"suspicious: the article {sign}" for sign in suspicious(*given)]
        left_out = len(self._extraction.claims) - len(self._chosen)
        if self._chosen and left_out:
            notes.append(f"{left_out} less check-worthy claims left out by --limit")
        if done < len(self._chosen):
            notes.append(f"stopped early: {len(self._chosen) - done} claims were not checked")
        failed = sum(finding.error is not None for finding in self._findings.values())
        if failed:
            notes.append(f"{failed} claims could not be checked; each names its error")
        return notes


def carried(claim: Claim, hit: Hit) -> Evidence:
    """A passage of the article's own origin as evidence that never counts; it supports where it carries the claim's words."""
    snippet = align(claim.quote, hit.passage.text, floor=_COPY_FLOOR)
    return Evidence(
        passage=hit.passage,
        imprint=hit.imprint,
        snippet_span=snippet,
        stance="supports" if snippet else "silent",
        independent=False,
        origin_id=hit.imprint.origin_id,
        rationale="a copy of this article" + (" carries the same words" if snippet else ", silent on this"),
        on_topic=snippet is not None,
    )
