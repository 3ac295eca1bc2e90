"""Confidences fitted on a run, kept, printed for the LLM that they hold for and for no other.

The LLM is a loopback server whose answers are written by hand to test the plumbing; they say nothing about any LLM.
"""

import json
import math
import re
from pathlib import Path
from typing import Any

import goldsets
import pytest
from answering import AnswerServer, Body

from claimcheck.errors import ExitCode
from claimcheck.evaluation import calibrating
from claimcheck.evaluation.calibrating import Fit, Outcome, fitted, keep
from claimcheck.neural.calibration import Basis, Curve, StructuralCalibration, fitted_in, labeller
from claimcheck.terminal.main import run

LONE = Basis(strongest=0.0, origins=0.0, against=0.0)


def outcomes(right: int, wrong: int, basis: Basis = LONE) -> tuple[Outcome, ...]:
    return tuple(Outcome(basis, good) for good in [True] * right + [False] * wrong)


def test_verdicts_that_stand_on_the_same_get_the_smoothed_share_that_was_right() -> None:
    # Platt's targets for 30 right and 10 wrong: 31/32 and 1/12, so (30 * 31/32 + 10 * 1/12) / 40.
    assert fitted(outcomes(30, 10)).at(LONE) == pytest.approx(0.747396, abs=1e-3)


def test_even_verdicts_that_were_all_right_leave_a_doubt() -> None:
    assert fitted(outcomes(30, 0)).at(LONE) == pytest.approx(31 / 32, abs=1e-3)


def test_a_second_origin_that_was_oftener_right_raises_the_confidence() -> None:
    two = Basis(strongest=0.0, origins=1.0, against=0.0)
    curve = fitted(outcomes(20, 20) + outcomes(38, 2, two))
    assert curve.at(two) > 0.75 > 0.6 > curve.at(LONE)
    assert curve.verdicts == 80


def test_origins_that_were_oftener_wrong_do_not_lower_it_and_a_contradiction_does_not_raise_it() -> None:
    two, disputed = Basis(0.0, 1.0, 0.0), Basis(0.0, 0.0, 1.0)
    curve = fitted(outcomes(38, 2) + outcomes(20, 20, two) + outcomes(40, 0, disputed))
    assert curve.origins == 0.0
    assert curve.against == 0.0


def test_a_file_keeps_the_curves_of_others_and_loses_what_was_fitted_before(tmp_path: Path) -> None:
    path = tmp_path / "calibration.json"
    one, other = Curve(1.0, 0.0, 0.0, 0.0, 40), Curve(2.0, 0.0, 0.0, 0.0, 50)
    keep(path, "llm: a", [Fit("supported", outcomes(30, 0), one), Fit("contested", outcomes(1, 0), None)])
    keep(path, "llm: b", [Fit("supported", outcomes(30, 0), other)])
    assert fitted_in(path) == {"llm: a": {"supported": one}, "llm: b": {"supported": other}}
    keep(path, "llm: a", [Fit("supported", outcomes(3, 0), None)])
    assert fitted_in(path) == {"llm: b": {"supported": other}}
    assert math.isclose(StructuralCalibration.of("llm: b", own=path).confidence([], "supported") or 0, 0.88)  # type: ignore[union-attr]


# --- through the command


def hand(body: Body) -> str:
    """Every passage that tells how many were saved refutes the claim that says so, and everything else is silent."""
    user = body["messages"][-1]["content"]
    claims, _, passages = user.partition("Passages:")
    told = re.search(r"^\[(\d+)\][^\n]*\n?[^\n]*?(Eleven people were [a-z ]+), by", passages, re.MULTILINE)
    answer: list[dict[str, Any]] = []
    for number, text in re.findall(r"\[(\d+)\] ([^\n]*)", claims):
        decides = (
            [REFUTES | {"passage": int(told[1]), "snippet": told[2]}] if told and "people had been" in text else []
        )
        answer.append({"claim": int(number), "passages": decides})
    return json.dumps({"claims": answer})


REFUTES = {"stance": "refutes", "said": "silent", "voice": "outlet", "voice_name": None, "why": "another number"}


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    for name in ("x1", "x2", "x3"):
        goldsets.write(tmp_path / "set", name=name, about={"split": "test" if name == "x3" else "dev"})
    path = tmp_path / "small.toml"
    path.write_text(
        'name = "small"\ndataset = "set"\nsplit = "dev"\noracle = "claims"\nresamples = 100\n'
        '[settings]\nengine = "llm"\nllm.attempts = 1\nllm.structured = "json_schema"\n',
        encoding="utf-8",
    )
    return path


def evaluated(suite: Path, folder: Path, *more: str, llm: str = "by-hand") -> Path:
    with AnswerServer(hand) as server:
        made = run(["eval", "run", str(suite), "-o", str(folder), "--llm", llm, "--base-url", server.url, *more])
    assert made == ExitCode.DONE
    return folder


def confidences(folder: Path) -> list[float | None]:
    rows = [json.loads(line) for line in (folder / "items.jsonl").read_text(encoding="utf-8").splitlines()]
    verdicts = [finding["verdict"] for row in rows for finding in row["report"]["findings"]]
    return [verdict["confidence"] for verdict in verdicts if verdict["label"] == "contested"]


def test_fitted_confidences_are_printed_for_that_llm_and_for_no_other(
    suite: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CLAIMCHECK_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(calibrating, "FEWEST", 2)
    dev = evaluated(suite, tmp_path / "dev")
    assert confidences(dev) == [None, None]
    capsys.readouterr()
    assert run(["eval", "calibrate", str(dev)]) == ExitCode.DONE
    told = capsys.readouterr()
    assert "llm: by-hand, contested: 2 of 2 right; confidence 0.75 to 0.75" in told.out
    assert "llm: by-hand, supported: 0 of 0 right; too few for a confidence" in told.out
    assert str(tmp_path / "home" / "calibration.json") in told.err
    unseen = evaluated(suite, tmp_path / "unseen", "--split", "test")
    assert confidences(unseen) == [0.75]
    assert "calibration-" in (unseen / "items.jsonl").read_text(encoding="utf-8")
    assert confidences(evaluated(suite, tmp_path / "other", llm="another")) == [None, None]


def test_few_verdicts_give_no_confidence_and_say_so(
    suite: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, path = evaluated(suite, tmp_path / "dev"), tmp_path / "curves.json"
    assert run(["eval", "calibrate", str(folder), "-o", str(path)]) == ExitCode.PARTIAL
    assert "no label was given 30 times" in capsys.readouterr().err
    assert fitted_in(path) == {}


@pytest.mark.parametrize(
    ("more", "why"),
    [(["--split", "test"], "has to stay unseen"), (["--split", "all"], "has to stay unseen"), (["--oracle", "evidence"], "--oracle claims")],
)  # fmt: skip
def test_what_a_confidence_must_not_be_fitted_on_is_refused(
    suite: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], more: list[str], why: str
) -> None:
    folder = evaluated(suite, tmp_path / "run", *more)
    capsys.readouterr()
    assert run(["eval", "calibrate", str(folder), "-o", str(tmp_path / "c.json")]) == ExitCode.USAGE
    assert why in capsys.readouterr().err
    assert not (tmp_path / "c.json").exists()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ('{"version": 2, "labellers": {"llm: m": {"supported": {"slope": 1}}}}', "slope"),
        ('{"version": 1, "labellers": {}}', "version 1, this program reads 2"),
        ('{"labellers": {}}', "version"),
    ],
)
def test_a_file_of_confidences_that_is_damaged_or_of_another_form_is_one_line(
    content: str,
    why: str,
    suite: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "c.json").write_text(content)
    monkeypatch.setenv("CLAIMCHECK_CALIBRATION", str(tmp_path / "c.json"))
    with AnswerServer(hand) as server:
        done = run(["eval", "run", str(suite), "-o", str(tmp_path / "r"), "--llm", "m", "--base-url", server.url])
    assert done == ExitCode.USAGE
    told = capsys.readouterr().err
    assert "c.json' cannot be read" in told and why in told


def test_a_labeller_is_an_llm_by_its_name_or_the_built_in_engine_by_its_caution() -> None:
    assert labeller("llm", llm="m-1", cautious=True) == "llm: m-1"
    assert labeller("offline", llm="m-1", cautious=True) == "offline"
    assert labeller("offline", llm="m-1", cautious=False) == "offline, bold"
