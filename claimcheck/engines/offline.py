"""The engine that ships with the package: rules for extraction, the built-in judge for weighing; no key, no network.

Reads English only. What the rules do not see stays the outlet's own claim; what the judge is not sure of stays silent.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol

from claimcheck.claims import Article, Claim, Extraction, Span, Stance, VoiceKind
from claimcheck.engines.rules import Classifier, extract
from claimcheck.errors import ClaimcheckError, InputError
from claimcheck.evidence import Evidence, Hit, Provenance
from claimcheck.pipeline import Ask, Weighing
from claimcheck.settings import WorthinessSettings
from claimcheck.suspicion import muted, suspicious
from claimcheck.text import sentences
from claimcheck.usage import Meter

if TYPE_CHECKING:
    from claimcheck.neural.judge import JudgeAsk

ON_TOPIC = 0.8
"""A silent passage whose silence is less likely than this still deals with the claim's matter."""

CLAIMS_AT_ONCE = 6
"""Claims whose passages go to the judge together."""


class JudgedLike(Protocol):
    """An answer of a judge; `claimcheck.neural.judge.Judged` is one."""

    @property
    def stance(self) -> Stance: ...
    @property
    def confidence(self) -> float: ...
    @property
    def window(self) -> tuple[int, int]: ...
    @property
    def probabilities(self) -> dict[str, float]: ...
    @property
    def features(self) -> dict[str, float]: ...
    @property
    def said(self) -> Stance | None: ...
    @property
    def voice_kind(self) -> VoiceKind: ...
    @property
    def voice(self) -> str | None: ...


class JudgeLike(Protocol):
    """What weighs a passage against a claim; `claimcheck.neural.judge.Judge` does."""

    @property
    def name(self) -> str:
        """Names the weights."""
        ...

    def judge(self, asks: "Sequence[JudgeAsk]") -> Sequence[JudgedLike]:
        """One answer for each ask."""
        ...


class OfflineEngine:
    """Extracts by rules and weighs with the built-in judge; implements `pipeline.Engine`."""

    name = "offline"

    def __init__(
        self, *, judge: JudgeLike, worthiness: WorthinessSettings, classifier: Classifier | None = None
    ) -> None:
        """A `classifier` has a say in what is checkable where the rules are unsure; without one the rules decide alone."""
        self._judge = judge
        self._worthiness = worthiness
        self._classifier = classifier

    def provenance(self) -> Provenance:
        """Names of the weights."""
        named = getattr(self._classifier, "name", None)
        return Provenance(engine=self.name, weights=(self._judge.name, *([named] if named else [])))

    async def extract(self, article: Article, *, meter: Meter) -> Extraction:
        """Claims of an English article; raises InputError for another language."""
        if article.language not in (None, "en"):
            raise InputError(
                f"the offline engine reads English only; this article is in {article.language!r}: use --engine llm"
            )
        return await asyncio.to_thread(extract, article, settings=self._worthiness, classifier=self._classifier)

    async def weigh(
        self, article: Article, asks: Sequence[Ask], *, meter: Meter, push: Callable[[Weighing], None]
    ) -> None:
        """A few claims at a time, off the event loop, so that the first verdicts do not wait for the last."""
        for start in range(0, len(asks), CLAIMS_AT_ONCE):
            await self._weigh_some(article, asks[start : start + CLAIMS_AT_ONCE], push)

    async def _weigh_some(self, article: Article, asks: Sequence[Ask], push: Callable[[Weighing], None]) -> None:
        pairs = [(ask, hit) for ask in asks for hit in ask.hits]
        try:
            judged = await asyncio.to_thread(
                self._judge.judge, [question(article, ask.claim, hit) for ask, hit in pairs]
            )
        except ClaimcheckError as exc:
            for ask in asks:
                push(Weighing(ask.claim.id, error=str(exc)))
            return
        evidence: dict[str, list[Evidence]] = {ask.claim.id: [] for ask in asks}
        for (ask, hit), answer in zip(pairs, judged, strict=True):
            evidence[ask.claim.id].append(_evidence(ask.claim, hit, answer))
        for ask in asks:
            push(Weighing(ask.claim.id, tuple(evidence[ask.claim.id])))


def question(article: Article, claim: Claim, hit: Hit) -> "JudgeAsk":
    """What the judge is asked about a claim of an article and a passage that was found for it."""
    # onnxruntime takes half a second to import
    from claimcheck.neural.judge import JudgeAsk

    when = (claim.when.start, claim.when.end) if claim.when and claim.when.start and claim.when.end else None
    # What speaks to a machine is no evidence; offsets stay, so that snippets are cut from the passage as it was printed.
    heard = muted(hit.passage.text)
    return JudgeAsk(
        claim_text=claim.text,
        claimant=claim.claimant.source if claim.claimant else None,
        claim_when=when,
        passage_text=heard,
        sentence_spans=[(span.start, span.end) for span in sentences(heard)],
        published=hit.imprint.published.day if hit.imprint.published else None,
        article_text=article.text,
        article_published=article.day,
        claimant_role=claim.claimant.role if claim.claimant else None,
        likeness=hit.scores.get("vector", 0.0),
    )


def _evidence(claim: Claim, hit: Hit, judged: JudgedLike) -> Evidence:
    decisive = judged.stance != "silent" or judged.said in ("supports", "refutes")
    return Evidence(
        passage=hit.passage,
        imprint=hit.imprint,
        snippet_span=Span(start=judged.window[0], end=judged.window[1]) if decisive else None,
        stance=judged.stance,
        said=judged.said if claim.attribution else None,
        voice=judged.voice if judged.voice_kind != "outlet" else None,
        voice_kind=judged.voice_kind,
        origin_id=hit.imprint.origin_id,
        confidence=round(float(judged.confidence), 3),
        rationale=_rationale(judged),
        on_topic=decisive or judged.probabilities.get("silent", 1.0) < ON_TOPIC,
        suspicious=suspicious(hit.imprint.title, hit.imprint.publisher, hit.passage.text),
    )


def _rationale(judged: JudgedLike) -> str:
    """`"supports 0.93; same number, reported"`: what the judge saw."""
    shown = [name.replace("_", " ") for name, value in judged.features.items() if value >= 1.0]
    return f"{judged.stance} {judged.confidence:.2f}" + (f"; {', '.join(shown)}" if shown else "")
