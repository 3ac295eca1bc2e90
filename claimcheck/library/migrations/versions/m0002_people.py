"""People of a desk: accounts, sessions, API tokens, attempts to sign in."""

import sqlalchemy as sql
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "people",
        sql.Column("name", sql.String(64), primary_key=True),
        sql.Column("role", sql.String(16), nullable=False),
        sql.Column("teams", sql.Text, nullable=False),
        sql.Column("password", sql.Text),
        sql.Column("active", sql.Boolean, nullable=False),
        sql.Column("since", sql.Float, nullable=False),
    )
    op.create_table(
        "sessions",
        sql.Column("key", sql.String(64), primary_key=True),
        sql.Column("person", sql.String(64), nullable=False, index=True),
        sql.Column("csrf", sql.String(64), nullable=False),
        sql.Column("begun", sql.Float, nullable=False),
        sql.Column("seen", sql.Float, nullable=False),
    )
    op.create_table(
        "tokens",
        sql.Column("id", sql.String(16), primary_key=True),
        sql.Column("key", sql.String(64), nullable=False, unique=True),
        sql.Column("person", sql.String(64), nullable=False, index=True),
        sql.Column("label", sql.String(100), nullable=False),
        sql.Column("made", sql.Float, nullable=False),
        sql.Column("used", sql.Float),
    )
    op.create_table(
        "attempts",
        sql.Column("number", sql.Integer, primary_key=True, autoincrement=True),
        sql.Column("whom", sql.String(200), nullable=False, index=True),
        sql.Column("at", sql.Float, nullable=False, index=True),
    )
