"""`claimcheck batch` as a user meets it: the folder it leaves, what it says, its exit codes. Kills are in `test_kills.py`."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from claimcheck import runs
from claimcheck.terminal.main import run

Printed = pytest.CaptureFixture[str]
SENTENCES = (
    "The dam above Tarn Hollow was emptied in May.",
    '"It leaked," engineer Ada Holm said on Monday.',
    "The water board expects the repair to take until the autumn.",
)


pytestmark = pytest.mark.usefixtures("alone")


def articles(count: int, *more: str, name: str = "articles.jsonl") -> str:
    rows = [{"id": f"a{n}", "title": f"Dam {n}", "text": f"Number {n}. {' '.join(SENTENCES)}"} for n in range(count)]
    Path(name).write_text("".join(json.dumps(row) + "\n" for row in rows) + "".join(more), encoding="utf-8")
    return name


def done(folder: str = "run") -> list[str]:
    return [row["report"]["article"]["id"] for row in runs.rows(Path(folder) / runs.ITEMS)]


def test_a_run_folder_holds_what_was_asked_for_and_what_came_of_it(capsys: Printed) -> None:
    assert run(["batch", articles(3), "-o", "run", "--engine", "offline"]) == 0
    assert sorted(done()) == ["a0", "a1", "a2"]
    manifest = json.loads(Path("run/manifest.json").read_text(encoding="utf-8"))
    assert manifest["sources"] == ["articles.jsonl"]
    assert manifest["engine"] == "offline"
    assert manifest["settings"]["retrieval"]["passages"] == 8
    metrics = json.loads(Path("run/metrics.json").read_text(encoding="utf-8"))
    assert metrics["done"] == 3
    assert sum(metrics["labels"].values()) == metrics["claims"] > 3
    out, err = capsys.readouterr()
    assert out.startswith("articles   3 done\n")
    assert "claims" in err


def test_the_overview_links_to_a_page_for_each_report() -> None:
    run(["batch", articles(2), "-o", "run", "--engine", "offline"])
    overview = Path("run/report.html").read_text(encoding="utf-8")
    keys = [row["key"] for row in runs.rows(Path("run/items.jsonl"))]
    for key in keys:
        assert f'href="reports/{key}.html"' in overview
        assert "Dam" in Path(f"run/reports/{key}.html").read_text(encoding="utf-8")


def test_a_title_with_markup_stays_text_in_the_overview() -> None:
    Path("a.jsonl").write_text(
        json.dumps({"title": "<script>x</script>", "text": SENTENCES[0]}) + "\n{}\n", encoding="utf-8"
    )
    run(["batch", "a.jsonl", "-o", "run", "--engine", "offline"])
    overview = Path("run/report.html").read_text(encoding="utf-8")
    assert "<script>" not in overview
    assert '<a href="#failed">1 article failed</a>' in overview and 'id="failed"' in overview
    assert "&lt;script&gt;x" in overview


def test_the_same_command_again_goes_on(capsys: Printed) -> None:
    command = ["batch", articles(2), "-o", "run", "--engine", "offline"]
    run(command)
    articles(4)
    assert run(command) == 0
    assert sorted(done()) == ["a0", "a1", "a2", "a3"]
    assert "articles   4 done (2 before)" in capsys.readouterr().out


def test_without_sources_the_runs_own_are_taken() -> None:
    run(["batch", articles(1), "-o", "run", "--engine", "offline"])
    articles(2)
    assert run(["batch", "-o", "run", "--engine", "offline"]) == 0
    assert sorted(done()) == ["a0", "a1"]


def test_a_new_run_needs_a_source(capsys: Printed) -> None:
    assert run(["batch", "-o", "run"]) == 2
    assert "no SOURCE" in capsys.readouterr().err
    assert not Path("run").exists()


def test_what_cannot_be_read_is_told_kept_and_ends_with_partial(capsys: Printed) -> None:
    assert run(["batch", articles(1, "nonsense\n"), "-o", "run", "--engine", "offline"]) == 5
    err = capsys.readouterr().err
    assert "not a line of JSON" in err
    assert "claimcheck batch articles.jsonl -o run --engine offline --retry-failed" in err
    assert len(list(runs.rows(Path("run/errors.jsonl")))) == 1


def test_a_run_in_which_everything_failed_has_failed() -> None:
    Path("a.jsonl").write_text("nonsense\n", encoding="utf-8")
    assert run(["batch", "a.jsonl", "-o", "run", "--engine", "offline"]) == 1


def test_other_options_are_refused_in_a_run_that_was_begun(capsys: Printed) -> None:
    run(["batch", articles(1), "-o", "run", "--engine", "offline"])
    assert run(["batch", articles(1), "-o", "run", "--engine", "offline", "--limit", "2"]) == 2
    assert "was begun with options.limit unset, not 2" in capsys.readouterr().err


def test_a_query_that_finds_nothing_is_told(capsys: Printed) -> None:
    assert run(["batch", "library:zebra", "-o", "run", "--engine", "offline"]) == 0
    assert "nothing to check: no article in 'library:zebra'" in capsys.readouterr().err


def test_progress_for_machines_is_one_object_a_line(capsys: Printed) -> None:
    run(["batch", articles(2, "nonsense\n"), "-o", "run", "--engine", "offline", "--log-json", "--quiet"])
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines() if line.startswith("{")]
    assert [line["event"] for line in lines] == ["done", "done", "failed"] or len(lines) == 3
    assert lines[-1]["totals"]["done"] + lines[-1]["totals"]["failed"] == 3
    assert lines[0]["expected"] == 3
    assert all("report" not in line for line in lines)


def test_quiet_leaves_nothing_on_stderr_but_errors(capsys: Printed) -> None:
    run(["batch", articles(2), "-o", "run", "--engine", "offline", "--quiet"])
    assert capsys.readouterr().err == ""


def test_a_dry_run_estimates_and_leaves_no_folder(capsys: Printed) -> None:
    command = ["batch", articles(3, "nonsense\n"), "-o", "run", "--dry-run"]
    assert run([*command, "--engine", "offline"]) == 0
    out = capsys.readouterr().out
    assert "articles   3\n" in out
    assert "unreadable about 1" in out
    assert not Path("run").exists()
    llm = [
        "--engine",
        "llm",
        "--set",
        "llm.price_in=1",
        "--set",
        "llm.price_out=2",
        "--set",
        "llm.requests_per_minute=1",
    ]
    assert run([*command, *llm]) == 0
    out = capsys.readouterr().out
    assert "calls      about 3\n" in out
    assert "cost       about " in out
    assert "at least 3 min" in out


def test_fields_of_other_names_are_mapped() -> None:
    Path("a.jsonl").write_text(json.dumps({"body": SENTENCES[0]}) + "\n", encoding="utf-8")
    command = ["batch", "a.jsonl", "-o", "run", "--engine", "offline", "--field", "text=body"]
    assert run(command) == 0
    [row] = runs.rows(Path("run/items.jsonl"))
    assert row["report"]["article"]["text"] == SENTENCES[0]


def test_keys_and_passwords_do_not_stand_in_the_manifest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLAIMCHECK_LLM__API_KEY", "sk-1")
    url = "postgresql://ada:secret@127.0.0.1:9/x"
    run(["batch", articles(1), "-o", "run", "--engine", "offline", "--set", f"library.url={url}"])
    manifest = Path("run/manifest.json").read_text(encoding="utf-8")
    assert "secret" not in manifest
    assert "sk-1" not in manifest
    assert "ada:***@127.0.0.1:9/x" in manifest


def test_unsettled_claims_go_to_the_review_queue_once(capsys: Printed, tmp_path: Path) -> None:
    command = ["batch", articles(2), "-o", "run", "--engine", "offline", "--to-queue"]
    assert run(command) == 0
    metrics = json.loads(Path("run/metrics.json").read_text(encoding="utf-8"))
    assert metrics["queued"] == metrics["labels"]["unverified"] > 0
    assert f"queued     {metrics['queued']} claims for review" in capsys.readouterr().out
    assert run([*command[:2], "-o", "other", *command[4:]]) == 0
    assert json.loads(Path("other/metrics.json").read_text(encoding="utf-8"))["queued"] == 0


def test_what_was_done_before_is_sent_to_the_queue_from_the_run_folder(capsys: Printed) -> None:
    command = ["batch", articles(2), "-o", "run", "--engine", "offline"]
    run(command)
    articles(3)
    assert run([*command, "--to-queue"]) == 0
    assert (
        "2 articles done before without --to-queue: send them by `claimcheck queue add run/items.jsonl`"
        in capsys.readouterr().err
    )
    assert run(["queue", "add", "run/items.jsonl"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert sorted(line.partition(",")[0].startswith("added 0") for line in lines) == [False, False, True]


def environment(tmp_path: Path) -> dict[str, str]:
    return {**os.environ, "CLAIMCHECK_HOME": str(tmp_path / "home"), "PYTHONPATH": str(Path(__file__).parents[1])}


def started(source: str, tmp_path: Path, **more: Any) -> "subprocess.Popen[str]":
    program = "import sys; from claimcheck.terminal.main import main; main()"
    command = [sys.executable, "-c", program, "batch", source, "-o", "run", "--engine", "offline", "--log-json"]
    return subprocess.Popen(command, env=environment(tmp_path), stderr=subprocess.PIPE, text=True, **more)


def told(process: "subprocess.Popen[str]", count: int) -> list[str]:
    """Titles of the next articles that a run says are done."""
    titles: list[str] = []
    assert process.stderr is not None
    while len(titles) < count and (line := process.stderr.readline()):
        if line.startswith("{"):
            titles.append(json.loads(line)["title"])
    return titles


def test_ctrl_c_keeps_what_is_done_and_says_how_to_go_on(tmp_path: Path) -> None:
    process = started(articles(400), tmp_path, stdout=subprocess.PIPE)
    told(process, 2)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate()
    assert process.returncode == 130
    assert "to go on: claimcheck batch articles.jsonl -o run" in err
    assert 2 <= len(done()) < 400
    assert out.startswith("articles")
    assert json.loads(Path("run/metrics.json").read_text(encoding="utf-8"))["done"] == len(done())


def test_a_second_process_on_the_same_run_is_refused(tmp_path: Path, capsys: Printed) -> None:
    process = started(articles(400), tmp_path, stdout=subprocess.DEVNULL)
    told(process, 1)
    try:
        assert run(["batch", "articles.jsonl", "-o", "run", "--engine", "offline"]) == 3
        assert "another process is working on the run 'run'" in capsys.readouterr().err
    finally:
        process.kill()
        process.communicate()


def test_the_page_about_clusters_names_only_options_that_exist() -> None:
    import re

    import click

    from claimcheck.terminal.main import cli

    page = (Path(__file__).parents[1] / "docs" / "cluster.md").read_text(encoding="utf-8")
    context = click.Context(cli)
    commands = [command for name in cli.list_commands(context) if (command := cli.get_command(context, name))]
    known = {option for command in commands for part in command.params for option in part.opts}
    theirs = {"--path", "--host", "--port", "--nworkers", "--nthreads"}
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", page)) <= known | theirs
