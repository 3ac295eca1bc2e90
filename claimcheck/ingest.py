"""Coverage into library and index, in durable batches.

A batch goes to the library first, then its vectors, then the index: a kill at any moment leaves what the next run completes.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from claimcheck.claims import Article
from claimcheck.index import Index
from claimcheck.library import Library
from claimcheck.reading import Unread
from claimcheck.retrieval import Embedder

BATCH = 64
"""Documents in one transaction."""
VECTORS = 256
"""Passages in one embedding call."""


@dataclass(frozen=True)
class IngestSummary:
    """What an ingest did."""

    added: int
    known: int
    failed: tuple[tuple[str, str], ...]
    """(source, why) for everything that could not be read."""
    passages: int
    seconds: float


@dataclass(frozen=True)
class IngestProgress:
    """Where an ingest stands."""

    documents: int
    passages: int
    seconds: float


def ingest(
    items: Iterable[Article | Unread],
    library: Library,
    index: Index,
    embedder: Embedder,
    *,
    progress: Callable[[IngestProgress], None] | None = None,
) -> IngestSummary:
    """Add everything that could be read; failures are counted, not raised."""
    began = time.perf_counter()
    added = known = passages = 0
    failed: list[tuple[str, str]] = []
    batch: list[Article] = []

    def flush() -> None:
        nonlocal added, known, passages
        result = library.add(batch)
        batch.clear()
        added += len(result.added)
        known += len(result.known)
        passages += complete(library, index, embedder)
        if progress:
            progress(IngestProgress(added + known, passages, time.perf_counter() - began))

    for item in items:
        if isinstance(item, Unread):
            failed.append((item.source, str(item.error)))
            continue
        batch.append(item)
        if len(batch) == BATCH:
            flush()
    flush()
    return IngestSummary(added, known, tuple(failed), passages, time.perf_counter() - began)


def complete(library: Library, index: Index, embedder: Embedder) -> int:
    """Embed and index every passage that has no vector yet; returns how many there were."""
    done = 0
    while waiting := library.unembedded(embedder.name, limit=VECTORS):
        vectors = embedder.embed([passage.text for passage in waiting])
        ids = [passage.id for passage in waiting]
        # The index first: a vector in the library says that the passage is searchable.
        index.upsert(ids, vectors)
        library.store_vectors(embedder.name, ids, vectors)
        done += len(waiting)
    return done


@dataclass(frozen=True)
class VerifyReport:
    """How the index compares with the library."""

    missing: int
    """Passages with a vector in the library that the index lacks."""
    extra: int
    """Ids of the index that the library does not know."""
    unembedded: int
    """Passages without any vector."""

    @property
    def sound(self) -> bool:
        """Whether nothing is to be done."""
        return not (self.missing or self.extra or self.unembedded)


def verify(library: Library, index: Index, embedder: Embedder) -> VerifyReport:
    """Compare the index with the library, id by id."""
    held = set(index.ids())
    known = {identity for ids, _ in library.vectors(embedder.name) for identity in ids}
    total = library.stats()["passages"]
    return VerifyReport(missing=len(known - held), extra=len(held - known), unembedded=total - len(known))


def rebuild(library: Library, index: Index, embedder: Embedder) -> int:
    """Fill an emptied index from the library's vectors, embedding only what has none; returns the number of vectors."""
    count = 0
    for ids, vectors in library.vectors(embedder.name):
        index.upsert(ids, vectors)
        count += len(ids)
    return count + complete(library, index, embedder)
