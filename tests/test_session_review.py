"""The review queue from within a session, in both faces: the same steps as on the command line, under the same rules."""

import io
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from reports import sample
from sittings import bench_in, result, settled
from test_session_screen import press, quiet, shown, text_of
from textual.widgets import TextArea

from claimcheck.errors import InputError, LeaseLostError, NotAllowedError
from claimcheck.review import Actor, Desk, Judgement, everything
from claimcheck.review.people import People
from claimcheck.session.commands import COMMANDS, called
from claimcheck.session.reviewing import SOURCE, Review, Shown
from claimcheck.session.workbench import Workbench
from claimcheck.terminal.queue import command as queue
from claimcheck.terminal.session.dialogues import Choice, Reading
from claimcheck.terminal.session.plain import Dialogue

ADA, BEN = Actor("ada"), Actor("ben")


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Workbench]:
    with Desk.open(tmp_path / "library.db") as desk:
        desk.enqueue(sample(), policy=everything)
    made = bench_in(tmp_path)
    yield made
    made.close()


@pytest.fixture
def desk(bench: Workbench, tmp_path: Path) -> Iterator[Desk]:
    with Desk.open(tmp_path / "library.db") as opened:
        yield opened


def done(bench: Workbench, name: str, **values: str) -> str:
    """What a command comes to."""
    told = result(called(bench, name, values).job)
    settled(bench)
    return str(told)


def test_the_most_urgent_claim_is_taken_and_laid_out_as_its_reviewer_may_see_it(bench: Workbench, desk: Desk) -> None:
    best = desk.items(actor=ADA).items[0]
    told = done(bench, "queue-next")
    assert told.startswith(f"claim {best.number} of the queue is yours until")
    assert [lease.item.id for lease in desk.held(ADA)] == [best.id] == [bench.claim_id]
    assert bench.state.source == SOURCE
    assert bench.article == sample().article
    assert bench.item.finding is not None and bench.item.finding.verdict is not None
    assert done(bench, "queue-next") == told
    assert len(bench.state.items) == 1


def test_what_was_edited_goes_with_the_decision_as_corrections(bench: Workbench, desk: Desk) -> None:
    done(bench, "queue-take", claim="sample-c04")
    called(bench, "edit", {"text": "Two paddles had been left open.", "speaker": "Wystan Hale"})
    settled(bench)
    assert done(bench, "queue-decide", label="contested", note="he denies it").endswith("`queue-next` goes on")
    detail = desk.item("sample-c04", actor=ADA)
    assert (detail.item.state, detail.item.label) == ("agreed", "contested")
    assert detail.corrected.text == "Two paddles had been left open."
    assert [link.source for link in detail.corrected.attribution] == ["Wystan Hale"]
    assert detail.corrected.when == detail.claim.when
    assert detail.decisions[0].seconds is not None


def test_a_claim_that_was_split_is_no_decision_but_a_fault_of_the_extraction(bench: Workbench, desk: Desk) -> None:
    done(bench, "queue-take", claim="sample-c04")
    called(bench, "split", {"parts": "Two paddles were left open. | It was the evening of 6 October 2024."})
    settled(bench)
    with pytest.raises(InputError, match="queue-reject badly-split"):
        done(bench, "queue-decide", label="supported")
    assert "is rejected" in done(bench, "queue-reject", fault="badly-split")


def test_others_rules_hold_here_too(bench: Workbench, desk: Desk) -> None:
    people = People(desk.books.database)
    people.add("judith", role="adjudicator")
    people.add("root", role="admin")
    desk.rule(Actor("root", frozenset({"admin"})), {"min_reviews": 2})
    desk.take("sample-c05", BEN)
    from claimcheck.errors import NotReviewableError

    with pytest.raises(NotReviewableError, match="held by 'ben'"):
        done(bench, "queue-take", claim="sample-c05")
    desk.require("sample-c06", 2, Actor("root", frozenset({"admin"})))
    done(bench, "queue-take", claim="sample-c06")
    assert "1 of 2 decisions" in done(bench, "queue-decide", label="opinion")
    desk.decide("sample-c06", BEN, Judgement(label="supported"))
    with pytest.raises(NotAllowedError, match="has decided on claim"):
        done(bench, "queue-adjudicate", label="opinion", note="it is one")


def test_a_decision_after_the_lease_was_lost_is_refused_and_kept(bench: Workbench, desk: Desk) -> None:
    done(bench, "queue-take", claim="sample-c05")
    review = bench.review
    assert isinstance(review, Review)
    lease = review.desk.held(ADA)[0]
    review.desk.hand_back("sample-c05", lease.token, ADA)
    desk.take("sample-c05", BEN)
    with pytest.raises(LeaseLostError):
        review.desk.submit("sample-c05", lease.token, ADA, Judgement(label="opinion", note="late"))
    told = result(called(bench, "queue-show", {"claim": "sample-c05"}).job)
    assert isinstance(told, Shown)
    assert told.what.kept[0].note == "late"


def test_a_hidden_machine_stays_hidden_in_the_panes(bench: Workbench, desk: Desk) -> None:
    desk.rule(Actor("root", frozenset({"admin"})), {"machine_label": "hidden"})
    done(bench, "queue-next")
    assert bench.item.finding is None
    assert "not weighed yet" in said(bench, "show")


def test_every_step_of_the_command_line_has_its_command() -> None:
    elsewhere = {"add", "restore"}  # `queue` sends from here; a whole queue is restored before anybody works on it
    assert {name for name in queue.list_commands(click.Context(queue)) if f"queue-{name}" not in COMMANDS} == elsewhere


def test_what_is_settled_is_exported_and_fact_checks_come_in(bench: Workbench, desk: Desk, tmp_path: Path) -> None:
    desk.decide("sample-c04", ADA, Judgement(label="contested", note="=no"))
    assert done(bench, "queue-export", path=str(tmp_path / "out.csv")).startswith("wrote 1 claim to")
    assert "'=no" in (tmp_path / "out.csv").read_text()
    with pytest.raises(InputError, match="names no form"):
        done(bench, "queue-export", path=str(tmp_path / "out.pdf"))
    told = done(bench, "queue-export", path=str(tmp_path / "gold"), form="gold", filter="all")
    assert "left out" in told and list((tmp_path / "gold").rglob("claims.jsonl")) != []
    assert done(bench, "queue-import", source=str(tmp_path / "checks.json")).startswith("added 1")


def said(bench: Workbench, *lines: str) -> str:
    out = io.StringIO()
    Dialogue(bench, stdin=io.StringIO("\n".join(lines) + "\n"), stdout=out).run()
    return out.getvalue()


def test_the_dialogue_in_lines_goes_through_the_queue(bench: Workbench, desk: Desk) -> None:
    told = said(
        bench, "queue-take sample-c05", 'queue-note "ask the trust"', "queue-decide contested note=no", "queue-show",
        "queue-undo", "queue-defer 2999-01-01", "queue-undo", "queue-assign team:night", "queue-merge sample-c04",
        "queue-undo", "queue-release", "queue-stats", "queue-audit", "queue-list state:open",
    )  # fmt: skip
    number = desk.item("sample-c05", actor=ADA).item.number
    for part in ("note ", "is agreed: contested", "ada decided: x contested - no", "is deferred", "is merged", "1 given back", "nothing was tampered with", f"Review queue: {len(sample().findings)} claims"):  # fmt: skip
        assert part in told, part
    assert f"claim {number} of the queue is leased" in told
    assert "error" not in told
    assert desk.audit().sound


async def test_a_claim_is_taken_decided_on_and_the_next_one_comes_by_keys(bench: Workbench, desk: Desk) -> None:
    first, second = (item.id for item in desk.items(actor=ADA).items[:2])
    async with shown(bench) as pilot:
        await press(pilot, "n")
        assert "of the queue is yours until" in text_of(pilot, "#status")
        assert desk.item(first, actor=ADA).claim.text[:25] in text_of(pilot, "#claims")
        await press(pilot, "D")
        assert text_of(pilot, "#box").count("●") == 2
        await press(pilot, "left", "left", "enter", "tab")
        pilot.app.screen.query_one(TextArea).insert("seen")
        await press(pilot, "ctrl+s")
        await quiet(pilot)
        assert desk.item(first, actor=ADA).decisions[0].note == "seen"
        await press(pilot, "n")
        assert [lease.item.id for lease in desk.held(ADA)] == [second]


async def test_a_claim_is_chosen_from_the_list_of_the_queue(bench: Workbench, desk: Desk) -> None:
    second = desk.items(actor=ADA).items[1]
    async with shown(bench) as pilot:
        await press(pilot, "N")
        await press(pilot, "ctrl+s")
        await quiet(pilot)
        assert isinstance(pilot.app.screen, Choice)
        await press(pilot, "down", "enter")
        await quiet(pilot)
        assert [lease.item.id for lease in desk.held(ADA)] == [second.id]
        pilot.app.action_command("queue-audit")  # type: ignore[attr-defined]
        await quiet(pilot)
        assert isinstance(pilot.app.screen, Reading)
        assert "nothing was tampered with" in text_of(pilot, "#box")
