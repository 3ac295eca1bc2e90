"""The index: vectors for search, in Chroma or in memory, behind one small interface.

The index can always be made anew from the library, so nothing is kept here alone. Chroma's traps are met here and nowhere else: vectors are
always given and upserted, cosine is set when a collection is made and checked when it is opened, batches and pages keep to its limits, one
process owns a folder (several lose vectors silently) and a forked child is turned away (it would hang), telemetry is off, and its default
embedding function, which downloads from the network, is never used. Lexical search is the library's.
"""

import datetime as dt
import itertools
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import numpy as np

from claimcheck.errors import (
    ClaimcheckError,
    DamagedStoreError,
    EmbedderMismatchError,
    IndexMissingError,
    ServiceError,
    StoreError,
    StoreLockedError,
)

NAME = "passages"
REACH = 200
"""Neighbours that Chroma's graph search keeps in view; more find more and take longer."""
_PAGE = 5000

Days = tuple[dt.date | None, dt.date | None]
"""First and last day of a search, both inclusive; None for no limit. A vector without a day is outside of any limit."""


class Index(Protocol):
    """Vectors by passage id, searched by cosine."""

    def upsert(self, ids: Sequence[str], vectors: np.ndarray, *, days: Sequence[dt.date | None] | None = None) -> None:
        """Store vectors of shape (len(ids), d) with the days of their documents; those of known ids are replaced."""
        ...

    def search(self, vectors: np.ndarray, *, k: int, days: Days = (None, None)) -> list[list[tuple[str, float]]]:
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

    def clear(self) -> None:
        """Forget everything."""
        ...

    def close(self) -> None:
        """Give the store back."""
        ...


class ExactIndex:
    """In memory and exact: the reference that others are measured against."""

    def __init__(self) -> None:
        self._held: dict[str, tuple[np.ndarray, dt.date | None]] = {}

    def upsert(self, ids: Sequence[str], vectors: np.ndarray, *, days: Sequence[dt.date | None] | None = None) -> None:
        """See Index."""
        for identity, vector, day in zip(ids, vectors, days or [None] * len(ids), strict=True):
            self._held[identity] = np.array(vector, dtype=np.float32), day

    def search(self, vectors: np.ndarray, *, k: int, days: Days = (None, None)) -> list[list[tuple[str, float]]]:
        """See Index."""
        chosen = [(identity, vector) for identity, (vector, day) in self._held.items() if _within(day, days)]
        if not chosen or k < 1:
            return [[] for _ in vectors]
        scores = np.asarray(vectors, dtype=np.float32) @ np.stack([vector for _, vector in chosen]).T
        return [
            [(chosen[place][0], float(row[place])) for place in np.argsort(-row, kind="stable")[:k]] for row in scores
        ]

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

    def clear(self) -> None:
        """See Index."""
        self._held.clear()

    def close(self) -> None:
        """See Index."""


class ChromaIndex:
    """A Chroma collection, in a folder that this process owns or on a server."""

    def __init__(
        self, client: Any, *, embedder: str, dimension: int, where: str, lock: Any = None, anew: bool = False
    ) -> None:
        self._client = client
        self._lock = lock
        self._embedder = embedder
        self._dimension = dimension
        self._where = where
        self._process = os.getpid()
        with self._told("opened"):
            if anew and NAME in {held.name for held in client.list_collections()}:
                client.delete_collection(NAME)
            self._collection = self._opened()
            self._most = min(int(client.get_max_batch_size()), _PAGE)

    @classmethod
    def in_folder(cls, folder: Path, *, embedder: str, dimension: int, anew: bool = False) -> "ChromaIndex":
        """The index in a folder; raises StoreLockedError where another process owns it; `anew` empties it."""
        lock = _owned(folder)
        chromadb = _chromadb()
        try:
            with _damage(folder):
                settings = chromadb.Settings(anonymized_telemetry=False)
                client = chromadb.PersistentClient(path=str(folder), settings=settings)
                return cls(
                    client, embedder=embedder, dimension=dimension, where=repr(str(folder)), lock=lock, anew=anew
                )
        except BaseException:
            lock.release()
            _forgotten(chromadb)
            raise

    @classmethod
    def on_server(cls, url: str, *, embedder: str, dimension: int, anew: bool = False) -> "ChromaIndex":
        """The index on a Chroma server, `http://host:port`."""
        chromadb = _chromadb()
        parts = urlsplit(url if "://" in url else f"http://{url}")
        try:
            client = chromadb.HttpClient(
                host=parts.hostname or "localhost",
                port=parts.port or (443 if parts.scheme == "https" else 8000),
                ssl=parts.scheme == "https",
                settings=chromadb.Settings(anonymized_telemetry=False),
            )
        except (ValueError, OSError) as exc:
            raise ServiceError(f"no Chroma server answers at {url!r} ({exc}); check library.chroma_url") from exc
        return cls(client, embedder=embedder, dimension=dimension, where=repr(url), anew=anew)

    def upsert(self, ids: Sequence[str], vectors: np.ndarray, *, days: Sequence[dt.date | None] | None = None) -> None:
        """See Index."""
        marks = [_mark(day) for day in days or [None] * len(ids)]
        with self._told("written"):
            for start in range(0, len(ids), self._most):
                part = slice(start, start + self._most)
                self._collection.upsert(
                    ids=list(ids[part]), embeddings=np.asarray(vectors[part], dtype=np.float32), metadatas=marks[part]
                )

    def search(self, vectors: np.ndarray, *, k: int, days: Days = (None, None)) -> list[list[tuple[str, float]]]:
        """See Index; raises IndexMissingError where nothing is indexed."""
        held = self.count()
        if not held:
            raise IndexMissingError(
                "the index is empty; run `claimcheck index rebuild`, or `claimcheck ingest` some coverage"
            )
        with self._told("searched"):
            found = self._collection.query(
                query_embeddings=np.asarray(vectors, dtype=np.float32),
                n_results=min(k, held),
                where=_where(days),
                include=["distances"],
            )
        return [
            [(identity, 1.0 - float(distance)) for identity, distance in zip(ids, distances, strict=True)]
            for ids, distances in zip(found["ids"], found["distances"], strict=True)
        ]

    def delete(self, ids: Sequence[str]) -> None:
        """See Index."""
        with self._told("written"):
            for start in range(0, len(ids), self._most):
                self._collection.delete(ids=list(ids[start : start + self._most]))

    def ids(self) -> Iterator[str]:
        """See Index; in pages, since one large `get` fails."""
        start = 0
        while True:
            with self._told("read"):
                page = self._collection.get(limit=_PAGE, offset=start, include=[])["ids"]
            if not page:
                return
            yield from page
            start += len(page)

    def count(self) -> int:
        """See Index."""
        with self._told("read"):
            return int(self._collection.count())

    def clear(self) -> None:
        """Forget everything and begin anew with this embedder."""
        with self._told("written"):
            self._client.delete_collection(NAME)
            self._collection = self._opened()

    def close(self) -> None:
        """Give the folder to the next process."""
        if os.getpid() != self._process:
            return
        self._client.close()
        if self._lock is not None:
            self._lock.release()

    def _opened(self) -> Any:
        collection = self._client.get_or_create_collection(
            NAME,
            embedding_function=None,
            configuration={"hnsw": {"space": "cosine", "ef_search": REACH}},
            metadata={"embedder": self._embedder, "dimension": self._dimension},
        )
        held = collection.metadata or {}
        if (held.get("embedder"), held.get("dimension")) != (self._embedder, self._dimension):
            raise EmbedderMismatchError(
                f"the index was built with embedder {held.get('embedder')!r}, not {self._embedder!r} "
                f"({held.get('dimension')} and {self._dimension} dimensions); run `claimcheck index rebuild`"
            )
        if (collection.configuration.get("hnsw") or {}).get("space") != "cosine":
            raise EmbedderMismatchError("the index was not made for cosine; run `claimcheck index rebuild`")
        return collection

    @contextmanager
    def _told(self, doing: str) -> Iterator[None]:
        """Chroma's errors as ours; a forked child is stopped before it hangs."""
        if os.getpid() != self._process:
            raise StoreError(
                f"the index at {self._where} was opened before this process was forked; open it in the process that uses it"
            )
        try:
            yield
        except ClaimcheckError:
            raise
        except Exception as exc:
            raise self._error(exc, doing) from exc

    def _error(self, exc: Exception, doing: str) -> ClaimcheckError:
        import httpx  # the client's own; loaded with it
        from chromadb.errors import ChromaError, NotFoundError

        why = str(exc).splitlines()[0] if str(exc) else type(exc).__name__
        if isinstance(exc, httpx.HTTPError | ConnectionError | TimeoutError):
            return ServiceError(f"the Chroma server at {self._where} does not answer ({why}); check library.chroma_url")
        if isinstance(exc, NotFoundError):
            return IndexMissingError(
                f"the index at {self._where} was deleted meanwhile; run `claimcheck index rebuild`"
            )
        if isinstance(exc, ChromaError) and "dimension" in why:
            return EmbedderMismatchError(
                f"the index holds vectors of another length ({why}); run `claimcheck index rebuild`"
            )
        if self._lock is None:
            return ServiceError(f"the Chroma server at {self._where} failed ({why}); see its log")
        return DamagedStoreError(
            f"the index at {self._where} cannot be {doing} ({why}); run `claimcheck index rebuild`"
        )


def _within(day: dt.date | None, days: Days) -> bool:
    first, last = days
    if day is None:
        return first is None and last is None
    return (first is None or day >= first) and (last is None or day <= last)


def _mark(day: dt.date | None) -> dict[str, int | bool]:
    """What stands beside a vector; Chroma takes no empty metadata, and leaves out what lacks the field of a condition."""
    return {"undated": True} if day is None else {"day": day.toordinal()}


def _where(days: Days) -> dict[str, Any] | None:
    signs = zip(("$gte", "$lte"), days, strict=True)
    limits = [{"day": {sign: day.toordinal()}} for sign, day in signs if day is not None]
    return {"$and": limits} if len(limits) == 2 else next(iter(limits), None)


def _owned(folder: Path) -> Any:
    """The lock of a folder, which is made if it does not exist; the system gives it up when the process dies."""
    from filelock import FileLock, Timeout

    try:
        folder.mkdir(parents=True, exist_ok=True)
        # Opened in one thread and closed in another: the lock must not belong to a thread.
        lock = FileLock(folder / "owner.lock", thread_local=False)
        lock.acquire(timeout=0)
    except Timeout as exc:
        raise StoreLockedError(
            f"another claimcheck process owns the index at {str(folder)!r}; wait for it, or run a Chroma server and set library.chroma_url"
        ) from exc
    except OSError as exc:
        raise StoreError(
            f"cannot make the index at {str(folder)!r}: {exc.strerror or exc}; choose another folder with --home"
        ) from exc
    return lock


@contextmanager
def _damage(folder: Path) -> Iterator[None]:
    try:
        yield
    except ClaimcheckError:
        raise
    except BaseException as exc:
        # Chroma's Rust core panics with an error that is no Exception.
        if isinstance(exc, KeyboardInterrupt | SystemExit | GeneratorExit):
            raise
        raise DamagedStoreError(
            f"the index at {str(folder)!r} cannot be opened ({exc}); run `claimcheck index rebuild`"
        ) from exc


def _forgotten(chromadb: Any) -> None:
    """Chroma keeps what it opened for each folder, the half-opened as well, and would hand that out again."""
    chromadb.api.client.SharedSystemClient.clear_system_cache()


def _chromadb() -> Any:
    """chromadb, which takes 0.7 s to import, with its telemetry off."""
    os.environ.setdefault("ANONYMIZED_TELEMETRY", "False")
    import chromadb

    return chromadb


def put_aside(folder: Path) -> None:
    """Rename a damaged folder to the first free name beside it, `index` -> `index.damaged-1`; raises StoreError."""
    names = (folder.with_name(f"{folder.name}.damaged-{number}") for number in itertools.count(1))
    target = next(name for name in names if not name.exists())
    try:
        folder.rename(target)
    except OSError as exc:
        raise StoreError(
            f"cannot put the damaged {str(folder)!r} aside: {exc.strerror or exc}; remove it yourself"
        ) from exc
