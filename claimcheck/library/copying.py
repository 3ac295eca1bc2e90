"""A database into another one: from a laptop's file to a server, back, or into a backup that is itself a library.

Tables are read as they are found, whoever they belong to, so that documents, review queue and people travel together. Lexical
search is made anew, because each database has its own. The copy appears whole or not at all.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import sqlalchemy as sql

from claimcheck.errors import StoreError
from claimcheck.library.cutting import findable
from claimcheck.library.database import Database
from claimcheck.library.tables import DOCUMENTS, PASSAGES
from claimcheck.library.words import words_of

PAGE = 500
"""Rows copied at a time."""
_OF_ITS_OWN = ("words", "alembic_", "sqlite_")
"""How the names of tables begin that each database makes for itself."""

Progress = Callable[[str, int], None]
"""Told the table and the rows copied so far."""


def copy(source: Database, target: Database, *, progress: Progress | None = None) -> dict[str, int]:
    """Copy all rows into a database that holds none; gives the number of rows by table.

    Raises StoreError where the target holds something, or where a row cannot be taken over.
    """
    told = progress or (lambda table, rows: None)
    with source.reading() as read, target.writing() as write:
        theirs, ours = _tables(read), _tables(write)
        for table in reversed(ours.sorted_tables):
            _emptied(write, table, target.where)
        counts = {table.name: _rows(read, write, table, ours, told) for table in theirs.sorted_tables}
        _words(write, target.dialect)
        if target.dialect != "sqlite":
            _count_on(write, ours)
    return counts


def backup(source: Database, path: Path, *, progress: Progress | None = None) -> None:
    """The whole database as a new SQLite file, also while others write; raises StoreError where the file exists."""
    if path.exists():
        raise StoreError(f"{str(path)!r} exists; name a new file for the backup")
    partial = path.with_name(f".{path.name}.partial")
    partial.unlink(missing_ok=True)
    try:
        if source.file is not None:
            _snapshot(source.file, partial)
        else:
            with closing(Database.open(partial)) as target:
                copy(source, target, progress=progress)
        _join_log(partial)
        partial.replace(path)
    except (OSError, sqlite3.Error) as exc:
        raise StoreError(f"cannot write {str(path)!r} ({exc}); check the folder and the free space") from exc
    finally:
        for left in (partial, Path(f"{partial}-wal"), Path(f"{partial}-shm")):
            left.unlink(missing_ok=True)


def _snapshot(file: Path, path: Path) -> None:
    """SQLite's own way to copy a database that is in use."""
    with closing(sqlite3.connect(file)) as held, closing(sqlite3.connect(path)) as made:
        held.backup(made)


def _join_log(path: Path) -> None:
    """One file that needs no others beside it."""
    with closing(sqlite3.connect(path)) as made:
        made.execute("PRAGMA journal_mode=DELETE")


def _tables(link: sql.Connection) -> sql.MetaData:
    found = sql.MetaData()
    found.reflect(link, only=lambda name, _: not name.startswith(_OF_ITS_OWN))
    return found


def _emptied(link: sql.Connection, table: sql.Table, where: str) -> None:
    """Take away what the migrations put in; anything else is somebody's."""
    if table.name == "review_head":
        link.execute(table.delete().where(table.c.number == 0))
    if link.execute(sql.select(sql.literal(1)).select_from(table).limit(1)).first():
        raise StoreError(f"the library at {where} holds something already ({table.name}); name an empty database")


def _rows(read: sql.Connection, write: sql.Connection, table: sql.Table, ours: sql.MetaData, told: Progress) -> int:
    if table.name not in ours.tables:
        raise StoreError(f"the table {table.name!r} is not known here; update claimcheck, then copy again")
    done = 0
    for page in _pages(read, sql.select(table).order_by(*table.primary_key)):
        write.execute(ours.tables[table.name].insert(), [dict(row._mapping) for row in page])
        done += len(page)
        told(table.name, done)
    return done


def _pages(link: sql.Connection, statement: sql.Select[Any]) -> Iterator[Any]:
    found = link.execution_options(yield_per=PAGE).execute(statement)
    yield from found.partitions(PAGE)


def _words(link: sql.Connection, dialect: str) -> None:
    """Lexical search anew; the database's own rows are read page by page, since they are written to beside."""
    words = words_of(dialect)
    last = 0
    joined = sql.select(PASSAGES.c.number, PASSAGES.c.text, DOCUMENTS.c.record).join(
        DOCUMENTS, DOCUMENTS.c.number == PASSAGES.c.document
    )
    while True:
        page = link.execute(joined.where(PASSAGES.c.number > last).order_by(PASSAGES.c.number).limit(PAGE)).all()
        if not page:
            return
        words.add(link, [(row.number, findable(_title(row.record), row.text)) for row in page])
        last = page[-1].number


def _title(record: str) -> str | None:
    import json

    title: str | None = json.loads(record)["title"]
    return title


def _count_on(link: sql.Connection, tables: sql.MetaData) -> None:
    """Let PostgreSQL's counters go on behind the highest number copied."""
    for table in tables.sorted_tables:
        for column in table.primary_key:
            counter = link.scalar(sql.select(sql.func.pg_get_serial_sequence(table.name, column.name)))
            highest = link.scalar(sql.select(sql.func.max(column))) if counter else None
            if highest is not None:
                link.execute(sql.select(sql.func.setval(counter, highest)))
