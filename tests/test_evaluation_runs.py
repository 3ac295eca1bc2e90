"""Runs: measured end to end, taken up again after kills and budgets, compared, gated, replayed and shown for several LLMs.

The LLM is a loopback server whose answers are written by hand to test the plumbing; they say nothing about any LLM.
"""

import json
import os
import random
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import goldsets
import pytest
from answering import AnswerServer, Body, Fails, Said

from claimcheck.errors import ExitCode
from claimcheck.terminal.main import run

EVENTS = ("x1", "x2", "x3")


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    for name in EVENTS:
        goldsets.write(tmp_path / "set", name=name, about={"split": "dev" if name == "x3" else "test"})
    path = tmp_path / "small.toml"
    path.write_text(
        'name = "small"\ndataset = "set"\nsplit = "all"\nseed = 3\nresamples = 100\n'
        '[settings]\nengine = "llm"\nllm.attempts = 1\nllm.structured = "json_schema"\n',
        encoding="utf-8",
    )
    return path


def hand(body: Body) -> str:
    """One claim, the first sentence; every other sentence has none, every passage is silent."""
    user = body["messages"][-1]["content"]
    if found := re.search(r"each of the sentences 1 to (\d+)", user):
        sentences = [{"n": n, "claims": [], "none": "no-claim"} for n in range(1, int(found[1]) + 1)]
        first = re.search(r"^\[1\] (?:.* - )?(.*)\.$", user, re.MULTILINE)
        assert first
        sentences[0] |= {"claims": [WHEN | {"text": f"{first[1]}.", "quote": first[1]}], "none": None}
        return json.dumps({"sentences": sentences})
    claims = user.partition("Passages:")[0]
    numbers = [int(number) for number in re.findall(r"\[(\d+)\] \(says", claims)]
    return json.dumps({"claims": [{"claim": number, "passages": []} for number in numbers]})


WHEN = {
    "attribution": [],
    "when": "on Thursday night",
    "said_when": None,
    "checkable": True,
    "kind": "event",
}


def measured(folder: Path) -> dict[str, Any]:
    """What a run came to, without what its wall clock and its wallet say."""
    found = json.loads((folder / "metrics.json").read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    for name in ("timing", "cost"):
        del found[name]
    for name in ("tokens_in", "tokens_out"):
        del found["figures"][name]
        for tally in found["tallies"].values():
            del tally[name]
    return found


def evaluate(suite: Path, server: AnswerServer | None, folder: Path, *more: str) -> int:
    url = ["--base-url", server.url] if server else []
    return run(["eval", "run", str(suite), "-o", str(folder), "--llm", "by-hand", *url, *more])


def test_a_suite_is_measured_and_everything_is_kept(
    suite: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with AnswerServer(hand) as server:
        assert evaluate(suite, server, tmp_path / "run") == ExitCode.DONE
    told = capsys.readouterr()
    assert "split all" in told.out and "3 articles" in told.out
    assert "claim_recall" in told.out
    assert "3 of 3 articles done" in told.err
    names = {path.name for path in (tmp_path / "run").iterdir()}
    assert {"manifest.json", "items.jsonl", "errors.jsonl", "metrics.json", "rows.jsonl"} <= names
    found = measured(tmp_path / "run")
    assert found["articles"] == 3
    assert found["figures"]["claim_recall"] == {"value": 0.25, "low": 0.25, "high": 0.25}
    assert found["figures"]["date_of_dated"]["value"] == 1
    assert found["figures"]["self_retrieval"]["value"] == 0
    assert found["slices"]["speaking"]["outlet"]["claim_recall"] == 1
    assert "macro_f1" in found["slices"]["speaking"]["outlet"]
    assert "macro_f1" not in found["slices"]["gold label"]["supported"]
    manifest = json.loads((tmp_path / "run/manifest.json").read_text(encoding="utf-8"))
    assert manifest["llm"] == "by-hand" and manifest["split"] == "all"
    assert "api_key" not in json.dumps(manifest)


def test_the_splits_are_kept_apart(suite: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with AnswerServer(hand) as server:
        assert evaluate(suite, server, tmp_path / "run", "--split", "dev") == ExitCode.DONE
    assert "split dev: 1 articles" in capsys.readouterr().out
    assert list(measured(tmp_path / "run")["tallies"]) == ["x3"]


def test_an_article_that_failed_is_told_and_tried_again(
    suite: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    down = True

    calls = 0

    def counted() -> bool:
        nonlocal calls
        calls += 1
        return calls == 2

    with AnswerServer(lambda body: Fails(500) if down and counted() else hand(body)) as server:
        assert evaluate(suite, server, tmp_path / "run") == ExitCode.PARTIAL
        told = capsys.readouterr()
        assert (
            "1 of 3 articles failed, the first: " in told.err
            and "500" in told.err
            and "to go on: claimcheck eval run" in told.err
        )
        assert measured(tmp_path / "run")["claims"]["failed"] + len(measured(tmp_path / "run")["articles_missing"]) == 1
        down = False
        assert evaluate(suite, server, tmp_path / "run") == ExitCode.DONE
    assert measured(tmp_path / "run")["articles_missing"] == []
    assert len((tmp_path / "run/items.jsonl").read_text(encoding="utf-8").splitlines()) == 3


def test_a_server_that_is_down_is_a_service_that_failed(
    suite: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with AnswerServer(lambda body: Fails(503)) as server:
        assert evaluate(suite, server, tmp_path / "run") == ExitCode.SERVICE
    told = capsys.readouterr()
    assert "3 articles without a report" in told.out
    assert "3 of 3 articles failed, the first: 'by-hand' at" in told.err
    assert "claim_recall" not in told.out


def test_a_budget_holds_over_all_calls_of_a_run(
    suite: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with AnswerServer(hand) as server:
        assert evaluate(suite, server, tmp_path / "run", "--max-calls", "3") == ExitCode.PARTIAL
        assert len(server.bodies) == 3
        assert "budget" in capsys.readouterr().err
        assert evaluate(suite, server, tmp_path / "run", "--max-calls", "3") == ExitCode.PARTIAL
        assert len(server.bodies) == 3
        assert evaluate(suite, server, tmp_path / "run", "--max-calls", "30") == ExitCode.DONE
        once = len(server.bodies)
        assert evaluate(suite, server, tmp_path / "whole") == ExitCode.DONE
    assert len(server.bodies) == 2 * once
    assert measured(tmp_path / "run") == measured(tmp_path / "whole")


def test_another_set_code_or_setting_never_goes_on_with_a_run(
    suite: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with AnswerServer(hand) as server:
        assert evaluate(suite, server, tmp_path / "run", "--split", "dev") == ExitCode.DONE
        capsys.readouterr()
        assert evaluate(suite, server, tmp_path / "run") == ExitCode.USAGE
        assert "made with another split" in capsys.readouterr().err
        assert (
            evaluate(suite, server, tmp_path / "run", "--set", "policy.origins_needed=2", "--split", "dev")
            == ExitCode.USAGE
        )
        assert "settings_digest" in capsys.readouterr().err
        assert evaluate(suite, server, tmp_path / "run", "--anew") == ExitCode.DONE


def test_several_llms_stand_side_by_side(suite: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def silent(body: Body) -> str:
        answer = json.loads(hand(body))
        for sentence in answer.get("sentences", []):
            sentence |= {"claims": [], "none": "no-claim"}
        return json.dumps(answer)

    with AnswerServer(hand) as one, AnswerServer(silent) as other:
        llms = ["--llm", f"first@{one.url}", "--llm", f"second@{other.url}"]
        assert run(["eval", "run", str(suite), "-o", str(tmp_path / "run"), *llms]) == ExitCode.DONE
    told = capsys.readouterr().out
    heading = next(line for line in told.splitlines() if line.startswith("figure"))
    assert heading.split() == ["figure", "first", "second"]
    assert re.search(r"claim_recall +0\.250 \[0\.25,0\.25\] +0\.000 \[0\.00,0\.00\]", told)
    assert "calls" in told
    assert {path.name for path in (tmp_path / "run").iterdir()} == {"first", "second"}


def test_a_recording_is_replayed_without_a_server(suite: Path, tmp_path: Path) -> None:
    with AnswerServer(hand) as server:
        assert evaluate(suite, server, tmp_path / "run", "--set", f"llm.record={tmp_path / 'kept'}") == ExitCode.DONE
    text = suite.read_text(encoding="utf-8") + 'llm.replay = "kept"\nllm.model = "by-hand"\n'
    suite.write_text(text, encoding="utf-8")
    assert run(["eval", "run", str(suite), "-o", str(tmp_path / "again")]) == ExitCode.DONE
    assert measured(tmp_path / "again") == measured(tmp_path / "run") | {"system": "default"}


def test_gold_claims_can_stand_in_for_extraction_and_gold_passages_for_retrieval(suite: Path, tmp_path: Path) -> None:
    with AnswerServer(hand) as server:
        assert evaluate(suite, server, tmp_path / "claims", "--oracle", "claims") == ExitCode.DONE
        assert evaluate(suite, server, tmp_path / "evidence", "--oracle", "evidence") == ExitCode.DONE
    claims, passages = measured(tmp_path / "claims"), measured(tmp_path / "evidence")
    for found in (claims, passages):
        assert found["figures"]["claim_f1"]["value"] == 1
        assert found["figures"]["claim_entailed"]["value"] is None and found["judging"]["claims"] == 0
        assert found["figures"]["chain"]["value"] == 1
        assert found["figures"]["date"]["value"] == 1
        assert found["figures"]["f1_opinion"]["value"] == 1
    assert passages["figures"]["recall_at_8"]["value"] == 1
    assert passages["figures"]["strangers_found"]["value"] == 0
    assert claims["figures"]["strangers_found"]["value"] > 0


def test_the_built_in_engine_is_measured_by_the_same_harness(
    suite: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    done = run(["eval", "run", str(suite), "-o", str(tmp_path / "run"), "--engine", "offline", "--format", "json"])
    assert done == ExitCode.DONE
    found = json.loads(capsys.readouterr().out)
    assert found["engine"] == "offline"
    assert found["figures"]["claim_recall"]["value"] >= 0.5
    assert found["figures"]["citation_precision"]["value"] in (None, 1)
    assert found["figures"]["self_support"]["value"] == 0


def test_runs_are_compared_and_gated(suite: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def worse(body: Body) -> str:
        return (
            hand(body)
            .replace("Thursday night.", "Thursday night, with 40 aboard.")
            .replace('"on Thursday night"', "null")
        )

    with AnswerServer(hand) as server, AnswerServer(worse) as other:
        assert evaluate(suite, server, tmp_path / "good") == ExitCode.DONE
        assert evaluate(suite, other, tmp_path / "bad") == ExitCode.DONE
    baseline = tmp_path / "baseline.json"
    assert run(["eval", "baseline", str(tmp_path / "good"), "-o", str(baseline)]) == ExitCode.DONE
    capsys.readouterr()
    assert run(["eval", "compare", str(tmp_path / "good"), str(tmp_path / "bad")]) == ExitCode.DONE
    told = capsys.readouterr().out
    assert re.search(r"fabrication ↓ +0\.000 +1\.000 +\+1\.000 \[\+1\.00,\+1\.00\] +0\.002 +worse", told)
    assert run(["eval", "compare", str(tmp_path / "good"), str(tmp_path / "good")]) == ExitCode.DONE
    assert "no figure differs" in capsys.readouterr().out
    gate = ["eval", "gate", "--baseline", str(baseline), "--junit", str(tmp_path / "gate.xml")]
    assert run([*gate, str(tmp_path / "good")]) == ExitCode.DONE
    assert 'failures="0"' in (tmp_path / "gate.xml").read_text(encoding="utf-8")
    capsys.readouterr()
    assert run([*gate, str(tmp_path / "bad")]) == ExitCode.GATE
    told = capsys.readouterr().err
    assert "fabrication" in told and "date" in told and "claim_recall" not in told
    assert "<failure message=" in (tmp_path / "gate.xml").read_text(encoding="utf-8")


_KILLED = """
import sys
from claimcheck.terminal.main import run
sys.exit(run(sys.argv[1:]))
"""


@pytest.mark.slow
def test_killed_at_random_points_a_run_comes_to_the_same_result(suite: Path, tmp_path: Path) -> None:
    drawn = random.Random(11)
    with AnswerServer(lambda body: Said(hand(body), after_s=0.15)) as server:
        assert evaluate(suite, server, tmp_path / "whole") == ExitCode.DONE
        command = [sys.executable, "-c", _KILLED, "eval", "run", str(suite), "-o", str(tmp_path / "run")]
        command += ["--llm", "by-hand", "--base-url", server.url]
        before = len(server.bodies)
        for asked in (1, 2, 3):
            killed = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            while len(server.bodies) < before + asked and killed.poll() is None:
                time.sleep(0.01)
            time.sleep(drawn.random() * 0.3)
            if killed.poll() is None:
                os.kill(killed.pid, 9)
            killed.wait()
        assert subprocess.run(command, check=False, capture_output=True).returncode == ExitCode.DONE
    assert measured(tmp_path / "run") == measured(tmp_path / "whole")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('name = "a"\n', "'dataset'"),
        ('name = "a"\ndataset = "set"\nsplit = "train"\n', "'split'"),
        ('name = "a"\ndataset = "set"\nsplit = "dev"\nspilt = 1\n', "'spilt'"),
        ('name = "a"\ndataset = "set"\nsplit = "dev"\nseed = "x"\n', "'seed'"),
        ('name = "a"\ndataset = "set"\nsplit = "dev"\narticles = ["x9"]\n', "'x9'"),
        ('name = "a"\ndataset = "set"\nsplit = "dev"\n[settings]\nengine = "magic"\n', "'engine'"),
        ('name = "a"\ndataset = "nowhere"\nsplit = "dev"\n', "nowhere"),
        ('name = "a/b"\ndataset = "set"\nsplit = "dev"\n', "'name'"),
        ("name = \n", "small.toml"),
        ('name = "a"\ndataset = "set"\nsplit = "dev"\n[settings]\nengin = "llm"\n', "small.toml: setting 'engin'"),
        ('name = "a"\ndataset = "set"\nsplit = "dev"\n[[systems]]\nname = "s"\n[[systems]]\nname = "s"\n', "'systems'"),
    ],
)
def test_a_wrong_suite_is_named(
    suite: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, named: str
) -> None:
    suite.write_text(text, encoding="utf-8")
    assert run(["eval", "run", str(suite), "-o", str(tmp_path / "run")]) == ExitCode.USAGE
    told = capsys.readouterr().err
    assert named in told
    assert len(told.splitlines()) <= 2


def test_folders_that_are_no_runs_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for command in (["compare", str(tmp_path), str(tmp_path)], ["gate", str(tmp_path)], ["baseline", str(tmp_path)]):
        assert run(["eval", *command]) == ExitCode.USAGE
        assert "no finished run" in capsys.readouterr().err
