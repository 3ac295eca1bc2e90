"""Which documents a search may return, as a value and as conditions of a statement."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sql

from claimcheck.library.tables import ALIASES, DOCUMENTS


@dataclass(frozen=True)
class Filters:
    """Which documents a search may return; days are inclusive."""

    as_of: dt.date | None = None
    """Only documents of this day and before. Undated ones are left out: that they are so old cannot be shown (`stats` counts them)."""
    after: dt.date | None = None
    """Only documents of this day and later; undated ones are left out."""
    before: dt.date | None = None
    """Only documents of this day and before; undated ones are left out. The end of a window, where `as_of` is a limit of knowledge."""
    exclude_documents: frozenset[str] = frozenset()
    """Ids of documents to leave out."""
    exclude_origins: frozenset[str] = frozenset()
    """Ids of origins to leave out, with everything that belongs to them."""

    only_origins: frozenset[str] = frozenset()
    """Where not empty, nothing but documents of these origins."""

    @property
    def until(self) -> dt.date | None:
        """The last day let through."""
        return min((day for day in (self.as_of, self.before) if day), default=None)


def conditions(filters: Filters) -> list[sql.ColumnElement[bool]]:
    """The filters as conditions on DOCUMENTS."""
    found: list[sql.ColumnElement[bool]] = []
    if filters.until:
        found.append(DOCUMENTS.c.day <= filters.until)
    if filters.after:
        found.append(DOCUMENTS.c.day >= filters.after)
    if filters.exclude_documents:
        found.append(DOCUMENTS.c.id.not_in(sorted(filters.exclude_documents)))
    if filters.exclude_origins:
        found.append(sql.not_(of_origins(sorted(filters.exclude_origins))))
    if filters.only_origins:
        found.append(of_origins(sorted(filters.only_origins)))
    return found


def of_origins(ids: Sequence[str]) -> sql.ColumnElement[bool]:
    """Whether a document belongs to one of the origins, under whatever id it came in."""
    merged = sql.select(ALIASES.c.origin_id).where(ALIASES.c.known_as.in_(ids))
    return DOCUMENTS.c.origin_id.in_(ids) | DOCUMENTS.c.origin_id.in_(merged)
