"""Hybrid search: vectors and words, fused by rank, without the article's own copies and without floods from one origin.

Unless settings say otherwise, a claim is sought twice, alone and after its article's headline, and coverage of its own days is raised.

Reciprocal rank fusion after Cormack, Clarke and Büttcher (SIGIR 2009), k = 60. Leaves out what a passage means for a claim.
"""

import asyncio
import datetime as dt
import re
import threading
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from claimcheck.claims import Article, Claim
from claimcheck.errors import IndexMissingError
from claimcheck.evidence import Hit, Imprint, Passage, Retrieved
from claimcheck.index import Days, Index
from claimcheck.library import Filters, Library, OriginMatch
from claimcheck.settings import RetrievalSettings
from claimcheck.usage import Meter

RANK_CONSTANT = 60
COSINE_FLOOR = 0.3
"""A passage less alike than this has nothing to do with the claim, unless its words bring it among the first FIRST."""
FIRST = 3
NEAR_DAYS = 14
"""Days around a claim's time within which coverage counts as of that time; twice as far away it is worth half as much."""
COPIES = 3
"""Passages of the article's own copies that are kept for the record."""
FEW = 2000
"""Passages that are compared one by one; the index is asked only where the filters let through more."""
SAME = 0.8
"""Share of a passage's word triples that makes it the same as one chosen before, if its figures are the same too."""

SEARCHES = 8
"""Articles that are searched for at once: each search takes a connection to the database."""

Ranked = list[tuple[str, float]]


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


@dataclass(frozen=True)
class _Query:
    """One text to search for, with its vector and what may be found."""

    text: str
    vector: np.ndarray
    filters: Filters
    wide: "_Query | None" = None
    """The same text after its article's headline, which names the event; None without one."""
    days: tuple[tuple[dt.date, dt.date], ...] = ()
    """What the claim speaks of and when it was printed, first and last day of each: coverage from then counts more."""


@dataclass(frozen=True)
class _Wording:
    """What of a passage tells whether another one says the same in nearly the same words."""

    triples: frozenset[tuple[str, ...]]
    figures: frozenset[str]

    def same(self, other: "_Wording") -> bool:
        """A short passage inside a long one is not the same, nor is one with another figure."""
        shared = len(self.triples & other.triples)
        return self.figures == other.figures and shared >= SAME * max(len(self.triples), len(other.triples))


class HybridRetriever:
    """Implements `pipeline.Retriever` over a library and its index."""

    def __init__(
        self,
        library: Library,
        index: Index,
        embedder: Embedder,
        *,
        settings: RetrievalSettings,
    ) -> None:
        self._library = library
        self._index = index
        self._embedder = embedder
        self._settings = settings
        self._turns = threading.Semaphore(SEARCHES)

    def digest(self) -> str:
        """Hash of the library's contents."""
        return self._library.digest()

    async def retrieve(self, article: Article, claims: Sequence[Claim], *, meter: Meter) -> list[Retrieved]:
        """Coverage for each claim, one embedding call for all; copies of the article apart.

        Raises IndexMissingError where the library or the index holds nothing: that is no answer to any claim.
        """
        if not claims:
            return []
        meter.stage("retrieve").calls += 1
        return await asyncio.to_thread(self._in_turn, article, claims)

    def search(self, query: str, *, k: int, filters: Filters | None = None) -> list[Hit]:
        """What a query in words finds, with the scores from each side."""
        self._ready()
        chosen = filters or Filters(as_of=self._settings.last_day)
        [vector] = self._embedder.embed([query])
        [hits] = self._ranked([_Query(query, vector, chosen)], most=max(k, self._settings.candidates))
        return _numbered(hits[:k])

    def _ready(self) -> None:
        if not self._library.count():
            raise IndexMissingError("the library is empty; add coverage with `claimcheck ingest`")
        if not self._index.count():
            raise IndexMissingError(
                "the index is empty; run `claimcheck index rebuild`, or `claimcheck ingest` some coverage"
            )

    def _in_turn(self, article: Article, claims: Sequence[Claim]) -> list[Retrieved]:
        with self._turns:
            return self._retrieved(article, claims)

    def _retrieved(self, article: Article, claims: Sequence[Claim]) -> list[Retrieved]:
        self._ready()
        own = self._library.origin_of(article)
        asked = self._asked(article, claims)
        # Copies are left out before candidates are counted, so that a flood of them cannot push anything else out.
        others = [replace(one, filters=replace(one.filters, exclude_origins=own.origins)) for one in asked]
        hits = [self._capped(found) for found in self._ranked(others)]
        return [
            Retrieved(claim_id=claim.id, hits=tuple(_numbered(found)), copies=tuple(_numbered(copies)))
            for claim, found, copies in zip(claims, hits, self._copies(asked, own), strict=True)
        ]

    def _asked(self, article: Article, claims: Sequence[Claim]) -> list[_Query]:
        """One query for each claim; all texts are embedded together."""
        texts = [_sought(claim) for claim in claims]
        headline = article.title if self._settings.headline > 0 else None
        wide = [f"{headline}. {text}" for text in texts] if headline else []
        vectors = self._embedder.embed([*texts, *wide])
        asked = [
            _Query(text, vector, self._filters(article, claim), days=_days(article, claim))
            for text, vector, claim in zip(texts, vectors, claims, strict=False)
        ]
        if not wide:
            return asked
        wider = zip(asked, wide, vectors[len(texts) :], strict=True)
        return [replace(one, wide=_Query(text, vector, one.filters)) for one, text, vector in wider]

    def _copies(self, asked: Sequence[_Query], own: OriginMatch) -> list[list[Hit]]:
        """The best passages of the article's own copies."""
        if not own.origins:
            return [[] for _ in asked]
        copies = [replace(one, filters=replace(one.filters, only_origins=own.origins)) for one in asked]
        return [found[:COPIES] for found in self._ranked(copies)]

    def _ranked(self, queries: Sequence[_Query], *, most: int | None = None) -> list[list[Hit]]:
        """All candidates of every side, fused, those of the claim's days raised, best first; unrelated ones left out."""
        most = most or self._settings.candidates
        wide = [replace(one.wide, filters=one.filters) for one in queries if one.wide]
        narrow, wider = self._sides(queries, most), iter(self._sides(wide, most))
        found = [[*sides, *(next(wider) if one.wide else ())] for one, sides in zip(queries, narrow, strict=True)]
        cosines = [self._cosines(one, sides) for one, sides in zip(queries, found, strict=True)]
        orders = [_fused(sides, near, wide=self._settings.headline) for sides, near in zip(found, cosines, strict=True)]
        passages = {
            one.id: one for one in self._library.passages(sorted({identity for order in orders for identity in order}))
        }
        imprints = self._library.imprints({one.document_id for one in passages.values()})
        return [
            self._hits(one, order, near, dict(sides[1]), passages, imprints)
            for one, order, near, sides in zip(queries, orders, cosines, found, strict=True)
        ]

    def _sides(self, queries: Sequence[_Query], most: int) -> list[tuple[Ranked, Ranked]]:
        """What each query finds by its vector and by its words."""
        words = [
            self._few_of_each(self._library.lexical(one.text, k=most * 2, filters=one.filters), most) for one in queries
        ]
        return list(zip(self._dense(queries, most), words, strict=True))

    def _hits(
        self,
        query: _Query,
        order: dict[str, float],
        cosines: dict[str, float | None],
        words: dict[str, float],
        passages: dict[str, Passage],
        imprints: dict[str, Imprint],
    ) -> list[Hit]:
        found = []
        for identity in order:
            if identity in passages:
                imprint = imprints[passages[identity].document_id]
                score = order[identity] * (1 + self._settings.nearness * _nearness(imprint, query.days))
                found.append(_hit(passages[identity], imprint, score, cosines[identity], words))
        return sorted(found, key=lambda hit: (-hit.score, hit.passage.id))

    def _dense(self, queries: Sequence[_Query], most: int) -> list[Ranked]:
        """Nearest passages that the filters allow, few of each origin; queries with the same filters are asked together."""
        groups: dict[Filters, list[int]] = {}
        for place, one in enumerate(queries):
            groups.setdefault(one.filters, []).append(place)
        answers: list[Ranked] = [[] for _ in queries]
        for filters, places in groups.items():
            vectors = np.stack([queries[place].vector for place in places])
            few = self._library.vectors_within(self._embedder.name, filters, most=FEW)
            found = self._indexed(vectors, filters, most) if few is None else _exact(vectors, *few)
            for place, ranked in zip(places, found, strict=True):
                answers[place] = self._few_of_each(ranked, most)
        return answers

    def _indexed(self, vectors: np.ndarray, filters: Filters, most: int) -> list[Ranked]:
        """The index's answers, asked for more where what is left out leaves too few."""
        total, asked = self._index.count(), most * 2
        days: Days = (filters.after, filters.until)
        while True:
            found = self._index.search(vectors, k=min(asked, total), days=days)
            allowed = self._library.allowed(sorted({identity for row in found for identity, _ in row}), filters)
            kept = [[pair for pair in row if pair[0] in allowed] for row in found]
            if asked >= total or all(map(self._enough, found, kept)):
                return kept
            asked *= 4

    def _enough(self, found: Ranked, kept: Ranked) -> bool:
        """Whether looking further can bring nothing of use."""
        return len(kept) >= 2 * self._settings.passages or not found or found[-1][1] < COSINE_FLOOR

    def _few_of_each(self, ranked: Ranked, most: int) -> Ranked:
        """The best of a ranking with at most three times `per_origin` passages of one origin."""
        placed = self._library.placed([identity for identity, _ in ranked])
        taken: Counter[str] = Counter()
        kept: Ranked = []
        for identity, score in ranked:
            if identity not in placed:
                continue
            taken[placed[identity].origin_id] += 1
            if taken[placed[identity].origin_id] <= 3 * self._settings.per_origin:
                kept.append((identity, score))
        return kept[:most]

    def _cosines(self, query: _Query, sides: Sequence[Ranked]) -> dict[str, float | None]:
        """The cosine of every candidate to the claim itself; what its vector did not find is computed from the vectors of record."""
        known: dict[str, float | None] = dict(sides[0])
        rest = dict.fromkeys(identity for side in sides[1:] for identity, _ in side if identity not in known)
        held = self._library.vectors_of(self._embedder.name, list(rest))
        return known | {
            identity: float(held[identity] @ query.vector) if identity in held else None for identity in rest
        }

    def _capped(self, hits: list[Hit]) -> list[Hit]:
        """The best passages, few of each origin and none twice."""
        chosen: list[Hit] = []
        origins: Counter[str] = Counter()
        seen: list[_Wording] = []
        for hit in hits:
            wording = _wording(hit.passage.text)
            if origins[hit.imprint.origin_id] >= self._settings.per_origin or any(map(wording.same, seen)):
                continue
            origins[hit.imprint.origin_id] += 1
            seen.append(wording)
            chosen.append(hit)
            if len(chosen) == self._settings.passages:
                break
        return chosen

    def _filters(self, article: Article, claim: Claim) -> Filters:
        filters = Filters(as_of=self._settings.last_day)
        days = self._settings.window_days
        around = (claim.when.start if claim.when else None) or article.day
        if days is None or around is None:
            return filters
        window = dt.timedelta(days=days)
        until = max(claim.when.end if claim.when and claim.when.end else around, article.day or around) + window
        return replace(filters, after=around - window, before=until)


def _sought(claim: Claim) -> str:
    """The claim with its claimant: coverage of "the summit was offered" names who offered it, or denies having done so."""
    claimant = claim.claimant
    return f"{claimant.source}: {claim.text}" if claimant and claimant.source not in claim.text else claim.text


def _exact(vectors: np.ndarray, ids: Sequence[str], held: np.ndarray) -> list[Ranked]:
    if not len(ids):
        return [[] for _ in vectors]
    rows = vectors @ held.T
    return [[(ids[place], float(row[place])) for place in np.argsort(-row, kind="stable")] for row in rows]


def _fused(sides: Sequence[Ranked], cosines: dict[str, float | None], *, wide: float) -> dict[str, float]:
    """Ids with fused scores, best first; what neither meaning nor the first places by the claim's words speak for is left out."""
    fused: dict[str, float] = {}
    for place, side in enumerate(sides):
        weight = 1.0 if place < 2 else wide
        for rank, (identity, _) in enumerate(side, start=1):
            fused[identity] = fused.get(identity, 0.0) + weight / (RANK_CONSTANT + rank)
    first = {identity for identity, _ in sides[1][:FIRST]}
    related = [one for one in fused if one in first or (cosine := cosines.get(one)) is None or cosine >= COSINE_FLOOR]
    return {identity: fused[identity] for identity in sorted(related, key=lambda one: (-fused[one], one))}


def _days(article: Article, claim: Claim) -> tuple[tuple[dt.date, dt.date], ...]:
    """The day of print and the time that the claim speaks of, as far as they are known."""
    when = claim.when
    printed = ((article.day, article.day),) if article.day else ()
    return (*printed, (when.start, when.end)) if when and when.start and when.end else printed


def _nearness(imprint: Imprint, days: Sequence[tuple[dt.date, dt.date]]) -> float:
    """1 within NEAR_DAYS of those days, less and less beyond, one half where a day is unknown.

    Level at the top: a correction printed a week later must not stand behind the day's first reports.
    """
    if not imprint.published or not days:
        return 0.5
    day = imprint.published.day
    apart = min(max(0, (first - day).days, (day - last).days) for first, last in days)
    return min(1.0, NEAR_DAYS / max(1, apart))


def _wording(text: str) -> _Wording:
    words = re.findall(r"\w+", text.casefold())
    triples = frozenset(zip(words, words[1:], words[2:], strict=False)) or frozenset({tuple(words)})
    return _Wording(triples, frozenset(word for word in words if word.isdigit()))


def _hit(passage: Passage, imprint: Imprint, score: float, cosine: float | None, words: dict[str, float]) -> Hit:
    sides = {"vector": cosine, "lexical": words.get(passage.id)}
    return Hit(
        passage=passage,
        imprint=imprint,
        score=score,
        rank=1,
        scores={side: round(value, 4) for side, value in sides.items() if value is not None},
    )


def _numbered(hits: Iterable[Hit]) -> list[Hit]:
    return [hit.model_copy(update={"rank": rank}) for rank, hit in enumerate(hits, start=1)]
