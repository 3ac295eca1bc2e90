"""A temporary PostgreSQL cluster for tests, listening on a socket in a folder of its own and nowhere else.

PostgreSQL refuses to run as root, so root lends it the account `postgres` or `nobody`. Where its programs are missing, tests skip.
"""

import getpass
import os
import pwd
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

PROGRAMS = Path("/usr/lib/postgresql/15/bin")


@contextmanager
def cluster() -> Iterator[str]:
    """The address of a running cluster's first database, up to the name: append another database's name with `fresh`."""
    initdb = _program("initdb")
    if initdb is None:
        pytest.skip("PostgreSQL's programs are not installed")
    pytest.importorskip("psycopg", reason="psycopg is not installed")
    # A socket's path may have some 100 characters, so not pytest's own long folder.
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    data = folder / "data"
    owner = _lend(folder)
    try:
        _run(owner, [initdb, "-D", data, "-U", "desk", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"])
        options = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off -c max_connections=40 -c shared_buffers=32MB"
        _run(owner, [_program("pg_ctl"), "-D", data, "-w", "-o", options, "-l", folder / "log", "start"])
        try:
            yield f"postgresql://desk@/postgres?host={folder}"
        finally:
            _run(owner, [_program("pg_ctl"), "-D", data, "-m", "immediate", "stop"])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def fresh(url: str) -> str:
    """The address of a new, empty database in the cluster."""
    import psycopg

    name = f"t{uuid.uuid4().hex[:12]}"
    with psycopg.connect(url, autocommit=True) as link:
        link.execute(f"CREATE DATABASE {name}")  # type: ignore[arg-type]
    return url.replace("/postgres?", f"/{name}?")


def _program(name: str) -> str | None:
    return str(PROGRAMS / name) if (PROGRAMS / name).exists() else shutil.which(name)


def _lend(folder: Path) -> str | None:
    """The account that runs the cluster: None for one's own."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    owner = next((name for name in ("postgres", "nobody") if name in known), None)
    if owner is None or shutil.which("setpriv") is None:
        pytest.skip(f"PostgreSQL does not run as {getpass.getuser()}, and there is no other account to run it")
    os.chown(folder, pwd.getpwnam(owner).pw_uid, pwd.getpwnam(owner).pw_gid)
    folder.chmod(0o755)
    return owner


def _run(owner: str | None, command: Sequence[str | Path | None]) -> None:
    entry = pwd.getpwnam(owner) if owner else None
    lent = ["setpriv", f"--reuid={entry.pw_uid}", f"--regid={entry.pw_gid}", "--clear-groups"] if entry else []
    # Its output goes to a file: the server would keep a pipe open for as long as it runs.
    with tempfile.TemporaryFile() as told:
        done = subprocess.run([*lent, *map(str, command)], stdout=told, stderr=told, cwd="/", check=False)
        told.seek(0)
        assert done.returncode == 0, told.read().decode(errors="replace")
