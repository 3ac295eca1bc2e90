"""The library: documents of record, their passages, vectors, origins, and lexical search, in one SQL database.

SQLite in write-ahead mode with FTS5 by default. Vectors are kept here as well as in the index, so that the index can always be made anew
without embedding anything twice. Origins are decided when a document comes in and never change for a document that is known.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import sqlalchemy as sql
from sqlalchemy.dialects.sqlite import insert

from claimcheck.claims import Article, Document, Imprint, Passage, Span, content_id
from claimcheck.errors import DamagedStoreError, StoreError
from claimcheck.origins import DAYS_APART, Shape, bands, same_origin, shape, signature
from claimcheck.text import sentences

SCHEMA = "1"
_TABLES = sql.MetaData()
_META = sql.Table("meta", _TABLES, sql.Column("name", sql.String, primary_key=True), sql.Column("value", sql.String))
_DOCUMENTS = sql.Table(
    "documents",
    _TABLES,
    sql.Column("id", sql.String, primary_key=True),
    sql.Column("origin_id", sql.String, index=True, nullable=False),
    sql.Column("day", sql.Date, index=True),
    sql.Column("url", sql.String, index=True),
    sql.Column("record", sql.Text, nullable=False),
)
_PASSAGES = sql.Table(
    "passages",
    _TABLES,
    sql.Column("number", sql.Integer, primary_key=True, autoincrement=True),
    sql.Column("id", sql.String, unique=True, nullable=False),
    sql.Column("document_id", sql.ForeignKey("documents.id"), index=True, nullable=False),
    sql.Column("start", sql.Integer, nullable=False),
    sql.Column("end", sql.Integer, nullable=False),
    sql.Column("text", sql.Text, nullable=False),
)
_VECTORS = sql.Table(
    "vectors",
    _TABLES,
    sql.Column("passage_id", sql.ForeignKey("passages.id"), primary_key=True),
    sql.Column("embedder", sql.String, primary_key=True),
    sql.Column("vector", sql.LargeBinary, nullable=False),
)
_BANDS = sql.Table(
    "bands",
    _TABLES,
    sql.Column("band", sql.String, primary_key=True),
    sql.Column("document_id", sql.ForeignKey("documents.id"), primary_key=True),
)
_STOP = frozenset(
    "a an the of in on at to and or for from by with as is are was were be been has have had that this it its he she they his her their not "
    "but will would said says after before over under than then there who which what when where about into out up down no".split()
)


@dataclass(frozen=True)
class Filters:
    """Which documents a search may return."""

    as_of: date | None = None
    """Only documents of this day and before; undated ones are left out then, since they cannot be shown to be that old."""
    after: date | None = None
    """Only documents of this day and later."""
    exclude_documents: frozenset[str] = frozenset()
    exclude_origins: frozenset[str] = frozenset()
    only_origins: frozenset[str] = frozenset()
    """Where not empty, nothing but documents of these origins."""


@dataclass(frozen=True)
class Added:
    """What came of adding articles."""

    added: tuple[str, ...]
    known: tuple[str, ...]
    passages: int


@dataclass(frozen=True)
class OriginMatch:
    """Where an article stands in the library: origins and documents that go back to the same text."""

    origins: frozenset[str] = frozenset()
    documents: frozenset[str] = field(default_factory=frozenset)


class Library:
    """The documents of record; use as a context manager or call `close`."""

    def __init__(self, engine: sql.Engine, *, passage_chars: int) -> None:
        self._engine = engine
        self._passage_chars = passage_chars
        self._shapes: dict[str, Shape] = {}

    @classmethod
    def open(cls, where: str | Path, *, passage_chars: int = 700) -> "Library":
        """The library in a SQLite file, made if it does not exist.

        Raises DamagedStoreError for a file that is no library, StoreError where it cannot be written.
        """
        path = Path(where)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            engine = sql.create_engine(f"sqlite:///{path}")
            sql.event.listen(engine, "connect", _tune)
            with engine.begin() as link:
                _TABLES.create_all(link)
                link.execute(
                    sql.text("CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5(text, tokenize='porter unicode61')")
                )
                link.execute(insert(_META).values(name="schema", value=SCHEMA).on_conflict_do_nothing())
        except sql.exc.DatabaseError as exc:
            raise _store_error(path, exc) from exc
        except OSError as exc:
            raise StoreError(
                f"cannot make the library at {str(path)!r}: {exc.strerror}; choose another folder with --home"
            ) from exc
        return cls(engine, passage_chars=passage_chars)

    def __enter__(self) -> "Library":
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the database back."""
        self._engine.dispose()

    def add(self, articles: Sequence[Article]) -> Added:
        """Store articles in one transaction; those whose content is known are left as they are."""
        added, known, passages = [], [], 0
        try:
            with self._engine.begin() as link:
                for article in articles:
                    identity = content_id("d", article.title, article.text, article.publisher, article.url)
                    if link.scalar(sql.select(_DOCUMENTS.c.id).where(_DOCUMENTS.c.id == identity)):
                        known.append(identity)
                        continue
                    passages += self._insert(link, article, identity)
                    added.append(identity)
        except sql.exc.DatabaseError as exc:
            raise StoreError(f"cannot write to the library: {exc.orig}") from exc
        return Added(tuple(added), tuple(known), passages)

    def _insert(self, link: sql.Connection, article: Article, identity: str) -> int:
        form = shape(article)
        band_keys = _band_keys(form)
        origin = self._origin(link, form, band_keys) or content_id("o", identity)
        document = Document(**(article.model_dump() | {"id": identity, "dropped": (), "origin_id": origin}))
        link.execute(
            _DOCUMENTS.insert().values(
                id=identity, origin_id=origin, day=article.day, url=form.url, record=document.model_dump_json()
            )
        )
        link.execute(
            insert(_BANDS).on_conflict_do_nothing(), [{"band": key, "document_id": identity} for key in band_keys]
        )
        pieces = passages_of(identity, article.text, chars=self._passage_chars)
        for piece in pieces:
            number = link.execute(
                _PASSAGES.insert().values(
                    id=piece.id, document_id=identity, start=piece.span.start, end=piece.span.end, text=piece.text
                )
            ).inserted_primary_key[0]  # type: ignore[index]
            words = f"{article.title or ''}\n{piece.text}"
            link.execute(sql.text("INSERT INTO words(rowid, text) VALUES (:n, :t)"), {"n": number, "t": words})
        self._shapes[identity] = form
        return len(pieces)

    def _origin(self, link: sql.Connection, form: Shape, band_keys: Sequence[str]) -> str | None:
        """The origin that a text belongs to; of several, the one with the earliest document, so that origins stay stable."""
        matches = self._matches(link, form, band_keys)
        if not matches:
            return None
        rows = link.execute(
            sql.select(_DOCUMENTS.c.origin_id)
            .where(_DOCUMENTS.c.id.in_(matches))
            .order_by(_DOCUMENTS.c.day, _DOCUMENTS.c.id)
        )
        return next(iter(rows.scalars()), None)

    def _matches(self, link: sql.Connection, form: Shape, band_keys: Sequence[str]) -> list[str]:
        """Documents that go back to the same text: candidates by band, address or nearness in time, each compared in full."""
        near = sql.select(_BANDS.c.document_id).where(_BANDS.c.band.in_(band_keys))
        chosen: sql.ColumnElement[bool] = _DOCUMENTS.c.id.in_(near)
        if form.url:
            chosen = chosen | (_DOCUMENTS.c.url == form.url)
        if form.day:
            window = timedelta(days=DAYS_APART)
            chosen = chosen | _DOCUMENTS.c.day.between(form.day - window, form.day + window)
        rows = link.execute(sql.select(_DOCUMENTS.c.id, _DOCUMENTS.c.record).where(chosen))
        return [row.id for row in rows if same_origin(form, self._shape(row.id, row.record))]

    def _shape(self, identity: str, record: str) -> Shape:
        if identity not in self._shapes:
            self._shapes[identity] = shape(Document.model_validate_json(record))
        return self._shapes[identity]

    def origin_of(self, article: Article) -> OriginMatch:
        """Documents of the library that are copies of an article, with all documents of their origins."""
        form = shape(article)
        with self._engine.connect() as link:
            matches = self._matches(link, form, _band_keys(form))
            if not matches:
                return OriginMatch()
            origins = set(link.scalars(sql.select(_DOCUMENTS.c.origin_id).where(_DOCUMENTS.c.id.in_(matches))))
            documents = set(link.scalars(sql.select(_DOCUMENTS.c.id).where(_DOCUMENTS.c.origin_id.in_(origins))))
        return OriginMatch(frozenset(origins), frozenset(documents))

    def count(self) -> int:
        """Documents."""
        with self._engine.connect() as link:
            return int(link.scalar(sql.select(sql.func.count()).select_from(_DOCUMENTS)) or 0)

    def stats(self) -> dict[str, int]:
        """Documents, origins, passages and vectors."""
        with self._engine.connect() as link:
            return {
                "documents": int(link.scalar(sql.select(sql.func.count()).select_from(_DOCUMENTS)) or 0),
                "origins": int(link.scalar(sql.select(sql.func.count(sql.distinct(_DOCUMENTS.c.origin_id)))) or 0),
                "passages": int(link.scalar(sql.select(sql.func.count()).select_from(_PASSAGES)) or 0),
                "vectors": int(link.scalar(sql.select(sql.func.count()).select_from(_VECTORS)) or 0),
            }

    def digest(self) -> str:
        """Hash of which documents are held: 12 hex digits."""
        with self._engine.connect() as link:
            ids = link.scalars(sql.select(_DOCUMENTS.c.id).order_by(_DOCUMENTS.c.id))
            return hashlib.sha256("\n".join(ids).encode()).hexdigest()[:12]

    def document(self, identity: str) -> Document | None:
        """One document, or None."""
        with self._engine.connect() as link:
            record = link.scalar(sql.select(_DOCUMENTS.c.record).where(_DOCUMENTS.c.id == identity))
        return Document.model_validate_json(record) if record else None

    def passages(self, ids: Sequence[str]) -> list[Passage]:
        """Passages in the order asked for; unknown ids are left out."""
        held = {}
        with self._engine.connect() as link:
            for part in _parts(ids):
                for row in link.execute(sql.select(_PASSAGES).where(_PASSAGES.c.id.in_(part))):
                    held[row.id] = _passage(row)
        return [held[identity] for identity in ids if identity in held]

    def imprints(self, document_ids: Iterable[str]) -> dict[str, Imprint]:
        """What to print of each document."""
        found = {}
        with self._engine.connect() as link:
            for part in _parts(list(document_ids)):
                for record in link.scalars(sql.select(_DOCUMENTS.c.record).where(_DOCUMENTS.c.id.in_(part))):
                    document = Document.model_validate_json(record)
                    found[document.id] = _imprint(document)
        return found

    def lexical(self, query: str, *, k: int, filters: Filters | None = None) -> list[tuple[str, float]]:
        """Passage ids with BM25 scores, higher is better; any text is a safe query, its stop words are left out."""
        words = [word for word in dict.fromkeys(re.findall(r"\w+", query.casefold())) if word not in _STOP][:64]
        if not words:
            return []
        match = " OR ".join(f'"{word}"' for word in words)
        statement = (
            sql.select(_PASSAGES.c.id, sql.literal_column("bm25(words)").label("score"))
            .select_from(sql.table("words"))
            .join(_PASSAGES, _PASSAGES.c.number == sql.literal_column("words.rowid"))
            .join(_DOCUMENTS, _DOCUMENTS.c.id == _PASSAGES.c.document_id)
            .where(sql.text("words MATCH :match").bindparams(match=match), *_conditions(filters or Filters()))
            .order_by(sql.text("score"))
            .limit(k)
        )
        with self._engine.connect() as link:
            return [(row.id, -float(row.score)) for row in link.execute(statement)]

    def allowed(self, passage_ids: Sequence[str], filters: Filters) -> set[str]:
        """Which of the passages stand in documents that the filters let through."""
        kept: set[str] = set()
        with self._engine.connect() as link:
            for part in _parts(passage_ids):
                statement = (
                    sql.select(_PASSAGES.c.id)
                    .join(_DOCUMENTS, _DOCUMENTS.c.id == _PASSAGES.c.document_id)
                    .where(_PASSAGES.c.id.in_(part), *_conditions(filters))
                )
                kept |= set(link.scalars(statement))
        return kept

    def origins(self, passage_ids: Sequence[str]) -> dict[str, str]:
        """Passage id -> origin id."""
        found: dict[str, str] = {}
        with self._engine.connect() as link:
            for part in _parts(passage_ids):
                statement = (
                    sql.select(_PASSAGES.c.id, _DOCUMENTS.c.origin_id)
                    .join(_DOCUMENTS, _DOCUMENTS.c.id == _PASSAGES.c.document_id)
                    .where(_PASSAGES.c.id.in_(part))
                )
                found |= {row.id: row.origin_id for row in link.execute(statement)}
        return found

    def unembedded(self, embedder: str, *, limit: int) -> list[Passage]:
        """Passages without a vector of that embedder."""
        has = sql.select(_VECTORS.c.passage_id).where(_VECTORS.c.embedder == embedder)
        with self._engine.connect() as link:
            rows = link.execute(
                sql.select(_PASSAGES).where(_PASSAGES.c.id.not_in(has)).order_by(_PASSAGES.c.number).limit(limit)
            )
            return [_passage(row) for row in rows]

    def store_vectors(self, embedder: str, ids: Sequence[str], vectors: np.ndarray) -> None:
        """Keep vectors of shape (len(ids), d) as float32."""
        rows = [
            {"passage_id": identity, "embedder": embedder, "vector": vector.astype(np.float32).tobytes()}
            for identity, vector in zip(ids, vectors, strict=True)
        ]
        with self._engine.begin() as link:
            link.execute(insert(_VECTORS).on_conflict_do_nothing(), rows)

    def vectors(self, embedder: str, *, page: int = 2000) -> Iterator[tuple[list[str], np.ndarray]]:
        """All vectors of an embedder, in pages of (ids, float32 array of shape (n, d))."""
        last = ""
        while True:
            statement = (
                sql.select(_VECTORS.c.passage_id, _VECTORS.c.vector)
                .where(_VECTORS.c.embedder == embedder, _VECTORS.c.passage_id > last)
                .order_by(_VECTORS.c.passage_id)
                .limit(page)
            )
            with self._engine.connect() as link:
                rows = link.execute(statement).all()
            if not rows:
                return
            yield (
                [row.passage_id for row in rows],
                np.stack([np.frombuffer(row.vector, dtype=np.float32) for row in rows]),
            )
            last = rows[-1].passage_id


def passages_of(document_id: str, text: str, *, chars: int) -> list[Passage]:
    """Whole sentences up to about `chars` characters each, never across the end of the text."""
    pieces: list[Span] = []
    for sentence in sentences(text):
        if pieces and sentence.end - pieces[-1].start <= chars:
            pieces[-1] = Span(start=pieces[-1].start, end=sentence.end)
        else:
            pieces.append(sentence)
    return [
        Passage(
            id=content_id("p", document_id, piece.start, piece.end),
            document_id=document_id,
            span=piece,
            text=piece.of(text),
        )
        for piece in pieces
    ]


def _tune(connection: object, record: object) -> None:
    cursor = connection.cursor()  # type: ignore[attr-defined]
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "busy_timeout=10000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _store_error(path: Path, exc: sql.exc.DatabaseError) -> StoreError:
    if "not a database" in str(exc.orig) or "malformed" in str(exc.orig):
        return DamagedStoreError(f"{str(path)!r} is damaged or no library ({exc.orig}); move it away and ingest again")
    return StoreError(
        f"cannot open the library at {str(path)!r}: {exc.orig}; check the folder's permissions and free space"
    )


def _conditions(filters: Filters) -> list[sql.ColumnElement[bool]]:
    conditions: list[sql.ColumnElement[bool]] = []
    if filters.as_of:
        conditions.append(_DOCUMENTS.c.day <= filters.as_of)
    if filters.after:
        conditions.append(_DOCUMENTS.c.day >= filters.after)
    if filters.exclude_documents:
        conditions.append(_DOCUMENTS.c.id.not_in(filters.exclude_documents))
    if filters.exclude_origins:
        conditions.append(_DOCUMENTS.c.origin_id.not_in(filters.exclude_origins))
    if filters.only_origins:
        conditions.append(_DOCUMENTS.c.origin_id.in_(filters.only_origins))
    return conditions


def _band_keys(form: Shape) -> list[str]:
    return [json.dumps(band) for band in bands(signature(form))]


def _passage(row: sql.Row) -> Passage:  # type: ignore[type-arg]
    return Passage(id=row.id, document_id=row.document_id, span=Span(start=row.start, end=row.end), text=row.text)


def _imprint(document: Document) -> Imprint:
    return Imprint(
        document_id=document.id,
        title=document.title,
        publisher=document.publisher,
        url=document.url,
        published=document.published,
        origin_id=document.origin_id,
    )


def _parts(ids: Sequence[str], size: int = 500) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), size):
        yield ids[start : start + size]
