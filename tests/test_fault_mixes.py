"""A short run of `eval/benchmarks/faults.py`: whatever a server does to half of all calls, no label differs and every failure has a name."""

import asyncio
import importlib
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture
def faults(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(Path(__file__).parents[1] / "eval" / "benchmarks"))
    module = importlib.import_module("faults")
    monkeypatch.setattr(module, "TIMEOUT_S", 0.5)
    return module


def test_a_mix_of_all_faults_changes_no_label(faults: ModuleType) -> None:
    case = faults.case_of(["e07"], length=14)
    tally = asyncio.run(faults.over(case, range(20, 28), at_once=4))
    assert tally.faults == []
    assert tally.checks == 8
    assert tally.same > tally.named
    # Which call meets which fault hangs on the order in which answers come; of the ten kinds several must have been met.
    assert len(tally.injected) >= 5
    assert tally.complete + tally.unread < 8, "no seed had a claim that failed alone; choose others"


def test_a_label_that_a_fault_changed_would_be_told(faults: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faults, "spoilt", lambda kind, whole, at: whole)
    case = faults.case_of(["e07"], length=6)
    report, _ = asyncio.run(faults.checked(case, faults.Steady(case)))
    expected = faults.labels(report) | {"c-gone": ("supported",)}
    claim = next(iter(expected))
    expected[claim] = ("contested", None, None, None)
    tally = faults.Tally()
    asyncio.run(faults.one(case, expected, 9, tally))
    assert len(tally.faults) == 2
    assert claim in tally.faults[0]
    assert "c-gone is neither" in tally.faults[1]
