"""A short run of `eval/benchmarks/kills.py`: half a dozen kills, nothing lost; and a program that does lose something is found out."""

import importlib
import sys
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture
def kills(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(Path(__file__).parents[1] / "eval" / "benchmarks"))
    return importlib.import_module("kills")


@pytest.mark.slow
def test_half_a_dozen_kills_lose_nothing(kills: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, field, size in (
        ("ingest", "count", 130),
        ("batch", "count", 6),
        ("review", "items", 60),
        ("serve", "items", 50),
    ):
        monkeypatch.setattr(kills.SCENES[name], field, size)
    tallies = kills.run(6, list(kills.SCENES), seed=7, folder=tmp_path)
    assert [fault for tally in tallies for fault in tally.faults] == []
    assert [tally.name for tally in tallies] == list(kills.SCENES)
    assert sum(tally.kills for tally in tallies) == 6
    assert all(tally.finished for tally in tallies)


def test_a_program_that_keeps_its_work_in_memory_is_found_out(kills: ModuleType, tmp_path: Path) -> None:
    program = "import time\nfor n in range(40): print('kept', n, flush=True); time.sleep(0.01)\nopen('kept', 'w').write('all')"

    class Forgetful(kills.Scene):  # type: ignore[name-defined,misc]
        name, blink_s = "forgetful", 0.05

        def start(self) -> None:
            self.process = self.spawn([sys.executable, "-c", program])

        def seen(self) -> int:
            return len(self.lines)

        def faults(self) -> list[str]:
            return [] if (self.folder / "kept").exists() or not self.lines else ["what was called kept is gone"]

    tally = kills.killed(Forgetful, 3, seed=1, folder=tmp_path)
    assert tally.kills == 3
    assert "what was called kept is gone" in tally.faults
