"""`Library`: adding, removing, reading and searching documents of record."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import sqlalchemy as sql

from claimcheck import origins
from claimcheck.claims import Article, Document, Span, content_id
from claimcheck.closing import Closing
from claimcheck.evidence import Imprint, Passage
from claimcheck.library import words
from claimcheck.library.cutting import document_id, findable, passages_of, storable
from claimcheck.library.database import Database
from claimcheck.library.filters import Filters, conditions, of_origins
from claimcheck.library.kinship import Kinship, OriginMatch, origin, packed, parts
from claimcheck.library.tables import ALIASES, DOCUMENTS, EMBEDDERS, PASSAGES, VECTORS

PAGE = 2000
"""Rows read at a time."""


@dataclass(frozen=True)
class Added:
    """What came of adding articles."""

    added: tuple[str, ...]
    """Ids of new documents, in order."""
    known: tuple[str, ...]
    """Ids of those that were held before, or came twice."""
    passages: int
    """Passages of the new documents."""


@dataclass(frozen=True)
class Placed:
    """Where a passage belongs."""

    document_id: str
    origin_id: str
    day: dt.date | None
    """When its document was published; None where unknown."""


class Library(Closing):
    """The documents of record; use as a context manager or call `close`."""

    def __init__(self, database: Database, *, passage_chars: int) -> None:
        self._database = database
        self._passage_chars = passage_chars
        self._kinship = Kinship()
        self._words = words.words_of(database.dialect)

    @classmethod
    def open(cls, where: str | Path, *, passage_chars: int = 700) -> "Library":
        """The library in a SQLite file, made if it does not exist, or at a database address (`postgresql://user@host/name`).

        Raises DamagedStoreError for a file that is no library, StoreError where it cannot be made or written.
        """
        return cls(Database.open(where), passage_chars=passage_chars)

    def close(self) -> None:
        """Give the database back."""
        self._database.close()

    def add(self, articles: Sequence[Article]) -> Added:
        """Store articles in one transaction; those whose content is known are left as they are, origin included."""
        added: list[str] = []
        known: list[str] = []
        passages = 0
        try:
            with self._database.writing() as link:
                self._database.alone(link, "add")
                for article in map(storable, articles):
                    identity = document_id(article)
                    if _number(link, identity) is not None:
                        known.append(identity)
                        continue
                    passages += self._insert(link, article, identity)
                    added.append(identity)
        except BaseException:
            self._kinship = Kinship()  # it remembers documents that were not kept
            raise
        return Added(tuple(added), tuple(known), passages)

    def remove(self, document_ids: Iterable[str]) -> list[str]:
        """Forget documents; returns the ids of their passages, for the index. Origins that others share stay as they are."""
        gone: list[str] = []
        self._kinship = Kinship()
        with self._database.writing() as link:
            self._database.alone(link, "add")
            for identity in document_ids:
                number = _number(link, identity)
                if number is None:
                    continue
                rows = link.execute(sql.select(PASSAGES).where(PASSAGES.c.document == number)).all()
                title = _read(link.scalar(sql.select(DOCUMENTS.c.record).where(DOCUMENTS.c.number == number))).title
                self._words.remove(link, [(row.number, findable(title, row.text)) for row in rows])
                link.execute(DOCUMENTS.delete().where(DOCUMENTS.c.number == number))
                gone += [row.id for row in rows]
        return gone

    def origin_of(self, article: Article) -> OriginMatch:
        """What of the library goes back to the same text as an article, whether or not the article itself is held."""
        with self._database.reading() as link:
            kin = self._kinship.kin(link, origins.trace(article))
            shared = sorted({one.origin_id for one in kin})
            if not shared:
                return OriginMatch()
            documents = link.scalars(sql.select(DOCUMENTS.c.id).where(of_origins(shared))).all()
        return OriginMatch(frozenset(shared), frozenset(documents))

    def count(self) -> int:
        """Documents."""
        with self._database.reading() as link:
            return _count(link, DOCUMENTS)

    def stats(self) -> dict[str, int]:
        """Documents (those without a date apart), origins, passages and vectors."""
        with self._database.reading() as link:
            undated = sql.select(sql.func.count()).select_from(DOCUMENTS).where(DOCUMENTS.c.day.is_(None))
            return {
                "documents": _count(link, DOCUMENTS),
                "undated": int(link.scalar(undated) or 0),
                "origins": int(link.scalar(sql.select(sql.func.count(sql.distinct(origin().element)))) or 0),
                "passages": _count(link, PASSAGES),
                "vectors": _count(link, VECTORS),
            }

    def digest(self) -> str:
        """Hash of which documents are held and which origins are one: 12 hex digits."""
        found = hashlib.sha256()
        with self._database.reading() as link:
            for statement in (
                sql.select(DOCUMENTS.c.id, origin()).order_by(DOCUMENTS.c.id),
                sql.select(ALIASES.c.origin_id, ALIASES.c.known_as).order_by(ALIASES.c.origin_id),
            ):
                for row in link.execute(statement):
                    found.update("\t".join(row).encode() + b"\n")
        return found.hexdigest()[:12]

    def document(self, identity: str) -> Document | None:
        """One document, or None."""
        with self._database.reading() as link:
            row = link.execute(sql.select(DOCUMENTS.c.record, origin()).where(DOCUMENTS.c.id == identity)).first()
        return _read(row.record, row.origin_id) if row else None

    def documents(self) -> Iterator[Document]:
        """All documents in the order of adding, read a page at a time."""
        last = 0
        while True:
            statement = sql.select(DOCUMENTS.c.number, DOCUMENTS.c.record, origin()).where(DOCUMENTS.c.number > last)
            with self._database.reading() as link:
                rows = link.execute(statement.order_by(DOCUMENTS.c.number).limit(PAGE // 10)).all()
            if not rows:
                return
            yield from (_read(row.record, row.origin_id) for row in rows)
            last = rows[-1].number

    def passages(self, ids: Sequence[str]) -> list[Passage]:
        """Passages in the order asked for; unknown ids are left out."""
        held: dict[str, Passage] = {}
        with self._database.reading() as link:
            for part in parts(ids):
                held |= {
                    row.id: _passage(row) for row in link.execute(_whole_passages().where(PASSAGES.c.id.in_(part)))
                }
        return [held[identity] for identity in ids if identity in held]

    def passages_of(self, document_ids: Iterable[str], *, most: int = PAGE) -> list[Passage]:
        """Passages of documents, in the order of adding, up to `most`."""
        statement = _whole_passages().where(DOCUMENTS.c.id.in_(list(document_ids)))
        with self._database.reading() as link:
            return [_passage(row) for row in link.execute(statement.order_by(PASSAGES.c.number).limit(most))]

    def imprints(self, document_ids: Iterable[str]) -> dict[str, Imprint]:
        """What to print of each document; unknown ids are left out."""
        found: dict[str, Imprint] = {}
        with self._database.reading() as link:
            for part in parts(sorted(set(document_ids))):
                statement = sql.select(DOCUMENTS.c.record, origin()).where(DOCUMENTS.c.id.in_(part))
                for row in link.execute(statement):
                    found |= {(one := _imprint(_read(row.record, row.origin_id))).document_id: one}
        return found

    def lexical(self, query: str, *, k: int, filters: Filters | None = None) -> list[tuple[str, float]]:
        """Passage ids with BM25 scores, higher is better; any text is a safe query, its stop words are left out."""
        terms = words.terms(query)
        if not terms:
            return []
        with self._database.reading() as link:
            return self._words.search(link, terms, k=k, where=conditions(filters or Filters()))

    def allowed(self, passage_ids: Sequence[str], filters: Filters) -> set[str]:
        """Which of the passages stand in documents that the filters let through."""
        kept: set[str] = set()
        joined = sql.select(PASSAGES.c.id).join(DOCUMENTS, DOCUMENTS.c.number == PASSAGES.c.document)
        with self._database.reading() as link:
            for part in parts(passage_ids):
                kept |= set(link.scalars(joined.where(PASSAGES.c.id.in_(part), *conditions(filters))))
        return kept

    def placed(self, passage_ids: Sequence[str]) -> dict[str, Placed]:
        """Document, origin and day of passages; unknown ids are left out."""
        found: dict[str, Placed] = {}
        statement = sql.select(PASSAGES.c.id, DOCUMENTS.c.id.label("document_id"), origin(), DOCUMENTS.c.day)
        with self._database.reading() as link:
            for part in parts(passage_ids):
                joined = statement.join(DOCUMENTS, DOCUMENTS.c.number == PASSAGES.c.document)
                for row in link.execute(joined.where(PASSAGES.c.id.in_(part))):
                    found[row.id] = Placed(row.document_id, row.origin_id, row.day)
        return found

    def unembedded(self, embedder: str, *, limit: int) -> list[Passage]:
        """Passages without a vector of that embedder, eldest first."""
        held = sql.select(VECTORS.c.passage).join(EMBEDDERS).where(EMBEDDERS.c.name == embedder)
        statement = _whole_passages().where(PASSAGES.c.number.not_in(held)).order_by(PASSAGES.c.number).limit(limit)
        with self._database.reading() as link:
            return [_passage(row) for row in link.execute(statement)]

    def store_vectors(self, embedder: str, ids: Sequence[str], vectors: np.ndarray) -> None:
        """Keep vectors of shape (len(ids), d) as float32; what is held stays, and passages removed meanwhile are passed over."""
        if not len(ids):
            return
        with self._database.writing() as link:
            kind = _embedder(link, embedder, dimension=int(vectors.shape[1]))
            waiting = _waiting(link, kind, ids)
            fresh = [
                {"embedder": kind, "passage": waiting[identity], "vector": np.asarray(vector, dtype="<f4").tobytes()}
                for identity, vector in zip(ids, vectors, strict=True)
                if identity in waiting
            ]
            if fresh:
                link.execute(VECTORS.insert(), fresh)

    def vectors(self, embedder: str, *, page: int = PAGE) -> Iterator[tuple[list[str], np.ndarray]]:
        """All vectors of an embedder in the order of adding, in pages of (ids, float32 array of shape (n, d))."""
        last = 0
        while True:
            statement = _vectors(embedder).where(VECTORS.c.passage > last).order_by(VECTORS.c.passage).limit(page)
            with self._database.reading() as link:
                rows = link.execute(statement).all()
            if not rows:
                return
            yield [row.id for row in rows], np.stack([_vector(row.vector) for row in rows])
            last = rows[-1].passage

    def vectors_of(self, embedder: str, ids: Sequence[str]) -> dict[str, np.ndarray]:
        """The vectors held of these passages, each a float32 array of shape (d,)."""
        found: dict[str, np.ndarray] = {}
        with self._database.reading() as link:
            for part in parts(ids):
                rows = link.execute(_vectors(embedder).where(PASSAGES.c.id.in_(part)))
                found |= {row.id: _vector(row.vector) for row in rows}
        return found

    def vectors_within(self, embedder: str, filters: Filters, *, most: int) -> tuple[list[str], np.ndarray] | None:
        """Ids and vectors, shape (n, d), of all passages that the filters let through; None if there are more than `most`."""
        joined = _vectors(embedder).join(DOCUMENTS, DOCUMENTS.c.number == PASSAGES.c.document)
        limited = joined.where(*conditions(filters)).limit(most + 1)
        with self._database.reading() as link:
            count = sql.select(sql.func.count()).select_from(limited.with_only_columns(VECTORS.c.passage).subquery())
            if int(link.scalar(count) or 0) > most:
                return None
            rows = link.execute(limited.order_by(VECTORS.c.passage)).all()
        return [row.id for row in rows], np.stack([_vector(row.vector) for row in rows]) if rows else np.zeros((0, 0))

    def _insert(self, link: sql.Connection, article: Article, identity: str) -> int:
        trace = origins.trace(article)
        origin_id = self._kinship.join(link, trace, content_id("o", identity))
        document = Document(**(article.model_dump() | {"id": identity, "origin_id": origin_id, "dropped": ()}))
        number = _inserted(
            link,
            DOCUMENTS.insert().values(
                id=identity,
                origin_id=origin_id,
                day=trace.day,
                url=trace.url,
                prints=0,
                telling=packed(trace),
                record=document.model_dump_json(),
            ),
        )
        self._kinship.keep(link, number, trace)
        pieces = passages_of(identity, article.text, chars=self._passage_chars)
        numbered = [
            (_inserted(link, PASSAGES.insert().values(document=number, **_columns(one))), one) for one in pieces
        ]
        self._words.add(link, [(place, findable(article.title, one.text)) for place, one in numbered])
        return len(pieces)


def _whole_passages() -> sql.Select[tuple[str, str, int, int, str]]:
    return sql.select(
        PASSAGES.c.id, DOCUMENTS.c.id.label("document_id"), PASSAGES.c.start, PASSAGES.c.end, PASSAGES.c.text
    ).join(DOCUMENTS, DOCUMENTS.c.number == PASSAGES.c.document)


def _vectors(embedder: str) -> sql.Select[tuple[int, str, bytes]]:
    return (
        sql.select(VECTORS.c.passage, PASSAGES.c.id, VECTORS.c.vector)
        .join(EMBEDDERS, EMBEDDERS.c.number == VECTORS.c.embedder)
        .join(PASSAGES, PASSAGES.c.number == VECTORS.c.passage)
        .where(EMBEDDERS.c.name == embedder)
    )


def _embedder(link: sql.Connection, name: str, *, dimension: int) -> int:
    number = link.scalar(sql.select(EMBEDDERS.c.number).where(EMBEDDERS.c.name == name))
    return number if number is not None else _inserted(link, EMBEDDERS.insert().values(name=name, dimension=dimension))


def _waiting(link: sql.Connection, embedder: int, ids: Sequence[str]) -> dict[str, int]:
    """Numbers of those passages that have no vector of the embedder."""
    found: dict[str, int] = {}
    held = sql.select(VECTORS.c.passage).where(VECTORS.c.embedder == embedder)
    for part in parts(ids):
        statement = sql.select(PASSAGES.c.id, PASSAGES.c.number).where(PASSAGES.c.id.in_(part))
        found |= {row.id: row.number for row in link.execute(statement.where(PASSAGES.c.number.not_in(held)))}
    return found


def _number(link: sql.Connection, identity: str) -> int | None:
    return link.scalar(sql.select(DOCUMENTS.c.number).where(DOCUMENTS.c.id == identity))


def _inserted(link: sql.Connection, statement: sql.Insert) -> int:
    key = link.execute(statement).inserted_primary_key
    assert key is not None
    return int(key[0])


def _count(link: sql.Connection, table: sql.Table) -> int:
    return int(link.scalar(sql.select(sql.func.count()).select_from(table)) or 0)


def _columns(passage: Passage) -> dict[str, str | int]:
    return {"id": passage.id, "start": passage.span.start, "end": passage.span.end, "text": passage.text}


def _passage(row: sql.Row) -> Passage:  # type: ignore[type-arg]
    return Passage(id=row.id, document_id=row.document_id, span=Span(start=row.start, end=row.end), text=row.text)


def _read(record: str | None, origin_id: str | None = None) -> Document:
    document = Document.model_validate_json(record or "")
    return document.model_copy(update={"origin_id": origin_id}) if origin_id else document


def _imprint(document: Document) -> Imprint:
    return Imprint(
        document_id=document.id,
        **document.model_dump(include={"title", "publisher", "url", "published", "origin_id", "fact_check"}),
    )


def _vector(blob: bytes) -> np.ndarray:
    return np.frombuffer(blob, dtype="<f4")
