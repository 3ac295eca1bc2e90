"""Damage: a store that was harmed says so in one line with the way out, and the way out works."""

import os
import shutil
from pathlib import Path

import pytest

from claimcheck.errors import ExitCode
from claimcheck.terminal.main import run

SAMPLE = Path(__file__).parents[1] / "claimcheck/sample"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("whole")
    assert run(["ingest", str(SAMPLE / "coverage.jsonl"), "--home", str(home), "--quiet"]) == ExitCode.DONE
    return home


@pytest.fixture
def home(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "home", ignore=shutil.ignore_patterns("*.lock")))


def harmed(path: Path, how: str) -> None:
    if how == "overwritten":
        with path.open("r+b") as stream:
            stream.write(os.urandom(20_000))
    elif how == "cut off":
        os.truncate(path, path.stat().st_size // 3)
    else:
        path.unlink()


def lines(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return [line for line in capsys.readouterr().err.splitlines() if line.strip()]


@pytest.mark.parametrize("how", ["overwritten", "cut off", "gone"])
@pytest.mark.parametrize("part", ["chroma.sqlite3", "data_level0.bin", "header.bin"])
def test_a_damaged_index_is_found_or_harmless_and_rebuilding_mends_it(
    home: Path, part: str, how: str, capsys: pytest.CaptureFixture[str]
) -> None:
    [path] = (home / "index").rglob(part)
    harmed(path, how)
    found = run(["index", "verify", "--home", str(home)])
    told = lines(capsys)
    assert found == ExitCode.DONE or "claimcheck index rebuild" in told[-1]
    assert len(told) <= 1
    assert run(["index", "rebuild", "--home", str(home)]) == ExitCode.DONE
    assert run(["index", "verify", "--home", str(home)]) == ExitCode.DONE
    capsys.readouterr()
    assert run(["search", "paddles left open at the lock", "--home", str(home)]) == ExitCode.DONE
    assert "paddles" in capsys.readouterr().out


def test_a_damaged_index_folder_is_put_aside_not_thrown_away(home: Path) -> None:
    harmed(home / "index/chroma.sqlite3", "overwritten")
    assert run(["index", "rebuild", "--home", str(home), "--quiet"]) == ExitCode.DONE
    assert (home / "index.damaged-1/chroma.sqlite3").exists()


@pytest.mark.parametrize("how", ["overwritten", "cut off"])
def test_a_damaged_library_names_the_way_back_and_the_way_works(
    home: Path, how: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    backup = tmp_path / "backup.db"
    assert run(["db", "backup", str(backup), "--home", str(home), "--quiet"]) == ExitCode.DONE
    harmed(home / "library.db", how)
    for wal in home.glob("library.db-*"):
        wal.unlink()
    capsys.readouterr()
    assert run(["search", "boats", "--home", str(home)]) == ExitCode.FAILED
    [told] = lines(capsys)
    assert "claimcheck db copy BACKUP" in told
    (home / "library.db").rename(tmp_path / "harmed.db")
    assert run(["db", "copy", str(backup), str(home / "library.db"), "--quiet"]) == ExitCode.DONE
    assert run(["index", "verify", "--home", str(home)]) == ExitCode.DONE


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tmp_path.chmod(0o500)
    assert run(["ingest", str(SAMPLE / "coverage.jsonl"), "--home", str(tmp_path / "home")]) == ExitCode.FAILED
    assert len(lines(capsys)) == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_one_line_and_nothing_is_half_written(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["demo", "--format", "json", "-o", "/dev/full", "--quiet"]) == ExitCode.FAILED
    [told] = lines(capsys)
    assert "/dev/full" in told
    assert Path("/dev/full").is_char_device()
