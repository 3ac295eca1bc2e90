"""The index: vectors for search, in Chroma or in memory, behind one small interface.

The index can always be made anew from the library, so nothing is kept here alone. Chroma's traps are met here and nowhere else: vectors are
always given and upserted, cosine is set when a collection is made and checked when it is opened, batches keep to its limit, one process owns a
folder (several lose vectors silently), and its default embedding function, which downloads from the network, is never used.
"""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from claimcheck.errors import EmbedderMismatchError, IndexMissingError, ServiceError, StoreError, StoreLockedError

NAME = "passages"
_PAGE = 5000


class Index(Protocol):
    """Vectors by passage id, searched by cosine."""

    def upsert(self, ids: Sequence[str], vectors: np.ndarray) -> None:
        """Store vectors of shape (len(ids), d); those of known ids are replaced."""
        ...

    def search(self, vectors: np.ndarray, *, k: int) -> list[list[tuple[str, float]]]:
        """For each row of shape (n, d), up to k (id, cosine) pairs, best first."""
        ...

    def delete(self, ids: Sequence[str]) -> None:
        """Forget ids; unknown ones are no error."""
        ...

    def ids(self) -> Iterator[str]:
        """All ids."""
        ...

    def count(self) -> int:
        """How many vectors are held."""
        ...

    def close(self) -> None:
        """Give the store back."""
        ...


class ExactIndex:
    """In memory and exact: the reference that others are measured against."""

    def __init__(self) -> None:
        self._held: dict[str, np.ndarray] = {}

    def upsert(self, ids: Sequence[str], vectors: np.ndarray) -> None:
        """See Index."""
        self._held |= {
            identity: np.asarray(vector, dtype=np.float32) for identity, vector in zip(ids, vectors, strict=True)
        }

    def search(self, vectors: np.ndarray, *, k: int) -> list[list[tuple[str, float]]]:
        """See Index."""
        if not self._held:
            return [[] for _ in vectors]
        names = list(self._held)
        scores = np.asarray(vectors) @ np.stack(list(self._held.values())).T
        return [[(names[place], float(row[place])) for place in np.argsort(-row, kind="stable")[:k]] for row in scores]

    def delete(self, ids: Sequence[str]) -> None:
        """See Index."""
        for identity in ids:
            self._held.pop(identity, None)

    def ids(self) -> Iterator[str]:
        """See Index."""
        yield from list(self._held)

    def count(self) -> int:
        """See Index."""
        return len(self._held)

    def close(self) -> None:
        """See Index."""


class ChromaIndex:
    """A Chroma collection, in a folder that this process owns or on a server."""

    def __init__(self, client: Any, *, embedder: str, dimension: int, lock: Any = None, anew: bool = False) -> None:
        self._client = client
        self._lock = lock
        self._embedder = embedder
        self._dimension = dimension
        if anew and NAME in {held.name for held in client.list_collections()}:
            client.delete_collection(NAME)
        self._collection = self._opened()
        self._most = min(int(client.get_max_batch_size()), _PAGE)

    @classmethod
    def in_folder(cls, folder: Path, *, embedder: str, dimension: int, anew: bool = False) -> "ChromaIndex":
        """The index in a folder; raises StoreLockedError where another process owns it; `anew` empties it."""
        from filelock import FileLock, Timeout

        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / "owner.lock")
        try:
            lock.acquire(timeout=0)
        except Timeout as exc:
            raise StoreLockedError(
                f"another claimcheck process owns the index at {str(folder)!r}; wait for it, or run a Chroma server and set library.chroma_url"
            ) from exc
        chromadb = _chromadb()
        try:
            client = chromadb.PersistentClient(path=str(folder), settings=chromadb.Settings(anonymized_telemetry=False))
            return cls(client, embedder=embedder, dimension=dimension, lock=lock, anew=anew)
        except EmbedderMismatchError:
            lock.release()
            raise
        except Exception as exc:  # chromadb raises errors of its Rust core as bare exceptions
            lock.release()
            raise StoreError(
                f"the index at {str(folder)!r} cannot be opened ({exc}); remove the folder and run `claimcheck index rebuild`"
            ) from exc

    @classmethod
    def on_server(cls, url: str, *, embedder: str, dimension: int, anew: bool = False) -> "ChromaIndex":
        """The index on a Chroma server, `http://host:port`."""
        from urllib.parse import urlsplit

        chromadb = _chromadb()
        parts = urlsplit(url)
        try:
            client = chromadb.HttpClient(
                host=parts.hostname or "localhost",
                port=parts.port or (443 if parts.scheme == "https" else 8000),
                ssl=parts.scheme == "https",
                settings=chromadb.Settings(anonymized_telemetry=False),
            )
        except ValueError as exc:
            raise ServiceError(f"no Chroma server answers at {url!r}: {exc}") from exc
        return cls(client, embedder=embedder, dimension=dimension, anew=anew)

    def _opened(self) -> Any:
        collection = self._client.get_or_create_collection(
            NAME,
            embedding_function=None,
            configuration={"hnsw": {"space": "cosine"}},
            metadata={"embedder": self._embedder, "dimension": self._dimension},
        )
        held = collection.metadata or {}
        if held.get("embedder") != self._embedder:
            raise EmbedderMismatchError(
                f"the index was built with embedder {held.get('embedder')!r}, not {self._embedder!r}; run `claimcheck index rebuild`"
            )
        if (collection.configuration.get("hnsw") or {}).get("space") != "cosine":
            raise EmbedderMismatchError("the index was not made for cosine; run `claimcheck index rebuild`")
        return collection

    def upsert(self, ids: Sequence[str], vectors: np.ndarray) -> None:
        """See Index."""
        for start in range(0, len(ids), self._most):
            part = slice(start, start + self._most)
            self._collection.upsert(ids=list(ids[part]), embeddings=np.asarray(vectors[part], dtype=np.float32))

    def search(self, vectors: np.ndarray, *, k: int) -> list[list[tuple[str, float]]]:
        """See Index; raises IndexMissingError where nothing is indexed."""
        held = self.count()
        if not held:
            raise IndexMissingError(
                "the index is empty; run `claimcheck index rebuild`, or `claimcheck ingest` some coverage"
            )
        found = self._collection.query(
            query_embeddings=np.asarray(vectors, dtype=np.float32), n_results=min(k, held), include=["distances"]
        )
        return [
            [(identity, 1.0 - float(distance)) for identity, distance in zip(ids, distances, strict=True)]
            for ids, distances in zip(found["ids"], found["distances"], strict=True)
        ]

    def delete(self, ids: Sequence[str]) -> None:
        """See Index."""
        for start in range(0, len(ids), self._most):
            self._collection.delete(ids=list(ids[start : start + self._most]))

    def ids(self) -> Iterator[str]:
        """See Index; in pages, since one large `get` fails."""
        start = 0
        while True:
            page = self._collection.get(limit=_PAGE, offset=start, include=[])["ids"]
            if not page:
                return
            yield from page
            start += len(page)

    def count(self) -> int:
        """See Index."""
        return int(self._collection.count())

    def clear(self) -> None:
        """Forget everything and begin anew with this embedder."""
        self._client.delete_collection(NAME)
        self._collection = self._opened()

    def close(self) -> None:
        """Give the folder to the next process."""
        if self._lock is not None:
            self._lock.release()


def _chromadb() -> Any:
    """chromadb, which takes 0.7 s to import, with its telemetry off."""
    os.environ.setdefault("ANONYMIZED_TELEMETRY", "False")
    import chromadb

    return chromadb
