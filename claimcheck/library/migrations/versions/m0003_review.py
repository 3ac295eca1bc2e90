"""The review queue: an append-only log with hash chains, and the present state beside it.

Repeats what `review.tables` says on purpose: those are the tables as they are now, this is how they were at this step, never edited again.
"""

import sqlalchemy as sql
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the queue's tables; the database itself refuses to change what is in the log."""
    _log()
    _present()
    _sealed()


def _log() -> None:
    op.create_table(
        "review_records",
        sql.Column("digest", sql.String(64), primary_key=True),
        sql.Column("record", sql.Text, nullable=False),
    )
    op.create_table(
        "review_head",
        sql.Column("id", sql.Integer, primary_key=True, autoincrement=False),
        sql.Column("number", sql.Integer, nullable=False),
        sql.Column("hash", sql.String(64), nullable=False),
        sql.Column("ranked_by", sql.Text, nullable=False),
    )
    op.execute("INSERT INTO review_head (id, number, hash, ranked_by) VALUES (1, 0, '', '')")
    op.create_table(
        "review_events",
        sql.Column("number", sql.Integer, primary_key=True, autoincrement=False),
        sql.Column("item_id", sql.String(64)),
        sql.Column("item_number", sql.Integer, nullable=False),
        sql.Column("kind", sql.String(16), nullable=False),
        sql.Column("actor", sql.Text, nullable=False),
        sql.Column("at", sql.String(32), nullable=False),
        sql.Column("reason", sql.Text, nullable=False),
        sql.Column("payload", sql.Text, nullable=False),
        sql.Column("item_previous", sql.String(64), nullable=False),
        sql.Column("previous", sql.String(64), nullable=False, unique=True),
        sql.Column("hash", sql.String(64), nullable=False),
        sql.UniqueConstraint("item_id", "item_number", name="uq_review_events_item"),
    )


def _present() -> None:
    op.create_table(
        "review_items",
        sql.Column("number", sql.Integer, primary_key=True, autoincrement=True),
        sql.Column("id", sql.String(64), nullable=False, unique=True),
        sql.Column("article_id", sql.String(64), nullable=False, index=True),
        sql.Column("group_id", sql.String(64), nullable=False, index=True),
        sql.Column("block", sql.String(64), nullable=False, index=True),
        sql.Column("state", sql.String(16), nullable=False),
        sql.Column("rank", sql.Float, nullable=False),
        sql.Column("measures", sql.Text, nullable=False),
        sql.Column("article", sql.String(64), nullable=False),
        sql.Column("finding", sql.String(64), nullable=False),
        sql.Column("text", sql.Text, nullable=False),
        sql.Column("speaker", sql.Text),
        sql.Column("title", sql.Text),
        sql.Column("publisher", sql.Text),
        sql.Column("findable", sql.Text, nullable=False),
        sql.Column("machine_label", sql.String(16)),
        sql.Column("machine_reason", sql.String(32)),
        sql.Column("machine_confidence", sql.Float),
        sql.Column("label", sql.String(16)),
        sql.Column("reviews", sql.Integer, nullable=False),
        sql.Column("needed", sql.Integer, nullable=False),
        sql.Column("assignee", sql.Text, index=True),
        sql.Column("due", sql.String(32)),
        sql.Column("holder", sql.Text),
        sql.Column("token", sql.Integer, nullable=False),
        sql.Column("expires", sql.String(32)),
        sql.Column("queued", sql.String(32), nullable=False),
        sql.Column("changed", sql.String(32), nullable=False),
    )
    op.create_index("ix_review_items_order", "review_items", ["state", "rank"])
    op.create_table(
        "review_decisions",
        sql.Column("item_id", sql.String(64), primary_key=True),
        sql.Column("reviewer", sql.Text, primary_key=True),
        sql.Column("label", sql.String(16)),
        sql.Column("event", sql.Integer, nullable=False),
        sql.Column("at", sql.String(32), nullable=False),
        sql.Column("seconds", sql.Float),
        sql.Column("propagated_from", sql.String(64)),
    )
    op.create_index("ix_review_decisions_reviewer", "review_decisions", ["reviewer"])


def _sealed() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for doing in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER review_events_no_{doing.lower()} BEFORE {doing} ON review_events "
                "BEGIN SELECT RAISE(ABORT, 'the review log is append-only'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION review_events_sealed() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the review log is append-only'; END $$"
    )
    op.execute(
        "CREATE TRIGGER review_events_sealed BEFORE UPDATE OR DELETE ON review_events "
        "FOR EACH ROW EXECUTE FUNCTION review_events_sealed()"
    )
