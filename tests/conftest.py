"""What several test modules share: a PostgreSQL server for the whole run, started by the first test that needs it."""

from collections.abc import Iterator

import clusters
import pytest


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a running server; skipped with the reason where there can be none."""
    with clusters.cluster() as url:
        yield url


@pytest.fixture
def postgres_url(postgres: str) -> str:
    """The address of an empty PostgreSQL database."""
    return clusters.fresh(postgres)
