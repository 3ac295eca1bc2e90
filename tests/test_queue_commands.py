"""`claimcheck queue`: what each subcommand does, prints and answers with."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from desks import ADA, article, claims, finding, report
from reports import EVIL, hostile, sample

from claimcheck.evaluation.gold import load
from claimcheck.rendering.records import as_document, as_line
from claimcheck.review import Desk, Page
from claimcheck.review.claimreview import problems
from claimcheck.settings import ReviewSettings, Settings
from claimcheck.terminal.main import run

Printed = pytest.CaptureFixture[str]
Say = Callable[..., tuple[int, str, str]]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CLAIMCHECK_HOME", str(tmp_path / "home"))
    return tmp_path


@pytest.fixture
def queue(home: Path, capsys: Printed) -> Say:
    """`queue("decide", "1", "opinion")` -> exit code, stdout, stderr."""

    def call(*arguments: str) -> tuple[int, str, str]:
        code = run(["queue", *arguments])
        told = capsys.readouterr()
        return code, told.out, told.err

    return call


def desk(**settings: object) -> Desk:
    return Desk.of(Settings(home=Path.cwd() / "home", review=ReviewSettings(**settings)))  # type: ignore[arg-type]


def held(number: int = 3) -> None:
    with desk() as opened:
        opened.enqueue(claims(number))


# add


def test_reports_are_sent_from_json_and_jsonl_and_again_without_effect(queue: Say, home: Path) -> None:
    (home / "one.json").write_text(as_document([sample()], several=False))
    (home / "two.jsonl").write_text(as_line(hostile()) + as_line(sample()))
    code, out, _ = queue("add", "one.json")
    assert (code, out.split(":")[0]) == (0, "added 9, known 0, settled by the machine 15")
    code, out, _ = queue("add", "two.jsonl", "--all")
    assert code == 0
    assert out.splitlines()[0].startswith("added 4, known 0: Bridge")
    assert out.splitlines()[1].startswith("added 15, known 9")
    assert "\x1b" not in out


def test_an_article_is_checked_first(queue: Say, home: Path) -> None:
    (home / "article.txt").write_text("The dam burst on Monday. Nine people died, the police said.")
    code, out, _ = queue("add", "article.txt")
    assert code == 0
    assert out.startswith("added ")
    with desk() as opened:
        assert opened.items(actor=ADA).total > 0


def test_what_cannot_be_sent_is_named_and_the_rest_is_sent(queue: Say, home: Path) -> None:
    (home / "one.json").write_text(as_document([sample()], several=False))
    (home / "old.json").write_text(json.dumps({"article": {}, "findings": []}))
    code, out, err = queue("add", "old.json", "one.json")
    assert (code, "added 9" in out) == (5, True)
    assert "old.json" in err
    assert queue("add", "nowhere.json")[0] == 2


# list, show


def test_the_list_is_ordered_and_filtered(queue: Say) -> None:
    held()
    code, out, _ = queue("list")
    assert code == 0
    assert [line.split()[0] for line in out.splitlines() if line[:1].isdigit()] == ["1", "2", "3"]
    page = Page.model_validate_json(queue("list", "Dam", "2", "--format", "json")[1])
    assert [item.id for item in page.items] == ["c-2"]
    assert len(queue("list", "state:open", "--format", "jsonl")[1].splitlines()) == 3
    assert queue("list", "state:lost")[0] == 2
    assert "there is no filter 'colour'" in queue("list", "colour:red")[2]


def test_an_empty_list_says_how_to_fill_it(queue: Say) -> None:
    code, out, err = queue("list")
    assert (code, out) == (0, "")
    assert "queue add" in err


def test_a_part_of_the_list_says_so(queue: Say) -> None:
    held()
    assert "claims 2 to 2 of 3" in queue("list", "--start", "1", "--size", "1")[2]


def test_hostile_text_reaches_no_terminal(queue: Say) -> None:
    with desk() as opened:
        opened.enqueue(hostile())
        opened.note("c-outer", ADA, EVIL)
    for arguments in (["list"], ["show", "1", "--log", "--verbose"], ["next"]):
        code, out, _ = queue(*arguments)
        assert code == 0
        assert "\x1b" not in out
        assert "\u202e" not in out


def test_a_claim_is_named_by_number_id_or_the_beginning_of_one(queue: Say) -> None:
    held()
    shown = {queue("show", name, "--format", "json")[1] for name in ("1", "#1", "c-0")}
    assert len(shown) == 1
    assert "several claims" in queue("show", "c-")[2]
    assert queue("show", "x")[0] == 2


def test_what_is_shown_holds_claim_words_place_and_log(queue: Say) -> None:
    with desk() as opened:
        opened.enqueue(sample())
    _, out, _ = queue("show", "sample-c04", "--log")
    assert "[Two paddles in the" in out
    assert "worthiness +1.24" in out
    assert "Evening Lantern" in out
    assert "queued" in out


def test_a_hidden_verdict_is_not_printed_before_ones_own_is_in(queue: Say) -> None:
    with desk() as opened:
        opened.enqueue(sample())
    hidden = ("--set", "review.machine_label=hidden", "--as", "ada")
    for arguments in (("list", *hidden), ("show", "sample-c04", *hidden), ("show", "sample-c04", "--verbose", *hidden)):
        out = queue(*arguments)[1]
        assert "contested" not in out
        assert "hidden" in out
    assert queue("decide", "sample-c04", "opinion", *hidden)[0] == 0
    assert "contested" in queue("show", "sample-c04", *hidden)[1]


# next, decide, undo ...


def test_next_holds_a_claim_until_it_is_decided(queue: Say) -> None:
    held()
    code, out, err = queue("next", "--as", "ada")
    assert (code, "c-0" in out, "held for ada" in err) == (0, True, True)
    assert "c-0" in queue("next", "--as", "ada")[1]
    assert "c-1" in queue("next", "--as", "ben")[1]
    assert "held by 'ada'" in queue("decide", "1", "supported", "--as", "ben")[2]
    code, out, _ = queue("decide", "1", "supported", "--note", "saw it", "--as", "ada")
    assert (code, out.split(":")[0]) == (0, "claim 1 is agreed supported")
    assert "c-2" in queue("next", "--as", "ada")[1]


def test_next_with_nothing_to_do_says_so(queue: Say) -> None:
    code, out, err = queue("next")
    assert (code, out) == (0, "")
    assert "no claim is free" in err


def test_a_decision_puts_right_wording_speaker_date_words_and_evidence(queue: Say) -> None:
    with desk() as opened:
        opened.enqueue(sample())
    code, _, err = queue(
        "decide", "sample-c04", "unverified", "--reason", "silent", "--text", "Two paddles were open.", "--speaker", "Odo Renner",
        "--from", "2024-10-06", "--to", "2024-10-07", "--quote", "Nobody was hurt", "--evidence", "1=removed", "--evidence", "2=silent",
    )  # fmt: skip
    assert code == 0, err
    with desk() as opened:
        (one,) = opened.settled(opened.view("done"), actor=ADA)
        machine = opened.item("sample-c04", actor=ADA)
    assert (one.claim.text, one.claim.quote, one.reason) == ("Two paddles were open.", "Nobody was hurt", "silent")
    assert [link.source for link in one.claim.attribution] == ["Odo Renner"]
    assert one.claim.when
    assert (str(one.claim.when.start), str(one.claim.when.end)) == ("2024-10-06", "2024-10-07")
    assert len(one.evidence) == len(machine.evidence) - 1
    assert machine.claim.text.startswith("Two paddles in the lower gate")


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (("--quote", "words that nobody wrote"), "is not in the article"),
        (("--from", "Monday"), "is no day"),
        (("--from", "2024-10-07", "--to", "2024-10-06"), "is before"),
        (("--evidence", "99=silent"), "passages"),
        (("--evidence", "1=maybe"), "is not N=STANCE"),
        (("--reason", "silent"), "leave one of the two out"),
    ],
)
def test_a_correction_that_does_not_fit_is_refused(queue: Say, arguments: tuple[str, ...], what: str) -> None:
    with desk() as opened:
        opened.enqueue(sample())
    code, _, err = queue("decide", "sample-c04", "supported", *arguments)
    assert (code, what in err) == (2, True), err


def test_one_decision_serves_a_group_but_for_those_left_out(queue: Say) -> None:
    with desk() as opened:
        for number in range(3):
            about = article(f"a-{number}")
            opened.enqueue(report([finding(f"c-{number}", "Nine million litres were lost.", article=about)], of=about))
    _, _, err = queue("decide", "c-0", "contested", "--group", "--but", "c-2")
    assert "applied to 1 more: c-1" in err
    assert "not applied to c-2: left out by choice" in err
    assert queue("undo", "c-0")[0] == 0
    with desk() as opened:
        assert {item.state for item in opened.items(actor=ADA).items} == {"open"}


def test_a_conflict_is_settled_with_a_reason(queue: Say) -> None:
    with desk(min_reviews=2) as opened:
        opened.enqueue(claims(1))
    assert "decided 1 of 2" in queue("decide", "1", "supported", "--as", "ada")[1]
    code, out, err = queue("decide", "1", "contested", "--as", "ben")
    assert (code, "is conflicted" in out, "adjudicate 1" in err) == (0, True, True)
    assert "needs its reason" in queue("adjudicate", "1", "contested")[2]
    assert "is adjudicated contested" in queue("adjudicate", "1", "contested", "--note", "the ledger")[1]


def test_claims_are_deferred_rejected_merged_released_and_brought_back(queue: Say) -> None:
    held(4)
    assert "is deferred" in queue("defer", "1", "3d", "--because", "the court sits on Friday")[1]
    assert "is deferred" in queue("defer", "4", "2999-01-01")[1]
    assert "is rejected" in queue("reject", "2", "badly-split")[1]
    assert "is merged" in queue("merge", "3", "1")[1]
    assert "is open" in queue("undo", "2")[1]
    assert "is open" in queue("undo", "3")[1]
    assert "is past" in queue("defer", "2", "2001-01-01")[2]
    assert "no day" in queue("defer", "2", "soon")[2]
    queue("next")
    assert queue("release")[1] == "1 given back\n"


def test_work_is_assigned_and_noted(queue: Say) -> None:
    held()
    assert "claim 2 is for ben, 2 to decide" in queue("assign", "2", "3", "--to", "ben", "--reviews", "2")[1]
    assert "c-1" in queue("next", "--as", "ben", "mine")[1]
    assert "nobody in particular" in queue("assign", "3", "--to", "nobody")[1]
    number = queue("note", "1", "Who read the gauge?", "--as", "ada")[1].split()[1]
    queue("note", "1", "The warden.", "--reply-to", number)
    assert "The warden." in queue("show", "1")[1]


# stats, audit


def test_stats_count_work_and_agreement(queue: Say) -> None:
    with desk(min_reviews=2) as opened:
        opened.enqueue(claims(2))
    for name in ("ada", "ben"):
        queue("decide", "1", "supported", "--as", name)
    _, out, _ = queue("stats")
    assert "1 agreed" in out
    assert "ada and ben" in out
    assert "1 claim: agree 1.00" in out
    tree = json.loads(queue("stats", "--format", "json")[1])
    assert tree["agreement"]["people"]["percent"]["value"] == 1
    assert queue("stats", "--since", "2999-01-01")[0] == 0


def test_an_audit_prints_the_hash_and_finds_tampering(queue: Say, home: Path) -> None:
    held()
    code, out, _ = queue("audit")
    assert code == 0
    head = out.split()[-1]
    queue("decide", "1", "supported")
    assert queue("audit", "--expect", head)[0] == 0
    assert queue("audit", "--expect", "0" * 64)[0] == 1
    import sqlite3

    with sqlite3.connect(home / "home" / "library.db") as link:
        link.execute("UPDATE review_items SET label = 'contested' WHERE number = 1")
    code, _, err = queue("audit")
    assert (code, "label is 'contested', but its events add up to 'supported'" in err) == (1, True)


# export, restore


def settled(queue: Say) -> None:
    with desk() as opened:
        opened.enqueue(sample())
    for number in range(1, 10):
        assert queue("decide", str(number), "contested", "--note", "=cmd()")[0] == 0


def test_every_form_is_exported(queue: Say, home: Path) -> None:
    settled(queue)
    assert "'=cmd()" in queue("export", "--format", "csv")[1]
    assert "# Canal Basin Runs Dry" in queue("export", "--format", "md")[1]
    assert queue("export", "-o", "page.html")[0] == 0
    assert "Canal Basin" in (home / "page.html").read_text()
    assert queue("export", "-o", "queue.jsonl")[0] == 0
    assert len((home / "queue.jsonl").read_text().splitlines()) == 9
    code, out, err = queue("export", "--format", "gold", "-o", "gold")
    assert code == 0, err
    assert "left out" in out
    assert load(home / "gold").events


def test_claimreview_files_are_valid_and_need_an_address(queue: Say, home: Path) -> None:
    settled(queue)
    assert "review.review_url" in queue("export", "--format", "claimreview", "-o", "out")[2]
    address = "review.review_url=https://desk.example/{id}"
    code, out, _ = queue("export", "--format", "claimreview", "-o", "out", "--set", address, "--mark")
    assert (code, out) == (0, "9 files in out\n")
    files = list((home / "out").glob("*.json"))
    assert len(files) == 9
    assert all(not [p for p in problems(json.loads(path.read_text())) if p.level == "required"] for path in files)
    assert Page.model_validate_json(queue("list", "state:exported", "--format", "json")[1]).total == 9


def test_an_export_says_what_it_needs(queue: Say) -> None:
    assert "say which form" in queue("export")[2]
    assert "needs a folder" in queue("export", "--format", "gold")[2]
    assert "nothing to export" in queue("export", "--format", "csv")[2]


def test_a_queue_is_restored_elsewhere_with_its_log(queue: Say, home: Path) -> None:
    settled(queue)
    queue("export", "-o", "queue.jsonl")
    head = queue("audit")[1]
    assert queue("restore", "queue.jsonl", "--home", "other")[1] == "9 claims restored\n"
    assert queue("audit", "--home", "other")[1] == head
    assert "not empty" in queue("restore", "queue.jsonl")[2]
