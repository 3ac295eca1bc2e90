"""Sessions are kept as they go, and what is undone is as if it had never been."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import pytest
from sittings import bench_in, opened, result, settled

from claimcheck.errors import DamagedStoreError, InputError, StoreLockedError
from claimcheck.session.commands import called
from claimcheck.session.journal import Journal, Shelf
from claimcheck.session.live import Session
from claimcheck.session.state import replayed
from claimcheck.session.workbench import Workbench


@pytest.fixture
def bench(tmp_path: Path) -> Workbench:
    return opened(bench_in(tmp_path))


def test_what_is_on_disk_is_what_is_in_memory(bench: Workbench) -> None:
    called(bench, "decide", {"label": "contested", "note": "two papers deny it"})
    called(bench, "edit", {"text": "Forty houseboats lay in the mud."})
    settled(bench)
    session = bench.opened_session()
    read = [line for line in session.journal.path.read_text(encoding="utf-8").splitlines() if line]
    assert len(read) == len(session.journal.entries)
    assert replayed(session.journal.entries) == session.state
    bench.close()
    with Journal(session.journal.path) as journal:
        assert Session(journal).state == session.state


def test_a_line_that_was_cut_off_is_left_out_and_written_over(bench: Workbench) -> None:
    session = bench.opened_session()
    count = len(session.journal.entries)
    bench.close()
    with session.journal.path.open("ab") as stream:
        stream.write(b'{"number": 999, "at"')
    with Journal(session.journal.path) as journal:
        assert len(journal.entries) == count
        Session(journal).record(session.journal.entries[0].change)
    with Journal(session.journal.path) as journal:
        assert len(journal.entries) == count + 1


def test_a_damaged_line_is_named(bench: Workbench) -> None:
    path = bench.opened_session().journal.path
    bench.close()
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([lines[0], "{broken}", *lines[2:]]) + "\n", encoding="utf-8")
    with pytest.raises(DamagedStoreError, match="line 2"):
        Journal(path)


def test_a_session_is_open_in_one_place_only(bench: Workbench) -> None:
    with pytest.raises(StoreLockedError, match="open in another terminal"):
        Shelf(bench.settings.home).resume()


def test_sessions_are_found_by_place_by_name_and_by_part_of_the_name(bench: Workbench) -> None:
    name = bench.opened_session().id
    bench.close()
    shelf = Shelf(bench.settings.home)
    for asked in (None, "1", name, name[:15], "canal-basin"):
        with shelf.resume(asked) as journal:
            assert journal.id == name
    with pytest.raises(InputError, match="no saved session is called 'nowhere'"):
        shelf.resume("nowhere")


def test_the_list_tells_how_far_each_session_is(bench: Workbench) -> None:
    called(bench, "decide", {"label": "opinion"})
    [summary] = Shelf(bench.settings.home).summaries()
    assert (summary.claims, summary.weighed, summary.decided) == (len(bench.state.items), len(bench.state.items), 1)
    assert summary.title == "Canal Basin Runs Dry Overnight, Houseboats Stuck in the Mud"


def test_every_edit_can_be_undone_and_done_again(bench: Workbench) -> None:
    edits: list[tuple[str, dict[str, str]]] = [
        ("edit", {"text": "Forty houseboats lay in the mud.", "speaker": "Wystan Hale"}),
        ("add", {"text": "Fees for mooring were resented.", "quote": "mooring fees"}),
        ("split", {"parts": "One boat lay there. | Forty boats lay there."}),
        ("merge", {"others": "2", "text": "Boats lay in the mud."}),
        ("remove", {}),
        ("decide", {"label": "contested", "note": "no"}),
        ("as-of", {"day": "2024-10-08"}),
    ]
    for name, values in edits:
        bench.claim_id = bench.state.items[0].claim.id
        before = bench.state
        called(bench, name, values)
        settled(bench)
        after = bench.state
        assert after.items != before.items or after.as_of != before.as_of, name
        called(bench, "undo")
        assert bench.state.items == before.items, name
        assert bench.state.as_of == before.as_of
        called(bench, "redo")
        assert bench.state.items == after.items, name
        called(bench, "undo")


def test_undo_leaves_what_the_machine_found_meanwhile(bench: Workbench) -> None:
    first = bench.state.items[0]
    called(bench, "edit", {"text": "Forty houseboats lay in the mud."})
    settled(bench)
    edited = bench.item
    assert edited.finding is not None
    assert edited.before == (first.claim,)
    called(bench, "undo")
    assert bench.state.items[0] == first
    assert edited.claim.id in bench.state.findings


def test_a_new_edit_ends_what_could_be_redone(bench: Workbench) -> None:
    called(bench, "decide", {"label": "contested"})
    called(bench, "undo")
    called(bench, "decide", {"label": "opinion"})
    with pytest.raises(InputError, match="nothing to redo"):
        called(bench, "redo")


def test_there_is_an_end_to_undo(bench: Workbench) -> None:
    with pytest.raises(InputError, match="nothing to undo"):
        called(bench, "undo")


def test_changes_from_several_threads_are_kept_in_one_order(bench: Workbench) -> None:
    session = bench.opened_session()
    [decided] = [entry.change for entry in session.journal.entries if entry.change.kind == "saw"][:1]
    threads = [threading.Thread(target=lambda: [session.record(decided) for _ in range(20)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    bench.close()
    with Journal(session.journal.path) as journal:
        assert [entry.number for entry in journal.entries] == list(range(1, len(journal.entries) + 1))


def test_a_killed_process_loses_nothing(tmp_path: Path) -> None:
    program = textwrap.dedent(
        f"""
        import sys, time
        sys.path.insert(0, {str(Path(__file__).parent)!r})
        from pathlib import Path
        from sittings import bench_in, opened
        from claimcheck.session.commands import called
        bench = opened(bench_in(Path({str(tmp_path)!r})))
        called(bench, "decide", {{"label": "contested", "note": "seen with my own eyes"}})
        print("decided", flush=True)
        time.sleep(60)
        """
    )
    process = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "decided\n"
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    bench = bench_in(tmp_path)
    bench.resume(None)
    decision = bench.state.items[0].decision
    assert decision is not None
    assert (decision.label, decision.note, decision.reviewer) == ("contested", "seen with my own eyes", "ada")
    assert all(item.finding for item in bench.state.items)
    bench.close()


def test_opening_the_same_article_again_says_where_the_earlier_work_is(bench: Workbench) -> None:
    name = bench.opened_session().id
    told = result(bench.open(bench.state.source, published="2024-10-09T08:40:00+01:00"))
    assert name in told
