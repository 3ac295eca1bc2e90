"""Gold input in place of a stage, so that a loss can be placed: gold claims for `extract`, passages with the gold words for `retrieve`.

Everything after the replaced stage is the real thing. With gold claims `checkable` is known, so that the label `opinion` is given.
"""

from collections.abc import Callable, Mapping, Sequence

from claimcheck.claims import Article, Attribution, Claim, Extraction, Span, When
from claimcheck.evaluation.gold import Event, GoldClaim, GoldWhen
from claimcheck.evaluation.matching import gold_span
from claimcheck.evidence import Hit, Imprint, Passage, Provenance, Retrieved
from claimcheck.pipeline import Ask, Engine, Retriever, Weighing
from claimcheck.settings import WorthinessSettings
from claimcheck.text import align
from claimcheck.usage import Meter
from claimcheck.worthiness import worthiness


class GoldClaims:
    """An engine that is given its claims and weighs them itself."""

    def __init__(self, inner: Engine, event: Event, settings: WorthinessSettings) -> None:
        self.name = inner.name
        self._inner, self._event, self._settings = inner, event, settings

    async def extract(self, article: Article, *, meter: Meter) -> Extraction:
        """The gold claims, under their gold ids; nothing is spent."""
        gold = self._event.claims_of(article.id)
        return Extraction(claims=tuple(as_claim(claim, article, self._settings) for claim in gold))

    async def weigh(
        self, article: Article, asks: Sequence[Ask], *, meter: Meter, push: Callable[[Weighing], None]
    ) -> None:
        """The inner engine's own weighing."""
        await self._inner.weigh(article, asks, meter=meter, push=push)

    def provenance(self) -> Provenance:
        """That of the inner engine."""
        return self._inner.provenance()


class GoldPassages:
    """A retriever that finds the passages with the gold words, whatever the search would have found."""

    def __init__(
        self,
        inner: Retriever,
        event: Event,
        passages: Mapping[str, Sequence[Passage]],
        imprints: Mapping[str, Imprint],
    ) -> None:
        """`passages` and `imprints` are by gold document id."""
        self._inner, self._event, self._passages, self._imprints = inner, event, passages, imprints

    async def retrieve(self, article: Article, claims: Sequence[Claim], *, meter: Meter) -> list[Retrieved]:
        """Gold passages as hits; the article's copies as the search finds them."""
        gold = {claim.id: claim for claim in self._event.claims_of(article.id)}
        found = await self._inner.retrieve(article, claims, meter=meter)
        return [one.model_copy(update={"hits": self._hits(gold[one.claim_id])}) for one in found]

    def digest(self) -> str:
        """That of the library."""
        return self._inner.digest()

    def _hits(self, claim: GoldClaim) -> tuple[Hit, ...]:
        chosen: dict[str, Hit] = {}
        for item in claim.evidence:
            if item.document_id in self._event.about.copies:
                continue
            for passage in self._passages.get(item.document_id, ()):
                if align(item.quote, passage.text) and passage.id not in chosen:
                    imprint = self._imprints[item.document_id]
                    chosen[passage.id] = Hit(passage=passage, imprint=imprint, score=1.0, rank=len(chosen) + 1)
        return tuple(chosen.values())


def as_claim(gold: GoldClaim, article: Article, settings: WorthinessSettings) -> Claim:
    """A gold claim as the pipeline's noun; a quote that was taken for boilerplate stands at the article's beginning."""
    span = gold_span(gold, article.text) or Span(start=0, end=min(1, len(article.text)))
    attribution = tuple(Attribution(source=link.source, cue=link.cue, mode=link.mode) for link in gold.attribution)
    checkable = gold.label != "opinion"
    return Claim(
        id=gold.id,
        article_id=article.id,
        text=gold.text,
        quote=span.of(article.text),
        span=span,
        attribution=attribution,
        when=_when(gold.when),
        checkable=checkable,
        worthiness=worthiness(gold.text, attribution=attribution, checkable=checkable, settings=settings),
    )


def _when(gold: GoldWhen | None) -> When | None:
    if gold is None:
        return None
    precision = "day" if gold.start == gold.end else "range"
    return When(expression="", start=gold.start, end=gold.end, precision=precision)
