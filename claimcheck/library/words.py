"""Lexical search: which passages hold the words of a query, ranked by BM25 (SQLite) or cover density (PostgreSQL).

A query is any text: it is cut into words, stop words are left out, and the rest is quoted, so that nothing in it is syntax.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Protocol

import sqlalchemy as sql

from claimcheck.library.tables import DOCUMENTS, PASSAGES

MOST_WORDS = 32
"""Words of a query that are searched for, the first ones."""
COMMON = 33
"""A word that one passage in so many holds is common."""
FEW_PASSAGES = 500
"""A library's words are not told apart by how common they are until this many passages hold one."""
_STOP = frozenset(
    re.findall(
        r"\w+",
        "a an the of in on at to and or for from by with as is are was were be been being has have had do does did that this these those it its "
        "he she they his her their him them we our us you your i my me not but if so than then there here who whom whose which what when where "
        "why how will would can could may might shall should must about into over under up down out off after before between during while also "
        "said says say according more most some any no nor only very just own same such both each other",
    )
)

Row = tuple[int, str]
"""A passage's number and the text by which it is found."""


class Words(Protocol):
    """The words of all passages."""

    def add(self, link: sql.Connection, rows: Sequence[Row]) -> None:
        """Make passages findable."""
        ...

    def remove(self, link: sql.Connection, rows: Sequence[Row]) -> None:
        """Forget passages; the text must be the one they were added with."""
        ...

    def search(
        self, link: sql.Connection, terms: Sequence[str], *, k: int, where: Sequence[sql.ColumnElement[bool]]
    ) -> list[tuple[str, float]]:
        """Passage ids with scores, higher is better."""
        ...


def terms(query: str) -> list[str]:
    """`"Did the minister resign? The MINISTER" -> ["minister", "resign"]`."""
    words = re.findall(r"\w+", query.casefold().replace("\0", " "))
    return [word for word in dict.fromkeys(words) if word not in _STOP][:MOST_WORDS]


def words_of(dialect: str) -> Words:
    """Lexical search as the database does it."""
    return Fts5() if dialect == "sqlite" else Tsvector()


class Fts5:
    """SQLite's FTS5, without a second copy of the texts."""

    def add(self, link: sql.Connection, rows: Sequence[Row]) -> None:
        """See Words."""
        _each(link, "INSERT INTO words (rowid, text) VALUES (:number, :text)", rows)

    def remove(self, link: sql.Connection, rows: Sequence[Row]) -> None:
        """See Words."""
        _each(link, "INSERT INTO words (words, rowid, text) VALUES ('delete', :number, :text)", rows)

    def search(
        self, link: sql.Connection, terms: Sequence[str], *, k: int, where: Sequence[sql.ColumnElement[bool]]
    ) -> list[tuple[str, float]]:
        """See Words."""
        match = " OR ".join(f'"{term}"' for term in self._telling(link, terms))
        number: sql.ColumnElement[int] = sql.literal_column("words.rowid")
        rank: sql.ColumnElement[float] = sql.literal_column("words.rank")
        best = sql.select(number.label("number"), rank.label("score")).select_from(sql.table("words"))
        if where:
            best = best.join(PASSAGES, PASSAGES.c.number == number)
            best = best.join(DOCUMENTS, DOCUMENTS.c.number == PASSAGES.c.document).where(*where)
        found = best.where(sql.text("words MATCH :match").bindparams(match=match)).order_by(rank).limit(k).subquery()
        statement = sql.select(PASSAGES.c.id, found.c.score).join(found, found.c.number == PASSAGES.c.number)
        return [(row.id, -float(row.score)) for row in link.execute(statement.order_by(found.c.score, found.c.number))]

    def _telling(self, link: sql.Connection, terms: Sequence[str]) -> list[str]:
        """The words that not every other passage holds: they decide the order, and the common ones cost most of the time."""
        most = max(FEW_PASSAGES, int(link.scalar(sql.select(sql.func.max(PASSAGES.c.number))) or 0) // COMMON)
        counting = sql.text("SELECT count(*) FROM (SELECT 1 FROM words WHERE words MATCH :match LIMIT :most)")
        counts = {term: link.scalar(counting, {"match": f'"{term}"', "most": most}) or 0 for term in terms}
        rare = [term for term in terms if counts[term] < most]
        return rare if len(rare) > 1 else sorted(terms, key=lambda term: counts[term])[:4]


class Tsvector:
    """PostgreSQL's own text search."""

    def add(self, link: sql.Connection, rows: Sequence[Row]) -> None:
        """See Words."""
        _each(link, "INSERT INTO words (number, lexemes) VALUES (:number, to_tsvector('english', :text))", rows)

    def remove(self, link: sql.Connection, rows: Sequence[Row]) -> None:
        """See Words."""
        _each(link, "DELETE FROM words WHERE number = :number AND :text IS NOT NULL", rows)

    def search(
        self, link: sql.Connection, terms: Sequence[str], *, k: int, where: Sequence[sql.ColumnElement[bool]]
    ) -> list[tuple[str, float]]:
        """See Words."""
        parts = sql.func.to_tsquery("english", " | ".join(f"'{term}'" for term in terms))
        lexemes: sql.ColumnElement[object] = sql.literal_column("words.lexemes")
        score = sql.func.ts_rank_cd(lexemes, parts)
        statement = (
            sql.select(PASSAGES.c.id, score.label("score"))
            .select_from(sql.table("words", sql.column("number")))
            .join(PASSAGES, PASSAGES.c.number == sql.literal_column("words.number"))
            .where(lexemes.op("@@")(parts))
            .order_by(score.desc(), PASSAGES.c.number)
            .limit(k)
        )
        if where:
            statement = statement.join(DOCUMENTS, DOCUMENTS.c.number == PASSAGES.c.document).where(*where)
        return [(row.id, float(row.score)) for row in link.execute(statement)]


def _each(link: sql.Connection, statement: str, rows: Iterable[Row]) -> None:
    values = [{"number": number, "text": text} for number, text in rows]
    if values:
        link.execute(sql.text(statement), values)
