"""`claimcheck db`: the database of library, review queue and people; bring it up to date, copy it elsewhere, back it up."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from claimcheck.errors import ExitCode
from claimcheck.terminal.invocation import Invocation
from claimcheck.terminal.options import common

if TYPE_CHECKING:
    from claimcheck.library.copying import Progress


@click.group()
def command() -> None:
    """Care for the database of library, review queue and people: SQLite under --home, or PostgreSQL by library.url."""


@command.command()
@common
@click.pass_obj
def upgrade(invocation: Invocation) -> int:
    """Bring the database to the newest schema; every command does so by itself, this one says what was done."""
    from claimcheck.library.database import Database
    from claimcheck.library.tables import HEAD

    with closing(Database.open(_where(invocation), migrate=False)) as database:
        before = database.version()
        database.upgrade()
        done = f"is at {HEAD}, the newest" if before == HEAD else f"went from {before or 'nothing'} to {HEAD}"
        click.echo(f"the database at {database.where} {done}")
    return ExitCode.DONE


@command.command()
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
@common
@click.pass_obj
def copy(invocation: Invocation, source: str, target: str) -> int:
    """Copy everything FROM one database TO an empty one; each is a file or an address (postgresql://user@host/name)."""
    from claimcheck.library.copying import copy as copied
    from claimcheck.library.database import Database
    from claimcheck.rendering.wording import number

    _must_exist(source)
    with closing(Database.open(source)) as ours, closing(Database.open(target)) as theirs, _moving(invocation) as told:
        counts = copied(ours, theirs, progress=told)
        where = theirs.where
    rows = ", ".join(_counted(name.replace("_", " "), count) for name, count in counts.items() if count)
    click.echo(f"copied to {where}: {rows or number(0, 'row')}")
    if counts.get("passages"):
        invocation.remark("vectors came along: set library.url, then `claimcheck index rebuild` makes the index anew")
    return ExitCode.DONE


def _counted(table: str, count: int) -> str:
    """`("documents", 1) -> "1 document"`; a table that is named in the singular stays so."""
    from claimcheck.rendering.wording import number

    return number(count, table.removesuffix("s"), table)


@command.command()
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@common
@click.pass_obj
def backup(invocation: Invocation, path: Path) -> int:
    """Write the database to a new SQLite FILE, also while others use it; the file is itself a library, `db copy` restores it."""
    from claimcheck.library.copying import backup as backed_up
    from claimcheck.library.database import Database

    with closing(Database.open(_where(invocation))) as database, _moving(invocation) as told:
        backed_up(database, path, progress=told)
    click.echo(f"wrote {path}: {path.stat().st_size:,} bytes")
    return ExitCode.DONE


def _where(invocation: Invocation) -> str | Path:
    settings = invocation.settings()
    return settings.library.url or settings.home / "library.db"


def _must_exist(source: str) -> None:
    """Opening a file makes it; a misspelt name must not become an empty library."""
    if "://" not in source and not Path(source).is_file():
        raise click.UsageError(f"there is no database {source!r}; name a file or an address to copy from")


@contextmanager
def _moving(invocation: Invocation) -> "Iterator[Progress]":
    from claimcheck.terminal.progress import Moving

    with Moving(quiet=invocation.quiet) as line:
        yield lambda table, rows: line.show(f"{table.replace('_', ' ')}: {rows:,}")
