"""A session in a real terminal, and the command that opens it."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sittings import bench_in, opened

from claimcheck.errors import ExitCode
from claimcheck.session.commands import called
from claimcheck.terminal.main import run

PATIENCE_S = 180
"""How long a busy machine may take before a wait is given up; nothing is measured."""
TEXT = (
    "Ferry stopped\n\n9 March 2024\n\nThe Orven ferry was stopped on Thursday, the harbour board said. Nobody was hurt."
)


class Tmux:
    """One terminal of 100 by 30, whose screen can be read and whose keys can be pressed."""

    def __init__(self, socket: Path, command: str, environ: dict[str, str]) -> None:
        self._socket = str(socket)
        # A server that is running already has an environment of its own.
        self._call("new-session", "-d", "-x", "100", "-y", "30", f"exec {command}", environ=environ)

    def _call(self, *arguments: str, environ: dict[str, str] | None = None) -> str:
        command = ["tmux", "-S", self._socket, "-f", "/dev/null", *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=True, env=environ).stdout

    def press(self, *keys: str) -> None:
        for key in keys:
            self._call("send-keys", key)
            time.sleep(0.3)

    @property
    def screen(self) -> str:
        return self._call("capture-pane", "-p")

    def wait(self, there: Callable[[str], bool]) -> str:
        until = time.monotonic() + PATIENCE_S
        while not there(screen := self.screen):
            assert time.monotonic() < until, screen
            time.sleep(0.2)
        return screen

    def kill_program(self) -> None:
        os.kill(int(self._call("display-message", "-p", "#{pane_pid}")), signal.SIGKILL)

    def close(self) -> None:
        subprocess.run(["tmux", "-S", self._socket, "kill-server"], capture_output=True, check=False)


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("OPENAI_", "CLAIMCHECK_", "TMUX"))
    }
    kept.pop("NO_COLOR", None)
    home = {"CLAIMCHECK_HOME": str(tmp_path / "home"), "XDG_CONFIG_HOME": str(tmp_path / "config")}
    return kept | home | {"TERM": "xterm-256color", "LANG": "C.UTF-8"}


@pytest.fixture
def program() -> str:
    return f"{sys.executable} -c 'from claimcheck.terminal.main import main; main()' session"


@pytest.fixture
def terminal(tmp_path: Path, environ: dict[str, str], program: str) -> Iterator[Tmux]:
    if shutil.which("tmux") is None:
        pytest.skip("tmux is not installed; it stands in for a person's terminal")
    (tmp_path / "article.txt").write_text(TEXT, encoding="utf-8")
    made = Tmux(tmp_path / "t", f"{program} --engine offline --reviewer ada {tmp_path / 'article.txt'}", environ)
    yield made
    made.close()


@pytest.mark.slow
def test_a_sitting_in_a_real_terminal_survives_a_kill(terminal: Tmux, environ: dict[str, str], tmp_path: Path) -> None:
    # The line that says "weighed" may be drawn before the list is.
    terminal.wait(lambda screen: all(word in screen for word in ("weighed:", "The Orven ferry", "2 Claims")))
    terminal.press("j", "d")
    terminal.wait(lambda screen: "Ctrl+S does it" in screen)
    terminal.press("Tab", *"seen")
    terminal.wait(lambda screen: "seen" in screen)
    terminal.press("C-s")
    terminal.wait(lambda screen: "decided" in screen)
    terminal.kill_program()

    asked = [
        sys.executable,
        "-c",
        "from claimcheck.terminal.main import main; main()",
        "session",
        "--resume",
        "--plain",
    ]
    # On a busy machine the decision may fall on the first claim: a key pressed while the list is still being filled moves nothing.
    told = subprocess.run(
        asked, input="show 1\nshow 2\nquit\n", capture_output=True, text=True, check=True, env=environ
    ).stdout
    assert "mine: " in told
    assert "ada" in told
    assert "seen" in told


@pytest.mark.slow
def test_q_gives_the_terminal_back_as_it_was(terminal: Tmux) -> None:
    terminal.wait(lambda screen: "weighed:" in screen)
    terminal.press("q")
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        try:
            terminal.screen  # noqa: B018  asking is what fails when the program has ended
        except subprocess.CalledProcessError:
            return
        time.sleep(0.2)
    raise AssertionError("the program did not end")


# --- the command


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in [name for name in os.environ if name.startswith(("OPENAI_", "CLAIMCHECK_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("CLAIMCHECK_HOME", str(tmp_path))
    monkeypatch.setattr("claimcheck.config.user_config_file", lambda: tmp_path / "none.toml")
    return tmp_path


def test_saved_sessions_are_listed(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["session", "--list"]) == ExitCode.DONE
    assert "no saved session yet" in capsys.readouterr().out
    bench = opened(bench_in(home))
    called(bench, "decide", {"label": "opinion"})
    bench.close()
    assert run(["session", "--list"]) == ExitCode.DONE
    listed = capsys.readouterr().out
    assert "1. Canal Basin Runs Dry Overnight" in listed
    assert f"{len(bench.state.items)} claims, {len(bench.state.items)} weighed, 1 decided" in listed


def test_what_cannot_be_resumed_is_one_line(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["session", "--resume"]) == ExitCode.USAGE
    assert "there is no saved session under" in capsys.readouterr().err
    opened(bench_in(home)).close()
    assert run(["session", "--resume", "nowhere"]) == ExitCode.USAGE
    assert "no saved session is called 'nowhere'" in capsys.readouterr().err


def test_without_a_terminal_the_session_is_a_dialogue_in_lines(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(bench_in(home)).close()
    import io

    monkeypatch.setattr("sys.stdin", io.StringIO("list\nquit\n"))
    assert run(["session", "--resume", "1"]) == ExitCode.DONE
    printed = capsys.readouterr()
    assert "resumed" in printed.out
    assert "Canal" not in printed.err
