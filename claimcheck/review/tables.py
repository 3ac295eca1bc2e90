"""The queue's tables as they are now; `claimcheck.library.migrations` tells how a database comes to them.

`review_events` is what counts. `review_items` and `review_decisions` repeat what the events add up to, so that lists and leases are
quick; an audit compares the two. Times are ISO text in UTC with microseconds, which sort as they are.
"""

import sqlalchemy as sql

METADATA = sql.MetaData()

RECORDS = sql.Table(
    "review_records",
    METADATA,
    sql.Column("digest", sql.String(64), primary_key=True),
    sql.Column("record", sql.Text, nullable=False),
)
"""Articles and findings as JSON, under the SHA-256 of that JSON, which the events carry."""

HEAD = sql.Table(
    "review_head",
    METADATA,
    sql.Column("id", sql.Integer, primary_key=True, autoincrement=False),
    sql.Column("number", sql.Integer, nullable=False),
    sql.Column("hash", sql.String(64), nullable=False),
    sql.Column("ranked_by", sql.Text, nullable=False),
)
"""One row: the end of the log, which whoever appends locks; and the weights that `rank` was reckoned with."""

EVENTS = sql.Table(
    "review_events",
    METADATA,
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

ITEMS = sql.Table(
    "review_items",
    METADATA,
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
    sql.Index("ix_review_items_order", "state", "rank"),
)
"""`state` leaves the lease out of account, and a deferred claim stays `deferred` here after its time: both depend on the clock.
`rank` is the priority without what age has added since 1970, so that it never has to be reckoned anew for age alone; `measures` are
the values of its terms; `block` is what claims of one group must have in common; `article` and `finding` are digests of records."""

DECISIONS = sql.Table(
    "review_decisions",
    METADATA,
    sql.Column("item_id", sql.String(64), primary_key=True),
    sql.Column("reviewer", sql.Text, primary_key=True),
    sql.Column("label", sql.String(16)),
    sql.Column("event", sql.Integer, nullable=False),
    sql.Column("at", sql.String(32), nullable=False),
    sql.Column("seconds", sql.Float),
    sql.Column("propagated_from", sql.String(64)),
    sql.Index("ix_review_decisions_reviewer", "reviewer"),
)
"""The decision of each person that counts now."""
