"""A batch at a Dask cluster of two processes, with its library in PostgreSQL and its index in a Chroma server."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from claimcheck import runs
from claimcheck.batch.cluster import Cluster, check_there, shared_out
from claimcheck.errors import ConfigError
from claimcheck.settings import Settings
from claimcheck.terminal.main import run

Printed = pytest.CaptureFixture[str]
COVERAGE = [
    {"title": "Dam emptied", "text": "The dam above Tarn Hollow was emptied in May, the water board said.", "publisher": "Gazette"},
    {"title": "Choir stays", "text": "The boys' choir of Hallam cancelled its tour of the islands.", "publisher": "Herald"},
]  # fmt: skip


def free_port() -> int:
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        port: int = opened.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def chroma(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running Chroma server."""
    program = Path(sys.executable).parent / "chroma"
    if not program.exists():
        pytest.skip("the program chroma is not installed")
    port = free_port()
    command = [str(program), "run", "--path", str(tmp_path_factory.mktemp("chroma")), "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        end = time.monotonic() + 60
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                assert time.monotonic() < end and server.poll() is None, "chroma did not start"
                time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.kill()
        server.wait()


@pytest.fixture(scope="module")
def dask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Two worker processes with one thread each."""
    distributed = pytest.importorskip("distributed", reason="distributed is not installed")
    local = distributed.LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        processes=True,
        dashboard_address=None,
        local_directory=str(tmp_path_factory.mktemp("dask")),
    )
    yield local
    local.close()


@pytest.fixture
def stores(postgres_url: str, chroma: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The options that name them; filled with a little coverage."""
    monkeypatch.chdir(tmp_path)
    options = ["--home", str(tmp_path / "home"), "--engine", "offline"]
    options += ["--set", f"library.url={postgres_url}", "--set", f"library.chroma_url={chroma}"]
    Path("coverage.jsonl").write_text("".join(json.dumps(row) + "\n" for row in COVERAGE), encoding="utf-8")
    assert run(["ingest", "coverage.jsonl", *options]) == 0
    return options


def articles(count: int) -> str:
    rows = [{"id": f"a{n}", "text": f"Dam number {n} above Tarn Hollow was emptied in May."} for n in range(count)]
    Path("articles.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return "articles.jsonl"


def done() -> list[str]:
    return [row["report"]["article"]["id"] for row in runs.rows(Path("run/items.jsonl"))]


def test_a_cluster_checks_every_article_once_though_a_worker_is_killed(stores: list[str], dask: Any) -> None:
    command = ["batch", articles(24), "-o", "run", "--dask", dask.scheduler_address, "--at-once", "4", *stores]
    program = "import sys; from claimcheck.terminal.main import main; main()"
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    process = subprocess.Popen(
        [sys.executable, "-c", program, *command, "--log-json"], stderr=subprocess.PIPE, text=True, env=environment
    )
    assert process.stderr is not None
    while (line := process.stderr.readline()) and not line.startswith("{"):
        pass
    victim = next(iter(dask.workers.values())).process.pid
    os.kill(victim, signal.SIGKILL)
    _, err = process.communicate()
    assert process.returncode == 0, f"{line}{err}"
    assert sorted(done()) == sorted(f"a{n}" for n in range(24))
    found = [
        evidence["imprint"]["title"]
        for row in runs.rows(Path("run/items.jsonl"))
        for finding in row["report"]["findings"]
        for evidence in finding["verdict"]["evidence"]
    ]
    assert "Dam emptied" in found


def test_the_same_run_goes_on_without_the_cluster(stores: list[str], dask: Any, tmp_path: Path) -> None:
    assert run(["batch", articles(2), "-o", "run", "--dask", dask.scheduler_address, *stores]) == 0
    assert run(["batch", articles(3), "-o", "run", *stores]) == 0
    assert sorted(done()) == ["a0", "a1", "a2"]
    manifest = (tmp_path / "run" / "manifest.json").read_text(encoding="utf-8")
    assert json.loads(manifest)["engine"] == "offline"


def test_stores_that_workers_cannot_reach_are_refused() -> None:
    for library in ({}, {"url": "sqlite:///x.db", "chroma_url": "http://c:1"}, {"url": "postgresql://x/y"}):
        with pytest.raises(ConfigError, match="--dask needs stores that every worker reaches"):
            Cluster("tcp://127.0.0.1:1", Settings.model_validate({"library": library}))


def test_a_scheduler_that_is_not_there_is_a_service_that_failed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Printed
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("claimcheck.batch.cluster.WAIT_S", 0.3)
    stores = ["--set", "library.url=postgresql://x@127.0.0.1:1/y", "--set", "library.chroma_url=http://127.0.0.1:1"]
    address = f"tcp://127.0.0.1:{free_port()}"
    assert run(["batch", articles(1), "-o", "run", "--dask", address, "--engine", "offline", *stores]) != 0
    assert "no Dask scheduler answers" in capsys.readouterr().err


def test_workers_share_the_accounts_limits_and_know_no_budget() -> None:
    whole = Settings.model_validate(
        {"llm": {"concurrency": 8, "requests_per_minute": 100, "max_calls": 7, "base_url": "http://x"}, "offline": {"processes": 4}}
    )  # fmt: skip
    part = shared_out(whole, 3)
    assert (part.llm.concurrency, part.llm.requests_per_minute, part.llm.tokens_per_minute) == (2, 33, None)
    assert (part.llm.max_calls, part.offline.processes, part.offline.threads) == (None, 1, 1)
    assert shared_out(whole, 100).llm.concurrency == 1
    assert part.digest() == whole.digest()


def test_a_worker_of_another_version_is_an_error_with_a_remedy() -> None:
    with pytest.raises(ConfigError, match="install the same everywhere"):
        check_there("0.0.0", Settings(), "{}", None)
