"""An open database: how it is opened and migrated, its transactions, and its errors as ours.

Knows SQLAlchemy and the two dialects, nothing of documents.
"""

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sql
from sqlalchemy import event

from claimcheck.errors import ConfigError, DamagedStoreError, ServiceError, StoreError
from claimcheck.library.tables import HEAD

_PRAGMAS = ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "busy_timeout=30000", "temp_store=MEMORY")
_DAMAGED = re.compile(r"not a database|malformed|database corruption", re.IGNORECASE)
_BROKEN_DISK = re.compile(r"disk I/O error", re.IGNORECASE)
_MISSING = re.compile(r"no such (?:table|column)|(?:relation|column) .* does not exist", re.IGNORECASE)


class Database:
    """SQLite in a file, or PostgreSQL by address; `where` is how messages name it."""

    def __init__(self, engine: sql.Engine, where: str, *, file: Path | None = None) -> None:
        self._engine = engine
        self.where = where
        self.file = file
        """Where SQLite keeps it; None on a server."""
        self.dialect = engine.dialect.name

    @classmethod
    def open(cls, where: str | Path, *, migrate: bool = True) -> "Database":
        """The database at a path or address, made and migrated where needed; not so without `migrate`.

        Raises DamagedStoreError for a file that is no library, StoreError where it cannot be made or written.
        """
        if isinstance(where, str) and "://" in where:
            database = cls(_on_server(where), _without_password(where))
        else:
            path = Path(where).expanduser()
            _make_folder(path)
            database = cls(_in_file(path), repr(str(path)), file=path)
        try:
            if migrate:
                database.upgrade()
        except BaseException:
            database.close()
            raise
        return database

    def close(self) -> None:
        """Give all connections back."""
        self._engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[sql.Connection]:
        """A transaction that sees one state of the database throughout."""
        with self._told("use"), self._engine.begin() as link:
            yield link

    @contextmanager
    def writing(self) -> Iterator[sql.Connection]:
        """A transaction that is kept whole or not at all; SQLite takes its write lock at once, so that none fails half-way for want of it."""
        with self._told("write to"), self._engine.execution_options(writing=True).begin() as link:
            yield link

    def alone(self, link: sql.Connection, purpose: str) -> None:
        """Within a writing transaction: wait until no other one has the same purpose. SQLite has one writer at a time anyway."""
        if self.dialect == "postgresql":
            key = int.from_bytes(hashlib.sha256(purpose.encode()).digest()[:8], "big", signed=True)
            link.execute(sql.select(sql.func.pg_advisory_xact_lock(sql.cast(key, sql.BigInteger))))

    def version(self) -> str | None:
        """The migration that the database stands at; None for an empty one."""
        with self.reading() as link:
            return self._version(link)

    @contextmanager
    def _told(self, doing: str) -> Iterator[None]:
        try:
            yield
        except sql.exc.DBAPIError as exc:
            raise self._error(exc, doing) from exc

    def _error(self, exc: sql.exc.DBAPIError, doing: str) -> StoreError | ServiceError:
        why = str(exc.orig).strip().splitlines()[0] if str(exc.orig).strip() else type(exc.orig).__name__
        if self.dialect != "sqlite" and (isinstance(exc, sql.exc.OperationalError) or exc.connection_invalidated):
            return ServiceError(
                f"the library at {self.where} does not answer ({why}); check library.url and the server"
            )
        if _DAMAGED.search(why):
            return DamagedStoreError(
                f"the library at {self.where} is damaged or no library ({why}); move it away, then bring back a backup "
                f"with `claimcheck db copy BACKUP {self.where}`, or ingest again"
            )
        if _MISSING.search(why):
            return DamagedStoreError(
                f"cannot {doing} the library at {self.where}: it is damaged ({why}); move it away, then bring back a backup "
                f"with `claimcheck db copy BACKUP {self.where}`, or ingest again"
            )
        if _BROKEN_DISK.search(why):
            return StoreError(
                f"cannot {doing} the library at {self.where}: the disk answers with an error ({why}); check that it is "
                "sound, has space and may be written; only if it is, the file itself is harmed: then move it away and bring back "
                f"a backup with `claimcheck db copy BACKUP {self.where}`"
            )
        if "locked" in why:
            return StoreError(
                f"the library at {self.where} is being written by another process; try again when it is done"
            )
        return StoreError(
            f"cannot {doing} the library at {self.where} ({why}); check the folder's permissions and free space"
        )

    def upgrade(self) -> None:
        """Bring the schema to the newest migration; one process does, others wait for it."""
        with self.reading() as link:
            if self._version(link) == HEAD:
                return
        with self.writing() as link:
            self.alone(link, "migrate")
            version = self._version(link)  # another process may have been quicker
            if version == HEAD:
                return
            if version is not None and version > HEAD:
                raise StoreError(f"the library at {self.where} was made by a newer claimcheck; update this one")
            _upgrade(link)

    def _version(self, link: sql.Connection) -> str | None:
        """The migration that the database stands at; None for an empty one."""
        held = set(sql.inspect(link).get_table_names())
        if "alembic_version" in held:
            version = link.scalar(sql.text("SELECT version_num FROM alembic_version"))
            return None if version is None else str(version)
        if self.dialect == "sqlite" and held:
            raise DamagedStoreError(
                f"the database at {self.where} is no claimcheck library; choose another folder with --home"
            )
        return None


def _upgrade(link: sql.Connection) -> None:
    from alembic import command  # 0.2 s, paid once in the life of a library
    from alembic.config import Config

    settings = Config()
    settings.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    settings.attributes["connection"] = link
    command.upgrade(settings, "head")


def _in_file(path: Path) -> sql.Engine:
    engine = sql.create_engine(sql.URL.create("sqlite", database=str(path)))
    event.listen(engine, "connect", _tuned)
    event.listen(engine, "begin", _begun)
    return engine


def _make_folder(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab"):
            pass
    except OSError as exc:
        raise StoreError(
            f"cannot make the library at {str(path)!r}: {exc.strerror or exc}; choose another folder with --home"
        ) from exc


def _on_server(url: str) -> sql.Engine:
    try:
        address = sql.make_url(url)
        if address.drivername == "postgresql":
            address = address.set(drivername="postgresql+psycopg")
        return sql.create_engine(address)
    except ModuleNotFoundError as exc:
        raise ConfigError(
            f"library.url: {_without_password(url)} needs the module {exc.name!r}; install 'claimcheck[postgres]'"
        ) from exc
    except sql.exc.ArgumentError as exc:
        raise ConfigError(f"library.url: {url!r} is no database address; write postgresql://user@host/name") from exc


def _without_password(url: str) -> str:
    return repr(re.sub(r"(?<=://)([^:@/]*):[^@/]*@", r"\1:***@", url))


def _tuned(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver's own way to begin transactions would leave reads outside of them
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begun(link: sql.Connection) -> None:
    link.exec_driver_sql("BEGIN IMMEDIATE" if link.get_execution_options().get("writing") else "BEGIN")
