"""Run folders: lines that survive a kill, one owner, and files that appear whole."""

import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claimcheck import runs
from claimcheck.errors import DamagedStoreError, ExitCode, StoreError, StoreLockedError
from claimcheck.runs import Journal


def test_what_was_appended_is_read_again_in_order(tmp_path: Path) -> None:
    with Journal(tmp_path / "items.jsonl") as journal:
        journal.append({"n": 1}, {"n": 2})
        journal.append({"n": 3})
    with Journal(tmp_path / "items.jsonl") as journal:
        journal.append({"n": 4})
    assert [row["n"] for row in runs.rows(tmp_path / "items.jsonl")] == [1, 2, 3, 4]


def test_a_journal_that_does_not_exist_holds_nothing(tmp_path: Path) -> None:
    assert list(runs.rows(tmp_path / "items.jsonl")) == []


@pytest.mark.parametrize("torn", ['{"n": 3', '{"n": 3}', "\0" * 200_000], ids=["half", "whole", "longer than a block"])
def test_a_line_without_its_end_never_counts_and_is_cut_off_before_the_next(tmp_path: Path, torn: str) -> None:
    path = tmp_path / "items.jsonl"
    path.write_text('{"n": 1}\n{"n": 2}\n' + torn, encoding="utf-8")
    assert [row["n"] for row in runs.rows(path)] == [1, 2]
    with Journal(path) as journal:
        journal.append({"n": 4})
    assert [row["n"] for row in runs.rows(path)] == [1, 2, 4]


def test_a_journal_that_is_one_torn_line_begins_anew(tmp_path: Path) -> None:
    path = tmp_path / "items.jsonl"
    path.write_text('{"n": 1', encoding="utf-8")
    with Journal(path) as journal:
        journal.append({"n": 2})
    assert path.read_text(encoding="utf-8") == '{"n":2}\n'


@pytest.mark.parametrize("line", ["nonsense", "[1]"])
def test_damage_inside_a_journal_names_file_and_line(tmp_path: Path, line: str) -> None:
    path = tmp_path / "items.jsonl"
    path.write_text(f'{{"n": 1}}\n{line}\n{{"n": 2}}\n', encoding="utf-8")
    with pytest.raises(DamagedStoreError, match=r"items\.jsonl' line 2"):
        list(runs.rows(path))


@settings(max_examples=50, deadline=None)
@given(st.dictionaries(st.text(max_size=5), st.text()))
def test_any_text_is_one_line_and_comes_back(row: dict[str, str]) -> None:
    line = runs.as_line(row)
    assert len(line.splitlines()) == 1
    assert json.loads(line) == row


def test_a_lone_surrogate_does_not_stop_a_run(tmp_path: Path) -> None:
    with Journal(tmp_path / "items.jsonl") as journal:
        journal.append({"text": "\ud800"})
    assert len(list(runs.rows(tmp_path / "items.jsonl"))) == 1


def test_a_second_owner_is_refused_and_may_come_when_the_first_is_done(tmp_path: Path) -> None:
    with runs.owned(tmp_path / "run"):
        second = runs.owned(tmp_path / "run")
        with pytest.raises(StoreLockedError, match="another process is working on the run") as refused, second:
            pass
        assert refused.value.exit_code == ExitCode.SERVICE
    with runs.owned(tmp_path / "run"):
        pass


def test_a_file_in_the_place_of_the_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "run").write_text("", encoding="utf-8")
    with pytest.raises(StoreError, match="run folder"), runs.owned(tmp_path / "run"):
        pass


def test_a_manifest_is_kept_whole(tmp_path: Path) -> None:
    assert runs.manifest(tmp_path) is None
    runs.write_manifest(tmp_path, {"a": 1})
    runs.write_manifest(tmp_path, {"a": 2})
    assert runs.manifest(tmp_path) == {"a": 2}
    assert [path.name for path in tmp_path.iterdir()] == ["manifest.json"]


_WRITER = """
import sys
from pathlib import Path
from claimcheck import runs
folder = Path(sys.argv[1])
with runs.owned(folder), runs.Journal(folder / runs.ITEMS) as journal:
    done = {row["n"] for row in runs.rows(folder / runs.ITEMS)}
    for n in range(400):
        if n not in done:
            journal.append({"n": n, "text": "x" * 20_000})
            print(n, flush=True)
"""


def test_killed_at_random_points_nothing_said_to_be_done_is_lost_or_done_twice(tmp_path: Path) -> None:
    drawn, told = random.Random(7), list[int]()
    for _ in range(5):
        writer = subprocess.Popen([sys.executable, "-c", _WRITER, str(tmp_path)], stdout=subprocess.PIPE, text=True)
        assert writer.stdout is not None
        for _ in range(drawn.randrange(5, 60)):
            told.append(int(writer.stdout.readline()))
        os.kill(writer.pid, 9)
        told += [int(line) for line in writer.stdout.read().split("\n")[:-1]]
        writer.wait()
    subprocess.run([sys.executable, "-c", _WRITER, str(tmp_path)], check=True, capture_output=True)
    kept = [row["n"] for row in runs.rows(tmp_path / runs.ITEMS)]
    assert kept == list(range(400))
    assert set(told) <= set(kept)
    assert len(told) == len(set(told))
