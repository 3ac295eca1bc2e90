"""The dialogue in lines: the same commands, asked and answered as text that any terminal and any screen reader can give."""

import io
import json
from pathlib import Path

import pytest
from sittings import ARTICLE, SampleChecker, bench_in, opened, settings_in

from claimcheck.claims import Article
from claimcheck.errors import ServiceTimeoutError
from claimcheck.reading import from_text
from claimcheck.session.commands import COMMANDS
from claimcheck.session.workbench import Workbench
from claimcheck.terminal.session.plain import Dialogue, parsed


def said(bench: Workbench, *lines: str, source: str | None = None) -> str:
    """What the dialogue answers to these lines."""
    out = io.StringIO()
    Dialogue(bench, stdin=io.StringIO("\n".join(lines) + "\n"), stdout=out).run(source)
    return out.getvalue()


@pytest.fixture
def bench(tmp_path: Path) -> Workbench:
    return opened(bench_in(tmp_path))


def test_an_article_is_opened_checked_and_listed(tmp_path: Path) -> None:
    bench = bench_in(tmp_path)
    told = said(bench, "list", source=str(ARTICLE))
    assert f"1. {bench.state.items[0].finding.verdict.label or 'unverified'}" in told  # type: ignore[union-attr]
    assert f"{len(bench.state.items)} of {len(bench.state.items)} claims" in told


def test_a_claim_is_told_in_full_with_its_passages_numbered(bench: Workbench) -> None:
    told = said(bench, "show 3")
    item = bench.state.items[2]
    assert f"claim 3: {item.claim.text}" in told
    assert item.finding is not None
    assert item.finding.verdict is not None
    assert told.count("  passage ") == len(item.finding.verdict.evidence)


def test_the_number_of_a_claim_may_come_before_everything_else(bench: Workbench) -> None:
    said(bench, 'decide 4 contested note="two papers deny it"')
    decision = bench.state.items[3].decision
    assert decision is not None
    assert (decision.label, decision.note) == ("contested", "two papers deny it")


def test_what_is_needed_is_asked_for_and_an_empty_answer_takes_what_stands_there(bench: Workbench) -> None:
    before = bench.item.claim
    told = said(bench, "edit", "Forty boats lay in the mud.", "", "", "", "")
    assert "Claim [" in told
    assert bench.item.claim.text == "Forty boats lay in the mud."
    assert bench.item.claim.span == before.span


def test_an_error_is_one_line_and_the_dialogue_goes_on(bench: Workbench) -> None:
    told = said(bench, "fly", "decide maybe", "go 99", "filter mood:good", "list")
    assert "error: there is no command 'fly'; `help` lists them all" in told
    assert "error: decide: 'maybe' is none of supported, contested, opinion, unverified" in told
    assert "error: there is no claim '99'" in told
    assert "error: there is no filter 'mood'" in told
    assert "claims" in told.splitlines()[-2]


def test_a_service_that_fails_is_told_and_nothing_is_lost(tmp_path: Path) -> None:
    checker = SampleChecker(settings_in(tmp_path))
    checker.fails = ServiceTimeoutError("the server did not answer in 120 s; try again")
    bench = bench_in(tmp_path, checker)
    assert "error: the server did not answer in 120 s; try again" in said(bench, source=str(ARTICLE))
    assert bench.state.article is not None


def test_search_and_pin_go_by_number(bench: Workbench) -> None:
    told = said(bench, "search paddles", "pin 2", "show")
    assert "`pin 1` weighs a passage" in told
    assert bench.item.pins == (bench.hits[1],)
    assert "pinned: 1 passage" in told


def test_control_characters_never_reach_the_terminal(tmp_path: Path) -> None:
    bench = bench_in(tmp_path)
    article: Article = from_text(
        "Head\x1b[2Jline\n\nThe \x1b]0;owned\x07mayor said \x9b31m nothing\u202e at all on Monday."
    )
    bench.begin(article, "pasted\x1btext")
    told = said(bench, "article", "sessions")
    assert "mayor said" in told
    assert not set(told) & {"\x1b", "\x07", "\x9b", "\u202e"}


def test_help_names_every_command_and_its_values(bench: Workbench) -> None:
    told = said(bench, "help")
    for name, command in COMMANDS.items():
        line = next(line for line in told.splitlines() if line.startswith(f"{name}: "))
        assert all(field.name in line for field in command.fields)


def test_export_writes_each_form_and_names_the_ones_there_are(bench: Workbench, tmp_path: Path) -> None:
    bench.draw = lambda report: f"drawn {len(report.findings)}"
    names = ["r.html", "r.md", "r.json", "r.jsonl", "r.events.jsonl", "r.txt"]
    told = said(
        bench, "decide opinion", *(f"export {tmp_path / name}" for name in names), f"export {tmp_path / 'r.pdf'}"
    )
    assert all(f"wrote {tmp_path / name}" in told for name in names)
    assert "error: 'r.pdf' has no ending that names a form; end it with .html, .md" in told
    assert "opinion by ada" in (tmp_path / "r.md").read_text(encoding="utf-8")
    assert "opinion by ada" in (tmp_path / "r.html").read_text(encoding="utf-8")
    assert (tmp_path / "r.txt").read_text(encoding="utf-8") == f"drawn {len(bench.state.items)}"
    events = [
        json.loads(line)["event"] for line in (tmp_path / "r.events.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    assert events[:2] == ["read", "extracted"]
    assert events.count("decided") == len(bench.state.items)
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".r.")] == []


def test_a_line_is_read_as_values_by_name_and_the_rest_as_the_first_value() -> None:
    decide = COMMANDS["decide"]
    assert parsed(decide, 'contested note="two deny it"') == {"label": "contested", "note": "two deny it"}
    assert parsed(COMMANDS["search"], "Pinder's Lock") == {"query": "Pinder's Lock"}
    assert parsed(COMMANDS["filter"], "label:contested worth>0.5") == {"query": "label:contested worth>0.5"}
