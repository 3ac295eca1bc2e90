"""The command line as a user meets it: what is printed, where, and with which exit code."""

import json
import os
from pathlib import Path

import pytest

from claimcheck.terminal.main import run

SAMPLE = Path(__file__).parents[1] / "claimcheck" / "sample"
ARTICLE = (
    "Tuesday 12 May 2026 - 09:30\n\nMill bridge shut after barge hits pier\nMill bridge shut after barge hits pier\n"
    "The mill bridge in Tarrow was closed on Monday after a barge struck its middle pier, the harbour board said.\n"
    "Related Stories\nFerry fares to rise in June\n"
)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in [name for name in os.environ if name.startswith(("OPENAI_", "CLAIMCHECK_"))]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path / "home"


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "article.txt"
    path.write_text(ARTICLE, encoding="utf-8")
    return path


def test_without_coverage_a_checkable_claim_is_unverified_for_want_of_it(
    home: Path, article: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["--home", str(home), "check", str(article), "--format", "json"]) == 0
    printed = capsys.readouterr()
    report = json.loads(printed.out)
    assert report["findings"]
    for finding in report["findings"]:
        assert (finding["verdict"]["label"], finding["verdict"]["reason"]) == (None, "no-coverage")
        assert "harbour board" in finding["claim"]["attribution"][0]["source"]
    assert report["findings"][0]["claim"]["when"]["start"] == "2026-05-11"
    assert report["article"]["published"]["at"] == "2026-05-12T09:30:00"
    assert "engine: offline" in printed.err


def test_boilerplate_gives_no_claim_and_is_shown_when_asked(
    home: Path, article: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["--home", str(home), "--verbose", "check", str(article)]) == 0
    out = capsys.readouterr().out
    assert "related: Ferry fares to rise in June" in out
    assert "boilerplate left out" in out


def test_a_wire_copy_is_not_independent_and_a_second_origin_supports(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["--home", str(home), "ingest", str(SAMPLE / "coverage.jsonl")]) == 0
    assert "added 11, known 0, failed 0" in capsys.readouterr().out
    bold = ["--set", "offline.cautious=false"]
    assert run(["--home", str(home), *bold, "check", str(SAMPLE / "article.txt"), "--format", "json"]) == 0
    report = json.loads(capsys.readouterr().out)
    text = report["article"]["text"]
    statuses = {finding["verdict"]["label"] or finding["verdict"]["reason"] for finding in report["findings"]}
    assert {"supported", "opinion", "not-independent"} <= statuses
    for finding in report["findings"]:
        claim = finding["claim"]
        assert text[claim["span"]["start"] : claim["span"]["end"]] == claim["quote"]
        for item in finding["verdict"]["evidence"]:
            span = item["snippet_span"]
            assert span is None or item["passage"]["text"][span["start"] : span["end"]]


def test_ingesting_again_adds_nothing(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["--home", str(home), "ingest", str(SAMPLE / "coverage.jsonl")])
    assert run(["--home", str(home), "ingest", str(SAMPLE / "coverage.jsonl")]) == 0
    assert "added 0, known 11" in capsys.readouterr().out
    assert run(["--home", str(home), "index", "verify"]) == 0
    assert "missing 0, extra 0" in capsys.readouterr().out


def test_a_file_that_is_not_there_is_one_line_and_exit_code_2(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--home", str(home), "check", "nowhere.txt"]) == 2
    err = capsys.readouterr().err.splitlines()
    assert err[-1].startswith("claimcheck: cannot read 'nowhere.txt'")


def test_one_bad_article_of_two_leaves_the_other_done_and_exits_5(
    home: Path, article: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["--home", str(home), "check", "nowhere.txt", str(article), "--format", "jsonl"]) == 5
    assert len(capsys.readouterr().out.splitlines()) == 1


def test_an_unknown_setting_names_itself(home: Path, article: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--home", str(home), "--set", "policy.origins=2", "check", str(article)]) == 2
    assert "policy.origins" in capsys.readouterr().err


def test_a_foreign_article_is_refused_by_the_offline_engine(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "fremd.txt"
    path.write_text(
        "Die Brücke in Tarrau wurde am Montag gesperrt, nachdem ein Schiff gegen den Pfeiler gefahren war und der "
        "Hafenmeister sich mit der Stadt nicht über den Schaden hatte einigen können, der auf eine Million geschätzt wird.",
        encoding="utf-8",
    )
    assert run(["--home", str(home), "--engine", "offline", "check", str(path)]) == 2
    assert "reads English only" in capsys.readouterr().err


@pytest.mark.parametrize("form", ["md", "html", "events"])
def test_every_format_names_the_claim(home: Path, article: Path, form: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--home", str(home), "check", str(article), "--format", form]) == 0
    printed = " ".join(capsys.readouterr().out.replace("\\", "").split())
    assert "barge struck" in printed


def test_html_runs_nothing_and_fetches_nothing(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "hostile.txt"
    path.write_text(
        "The mayor said <script>alert(1)</script> was painted on the town hall on Monday by vandals.\n",
        encoding="utf-8",
    )
    page = tmp_path / "page.html"
    assert run(["--home", str(home), "check", str(path), "--format", "html", "-o", str(page)]) == 0
    html = page.read_text(encoding="utf-8")
    assert "<script>alert" not in html
    assert "&lt;script&gt;" in html
    assert "default-src 'none'" in html


def test_keys_are_masked(home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-very-secret")
    assert run(["--home", str(home), "config", "show"]) == 0
    out = capsys.readouterr().out
    assert "sk-very-secret" not in out
    assert "llm.api_key = ********  (OPENAI_API_KEY)" in out


def test_the_schema_of_reports_is_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["schema", "report"]) == 0
    assert json.loads(capsys.readouterr().out)["title"] == "Report"


def test_every_command_is_in_the_readme() -> None:
    from claimcheck.terminal.main import COMMANDS

    readme = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
    commands = readme.partition("## Commands")[2].partition("\n## ")[0]
    assert all(f"claimcheck {name}" in commands for name in COMMANDS)
