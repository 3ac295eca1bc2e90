"""Weighing claims again, or for the first time, that no engine proposed just now: a person's own, edited or pinned ones.

Two wrappers that let the pipeline run as ever: an engine whose extraction is given, and a retriever that adds pinned passages. A
pinned passage is held to the same rules as a found one: the article's own origin never counts, nor does coverage after the limit.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence

from claimcheck.claims import Article, Claim, Extraction
from claimcheck.evidence import Hit, Provenance, Retrieved
from claimcheck.pipeline import Ask, Engine, Retriever, Weighing
from claimcheck.usage import Meter


class GivenClaims:
    """An engine that is given its claims instead of extracting them; implements `pipeline.Engine`."""

    def __init__(self, engine: Engine, claims: Sequence[Claim]) -> None:
        self.name = engine.name
        self._engine = engine
        self._claims = tuple(claims)

    async def extract(self, article: Article, *, meter: Meter) -> Extraction:
        """The given claims, at no cost."""
        return Extraction(claims=self._claims)

    async def weigh(
        self, article: Article, asks: Sequence[Ask], *, meter: Meter, push: Callable[[Weighing], None]
    ) -> None:
        """As the engine does."""
        await self._engine.weigh(article, asks, meter=meter, push=push)

    def provenance(self) -> Provenance:
        """The engine's."""
        return self._engine.provenance()


class Pinning:
    """A retriever that adds passages a person chose; implements `pipeline.Retriever`."""

    def __init__(
        self,
        retriever: Retriever,
        pins: Mapping[str, Sequence[Hit]],
        *,
        own: frozenset[str],
        as_of: dt.date | None,
    ) -> None:
        """`pins` by claim id; `own` are the article's own origins."""
        self._retriever = retriever
        self._pins = pins
        self._own = own
        self._as_of = as_of

    async def retrieve(self, article: Article, claims: Sequence[Claim], *, meter: Meter) -> list[Retrieved]:
        """What is found, with what was pinned in front."""
        found = await self._retriever.retrieve(article, claims, meter=meter)
        return [self._with_pins(retrieved) for retrieved in found]

    def digest(self) -> str:
        """The retriever's."""
        return self._retriever.digest()

    def _with_pins(self, found: Retrieved) -> Retrieved:
        pinned = [hit for hit in self._pins.get(found.claim_id, ()) if self._within(hit)]
        held = {hit.passage.id for hit in pinned}
        copies = [hit for hit in pinned if hit.imprint.origin_id in self._own]
        others = [hit for hit in pinned if hit.imprint.origin_id not in self._own]
        return Retrieved(
            claim_id=found.claim_id,
            hits=(*others, *(hit for hit in found.hits if hit.passage.id not in held)),
            copies=(*copies, *(hit for hit in found.copies if hit.passage.id not in held)),
        )

    def _within(self, hit: Hit) -> bool:
        """Whether a passage was printed by the last day that counts; an undated one cannot be shown to be."""
        published = hit.imprint.published
        return self._as_of is None or (published is not None and published.day <= self._as_of)
