"""Hybrid search: vectors and words, fused by rank, without the article's own copies and without floods from one origin.

Reciprocal rank fusion after Cormack, Clarke and Büttcher (SIGIR 2009), k = 60. Leaves out what a passage means for a claim.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Protocol

import numpy as np

from claimcheck.claims import Article, Claim, Hit, Imprint, Passage, Retrieved
from claimcheck.config import RetrievalSettings
from claimcheck.errors import ConfigError
from claimcheck.index import Index
from claimcheck.library import Filters, Library, OriginMatch
from claimcheck.usage import Meter

RANK_CONSTANT = 60
COSINE_FLOOR = 0.3
"""A passage less alike than this, and without a rare word in common, has nothing to do with the claim."""
COPIES = 3
"""Passages of the article's own copies that are kept for the record."""

Rerank = Callable[[Sequence[tuple[str, str]]], Sequence[float]]


class Embedder(Protocol):
    """Turns texts into vectors."""

    @property
    def dimension(self) -> int:
        """Length of its vectors."""
        ...

    @property
    def name(self) -> str:
        """Names the model and its weights."""
        ...

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        """float32 array of shape (len(texts), dimension), each row of length 1."""
        ...


class HybridRetriever:
    """Implements `pipeline.Retriever` over a library and its index."""

    def __init__(
        self,
        library: Library,
        index: Index,
        embedder: Embedder,
        *,
        settings: RetrievalSettings,
        rerank: Rerank | None = None,
    ) -> None:
        self._library = library
        self._index = index
        self._embedder = embedder
        self._settings = settings
        self._rerank = rerank

    def digest(self) -> str:
        """Hash of the library's contents."""
        return self._library.digest()

    async def retrieve(self, article: Article, claims: Sequence[Claim], *, meter: Meter) -> list[Retrieved]:
        """Coverage for each claim, one embedding call for all; copies of the article apart."""
        if not claims:
            return []
        own = self._library.origin_of(article)
        vectors = self._embedder.embed([claim.text for claim in claims])
        meter.stage("retrieve").calls += 1
        return [self._one(article, claim, vector, own) for claim, vector in zip(claims, vectors, strict=True)]

    def _one(self, article: Article, claim: Claim, vector: np.ndarray, own: OriginMatch) -> Retrieved:
        filters = self._filters(article, claim)
        # Copies are left out before candidates are counted, so that a flood of them cannot push anything else out.
        independent = self._ranked(claim.text, vector, replace(filters, exclude_origins=own.origins))
        copies = self._ranked(claim.text, vector, replace(filters, only_origins=own.origins)) if own.origins else []
        return Retrieved(
            claim_id=claim.id,
            hits=tuple(_numbered(self._capped(claim.text, independent))),
            copies=tuple(_numbered(copies[:COPIES])),
        )

    def search(self, query: str, *, k: int) -> list[Hit]:
        """What a query in words finds, with the scores from each side."""
        vector = self._embedder.embed([query])[0]
        return _numbered(self._ranked(query, vector, Filters(as_of=self._as_of()))[:k])

    def _ranked(self, query: str, vector: np.ndarray, filters: Filters) -> list[Hit]:
        """All candidates of both sides, fused, best first; unrelated ones left out."""
        most = self._settings.candidates
        dense = self._dense(vector, filters, most)
        lexical = self._few_of_each(self._library.lexical(query, k=most * 4, filters=filters), most)
        fused: Counter[str] = Counter()
        for side in (dense, lexical):
            for rank, (identity, _) in enumerate(side, start=1):
                fused[identity] += 1.0 / (RANK_CONSTANT + rank)  # type: ignore[assignment]
        cosines, words = dict(dense), dict(lexical)
        order = sorted(fused, key=lambda identity: (-fused[identity], identity))
        kept = [
            identity
            for identity in order
            if cosines.get(identity, COSINE_FLOOR if identity in words else 0.0) >= COSINE_FLOOR
        ]
        passages = self._library.passages(kept)
        imprints = self._library.imprints({passage.document_id for passage in passages})
        return [
            _hit(
                passage,
                imprints[passage.document_id],
                fused[passage.id],
                cosines.get(passage.id),
                words.get(passage.id),
            )
            for passage in passages
        ]

    def _dense(self, vector: np.ndarray, filters: Filters, most: int) -> list[tuple[str, float]]:
        """Nearest passages that the filters allow, few of each origin; asks for more while floods leave too few."""
        asked, total = most * 4, self._index.count()
        while True:
            found = self._index.search(vector[None, :], k=min(asked, total))[0]
            allowed = self._library.allowed([identity for identity, _ in found], filters)
            kept = self._few_of_each([(identity, cosine) for identity, cosine in found if identity in allowed], most)
            enough = len(kept) >= min(most, self._settings.passages * 2) or found[-1][1] < COSINE_FLOOR
            if enough or asked >= total:
                return kept
            asked *= 4

    def _few_of_each(self, ranked: list[tuple[str, float]], most: int) -> list[tuple[str, float]]:
        """The best of a ranking with at most three times `per_origin` passages of one origin."""
        placed = self._library.placed([identity for identity, _ in ranked])
        taken: Counter[str] = Counter()
        kept = []
        for identity, score in ranked:
            taken[placed[identity].origin_id] += 1
            if taken[placed[identity].origin_id] <= 3 * self._settings.per_origin:
                kept.append((identity, score))
        return kept[:most]

    def _capped(self, query: str, hits: list[Hit]) -> list[Hit]:
        """The best passages, few of each origin and none twice, ordered again by the cross-encoder where there is one."""
        chosen: list[Hit] = []
        origins: Counter[str] = Counter()
        texts: set[str] = set()
        wanted = self._settings.passages * (2 if self._rerank else 1)
        for hit in hits:
            key = " ".join(hit.passage.text.casefold().split())
            if origins[hit.imprint.origin_id] >= self._settings.per_origin or key in texts:
                continue
            origins[hit.imprint.origin_id] += 1
            texts.add(key)
            chosen.append(hit)
            if len(chosen) == wanted:
                break
        if self._rerank and len(chosen) > self._settings.passages:
            scores = self._rerank([(hit.passage.text, query) for hit in chosen])
            ranked = sorted(zip(chosen, scores, strict=True), key=lambda pair: -pair[1])
            chosen = [hit.model_copy(update={"scores": hit.scores | {"rerank": float(score)}}) for hit, score in ranked]
        return chosen[: self._settings.passages]

    def _filters(self, article: Article, claim: Claim) -> Filters:
        filters = Filters(as_of=self._as_of())
        days = self._settings.window_days
        around = (claim.when.start if claim.when else None) or article.day
        if days is None or around is None:
            return filters
        window = dt.timedelta(days=days)
        until = max(claim.when.end if claim.when and claim.when.end else around, article.day or around) + window
        return replace(filters, after=around - window, as_of=min(until, filters.as_of) if filters.as_of else until)

    def _as_of(self) -> dt.date | None:
        try:
            return dt.date.fromisoformat(self._settings.as_of) if self._settings.as_of else None
        except ValueError as exc:
            raise ConfigError(f"retrieval.as_of: {self._settings.as_of!r} is no day; write it as 2021-03-23") from exc


def _hit(passage: Passage, imprint: Imprint, score: float, cosine: float | None, words: float | None) -> Hit:
    sides = {"vector": cosine, "lexical": words}
    return Hit(
        passage=passage,
        imprint=imprint,
        score=score,
        rank=1,
        scores={side: round(value, 4) for side, value in sides.items() if value is not None},
    )


def _numbered(hits: Sequence[Hit]) -> list[Hit]:
    return [hit.model_copy(update={"rank": rank}) for rank, hit in enumerate(hits, start=1)]
