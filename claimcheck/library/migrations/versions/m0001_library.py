"""Documents, passages, vectors, origins, lexical search. Never edited after release: a change is a new migration."""

import sqlalchemy as sql
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make all tables of the first release."""
    _documents()
    _passages()
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE words USING fts5(text, content='', tokenize='porter unicode61 remove_diacritics 2')"
        )
    else:
        op.execute(
            "CREATE TABLE words (number INTEGER PRIMARY KEY REFERENCES passages (number) ON DELETE CASCADE, lexemes TSVECTOR NOT NULL)"
        )
        op.execute("CREATE INDEX ix_words_lexemes ON words USING gin (lexemes)")


def _documents() -> None:
    op.create_table(
        "documents",
        sql.Column("number", sql.Integer, primary_key=True, autoincrement=True),
        sql.Column("id", sql.String(64), nullable=False, unique=True),
        sql.Column("origin_id", sql.String(64), nullable=False, index=True),
        sql.Column("day", sql.Date, index=True),
        sql.Column("url", sql.Text, index=True),
        sql.Column("prints", sql.Integer, nullable=False),
        sql.Column("telling", sql.LargeBinary, nullable=False),
        sql.Column("record", sql.Text, nullable=False),
    )
    op.create_table(
        "aliases",
        sql.Column("origin_id", sql.String(64), primary_key=True),
        sql.Column("known_as", sql.String(64), nullable=False, index=True),
    )
    op.create_table(
        "names",
        sql.Column("name", sql.Text, primary_key=True),
        sql.Column("role", sql.String(16), primary_key=True),
        sql.Column(
            "document",
            sql.Integer,
            sql.ForeignKey("documents.number", ondelete="CASCADE"),
            primary_key=True,
            index=True,
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "fingerprints",
        sql.Column("hash", sql.BigInteger, primary_key=True, autoincrement=False),
        sql.Column(
            "document",
            sql.Integer,
            sql.ForeignKey("documents.number", ondelete="CASCADE"),
            primary_key=True,
            index=True,
        ),
        sqlite_with_rowid=False,
    )


def _passages() -> None:
    op.create_table(
        "passages",
        sql.Column("number", sql.Integer, primary_key=True, autoincrement=True),
        sql.Column("id", sql.String(64), nullable=False, unique=True),
        sql.Column(
            "document", sql.Integer, sql.ForeignKey("documents.number", ondelete="CASCADE"), nullable=False, index=True
        ),
        sql.Column("start", sql.Integer, nullable=False),
        sql.Column("end", sql.Integer, nullable=False),
        sql.Column("text", sql.Text, nullable=False),
    )
    op.create_table(
        "embedders",
        sql.Column("number", sql.Integer, primary_key=True, autoincrement=True),
        sql.Column("name", sql.String(200), nullable=False, unique=True),
        sql.Column("dimension", sql.Integer, nullable=False),
    )
    op.create_table(
        "vectors",
        sql.Column("embedder", sql.Integer, sql.ForeignKey("embedders.number", ondelete="CASCADE"), primary_key=True),
        sql.Column(
            "passage", sql.Integer, sql.ForeignKey("passages.number", ondelete="CASCADE"), primary_key=True, index=True
        ),
        sql.Column("vector", sql.LargeBinary, nullable=False),
    )
