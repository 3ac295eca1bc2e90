"""One contract for every index, and what only Chroma in a folder has: an owner, an embedder, a life across openings."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from claimcheck.errors import EmbedderMismatchError, IndexMissingError, StoreError, StoreLockedError
from claimcheck.index import ChromaIndex, ExactIndex, Index


def unit(*numbers: float) -> np.ndarray:
    vector = np.asarray(numbers, dtype=np.float32)
    return vector / np.linalg.norm(vector)


EAST, NORTH, NORTH_EAST, WEST = unit(1, 0, 0), unit(0, 1, 0), unit(1, 1, 0), unit(-1, 0, 0)
IDS = ["p-east", "p-north", "p-northeast", "p-west"]
ALL = np.stack([EAST, NORTH, NORTH_EAST, WEST])


def in_folder(folder: Path, *, embedder: str = "hash-3", anew: bool = False) -> ChromaIndex:
    return ChromaIndex.in_folder(folder, embedder=embedder, dimension=3, anew=anew)


@pytest.fixture(params=["exact", "chroma"])
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Index]:
    made: Index = ExactIndex() if request.param == "exact" else in_folder(tmp_path / "index")
    yield made
    made.close()


# The contract


def test_a_new_index_holds_nothing(index: Index) -> None:
    assert (index.count(), list(index.ids())) == (0, [])


def test_the_nearest_come_first_with_their_cosine(index: Index) -> None:
    index.upsert(IDS, ALL)
    found = index.search(EAST[None, :], k=4)[0]
    assert [identity for identity, _ in found] == ["p-east", "p-northeast", "p-north", "p-west"]
    assert [score for _, score in found] == pytest.approx([1.0, 0.5**0.5, 0.0, -1.0], abs=1e-4)


def test_no_more_than_asked_for_is_found_and_no_more_than_is_held(index: Index) -> None:
    index.upsert(IDS, ALL)
    assert len(index.search(EAST[None, :], k=2)[0]) == 2
    assert len(index.search(EAST[None, :], k=50)[0]) == 4


def test_each_query_has_its_own_answer_in_order(index: Index) -> None:
    index.upsert(IDS, ALL)
    found = index.search(np.stack([WEST, NORTH, EAST]), k=1)
    assert [row[0][0] for row in found] == ["p-west", "p-north", "p-east"]


def test_a_known_id_is_replaced_and_not_doubled(index: Index) -> None:
    index.upsert(IDS, ALL)
    index.upsert(["p-east"], WEST[None, :])
    assert index.count() == 4
    scores = dict(index.search(WEST[None, :], k=4)[0])
    assert scores["p-east"] == pytest.approx(1.0, abs=1e-4)


def test_adding_the_same_again_changes_nothing(index: Index) -> None:
    index.upsert(IDS, ALL)
    before = index.search(NORTH_EAST[None, :], k=4)
    index.upsert(IDS, ALL)
    assert (index.count(), index.search(NORTH_EAST[None, :], k=1)[0][0]) == (4, before[0][0])


def test_what_is_deleted_is_not_found_and_unknown_ids_are_no_error(index: Index) -> None:
    index.upsert(IDS, ALL)
    index.delete(["p-east", "p-none"])
    assert sorted(index.ids()) == ["p-north", "p-northeast", "p-west"]
    assert "p-east" not in dict(index.search(EAST[None, :], k=4)[0])


def test_adding_nothing_is_no_error(index: Index) -> None:
    index.upsert([], np.zeros((0, 3), dtype=np.float32))
    index.delete([])
    assert index.count() == 0


def test_all_ids_are_given_once(index: Index) -> None:
    names = [f"p-{number}" for number in range(700)]
    vectors = np.stack([unit(1, number + 1, 1) for number in range(700)])
    index.upsert(names, vectors)
    assert sorted(index.ids()) == sorted(names)


def test_vectors_in_double_precision_are_taken(index: Index) -> None:
    index.upsert(IDS, ALL.astype(np.float64))
    assert index.search(EAST[None, :].astype(np.float64), k=1)[0][0][0] == "p-east"


# Chroma in a folder


def test_an_empty_index_is_a_clear_error_and_no_empty_result(tmp_path: Path) -> None:
    index = in_folder(tmp_path)
    with pytest.raises(IndexMissingError, match="index is empty; run `claimcheck index rebuild`"):
        index.search(EAST[None, :], k=1)
    index.close()


def test_what_was_added_is_there_when_the_folder_is_opened_again(tmp_path: Path) -> None:
    first = in_folder(tmp_path)
    first.upsert(IDS, ALL)
    first.close()
    second = in_folder(tmp_path)
    assert second.count() == 4
    assert second.search(NORTH[None, :], k=1)[0][0][0] == "p-north"
    second.close()


def test_a_folder_has_one_owner_at_a_time(tmp_path: Path) -> None:
    owner = in_folder(tmp_path)
    with pytest.raises(StoreLockedError, match="another claimcheck process owns the index"):
        in_folder(tmp_path)
    owner.close()
    in_folder(tmp_path).close()


def test_another_process_is_kept_out_as_well(tmp_path: Path) -> None:
    hold = (
        "import sys, filelock\n"
        "lock = filelock.FileLock(sys.argv[1]); lock.acquire(); print('held', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", hold, str(tmp_path / "owner.lock")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline().strip() == "held"
        with pytest.raises(StoreLockedError):
            in_folder(tmp_path)
        other.communicate()
    in_folder(tmp_path).close()


def test_an_index_of_another_embedder_is_refused_with_the_way_out(tmp_path: Path) -> None:
    first = in_folder(tmp_path, embedder="old")
    first.upsert(IDS, ALL)
    first.close()
    with pytest.raises(EmbedderMismatchError, match=r"built with embedder 'old', not 'new'.*index rebuild"):
        in_folder(tmp_path, embedder="new")
    again = in_folder(tmp_path, embedder="old")
    assert again.count() == 4
    again.close()


def test_opened_anew_it_is_empty_and_takes_another_embedder(tmp_path: Path) -> None:
    first = in_folder(tmp_path, embedder="old")
    first.upsert(IDS, ALL)
    first.close()
    second = in_folder(tmp_path, embedder="new", anew=True)
    assert second.count() == 0
    second.close()


def test_cleared_it_is_empty_and_can_be_filled_again(tmp_path: Path) -> None:
    index = in_folder(tmp_path)
    index.upsert(IDS, ALL)
    index.clear()
    assert index.count() == 0
    index.upsert(IDS[:1], ALL[:1])
    assert list(index.ids()) == ["p-east"]
    index.close()


def test_more_than_one_batch_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("claimcheck.index._PAGE", 3)
    index = in_folder(tmp_path)
    index.upsert([f"p-{number}" for number in range(8)], np.stack([unit(1, number, 0) for number in range(8)]))
    assert sorted(index.ids()) == [f"p-{number}" for number in range(8)]
    index.delete([f"p-{number}" for number in range(7)])
    assert list(index.ids()) == ["p-7"]
    index.close()


def test_a_damaged_folder_is_named_with_the_way_out_and_not_locked(tmp_path: Path) -> None:
    (tmp_path / "chroma.sqlite3").write_bytes(b"no database, only some words " * 200)
    for _ in range(2):
        with pytest.raises(StoreError, match=r"cannot be opened .*index rebuild"):
            in_folder(tmp_path)
