"""What several test modules share: a PostgreSQL server for the whole run, started by the first test that needs it."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import clusters
import pytest

# A job in the background of a shell is started with Ctrl-C ignored, and so are its children: the tests of Ctrl-C need it back.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a running server; skipped with the reason where there can be none."""
    with clusters.cluster() as url:
        yield url


@pytest.fixture
def postgres_url(postgres: str) -> str:
    """The address of an empty PostgreSQL database."""
    return clusters.fresh(postgres)


@pytest.fixture
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to stand in, and a home below it: no setting of this machine or its user is seen."""
    for name in [name for name in os.environ if name.startswith(("OPENAI_", "CLAIMCHECK_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("CLAIMCHECK_HOME", str(tmp_path / "home"))
    monkeypatch.setattr("claimcheck.config.user_config_file", lambda: tmp_path / "none.toml")
    monkeypatch.chdir(tmp_path)
    return tmp_path
