"""The schema as it is now; how a database comes to it is told in `migrations`, and a test compares the two."""

import sqlalchemy as sql

HEAD = "0003"
"""The newest migration."""

METADATA = sql.MetaData()

DOCUMENTS = sql.Table(
    "documents",
    METADATA,
    sql.Column("number", sql.Integer, primary_key=True, autoincrement=True),
    sql.Column("id", sql.String(64), nullable=False, unique=True),
    sql.Column("origin_id", sql.String(64), nullable=False, index=True),
    sql.Column("day", sql.Date, index=True),
    sql.Column("url", sql.Text, index=True),
    sql.Column("prints", sql.Integer, nullable=False),
    sql.Column("telling", sql.LargeBinary, nullable=False),
    sql.Column("record", sql.Text, nullable=False),
)
"""`origin_id` is the one given at ingest, before ALIASES; `url` is canonical; `prints` counts the document's rows in FINGERPRINTS;
`telling` holds the sorted hashes of its telling words, four bytes each; `record` is the Document as JSON."""

ALIASES = sql.Table(
    "aliases",
    METADATA,
    sql.Column("origin_id", sql.String(64), primary_key=True),
    sql.Column("known_as", sql.String(64), nullable=False, index=True),
)
"""Origins that a later document showed to be one: ids stay, `known_as` is the elder, never itself an alias."""

NAMES = sql.Table(
    "names",
    METADATA,
    sql.Column("name", sql.Text, primary_key=True),
    sql.Column("role", sql.String(16), primary_key=True),
    sql.Column(
        "document", sql.Integer, sql.ForeignKey("documents.number", ondelete="CASCADE"), primary_key=True, index=True
    ),
    sqlite_with_rowid=False,
)
"""Who printed a document (`publisher`), whom it credits (`credit`) and whom it cites (`cited`), folded."""

FINGERPRINTS = sql.Table(
    "fingerprints",
    METADATA,
    sql.Column("hash", sql.BigInteger, primary_key=True, autoincrement=False),
    sql.Column(
        "document", sql.Integer, sql.ForeignKey("documents.number", ondelete="CASCADE"), primary_key=True, index=True
    ),
    sqlite_with_rowid=False,
)
"""The sample of shingles by which copies are looked up."""

PASSAGES = sql.Table(
    "passages",
    METADATA,
    sql.Column("number", sql.Integer, primary_key=True, autoincrement=True),
    sql.Column("id", sql.String(64), nullable=False, unique=True),
    sql.Column(
        "document", sql.Integer, sql.ForeignKey("documents.number", ondelete="CASCADE"), nullable=False, index=True
    ),
    sql.Column("start", sql.Integer, nullable=False),
    sql.Column("end", sql.Integer, nullable=False),
    sql.Column("text", sql.Text, nullable=False),
)

EMBEDDERS = sql.Table(
    "embedders",
    METADATA,
    sql.Column("number", sql.Integer, primary_key=True, autoincrement=True),
    sql.Column("name", sql.String(200), nullable=False, unique=True),
    sql.Column("dimension", sql.Integer, nullable=False),
)

VECTORS = sql.Table(
    "vectors",
    METADATA,
    sql.Column("embedder", sql.Integer, sql.ForeignKey("embedders.number", ondelete="CASCADE"), primary_key=True),
    sql.Column(
        "passage", sql.Integer, sql.ForeignKey("passages.number", ondelete="CASCADE"), primary_key=True, index=True
    ),
    sql.Column("vector", sql.LargeBinary, nullable=False),
)
"""Vectors of record, float32 in the machine's little-endian order; by them an index is made anew without embedding."""

PEOPLE = sql.Table(
    "people",
    METADATA,
    sql.Column("name", sql.String(64), primary_key=True),
    sql.Column("role", sql.String(16), nullable=False),
    sql.Column("teams", sql.Text, nullable=False),
    sql.Column("password", sql.Text),
    sql.Column("active", sql.Boolean, nullable=False),
    sql.Column("since", sql.Float, nullable=False),
)
"""Accounts of the desk; `teams` are names divided by spaces, `password` is an argon2 hash, a removed account stays with `active` false. Times are seconds since 1970."""

SESSIONS = sql.Table(
    "sessions",
    METADATA,
    sql.Column("key", sql.String(64), primary_key=True),
    sql.Column("person", sql.String(64), nullable=False, index=True),
    sql.Column("csrf", sql.String(64), nullable=False),
    sql.Column("begun", sql.Float, nullable=False),
    sql.Column("seen", sql.Float, nullable=False),
)
"""Browsers in which somebody is signed in; `key` is the hash of the cookie's secret."""

TOKENS = sql.Table(
    "tokens",
    METADATA,
    sql.Column("id", sql.String(16), primary_key=True),
    sql.Column("key", sql.String(64), nullable=False, unique=True),
    sql.Column("person", sql.String(64), nullable=False, index=True),
    sql.Column("label", sql.String(100), nullable=False),
    sql.Column("made", sql.Float, nullable=False),
    sql.Column("used", sql.Float),
)
"""API tokens of programs; `key` is the hash of the secret."""

ATTEMPTS = sql.Table(
    "attempts",
    METADATA,
    sql.Column("number", sql.Integer, primary_key=True, autoincrement=True),
    sql.Column("whom", sql.String(200), nullable=False, index=True),
    sql.Column("at", sql.Float, nullable=False, index=True),
)
"""Wrong passwords of late, by hashed name, by address, and by both."""
