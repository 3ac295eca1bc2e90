"""Several processes on one queue: every claim is handed out once, the log stays whole, on SQLite and PostgreSQL alike."""

import multiprocessing
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from clusters import cluster, fresh
from desks import article, finding, report

from claimcheck.review import Actor, Desk, Judgement
from claimcheck.settings import ReviewSettings

CLAIMS, PROCESSES = 2000, 6
LONG = ReviewSettings(lease_minutes=600)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with cluster() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return str(tmp_path / "library.db")
    return fresh(request.getfixturevalue("server"))


def filled(where: str, number: int) -> None:
    about = article()
    findings = [
        finding(f"c-{place}", f"Dam {place} leaks.", article=about, worth=place / number) for place in range(number)
    ]
    with Desk.open(where) as desk:
        assert len(desk.enqueue(report(findings, of=about)).added) == number


def work(where: str, name: str, told: str) -> None:
    """Lease until nothing is left, and decide on every tenth."""
    actor = Actor(name)
    mine: list[str] = []
    with Desk.open(where, LONG) as desk:
        while (lease := desk.next(actor)) is not None:
            mine.append(lease.item.id)
            if lease.item.number % 10 == 0:
                desk.submit(lease.item.id, lease.token, actor, Judgement(label="supported"))
    Path(told).write_text("\n".join(mine))


@pytest.mark.slow
def test_six_processes_take_two_thousand_claims_each_exactly_once(where: str, tmp_path: Path) -> None:
    filled(where, CLAIMS)
    spawn = multiprocessing.get_context("spawn")
    shares = [tmp_path / f"share-{number}" for number in range(PROCESSES)]
    workers = [spawn.Process(target=work, args=(where, share.name, str(share))) for share in shares]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0] * PROCESSES
    handed_out = Counter(identity for share in shares for identity in share.read_text().split())
    assert len(handed_out) == CLAIMS
    assert set(handed_out.values()) == {1}
    with Desk.open(where, LONG) as desk:
        audit = desk.audit()
        assert audit.faults == ()
        assert audit.events == 2 * CLAIMS + CLAIMS // 10
        assert desk.throughput().states == {"agreed": CLAIMS // 10, "leased": CLAIMS - CLAIMS // 10}
