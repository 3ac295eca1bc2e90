"""A disk that fails while claimcheck writes to it: one line that says so, and the same command completes the work once the disk is mended."""

import importlib
import random
from pathlib import Path
from types import ModuleType

import pytest
import sqlalchemy as sql

from claimcheck.errors import DamagedStoreError, StoreError
from claimcheck.library.database import Database


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(Path(__file__).parents[1] / "eval" / "benchmarks"))
    return importlib.import_module("disk")


@pytest.mark.slow
def test_an_ingest_survives_a_disk_that_fails_half_way(
    disk: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = disk.shim(tmp_path)
    if library is None:
        pytest.skip("a disk that fails needs a C compiler and Linux")
    monkeypatch.setattr(disk.SCENES["ingest"], "count", 66)
    found, said = disk.failed_once(disk.SCENES["ingest"], Drawn(40), tmp_path / "scene", library)
    assert found == []
    assert said.startswith("claimcheck: cannot ")
    assert "library.db" in said


class Drawn(random.Random):
    """Lets so many writes pass, then the disk is full."""

    def __init__(self, writes: int) -> None:
        super().__init__(1)
        self._writes = writes

    def uniform(self, a: float, b: float) -> float:
        import math

        return math.log(self._writes + 0.5)

    def choice(self, seq):  # type: ignore[no-untyped-def]
        return seq[0]


def test_a_traceback_a_signal_and_silence_are_found_out(disk: ModuleType) -> None:
    assert disk.spoken(0, ["Traceback (most recent call last):"])
    assert disk.spoken(-6, ["x"])
    assert disk.spoken(1, [])
    assert disk.spoken(1, ["claimcheck: cannot write"]) == []


@pytest.mark.parametrize(
    ("said", "kind", "words"),
    [
        ("disk I/O error", StoreError, "check that it is sound"),
        ("database or disk is full", StoreError, "free space"),
        ("attempt to write a readonly database", StoreError, "permissions"),
        ("database disk image is malformed", DamagedStoreError, "db copy BACKUP"),
        ("file is not a database", DamagedStoreError, "db copy BACKUP"),
    ],
)
def test_a_failing_disk_is_told_from_a_damaged_file(
    said: str, kind: type[Exception], words: str, tmp_path: Path
) -> None:
    database = Database.open(tmp_path / "library.db")
    with pytest.raises(StoreError, match=words) as caught, database.writing():
        raise sql.exc.OperationalError("x", {}, Exception(said))
    assert type(caught.value) is kind
    database.close()
